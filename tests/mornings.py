"""Weekday mornings at half past nine, for tests of risk alerts: the clock strikes, messages arrive."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sandbox.people import Person
from sandbox.records import Message
from scheduler import ticks
from tests.cast import Workspace

BERLIN = ZoneInfo("Europe/Berlin")


def set_day(workspace: Workspace, day: str, hour: int = 8) -> None:
    """It is this day, at this hour in Berlin."""
    workspace.clock.now = datetime.combine(date.fromisoformat(day), time(hour), BERLIN).astimezone(UTC)


def morning(workspace: Workspace, day: str) -> None:
    """Half past nine in Berlin on this day: what is due is posted and delivered, and a minute passes."""
    set_day(workspace, day)
    ticks.tick(workspace.database, workspace.clock())
    workspace.clock.now = datetime.combine(date.fromisoformat(day), time(9, 30), BERLIN).astimezone(UTC)
    ticks.tick(workspace.database, workspace.clock())
    workspace.clock.move(minutes=1)
    workspace.deliver()


def alerts(person: Person) -> list[Message]:
    """The risk alerts on a person's screen, the oldest first."""
    return [message for message in person.sees("@Bellringer") if _is_alert(message)]


def _is_alert(message: Message) -> bool:
    actions = {element.get("action_id", "") for element in message.elements}
    words = message.words
    return any(action.startswith("risk_") for action in actions) or "✓" in words or "needs a look" in words


def lines(message: Message) -> list[str]:
    """What a message says, without its buttons and menus."""
    said = []
    for block in message.blocks:
        for part in (block.get("text"), *block.get("elements", ())):
            if block["type"] in ("section", "context") and part and part.get("type") == "mrkdwn":
                said += part["text"].split("\n")
    return said
