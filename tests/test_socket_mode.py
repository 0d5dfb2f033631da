"""Socket Mode: the same app over a connection of our own, which a watchdog keeps alive."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from slack_sdk import WebClient

from bot.app import build_app
from bot.authorization import Authorization
from bot.socket_mode import SILENT_SECONDS, SocketMode, Step, Watchdog
from tests.cast import SIGNING_SECRET, Workspace


@contextmanager
def connected(workspace: Workspace, app_token: str, gave_up: threading.Event) -> Iterator[SocketMode]:
    client = WebClient(base_url=f"{workspace.url}/api/", timeout=5)
    app = build_app(
        database=workspace.database,
        authorize=Authorization(workspace.database, lambda _workspace: workspace.slack.app.bot_token),
        clock=workspace.clock,
        client=client,
        signing_secret=SIGNING_SECRET,
    )
    connection = SocketMode(app, app_token, client, gave_up.set)
    connection.start()
    try:
        yield connection
    finally:
        connection.stop()


def test_commands_are_answered_over_the_connection_and_over_the_next_one(workspace: Workspace) -> None:
    gave_up = threading.Event()
    with connected(workspace, workspace.slack.app.app_token, gave_up):
        assert workspace.slack.link.wait(lambda link: link.connected == 1)
        before = workspace["amy"].command("#field", "/sales help")
        assert before.problem is None
        assert before.message is not None
        assert before.message.ephemeral_to == workspace["amy"].id
        [first] = workspace.slack.link._connections
        workspace.slack.link.disconnect()
        assert workspace.slack.link.wait(lambda link: link.connected == 1 and first not in link._connections)
        assert workspace["ben"].command("#field", "/sales help").problem is None
    assert workspace.slack.link.wait(lambda link: link.connected == 0)
    assert not gave_up.is_set()


def test_a_token_that_slack_refuses_ends_the_process_at_once(workspace: Workspace) -> None:
    gave_up = threading.Event()
    with connected(workspace, "xapp-wrong", gave_up) as connection:
        assert gave_up.wait(10)
        assert not connection.is_connected


def test_the_watchdog_connects_anew_and_gives_up_after_twice_the_silence() -> None:
    watchdog = Watchdog(heard_at=1_000)
    assert watchdog.look(1_050, 1_051) is Step.NOTHING
    silent_from = 1_050 + SILENT_SECONDS
    assert watchdog.look(1_050, silent_from - 1) is Step.NOTHING
    assert watchdog.look(None, silent_from) is Step.RECONNECT
    assert watchdog.look(None, silent_from + 1) is Step.NOTHING
    assert watchdog.look(silent_from + 5, silent_from + 6) is Step.NOTHING
    assert watchdog.look(None, silent_from + 5 + SILENT_SECONDS) is Step.RECONNECT
    assert watchdog.look(None, silent_from + 5 + 2 * SILENT_SECONDS - 1) is Step.NOTHING
    assert watchdog.look(None, silent_from + 5 + 2 * SILENT_SECONDS) is Step.GIVE_UP
