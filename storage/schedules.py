"""Schedules: what the clock does for a team, a person or a thing of theirs, and the claims that make it do so once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field, SQLModel

from sales.schedules import Rule
from storage import rows, statements, workspaces
from storage.columns import Id, upsert
from storage.members import ADMIN, IMPORTED, INTERNAL, MANAGER, Member
from storage.partners import Partner
from storage.rows import Row
from storage.teams import Team, TeamMember
from storage.transactions import Transaction
from storage.workspaces import ACTIVE, Settings, Workspace

BRIEF, LEADERBOARD, MONTH, REVIEW, RISKS = "brief", "leaderboard", "month", "review", "risks"
GOAL_QUESTIONS, GOAL_REVIEWS = "goal_questions", "goal_reviews"
KUDOS = "kudos"
PARTNER_CHECKIN = "partner_checkin"
PARTNER_RISKS, PARTNER_SCORES = "partner_risks", "partner_scores"
DEFAULTS: dict[str, dict[str, Any]] = {
    KUDOS: {"weekdays": "4", "at": "15:00"},
    LEADERBOARD: {"weekdays": "0", "at": "09:00"},
    MONTH: {"monthly": True, "at": "09:00"},
    REVIEW: {"weekdays": "4", "at": "16:00"},
    RISKS: {"weekdays": "01234", "at": "09:30"},
    GOAL_QUESTIONS: {"weekdays": "3", "at": "15:00"},
    GOAL_REVIEWS: {"weekdays": "01234", "at": "10:00"},
}
"""What every team with a home has, until somebody chooses otherwise: the columns of its schedule, by kind."""
BRIEF_DEFAULT: dict[str, Any] = {"weekdays": "01234", "at": "08:30"}
"""What everybody in a team has, by their own clock."""
PARTNER_DEFAULTS: dict[str, dict[str, Any]] = {
    PARTNER_RISKS: {"weekdays": "01234", "at": "09:30"},
    PARTNER_SCORES: {"weekdays": "01234", "at": "09:00"},
}
"""What whoever looks after partners has, by their own clock; there is something to say of scores twice a quarter."""
POSTED, SKIPPED, NOTHING = "posted", "skipped", "nothing"


class Schedule(Row, table=True):
    """Something that comes back, for a team or one person; see `sales.schedules.Rule` for what the days mean."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "key"),)

    kind: str
    """Who takes care of it: a name in `scheduler.ticks`."""
    key: str
    """What it is for, once for each: `leaderboard team:3`."""
    team_id: int | None = Field(default=None, foreign_key="team.id", sa_type=Id)
    member_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    subject_id: int | None = Field(default=None, sa_type=Id)
    """The row of the capability's own that it is about."""
    weekdays: str = "0"
    """Digits, Monday is 0."""
    every_weeks: int = 1
    starts_on: date | None = None
    monthly: bool = False
    """The first working day of each month, instead of weekdays."""
    at: str = "09:00"
    zone: str = ""
    """Whose clock it goes by; empty for the person's own, or else the team's."""
    enabled: bool = True


class ScheduleDue(SQLModel, table=True):
    """When a schedule is due next: a note of the clock's to itself, made anew when what it comes from has changed."""

    __tablename__ = "schedule_due"

    schedule_id: int = Field(primary_key=True, foreign_key="schedule.id", sa_type=Id)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    due_at: datetime = Field(index=True)
    period_key: str
    """The local period it is due for, as `2026-W48`."""
    schedule_version: int
    team_version: int
    member_version: int
    settings_version: int
    """Of the rows that it was made from: the time, the zone, the days off. 0 where there is no such row."""


class ScheduleRun(SQLModel, table=True):
    """A period that somebody has taken care of; there is no second row for it."""

    __tablename__ = "schedule_run"

    schedule_id: int = Field(primary_key=True, foreign_key="schedule.id", sa_type=Id)
    period_key: str = Field(primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    claimed_at: datetime
    outcome: str = POSTED
    """posted, skipped (too late to be of use), or nothing (there was nothing to say)."""


_WORKSPACES, _TEAMS, _MEMBERS, _SETTINGS = (rows.table(t) for t in (Workspace, Team, Member, Settings))
_SCHEDULES, _DUE, _RUNS = (rows.table(t) for t in (Schedule, ScheduleDue, ScheduleRun))
_BY_KEY = sa.select(_SCHEDULES).where(rows.mine(_SCHEDULES), _SCHEDULES.c.key == sa.bindparam("key"))
_ENABLED = sa.select(_SCHEDULES).where(rows.mine(_SCHEDULES), _SCHEDULES.c.enabled).order_by(_SCHEDULES.c.id)
_OF_WORKSPACE = (
    sa.select(_SCHEDULES, _TEAMS.c.name.label("team_name"), _DUE.c.due_at)
    .join(_TEAMS, _TEAMS.c.id == _SCHEDULES.c.team_id)
    .outerjoin(_DUE, _DUE.c.schedule_id == _SCHEDULES.c.id)
    .where(rows.mine(_SCHEDULES), _SCHEDULES.c.kind == sa.bindparam("kind"), _SCHEDULES.c.enabled, _TEAMS.c.is_active)
    .order_by(_TEAMS.c.name)
)
_DUE_NOW = (
    sa.select(_DUE)
    .join(_WORKSPACES, (_WORKSPACES.c.id == _DUE.c.workspace_id) & (_WORKSPACES.c.state == ACTIVE))
    .where(_DUE.c.due_at <= sa.bindparam("now"))
    .order_by(_DUE.c.due_at, _DUE.c.schedule_id)
    .limit(sa.bindparam("limit"))
)
_NEXT_DUE = sa.select(sa.func.min(_DUE.c.due_at)).where(_DUE.c.due_at > sa.bindparam("after", type_=_DUE.c.due_at.type))
_LOCKED = (
    sa.select(_SCHEDULES)
    .where(rows.mine(_SCHEDULES), _SCHEDULES.c.id == sa.bindparam("schedule_id"), _SCHEDULES.c.enabled)
    .with_for_update()
)
_UNPLANNED = (
    sa.select(_SCHEDULES)
    .join(_WORKSPACES, (_WORKSPACES.c.id == _SCHEDULES.c.workspace_id) & (_WORKSPACES.c.state == ACTIVE))
    .join(_SETTINGS, _SETTINGS.c.workspace_id == _SCHEDULES.c.workspace_id)
    .outerjoin(_TEAMS, _TEAMS.c.id == _SCHEDULES.c.team_id)
    .outerjoin(_MEMBERS, _MEMBERS.c.id == _SCHEDULES.c.member_id)
    .outerjoin(
        _DUE,
        sa.and_(
            _DUE.c.schedule_id == _SCHEDULES.c.id,
            _DUE.c.schedule_version == _SCHEDULES.c.version,
            _DUE.c.team_version == sa.func.coalesce(_TEAMS.c.version, 0),
            _DUE.c.member_version == sa.func.coalesce(_MEMBERS.c.version, 0),
            _DUE.c.settings_version == _SETTINGS.c.version,
        ),
    )
    .where(_SCHEDULES.c.enabled, _DUE.c.schedule_id.is_(None))
    .limit(sa.bindparam("limit"))
)
_PLACES, _PARTNERS = rows.table(TeamMember), rows.table(Partner)


def _enroll(kind: str, column: str, of: sa.Table, values: dict[str, Any], *conditions: sa.ColumnElement[bool]) -> Any:
    """Whether a team or person has no schedule of a kind, and what gives it to all of them: columns and rows."""
    whose = column.removesuffix("_id")
    key = sa.literal(f"{kind} {whose}:").concat(sa.cast(of.c.id, sa.String))
    columns = {"version": 1, "every_weeks": 1, "monthly": False, "weekdays": "0", "zone": "", "enabled": True}
    chosen = {**columns, **values, "kind": kind}
    taken = sa.exists().where(_SCHEDULES.c.workspace_id == of.c.workspace_id, _SCHEDULES.c.key == key)
    missing = (
        sa.select(of.c.workspace_id, of.c.id, key, *(sa.literal(value) for value in chosen.values()))
        .join(_WORKSPACES, (_WORKSPACES.c.id == of.c.workspace_id) & (_WORKSPACES.c.state == ACTIVE))
        .where(of.c.is_active, *conditions, ~taken)
    )
    names = ["workspace_id", column, "key", *chosen]
    return sa.select(missing.exists()), names, missing


_ENROLL = [
    *(_enroll(kind, "team_id", _TEAMS, values, _TEAMS.c.channel_id != "") for kind, values in DEFAULTS.items()),
    _enroll(
        BRIEF,
        "member_id",
        _MEMBERS,
        BRIEF_DEFAULT,
        _MEMBERS.c.kind == INTERNAL,
        _MEMBERS.c.wants_brief,
        ~_MEMBERS.c.slack_user_id.startswith(IMPORTED),
        sa.exists().where(
            _PLACES.c.workspace_id == _MEMBERS.c.workspace_id,
            _PLACES.c.member_id == _MEMBERS.c.id,
            _TEAMS.c.id == _PLACES.c.team_id,
            _TEAMS.c.is_active,
        ),
    ),
    *(
        _enroll(
            kind,
            "member_id",
            _MEMBERS,
            values,
            _MEMBERS.c.kind == INTERNAL,
            ~_MEMBERS.c.slack_user_id.startswith(IMPORTED),
            sa.exists().where(
                _PARTNERS.c.workspace_id == _MEMBERS.c.workspace_id,
                _PARTNERS.c.is_active,
                # admins look after those whom nobody else does
                (_PARTNERS.c.manager_id == _MEMBERS.c.id) | _MEMBERS.c.role.in_((MANAGER, ADMIN)),
            ),
        )
        for kind, values in PARTNER_DEFAULTS.items()
    ),
]


@cache
def _claim(dialect: str) -> Any:
    statement = upsert(dialect, _RUNS).values({column.name: sa.bindparam(column.name) for column in _RUNS.columns})
    return statement.on_conflict_do_nothing().returning(_RUNS.c.period_key)


@cache
def _plan(dialect: str) -> Any:
    statement = upsert(dialect, _DUE).values({column.name: sa.bindparam(column.name) for column in _DUE.columns})
    anew = {column.name: statement.excluded[column.name] for column in _DUE.columns if column.name != "schedule_id"}
    return statement.on_conflict_do_update(index_elements=["schedule_id"], set_=anew).returning(_DUE.c.schedule_id)


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that decides when a schedule is due."""

    schedule: Schedule
    team: Team | None
    member: Member | None
    settings: Settings

    @property
    def zone(self) -> str:
        """Whose clock it goes by."""
        member, team = self.member, self.team
        own = (member.zone or member.slack_zone) if member is not None else ""
        return self.schedule.zone or own or (team.zone if team is not None else self.settings.zone)

    @property
    def rule(self) -> Rule:
        """On which days, and when."""
        row = self.schedule
        at = time.fromisoformat(row.at)
        return Rule(at, self.zone, row.weekdays, row.every_weeks, row.starts_on, row.monthly)


def basis(tx: Transaction, schedule: Schedule) -> Basis:
    """The schedule with its team, its person and the workspace's settings."""
    team = rows.find(tx, Team, schedule.team_id) if schedule.team_id else None
    member = rows.find(tx, Member, schedule.member_id) if schedule.member_id else None
    return Basis(schedule, team, member, workspaces.settings(tx))


def find(
    tx: Transaction,
    kind: str,
    *,
    team_id: int | None = None,
    member_id: int | None = None,
    subject_id: int | None = None,
) -> Schedule | None:
    """The schedule of a kind for a team, a person, or a thing of theirs."""
    return rows.first(tx, _BY_KEY, key=_key(kind, team_id, member_id, subject_id))


def save(
    tx: Transaction,
    kind: str,
    *,
    team_id: int | None = None,
    member_id: int | None = None,
    subject_id: int | None = None,
    **values: Any,
) -> Schedule:
    """Make or change the schedule of a kind for a team, a person, or a thing; the clock notices by itself."""
    key = _key(kind, team_id, member_id, subject_id)
    existing = rows.first(tx, _BY_KEY, key=key)
    if existing is None:
        whose = {"team_id": team_id, "member_id": member_id, "subject_id": subject_id}
        return rows.insert(tx, Schedule, kind=kind, key=key, **whose, **values)
    return rows.update(tx, Schedule, existing, **values)


def begin(tx: Transaction, team_id: int) -> None:
    """Give a team the schedules that every team has; those that it has already stay as they are."""
    for kind, values in DEFAULTS.items():
        if find(tx, kind, team_id=team_id) is None:
            save(tx, kind, team_id=team_id, **values)


def lack_any(connection: Connection) -> bool:
    """Whether there is somebody to `enroll`: a question that keeps nobody waiting."""
    return any(connection.execute(lacks).scalar_one() for lacks, *_given in _ENROLL)


def enroll(connection: Connection) -> int:
    """Give every team with a home, and everybody who sells in a team, the schedules that they lack. How many were new.

    It is the clock's own doing, in one statement for each kind, and stands in no history. Who has one keeps it,
    switched off or not; whether there is anything to say is asked when it is due.
    """
    dialect = connection.dialect.name
    given = (upsert(dialect, _SCHEDULES).from_select(names, missing) for _lacks, names, missing in _ENROLL)
    return sum(int(connection.execute(statement.on_conflict_do_nothing()).rowcount) for statement in given)


def _key(kind: str, team_id: int | None, member_id: int | None, subject_id: int | None) -> str:
    whose = {"team": team_id, "member": member_id, "subject": subject_id}
    return " ".join([kind, *(f"{name}:{number}" for name, number in whose.items() if number is not None)])


def of_workspace(tx: Transaction, kind: str) -> list[Any]:
    """All teams' schedules of a kind that are on, with `team_name` and `due_at`: None where the clock has no plan."""
    return rows.every(tx, _OF_WORKSPACE, kind=kind)


def enabled(tx: Transaction) -> list[Schedule]:
    """All schedules of the workspace that are on."""
    return rows.every(tx, _ENABLED)


def due(connection: Connection, now: datetime, *, limit: int = 500) -> list[ScheduleDue]:
    """What is due now in all workspaces, the longest waiting first."""
    return statements.run(connection, _DUE_NOW, {"now": now, "limit": limit})


def first_due(connection: Connection, after: datetime) -> datetime | None:
    """When the next schedule of all falls due, as far as is planned."""
    return connection.execute(_NEXT_DUE, {"after": after}).scalar_one()


def unplanned(connection: Connection, *, limit: int = 500) -> list[Schedule]:
    """Schedules without a valid plan, in all workspaces: they, their team or the workspace's settings have changed."""
    return statements.run(connection, _UNPLANNED, {"limit": limit})


def lock(tx: Transaction, schedule_id: int) -> Schedule | None:
    """The schedule, which nobody changes until the transaction ends; None when it is gone or switched off."""
    return rows.first(tx, _LOCKED, schedule_id=schedule_id)


def plan(tx: Transaction, basis: Basis, *, due_at: datetime, period_key: str) -> None:
    """Write down when it is due next, and from which rows that was reckoned."""
    values = {
        "workspace_id": tx.workspace_id,
        "due_at": due_at,
        "period_key": period_key,
        "schedule_version": basis.schedule.version,
        "team_version": basis.team.version if basis.team is not None else 0,
        "member_version": basis.member.version if basis.member is not None else 0,
        "settings_version": basis.settings.version,
    }
    parameters = {"schedule_id": basis.schedule.id, **values}
    statements.run(tx.connection, _plan(tx.connection.dialect.name), parameters)


def unplan(tx: Transaction, schedule_id: int) -> None:
    """It is not due any more."""
    tx.connection.execute(
        sa.delete(_DUE).where(_DUE.c.workspace_id == tx.workspace_id, _DUE.c.schedule_id == schedule_id)
    )


def forget_old(connection: Connection, before: datetime) -> None:
    """Drop claims that are so old that their weeks cannot come again."""
    connection.execute(sa.delete(_RUNS).where(_RUNS.c.claimed_at < before))


def claim(tx: Transaction, schedule_id: int, period_key: str, outcome: str) -> bool:
    """Take care of a period, in the transaction that writes its posts. False when somebody already has."""
    values = {
        "schedule_id": schedule_id,
        "period_key": period_key,
        "workspace_id": tx.workspace_id,
        "claimed_at": tx.now,
        "outcome": outcome,
    }
    return bool(statements.run(tx.connection, _claim(tx.connection.dialect.name), values))


def note_outcome(tx: Transaction, schedule_id: int, period_key: str, outcome: str) -> None:
    """Say of a claimed period what came of it."""
    mine = (_RUNS.c.workspace_id == tx.workspace_id, _RUNS.c.schedule_id == schedule_id)
    tx.connection.execute(sa.update(_RUNS).where(*mine, _RUNS.c.period_key == period_key).values(outcome=outcome))
