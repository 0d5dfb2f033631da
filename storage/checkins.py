"""Check-ins: what a team is asked again and again, of whom, when, and who reads the answers."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sales.checkins import EARLIEST_ZONE, Hours, Window, outside_quiet_hours
from storage import members, rows, schedules, teams
from storage.columns import Id, Json
from storage.members import INTERNAL, Member
from storage.rows import Row
from storage.schedules import Schedule
from storage.teams import Team, TeamMember
from storage.transactions import Transaction

KIND = "checkin"
"""Of the schedules that begin rounds."""
ACTIVE, PAUSED, DELETED = "active", "paused", "deleted"
TEAM_CHANNEL, MANAGER, CHANNEL = AUDIENCES = ("team", "manager", "channel")
"""Who reads the answers: the team's channel, its managers alone, or another channel."""


class CheckIn(Row, table=True):
    """What is asked of whom, for how long answers are awaited, and who reads them. When, its schedule says."""

    __table_args__ = (sa.Index("ix_checkin_team", "workspace_id", "team_id"),)

    team_id: int = Field(foreign_key="team.id", sa_type=Id)
    name: str
    member_ids: list[int] = Field(default=[], sa_type=Json)
    """Who is asked; everybody in the team when empty."""
    audience: str = TEAM_CHANNEL
    channel_id: str = ""
    """The other channel, where that is the audience."""
    is_anonymous: bool = False
    by_person: bool = False
    """Whether it goes by each person's own clock, not the team's."""
    minutes: int = 240
    """How long it waits for answers …"""
    until: str = ""
    """… or until which time of the clock."""
    reminds: bool = True
    author_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    state: str = ACTIVE


_CHECKINS, _MEMBERS, _PLACES, _TEAMS = (rows.table(t) for t in (CheckIn, Member, TeamMember, Team))
_ALIVE = (
    sa.select(_CHECKINS)
    .join(_TEAMS, _TEAMS.c.id == _CHECKINS.c.team_id)
    .where(rows.mine(_CHECKINS), _CHECKINS.c.state != DELETED, _TEAMS.c.is_active)
    .order_by(_CHECKINS.c.name, _CHECKINS.c.id)
)
_ASKABLE = (
    _MEMBERS.c.is_active,
    _MEMBERS.c.kind == INTERNAL,
    ~_MEMBERS.c.slack_user_id.startswith(members.IMPORTED),
)
_NEXT_PEOPLE = (
    sa.select(_MEMBERS)
    .where(rows.mine(_MEMBERS), *_ASKABLE, _MEMBERS.c.id > sa.bindparam("after"))
    .order_by(_MEMBERS.c.id)
    .limit(sa.bindparam("limit"))
)
_IN_TEAM = sa.exists().where(
    _PLACES.c.workspace_id == _MEMBERS.c.workspace_id,
    _PLACES.c.member_id == _MEMBERS.c.id,
    _PLACES.c.team_id == sa.bindparam("team_id"),
)
_CHOSEN = _MEMBERS.c.id.in_(sa.bindparam("member_ids", expanding=True))
_NEXT_OF_TEAM, _NEXT_CHOSEN = _NEXT_PEOPLE.where(_IN_TEAM), _NEXT_PEOPLE.where(_CHOSEN)
_CLOCKS = (
    sa.select(_MEMBERS.c.zone, _MEMBERS.c.slack_zone, sa.func.count().label("people"))
    .where(rows.mine(_MEMBERS), *_ASKABLE)
    .group_by(_MEMBERS.c.zone, _MEMBERS.c.slack_zone)
)
_CLOCKS_OF_TEAM, _CLOCKS_CHOSEN = _CLOCKS.where(_IN_TEAM), _CLOCKS.where(_CHOSEN)


def find(tx: Transaction, checkin_id: int) -> CheckIn | None:
    """The check-in with this id, unless it was deleted."""
    checkin = rows.find(tx, CheckIn, checkin_id)
    return checkin if checkin is not None and checkin.state != DELETED else None


def every(tx: Transaction) -> list[CheckIn]:
    """All check-ins that are not deleted, of teams that are not closed, by name."""
    return rows.every(tx, _ALIVE)


def of_team(tx: Transaction, team_id: int) -> list[CheckIn]:
    """A team's check-ins, by name."""
    return [checkin for checkin in every(tx) if checkin.team_id == team_id]


def of_member(tx: Transaction, member: Member) -> list[CheckIn]:
    """The active check-ins that a person takes part in, by name."""
    own = {team.id for team in teams.of_member(tx, member.id)}
    return [
        checkin
        for checkin in every(tx)
        if checkin.state == ACTIVE
        and (member.id in checkin.member_ids if checkin.member_ids else checkin.team_id in own)
    ]


def create(tx: Transaction, *, schedule: dict[str, Any], **values: Any) -> CheckIn:
    """A new check-in with its schedule: the columns `weekdays`, `at`, `every_weeks`, `starts_on`."""
    checkin = rows.insert(tx, CheckIn, **values)
    _save_schedule(tx, checkin, **schedule)
    return checkin


def change(tx: Transaction, checkin: CheckIn, *, schedule: dict[str, Any] | None = None, **changes: Any) -> CheckIn:
    """Change what it is, or when it is asked. What is open goes on as it began."""
    changed = rows.update(tx, CheckIn, checkin, **changes)
    _save_schedule(tx, changed, **(schedule or {}))
    return changed


def _save_schedule(tx: Transaction, checkin: CheckIn, **values: Any) -> None:
    schedules.save(
        tx,
        KIND,
        team_id=checkin.team_id,
        subject_id=checkin.id,
        zone=EARLIEST_ZONE if checkin.by_person else "",
        enabled=checkin.state == ACTIVE,
        **values,
    )


def schedule_of(tx: Transaction, checkin: CheckIn) -> Schedule:
    """When it is asked. That of a check-in by each person's clock goes by the first clock on Earth: the round is made
    then, and each of its prompts waits for the person's own time."""
    schedule = schedules.find(tx, KIND, team_id=checkin.team_id, subject_id=checkin.id)
    assert schedule is not None
    return schedule


def hours(checkin: CheckIn, schedule: Schedule) -> Hours:
    """At what time it asks, and how long it waits."""
    until = time.fromisoformat(checkin.until) if checkin.until else None
    return Hours(time.fromisoformat(schedule.at), checkin.minutes, until)


def zone_of(member: Member, team: Team) -> str:
    """Whose days are a person's."""
    return member.zone or member.slack_zone or team.zone


def next_people(tx: Transaction, checkin: CheckIn, *, after: int = 0, limit: int = 200) -> list[Member]:
    """Some of those who are to be asked and can be, in the order of their numbers, after one of them."""
    if checkin.member_ids:
        return rows.every(tx, _NEXT_CHOSEN, after=after, limit=limit, member_ids=checkin.member_ids)
    return rows.every(tx, _NEXT_OF_TEAM, after=after, limit=limit, team_id=checkin.team_id)


def takes_part(tx: Transaction, checkin: CheckIn, member: Member) -> bool:
    """Whether a person is one of those who are asked."""
    return [person.id for person in next_people(tx, checkin, after=member.id - 1, limit=1)] == [member.id]


def people(tx: Transaction, checkin: CheckIn) -> int:
    """How many people are asked."""
    return sum(row.people for row in _clocks(tx, checkin))


def _clocks(tx: Transaction, checkin: CheckIn) -> list[Any]:
    if checkin.member_ids:
        return rows.every(tx, _CLOCKS_CHOSEN, member_ids=checkin.member_ids)
    return rows.every(tx, _CLOCKS_OF_TEAM, team_id=checkin.team_id)


def span(tx: Transaction, checkin: CheckIn, team: Team, hours: Hours, day: date) -> Window:
    """From when the first until when the last of the people are asked on a day."""
    if not checkin.by_person:
        return hours.window(day, team.zone)
    windows = [hours.window(day, row.zone or row.slack_zone or team.zone) for row in _clocks(tx, checkin)]
    if not windows:
        return hours.window(day, team.zone)
    return Window(min(window.asks_at for window in windows), max(window.closes_at for window in windows))


def window_of(checkin: CheckIn, team: Team, hours: Hours, day: date, member: Member) -> Window:
    """When one person is asked, and until when: never in their quiet hours, even where the team's clock says so."""
    zone = zone_of(member, team)
    window = hours.window(day, zone if checkin.by_person else team.zone)
    calm = outside_quiet_hours(window, zone, member.quiet_from, member.quiet_until)
    # what is anonymous ends for all at once: an answer that comes after the others tells whose it is
    return Window(calm.asks_at, window.closes_at) if checkin.is_anonymous and not checkin.by_person else calm
