"""Promises made in a line: they come back until kept, moved or dropped, whoever is away or has left."""

from __future__ import annotations

from datetime import date

import pytest

from sales.periods import quarter
from sandbox.people import Person
from storage import absences, members, promises, rows
from storage.absences import Absence
from tests.cast import Workspace
from tests.floor import first_line, member, newest, open_floor, press, type_in
from tests.promising import FRIDAY, MONDAY, THURSDAY, WEDNESDAY, choose, due, fill, stored


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def test_a_line_makes_a_promise_that_comes_back(workspace: Workspace, amy: Person) -> None:
    said = type_in(amy, "/sales promise call Zhang by fri")
    assert first_line(said) == "Promised: *call Zhang* · Fri 27 Nov"
    assert due(workspace, amy, THURSDAY) == []
    assert due(workspace, amy, FRIDAY) == [("call Zhang", FRIDAY)]
    assert due(workspace, amy, date(2026, 12, 24)) == [("call Zhang", FRIDAY)]
    assert first_line(type_in(amy, "/sales promises")) == "*1 open promise*"


def test_in_chinese(workspace: Workspace, li: Person, ada: Person) -> None:
    ada.command("#field", "/sales team add @li")
    assert first_line(type_in(li, "/sales 承诺 周五前给张总报价")) == "承诺：*给张总报价* · 11月27日周五"
    assert due(workspace, li) == [("给张总报价", FRIDAY)]
    assert "11月27日周五到期" in type_in(li, "/sales 承诺").words


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "words", "day"),
    [
        ("I'll send the quote tomorrow", "send the quote", THURSDAY),
        ("to call Zhang on 30/11", "call Zhang", MONDAY),
        ("call @ben by fri", "call @Ben Carter", FRIDAY),
        ("我会明天给海尔发合同", "给海尔发合同", THURSDAY),
        ("send the 12k quote fri", "send the 12k quote", FRIDAY),
        ("team lunch fri", "team lunch", FRIDAY),
    ],
)
def test_how_a_line_is_read(workspace: Workspace, amy: Person, line: str, words: str, day: date) -> None:
    type_in(amy, f"/sales promise {line}")
    assert [(row.words, row.due_on) for row in stored(workspace)] == [(words, day)]


def test_a_line_without_a_day_is_asked_about(workspace: Workspace, amy: Person) -> None:
    asked = type_in(amy, "/sales promise call Zhang")
    assert first_line(asked) == "By when? *call Zhang*"
    assert first_line(press(workspace, amy, asked, "Fri 27 Nov")) == "Promised: *call Zhang* · Fri 27 Nov"


def test_two_days_are_asked_about(workspace: Workspace, amy: Person) -> None:
    asked = type_in(amy, "/sales promise call Zhang thu or fri")
    assert first_line(asked) == "I read Thu 26 Nov and Fri 27 Nov. Which one?"
    press(workspace, amy, asked, "Thu 26 Nov")
    assert due(workspace, amy, THURSDAY)[0][1] == THURSDAY


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("call Zhang yesterday", "Tue 24 Nov is over. A promise needs a day that is still to come."),
        ("tomorrow", "What will you do, and by when? Type it like this: `/sales promise call Zhang by fri`."),
        ("call Zhang 31/2", "I read 31/2 as a date, but it can't be one. Type it like 30 Jun or 2027-06-30."),
        ("x" * 201 + " fri", "That is long for a promise: 201 characters. Say it in at most 200."),
    ],
)
def test_what_can_be_no_promise_is_said(workspace: Workspace, amy: Person, line: str, said: str) -> None:
    assert type_in(amy, f"/sales promise {line}").words == said
    assert stored(workspace) == []


def test_the_same_again_is_the_same(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/sales promise call Zhang by fri")
    workspace.clock.move(hours=1)
    assert type_in(amy, "/sales promise call Zhang by fri").words.startswith("That is promised already")
    assert len(stored(workspace)) == 1


def test_kept_moved_and_dropped(workspace: Workspace, amy: Person) -> None:
    for words in ("call Zhang", "send the quote", "book the room"):
        type_in(amy, f"/sales promise {words} by fri")
    listed = type_in(amy, "/sales promises")
    buttons = [element for element in listed.elements if element["action_id"] == "promise_keep"]
    assert amy.click(listed, buttons[0]).problem is None
    workspace.deliver()
    left = newest(workspace, amy)
    assert left.words.startswith("Kept: *call Zhang*.")
    assert "*2 open promises*" in left.words
    menu = next(element for element in left.elements if element["action_id"] == "promise_move")
    assert amy.click(left, menu, "Next week").problem is None
    workspace.deliver()
    moved = newest(workspace, amy)
    assert moved.words.startswith("Moved to Mon 30 Nov: *send the quote*.")
    drop = next(element for element in moved.elements if element["action_id"] == "promise_drop")
    amy.click(moved, drop)
    assert first_line(fill(workspace, amy, reason="they came to us")) == "Dropped: *book the room* (they came to us)."
    assert [(row.words, row.state, row.moves, row.reason) for row in stored(workspace)] == [
        ("call Zhang", "kept", 0, ""),
        ("send the quote", "open", 1, ""),
        ("book the room", "dropped", 0, "they came to us"),
    ]


def test_a_day_of_ones_choice(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/sales promise call Zhang by fri")
    listed = type_in(amy, "/sales promises")
    amy.click(listed, "promise_move", "Pick a day")
    view = amy.modal()
    assert view is not None
    refused = amy.submit(view, {"day": "2026-11-20"})
    assert refused.errors == {"day": "Fri 20 Nov is over. Choose a day that is still to come."}
    said = fill(workspace, amy, day="2026-12-03")
    assert said.words.startswith("Moved to Thu 3 Dec: *call Zhang*.")
    assert due(workspace, amy, date(2026, 12, 3)) == [("call Zhang", date(2026, 12, 3))]


def test_buttons_of_yesterday_say_what_is_so_now(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/sales promise call Zhang by fri")
    first, second = type_in(amy, "/sales promises"), type_in(amy, "/sales promises list")
    press(workspace, amy, first, "Kept")
    assert press(workspace, amy, second, "Kept").words == "That was kept already: call Zhang."
    assert press(workspace, amy, second, "Drop").words == "That was kept already: call Zhang."


def test_undo_brings_a_promise_back(workspace: Workspace, amy: Person) -> None:
    made = type_in(amy, "/sales promise call Zhang by fri")
    kept = press(workspace, amy, type_in(amy, "/sales promises"), "Kept")
    assert due(workspace, amy) == []
    undone = press(workspace, amy, kept, "Undo")
    assert first_line(undone) == "Undone: promise of Amy Lindgren kept."
    assert due(workspace, amy) == [("call Zhang", FRIDAY)]
    press(workspace, amy, made, "Undo")
    assert due(workspace, amy) == stored(workspace) == []


def test_a_promise_goes_with_the_one_deal_it_can_mean(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Acme 20k eom")
    type_in(amy, "/deal new “Acme Logistics” 30k eom")
    type_in(amy, "/deal new “Globex Industries” 30k eom")
    type_in(ben, "/deal new Hooli 20k eom")
    for words in ("call Acme", "visit Acme Logistics Ltd", "ring Globex", "call Hooli", "check #4", "call Zhang"):
        type_in(amy, f"/sales promise {words} by fri")
    assert [row.deal_id for row in stored(workspace)] == [1, 2, 3, None, 4, None]
    assert "for Hooli" in type_in(amy, "/sales promises").words
    assert "Promised: *ring Globex* · Amy Lindgren · Fri 27 Nov" in type_in(ben, "/deal Globex").words


def test_a_deal_that_was_taken_back_leaves_its_promise(workspace: Workspace, amy: Person) -> None:
    made = type_in(amy, "/deal new Acme 30k eom")
    type_in(amy, "/sales promise call Acme by fri")
    press(workspace, amy, made, "Undo")
    assert type_in(amy, "/deal #1").words.startswith("There is no deal #1")
    assert due(workspace, amy) == [("call Acme", FRIDAY)]
    assert "call Acme" in type_in(amy, "/sales promises").words


def test_a_deal_that_is_handed_over_takes_its_promises_along(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Acme 30k eom")
    type_in(amy, "/sales promise call Acme by fri")
    type_in(amy, "/sales promise call Zhang by fri")
    said = type_in(amy, "/deal hand Acme @ben")
    assert "with 1 promise" in said.words
    assert (due(workspace, ben), due(workspace, amy)) == ([("call Acme", FRIDAY)], [("call Zhang", FRIDAY)])
    workspace.deliver()
    assert "with 1 promise" in ben.sees("@Bellringer")[-1].words
    press(workspace, amy, said, "Undo")
    assert (due(workspace, ben), len(due(workspace, amy))) == ([], 2)


def test_who_stands_in_sees_what_falls_due(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/sales promise call Zhang by fri")
    with workspace.change() as tx:
        rows.insert(
            tx,
            Absence,
            member_id=member(workspace, amy).id,
            first_day=THURSDAY,
            last_day=FRIDAY,
            cover_id=member(workspace, ben).id,
        )
    assert due(workspace, ben) == []
    workspace.clock.move(days=2)
    assert due(workspace, ben) == [("call Zhang", FRIDAY)]
    listed = type_in(ben, "/sales promises")
    assert "Amy Lindgren's" in listed.words
    press(workspace, ben, listed, "Kept")
    workspace.clock.move(days=3)
    workspace.deliver()
    assert amy.sees("@Bellringer")[-1].words == "Ben Carter: Kept: *call Zhang*."
    assert (due(workspace, ben), due(workspace, amy)) == ([], [])


def test_without_anybody_who_stands_in_it_waits_for_its_owner(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/sales promise call Zhang by fri")
    with workspace.change() as tx:
        amys = member(workspace, amy).id
        rows.insert(tx, Absence, member_id=amys, first_day=THURSDAY, last_day=date(2026, 12, 11))
        assert absences.cover(tx, amys, FRIDAY) == amys
    workspace.clock.move(days=20)
    assert due(workspace, amy, date(2026, 12, 15)) == [("call Zhang", FRIDAY)]


def test_what_somebody_who_left_had_promised_is_for_the_manager(workspace: Workspace, amy: Person, ben: Person) -> None:
    mei = workspace["mei"]
    type_in(mei, "/sales promises")
    type_in(amy, "/sales promise call Zhang by fri")
    user = {"id": amy.id, "name": "amy", "deleted": True, "profile": {"display_name": "Amy", "real_name": "Amy"}}
    workspace.event("user_change", user={**user, "team_id": workspace.slack.team.id})
    workspace.deliver()
    assert due(workspace, ben) == []
    assert due(workspace, mei) == [("call Zhang", FRIDAY)]
    told = mei.sees("@Bellringer")[-1]
    assert first_line(told) == "Amy已离开，还有 1 项承诺没完成，请交给别人。"
    listed = press(workspace, mei, told, "查看承诺")
    said = choose(workspace, mei, listed, "promise_hand", "交给Ben Carter")
    assert first_line(said) == "已交给Ben Carter：*call Zhang*，11月27日周五到期。"
    assert (due(workspace, ben), due(workspace, mei)) == ([("call Zhang", FRIDAY)], [])
    told = ben.sees("@Bellringer")[-1]
    assert told.words.startswith("梅 (Mei Lin) gave you a promise: *call Zhang*, due Fri 27 Nov.")
    assert press(workspace, ben, told, "Kept").words.startswith("Kept: *call Zhang*.")


def test_where_nobody_leads_the_admins_take_over(workspace: Workspace, amy: Person, ada: Person) -> None:
    type_in(amy, "/sales promise call Zhang by fri")
    ada.command("#field", "/sales team remove @mei")
    ada.command("#field", "/sales team remove @ada")
    with workspace.change() as tx:
        members.change(tx, member(workspace, amy), is_active=False)
    assert due(workspace, ada) == [("call Zhang", FRIDAY)]


def test_a_day_off_moves_the_question_not_the_promise(workspace: Workspace, amy: Person, ada: Person) -> None:
    ada.command("#field", "/sales admin holidays add 2026-11-27")
    type_in(amy, "/sales promise call Zhang by fri")
    with workspace.look() as tx:
        assert promises.asked_on(tx, FRIDAY) == MONDAY
        assert promises.asked_on(tx, date(2026, 11, 28)) == MONDAY
    assert due(workspace, amy, MONDAY) == [("call Zhang", FRIDAY)]
    workspace.clock.move(days=1)
    listed = type_in(amy, "/sales promises")
    assert choose(workspace, amy, listed, "promise_move", "Tomorrow").words.startswith("Moved to Mon 30 Nov")


def test_nobody_else_touches_a_promise(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/sales promise call Zhang by fri")
    type_in(ben, "/sales promise call Zhang by fri")
    listed = type_in(ben, "/sales promises")
    button = listed.button("Kept")
    forged = {**button, "value": button["value"].replace("2:", "1:")}
    ben.click(listed, forged)
    workspace.deliver()
    assert newest(workspace, ben).words == "Amy Lindgren made that promise. Only they or their manager can change it."
    assert [row.state for row in stored(workspace)] == ["open", "open"]


def test_the_manager_sees_the_team_and_others_do_not(workspace: Workspace, amy: Person, ben: Person) -> None:
    mei = workspace["mei"]
    type_in(amy, "/sales promise call Zhang by fri")
    assert "Amy Lindgren的" in type_in(mei, "/sales 承诺 团队").words
    assert "*call Zhang*" in type_in(mei, "/sales promises @amy").words
    assert type_in(ben, "/sales promise team").words.startswith("Only managers can do that.")
    assert type_in(ben, "/sales promises @amy").words.startswith("Only managers can do that.")


def test_the_share_of_promises_kept(workspace: Workspace, amy: Person, ada: Person) -> None:
    for words, day in (("a", "today"), ("b", "today"), ("c", "today"), ("d", "fri"), ("e", "fri"), ("f", "fri")):
        type_in(amy, f"/sales promise do {words} {day}")
    with workspace.change() as tx:
        mine = {row.words: row for row in (promises.find(tx, n) for n in range(1, 7)) if row is not None}
        promises.keep(tx, mine["do a"], today=WEDNESDAY)
        promises.drop(tx, mine["do b"], "no need", today=WEDNESDAY)
        promises.keep(tx, mine["do d"], today=WEDNESDAY)
        promises.move(tx, mine["do e"], date(2026, 12, 1))
    with workspace.look() as tx:
        assert promises.kept_share(tx, 1, quarter(WEDNESDAY)) == promises.KeptShare(kept=2, due=2, moved=0)
    workspace.clock.move(days=14)
    with workspace.look() as tx:
        share = promises.kept_share(tx, 1, quarter(WEDNESDAY))
        assert (share.kept, share.due, share.moved) == (2, 6, 1)
    assert "2 of 6 promises kept, 1 moved." in type_in(ada, "/sales promise team").words
