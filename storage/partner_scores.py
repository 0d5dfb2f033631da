"""What a scorecard measures, read from the rows: one statement for each definition in `sales.scorecards`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

import sqlalchemy as sa

from sales import periods
from sales import scorecards as rules
from sales.periods import Period
from sales.scorecards import Measure, Scorecard, Value
from storage import members, partner_sales, rows, workspaces
from storage.members import Member
from storage.partner_voices import PartnerFeedback, PartnerReport
from storage.partners import Partner
from storage.promises import FEEDBACK, KEPT, Promise
from storage.registrations import IN_REVIEW, Registration
from storage.support import CLOSED, SupportRequest
from storage.transactions import Transaction

_REQUESTS, _REGISTRATIONS = rows.table(SupportRequest), rows.table(Registration)
_PROMISES, _MEMBERS = rows.table(Promise), rows.table(Member)
_REPORTS, _FEEDBACK = rows.table(PartnerReport), rows.table(PartnerFeedback)


def _of(table: sa.Table, at: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
    """One partner's rows of a period: of days, or of moments."""
    first, end = ("begins", "ends") if isinstance(at.type, sa.Date) else ("begins_at", "ends_at")
    return [
        rows.mine(table),
        table.c.partner_id == sa.bindparam("partner_id"),
        at >= sa.bindparam(first),
        at < sa.bindparam(end),
    ]


def _in_time(table: sa.Table, at: sa.ColumnElement[Any], is_open: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """How many were answered in time, and how many were answered or should be by now."""
    overdue = sa.and_(is_open, table.c.answer_by < sa.bindparam("now"))
    return sa.select(
        sa.func.coalesce(sa.func.sum(sa.case((table.c.is_late.is_(False) & ~overdue, 1), else_=0)), 0).label("part"),
        sa.func.coalesce(sa.func.sum(sa.case((table.c.is_late.is_not(None) | overdue, 1), else_=0)), 0).label("whole"),
    ).where(*_of(table, at))


_WAITED = sa.select(_REQUESTS.c.opened_at, _REQUESTS.c.taken_at).where(
    *_of(_REQUESTS, _REQUESTS.c.opened_at), _REQUESTS.c.taken_at.is_not(None)
)
_SUPPORT_IN_TIME = _in_time(_REQUESTS, _REQUESTS.c.opened_at, _REQUESTS.c.state != CLOSED)
_REGISTRATIONS_IN_TIME = _in_time(_REGISTRATIONS, _REGISTRATIONS.c.submitted_at, _REGISTRATIONS.c.state == IN_REVIEW)
_IS_KEPT = _PROMISES.c.state == KEPT
_PROMISED = (
    sa.select(
        (_MEMBERS.c.kind == members.INTERNAL).label("is_ours"),
        sa.func.sum(sa.case((_IS_KEPT, 1), else_=0)).label("part"),
        sa.func.count().label("whole"),
    )
    .join(_MEMBERS, _MEMBERS.c.id == _PROMISES.c.owner_id)
    .where(
        *_of(_PROMISES, _PROMISES.c.due_on),
        # what is between a person and whoever gave them feedback is nobody else's
        _PROMISES.c.source != FEEDBACK,
        _IS_KEPT | (_PROMISES.c.due_on < sa.bindparam("today")),
    )
    .group_by("is_ours")
)
_MARKS = sa.union_all(
    sa.select(_REQUESTS.c.rating).where(*_of(_REQUESTS, _REQUESTS.c.closed_at), _REQUESTS.c.rating.is_not(None)),
    sa.select(_FEEDBACK.c.rating).where(*_of(_FEEDBACK, _FEEDBACK.c.given_on), _FEEDBACK.c.rating.is_not(None)),
).subquery()
_CONTENT = sa.select(sa.func.count().label("marks"), sa.func.coalesce(sa.func.sum(_MARKS.c.rating), 0).label("total"))
_CHECK_INS = sa.select(sa.func.count(_REPORTS.c.day.distinct()).label("days")).where(*_of(_REPORTS, _REPORTS.c.day))


def card(tx: Transaction, partner: Partner, period: Period) -> Scorecard:
    """A partner's quarter and the one before. The same for both sides: no number of it is of anybody else."""
    currency, left_out = workspaces.settings(tx).currency, set[str]()
    now, before = (_measure(tx, partner, each, currency, left_out) for each in (period, period.previous()))
    now[rules.CERTIFIED] = Value(Decimal(partner.certified))
    return Scorecard(period, now, before, currency, frozenset(left_out))


def current(tx: Transaction, partner: Partner, today: date) -> Scorecard:
    """The card of the quarter that runs."""
    return card(tx, partner, periods.quarter(today, workspaces.settings(tx).fiscal_year_start))


def _measure(
    tx: Transaction, partner: Partner, period: Period, currency: str, left_out: set[str]
) -> dict[Measure, Value]:
    zone = workspaces.settings(tx).zone
    begins_at, ends_at = periods.moments(period, zone)
    given = {
        "partner_id": partner.id,
        "now": tx.now,
        "today": periods.local_date(tx.now, zone),
        "begins": period.start,
        "ends": period.end,
        "begins_at": begins_at,
        "ends_at": ends_at,
    }
    waited = [(row.taken_at - row.opened_at).total_seconds() for row in rows.every(tx, _WAITED, **given)]
    support = rows.first(tx, _SUPPORT_IN_TIME, **given)
    registrations = rows.first(tx, _REGISTRATIONS_IN_TIME, **given)
    promised = {bool(row.is_ours): row for row in rows.every(tx, _PROMISED, **given)}
    content = rows.first(tx, _CONTENT, **given)
    check_ins = rows.first(tx, _CHECK_INS, **given).days
    won = partner_sales.won(tx, period, currency=currency, partner_id=partner.id)
    left_out |= won.left_out
    sales = won.of(partner.id)
    marks, total = int(content.marks), int(content.total)
    found = {
        rules.FIRST_ANSWER: Value(Decimal(median(waited)) / 3600, len(waited)) if waited else None,
        rules.SUPPORT_IN_TIME: rules.share(int(support.part), int(support.whole)),
        rules.REGISTRATIONS_IN_TIME: rules.share(int(registrations.part), int(registrations.whole)),
        rules.OUR_PROMISES: _kept(promised.get(True)),
        rules.THEIR_PROMISES: _kept(promised.get(False)),
        rules.CONTENT: Value(Decimal(total) / marks, marks) if marks >= rules.FEWEST_MARKS else None,
        rules.CHECK_INS: Value(Decimal(check_ins)),
        rules.SOURCED: Value(Decimal(sales.sourced), minor=sales.sourced_minor),
        rules.INFLUENCED: Value(Decimal(sales.influenced), minor=sales.influenced_minor),
    }
    return {measure: value for measure, value in found.items() if value is not None}


def _kept(row: Any | None) -> Value | None:
    return rules.share(int(row.part), int(row.whole)) if row is not None else None
