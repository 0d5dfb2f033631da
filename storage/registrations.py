"""Deal registrations: what partners bring us, in the order in which it came, and what became of it.

Numbers count for each partner alone: one that counted all would tell a partner how much the others bring.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field

from sales import registrations as rules
from storage import members, outbox, partner_desks, rows, statements
from storage.columns import Id, Json
from storage.customers import Customer
from storage.members import Member
from storage.partners import Partner
from storage.rows import Row
from storage.transactions import Change, Transaction

PROTECTED, IN_REVIEW, RETURNED, UNAVAILABLE = "protected", "in_review", "returned", "unavailable"
EXPIRED, WITHDRAWN, CONVERTED = "expired", "withdrawn", "converted"
"""The customer is the partner's until a day; one of us looks at it; one of us wants to know more; it cannot be had;
the protection has run out; the partner gave it up; a deal has come of it."""
WAITING = (IN_REVIEW, RETURNED)
"""Not decided yet."""
WRITTEN = ("contact", "product", "evidence", "relationship", "details")
"""What the sender says of the customer in their own words."""
LOOKED_AT_ONCE = 200


class Registration(Row, table=True):
    """One customer that one partner wants to bring us."""

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "partner_id", "number"),
        sa.Index("ix_registration_member", "workspace_id", "member_id", "id"),
        sa.Index("ix_registration_state", "workspace_id", "state", "answer_by"),
        sa.Index("ix_registration_look", "look_at", "workspace_id"),
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
    is_late: bool | None = None
    """Whether one of us ever answered after the time that the partner was told; none while nobody of us has."""
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
    look_at: datetime | None = None
    """When the clock has something to do about it."""
    customer_id: int | None = Field(default=None, foreign_key="customer.id", sa_type=Id)
    """Which customer of ours it is, where one of us or a deal has said so."""
    deal_id: int | None = Field(default=None, sa_type=Id)
    """The deal that came of it. It may have been taken back since."""
    matches: list[dict[str, Any]] = Field(default=[], sa_type=Json)
    """What stood in its way when it was last sent, for us alone: `sales.registrations.Obstacle`, each as a dict."""


_REGISTRATIONS, _MEMBERS, _PARTNERS = rows.table(Registration), rows.table(Member), rows.table(Partner)
_CUSTOMERS, _CHANGES = rows.table(Customer), rows.table(Change)
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
# not DISTINCT, for which SQLite would go through all of them in the order of workspaces
_DUE = sa.select(_REGISTRATIONS.c.workspace_id).where(
    _REGISTRATIONS.c.look_at <= sa.bindparam("now", type_=_REGISTRATIONS.c.look_at.type)
)
_TO_LOOK_AT = (
    sa.select(_REGISTRATIONS)
    .where(rows.mine(_REGISTRATIONS), _REGISTRATIONS.c.look_at <= sa.bindparam("now"))
    .order_by(_REGISTRATIONS.c.look_at, _REGISTRATIONS.c.id)
    .limit(LOOKED_AT_ONCE)
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


def ticket(row: Any) -> str:
    """What a partner's button carries: its number, and when it was sent, as another partner's has the same number."""
    return f"{row.number}:{int(row.submitted_at.timestamp())}"


def of_member(tx: Transaction, partner_id: int, member_id: int, *, limit: int = 20) -> list[Any]:
    """What one person sent for the partner they work for now, the newest first, as `shown`."""
    return rows.every(tx, _OF_MEMBER, partner_id=partner_id, member_id=member_id, limit=limit)


def of_partner(tx: Transaction, partner_id: int, *, limit: int = 100) -> list[Any]:
    """What a partner has sent, the newest first, as `shown`."""
    return rows.every(tx, _OF_PARTNER, partner_id=partner_id, limit=limit)


def undecided(tx: Transaction) -> list[Any]:
    """What waits for a decision of ours or for the partner to say more, by when it is to be answered; as `shown`."""
    return rows.every(tx, _UNDECIDED)


def workspaces_due(connection: Connection, now: datetime) -> set[int]:
    """The workspaces in which the clock has something to do about registrations."""
    return {row.workspace_id for row in statements.run(connection, _DUE, {"now": now})}


def to_look_at(tx: Transaction) -> list[Registration]:
    """The registrations about which the clock has something to do, the longest waiting first; some at a time."""
    return rows.every(tx, _TO_LOOK_AT, now=tx.now)


def submit(tx: Transaction, partner: Partner, sender: Member, **values: Any) -> Registration:
    """Write down what a partner registers; it gets the partner's next number."""
    last = rows.first(tx, _LAST_NUMBER, partner_id=partner.id)[0] or 0
    registration = rows.insert(
        tx,
        Registration,
        partner_id=partner.id,
        member_id=sender.id,
        number=last + 1,
        submitted_at=tx.now,
        look_at=_next_look(tx, {"submitted_at": tx.now, **values}),
        **values,
    )
    partner_desks.post(
        tx,
        "registration",
        partner,
        dedupe_key=f"registration:{registration.id}",
        subject=f"registration:{registration.id}",
        payload={"registration_id": registration.id},
    )
    return registration


def change(tx: Transaction, registration: Registration, **changes: Any) -> Registration:
    """Decide it, extend it, or note what came of it; the card at the desk follows."""
    changed = rows.update(
        tx, Registration, registration, **changes, look_at=_next_look(tx, {**_columns(registration), **changes})
    )
    outbox.outdate(tx, f"registration:{registration.id}")
    return changed


def tell(tx: Transaction, registration: Registration) -> None:
    """Have whoever sent it hear how it stands now, if it still does when they are told."""
    outbox.tell(
        tx,
        "registration_news",
        members.get(tx, registration.member_id).slack_user_id,
        dedupe_key=f"registration_news:{registration.id}:{registration.version}",
        payload={"registration_id": registration.id, "state": registration.state},
    )


def ask(tx: Transaction, registration: Registration) -> None:
    """Have whoever sent it be asked whether they still work on it; the question follows what becomes of it."""
    assert registration.asked_at is not None
    outbox.tell(
        tx,
        "registration_question",
        members.get(tx, registration.member_id).slack_user_id,
        dedupe_key=f"registration_question:{registration.id}:{registration.version}",
        subject=f"registration:{registration.id}",
        payload={"registration_id": registration.id, "asked_at": registration.asked_at.isoformat()},
    )


def forget(tx: Transaction, member_id: int) -> None:
    """What a person wrote about a customer is deleted, here and in the history; which customer, and what became of it,
    stays their company's."""
    mine = (_REGISTRATIONS.c.workspace_id == tx.workspace_id, _REGISTRATIONS.c.member_id == member_id)
    nothing = dict.fromkeys(WRITTEN, "")
    tx.connection.execute(sa.update(_REGISTRATIONS).where(*mine).values(nothing))
    of_theirs = sa.select(_CHANGES).where(
        _CHANGES.c.workspace_id == tx.workspace_id,
        _CHANGES.c.table_name == Registration.__tablename__,
        _CHANGES.c.row_id.in_(sa.select(_REGISTRATIONS.c.id).where(*mine)),
    )
    for row in tx.connection.execute(of_theirs).all():
        cleaned = {
            side: sa.null() if values is None else {**values, **{name: "" for name in WRITTEN if name in values}}
            for side, values in (("before", row.before), ("after", row.after))
        }
        tx.connection.execute(sa.update(_CHANGES).where(_CHANGES.c.id == row.id).values(cleaned))


def spoken_of_at(registration: Registration) -> datetime:
    """When it was last sent, decided, asked about or confirmed."""
    return _spoken_of_at(_columns(registration))


def _spoken_of_at(values: dict[str, Any]) -> datetime:
    moments = (values.get(name) for name in ("submitted_at", "decided_at", "asked_at", "confirmed_at"))
    return max(filter(None, moments))


def _next_look(tx: Transaction, values: dict[str, Any]) -> datetime | None:
    state, by, until = values["state"], values.get("answer_by"), values.get("protected_until")
    return rules.next_look(tx.now, state, answer_by=by, spoken_of_at=_spoken_of_at(values), until=until)


def _columns(registration: Registration) -> dict[str, Any]:
    columns: dict[str, Any] = registration._asdict()  # type: ignore[attr-defined]
    return columns
