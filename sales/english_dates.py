"""Dates as they are typed in English and in digits: tomorrow, next fri, eom, Dec 15, 30/6, in 2 weeks, end of Q1."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date

from sales import periods
from sales.calendars import MONTHS, WEEKDAYS
from sales.numerals import plain_number
from sales.periods import Period
from sales.reckoning import Found, Reckoning, part
from sales.texts import LATIN, one_of, words

Rule = Callable[[re.Match[str], Reckoning], list[Found]]

_OPEN = rf"(?<![0-9{LATIN}_])(?<![0-9][./-])"
_CLOSE = rf"(?![0-9{LATIN}_])(?!['-](?!(?:{one_of(MONTHS | WEEKDAYS)})\b)[{LATIN}])"
_CLOSE_NUMBER = rf"(?![0-9{LATIN}_%])(?![.,/:-][0-9])(?! ?[%万千亿])"

_MONTH = rf"(?:{one_of(MONTHS)})\b\.?"
_WEEKDAY = one_of(WEEKDAYS)
_ORDINAL = r"(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20|21)\d\d|30(?!00)\d\d"
_NUMBERS = words("one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty")
_COUNT = rf"\d{{1,5}}|an?|(?:a )?couple(?: of)?|{one_of(_NUMBERS)}"
_UNIT = r"(?:business|working|work)[ -]days?|days?|d|weeks?|wks?|w|fortnights?|months?|mos?|quarters?|qtrs?|years?|yrs?"
_POSITIONS = {
    **dict.fromkeys(["start", "beginning", "begin", "early"], "start"),
    **dict.fromkeys(["middle", "mid"], "middle"),
    **dict.fromkeys(["end", "late"], "end"),
}
_PERIOD = (
    rf"(?:(?P<which>this|the|next|last|current|coming)[ ])?(?P<unit>week|wk|month|quarter|qtr|year)"
    rf"|q(?P<quarter>[1-4])(?:[ ,'/-]{{0,2}}(?P<quarter_year>{_YEAR}|(?<=')\d\d))?"
    rf"|h(?P<half>[12])(?:[ ,'/-]{{0,2}}(?P<half_year>{_YEAR}))?"
    rf"|(?P<month>{_MONTH})(?:,?[ ](?P<month_year>{_YEAR}|'\d\d))?"
    rf"|(?P<year>{_YEAR})"
)

_TODAY = frozenset(
    ["today", "tonight", "eod", "this morning", "this afternoon", "this evening", "end of day", "end of the day"]
)
_OFFSETS = {
    **dict.fromkeys(_TODAY, 0),
    **dict.fromkeys(["tomorrow", "tomorow", "tommorow", "tommorrow", "tmrw", "tmr", "tmw", "2morrow", "tomo"], 1),
    **dict.fromkeys(["yesterday", "last night"], -1),
    **dict.fromkeys(["day after tomorrow", "the day after tomorrow", "overmorrow"], 2),
    **dict.fromkeys(["day before yesterday", "the day before yesterday"], -2),
}
_WHICH = {"last": -1, "past": -1, "next": 1}
_HOLIDAYS = {
    **dict.fromkeys(("christmas", "xmas"), (12, 25)),
    **dict.fromkeys(("christmas eve", "xmas eve"), (12, 24)),
    **dict.fromkeys(("new year's eve", "new years eve", "nye"), (12, 31)),
    **dict.fromkeys(("new year", "new years", "new year's", "new year's day"), (1, 1)),
}


def _relative_day(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [(now.days(_OFFSETS[re.sub(r"\s+", " ", match[0].lower())]), "day")]


def _holiday(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [(now.month_day(*_HOLIDAYS[match["holiday"].lower()]), "day")]


def _short_end(match: re.Match[str], now: Reckoning) -> list[Found]:
    """eow, eom, eoq, eoy; month end, year-end."""
    unit = {"w": "week", "m": "month", "q": "quarter", "y": "year"}[(match["short"] or match["long"])[0].lower()]
    if match["year"] and unit != "year":
        return []
    return [part(periods.numbered_year(int(match["year"]), now.fiscal_year_start) if match["year"] else now.unit(unit))]


def _part_of_period(match: re.Match[str], now: Reckoning) -> list[Found]:
    """end of Q1, mid-June, start of next month, early next year."""
    if (
        not match["of"]
        and match["position"].lower() in ("end", "start", "begin")
        and not (match["which"] or match["quarter"])
    ):
        return []  # "end week", "start May": likelier verbs
    return [part(_period(match, now), _POSITIONS[match["position"].lower()])]


def _whole_period(match: re.Match[str], now: Reckoning) -> list[Found]:
    """next month, Q2 2027, in March, March 2027, by 2027. A month or year alone is one only where something says so."""
    told = match["told"] is not None or now.terse
    if match["unit"] and (match["which"] or "the").lower() == "the" and not now.terse:
        return []
    if match["year"] and not told:
        return []
    if match["month"] and not (told or match["month_year"] or _month_stands_alone(match)):
        return []
    if (match["quarter"] or match["half"]) and not told and _begins_a_name(match):
        return []
    return [part(_period(match, now))]


def _period(match: re.Match[str], now: Reckoning) -> Period:
    which = (match["which"] or "").lower()
    if match["unit"]:
        return now.unit(_unit(match["unit"].lower())[0], _WHICH.get(which, 0))
    if match["quarter"]:
        return now.quarter(int(match["quarter"]), _year(match["quarter_year"]))
    if match["half"]:
        return now.half(int(match["half"]), _year(match["half_year"]))
    if match["month"]:
        return now.month(MONTHS[match["month"].lower().rstrip(".")], _year(match["month_year"]))
    return periods.numbered_year(int(match["year"]), now.fiscal_year_start)


def _year_and_quarter(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [part(now.quarter(int(match["quarter"]), int(match["year"])))]


def _year_and_month(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [part(now.month(int(match["month"]), int(match["year"])))]


def _month_stands_alone(match: re.Match[str]) -> bool:
    """Whether "june" ends its clause, as a date does, rather than being a name (June Chen), a verb or a first word."""
    word, text = match["month"], match.string
    if not text[: match.start()].strip() or not _ENDS_CLAUSE.match(text, match.end()):
        return False
    if word in ("may", "march", "mar") and not _ENDS_IN_A_NUMBER.search(text, 0, match.start()):
        return False
    return not _BEFORE_A_NAME.search(text, max(0, match.start() - 12), match.start())


def _begins_a_name(match: re.Match[str]) -> bool:
    """Whether a capitalised word is followed by another, as in Sunday Riley, and nothing before it asks for a date."""
    text = match.string
    if not match[0][0].isupper() or _ASKS_FOR_A_DATE.search(text, max(0, match.start() - 16), match.start()):
        return False
    return _CAPITALISED_NEXT.match(text, match.end()) is not None


def _weekday(match: re.Match[str], now: Reckoning) -> list[Found]:
    """fri, this fri, next fri (of next week), last friday (before today), friday next week."""
    name = match["weekday"].lower()
    which = (match["which"] or match["week"] or match["week_after"] or "").lower()
    number = WEEKDAYS[name]
    if not which and not now.terse:
        if _begins_a_name(match):
            return []
        if _NAMED_WEEKDAY.search(match.string, max(0, match.start() - 8), match.start()):
            return []
        if name in ("sun", "sat") and not _ENDS_CLAUSE.match(match.string, match.end()):
            return []
    if which in ("last", "past") and match["which"]:
        return [(now.last_weekday(number), "day")]
    if which in ("next", "last") or (which == "this" and not match["which"]):
        return [(now.weekday(number, {"next": 1, "last": -1, "this": 0}[which]), "day")]
    return [(now.weekday(number), "day")]


def _weekend(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [(now.weekday(6, _WHICH.get((match["which"] or "").lower(), 0)), "day")]


def _after_next(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [part(now.unit(match["unit"].lower(), 2))]


def _from_now(match: re.Match[str], now: Reckoning) -> list[Found]:
    """in 2 weeks, within 3 days, a month from now, two weeks ago."""
    count = plain_number(match["count"])
    if count is None:
        return []
    unit, size = _unit(match["unit"].lower())
    days = int(count) * size
    return [(now.from_now(-days if match["ago"] else days, unit), "day")]


def _half_from_now(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [(now.from_now(6, "month") if match["unit"].lower() == "year" else now.days(15), "day")]


def _unit(word: str) -> tuple[str, int]:
    if word.startswith(("business", "work")):
        return "working day", 1
    if word.startswith("fort"):
        return "week", 2
    return {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}[word[0]], 1


def _month_and_day(match: re.Match[str], now: Reckoning) -> list[Found]:
    """Dec 15, March 3rd 2027, 5 Jan, 3rd of March, 12-20 aug."""
    month = MONTHS[match["month"].lower().rstrip(".")]
    groups = match.groupdict()
    days = [int(groups[name]) for name in ("first_day", "day", "last_day") if groups.get(name)]
    if not 1 <= min(days) <= max(days) <= 31:
        return []
    year = _year(match["year"])
    last = now.month_day(month, days[-1], year)
    return [(now.month_day(month, day, last.year), "day") for day in days[:-1]] + [(last, "day")]


def _ordinal_day(match: re.Match[str], now: Reckoning) -> list[Found]:
    """the 15th, by 15th; alone behind a number: 12k 15th."""
    if not match["asked"] and not _ENDS_CLAUSE.match(match.string, match.end()):
        return []
    return [(now.day_of_month(int(match["day"])), "day")] if 1 <= int(match["day"]) <= 31 else []


def _year_first(match: re.Match[str], now: Reckoning) -> list[Found]:
    """2026-06-30, 2026/6/30, 20260630."""
    return [(date(int(match["year"]), int(match["month"]), int(match["day"])), "day")]


def _year_last(match: re.Match[str], now: Reckoning) -> list[Found]:
    """30/11/2026, 11/30/2026, 30.06.2026, 30/6/26."""
    pair = _month_of_pair(int(match["one"]), int(match["two"]), now.day_first or match["mark"] == ".")
    if pair is None:
        return []
    return [(now.month_day(*pair, _year(match["year"])), "day")]


def _slashed(match: re.Match[str], now: Reckoning) -> list[Found]:
    """12/18, 30/6; 24/7 and fractions are not dates."""
    if match[0] == "24/7" and not _ASKS_FOR_A_DATE.search(match.string, max(0, match.start() - 16), match.start()):
        return []
    pair = _month_of_pair(int(match["one"]), int(match["two"]), now.day_first)
    return [(now.month_day(*pair), "day")] if pair else []


def _dotted(match: re.Match[str], now: Reckoning) -> list[Found]:
    """30.6. with its dot behind, as in German; 12.5. may as well be a number, so one part must be no month."""
    one, two = int(match["one"]), int(match["two"])
    if not 12 < one <= 31 or not 1 <= two <= 12:
        return []
    return [(now.month_day(two, one), "day")]


def _month_of_pair(one: int, two: int, day_first: bool) -> tuple[int, int] | None:
    """Month and day out of two numbers: one above 12 decides, else the reader's custom; None when none is a month."""
    if max(one, two) > 31 or min(one, two) < 1 or min(one, two) > 12:
        return None
    if one > 12 or two > 12:
        return (two, one) if one > 12 else (one, two)
    return (two, one) if day_first else (one, two)


def _year(digits: str | None) -> int | None:
    if digits is None:
        return None
    digits = digits.lstrip("'")
    return int(digits) + 2000 if len(digits) == 2 else int(digits)


_ENDS_CLAUSE = re.compile(rf"(?![ ]*[{LATIN}\u4e00-\u9fff'])(?![ ]?-\w)")
_ENDS_IN_A_NUMBER = re.compile(r"(?<!\w)[$€£¥]?\d[\d.,]*[kmw万]?,? $", re.IGNORECASE)
_ASKS_FOR_A_DATE = re.compile(
    r"\b(?:by|on|before|until|till?|due|from|to|at|since|in|clos(?:ed?|es|ing)|start(?:s|ing)?|this|next|last)[ ]$",
    re.IGNORECASE,
)
_BEFORE_A_NAME = re.compile(
    r"(?:\b(?:with|and|to|from|for|call(?:ed)?|met|meet|ask(?:ed)?|tell|told|cc|via|thanks|(?:mrs?|ms|dr)\.?)|[@&+]) $",
    re.IGNORECASE,
)
_NAMED_WEEKDAY = re.compile(r"\b(?:ruby|black|good|cyber|giving|fat) $", re.IGNORECASE)
_CAPITALISED_NEXT = re.compile(
    rf"[ ](?!(?:By|On|At|For|With|And|In|{one_of(name.title() for name in MONTHS)})\b)[A-Z][{LATIN}]"
)

_SHIFTED = r"(?P<which>this coming|this|next|last|past|coming)"

RULES: list[tuple[Collection[str], str, Rule]] = [
    (
        words("from later out ago"),
        rf"{_OPEN}(?P<count>{_COUNT}) ?(?P<unit>{_UNIT}) (?:from now|from today|later|out|(?P<ago>ago)){_CLOSE}",
        _from_now,
    ),
    ({phrase.split()[-1] for phrase in _OFFSETS}, rf"{_OPEN}(?:{one_of(_OFFSETS)}){_CLOSE}", _relative_day),
    (
        {phrase.split()[0] for phrase in _HOLIDAYS},
        rf"{_OPEN}(?<!chinese )(?<!lunar )(?P<holiday>{one_of(_HOLIDAYS)}){_CLOSE}",
        _holiday,
    ),
    (
        words("eow eom eoq eoy end"),
        rf"{_OPEN}(?:eo(?P<short>[wmqy])|(?P<long>week|month|quarter|year)[ -]end)(?: (?P<year>20\d\d))?{_CLOSE}",
        _short_end,
    ),
    (
        _POSITIONS,
        rf"{_OPEN}(?:the )?(?P<position>{one_of(_POSITIONS)})[ -](?P<of>of )?(?:the )?(?:{_PERIOD}){_CLOSE}",
        _part_of_period,
    ),
    (["after"], rf"{_OPEN}(?:the )?(?P<unit>week|month) after next{_CLOSE}", _after_next),
    (
        WEEKDAYS,
        rf"{_OPEN}(?:{_SHIFTED} |(?P<week>next|last|this) week(?:'s)? (?:on )?)?"
        rf"(?P<weekday>{_WEEKDAY})\b\.?(?: (?:the )?(?P<week_after>next|last|this) week)?{_CLOSE}",
        _weekday,
    ),
    (["weekend"], rf"{_OPEN}(?:(?P<which>this|next|last|the) )?weekend{_CLOSE}", _weekend),
    (
        ["in", "within"],
        rf"{_OPEN}(?:in|within)(?: the next)? (?P<count>{_COUNT}) ?(?P<unit>{_UNIT})(?P<ago>){_CLOSE}",
        _from_now,
    ),
    (["half"], rf"{_OPEN}(?:in|within) half an? (?P<unit>year|month){_CLOSE}", _half_from_now),
    (
        MONTHS,
        rf"{_OPEN}(?P<month>{_MONTH})[ -]?(?:the )?(?P<day>\d{{1,2}}){_ORDINAL}"
        rf"(?: ?[-–] ?(?P<last_day>\d{{1,2}}){_ORDINAL})?"
        rf"(?:(?:,? |-|/| ?(?='))(?P<year>{_YEAR}|'\d\d))?{_CLOSE_NUMBER}",
        _month_and_day,
    ),
    (
        MONTHS,
        rf"{_OPEN}(?:the )?(?:(?P<first_day>\d{{1,2}}){_ORDINAL} ?[-–] ?)?(?P<day>\d{{1,2}}){_ORDINAL}"
        rf"(?: of |[ -])?(?P<month>{_MONTH})(?:(?:,? |-)(?P<year>{_YEAR}|(?<=-)\d\d))?{_CLOSE}",
        _month_and_day,
    ),
    (
        "-/.",
        rf"{_OPEN}(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_CLOSE_NUMBER}",
        _year_first,
    ),
    ("2", rf"{_OPEN}(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d){_CLOSE_NUMBER}", _year_first),
    ("q", rf"{_OPEN}(?P<year>20\d\d)[ -]?q(?P<quarter>[1-4]){_CLOSE}", _year_and_quarter),
    ("-/", rf"{_OPEN}(?P<year>20\d\d)[-/](?P<month>0?[1-9]|1[0-2]){_CLOSE_NUMBER}", _year_and_month),
    (
        [*MONTHS, *words("week wk month quarter qtr year q h 1 2 3")],
        rf"{_OPEN}(?P<told>(?:by|in|until|till|before|during|since|(?:this|next|last)(?= {_MONTH})) (?:the )?)?"
        rf"(?:{_PERIOD}){_CLOSE}",
        _whole_period,
    ),
    (
        words("st nd rd th"),
        rf"{_OPEN}(?:(?P<asked>(?:the|by|on|before|until)(?: the)?) |(?<=\d )|(?<=\d[kmw万] ))"
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)(?! [A-Z]){_CLOSE}",
        _ordinal_day,
    ),
    (
        "-/.",
        rf"{_OPEN}(?P<one>\d{{1,2}})(?P<mark>[-/.])(?P<two>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d\d){_CLOSE_NUMBER}",
        _year_last,
    ),
    ("/", rf"{_OPEN}(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})(?!/){_CLOSE_NUMBER}", _slashed),
    (".", rf"{_OPEN}(?P<one>\d{{1,2}})\.(?P<two>\d{{1,2}})\.(?![0-9]){_CLOSE}", _dotted),
]
"""What each rule needs (letters, a digit or a mark, any of which must be in the text), its pattern, and its meaning.

Rules that come first have the first pick.
"""
