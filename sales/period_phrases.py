"""Periods as people ask for them: last month, since feb, q4 2017, last 30 days, 上周, 本季度, 自2月以来."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sales import periods
from sales.calendars import add_months
from sales.dates import match_dates
from sales.numerals import plain_number
from sales.periods import Period
from sales.reckoning import Found, Reckoning
from sales.texts import hide, normalise_text, unread_spans

_COUNT = r"\d{1,3}|[一二两三四五六七八九十]{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve"
_LAST_FEW = re.compile(
    rf"(?<!\w)(?:last|past|previous) (?P<count>{_COUNT}) (?P<unit>day|week|month|quarter|year)s?(?!\w)"
    rf"|(?:最近|过去|近)(?:的)?(?P<count_zh>{_COUNT})个?(?P<unit_zh>天|日|周|星期|月|季度?|年)",
    re.IGNORECASE,
)
_TO_DATE = re.compile(
    r"(?<!\w)(?P<unit>[wmqy])td(?!\w)|(?<!\w)(?P<long>week|month|quarter|year)[ -]to[ -]date(?!\w)"
    r"|(?P<zh>年|月|季度?|周)初(?:至今|到现在|以来)",
    re.IGNORECASE,
)
_UNITS = {
    **dict.fromkeys("d天日", "day"),
    **dict.fromkeys("w周星", "week"),
    **dict.fromkeys("m月", "month"),
    **dict.fromkeys("q季", "quarter"),
    **dict.fromkeys("y年", "year"),
}
_FISCAL_YEAR = re.compile(r"(?<!\w)fy ?(?:20)?(\d\d)(?!\w)", re.IGNORECASE)
_BARE_CHINESE = re.compile(r"(?<!\w)(?:周|月|季度?|年度?)(?!\w)")
_FROM = re.compile(r"(?:(?<!\w)(?:since|from|between|in|during|for) (?:the )?|[自从在] ?)$", re.IGNORECASE)
_SINCE = re.compile(r"(?:since|from|自|从)", re.IGNORECASE)
_TO = re.compile(r"份? ?(?:to|and|until|till|through|-|–|—|~|\.\.|到|至) ?", re.IGNORECASE)
_ONWARDS = re.compile(r"份? ?(?:以来|至今|到现在|开始|起|onwards?(?!\w))")


def parse_period(words: str, today: date, fiscal_year_start: int = 1) -> Period | None:
    """The period that the words name, all of them; None when they name none or say more."""
    period, rest = read_period(words, today, fiscal_year_start)
    return None if rest else period


def read_period(text: str, today: date, fiscal_year_start: int = 1) -> tuple[Period | None, str]:
    """The first period in a line, English or Chinese, and the words left over.

    Boards look back: a month, quarter or weekday without a year is the latest that has begun, "since feb" ends today.
    Impossible dates are left among the words.
    """
    plain = " ".join(normalise_text(text).split())
    unread = hide(plain, unread_spans(plain))
    period, start, end = _find(unread, Reckoning(today, fiscal_year_start=fiscal_year_start, past=True, terse=True))
    return period, " ".join(f"{plain[:start]} {plain[end:]}".split()).strip(" ,.:;")


def _find(text: str, now: Reckoning) -> tuple[Period | None, int, int]:
    """A period and where it stands; no period stands nowhere."""
    if match := _LAST_FEW.search(text):
        count = int(plain_number(match["count"] or match["count_zh"]) or 0)
        return _last_few(count, _UNITS[(match["unit"] or match["unit_zh"])[0].lower()], now.today), *match.span()
    if match := _TO_DATE.search(text):
        unit = _UNITS[(match["unit"] or match["long"] or match["zh"])[0].lower()]
        return periods.since(now.unit(unit).start, now.today), *match.span()
    if match := _FISCAL_YEAR.search(text):
        return periods.numbered_year(2000 + int(match[1]), now.fiscal_year_start), *match.span()

    if match := _BARE_CHINESE.search(text):
        return now.unit(_UNITS[match[0][0]]), *match.span()

    named = [(start, end, days) for start, end, days in match_dates(text, now) if days]
    if not named:
        return None, 0, 0
    start, end, days = named[0]
    period = _period(days, now)
    lead = _FROM.search(text, 0, start)
    begin = lead.start() if lead else start
    if len(named) > 1 and _TO.fullmatch(text, end, named[1][0]):
        _, end, days = named[1]
        return periods.between(period.start, _period(days, now).last_day), begin, end
    onwards = _ONWARDS.match(text, end)
    if onwards or _SINCE.match(text, begin):
        return periods.since(period.start, now.today), begin, onwards.end() if onwards else end
    return period, begin, end


def _last_few(count: int, unit: str, today: date) -> Period:
    """So many days, weeks or months that end today."""
    tomorrow = today + timedelta(days=1)
    if unit in ("day", "week"):
        first = tomorrow - timedelta(days=count * (7 if unit == "week" else 1))
    else:
        first = add_months(tomorrow, -count * {"month": 1, "quarter": 3, "year": 12}[unit])
    return periods.between(first, today)


def _period(days: list[Found], now: Reckoning) -> Period:
    """The whole of what a date rule read, which gives the last day of it and its kind."""
    (first, kind), (last, _) = days[0], days[-1]
    if first != last:
        return periods.between(first, last)
    if kind == "half":
        return periods.between(add_months(last + timedelta(days=1), -6), last)
    if kind == "quarter":
        return periods.quarter(last, now.fiscal_year_start)
    if kind == "year":
        return periods.year(last, now.fiscal_year_start)
    return {"day": periods.day, "week": periods.week, "month": periods.month}[kind](last)
