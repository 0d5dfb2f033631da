"""When a weekly post is due: a day and a time on a team's own clock, moved when that day is a day off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sales import periods

FRIDAY = 4
LONGEST_BREAK = 60
"""Weeks that may be off in a row before we say that a schedule is never due."""


@dataclass(frozen=True, slots=True)
class Due:
    """One time at which a schedule is due. `at` is in UTC."""

    period_key: str
    """The week it is for, as `2026-W48`: whatever clocks do, there is one of each."""
    at: datetime


def next_due(
    weekday: int, at: time, zone: tzinfo | str, after: datetime, days_off: Callable[[date], bool]
) -> Due | None:
    """The first time after a moment; None when nothing but days off is ahead for more than a year.

    `weekday` 0 is Monday. A day off moves the post to the next working day of the same week, at the same time; a week
    without one is left out. A time that clocks skip is the moment they jump; one that they show twice is the first.
    """
    # one week back, as a time that clocks skipped may have been moved into this one
    week = periods.week(periods.local_date(after, zone)).previous()
    for _ in range(LONGEST_BREAK):
        day = _working_day(week.start, weekday, days_off)
        moment = periods.at_local(day, at, zone) if day is not None else after
        if moment > after:
            return Due(week.key, moment)
        week = week.following()
    return None


def due_between(
    weekday: int, at: time, zone: tzinfo | str, first: datetime, last: datetime, days_off: Callable[[date], bool]
) -> Iterator[Due]:
    """Every time from `first` to `last`, both included, the earliest first."""
    due = next_due(weekday, at, zone, first - timedelta(microseconds=1), days_off)
    while due is not None and due.at <= last:
        yield due
        due = next_due(weekday, at, zone, due.at, days_off)


def _working_day(monday: date, weekday: int, days_off: Callable[[date], bool]) -> date | None:
    """The chosen day, or the next one up to Friday: nobody chose the weekend who did not choose it."""
    wanted = [weekday, *range(weekday + 1, FRIDAY + 1)]
    days = (monday + timedelta(days=number) for number in wanted)
    return next((day for day in days if not days_off(day)), None)
