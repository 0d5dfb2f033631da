"""What a workspace can take away: deals, credits, people, kudos and history, each as one table.

Feedback is not the workspace's: it belongs to those who may read it, and is in none of them. Of promises, which may
come out of feedback, the history says that they changed, but not in which words.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from sales.money import Money
from storage import rows
from storage.customers import Customer
from storage.deals import Credit, Deal
from storage.kudos import Kudos, KudosReceiver, KudosValue
from storage.members import Member
from storage.partner_tiers import PartnerTier
from storage.partners import Partner
from storage.promises import Promise
from storage.stages import Stage
from storage.teams import Team, TeamMember
from storage.transactions import Change, ChangeSet, Transaction

Cells = tuple[object, ...]

_FOR_FEW = {Promise.__tablename__: ("words", "reason")}
"""By table: columns whose history is for undo alone."""

_DEALS, _CREDITS, _MEMBERS, _CUSTOMERS = (rows.table(t) for t in (Deal, Credit, Member, Customer))
_PARTNERS, _STAGES, _TEAMS, _PLACES = (rows.table(t) for t in (Partner, Stage, Team, TeamMember))
_TIERS = rows.table(PartnerTier)
_CHANGES, _SETS = rows.table(Change), rows.table(ChangeSet)
_KUDOS, _THANKED, _VALUES = (rows.table(t) for t in (Kudos, KudosReceiver, KudosValue))
_GIVERS = _MEMBERS.alias("giver")

_ALL_DEALS = (
    sa.select(
        _DEALS,
        _CUSTOMERS.c.name.label("customer"),
        _MEMBERS.c.name.label("owner"),
        _STAGES.c.name.label("stage"),
        _TEAMS.c.name.label("team"),
        _PARTNERS.c.name.label("partner"),
    )
    .join(_CUSTOMERS, _CUSTOMERS.c.id == _DEALS.c.customer_id)
    .join(_MEMBERS, _MEMBERS.c.id == _DEALS.c.owner_id)
    .join(_STAGES, _STAGES.c.id == _DEALS.c.stage_id)
    .outerjoin(_TEAMS, _TEAMS.c.id == _DEALS.c.team_id)
    .outerjoin(_PARTNERS, _PARTNERS.c.id == _DEALS.c.partner_id)
    .where(rows.mine(_DEALS))
    .order_by(_DEALS.c.number)
)
_ALL_CREDITS = (
    sa.select(_CREDITS, _DEALS.c.number, _MEMBERS.c.name.label("member"), _TEAMS.c.name.label("team"))
    .join(_DEALS, _DEALS.c.id == _CREDITS.c.deal_id)
    .join(_MEMBERS, _MEMBERS.c.id == _CREDITS.c.member_id)
    .outerjoin(_TEAMS, _TEAMS.c.id == _CREDITS.c.team_id)
    .where(rows.mine(_CREDITS))
    .order_by(_DEALS.c.number, _CREDITS.c.leads.desc(), _CREDITS.c.id)
)
_ALL_PEOPLE = (
    sa.select(_MEMBERS, _TEAMS.c.name.label("team"), _PLACES.c.is_manager)
    .outerjoin(_PLACES, _PLACES.c.member_id == _MEMBERS.c.id)
    .outerjoin(_TEAMS, _TEAMS.c.id == _PLACES.c.team_id)
    .where(rows.mine(_MEMBERS))
    .order_by(_MEMBERS.c.name, _MEMBERS.c.id, _TEAMS.c.name)
)
_ALL_PARTNERS = (
    sa.select(_PARTNERS, _TIERS.c.name.label("tier"), _MEMBERS.c.name.label("manager"))
    .outerjoin(_TIERS, _TIERS.c.id == _PARTNERS.c.tier_id)
    .outerjoin(_MEMBERS, _MEMBERS.c.id == _PARTNERS.c.manager_id)
    .where(rows.mine(_PARTNERS))
    .order_by(_PARTNERS.c.name, _PARTNERS.c.id)
)
_ALL_CHANGES = (
    sa.select(_CHANGES, _SETS.c.at, _SETS.c.command, _SETS.c.reason, _SETS.c.undone_by_id, _MEMBERS.c.name.label("who"))
    .join(_SETS, _SETS.c.id == _CHANGES.c.change_set_id)
    .outerjoin(_MEMBERS, _MEMBERS.c.id == _SETS.c.actor_id)
    .where(rows.mine(_CHANGES))
    .order_by(_CHANGES.c.id)
)
_ALL_KUDOS = (
    sa.select(
        _KUDOS,
        _GIVERS.c.name.label("giver"),
        _MEMBERS.c.name.label("receiver"),
        _VALUES.c.name.label("value"),
    )
    .join(_THANKED, _THANKED.c.kudos_id == _KUDOS.c.id)
    .join(_GIVERS, _GIVERS.c.id == _KUDOS.c.giver_id)
    .join(_MEMBERS, _MEMBERS.c.id == _THANKED.c.member_id)
    .outerjoin(_VALUES, _VALUES.c.id == _KUDOS.c.value_id)
    .where(rows.mine(_KUDOS))
    .order_by(_KUDOS.c.id, _THANKED.c.id)
)

# the names of these columns are those that an import understands
_DEAL_HEADER = (
    "number", "customer", "owner", "team", "partner", "stage", "outcome", "amount", "currency", "product", "opened",
    "closes", "closed", "next step", "next step by", "reason", "note", "slips", "new customer", "origin",
    "partner brought it",
)  # fmt: skip
_CREDIT_HEADER = (
    "deal", "member", "team", "percent", "amount", "currency", "outcome", "closed", "leads", "new customer"
)  # fmt: skip
_PEOPLE_HEADER = ("name", "full name", "slack id", "kind", "role", "active", "team", "manages it", "zone", "locale")
_PARTNER_HEADER = (
    "name", "active", "tier", "programme", "territory", "domain", "manager", "certified", "since", "agreement",
    "agreement until",
)  # fmt: skip
_KUDOS_HEADER = ("day", "from", "to", "value", "note", "reaction")
_HISTORY_HEADER = (
    "change set", "at", "who", "command", "reason", "table", "row", "before", "after", "undone by"
)  # fmt: skip


def _deal(row: Any) -> Cells:
    return (
        row.number, row.customer, row.owner, row.team, row.partner, row.stage, row.outcome,
        _amount(row.amount_minor, row.currency), row.currency, row.product, row.opened_on, row.closes_on, row.closed_on,
        row.next_step, row.next_step_on, row.lost_reason, row.note, row.slips, _yes(row.new_customer), row.origin,
        _yes(row.partner_sourced),
    )  # fmt: skip


def _credit(row: Any) -> Cells:
    return (
        row.number, row.member, row.team, row.percent, _amount(row.amount_minor, row.currency), row.currency,
        row.outcome, row.closed_on, _yes(row.leads), _yes(row.new_customer),
    )  # fmt: skip


def _person(row: Any) -> Cells:
    return (
        row.name, row.full_name, row.slack_user_id, row.kind, row.role, _yes(row.is_active), row.team,
        _yes(bool(row.is_manager)), row.zone or row.slack_zone, row.locale or row.slack_locale,
    )  # fmt: skip


def _partner(row: Any) -> Cells:
    return (
        row.name, _yes(row.is_active), row.tier, row.programme, row.territory, row.domain, row.manager, row.certified,
        row.since, row.agreement, row.agreement_until,
    )  # fmt: skip


def _thanks(row: Any) -> Cells:
    return row.given_on, row.giver, row.receiver, row.value, row.note, row.emoji


def _change(row: Any) -> Cells:
    return (
        row.change_set_id, row.at.isoformat(), row.who, row.command, row.reason, row.table_name, row.row_id,
        _json(row, row.before), _json(row, row.after), row.undone_by_id,
    )  # fmt: skip


_TABLES: dict[str, tuple[tuple[str, ...], sa.Executable, Callable[[Any], Cells]]] = {
    "deals": (_DEAL_HEADER, _ALL_DEALS, _deal),
    "credits": (_CREDIT_HEADER, _ALL_CREDITS, _credit),
    "people": (_PEOPLE_HEADER, _ALL_PEOPLE, _person),
    "partners": (_PARTNER_HEADER, _ALL_PARTNERS, _partner),
    "kudos": (_KUDOS_HEADER, _ALL_KUDOS, _thanks),
    "history": (_HISTORY_HEADER, _ALL_CHANGES, _change),
}
KINDS = tuple(_TABLES)


def table(tx: Transaction, kind: str) -> tuple[tuple[str, ...], list[Cells]]:
    """The header and all rows of one of the `KINDS`; a person with places in two teams has two rows."""
    header, statement, cells = _TABLES[kind]
    return header, [cells(row) for row in rows.every(tx, statement)]


def _amount(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else Money(minor, currency).major


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _json(row: Any, values: dict[str, Any] | None) -> str | None:
    if values is None:
        return None
    told = {name: value for name, value in values.items() if name not in _FOR_FEW.get(row.table_name, ())}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)
