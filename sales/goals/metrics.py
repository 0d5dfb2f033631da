"""What a goal counts, in which units, and how far along it should be by a day."""

from __future__ import annotations

from datetime import date

from sales.leaderboards import DEALS, NEW_CUSTOMERS, REVENUE, WIN_RATE
from sales.periods import Period

ACTIVITIES, BY_HAND = "activities", "by_hand"
METRICS = (REVENUE, DEALS, NEW_CUSTOMERS, WIN_RATE, ACTIVITIES, BY_HAND)

MEMBER, TEAM, PARTNER = "member", "team", "partner"

OPEN, REACHED, MISSED, CLOSED = "open", "reached", "missed", "closed"
ON_TRACK, AT_RISK, OFF_TRACK = "on_track", "at_risk", "off_track"
CONFIDENCES = (ON_TRACK, AT_RISK, OFF_TRACK)

PERCENT = 100
"""Percentages are kept in hundredths: 40 % is 4,000. Money is kept in minor units, everything else as it is."""
LARGEST = 10**15
"""Of any target in its stored unit; well within a 64-bit integer."""

BEHIND = 0.8
"""A goal without a forecast is behind when it has less than this part of what an even pace would have brought."""
SETTLED = 0.2
"""Which part of its days must be over before a pace says anything."""
DOUBTFUL = 0.25
"""Below this chance, "on track" contradicts the data, and a goal counts as behind."""


def is_rate(metric: str) -> bool:
    """Whether the number is a percentage of something, which is pooled and never added up."""
    return metric == WIN_RATE


def elapsed(period: Period, today: date) -> float:
    """Which part of the days is over on the morning of a day: 0 on the first one, 1 after the last."""
    days = (period.end - period.start).days
    return min(1.0, max(0.0, (today - period.start).days / days))


def is_behind(*, reached: int, target: int, elapsed_share: float, chance: float | None, rate: bool = False) -> bool:
    """Whether a goal needs somebody's attention: a chance below a quarter or, without a forecast, a pace too slow."""
    if reached >= target or elapsed_share < SETTLED:
        return False
    if chance is not None:
        return chance < DOUBTFUL
    expected = target if rate else target * elapsed_share
    return reached < BEHIND * expected


def result(reached: int, target: int) -> str:
    """How a goal ended."""
    return REACHED if reached >= target else MISSED
