"""Members: the people whom Slack tells us about, what they may do, and how they like to be spoken to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage import outbox, rows, workspaces
from storage.rows import Row
from storage.transactions import Transaction

INTERNAL, GUEST, EXTERNAL = "internal", "guest", "external"
REP, MANAGER, ADMIN = "rep", "manager", "admin"
ROLES = (REP, MANAGER, ADMIN)
IMPORTED = "import:"
"""What stands for the Slack id of people who came in by a file."""
_AT_ONCE = 500
"""How many people one statement may name."""


class Member(Row, table=True):
    """One person in one workspace; people of partner companies too, who get nothing that is not marked for them."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "slack_user_id"),)

    slack_user_id: str
    kind: str = EXTERNAL
    """Who is unknown is external."""
    role: str = REP
    name: str
    full_name: str = ""
    home_team_id: str = ""
    """The Slack workspace of their own company."""
    home_enterprise_id: str = ""
    """The Enterprise organisation that it belongs to, if any: by that Slack names the company in channels."""
    is_active: bool = True
    slack_zone: str = ""
    slack_locale: str = ""
    zone: str = ""
    """Chosen by the person; else Slack's."""
    locale: str = ""
    wants_private_line: bool = True
    """Whether the Monday message about the own place is welcome."""
    wants_brief: bool = True
    """Whether the daily brief is welcome."""
    thanked_in_public: bool = True
    """Whether a channel may hear of kudos for the person; else only they do."""
    quiet_from: str = "20:00"
    quiet_until: str = "07:30"
    """The hours of the person's own clock in which nothing comes unasked; none when they are the same."""
    fetched_at: datetime | None = Field(default=None)
    """When Slack was last asked about this person; none for people who came in by an import."""


_MEMBERS = rows.table(Member)
_BY_SLACK_ID = sa.select(_MEMBERS).where(rows.mine(_MEMBERS), _MEMBERS.c.slack_user_id == sa.bindparam("slack_user_id"))
_EVERYBODY = (
    sa.select(_MEMBERS).where(rows.mine(_MEMBERS), _MEMBERS.c.kind == INTERNAL).order_by(_MEMBERS.c.name, _MEMBERS.c.id)
)
_COLLEAGUES = _EVERYBODY.where(_MEMBERS.c.is_active)
_MANAGING = _COLLEAGUES.where(_MEMBERS.c.role.in_((MANAGER, ADMIN)))


def known_among(tx: Transaction, slack_user_ids: Collection[str]) -> set[str]:
    """Which of these Slack has told us about."""
    return {person.slack_user_id for person in among(tx, slack_user_ids) if person.fetched_at is not None}


def among(tx: Transaction, slack_user_ids: Collection[str]) -> list[Member]:
    """Those of these people whom we know, by name."""
    wanted, mine = sorted(slack_user_ids), rows.mine(_MEMBERS)
    parts = [wanted[begin : begin + _AT_ONCE] for begin in range(0, len(wanted), _AT_ONCE)]
    statements = [sa.select(_MEMBERS).where(mine, _MEMBERS.c.slack_user_id.in_(part)) for part in parts]
    found: list[Member] = [person for statement in statements for person in rows.search(tx, statement)]
    return sorted(found, key=lambda person: (person.name, person.id))


def find(tx: Transaction, slack_user_id: str) -> Member | None:
    """The person with this Slack id, if Slack has told us about them."""
    return rows.first(tx, _BY_SLACK_ID, slack_user_id=slack_user_id)


def get(tx: Transaction, member_id: int) -> Member:
    """The member with this id."""
    return rows.get(tx, Member, member_id)


def is_in_slack(member: Member) -> bool:
    """Whether a message can reach the person; people who came in by a file have no Slack account yet."""
    return member.is_active and not member.slack_user_id.startswith(IMPORTED)


def zone_of(tx: Transaction, member: Member) -> str:
    """Whose clock the person lives by."""
    return member.zone or member.slack_zone or workspaces.settings(tx).zone


def nobody(tx: Transaction) -> Member:
    """Stands in where Slack itself tells us something, and no person asked."""
    return Member(id=0, workspace_id=tx.workspace_id, slack_user_id="", kind=INTERNAL, name="Slack")


def colleagues(tx: Transaction) -> list[Member]:
    """Everybody of our own company who is still there, by name."""
    return rows.every(tx, _COLLEAGUES)


def everybody(tx: Transaction) -> list[Member]:
    """Colleagues, and those who were: by name."""
    return rows.every(tx, _EVERYBODY)


def managers(tx: Transaction) -> list[Member]:
    """Managers and admins, by name."""
    return rows.every(tx, _MANAGING)


def remember(tx: Transaction, slack_user_id: str, **profile: Any) -> Member:
    """Write down what Slack says of a person. `role` counts only for somebody new: later it is ours to change.

    It is a change set of its own, without an actor: whoever asked for something else will not undo it.
    """
    told = Transaction(tx.connection, tx.workspace_id, tx.now, command="slack")
    existing = find(told, slack_user_id)
    if existing is None:
        member = rows.insert(told, Member, slack_user_id=slack_user_id, fetched_at=tx.now, **profile)
    else:
        known = {name: value for name, value in profile.items() if name != "role"}
        member = rows.update(told, Member, existing, fetched_at=tx.now, **known)
        if side(member) != side(existing):
            outbox.turn_away(tx, slack_user_id)
    told.close()
    return member


def place_elsewhere(tx: Transaction, member: Member, slack_team_id: str, *, organisation_id: str = "") -> Member:
    """Slack has shown somebody as one of another company's people: that is what they are, whatever it said before.

    Like `remember`, it is no change of whoever asked for something.
    """
    told = Transaction(tx.connection, tx.workspace_id, tx.now, command="slack")
    home = {"home_team_id": slack_team_id, "home_enterprise_id": organisation_id}
    placed = rows.update(told, Member, member, kind=EXTERNAL, **home)
    told.close()
    if side(placed) != side(member):
        outbox.turn_away(tx, member.slack_user_id)
    return placed


def side(member: Member) -> str:
    """Where somebody stands: one of us, a guest of ours, or of which company. Whoever changes it was somebody else."""
    return (member.home_enterprise_id or member.home_team_id) if member.kind == EXTERNAL else member.kind


def introduce(tx: Transaction, slack_user_id: str, **values: Any) -> Member:
    """A colleague of whom Slack has told us nothing yet: named at the command line or, as `import:name`, by a file."""
    return find(tx, slack_user_id) or rows.insert(tx, Member, slack_user_id=slack_user_id, kind=INTERNAL, **values)


def change(tx: Transaction, member: Member, **changes: Any) -> Member:
    """Change a role or a preference."""
    return rows.update(tx, Member, member, **changes)
