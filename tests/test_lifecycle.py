"""Slack's own news: the bot is invited and removed, channels are shared and renamed, people change, the app goes."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from storage import members, outbox, teams, workspaces
from tests.cast import Workspace
from tests.scenes import scene


@pytest.fixture
@scene
def field(workspace: Workspace) -> Workspace:
    """Team Field, led by Mei, at home in #field."""
    ada = workspace["ada"]
    ada.command("#field", "/sales here Field")
    ada.command("#field", "/sales team add @amy")
    ada.command("#field", "/sales team manager @mei")


def seen(person: Person, channel: str) -> str:
    return "\n".join(message.words for message in person.sees(channel))


def test_invited_it_says_once_what_to_do(workspace: Workspace, amy: Person) -> None:
    workspace.slack.channel_called("#random").members.append(workspace.slack.app.bot_user)
    for _ in range(2):
        workspace.event("member_joined_channel", user="U0BOT", channel="C0RANDOM", team="T0BELL", inviter="U0AMY")
    workspace.event("member_joined_channel", user="U0AMY", channel="C0WINS", team="T0BELL")
    workspace.deliver()
    assert seen(amy, "#random").count("/sales here") == 1
    assert not seen(amy, "#wins")


def test_invited_where_outsiders_read_it_keeps_quiet(workspace: Workspace, pat: Person) -> None:
    workspace.event("member_joined_channel", user="U0BOT", channel="C0BETACO", team="T0BELL", inviter="U0AMY")
    workspace.deliver()
    assert not seen(pat, "#ext-betaco")


@pytest.mark.usefixtures("field")
def test_removed_the_managers_hear_of_it_and_what_waited_comes(workspace: Workspace, amy: Person, mei: Person) -> None:
    workspace.deliver()
    mei.command("#field", "/sales me language english")
    field = workspace.slack.channel_called("#field")
    field.members.remove(workspace.slack.app.bot_user)
    workspace.event("channel_left", channel="C0FIELD", actor_id="U0AMY")
    amy.command("#field", "/deal won Acme 12k")
    workspace.deliver()
    assert "I was removed" in seen(mei, "@Bellringer")
    assert "won *Acme*" not in seen(amy, "#field")

    field.members.append(workspace.slack.app.bot_user)
    workspace.event("member_joined_channel", user="U0BOT", channel="C0FIELD", team="T0BELL", inviter="U0AMY")
    workspace.deliver()
    assert "won *Acme*" in seen(amy, "#field")


@pytest.mark.usefixtures("field")
def test_a_home_that_is_shared_hears_nothing_more(workspace: Workspace, amy: Person, mei: Person, pat: Person) -> None:
    amy.command("#field", "/deal won Globex 5k")
    workspace.deliver()
    field = workspace.slack.channel_called("#field")
    field.shared_with.append("T0BETA")
    field.members.append(pat.id)
    workspace.event("channel_shared", channel="C0FIELD", connected_team_id="T0BETA")
    amy.command("#field", "/deal won Acme 12k")
    workspace.deliver()
    workspace.clock.move(minutes=2)
    workspace.deliver()
    assert "won *Acme*" not in seen(pat, "#field")
    assert workspace.posts("win")[-1].state == outbox.HELD
    assert "C0FIELD" in seen(mei, "@Bellringer")

    field.shared_with.clear()
    field.members.remove(pat.id)
    workspace.event("channel_unshared", channel="C0FIELD", previously_connected_team_id="T0BETA", is_ext_shared=False)
    workspace.clock.move(minutes=2)
    workspace.deliver()
    assert "won *Acme*" not in seen(amy, "#field")
    asked = next(message for message in reversed(mei.sees("@Bellringer")) if message.elements)
    amy.click(amy.sees("#field")[-1], asked.elements[0])
    workspace.deliver()
    assert "won *Acme*" not in seen(amy, "#field")
    mei.click(asked, asked.elements[0])
    workspace.deliver()
    assert "won *Acme*" in seen(amy, "#field")


@pytest.mark.usefixtures("field")
def test_archived_renamed_and_moved(workspace: Workspace, mei: Person) -> None:
    workspace.event("channel_archive", channel="C0FIELD", user="U0ADA")
    workspace.event("channel_unarchive", channel="C0FIELD", user="U0ADA")
    workspace.event("channel_rename", channel={"id": "C0FIELD", "name": "field-sales", "created": 1})
    workspace.event("channel_id_changed", old_channel_id="C0FIELD", new_channel_id="C0FIELD2")
    with workspace.look() as tx:
        team = teams.of_channel(tx, "C0FIELD2")
    assert team is not None
    assert team.channel_name == "field-sales"
    assert {post.channel for post in workspace.posts("note") if post.dedupe_key.startswith("hello")} == {"C0FIELD2"}
    assert "C0FIELD" in workspace.told(to="mei")


def test_people_change_and_go(workspace: Workspace, amy: Person, ben: Person) -> None:
    amy.command("#field", "/sales me")
    user = {
        "id": amy.id,
        "team_id": "T0BELL",
        "tz": "Asia/Tokyo",
        "locale": "en-GB",
        "profile": {"display_name": "Amy L"},
    }
    workspace.event("user_change", user=user)
    with workspace.look() as tx:
        changed = members.find(tx, amy.id)
    assert changed is not None
    assert (changed.name, changed.slack_zone) == ("Amy L", "Asia/Tokyo")
    workspace.event("user_change", user={**user, "deleted": True})
    reply = amy.command("#field", "/sales me").message
    assert reply is not None
    assert "for the sales team" in reply.words
    workspace.event("team_join", user={**user, "id": "U0NEW"})
    with workspace.look() as tx:
        assert members.find(tx, "U0NEW") is None


@pytest.mark.parametrize(
    ("kind", "fields", "revoked"),
    [
        ("app_uninstalled", {}, True),
        ("tokens_revoked", {"tokens": {"oauth": ["U0AMY"], "bot": []}}, False),
        ("tokens_revoked", {"tokens": {"oauth": [], "bot": ["U0BOT"]}}, True),
    ],
)
def test_removed_from_the_workspace(workspace: Workspace, kind: str, fields: dict[str, object], revoked: bool) -> None:
    assert workspace.event(kind, **fields) == 200
    with workspace.database.read() as connection:
        found = workspaces.find_by_slack_id(connection, "T0BELL")
    assert found is not None
    assert (found.state == workspaces.REVOKED) is revoked


def test_a_greeting_is_answered_with_help(workspace: Workspace, amy: Person) -> None:
    for line in ("hi", "你好", "help"):
        amy.say("@Bellringer", line)
    amy.say("#field", "@Bellringer")
    workspace.deliver()
    assert seen(amy, "@Bellringer").count("/deal won Acme 12k") >= 3
    assert "/deal won Acme 12k" in seen(amy, "#field")
