"""Working days: Monday to Friday, but for holidays and what else is off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

DaysOff = Callable[[date], bool]

FRIDAY = 4
LONGEST_BREAK = 400
"""Days in a row that may be off before we stop looking for the next one that is not."""


def is_working_day(day: date, days_off: DaysOff) -> bool:
    """Whether it is neither off nor on a weekend."""
    return day.weekday() <= FRIDAY and not days_off(day)


def on_or_after(day: date, days_off: DaysOff) -> date:
    """The day, or else the next working day; the day itself where nothing but days off is ahead for a year."""
    days = (day + timedelta(days=number) for number in range(LONGEST_BREAK))
    return next((each for each in days if is_working_day(each, days_off)), day)


def after(day: date, days_off: DaysOff) -> date:
    """The first working day after a day."""
    return on_or_after(day + timedelta(days=1), days_off)
