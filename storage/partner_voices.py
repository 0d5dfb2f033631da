"""What partners tell us: their check-in every second week, and feedback, with their name or without."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field

from sales import periods, promises
from sales.promises import Found
from storage import members, partners, rows, schedules, statements, workspaces
from storage.columns import Id
from storage.members import Member
from storage.partners import Partner
from storage.rows import Row
from storage.schedules import PARTNER_CHECKIN, Schedule
from storage.transactions import Transaction
from storage.workspaces import ACTIVE, Workspace

WORDS_LENGTH = 3000
FEWEST_UNNAMED = 3
"""What came without a name is told with at least so many together: one alone would point at somebody."""
DEFAULT_RHYTHM: dict[str, Any] = {"weekdays": "1", "every_weeks": 2, "at": "10:00"}
"""When a partner is asked until somebody chooses otherwise: every second Tuesday."""


class PartnerReport(Row, table=True):
    """What one of a partner's people answered in one partner check-in. They may change it; nobody else does."""

    has_history: ClassVar[bool] = False
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
    __table_args__ = (
        sa.Index("ix_partner_feedback_partner", "workspace_id", "partner_id", "id"),
        sa.Index(
            "ix_partner_feedback_waiting",
            "workspace_id",
            "given_on",
            sqlite_where=sa.text("told_on IS NULL"),
        ),
    )

    partner_id: int | None = Field(default=None, foreign_key="partner.id", sa_type=Id)
    member_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    rating: int | None = None
    """1 to 5."""
    words: str
    given_on: date | None = None
    """The day; with no name only the first of the month is kept."""
    told_on: date | None = None
    """When it was told to our people; of what came without a name, all of a day are told together."""


_REPORTS, _FEEDBACK, _MEMBERS = rows.table(PartnerReport), rows.table(PartnerFeedback), rows.table(Member)
_PARTNERS, _WORKSPACES = rows.table(Partner), rows.table(Workspace)
_REPORT = sa.select(_REPORTS).where(
    rows.mine(_REPORTS),
    _REPORTS.c.partner_id == sa.bindparam("partner_id"),
    _REPORTS.c.day == sa.bindparam("day"),
    _REPORTS.c.member_id == sa.bindparam("member_id"),
)
_REPORTS_OF = (
    sa.select(_REPORTS, _MEMBERS.c.name.label("member_name"))
    .join(_MEMBERS, _MEMBERS.c.id == _REPORTS.c.member_id)
    .where(
        rows.mine(_REPORTS),
        _REPORTS.c.partner_id == sa.bindparam("partner_id"),
        _REPORTS.c.day == sa.bindparam("day"),
    )
    .order_by(_REPORTS.c.id)
)
_GIVEN = (
    sa.select(_FEEDBACK, _PARTNERS.c.name.label("partner_name"), _MEMBERS.c.name.label("member_name"))
    .outerjoin(_PARTNERS, _PARTNERS.c.id == _FEEDBACK.c.partner_id)
    .outerjoin(_MEMBERS, _MEMBERS.c.id == _FEEDBACK.c.member_id)
    .where(rows.mine(_FEEDBACK), _FEEDBACK.c.id == sa.bindparam("feedback_id"))
)
_UNNAMED = _FEEDBACK.c.member_id.is_(None) & _FEEDBACK.c.partner_id.is_(None)
_WAITING = sa.select(_FEEDBACK).where(
    rows.mine(_FEEDBACK), _UNNAMED, _FEEDBACK.c.told_on.is_(None), _FEEDBACK.c.given_on < sa.bindparam("month")
)
_TOLD = (
    sa.select(_FEEDBACK)
    .where(rows.mine(_FEEDBACK), _UNNAMED, _FEEDBACK.c.told_on == sa.bindparam("told_on"))
    .order_by(_FEEDBACK.c.id)
)
_SOMEBODY_WAITS = (
    sa.select(_FEEDBACK.c.workspace_id)
    .join(_WORKSPACES, (_WORKSPACES.c.id == _FEEDBACK.c.workspace_id) & (_WORKSPACES.c.state == ACTIVE))
    .where(_UNNAMED, _FEEDBACK.c.told_on.is_(None), _FEEDBACK.c.given_on < sa.bindparam("month"))
    .group_by(_FEEDBACK.c.workspace_id)
    .having(sa.func.count() >= FEWEST_UNNAMED)
)


# --- the check-in ------------------------------------------------------------------------------------------------


def begin_checkin(tx: Transaction, partner: Partner, today: date) -> None:
    """A partner with whom we have a channel is asked every second week, from next week on; not twice begun."""
    if schedules.find(tx, PARTNER_CHECKIN, subject_id=partner.id) is None:
        set_checkin(tx, partner, **DEFAULT_RHYTHM, starts_on=today + timedelta(days=7))


def checkin_of(tx: Transaction, partner: Partner) -> Schedule | None:
    """When a partner is asked; None where that never began."""
    return schedules.find(tx, PARTNER_CHECKIN, subject_id=partner.id)


def set_checkin(tx: Transaction, partner: Partner, **values: Any) -> Schedule:
    """When a partner is asked, by the clock of whoever looks after them."""
    return schedules.save(tx, PARTNER_CHECKIN, subject_id=partner.id, zone=_zone(tx, partner), **values)


def place_to_ask(tx: Transaction, partner: Partner) -> str:
    """The channel in which a partner is asked: one that is theirs alone, else one that they share with others."""
    linked = [link.channel_id for link in partners.links_of(tx, partner.id)]
    alone = [channel for channel in linked if len(partners.links_in(tx, channel)) == 1]
    return next(iter([*alone, *linked]), "")


def follow_zone(tx: Transaction, partner: Partner, schedule: Schedule) -> None:
    """Whoever looks after the partner has another clock by now: from the next time on it goes by that."""
    if schedule.zone != _zone(tx, partner):
        set_checkin(tx, partner)


def _zone(tx: Transaction, partner: Partner) -> str:
    """Of whoever looks after a partner; empty for the workspace's."""
    if not partner.manager_id:
        return ""
    manager = rows.get(tx, Member, partner.manager_id)
    return manager.zone or manager.slack_zone


def report_subject(partner_id: int, day: date) -> str:
    """What posts about the answers to one check-in are known by, to be corrected."""
    return f"partner_report:{partner_id}:{day}"


def report(tx: Transaction, partner_id: int, day: date, member_id: int) -> PartnerReport | None:
    """What a person answered on a day."""
    return rows.first(tx, _REPORT, partner_id=partner_id, day=day, member_id=member_id)


def get_report(tx: Transaction, report_id: int) -> PartnerReport | None:
    """The answer with this id. Ids are for our own people only."""
    return rows.find(tx, PartnerReport, report_id)


def reports_of(tx: Transaction, partner_id: int, day: date) -> list[Any]:
    """What a partner's people answered on a day, the first first, each with `member_name`."""
    return rows.every(tx, _REPORTS_OF, partner_id=partner_id, day=day)


def answer(tx: Transaction, partner: Partner, member: Member, day: date, **values: Any) -> PartnerReport:
    """Write down what a person answers, or now answers instead."""
    known = report(tx, partner.id, day, member.id)
    values = {**values, "answered_at": tx.now}
    if known is not None:
        return rows.update(tx, PartnerReport, known, **values)
    return rows.insert(tx, PartnerReport, partner_id=partner.id, member_id=member.id, day=day, **values)


def promised_by_them(tx: Transaction, report: PartnerReport) -> list[Found]:
    """The promises in what a person wrote of their own work: theirs, if they say so."""
    return _promises(tx, report, f"{report.progress}\n{report.blocker}")


def asked_of_us(tx: Transaction, report: PartnerReport) -> list[Found]:
    """What they need of us, where it has a verb and a day: a promise of ours, if one of us says so."""
    return _promises(tx, report, report.needs)


def _promises(tx: Transaction, report: PartnerReport, text: str) -> list[Found]:
    """Read as on the day on which it was written, so that a place in the list always means the same."""
    writer, chosen = rows.get(tx, Member, report.member_id), workspaces.settings(tx)
    day = periods.local_date(report.answered_at, members.zone_of(tx, writer))
    locale = writer.locale or writer.slack_locale or chosen.locale
    return promises.find(text, day, locale, chosen.fiscal_year_start)


# --- feedback ----------------------------------------------------------------------------------------------------


def give(tx: Transaction, partner: Partner, member: Member, *, rating: int, words: str, today: date) -> PartnerFeedback:
    """What somebody thinks of us, with their name."""
    named = {"partner_id": partner.id, "member_id": member.id, "given_on": today, "told_on": today}
    return rows.insert(tx, PartnerFeedback, rating=rating, words=words, **named)


def give_unnamed(tx: Transaction, *, rating: int, words: str, today: date) -> None:
    """What somebody thinks of us, of which nothing is kept but the month."""
    rows.insert(tx, PartnerFeedback, rating=rating, words=words, given_on=today.replace(day=1))


def given(tx: Transaction, feedback_id: int) -> Any | None:
    """Feedback with `partner_name` and `member_name`."""
    return rows.first(tx, _GIVEN, feedback_id=feedback_id)


def with_unnamed_waiting(connection: Connection, month: date) -> list[int]:
    """The workspaces in which enough feedback without names waits from before the first of a month."""
    return [row.workspace_id for row in statements.run(connection, _SOMEBODY_WAITS, {"month": month})]


def tell_unnamed(tx: Transaction, today: date) -> int:
    """Have what came without a name before this month told today, written anew under new numbers in a random order.

    0 when it is so little that it has to wait; else how many there are.
    """
    waiting = rows.every(tx, _WAITING, month=today.replace(day=1))
    if len(waiting) < FEWEST_UNNAMED:
        return 0
    random.SystemRandom().shuffle(waiting)
    for row in waiting:
        rows.delete(tx, PartnerFeedback, row)
    for row in waiting:
        rows.insert(tx, PartnerFeedback, rating=row.rating, words=row.words, given_on=row.given_on, told_on=today)
    return len(waiting)


def unnamed(tx: Transaction, told_on: date) -> Sequence[PartnerFeedback]:
    """What was told together on a day, in no order that means anything."""
    return rows.every(tx, _TOLD, told_on=told_on)


def forget(tx: Transaction, member_id: int) -> None:
    """What a person told us with their name is deleted."""
    for table in (_REPORTS, _FEEDBACK):
        tx.connection.execute(
            sa.delete(table).where(table.c.workspace_id == tx.workspace_id, table.c.member_id == member_id)
        )
