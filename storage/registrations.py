"""Deal registrations: what partners bring us, in the order in which it came, and what became of it.

Numbers count for each partner alone: one that counted all would tell a partner how much the others bring.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage import rows
from storage.columns import Id, Json
from storage.customers import Customer
from storage.members import Member
from storage.partners import Partner
from storage.rows import Row
from storage.transactions import Transaction

PROTECTED, IN_REVIEW, RETURNED, UNAVAILABLE = "protected", "in_review", "returned", "unavailable"
EXPIRED, WITHDRAWN, CONVERTED = "expired", "withdrawn", "converted"
"""The customer is the partner's until a day; one of us looks at it; one of us wants to know more; it cannot be had;
the protection has run out; the partner gave it up; a deal has come of it."""
WAITING = (IN_REVIEW, RETURNED)
"""Not decided yet."""
HOLDING = (PROTECTED, CONVERTED)
"""What keeps others from registering the same customer."""


class Registration(Row, table=True):
    """One customer that one partner wants to bring us."""

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "partner_id", "number"),
        sa.Index("ix_registration_member", "workspace_id", "member_id", "id"),
        sa.Index("ix_registration_state", "workspace_id", "state", "answer_by"),
        sa.Index("ix_registration_protected", "workspace_id", "state", "protected_until"),
        sa.Index("ix_registration_deal", "workspace_id", "deal_id"),
        sa.Index("ix_registration_submitted", "workspace_id", "partner_id", "submitted_at"),
    )

    partner_id: int = Field(foreign_key="partner.id", sa_type=Id)
    number: int
    """Counts up for each partner from 1."""
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    """Who of the partner's people sent it."""
    company: str
    """The customer's legal name, as they wrote it."""
    domain: str = ""
    """The customer's registrable domain: `acme.com`."""
    country: str = ""
    contact: str = ""
    amount_minor: int | None = Field(default=None, sa_type=sa.BigInteger)
    currency: str
    expected_on: date | None = None
    product: str = ""
    evidence: str = ""
    relationship: str = ""
    details: str = ""
    """What the partner added when more was wanted."""
    channel_id: str = ""
    """The shared channel that it was sent from; empty for a direct message or the Home tab."""
    submitted_at: datetime
    """First come, first served goes by this."""
    answer: str
    """What the submitter was told at once: `PROTECTED`, `IN_REVIEW` or `UNAVAILABLE`."""
    state: str
    answer_by: datetime | None = None
    """By when it is to be decided; none when it was at once."""
    decided_at: datetime | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    """Who of us decided; none when the rules did."""
    reason: str = ""
    """Why it was decided so: for us."""
    wanted: str = ""
    """What we want to know: for the partner."""
    protected_until: date | None = None
    """The last day of protection, by the submitter's calendar."""
    asked_at: datetime | None = None
    """When the partner was last asked whether they still work on it."""
    confirmed_at: datetime | None = None
    """When they last said yes."""
    extensions: int = 0
    escalated_at: datetime | None = None
    customer_id: int | None = Field(default=None, foreign_key="customer.id", sa_type=Id)
    """Which customer of ours it is, where one of us or a deal has said so."""
    deal_id: int | None = Field(default=None, sa_type=Id)
    """The deal that came of it. It may have been taken back since."""
    matches: list[dict[str, Any]] = Field(default=[], sa_type=Json)
    """What stood in its way, for us alone: of each `kind` (customer, deal or registration), `id`, `likeness`, `why`."""


_REGISTRATIONS, _MEMBERS, _PARTNERS = rows.table(Registration), rows.table(Member), rows.table(Partner)
_CUSTOMERS = rows.table(Customer)
_SHOWN = (
    sa.select(
        _REGISTRATIONS,
        _PARTNERS.c.name.label("partner_name"),
        _MEMBERS.c.name.label("member_name"),
        _CUSTOMERS.c.name.label("customer_name"),
    )
    .join(_PARTNERS, _PARTNERS.c.id == _REGISTRATIONS.c.partner_id)
    .join(_MEMBERS, _MEMBERS.c.id == _REGISTRATIONS.c.member_id)
    .outerjoin(_CUSTOMERS, _CUSTOMERS.c.id == _REGISTRATIONS.c.customer_id)
    .where(rows.mine(_REGISTRATIONS))
)
_ONE = _SHOWN.where(_REGISTRATIONS.c.id == sa.bindparam("registration_id"))
_BY_NUMBER = _SHOWN.where(
    _REGISTRATIONS.c.partner_id == sa.bindparam("partner_id"), _REGISTRATIONS.c.number == sa.bindparam("number")
)
_OF_MEMBER = (
    _SHOWN.where(
        _REGISTRATIONS.c.partner_id == sa.bindparam("partner_id"),
        _REGISTRATIONS.c.member_id == sa.bindparam("member_id"),
    )
    .order_by(_REGISTRATIONS.c.number.desc())
    .limit(sa.bindparam("limit"))
)
_OF_PARTNER = (
    _SHOWN.where(_REGISTRATIONS.c.partner_id == sa.bindparam("partner_id"))
    .order_by(_REGISTRATIONS.c.number.desc())
    .limit(sa.bindparam("limit"))
)
_LAST_NUMBER = sa.select(sa.func.max(_REGISTRATIONS.c.number)).where(
    rows.mine(_REGISTRATIONS), _REGISTRATIONS.c.partner_id == sa.bindparam("partner_id")
)
_SENT_SINCE = sa.select(
    sa.func.sum(sa.case((_REGISTRATIONS.c.member_id == sa.bindparam("member_id"), 1), else_=0)), sa.func.count()
).where(
    rows.mine(_REGISTRATIONS),
    _REGISTRATIONS.c.partner_id == sa.bindparam("partner_id"),
    _REGISTRATIONS.c.submitted_at > sa.bindparam("since"),
)
_UNDECIDED = _SHOWN.where(_REGISTRATIONS.c.state.in_(WAITING)).order_by(_REGISTRATIONS.c.answer_by, _REGISTRATIONS.c.id)


def get(tx: Transaction, registration_id: int) -> Registration:
    """The registration with this id. Ids are for our own people only."""
    return rows.get(tx, Registration, registration_id)


def shown(tx: Transaction, registration_id: int) -> Any | None:
    """A registration with `partner_name`, `member_name` and `customer_name`: what our own people see."""
    return rows.first(tx, _ONE, registration_id=registration_id)


def of_number(tx: Transaction, partner_id: int, number: int) -> Any | None:
    """A partner's registration by the number that they know it by, as `shown`."""
    return rows.first(tx, _BY_NUMBER, partner_id=partner_id, number=number)


def of_member(tx: Transaction, partner_id: int, member_id: int, *, limit: int = 20) -> list[Any]:
    """What one person sent for the partner they work for now, the newest first, as `shown`."""
    return rows.every(tx, _OF_MEMBER, partner_id=partner_id, member_id=member_id, limit=limit)


def of_partner(tx: Transaction, partner_id: int, *, limit: int = 100) -> list[Any]:
    """What a partner has sent, the newest first, as `shown`."""
    return rows.every(tx, _OF_PARTNER, partner_id=partner_id, limit=limit)


def undecided(tx: Transaction) -> list[Any]:
    """What waits for a decision of ours or for the partner to say more, by when it is to be answered; as `shown`."""
    return rows.every(tx, _UNDECIDED)


def sent_since(tx: Transaction, partner_id: int, member_id: int, since: datetime) -> tuple[int, int]:
    """How many registrations a person, and their whole company, have sent since then."""
    own, all_of_them = rows.first(tx, _SENT_SINCE, partner_id=partner_id, member_id=member_id, since=since)
    return int(own or 0), int(all_of_them)


def submit(tx: Transaction, partner_id: int, member_id: int, **values: Any) -> Registration:
    """Write down what a partner registers; it gets the partner's next number."""
    last = rows.first(tx, _LAST_NUMBER, partner_id=partner_id)[0] or 0
    return rows.insert(
        tx,
        Registration,
        partner_id=partner_id,
        member_id=member_id,
        number=last + 1,
        submitted_at=tx.now,
        **values,
    )


def change(tx: Transaction, registration: Registration, **changes: Any) -> Registration:
    """Decide it, extend it, or note what came of it."""
    return rows.update(tx, Registration, registration, **changes)
