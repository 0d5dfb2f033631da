"""Days, weeks, months, quarters and years as a team lives them: local, from its own start of the fiscal year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sales.calendars import add_months

ONE_DAY = timedelta(days=1)
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to, not including, `end`.

    `kind` is day, week, month, quarter, year, since or between; `fiscal_year_start` the month (1 to 12) that quarters
    and years are counted from.
    """

    kind: str
    start: date
    end: date
    fiscal_year_start: int = 1

    @property
    def last_day(self) -> date:
        return self.end - ONE_DAY

    @property
    def key(self) -> str:
        """A short name that sorts by time and is the same in every language.

        2026-11-23, 2026-W48, 2026-11, 2026-Q4, 2026, or 2026-01-05..2026-03-31. A fiscal year that does not begin in
        January has the name of the calendar year it ends in: FY2027-Q1, FY2027.
        """
        if self.kind == "day":
            return self.start.isoformat()
        if self.kind == "week":
            year, number, _ = self.start.isocalendar()
            return f"{year}-W{number:02}"
        if self.kind == "month":
            return f"{self.start:%Y-%m}"
        if self.kind in ("quarter", "year"):
            year, number = fiscal_quarter(self.start, self.fiscal_year_start)
            name = str(year) if self.fiscal_year_start == 1 else f"FY{year}"
            return name if self.kind == "year" else f"{name}-Q{number}"
        return f"{self.start}..{self.last_day}"

    def contains(self, day: date) -> bool:
        return self.start <= day < self.end

    def previous(self) -> Period:
        """The period of the same kind just before; for since and between, as many days just before."""
        if self.kind in _MONTHS_OF:
            start = add_months(self.start, -_MONTHS_OF[self.kind])
        else:
            start = self.start - (self.end - self.start)
        kind = "between" if self.kind == "since" else self.kind
        return Period(kind, start, self.start, self.fiscal_year_start)

    def following(self) -> Period:
        """The period of the same kind just after; for since and between, as many days just after."""
        if self.kind in _MONTHS_OF:
            end = add_months(self.end, _MONTHS_OF[self.kind])
        else:
            end = self.end + (self.end - self.start)
        kind = "between" if self.kind == "since" else self.kind
        return Period(kind, self.end, end, self.fiscal_year_start)


def day(on: date) -> Period:
    return Period("day", on, on + ONE_DAY)


def week(on: date) -> Period:
    """Monday to Sunday."""
    monday = on - timedelta(days=on.weekday())
    return Period("week", monday, monday + timedelta(days=7))


def month(on: date) -> Period:
    first = on.replace(day=1)
    return Period("month", first, add_months(first, 1))


def quarter(on: date, fiscal_year_start: int = 1) -> Period:
    months_in = (on.month - fiscal_year_start) % 12 % 3
    first = add_months(on.replace(day=1), -months_in)
    return Period("quarter", first, add_months(first, 3), fiscal_year_start)


def year(on: date, fiscal_year_start: int = 1) -> Period:
    months_in = (on.month - fiscal_year_start) % 12
    first = add_months(on.replace(day=1), -months_in)
    return Period("year", first, add_months(first, 12), fiscal_year_start)


def numbered_quarter(year_number: int, number: int, fiscal_year_start: int = 1) -> Period:
    """Quarter 1 to 4 of a fiscal year, which has the number of the calendar year it ends in."""
    first_year = year_number if fiscal_year_start == 1 else year_number - 1
    first = date(first_year, fiscal_year_start, 1)
    return quarter(add_months(first, 3 * (number - 1)), fiscal_year_start)


def numbered_year(year_number: int, fiscal_year_start: int = 1) -> Period:
    """The fiscal year that has the number of the calendar year it ends in."""
    return year(numbered_quarter(year_number, 1, fiscal_year_start).start, fiscal_year_start)


def since(first: date, today: date) -> Period:
    """From a day to today, both included."""
    return Period("since", first, max(first, today) + ONE_DAY)


def between(first: date, last: date) -> Period:
    """From a day to a day, both included, in either order."""
    return Period("between", min(first, last), max(first, last) + ONE_DAY)


def named(first: date, last: date, fiscal_year_start: int = 1) -> Period:
    """From a day to a day, both included, as the month, quarter or year that it is, if it is one."""
    for whole in (month(first), quarter(first, fiscal_year_start), year(first, fiscal_year_start)):
        if (whole.start, whole.last_day) == (first, last):
            return whole
    return between(first, last)


def fiscal_quarter(on: date, fiscal_year_start: int = 1) -> tuple[int, int]:
    """The fiscal year and the quarter (1 to 4) that a day lies in."""
    whole = year(on, fiscal_year_start)
    return (whole.end - ONE_DAY).year, (on.month - fiscal_year_start) % 12 // 3 + 1


def local_date(now: datetime, zone: tzinfo | str) -> date:
    """The date on the wall calendar of a zone (IANA name or ZoneInfo). `now` must be aware, else ValueError."""
    if now.tzinfo is None:
        raise ValueError("a time without a zone is no moment")
    return now.astimezone(_zone(zone)).date()


def at_local(on: date, at: time, zone: tzinfo | str) -> datetime:
    """The UTC moment when the clocks of a zone show a time.

    A time that the clocks skip in spring becomes the moment they jump; one that they show twice in autumn is the first.
    """
    here = _zone(zone)
    wall = datetime.combine(on, at.replace(tzinfo=None, fold=0), here)
    moment = wall.astimezone(UTC)
    if moment.astimezone(here).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    # Skipped: fold=1 counts with the offset after the jump and so lands before it; narrow down to its second.
    before, after = wall.replace(fold=1).astimezone(UTC), moment
    offset_after = after.astimezone(here).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(here).utcoffset() == offset_after:
            after = middle
        else:
            before = middle
    return after


def moments(period: Period, zone: tzinfo | str) -> tuple[datetime, datetime]:
    """The UTC moments at which a period begins and ends in a zone."""
    return at_local(period.start, time(), zone), at_local(period.end, time(), zone)


def _zone(zone: tzinfo | str) -> tzinfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone
