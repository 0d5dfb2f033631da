"""Teams: set up from a channel, changed in words and by the form, and only by those who lead them."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from storage import askers, members, rates, schedules, stages, teams
from storage.schedules import LEADERBOARD
from storage.teams import Team
from tests.cast import Workspace
from tests.floor import member, type_in
from views import teams as views


def team_of(workspace: Workspace, channel_id: str = "C0FIELD") -> Team:
    with workspace.look() as tx:
        team = teams.of_channel(tx, channel_id)
    assert team is not None
    return team


@pytest.fixture
def field(workspace: Workspace, ada: Person, mei: Person, amy: Person, ben: Person) -> Team:
    """Team Field: Amy and Ben sell, Mei leads. An admin set it up."""
    opened = ada.command("#field", "/sales here")
    assert opened.view is not None
    values = {views.MEMBERS: [amy.id, ben.id, mei.id], views.MANAGERS: [mei.id]}
    sent = ada.submit(opened.view, values)
    assert not sent.errors
    return team_of(workspace)


def test_a_channel_becomes_a_home_by_one_form(workspace: Workspace, field: Team, mei: Person) -> None:
    assert (field.name, field.zone, field.currency, field.locale) == ("Field", "Europe/Berlin", "USD", "en")
    with workspace.look() as tx:
        assert [person.name for person in teams.people(tx, field.id)] == ["Amy Lindgren", "Ben Carter", "梅 (Mei Lin)"]
        assert [person.slack_user_id for person in teams.managers(tx, field.id)] == [mei.id]
        board = schedules.find(tx, LEADERBOARD, team_id=field.id)
    assert board is not None
    assert (board.weekdays, board.at, board.enabled) == ("0", "09:00", True)
    assert member(workspace, mei).role == members.MANAGER
    hello = workspace.posts("note", to="#field")
    assert [post.audience for post in hello] == ["internal"]
    assert "on Monday at 09:00" in hello[0].payload["text"]
    answers = workspace.posts("answer")
    assert "/invite @Bellringer" in answers[-1].payload["text"]


def test_a_line_is_about_the_channels_team_else_the_persons_first(
    workspace: Workspace, field: Team, ada: Person, amy: Person
) -> None:
    ada.command("#general", "/sales here East")
    assert "Amy Lindgren: in *East* now." in type_in(ada, "/sales team add @amy", "#general").words
    general = team_of(workspace, "C0GENERAL")
    with workspace.look() as tx:
        asked = {
            channel_id: askers.find(tx, slack_user_id=amy.id, channel_id=channel_id).team
            for channel_id in ("C0GENERAL", "C0FIELD", "D0AMY")
        }
        assert asked == {"C0GENERAL": general, "C0FIELD": field, "D0AMY": field}
        stranger = askers.find(tx, slack_user_id="U0NOBODY", channel_id="D0NOBODY")
        assert (stranger.member, stranger.team, stranger.settings.currency) == (None, None, "USD")
    with workspace.change() as tx:
        teams.change(tx, field, is_active=False)
        assert askers.find(tx, slack_user_id=amy.id, channel_id="C0FIELD").team == general


def test_a_line_does_it_at_once(workspace: Workspace, ada: Person) -> None:
    reply = ada.command("#general", "/sales here North")
    assert reply.message is not None
    assert "*North* lives here now" in reply.message.words
    assert team_of(workspace, "C0GENERAL").name == "North"
    moved = ada.command("#wins", "/sales here north")
    assert moved.message is not None
    assert team_of(workspace, "C0WINS").name == "North"
    assert len(workspace.posts("note")) == 2


def test_reps_cannot_and_are_told_who_can(workspace: Workspace, field: Team, amy: Person) -> None:
    for line in ("here", "team add <@U0LI>", "team zone Berlin", "team stages add demo 40%", "team rate USD CNY 7"):
        reply = amy.command("#field", f"/sales {line}")
        assert reply.message is not None
        assert "Only managers can do that. Ask 梅 (Mei Lin)." in reply.message.words, line
    assert team_of(workspace) == field


def test_only_in_a_channel(ada: Person) -> None:
    reply = ada.command("@Bellringer", "/sales here")
    assert reply.message is not None
    assert "in the channel" in reply.message.words


@pytest.mark.parametrize(
    ("line", "said", "column", "value"),
    [
        ("zone 上海", "Asia/Shanghai", "zone", "Asia/Shanghai"),
        ("zone Europe/Paris", "Europe/Paris", "zone", "Europe/Paris"),
        ("currency 欧元", "EUR", "currency", "EUR"),
        ("language 中文", "中文", "locale", "zh"),
        ("amounts off", "without the amount", "announces_amounts", False),
        ("rename East 1", "East 1", "name", "East 1"),
        ("金额 关", "without the amount", "announces_amounts", False),
    ],
)
def test_habits_change_in_a_line_and_back(
    workspace: Workspace, field: Team, ada: Person, line: str, said: str, column: str, value: object
) -> None:
    before = getattr(field, column)
    reply = ada.command("#field", f"/sales team {line}")
    assert reply.message is not None
    assert said in reply.message.words
    assert getattr(team_of(workspace), column) == value
    ada.click(reply.message, "undo")
    assert getattr(team_of(workspace), column) == before


@pytest.mark.parametrize(
    ("line", "weekday", "at", "enabled"),
    [
        ("mon 9am", 0, "09:00", True),
        ("fri 16:30", 4, "16:30", True),
        ("周二 9点", 1, "09:00", True),
        ("off", 0, "09:00", False),
    ],
)
def test_the_board_comes_when_the_team_wants(
    workspace: Workspace, field: Team, ada: Person, line: str, weekday: int, at: str, enabled: bool
) -> None:
    reply = ada.command("#field", f"/sales team board {line}")
    assert reply.message is not None
    with workspace.look() as tx:
        board = schedules.find(tx, LEADERBOARD, team_id=field.id)
    assert board is not None
    assert (board.weekdays, board.at, board.enabled) == (str(weekday), at, enabled)


@pytest.mark.words
@pytest.mark.parametrize(
    "line", ["zone Atlantis", "currency gold", "language Klingon", "board whenever", "amounts perhaps", "zone", "add",
             "stages add demo", "stages remove won", "stages paint", "quota @ben", "rate USD CNY", "rate USD USD 1"],
)  # fmt: skip
def test_what_cannot_be_read_changes_nothing_and_says_what_to_type(
    workspace: Workspace, field: Team, ada: Person, line: str
) -> None:
    reply = ada.command("#field", f"/sales team {line}")
    assert reply.message is not None
    assert reply.message.words[-1] in ".…`)"
    assert "Reference" not in reply.message.words
    assert team_of(workspace) == field


def test_people_come_and_go(
    workspace: Workspace, field: Team, ada: Person, li: Person, gus: Person, pat: Person
) -> None:
    ada.command("#field", "/sales team add @li")
    ada.command("#field", "/sales team manager @li")
    assert member(workspace, li).role == members.MANAGER
    ada.command("#field", "/sales team remove @ben")
    with workspace.look() as tx:
        assert {person.slack_user_id for person in teams.people(tx, field.id)} == {"U0AMY", "U0LI", "U0MEI"}
        assert {person.slack_user_id for person in teams.managers(tx, field.id)} == {"U0LI", "U0MEI"}
    for outsider in ("@gus", "@pat"):
        reply = ada.command("#field", f"/sales team add {outsider}")
        assert reply.message is not None
        assert "has no place in a team" in reply.message.words


def test_stages_quotas_and_rates(workspace: Workspace, field: Team, ada: Person, ben: Person) -> None:
    ada.command("#field", "/sales team stages add demo 40%")
    ada.command("#field", "/sales team stages remove 报价")
    with workspace.look() as tx:
        assert [stage.name for stage in stages.every(tx)] == [
            "prospect", "qualified", "demo", "negotiation", "won", "lost",
        ]  # fmt: skip
    listed = ada.command("#field", "/sales team stages")
    assert listed.message is not None
    assert "demo 40 %" in listed.message.words
    quota = ada.command("#field", "/sales team quota @ben 50k")
    assert quota.message is not None
    assert "$50,000" in quota.message.words
    assert "Q4 2026" in quota.message.words
    month = ada.command("#field", "/sales team quota @ben 20k this month")
    assert month.message is not None
    assert "November" in month.message.words
    card = ada.command("#field", "/sales team")
    assert card.message is not None
    assert "Ben Carter $50,000" in card.message.words
    ada.command("#field", "/sales team rate USD CNY 7.1 from 2026-01-01")
    with workspace.look() as tx:
        assert str(rates.into(tx, "CNY").rate("USD", workspace.clock().date())) == "7.1"


def test_the_form_changes_a_team_and_keeps_errors_by_their_fields(
    workspace: Workspace, field: Team, mei: Person, amy: Person
) -> None:
    card = mei.command("#field", "/sales 团队")
    assert card.message is not None
    form = mei.click(card.message, views.OPEN_FORM).view
    assert form is not None
    assert [option["value"] for option in mei.suggest(form, views.FIND_ZONE, "shang")] == ["Asia/Shanghai"]
    wrong = mei.submit(form, {views.CURRENCY: "gold"})
    assert list(wrong.errors) == [views.CURRENCY]
    right = mei.submit(form, {views.CURRENCY: "CNY", views.BOARD_DAY: views.NO_BOARD, views.MEMBERS: [amy.id]})
    assert not right.errors
    assert team_of(workspace).currency == "CNY"
    with workspace.look() as tx:
        assert {person.slack_user_id for person in teams.people(tx, field.id)} == {amy.id, mei.id}
        board = schedules.find(tx, LEADERBOARD, team_id=field.id)
    assert board is not None
    assert not board.enabled


def test_start_says_what_to_do_first(ada: Person, amy: Person) -> None:
    for_admin, for_rep = ada.command("#field", "/sales start").message, amy.command("#field", "/sales start").message
    assert for_admin is not None
    assert "/sales here" in for_admin.words
    opened = ada.click(for_admin, views.OPEN_FORM)
    assert opened.view is not None
    assert for_rep is not None
    assert "/deal won Acme 12k" in for_rep.words
    assert "/invite" not in for_rep.words


def test_a_team_without_a_deal_yet_shows_the_default_stages_and_stores_none(workspace: Workspace, ada: Person) -> None:
    ada.command("#field", "/sales here Field")
    assert "prospect" in type_in(ada, "/sales team").words
    with workspace.look() as tx:
        assert {stage.id for stage in stages.every(tx)} == {0}
    type_in(ada, "/deal new Acme 30k")
    with workspace.look() as tx:
        assert 0 not in {stage.id for stage in stages.every(tx)}
