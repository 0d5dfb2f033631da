"""What was done day by day for a goal: aggregated by the database, in one statement over a covering index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from sales import periods, pipeline
from sales.goals.metrics import ACTIVITIES, MEMBER, TEAM, is_rate
from sales.leaderboards import DEALS, NEW_CUSTOMERS, REVENUE
from sales.money import Money
from sales.periods import Period
from storage import rates, rows, teams
from storage.deals import Credit, Deal
from storage.rates import Exchange
from storage.transactions import Change, ChangeSet, Transaction

_CREDITS, _DEALS = rows.table(Credit).c, rows.table(Deal).c
_SETS, _CHANGES = rows.table(ChangeSet).c, rows.table(Change).c
_CLOSED = (
    _CREDITS.workspace_id == sa.bindparam("workspace_id"),
    _CREDITS.outcome == sa.bindparam("outcome"),
    _CREDITS.closed_on >= sa.bindparam("first"),
    _CREDITS.closed_on < sa.bindparam("end"),
)
_LED = sa.cast(_CREDITS.leads, sa.Integer)
_CREDITED = (
    sa.select(
        _CREDITS.closed_on.label("day"),
        _CREDITS.currency,
        sa.func.sum(_CREDITS.amount_minor).label("amount"),
        sa.func.sum(_LED).label("deals"),
        sa.func.sum(_LED * sa.cast(_CREDITS.new_customer, sa.Integer)).label("new_customers"),
    )
    .where(*_CLOSED)
    .group_by(_CREDITS.closed_on, _CREDITS.currency)
    .order_by(_CREDITS.closed_on)
)
_BY_MEMBER = _CREDITED.where(_CREDITS.member_id == sa.bindparam("whose"))
_BY_TEAM = _CREDITED.where(_CREDITS.team_id == sa.bindparam("whose"))
_BY_PARTNER = (
    sa.select(
        _DEALS.closed_on.label("day"),
        _DEALS.currency,
        sa.func.coalesce(sa.func.sum(_DEALS.amount_minor), 0).label("amount"),
        sa.func.count().label("deals"),
        sa.func.sum(sa.cast(_DEALS.new_customer, sa.Integer)).label("new_customers"),
    )
    .where(
        _DEALS.workspace_id == sa.bindparam("workspace_id"),
        _DEALS.partner_id == sa.bindparam("whose"),
        _DEALS.outcome == sa.bindparam("outcome"),
        _DEALS.closed_on >= sa.bindparam("first"),
        _DEALS.closed_on < sa.bindparam("end"),
    )
    .group_by(_DEALS.closed_on, _DEALS.currency)
    .order_by(_DEALS.closed_on)
)
_TOUCHES_A_DEAL = sa.exists().where(
    _CHANGES.workspace_id == _SETS.workspace_id, _CHANGES.change_set_id == _SETS.id, _CHANGES.table_name == "deal"
)
_ACTED = (
    _SETS.workspace_id == sa.bindparam("workspace_id"),
    _SETS.actor_id.in_(sa.bindparam("actors", expanding=True)),
    _SETS.at >= sa.bindparam("since"),
    _SETS.at < sa.bindparam("until"),
    _SETS.undone_by_id.is_(None),
    _SETS.undoes_id.is_(None),
    sa.not_(_SETS.command.startswith("import")),
    _TOUCHES_A_DEAL,
)
_ACTIVE_DAYS = (
    sa.select(sa.func.date(_SETS.at).label("day"), sa.func.count().label("count"))
    .where(*_ACTED)
    .group_by(sa.func.date(_SETS.at))
)
_ACTIVE_TIMES = sa.select(sa.func.count().label("count")).where(*_ACTED)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose deals are counted: a member, a team or a partner, by id."""

    scope: str
    id: int
    zone: str
    """Whose days they are; activities have a time of day."""


@dataclass(slots=True)
class Counts:
    """What was done by day. Money is turned into the goal's currency at the rate of the day it was won."""

    metric: str
    exchange: Exchange
    since: date = date.min
    """Since when there may be anything: what was before was not asked for."""
    won: list[Any] = field(default_factory=list)
    lost: list[Any] = field(default_factory=list)
    told: dict[date, int] = field(default_factory=dict)
    """Of activities, and of what people count by hand."""
    converted: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    """Currencies without a rate: their money is not in it."""

    @property
    def begins(self) -> date | None:
        """The first day that anything is on record."""
        return min([*self.told, *(row.day for row in (*self.won[:1], *self.lost[:1]))], default=None)

    def pair(self, first: date, end: date) -> tuple[int, int]:
        """How many deals were won and lost from a day up to, not including, another."""
        return (
            sum(row.deals for row in _within(self.won, first, end)),
            sum(row.deals for row in _within(self.lost, first, end)),
        )

    def total(self, first: date, end: date) -> int:
        """The number of the metric from a day up to, not including, another; of a rate, hundredths of a percent."""
        if is_rate(self.metric):
            won, lost = self.pair(first, end)
            return round(10_000 * won / (won + lost)) if won + lost else 0
        if self.metric == REVENUE:
            return self._money(first, end)
        if self.metric in (DEALS, NEW_CUSTOMERS):
            return sum(int(getattr(row, self.metric)) for row in _within(self.won, first, end))
        return sum(count for day, count in self.told.items() if first <= day < end)

    def comparable(self, period: Period, today: date, *, most: int) -> list[Period]:
        """The periods of the same length before this one that are over and on record, the latest first.

        The records of a period count when there are any before the first half of it is over.
        """
        first, before = self.begins, period.previous()
        found: list[Period] = []
        while first is not None and len(found) < most and before.start >= self.since:
            if before.start + (before.end - before.start) / 2 < first:
                break
            if before.end <= max(today, first):
                found.append(before)
            before = before.previous()
        return found

    def weeks(self, today: date, *, most: int) -> list[int]:
        """The totals of the last whole weeks before today, the latest first, as far back as the records go."""
        first, end = self.begins, today
        found: list[int] = []
        while first is not None and len(found) < most and end - timedelta(days=7) >= first:
            found.append(self.total(end - timedelta(days=7), end))
            end -= timedelta(days=7)
        return found

    def _money(self, first: date, end: date) -> int:
        """Summed for each currency and rate, and only then converted: nothing is rounded twice."""
        sums: dict[tuple[str, Any], tuple[int, date]] = {}
        for row in _within(self.won, first, end):
            key = (row.currency, self.exchange.rate(row.currency, row.day))
            minor, day = sums.get(key, (0, row.day))
            sums[key] = (minor + int(row.amount), day)
        total = 0
        for (currency, rate), (minor, day) in sums.items():
            worth = self.exchange.convert(Money(minor, currency), day)
            if worth is None:
                self.left_out.add(currency)
                continue
            if rate != 1 or currency != self.exchange.currency:
                self.converted.add(currency)
            total += worth.minor
        return total


def count(tx: Transaction, metric: str, currency: str, whose: Whose, *, first: date, end: date) -> Counts:
    """What was done from a day up to, not including, another, in one statement; two for a rate."""
    counts = Counts(metric, rates.into(tx, currency), first)
    if metric == ACTIVITIES:
        counts.told = _activities_by_day(tx, whose, first, end)
        return counts
    statement = {MEMBER: _BY_MEMBER, TEAM: _BY_TEAM}.get(whose.scope, _BY_PARTNER)
    parameters = {"whose": whose.id, "first": first, "end": end}
    counts.won = rows.every(tx, statement, outcome=pipeline.WON, **parameters)
    if is_rate(metric):
        counts.lost = rows.every(tx, statement, outcome=pipeline.LOST, **parameters)
    return counts


def activities(tx: Transaction, whose: Whose, period: Period) -> int:
    """How often the person, or the people of the team, did something about a deal, in days of their own zone.

    An activity is one act of theirs, typed or clicked, that changed at least one deal and still stands: a new deal, a
    move, a next step, a note. What was taken back, the taking back, imports and what the clock does are none.
    """
    since, until = periods.moments(period, whose.zone)
    return int(rows.first(tx, _ACTIVE_TIMES, actors=_actors(tx, whose), since=since, until=until).count)


def _activities_by_day(tx: Transaction, whose: Whose, first: date, end: date) -> dict[date, int]:
    """By days of UTC, which is good enough for a history that is added up over weeks."""
    since, until = periods.moments(periods.between(first, end - periods.ONE_DAY), "UTC")
    found = rows.every(tx, _ACTIVE_DAYS, actors=_actors(tx, whose), since=since, until=until)
    return {_day(row.day): int(row.count) for row in found}


def _actors(tx: Transaction, whose: Whose) -> list[int]:
    return [whose.id] if whose.scope == MEMBER else [person.id for person in teams.people(tx, whose.id)]


def _day(value: str | date | datetime) -> date:
    """SQLite gives a day as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _within(found: Iterable[Any], first: date, end: date) -> list[Any]:
    return [row for row in found if first <= row.day < end]
