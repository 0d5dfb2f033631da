"""What is open, added up: by stage, by when it is to close, and what is missing in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from sales import pipeline
from sales.money import Money
from sales.outlooks import Outlook
from sales.periods import Period
from storage import rates, rows
from storage.deals import Deal
from storage.rates import Exchange
from storage.stages import Stage
from storage.transactions import Transaction


@dataclass(slots=True)
class StageSum:
    """The open deals of a stage."""

    name: str
    probability: int
    deals: int
    worth: Money


@dataclass(slots=True)
class Pipeline:
    """All that is open, in one currency."""

    stages: list[StageSum] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    """Currencies without a rate, whose money is not in it."""

    @property
    def deals(self) -> int:
        return sum(stage.deals for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What open deals lack, and what has gone quiet."""

    without_amount: int
    without_close_date: int
    overdue: int
    without_next_step: int


_DEALS, _STAGES = rows.table(Deal), rows.table(Stage)


def by_stage(tx: Transaction, *, currency: str, team_id: int | None, today: date) -> Pipeline:
    """The open deals of a team, or of everybody, in the order of the stages."""
    exchange, found = rates.into(tx, currency), Pipeline()
    sums: dict[int, StageSum] = {}
    for row in rows.every(tx, _by_stage(team_id is not None), team_id=team_id):
        if row.id not in sums:
            sums[row.id] = StageSum(row.name, row.probability, 0, Money(0, currency))
        stage = sums[row.id]
        stage.deals += row.deals
        worth = _convert(exchange, int(row.amount or 0), row.currency, today, found.left_out)
        stage.worth = Money(stage.worth.minor + worth, currency)
    found.stages = list(sums.values())
    return found


def outlook(tx: Transaction, period: Period, *, currency: str, team_id: int | None, today: date, won: int) -> Outlook:
    """What a period will bring by the deals that are to close in it; those that should have closed count as well."""
    exchange = rates.into(tx, currency)
    open_minor = weighted = 0
    variance = 0.0
    for row in rows.every(tx, _to_close(team_id is not None), team_id=team_id, end=period.end):
        rate = exchange.rate(row.currency, today)
        if rate is None:
            continue
        open_minor += _convert(exchange, int(row.amount or 0), row.currency, today, set())
        weighted += _convert(exchange, round(float(row.weighted or 0) / 100), row.currency, today, set())
        # of other currencies only approximately the same unit: the variance is a width, not money
        scale = _convert(exchange, 1_000_000, row.currency, today, set()) / 1_000_000
        variance += float(row.spread or 0) / 10_000 * scale**2
    return Outlook(won, open_minor, weighted, variance)


def gaps(tx: Transaction, *, team_id: int | None, today: date) -> Gaps:
    """What is missing in the open deals of a team, or of everybody."""
    row = rows.first(tx, _gaps(team_id is not None), team_id=team_id, today=today)
    return Gaps(*(int(value or 0) for value in row))


def _convert(exchange: Exchange, minor: int, currency: str, on: date, left_out: set[str]) -> int:
    converted = exchange.convert(Money(minor, currency), on)
    if converted is None:
        left_out.add(currency)
        return 0
    return converted.minor


def _open(one_team: bool) -> list[sa.ColumnElement[bool]]:
    conditions = [rows.mine(_DEALS), _DEALS.c.outcome == pipeline.OPEN]
    return [*conditions, _DEALS.c.team_id == sa.bindparam("team_id")] if one_team else conditions


@cache
def _by_stage(one_team: bool) -> sa.Select[Any]:
    return (
        sa.select(
            _STAGES.c.id,
            _STAGES.c.name,
            _STAGES.c.probability,
            _DEALS.c.currency,
            sa.func.count().label("deals"),
            sa.func.sum(_DEALS.c.amount_minor).label("amount"),
        )
        .join(_STAGES, _STAGES.c.id == _DEALS.c.stage_id)
        .where(*_open(one_team))
        .group_by(_STAGES.c.id, _STAGES.c.name, _STAGES.c.probability, _STAGES.c.position, _DEALS.c.currency)
        .order_by(_STAGES.c.position, _STAGES.c.id)
    )


@cache
def _to_close(one_team: bool) -> sa.Select[Any]:
    amount, chance = _DEALS.c.amount_minor, _STAGES.c.probability
    wide = sa.cast(amount, sa.Float)
    return (
        sa.select(
            _DEALS.c.currency,
            sa.func.sum(amount).label("amount"),
            # estimates: floating point is exact enough, and holds what whole numbers would not
            _as_it_comes(sa.func.sum(wide * chance)).label("weighted"),
            _as_it_comes(sa.func.sum(wide * wide * chance * (100 - chance))).label("spread"),
        )
        .join(_STAGES, _STAGES.c.id == _DEALS.c.stage_id)
        .where(*_open(one_team), amount.is_not(None), _DEALS.c.closes_on < sa.bindparam("end"))
        .group_by(_DEALS.c.currency)
    )


def _as_it_comes(number: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Without a conversion of its result: prepared statements know none for floating point, and it needs none."""
    return sa.type_coerce(number, sa.types.NULLTYPE)


@cache
def _gaps(one_team: bool) -> sa.Select[Any]:
    def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    return sa.select(
        count(_DEALS.c.amount_minor.is_(None)),
        count(_DEALS.c.closes_on.is_(None)),
        count(_DEALS.c.closes_on < sa.bindparam("today")),
        count(_DEALS.c.next_step == ""),
    ).where(*_open(one_team))
