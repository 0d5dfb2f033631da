"""Who asks: the person, the team that it is about, and what the workspace chose, as every request begins with them."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from storage import rows
from storage.members import Member
from storage.teams import Team, TeamMember
from storage.transactions import Transaction
from storage.workspaces import Settings


class Asker(NamedTuple):
    """What is known of whoever makes a request."""

    settings: Settings
    member: Member | None
    """None when Slack has not told us about them."""
    team: Team | None
    """The channel's own, else the person's first."""


_SETTINGS, _MEMBERS, _TEAMS, _PLACES = (rows.table(t) for t in (Settings, Member, Team, TeamMember))
_OF_CHANNEL = sa.select(_TEAMS.c.id).where(
    rows.mine(_TEAMS), _TEAMS.c.is_active, _TEAMS.c.channel_id == sa.bindparam("channel_id")
)
_FIRST_OF_MEMBER = (
    sa.select(_TEAMS.c.id)
    .join(_PLACES, _PLACES.c.team_id == _TEAMS.c.id)
    .where(rows.mine(_PLACES), _PLACES.c.member_id == _MEMBERS.c.id, _TEAMS.c.is_active)
    .order_by(_PLACES.c.id)
)
_TEAM = _TEAMS.alias("team_asked")
_WHO = (
    sa.select(_SETTINGS, _MEMBERS, _TEAM)
    .select_from(_SETTINGS)
    .outerjoin(_MEMBERS, rows.mine(_MEMBERS) & (_MEMBERS.c.slack_user_id == sa.bindparam("slack_user_id")))
    .outerjoin(
        _TEAM,
        _TEAM.c.id
        == sa.func.coalesce(
            _OF_CHANNEL.limit(1).scalar_subquery(), _FIRST_OF_MEMBER.correlate(_MEMBERS).limit(1).scalar_subquery()
        ),
    )
    .where(rows.mine(_SETTINGS))
)


def find(tx: Transaction, *, slack_user_id: str, channel_id: str) -> Asker:
    """Everything in one statement: on PostgreSQL each one is a way there and back."""
    return Asker(*rows.abreast(tx, _WHO, Settings, Member, Team, slack_user_id=slack_user_id, channel_id=channel_id))
