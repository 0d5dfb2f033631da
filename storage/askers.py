"""Who asks: the person, the team that it is about, and what the workspace chose, as every request begins with them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from storage import rows
from storage.members import Member
from storage.teams import Team, TeamMember
from storage.transactions import Transaction
from storage.workspaces import Settings


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known of whoever makes a request."""

    settings: Settings
    member: Member | None
    """None when Slack has not told us about them."""
    team: Team | None
    """The channel's own, else the person's first."""


_SETTINGS, _MEMBERS, _TEAMS, _PLACES = (rows.table(t) for t in (Settings, Member, Team, TeamMember))
_CANDIDATE = _TEAMS.alias("candidate")
_IS_CHANNELS_OWN = _CANDIDATE.c.channel_id == sa.bindparam("channel_id")
_TEAM_ID = (
    sa.select(_CANDIDATE.c.id)
    .select_from(_CANDIDATE)
    .outerjoin(_PLACES, (_PLACES.c.team_id == _CANDIDATE.c.id) & (_PLACES.c.member_id == _MEMBERS.c.id))
    .where(
        _CANDIDATE.c.workspace_id == sa.bindparam("workspace_id"),
        _CANDIDATE.c.is_active,
        _IS_CHANNELS_OWN | _PLACES.c.id.is_not(None),
    )
    .order_by(sa.case((_IS_CHANNELS_OWN, 0), else_=1), _PLACES.c.id)
    .limit(1)
    .scalar_subquery()
)
_WHO = (
    sa.select(_SETTINGS, _MEMBERS, _TEAMS)
    .select_from(_SETTINGS)
    .outerjoin(_MEMBERS, rows.mine(_MEMBERS) & (_MEMBERS.c.slack_user_id == sa.bindparam("slack_user_id")))
    .outerjoin(_TEAMS, _TEAMS.c.id == _TEAM_ID)
    .where(rows.mine(_SETTINGS))
)


def find(tx: Transaction, *, slack_user_id: str, channel_id: str) -> Asker:
    """Everything in one statement: on PostgreSQL each one is a way there and back."""
    return Asker(*rows.abreast(tx, _WHO, Settings, Member, Team, slack_user_id=slack_user_id, channel_id=channel_id))
