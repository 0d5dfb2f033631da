"""Counting from today the way people mean it: Friday is the one to come, June the next one, month end this month's."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from sales import periods
from sales.calendars import add_months
from sales.periods import Period

FRIDAY = 4

Found = tuple[date, str]
"""A date, and what was named: day, week, month, quarter, half or year. A longer period as a date is its last day."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Where a reader stands in time.

    `day_first` says how 5/6 is read. With `past`, for what has happened, an unqualified date is the latest that has
    come, else the next to come; today is either. `terse` text is a command, in which "may" alone is the month.
    """

    today: date
    day_first: bool = True
    fiscal_year_start: int = 1
    past: bool = False
    terse: bool = False

    def days(self, count: int) -> date:
        return self.today + timedelta(days=count)

    def working_days(self, count: int) -> date:
        """So many Mondays to Fridays from today; holidays are not known here."""
        day, step = self.today, 1 if count > 0 else -1
        while count:
            day += timedelta(days=step)
            if day.weekday() <= FRIDAY:
                count -= step
        return day

    def weekday(self, number: int, week: int | None = None) -> date:
        """A weekday (Monday 0): of the calendar week so many weeks from this one or, without, the coming one."""
        if week is not None:
            return periods.week(self.today).start + timedelta(days=7 * week + number)
        ahead = (number - self.today.weekday()) % 7
        return self.days(ahead - 7 if self.past and ahead else ahead)

    def last_weekday(self, number: int) -> date:
        """The latest such weekday before today."""
        return self.days(-((self.today.weekday() - number - 1) % 7 + 1))

    def month_day(self, month: int, day: int, year: int | None = None) -> date:
        """A day of a month: of that year or, without, the nearest in the direction told; ValueError for 31 June."""
        if year is not None:
            return date(year, month, day)
        date(2000, month, day)  # a leap year: refuses 31 June in any year, allows 29 February
        step = -1 if self.past else 1
        year = self.today.year
        while True:
            if day <= calendar.monthrange(year, month)[1]:
                found = date(year, month, day)
                if found == self.today or (found < self.today) == self.past:
                    return found
            year += step

    def day_of_month(self, day: int) -> date:
        """The nearest such day in the direction told: the 31st skips short months."""
        if not 1 <= day <= 31:
            raise ValueError("no month has such a day")
        first = self.today.replace(day=1)
        for months in range(3):
            month = add_months(first, -months if self.past else months)
            if day <= calendar.monthrange(month.year, month.month)[1]:
                found = month.replace(day=day)
                if found == self.today or (found < self.today) == self.past:
                    return found
        raise ValueError("no such day nearby")

    def month(self, number: int, year: int | None = None) -> Period:
        """A month: of that year or, without, this one, the next to come or the last that began."""
        if year is None:
            months = (number - self.today.month) % 12
            start = add_months(self.today.replace(day=1), months - 12 if self.past and months else months)
            return periods.month(start)
        return periods.month(date(year, number, 1))

    def quarter(self, number: int, year: int | None = None) -> Period:
        """A fiscal quarter: of that fiscal year or, without, this one, the next to come or the last that began."""
        this_year, this_number = periods.fiscal_quarter(self.today, self.fiscal_year_start)
        if year is None:
            year = this_year
            if self.past and number > this_number:
                year -= 1
            elif not self.past and number < this_number:
                year += 1
        return periods.numbered_quarter(year, number, self.fiscal_year_start)

    def half(self, number: int, year: int | None = None) -> Period:
        first, last = self.quarter(2 * number - 1, year), self.quarter(2 * number, year)
        if year is None and last.end - first.start > timedelta(days=200):  # the half that has begun
            first = last.previous()
        return Period("between", first.start, last.end)

    def unit(self, name: str, offset: int = 0) -> Period:
        """This week, month, quarter or year, or one so many before or after."""
        if name == "week":
            return periods.week(self.today + timedelta(weeks=offset))
        if name == "month":
            return periods.month(add_months(self.today, offset))
        if name == "quarter":
            return periods.quarter(add_months(self.today, 3 * offset), self.fiscal_year_start)
        return periods.year(add_months(self.today, 12 * offset), self.fiscal_year_start)

    def from_now(self, count: int, unit: str) -> date:
        """So many days, working days, weeks, months, quarters or years from today; before today when negative."""
        if unit == "day":
            return self.days(count)
        if unit == "working day":
            return self.working_days(max(-2000, min(2000, count)))
        if unit == "week":
            return self.days(7 * count)
        return add_months(self.today, {"month": 1, "quarter": 3, "year": 12}[unit] * count)


def part(period: Period, position: str = "end") -> Found:
    """The start, middle or end of a period as a date; a week ends on its Friday."""
    if position == "start":
        return period.start, "day"
    if position == "middle":
        return period.start + (period.end - period.start) // 2 - timedelta(days=1), "day"
    if period.kind == "week":
        return period.start + timedelta(days=FRIDAY), "week"
    return period.last_day, "half" if period.kind == "between" else period.kind
