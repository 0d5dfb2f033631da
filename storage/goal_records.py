"""The rows of goals: what was wanted, what was said of it, and what was agreed on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sales import periods
from sales.goals import metrics
from sales.goals.metrics import MEMBER, OPEN, TEAM
from sales.periods import Period
from storage import rows, teams, workspaces
from storage.columns import Id
from storage.rows import Row
from storage.transactions import Transaction

ASKED, AGREED, DECLINED = "asked", "agreed", "declined"
"""What became of a wish to change a goal."""
LISTED = 20


class Goal(Row, table=True):
    """A number that somebody wants to reach by a day."""

    __table_args__ = (
        sa.Index("ix_goal_member", "workspace_id", "state", "member_id"),
        sa.Index("ix_goal_team", "workspace_id", "state", "team_id"),
    )

    scope: str = MEMBER
    member_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    team_id: int | None = Field(default=None, foreign_key="team.id", sa_type=Id)
    partner_id: int | None = Field(default=None, foreign_key="partner.id", sa_type=Id)
    """One of the three, as the scope says."""
    metric: str
    target: int = Field(sa_type=sa.BigInteger)
    """Minor units of the currency, hundredths of a percent, or a count."""
    unit: str = ""
    """What is counted by hand, in the words of whoever set it."""
    currency: str = ""
    """Of a goal in money; else empty."""
    kind: str = "between"
    """Of its period; see `sales.periods`."""
    starts_on: date
    ends_on: date
    """The first day after it."""
    parent_id: int | None = Field(default=None, foreign_key="goal.id", sa_type=Id)
    """The goal of the team that it is a part of."""
    state: str = OPEN
    """open, reached or missed once it is over, or closed before."""
    set_by_id: int = Field(sa_type=Id)
    set_on: date
    agreed_by_id: int | None = Field(default=None, sa_type=Id)
    """The manager who set it or agreed to it; then its target changes only with a manager's agreement."""
    note: str = ""
    chance_before: int | None = None
    """The chance, in percent, that the history gave it when it was set; none where it was too early to say."""


class GoalCheckIn(Row, table=True):
    """What somebody said of a goal on a day: the number where people count it, how sure they are, and why."""

    __tablename__ = "goal_check_in"
    __table_args__ = (sa.Index("ix_goal_check_in_goal", "workspace_id", "goal_id"),)

    goal_id: int = Field(foreign_key="goal.id", sa_type=Id)
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    day: date
    value: int | None = Field(default=None, sa_type=sa.BigInteger)
    """The number reached by then, in the goal's own unit."""
    confidence: str = ""
    note: str = ""


class GoalAdjustment(Row, table=True):
    """A changed target or end, or the wish for one: what it was, what it is to be, why, and who agreed."""

    __tablename__ = "goal_adjustment"
    __table_args__ = (sa.Index("ix_goal_adjustment_goal", "workspace_id", "goal_id"),)

    goal_id: int = Field(foreign_key="goal.id", sa_type=Id)
    day: date
    old_target: int = Field(sa_type=sa.BigInteger)
    new_target: int = Field(sa_type=sa.BigInteger)
    old_ends_on: date | None = None
    new_ends_on: date | None = None
    """As in the goal, the first day after it; none where the end stays."""
    reason: str
    asked_by_id: int = Field(sa_type=Id)
    state: str = AGREED
    decided_by_id: int | None = Field(default=None, sa_type=Id)


_GOALS, _CHECK_INS, _ADJUSTMENTS = (rows.table(t) for t in (Goal, GoalCheckIn, GoalAdjustment))
_OPEN = sa.select(_GOALS).where(rows.mine(_GOALS), _GOALS.c.state == OPEN).order_by(_GOALS.c.ends_on, _GOALS.c.id)
_OPEN_OF_MEMBER = _OPEN.where(_GOALS.c.member_id == sa.bindparam("member_id"))
_OPEN_OF_TEAM = _OPEN.where(_GOALS.c.team_id == sa.bindparam("team_id"))
_OPEN_OF_PEOPLE = _OPEN.where(_GOALS.c.member_id.in_(sa.bindparam("member_ids", expanding=True)))
_OPEN_OF_PARTNERS = _OPEN.where(_GOALS.c.partner_id.is_not(None))
_CHILDREN = (
    sa.select(_GOALS)
    .where(rows.mine(_GOALS), _GOALS.c.parent_id == sa.bindparam("goal_id"), _GOALS.c.state != metrics.CLOSED)
    .order_by(_GOALS.c.id)
)
_ENDED = (
    sa.select(_GOALS)
    .where(rows.mine(_GOALS), _GOALS.c.state != OPEN, _GOALS.c.member_id == sa.bindparam("member_id"))
    .order_by(_GOALS.c.ends_on.desc(), _GOALS.c.id.desc())
    .limit(sa.bindparam("limit"))
)
_CHECK_INS_OF = (
    sa.select(_CHECK_INS)
    .where(rows.mine(_CHECK_INS), _CHECK_INS.c.goal_id == sa.bindparam("goal_id"))
    .order_by(_CHECK_INS.c.day, _CHECK_INS.c.id)
)
_ADJUSTMENTS_OF = (
    sa.select(_ADJUSTMENTS)
    .where(rows.mine(_ADJUSTMENTS), _ADJUSTMENTS.c.goal_id == sa.bindparam("goal_id"))
    .order_by(_ADJUSTMENTS.c.id)
)


def find(tx: Transaction, goal_id: int) -> Goal | None:
    """The goal with this id, unless it was taken back."""
    return rows.find(tx, Goal, goal_id)


def create(tx: Transaction, **values: Any) -> Goal:
    """A new goal."""
    return rows.insert(tx, Goal, **values)


def change(tx: Transaction, goal: Goal, **changes: Any) -> Goal:
    """Change a goal's state, parent or agreement; its target and end change by `adjust`."""
    return rows.update(tx, Goal, goal, **changes)


def tell(tx: Transaction, goal: Goal, member_id: int, day: date, **said: Any) -> GoalCheckIn:
    """Write down how a goal goes. What the same person said on the same day is amended: a second click says no more."""
    told = check_ins(tx, goal.id)
    if told and told[-1].day == day and told[-1].member_id == member_id:
        return rows.update(tx, GoalCheckIn, told[-1], **said)
    return rows.insert(tx, GoalCheckIn, goal_id=goal.id, member_id=member_id, day=day, **said)


def adjust(
    tx: Transaction,
    goal: Goal,
    *,
    target: int,
    ends_on: date,
    day: date,
    reason: str,
    asked_by_id: int,
    decided_by_id: int | None,
) -> GoalAdjustment:
    """Change target and end, or write down the wish where `decided_by_id` is None: then the old ones hold until a
    manager agrees."""
    moves = ends_on != goal.ends_on
    adjustment = rows.insert(
        tx,
        GoalAdjustment,
        goal_id=goal.id,
        day=day,
        old_target=goal.target,
        new_target=target,
        old_ends_on=goal.ends_on if moves else None,
        new_ends_on=ends_on if moves else None,
        reason=reason,
        asked_by_id=asked_by_id,
        decided_by_id=decided_by_id,
        state=ASKED if decided_by_id is None else AGREED,
    )
    if decided_by_id is not None:
        _apply(tx, goal, adjustment)
    return adjustment


def decide(tx: Transaction, adjustment: GoalAdjustment, goal: Goal, *, agrees: bool, by_id: int) -> GoalAdjustment:
    """A manager's answer to the wish for another target or end."""
    if agrees:
        _apply(tx, goal, adjustment)
    state = AGREED if agrees else DECLINED
    return rows.update(tx, GoalAdjustment, adjustment, state=state, decided_by_id=by_id)


def is_as_it_was(goal: Goal, adjustment: GoalAdjustment) -> bool:
    """Whether a goal still is what somebody wished to change."""
    return goal.target == adjustment.old_target and adjustment.old_ends_on in (None, goal.ends_on)


def _apply(tx: Transaction, goal: Goal, adjustment: GoalAdjustment) -> None:
    changes: dict[str, Any] = {"target": adjustment.new_target}
    if adjustment.new_ends_on is not None:
        start = workspaces.settings(tx).fiscal_year_start
        period = periods.named(goal.starts_on, adjustment.new_ends_on - periods.ONE_DAY, start)
        changes |= {"ends_on": period.end, "kind": period.kind}
    rows.update(tx, Goal, goal, **changes)


def find_adjustment(tx: Transaction, adjustment_id: int) -> GoalAdjustment | None:
    """The adjustment with this id."""
    return rows.find(tx, GoalAdjustment, adjustment_id)


def adjustments(tx: Transaction, goal_id: int) -> list[GoalAdjustment]:
    """Everything that was asked and agreed about a goal's target and end, oldest first."""
    return rows.every(tx, _ADJUSTMENTS_OF, goal_id=goal_id)


def check_ins(tx: Transaction, goal_id: int) -> list[GoalCheckIn]:
    """Everything that was said of a goal, oldest first."""
    return rows.every(tx, _CHECK_INS_OF, goal_id=goal_id)


def children(tx: Transaction, goal_id: int) -> list[Goal]:
    """The goals that are parts of this one, without those that were closed."""
    return rows.every(tx, _CHILDREN, goal_id=goal_id)


def open_of_member(tx: Transaction, member_id: int) -> list[Goal]:
    """A person's own open goals, the next to end first."""
    return rows.every(tx, _OPEN_OF_MEMBER, member_id=member_id)


def open_of_team(tx: Transaction, team_id: int) -> list[Goal]:
    """The open goals of a team as a whole, the next to end first."""
    return rows.every(tx, _OPEN_OF_TEAM, team_id=team_id)


def open_within(tx: Transaction, team_id: int) -> list[Goal]:
    """The open goals of a team as a whole, then those of its people, each the next to end first."""
    people = [person.id for person in teams.people(tx, team_id)]
    return [*open_of_team(tx, team_id), *open_of_people(tx, people)]


def open_of_people(tx: Transaction, member_ids: list[int]) -> list[Goal]:
    """The open goals of several people, the next to end first."""
    return rows.every(tx, _OPEN_OF_PEOPLE, member_ids=member_ids) if member_ids else []


def open_of_partners(tx: Transaction) -> list[Goal]:
    """The open goals of partners, the next to end first."""
    return rows.every(tx, _OPEN_OF_PARTNERS)


def ended_of_member(tx: Transaction, member_id: int) -> list[Goal]:
    """A person's goals that are over, the last one first."""
    return rows.every(tx, _ENDED, member_id=member_id, limit=LISTED)


def parents(
    tx: Transaction, *, metric: str, currency: str, unit: str, period: Period, team_ids: list[int]
) -> list[Goal]:
    """Open goals of these teams that count the same, in days that overlap: what a person's goal can be a part of."""
    found = [goal for team_id in team_ids for goal in open_of_team(tx, team_id)]
    return [
        goal
        for goal in found
        if (goal.metric, bool(goal.currency)) == (metric, bool(currency))
        and goal.unit.casefold() == unit.casefold()
        and goal.starts_on < period.end
        and period.start < goal.ends_on
    ]


def period_of(goal: Goal, fiscal_year_start: int) -> Period:
    """The days of a goal."""
    return Period(goal.kind, goal.starts_on, goal.ends_on, fiscal_year_start)


def is_shared(goal: Goal) -> bool:
    """Whether it is the goal of a team or a partner, not of one person."""
    return goal.scope != MEMBER


def owner_id(goal: Goal) -> int:
    """The id of the person, team or partner."""
    whose = goal.member_id if goal.scope == MEMBER else goal.team_id if goal.scope == TEAM else goal.partner_id
    assert whose is not None
    return whose
