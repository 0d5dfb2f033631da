"""Quotas and goals that are behind an even pace, as risks: by how many days, less what was answered already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sales import periods, risks
from sales.goals import metrics
from sales.leaderboards import REVENUE
from sales.money import Money
from sales.periods import Period
from sales.risks import PACE, Reason, Told
from storage import goals, leaderboards, risk_notices, teams
from storage.goal_records import Goal
from storage.goals import GoalProgress
from storage.members import Member
from storage.risk_notices import GOAL, QUOTA
from storage.risk_yardsticks import Yardstick
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why something is a risk, and what came of it."""

    reason: Reason
    is_news: bool
    """Whether it is to be told."""
    why: str
    """Why somebody called it no risk; empty when nobody did."""


@dataclass(frozen=True, slots=True)
class QuotaPace:
    """A quota that is behind."""

    quota_id: int
    member: Member
    won: Money
    target: Money
    period: Period
    verdict: Verdict

    @property
    def about(self) -> str:
        """By what its buttons know it."""
        return f"{QUOTA}:{self.quota_id}"


@dataclass(frozen=True, slots=True)
class GoalPace:
    """A goal that is behind: a person's, or a team's as a whole."""

    progress: GoalProgress
    verdict: Verdict

    @property
    def about(self) -> str:
        """By what its buttons know it."""
        return f"{GOAL}:{self.goal.id}"

    @property
    def is_team(self) -> bool:
        """Whether it is the whole team's."""
        return self.goal.scope == metrics.TEAM

    @property
    def goal(self) -> Goal:
        return self.progress.goal

    @property
    def owner_id(self) -> int:
        """The person, or whoever set it for a team."""
        return self.goal.member_id or self.goal.set_by_id


def of_quotas(tx: Transaction, people: Iterable[Member], by: Yardstick) -> list[QuotaPace]:
    """Those of these people's quotas that are behind, this quarter's and this month's, the furthest behind first."""
    limit, found = by.limits[PACE], []
    if not limit.enabled:
        return []
    known = {person.id: person for person in people}
    for period in (by.quarter, periods.month(by.today)):
        theirs = [
            quota for quota in teams.quotas(tx, starts_on=period.start, ends_on=period.end) if quota.member_id in known
        ]
        for currency in sorted({quota.currency for quota in theirs}):
            (total,) = leaderboards.add_up(tx, [period], currency=currency, metric=REVENUE)
            for quota in theirs:
                if quota.currency == currency:
                    tally = total.tallies.get(quota.member_id)
                    revenue = tally.revenue if tally is not None else 0
                    days = risks.days_behind(revenue, quota.amount_minor, period.start, period.end, by.today)
                    reason = risks.pace(days, limit, period.key)
                    if reason is not None:
                        found.append((quota, Money(revenue, currency), period, reason))
    verdicts = _verdicts(tx, QUOTA, [(quota.id, quota.member_id, reason) for quota, _, _, reason in found], by)
    paces = [
        QuotaPace(
            quota.id, known[quota.member_id], won, Money(quota.amount_minor, quota.currency), period, verdicts[quota.id]
        )
        for quota, won, period, _reason in found
    ]
    return sorted(paces, key=lambda pace: -pace.verdict.reason.figure)


def of_goals(tx: Transaction, found: Iterable[Goal], by: Yardstick) -> list[GoalPace]:
    """Those of these goals that will probably be missed and are behind by as many days as the rule wants.

    A rate has no pace: it is a risk when it probably will be missed. What is a quota as well is told as that.
    """
    limit = by.limits[PACE]
    if not limit.enabled:
        return []
    late = []
    for each in goals.behind(tx, found, by.today):
        if _is_quota(tx, each.goal):
            continue
        days = limit.most
        if not metrics.is_rate(each.goal.metric):
            period = each.period
            days = risks.days_behind(each.reached, each.goal.target, period.start, period.end, by.today)
        reason = risks.pace(days, limit, f"{each.goal.ends_on} {each.goal.target}")
        if reason is not None:
            late.append((each, reason))
    about = [(each.goal.id, each.goal.member_id or each.goal.set_by_id, reason) for each, reason in late]
    verdicts = _verdicts(tx, GOAL, about, by)
    return [GoalPace(each, verdicts[each.goal.id]) for each, _reason in late]


def _verdicts(
    tx: Transaction, about: str, late: Sequence[tuple[int, int, Reason]], by: Yardstick
) -> dict[int, Verdict]:
    """What to make of these quotas or goals, by id; each with its owner and how far behind it is."""
    ids = [number for number, _owner_id, _reason in late]
    answered, told = risk_notices.answers(tx, about, ids), risk_notices.last_told(tx, about, ids)
    found = {}
    for number, owner_id, reason in late:
        why = answered[number, PACE].why if risk_notices.is_answered(answered, number, reason) else ""
        notice = told.get((number, PACE, reason.facts, owner_id))
        last = Told(notice.told_on, is_settled=False) if notice is not None else None
        found[number] = Verdict(reason, not why and risks.is_news(last, by.today), why)
    return found


def _is_quota(tx: Transaction, goal: Goal) -> bool:
    """Whether a person's quota is for the same days, and wants revenue as the goal does."""
    if goal.metric != REVENUE or goal.member_id is None:
        return False
    return teams.quota(tx, goal.member_id, starts_on=goal.starts_on, ends_on=goal.ends_on) is not None
