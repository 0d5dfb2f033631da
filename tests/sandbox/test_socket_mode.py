"""Socket Mode, with Bolt's own client on the other side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.deliveries import NoAnswer
from sandbox.people import Sandbox
from sandbox.workspace import Workspace
from tests.sandbox.builders import SECRET, modal

Json = dict[str, Any]


def no_http(body: bytes, headers: dict[str, str]) -> Any:
    raise NoAnswer("dispatch_failed")


@pytest.fixture
def sandbox(workspace: Workspace) -> Sandbox:
    return Sandbox(workspace, no_http, SECRET)


@pytest.fixture
def connected(workspace: Workspace, bot: App) -> Iterator[SocketModeHandler]:
    handler = SocketModeHandler(bot, workspace.app.app_token, ping_interval=0.5)
    handler.connect()
    assert workspace.link.wait(lambda link: link.connected == 1)
    yield handler
    handler.close()
    assert workspace.link.wait(lambda link: link.connected == 0)


def test_people_reach_a_bot_that_is_connected_and_comes_back_when_sent_away(
    connected: SocketModeHandler, bot: App, sandbox: Sandbox, workspace: Workspace
) -> None:
    mentioned = threading.Event()

    @bot.command("/deal")
    def deal(ack: Any, command: Json, client: Any) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=modal())
        ack(f"heard {command['text']}")

    @bot.view("form")
    def save(ack: Any) -> None:
        ack(response_action="errors", errors={"name": "Which Acme?"})

    @bot.event("app_mention")
    def mention(event: Json) -> None:
        mentioned.set()

    amy = sandbox.people["amy"]
    reply = amy.command("#field", "/deal won Acme")
    assert (reply.message.text, reply.view.callback_id) == ("heard won Acme", "form")
    assert amy.submit(reply.view, {"typed": "Acme"}).errors == {"name": "Which Acme?"}
    assert amy.say("#field", "@Bellringer help").status == 200
    assert mentioned.is_set()

    workspace.link.disconnect("refresh_requested")
    assert workspace.link.wait(lambda link: link.opened > 1)
    assert amy.command("#field", "/deal again").message.text == "heard again"


def test_without_a_connection_there_is_only_http(sandbox: Sandbox, workspace: Workspace, url: str) -> None:
    assert "dispatch_failed" in sandbox.people["amy"].command("#field", "/deal").problem
    slack = WebClient(workspace.app.bot_token, base_url=f"{url}/api/")
    with pytest.raises(SlackApiError, match="invalid_auth"):
        slack.apps_connections_open(app_token="xapp-wrong")
