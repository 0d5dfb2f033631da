"""What a kind of post is: rendered when it is sent, so that it is never older than the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from storage import workspaces
from storage.members import Member
from storage.outbox import OutboxMessage
from storage.transactions import Transaction
from views.blocks import Message
from views.charts import Chart
from views.words import Translator, translator

LATER, BRIEF = "later", "brief"
"""It comes the next day, or not at all, as the next brief tells of the same."""


@dataclass(frozen=True, slots=True)
class Post:
    """What is sent: words, and a picture where there is one, with the same in words."""

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    picture: Chart | None = None
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of post is made, and what is done when nobody knows whether it was sent."""

    render: Callable[[Transaction, OutboxMessage], Post | None]
    resend_unknown: bool
    """A second one is better than none: for words to one person. What a channel reads is never said twice."""
    unasked: str = ""
    """For words to one person who did not ask: what becomes of them when the day has had enough, `LATER` or `BRIEF`."""
    for_outsiders: bool = False
    """Whether it may reach a person who is not one of us: all that it says is theirs."""
    followed_by: Callable[[Transaction, OutboxMessage], None] | None = None
    """Writes the posts that belong below it, once it is out and when it was corrected; the row has its `slack_ts`."""


def speak_to(tx: Transaction, member: Member) -> Translator:
    """The language of the person who is told."""
    return translator(member.locale or member.slack_locale or workspaces.settings(tx).locale, tx.now.year)


def post(message: Message) -> Post:
    """Words without a picture."""
    return Post(message.text, message.blocks)


def corrected_at(message: OutboxMessage, zone: str) -> str:
    """When the post was corrected, in the team's time; empty when it never was."""
    return f"{message.corrected_at.astimezone(ZoneInfo(zone)):%H:%M}" if message.corrected_at else ""
