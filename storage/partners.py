"""Partners: the companies that sell with us, their people, where we talk with them, and how far they have come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sales import names
from storage import members, outbox, rows
from storage.columns import Id, Key
from storage.members import Member
from storage.rows import Row
from storage.transactions import Transaction

WAITING, APPROVED, REFUSED = "waiting", "approved", "refused"


class Partner(Row, table=True):
    """A company that sells with us."""

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "name_key"),
        sa.Index("ix_partner_manager", "workspace_id", "manager_id"),
    )

    name: str
    name_key: str = Field(sa_type=Key)
    tier_id: int | None = Field(default=None, foreign_key="partner_tier.id", sa_type=Id)
    programme: str = ""
    territory: str = ""
    domain: str = ""
    """Of their own web site: who registers it, registers themselves."""
    manager_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    """The channel manager of ours who looks after them."""
    certified: int = 0
    """How many of their people hold a certificate."""
    since: date | None = None
    agreement: str = ""
    """What the agreement is called, or where it is."""
    agreement_until: date | None = None
    shares_scores: bool = True
    """Whether each quarter's scorecard is posted in their channel."""
    is_active: bool = True


class PartnerWorkspace(Row, table=True):
    """A Slack workspace or organisation of another company: whose people they are is for us to say, not for them."""

    __tablename__ = "partner_workspace"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "slack_team_id"),
        sa.Index("ix_partner_workspace_partner", "workspace_id", "partner_id"),
    )

    slack_team_id: str
    """As signed requests and `users.info` name it: of a workspace, or of an Enterprise organisation."""
    name: str = ""
    state: str = WAITING
    partner_id: int | None = Field(default=None, foreign_key="partner.id", sa_type=Id)
    """Whose it is, once one of us has said so."""
    seen_in: str = ""
    """The channel that its people were first met in."""


class PartnerPerson(Row, table=True):
    """A guest of ours who works for a partner. People in a partner's own Slack workspace need no row."""

    __tablename__ = "partner_person"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "member_id"),
        sa.Index("ix_partner_person_partner", "workspace_id", "partner_id"),
    )

    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    partner_id: int = Field(foreign_key="partner.id", sa_type=Id)


class PartnerChannel(Row, table=True):
    """A channel in which we talk with a partner. One that is shared with several companies may be linked to each."""

    __tablename__ = "partner_channel"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "channel_id", "partner_id"),
        sa.Index("ix_partner_channel_partner", "workspace_id", "partner_id"),
    )

    channel_id: str
    channel_name: str = ""
    partner_id: int = Field(foreign_key="partner.id", sa_type=Id)


_PARTNERS, _WORKSPACES = rows.table(Partner), rows.table(PartnerWorkspace)
_PEOPLE, _CHANNELS, _MEMBERS = rows.table(PartnerPerson), rows.table(PartnerChannel), rows.table(Member)

_BY_NAME = sa.select(_PARTNERS).where(rows.mine(_PARTNERS), _PARTNERS.c.name_key == sa.bindparam("name_key"))
_BEGINNING = (
    sa.select(_PARTNERS)
    .where(
        rows.mine(_PARTNERS),
        _PARTNERS.c.name_key >= sa.bindparam("first"),
        _PARTNERS.c.name_key < sa.bindparam("last"),
    )
    .order_by(_PARTNERS.c.name_key)
    .limit(100)
)
_ACTIVE = (
    sa.select(_PARTNERS).where(rows.mine(_PARTNERS), _PARTNERS.c.is_active).order_by(_PARTNERS.c.name, _PARTNERS.c.id)
)
_MANAGED = _ACTIVE.where(_PARTNERS.c.manager_id == sa.bindparam("member_id"))
_OF_IDS = sa.select(_PARTNERS).where(
    rows.mine(_PARTNERS), _PARTNERS.c.id.in_(sa.bindparam("partner_ids", expanding=True))
)
_NAMES = sa.select(_PARTNERS.c.name).where(rows.mine(_PARTNERS)).order_by(_PARTNERS.c.id.desc()).limit(1000)
_WORKSPACE = sa.select(_WORKSPACES).where(
    rows.mine(_WORKSPACES), _WORKSPACES.c.slack_team_id == sa.bindparam("slack_team_id")
)
_WORKSPACES_OF = (
    sa.select(_WORKSPACES)
    .where(rows.mine(_WORKSPACES), _WORKSPACES.c.partner_id == sa.bindparam("partner_id"))
    .order_by(_WORKSPACES.c.id)
)
_PLACE = sa.select(_PEOPLE).where(rows.mine(_PEOPLE), _PEOPLE.c.member_id == sa.bindparam("member_id"))
_OF_GUEST = (
    sa.select(_PARTNERS)
    .join(_PEOPLE, _PEOPLE.c.partner_id == _PARTNERS.c.id)
    .where(rows.mine(_PEOPLE), _PEOPLE.c.member_id == sa.bindparam("member_id"))
)
_GUESTS = (
    sa.select(_MEMBERS.c.slack_user_id)
    .join(_PEOPLE, _PEOPLE.c.member_id == _MEMBERS.c.id)
    .where(rows.mine(_PEOPLE), _MEMBERS.c.kind == members.GUEST, _MEMBERS.c.is_active)
)
_SAID_ANEW = sa.select(_MEMBERS).where(
    rows.mine(_MEMBERS),
    ((_MEMBERS.c.kind == members.GUEST) & (_MEMBERS.c.id == sa.bindparam("member_id")))
    | (
        (_MEMBERS.c.kind == members.EXTERNAL)
        & sa.bindparam("slack_team_id").in_((_MEMBERS.c.home_team_id, _MEMBERS.c.home_enterprise_id))
    ),
)
_PEOPLE_OF = (
    sa.select(_MEMBERS)
    .where(
        rows.mine(_MEMBERS),
        _MEMBERS.c.is_active,
        sa.or_(
            sa.and_(
                _MEMBERS.c.kind == members.GUEST,
                _MEMBERS.c.id.in_(
                    sa.select(_PEOPLE.c.member_id).where(
                        rows.mine(_PEOPLE), _PEOPLE.c.partner_id == sa.bindparam("partner_id")
                    )
                ),
            ),
            sa.and_(
                _MEMBERS.c.kind == members.EXTERNAL,
                sa.exists().where(
                    rows.mine(_WORKSPACES),
                    _WORKSPACES.c.slack_team_id.in_((_MEMBERS.c.home_team_id, _MEMBERS.c.home_enterprise_id)),
                    _WORKSPACES.c.partner_id == sa.bindparam("partner_id"),
                    _WORKSPACES.c.state == APPROVED,
                ),
            ),
        ),
    )
    .order_by(_MEMBERS.c.name, _MEMBERS.c.id)
)
_LINKS_OF = (
    sa.select(_CHANNELS)
    .where(rows.mine(_CHANNELS), _CHANNELS.c.partner_id == sa.bindparam("partner_id"))
    .order_by(_CHANNELS.c.id)
)
_LINKS_IN = (
    sa.select(_CHANNELS)
    .where(rows.mine(_CHANNELS), _CHANNELS.c.channel_id == sa.bindparam("channel_id"))
    .order_by(_CHANNELS.c.id)
)


def get(tx: Transaction, partner_id: int) -> Partner:
    """The partner with this id."""
    return rows.get(tx, Partner, partner_id)


def find(tx: Transaction, name: str) -> Partner | None:
    """The partner of exactly this name, company suffixes and capitals aside."""
    return rows.first(tx, _BY_NAME, name_key=names.normalise(name))


def starting(tx: Transaction, name: str) -> list[Partner]:
    """Partners whose names begin so, in order of name; the one of exactly this name alone, when there is one."""
    key = names.normalise(name)
    if not key:
        return []
    found: list[Partner] = rows.every(tx, _BEGINNING, first=key, last=key + "\U0010ffff")
    return found[:1] if found and found[0].name_key == key else found


def obtain(tx: Transaction, name: str) -> Partner:
    """The partner of this name, made when there is none."""
    return find(tx, name) or rows.insert(tx, Partner, name=name.strip(), name_key=names.normalise(name))


def change(tx: Transaction, partner: Partner, **changes: Any) -> Partner:
    """Change what is known of a partner. Of one that we work with no more, nothing reaches its people any more."""
    if partner.is_active and not changes.get("is_active", True):
        for person in people(tx, partner.id):
            outbox.turn_away(tx, person.slack_user_id)
    return rows.update(tx, Partner, partner, **changes)


def rename(tx: Transaction, partner: Partner, name: str) -> Partner:
    """They are called differently now."""
    return rows.update(tx, Partner, partner, name=name.strip(), name_key=names.normalise(name))


def every(tx: Transaction, partner_ids: Sequence[int]) -> list[Partner]:
    """The partners with these ids, closed ones too."""
    return rows.every(tx, _OF_IDS, partner_ids=list(partner_ids)) if partner_ids else []


def active(tx: Transaction) -> list[Partner]:
    """All partners that we work with, by name."""
    return rows.every(tx, _ACTIVE)


def managed_by(tx: Transaction, member_id: int) -> list[Partner]:
    """The partners that a channel manager looks after, by name."""
    return rows.every(tx, _MANAGED, member_id=member_id)


def partner_names(tx: Transaction) -> list[str]:
    """What the partners are called, the newest first; at most a thousand."""
    return [row.name for row in rows.every(tx, _NAMES)]


def of_member(tx: Transaction, member: Member) -> Partner | None:
    """Whom somebody from outside works for: of a guest what we said, of others what their own Slack workspace is.

    None for our own people, and for those whose company nobody here has vouched for yet.
    """
    if member.kind == members.GUEST:
        found = rows.first(tx, _OF_GUEST, member_id=member.id)
    elif member.kind == members.EXTERNAL:
        found = _vouched_for(tx, member)
    else:
        found = None
    return found if found is not None and found.is_active else None


def _vouched_for(tx: Transaction, member: Member) -> Partner | None:
    """Whose people they are by their own workspace; where nothing was said of that, by its organisation."""
    for slack_team_id in filter(None, (member.home_team_id, member.home_enterprise_id)):
        met = find_workspace(tx, slack_team_id)
        if met is not None and met.state != WAITING:
            return get(tx, met.partner_id) if met.partner_id is not None else None
    return None


def may_read(tx: Transaction, member: Member, partner_id: int) -> bool:
    """Whether somebody may read what is between a partner and us: our own people, and who works for it now."""
    if member.kind == members.INTERNAL:
        return True
    employer = of_member(tx, member)
    return employer is not None and employer.id == partner_id


def of_workspace(tx: Transaction, slack_team_id: str) -> Partner | None:
    """The partner whose workspace or organisation this is; None while nobody has vouched for it."""
    met = find_workspace(tx, slack_team_id)
    return get(tx, met.partner_id) if met is not None and met.state == APPROVED and met.partner_id is not None else None


def people(tx: Transaction, partner_id: int) -> list[Member]:
    """The partner's people whom we have met, by name."""
    return rows.every(tx, _PEOPLE_OF, partner_id=partner_id)


def guests(tx: Transaction) -> set[str]:
    """Slack ids of guests of ours who work for some partner."""
    return {row.slack_user_id for row in rows.every(tx, _GUESTS)}


def place_guest(tx: Transaction, member: Member, partner: Partner) -> PartnerPerson:
    """Say whom a guest of ours works for; what they did for another partner before stays with that one."""
    place = rows.first(tx, _PLACE, member_id=member.id)
    if place is None:
        return rows.insert(tx, PartnerPerson, member_id=member.id, partner_id=partner.id)
    if place.partner_id != partner.id:
        outbox.turn_away(tx, member.slack_user_id)
    return rows.update(tx, PartnerPerson, place, partner_id=partner.id)


def remove_guest(tx: Transaction, member: Member) -> bool:
    """A guest works for no partner any more. False when they did not."""
    place = rows.first(tx, _PLACE, member_id=member.id)
    if place is not None:
        rows.delete(tx, PartnerPerson, place)
        outbox.turn_away(tx, member.slack_user_id)
    return place is not None


def meet_workspace(tx: Transaction, slack_team_id: str, *, seen_in: str = "", name: str = "") -> PartnerWorkspace:
    """What we know of another company's Slack workspace; met for the first time, it waits for one of us to vouch."""
    known: PartnerWorkspace | None = rows.first(tx, _WORKSPACE, slack_team_id=slack_team_id)
    if known is None:
        return rows.insert(tx, PartnerWorkspace, slack_team_id=slack_team_id, seen_in=seen_in, name=name)
    return known


def find_workspace(tx: Transaction, slack_team_id: str) -> PartnerWorkspace | None:
    """What we know of another company's Slack workspace."""
    return rows.first(tx, _WORKSPACE, slack_team_id=slack_team_id)


def approve_workspace(tx: Transaction, workspace: PartnerWorkspace, partner: Partner) -> PartnerWorkspace:
    """One of us has vouched: its people are this partner's."""
    if workspace.partner_id not in (None, partner.id):
        turn_away(tx, slack_team_id=workspace.slack_team_id)
    return rows.update(tx, PartnerWorkspace, workspace, state=APPROVED, partner_id=partner.id)


def refuse_workspace(tx: Transaction, workspace: PartnerWorkspace) -> PartnerWorkspace:
    """Its people are nobody's whom we know."""
    if workspace.partner_id is not None:
        turn_away(tx, slack_team_id=workspace.slack_team_id)
    return rows.update(tx, PartnerWorkspace, workspace, state=REFUSED, partner_id=None)


def turn_away(tx: Transaction, *, member_id: int | None = None, slack_team_id: str = "") -> None:
    """Whose people a guest or those of a Slack workspace are was said anew: what was written for them before is not for
    them any more."""
    for person in rows.every(tx, _SAID_ANEW, member_id=member_id or 0, slack_team_id=slack_team_id or "none"):
        outbox.turn_away(tx, person.slack_user_id)


def workspaces_of(tx: Transaction, partner_id: int) -> list[PartnerWorkspace]:
    """The Slack workspaces that are a partner's."""
    return rows.every(tx, _WORKSPACES_OF, partner_id=partner_id)


def link(tx: Transaction, partner: Partner, channel_id: str, channel_name: str = "") -> PartnerChannel:
    """Make a channel a place where we talk with this partner."""
    for known in links_in(tx, channel_id):
        if known.partner_id == partner.id:
            return known
    return rows.insert(tx, PartnerChannel, partner_id=partner.id, channel_id=channel_id, channel_name=channel_name)


def unlink(tx: Transaction, place: PartnerChannel) -> None:
    """The channel is no place of theirs any more."""
    rows.delete(tx, PartnerChannel, place)


def change_link(tx: Transaction, place: PartnerChannel, **changes: Any) -> PartnerChannel:
    """The channel has another name or id."""
    return rows.update(tx, PartnerChannel, place, **changes)


def links_of(tx: Transaction, partner_id: int) -> list[PartnerChannel]:
    """The channels in which we talk with a partner, the oldest first."""
    return rows.every(tx, _LINKS_OF, partner_id=partner_id)


def own_channel(tx: Transaction, partner: Partner) -> str:
    """The first channel in which we talk with this partner and no other; empty when there is none."""
    linked = [link.channel_id for link in links_of(tx, partner.id)]
    return next((channel for channel in linked if len(links_in(tx, channel)) == 1), "")


def links_in(tx: Transaction, channel_id: str) -> list[PartnerChannel]:
    """The partners that a channel is linked to."""
    return rows.every(tx, _LINKS_IN, channel_id=channel_id)
