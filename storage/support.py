"""Support that partners ask us for: who took it on, how long they waited, and how content they were."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from storage.columns import Id
from storage.rows import Row

TRAINING, MARKETING, TECHNICAL, COMMERCIAL = "training", "marketing", "technical", "commercial"
KINDS = (TRAINING, MARKETING, TECHNICAL, COMMERCIAL)
OPEN, TAKEN, CLOSED = "open", "taken", "closed"


class SupportRequest(Row, table=True):
    """One thing that a partner needs of us."""

    __tablename__ = "support_request"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "partner_id", "number"),
        sa.Index("ix_support_request_state", "workspace_id", "state", "answer_by"),
        sa.Index("ix_support_request_opened", "workspace_id", "partner_id", "opened_at"),
    )

    partner_id: int = Field(foreign_key="partner.id", sa_type=Id)
    number: int
    """Counts up for each partner from 1."""
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    """Who of the partner's people asked."""
    kind: str
    words: str
    channel_id: str = ""
    """The shared channel whose card tells how it stands; empty for a direct message."""
    state: str = OPEN
    owner_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    """Who of us has taken it on."""
    opened_at: datetime
    answer_by: datetime
    taken_at: datetime | None = None
    """When somebody of us first answered: what the waiting time is counted to."""
    closed_at: datetime | None = None
    outcome: str = ""
    """What was done, in words for the partner."""
    escalated_at: datetime | None = None
    rating: int | None = None
    """1 to 5, by whoever asked."""
