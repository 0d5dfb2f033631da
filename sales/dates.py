"""Dates in what people type, English and Chinese, with the little words and the time of day that belong to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sales import chinese_dates, english_dates
from sales.errors import UserError
from sales.reckoning import Found, Reckoning

EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """One date and its place in the plain text. `kind` is what was named: day, week, month, quarter, half or year."""

    value: date
    kind: str
    text: str
    start: int
    end: int


class Dates(NamedTuple):
    """The dates of a text in its order, and what is wrong with the first that names no day that can be meant."""

    found: tuple[DatePhrase, ...] = ()
    problem: UserError | None = None


_HAN = re.compile("[一-鿿]")
_CLUES = re.compile("[a-z]+|[0-9./-]")
_RULES = [
    *((needs, re.compile(pattern), rule) for needs, pattern, rule in chinese_dates.RULES),
    *((needs, re.compile(pattern, re.IGNORECASE), rule) for needs, pattern, rule in english_dates.RULES),
]
_BY_CLUE: dict[str, set[int]] = {}
"""The places in `_RULES` of those that need a clue or another: of most lines, hardly any has to be tried."""
for _place, (_needs, _pattern, _rule) in enumerate(_RULES):
    for _clue in _needs:
        _BY_CLUE.setdefault(_clue, set()).add(_place)

_CLOCK = (
    r"(?:\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m\.|p\.m\.)|\d{1,2}:\d\d|noon|midnight|\d{1,2} ?o'clock"
    r"|(?:in the )?(?:morning|afternoon|evening)|first thing|cob)(?![a-z0-9])"
)
_DAYTIME = "早上|上午|中午|下午|傍晚|晚上|凌晨"
_CHINESE_CLOCK = (
    rf"(?:{_DAYTIME})?(?:(?:\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})[点时](?:半|整|[一三]刻|\d{{1,2}}分?)?"
    rf"|\d{{1,2}}:\d\d)|{_DAYTIME}"
)
_LEADS_TO_DATE = re.compile(
    rf"(?:\b(?:(?:at|by) )?{_CLOCK},? |\bat \d{{1,2}} )?"
    r"(?:(?:\b(?:due|by|on|before|until|till|til|in|from)[ :]+(?:the )?)+"
    r"|(?:最晚|最迟|截止到?|截至|不晚于|[在于到至]) ?)?$",
    re.IGNORECASE,
)
_FOLLOWS_DATE = re.compile(
    rf"(?:,? (?:at |@ ?)?{_CLOCK}|,? at \d{{1,2}}(?![\w.,:%]\w|\w| ?[kmw万]))(?: (?:[A-Z]{{2,4}}T|UTC|GMT))?(?!\w)"
    rf"|的? ?(?:{_CHINESE_CLOCK})|(?:之前|以前|前夕|前后|左右|之内|以内|[前内])(?![天年])",
    re.IGNORECASE,
)
_TELLS_PAST = re.compile(
    r"\b(?:won|signed|closed|lost|since|met|called|visited|was|were|last|sent|happened|did)\b"
    r"|成交|赢单|签了|签下|拿下|丢单|丢了|已经?|去年|上周|上个?月"
)
_TELLS_FUTURE = re.compile(
    r"\b(?:clos(?:e|es|ing)|call|meet|follow|kick-?off|demo|start(?:s|ing)?|by|due|until|before|next|renews?|decision"
    r"|expected|will|visit|send|go-live)\b|预计|计划|打算|将|跟进|拜访|之前|回款|续约|下次|约"
)


def find_dates(text: str, now: Reckoning) -> Dates:
    """All dates in a plain text (see `sales.texts`); a period counts as its last day, a week as its Friday.

    A date without a year is the next to come, unless the last verb before it tells the past ("won Acme on Friday").
    "Next Friday" is that of the next calendar week, Monday to Sunday, as 下周五 is; "last Friday" is the latest
    before today.
    """
    found: list[DatePhrase] = []
    problem: UserError | None = None
    for start, end, days in match_dates(text, now):
        if days and all(can_be_meant(day, now.today) for day, _ in days):
            found.extend(_with_surroundings(text, DatePhrase(day, kind, "", start, end)) for day, kind in days)
        elif problem is None:
            problem = UserError(
                "I read {text} as a date, but it can't be one. Type it like 30 Jun or 2027-06-30.", text=text[start:end]
            )
    return Dates(tuple(_without_echoes(text, found)), problem)


def match_dates(text: str, now: Reckoning) -> list[tuple[int, int, list[Found]]]:
    """Where dates stand in a plain text, in its order, and which; an empty list for what names no day, such as 31/2."""
    clues, first = set(_CLUES.findall(text.lower())), len(chinese_dates.RULES)
    if _HAN.search(text):
        clues, first = clues.union(text), 0
    matches: list[tuple[int, int, list[Found]]] = []
    taken = bytearray(len(text))
    for place in sorted({place for clue in clues for place in _BY_CLUE.get(clue, ()) if place >= first}):
        _needs, pattern, rule = _RULES[place]
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            try:
                days = rule(match, replace(now, past=True) if _tells_past(text, start) else now)
            except (ValueError, OverflowError):
                matches.append((start, end, []))
            else:
                if not days:
                    continue
                matches.append((start, end, days))
            taken[start:end] = b"x" * (end - start)
    return sorted(matches)


def _tells_past(text: str, start: int) -> bool:
    """Whether the last verb before a date, in its own clause, says that it has happened."""
    clause = re.split("[,;!?]", text[max(0, start - 80) : start])[-1].lower()
    past = [match.end() for match in _TELLS_PAST.finditer(clause)]
    return bool(past) and not _TELLS_FUTURE.search(clause, past[-1])


def can_be_meant(day: date, today: date) -> bool:
    """Whether a deal can open or close on this day: none did before 2000, none will in twenty years."""
    return day >= EARLIEST and day.year <= today.year + YEARS_AHEAD


def _with_surroundings(text: str, phrase: DatePhrase) -> DatePhrase:
    """The phrase with "by", "at 3pm" or 之前 around it."""
    end = phrase.end
    while trail := _FOLLOWS_DATE.match(text, end):
        end = trail.end()
    lead = _LEADS_TO_DATE.search(text, max(0, phrase.start - 32), phrase.start)
    start = lead.start() if lead else phrase.start
    return replace(phrase, start=start, end=end, text=text[start:end])


def _without_echoes(text: str, phrases: list[DatePhrase]) -> list[DatePhrase]:
    """Make one phrase of neighbours that name the same day: Friday, 27 Nov; 明天(周二)."""
    kept: list[DatePhrase] = []
    for phrase in phrases:
        last = kept[-1] if kept else None
        if last and last.value == phrase.value and re.fullmatch("[ ,(]*", text[last.end : phrase.start]):
            end = phrase.end + (text[phrase.end : phrase.end + 1] == ")")
            kept[-1] = replace(last, end=end, text=text[last.start : end])
        else:
            kept.append(phrase)
    return kept
