"""Partner check-ins by the clock: the card, what our people read of the answers, and promises that fall due."""

from __future__ import annotations

from datetime import date

from sales import periods
from sales.schedules import Due
from scheduler import rendering
from scheduler.partners import desk_language
from scheduler.rendering import LATER, Kind, Post
from storage import members, outbox, partner_voices, partners, promises, rows, schedules, workspaces
from storage.outbox import OutboxMessage
from storage.partners import Partner
from storage.promises import DROPPED, KEPT, OPEN
from storage.schedules import Schedule
from storage.transactions import Transaction
from views import partner_checkins as views
from views.words import translator


def ask(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Put the card into a partner's channel. False without a channel, or when another partner's card is there today."""
    partner = rows.find(tx, Partner, schedule.subject_id or 0)
    if partner is None or not partner.is_active:
        return False
    channel = partner_voices.place_to_ask(tx, partner)
    day = periods.local_date(due.at, schedules.basis(tx, schedule).zone)
    partner_voices.follow_zone(tx, partner, schedule)
    return bool(channel) and outbox.post(
        tx,
        schedules.PARTNER_CHECKIN,
        audience=outbox.PUBLIC,
        dedupe_key=f"partner_checkin:{channel}:{day}",
        channel=channel,
        payload={"day": day.isoformat()},
        owner_id=partner.manager_id,
    )


def card(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The card; none where no partner is any more."""
    if not partners.links_in(tx, message.channel):
        return None
    t = translator(workspaces.settings(tx).locale, tx.now.year)
    return rendering.post(views.card(t, date.fromisoformat(message.payload["day"])))


def report(tx: Transaction, message: OutboxMessage) -> Post | None:
    """What a partner's people have answered so far, and what of it one of us has promised."""
    partner = partners.get(tx, message.payload["partner_id"])
    day = date.fromisoformat(message.payload["day"])
    reports = partner_voices.reports_of(tx, partner.id, day)
    if not reports:
        return None
    promised = promises.of_partner(tx, partner.id)
    asked = {}
    for row in reports:
        found = partner_voices.asked_of_us(tx, row)[: views.OFFERED]
        asked[row.id] = [
            (place, item, _who(promised, item.words, item.due_on, besides=row.member_id))
            for place, item in enumerate(found)
        ]
    return rendering.post(views.summary(desk_language(tx, message), partner.name, day, reports, asked))


def _who(promised: list[promises.Promise], words: str, due_on: date, *, besides: int) -> str:
    """Who has promised something, other than whoever asked for it."""
    for row in promised:
        if (row.words, row.due_on) == (words, due_on) and row.owner_id != besides:
            return str(row.owner_name)  # type: ignore[attr-defined]
    return ""


def promise(tx: Transaction, message: OutboxMessage) -> Post | None:
    """A promise of a partner's person on its day; what became of it since."""
    found = promises.find(tx, message.payload["promise_id"])
    owner = members.find(tx, message.channel)
    if found is None or owner is None or not members.is_in_slack(owner):
        return None
    if found.partner_id is not None and not partners.may_read(tx, owner, found.partner_id):
        return None
    t, words = rendering.speak_to(tx, owner), found.words
    if found.state == OPEN and found.due_on == date.fromisoformat(message.payload["due_on"]):
        return rendering.post(views.reminder(t, words))
    if not message.slack_ts:
        return None
    became = {KEPT: views.kept(t, words), DROPPED: views.dropped(t, words)}
    return rendering.post(became.get(found.state) or views.moved(t, words, found.due_on))


KINDS = {
    schedules.PARTNER_CHECKIN: Kind(card, resend_unknown=False),
    "partner_report": Kind(report, resend_unknown=True, unasked=LATER),
    "partner_promise": Kind(promise, resend_unknown=True, unasked=LATER, for_outsiders=True),
}
