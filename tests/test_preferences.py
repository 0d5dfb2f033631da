"""`/sales me`: numbers and settings, typed or chosen, undone like anything else."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from storage import schedules
from tests.cast import Workspace
from tests.floor import member
from views import preferences as views

pytestmark = pytest.mark.words


def test_the_card_has_numbers_and_settings(workspace: Workspace, amy: Person) -> None:
    empty = amy.command("#field", "/sales me").message
    assert empty is not None
    assert "No deals yet" in empty.words
    amy.command("#field", "/deal won Acme 12k")
    amy.command("#field", "/deal new Globex 30k eom")
    card = amy.command("#field", "/sales me").message
    assert card is not None
    assert "1 deal open, $30,000" in card.words
    assert "Q4 2026: 1 deal won, $12,000" in card.words
    assert "Europe/Berlin" in card.words


@pytest.mark.parametrize(
    ("line", "column", "value", "said"),
    [
        ("language 中文", "locale", "zh", "中文"),
        ("语言 english", "locale", "en", "English"),
        ("zone Shanghai", "zone", "Asia/Shanghai", "Asia/Shanghai"),
        ("zone 北京", "zone", "Asia/Shanghai", "Asia/Shanghai"),
        ("line off", "wants_private_line", False, "No private line"),
        ("quiet 19:00-08:00", "quiet_from", "19:00", "Between 19:00–08:00"),
        ("quiet 7pm to 8am", "quiet_until", "08:00", "Between 19:00–08:00"),
        ("免打扰 晚上9点到7点", "quiet_from", "21:00", "Between 21:00–07:00"),
        ("quiet off", "quiet_until", "20:00", "No quiet hours"),
        ("brief off", "wants_brief", False, "No brief in the morning"),
    ],
)
def test_settings_are_typed_and_undone(
    workspace: Workspace, amy: Person, line: str, column: str, value: object, said: str
) -> None:
    amy.command("#field", "/sales me")
    before = getattr(member(workspace, amy), column)
    reply = amy.command("#field", f"/sales me {line}").message
    assert reply is not None
    assert said in reply.words
    assert getattr(member(workspace, amy), column) == value
    amy.click(reply, "undo")
    assert getattr(member(workspace, amy), column) == before


def test_slack_decides_again(workspace: Workspace, mei: Person) -> None:
    mei.command("#field", "/sales me language english")
    mei.command("#field", "/sales me zone Berlin")
    mei.command("#field", "/sales me language slack")
    mei.command("#field", "/sales me zone slack")
    assert (member(workspace, mei).locale, member(workspace, mei).zone) == ("", "")


def test_several_zones_are_asked_about(workspace: Workspace, amy: Person) -> None:
    reply = amy.command("#field", "/sales me zone america/n").message
    assert reply is not None
    amy.click(reply, reply.button("America/New_York"))
    assert member(workspace, amy).zone == "America/New_York"


def test_settings_are_chosen_on_the_card(workspace: Workspace, amy: Person) -> None:
    card = amy.command("#field", "/sales me").message
    assert card is not None
    amy.choose(card, views.SET_LANGUAGE, "zh")
    assert member(workspace, amy).locale == "zh"
    assert [option["value"] for option in amy.suggest(card, views.SET_ZONE, "东京")] == ["Asia/Tokyo"]
    amy.choose(card, views.SET_ZONE, "Asia/Tokyo")
    assert member(workspace, amy).zone == "Asia/Tokyo"
    amy.click(card, views.SET_LINE)
    assert not member(workspace, amy).wants_private_line
    assert len(workspace.posts("answer")) == 3


def test_quiet_hours_and_the_brief_are_chosen_on_the_card(workspace: Workspace, amy: Person) -> None:
    card = amy.command("#field", "/sales me").message
    assert card is not None
    amy.choose(card, views.SET_QUIET, "22:00-07:00")
    assert (member(workspace, amy).quiet_from, member(workspace, amy).quiet_until) == ("22:00", "07:00")
    amy.click(card, views.SET_BRIEF)
    assert not member(workspace, amy).wants_brief


@pytest.mark.parametrize("hours", ["late", "25:00-26:00", "19:00", "19:00-19:00", "1-2-3"])
def test_hours_that_are_none_are_said(workspace: Workspace, amy: Person, hours: str) -> None:
    reply = amy.command("#field", f"/sales me quiet {hours}").message
    assert reply is not None
    assert "Type `/sales me quiet 19:00-08:00` or off." in reply.words
    assert member(workspace, amy).quiet_from == "20:00"


def test_the_brief_has_a_time_of_its_own(workspace: Workspace, amy: Person) -> None:
    reply = amy.command("#field", "/sales me brief 9:15").message
    assert reply is not None
    assert "You get the brief at 09:15" in reply.words
    with workspace.look() as tx:
        schedule = schedules.find(tx, schedules.BRIEF, member_id=member(workspace, amy).id)
    assert schedule is not None
    assert schedule.at == "09:15"


def test_partners_have_no_card(workspace: Workspace, gus: Person) -> None:
    reply = gus.command("#general", "/sales me").message
    assert reply is not None
    assert "for the sales team" in reply.words
