"""The demo workspace, its server, and a small real Bolt app on the other side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from sandbox import demo, server
from sandbox.deliveries import by_wsgi
from sandbox.people import Sandbox
from sandbox.workspace import Workspace
from tests.clocks import Clock
from tests.sandbox.builders import SECRET, bolt


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(clock: Clock) -> Workspace:
    return demo.workspace(clock)


@pytest.fixture
def url(workspace: Workspace) -> Iterator[str]:
    with server.running(workspace) as address:
        yield address


@pytest.fixture
def slack(workspace: Workspace, url: str) -> WebClient:
    return WebClient(workspace.app.bot_token, base_url=f"{url}/api/", retry_handlers=[])


@pytest.fixture
def bot(workspace: Workspace, slack: WebClient) -> App:
    return bolt(workspace, slack)


@pytest.fixture
def sandbox(workspace: Workspace, bot: App) -> Sandbox:
    return Sandbox(workspace, by_wsgi(SlackRequestHandler(bot)), SECRET)
