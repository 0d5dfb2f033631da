"""Deal registration: which of three answers a partner gets at once, by when the rest is decided, and how long it holds.

First come, first served. A customer cannot be had while another partner holds it or a deal of ours with it is open, as
far as that is certain. What is only likely, or known to us without being anybody's, is looked at by one of us. In every
other case the customer is the partner's at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sales.companies import SAME

PROTECTED, IN_REVIEW, UNAVAILABLE = "protected", "in_review", "unavailable"

CUSTOMER, DEAL, REGISTRATION = "customer", "deal", "registration"
ASKED_AFTER = timedelta(days=30)
"""How long a protection goes without a sign before the partner is asked whether they still work on it."""
WARNED_BEFORE = timedelta(days=14)
"""How long before its end a protection that can be extended is spoken of."""
REMINDED_BEFORE = timedelta(hours=4)
"""How long before its time a decision that is missing is spoken of."""
EXTENSIONS = 2
"""How often a partner may extend by themselves."""
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that a registration meets: a customer of ours, an open deal, another partner's registration."""

    kind: str
    id: int
    verdict: str
    """How sure it is that it is the same company: `SAME` or `MAYBE` of `sales.companies`."""
    reason: str
    holds: bool = False
    """Whether it keeps others out: an open deal, or a registration that is protected."""


def answer(obstacles: Sequence[Obstacle], *, is_certain: bool = True) -> str:
    """What the partner is told. Not `is_certain` where too little is known to protect anything without a look."""
    if any(obstacle.holds and obstacle.verdict == SAME for obstacle in obstacles):
        return UNAVAILABLE
    return IN_REVIEW if obstacles or not is_certain else PROTECTED


def protected_until(today: date, days: int) -> date:
    """The last day of a protection that begins today."""
    return today + timedelta(days=days)


def next_look(
    now: datetime, state: str, *, answer_by: datetime | None, spoken_of_at: datetime, until: date | None
) -> datetime | None:
    """When the clock has to look at a registration again: to remind, to escalate, to ask, or to end it. None: never.

    `until` is its last day, of the partner's own calendar: the clock looks from where that day is over first. Of when
    it was last `spoken_of_at`, see `is_to_ask`.
    """
    looks: list[datetime] = []
    if state == IN_REVIEW and answer_by is not None:
        looks = [answer_by - REMINDED_BEFORE, answer_by]
    elif state == PROTECTED and until is not None:
        over = datetime.combine(until, time(), UTC) + timedelta(hours=10)
        # from then on it is asked every hour whether the day is over where the partner lives
        ends = over if over > now else now + AN_HOUR
        looks = [spoken_of_at + ASKED_AFTER, over - WARNED_BEFORE, ends]
    return min((look for look in looks if look > now), default=None)


def is_to_ask(now: datetime, *, spoken_of_at: datetime, until: date) -> bool:
    """Whether it is time to ask if a partner still works on it: a month after it was sent, decided, asked about or
    confirmed, whichever came last, and before the end."""
    ends_soon = datetime.combine(until, time(), UTC) + timedelta(hours=10) - WARNED_BEFORE
    return now - spoken_of_at >= ASKED_AFTER or spoken_of_at < ends_soon <= now
