"""Support for partners, as it reaches people: our card, their status card and answer; and the clock of each request."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sales import periods
from scheduler import rendering
from scheduler.partners import desk_language
from scheduler.rendering import LATER, Kind, Post
from storage import members, outbox, partner_desks, partners, support, transactions, workspaces
from storage.database import Database
from storage.outbox import OutboxMessage
from storage.support import CLOSED
from storage.transactions import Transaction
from views import partner_support as views
from views.words import translator

logger = logging.getLogger(__name__)

REMINDER, OVERDUE = "support_reminder", "support_overdue"


def desk(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The request at the desk, or with whoever looks after the partner."""
    t, row = desk_language(tx, message), support.shown(tx, message.payload["request_id"])
    if row is None:
        return rendering.post(views.taken_back(t)) if message.slack_ts else None
    return rendering.post(views.card(t, row, _due(tx, message, row)))


def status(tx: Transaction, message: OutboxMessage) -> Post | None:
    """How it stands, in the partner's channel or to whoever asked."""
    row = support.shown(tx, message.payload["request_id"])
    reader = members.find(tx, message.channel)
    t = translator(workspaces.settings(tx).locale, tx.now.year)
    if reader is not None:
        t = rendering.speak_to(tx, reader)
    if row is None:
        return rendering.post(views.taken_back(t)) if message.slack_ts else None
    if reader is not None and not partners.may_read(tx, reader, row.partner_id):
        return None
    zone = members.zone_of(tx, members.get(tx, row.member_id))
    return rendering.post(views.status(t, row, periods.local_date(row.answer_by, zone)))


def closed(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The answer and the question how it was; or that it was opened again since."""
    row = support.shown(tx, message.payload["request_id"])
    asker = members.find(tx, message.channel)
    if row is None or asker is None or not members.is_in_slack(asker):
        return None
    if not partners.may_read(tx, asker, row.partner_id):
        return None
    closed_at = datetime.fromisoformat(message.payload["closed_at"])
    is_current = row.state == CLOSED and row.closed_at == closed_at
    if not is_current and not message.slack_ts:
        return None
    return rendering.post(views.closed(rendering.speak_to(tx, asker), row, is_current=is_current))


def given(tx: Transaction, message: OutboxMessage) -> Post | None:
    """To one of us who has it now."""
    return _nudge(tx, message, views.given)


def reminder(tx: Transaction, message: OutboxMessage) -> Post | None:
    """An answer is due soon."""
    return _nudge(tx, message, views.reminder)


def overdue(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The partner was promised an answer by now."""
    return _nudge(tx, message, views.overdue)


def _nudge(tx: Transaction, message: OutboxMessage, words: Any) -> Post | None:
    """What somebody is to do about a request; once it is answered or another's, that it is."""
    t, row = desk_language(tx, message), support.shown(tx, message.payload["request_id"])
    if row is None:
        return None
    if row.state == CLOSED:
        return rendering.post(views.settled(t, row)) if message.slack_ts else None
    reader_id = message.payload["reader_id"]
    if message.kind != OVERDUE and reader_id is not None and row.owner_id not in (None, reader_id):
        return rendering.post(views.handed(t, row)) if message.slack_ts else None
    return rendering.post(words(t, row, _due(tx, message, row)))


def _due(tx: Transaction, message: OutboxMessage, row: Any) -> datetime:
    """When an answer is due by the clock of whoever reads it."""
    reader_id = message.payload["reader_id"]
    zone = members.zone_of(tx, members.get(tx, reader_id)) if reader_id is not None else workspaces.settings(tx).zone
    due: datetime = row.answer_by.astimezone(ZoneInfo(zone))
    return due


def watch(database: Database, now: datetime) -> int:
    """Remind those who owe an answer soon, and tell the admins what is overdue. How many requests that were."""
    with database.read() as connection:
        due = support.due(connection, now)
    return sum(_watch_one(database, row, now) for row in due)


def _watch_one(database: Database, due: Any, now: datetime) -> int:
    """One request in a transaction of its own; what goes wrong in it is logged and stays there."""
    try:
        with transactions.begin(database, workspace_id=due.workspace_id, now=now, command="support") as tx:
            _nag(tx, due.id)
    except Exception:
        logger.exception("Request %s of a partner failed; it is tried again at the next tick", due.id)
        return 0
    return 1


def _nag(tx: Transaction, request_id: int) -> None:
    asked = support.find(tx, request_id)
    if asked is None or asked.state == CLOSED or asked.escalated_at is not None:
        return
    subject, payload = support.subject(asked.id), {"request_id": asked.id}
    key = f"{subject}:{asked.answer_by.isoformat()}"
    if asked.answer_by <= tx.now:
        support.note(tx, asked, escalated_at=tx.now)
        partner_desks.escalate(tx, OVERDUE, dedupe_key=f"{key}:overdue", subject=subject, payload=payload)
        return
    support.note(tx, asked, reminded_at=tx.now)
    owner = members.get(tx, asked.owner_id) if asked.owner_id is not None else None
    if owner is None or owner.kind != members.INTERNAL or not members.is_in_slack(owner):
        partner = partners.get(tx, asked.partner_id)
        partner_desks.post(tx, REMINDER, partner, dedupe_key=f"{key}:soon", subject=subject, payload=payload)
        return
    outbox.tell(
        tx,
        REMINDER,
        owner.slack_user_id,
        dedupe_key=f"{key}:soon:{owner.id}",
        subject=subject,
        owner_id=owner.id,
        payload={**payload, "reader_id": owner.id},
    )


KINDS = {
    "support_desk": Kind(desk, resend_unknown=True),
    "support_status": Kind(status, resend_unknown=False, for_outsiders=True),
    "support_closed": Kind(closed, resend_unknown=True, for_outsiders=True),
    "support_given": Kind(given, resend_unknown=True),
    REMINDER: Kind(reminder, resend_unknown=True, unasked=LATER),
    OVERDUE: Kind(overdue, resend_unknown=True, unasked=LATER),
}
