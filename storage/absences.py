"""Who is away, from which day to which, and who takes over meanwhile."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from sales.periods import ONE_DAY
from storage import members, rows, teams
from storage.columns import Id
from storage.members import Member
from storage.rows import Row
from storage.transactions import Change, ChangeSet, Transaction


class Absence(Row, table=True):
    """Days on which a person is asked nothing and told nothing unasked."""

    __table_args__ = (sa.Index("ix_absence_member", "workspace_id", "member_id", "last_day"),)

    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    first_day: date
    last_day: date
    """Both days of the person's own calendar, both included."""
    cover_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    """Who gets meanwhile what falls due."""


_ABSENCES, _CHANGES, _SETS = (rows.table(t) for t in (Absence, Change, ChangeSet))
_ON = (
    sa.select(_ABSENCES)
    .where(
        rows.mine(_ABSENCES),
        _ABSENCES.c.first_day <= sa.bindparam("day"),
        _ABSENCES.c.last_day >= sa.bindparam("day"),
    )
    .order_by(_ABSENCES.c.last_day.desc(), _ABSENCES.c.id)
)
_ON_OF = _ON.where(_ABSENCES.c.member_id == sa.bindparam("member_id"))
_AHEAD = (
    sa.select(_ABSENCES)
    .where(
        rows.mine(_ABSENCES),
        _ABSENCES.c.member_id == sa.bindparam("member_id"),
        _ABSENCES.c.last_day >= sa.bindparam("day"),
    )
    .order_by(_ABSENCES.c.first_day, _ABSENCES.c.id)
)
_COVERED = _ON.where(_ABSENCES.c.cover_id.is_not(None))
_WITHIN = (
    sa.select(_ABSENCES)
    .where(
        rows.mine(_ABSENCES),
        _ABSENCES.c.member_id == sa.bindparam("member_id"),
        _ABSENCES.c.first_day <= sa.bindparam("last"),
        _ABSENCES.c.last_day >= sa.bindparam("first"),
    )
    .order_by(_ABSENCES.c.first_day, _ABSENCES.c.id)
)


def on(tx: Transaction, member_id: int, day: date) -> Absence | None:
    """The absence that a day of the person's lies in; of several the one that lasts longest."""
    return rows.first(tx, _ON_OF, member_id=member_id, day=day)


def everybody_away(tx: Transaction, day: date) -> set[int]:
    """The members who are away on a day."""
    return {absence.member_id for absence in rows.every(tx, _ON, day=day)}


def ahead(tx: Transaction, member_id: int, day: date) -> list[Absence]:
    """The person's absences that are not over on a day, the first one first."""
    return rows.every(tx, _AHEAD, member_id=member_id, day=day)


def cover(tx: Transaction, member_id: int, day: date) -> int:
    """Who stands in for a person on a day: the cover of the cover if need be; the person where nobody is there."""
    asked = {member_id}
    while True:
        absence = on(tx, member_id, day)
        if absence is None or absence.cover_id is None or absence.cover_id in asked:
            return member_id
        if not members.get(tx, absence.cover_id).is_active:
            return member_id
        member_id = absence.cover_id
        asked.add(member_id)


def covered_by(tx: Transaction, member_id: int, day: date) -> list[int]:
    """For whom a person stands in on a day, by `cover`; nobody while they are away themselves."""
    away = {absence.member_id for absence in rows.every(tx, _COVERED, day=day)}
    return [each for each in sorted(away) if each != member_id and cover(tx, each, day) == member_id]


def leading(tx: Transaction, team_id: int, day: date) -> list[Member]:
    """Who is told of a team on a day: its managers who are at work or, while all of them are away, their covers."""
    managers, away = teams.managers(tx, team_id), everybody_away(tx, day)
    at_work = [manager for manager in managers if manager.id not in away]
    if not at_work:
        covers = {cover(tx, manager.id, day) for manager in managers} - away
        at_work = [members.get(tx, member_id) for member_id in sorted(covers)]
    return [person for person in at_work if person.kind == members.INTERNAL and members.is_in_slack(person)]


def within(tx: Transaction, member_id: int, first: date, last: date) -> list[Absence]:
    """The person's absences that touch these days, the first one first."""
    return rows.every(tx, _WITHIN, member_id=member_id, first=first, last=last)


def find(tx: Transaction, absence_id: int) -> Absence | None:
    """The absence with this number, unless it was taken back."""
    return rows.find(tx, Absence, absence_id)


def save(
    tx: Transaction, absence: Absence | None, member_id: int, *, first_day: date, last_day: date, cover_id: int | None
) -> Absence:
    """Write down that a person is away, or change an absence that is known."""
    values = {"first_day": first_day, "last_day": last_day, "cover_id": cover_id}
    if absence is None:
        return rows.insert(tx, Absence, member_id=member_id, **values)
    return rows.update(tx, Absence, absence, **values)


def end(tx: Transaction, absence: Absence, today: date) -> None:
    """The person is there from today on: days before it stay as they were."""
    if absence.first_day >= today:
        rows.delete(tx, Absence, absence)
    else:
        rows.update(tx, Absence, absence, last_day=today - ONE_DAY)


def forget(tx: Transaction, member_id: int) -> None:
    """Drop when a person was away, here and in the history; who counted on them as a cover has none."""
    noted = (_CHANGES.c.workspace_id == tx.workspace_id, _CHANGES.c.table_name == Absence.__tablename__)
    whose = [values["member_id"].as_integer() == member_id for values in (_CHANGES.c.before, _CHANGES.c.after)]
    theirs = list(tx.connection.execute(sa.select(_CHANGES.c.row_id).where(*noted, sa.or_(*whose))).scalars())
    about = (*noted, _CHANGES.c.row_id.in_(theirs))
    typed = _SETS.c.id.in_(sa.select(_CHANGES.c.change_set_id).where(*about))
    tx.connection.execute(sa.update(_SETS).where(typed).values(command="away"))
    tx.connection.execute(sa.delete(_CHANGES).where(*about))
    mine = _ABSENCES.c.workspace_id == tx.workspace_id
    tx.connection.execute(sa.delete(_ABSENCES).where(mine, _ABSENCES.c.member_id == member_id))
    tx.connection.execute(sa.update(_ABSENCES).where(mine, _ABSENCES.c.cover_id == member_id).values(cover_id=None))
