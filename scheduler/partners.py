"""Partners, as they reach people: the panel in the shared channel, and the news that somebody unknown asked."""

from __future__ import annotations

from scheduler import rendering
from scheduler.rendering import Kind, Post
from storage import members, outbox, partner_desks, partners, rows, workspaces
from storage.members import Member
from storage.outbox import OutboxMessage
from storage.transactions import Transaction
from views import partner_links, partner_panel
from views.words import Translator, translator


def panel(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The buttons for people who have no slash commands; none where no partner is any more."""
    if not partners.links_in(tx, message.channel):
        return None
    return rendering.post(partner_panel.panel(translator(workspaces.settings(tx).locale, tx.now.year)))


def pin(tx: Transaction, message: OutboxMessage) -> None:
    """Keep the panel within reach."""
    outbox.post(
        tx,
        "pin",
        audience=outbox.PUBLIC,
        dedupe_key=f"pin:{message.slack_channel}:{message.slack_ts}",
        channel=message.slack_channel,
        payload={"ts": message.slack_ts},
    )


def stranger(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Somebody for whom nobody has vouched asked for something: whose are they?"""
    person = rows.get(tx, Member, message.payload["member_id"])
    t = desk_language(tx, message)
    known = partners.of_member(tx, person)
    met = partners.find_workspace(tx, person.home_team_id) if person.home_team_id else None
    if known is not None or (met is not None and met.state == partners.REFUSED):
        return rendering.post(partner_links.stranger_settled(t, person, known))
    channel = message.payload["channel_id"]
    linked = [partners.get(tx, link.partner_id) for link in partners.links_in(tx, channel)]
    others = [partner for partner in partners.active(tx) if partner not in linked]
    return rendering.post(partner_links.stranger(t, person, channel, [*linked, *others]))


def desk_left(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The desk is no place for partners' matters any more, as others read it."""
    return rendering.post(partner_links.desk_left(desk_language(tx, message), message.payload["channel"]))


def desk_language(tx: Transaction, message: OutboxMessage) -> Translator:
    """The language of what `storage.partner_desks` told: of its one reader, or of the workspace for the desk."""
    reader_id = message.payload["reader_id"]
    if reader_id is not None:
        return rendering.speak_to(tx, members.get(tx, reader_id))
    return translator(workspaces.settings(tx).locale, tx.now.year)


KINDS = {
    "partner_panel": Kind(panel, resend_unknown=False, followed_by=pin),
    "partner_stranger": Kind(stranger, resend_unknown=True),
    partner_desks.DESK_LEFT: Kind(desk_left, resend_unknown=True),
}
