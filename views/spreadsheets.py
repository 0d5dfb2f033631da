"""Tables for spreadsheet programs: CSV that Excel opens as it is meant, in which nothing that people typed can run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain

BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for the code page of the country."""

# A cell that begins so is computed, whatever unseen characters stand before; ＝＋－＠ are the same keys in Chinese.
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole table as one text, to be saved or uploaded as UTF-8."""
    return "".join(lines(header, rows))


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The same line by line, for tables of any length.

    Texts and dates are quoted; an int or a Decimal stays a number, and alone may begin with a minus; None is empty.
    """
    line = StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    yield BYTE_ORDER_MARK
    for cells in chain([header], rows):
        writer.writerow([defuse(cell) if isinstance(cell, str) else cell for cell in cells])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def defuse(text: str) -> str:
    """The text as it is, behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text
