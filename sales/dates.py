"""Dates in what people type, English and Chinese alike, with the little words and the time of day that belong to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from sales import chinese_dates, english_dates
from sales.errors import UserError
from sales.reckoning import Found, Reckoning

EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """One date and where in the plain text it stands. `kind` is what was named: day, week, month, quarter or year."""

    value: date
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dates:
    """What a text says about days: one item per phrase, in the order of the text, and the first that names no real day."""

    found: tuple[DatePhrase, ...] = ()
    problem: UserError | None = None


_HAN = re.compile("[一-鿿]")
_ENGLISH = [(re.compile(pattern, re.IGNORECASE), rule) for pattern, rule in english_dates.RULES]
_CHINESE = [(re.compile(pattern), rule) for pattern, rule in chinese_dates.RULES]

_CLOCK = (
    r"(?:\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m\.|p\.m\.)|\d{1,2}:\d\d|noon|midnight|\d{1,2} ?o'clock"
    r"|(?:in the )?(?:morning|afternoon|evening)|first thing|eod|cob)(?![a-zA-Z0-9])"
)
_CLOCK_ZH = r"(?:早上|上午|中午|下午|傍晚|晚上|凌晨)?(?:(?:\d{1,2}|[一二两三四五六七八九十]{1,3})[点时](?:半|整|[一三]刻|\d{1,2}分?)?|\d{1,2}:\d\d)|早上|上午|中午|下午|傍晚|晚上|凌晨"
_LEAD = re.compile(
    rf"(?:(?:\b(?:at )?{_CLOCK},? )?(?:\b(?:due|by|on|before|until|till|til|in|from|the) )*\b(?:due|by|on|before|until|till|til|in|from)[ :]+(?:the )?"
    rf"|\b(?:at )?{_CLOCK},? |(?:最晚|最迟|截止到?|截至|不晚于|[在于到至]) ?)$",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    rf"(?:,? (?:at |@ ?)?{_CLOCK}|,? at \d{{1,2}}(?![\w.,:%]\w|\w| ?[kmw万]))(?: (?:[A-Z]{{2,4}}T|UTC|GMT|CET))?(?!\w)"
    rf"|的? ?(?:{_CLOCK_ZH})|(?:之前|以前|前夕|前后|左右|之内|以内|[前内])(?![天年])",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:won|signed|closed|lost|since|met|called|visited|was|were|last|sent|happened|did)\b|成交|赢单|签了|签下|拿下|丢单|丢了|已经?|去年|上周|上个?月")
_FUTURE = re.compile(r"\b(?:clos(?:e|es|ing)|call|meet|follow|kickoff|kick-off|demo|starts?|starting|by|due|until|before|next|renews?|decision|expected|will|visit|send|go-live)\b|预计|计划|打算|将|跟进|拜访|之前|回款|续约|下次|约")
_CLAUSE = re.compile(r"[,;.!?:]\s[^,;.!?:]*$|[^,;.!?:]*$")


def find_dates(text: str, now: Reckoning) -> Dates:
    """All dates in a plain text (see `sales.texts`); a period counts as its last day.

    A date without a year is the next to come, unless a verb before it tells the past ("won Acme on Friday"). "Next Friday"
    is that of the next calendar week, Monday to Sunday, as 下周五 is. A weekday beside a date it agrees with is part of it.
    """
    found: list[DatePhrase] = []
    problem: UserError | None = None
    for start, end, days in match_dates(text, now):
        if days and all(_is_near(day, now.today) for day, _ in days):
            found.extend(_with_surroundings(text, DatePhrase(day, kind, "", start, end)) for day, kind in days)
        else:
            problem = problem or _problem(text[start:end])
    return Dates(tuple(_without_echoes(text, found)), problem)


def match_dates(text: str, now: Reckoning) -> list[tuple[int, int, list[Found]]]:
    """Where dates stand in a plain text, in its order, and which; an empty list for what names no day, such as 31/2."""
    matches: list[tuple[int, int, list[Found]]] = []
    for pattern, rule in _CHINESE + _ENGLISH if _HAN.search(text) else _ENGLISH:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < taken_end and taken_start < end for taken_start, taken_end, _ in matches):
                continue
            try:
                days = rule(match, replace(now, past=now.past or _tells_past(text, start)))
            except (ValueError, OverflowError):
                matches.append((start, end, []))
                continue
            if days:
                matches.append((start, end, days))
    return sorted(matches)


def _tells_past(text: str, start: int) -> bool:
    """Whether the last verb before a date, in its own clause, says that it has happened."""
    clause = re.split(r"[,;!?]", text[max(0, start - 80) : start])[-1]
    past = max((match.end() for match in _PAST.finditer(clause.lower())), default=0)
    future = max((match.end() for match in _FUTURE.finditer(clause.lower())), default=0)
    return past > future


def _is_near(day: date, today: date) -> bool:
    return EARLIEST <= day and day.year <= today.year + YEARS_AHEAD


def _problem(text: str) -> UserError:
    return UserError("I read {text} as a date, but there is no such day near. Type it like 30 Jun or 2027-06-30.", text=text)


def _with_surroundings(text: str, phrase: DatePhrase) -> DatePhrase:
    """The phrase with "by", "at 3pm" or 之前 around it."""
    start, end = phrase.start, phrase.end
    trail = _TRAIL.match(text, end)
    while trail:
        end = trail.end()
        trail = _TRAIL.match(text, end)
    lead = _LEAD.search(text, max(0, start - 32), start)
    if lead:
        start = lead.start()
    return replace(phrase, start=start, end=end, text=text[start:end])


def _without_echoes(text: str, phrases: list[DatePhrase]) -> list[DatePhrase]:
    """Make one phrase of neighbours that name the same day: Friday, 27 Nov; 明天(周二)."""
    kept: list[DatePhrase] = []
    for phrase in phrases:
        last = kept[-1] if kept else None
        if last and last.value == phrase.value and re.fullmatch(r"[ ,(]*", text[last.end : phrase.start]):
            end = phrase.end + (text[phrase.end : phrase.end + 1] == ")")
            kept[-1] = replace(last, end=end, text=text[last.start : end])
        else:
            kept.append(phrase)
    return kept
