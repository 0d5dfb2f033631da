"""Promises: made in a line, out of a message or of what was read; they come back until kept, moved or dropped."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sales import promises as rules
from sales.periods import quarter
from sandbox.people import Person
from sandbox.records import Message
from storage import absences, members, outbox, promises, rows, weeks
from storage.absences import Absence
from storage.members import Member
from tests.cast import Workspace
from tests.floor import first_line, newest, open_floor, press, type_in
from views import promises as views
from views import weeks as week_views
from views.words import translator

WEDNESDAY, THURSDAY, FRIDAY, MONDAY = (date(2026, 11, day) for day in (25, 26, 27, 30))


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def member(workspace: Workspace, person: Person) -> Member:
    with workspace.look() as tx:
        found = members.find(tx, person.id)
    assert found is not None
    return found


def due(workspace: Workspace, person: Person, until: date = MONDAY) -> list[tuple[str, date]]:
    """What a person is to see to up to a day."""
    with workspace.look() as tx:
        return [(row.words, row.due_on) for row in promises.due(tx, member(workspace, person).id, until)]


def stored(workspace: Workspace) -> list[Any]:
    """All promises, in the order in which they were made."""
    table = rows.table(promises.Promise)
    with workspace.look() as tx:
        return list(tx.connection.execute(table.select().order_by(table.c.id)))


def choose(workspace: Workspace, person: Person, message: Message, action_id: str, label: str) -> Message:
    """Pick in a menu of a message; what the person reads then."""
    assert person.click(message, action_id, label).problem is None
    workspace.deliver()
    return newest(workspace, person)


def fill(workspace: Workspace, person: Person, **values: str) -> Message:
    """Fill in the form that is open and send it; what the person reads then."""
    view = person.modal()
    assert view is not None
    reply = person.submit(view, values)
    assert (reply.problem, reply.errors) == (None, {})
    workspace.deliver()
    return newest(workspace, person)


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
    assert amy.sees("@Bellringer")[-1].words == "Ben Carter: Kept: *call Zhang*."
    workspace.clock.move(days=3)
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
    type_in(amy, "/sales promise call Zhang by fri")
    with workspace.change() as tx:
        members.change(tx, member(workspace, amy), is_active=False)
    assert due(workspace, ben) == []
    assert due(workspace, mei) == [("call Zhang", FRIDAY)]
    listed = type_in(mei, "/sales 承诺")
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


def test_what_is_promised_after_feedback_is_the_owners_alone(workspace: Workspace, amy: Person, ada: Person) -> None:
    mei, ben = workspace["mei"], workspace["ben"]
    type_in(amy, "/deal new Acme 30k eom")
    with workspace.change() as tx:
        amys, bens = member(workspace, amy), member(workspace, ben)
        promises.create(tx, amys, "stop shouting at Acme", FRIDAY, source=promises.FEEDBACK, deal_id=1)
        rows.insert(tx, Absence, member_id=amys.id, first_day=WEDNESDAY, last_day=FRIDAY, cover_id=bens.id)
    listed = type_in(amy, "/sales promises")
    assert "stop shouting" in listed.words
    assert due(workspace, ben) == []
    type_in(mei, "/deal hand Acme @ben")
    type_in(mei, "/sales promise call Zhang by fri")
    button = type_in(mei, "/sales 承诺").button("已兑现")
    for person in (mei, ada, ben):
        for line in ("promises", "promise team", "promises @amy", "history @amy", "history team", "undo list"):
            assert "shouting" not in type_in(person, f"/sales {line}").words
        last = person.command("#field", "/sales help").message
        assert last is not None
        for action_id in ("promise_keep", "promise_move", "promise_drop", "promise_hand"):
            person.click(last, {**button, "action_id": action_id, "value": "1::mine"})
            workspace.deliver()
            assert "made that promise" in newest(workspace, person).words or "的承诺" in newest(workspace, person).words
            assert "shouting" not in newest(workspace, person).words
    with workspace.change() as tx:
        members.change(tx, amys, is_active=False)
    assert (due(workspace, mei), due(workspace, ada)) == ([("call Zhang", FRIDAY)], [])
    assert stored(workspace)[0].state == "open"


def test_a_message_becomes_a_promise_in_a_thread_too(workspace: Workspace, amy: Person, ben: Person) -> None:
    asked = ben.say(
        "#field", "Numbers look fine. Amy, please send the quote to Acme by tomorrow & call <@U0MEI>"
    ).message
    assert asked is not None
    answered = ben.say("#field", "I'll visit Haier on Monday", thread_ts=asked.ts).message
    assert answered is not None
    view = amy.shortcut("promise_message", answered).view
    assert view is not None
    fields = {block["block_id"]: block["element"] for block in view.blocks if block["type"] == "input"}
    assert fields["words"]["initial_value"] == "visit Haier"
    assert fields["day"]["initial_date"] == "2026-11-30"
    assert stored(workspace) == []
    said = fill(workspace, amy, words="visit Haier with Ben")
    assert first_line(said) == "Promised: *visit Haier with Ben* · Mon 30 Nov"
    assert [(row.source, row.owner_id) for row in stored(workspace)] == [("message", member(workspace, amy).id)]
    amy.close(view) if amy.modal() else None
    view = amy.shortcut("promise_message", asked).view
    assert view is not None
    fields = {block["block_id"]: block["element"] for block in view.blocks if block["type"] == "input"}
    assert "@梅 (Mei Lin)" in fields["words"]["initial_value"]
    assert fields["day"]["initial_date"] == "2026-11-26"


def test_what_the_bot_told_somebody_alone_stays_with_them(workspace: Workspace, amy: Person) -> None:
    mei = workspace["mei"]
    with workspace.change() as tx:
        text = "Ben says: ask the customer first. Call him by Friday."
        outbox.post(
            tx, "note", audience=outbox.PERSONAL(amy.id), dedupe_key="x", channel=amy.id, payload={"text": text}
        )
    workspace.deliver()
    view = amy.shortcut("promise_message", amy.sees("@Bellringer")[-1]).view
    assert view is not None
    assert "Nobody else reads its words" in str(view.blocks)
    said = fill(workspace, amy, words="ask customers first", day="2026-11-30")
    assert first_line(said) == "Promised: *ask customers first* · Mon 30 Nov"
    assert "customers first" not in type_in(mei, "/sales 承诺 团队").words
    with workspace.look() as tx:
        week = weeks.of_member(tx, member(workspace, amy), team=None, since=WEDNESDAY, today=date(2026, 12, 1))
    assert [line.words for line in week.promises] == ["ask customers first"]
    en = translator("en-GB", 2026)
    assert (week_views.prompt_line(en, week), week_views.prefilled(en, week)) == ("1 promise overdue.", "")


def test_words_of_outsiders_are_stored_only_by_ones_own_act(workspace: Workspace, amy: Person, pat: Person) -> None:
    written = pat.say("#ext-betaco", "Can you send me the price list by Friday?").message
    assert written is not None
    view = amy.shortcut("promise_message", written).view
    assert view is not None
    assert amy.close(view).problem is None
    workspace.deliver()
    with workspace.look() as tx:
        for table in rows.Row.metadata.sorted_tables:
            assert "price list" not in str(tx.connection.execute(table.select()).all()), table.name
    assert pat.shortcut("promise_message", written).problem is not None


def test_what_was_read_is_promised_only_when_the_person_says_so(workspace: Workspace, amy: Person) -> None:
    assert propose(workspace, amy, "Quiet week. I'll call Zhang by Friday, and send the quote on Monday.") == (
        "I read 2 promises: *call Zhang* (Fri 27 Nov), *send the quote* (Mon 30 Nov)."
    )
    assert stored(workspace) == []
    message = amy.sees("@Bellringer")[-1]
    said = press(workspace, amy, message, "Keep both")
    assert first_line(said) == "Promised: *call Zhang* (Fri 27 Nov), *send the quote* (Mon 30 Nov)."
    assert [row.source for row in stored(workspace)] == ["checkin", "checkin"]
    assert propose(workspace, amy, "I'll call Zhang by Friday") == ""


def test_who_is_asked_once_is_not_asked_again(workspace: Workspace, amy: Person) -> None:
    text = "I'll call Zhang by Friday"
    assert propose(workspace, amy, text) == "I read 1 promise: *call Zhang* (Fri 27 Nov)."
    press(workspace, amy, amy.sees("@Bellringer")[-1], "Not a promise")
    assert propose(workspace, amy, text) == ""
    assert propose(workspace, amy, f"{text} and send the quote on Monday.").startswith("I read 1 promise: *send")


def test_some_of_what_was_read(workspace: Workspace, amy: Person) -> None:
    propose(workspace, amy, "Call Zhang by Friday. Send the quote on Monday. Visit Acme tomorrow.")
    message = amy.sees("@Bellringer")[-1]
    amy.click(message, message.button("Choose"))
    view = amy.modal()
    assert view is not None
    assert amy.submit(view, {"chosen": ["0", "2"]}).errors == {}
    workspace.deliver()
    assert [row.words for row in stored(workspace)] == ["Call Zhang", "Visit Acme"]
    assert press(workspace, amy, message, "Keep all").words.startswith("That was answered already.")


def test_none_of_what_was_read(workspace: Workspace, amy: Person) -> None:
    propose(workspace, amy, "Call Zhang by Friday. Send the quote on Monday.")
    assert press(workspace, amy, amy.sees("@Bellringer")[-1], "None of them").words == "Fine, nothing is promised."
    assert stored(workspace) == []


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
        assert (share.kept, share.due, share.moved, share.percent) == (2, 6, 1, 33)
    assert "2 of 6 promises kept, 1 moved." in type_in(ada, "/sales promise team").words


def test_old_proposals_are_forgotten(workspace: Workspace, amy: Person) -> None:
    propose(workspace, amy, "Call Zhang by Friday.")
    message = amy.sees("@Bellringer")[-1]
    with workspace.database.write() as connection:
        promises.forget_old(connection, workspace.clock())
    workspace.clock.move(days=1)
    with workspace.database.write() as connection:
        promises.forget_old(connection, workspace.clock())
    assert press(workspace, amy, message, "Keep it").words.startswith("That is from an earlier time.")


def propose(workspace: Workspace, person: Person, text: str) -> str:
    """What a check-in does with what somebody wrote: the question they get; empty when there is nothing to ask."""
    who = member(workspace, person)
    with workspace.change(actor_id=who.id) as tx:
        proposal = promises.propose(tx, who, rules.find(text, WEDNESDAY), source=promises.CHECKIN)
        if proposal is None:
            return ""
        message = views.proposal(translator("en-GB", 2026), proposal)
        outbox.post(
            tx,
            "note",
            audience=outbox.PERSONAL(person.id),
            dedupe_key=f"proposal:{proposal.id}",
            channel=person.id,
            payload={"text": message.text, "blocks": message.blocks},
        )
    workspace.deliver()
    return message.text
