"""Who can read a channel, and what we say there: asked of Slack for somebody who wants to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from scheduler.audiences import Channels, companies_in, meet
from scheduler.rendering import Post, post, speak_to
from scheduler.slack import CHANNEL_CLOSED, Refused
from scheduler.slack_lines import Line, Unsent
from storage import channels, members, partners
from storage.outbox import OutboxMessage
from storage.transactions import Transaction
from views import who_sees as views
from views.who_sees import Readers


async def answer(line: Line, known: Channels, message: OutboxMessage) -> Post:
    """The words for whoever asked. Raises `Unsent` when Slack cannot be asked now."""
    channel = message.payload["channel_id"]
    known.forget(channel)
    told = await _ask(line, known, channel)
    reading = await known.readers(line, channel) if told is not None else None
    unmet = await meet(line, reading) if reading is not None else 0
    companies = companies_in(line.workspace, told) if told is not None else set()

    def render(tx: Transaction) -> Post:
        t = speak_to(tx, members.get(tx, message.payload["member_id"]))
        if told is None:
            return post(views.closed(t, channel))
        readers = _readers(tx, told, reading, companies, unmet)
        return post(views.answer(t, channel, readers, channels.uses(tx, channel)))

    return await line.database.look(line.workspace.id, render)


async def _ask(line: Line, known: Channels, channel: str) -> dict[str, Any] | None:
    """What Slack says of a channel; None when it will not say, or not to us, who are not in it."""
    try:
        return await known.ask(line, channel)
    except Unsent as failure:
        if isinstance(failure.ending, Refused) and failure.ending.error in CHANNEL_CLOSED:
            return None
        raise


def _readers(
    tx: Transaction, told: dict[str, Any], reading: Collection[str] | None, companies: Collection[str], unmet: int
) -> Readers:
    people = [person for person in members.among(tx, reading or ()) if person.is_active]
    external: Counter[str] = Counter()
    guests: Counter[str] = Counter()
    for person in people:
        if person.kind != members.INTERNAL:
            employer = partners.of_member(tx, person)
            (guests if person.kind == members.GUEST else external)[employer.name if employer is not None else ""] += 1
    sharing = [partners.of_workspace(tx, slack_team_id) for slack_team_id in companies]
    return Readers(
        ours=sum(person.kind == members.INTERNAL for person in people),
        external=external,
        guests=guests,
        unmet=unmet,
        is_listed=reading is not None,
        is_public=not told.get("is_private", False) and not told.get("is_im", False),
        is_shared=told.get("is_ext_shared") is not False,
        is_pending=bool(told.get("is_pending_ext_shared")),
        silent=sorted({partner.name for partner in sharing if partner is not None} - set(external)),
        strangers=sum(partner is None for partner in sharing),
    )
