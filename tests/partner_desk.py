"""The stage for tests of partners: BetaCo and GammaCo with a channel each, one channel with both, and our desk."""

from __future__ import annotations

from typing import Any

from sandbox.people import Person
from sandbox.records import Message, View
from storage import partners, registrations
from tests.cast import Workspace
from tests.floor import open_floor, type_in
from tests.scenes import scene

PARTNERS = {"BetaCo": ("#ext-betaco", "pat"), "GammaCo": ("#ext-gammaco", "quinn")}


@scene
def open_desk(workspace: Workspace) -> Workspace:
    """Ada links the channels and chooses the desk, and vouches for whoever presses a button first."""
    open_floor(workspace)
    ada = workspace["ada"]
    type_in(ada, "/partner desk", "#partner-desk")
    for name, (channel, handle) in PARTNERS.items():
        type_in(ada, f"/partner add {name} {channel}")
        type_in(ada, f"/partner add {name} #ext-distri")
        workspace.deliver()
        workspace[handle].press(channel, "Register a deal")
        workspace.deliver()
        ada.press("#partner-desk", f"They are {name}'s")
        workspace.deliver()
    return workspace


def register(workspace: Workspace, person: Person, line: str, channel: str) -> str:
    """Register by naming the bot; what the person alone reads then."""
    person.mention(channel, f"register {line}")
    settle(workspace)
    return told(person, channel)


def register_by_form(workspace: Workspace, person: Person, channel: str, **values: Any) -> View:
    """Register with the panel's form; what stands in its place then."""
    opened = person.press(channel, "Register a deal").view
    assert opened is not None
    answer = person.submit(opened, {"company": "Acme GmbH", "amount": "30k", **values})
    settle(workspace)
    assert answer.view is not None
    return answer.view


def told(person: Person, channel: str = "@Bellringer") -> str:
    """The last thing that somebody read there, without markup."""
    return plain(person.sees(channel)[-1])


def plain(shown: Message | View) -> str:
    """What stands there, without markup."""
    return shown.words.replace("*", "")


def settle(workspace: Workspace) -> None:
    """Let the beat pass at which answers leave, and everything reach Slack."""
    workspace.clock.move(seconds=1)
    workspace.deliver()


def card(person: Person) -> Message:
    """The newest registration at the desk."""
    return next(m for m in reversed(person.sees("#partner-desk")) if " registers " in m.words)


def states(workspace: Workspace, partner: str) -> dict[str, str]:
    """How a partner's registrations stand, by company."""
    with workspace.look() as tx:
        known = partners.find(tx, partner)
        assert known is not None
        return {row.company: row.state for row in registrations.of_partner(tx, known.id)}
