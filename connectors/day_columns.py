"""Days in a file: read one by one, and by what the whole column tells where 5/6 alone could be May or June."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from sales.calendars import MONTHS

ISO, US, EU = "iso", "us", "eu"
ORDERS = (ISO, US, EU)
"""How a column writes its days: 2017-03-31 only; 3/31/2017; 31/3/2017. The first is always read as well."""

_REST = r"(?:[T ,].*)?$"  # a time of day, a zone
_MONTH, _DAY = r"([a-z]{3,9})", r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))" + _REST)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})" + _REST)
_MONTH_NAMED = re.compile(
    rf"(?:{_DAY}[-. ]+{_MONTH}|{_MONTH}[-. ]+{_DAY})[-., ]+(\d{{4}}|\d{{2}}){_REST}", re.IGNORECASE
)


def guess_order(cells: Iterable[str]) -> str | None:
    """How these cells write their days; None when they can be read both ways, or contradict each other."""
    short = [match for cell in cells if (match := _YEAR_LAST.match(cell))]
    if not short:
        return ISO
    day_first = sum(int(match[1]) > 12 for match in short)
    month_first = sum(int(match[3]) > 12 for match in short)
    if day_first == month_first:
        return EU if all(match[2] == "." for match in short) else None
    return EU if day_first > month_first else US


def read_day(cell: str, order: str) -> date | None:
    """The day that a cell says, times and zones aside; None when it says none."""
    if match := _YEAR_FIRST.match(cell):
        year, month, day = (int(part) for part in match.groups() if part)
    elif match := _MONTH_NAMED.match(cell):
        number = MONTHS.get((match[2] or match[3]).lower())
        if number is None:
            return None
        year, month, day = int(match[5]), number, int(match[1] or match[4])
    elif order != ISO and (match := _YEAR_LAST.match(cell)):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        month, day = (first, second) if order == US else (second, first)
    else:
        return None
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
