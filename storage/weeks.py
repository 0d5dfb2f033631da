"""A person's week in facts: what became of their deals, what they promised, how far open deals cover what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from sales import periods, pipeline
from sales.contradictions import Facts, GoalPace
from sales.money import Money
from sales.periods import Period
from storage import deals, leaderboards, promises, rates, rows, teams, workspaces
from storage.customers import Customer
from storage.deals import Credit, Deal, Filter
from storage.members import Member
from storage.stages import Stage
from storage.teams import Team
from storage.transactions import Change, ChangeSet, Transaction

LONGEST = timedelta(days=92)
"""How far back a week reaches, for who has not checked in for a long time."""
MOST_OPEN = 2000
"""How many open deals of one person are looked through; the next to close come first."""


@dataclass(frozen=True, slots=True)
class DealLine:
    """A deal as a week speaks of it."""

    deal_id: int
    number: int
    customer: str
    amount: Money | None
    stage: str
    closes_on: date | None
    """When it is expected to close, or was closed."""
    closed_before: date | None = None
    """When it was expected to close before it slipped."""
    quiet_days: int = 0
    """For how many days nobody has done anything about it."""


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise as a week speaks of it."""

    promise_id: int
    words: str
    due_on: date
    is_overdue: bool
    """Whether the working day on which it was to be asked about is over."""
    is_private: bool = False
    """Whether its words come out of feedback, and belong into nothing that others read."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is left to win in a period, and what the open deals that close in it are worth. One currency."""

    period: Period
    target: Money
    won: Money
    open: Money
    """At face value: not weighted by stage."""

    @property
    def left(self) -> Money:
        """What is left to win; nothing once the target is reached."""
        return Money(max(self.target.minor - self.won.minor, 0), self.target.currency)

    @property
    def ratio(self) -> Fraction | None:
        """How much of what is left the open deals would cover if all were won; None when nothing is left."""
        return Fraction(self.open.minor, self.left.minor) if self.left.minor else None


@dataclass(frozen=True, slots=True)
class Week:
    """Facts about a person's week, from `since` to `today`, both included."""

    since: date
    today: date
    won: tuple[DealLine, ...] = ()
    """Deals that they have a share of; the amount is the deal's."""
    lost: tuple[DealLine, ...] = ()
    new: tuple[DealLine, ...] = ()
    """Opened since, and still open."""
    moved: tuple[DealLine, ...] = ()
    """Open deals in another stage than before."""
    slipped: tuple[DealLine, ...] = ()
    """Open deals that are to close later than before."""
    passed: tuple[DealLine, ...] = ()
    """Open deals whose close date is over."""
    quiet: tuple[DealLine, ...] = ()
    """Open deals that nothing was done about for two weeks, the longest quiet first."""
    open_deals: int = 0
    promises: tuple[PromiseLine, ...] = ()
    """Due up to today, the oldest first."""
    coverage: Coverage | None = None
    """None without a quota for the month or the quarter."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say of it."""
        facts = (self.won, self.lost, self.new, self.moved, self.slipped, self.passed, self.promises)
        return not any(facts) and self.coverage is None


_DEALS, _CREDITS, _CUSTOMERS, _STAGES = (rows.table(t) for t in (Deal, Credit, Customer, Stage))
_CHANGES, _SETS = rows.table(Change), rows.table(ChangeSet)
_SHOWN = (_DEALS, _CUSTOMERS.c.name.label("customer_name"), _STAGES.c.name.label("stage_name"))
_OPEN = (
    sa.select(*_SHOWN)
    .join(_CUSTOMERS, _CUSTOMERS.c.id == _DEALS.c.customer_id)
    .join(_STAGES, _STAGES.c.id == _DEALS.c.stage_id)
    .where(rows.mine(_DEALS), _DEALS.c.outcome == pipeline.OPEN, _DEALS.c.owner_id == sa.bindparam("member_id"))
    .order_by(_DEALS.c.closes_on, _DEALS.c.id)
    .limit(MOST_OPEN)
)
_CLOSED = (
    sa.select(*_SHOWN)
    .join(_CREDITS, _CREDITS.c.deal_id == _DEALS.c.id)
    .join(_CUSTOMERS, _CUSTOMERS.c.id == _DEALS.c.customer_id)
    .join(_STAGES, _STAGES.c.id == _DEALS.c.stage_id)
    .where(
        rows.mine(_CREDITS),
        _CREDITS.c.outcome == sa.bindparam("outcome"),
        _CREDITS.c.closed_on >= sa.bindparam("since"),
        _CREDITS.c.closed_on <= sa.bindparam("until"),
        _CREDITS.c.member_id == sa.bindparam("member_id"),
        _DEALS.c.workspace_id == _CREDITS.c.workspace_id,
    )
    .order_by(_DEALS.c.closed_on, _DEALS.c.id)
)
_CHANGED = (
    sa.select(_CHANGES.c.row_id, _CHANGES.c.before)
    .join(_SETS, _SETS.c.id == _CHANGES.c.change_set_id)
    .where(
        rows.mine(_CHANGES),
        _CHANGES.c.table_name == Deal.__tablename__,
        _CHANGES.c.row_id.in_(sa.bindparam("deal_ids", expanding=True)),
        _SETS.c.at >= sa.bindparam("at"),
    )
    .order_by(_CHANGES.c.id)
)


def of_member(tx: Transaction, member: Member, *, team: Team | None, since: date, today: date) -> Week:
    """What happened from a day to today, by the person's own calendar; at most `LONGEST` is looked back.

    `team` gives the zone where the person has none. A deal that was moved, or whose date was moved, and back again has
    done neither.
    """
    since = max(min(since, today), today - LONGEST)
    settings = workspaces.settings(tx)
    zone = member.zone or member.slack_zone or (team.zone if team is not None else settings.zone)
    begins = periods.at_local(since, time(), zone)
    found = rows.every(tx, _OPEN, member_id=member.id)
    earlier = _as_it_was(tx, [deal.id for deal in found if deal.active_at >= begins and deal.opened_on < since], begins)
    quiet = deals.quiet_since(tx.now)
    return Week(
        since=since,
        today=today,
        won=_closed(tx, member, pipeline.WON, since, today),
        lost=_closed(tx, member, pipeline.LOST, since, today),
        new=tuple(_line(deal) for deal in found if deal.opened_on >= since),
        moved=tuple(
            _line(deal) for deal in found if earlier.get(deal.id, {}).get("stage_id", deal.stage_id) != deal.stage_id
        ),
        slipped=tuple(_slips(found, earlier)),
        passed=tuple(_line(deal) for deal in found if deal.closes_on is not None and deal.closes_on < today),
        quiet=_quiet(found, quiet, tx.now),
        open_deals=len(found),
        promises=_promises(tx, member, today),
        coverage=coverage(tx, member, today=today, fiscal_year_start=settings.fiscal_year_start),
    )


def facts(week: Week, goals: Sequence[GoalPace] = ()) -> Facts:
    """The week as `sales.contradictions` weighs it; `goals` are those of the person."""
    covered = week.coverage
    period = covered.period if covered is not None else None
    return Facts(
        coverage=covered.ratio if covered is not None else None,
        won=Fraction(covered.won.minor, covered.target.minor) if covered is not None else Fraction(0),
        elapsed=Fraction((week.today - period.start).days + 1, (period.end - period.start).days)
        if period
        else Fraction(0),
        open_deals=week.open_deals,
        quiet_days=tuple(line.quiet_days for line in week.quiet),
        slipped=len(week.slipped),
        overdue=len(week.passed),
        period=period.kind if period is not None else "",
        goals=tuple(goals),
    )


def coverage(tx: Transaction, member: Member, *, today: date, fiscal_year_start: int) -> Coverage | None:
    """How far a person's open deals cover what is left of their quota for the month, or else for the quarter."""
    for period in (periods.month(today), periods.quarter(today, fiscal_year_start)):
        quota = teams.quota(tx, member.id, starts_on=period.start, ends_on=period.end)
        if quota is not None and quota.amount_minor > 0:
            target = Money(quota.amount_minor, quota.currency)
            return _coverage(tx, member, period, target, today)
    return None


def _coverage(tx: Transaction, member: Member, period: Period, target: Money, today: date) -> Coverage:
    (total,) = leaderboards.add_up(tx, [period], currency=target.currency, member_id=member.id)
    won = total.tallies[member.id].revenue if member.id in total.tallies else 0
    exchange = rates.into(tx, target.currency)
    closing = Filter(owner_id=member.id, closing_from=period.start, closing_until=period.end)
    worth = [exchange.convert(Money(minor, currency), today) for currency, minor in deals.worth(tx, closing)]
    open_minor = sum(amount.minor for amount in worth if amount is not None)
    return Coverage(period, target, Money(won, target.currency), Money(open_minor, target.currency))


def _as_it_was(tx: Transaction, deal_ids: list[int], at: datetime) -> dict[int, dict[str, Any]]:
    """What the columns of deals that have changed since were at a moment, by deal."""
    earlier: dict[int, dict[str, Any]] = {}
    if deal_ids:
        for change in rows.every(tx, _CHANGED, deal_ids=deal_ids, at=at):
            earlier[change.row_id] = {**(change.before or {}), **earlier.get(change.row_id, {})}
    return earlier


def _slips(found: list[Any], earlier: dict[int, dict[str, Any]]) -> list[DealLine]:
    slipped = []
    for deal in found:
        before = earlier.get(deal.id, {}).get("closes_on")
        was = date.fromisoformat(before) if before else None
        if was is not None and deal.closes_on is not None and deal.closes_on > was:
            slipped.append(_line(deal, closed_before=was))
    return slipped


def _closed(tx: Transaction, member: Member, outcome: str, since: date, until: date) -> tuple[DealLine, ...]:
    found = rows.every(tx, _CLOSED, member_id=member.id, outcome=outcome, since=since, until=until)
    return tuple(_line(deal) for deal in found)


def _quiet(found: list[Any], since: datetime, now: datetime) -> tuple[DealLine, ...]:
    quiet = [_line(deal, quiet_days=(now - deal.active_at).days) for deal in found if deal.active_at < since]
    return tuple(sorted(quiet, key=lambda line: (-line.quiet_days, line.number)))


def _promises(tx: Transaction, member: Member, today: date) -> tuple[PromiseLine, ...]:
    return tuple(
        PromiseLine(
            row.id,
            row.words,
            row.due_on,
            is_overdue=promises.asked_on(tx, row.due_on) < today,
            is_private=row.source == promises.FEEDBACK,
        )
        for row in promises.due(tx, member.id, today)
        if row.owner_id == member.id
    )


def _line(deal: Any, **more: Any) -> DealLine:
    worth = None if deal.amount_minor is None else Money(deal.amount_minor, deal.currency)
    closes_on = deal.closes_on if deal.outcome == pipeline.OPEN else deal.closed_on
    return DealLine(deal.id, deal.number, deal.customer_name, worth, deal.stage_name, closes_on, **more)
