"""Where goals stand: what is reached, how it will probably end, and whether a new one can be reached at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import sqlalchemy as sa

from sales import periods, pipeline
from sales.goals import forecasts, metrics
from sales.goals.forecasts import COUNT, MONEY, Forecast, Judgement
from sales.goals.metrics import ACTIVITIES, BY_HAND, MEMBER, PARTNER, TEAM
from sales.leaderboards import REVENUE
from sales.money import Money
from sales.periods import Period
from storage import goal_counts, goal_records, members, rates, rows, teams, workspaces
from storage.deals import Deal
from storage.goal_counts import Counts, Whose
from storage.goal_records import Goal, GoalCheckIn
from storage.members import Member
from storage.partners import Partner
from storage.stages import Stage
from storage.teams import Team
from storage.transactions import Transaction

UPDATED_WITHIN = timedelta(days=6)
"""Who said how a goal goes within these days is not asked."""
REMEMBERED = timedelta(days=4 * 366)
"""How far back the history of a forecast goes."""


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A goal and how far it has come."""

    goal: Goal
    name: str
    """Of the person, team or partner."""
    period: Period
    reached: int
    """In the goal's own unit; of a rate what it is now."""
    elapsed: float
    """Which part of its days is over, from 0 to 1."""
    confidence: str = ""
    """The last word on it; empty where nobody said any."""
    note: str = ""
    told_on: date | None = None
    """When somebody last said how it goes."""
    forecast: Forecast | None = None
    """None where it was not asked for, or it is too early to say."""
    weighted: Money | None = None
    """What the open deals that close in its days are worth, each times the chance of its stage; for money goals."""
    converted: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    daily: tuple[tuple[date, int], ...] = field(default=(), repr=False)
    """What was reached by the end of each day so far; only where it was asked for."""

    @property
    def is_over(self) -> bool:
        return self.elapsed >= 1

    @property
    def share(self) -> float:
        """Which part of the target is reached; more than 1 above it."""
        return self.reached / self.goal.target

    @property
    def expected(self) -> int:
        """What an even pace would have brought by this morning; of a rate the whole."""
        whole = self.goal.target
        return whole if metrics.is_rate(self.goal.metric) else round(whole * self.elapsed)

    @property
    def is_behind(self) -> bool:
        return metrics.is_behind(
            reached=self.reached,
            target=self.goal.target,
            elapsed_share=self.elapsed,
            chance=self.forecast.chance if self.forecast is not None else None,
            rate=metrics.is_rate(self.goal.metric),
        )

    @property
    def is_contradicted(self) -> bool:
        """Whether somebody said "on track" and the forecast doubts it."""
        return (
            self.confidence == metrics.ON_TRACK
            and self.forecast is not None
            and not self.is_over
            and self.forecast.chance < metrics.DOUBTFUL
        )


_DEALS, _STAGES = rows.table(Deal).c, rows.table(Stage).c
_WEIGHTED = (
    sa.select(_DEALS.currency, sa.func.sum(_DEALS.amount_minor * _STAGES.probability).label("weighted"))
    .join(rows.table(Stage), _STAGES.id == _DEALS.stage_id)
    .where(
        _DEALS.workspace_id == sa.bindparam("workspace_id"),
        _DEALS.outcome == pipeline.OPEN,
        _DEALS.closes_on < sa.bindparam("end"),
        _DEALS.amount_minor.is_not(None),
    )
    .group_by(_DEALS.currency)
)
_WEIGHTED_OF = {
    scope: _WEIGHTED.where(column == sa.bindparam("whose"))
    for scope, column in ((MEMBER, _DEALS.owner_id), (TEAM, _DEALS.team_id), (PARTNER, _DEALS.partner_id))
}


def of_member(tx: Transaction, member_id: int, today: date, *, forecast: bool = False) -> list[GoalProgress]:
    """A person's own open goals with what is reached, the next to end first."""
    return progress(tx, goal_records.open_of_member(tx, member_id), today, forecast=forecast)


def behind(tx: Transaction, found: Iterable[Goal], today: date) -> list[GoalProgress]:
    """Those of these goals that will probably be missed, the least likely first."""
    late = [each for each in progress(tx, found, today, forecast=True) if each.is_behind and not each.is_over]
    return sorted(late, key=lambda each: (each.forecast.chance if each.forecast else each.share, each.goal.id))


def to_tell(tx: Transaction, member: Member, today: date, *, also: Iterable[Goal] = ()) -> list[GoalProgress]:
    """The person's running goals, and those in `also`, of which nobody has said anything for six days."""
    found = [*goal_records.open_of_member(tx, member.id), *also]
    running = [goal for goal in found if goal.starts_on <= today < goal.ends_on]
    quiet = [goal for goal in running if not _is_fresh(goal_records.check_ins(tx, goal.id), today)]
    fresh = today - UPDATED_WITHIN
    # one that was set this week was thought about this week
    return [each for each in progress(tx, quiet, today, forecast=True) if each.goal.set_on <= fresh]


def progress(
    tx: Transaction, found: Iterable[Goal], today: date, *, forecast: bool = False, daily: bool = False
) -> list[GoalProgress]:
    """Where these goals stand, in their order. A forecast reads up to four years back."""
    start = workspaces.settings(tx).fiscal_year_start
    return [_progress(tx, goal, goal_records.period_of(goal, start), today, forecast, daily) for goal in found]


def judge(tx: Transaction, goal: Goal, today: date) -> Judgement:
    """Whether a goal, which need not be stored yet, can be reached: by what its person, team or partner did before."""
    if goal.metric == BY_HAND:
        return Judgement(None, ())
    period = goal_records.period_of(goal, workspaces.settings(tx).fiscal_year_start)
    counts, past = _history(tx, goal, period, today)
    if metrics.is_rate(goal.metric):
        return forecasts.judge_rate([counts.pair(each.start, each.end) for each in past], goal.target)
    judged = forecasts.judge([counts.total(each.start, each.end) for each in past], goal.target, _kind(goal))
    weeks = counts.weeks(today, most=forecasts.MOST_WEEKS)
    pace = forecasts.from_weeks(weeks, (period.end - period.start).days / 7, _kind(goal))
    if judged.category is not None or pace is None:
        return judged
    low, high = pace.quantile(forecasts.LOW), pace.quantile(forecasts.HIGH)
    return replace(judged, low=low, high=high, weeks=len(weeks))


def name_of(tx: Transaction, goal: Goal) -> str:
    """What the person, team or partner is called."""
    row_class: type[Member] | type[Team] | type[Partner] = {MEMBER: Member, TEAM: Team}.get(goal.scope, Partner)  # type: ignore[assignment]
    row: Member | Team | Partner | None = rows.find(tx, row_class, goal_records.owner_id(goal))
    return row.name if row is not None else "?"


def _progress(tx: Transaction, goal: Goal, period: Period, today: date, forecast: bool, daily: bool) -> GoalProgress:
    told = goal_records.check_ins(tx, goal.id)
    tomorrow = min(period.end, max(period.start, today + periods.ONE_DAY))
    past: list[Period] = []
    if goal.metric == BY_HAND:
        counts = _told(tx, goal, told)
    elif forecast:
        counts, past = _history(tx, goal, period, today)
    else:
        counts = goal_counts.count(tx, goal.metric, goal.currency, _whose(tx, goal), first=period.start, end=tomorrow)
    if goal.metric == ACTIVITIES:
        until = Period("between", period.start, tomorrow)
        reached = goal_counts.activities(tx, _whose(tx, goal), until) if period.start < tomorrow else 0
    else:
        reached = counts.total(period.start, tomorrow)
    spoken = [each for each in told if each.confidence]
    return GoalProgress(
        goal=goal,
        name=name_of(tx, goal),
        period=period,
        reached=reached,
        elapsed=metrics.elapsed(period, today),
        confidence=spoken[-1].confidence if spoken else "",
        note=spoken[-1].note if spoken else "",
        told_on=told[-1].day if told else None,
        forecast=_forecast(goal, counts, past, period, reached, today) if forecast else None,
        weighted=_weighted(tx, goal, period) if forecast and goal.metric == REVENUE and today < period.end else None,
        converted=frozenset(counts.converted),
        left_out=frozenset(counts.left_out),
        daily=tuple(_by_day(counts, period.start, tomorrow)) if daily else (),
    )


def _history(tx: Transaction, goal: Goal, period: Period, today: date) -> tuple[Counts, list[Period]]:
    """What was done in the goal's days so far and before, and the periods that it can be compared with."""
    earliest = today - REMEMBERED
    first, before = period.start, period.previous()
    for _ in range(forecasts.MOST_PERIODS):
        if before.start >= earliest:
            first, before = before.start, before.previous()
    first = min(first, today - timedelta(weeks=forecasts.MOST_WEEKS))
    counts = goal_counts.count(
        tx, goal.metric, goal.currency, _whose(tx, goal), first=first, end=max(first, today) + periods.ONE_DAY
    )
    return counts, counts.comparable(period, today, most=forecasts.MOST_PERIODS)


def _forecast(
    goal: Goal, counts: Counts, past: list[Period], period: Period, reached: int, today: date
) -> Forecast | None:
    """How the goal will end; today counts as still to come. None when it is too early to say, or over."""
    if today >= period.end:
        return None
    rest = period.end - max(today, period.start)
    parts = [(max(each.start, each.end - rest), each.end) for each in past]
    if metrics.is_rate(goal.metric):
        won, lost = counts.pair(period.start, period.end)
        predicted = forecasts.rate_from_periods(
            [counts.pair(each.start, each.end) for each in past],
            won=won,
            decided=won + lost,
            parts=[sum(counts.pair(*part)) for part in parts],
        )
        return forecasts.forecast_rate(goal.target, predicted, basis=len(past)) if predicted else None
    kind = _kind(goal)
    by_periods = forecasts.from_periods([counts.total(*part) for part in parts], kind)
    if by_periods is not None:
        return forecasts.forecast(reached, goal.target, by_periods, basis=len(past))
    weeks = counts.weeks(today, most=forecasts.MOST_WEEKS)
    by_weeks = forecasts.from_weeks(weeks, rest.days / 7, kind)
    if by_weeks is not None:
        return forecasts.forecast(reached, goal.target, by_weeks, basis=len(weeks), by_weeks=True)
    return None


def _told(tx: Transaction, goal: Goal, told: list[GoalCheckIn]) -> Counts:
    """What people counted by hand: their own numbers, and those of the goals that are parts of this one."""
    counts = Counts(goal.metric, rates.into(tx, goal.currency))
    before = 0
    for each in told:
        if each.value is not None:
            day = min(max(each.day, goal.starts_on), goal.ends_on - periods.ONE_DAY)
            counts.told[day] = counts.told.get(day, 0) + each.value - before
            before = each.value
    for child in goal_records.children(tx, goal.id):
        if child.metric == BY_HAND and child.currency == goal.currency:
            for day, count in _told(tx, child, goal_records.check_ins(tx, child.id)).told.items():
                counts.told[day] = counts.told.get(day, 0) + count
    return counts


def _by_day(counts: Counts, first: date, end: date) -> Iterable[tuple[date, int]]:
    """What was reached by the end of each day."""
    for number in range(1, (end - first).days + 1):
        yield first + timedelta(days=number - 1), counts.total(first, first + timedelta(days=number))


def _weighted(tx: Transaction, goal: Goal, period: Period) -> Money | None:
    """What the open deals that close before the end are worth, each by the chance of its stage."""
    exchange = rates.into(tx, goal.currency)
    total = 0
    for found in rows.every(tx, _WEIGHTED_OF[goal.scope], whose=goal_records.owner_id(goal), end=period.end):
        worth = exchange.convert(Money(round(int(found.weighted) / 100), found.currency), period.start)
        total += worth.minor if worth is not None else 0
    return Money(total, goal.currency) if total else None


def _whose(tx: Transaction, goal: Goal) -> Whose:
    settings = workspaces.settings(tx)
    zone = settings.zone
    if goal.scope == MEMBER and goal.member_id:
        member = members.get(tx, goal.member_id)
        zone = member.zone or member.slack_zone or zone
    elif goal.scope == TEAM and goal.team_id:
        zone = teams.get(tx, goal.team_id).zone
    return Whose(goal.scope, goal_records.owner_id(goal), zone)


def _kind(goal: Goal) -> str:
    return MONEY if goal.currency else COUNT


def _is_fresh(told: list[GoalCheckIn], today: date) -> bool:
    return bool(told) and told[-1].day > today - UPDATED_WITHIN
