"""How much people of partners may send us in an hour, so that nobody drowns the rest.

Nothing says what was sent, and an hour that is over leaves nothing: what came without a name is not found by it.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field

from storage import rows
from storage.columns import Id
from storage.rows import Row
from storage.transactions import Transaction

OF_PERSON, OF_PARTNER = 20, 40
"""Within an hour, by the clock."""


class PartnerSubmission(Row, table=True):
    """How often one person of a partner has sent us something within one hour."""

    has_history: ClassVar[bool] = False
    __tablename__ = "partner_submission"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "partner_id", "member_id", "hour"),)

    partner_id: int = Field(foreign_key="partner.id", sa_type=Id)
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    hour: datetime
    count: int


_SENT = rows.table(PartnerSubmission)
_THIS_HOUR = sa.select(_SENT).where(
    rows.mine(_SENT), _SENT.c.partner_id == sa.bindparam("partner_id"), _SENT.c.hour == sa.bindparam("hour")
)


def take(tx: Transaction, partner_id: int, member_id: int) -> bool:
    """Count one more thing that a person sends. False when they, or all of their company, have sent enough."""
    hour = _hour(tx.now)
    sent = rows.every(tx, _THIS_HOUR, partner_id=partner_id, hour=hour)
    own = next((row for row in sent if row.member_id == member_id), None)
    if (own is not None and own.count >= OF_PERSON) or sum(row.count for row in sent) >= OF_PARTNER:
        return False
    if own is None:
        rows.insert(tx, PartnerSubmission, partner_id=partner_id, member_id=member_id, hour=hour, count=1)
    else:
        rows.update(tx, PartnerSubmission, own, count=own.count + 1)
    return True


def forget_old(connection: Connection, now: datetime) -> None:
    """Drop hours that are over."""
    connection.execute(sa.delete(_SENT).where(_SENT.c.hour < _hour(now)))


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
