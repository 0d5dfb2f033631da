"""Every kind of post that is rendered late, by the name that `storage.outbox.post` is given."""

from __future__ import annotations

from scheduler import (
    absences,
    briefs,
    budgets,
    checkins,
    feedback,
    goals,
    kudos,
    leaderboards,
    partner_checkins,
    partner_feedback,
    partner_risks,
    partner_scores,
    partner_support,
    partners,
    registrations,
    reviews,
    risks,
    wins,
)
from scheduler.rendering import LATER, Kind, Post
from storage.outbox import OutboxMessage
from storage.transactions import Transaction


def note(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Words that were complete when they were written."""
    return Post(message.payload["text"], message.payload.get("blocks", []))


KINDS = {
    **absences.KINDS,
    **briefs.KINDS,
    **budgets.KINDS,
    **checkins.KINDS,
    **feedback.KINDS,
    **goals.KINDS,
    **kudos.KINDS,
    **leaderboards.KINDS,
    **partner_checkins.KINDS,
    **partner_feedback.KINDS,
    **partner_risks.KINDS,
    **partner_scores.KINDS,
    **partner_support.KINDS,
    **partners.KINDS,
    **registrations.KINDS,
    **reviews.KINDS,
    **risks.KINDS,
    **wins.KINDS,
    "note": Kind(note, resend_unknown=True, unasked=LATER),
    "alarm": Kind(note, resend_unknown=True),
    "partner_note": Kind(note, resend_unknown=True, for_outsiders=True),
}
