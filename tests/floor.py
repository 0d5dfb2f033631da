"""The sales floor that tests of deals and boards play on: Team Field in #field, Amy and Ben sell, Mei leads it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from sandbox.people import Person
from sandbox.records import Message, View
from storage import members, rows
from storage.customers import Customer
from storage.deals import Credit, Deal
from storage.members import Member
from tests.cast import Workspace
from tests.scenes import scene

_DEALS, _CUSTOMERS, _CREDITS, _MEMBERS = (rows.table(t).c for t in (Deal, Customer, Credit, Member))


@scene
def open_floor(workspace: Workspace) -> Workspace:
    """Set the team up as its admin does."""
    ada = workspace["ada"]
    ada.command("#field", "/sales here Field")
    ada.command("#field", "/sales team add @amy @ben")
    ada.command("#field", "/sales team manager @mei")
    return workspace


def type_in(person: Person, line: str, channel: str = "#field") -> Message:
    """Type a command; what the bot answered at once."""
    message = person.command(channel, line).message
    assert message is not None, line
    return message


def form(person: Person, line: str) -> View:
    """Type a command that opens a form."""
    reply = person.command("#field", line)
    assert reply.view is not None, line
    return reply.view


def press(workspace: Workspace, person: Person, message: Message, label: str) -> Message:
    """Click a button; what the person reads then."""
    reply = person.click(message, message.button(label))
    assert reply.problem is None
    workspace.deliver()
    return newest(workspace, person)


def newest(workspace: Workspace, person: Person) -> Message:
    """The last thing that was said to a person, in #field or in the direct messages with the bot."""
    answers = [row for row in workspace.posts() if row.kind in ("answer", "note")]
    last = next(row for row in reversed(answers) if row.audience == f"personal:{person.id}")
    seen = [message for place in ("#field", "@Bellringer") for message in person.sees(place)]
    return next(message for message in reversed(seen) if message.text == last.payload["text"])


def first_line(message: Message) -> str:
    """The receipt itself, without its buttons."""
    return message.words.split("\n")[0]


def member(workspace: Workspace, person: Person) -> Member:
    """What the bot knows of somebody."""
    with workspace.look() as tx:
        found = members.find(tx, person.id)
    assert found is not None
    return found


def deals_of(workspace: Workspace) -> list[tuple[Any, ...]]:
    """Every deal, oldest first: customer, outcome, minor units, currency."""
    statement = (
        sa.select(_CUSTOMERS.name, _DEALS.outcome, _DEALS.amount_minor, _DEALS.currency)
        .join(rows.table(Customer), _CUSTOMERS.id == _DEALS.customer_id)
        .where(_DEALS.workspace_id == workspace.id)
        .order_by(_DEALS.number)
    )
    with workspace.look() as tx:
        return [tuple(row) for row in tx.connection.execute(statement)]


def credits_of(workspace: Workspace, number: int) -> dict[str, tuple[int, int]]:
    """Percent and minor units by the first name of those who share deal #number."""
    statement = (
        sa.select(_MEMBERS.name, _CREDITS.percent, _CREDITS.amount_minor)
        .join(rows.table(Deal), _DEALS.id == _CREDITS.deal_id)
        .join(rows.table(Member), _MEMBERS.id == _CREDITS.member_id)
        .where(_DEALS.workspace_id == workspace.id, _DEALS.number == number)
    )
    with workspace.look() as tx:
        return {name.split()[0]: (percent, minor) for name, percent, minor in tx.connection.execute(statement)}
