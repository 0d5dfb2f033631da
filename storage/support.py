"""Support that partners ask us for: who took it on, how long they waited, and how content they were."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field

from storage import members, partner_desks, rows, statements
from storage.columns import Id
from storage.members import Member
from storage.partners import Partner
from storage.rows import Row
from storage.transactions import Change, Transaction
from storage.workspaces import ACTIVE, Workspace

TRAINING, MARKETING, TECHNICAL, COMMERCIAL = "training", "marketing", "technical", "commercial"
KINDS = (TRAINING, MARKETING, TECHNICAL, COMMERCIAL)
OPEN, TAKEN, CLOSED = "open", "taken", "closed"
WORDS_LENGTH = 3000
LISTED = 50
REMINDED_BEFORE = timedelta(hours=3)
"""How long before an answer is due whoever owes it is reminded."""


class SupportRequest(Row, table=True):
    """One thing that a partner needs of us."""

    __tablename__ = "support_request"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "partner_id", "number"),
        sa.Index("ix_support_request_state", "workspace_id", "state", "answer_by"),
        sa.Index("ix_support_request_opened", "workspace_id", "partner_id", "opened_at"),
        sa.Index(
            "ix_support_request_due",
            "answer_by",
            sqlite_where=sa.text("closed_at IS NULL"),
        ),
    )

    partner_id: int = Field(foreign_key="partner.id", sa_type=Id)
    number: int
    """Counts up for each partner from 1."""
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    """Who of the partner's people asked."""
    kind: str
    words: str
    addition: str = ""
    """What they added when they opened it again."""
    channel_id: str = ""
    """The shared channel whose card tells how it stands; empty for a direct message."""
    state: str = OPEN
    owner_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    """Who of us has taken it on."""
    opened_at: datetime
    answer_by: datetime
    taken_at: datetime | None = None
    """When somebody of us first answered: what the waiting time is counted to."""
    is_late: bool | None = None
    """Whether it was ever answered after the time that the partner was told; none while it never was."""
    closed_at: datetime | None = None
    outcome: str = ""
    """What was done, in words for the partner."""
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    rating: int | None = None
    """1 to 5, by whoever asked."""


_REQUESTS, _PARTNERS, _WORKSPACES = rows.table(SupportRequest), rows.table(Partner), rows.table(Workspace)
_CHANGES = rows.table(Change)
_ASKERS, _OWNERS = rows.table(Member).alias("asker"), rows.table(Member).alias("owner")
_SHOWN = (
    sa.select(
        _REQUESTS,
        _PARTNERS.c.name.label("partner_name"),
        _ASKERS.c.name.label("member_name"),
        _OWNERS.c.name.label("owner_name"),
    )
    .join(_PARTNERS, _PARTNERS.c.id == _REQUESTS.c.partner_id)
    .join(_ASKERS, _ASKERS.c.id == _REQUESTS.c.member_id)
    .outerjoin(_OWNERS, _OWNERS.c.id == _REQUESTS.c.owner_id)
    .where(rows.mine(_REQUESTS))
)
_ONE = _SHOWN.where(_REQUESTS.c.id == sa.bindparam("request_id"))
_WAITING = (
    _SHOWN.where(_REQUESTS.c.state.in_((OPEN, TAKEN)))
    .order_by(_REQUESTS.c.answer_by, _REQUESTS.c.id)
    .limit(sa.bindparam("limit"))
)
_BY_NUMBER = sa.select(_REQUESTS).where(
    rows.mine(_REQUESTS),
    _REQUESTS.c.partner_id == sa.bindparam("partner_id"),
    _REQUESTS.c.number == sa.bindparam("number"),
)
_OF_MEMBER = (
    _SHOWN.where(
        _REQUESTS.c.partner_id == sa.bindparam("partner_id"), _REQUESTS.c.member_id == sa.bindparam("member_id")
    )
    .order_by(_REQUESTS.c.number.desc())
    .limit(sa.bindparam("limit"))
)
_LAST_NUMBER = sa.select(sa.func.max(_REQUESTS.c.number)).where(
    rows.mine(_REQUESTS), _REQUESTS.c.partner_id == sa.bindparam("partner_id")
)
_DUE = (
    sa.select(_REQUESTS.c.id, _REQUESTS.c.workspace_id)
    .join(_WORKSPACES, (_WORKSPACES.c.id == _REQUESTS.c.workspace_id) & (_WORKSPACES.c.state == ACTIVE))
    .where(
        _REQUESTS.c.closed_at.is_(None),
        _REQUESTS.c.answer_by <= sa.bindparam("soon", type_=_REQUESTS.c.answer_by.type),
        _REQUESTS.c.escalated_at.is_(None),
        _REQUESTS.c.reminded_at.is_(None)
        | (_REQUESTS.c.answer_by <= sa.bindparam("now", type_=_REQUESTS.c.answer_by.type)),
    )
    .order_by(_REQUESTS.c.answer_by, _REQUESTS.c.id)
)


def subject(request_id: int) -> str:
    """What posts about a request are known by, to be corrected."""
    return f"{SupportRequest.__tablename__}:{request_id}"


def find(tx: Transaction, request_id: int) -> SupportRequest | None:
    """The request with this id, unless it was taken back. Ids are for our own people only."""
    return rows.find(tx, SupportRequest, request_id)


def shown(tx: Transaction, request_id: int) -> Any | None:
    """A request with `partner_name`, `member_name` and `owner_name`; None when it was taken back."""
    return rows.first(tx, _ONE, request_id=request_id)


def of_number(tx: Transaction, partner_id: int, number: int) -> SupportRequest | None:
    """A partner's request by the number that they know it by."""
    return rows.first(tx, _BY_NUMBER, partner_id=partner_id, number=number)


def ticket(row: Any) -> str:
    """What a partner's button carries: its number, and when it was opened, as another partner's has the same number."""
    return f"{row.number}:{int(row.opened_at.timestamp())}"


def of_member(tx: Transaction, partner_id: int, member_id: int, *, limit: int = 10) -> list[Any]:
    """What one person has asked for the partner they work for now, the newest first; as `shown`."""
    return rows.every(tx, _OF_MEMBER, partner_id=partner_id, member_id=member_id, limit=limit)


def waiting(tx: Transaction, *, limit: int = LISTED) -> list[Any]:
    """What is not closed yet, what is due first, or overdue the longest, at the top; as `shown`."""
    return rows.every(tx, _WAITING, limit=limit)


def ask(
    tx: Transaction, partner: Partner, member: Member, *, kind: str, words: str, channel_id: str = ""
) -> SupportRequest:
    """Write down what somebody of a partner needs; it gets the partner's next number."""
    last = rows.first(tx, _LAST_NUMBER, partner_id=partner.id)[0] or 0
    return rows.insert(
        tx,
        SupportRequest,
        partner_id=partner.id,
        number=last + 1,
        member_id=member.id,
        kind=kind,
        words=words,
        channel_id=channel_id,
        opened_at=tx.now,
        answer_by=partner_desks.answer_by(tx, member),
    )


def give(tx: Transaction, request: SupportRequest, owner: Member) -> SupportRequest:
    """Somebody of us takes it on. The partner waits no longer to hear from us."""
    taken_at = request.taken_at or tx.now
    return rows.update(tx, SupportRequest, request, state=TAKEN, owner_id=owner.id, taken_at=taken_at)


def close(tx: Transaction, request: SupportRequest, owner: Member, outcome: str) -> SupportRequest:
    """It is answered, by whoever did so; what nobody had taken they have taken with that."""
    return rows.update(
        tx,
        SupportRequest,
        request,
        state=CLOSED,
        owner_id=owner.id,
        taken_at=request.taken_at or tx.now,
        is_late=bool(request.is_late) or tx.now > request.answer_by,
        closed_at=tx.now,
        outcome=outcome,
        rating=None,
    )


def reopen(tx: Transaction, request: SupportRequest, asker: Member, addition: str) -> SupportRequest:
    """It was not what they needed: it is with whoever had it, and the clock runs anew."""
    owner = rows.find(tx, Member, request.owner_id) if request.owner_id else None
    stays = owner is not None and owner.kind == members.INTERNAL and owner.is_active
    return rows.update(
        tx,
        SupportRequest,
        request,
        state=TAKEN if stays else OPEN,
        owner_id=request.owner_id if stays else None,
        addition=addition,
        answer_by=partner_desks.answer_by(tx, asker),
        closed_at=None,
        outcome="",
        rating=None,
        reminded_at=None,
        escalated_at=None,
    )


def rate(tx: Transaction, request: SupportRequest, rating: int) -> SupportRequest:
    """How content whoever asked is, from 1 to 5."""
    return rows.update(tx, SupportRequest, request, rating=rating)


def note(tx: Transaction, request: SupportRequest, **times: datetime) -> SupportRequest:
    """Who owes the answer was reminded, or it went to the admins."""
    return rows.update(tx, SupportRequest, request, **times)


def due(connection: Connection, now: datetime) -> list[Any]:
    """`id` and `workspace_id` of requests of all workspaces for which somebody is to be reminded, or an admin told."""
    return statements.run(connection, _DUE, {"now": now, "soon": now + REMINDED_BEFORE})


def forget(tx: Transaction, member_id: int) -> None:
    """What a person wrote is deleted, here and in the history; that they asked stays, as a number."""
    mine = (_REQUESTS.c.workspace_id == tx.workspace_id, _REQUESTS.c.member_id == member_id)
    tx.connection.execute(
        sa.delete(_CHANGES).where(
            _CHANGES.c.workspace_id == tx.workspace_id,
            _CHANGES.c.table_name == SupportRequest.__tablename__,
            _CHANGES.c.row_id.in_(sa.select(_REQUESTS.c.id).where(*mine)),
        )
    )
    tx.connection.execute(sa.update(_REQUESTS).where(*mine).values(words="", addition=""))
