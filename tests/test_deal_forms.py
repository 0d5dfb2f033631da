"""Deals by forms: how they open, what they find while one types, and errors that lose nothing."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.people import Person
from sandbox.records import View
from storage import customers, deals
from storage.deals import Deal
from tests.cast import Workspace
from tests.floor import deals_of, first_line, form, newest, open_floor, type_in


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def pick(person: Person, view: View, typed: str, label: str) -> None:
    """Type into the customer's field and pick what is offered."""
    person.suggest(view, "deal_customer", typed)
    person.choose(view, "deal_customer", label)


def offered(person: Person, view: View, typed: str) -> list[str]:
    return [option["text"]["text"] for option in person.suggest(view, "deal_customer", typed)]


def filled(view: View) -> dict[str, object]:
    """What stands in the fields when a form opens."""
    values = {}
    for element in view.elements:
        option = element.get("initial_option")
        value = option["text"]["text"] if option else element.get("initial_value") or element.get("initial_date")
        if value:
            values[element["block_id"]] = value
    return values


def the_deal(workspace: Workspace, number: int = 1) -> Deal:
    with workspace.look() as tx:
        deal = deals.find_by_number(tx, number)
    assert deal is not None
    return deal


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "title", "values"),
    [
        ("/deal", "New deal", {"stage": "prospect"}),
        ("/deal new", "New deal", {"stage": "prospect"}),
        ("/deal won", "Log a win", {"day": "2026-11-25"}),
        ("/deal lost", "Log a loss", {"day": "2026-11-25"}),
        ("/deal won 12k", "Log a win", {"day": "2026-11-25", "amount": "12k"}),
        ("/deal won 12k yesterday - at last", "Log a win", {"day": "2026-11-24", "amount": "12k", "note": "at last"}),
        ("/deal lost price", "Log a loss", {"day": "2026-11-25", "reason": "Price"}),
        ("/deal new 30k eom via BetaCo", "New deal",
         {"stage": "prospect", "amount": "30k", "day": "2026-11-30", "partner": "BetaCo"}),
    ],
)  # fmt: skip
def test_a_line_that_says_too_little_opens_a_form_with_what_was_understood(
    workspace: Workspace, amy: Person, line: str, title: str, values: dict[str, str]
) -> None:
    view = form(amy, line)
    assert (view.title, filled(view)) == (title, values)
    assert deals_of(workspace) == []


def test_a_form_stores_a_new_deal(workspace: Workspace, amy: Person) -> None:
    view = form(amy, "/deal")
    pick(amy, view, "海尔", "New customer: 海尔")
    sent = amy.submit(
        view,
        {"amount": "￥12万", "day": "2026-12-24", "stage": "qualified", "step": "call Zhang", "step_day": "2026-11-27",
         "partner": "BetaCo", "note": "came by a <friend>"},
    )  # fmt: skip
    assert (sent.errors, sent.view) == ({}, None)
    workspace.deliver()
    assert first_line(newest(workspace, amy)) == (
        "New: *海尔* · CN¥120,000 · qualified · closes Thu 24 Dec · next: call Zhang, Fri 27 Nov · via BetaCo"
    )
    assert deals_of(workspace) == [("海尔", "open", 12_000_000, "CNY")]
    assert the_deal(workspace).note == "came by a <friend>"
    assert "“came by a &lt;friend&gt;”" in type_in(amy, "/deal 海尔").words


def test_a_form_closes_the_customers_open_deal(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Acme 30k")
    view = form(amy, "/deal won")
    pick(amy, view, "ac", "Acme")
    assert amy.submit(view, {"amount": "31k"}).errors == {}
    assert deals_of(workspace) == [("Acme", "won", 3_100_000, "USD")]


def test_a_form_for_a_loss_wants_a_reason(workspace: Workspace, amy: Person) -> None:
    view = form(amy, "/deal lost")
    pick(amy, view, "Acme", "New customer: Acme")
    assert list(amy.submit(view, {}).errors) == ["reason"]
    assert amy.submit(view, {"reason": "competitor", "note": "Globex"}).errors == {}
    workspace.deliver()
    assert first_line(newest(workspace, amy)) == "Lost: *Acme* · Competitor"


@pytest.mark.words
@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"amount": "a lot"}, {"amount": "I can't read a lot as an amount. Type it like 12k or €12,000."}),
        ({"amount": "-5k"}, {"amount": "I read -$5,000. A deal is worth more than nothing."}),
        ({"amount": "0"}, {"amount": "I read $0. A deal is worth more than nothing."}),
        ({"amount": "1e400"}, {"amount": "I can't read 1e400 as an amount. Type it like 12k, 1.5m, $12,000 or 12万."}),
        ({"amount": "12k 13k"}, {"amount": "I read $12,000 and $13,000. Type the one you mean."}),
        ({"amount": "1.234"}, {"amount": "I read $1.23 and $1,234. Type the one you mean."}),
        ({"amount": "12k", "day": "2026-11-26"}, {"day": "Thu 26 Nov is still to come."}),
        ({"amount": "12k", "day": "1970-01-01"}, {"day": "Thu, 1 Jan 1970 can't be meant. Choose another day."}),
        ({"amount": "-1", "day": "2026-11-26"},
         {"amount": "I read -$1. A deal is worth more than nothing.", "day": "Thu 26 Nov is still to come."}),
    ],
)  # fmt: skip
def test_errors_stand_under_their_fields_and_nothing_is_lost(
    workspace: Workspace, amy: Person, values: dict[str, str], errors: dict[str, str]
) -> None:
    view = form(amy, "/deal won")
    pick(amy, view, "Acme", "New customer: Acme")
    sent = amy.submit(view, {"note": "dear", **values})
    assert sent.errors == errors
    assert sent.view is not None
    assert sent.view.values["note"]["note"]["value"] == "dear"
    assert deals_of(workspace) == []
    # put right, the same form is taken
    assert amy.submit(sent.view, {"amount": "12k", "day": "2026-11-25"}).errors == {}
    assert deals_of(workspace) == [("Acme", "won", 1_200_000, "USD")]


def test_a_name_that_is_none_is_refused_under_its_field(workspace: Workspace, amy: Person) -> None:
    for typed in ("=HYPERLINK(1)", "😀😀", "<!channel>"):
        view = form(amy, "/deal won")
        pick(amy, view, typed, f"New customer: {typed}")
        sent = amy.submit(view, {"amount": "12k"})
        assert sent.errors == {"customer": "I read no customer's name there. Type the company's name."}
        assert sent.view is not None
        amy.close(sent.view)
    assert deals_of(workspace) == []


def test_the_customers_field_finds_while_one_types(workspace: Workspace, amy: Person) -> None:
    for name in ("Acme", "Acme Logistics", "Globex", "海尔集团"):
        type_in(amy, f"/deal new {name} 5k")
        workspace.clock.move(minutes=3)
        if name == "Acme":
            continue
    view = form(amy, "/deal")
    assert offered(amy, view, "ac") == ["Acme", "Acme Logistics", "New customer: ac"]
    assert offered(amy, view, "ACME") == ["Acme", "Acme Logistics"]
    assert offered(amy, view, "globx") == ["Globex", "New customer: globx"]
    assert offered(amy, view, "海") == ["海尔集团", "New customer: 海"]
    assert offered(amy, view, "zzz") == ["New customer: zzz"]
    assert offered(amy, view, "😀") == ["New customer: 😀"]
    assert offered(amy, view, " ") == []
    assert offered(amy, view, "x" * 300) == ["New customer: " + "x" * 60 + "…"]


def test_a_hundred_matches_are_what_slack_takes(workspace: Workspace, amy: Person) -> None:
    with workspace.change() as tx:
        for index in range(130):
            customers.create(tx, f"Acme {index:03}")
    view = form(amy, "/deal")
    found = offered(amy, view, "acme")
    assert (len(found), found[0], found[-1]) == (100, "Acme 000", "New customer: acme")


def test_edit_opens_with_what_is_stored_and_changes_only_that(workspace: Workspace, amy: Person) -> None:
    receipt = type_in(amy, "/deal new Acme 30k eom - big")
    type_in(amy, "/deal Acme next call Zhang fri")
    view = amy.click(receipt, receipt.button("Edit")).view
    assert view is not None
    assert filled(view) == {
        "customer": "Acme",
        "amount": "$30,000",
        "stage": "prospect",
        "day": "2026-11-30",
        "step": "call Zhang",
        "step_day": "2026-11-27",
        "note": "big",
    }
    before = the_deal(workspace)
    assert amy.submit(view, {}).errors == {}
    assert the_deal(workspace) == before

    view = amy.click(receipt, receipt.button("Edit")).view
    assert view is not None
    assert amy.submit(view, {"day": "2027-01-31", "stage": "negotiation"}).errors == {}
    after = the_deal(workspace)
    assert (after.closes_on, after.slips, after.note, after.amount_minor) == (date(2027, 1, 31), 1, "big", 3_000_000)


@pytest.mark.words
@pytest.mark.parametrize("currency", ["EUR", "JPY", "CNY", "KWD"])
def test_an_amount_in_a_form_is_read_back_as_it_was_shown(
    workspace: Workspace, amy: Person, mei: Person, currency: str
) -> None:
    type_in(amy, f"/deal new Acme {currency} 1234")
    for person in (amy, mei):
        card = type_in(person, "/deal Acme")
        view = person.click(card, "deal_edit").view
        assert view is not None
        assert person.submit(view, {}).errors == {}
        assert (the_deal(workspace).currency, the_deal(workspace).version) == (currency, 1)


def test_a_deal_taken_back_while_its_form_was_open_is_said_in_words(workspace: Workspace, amy: Person) -> None:
    receipt = type_in(amy, "/deal new Acme 30k")
    view = amy.click(receipt, receipt.button("Edit")).view
    assert view is not None
    type_in(amy, "/sales undo")
    sent = amy.submit(view, {"amount": "31k"})
    assert sent.errors == {"customer": "That deal was taken back. `/deal list` shows yours."}
    assert deals_of(workspace) == []


def test_a_form_of_a_deal_won_meanwhile_rings_no_second_bell(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Acme")
    card = type_in(amy, "/deal Acme")
    view = amy.click(card, card.button("Won")).view
    assert view is not None
    type_in(amy, "/deal won Acme 12k")
    sent = amy.submit(view, {"amount": "13k"})
    assert sent.errors == {"customer": "Deal #1 was won already, Wed 25 Nov. `/deal #1` shows it, with *Edit*."}
    assert deals_of(workspace) == [("Acme", "won", 1_200_000, "USD")]
    assert len(workspace.posts("win")) == 1


def test_a_form_sent_twice_is_taken_once(workspace: Workspace, amy: Person) -> None:
    view = form(amy, "/deal won")
    pick(amy, view, "Acme", "New customer: Acme")
    amy.submit(view, {"amount": "12k"})
    again = workspace.sandbox.redeliver(workspace.sandbox.requests[-1])
    assert (again.status, again.answer and again.answer.json()) == (200, {"response_action": "clear"})
    assert deals_of(workspace) == [("Acme", "won", 1_200_000, "USD")]
    assert len(workspace.posts("answer")) == 1


def test_a_form_that_slack_does_not_open_is_said_in_words(workspace: Workspace, amy: Person) -> None:
    workspace.slack.faults.add("views.open", "error:expired_trigger_id")
    assert type_in(amy, "/deal won").words == (
        "Slack did not open the form in time. Try again, or type it in one line: `/deal won Acme 12k`."
    )
