"""Months and weekdays: their names as people write them, and the arithmetic that keeps a day inside its month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from sales.texts import words

_MONTHS = words("january february march april may june july august september october november december")
MONTHS: dict[str, int] = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}
"""January is 1; full names and three letters, in lower case."""

_WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
WEEKDAYS: dict[str, int] = {
    **{name: number for number, name in enumerate(_WEEKDAYS)},
    **{name[:3]: number for number, name in enumerate(_WEEKDAYS)},
    **{"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}
"""Monday is 0, as in `date.weekday`."""

CHINESE_WEEKDAYS: dict[str, int] = {character: number for number, character in enumerate("一二三四五六日")} | {"天": 6}
"""The character after 周, 星期 or 礼拜."""


def add_months(day: date, months: int) -> date:
    """The same day so many months later or, where the month is too short, its last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
