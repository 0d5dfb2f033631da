"""Promises out of messages and of what people wrote: made by their own act, and read by those they are for."""

from __future__ import annotations

from datetime import date

import pytest

from sales.contradictions import Facts
from sandbox.people import Person
from storage import contradictions, members, outbox, privacy, promise_proposals, promises, rows, weeks
from storage.absences import Absence
from tests.cast import Workspace
from tests.floor import first_line, member, newest, open_floor, press, type_in
from tests.promising import FRIDAY, WEDNESDAY, due, fill, propose, stored
from views import promises as views
from views import weeks as week_views
from views.words import translator


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def test_what_is_promised_after_feedback_is_the_owners_alone(workspace: Workspace, amy: Person, ada: Person) -> None:
    mei, ben = workspace["mei"], workspace["ben"]
    type_in(amy, "/deal new Acme 30k eom")
    with workspace.change() as tx:
        amys, bens = member(workspace, amy), member(workspace, ben)
        promises.create(tx, amys, "stop shouting at Acme", FRIDAY, source=promises.FEEDBACK, deal_id=1)
        rows.insert(tx, Absence, member_id=amys.id, first_day=WEDNESDAY, last_day=FRIDAY, cover_id=bens.id)
    listed = type_in(amy, "/sales promises")
    assert "stop shouting" in listed.words
    with workspace.look() as tx:
        (row,) = promises.due(tx, amys.id, FRIDAY)
    en = translator("en-GB", 2026)
    assert views.due_line(en, row, me=amys.id, today=FRIDAY) == "*stop shouting at Acme* · due today"
    assert views.due_line(en, row, me=bens.id, today=FRIDAY) == (
        "*a promise after feedback* · due today · Amy Lindgren's"
    )
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
    said = press(workspace, amy, message, "Make them promises")
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
    assert press(workspace, amy, message, "Make them promises").words.startswith("That was answered already.")


def test_none_of_what_was_read(workspace: Workspace, amy: Person) -> None:
    propose(workspace, amy, "Call Zhang by Friday. Send the quote on Monday.")
    assert press(workspace, amy, amy.sees("@Bellringer")[-1], "None of them").words == "Fine, nothing is promised."
    assert stored(workspace) == []


def test_who_is_forgotten_leaves_nothing_that_was_theirs_alone(workspace: Workspace, amy: Person) -> None:
    propose(workspace, amy, "Call Zhang by Friday.")
    type_in(amy, "/sales promise visit Haier fri")
    with workspace.change() as tx:
        amys = member(workspace, amy)
        promises.create(tx, amys, "stop shouting", FRIDAY, source=promises.FEEDBACK)
        facts = Facts(slipped=3, open_deals=5)
        contradictions.check(tx, amys.id, team_id=1, subject="checkin_round:1", texts=["on track"], facts=facts)
    with workspace.change() as tx:
        privacy.forget(tx, amys)
    assert [row.words for row in stored(workspace)] == ["visit Haier"]
    with workspace.look() as tx:
        for table in rows.Row.metadata.sorted_tables:
            kept = str(tx.connection.execute(table.select()).all())
            assert "shouting" not in kept, table.name
            assert "Call Zhang" not in kept, table.name
            assert "on track" not in kept, table.name


def test_old_proposals_are_forgotten(workspace: Workspace, amy: Person) -> None:
    propose(workspace, amy, "Call Zhang by Friday.")
    message = amy.sees("@Bellringer")[-1]
    with workspace.database.write() as connection:
        promise_proposals.forget_old(connection, workspace.clock())
    workspace.clock.move(days=1)
    with workspace.database.write() as connection:
        promise_proposals.forget_old(connection, workspace.clock())
    assert press(workspace, amy, message, "Make it a promise").words.startswith("That is from an earlier time.")
