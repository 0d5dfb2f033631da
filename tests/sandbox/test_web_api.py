"""The Web API as slack_sdk calls it: what is answered, what is refused, and in which words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import demo, server
from sandbox.people import Sandbox
from sandbox.workspace import DEFAULT_SCOPES, Workspace
from tests.clocks import Clock
from tests.sandbox.builders import modal, text

Json = dict[str, Any]
DIVIDER = {"type": "divider"}
LONG_SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[WebClient, Workspace]]:
    """A workspace for calls that are refused, and so leave it as it was."""
    workspace = demo.workspace(Clock(), scopes=[*DEFAULT_SCOPES, "pins:write", "reactions:write"])
    workspace.channel_called("wins").is_archived = True
    workspace.user_called("gus").deleted = True
    with server.running(workspace) as url:
        yield WebClient(workspace.app.bot_token, base_url=f"{url}/api/", retry_handlers=[]), workspace


FIELD, RANDOM, PRIVATE = "C0FIELD", "C0RANDOM", "C0DESK"
SAID = {"text": "Won"}
REFUSED: list[tuple[str, Json, str]] = [
    ("chat.postMessage", {"channel": FIELD}, "no_text"),
    ("chat.postMessage", {"channel": FIELD, "text": "  "}, "no_text"),
    ("chat.postMessage", {"text": "Won"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "C0NONE", **SAID}, "channel_not_found"),
    ("chat.postMessage", {"channel": "U0NONE", **SAID}, "channel_not_found"),
    ("chat.postMessage", {"channel": RANDOM, **SAID}, "not_in_channel"),
    ("chat.postMessage", {"channel": "C0WINS", **SAID}, "is_archived"),
    ("chat.postMessage", {"channel": "U0GUS", **SAID}, "channel_not_found"),
    ("chat.postMessage", {"channel": FIELD, "blocks": "[{"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": FIELD, "blocks": {"type": "divider"}}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": FIELD, "blocks": [DIVIDER] * 51}, "invalid_blocks"),
    ("chat.postMessage", {"channel": FIELD, "blocks": [LONG_SECTION] * 5}, "msg_blocks_too_long"),
    ("chat.postMessage", {"channel": FIELD, **SAID, "thread_ts": "yesterday"}, "invalid_thread_ts"),
    ("chat.postMessage", {"channel": FIELD, **SAID, "thread_ts": "1.000001"}, "thread_not_found"),
    ("chat.postMessage", {"channel": FIELD, **SAID, "metadata": {"id": 1}}, "invalid_metadata_format"),
    ("chat.postEphemeral", {"channel": FIELD, "user": "U0PAT", **SAID}, "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": FIELD, "user": "U0NONE", **SAID}, "user_not_found"),
    ("chat.update", {"channel": FIELD, "ts": "1.000001", **SAID}, "message_not_found"),
    ("chat.delete", {"channel": FIELD, "ts": "1.000001"}, "message_not_found"),
    ("chat.getPermalink", {"channel": FIELD, "message_ts": "1.000001"}, "message_not_found"),
    ("conversations.info", {"channel": "C0NONE"}, "channel_not_found"),
    ("conversations.list", {"types": "secret"}, "invalid_types"),
    ("conversations.list", {"types": "im"}, "missing_scope"),
    ("conversations.members", {"channel": "C0NONE"}, "channel_not_found"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U0NONE"}, "user_not_found"),
    ("conversations.open", {"users": "U0GUS"}, "user_disabled"),
    ("conversations.open", {"users": "U0AMY,U0BEN"}, "missing_scope"),
    ("conversations.join", {"channel": RANDOM}, "missing_scope"),
    ("conversations.history", {"channel": FIELD}, "missing_scope"),
    ("conversations.history", {"channel": PRIVATE}, "missing_scope"),
    ("users.info", {"user": "U0NONE"}, "user_not_found"),
    ("users.info", {}, "invalid_arguments"),
    ("users.list", {"cursor": "elsewhere"}, "invalid_cursor"),
    ("team.info", {"team": "T0NONE"}, "team_not_found"),
    ("bots.info", {"bot": "B0NONE"}, "bot_not_found"),
    ("views.open", {"trigger_id": "1.2.3", "view": modal()}, "invalid_trigger_id"),
    ("views.open", {"trigger_id": "1.2.3", "view": {"type": "modal"}}, "invalid_arguments"),
    ("views.open", {"view": modal()}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.3", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
    ("views.update", {"view_id": "V0NONE", "view": modal()}, "not_found"),
    ("views.publish", {"user_id": "U0NONE", "view": {"type": "home", "blocks": []}}, "user_not_found"),
    ("views.publish", {"user_id": "U0AMY", "view": modal()}, "invalid_arguments"),
    ("files.getUploadURLExternal", {"filename": "a.png"}, "invalid_arguments"),
    ("files.getUploadURLExternal", {"filename": "a.png", "length": 0}, "invalid_arguments"),
    ("files.completeUploadExternal", {"files": [{"id": "F0NONE"}]}, "file_not_found"),
    ("files.info", {"file": "F0NONE"}, "missing_scope"),
    ("reactions.add", {"channel": FIELD, "timestamp": "1.000001", "name": "tada"}, "message_not_found"),
    ("pins.add", {"channel": "C0NONE", "timestamp": "1.000001"}, "channel_not_found"),
    ("apps.connections.open", {}, "not_allowed_token_type"),
    ("oauth.v2.access", {"code": "none", "client_id": "other"}, "invalid_client_id"),
    ("deals.list", {}, "unknown_method"),
]


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "form"])
@pytest.mark.parametrize(
    ("method", "arguments", "error"), REFUSED, ids=[f"{i} {row[0]} {row[2]}" for i, row in enumerate(REFUSED)]
)
def test_slack_refuses(
    shared: tuple[WebClient, Workspace], method: str, arguments: Json, error: str, as_json: bool
) -> None:
    slack, workspace = shared
    with pytest.raises(SlackApiError) as refusal:
        slack.api_call(method, json=arguments) if as_json else slack.api_call(method, data=_form(arguments))
    assert refusal.value.response["error"] == error
    assert workspace.calls[-1].method == method
    assert workspace.calls[-1].answer["error"] == error


def _form(arguments: Json) -> Json:
    """Lists and objects as JSON text, as forms carry them."""
    return {name: value if isinstance(value, str | int) else json.dumps(value) for name, value in arguments.items()}


def test_invalid_blocks_say_what_and_where(slack: WebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}, {"type": "divider", "color": "red"}]
    with pytest.raises(SlackApiError) as refusal:
        slack.chat_postMessage(channel="C0FIELD", text="Won", blocks=blocks)
    assert refusal.value.response.data == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
            "invalid additional property: color [json-pointer:/blocks/1]",
        ],
        "response_metadata": {
            "messages": [
                "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
                "[ERROR] invalid additional property: color [json-pointer:/blocks/1]",
            ]
        },
    }


def test_a_private_channel_without_the_bot_does_not_exist(slack: WebClient, workspace: Workspace) -> None:
    workspace.channel_called("deal-desk").members.remove("U0BOT")
    for method in ("conversations.info", "conversations.members"):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            slack.api_call(method, params={"channel": "C0DESK"})
    listed = slack.conversations_list(types="public_channel,private_channel")["channels"]
    assert "C0DESK" not in {channel["id"] for channel in listed}


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "not_authed"), ("xoxb-wrong", "invalid_auth"), ("xapp-sandbox", "not_allowed_token_type")],
    ids=["none", "wrong", "app token"],
)
def test_tokens(url: str, token: str | None, error: str) -> None:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    assert httpx.post(f"{url}/api/auth.test", headers=headers).json() == {"ok": False, "error": error}


def test_a_removed_app_is_inactive_and_scopes_are_told(slack: WebClient, workspace: Workspace) -> None:
    workspace.app.scopes = {"users:read"}
    with pytest.raises(SlackApiError) as refusal:
        slack.chat_postMessage(channel="C0FIELD", text="Won")
    answer = refusal.value.response
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "chat:write", "users:read")
    assert answer.headers["x-oauth-scopes"] == "users:read"
    workspace.app.removed = True
    with pytest.raises(SlackApiError, match="account_inactive"):
        slack.auth_test()


def test_arguments_arrive_by_every_road(url: str, workspace: Workspace) -> None:
    head = {"authorization": f"Bearer {workspace.app.bot_token}"}
    post, said = f"{url}/api/chat.postMessage", {"channel": "C0FIELD", "text": "海尔 & co"}
    blocks = [{"type": "section", "text": text("12万")}]
    form = {**said, "blocks": '[{"type":"section","text":{"type":"plain_text","text":"12万"}}]'}
    for answer in (
        httpx.post(post, headers=head, json={**said, "blocks": blocks}),
        httpx.post(post, headers=head, data=form),
        httpx.post(post, data={**form, "token": workspace.app.bot_token}),
        httpx.get(post, headers=head, params=form),
        httpx.post(post, headers=head, files={name: (None, value) for name, value in form.items()}),
    ):
        message = answer.json()["message"]
        assert (message["text"], message["blocks"][0]["text"]) == ("海尔 & co", text("12万"))
    assert httpx.post(post, json={**said, "token": workspace.app.bot_token}).json()["error"] == "not_authed"
    assert httpx.post(post, headers=head, content="{", params=said).json()["ok"] is True
    broken = {**head, "content-type": "application/json"}
    assert httpx.post(post, headers=broken, content="{").json()["error"] == "invalid_json"
    assert httpx.post(post, headers=broken, content="[]").json()["error"] == "json_not_object"
    assert httpx.post(post, headers={**head, "host": "evil.example"}, json=said).status_code == 400


def test_a_message_is_posted_changed_and_deleted(slack: WebClient, sandbox: Sandbox) -> None:
    posted = slack.chat_postMessage(
        channel="#field", text="Won", blocks=[DIVIDER], metadata={"event_type": "post", "event_payload": {"oid": 7}}
    )
    amy = sandbox.people["amy"]
    [message] = amy.sees("#field")
    assert (message.ts, message.user, message.metadata["event_payload"]["oid"]) == (posted["ts"], "U0BOT", 7)
    place = {"channel": "C0FIELD", "ts": posted["ts"]}
    slack.chat_update(**place, text="Won: Acme", blocks=[{"type": "section", "text": text("Acme")}])
    assert (message.text, message.words, message.edited) == ("Won: Acme", "Acme", False)
    slack.chat_update(**place, text="Lost")
    assert (message.words, message.blocks, message.edited) == ("Lost", [], True)
    with pytest.raises(SlackApiError, match="msg_too_long"):
        slack.chat_update(**place, text="x" * 4001)
    link = slack.chat_getPermalink(channel="C0FIELD", message_ts=posted["ts"])["permalink"]
    assert link.endswith(f"/archives/C0FIELD/p{posted['ts'].replace('.', '')}")
    slack.chat_delete(**place)
    assert amy.sees("#field") == []


def test_only_its_own_messages_can_be_changed(slack: WebClient, sandbox: Sandbox) -> None:
    said = sandbox.people["amy"].say("#field", "mine").message
    for call in (slack.chat_update, slack.chat_delete):
        with pytest.raises(SlackApiError, match=r"cant_(update|delete)_message"):
            call(channel="C0FIELD", ts=said.ts, text="ours")
    shown = slack.chat_postEphemeral(channel="C0FIELD", user="U0AMY", text="psst")
    with pytest.raises(SlackApiError, match="message_not_found"):
        slack.chat_update(channel="C0FIELD", ts=shown["message_ts"], text="loud")


def test_an_ephemeral_message_is_for_one_person(slack: WebClient, sandbox: Sandbox) -> None:
    slack.chat_postEphemeral(channel="C0FIELD", user="U0AMY", text="psst")
    assert [m.text for m in sandbox.people["amy"].sees("#field")] == ["psst"]
    assert sandbox.people["ben"].sees("#field") == []


def test_a_reply_goes_to_the_thread_and_a_user_id_to_the_person(slack: WebClient, sandbox: Sandbox) -> None:
    first = slack.chat_postMessage(channel="C0FIELD", text="digest")
    reply = slack.chat_postMessage(channel="C0FIELD", text="details", thread_ts=first["ts"])
    slack.chat_postMessage(channel="C0FIELD", text="more", thread_ts=reply["ts"])
    assert [m.thread_ts for m in sandbox.people["amy"].sees("#field")] == [None, first["ts"], first["ts"]]
    direct = slack.chat_postMessage(channel="U0PAT", text="hello")["channel"]
    assert slack.conversations_open(users="U0PAT")["channel"]["id"] == direct
    assert [m.text for m in sandbox.people["pat"].sees("@Bellringer")] == ["hello"]
    [found] = slack.conversations_history(channel=direct)["messages"]
    assert (found["text"], found["user"]) == ("hello", "U0BOT")


def test_strict_pace_is_one_message_a_second_to_a_channel(clock: Clock) -> None:
    workspace = demo.workspace(clock, strict_pace=True)
    with server.running(workspace) as url:
        slack = WebClient(workspace.app.bot_token, base_url=f"{url}/api/", retry_handlers=[])
        slack.chat_postMessage(channel="C0FIELD", text="one")
        slack.chat_postMessage(channel="C0EAST", text="elsewhere")
        with pytest.raises(SlackApiError) as refusal:
            slack.chat_postMessage(channel="C0FIELD", text="two")
        answer = refusal.value.response
        assert (answer.status_code, answer["error"], answer.headers["retry-after"]) == (429, "ratelimited", "1")
        clock.move(seconds=1)
        slack.chat_postMessage(channel="C0FIELD", text="two")


def test_what_the_bot_learns_of_people_and_channels(slack: WebClient) -> None:
    mei = slack.users_info(user="U0MEI", include_locale=True)["user"]
    assert (mei["tz"], mei["tz_offset"], mei["locale"]) == ("Asia/Shanghai", 28800, "zh-CN")
    assert "locale" not in slack.users_info(user="U0MEI")["user"]
    assert slack.users_info(user="U0ADA")["user"]["is_admin"] is True
    assert slack.users_info(user="U0GUS")["user"]["is_restricted"] is True
    pat = slack.users_info(user="U0PAT", include_locale=True)["user"]
    assert (pat["team_id"], pat["is_stranger"]) == ("T0BETA", False)
    assert not {"tz", "locale", "is_admin"} & set(pat)
    shared = slack.conversations_info(channel="C0BETACO", include_num_members=True)["channel"]
    assert (shared["is_ext_shared"], shared["shared_team_ids"], shared["num_members"]) == (
        True,
        ["T0BELL", "T0BETA"],
        6,
    )
    assert slack.conversations_info(channel="C0FIELD")["channel"]["is_ext_shared"] is False
    assert slack.conversations_info(channel="C0RANDOM")["channel"]["is_member"] is False
    assert slack.conversations_members(channel="C0EAST")["members"] == ["U0LI", "U0MEI", "U0BOT"]
    mine = slack.users_conversations(types="public_channel,private_channel")["channels"]
    assert {"C0FIELD", "C0DESK"} <= {c["id"] for c in mine}
    assert "C0RANDOM" not in {c["id"] for c in mine}
    assert slack.team_info(team="T0BETA")["team"]["name"] == "BetaCo"
    identity = slack.auth_test()
    assert (identity["team_id"], identity["user_id"], identity["bot_id"]) == ("T0BELL", "U0BOT", "B0BELLRINGER")


def test_lists_come_in_pages(slack: WebClient) -> None:
    pages = [page["members"] for page in slack.users_list(limit=4)]
    assert [len(page) for page in pages] == [4, 4, 3]
    assert [user["id"] for user in pages[2]] == ["U0BEA", "W0QUINN", "U0DEE"]


def test_reactions_and_pins(slack: WebClient, workspace: Workspace, sandbox: Sandbox) -> None:
    message = sandbox.people["amy"].say("#field", "hello").message
    place = {"channel": "C0FIELD", "timestamp": message.ts}
    workspace.app.scopes -= {"pins:write"}
    for call in (slack.pins_add, slack.reactions_add):
        with pytest.raises(SlackApiError, match="missing_scope"):
            call(**place, name="tada")
    workspace.app.scopes |= {"pins:write", "reactions:write"}
    slack.pins_add(**place)
    with pytest.raises(SlackApiError, match="already_pinned"):
        slack.pins_add(**place)
    slack.reactions_add(**place, name="tada")
    with pytest.raises(SlackApiError, match="already_reacted"):
        slack.reactions_add(**place, name="tada")
    given = slack.reactions_get(**place)["message"]["reactions"]
    assert given == [{"name": "tada", "users": ["U0BOT"], "count": 1}]
