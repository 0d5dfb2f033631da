"""The rounds in which check-ins are asked, and each person's part in a round."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field

from sales.checkins import LATE_FOR, Window
from storage import checkins, outbox, rows, statements, teams
from storage.checkins import ACTIVE, CheckIn
from storage.columns import Id
from storage.members import Member
from storage.rows import Row
from storage.transactions import Transaction
from storage.workspaces import ACTIVE as WORKSPACE_ACTIVE
from storage.workspaces import Workspace

EARLY, OPENING, OPEN, CLOSED = "early", "opening", "open", "closed"
WAITING, ANSWERED, SKIPPED, AWAY = "waiting", "answered", "skipped", "away"


class Round(Row, table=True):
    """One time that it was asked."""

    has_history = False
    __tablename__ = "checkin_round"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "checkin_id", "day"),
        sa.Index("ix_checkin_round_state", "state", "closes_at"),
    )

    checkin_id: int = Field(foreign_key="checkin.id", sa_type=Id)
    day: date
    """Of the local calendars: whatever clocks do, there is one round for each."""
    opens_at: datetime
    closes_at: datetime
    """When the last of the people asked have had their time."""
    state: str = OPENING
    """early: somebody answered before it began; opening: not everybody has their part yet; open; closed."""
    cursor: int = 0
    """The last member who was given a part while it opened."""
    people: int = 0
    """How many were asked when it was open to all."""


class Part(Row, table=True):
    """One person's part in a round. Of an anonymous one it says that they answered, not when, and not what."""

    has_history = False
    __tablename__ = "checkin_part"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "round_id", "member_id"),
        sa.Index("ix_checkin_part_member", "workspace_id", "member_id", "state", "closes_at"),
    )

    round_id: int = Field(foreign_key="checkin_round.id", sa_type=Id)
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    member_version: int
    """Of the person's row that the times were reckoned from."""
    asks_at: datetime
    closes_at: datetime
    state: str = WAITING
    reason: str = ""
    """Why it was skipped."""
    snoozed_until: datetime | None = None
    answered_at: datetime | None = None
    edited_at: datetime | None = None
    """When what had been in the summary already was changed."""
    is_late: bool = False


_ROUNDS, _PARTS, _CHECKINS = (rows.table(t) for t in (Round, Part, CheckIn))
_MEMBERS, _WORKSPACES = rows.table(Member), rows.table(Workspace)
_ROUND_OF_DAY = sa.select(_ROUNDS).where(
    rows.mine(_ROUNDS), _ROUNDS.c.checkin_id == sa.bindparam("checkin_id"), _ROUNDS.c.day == sa.bindparam("day")
)
_LATEST_ROUNDS = (
    sa.select(_ROUNDS)
    .where(rows.mine(_ROUNDS), _ROUNDS.c.checkin_id == sa.bindparam("checkin_id"), _ROUNDS.c.state != EARLY)
    .order_by(_ROUNDS.c.day.desc())
    .limit(sa.bindparam("limit"))
)
_MOVED = (
    (_MEMBERS.c.version != _PARTS.c.member_version)
    & (_PARTS.c.asks_at > sa.bindparam("now"))
    & (_PARTS.c.state == WAITING)
)
_SOMEBODY_MOVED = sa.exists().where(
    _PARTS.c.workspace_id == _ROUNDS.c.workspace_id,
    _PARTS.c.round_id == _ROUNDS.c.id,
    _MEMBERS.c.id == _PARTS.c.member_id,
    _MOVED,
)
_UNFINISHED = (
    sa.select(_ROUNDS.c.id, _ROUNDS.c.workspace_id, _ROUNDS.c.state, _ROUNDS.c.closes_at)
    .join(_WORKSPACES, (_WORKSPACES.c.id == _ROUNDS.c.workspace_id) & (_WORKSPACES.c.state == WORKSPACE_ACTIVE))
    .join(_CHECKINS, _CHECKINS.c.id == _ROUNDS.c.checkin_id)
    .where(
        (_ROUNDS.c.state == OPENING)
        | ((_ROUNDS.c.state == OPEN) & (_ROUNDS.c.closes_at <= sa.bindparam("now")))
        | ((_ROUNDS.c.state == OPEN) & _CHECKINS.c.by_person & _SOMEBODY_MOVED)
    )
    .order_by(_ROUNDS.c.id)
)
_LOCKED = sa.select(_ROUNDS).where(rows.mine(_ROUNDS), _ROUNDS.c.id == sa.bindparam("round_id")).with_for_update()
_AHEAD = (
    sa.select(_PARTS)
    .join(_MEMBERS, _MEMBERS.c.id == _PARTS.c.member_id)
    .where(rows.mine(_PARTS), _PARTS.c.round_id == sa.bindparam("round_id"), _MOVED)
    .order_by(_PARTS.c.id)
)
_PARTS_AMONG = sa.select(_PARTS.c.member_id).where(
    rows.mine(_PARTS),
    _PARTS.c.round_id == sa.bindparam("round_id"),
    _PARTS.c.member_id > sa.bindparam("after"),
    _PARTS.c.member_id <= sa.bindparam("last"),
)
_PART = sa.select(_PARTS).where(
    rows.mine(_PARTS), _PARTS.c.round_id == sa.bindparam("round_id"), _PARTS.c.member_id == sa.bindparam("member_id")
)
_MY_PARTS = (
    sa.select(
        _PARTS,
        _CHECKINS.c.name.label("checkin_name"),
        _ROUNDS.c.checkin_id,
        _ROUNDS.c.day,
        _ROUNDS.c.state.label("round_state"),
        _CHECKINS.c.is_anonymous,
    )
    .join(_ROUNDS, _ROUNDS.c.id == _PARTS.c.round_id)
    .join(_CHECKINS, _CHECKINS.c.id == _ROUNDS.c.checkin_id)
    .where(rows.mine(_PARTS), _PARTS.c.member_id == sa.bindparam("member_id"), _CHECKINS.c.state == ACTIVE)
)
_WAITING_FOR = _MY_PARTS.where(
    _PARTS.c.state == WAITING, _PARTS.c.asks_at <= sa.bindparam("now"), _PARTS.c.closes_at > sa.bindparam("now")
).order_by(_PARTS.c.closes_at, _CHECKINS.c.name, _PARTS.c.id)
_RECENT = _MY_PARTS.where(_PARTS.c.closes_at > sa.bindparam("since")).order_by(
    _PARTS.c.closes_at.desc(), _CHECKINS.c.name, _PARTS.c.id
)
# who has left counts only with an answer
_COUNTS = (
    rows.mine(_PARTS),
    _PARTS.c.round_id == sa.bindparam("round_id"),
    _MEMBERS.c.id == _PARTS.c.member_id,
    _MEMBERS.c.is_active | (_PARTS.c.state == ANSWERED),
)
_PEOPLE = sa.select(sa.func.count().label("people")).where(*_COUNTS)
_IS_AWAY = (_PARTS.c.state == WAITING) & _PARTS.c.member_id.in_(sa.bindparam("away", expanding=True))
_COUNTED = (
    sa.select(sa.case((_IS_AWAY, AWAY), else_=_PARTS.c.state).label("standing"), sa.func.count().label("people"))
    .where(*_COUNTS)
    .group_by("standing")
)
_NOT_ANSWERED = (
    sa.select(_MEMBERS.c.name, _PARTS.c.reason)
    .join(_PARTS, _PARTS.c.member_id == _MEMBERS.c.id)
    .where(
        rows.mine(_PARTS),
        _PARTS.c.round_id == sa.bindparam("round_id"),
        _PARTS.c.state != ANSWERED,
        _MEMBERS.c.is_active,
    )
    .order_by(_MEMBERS.c.name)
)


def begin(tx: Transaction, checkin: CheckIn, day: date, *, state: str = OPENING) -> Round:
    """The round of a day, made when there is none; one that somebody answered before it began now begins."""
    existing = of_day(tx, checkin.id, day)
    if existing is not None:
        return rows.update(tx, Round, existing, state=state) if existing.state == EARLY else existing
    team = teams.get(tx, checkin.team_id)
    spanned = checkins.span(tx, checkin, team, checkins.hours(checkin, checkins.schedule_of(tx, checkin)), day)
    values = {"opens_at": spanned.asks_at, "closes_at": spanned.closes_at, "state": state}
    return rows.insert(tx, Round, checkin_id=checkin.id, day=day, **values)


def of_day(tx: Transaction, checkin_id: int, day: date) -> Round | None:
    """The round of a day, if there is one."""
    return rows.first(tx, _ROUND_OF_DAY, checkin_id=checkin_id, day=day)


def latest(tx: Transaction, checkin_id: int, *, limit: int = 1) -> list[Round]:
    """The last rounds, the newest first."""
    return rows.every(tx, _LATEST_ROUNDS, checkin_id=checkin_id, limit=limit)


def unfinished(connection: Connection, now: datetime) -> list[Any]:
    """Rounds of all workspaces that have begun and not ended, of which something may be due."""
    return statements.run(connection, _UNFINISHED, {"now": now})


def lock(tx: Transaction, round_id: int) -> Round | None:
    """The round, which nobody changes until the transaction ends."""
    return rows.first(tx, _LOCKED, round_id=round_id)


def ahead(tx: Transaction, round_id: int) -> list[Part]:
    """The parts of people who changed since they were given them, and are not asked yet."""
    return rows.every(tx, _AHEAD, round_id=round_id, now=tx.now)


def have_parts(tx: Transaction, round_id: int, *, after: int, last: int) -> set[int]:
    """Who of the members with these numbers has a part in a round."""
    return {row.member_id for row in rows.every(tx, _PARTS_AMONG, round_id=round_id, after=after, last=last)}


def window(part: Part) -> Window:
    """When a person is asked, and until when."""
    return Window(part.asks_at, part.closes_at)


def part_of(tx: Transaction, round_id: int, member_id: int) -> Part | None:
    """A person's part in a round, if they have one."""
    return rows.first(tx, _PART, round_id=round_id, member_id=member_id)


def join(tx: Transaction, round_: Round, member: Member, window: Window, **values: Any) -> Part:
    """Give a person a part in a round."""
    basis = {"member_version": member.version, "asks_at": window.asks_at, "closes_at": window.closes_at}
    return rows.insert(tx, Part, round_id=round_.id, member_id=member.id, **basis, **values)


def change_part(tx: Transaction, part: Part, **changes: Any) -> Part:
    """Note what a person did; messages that ask for it say so."""
    changed = rows.update(tx, Part, part, **changes)
    outbox.outdate(tx, part_subject(part.round_id, part.member_id))
    return changed


def part_subject(round_id: int, member_id: int) -> str:
    """What messages to a person about their part speak of."""
    return f"checkin_part:{round_id}:{member_id}"


def subject(round_id: int) -> str:
    """What the summary of a round and the answers in its thread speak of."""
    return f"checkin_round:{round_id}"


def waiting_for(tx: Transaction, member_id: int, now: datetime) -> Sequence[Any]:
    """The parts for which a person's answer is awaited now, the first to close first: each a `Part` with its
    `checkin_name`, `checkin_id` and `day`."""
    return rows.every(tx, _WAITING_FOR, member_id=member_id, now=now)


def recent_parts(tx: Transaction, member_id: int, now: datetime, *, within: timedelta = LATE_FOR) -> Sequence[Any]:
    """A person's parts that are open or ended lately, the last to close first, with the same as `waiting_for` and
    `round_state`, `is_anonymous`."""
    return rows.every(tx, _RECENT, member_id=member_id, since=now - within)


def people(tx: Transaction, round_id: int) -> int:
    """How many people have a part in a round, as `turnout` counts them."""
    return int(rows.first(tx, _PEOPLE, round_id=round_id).people)


def turnout(tx: Transaction, round_id: int, *, away: Collection[int] = ()) -> dict[str, int]:
    """How many people's parts are in each state; of the members who are `away`, nobody is waited for.

    Who has left counts only with an answer.
    """
    counted = rows.every(tx, _COUNTED, round_id=round_id, away=list(away))
    return {row.standing: int(row.people) for row in counted}


def not_answered(tx: Transaction, round_id: int) -> list[tuple[str, str]]:
    """Who has not answered, and why as far as they said, for the eyes of their manager alone."""
    return [(row.name, row.reason) for row in rows.every(tx, _NOT_ANSWERED, round_id=round_id)]
