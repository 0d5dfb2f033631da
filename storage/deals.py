"""Deals, who gets credit for them, and the questions asked of them."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sales import money, pipeline
from sales.periods import Period
from storage import absences, members, outbox, risk_notices, rows
from storage.columns import Id, upsert
from storage.customers import Customer
from storage.members import Member
from storage.partners import Partner
from storage.rows import Row
from storage.stages import Stage
from storage.transactions import Transaction

BOARDS_CORRECTED = timedelta(days=8)
"""How long a posted board is kept right: until the next one, and a day."""


class Deal(Row, table=True):
    """One sale, from first contact to won or lost."""

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "number"),
        sa.UniqueConstraint("workspace_id", "origin"),
        sa.Index("ix_deal_customer", "workspace_id", "customer_id", "outcome"),
        sa.Index("ix_deal_list", "workspace_id", "outcome", "owner_id", "closes_on"),
        sa.Index("ix_deal_team", "workspace_id", "team_id", "outcome", "closed_on"),
        # most deals have no partner, and cost it nothing
        sa.Index(
            "ix_deal_partner",
            "workspace_id",
            "partner_id",
            "outcome",
            "closed_on",
            sqlite_where=sa.text("partner_id IS NOT NULL"),
        ),
        # covers what a team's open deals of some months are worth; what was won without ever being open is not in it
        sa.Index(
            "ix_deal_forecast",
            "workspace_id",
            "team_id",
            "outcome",
            "closes_on",
            "currency",
            "stage_id",
            "amount_minor",
            sqlite_where=sa.text("closes_on IS NOT NULL"),
        ),
    )

    number: int
    """What people call it: #142."""
    customer_id: int = Field(foreign_key="customer.id", sa_type=Id)
    owner_id: int = Field(foreign_key="member.id", sa_type=Id)
    team_id: int | None = Field(default=None, foreign_key="team.id", sa_type=Id)
    partner_id: int | None = Field(default=None, foreign_key="partner.id", sa_type=Id)
    stage_id: int = Field(foreign_key="stage.id", sa_type=Id)
    outcome: str = pipeline.OPEN
    """The outcome of its stage, kept here for the indexes."""
    amount_minor: int | None = Field(default=None, sa_type=sa.BigInteger)
    currency: str
    product: str = ""
    opened_on: date
    closes_on: date | None = None
    """When it is expected to close; a day of the team's zone."""
    closed_on: date | None = None
    """When it was won or lost; a day of the team's zone."""
    stage_since: date
    active_at: datetime
    """When somebody last did something about it."""
    slips: int = 0
    """How often the close date was moved back."""
    next_step: str = ""
    next_step_on: date | None = None
    lost_reason: str = ""
    note: str = ""
    new_customer: bool = False
    """Whether it was the customer's first."""
    partner_sourced: bool = False
    """Whether the partner brought it; else they helped."""
    origin: str | None = None
    """Where it came from when it was imported, as `file kind:number`; none twice."""


class Credit(Row, table=True):
    """A person's share of a closed deal: what boards and scores are added up from."""

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "deal_id", "member_id"),
        # finds what one person did in years among what everybody did
        sa.Index("ix_credit_member", "workspace_id", "member_id", "outcome", "closed_on"),
        # covers every board: no table row is read to add one up
        sa.Index(
            "ix_credit_board",
            "workspace_id",
            "outcome",
            "closed_on",
            "team_id",
            "member_id",
            "currency",
            "amount_minor",
            "leads",
            "new_customer",
        ),
    )

    deal_id: int = Field(foreign_key="deal.id", sa_type=Id)
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    team_id: int | None = Field(default=None, foreign_key="team.id", sa_type=Id)
    percent: int = 100
    amount_minor: int = Field(default=0, sa_type=sa.BigInteger)
    currency: str
    outcome: str
    closed_on: date | None = None
    leads: bool = True
    """Whether this is the deal's owner: a shared deal counts once, for them."""
    new_customer: bool = False


class DealCounter(SQLModel, table=True):
    """The last number given to a deal of the workspace; a number is never given twice, not even after an undo."""

    __tablename__ = "deal_counter"

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id", sa_type=Id)
    last: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which deals a list shows; what is not given does not matter."""

    outcome: str | None = pipeline.OPEN
    owner_id: int | None = None
    team_id: int | None = None
    stage_id: int | None = None
    customer_id: int | None = None
    partner_id: int | None = None
    more_than_minor: int | None = None
    less_than_minor: int | None = None
    closing_from: date | None = None
    closing_until: date | None = None
    """The day after the last."""
    quiet_since: datetime | None = None
    """Nothing was done about it since then."""
    ids: tuple[int, ...] | None = None
    """Only among these."""


_DEALS, _CREDITS, _CUSTOMERS = rows.table(Deal), rows.table(Credit), rows.table(Customer)
_MEMBERS, _STAGES, _PARTNERS = rows.table(Member), rows.table(Stage), rows.table(Partner)

_COUNTERS = rows.table(DealCounter)
_OUTBOX = rows.table(outbox.OutboxMessage)
_BOX = _OUTBOX.c
_WON_BEFORE = (
    sa.select(_DEALS.c.id)
    .where(rows.mine(_DEALS), _DEALS.c.customer_id == sa.bindparam("customer_id"), _DEALS.c.outcome == pipeline.WON)
    .limit(1)
)


@cache
def _next_number(dialect: str) -> Any:
    first = upsert(dialect, _COUNTERS).values(workspace_id=sa.bindparam("workspace_id"), last=1)
    next_one = first.on_conflict_do_update(index_elements=["workspace_id"], set_={"last": _COUNTERS.c.last + 1})
    return next_one.returning(_COUNTERS.c.last, _WON_BEFORE.exists().label("has_won"))


_BY_NUMBER = sa.select(_DEALS).where(rows.mine(_DEALS), _DEALS.c.number == sa.bindparam("number"))
_BY_ORIGIN = sa.select(_DEALS).where(rows.mine(_DEALS), _DEALS.c.origin == sa.bindparam("origin"))
_IMPORTED = sa.select(_DEALS).where(rows.mine(_DEALS), _DEALS.c.origin.startswith(sa.bindparam("kind")))
_OF_CUSTOMER = (
    sa.select(_DEALS)
    .where(rows.mine(_DEALS), _DEALS.c.customer_id == sa.bindparam("customer_id"))
    .order_by(_DEALS.c.outcome != pipeline.OPEN, _DEALS.c.id.desc())
    .limit(20)
)
_OPEN_OF_CUSTOMER = _OF_CUSTOMER.where(_DEALS.c.outcome == pipeline.OPEN)
_CREDITS_OF = (
    sa.select(_CREDITS)
    .where(rows.mine(_CREDITS), _CREDITS.c.deal_id == sa.bindparam("deal_id"))
    .order_by(_CREDITS.c.leads.desc(), _CREDITS.c.percent.desc(), _CREDITS.c.id)
)
_RANG_LATER = sa.select(_BOX.subject).where(
    rows.mine(_OUTBOX), _BOX.kind == "win", _BOX.id > sa.bindparam("message_id")
)
_WINS_UP_TO = sa.select(sa.func.count()).where(
    rows.mine(_DEALS),
    _DEALS.c.team_id == sa.bindparam("team_id"),
    _DEALS.c.outcome == pipeline.WON,
    _DEALS.c.closed_on >= sa.bindparam("first"),
    _DEALS.c.closed_on < sa.bindparam("end"),
    (_DEALS.c.id == sa.bindparam("deal_id"))
    | sa.literal("deal:").concat(sa.cast(_DEALS.c.id, sa.String)).not_in(_RANG_LATER),
)
LISTED = (
    sa.select(
        _DEALS,
        _CUSTOMERS.c.name.label("customer_name"),
        _MEMBERS.c.name.label("owner_name"),
        _STAGES.c.name.label("stage_name"),
        _PARTNERS.c.name.label("partner_name"),
    )
    .join(_CUSTOMERS, _CUSTOMERS.c.id == _DEALS.c.customer_id)
    .join(_MEMBERS, _MEMBERS.c.id == _DEALS.c.owner_id)
    .join(_STAGES, _STAGES.c.id == _DEALS.c.stage_id)
    .outerjoin(_PARTNERS, _PARTNERS.c.id == _DEALS.c.partner_id)
    .where(rows.mine(_DEALS))
)
"""Deals with the names of what they refer to: what cards and lists show."""
_WAITS_SINCE = sa.case(
    (_DEALS.c.closes_on.is_(None), _DEALS.c.next_step_on),
    (_DEALS.c.next_step_on.is_(None), _DEALS.c.closes_on),
    (_DEALS.c.closes_on < _DEALS.c.next_step_on, _DEALS.c.closes_on),
    else_=_DEALS.c.next_step_on,
)
_DUE = (
    LISTED.where(
        _DEALS.c.outcome == pipeline.OPEN,
        _DEALS.c.owner_id == sa.bindparam("owner_id"),
        (_DEALS.c.closes_on <= sa.bindparam("until")) | (_DEALS.c.next_step_on <= sa.bindparam("until")),
    )
    .order_by(_WAITS_SINCE, _DEALS.c.id)
    .limit(sa.bindparam("limit"))
)
_ANY_OPEN = (
    sa.select(_DEALS.c.id)
    .where(rows.mine(_DEALS), _DEALS.c.outcome == pipeline.OPEN, _DEALS.c.owner_id == sa.bindparam("owner_id"))
    .limit(1)
)
_CARD = LISTED.where(_DEALS.c.id == sa.bindparam("deal_id"))


def get(tx: Transaction, deal_id: int) -> Deal:
    """The deal with this id."""
    return rows.get(tx, Deal, deal_id)


def find(tx: Transaction, deal_id: int) -> Deal | None:
    """The deal with this id, unless it was taken back."""
    return rows.find(tx, Deal, deal_id)


def find_by_number(tx: Transaction, number: int) -> Deal | None:
    """The deal that people call #number."""
    return rows.first(tx, _BY_NUMBER, number=number)


def find_by_origin(tx: Transaction, origin: str) -> Deal | None:
    """The deal that was imported as this."""
    return rows.first(tx, _BY_ORIGIN, origin=origin)


def imported(tx: Transaction, kind: str) -> dict[str, Deal]:
    """All deals that came from files or systems of a kind, by their origin: `kind:number`."""
    return {deal.origin: deal for deal in rows.every(tx, _IMPORTED, kind=f"{kind}:")}


def of_customer(tx: Transaction, customer_id: int) -> list[Deal]:
    """The customer's deals, open ones first, then the newest; at most 20."""
    return rows.every(tx, _OF_CUSTOMER, customer_id=customer_id)


def open_of_customer(tx: Transaction, customer_id: int) -> list[Deal]:
    """The customer's open deals, the newest first."""
    return [] if _is_new(tx, customer_id) else rows.every(tx, _OPEN_OF_CUSTOMER, customer_id=customer_id)


def card(tx: Transaction, deal_id: int) -> Any:
    """A deal with the names of its customer, owner, stage and partner: what a card or a list shows."""
    return rows.first(tx, _CARD, deal_id=deal_id)


def credits(tx: Transaction, deal_id: int) -> list[Credit]:
    """Who shares the deal, its owner first. Open deals have none yet but the shares agreed on."""
    written: list[Credit] | None = tx.just_written.get(("credits", deal_id))
    return rows.every(tx, _CREDITS_OF, deal_id=deal_id) if written is None else written


def wins_up_to(tx: Transaction, deal: Deal, month: Period, message_id: int) -> int:
    """The how-manieth win of its team this one was in a month, itself included, as their posts came; this is its."""
    found = rows.first(
        tx,
        _WINS_UP_TO,
        team_id=deal.team_id,
        first=month.start,
        end=month.end,
        deal_id=deal.id,
        message_id=message_id,
    )
    return int(found[0])


def search(tx: Transaction, wanted: Filter, *, offset: int = 0, limit: int = 10) -> tuple[list[Any], int]:
    """Cards of the deals that a filter lets through, and how many there are. The next to close come first, or the
    last closed."""
    statement = LISTED.where(*_conditions(wanted))
    count = sa.select(sa.func.count()).select_from(_DEALS).where(rows.mine(_DEALS), *_conditions(wanted))
    if wanted.outcome in (pipeline.WON, pipeline.LOST):
        order: tuple[sa.ColumnElement[Any], ...] = (_DEALS.c.closed_on.desc(), _DEALS.c.id.desc())
    else:
        order = (_DEALS.c.closes_on.is_(None), _DEALS.c.closes_on, _DEALS.c.id)
    total: int = rows.search(tx, count)[0][0]
    return rows.search(tx, statement.order_by(*order).offset(offset).limit(limit)), total


def largest(tx: Transaction, wanted: Filter, currency: str) -> Any:
    """Of the deals of one currency that a filter lets through, the card of the one worth most; None without any."""
    statement = (
        LISTED.where(*_conditions(wanted), _DEALS.c.currency == currency, _DEALS.c.amount_minor.is_not(None))
        .order_by(_DEALS.c.amount_minor.desc(), _DEALS.c.id)
        .limit(1)
    )
    return next(iter(rows.search(tx, statement)), None)


def slipped(tx: Transaction, team_id: int | None, *, active_since: datetime, limit: int) -> list[Any]:
    """Cards of open deals whose close date was ever moved back and that were touched since, the largest first."""
    statement = (
        LISTED.where(*_conditions(Filter(team_id=team_id)), _DEALS.c.slips > 0, _DEALS.c.active_at >= active_since)
        .order_by(_DEALS.c.amount_minor.is_(None), _DEALS.c.amount_minor.desc(), _DEALS.c.id)
        .limit(limit)
    )
    return rows.search(tx, statement)


def has_open(tx: Transaction, owner_id: int) -> bool:
    """Whether a person has any open deal."""
    return rows.first(tx, _ANY_OPEN, owner_id=owner_id) is not None


def due(tx: Transaction, owner_id: int, until: date, *, limit: int = 50) -> list[Any]:
    """Cards of a person's open deals whose next step or close date has come by a day, the longest waiting first."""
    return rows.every(tx, _DUE, owner_id=owner_id, until=until, limit=limit)


def worth(tx: Transaction, wanted: Filter) -> list[tuple[str, int]]:
    """What the deals that a filter lets through are worth: minor units for each currency."""
    total = sa.func.sum(_DEALS.c.amount_minor)
    statement = (
        sa.select(_DEALS.c.currency, total)
        .where(rows.mine(_DEALS), _DEALS.c.amount_minor.is_not(None), *_conditions(wanted))
        .group_by(_DEALS.c.currency)
        .order_by(total.desc())
    )
    return [(currency, int(minor)) for currency, minor in rows.search(tx, statement)]


def create(
    tx: Transaction, *, today: date, stage: Stage, shares: Mapping[int, int] | None = None, **values: Any
) -> Deal:
    """A new deal in this stage, with its number; `shares` are percent by member, all to the owner when none are given.

    The first share is the owner's. A deal created closed needs `closed_on`. One that comes from elsewhere brings
    its own `opened_on`, `stage_since` and `active_at`; any other was opened just now.
    """
    customer_id = values["customer_id"]
    number, customer_has_won = rows.first(tx, _next_number(tx.connection.dialect.name), customer_id=customer_id)
    if stage.outcome == pipeline.WON:
        values.setdefault("new_customer", not customer_has_won)
    deal = rows.insert(
        tx,
        Deal,
        number=number,
        stage_id=stage.id,
        outcome=stage.outcome,
        **{"opened_on": today, "stage_since": today, "active_at": tx.now, **values},
    )
    if stage.outcome != pipeline.OPEN or shares:
        _share_out(tx, deal, shares or {deal.owner_id: 100}, [])
    return deal


def change(
    tx: Transaction, deal: Deal, *, today: date, shares: Mapping[int, int] | None = None, **changes: Any
) -> Deal:
    """Change a deal, and what follows from it: outcome, time in stage, slips, credit."""
    stage: Stage | None = changes.pop("stage", None)
    if stage is not None and stage.id != deal.stage_id:
        changes |= {"stage_id": stage.id, "outcome": stage.outcome, "stage_since": today}
        if stage.outcome == pipeline.OPEN:
            changes |= {"closed_on": None, "lost_reason": ""}
    closes_on = changes.get("closes_on")
    if closes_on is not None and deal.closes_on is not None and closes_on > deal.closes_on:
        changes["slips"] = deal.slips + 1
    if changes.get("outcome") == pipeline.WON:
        changes["new_customer"] = not _has_won(tx, changes.get("customer_id", deal.customer_id))
    changed = rows.update(tx, Deal, deal, active_at=tx.now, **changes)
    _correct_posts(tx, deal, changed)
    held = credits(tx, deal.id)
    if changed.outcome != pipeline.OPEN or shares or held:
        agreed = {credit.member_id: credit.percent for credit in held} or {changed.owner_id: 100}
        _share_out(tx, changed, shares or agreed, held)
    return changed


def delete(tx: Transaction, deal: Deal) -> None:
    """Take a deal away as if it had never been; its history stays."""
    for credit in credits(tx, deal.id):
        rows.delete(tx, Credit, credit)
    tx.just_written.pop(("credits", deal.id), None)
    rows.delete(tx, Deal, deal)
    _correct_posts(tx, deal)


def hand_over(tx: Transaction, deal: Deal, owner_id: int, *, today: date) -> Deal:
    """Give a deal a new owner, who takes the old one's share."""
    shares = {c.member_id: c.percent for c in credits(tx, deal.id)}
    if shares:
        given = shares.pop(deal.owner_id, 0)
        shares = {owner_id: given + shares.pop(owner_id, 0), **shares}
    return change(tx, deal, today=today, owner_id=owner_id, shares=shares or None)


def is_in_hands_of(tx: Transaction, deal: Deal, member_id: int, today: date) -> bool:
    """Whether a person works on the deal: its owner, whoever has a share of it, and who covers for the owner today.

    Of somebody who left, it is whoever leads the team today.
    """
    if member_id == deal.owner_id or any(credit.member_id == member_id for credit in credits(tx, deal.id)):
        return True
    if deal.team_id is not None and not members.is_in_slack(members.get(tx, deal.owner_id)):
        return member_id in {leader.id for leader in absences.leading(tx, deal.team_id, today)}
    return absences.cover(tx, deal.owner_id, today) == member_id


def quiet_since(now: datetime, days: int = 14) -> datetime:
    """Since when a deal must have been left alone to count as stuck."""
    return now - timedelta(days=days)


def _correct_posts(tx: Transaction, *states: Deal) -> None:
    """Where a deal was spoken of, in its own post, on a board or as a risk, say it right."""
    risk_notices.outdate(tx, states[0].id)
    if any(deal.outcome == pipeline.WON for deal in states):
        outbox.outdate(tx, f"deal:{states[0].id}")
        outbox.outdate_recent(tx, "leaderboard", since=tx.now - BOARDS_CORRECTED)


def _has_won(tx: Transaction, customer_id: int) -> bool:
    return rows.first(tx, _WON_BEFORE, customer_id=customer_id) is not None


def _is_new(tx: Transaction, customer_id: int) -> bool:
    """Whether the customer was made just now, and no deal since: then there is nothing to look for."""
    return customer_id in tx.touched("customer") and not tx.touched("deal")


def _share_out(tx: Transaction, deal: Deal, shares: Mapping[int, int], held: list[Credit]) -> None:
    """Make the deal's credits what these shares say, to the last cent."""
    parts = money.split(deal.amount_minor or 0, list(shares.values()))
    wanted = {
        member_id: {
            "percent": percent,
            "amount_minor": part,
            "currency": deal.currency,
            "outcome": deal.outcome,
            "closed_on": deal.closed_on,
            "team_id": deal.team_id,
            "leads": member_id == deal.owner_id,
            "new_customer": deal.new_customer,
        }
        for (member_id, percent), part in zip(shares.items(), parts, strict=True)
    }
    written = []
    for credit in held:
        if credit.member_id in wanted:
            written.append(rows.update(tx, Credit, credit, **wanted.pop(credit.member_id)))
        else:
            rows.delete(tx, Credit, credit)
    for member_id, values in wanted.items():
        written.append(rows.insert(tx, Credit, deal_id=deal.id, member_id=member_id, **values))
    written.sort(key=lambda credit: (not credit.leads, -credit.percent, credit.id))
    tx.just_written["credits", deal.id] = written


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    deals = _DEALS.c
    day = deals.closes_on if wanted.outcome in (None, pipeline.OPEN) else deals.closed_on
    tests = (
        (deals.outcome, operator.eq, wanted.outcome),
        (deals.owner_id, operator.eq, wanted.owner_id),
        (deals.team_id, operator.eq, wanted.team_id),
        (deals.stage_id, operator.eq, wanted.stage_id),
        (deals.customer_id, operator.eq, wanted.customer_id),
        (deals.partner_id, operator.eq, wanted.partner_id),
        (deals.amount_minor, operator.gt, wanted.more_than_minor),
        (deals.amount_minor, operator.lt, wanted.less_than_minor),
        (day, operator.ge, wanted.closing_from),
        (day, operator.lt, wanted.closing_until),
        (deals.active_at, operator.lt, wanted.quiet_since),
    )
    found = [compare(column, value) for column, compare, value in tests if value is not None]
    return found if wanted.ids is None else [*found, deals.id.in_(wanted.ids)]
