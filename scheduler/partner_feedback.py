"""What partners think of us, as it reaches our people: with a name at once, without one together and later.

What came without a name in a month is told from ten o'clock of the first working day of the next one on, as soon as
there are three; then it is written anew in a random order. No time and no number leads to whoever wrote it.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sales import working_days
from scheduler import rendering
from scheduler.partners import desk_language
from scheduler.rendering import Kind, Post
from storage import holidays, partner_desks, partner_voices, transactions, workspaces
from storage.database import Database
from storage.outbox import OutboxMessage
from storage.transactions import Transaction
from views import partner_feedback as views

logger = logging.getLogger(__name__)

TOLD_FROM = time(10, 0)
"""By the workspace's clock."""
EARLIEST_ZONE = timedelta(hours=14)
"""Where a month begins first."""


def given(tx: Transaction, message: OutboxMessage) -> Post | None:
    """With a name; None when whoever wrote it was forgotten since."""
    row = partner_voices.given(tx, message.payload["feedback_id"])
    return rendering.post(views.given(desk_language(tx, message), row)) if row is not None else None


def unnamed(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Without names, a page of what is told together."""
    told_on = date.fromisoformat(message.payload["told_on"])
    pages, page = views.pages(partner_voices.unnamed(tx, told_on)), message.payload["page"]
    return rendering.post(views.unnamed(desk_language(tx, message), pages[page])) if page < len(pages) else None


def tell_unnamed(database: Database, now: datetime) -> int:
    """Have what waits without names told in every workspace where its time has come. How many workspaces that were."""
    month = (now + EARLIEST_ZONE).date().replace(day=1)
    with database.read() as connection:
        waiting = partner_voices.with_unnamed_waiting(connection, month)
    return sum(_tell(database, workspace_id, now) for workspace_id in waiting)


def _tell(database: Database, workspace_id: int, now: datetime) -> int:
    """One workspace in a transaction of its own; what goes wrong in it is logged and stays there."""
    try:
        with transactions.look(database, workspace_id=workspace_id, now=now) as tx:
            chosen = workspaces.settings(tx)
        local = now.astimezone(ZoneInfo(chosen.zone))
        if local.time() < TOLD_FROM or not working_days.is_working_day(local.date(), holidays.days_off(chosen)):
            return 0
        with transactions.begin(database, workspace_id=workspace_id, now=now, command="partner feedback") as tx:
            return _tell_together(tx, local.date())
    except Exception:
        logger.exception("Feedback without names failed in workspace %s; it is tried again later", workspace_id)
        return 0


def _tell_together(tx: Transaction, today: date) -> int:
    if not partner_voices.tell_unnamed(tx, today):
        return 0
    for page in range(len(views.pages(partner_voices.unnamed(tx, today)))):
        key, payload = f"partner_feedback:{today}:{page}", {"told_on": today.isoformat(), "page": page}
        partner_desks.post(tx, "partner_feedback_unnamed", None, dedupe_key=key, payload=payload)
    return 1


KINDS = {
    "partner_feedback": Kind(given, resend_unknown=True),
    "partner_feedback_unnamed": Kind(unnamed, resend_unknown=True),
}
