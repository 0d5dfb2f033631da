"""Scorecards, both ways: what is measured between a partner and us, and what each number means.

Both sides read the same card. Every number is of one quarter, by the workspace's calendar, and of one partner:

- first_answer: the median time, by the clock, from a request for support to when one of us first took it on or
  answered it; of the requests that were opened in the quarter and have come so far.
- support_in_time: of the requests opened in the quarter that are answered or should be by now, those that were always
  answered by the time that the partner was told. One that was opened again is timed anew, and late once is late.
- registrations_in_time: the same for registrations sent in the quarter that one of us had to look at. Those that the
  rules answered at once are not counted: they are never late.
- our_promises, their_promises: of the promises given to the other side that fell due in the quarter until yesterday,
  or were kept before their day, those that were kept; what was dropped, or still waits, was not. By whose they are.
- content: the average of all marks from 1 to 5 that the partner's people gave in the quarter: to answered requests,
  and in feedback with a name. Shown from three marks on, as fewer would tell who gave which.
- check_ins: on how many partner check-ins of the quarter at least one of their people answered.
- certified: how many of their people hold a certificate now. What there was a quarter ago is not kept.
- sourced, influenced: deals won in the quarter that they brought, or helped with, and what these were worth in the
  workspace's currency, at the rates of the day.

Targets are our own choice. They are for our channel manager, who reads what is below them the day before the card is
shared: our side's first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sales import periods, working_days
from sales.periods import Period
from sales.working_days import DaysOff

US, THEM = "us", "them"
HOURS, SHARE, MARK, COUNT, MONEY = "hours", "share", "mark", "count", "money"
BEST = 5
"""The best mark."""
FEWEST_MARKS = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """One number on the card."""

    name: str
    side: str
    """Whose doing it is."""
    kind: str
    target: Decimal | None = None
    """Hours at most, percent or marks at least; none where nothing is asked for."""


FIRST_ANSWER = Measure("first_answer", US, HOURS, Decimal(8))
SUPPORT_IN_TIME = Measure("support_in_time", US, SHARE, Decimal(90))
REGISTRATIONS_IN_TIME = Measure("registrations_in_time", US, SHARE, Decimal(90))
OUR_PROMISES = Measure("our_promises", US, SHARE, Decimal(80))
CONTENT = Measure("content", US, MARK, Decimal(4))
THEIR_PROMISES = Measure("their_promises", THEM, SHARE, Decimal(80))
CHECK_INS = Measure("check_ins", THEM, COUNT)
CERTIFIED = Measure("certified", THEM, COUNT)
SOURCED = Measure("sourced", THEM, MONEY)
INFLUENCED = Measure("influenced", THEM, MONEY)
MEASURES = (
    FIRST_ANSWER,
    SUPPORT_IN_TIME,
    REGISTRATIONS_IN_TIME,
    OUR_PROMISES,
    CONTENT,
    THEIR_PROMISES,
    CHECK_INS,
    CERTIFIED,
    SOURCED,
    INFLUENCED,
)
"""Ours first."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a measure came to: hours, percent, marks, or how many; for `MONEY` how many deals."""

    number: Decimal
    of: int = 0
    """How many things it is the median, the share or the average of."""
    part: int = 0
    """How many of these are meant by a share."""
    minor: int = 0
    """What the deals of `MONEY` were worth."""


Values = Mapping[Measure, Value]
"""What there is to say of a quarter; a measure without anything to measure is not among them."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A quarter and the one before it."""

    period: Period
    now: Values
    before: Values
    currency: str
    left_out: frozenset[str] = frozenset()
    """Currencies without a rate, whose deals are counted but not their money."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say, but for what is always known."""
        return all(not value.number for measure, value in self.now.items() if measure != CERTIFIED)

    def earlier(self, measure: Measure) -> Value | None:
        """What it was in the quarter before; None where that quarter has nothing to compare with."""
        return self.before.get(measure) if any(value.number for value in self.before.values()) else None


def share(part: int, whole: int) -> Value | None:
    """A share in whole percent; None of nothing."""
    return Value(Decimal(round(100 * part / whole)), whole, part) if whole else None


def below_target(card: Scorecard) -> list[Measure]:
    """What is worse than it should be, our own side first."""
    found = []
    for measure in MEASURES:
        value = card.now.get(measure)
        if value is None or measure.target is None:
            continue
        is_worse = value.number > measure.target if measure.kind == HOURS else value.number < measure.target
        if is_worse:
            found.append(measure)
    return found


def shared_on(day: date, fiscal_year_start: int, days_off: DaysOff) -> Period | None:
    """The quarter whose card is shared on a day: the one before, on the first working day of the next; else None."""
    quarter = periods.quarter(day, fiscal_year_start)
    return quarter.previous() if day == working_days.on_or_after(quarter.start, days_off) else None


def shown_first_on(day: date, fiscal_year_start: int, days_off: DaysOff) -> Period | None:
    """The quarter whose card our channel manager sees on a day: that of the next working day."""
    return shared_on(working_days.after(day, days_off), fiscal_year_start, days_off)
