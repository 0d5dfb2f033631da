"""Puts one process together: database, app, door, and what works in the background; and takes it apart again."""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_sdk import WebClient

from bot import authorization, clocks, migrations, registration, tokens
from bot.app import build_app
from bot.settings import Settings, SettingsError
from bot.worker import Worker
from bot.wsgi import Page, Response, Shell, json_response
from scheduler.slack import tls
from storage.database import Database
from storage.deliveries import CHANNEL_PACE

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

logger = logging.getLogger(__name__)

SLACK_SECONDS = 2
"""How long a request may wait for Slack: a person waits for us, three seconds at most."""
TICK = "/internal/tick"
TICK_SECRET = "HTTP_X_BELLRINGER_SECRET"


class Program:
    """The parts of one process. What is started last is stopped first."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = clocks.machine) -> None:
        self.settings = settings
        self.clock = clock
        migrations.make_ready(settings.database_url)
        self.database = Database(settings.database_url)
        self.tokens = tokens.of(settings)
        self.tls = tls(settings.slack_api_url)
        self.gave_up = False
        self._stops: list[Callable[[], None]] = [self.database.close]

    def build_door(self, pages: dict[str, Page]) -> Shell:
        """The WSGI application over a new app; in Socket Mode the app has its connection, and the door only health."""
        authorize = authorization.Authorization(self.database, self.tokens, self._registers())
        client = self._client()
        app = build_app(
            database=self.database,
            authorize=authorize,
            clock=self.clock,
            client=client,
            signing_secret=self.settings.slack_signing_secret,
        )
        if self.settings.serves_many_workspaces:
            from bot.oauth import Installer  # noqa: PLC0415 - only some need it

            installer = Installer(self.settings, self.database, self.tokens, self.clock, authorize.forget, self.tls)
            pages = {**pages, **installer.pages()}
        if self.settings.uses_socket_mode:
            self._connect(app, client)
            return Shell(None, self.database, self.clock, pages)
        return Shell(app, self.database, self.clock, pages)

    def build_worker(self, pace: timedelta = CHANNEL_PACE) -> Worker:
        """The clock and delivery, not yet at work."""
        return Worker(self.settings, self.database, self.tokens, self.clock, give_up=self.give_up, pace=pace)

    def start(self, worker: Worker) -> None:
        """Let the clock tick and posts be delivered, in threads of this process."""
        worker.start()
        self._stops.append(worker.stop)

    def give_up(self) -> None:
        """What it is there for cannot be done: end as if told to stop."""
        self.gave_up = True
        os.kill(os.getpid(), signal.SIGTERM)

    def stop(self) -> None:
        """End what runs, the newest first, and the database last."""
        while self._stops:
            self._stops.pop()()

    def _client(self, token: str | None = None) -> WebClient:
        return WebClient(
            token=token,
            base_url=self.settings.slack_api_url,
            timeout=SLACK_SECONDS,
            ssl=self.tls,
            retry_handlers=[],  # the default one sends again what may have arrived
        )

    def _registers(self) -> Callable[[], None] | None:
        """With one token: register its workspace now, and give what tries again when Slack does not answer yet."""
        if self.settings.serves_many_workspaces:
            return None
        client = self._client(self.settings.slack_bot_token)
        registration.register(self.database, client, self.clock)

        def try_again() -> None:
            try:
                registration.register(self.database, client, self.clock)
            except SettingsError as problem:
                logger.error("%s", problem)

        return try_again

    def _connect(self, app: App, client: WebClient) -> None:
        from bot.socket_mode import SocketMode  # noqa: PLC0415 - only some need it

        connection = SocketMode(app, self.settings.slack_app_token, client, give_up=self.give_up)
        connection.start()
        self._stops.append(connection.stop)


def assemble(settings: Settings, *, delivers: bool, tick_secret: str) -> tuple[Shell, Program]:
    """The WSGI application of a serving process, and what it is part of. Raises `SettingsError`."""
    clock = clocks.MovableClock() if tick_secret else None
    program = Program(settings, clock or clocks.machine)
    # where time can be moved, nobody waits for a channel's next second
    worker = program.build_worker() if clock is None else program.build_worker(pace=timedelta(0))
    pages = {TICK: tick_page(clock, worker, tick_secret)} if clock is not None else {}
    shell = program.build_door(pages)
    if delivers:
        program.start(worker)
    return shell, program


def tick_once(settings: Settings, moment: datetime) -> str:
    """Do what is due at `moment`, deliver until nothing waits, and say what that was. Raises `SettingsError`."""
    clock = clocks.MovableClock()
    clock.move_to(moment)
    program = Program(settings, clock)
    try:
        worker = program.build_worker()
        posted = worker.tick()
        return f"{posted} due, {worker.deliver_all()} delivered."
    finally:
        program.stop()


def tick_page(clock: clocks.MovableClock, worker: Worker, secret: str) -> Page:
    """How the sandbox moves our clock: POST {"now": "2026-06-29T09:00:00+00:00"}.

    Answers when all that is due is done: how many posts that made, and when there is something to do next.
    """

    def tick(environ: WSGIEnvironment) -> Response:
        if not secrets.compare_digest(environ.get(TICK_SECRET, "").encode(), secret.encode()):
            return Response(403, b"Forbidden\n")
        sent = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        clock.move_to(datetime.fromisoformat(sent["now"]))
        posts = worker.tick()
        worker.finish()
        next_at = worker.next_at()
        return json_response(200, {"posts": posts, "next_at": next_at.isoformat() if next_at else None})

    return Page("POST", tick)
