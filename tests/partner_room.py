"""What tests of partners share: their channels linked, whose people are whose, the desk, and what each side reads."""

from __future__ import annotations

from typing import Any

from sandbox.people import Person
from sandbox.records import Message, View
from scheduler import ticks
from storage import partners
from tests.cast import Workspace
from tests.floor import open_floor


def open_partners(workspace: Workspace) -> Workspace:
    """BetaCo and GammaCo, each with a channel of their own, one that they share, and their people vouched for."""
    open_floor(workspace)
    ada = workspace["ada"]
    ada.command("#partner-desk", "/partner desk")
    for name, *channels in (("BetaCo", "#ext-betaco", "#ext-distri"), ("GammaCo", "#ext-gammaco", "#ext-distri")):
        for channel in channels:
            ada.command("#field", f"/partner add {name} {channel}")
        with workspace.change(command="test") as tx:
            partner = partners.find(tx, name)
            assert partner is not None
            team = workspace.slack.team_called(name)
            for team_id in {team.id, team.connect_id}:
                partners.approve_workspace(tx, partners.meet_workspace(tx, team_id, name=name), partner)
    workspace.deliver()
    return workspace


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
