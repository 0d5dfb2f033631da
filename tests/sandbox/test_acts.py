"""What people do, seen from both sides: what the bot is sent, and what its answer shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk.signature import Clock as SlackClock
from slack_sdk.signature import SignatureVerifier

from sandbox import changes, connections, manifests
from sandbox.deliveries import Answer, NoAnswer, by_http
from sandbox.people import Sandbox
from sandbox.records import Team, User
from sandbox.workspace import Workspace
from tests.clocks import Clock
from tests.sandbox.builders import SECRET, answering, button, text

Json = dict[str, Any]


def test_a_command_is_the_form_that_slack_sends(sandbox: Sandbox, bot: App, url: str) -> None:
    heard: list[Json] = []

    @bot.command("/deal")
    def deal(ack: Any, command: Json) -> None:
        heard.append(command)
        ack()

    reply = sandbox.people["amy"].command("#field", "/deal won Acme 12k")
    assert (reply.status, reply.message, reply.view, reply.problem) == (200, None, None, None)
    [command] = heard
    trigger_id, response_url = command.pop("trigger_id"), command.pop("response_url")
    assert command == {
        "token": "sandbox-verification-token",
        "team_id": "T0BELL",
        "team_domain": "bellringer-demo",
        "channel_id": "C0FIELD",
        "channel_name": "field",
        "user_id": "U0AMY",
        "user_name": "amy",
        "command": "/deal",
        "text": "won Acme 12k",
        "api_app_id": "A0BELLRINGER",
        "is_enterprise_install": "false",
    }
    assert trigger_id.count(".") == 2
    assert response_url.startswith(f"{url}/response/")


TYPED = [
    ("with @ben and @Mei", "with <@U0BEN|ben> and <@U0MEI|mei>"),
    ("@Amy Lindgren, hello", "<@U0AMY|amy>, hello"),
    ("表扬 @李娜 (Li Na)做得好", "表扬 <@U0LI|li>做得好"),
    ("@bene is nobody, ben@acme.com is mail", "@bene is nobody, <mailto:ben@acme.com|ben@acme.com> is mail"),
    ("in #field and #deal-desk", "in <#C0FIELD|field> and <#C0DESK|>"),
    ("A&B <b> 5>3", "A&amp;B &lt;b&gt; 5&gt;3"),
    ("see https://acme.com/a?b=1&c.", "see <https://acme.com/a?b=1&amp;c>."),
    ("register Acme acme.com 12.5k", "register Acme <http://acme.com|acme.com> 12.5k"),
    ("won Acme.12k - v2.0 3.5w", "won Acme.12k - v2.0 3.5w"),
]


@pytest.mark.parametrize(("typed", "sent"), TYPED, ids=[typed for typed, _ in TYPED])
def test_typed_text_is_marked_up_and_escaped(sandbox: Sandbox, typed: str, sent: str) -> None:
    answering(sandbox)
    sandbox.people["amy"].command("#field", f"/deal {typed}")
    assert sandbox.requests[-1].payload["text"] == sent


def test_requests_are_signed(sandbox: Sandbox) -> None:
    answering(sandbox)
    sandbox.people["amy"].command("#field", "/deal")
    request = sandbox.requests[-1]
    signature = SignatureVerifier(SECRET, SlackClock())
    assert signature.is_valid_request(request.body, request.headers)
    assert not SignatureVerifier("another").is_valid_request(request.body, request.headers)


def test_the_body_of_the_answer_is_for_the_person_unless_it_says_otherwise(sandbox: Sandbox) -> None:
    amy, ben = sandbox.people["amy"], sandbox.people["ben"]
    answering(sandbox, body=b"just words")
    assert amy.command("#field", "/deal").message.text == "just words"
    answering(sandbox, body=b'{"text": "quiet"}')
    amy.command("#field", "/deal")
    answering(sandbox, body=b'{"text": "loud", "response_type": "in_channel"}')
    amy.command("#field", "/deal")
    assert [message.text for message in amy.sees("#field")] == ["just words", "quiet", "loud"]
    assert [message.text for message in ben.sees("#field")] == ["loud"]
    answering(sandbox, body=b'{"text": "x", "blocks": [{"type": "nonsense"}]}')
    assert "invalid_command_response: invalid_blocks" in amy.command("#field", "/deal").problem


def test_people_are_told_when_the_bot_fails(sandbox: Sandbox) -> None:
    amy = sandbox.people["amy"]
    answering(sandbox, status=500)
    assert amy.command("#field", "/deal").problem == '/deal failed with the error "dispatch_failed"'

    def silent(body: bytes, headers: dict[str, str]) -> Answer:
        raise NoAnswer("operation_timeout")

    sandbox.send = silent
    assert amy.command("#field", "/deal").problem == '/deal failed with the error "operation_timeout"'
    assert sandbox.requests[-1].answer is None
    sandbox.send = by_http("http://127.0.0.1:9/slack/events")
    assert "dispatch_failed" in amy.command("#field", "/deal").problem
    assert amy.command("#field", "/dael").problem == "/dael is not a valid command"
    assert len(sandbox.requests) == 3


def test_one_cannot_act_where_one_is_not(sandbox: Sandbox, workspace: Workspace) -> None:
    with pytest.raises(LookupError, match="Gus Romero is not in #field"):
        sandbox.people["gus"].command("#field", "/deal")
    answering(sandbox, body=b'{"text": "quiet"}')
    shown = sandbox.people["amy"].command("#field", "/deal").message
    with pytest.raises(LookupError, match="does not see"):
        sandbox.people["ben"].react(shown, "eyes")
    assert sandbox.people["gus"].sees("#deal-desk") == []
    changes.archive_channel(sandbox, "#field")
    with pytest.raises(LookupError, match="#field is archived"):
        sandbox.people["amy"].say("#field", "hello")
    changes.deactivate_user(sandbox, "ben")
    with pytest.raises(LookupError, match="account is deactivated"):
        sandbox.people["ben"].command("@Bellringer", "/deal")


def test_buttons_tell_the_bot_where_they_were_clicked(sandbox: Sandbox, bot: App) -> None:
    heard: list[Json] = []

    @bot.command("/deal")
    def deal(ack: Any) -> None:
        rows = [button("Undo", "undo", value="7"), button("Edit", "edit", value="7")]
        ack(text="Won", blocks=[{"type": "actions", "elements": rows}])

    @bot.action("undo")
    def undo(ack: Any, body: Json, respond: Any) -> None:
        heard.append(body)
        ack()
        respond(text="Taken back", replace_original=True)

    amy = sandbox.people["amy"]
    receipt = amy.command("#field", "/deal").message
    with pytest.raises(KeyError, match="no button 'Share' among"):
        receipt.button("Share")
    amy.click(receipt, receipt.button("Undo"))
    assert [message.text for message in amy.sees("#field")] == ["Taken back"]
    [body] = heard
    assert (body["type"], body["container"]["is_ephemeral"]) == ("block_actions", True)
    assert "message" not in body
    [action] = body["actions"]
    assert (action["action_id"], action["value"], action["type"]) == ("undo", "7", "button")
    with pytest.raises(KeyError, match="no element"):
        amy.click(receipt, "undo")


def test_menus_in_messages_keep_what_was_picked(sandbox: Sandbox, bot: App) -> None:
    heard: list[Json] = []
    options = [{"text": text(word), "value": word.lower()} for word in ("Price", "Timing")]
    menu = {"type": "static_select", "action_id": "reason", "options": options}
    more = {"type": "overflow", "action_id": "more", "options": options}
    day = {"type": "datepicker", "action_id": "day"}

    @bot.action({"type": "block_actions", "action_id": "reason"})
    @bot.action("more")
    @bot.action("day")
    def note(ack: Any, body: Json) -> None:
        ack()
        heard.append(body)

    block = {"type": "actions", "block_id": "why", "elements": [menu, more, day]}
    bot.client.token = sandbox.workspace.app.bot_token
    bot.client.chat_postMessage(channel="C0FIELD", text="Why?", blocks=[block])
    amy = sandbox.people["amy"]
    [message] = amy.sees("#field")
    amy.click(message, "reason", "timing")
    amy.click(message, "more", "Price")
    amy.choose(message, "day", date(2026, 6, 30))
    assert heard[0]["actions"][0]["selected_option"]["value"] == "timing"
    assert heard[1]["actions"][0]["selected_option"]["value"] == "price"
    assert heard[2]["actions"][0]["selected_date"] == "2026-06-30"
    assert heard[2]["state"]["values"]["why"]["reason"]["selected_option"] == options[1]
    assert heard[2]["message"]["text"] == "Why?"


def test_deleting_and_answering_through_a_response_url(sandbox: Sandbox, bot: App) -> None:
    bot.client.token = sandbox.workspace.app.bot_token
    bot.client.chat_postMessage(
        channel="C0FIELD", text="card", blocks=[{"type": "actions", "elements": [button("Go", "go")]}]
    )

    @bot.action("go")
    def go(ack: Any, respond: Any) -> None:
        ack()
        respond(text="for you")
        respond(delete_original=True)

    amy = sandbox.people["amy"]
    amy.click(amy.sees("#field")[0], "go")
    assert [(m.text, m.ephemeral_to) for m in amy.sees("#field")] == [("for you", "U0AMY")]


def test_mentions_direct_messages_home_reactions_and_shortcuts(sandbox: Sandbox, bot: App) -> None:
    heard: list[tuple[str, Json]] = []

    @bot.event("app_mention")
    @bot.event("message")
    @bot.event("reaction_added")
    @bot.event("reaction_removed")
    @bot.event("app_home_opened")
    def note(event: Json, body: Json) -> None:
        heard.append((event["type"], body))

    @bot.shortcut("give_kudos")
    def shortcut(ack: Any, body: Json) -> None:
        ack()
        heard.append((body["type"], body))

    amy = sandbox.people["amy"]
    amy.say("#field", "just talk")
    assert heard == []
    thread = amy.say("#field", "@Bellringer deal won Acme").message
    amy.say("#random", "@Bellringer is not here")
    amy.say("@Bellringer", "help")
    amy.react(thread, "tada")
    amy.unreact(thread, "tada")
    assert amy.open_home() is None
    amy.shortcut("give_kudos", thread)
    amy.shortcut("give_kudos")
    assert [kind for kind, _ in heard] == [
        "app_mention", "message", "reaction_added", "reaction_removed", "app_home_opened", "message_action", "shortcut",
    ]  # fmt: skip
    mention, direct, reaction = (body["event"] for _, body in heard[:3])
    assert (mention["text"], mention["channel"], mention["user"]) == ("<@U0BOT> deal won Acme", "C0FIELD", "U0AMY")
    assert (direct["channel_type"], direct["text"]) == ("im", "help")
    assert reaction["item"] == {"type": "message", "channel": "C0FIELD", "ts": thread.ts}
    assert heard[5][1]["message"]["text"] == "<@U0BOT> deal won Acme"
    sandbox.workspace.app.scopes |= {"channels:history"}
    amy.say("#field", "just talk")
    assert heard[-1][1]["event"]["channel_type"] == "channel"


def test_an_event_can_be_sent_again_and_is_the_same(sandbox: Sandbox, bot: App) -> None:
    seen: list[tuple[str, str | None]] = []

    @bot.event("app_mention")
    def note(body: Json, request: Any) -> None:
        seen.append((body["event_id"], request.headers.get("x-slack-retry-num", [None])[0]))

    sandbox.people["amy"].say("#field", "@Bellringer help")
    first = sandbox.requests[-1]
    again = sandbox.redeliver(first, number=2)
    assert again.body == first.body
    assert seen == [(seen[0][0], None), (seen[0][0], "2")]


def test_changes_of_the_workspace_are_events(sandbox: Sandbox, workspace: Workspace, clock: Clock) -> None:
    answering(sandbox)
    changes.archive_channel(sandbox, "#wins")
    changes.rename_channel(sandbox, "#east", "huadong")
    changes.remove_bot(sandbox, "#huadong")
    connections.share(sandbox, "#field", Team("T0DELTA", "Delta", "delta"))
    changes.join_channel(sandbox, "#field", "gus")
    changes.leave_channel(sandbox, "#field", "gus")
    changes.change_user(sandbox, "ben", tz="Asia/Tokyo")
    changes.deactivate_user(sandbox, "ben")
    changes.hire(sandbox, User("U0KAI", "kai", "Kai", "T0BELL"), "#random")
    changes.uninstall(sandbox)
    sandbox.event("channel_id_changed", old_channel_id="G1", new_channel_id="C1")
    events = [request.payload["event"] for request in sandbox.requests]
    assert [event["type"] for event in events] == [
        "channel_archive", "channel_rename", "channel_left", "channel_shared", "member_joined_channel",
        "member_left_channel", "user_change", "user_change", "team_join", "member_joined_channel", "tokens_revoked",
        "app_uninstalled", "channel_id_changed",
    ]  # fmt: skip
    assert events[1]["channel"]["name"] == "huadong"
    assert (events[3]["connected_team_id"], events[3]["channel"]) == ("T0DELTA", "C0FIELD")
    assert sandbox.requests[4].payload["is_ext_shared_channel"] is True
    assert (events[6]["user"]["tz"], events[7]["user"]["deleted"]) == ("Asia/Tokyo", True)
    assert "U0BEN" not in workspace.channel_called("field").members
    assert sandbox.people["kai"].command("#random", "/deal").problem == "/deal is not a valid command"


def test_an_app_hears_only_what_its_manifest_asks_for(sandbox: Sandbox, workspace: Workspace) -> None:
    answering(sandbox)
    command = {"command": "/glocke", "description": "d", "url": "https://x", "should_escape": True}
    manifests.install(
        workspace,
        {
            "features": {"slash_commands": [command]},
            "oauth_config": {"scopes": {"bot": ["commands", "app_mentions:read"]}},
            "settings": {"event_subscriptions": {"bot_events": ["channel_archive"]}},
        },
    )
    amy = sandbox.people["amy"]
    assert amy.command("#field", "/glocke").problem is None
    assert amy.command("#field", "/deal").problem == "/deal is not a valid command"
    amy.say("#field", "@Bellringer hello")
    assert len(sandbox.requests) == 1
    assert changes.rename_channel(sandbox, "#wins", "won") is None
    assert changes.archive_channel(sandbox, "#won") is not None
    with pytest.raises(LookupError, match="not subscribed to team_join"):
        sandbox.event("team_join")


def test_many_people_act_at_once(sandbox: Sandbox, bot: App) -> None:
    @bot.command("/deal")
    def deal(ack: Any, command: Json, client: Any) -> None:
        client.chat_postMessage(channel="C0WINS", text=command["text"])
        ack(f"noted {command['text']}")

    def act(number: int) -> str:
        person = sandbox.people[("amy", "ben", "mei", "li")[number % 4]]
        reply = person.command("#wins", f"/deal {number}")
        return reply.message.text

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(act, range(40))) == [f"noted {number}" for number in range(40)]
    seen = sandbox.people["amy"].sees("#wins")
    posted = [message for message in seen if message.ephemeral_to is None]
    assert {message.text for message in posted} == {str(number) for number in range(40)}
    assert [message.ts for message in seen] == sorted({message.ts for message in seen})
