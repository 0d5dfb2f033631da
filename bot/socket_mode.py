"""Socket Mode: the bot connects to Slack by websocket. A watchdog makes sure that the connection is alive."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
SILENT_SECONDS = 90.0
"""Without a connection or an answer to a ping for so long, we connect anew; after as long again, we give up."""
PING_SECONDS = 10.0
CONCURRENCY = 10
FATAL = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type")


class Step(Enum):
    """What to do about the connection."""

    NOTHING = "nothing"
    RECONNECT = "reconnect"
    GIVE_UP = "give up"


@dataclass
class Watchdog:
    """Decides from when we last heard from Slack. Times are seconds of one clock."""

    heard_at: float
    tried_at: float | None = None

    def look(self, heard_at: float | None, now: float) -> Step:
        """What to do now, with the last sign of life of a connection that is up."""
        if heard_at is not None and heard_at > self.heard_at:
            self.heard_at, self.tried_at = heard_at, None
        if now - self.heard_at < SILENT_SECONDS:
            return Step.NOTHING
        if self.tried_at is None:
            self.tried_at = now
            return Step.RECONNECT
        return Step.GIVE_UP if now - self.tried_at >= SILENT_SECONDS else Step.NOTHING


class SocketMode:
    """The connection of one process. `give_up` is called, once, when Slack cannot be reached or refuses the token."""

    def __init__(self, app: App, app_token: str, client: WebClient, give_up: Callable[[], None]) -> None:
        self._handler = SocketModeHandler(
            app, app_token, web_client=client, ping_interval=PING_SECONDS, concurrency=CONCURRENCY
        )
        self._give_up = give_up
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="socket-mode", daemon=True)

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection now."""
        return bool(self._handler.client.is_connected())

    def start(self) -> None:
        """Connect, in a thread of its own; while Slack is down, again and again."""
        self._thread.start()

    def stop(self) -> None:
        """Hang up, when what is being answered is answered."""
        self._stopped.set()
        self._handler.client.close()
        self._thread.join(timeout=10)

    def _watch(self) -> None:
        watchdog = Watchdog(heard_at=time.time())
        connected = False
        while not self._stopped.is_set():
            connected = connected or self._connect()
            step = watchdog.look(self._heard_at(), time.time())
            if step is Step.RECONNECT:
                logger.warning("Slack has been silent for %d seconds; connecting anew.", SILENT_SECONDS)
                connected = self._connect()
            elif step is Step.GIVE_UP:
                logger.critical("Slack cannot be reached by Socket Mode; stopping, so that we are started again.")
                self._give_up()
                return
            self._stopped.wait(LOOK_SECONDS)

    def _connect(self) -> bool:
        try:
            self._handler.client.connect_to_new_endpoint(force=True)
        except SlackApiError as refusal:
            error = refusal.response.get("error")
            if error in FATAL:
                logger.critical("Slack refuses SLACK_APP_TOKEN (%s): make a new app-level token.", error)
                self._stopped.set()
                self._give_up()
            else:
                logger.warning("Slack does not open a connection (%s); trying again.", error)
            return False
        except (SlackClientError, OSError) as problem:
            logger.warning("No connection to Slack (%s); trying again.", problem)
            return False
        return True

    def _heard_at(self) -> float | None:
        """When the connection that is up last answered a ping; a new one counts as heard now."""
        session = self._handler.client.current_session
        if session is None or not session.is_active():
            return None
        return session.last_ping_pong_time
