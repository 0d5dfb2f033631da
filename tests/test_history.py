"""Taking back what was done: by whom, for how long, and what follows; and the lists that say who did what."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from sandbox.records import Message
from storage import customers, deals, history, members
from tests.cast import Workspace
from tests.floor import open_floor
from views import history as views


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def type_in(person: Person, line: str) -> Message:
    """Type a command in #field; what the bot answered."""
    message = person.command("#field", line).message
    assert message is not None
    return message


def seen(person: Person) -> str:
    """All that somebody reads in #field."""
    return "\n".join(message.words for message in person.sees("#field"))


def receipt_of(person: Person, label: str) -> Message:
    """The newest message with a button of this name."""
    return next(
        message
        for message in reversed(person.sees("#field"))
        if any(element.get("text", {}).get("text") == label for element in message.elements)
    )


def test_a_win_is_undone_and_done_again(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Acme 12k")
    type_in(amy, "/deal move Acme proposal")
    receipt = type_in(amy, "/deal won Acme 12k")
    workspace.deliver()
    assert "Amy Lindgren* won *Acme*" in seen(ben)

    amy.click(receipt, receipt.button("Undo"))
    workspace.deliver()
    undone = receipt_of(amy, "Redo")
    assert "Undone: *Acme* is open again at proposal; the board and the post are corrected." in seen(amy)
    assert "took back the win of Acme" in seen(ben)

    amy.click(undone, undone.button("Redo"))
    workspace.deliver()
    assert "Done again: *Acme* is at won." in seen(amy)
    assert "won *Acme*" in seen(ben)
    with workspace.look() as tx:
        deal = deals.find_by_number(tx, 1)
        assert deal is not None
        assert (deal.outcome, [credit.percent for credit in deals.credits(tx, deal.id)]) == ("won", [100])


def test_the_last_change_is_taken_back_by_a_word(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal won Acme 12k")
    type_in(amy, "/deal won Globex 5k")
    assert "*Globex* is off the list" in type_in(amy, "/sales undo").words
    assert "*Acme* is off the list" in type_in(amy, "/sales 撤销").words
    assert "Nothing to take back" in type_in(amy, "/sales undo").words
    with workspace.look() as tx:
        assert customers.find(tx, "Acme") is None


def test_a_list_with_buttons(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal won Acme 12k")
    type_in(amy, "/sales me zone London")
    listed = type_in(amy, "/sales undo list")
    assert "settings of Amy Lindgren" in listed.words
    first = listed.elements[0]
    amy.click(listed, first)
    with workspace.look() as tx:
        assert len(history.latest(tx, actor_id=1)) <= 10
    assert "*Acme* won, $12,000" in type_in(amy, "/sales undo list").words
    assert "settings of" not in type_in(amy, "/sales undo list").words


def test_what_only_a_manager_takes_back_has_no_button(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal won Acme 12k")
    workspace.clock.move(hours=2)
    type_in(amy, "/deal won Globex 9k")
    listed = type_in(amy, "/sales undo list")
    assert listed.words.split("\n") == [
        "*Your last changes*",
        "*Globex* won, $9,000 · Wed 25 Nov 12:00",
        "Undo",
        "*Acme* won, $12,000 · Wed 25 Nov 10:00",
        "What is older than an hour, your manager takes back by its number: `/sales history`.",
    ]


def test_after_an_hour_a_manager_says_why(workspace: Workspace, amy: Person, ben: Person, mei: Person) -> None:
    receipt = type_in(amy, "/deal won Acme 12k")
    number = receipt.button("Undo")["value"]
    assert "Only managers can do that" in type_in(ben, f"/sales undo {number}").words
    workspace.clock.move(minutes=61)
    assert "Your manager can take it back" in type_in(amy, f"/sales undo {number}").words

    form = mei.command("#field", f"/sales undo {number}").view
    assert form is not None
    assert form.callback_id == views.REASON_FORM
    mei.submit(form, {views.REASON: "wrong customer"})
    workspace.deliver()
    with workspace.look() as tx:
        assert deals.find_by_number(tx, 1) is None
        undoing = history.told(tx, [member_id(workspace, mei)])[0]
    assert undoing.reason == "wrong customer"
    assert "wrong customer" in type_in(mei, "/sales history").words


def test_a_manager_types_the_reason(workspace: Workspace, amy: Person, mei: Person) -> None:
    number = type_in(amy, "/deal won Acme 12k").button("Undo")["value"]
    type_in(mei, "/sales me language english")
    assert "*Acme* is off the list" in type_in(mei, f"/sales undo {number} - wrong customer").words


def test_what_others_changed_since_stays_and_says_who(workspace: Workspace, amy: Person, mei: Person) -> None:
    receipt = type_in(amy, "/deal new Acme 12k")
    type_in(mei, "/deal Acme 35k")
    amy.click(receipt, receipt.button("Undo"))
    workspace.deliver()
    assert "梅 (Mei Lin) has changed it since" in seen(amy)
    with workspace.look() as tx:
        assert deals.find_by_number(tx, 1) is not None


def test_a_customer_that_others_need_stays(workspace: Workspace, amy: Person, ben: Person) -> None:
    receipt = type_in(amy, "/deal won Acme 12k")
    type_in(ben, "/deal new Acme 5k")
    amy.click(receipt, receipt.button("Undo"))
    with workspace.look() as tx:
        assert deals.find_by_number(tx, 1) is None
        assert deals.find_by_number(tx, 2) is not None
        assert customers.find(tx, "Acme") is not None


def test_redo_gives_way_to_what_came_instead(workspace: Workspace, amy: Person) -> None:
    receipt = type_in(amy, "/deal won Acme 12k")
    amy.click(receipt, receipt.button("Undo"))
    workspace.deliver()
    undone = receipt_of(amy, "Redo")
    type_in(amy, "/deal won Acme 13k")
    amy.click(undone, undone.button("Redo"))
    workspace.deliver()
    assert "other entries are built on it" in seen(amy)


def test_an_import_is_an_admins_to_undo(workspace: Workspace, mei: Person, ada: Person) -> None:
    with workspace.change(command="import deals.csv") as tx:
        customers.obtain(tx, "Acme")
        number = tx.change_set_id
    workspace.clock.move(hours=100)
    assert "Reference" not in type_in(mei, f"/sales undo {number} - why").words
    with workspace.look() as tx:
        assert customers.find(tx, "Acme") is not None
    type_in(ada, f"/sales undo {number}")
    with workspace.look() as tx:
        assert customers.find(tx, "Acme") is None


def test_history_says_who_and_what(workspace: Workspace, amy: Person, ben: Person, mei: Person) -> None:
    type_in(amy, "/deal new Acme 12k")
    type_in(amy, "/deal move Acme proposal")
    type_in(amy, "/deal Acme - met at the fair")
    type_in(amy, "/deal won Acme 13k")
    words = type_in(ben, "/sales history #1").words
    for part in (
        "Amy Lindgren",
        "*Acme* new",
        "note on *Acme*",
        "*Acme* moved to proposal",
        "*Acme* won, $13,000",
        "09:00",
    ):
        assert part in words, part
    assert "Only managers" in type_in(ben, "/sales history @amy").words
    type_in(mei, "/sales me language english")
    assert "*Acme* won, $13,000" in type_in(mei, "/sales history @amy").words
    assert "*Acme* moved to proposal" in type_in(mei, "/sales history team").words


def test_twice_is_once(workspace: Workspace, amy: Person) -> None:
    receipt = type_in(amy, "/deal won Acme 12k")
    number = receipt.button("Undo")["value"]
    type_in(amy, f"/sales undo {number}")
    assert "taken back already" in type_in(amy, f"/sales undo {number}").words


def member_id(workspace: Workspace, person: Person) -> int:
    with workspace.look() as tx:
        found = members.find(tx, person.id)
    assert found is not None
    return found.id


def test_no_way_round_an_admin(workspace: Workspace, ada: Person, mei: Person, ben: Person) -> None:
    ada.command("#field", "/sales team add @ada")
    demotion = type_in(ada, "/sales admin roles @mei rep").button("Undo")["value"]
    type_in(mei, "/sales me language english")
    assert "Only admins" in type_in(mei, f"/sales undo {demotion} - why").words
    promotion = type_in(ada, "/sales admin roles @ben admin").button("Undo")["value"]
    type_in(ben, "/sales admin roles @ada rep")
    assert "Only admins" in type_in(ada, f"/sales undo {promotion}").words
    assert "Somebody has to be admin" in type_in(ben, f"/sales undo {promotion} - why").words
