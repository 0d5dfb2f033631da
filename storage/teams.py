"""Teams: their people, their home channel, their stages and their quotas."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage import rows
from storage.columns import Id
from storage.members import Member
from storage.rows import Row
from storage.transactions import Transaction


class Team(Row, table=True):
    """A sales team. Its channel hears of wins and gets the Monday board; days and weeks are those of its zone."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "name_key"),)

    name: str
    name_key: str
    """The name as it is compared: case folded."""
    channel_id: str = Field(default="", index=True)
    channel_name: str = ""
    zone: str = "UTC"
    locale: str = "en"
    currency: str = "USD"
    announces_amounts: bool = True
    """Whether the channel hears how much was won."""
    is_active: bool = True


class TeamMember(Row, table=True):
    """A person's place in a team."""

    __tablename__ = "team_member"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "team_id", "member_id"),
        sa.Index("ix_team_member_member", "workspace_id", "member_id"),
    )

    team_id: int = Field(foreign_key="team.id", sa_type=Id)
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    is_manager: bool = False


class Quota(Row, table=True):
    """What a person is to win in one period."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "member_id", "starts_on", "ends_on"),)

    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    starts_on: date
    ends_on: date
    """The first day after it."""
    amount_minor: int = Field(sa_type=sa.BigInteger)
    currency: str


_TEAMS, _PLACES, _MEMBERS, _QUOTAS = (rows.table(t) for t in (Team, TeamMember, Member, Quota))
_ACTIVE = sa.select(_TEAMS).where(rows.mine(_TEAMS), _TEAMS.c.is_active).order_by(_TEAMS.c.id)
_BY_NAME = sa.select(_TEAMS).where(rows.mine(_TEAMS), _TEAMS.c.name_key == sa.bindparam("name_key"))
_OF_MEMBER = (
    sa.select(_TEAMS)
    .join(_PLACES, _PLACES.c.team_id == _TEAMS.c.id)
    .where(rows.mine(_TEAMS), _TEAMS.c.is_active, _PLACES.c.member_id == sa.bindparam("member_id"))
    .order_by(_PLACES.c.id)
)
_LED_BY = _OF_MEMBER.where(_PLACES.c.is_manager)
_OF_CHANNEL = sa.select(_TEAMS).where(
    rows.mine(_TEAMS), _TEAMS.c.is_active, _TEAMS.c.channel_id == sa.bindparam("channel_id")
)
_FIRST_PLACES = (
    sa.select(_PLACES.c.member_id, _PLACES.c.team_id)
    .join(_TEAMS, _TEAMS.c.id == _PLACES.c.team_id)
    .where(rows.mine(_PLACES), _TEAMS.c.is_active)
    .order_by(_PLACES.c.id.desc())
)
_PLACES_IN = sa.select(_PLACES).where(rows.mine(_PLACES), _PLACES.c.team_id == sa.bindparam("team_id"))
_PLACE = _PLACES_IN.where(_PLACES.c.member_id == sa.bindparam("member_id"))
_PEOPLE = (
    sa.select(_MEMBERS)
    .join(_PLACES, _PLACES.c.member_id == _MEMBERS.c.id)
    .where(rows.mine(_PLACES), _PLACES.c.team_id == sa.bindparam("team_id"), _MEMBERS.c.is_active)
    .order_by(_MEMBERS.c.name, _MEMBERS.c.id)
)
_MANAGERS = _PEOPLE.where(_PLACES.c.is_manager)
_MANAGED = sa.select(_PLACES.c.team_id).where(
    rows.mine(_PLACES), _PLACES.c.member_id == sa.bindparam("member_id"), _PLACES.c.is_manager
)
_QUOTAS_WITHIN = (
    sa.select(_QUOTAS)
    .where(
        rows.mine(_QUOTAS),
        _QUOTAS.c.starts_on == sa.bindparam("starts_on"),
        _QUOTAS.c.ends_on == sa.bindparam("ends_on"),
    )
    .order_by(_QUOTAS.c.member_id)
)
_QUOTA = _QUOTAS_WITHIN.where(_QUOTAS.c.member_id == sa.bindparam("member_id"))


def get(tx: Transaction, team_id: int) -> Team:
    """The team with this id."""
    return rows.get(tx, Team, team_id)


def active(tx: Transaction) -> list[Team]:
    """All teams that are not closed, oldest first."""
    return rows.every(tx, _ACTIVE)


def homes(tx: Transaction) -> dict[int, int]:
    """Everybody's first team, by member: where their deals go when nobody says otherwise."""
    return {place.member_id: place.team_id for place in rows.every(tx, _FIRST_PLACES)}


def find_by_name(tx: Transaction, name: str) -> Team | None:
    """The team of this name, whatever its capitals."""
    return rows.first(tx, _BY_NAME, name_key=name.strip().casefold())


def people(tx: Transaction, team_id: int) -> list[Member]:
    """Everybody in the team who is still there, by name."""
    return rows.every(tx, _PEOPLE, team_id=team_id)


def managers(tx: Transaction, team_id: int) -> list[Member]:
    """The team's managers, by name."""
    return rows.every(tx, _MANAGERS, team_id=team_id)


def manages(tx: Transaction, member: Member, team_id: int | None) -> bool:
    """Whether this person leads the team."""
    return team_id in {row.team_id for row in rows.every(tx, _MANAGED, member_id=member.id)}


def of_member(tx: Transaction, member_id: int) -> list[Team]:
    """The teams that a person has a place in, the first one first."""
    return rows.every(tx, _OF_MEMBER, member_id=member_id)


def led_by(tx: Transaction, member_id: int) -> list[Team]:
    """The teams that a person leads, the first one first."""
    return rows.every(tx, _LED_BY, member_id=member_id)


def of_channel(tx: Transaction, channel_id: str) -> Team | None:
    """The team whose home this channel is."""
    return rows.first(tx, _OF_CHANNEL, channel_id=channel_id)


def create(tx: Transaction, name: str, **values: Any) -> Team:
    """A new team with nobody in it yet."""
    return rows.insert(tx, Team, name=name.strip(), name_key=name.strip().casefold(), **values)


def change(tx: Transaction, team: Team, **changes: Any) -> Team:
    """Change a team's name, home or habits."""
    if "name" in changes:
        changes["name_key"] = changes["name"].strip().casefold()
    return rows.update(tx, Team, team, **changes)


def add(tx: Transaction, team: Team, member: Member, *, is_manager: bool = False) -> TeamMember:
    """Give a person a place in the team, or make them its manager. A manager stays one."""
    place = rows.first(tx, _PLACE, team_id=team.id, member_id=member.id)
    if place is None:
        return rows.insert(tx, TeamMember, team_id=team.id, member_id=member.id, is_manager=is_manager)
    return rows.update(tx, TeamMember, place, is_manager=is_manager or place.is_manager)


def remove(tx: Transaction, team: Team, member: Member) -> bool:
    """Take a person out of the team; their deals stay theirs. False when they were not in it."""
    place = rows.first(tx, _PLACE, team_id=team.id, member_id=member.id)
    if place is None:
        return False
    rows.delete(tx, TeamMember, place)
    return True


def step_down(tx: Transaction, team: Team, member: Member) -> None:
    """Leave a person their place in the team, but no longer as its manager."""
    place = rows.first(tx, _PLACE, team_id=team.id, member_id=member.id)
    if place is not None:
        rows.update(tx, TeamMember, place, is_manager=False)


def set_quota(tx: Transaction, member: Member, *, starts_on: date, ends_on: date, minor: int, currency: str) -> Quota:
    """What a person is to win in a period; a second one for the same period replaces the first."""
    existing = quota(tx, member.id, starts_on=starts_on, ends_on=ends_on)
    if existing is not None:
        return rows.update(tx, Quota, existing, amount_minor=minor, currency=currency)
    return rows.insert(
        tx, Quota, member_id=member.id, starts_on=starts_on, ends_on=ends_on, amount_minor=minor, currency=currency
    )


def quota(tx: Transaction, member_id: int, *, starts_on: date, ends_on: date) -> Quota | None:
    """What a person is to win in exactly this period, if anybody said."""
    return rows.first(tx, _QUOTA, member_id=member_id, starts_on=starts_on, ends_on=ends_on)


def quotas(tx: Transaction, *, starts_on: date, ends_on: date) -> list[Quota]:
    """The quotas of exactly this period, one for each person who has one."""
    return rows.every(tx, _QUOTAS_WITHIN, starts_on=starts_on, ends_on=ends_on)
