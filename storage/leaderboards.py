"""Adding up credits for boards: one statement over a covering index, whatever the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from sales import pipeline
from sales.leaderboards import ATTAINMENT, INFLUENCED, REVENUE, SOURCED, WIN_RATE, Standing, Tally, rank
from sales.money import Money
from sales.periods import Period
from storage import partner_sales, partners, rates, rows, teams
from storage.deals import Credit
from storage.members import Member
from storage.rates import Exchange
from storage.teams import Team
from storage.transactions import Transaction


@dataclass(slots=True)
class Totals:
    """What everybody did in one period, by member (or by team), in one currency."""

    period: Period
    currency: str
    tallies: dict[int, Tally] = field(default_factory=dict)
    converted: set[str] = field(default_factory=set)
    """Other currencies that were turned into this one."""
    left_out: set[str] = field(default_factory=set)
    """Currencies that have no rate, whose deals are counted but not their money."""

    @property
    def revenue(self) -> Money:
        """All money of the period."""
        return Money(sum(tally.revenue for tally in self.tallies.values()), self.currency)

    @property
    def deals(self) -> int:
        """All deals won in the period, each once."""
        return sum(tally.deals for tally in self.tallies.values())


_CREDITS = rows.table(Credit).c
_MEMBERS, _TEAMS = rows.table(Member), rows.table(Team)
_MEMBER_NAMES, _TEAM_NAMES = (
    sa.select(of.c.id, of.c.name).where(rows.mine(of), of.c.id.in_(sa.bindparam("ids", expanding=True)))
    for of in (_MEMBERS, _TEAMS)
)


def add_up(
    tx: Transaction,
    periods: list[Period],
    *,
    currency: str,
    team_id: int | None = None,
    member_id: int | None = None,
    by_team: bool = False,
    metric: str = REVENUE,
) -> list[Totals]:
    """Totals of each period in the board's currency, for one person, one team or the whole workspace.

    Money of other currencies is converted by the workspace's rates of the day it was won; sums are rounded once for
    each person, currency and rate. `by_team` adds up for teams instead of people. Lost deals are only counted for the
    win rate, and quotas, those of exactly the period, only looked up for their attainment.
    """
    exchange = rates.into(tx, currency)
    totals = []
    for period in periods:
        total = Totals(period, currency)
        whose = {"team_id": team_id, "member_id": member_id}
        _add(tx, total, exchange, pipeline.WON, by_team, **whose)
        if metric == WIN_RATE:
            _add(tx, total, exchange, pipeline.LOST, by_team, **whose)
        quotas = teams.quotas(tx, starts_on=period.start, ends_on=period.end) if metric == ATTAINMENT else []
        for quota in quotas:
            amount = exchange.convert(Money(quota.amount_minor, quota.currency), period.start)
            if amount is not None and not by_team and (team_id is None or quota.member_id in total.tallies):
                total.tallies.setdefault(quota.member_id, Tally(quota.member_id)).quota = amount.minor
        totals.append(total)
    return totals


def _add(tx: Transaction, total: Totals, exchange: Exchange, outcome: str, by_team: bool, **whose: int | None) -> None:
    only = {name: number for name, number in whose.items() if number is not None}
    statement = _sums(by_team, *only)
    edges = [total.period.start, *exchange.changes_within(total.period.start, total.period.end), total.period.end]
    for first, end in pairwise(edges):
        found = rows.every(tx, statement, outcome=outcome, first=first, end=end, **only)
        for who, currency, amount, shared, led, new_customers in found:
            tally = total.tallies.get(who) or total.tallies.setdefault(who, Tally(who))
            if outcome == pipeline.LOST:
                tally.lost += led
                continue
            tally.deals += led
            tally.shared += shared
            tally.new_customers += new_customers
            revenue = int(amount)
            if currency != exchange.currency:
                converted = exchange.convert(Money(revenue, currency), first)
                if converted is None:
                    total.left_out.add(currency)
                    continue
                total.converted.add(currency)
                revenue = converted.minor
            tally.revenue += revenue


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands by what they won in a period, in minor units, and where they would with less."""

    revenue: int
    rank: int
    rank_with_less: int


def place(
    tx: Transaction, period: Period, member_id: int, *, currency: str, team_id: int | None, less: int
) -> Place | None:
    """A person's place on a board of revenue, without adding up the board; None for who has won nothing.

    It is what `add_up` and `sales.leaderboards.rank` would find. Only where currencies mix is that the way.
    """
    only = () if team_id is None else ("team_id",)
    parameters = {"outcome": pipeline.WON, "first": period.start, "end": period.end, "team_id": team_id}
    found = rows.first(tx, _place(*only), **parameters, member_id=member_id, currency=currency, less=less)
    if not found.foreign:
        return found.mine and Place(int(found.mine), 1 + found.above, 1 + found.above_less)
    (total,) = add_up(tx, [period], currency=currency, team_id=team_id)
    mine = total.tallies.pop(member_id, Tally(member_id)).revenue
    others = [tally.revenue for tally in total.tallies.values()]
    above, above_less = (sum(other > revenue for other in others) for revenue in (mine, mine - less))
    return Place(mine, 1 + above, 1 + above_less) if mine else None


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard as data: who stands where by which metric, and what it is compared with."""

    metric: str
    now: Totals
    before: Totals
    standings: list[Standing]
    names: dict[int, str]
    """Of everybody who stands on it."""


def find(tx: Transaction, period: Period, *, currency: str, of_partners: str = "", **whose: Any) -> Board:
    """The board that somebody asked for: of partners by a part of what was won with them, else as `board`."""
    if of_partners:
        return partner_board(tx, period, currency=currency, part=of_partners)
    return board(tx, period, currency=currency, **whose)


def board(
    tx: Transaction,
    period: Period,
    *,
    metric: str,
    currency: str,
    team_id: int | None = None,
    by_team: bool = False,
) -> Board:
    """The board of a period, for one team or everybody, or of teams against each other."""
    now, before = add_up(
        tx,
        [period, period.previous()],
        currency=currency,
        team_id=team_id,
        by_team=by_team,
        metric=metric,
    )
    names = _names(tx, by_team, set(now.tallies))
    return Board(metric, now, before, rank(now.tallies.values(), before.tallies.values(), metric, names), names)


def partner_board(tx: Transaction, period: Period, *, currency: str, part: str) -> Board:
    """The board of partners by what was won with them: all of it, what they sourced, or what they influenced."""
    totals = []
    for each in (period, period.previous()):
        won = partner_sales.won(tx, each, currency=currency)
        total = Totals(each, currency, converted=won.converted, left_out=won.left_out)
        for partner_id, sales in won.by_partner.items():
            deals, revenue = {
                SOURCED: (sales.sourced, sales.sourced_minor),
                INFLUENCED: (sales.influenced, sales.influenced_minor),
            }.get(part, (sales.deals, sales.minor))
            if deals:
                total.tallies[partner_id] = Tally(partner_id, revenue=revenue, deals=deals, shared=deals)
        totals.append(total)
    now, before = totals
    names = {partner.id: partner.name for partner in partners.every(tx, sorted(now.tallies))}
    return Board(REVENUE, now, before, rank(now.tallies.values(), before.tallies.values(), REVENUE, names), names)


def usual(tx: Transaction, period: Period, *, currency: str, team_id: int, periods: int = 4) -> dict[int, Decimal]:
    """What everybody won on average in the periods before this one, in minor units."""
    earlier = [period.previous()]
    while len(earlier) < periods:
        earlier.append(earlier[-1].previous())
    totals = add_up(tx, earlier, currency=currency, team_id=team_id)
    people = {member_id for total in totals for member_id in total.tallies}
    return {
        member_id: Decimal(sum(t.tallies[member_id].revenue for t in totals if member_id in t.tallies)) / periods
        for member_id in people
    }


def _names(tx: Transaction, by_team: bool, ids: set[int]) -> dict[int, str]:
    statement = _TEAM_NAMES if by_team else _MEMBER_NAMES
    return {row.id: row.name for row in rows.every(tx, statement, ids=sorted(ids))} if ids else {}


@cache
def _place(*only: str) -> sa.Executable:
    foreign = sa.func.count().filter(_CREDITS.currency != sa.bindparam("currency"))
    revenue = sa.func.sum(_CREDITS.amount_minor)
    of_board = _of_board(only)
    # the person's own is a short look into another index, and leaves one pass over everybody's
    is_mine = _CREDITS.member_id == sa.bindparam("member_id")
    mine = sa.select(revenue).where(*of_board, is_mine).correlate(None).scalar_subquery()
    won = (
        sa.select(_CREDITS.member_id, revenue.label("revenue"), foreign.label("foreign"), mine.label("mine"))
        .where(*of_board)
        .group_by(_CREDITS.member_id)
        .subquery()
    )
    is_other = won.c.member_id != sa.bindparam("member_id")
    return sa.select(
        sa.func.max(won.c.mine).label("mine"),
        sa.func.count().filter(won.c.revenue > won.c.mine).label("above"),
        sa.func.count().filter(is_other, won.c.revenue > won.c.mine - sa.bindparam("less")).label("above_less"),
        sa.func.sum(won.c.foreign).label("foreign"),
    )


@cache
def _sums(by_team: bool, *only: str) -> sa.Select[Any]:
    who = _CREDITS.team_id if by_team else _CREDITS.member_id
    led = sa.cast(_CREDITS.leads, sa.Integer)
    conditions = _of_board(only)
    if by_team:
        conditions.append(_CREDITS.team_id.is_not(None))
    return (
        sa.select(
            who.label("who"),
            _CREDITS.currency,
            sa.func.sum(_CREDITS.amount_minor).label("amount"),
            sa.func.count().label("shared"),
            sa.func.sum(led).label("led"),
            sa.func.sum(led * sa.cast(_CREDITS.new_customer, sa.Integer)).label("new_customers"),
        )
        .where(*conditions)
        .group_by(who, _CREDITS.currency)
    )


def _of_board(only: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """Credits of one outcome in one period; `only` are further columns that have one value."""
    conditions = [
        _CREDITS.workspace_id == sa.bindparam("workspace_id"),
        _CREDITS.outcome == sa.bindparam("outcome"),
        _CREDITS.closed_on >= sa.bindparam("first"),
        _CREDITS.closed_on < sa.bindparam("end"),
    ]
    return [*conditions, *(_CREDITS[name] == sa.bindparam(name) for name in only)]
