"""Exchange rates: what a workspace says one currency was worth in another, from which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from sales import money
from sales.money import Money
from storage import rows
from storage.rows import Row
from storage.transactions import Transaction


class ExchangeRate(Row, table=True):
    """One unit of `source` is worth `rate` units of `target` from this day on."""

    __tablename__ = "exchange_rate"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "source", "target", "valid_from"),)

    source: str
    target: str
    valid_from: date
    rate: str
    """A decimal number as text, which loses nothing on any database."""


_RATES = rows.table(ExchangeRate)
_INTO = (
    sa.select(_RATES)
    .where(
        rows.mine(_RATES), (_RATES.c.target == sa.bindparam("currency")) | (_RATES.c.source == sa.bindparam("currency"))
    )
    .order_by(_RATES.c.valid_from)
)
_SAME = sa.select(_RATES).where(
    rows.mine(_RATES),
    _RATES.c.source == sa.bindparam("source"),
    _RATES.c.target == sa.bindparam("target"),
    _RATES.c.valid_from == sa.bindparam("valid_from"),
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Converts into one currency by the workspace's dated table."""

    currency: str
    dated: dict[str, list[tuple[date, Decimal]]]
    """By source currency, oldest first."""

    def rate(self, source: str, on: date) -> Decimal | None:
        """What one unit was worth on a day: the latest rate before it, else the first after it; None without any."""
        if source == self.currency:
            return Decimal(1)
        known = self.dated.get(source, [])
        return next((rate for since, rate in reversed(known) if since <= on), known[0][1] if known else None)

    def convert(self, amount: Money, on: date) -> Money | None:
        """The amount in this currency; None when there is no rate."""
        if amount.currency == self.currency:
            return amount
        rate = self.rate(amount.currency, on)
        return (
            None
            if rate is None
            else Money(money.convert(amount.minor, amount.currency, self.currency, rate), self.currency)
        )

    def changes_within(self, first: date, end: date) -> list[date]:
        """The days inside a span on which some rate changes, in order."""
        return sorted({since for known in self.dated.values() for since, _rate in known if first < since < end})


def into(tx: Transaction, currency: str) -> Exchange:
    """All the workspace's rates into this currency; a rate out of it is turned round."""
    dated: dict[str, list[tuple[date, Decimal]]] = {}
    for row in rows.every(tx, _INTO, currency=currency):
        rate = Decimal(row.rate)
        source, value = (row.source, rate) if row.target == currency else (row.target, 1 / rate)
        dated.setdefault(source, []).append((row.valid_from, value))
    return Exchange(currency, dated)


def save(tx: Transaction, source: str, target: str, *, valid_from: date, rate: Decimal) -> ExchangeRate:
    """Write down a rate; a second one for the same day replaces the first."""
    existing = rows.first(tx, _SAME, source=source, target=target, valid_from=valid_from)
    if existing is not None:
        return rows.update(tx, ExchangeRate, existing, rate=str(rate))
    return rows.insert(tx, ExchangeRate, source=source, target=target, valid_from=valid_from, rate=str(rate))
