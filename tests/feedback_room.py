"""What tests of feedback do: open the form, choose who reads it, send it, read it."""

from __future__ import annotations

from sandbox.people import Person
from sandbox.records import Message, View
from tests.cast import Workspace
from tests.floor import open_floor
from tests.scenes import scene

TEXT = "Zephyr: you let the customer finish.\nNext time, name the price & <stop>."
"""Feedback whose first word stands nowhere else."""


@scene
def open_room(workspace: Workspace) -> Workspace:
    """Team Field: Amy and Ben sell, Mei leads. Everybody is known to the bot."""
    open_floor(workspace)
    for handle in ("amy", "ben", "mei", "li", "ada"):
        workspace[handle].command("#field", "/sales me")
    return workspace


def begin(person: Person, line: str, channel: str = "#field") -> View:
    """Type a line that opens the form."""
    reply = person.command(channel, line)
    assert reply.view is not None, line
    return reply.view


def choose(person: Person, view: View, audience: str) -> View:
    """Choose who reads it; the form as it is then."""
    reply = person.choose(view, "feedback_audience", audience)
    assert (reply.problem, reply.view) == (None, view)
    return view


def write(person: Person, to: str, audience: str, text: str = TEXT, channel: str = "#field") -> None:
    """Everything from the line to the receipt, but for what goes to Slack later."""
    view = choose(person, begin(person, f"/feedback {to}", channel), audience)
    reply = person.submit(view, {"text": text})
    while reply.view is not None:
        assert reply.errors == {}
        reply = person.submit(reply.view)


def news(person: Person, words: str = "feedback") -> Message:
    """The last message about feedback in somebody's direct messages with the bot."""
    return next(m for m in reversed(person.sees("@Bellringer")) if words in m.words)


def read(workspace: Workspace, person: Person) -> str:
    """Press Read on the last news; the words of what opens."""
    workspace.deliver()
    message = news(person, "Read")
    view = person.click(message, message.elements[0]).view
    assert view is not None
    words = view.words
    person.close(view)
    return words


def opened(person: Person, message: Message, label: str) -> View:
    """The form that a button opens."""
    view = person.click(message, message.button(label)).view
    assert view is not None
    return view
