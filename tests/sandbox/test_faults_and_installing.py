"""What goes wrong on demand, and how the bot comes into workspaces."""

from __future__ import annotations

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import demo, server
from sandbox.workspace import Workspace
from tests.clocks import Clock


def test_two_workspaces_are_told_apart_by_their_tokens(clock: Clock) -> None:
    first, second = demo.workspace(clock), demo.other_workspace(clock)
    with server.running(first, second) as url:
        ours, theirs = (WebClient(w.app.bot_token, base_url=f"{url}/api/") for w in (first, second))
        theirs.chat_postMessage(channel="#field", text="ours alone")
        assert theirs.auth_test()["team_id"] == "T0OTHR"
        assert "U0ZOE" not in {user["id"] for user in ours.users_list()["members"]}
    assert first.messages["C0FIELD"] == []
    assert len(second.messages["C0OTHERFIELD"]) == 1


def test_installing_by_oauth(url: str, workspace: Workspace, clock: Clock) -> None:
    app = workspace.app
    app.removed = True
    back = "http://127.0.0.1:3000/slack/oauth_redirect"
    query = {"client_id": app.client_id, "scope": "chat:write,commands", "state": "s&s", "redirect_uri": back}
    leads_to = httpx.get(f"{url}/oauth/v2/authorize", params=query).headers["location"]
    returned = httpx.URL(leads_to)
    assert (leads_to.split("?")[0], returned.params["state"]) == (back, "s&s")
    slack = WebClient(base_url=f"{url}/api/", retry_handlers=[])
    ask = {"client_id": app.client_id, "client_secret": app.client_secret, "code": returned.params["code"]}
    with pytest.raises(SlackApiError, match="bad_redirect_uri"):
        slack.oauth_v2_access(**ask, redirect_uri="http://elsewhere")
    installed = slack.oauth_v2_access(**ask, redirect_uri=back)
    assert (installed["access_token"], installed["scope"]) == (app.bot_token, "chat:write,commands")
    assert (installed["team"]["id"], installed["authed_user"]["id"], installed["bot_user_id"]) == (
        "T0BELL", "U0ADA", "U0BOT",
    )  # fmt: skip
    with pytest.raises(SlackApiError, match="code_already_used"):
        slack.oauth_v2_access(**ask)
    assert httpx.get(f"{url}/oauth/v2/authorize", params={**query, "client_id": "9"}).text == "invalid_client_id"


FAULTS = {"rate_limited": 429, "server_error": 500, "rubbish": 200, "error:fatal_error": 200}


@pytest.mark.parametrize("kind", FAULTS)
def test_faults_happen_as_often_as_asked(slack: WebClient, workspace: Workspace, kind: str) -> None:
    workspace.faults.add("chat.postMessage", kind, times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as refusal:
            slack.chat_postMessage(channel="C0FIELD", text="Won")
        assert refusal.value.response.status_code == FAULTS[kind]
        if kind == "rate_limited":
            assert refusal.value.response.headers["retry-after"] == "7"
    assert workspace.messages["C0FIELD"] == []
    slack.chat_postMessage(channel="C0FIELD", text="Won")
    assert len(workspace.messages["C0FIELD"]) == 1


def test_an_answer_can_be_lost_after_the_deed(url: str, workspace: Workspace) -> None:
    workspace.faults.add("chat.postMessage", "timeout_after")
    head = {"authorization": f"Bearer {workspace.app.bot_token}"}
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(f"{url}/api/chat.postMessage", headers=head, json={"channel": "C0FIELD", "text": "Won"})
    assert [m.text for m in workspace.messages["C0FIELD"]] == ["Won"]
    with pytest.raises(ValueError, match="no fault of the kind"):
        workspace.faults.add("chat.postMessage", "earthquake")
