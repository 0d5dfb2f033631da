"""What tests of check-ins do: set one up, let the clock strike, open the form, answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sandbox.people import Person
from sandbox.records import Message, User, View
from scheduler import ticks
from storage import checkin_questions, checkins, teams
from storage.checkins import CheckIn
from tests.cast import Workspace
from tests.floor import open_floor
from tests.scenes import scene

PEOPLE = ("amy", "ben", "mei", "ada")


@scene
def open_room(workspace: Workspace) -> Workspace:
    """The sales floor, where everybody is known."""
    open_floor(workspace)
    for handle in PEOPLE:
        workspace[handle].command("#field", "/deal list")
    return workspace


def set_up(workspace: Workspace, template: str = "weekly", who: str = "ada", **fields: Any) -> None:
    """Let a manager set a check-in up with the form."""
    person = workspace[who]
    view = person.command("#field", f"/checkin new {template}").view
    assert view is not None
    reply = person.submit(view, fields)
    assert (reply.errors, reply.problem) == ({}, None)
    tick(workspace)


def make(
    workspace: Workspace, questions: Sequence[dict[str, Any]] = (), *, schedule: dict[str, Any], **values: Any
) -> int:
    """A check-in of the team as rows, for what no form would let people choose."""
    with workspace.change(command="test") as tx:
        team = teams.active(tx)[0]
        made = checkins.create(tx, schedule=schedule, team_id=team.id, **{"name": "Weekly check-in", **values})
        for question in questions or ({"text": "What is new?"},):
            checkin_questions.add(tx, made.id, **question)
    tick(workspace)
    return made.id


def the_checkin(workspace: Workspace) -> CheckIn:
    """The only one."""
    with workspace.look() as tx:
        (found,) = checkins.every(tx)
    return found


def tick(workspace: Workspace, at: datetime | None = None) -> None:
    """The clock strikes, and what is due is delivered."""
    if at is not None:
        workspace.clock.now = at
    ticks.tick(workspace.database, workspace.clock())
    workspace.deliver()


def join(workspace: Workspace, *handles: str, zone: str = "Europe/Berlin") -> None:
    """New people, who belong to the team."""
    for handle in handles:
        user = User(f"U0{handle.upper()}", handle, handle.title(), workspace.slack.team.id, tz=zone)
        workspace.sandbox.add_person(user)
        workspace.slack.channel_called("#field").members.append(user.id)
    workspace["ada"].command("#field", "/sales team add " + " ".join(f"@{handle}" for handle in handles))


def asked(person: Person, name: str = "Weekly check-in") -> list[Message]:
    """The messages that ask a person for a check-in, or say what became of it."""
    return [message for message in person.sees("@Bellringer") if f"*{name}*" in message.words]


def prompts(workspace: Workspace) -> dict[str, int]:
    """How many prompts were really sent, by Slack id."""
    counted: dict[str, int] = {}
    for row in workspace.posts("checkin_prompt"):
        if row.slack_ts:
            counted[row.channel] = counted.get(row.channel, 0) + 1
    return counted


def open_form(person: Person, message: Message | None = None, label: str = "Open") -> View:
    """Click **Open** on the last prompt."""
    last = message or asked(person)[-1]
    view = person.click(last, last.button(label)).view
    assert view is not None
    return view


def fields_of(view: View) -> list[str]:
    """The block ids of the questions, in order."""
    return [block["block_id"] for block in view.blocks if block["type"] == "input"]


def answer(person: Person, view: View, *texts: str | None) -> Any:
    """Fill in the form, question by question, and send it."""
    reply = person.submit(view, dict(zip(fields_of(view), texts, strict=False)))
    assert reply.problem is None
    return reply


def summaries(person: Person, name: str = "Weekly check-in") -> list[Message]:
    """The summaries that a person sees in #field."""
    return [message for message in person.sees("#field") if message.words.startswith(f"*{name}* · ")]


def thread(person: Person, summary: Message) -> list[str]:
    """What stands below it."""
    return [m.words for m in person.sees("#field") if m.thread_ts == summary.ts and m.ts != summary.ts]
