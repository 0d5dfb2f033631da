"""What tests of what we do for partners share: their forms, the clock, and what each side reads."""

from __future__ import annotations

from typing import Any

from sandbox.people import Person
from sandbox.records import Message, View
from scheduler import ticks
from tests.cast import Workspace


def open_form(person: Person, channel: str, label: str) -> View:
    """Press a button; the form that opens."""
    reply = person.press(channel, label)
    assert reply.problem is None
    assert reply.view is not None, label
    return reply.view


def submit(workspace: Workspace, person: Person, view: View, **values: Any) -> str:
    """Fill in a form and send it; what stands in its place then, if anything."""
    reply = person.submit(view, values)
    assert (reply.problem, reply.errors) == (None, {})
    workspace.deliver()
    said = reply.view.words if reply.view is not None else ""
    if reply.view is not None:
        person.close(reply.view)
    return said


def tick(workspace: Workspace) -> None:
    """The clock strikes, and what is due is delivered."""
    ticks.tick(workspace.database, workspace.clock())
    workspace.deliver()


def screens(person: Person, *channels: str) -> str:
    """All that somebody reads in these channels and from the bot."""
    return "\n".join(message.words for place in (*channels, "@Bellringer") for message in person.sees(place))


def last(person: Person, channel: str, words: str) -> Message:
    """The newest message with these words."""
    return next(message for message in reversed(person.sees(channel)) if words in message.words)
