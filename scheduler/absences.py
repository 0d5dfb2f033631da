"""What the cover of somebody who is away is told."""

from __future__ import annotations

from sales import periods
from scheduler import rendering
from scheduler.rendering import LATER, Kind, Post
from storage import absences, agendas, members
from storage.outbox import OutboxMessage
from storage.transactions import Transaction
from views import absences as views
from views import briefs
from views.briefs import Reader

SHOWN = 8


def cover(tx: Transaction, message: OutboxMessage) -> Post | None:
    """For whom they cover, when, and what is due then; once it was said, that it is over."""
    payload = message.payload
    person, reader = (members.get(tx, payload[key]) for key in ("member_id", "cover_id"))
    t = rendering.speak_to(tx, reader)
    absence = absences.find(tx, payload["absence_id"])
    zone = members.zone_of(tx, reader)
    today = periods.local_date(tx.now, zone)
    if absence is None or absence.cover_id != reader.id or absence.last_day < today:
        return rendering.post(views.cover_over(t, person)) if message.slack_ts else None
    due = agendas.of_others(tx, person.id, absence.last_day)
    lines = [briefs.line(t, entry, Reader(reader, today, zone)) for entry in due[:SHOWN]]
    return rendering.post(views.cover(t, absence, person, lines))


KINDS = {"cover": Kind(cover, resend_unknown=True, unasked=LATER)}
