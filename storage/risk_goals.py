"""Goals that are behind pace, as risks: judged like quotas, by days behind an even pace."""

from __future__ import annotations

from dataclasses import dataclass

from sales import risks
from sales.goals import metrics
from sales.leaderboards import REVENUE
from sales.risks import PACE, Reason, Told
from storage import goals, risk_notices, teams
from storage.goal_records import Goal
from storage.goals import GoalProgress
from storage.risk_notices import GOAL
from storage.risks import Yardstick
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class GoalPace:
    """A goal that is behind. It is a person's, or a team's as a whole."""

    progress: GoalProgress
    owner_id: int
    """The person, or whoever set it for a team."""
    is_team: bool
    reason: Reason
    is_news: bool
    why: str = ""
    """Why somebody called it no risk, if they did."""


def behind(tx: Transaction, team_id: int, by: Yardstick, *, with_answered: bool = False) -> list[GoalPace]:
    """The goals of a team and its people that will probably be missed and are behind by as many days as the rule wants.

    A rate has no pace: it is a risk when it probably will be missed. What was called no risk is left out, unless asked.
    """
    limit = by.limits[PACE]
    if not limit.enabled:
        return []
    found = []
    for each in goals.behind(tx, team_id, by.today):
        if _is_quota(tx, each.goal):
            continue  # told as that
        days = limit.most
        if not metrics.is_rate(each.goal.metric):
            period = each.period
            days = risks.days_behind(each.reached, each.goal.target, period.start, period.end, by.today)
        reason = risks.pace(days, limit, f"{each.goal.ends_on} {each.goal.target}")
        if reason is not None:
            found.append((each, reason))
    ids = [each.goal.id for each, _reason in found]
    answered, told = risk_notices.answers(tx, GOAL, ids), risk_notices.last_told(tx, GOAL, ids)
    paces = []
    for each, reason in found:
        owner_id = each.goal.member_id or each.goal.set_by_id
        answer = answered.get((each.goal.id, PACE))
        is_answered = answer is not None and answer.facts == reason.facts
        if is_answered and not with_answered:
            continue
        notice = told.get((each.goal.id, PACE, reason.facts, owner_id))
        last = Told(notice.told_on, is_settled=False) if notice is not None else None
        paces.append(
            GoalPace(
                progress=each,
                owner_id=owner_id,
                is_team=each.goal.scope == metrics.TEAM,
                reason=reason,
                is_news=not is_answered and risks.is_news(last, by.today),
                why=answer.why if answer is not None and is_answered else "",
            )
        )
    return paces


def _is_quota(tx: Transaction, goal: Goal) -> bool:
    """Whether a person's quota is for the same days, and wants revenue as the goal does."""
    if goal.metric != REVENUE or goal.member_id is None:
        return False
    return teams.quota(tx, goal.member_id, starts_on=goal.starts_on, ends_on=goal.ends_on) is not None
