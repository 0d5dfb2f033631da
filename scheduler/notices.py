"""Tells a person that a post of theirs did not arrive: once for a channel, and rendered late like every post."""

from __future__ import annotations

from scheduler.audiences import UNSURE
from scheduler.outcomes import Outcome
from scheduler.rendering import Kind, Post, speak_to
from scheduler.sending import REPEATABLE
from scheduler.slack import CHANNEL_CLOSED
from storage import members, outbox, rows
from storage.members import ADMIN, Member
from storage.outbox import DEAD, HELD, OUTSIDERS, UNKNOWN, OutboxMessage
from storage.transactions import Transaction
from views import deliveries
from views.blocks import Message

NOTICE = "undelivered"
TOLD = frozenset({OUTSIDERS, UNSURE})
"""Of what holds a post back although Slack would take it, that which a person can change."""
_UNTOLD = (REPEATABLE - {"file"}) | {NOTICE}
"""Kinds of which nobody is told: who waits for them sees that they are missing; and no notices about notices."""


def tell(tx: Transaction, message: OutboxMessage, outcome: Outcome) -> None:
    """Put a notice into the outbox when a person should know how this delivery ended.

    Of several rows held for one channel, the first one tells.
    """
    if outcome.state not in (HELD, DEAD, UNKNOWN) or message.kind in _UNTOLD:
        return
    if outcome.state == HELD:
        alike = next((reasons for reasons in (CHANNEL_CLOSED, TOLD) if outcome.reason in reasons), None)
        if alike is None or outbox.is_held(tx, message.channel, held_for=alike, besides=message.id):
            return
    owner = _owner(tx, message)
    if owner is None or owner.slack_user_id == message.channel:
        return
    outbox.tell(
        tx,
        NOTICE,
        owner.slack_user_id,
        # each time it goes wrong anew is worth a word
        dedupe_key=f"{NOTICE}:{message.id}:{message.claim_number}",
        owner_id=owner.id,
        payload={"outbox_id": message.id, "place": message.channel, "state": outcome.state, "reason": outcome.reason},
    )


def render(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The words, by how things are now; none when the channel is open again."""
    payload = message.payload
    reader = rows.get(tx, Member, message.owner_id) if message.owner_id else None
    if reader is None:
        return None
    t, place, number = speak_to(tx, reader), payload["place"], payload["outbox_id"]
    words: Message
    if payload["state"] == UNKNOWN:
        words = deliveries.undecided(t, place, number)
    elif payload["state"] == DEAD:
        words = deliveries.given_up(t, place, number, payload["reason"])
    elif not outbox.is_held(tx, place):
        return None
    elif payload["reason"] in CHANNEL_CLOSED:
        waiting = outbox.waiting_for(tx, place)
        words = deliveries.channel_closed(t, place, waiting, archived=payload["reason"] == "is_archived")
    elif payload["reason"] == OUTSIDERS:
        words = deliveries.outsiders(t, place)
    else:
        words = deliveries.audience_unsure(t, place, number)
    return Post(words.text, words.blocks)


def _owner(tx: Transaction, message: OutboxMessage) -> Member | None:
    """Whoever caused the post, if they are still there; else an admin."""
    owner = rows.find(tx, Member, message.owner_id) if message.owner_id else None
    if owner is not None and owner.is_active and owner.kind == members.INTERNAL:
        return owner
    in_charge = members.managers(tx)
    return next((member for member in in_charge if member.role == ADMIN), next(iter(in_charge), None))


KINDS = {NOTICE: Kind(render, resend_unknown=True)}
