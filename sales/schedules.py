"""When something is due again and again: days and a time on a local clock, moved or left out on days off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice

from sales import periods
from sales.working_days import FRIDAY, DaysOff, is_working_day

WORKDAYS = "01234"
LONGEST_BREAK = 60
"""Weeks, or rounds of weeks, that may be off in a row before we say that a schedule is never due."""
LOOK_BACK = timedelta(days=14)
TICK = timedelta(microseconds=1)
"""The least that two moments can lie apart."""


@dataclass(frozen=True, slots=True)
class Rule:
    """On which days, at what time of which clock. `weekdays` are digits, Monday is 0: `01234` are the working days.

    One weekday is for a week: a day off moves it to the next working day of the same week or, where there is none, to
    the last one before it, at the same time; a week without any is left out. Several weekdays are for themselves: a day
    off is left out. `monthly` is the first working day of every month instead. With `every_weeks` above 1, weeks count
    from the one that `starts_on` lies in.
    """

    at: time
    zone: tzinfo | str
    weekdays: str = "0"
    every_weeks: int = 1
    starts_on: date | None = None
    monthly: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """One time at which a schedule is due. `at` is in UTC."""

    period_key: str
    """What it is for, as `2026-W48`, `2026-11-25` or `2026-11`: whatever clocks do, there is one of each."""
    at: datetime


def next_due(rule: Rule, after: datetime, days_off: DaysOff) -> Due | None:
    """The first time after a moment; None when nothing but days off is ahead for more than a year.

    A time that clocks skip is the moment they jump; one that they show twice is the first.
    """
    # one week or month back, as a time that clocks skipped may have been moved into this one
    today = periods.local_date(after, rule.zone)
    days = _first_of_months(today, days_off) if rule.monthly else _of_weeks(rule, today, days_off)
    for key, day in days:
        moment = periods.at_local(day, rule.at, rule.zone)
        if moment > after:
            return Due(key, moment)
    return None


def due_between(rule: Rule, first: datetime, last: datetime, days_off: DaysOff) -> Iterator[Due]:
    """Every time from `first` to `last`, both included, the earliest first."""
    due = next_due(rule, first - TICK, days_off)
    while due is not None and due.at <= last:
        yield due
        due = next_due(rule, due.at, days_off)


def time_before(rule: Rule, moment: datetime, days_off: DaysOff) -> datetime | None:
    """The last time before a moment; None when there was none for two weeks."""
    return max((due.at for due in due_between(rule, moment - LOOK_BACK, moment - TICK, days_off)), default=None)


def _of_weeks(rule: Rule, today: date, days_off: DaysOff) -> Iterator[tuple[str, date]]:
    for week in islice(_weeks(periods.week(today).previous()), LONGEST_BREAK * rule.every_weeks):
        if rule.starts_on is not None:
            passed = (week.start - periods.week(rule.starts_on).start).days // 7
            if passed < 0 or passed % rule.every_weeks:
                continue
        if len(rule.weekdays) == 1:
            day = _working_day(week.start, int(rule.weekdays), days_off)
            if day is not None:
                yield week.key, day
            continue
        for day in (week.start + timedelta(days=int(number)) for number in sorted(rule.weekdays)):
            if not days_off(day):
                yield day.isoformat(), day


def _weeks(week: periods.Period) -> Iterator[periods.Period]:
    while True:
        yield week
        week = week.following()


def _first_of_months(today: date, days_off: DaysOff) -> Iterator[tuple[str, date]]:
    month = periods.month(today).previous()
    for _ in range(LONGEST_BREAK):
        days = (month.start + timedelta(days=number) for number in range((month.end - month.start).days))
        day = next((day for day in days if is_working_day(day, days_off)), None)
        if day is not None:
            yield month.key, day
        month = month.following()


def _working_day(monday: date, weekday: int, days_off: DaysOff) -> date | None:
    """The chosen day, the next one up to Friday, or the one before: nobody chose the weekend who did not choose it."""
    wanted = [weekday, *range(weekday + 1, FRIDAY + 1), *range(min(weekday - 1, FRIDAY), -1, -1)]
    days = (monday + timedelta(days=number) for number in wanted)
    return next((day for day in days if not days_off(day)), None)
