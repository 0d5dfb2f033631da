"""Promises out of feedback: of its giver and of who reads it, for themselves alone, and only what they save."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.people import Person
from sandbox.records import View
from storage import promises, rows
from tests.cast import Workspace
from tests.feedback_room import news, open_room, write
from tests.floor import first_line, member, newest, type_in
from tests.promising import FRIDAY, MONDAY, fill, stored

MAKE = "Make it a promise"
TEXT = "Zephyr! I will introduce you to Zhang by Friday. Send him the deck on Monday. I'll read it tomorrow."


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_room(workspace)


def offered(view: View | None) -> tuple[str, str]:
    """The words and the day that a form begins with."""
    assert view is not None
    fields = {block["block_id"]: block["element"] for block in view.blocks if block["type"] == "input"}
    return fields["words"].get("initial_value", ""), fields["day"]["initial_date"]


def reading(workspace: Workspace, person: Person) -> View:
    """The form in which somebody reads what came last."""
    workspace.deliver()
    view = person.click(news(person), news(person).elements[0]).view
    assert view is not None
    return view


def made(workspace: Workspace) -> list[tuple[str, date, int, str]]:
    return [(row.words, row.due_on, row.owner_id, row.source) for row in stored(workspace)]


def test_the_giver_makes_a_promise_of_what_they_said_they_will_do(
    workspace: Workspace, amy: Person, ben: Person
) -> None:
    write(amy, "@ben", "person", TEXT)
    workspace.deliver()
    receipt = newest(workspace, amy)
    assert offered(amy.click(receipt, receipt.button(MAKE)).view) == ("introduce you to Zhang", "2026-11-27")
    assert stored(workspace) == []
    said = fill(workspace, amy, words="introduce Ben to Zhang")
    assert first_line(said) == "Promised: *introduce Ben to Zhang* · Fri 27 Nov"
    assert made(workspace) == [("introduce Ben to Zhang", FRIDAY, member(workspace, amy).id, promises.FEEDBACK)]
    amy.click(said, said.button("Undo"))
    workspace.deliver()
    assert stored(workspace) == []


def test_what_is_promised_already_is_not_offered_again(workspace: Workspace, amy: Person) -> None:
    write(amy, "@ben", "person", TEXT)
    workspace.deliver()
    receipt = newest(workspace, amy)
    for words, day in (("introduce you to Zhang", "2026-11-27"), ("read it", "2026-11-26")):
        assert offered(amy.click(receipt, receipt.button(MAKE)).view) == (words, day)
        fill(workspace, amy)
    assert offered(amy.click(receipt, receipt.button(MAKE)).view) == ("", "2026-11-26")


@pytest.mark.words
@pytest.mark.parametrize("text", ["Well done.", "Call the customer by Friday.", "周五前给海尔报价"])
def test_a_receipt_without_a_promise_offers_none(workspace: Workspace, amy: Person, text: str) -> None:
    write(amy, "@ben", "person", text)
    workspace.deliver()
    assert MAKE not in newest(workspace, amy).words
    shown = type_in(amy, "/feedback list")
    view = amy.click(shown, shown.button("Show")).view
    assert view is not None
    assert MAKE not in view.words


def test_who_reads_it_promises_for_themselves(workspace: Workspace, amy: Person, ben: Person, mei: Person) -> None:
    write(amy, "@ben", "with_manager", TEXT)
    view = reading(workspace, ben)
    form = ben.click(view, "promise_feedback").view
    # what Amy will do is not for Ben to promise
    assert offered(form) == ("Send him the deck", "2026-11-30")
    assert form is not None
    assert "Nobody else reads its words, your manager included." in form.words
    said = fill(workspace, ben)
    assert first_line(said) == "Promised: *Send him the deck* · Mon 30 Nov"
    assert ben.modal() is None
    assert made(workspace) == [("Send him the deck", MONDAY, member(workspace, ben).id, promises.FEEDBACK)]
    for line in ("promises @ben", "promise team", "history @ben", "undo list"):
        assert "deck" not in type_in(mei, f"/sales {line}").words
    assert "Send him the deck" in type_in(ben, "/sales promises").words


def test_in_chinese(workspace: Workspace, amy: Person, mei: Person) -> None:
    write(mei, "@amy", "person", "讲得清楚。周五前我把合同发给你，下周一前拜访海尔。")
    workspace.deliver()
    receipt = newest(workspace, mei)
    assert offered(mei.click(receipt, receipt.button("记为承诺")).view) == ("把合同发给你", "2026-11-27")
    mei.close(view) if (view := mei.modal()) else None
    assert offered(amy.click(reading(workspace, amy), "promise_feedback").view) == ("拜访海尔", "2026-11-30")


def test_days_are_those_of_when_it_was_written(workspace: Workspace, amy: Person, ben: Person) -> None:
    write(amy, "@ben", "person", "Send Zhang the deck by next Friday. Call him by Friday.")
    workspace.clock.move(days=5)
    view = reading(workspace, ben)
    assert offered(ben.click(view, "promise_feedback").view) == ("Send Zhang the deck", "2026-12-04")
    ben.close(ben.modal() or view)
    workspace.clock.move(days=7)
    # all of it is over; whatever comes of it is the reader's own
    assert offered(ben.click(view, "promise_feedback").view) == ("", "2026-12-08")


def test_of_what_was_taken_back_nothing_is_promised(
    workspace: Workspace, amy: Person, ben: Person, ada: Person
) -> None:
    write(amy, "@ben", "person", TEXT)
    workspace.deliver()
    button = newest(workspace, amy).button(MAKE)
    card = type_in(ada, "/sales me")
    assert ada.click(card, {**card.elements[0], **button}).view is None
    workspace.deliver()
    assert newest(workspace, ada).words == "That is not here any more: its author took it back."
    listed = type_in(amy, "/feedback list")
    amy.click(listed, listed.button("Take it back"))
    card = type_in(amy, "/sales me")
    assert amy.click(card, {**card.elements[0], **button}).view is None
    with workspace.look() as tx:
        for table in rows.Row.metadata.sorted_tables:
            assert "Zephyr" not in str(tx.connection.execute(table.select()).all()), table.name
