"""How things stand with each partner today: what they wait for, what is about to lapse, when we last heard of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from sales import partner_risks as rules
from sales import periods, pipeline
from storage import rows
from storage.deals import Deal
from storage.partner_voices import PartnerFeedback, PartnerReport
from storage.registrations import IN_REVIEW, PROTECTED, RETURNED, Registration
from storage.support import CLOSED, SupportRequest
from storage.transactions import Transaction


@dataclass(slots=True)
class Health:
    """What is going on with one partner."""

    registrations: int = 0
    """Customers that are protected for them."""
    waiting: int = 0
    """Registrations that are not decided yet."""
    lapsing: int = 0
    """Protections that end soon, without a sign of the partner lately."""
    lapses_on: date | None = None
    """The last day of the first of those."""
    requests: int = 0
    overdue: int = 0
    """Of the requests for support, those that should have been answered by now."""
    overdue_since: datetime | None = None
    deals: int = 0
    """Open ones."""
    heard_on: date | None = None
    """When they last registered, asked, answered or said anything, or a deal with them was opened or won."""


_REGISTRATIONS, _REQUESTS, _DEALS = rows.table(Registration), rows.table(SupportRequest), rows.table(Deal)
_REPORTS, _FEEDBACK = rows.table(PartnerReport), rows.table(PartnerFeedback)
_LAPSES = sa.and_(
    _REGISTRATIONS.c.state == PROTECTED,
    _REGISTRATIONS.c.protected_until <= sa.bindparam("soon"),
    _REGISTRATIONS.c.confirmed_at.is_(None) | (_REGISTRATIONS.c.confirmed_at < sa.bindparam("lately")),
)
_IS_OVERDUE = sa.and_(_REQUESTS.c.state != CLOSED, _REQUESTS.c.answer_by < sa.bindparam("now"))


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


_STATEMENTS: tuple[sa.Select[Any], ...] = (
    sa.select(
        _REGISTRATIONS.c.partner_id,
        _count(_REGISTRATIONS.c.state == PROTECTED).label("registrations"),
        _count(_REGISTRATIONS.c.state.in_((IN_REVIEW, RETURNED))).label("waiting"),
        _count(_LAPSES).label("lapsing"),
        sa.func.min(sa.case((_LAPSES, _REGISTRATIONS.c.protected_until))).label("lapses_on"),
        sa.func.max(_REGISTRATIONS.c.submitted_at).label("heard_at"),
        sa.func.max(_REGISTRATIONS.c.confirmed_at).label("heard_too_at"),
    )
    .where(rows.mine(_REGISTRATIONS))
    .group_by(_REGISTRATIONS.c.partner_id),
    sa.select(
        _REQUESTS.c.partner_id,
        _count(_REQUESTS.c.state != CLOSED).label("requests"),
        _count(_IS_OVERDUE).label("overdue"),
        sa.func.min(sa.case((_IS_OVERDUE, _REQUESTS.c.answer_by))).label("overdue_since"),
        sa.func.max(_REQUESTS.c.opened_at).label("heard_at"),
    )
    .where(rows.mine(_REQUESTS))
    .group_by(_REQUESTS.c.partner_id),
    sa.select(
        _DEALS.c.partner_id,
        _count(_DEALS.c.outcome == pipeline.OPEN).label("deals"),
        sa.func.max(_DEALS.c.opened_on).label("heard_at"),
        sa.func.max(sa.case((_DEALS.c.outcome == pipeline.WON, _DEALS.c.closed_on))).label("heard_too_at"),
    )
    .where(rows.mine(_DEALS), _DEALS.c.partner_id.is_not(None))
    .group_by(_DEALS.c.partner_id),
    sa.select(_REPORTS.c.partner_id, sa.func.max(_REPORTS.c.answered_at).label("heard_at"))
    .where(rows.mine(_REPORTS))
    .group_by(_REPORTS.c.partner_id),
    sa.select(_FEEDBACK.c.partner_id, sa.func.max(_FEEDBACK.c.given_on).label("heard_at"))
    .where(rows.mine(_FEEDBACK), _FEEDBACK.c.partner_id.is_not(None))
    .group_by(_FEEDBACK.c.partner_id),
)
_OF_ONE = tuple(
    statement.where(statement.selected_columns["partner_id"] == sa.bindparam("partner_id")) for statement in _STATEMENTS
)


def of_all(tx: Transaction, today: date, zone: str) -> Mapping[int, Health]:
    """By partner, as far as there is anything to say of one. Days are those of the zone."""
    return _add_up(tx, _STATEMENTS, today, zone)


def of_one(tx: Transaction, partner_id: int, today: date, zone: str) -> Health:
    """The same of one partner."""
    return _add_up(tx, _OF_ONE, today, zone, partner_id=partner_id).get(partner_id, Health())


def _add_up(
    tx: Transaction, statements: tuple[sa.Select[Any], ...], today: date, zone: str, **of_whom: int
) -> dict[int, Health]:
    found: dict[int, Health] = {}
    moments = {
        "now": tx.now,
        "soon": today + timedelta(days=rules.DEFAULTS[rules.LAPSING]),
        "lately": tx.now - timedelta(days=rules.DEFAULTS[rules.LAPSING]),
    }
    for statement in statements:
        for row in rows.every(tx, statement, **moments, **of_whom):
            health = found.setdefault(row.partner_id, Health())
            for name, value in row._asdict().items():
                if name in ("heard_at", "heard_too_at"):
                    health.heard_on = max(filter(None, (health.heard_on, _day(value, zone))), default=None)
                elif name != "partner_id":
                    setattr(health, name, value)
    return found


def _day(moment: date | datetime | None, zone: str) -> date | None:
    return periods.local_date(moment, zone) if isinstance(moment, datetime) else moment
