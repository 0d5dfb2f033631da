"""The days of a goal in what people type: by june, this quarter, in the next 6 weeks, 6月底, 未来3个月."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sales import periods
from sales.calendars import add_months
from sales.dates import match_dates
from sales.errors import UserError
from sales.locales import writes_day_first
from sales.numerals import plain_number
from sales.periods import Period
from sales.reckoning import Found, Reckoning
from sales.texts import hide

_NEXT_FEW = re.compile(
    r"(?<!\w)(?:(?:in|over|for|within) )?(?:the )?(?:next|coming|following) "
    r"(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve) (day|week|month|quarter|year)s?(?!\w)"
    r"|(?:未来|接下来|今后)(?:的)?(\d{1,3}|[一二两三四五六七八九十]{1,3})个?(天|日|周|星期|月|季度|年)",
    re.IGNORECASE,
)
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "月": "month", "季度": "quarter", "年": "year"}
_FISCAL_YEAR = re.compile(r"(?<!\w)(?:(?:this|in) )?fy ?(?:20)?(\d\d)(?!\w)", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w])(?:季度|年度|全年)(?!\w)")
_DEADLINE_BEFORE = re.compile(
    r"(?:^|\W)(?:by|until|till|til|before|due|no later than|不晚于|截止到?|截至|最晚|到) ?(?:the )?(?:end of )?$", re.I
)
_DEADLINE_INSIDE = re.compile(r"^(?:by|until|till|before)\b|\bend\b|^eo[wmqy]|[底末前内]$", re.IGNORECASE)
_DEADLINE_AFTER = re.compile(r" ?(?:之前|以前|前)")
_START = re.compile(r"(?<!\w)(?:from|starting|beginning|since)(?: on)?(?: the)? ?$|[从自] ?$", re.IGNORECASE)
_JOINS = re.compile(r" ?(?:to|until|till|through|and|-|–|~|到|至) ?(?:the )?", re.IGNORECASE)
_LEADS = re.compile(
    r"(?:(?<!\w)(?:by|until|till|til|before|due|no later than|in|on|for|during|within|over|this|from|starting|beginning"
    r"|since)(?: on)?(?: the)? ?(?:end of ?)?|不晚于 ?|截止到? ?|截至 ?|最晚 ?|[在到从自至] ?)$",
    re.IGNORECASE,
)
_TRAILS = re.compile(r" ?(?:之前|以前|之内|以内|开始|起|前|内)")


def find(text: str, today: date, locale: str, fiscal_year_start: int) -> tuple[Period | None, str]:
    """The days of the goal, and the line without them. Raises `UserError` for days that are over or none at all."""
    now = Reckoning(today, writes_day_first(locale), fiscal_year_start, terse=True)
    few = _NEXT_FEW.search(text)
    if few is not None:
        count = int(plain_number(few[1] or few[3]) or 0)
        last = now.from_now(count, few[2].lower() if few[2] else _UNITS[few[4]]) - timedelta(days=1)
        return _to_come(periods.between(today, max(today, last)), today), hide(text, [few.span()])
    fiscal = _FISCAL_YEAR.search(text)
    if fiscal is not None:
        year = periods.numbered_year(2000 + int(fiscal[1]), fiscal_year_start)
        return _to_come(year, today), hide(text, [fiscal.span()])
    bare = _BARE.search(text)
    named = match_dates(text, now)
    for start, end, days in named:
        if not days:
            raise UserError(
                "I read {text} as a date, but it can't be one. Type it like 30 Jun or 2027-06-30.", text=text[start:end]
            )
    if not named:
        if bare is None:
            return None, text
        unit = "quarter" if bare[0].startswith("季") else "year"
        return now.unit(unit), hide(text, [bare.span()])
    spans = [_with_surroundings(text, start, end) for start, end, _days in named]
    first = _meant(text, *named[0], now)
    if len(named) > 1:
        final = _meant(text, *named[-1], now)
        joined = _JOINS.fullmatch(text, named[0][1], named[-1][0]) or _START.search(text, 0, named[0][0])
        if not joined and final != first:
            raise UserError("I read two ends. Type one, for example `20 new customers by june`.")
        begin, kind = named[0][2][0]
        starts_on = begin if kind == "day" else first.start
        period = periods.between(starts_on, final.last_day) if joined else first
    elif _START.search(text, 0, named[0][0]):
        return None, hide(text, spans)
    else:
        period = first
    return _to_come(period, today), hide(text, spans)


def _to_come(period: Period, today: date) -> Period:
    if period.end <= today:
        raise UserError("{day} is over. A goal ends on a day to come.", day=period.last_day)
    if period.last_day > add_months(today, 12 * 5):
        raise UserError("{day} is too far away for a goal. Type a day of the next years.", day=period.last_day)
    return period


def _meant(text: str, start: int, end: int, days: list[Found], now: Reckoning) -> Period:
    """The days that a phrase means: from today to a deadline, or the whole period that it names."""
    (first, _), (last, kind) = days[0], days[-1]
    if first != last:
        return periods.between(first, last)
    phrase = text[start:end].strip()
    is_deadline = (
        kind == "day"
        or _DEADLINE_BEFORE.search(text, 0, start)
        or _DEADLINE_INSIDE.search(phrase)
        or _DEADLINE_AFTER.match(text, end)
    )
    if is_deadline:
        return Period("between", min(now.today, last), last + periods.ONE_DAY)
    if kind == "half":
        return periods.between(add_months(last + timedelta(days=1), -6), last)
    if kind == "quarter":
        return periods.quarter(last, now.fiscal_year_start)
    if kind == "year":
        return periods.year(last, now.fiscal_year_start)
    return {"week": periods.week, "month": periods.month}[kind](last)


def _with_surroundings(text: str, start: int, end: int) -> tuple[int, int]:
    trail = _TRAILS.match(text, end)
    while (lead := _LEADS.search(text, 0, start)) is not None and lead.start() < start:
        start = lead.start()
    return start, trail.end() if trail else end
