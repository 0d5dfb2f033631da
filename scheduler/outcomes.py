"""How a delivery can end: the state that its row comes to, and what is written with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from scheduler.audiences import is_person
from scheduler.slack import CHANNEL_CLOSED, NOT_INSTALLED, Ending, NotTaken, Refused, Taken
from storage.outbox import DEAD, HELD, READY, SENDING, SENT, UNKNOWN, OutboxMessage

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=15)
TRIES = 100
"""About a day of trying, while Slack cannot be reached."""
BUG_TRIES = 5
DOUBT = timedelta(seconds=10)
"""How long Slack is given to finish what it may have begun, before anybody looks."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state that a row comes to, and other columns of it."""

    state: str
    values: dict[str, Any] = field(default_factory=dict)
    not_installed: bool = False
    """Slack does not know our token any more: the whole workspace rests."""

    @property
    def reason(self) -> str:
        return str(self.values.get("error", ""))


def sent(now: datetime, **values: Any) -> Outcome:
    """Slack has it."""
    return Outcome(SENT, {"attempts": 0, "error": "", "sent_at": now, **values})


def corrected(**values: Any) -> Outcome:
    """A sent post says what it should."""
    return Outcome(SENT, {"attempts": 0, "error": "", **values})


def held(reason: str) -> Outcome:
    """It waits for somebody to open the way."""
    return Outcome(HELD, {"error": reason})


def dead(message: OutboxMessage, reason: str) -> Outcome:
    """It will not go. A correction that cannot be made leaves the post as it is."""
    return Outcome(SENT if message.slack_ts else DEAD, {"error": reason})


def put_back(at: datetime, reason: str = "", **values: Any) -> Outcome:
    """It was certainly not sent, through no fault of its own, and is tried again then."""
    return Outcome(READY, {"next_attempt_at": at, "error": reason, **values})


def failed(message: OutboxMessage, now: datetime, reason: str, *, tries: int = TRIES) -> Outcome:
    """It was certainly not sent, and is tried again after a while that grows with each failure, up to a limit."""
    attempts = message.attempts + 1
    if attempts >= tries:
        return dead(message, reason)
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    return put_back(now + wait, reason, attempts=attempts)


def doubtful(now: datetime, reason: str, *, wait: timedelta = DOUBT) -> Outcome:
    """It may have been sent. It stays leased for a while, and then somebody finds out."""
    return Outcome(SENDING, {"leased_until": now + wait, "error": reason})


def undecided(reason: str) -> Outcome:
    """It may have been sent, and nobody will ever know."""
    return Outcome(UNKNOWN, {"error": reason})


def unsent(message: OutboxMessage, ending: Ending, now: datetime) -> Outcome:
    """What becomes of a message that Slack did not take, or may not have taken."""
    assert not isinstance(ending, Taken)
    if isinstance(ending, NotTaken):
        if ending.retry_after is not None:
            return put_back(now + ending.retry_after, ending.reason)
        return failed(message, now, ending.reason)
    if not isinstance(ending, Refused):
        return doubtful(now, ending.reason)
    if ending.error in NOT_INSTALLED:
        return Outcome(READY, {"error": ending.error}, not_installed=True)
    in_channel = message.channel and not is_person(message.channel) and not message.response_url
    if ending.error in CHANNEL_CLOSED and in_channel and not message.slack_ts:
        return held(ending.error)
    return dead(message, ending.error)
