"""Weekday mornings at half past nine, for tests of risk alerts: the clock strikes, messages arrive."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sandbox.people import Person
from sandbox.records import Message
from scheduler import ticks
from tests.cast import Workspace

BERLIN = ZoneInfo("Europe/Berlin")


def at_berlin(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment at which clocks in Berlin show a time."""
    return datetime.combine(day, time(hour, minute), BERLIN).astimezone(UTC)


def set_day(workspace: Workspace, day: str, hour: int = 8) -> None:
    """It is this day, at this hour in Berlin."""
    workspace.clock.now = at_berlin(date.fromisoformat(day), hour)


def morning(workspace: Workspace, day: str) -> None:
    """Half past nine in Berlin on this day: what is due is posted and delivered, and a minute passes."""
    set_day(workspace, day)
    ticks.tick(workspace.database, workspace.clock())
    workspace.clock.now = at_berlin(date.fromisoformat(day), 9, 30)
    ticks.tick(workspace.database, workspace.clock())
    workspace.clock.move(minutes=1)
    workspace.deliver()


def alerts(workspace: Workspace, person: Person) -> list[Message]:
    """The risk alerts on a person's screen, the oldest first."""
    sent = {row.slack_ts for row in workspace.posts("risk_alert")}
    return [message for message in person.sees("@Bellringer") if message.ts in sent]


def lines(message: Message) -> list[str]:
    """What a message says, without its buttons and menus."""
    said = []
    for block in message.blocks:
        for part in (block.get("text"), *block.get("elements", ())):
            if block["type"] in ("section", "context") and part and part.get("type") == "mrkdwn":
                said += part["text"].split("\n")
    return said
