"""`bellringer sandbox`: a pretend Slack workspace in the browser, with the bot running on it as it would on a real one.

The pretend Slack runs in a thread here, the bot in a child process. When somebody moves the clock on the page, the
child is told the time, does what is due, and goes on from there.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import secrets
import signal
import sys
import tempfile
import threading
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import httpx
import typer

from bot import demo, demo_partners, logs, manifest, migrations, serving
from bot.settings import Settings, SettingsError
from sandbox import demo as cast
from sandbox import manifests, server
from sandbox.clocks import Clock, Follow, Step
from sandbox.deliveries import by_http
from sandbox.people import Sandbox
from sandbox.workspace import Workspace
from storage import workspaces
from storage.database import Database

logger = logging.getLogger(__name__)

START_SECONDS = 30
TICK_SECONDS = 20


def open_up(*, port: int, db: Path | None, empty: bool) -> None:
    """Run until Ctrl-C. Raises `SettingsError` when the port is taken."""
    logs.configure("WARNING", "text")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bellringer-")))
        slack = cast.workspace(Clock())
        manifests.install(slack, manifest.build())
        settings = Settings(
            database_url=f"sqlite:///{(db or folder / 'sandbox.db').absolute()}",
            slack_bot_token=slack.app.bot_token,
            slack_signing_secret=secrets.token_hex(16),
            slack_api_url=f"http://{server.LOOPBACK}:{port}/api/",
            host=server.LOOPBACK,
            port=serving.free_port(),
            log_level="WARNING",
        )
        bot = f"http://{settings.host}:{settings.port}"
        tick_secret = secrets.token_hex(16)
        prepare(settings, slack, empty=empty)
        people = Sandbox(slack, by_http(f"{bot}/slack/events"), settings.slack_signing_secret)
        try:
            url = stack.enter_context(server.running(people, port=port, on_clock=_ticker(bot, tick_secret)))
        except OSError:
            raise SettingsError(f"Port {port} is taken by another program: choose another one with --port.") from None
        announce = threading.Thread(target=_say_when_ready, args=(bot, url), daemon=True)
        announce.start()
        serve_beside(settings, serving.Role(delivers=True, tick_secret=tick_secret))


def serve_beside(settings: Settings, role: serving.Role) -> None:
    """Let the bot serve in a process of its own until we are told to stop. Exits 1 when it ends by itself."""
    # threads run here already, and a fork would copy their locks
    bot = multiprocessing.get_context("spawn").Process(target=serving.serve, args=(settings, role), name="bot")
    bot.start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: bot.terminate())
    bot.join()
    if bot.exitcode:
        sys.exit(1)


def prepare(settings: Settings, slack: Workspace, *, empty: bool) -> None:
    """A database with the workspace in it, and unless it was there before or `empty`, a quarter of demo data."""
    migrations.make_ready(settings.database_url)
    database = Database(settings.database_url)
    try:
        with database.write() as connection:
            known = workspaces.find_by_slack_id(connection, slack.team.id)
            installed = known or workspaces.install(
                connection,
                slack_team_id=slack.team.id,
                now=slack.clock(),
                name=slack.team.name,
                bot_user_id=slack.app.bot_user,
                bot_id=slack.app.bot_id,
            )
        if known is None and not empty:
            demo.seed(database, installed.id, slack.clock())
            demo_partners.seed(database, installed.id, slack.clock())
    finally:
        database.close()


def _ticker(bot: str, tick_secret: str) -> Follow:
    """What the sandbox calls when its clock was moved: the bot follows."""

    def tick(moment: datetime) -> Step:
        headers = {"X-Bellringer-Secret": tick_secret}
        content = json.dumps({"now": moment.isoformat()})
        try:
            with httpx.Client(timeout=TICK_SECONDS, trust_env=False) as client:
                answer = client.post(f"{bot}/internal/tick", content=content, headers=headers).raise_for_status()
        except httpx.HTTPError as problem:
            logger.warning("The bot did not follow the clock: %s", problem)
            return Step(problem="the bot did not follow")
        done = answer.json()
        return Step(done["posts"], datetime.fromisoformat(done["next_at"]) if done["next_at"] else None)

    return tick


def _say_when_ready(bot: str, url: str) -> None:
    """Print the address as soon as the bot answers."""
    waiting = threading.Event()
    with httpx.Client(trust_env=False) as client:
        for _ in range(START_SECONDS * 20):
            try:
                client.get(f"{bot}/healthz")
            except httpx.TransportError:
                waiting.wait(0.05)
                continue
            typer.echo(f"Bellringer's sandbox is open: {url}  (Ctrl-C closes it)")
            return
