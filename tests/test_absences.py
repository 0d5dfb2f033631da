"""Who is away when: typed, chosen or set by a manager; the cover is told, and everything can be taken back."""

from __future__ import annotations

from datetime import date

import pytest

from sales import absences as rules
from sales.errors import UserError
from sandbox.people import Person
from storage import absences, members, privacy, rows
from tests.cast import Workspace
from tests.floor import open_floor, type_in
from views import absences as views

TODAY = date(2026, 11, 25)
"""A Wednesday."""


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def kept(workspace: Workspace, person: Person) -> list[tuple[str, str, str]]:
    """The person's days away from today on, and who covers."""
    with workspace.look() as tx:
        me = members.find(tx, person.id)
        assert me is not None
        found = absences.ahead(tx, me.id, TODAY)
        covers = [members.get(tx, each.cover_id).name if each.cover_id else "" for each in found]
    days = [(each.first_day.isoformat()[5:], each.last_day.isoformat()[5:]) for each in found]
    return [(*each, cover) for each, cover in zip(days, covers, strict=True)]


@pytest.mark.words
@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("fri", "2026-11-27", "2026-11-27"),
        ("tomorrow", "2026-11-26", "2026-11-26"),
        ("today", "2026-11-25", "2026-11-25"),
        ("12-20 aug", "2027-08-12", "2027-08-20"),
        ("aug 12 to aug 20", "2027-08-12", "2027-08-20"),
        ("until monday", "2026-11-25", "2026-11-29"),
        ("back on monday", "2026-11-25", "2026-11-29"),
        ("mon-wed", "2026-11-30", "2026-12-02"),
        ("mon to fri", "2026-11-30", "2026-12-04"),
        ("next week", "2026-11-30", "2026-12-06"),
        ("28 dec - 3 jan", "2026-12-28", "2027-01-03"),
        ("3 days", "2026-11-25", "2026-11-27"),
        ("for a week", "2026-11-25", "2026-12-01"),
        ("from monday for 2 weeks", "2026-11-30", "2026-12-13"),
        ("20-30 nov", "2026-11-20", "2026-11-30"),
        ("2026-12-24 to 2027-01-02", "2026-12-24", "2027-01-02"),
        ("明天", "2026-11-26", "2026-11-26"),
        ("下周", "2026-11-30", "2026-12-06"),
        ("8月12-20日", "2027-08-12", "2027-08-20"),
        ("周一到周三", "2026-11-30", "2026-12-02"),
        ("周一回来", "2026-11-25", "2026-11-29"),
        ("三天", "2026-11-25", "2026-11-27"),
        ("28 feb 2028 to 29 feb 2028", "2028-02-28", "2028-02-29"),
    ],
)
def test_days_as_people_type_them(text: str, first: str, last: str) -> None:
    assert rules.read_days(text, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.words
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31/2", "can't be one"),
        ("2026-11-01 to 2026-11-20", "are over"),
        ("2026-12-01 to 2029-12-01", "a year at most"),
        ("until today", "end before they begin"),
        ("30 feb - 3 mar", "can't be one"),
    ],
)
def test_days_that_cannot_be(text: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.read_days(text, TODAY)
    assert said in refused.value.message.format(**refused.value.values)


@pytest.mark.words
def test_a_line_without_days_names_none() -> None:
    assert rules.read_days("whatever", TODAY) is None


def test_away_is_typed_and_taken_back(workspace: Workspace, amy: Person, ben: Person) -> None:
    receipt = type_in(amy, "/sales away fri cover @ben")
    assert receipt.words.split("\n")[0] == (
        "You are away Fri 27 Nov; I keep quiet meanwhile. Ben Carter covers and sees what is due."
    )
    assert kept(workspace, amy) == [("11-27", "11-27", "Ben Carter")]
    workspace.deliver()
    assert "*Amy Lindgren* is away Fri 27 Nov, and you cover." in ben.sees("@Bellringer")[-1].words
    amy.click(receipt, receipt.button("Undo"))
    workspace.deliver()
    assert kept(workspace, amy) == []
    assert ben.sees("@Bellringer")[-1].words == "You do not cover for *Amy Lindgren* any more."


def test_in_chinese(workspace: Workspace, mei: Person) -> None:
    receipt = type_in(mei, "/sales 请假 明天 @ben 代班")
    assert receipt.words.split("\n")[0] == "11月26日周四 休假，期间不打扰。Ben Carter 代班，到期事项会给他看。"
    assert kept(workspace, mei) == [("11-26", "11-26", "Ben Carter")]
    assert type_in(mei, "/sales 请假 周五 由 @li 代班").words.startswith("11月27日周五 休假")


def test_the_cover_may_say_no(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/sales away fri cover @ben")
    workspace.deliver()
    asked = ben.sees("@Bellringer")[-1]
    button = asked.button("I can't")
    for _ in range(2):
        ben.click(asked, button)
        workspace.deliver()
    assert kept(workspace, amy) == [("11-27", "11-27", "")]
    assert "Ben Carter can't cover for you Fri 27 Nov." in amy.sees("@Bellringer")[-1].words
    assert sum("can't cover" in message.words for message in amy.sees("@Bellringer")) == 1
    # somebody else is found for the same days
    type_in(amy, "/sales away 2026-11-27 to 2026-11-27 cover @li")
    assert kept(workspace, amy) == [("11-27", "11-27", "李娜 (Li Na)")]


def test_a_manager_sets_it_for_their_people_and_nobody_else_does(
    workspace: Workspace, amy: Person, ben: Person, mei: Person
) -> None:
    type_in(mei, "/sales away @ben fri cover @amy")
    assert kept(workspace, ben) == [("11-27", "11-27", "Amy Lindgren")]
    workspace.deliver()
    assert "noted that you are away Fri 27 Nov" in ben.sees("@Bellringer")[-1].words
    assert "Only managers" in type_in(amy, "/sales away @ben tomorrow").words
    assert len(kept(workspace, ben)) == 1


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("fri", "Amy Lindgren is away Thu 26 Nov to Fri 27 Nov already."),
        ("mon cover @amy", "Nobody covers for themselves."),
        ("mon cover @ben", "Ben Carter is away then too: Mon 30 Nov to Mon 30 Nov."),
        ("mon cover @gus", "no full member"),
        ("blah", "Which days?"),
        ("cover @li", "Which days?"),
        ("@ben @li fri", "One person at a time"),
        ("1 nov 2026", "Sun 1 Nov is over."),
        ("1-2 nov 2026", "Those days are over: Sun 1 Nov to Mon 2 Nov."),
    ],
)
def test_what_cannot_be_is_said(workspace: Workspace, amy: Person, ben: Person, line: str, said: str) -> None:
    type_in(amy, "/sales away tomorrow to fri")
    type_in(ben, "/sales away mon")
    if "@ben @li" in line:
        amy = workspace["mei"]
        type_in(amy, "/sales me language english")
    assert said in type_in(amy, f"/sales away {line}").words


def test_back_early_and_never_away(workspace: Workspace, amy: Person) -> None:
    assert type_in(amy, "/sales back").words == "Amy Lindgren is not away. `/sales away` shows the days ahead."
    type_in(amy, "/sales away today to fri")
    workspace.clock.move(days=1)
    assert type_in(amy, "/sales back").words.startswith("Welcome back.")
    assert kept(workspace, amy) == [("11-25", "11-25", "")]
    type_in(amy, "/sales away today")
    type_in(amy, "/sales back")
    assert len(kept(workspace, amy)) == 1


def test_the_list_and_the_form(workspace: Workspace, amy: Person, ben: Person) -> None:
    empty = type_in(amy, "/sales away")
    assert empty.words.startswith("No days away ahead.")
    form = amy.click(empty, empty.button("Choose days")).view
    assert form is not None
    refused = amy.submit(form, {views.FIRST: "2026-12-10", views.LAST: "2026-12-01", views.COVER: ben.id})
    assert refused.errors == {views.LAST: "Those days end before they begin."}
    amy.submit(form, {views.FIRST: "2026-12-01", views.LAST: "2026-12-10", views.COVER: ben.id})
    assert kept(workspace, amy) == [("12-01", "12-10", "Ben Carter")]
    listed = type_in(amy, "/sales away")
    assert "Tue 1 Dec to Thu 10 Dec · Ben Carter covers" in listed.words
    amy.click(listed, listed.button("Take back"))
    assert kept(workspace, amy) == []
    amy.click(listed, listed.button("Take back"))
    workspace.deliver()
    assert kept(workspace, amy) == []


def test_covers_in_a_circle_end_somewhere(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/sales away fri cover @ben")
    type_in(ben, "/sales away fri cover @li")
    with workspace.look() as tx:
        ids = {handle: members.find(tx, workspace[handle].id).id for handle in ("amy", "ben", "li")}  # type: ignore[union-attr]
        friday = date(2026, 11, 27)
        assert absences.cover(tx, ids["amy"], friday) == ids["li"]
        assert sorted(absences.covered_by(tx, ids["li"], friday)) == sorted([ids["amy"], ids["ben"]])
        assert absences.covered_by(tx, ids["ben"], friday) == []


def test_a_cover_who_has_left_covers_no_more(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/sales away today cover @ben")
    with workspace.change(command="test") as tx:
        me, cover = members.find(tx, amy.id), members.find(tx, ben.id)
        assert me is not None
        assert cover is not None
        assert absences.cover(tx, me.id, TODAY) == cover.id
        members.change(tx, cover, is_active=False)
        assert absences.cover(tx, me.id, TODAY) == me.id


def test_who_is_forgotten_leaves_no_days_away(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/sales away 2026-12-24")
    type_in(amy, "/sales away 2026-12-28")
    days = type_in(amy, "/sales away")
    assert amy.click(days, days.button("Take back")).problem is None
    type_in(ben, "/sales away 2026-12-30 cover @amy")
    with workspace.change(command="test") as tx:
        me = members.find(tx, amy.id)
        assert me is not None
        privacy.forget(tx, me)
    assert kept(workspace, ben) == [("12-30", "12-30", "")]
    with workspace.look() as tx:
        for table in rows.Row.metadata.sorted_tables:
            left = str(tx.connection.execute(table.select()).all())
            assert "2026-12-24" not in left, table.name
            assert "2026-12-28" not in left, table.name
