"""Deals and people in spreadsheets of other systems, each row in our words."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connectors import columns, day_columns
from connectors.tables import Line, Table
from sales import money
from sales.amounts import find_amounts
from sales.texts import normalise_text

REQUIRED = ("owner", "customer", "stage")
"""Without these columns a file holds no deals."""
DAYS = ("opened", "closes", "closed")

_NOTHING = {"", "-", "–", "—", "n/a", "na", "#n/a", "nan", "null", "none", "无", "0000-00-00"}
"""How programs write that there is no day or no amount."""
_PLAIN_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,2})?")
_DECIMAL_COMMA, _DECIMAL_POINT = re.compile(r",\d{1,2}(?!\d)"), re.compile(r"\.\d{1,2}(?!\d)")


@dataclass(frozen=True, slots=True)
class ForeignDeal:
    """One row of another system's deals, in our words."""

    row: int
    """Its number in the file as a spreadsheet counts; the header is row 1."""
    number: str
    """What the other system calls it; a fingerprint of the row where it has no numbers."""
    owner: str
    customer: str
    stage: str
    amount: Decimal | None = None
    """In major units: dollars, not cents."""
    currency: str | None = None
    """Where the file says it."""
    product: str = ""
    opened_on: date | None = None
    closes_on: date | None = None
    """When it is expected to close, or did."""
    closed_on: date | None = None
    next_step: str = ""
    lost_reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ForeignPerson:
    """One row of a file of people. Manager and office are empty where it does not say."""

    row: int
    name: str
    manager: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that could not be read: `problem` says why, `text` is what stands there."""

    row: int
    problem: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a file writes what can be read two ways; found out over whole columns."""

    date_order: str | None
    """One of `day_columns.ORDERS`; None when the file does not tell and somebody must."""
    comma_decimals: bool = False


def habits(table: Table, mapping: Mapping[str, str]) -> Habits:
    """What the columns of days and amounts, taken together, tell."""
    days = [line.cells[mapping[word]] for line in table.lines for word in DAYS if word in mapping]
    amounts = [line.cells[mapping["amount"]] for line in table.lines] if "amount" in mapping else []
    commas, points = (sum(bool(mark.search(cell)) for cell in amounts) for mark in (_DECIMAL_COMMA, _DECIMAL_POINT))
    return Habits(day_columns.guess_order(days), comma_decimals=commas > points)


def read_deals(
    table: Table, mapping: Mapping[str, str], habits: Habits, *, currency: str
) -> tuple[list[ForeignDeal], list[Unread]]:
    """The rows that can be read and those that cannot, each once, in the order of the file.

    `currency` is the one that $ and a bare number mean.
    """
    deals: list[ForeignDeal] = []
    unread = [Unread(row, "more cells than columns") for row in table.too_long]
    numbers: Counter[str] = Counter()
    for line in table.lines:
        found = _deal(line, mapping, habits, currency)
        if isinstance(found, Unread):
            unread.append(found)
            continue
        numbers[found.number] += 1
        if numbers[found.number] > 1 and "number" in mapping:
            unread.append(Unread(line.row, "its number is that of an earlier row", found.number))
            continue
        deals.append(found if numbers[found.number] == 1 else _again(found, numbers[found.number]))
    return deals, sorted(unread, key=lambda problem: problem.row)


def read_people(table: Table) -> list[ForeignPerson]:
    """Everybody in a file of people. Raises UserError when it has no names."""
    mapping = columns.guess(table.header, columns.PEOPLE)
    columns.require(mapping, ["name"])
    people = (
        ForeignPerson(line.row, *(_cell(line, mapping, word) for word in ("name", "manager", "office")))
        for line in table.lines
    )
    return [person for person in people if person.name]


def read_products(table: Table) -> list[str]:
    """The names in a file of products. Raises UserError when it has none."""
    mapping = columns.guess(table.header, columns.PRODUCTS)
    columns.require(mapping, ["product"])
    return [name for line in table.lines if (name := _cell(line, mapping, "product"))]


def spellings(names: Iterable[str], known: Iterable[str] = ()) -> dict[str, str]:
    """One spelling for each name that is written in several: GTXPro and gtx-pro are GTX Pro.

    Names that are `known` stand; of others the most frequent does, and of equally frequent ones the longest.
    """
    chosen: dict[str, str] = {}
    counted = Counter(name for name in names if name)
    for name in [*known, *sorted(counted, key=lambda name: (-counted[name], -len(name), name))]:
        chosen.setdefault(_folded(name), name)
    return {name: chosen[_folded(name)] for name in counted}


def _deal(line: Line, mapping: Mapping[str, str], habits: Habits, currency: str) -> ForeignDeal | Unread:
    days: dict[str, date | None] = {}
    for word in DAYS:
        text = _cell(line, mapping, word)
        days[word] = None
        if text.casefold() not in _NOTHING:
            days[word] = day_columns.read_day(text, habits.date_order or day_columns.ISO)
            if days[word] is None:
                return Unread(line.row, f"{mapping[word]} is no day", text)
    own_currency = _cell(line, mapping, "currency").upper()
    if own_currency and not money.is_currency(own_currency):
        return Unread(line.row, "an unknown currency", own_currency)
    text = _cell(line, mapping, "amount")
    amount, said = _amount(text, own_currency or currency, habits.comma_decimals)
    if amount is None and text.casefold() not in _NOTHING:
        return Unread(line.row, f"{mapping['amount']} is no amount", text)
    return ForeignDeal(
        row=line.row,
        number=_cell(line, mapping, "number") or _fingerprint(line),
        owner=_cell(line, mapping, "owner"),
        customer=_cell(line, mapping, "customer"),
        stage=_cell(line, mapping, "stage"),
        amount=amount,
        currency=own_currency or said,
        product=_cell(line, mapping, "product"),
        opened_on=days["opened"],
        closes_on=days["closes"],
        closed_on=days["closed"],
        next_step=_cell(line, mapping, "next step"),
        lost_reason=_cell(line, mapping, "reason"),
        note=_cell(line, mapping, "note"),
    )


def _amount(text: str, home: str, comma_decimals: bool) -> tuple[Decimal | None, str | None]:
    """The one amount that a cell means, and the currency written beside it; neither when it is none, or several."""
    if _PLAIN_NUMBER.fullmatch(text):
        value, said = Decimal(text), None
    else:
        plain = normalise_text(text)
        found = find_amounts(plain, comma_decimals=comma_decimals, home=home, year=0).found
        if len(found) != 1 or plain.startswith("("):  # (1,200) is how accountants write a minus
            return None, None
        value, said = found[0].value, found[0].currency
    return (value, said) if 0 <= value <= money.MAXIMUM else (None, None)


def _cell(line: Line, mapping: Mapping[str, str], word: str) -> str:
    return line.cells[mapping[word]] if word in mapping else ""


def _fingerprint(line: Line) -> str:
    """Names a row by what it says, so that the same file is the same deals the next time."""
    return hashlib.sha256("\x1f".join(line.cells.values()).encode()).hexdigest()[:16]


def _again(deal: ForeignDeal, count: int) -> ForeignDeal:
    """A row that says the same as an earlier one, in a file without numbers: another deal like it."""
    return dataclasses.replace(deal, number=f"{deal.number}-{count}")


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
