"""What partners tell us: their check-in every second week, and feedback, with their name or without."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.columns import Id
from storage.rows import Row


class PartnerReport(Row, table=True):
    """What one of a partner's people answered in one partner check-in."""

    __tablename__ = "partner_report"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "partner_id", "day", "member_id"),
        sa.Index("ix_partner_report_answered", "workspace_id", "partner_id", "answered_at"),
    )

    partner_id: int = Field(foreign_key="partner.id", sa_type=Id)
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    day: date
    """The day on which the check-in was asked."""
    channel_id: str = ""
    progress: str
    blocker: str = ""
    needs: str = ""
    """What they need of us."""
    confidence: int | None = None
    """1 to 5."""
    answered_at: datetime


class PartnerFeedback(Row, table=True):
    """What a partner thinks of working with us. Without a name there is no partner: a small one would be known."""

    has_history: ClassVar[bool] = False
    __tablename__ = "partner_feedback"
    __table_args__ = (sa.Index("ix_partner_feedback_partner", "workspace_id", "partner_id", "id"),)

    partner_id: int | None = Field(default=None, foreign_key="partner.id", sa_type=Id)
    member_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    rating: int | None = None
    """1 to 5."""
    words: str
    given_on: date | None = None
    """The day; with no name only the first of the month is kept."""
