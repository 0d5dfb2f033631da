"""The days that somebody is away, as people type them: fri, 12-20 aug, until monday, 3 days from tomorrow, 下周."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sales import periods
from sales.calendars import add_months
from sales.dates import match_dates
from sales.errors import UserError
from sales.numerals import plain_number
from sales.periods import ONE_DAY, Period
from sales.reckoning import Reckoning
from sales.texts import normalise_text

LONGEST = 366
"""Days. Who is away for longer has left."""
BEGUN_SINCE = timedelta(days=60)
"""How long ago a first day without a year may lie: 12-20 aug, typed on the 15th."""

_NUMBER = r"\d{1,3}|[一二两三四五六七八九十]{1,3}"
_LASTS = re.compile(
    rf"(?<!\w)(?:for )?(?P<count>{_NUMBER}|a|one|two|three|four|five|six|seven) (?P<unit>day|week)s?(?!\w)"
    rf"|(?P<count_zh>{_NUMBER})个?(?P<unit_zh>天|周|星期)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"(?:(?<!\w)(?:until|till?|back(?: on)?)|直到|到|至)\s*$", re.IGNORECASE)
_BACK = re.compile(r"^\s*(?:回来|回岗|上班|销假)")


def read_days(text: str, today: date, *, day_first: bool = True) -> tuple[date, date] | None:
    """The first and the last day that a line names, both included; None when it names none.

    "until monday" is from today to the day before it, a week from Monday to Sunday. Raises `UserError` for days that
    are over, that no calendar has, or that are too many.
    """
    plain = normalise_text(text)
    now = Reckoning(today, day_first=day_first, terse=True)
    found = match_dates(plain, now)
    wrong = next((plain[start:end] for start, end, days in found if not days), "")
    if wrong:
        raise UserError("I read {text} as a date, but it can't be one. Type it like 30 Jun or 2027-06-30.", text=wrong)
    named = [(start, end, day, kind) for start, end, days in found for day, kind in days]
    span, lasts = _length(plain)
    named = [each for each in named if each[1] <= span[0] or each[0] >= span[1]]
    if not named:
        return _checked(today, today + lasts - ONE_DAY, today) if lasts else None
    start, end, first, kind = named[0]
    last = _last_of(named[-1][2], named[-1][3])
    if len(named) == 1 and lasts and kind == "day":
        return _checked(first, first + lasts - ONE_DAY, today)
    if len(named) == 1 and kind == "day" and (_UNTIL.search(plain[:start]) or _BACK.match(plain[end:])):
        return _checked(today, first - ONE_DAY, today)
    first = _first_of(first, kind)
    if last < first:
        begun = add_months(first, -12)
        if begun <= last and today - begun <= BEGUN_SINCE:
            first = begun
        else:
            # mon-wed on a Wednesday: the Wednesday behind that Monday
            last = next(day for _, _, days in match_dates(plain[named[-1][0] :], Reckoning(first)) for day, _ in days)
    return _checked(first, last, today)


def _checked(first: date, last: date, today: date) -> tuple[date, date]:
    if last < first:
        raise UserError("Those days end before they begin. Type `/sales away 12-20 aug`.")
    if last < today and first == last:
        raise UserError("{day} is over.", day=last)
    if last < today:
        raise UserError("Those days are over: {first} to {last}.", first=first, last=last)
    if (last - first).days >= LONGEST:
        raise UserError("That is {count} days; I can keep a year at most.", count=(last - first).days + 1)
    return first, last


def _length(plain: str) -> tuple[tuple[int, int], timedelta]:
    """How long it is said to last, and where that stands."""
    found = _LASTS.search(plain)
    if found is None:
        return (0, 0), timedelta()
    words = found["count"] or found["count_zh"]
    count = int(plain_number("one" if words.lower() == "a" else words) or 0)
    is_week = (found["unit"] or found["unit_zh"]).lower()[0] in "w周星"
    return found.span(), timedelta(days=min(count * (7 if is_week else 1), 10_000))


def _period(day: date, kind: str) -> Period | None:
    return {"week": periods.week, "month": periods.month}[kind](day) if kind in ("week", "month") else None


def _first_of(day: date, kind: str) -> date:
    period = _period(day, kind)
    return period.start if period is not None else day


def _last_of(day: date, kind: str) -> date:
    period = _period(day, kind)
    return period.last_day if period is not None else day
