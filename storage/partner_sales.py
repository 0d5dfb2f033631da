"""What is won and worked on with partners: one statement each, for cards, boards, scorecards, tiers and risks alike.

A deal with a partner is either sourced, when they brought it, or influenced, when they helped with one of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from sales import pipeline
from sales.money import Money
from sales.periods import Period
from storage import rates, rows
from storage.deals import Deal
from storage.registrations import PROTECTED, Registration
from storage.transactions import Transaction


@dataclass(slots=True)
class Sales:
    """Deals won with one partner. Money is in minor units of one currency."""

    sourced: int = 0
    sourced_minor: int = 0
    influenced: int = 0
    influenced_minor: int = 0

    @property
    def deals(self) -> int:
        return self.sourced + self.influenced

    @property
    def minor(self) -> int:
        return self.sourced_minor + self.influenced_minor


@dataclass(slots=True)
class Won:
    """What was won with partners in a period, by partner."""

    period: Period
    currency: str
    by_partner: dict[int, Sales] = field(default_factory=dict)
    converted: set[str] = field(default_factory=set)
    """Other currencies that were turned into this one."""
    left_out: set[str] = field(default_factory=set)
    """Currencies that have no rate, whose deals are counted but not their money."""

    def of(self, partner_id: int) -> Sales:
        """With one partner: nothing, where there is nothing."""
        return self.by_partner.get(partner_id, Sales())


@dataclass(slots=True)
class Ahead:
    """What may still come with one partner."""

    deals: int = 0
    deals_minor: int = 0
    registrations: int = 0
    """Customers that are protected for them."""
    registrations_minor: int = 0

    @property
    def minor(self) -> int:
        return self.deals_minor + self.registrations_minor


_DEALS, _REGISTRATIONS = rows.table(Deal), rows.table(Registration)
_OPEN = (
    sa.select(
        _DEALS.c.partner_id,
        _DEALS.c.currency,
        sa.func.count().label("deals"),
        sa.func.coalesce(sa.func.sum(_DEALS.c.amount_minor), 0).label("minor"),
    )
    .where(rows.mine(_DEALS), _DEALS.c.outcome == pipeline.OPEN, _DEALS.c.partner_id.is_not(None))
    .group_by(_DEALS.c.partner_id, _DEALS.c.currency)
)
_PROTECTED = (
    sa.select(
        _REGISTRATIONS.c.partner_id,
        _REGISTRATIONS.c.currency,
        sa.func.count().label("registrations"),
        sa.func.coalesce(sa.func.sum(_REGISTRATIONS.c.amount_minor), 0).label("minor"),
    )
    .where(rows.mine(_REGISTRATIONS), _REGISTRATIONS.c.state == PROTECTED)
    .group_by(_REGISTRATIONS.c.partner_id, _REGISTRATIONS.c.currency)
)


def won(tx: Transaction, period: Period, *, currency: str, partner_id: int | None = None) -> Won:
    """What was won in a period with all partners, or with one.

    Money of other currencies is converted by the workspace's rates of the day it was won, as on every board.
    """
    found, exchange = Won(period, currency), rates.into(tx, currency)
    edges = [period.start, *exchange.changes_within(period.start, period.end), period.end]
    for first, end in pairwise(edges):
        of_whom = {} if partner_id is None else {"partner_id": partner_id}
        for row in rows.every(tx, _won(partner_id is not None), first=first, end=end, **of_whom):
            sales = found.by_partner.setdefault(row.partner_id, Sales())
            worth = exchange.convert(Money(int(row.minor), row.currency), first)
            if worth is None:
                found.left_out.add(row.currency)
            elif row.currency != currency:
                found.converted.add(row.currency)
            minor = worth.minor if worth is not None else 0
            if row.partner_sourced:
                sales.sourced += row.deals
                sales.sourced_minor += minor
            else:
                sales.influenced += row.deals
                sales.influenced_minor += minor
    return found


def ahead(tx: Transaction, *, currency: str, today: date) -> tuple[Mapping[int, Ahead], set[str]]:
    """Open deals and protected registrations by partner, at today's rates; and the currencies that have none."""
    found: dict[int, Ahead] = {}
    exchange, left_out = rates.into(tx, currency), set()

    def worth(row: Any) -> int:
        amount = exchange.convert(Money(int(row.minor), row.currency), today)
        if amount is None:
            left_out.add(row.currency)
        return amount.minor if amount is not None else 0

    for row in rows.every(tx, _OPEN):
        of_partner = found.setdefault(row.partner_id, Ahead())
        of_partner.deals += row.deals
        of_partner.deals_minor += worth(row)
    for row in rows.every(tx, _PROTECTED):
        of_partner = found.setdefault(row.partner_id, Ahead())
        of_partner.registrations += row.registrations
        of_partner.registrations_minor += worth(row)
    return found, left_out


@cache
def _won(of_one: bool) -> sa.Select[Any]:
    statement = (
        sa.select(
            _DEALS.c.partner_id,
            _DEALS.c.partner_sourced,
            _DEALS.c.currency,
            sa.func.count().label("deals"),
            sa.func.coalesce(sa.func.sum(_DEALS.c.amount_minor), 0).label("minor"),
        )
        .where(
            rows.mine(_DEALS),
            _DEALS.c.partner_id.is_not(None),
            _DEALS.c.outcome == pipeline.WON,
            _DEALS.c.closed_on >= sa.bindparam("first"),
            _DEALS.c.closed_on < sa.bindparam("end"),
        )
        .group_by(_DEALS.c.partner_id, _DEALS.c.partner_sourced, _DEALS.c.currency)
    )
    return statement.where(_DEALS.c.partner_id == sa.bindparam("partner_id")) if of_one else statement
