"""Tables in files, whatever encoding and separator the office that saved them uses."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from sales.errors import UserError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 50
"""How many rows are enough to tell the separator."""

# Common Chinese in GB18030 is pairs of these; Western text in cp1252 has its accented letters one by one.
_CHINESE_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
# Programs that defuse formulas write '=1+1; the apostrophe is not the cell's.
_DEFUSED = re.compile(r"'[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠\t\r\n]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number as a spreadsheet counts (the header is row 1), and its cells by column."""

    row: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. Empty lines are left out."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str
    delimiter: str
    too_long: tuple[int, ...] = ()
    """Rows with more cells than the header, which cannot be told apart; they are not among the lines."""


def read(data: bytes) -> Table:
    """The table in a CSV file. Raises UserError when there is none."""
    encoding = guess_encoding(data)
    text = data.decode(encoding, errors="replace")
    declared = re.match(r"sep=(.)\r?\n", text)  # Excel's own hint
    if declared:
        text = text[declared.end() :]
    delimiter = declared[1] if declared else guess_delimiter(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise UserError(
            "This is no table that I can read, from line {line} on. Save it as CSV (UTF-8).", line=reader.line_num
        ) from error
    first = next((number for number, cells in enumerate(rows, 1) if any(map(_plain, cells))), None)
    if first is None:
        raise UserError("The file is empty: its first row should name the columns.")
    header = _named(rows[first - 1])
    lines, too_long = [], []
    for number, cells in enumerate(rows[first:], first + 1):
        cells = [_plain(cell) for cell in cells]
        if any(cells[len(header) :]):
            too_long.append(number)
        elif any(cells):
            cells += [""] * (len(header) - len(cells))
            lines.append(Line(number, dict(zip(header, cells, strict=False))))
    return Table(header, tuple(lines), encoding, delimiter, tuple(too_long))


def guess_encoding(data: bytes) -> str:
    """The encoding a file was saved in: by its mark, else UTF-8 if it is that, else Chinese or Western."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if b"\x00" in data[:200]:  # UTF-16 without its mark: of separators and Western letters, one byte is zero
        return "utf-16-le" if data[1:200:2].count(0) > data[0:200:2].count(0) else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        in_pairs = 2 * len(_CHINESE_PAIR.findall(data))
        return "gb18030" if in_pairs >= 0.8 * len(_HIGH_BYTE.findall(data)) else "cp1252"
    return "utf-8"


def guess_delimiter(text: str) -> str:
    """The separator that cuts most of the first rows into equally many cells; a comma when none does."""
    sample = list(islice(StringIO(text, newline=""), _LOOKED_AT))

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells)
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (rows, width) if width > 1 else (0, 0)

    return max(DELIMITERS, key=evenness)


def _named(cells: list[str]) -> tuple[str, ...]:
    """Column names, each once."""
    names: list[str] = []
    for position, cell in enumerate(cells, 1):
        name = _plain(cell) or f"column {position}"
        names.append(f"{name} ({position})" if name in names else name)
    return tuple(names)


def _plain(cell: str) -> str:
    cell = cell.strip("\ufeff \t\r\n\u00a0\u3000")
    return cell[1:] if _DEFUSED.match(cell) else cell
