"""Channels that companies share: what the bot can learn of them and of their people, and what it is told of changes."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import changes, connections, demo
from sandbox.people import Sandbox
from sandbox.records import User
from sandbox.workspace import Workspace
from tests.sandbox.builders import answering

Json = dict[str, Any]


def events(sandbox: Sandbox) -> list[Json]:
    """What the bot was told, event by event."""
    return [request.payload["event"] for request in sandbox.requests]


def channel(slack: WebClient, channel_id: str) -> Json:
    told: Json = slack.conversations_info(channel=channel_id, include_num_members=True)["channel"]
    return told


def test_a_channel_names_all_companies_that_read_it(slack: WebClient, workspace: Workspace, sandbox: Sandbox) -> None:
    distri = channel(slack, "C0DISTRI")
    assert (distri["is_shared"], distri["is_ext_shared"], distri["is_org_shared"]) == (True, True, False)
    assert distri["connected_team_ids"] == ["T0BETA", "E0GAMMA", "T0DELTA"]
    assert distri["shared_team_ids"] == ["T0BELL", "T0BETA", "E0GAMMA", "T0DELTA"]
    assert distri["num_members"] == 7
    members = slack.conversations_members(channel="C0DISTRI")["members"]
    assert {"U0PAT", "W0QUINN", "U0DEE", "U0AMY", "U0BOT"} <= set(members)
    theirs = channel(slack, "C0GAMMACO")
    assert (theirs["context_team_id"], theirs["conversation_host_id"]) == ("T0GAMMA", "E0GAMMA")
    connections.invite(sandbox, "#field", demo.DELTACO)
    pending = channel(slack, "C0FIELD")
    assert (pending["is_ext_shared"], pending["is_pending_ext_shared"]) == (False, True)
    assert pending["pending_connected_team_ids"] == ["T0DELTA"]


def test_what_is_said_of_people_from_outside(slack: WebClient, workspace: Workspace, sandbox: Sandbox) -> None:
    answering(sandbox)
    quinn = slack.users_info(user="W0QUINN", include_locale=True)["user"]
    assert (quinn["team_id"], quinn["profile"]["team"], quinn["is_stranger"]) == ("T0GAMMA", "E0GAMMA", False)
    assert (quinn["enterprise_user"]["enterprise_id"], quinn["enterprise_user"]["teams"]) == ("E0GAMMA", ["T0GAMMA"])
    assert not {"tz", "locale", "is_admin", "is_restricted"} & set(quinn)
    changes.hire(sandbox, User("U0SUE", "sue", "Sue", "T0BELL", "guest", is_restricted=True, is_ultra_restricted=True))
    assert slack.users_info(user="U0SUE")["user"]["is_ultra_restricted"] is True
    assert slack.team_info(team="T0GAMMA")["team"]["enterprise_id"] == "E0GAMMA"
    connections.unshare(sandbox, "#ext-distri", demo.DELTACO)
    assert slack.users_info(user="U0DEE")["user"]["is_stranger"] is True
    with pytest.raises(SlackApiError, match="team_not_found"):
        slack.team_info(team="T0DELTA")


def test_only_those_who_share_a_channel_can_be_written_to(
    slack: WebClient, workspace: Workspace, sandbox: Sandbox
) -> None:
    answering(sandbox)
    dee = sandbox.people["dee"]
    direct = slack.conversations_open(users="U0DEE")["channel"]["id"]
    slack.chat_postMessage(channel="U0DEE", text="Welcome")
    slack.chat_postEphemeral(channel="C0DISTRI", user="U0DEE", text="For you alone")
    assert [message.text for message in dee.sees("#ext-distri")] == ["For you alone"]
    assert sandbox.people["pat"].sees("#ext-distri") == []
    workspace.whispers_outside = False
    assert dee.sees("#ext-distri") == []
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        slack.chat_postEphemeral(channel="C0BETACO", user="U0DEE", text="Not for you")
    connections.unshare(sandbox, "#ext-distri", demo.DELTACO)
    with pytest.raises(SlackApiError, match="user_not_visible"):
        slack.conversations_open(users="U0DEE")
    for place in ("U0DEE", direct):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            slack.chat_postMessage(channel=place, text="Still there?")
    with pytest.raises(LookupError, match="Dee Hansen shares no channel with Bellringer"):
        dee.say("@Bellringer", "hello")


def test_sharing_and_unsharing_are_told(sandbox: Sandbox, workspace: Workspace) -> None:
    answering(sandbox)
    connections.share(sandbox, "#field", demo.GAMMACO, "quinn")
    connections.unshare(sandbox, "#field", demo.GAMMACO)
    connections.unshare(sandbox, "#ext-distri", demo.BETACO)
    shared, joined, unshared, still_shared = events(sandbox)
    assert (shared["type"], shared["connected_team_id"], shared["channel"]) == ("channel_shared", "E0GAMMA", "C0FIELD")
    assert (joined["type"], joined["user"], joined["team"]) == ("member_joined_channel", "W0QUINN", "T0GAMMA")
    assert sandbox.requests[1].payload["team_id"] == "T0GAMMA"
    assert (unshared["previously_connected_team_id"], unshared["is_ext_shared"]) == ("E0GAMMA", False)
    assert (still_shared["previously_connected_team_id"], still_shared["is_ext_shared"]) == ("T0BETA", True)
    assert "U0PAT" not in workspace.channel_called("ext-distri").members
    assert "U0PAT" in workspace.channel_called("ext-betaco").members


def test_invitations_are_told_to_apps_that_may_manage_them(sandbox: Sandbox, workspace: Workspace) -> None:
    answering(sandbox)
    workspace.app.scopes |= {"conversations.connect:manage"}
    connections.invite(sandbox, "#wins", demo.BETACO)
    connections.decline(sandbox, "#wins", demo.BETACO)
    connections.invite(sandbox, "#wins", demo.BETACO)
    connections.share(sandbox, "#wins", demo.BETACO)
    declined, accepted, shared = events(sandbox)
    assert (declined["type"], declined["declining_team_id"]) == ("shared_channel_invite_declined", "T0BETA")
    assert (accepted["type"], accepted["accepting_user"]["id"]) == ("shared_channel_invite_accepted", "U0PAT")
    assert [team["id"] for team in accepted["teams_in_channel"]] == ["T0BELL", "T0BETA"]
    assert shared["type"] == "channel_shared"


def test_people_come_go_and_change_sides(slack: WebClient, sandbox: Sandbox, workspace: Workspace) -> None:
    answering(sandbox)
    pat = sandbox.people["pat"]
    pat.open_messages()
    changes.hire(sandbox, User("U0PIA", "pia", "Pia", "T0BETA", "partner"), "#ext-betaco")
    connections.move(sandbox, "pat", demo.GAMMACO)
    told = events(sandbox)[1:]  # the first is that Pat looked
    assert [(event["type"], event.get("team")) for event in told] == [
        ("member_joined_channel", "T0BETA"), ("member_left_channel", "T0BETA"), ("user_change", None),
    ]  # fmt: skip
    assert told[-1]["user"]["team_id"] == "T0GAMMA"
    assert pat.sees("#ext-betaco") == []
    assert workspace.dm_with("U0PAT").shared_with == ["T0GAMMA"]
    changes.leave_channel(sandbox, "#ext-distri", "quinn")
    assert events(sandbox)[-1]["team"] == "E0GAMMA"
    before = len(sandbox.requests)
    changes.leave_channel(sandbox, "#ext-gammaco", "quinn")
    changes.change_user(sandbox, "quinn", name="Quinn R.")
    assert [event["type"] for event in events(sandbox)[before:]] == ["member_left_channel"]  # a stranger by now


def test_a_channel_becomes_private_and_gets_another_id(
    slack: WebClient, sandbox: Sandbox, workspace: Workspace
) -> None:
    answering(sandbox)
    slack.chat_postMessage(channel="C0BETACO", text="Before")
    changes.make_private(sandbox, "#ext-betaco")
    assert (channel(slack, "C0BETACO")["is_private"], sandbox.requests) == (True, [])
    changes.change_channel_id(sandbox, "#ext-betaco", "C0BETANEW")
    changes.rename_channel(sandbox, "#ext-betaco", "betaco")
    changes.archive_channel(sandbox, "#betaco")
    moved, renamed, archived = events(sandbox)
    assert (moved["old_channel_id"], moved["new_channel_id"]) == ("C0BETACO", "C0BETANEW")
    assert (renamed["type"], renamed["channel"]["name"]) == ("group_rename", "betaco")
    assert (archived["type"], archived["channel"]) == ("group_archive", "C0BETANEW")
    assert [message.text for message in sandbox.people["pat"].sees("#betaco")] == ["Before"]
    with pytest.raises(SlackApiError, match="channel_not_found"):
        slack.conversations_info(channel="C0BETACO")


def test_pins_are_listed_the_latest_first(slack: WebClient, workspace: Workspace) -> None:
    workspace.app.scopes |= {"pins:write", "pins:read"}
    first, second = (slack.chat_postMessage(channel="C0BETACO", text=words)["ts"] for words in ("Panel", "Rules"))
    for ts in (first, second):
        slack.pins_add(channel="C0BETACO", timestamp=ts)
    items = slack.pins_list(channel="C0BETACO")["items"]
    assert [(item["type"], item["message"]["text"], item["created_by"]) for item in items] == [
        ("message", "Rules", "U0BOT"), ("message", "Panel", "U0BOT"),
    ]  # fmt: skip
    assert items[0]["message"]["pinned_to"] == ["C0BETACO"]
    slack.pins_remove(channel="C0BETACO", timestamp=second)
    slack.chat_delete(channel="C0BETACO", ts=first)
    assert slack.pins_list(channel="C0BETACO")["items"] == []
    with pytest.raises(SlackApiError, match="no_pin"):
        slack.pins_remove(channel="C0BETACO", timestamp=second)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        slack.pins_list(channel="C0RANDOM")
