"""Months and weekdays: their names as people write them, and the arithmetic that keeps a day inside its month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

_MONTHS = "january february march april may june july august september october november december".split()
MONTHS: dict[str, int] = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}
"""January is 1; full names and three letters, in lower case."""

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
WEEKDAYS: dict[str, int] = {
    **{name: number for number, name in enumerate(_WEEKDAYS)},
    **{name[:3]: number for number, name in enumerate(_WEEKDAYS)},
    **{"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}
"""Monday is 0, as in `date.weekday`."""

CHINESE_WEEKDAYS: dict[str, int] = {character: number for number, character in enumerate("一二三四五六日")} | {"天": 6}
"""The character after 周, 星期 or 礼拜."""


def alternatives(words: dict[str, int]) -> str:
    """A regular expression that matches any of the words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


def add_months(day: date, months: int) -> date:
    """The same day so many months later or, where the month is too short, its last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_month(day: date) -> date:
    """The first day of the next month."""
    return add_months(day.replace(day=1), 1)


def month_number(words: str) -> int:
    """The month an English word names, with or without the dot of an abbreviation; KeyError for any other word."""
    return MONTHS[words.lower().rstrip(".")]
