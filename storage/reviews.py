"""A team's week and month in numbers: what the review on Friday and the month in review are written from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from sales import leaderboards as rules
from sales import periods, pipeline
from sales.money import Money
from sales.outlooks import Outlook
from sales.periods import Period
from storage import deals, goal_records, goals, kudos, leaderboards, pipelines, promises, rates, rows, teams
from storage.deals import Deal, Filter
from storage.goals import GoalProgress
from storage.leaderboards import Totals
from storage.pipelines import Gaps, Pipeline
from storage.promises import KeptShare
from storage.transactions import Change, ChangeSet, Transaction

SHOWN = 3
MONTHS_SHOWN = 13
"""A year, and the month that the last one is compared with."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose numbers: a team's, or everybody's where there is no team."""

    team_id: int | None
    name: str
    currency: str
    zone: str
    fiscal_year_start: int = 1


@dataclass(frozen=True, slots=True)
class Week:
    """What a week brought, and what the next one may."""

    period: Period
    now: Totals
    before: Totals
    lost: int
    new: int
    moved: int
    biggest: Any | None
    """The card of the largest win."""
    slipped: list[Any]
    """Cards of open deals whose close date was moved back in the week, the largest first."""
    closing: list[Any]
    """Cards of deals that are to close in the week after, the first ones."""
    closing_count: int
    closing_worth: Money
    promises: KeptShare | None = None
    """How many promises were kept of those that fell due; None for everybody."""
    thanks: int = 0
    """How often somebody of the team was thanked."""

    @property
    def is_empty(self) -> bool:
        return not (
            self.now.deals or self.lost or self.new or self.moved or self.slipped or self.closing_count or self.thanks
        )


@dataclass(frozen=True, slots=True)
class Quota:
    """What those with a quota were to win in a period, what they did, and what the others won besides."""

    period: Period
    won: Money
    wanted: Money
    besides: Money

    @property
    def percent(self) -> int:
        return round(100 * self.won.minor / self.wanted.minor)


@dataclass(frozen=True, slots=True)
class Month:
    """What a month brought, compared with others, and what is ahead."""

    period: Period
    now: Totals
    before: Totals
    year_ago: Totals
    lost: int
    lost_before: int
    new: int
    new_before: int
    reasons: list[tuple[str, int]]
    """Why deals were lost, the most frequent first."""
    pipeline: Pipeline
    outlooks: list[tuple[Period, Outlook]]
    """Of the month and the quarter that the reader is in."""
    quota: Quota | None
    by_month: list[tuple[Period, Money]]
    """A year of months, the one in review last."""
    gaps: Gaps = field(default_factory=lambda: Gaps(0, 0, 0, 0))
    goals: list[GoalProgress] = field(default_factory=list)
    """The team's own open goals."""
    largest_share: tuple[Any, int] | None = None
    """The open deal that the current quarter hangs on most: its card, and its percent of what is open in it."""

    @property
    def is_empty(self) -> bool:
        return not (self.now.deals or self.lost or self.new or self.before.deals or self.pipeline.deals)


_DEALS, _CHANGES, _SETS = rows.table(Deal), rows.table(Change), rows.table(ChangeSet)
_MOVED_BACK = (
    sa.select(_CHANGES.c.row_id, _CHANGES.c.after)
    .join(_SETS, _SETS.c.id == _CHANGES.c.change_set_id)
    .where(
        rows.mine(_CHANGES),
        _CHANGES.c.table_name == "deal",
        _CHANGES.c.row_id.in_(sa.bindparam("row_ids", expanding=True)),
        _SETS.c.at >= sa.bindparam("since"),
        _SETS.c.at < sa.bindparam("until"),
        _SETS.c.undone_by_id.is_(None),
    )
)
_CANDIDATES = 500
"""How many deals that slipped at all are looked through for those that did so in a week."""


def week(tx: Transaction, scope: Scope, period: Period) -> Week:
    """A team's week."""
    now, before = leaderboards.add_up(tx, [period, period.previous()], currency=scope.currency, team_id=scope.team_id)
    ahead = period.following()
    closing = Filter(team_id=scope.team_id, closing_from=ahead.start, closing_until=ahead.end)
    first, count = deals.search(tx, closing, limit=SHOWN)
    return Week(
        period=period,
        now=now,
        before=before,
        lost=_count(tx, scope, "lost", period),
        new=_count(tx, scope, "new", period),
        moved=_count(tx, scope, "moved", period),
        biggest=_biggest(tx, scope, period),
        slipped=_slipped(tx, scope, period),
        closing=first,
        closing_count=count,
        closing_worth=_worth(tx, scope, closing, period),
        promises=promises.kept_share(tx, scope.team_id, period) if scope.team_id is not None else None,
        thanks=_thanks(tx, scope, period),
    )


def month(tx: Transaction, scope: Scope, period: Period) -> Month:
    """A team's month, seen from the one after it."""
    months = [period]
    while len(months) < MONTHS_SHOWN:
        months.append(months[-1].previous())
    totals = leaderboards.add_up(tx, months, currency=scope.currency, team_id=scope.team_id)
    current = period.following()
    quarter = periods.quarter(current.start, scope.fiscal_year_start)
    ahead = [current] if current.end == quarter.end and current.start == quarter.start else [current, quarter]
    won = leaderboards.add_up(tx, ahead, currency=scope.currency, team_id=scope.team_id)
    outlooks = [
        (
            span,
            pipelines.outlook(
                tx,
                span,
                currency=scope.currency,
                team_id=scope.team_id,
                today=current.start,
                won=total.revenue.minor,
            ),
        )
        for span, total in zip(ahead, won, strict=True)
    ]
    return Month(
        period=period,
        now=totals[0],
        before=totals[1],
        year_ago=totals[12],
        lost=_count(tx, scope, "lost", period),
        lost_before=_count(tx, scope, "lost", period.previous()),
        new=_count(tx, scope, "new", period),
        new_before=_count(tx, scope, "new", period.previous()),
        reasons=_reasons(tx, scope, period),
        pipeline=pipelines.by_stage(tx, currency=scope.currency, team_id=scope.team_id, today=current.start),
        outlooks=outlooks,
        quota=_quota(tx, scope, period),
        by_month=[(total.period, total.revenue) for total in reversed(totals)],
        gaps=pipelines.gaps(tx, team_id=scope.team_id, today=current.start),
        goals=_goals(tx, scope, current.start),
        largest_share=_largest_share(tx, scope, quarter, outlooks[-1][1]),
    )


def _goals(tx: Transaction, scope: Scope, today: date) -> list[GoalProgress]:
    """Goals of the team as a whole: those of its people are theirs."""
    if scope.team_id is None:
        return []
    return goals.progress(tx, goal_records.open_of_team(tx, scope.team_id), today)


def _thanks(tx: Transaction, scope: Scope, period: Period) -> int:
    if scope.team_id is None:
        return 0
    since, until = periods.moments(period, scope.zone)
    return len(kudos.of_team(tx, scope.team_id, since=since, until=until))


def _count(tx: Transaction, scope: Scope, what: str, period: Period) -> int:
    statement = _counts(what, scope.team_id is not None)
    return int(rows.first(tx, statement, team_id=scope.team_id, first=period.start, end=period.end)[0])


@cache
def _counts(what: str, one_team: bool) -> sa.Select[Any]:
    of = _DEALS.c
    day = {"lost": of.closed_on, "new": of.opened_on, "moved": of.stage_since}[what]
    conditions = [rows.mine(_DEALS), day >= sa.bindparam("first"), day < sa.bindparam("end")]
    if one_team:
        conditions.append(of.team_id == sa.bindparam("team_id"))
    if what == "lost":
        conditions.append(of.outcome == pipeline.LOST)
    if what == "moved":
        conditions += [of.outcome == pipeline.OPEN, of.stage_since > of.opened_on]
    return sa.select(sa.func.count()).select_from(_DEALS).where(*conditions)


def _biggest(tx: Transaction, scope: Scope, period: Period) -> Any | None:
    won = Filter(outcome=pipeline.WON, team_id=scope.team_id, closing_from=period.start, closing_until=period.end)
    best = _largest(tx, scope, won, period.last_day)
    return best[1] if best is not None else None


def _largest(tx: Transaction, scope: Scope, wanted: Filter, day: date) -> tuple[int, Any] | None:
    """The largest of some deals, whatever its currency: what it is worth at the rates of a day, and its card."""
    exchange, best = rates.into(tx, scope.currency), None
    for currency, _minor in deals.worth(tx, wanted):
        card = deals.largest(tx, wanted, currency)
        worth = exchange.convert(Money(card.amount_minor, currency), day) if card is not None else None
        if worth is not None and (best is None or worth.minor > best[0]):
            best = (worth.minor, card)
    return best


def _slipped(tx: Transaction, scope: Scope, period: Period) -> list[Any]:
    """By the history: the deals whose count of slips grew in the period and that are still open."""
    since, until = periods.moments(period, scope.zone)
    candidates = deals.slipped(tx, scope.team_id, active_since=since, limit=_CANDIDATES)
    grown = _grown(tx, [card.id for card in candidates], since, until) if candidates else set()
    return [card for card in candidates if card.id in grown]


def _grown(tx: Transaction, deal_ids: list[int], since: datetime, until: datetime) -> set[int]:
    found = rows.every(tx, _MOVED_BACK, row_ids=deal_ids, since=since, until=until)
    return {row.row_id for row in found if "slips" in (row.after or {})}


def _worth(tx: Transaction, scope: Scope, wanted: Filter, period: Period) -> Money:
    exchange = rates.into(tx, scope.currency)
    amounts = (exchange.convert(Money(minor, code), period.last_day) for code, minor in deals.worth(tx, wanted))
    return Money(sum(amount.minor for amount in amounts if amount is not None), scope.currency)


def _reasons(tx: Transaction, scope: Scope, period: Period) -> list[tuple[str, int]]:
    statement = _reason_counts(scope.team_id is not None)
    found = rows.every(tx, statement, team_id=scope.team_id, first=period.start, end=period.end)
    return [(row.lost_reason, int(row.deals)) for row in found if row.lost_reason][:SHOWN]


@cache
def _reason_counts(one_team: bool) -> sa.Select[Any]:
    of = _DEALS.c
    conditions = [
        rows.mine(_DEALS),
        of.outcome == pipeline.LOST,
        of.closed_on >= sa.bindparam("first"),
        of.closed_on < sa.bindparam("end"),
    ]
    if one_team:
        conditions.append(of.team_id == sa.bindparam("team_id"))
    return (
        sa.select(of.lost_reason, sa.func.count().label("deals"))
        .where(*conditions)
        .group_by(of.lost_reason)
        .order_by(sa.func.count().desc(), of.lost_reason)
    )


def _quota(tx: Transaction, scope: Scope, period: Period) -> Quota | None:
    """How much of their quotas the people with one have won: of the month, else of the quarter that it lies in."""
    people = {member.id for member in teams.people(tx, scope.team_id)} if scope.team_id is not None else None
    for span in (period, periods.quarter(period.start, scope.fiscal_year_start)):
        (total,) = leaderboards.add_up(tx, [span], currency=scope.currency, team_id=None, metric=rules.ATTAINMENT)
        counted = [tally for member_id, tally in total.tallies.items() if people is None or member_id in people]
        wanted = sum(tally.quota or 0 for tally in counted)
        if wanted:
            won = sum(tally.revenue for tally in counted if tally.quota)
            besides = sum(tally.revenue for tally in counted if not tally.quota)
            return Quota(span, *(Money(minor, scope.currency) for minor in (won, wanted, besides)))
    return None


def _largest_share(tx: Transaction, scope: Scope, quarter: Period, outlook: Outlook) -> tuple[Any, int] | None:
    if not outlook.open:
        return None
    best = _largest(tx, scope, Filter(team_id=scope.team_id, closing_until=quarter.end), quarter.start)
    return (best[1], round(100 * best[0] / outlook.open)) if best is not None else None
