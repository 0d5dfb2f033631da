"""What an interaction lets the bot do for a while: open one modal (trigger) or answer five times (response_url)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.errors import SlackError

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5


@dataclass
class Trigger:
    id: str
    user: str
    issued_at: datetime
    view_id: str | None = None
    """The modal it came from, on which `views.push` puts the next one."""
    used: bool = False


@dataclass
class ResponseUrl:
    """The way back to where somebody acted: their channel, and the message they clicked in, if it was one."""

    id: str
    user: str
    channel: str
    issued_at: datetime
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


def issue_trigger(workspace: Workspace, user: str, view_id: str | None = None) -> str:
    """A fresh trigger_id for something this user just did."""
    number = workspace.next_number()
    trigger = Trigger(
        f"{number}.{workspace.team.id}.{number * 2654435761 % 2**32:08x}", user, workspace.clock(), view_id
    )
    workspace.triggers[trigger.id] = trigger
    return trigger.id


def use_trigger(workspace: Workspace, trigger_id: str) -> Trigger:
    """Exchange a trigger for the right to open a modal: once, within three seconds."""
    trigger = workspace.triggers.get(trigger_id)
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if workspace.clock() - trigger.issued_at > TRIGGER_LIFE:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger


def issue_response_url(
    workspace: Workspace, user: str, channel: str, message_ts: str | None = None, thread_ts: str | None = None
) -> str:
    """A URL that answers where the user just acted."""
    number = workspace.next_number()
    ticket = ResponseUrl(
        f"{workspace.team.id}-{number}-{number * 40503 % 2**24:06x}",
        user, channel, workspace.clock(), message_ts, thread_ts,
    )  # fmt: skip
    workspace.response_urls[ticket.id] = ticket
    return f"{workspace.url}/response/{ticket.id}"


def use_response_url(workspace: Workspace, ticket_id: str) -> ResponseUrl:
    """Count one use of a response_url: five, within thirty minutes."""
    ticket = workspace.response_urls.get(ticket_id)
    if ticket is None:
        raise SlackError("invalid_url")
    if workspace.clock() - ticket.issued_at > RESPONSE_LIFE:
        raise SlackError("expired_url")
    if ticket.uses >= RESPONSE_USES:
        raise SlackError("used_url")
    ticket.uses += 1
    return ticket
