"""How much a person is told unasked: so many messages a day, none in quiet hours, fewer for who never reacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sales import periods
from sales.periods import ONE_DAY
from sales.working_days import LONGEST_BREAK, DaysOff, is_working_day

FULL = 4
"""Unasked messages a day. What is more waits for the next day, or for the brief."""
LOWERED = 2
"""For somebody who has not reacted for `PATIENCE` working days."""
PATIENCE = 10
MORNING = time(7, 30)
"""When what waited for the next day comes, unless that is quiet."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a person's own clock in which nothing comes unasked, over midnight or not; none when both are one.

    On the nights when clocks change, an hour that is shown twice is quiet the first time only.
    """

    begin: time
    end: time

    def are_on(self, at: time) -> bool:
        """Whether it is quiet at a time of day."""
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end

    def ends(self, now: datetime, zone: tzinfo | str) -> datetime | None:
        """When it is quiet no longer, in UTC; None when it is not quiet now."""
        local = now.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
        if not self.are_on(local.time()):
            return None
        day = local.date() if local.time() < self.end else local.date() + ONE_DAY
        moment = periods.at_local(day, self.end, zone)
        return moment if moment > now else None

    def morning(self, day: date, zone: tzinfo | str) -> datetime:
        """The moment of a day from which on what waited may come, in UTC."""
        return periods.at_local(day, self.end if self.are_on(MORNING) else MORNING, zone)


def most(since: date, today: date, is_off: DaysOff) -> int:
    """How many unasked messages a day may have for somebody who last did anything on `since`.

    Days off and weekends are no days on which a person could have reacted.
    """
    waited, day = 0, max(since, today - timedelta(days=LONGEST_BREAK))
    while day < today and waited < PATIENCE:
        waited += day > since and is_working_day(day, is_off)
        day += ONE_DAY
    return LOWERED if waited >= PATIENCE else FULL
