"""What tests of promises share: whose they are, what is stored of them, and the forms and menus that change them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sales import promises as rules
from sandbox.people import Person
from sandbox.records import Message
from storage import outbox, promise_proposals, promises, rows
from tests.cast import Workspace
from tests.floor import member, newest
from views import promises as views
from views.words import translator

WEDNESDAY, THURSDAY, FRIDAY, MONDAY = (date(2026, 11, day) for day in (25, 26, 27, 30))


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


def propose(workspace: Workspace, person: Person, text: str) -> str:
    """What a check-in does with what somebody wrote: the question they get; empty when there is nothing to ask."""
    who = member(workspace, person)
    with workspace.change(actor_id=who.id) as tx:
        proposal = promise_proposals.propose(tx, who, rules.find(text, WEDNESDAY), source=promises.CHECKIN)
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
