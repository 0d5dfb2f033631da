"""What Slack tells of people from other companies: team fields differ from payload to payload."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import App

from sandbox import connections, demo
from sandbox.people import Sandbox
from tests.sandbox.builders import button, modal

Json = dict[str, Any]


@pytest.fixture
def heard(bot: App, sandbox: Sandbox) -> list[Json]:
    """All that the bot is sent; its button opens a modal."""
    heard: list[Json] = []

    @bot.middleware
    def note(body: Json, context: Any, next: Any) -> None:
        heard.append({**body, "actor": context.actor_team_id})
        next()

    @bot.action("register")
    def register(ack: Any, body: Json, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(notify_on_close=True))

    @bot.view("form")
    @bot.view_closed("form")
    @bot.event("message")
    @bot.event("app_mention")
    @bot.event("channel_unshared")
    @bot.event("reaction_added")
    def take(ack: Any) -> None:
        ack()

    bot.client.token = sandbox.workspace.app.bot_token
    card = [{"type": "actions", "elements": [button("Register a deal", "register")]}]
    bot.client.chat_postMessage(channel="C0BETACO", text="Partners", blocks=card)
    return heard


def test_external_people_have_no_commands_and_no_shortcuts(heard: list[Json], sandbox: Sandbox) -> None:
    pat = sandbox.people["pat"]
    assert pat.command("#ext-betaco", "/deal won Acme").problem == "/deal is not a valid command"
    assert pat.shortcut("give_kudos").problem is not None
    assert heard == []
    sandbox.workspace.channel_called("field").members.append("U0GUS")
    gus = sandbox.people["gus"].command("#field", "/deal")
    assert (gus.status, len(heard)) == (404, 1)


def test_interactions_of_external_people(heard: list[Json], sandbox: Sandbox) -> None:
    pat = sandbox.people["pat"]
    [card] = pat.sees("#ext-betaco")
    view = pat.click(card, "register").view
    pat.submit(view, {"typed": "Acme"})
    pat.close(pat.click(card, "register").view)
    click, submission, _, closed = heard
    assert (click["team"]["id"], click["user"]["team_id"]) == ("T0BELL", "T0BETA")
    assert "is_ext_shared_channel" not in click
    for body in (submission, closed):
        assert body["team"] == {"id": "T0BETA", "domain": "betaco"}
        assert body["user"]["team_id"] == "T0BETA"
        assert body["view"]["app_installed_team_id"] == "T0BELL"
        assert body["view"]["team_id"] == "T0BETA"


def test_events_of_external_people(heard: list[Json], sandbox: Sandbox) -> None:
    pat = sandbox.people["pat"]
    sandbox.workspace.app.scopes |= {"channels:history"}
    said = pat.say("#ext-betaco", "@Bellringer register Acme").message
    pat.react(said, "eyes")
    mention, message, reaction = heard
    for body in (mention, message):
        assert body["authorizations"][0]["team_id"] == "T0BELL"
        assert body["is_ext_shared_channel"] is True
        assert (body["event"]["user_team"], body["event"]["source_team"]) == ("T0BETA", "T0BETA")
        assert body["actor"] == "T0BETA"
    assert (mention["team_id"], mention["event"]["team"]) == ("T0BELL", "T0BELL")
    assert "context_team_id" not in mention
    assert (message["team_id"], message["event"]["team"], message["context_team_id"]) == ("T0BETA", "T0BETA", "T0BELL")
    assert mention["event"]["user_profile"]["team"] == "T0BETA"
    assert not {"team", "user_team", "source_team"} & set(reaction["event"])
    assert (reaction["is_ext_shared_channel"], reaction["actor"]) == (True, None)


def test_people_in_an_enterprise_grid_have_two_ids_for_one_company(heard: list[Json], sandbox: Sandbox) -> None:
    sandbox.workspace.app.scopes |= {"channels:history"}
    quinn = sandbox.people["quinn"]
    quinn.mention("#ext-gammaco", "register Acme")
    mention, message = heard
    assert (mention["team_id"], mention["event"]["team"], mention["event"]["user_team"]) == (
        "T0BELL",
        "T0BELL",
        "E0GAMMA",
    )
    assert mention["actor"] is None
    assert (message["team_id"], message["enterprise_id"], message["actor"]) == ("T0GAMMA", "E0GAMMA", "T0GAMMA")
    assert (message["context_team_id"], message["context_enterprise_id"]) == (
        "T0GAMMA",
        "E0GAMMA",
    )  # it hosts the channel
    assert (message["event"]["team"], message["event"].get("user_team")) == ("T0GAMMA", None)
    assert {body["authorizations"][0]["team_id"] for body in heard} == {"T0BELL"}


def test_forms_and_menus_of_people_in_an_enterprise_grid(bot: App, heard: list[Json], sandbox: Sandbox) -> None:
    menu = {"type": "external_select", "action_id": "account", "min_query_length": 1}
    rows = [{"type": "actions", "elements": [button("Register a deal", "register"), menu]}]
    bot.client.chat_postMessage(channel="C0GAMMACO", text="Partners", blocks=rows)

    @bot.options("account")
    def options(ack: Any) -> None:
        ack(options=[])

    quinn = sandbox.people["quinn"]
    [card] = quinn.sees("#ext-gammaco")
    assert quinn.suggest(card, "account", "acme") == []
    quinn.submit(quinn.press("#ext-gammaco", "Register a deal").view, {"typed": "Acme"})
    typed, click, submission = heard
    for body in (typed, click):
        assert (body["team"]["id"], body["user"]["team_id"], body["enterprise"]) == ("T0BELL", "T0GAMMA", None)
    assert submission["team"] == {
        "id": "T0GAMMA", "domain": "gammaco", "enterprise_id": "E0GAMMA", "enterprise_name": "Gamma Group",
    }  # fmt: skip
    assert submission["enterprise"] == {"id": "E0GAMMA", "name": "Gamma Group"}
    assert submission["view"]["app_installed_team_id"] == "T0BELL"


def test_a_form_outlives_the_channel_it_came_from(heard: list[Json], sandbox: Sandbox) -> None:
    pat = sandbox.people["pat"]
    view = pat.press("#ext-betaco", "Register a deal").view
    connections.unshare(sandbox, "#ext-betaco", demo.BETACO)
    assert pat.sees("#ext-betaco") == []
    with pytest.raises(KeyError, match="sees no button"):
        pat.press("#ext-betaco", "Register a deal")
    assert pat.submit(view, {"typed": "Acme"}).status == 200
    assert (heard[-1]["type"], heard[-1]["user"]["team_id"]) == ("view_submission", "T0BETA")


def test_external_people_open_the_home_tab_through_the_app(bot: App, heard: list[Json], sandbox: Sandbox) -> None:
    @bot.event("app_home_opened")
    def show(event: Json, client: Any) -> None:
        blocks = [{"type": "divider"}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    assert sandbox.people["quinn"].open_home() is not None
    [opened] = heard
    assert (opened["event"]["user"], opened["event"]["tab"], opened["team_id"]) == ("W0QUINN", "home", "T0BELL")


def test_internal_people_are_of_the_installed_team_even_in_shared_channels(heard: list[Json], sandbox: Sandbox) -> None:
    amy = sandbox.people["amy"]
    amy.say("#ext-betaco", "@Bellringer register Acme")
    amy.say("#field", "@Bellringer help")
    shared, internal = heard
    assert (shared["team_id"], shared["event"]["team"], shared["is_ext_shared_channel"]) == ("T0BELL", "T0BELL", True)
    assert (internal["event"]["team"], internal["is_ext_shared_channel"]) == ("T0BELL", False)


def test_partners_see_only_the_channel_they_share(heard: list[Json], sandbox: Sandbox) -> None:
    pat, quinn = sandbox.people["pat"], sandbox.people["quinn"]
    assert [message.text for message in pat.sees("#ext-betaco")] == ["Partners"]
    assert quinn.sees("#ext-betaco") == pat.sees("#field") == []
    with pytest.raises(LookupError):
        quinn.say("#ext-betaco", "hello")


def test_direct_messages_with_a_partner_are_shared_with_their_company(heard: list[Json], sandbox: Sandbox) -> None:
    said = sandbox.people["pat"].say("@Bellringer", "my registrations").message
    [body] = heard
    assert (body["event"]["type"], body["event"]["user_team"], body["team_id"]) == ("message", "T0BETA", "T0BETA")
    assert body["is_ext_shared_channel"] is True
    assert sandbox.workspace.channels[said.channel].is_ext_shared
    sandbox.people["amy"].say("@Bellringer", "help")
    assert heard[1]["is_ext_shared_channel"] is False
