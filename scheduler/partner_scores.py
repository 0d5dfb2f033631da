"""Scorecards by the clock: to our channel manager the day before, to the partner on a quarter's first working day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sales import periods, working_days
from sales import scorecards as rules
from sales.periods import Period
from sales.schedules import Due
from scheduler import rendering
from scheduler.rendering import LATER, Kind, Post
from storage import (
    holidays,
    members,
    outbox,
    partner_desks,
    partner_scores,
    partner_standings,
    partners,
    rows,
    schedules,
    workspaces,
)
from storage.members import Member
from storage.outbox import OutboxMessage
from storage.partners import Partner
from storage.schedules import Schedule
from storage.transactions import Transaction
from views import scorecards as views
from views.words import Translator, translator


def post_cards(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """On the two days of a quarter on which there is something to do for a person's partners. False on all others."""
    manager = rows.find(tx, Member, schedule.member_id or 0)
    settings = workspaces.settings(tx)
    day, off = periods.local_date(due.at, schedules.basis(tx, schedule).zone), holidays.days_off(settings)
    shared = rules.shared_on(day, settings.fiscal_year_start, off)
    shown = rules.shown_first_on(day, settings.fiscal_year_start, off)
    quarter = shared or shown
    if manager is None or quarter is None:
        return False
    posted = False
    for partner in partner_desks.in_care_of(tx, manager):
        if partner_scores.card(tx, partner, quarter).is_empty:
            continue
        if shared is not None:
            posted |= _share(tx, partner, quarter)
        else:
            posted |= _show(tx, partner, quarter, manager, working_days.after(day, off))
    return posted


def _share(tx: Transaction, partner: Partner, quarter: Period) -> bool:
    channel = partners.own_channel(tx, partner)
    if not partner.shares_scores or not channel:
        return False
    return outbox.post(
        tx,
        "partner_scorecard",
        audience=outbox.PARTNER(partner.id),
        dedupe_key=f"partner_scorecard:{partner.id}:{quarter.key}",
        channel=channel,
        payload={"partner_id": partner.id, "begins": quarter.start.isoformat(), "reader_id": None},
        owner_id=partner.manager_id,
    )


def _show(tx: Transaction, partner: Partner, quarter: Period, manager: Member, on: date) -> bool:
    return outbox.tell(
        tx,
        "partner_scorecard_first",
        manager.slack_user_id,
        dedupe_key=f"partner_scorecard_first:{partner.id}:{quarter.key}:{manager.id}",
        payload={
            "partner_id": partner.id,
            "begins": quarter.start.isoformat(),
            "reader_id": manager.id,
            "day": on.isoformat(),
        },
    )


def scorecard(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The card with its picture: in the partner's channel, or to one person who asked for it."""
    partner = partners.get(tx, message.payload["partner_id"])
    reader_id = message.payload["reader_id"]
    reader = members.get(tx, reader_id) if reader_id is not None else None
    if reader is not None and not _may_read(tx, reader, partner):
        return None
    if reader is None and not (partner.shares_scores and partner.is_active):
        return None
    t = rendering.speak_to(tx, reader) if reader is not None else _language(tx)
    score = partner_scores.card(tx, partner, _quarter(tx, message.payload))
    sides = _sides(tx, t, partner)
    words = views.card(t, score, sides)
    return Post(words.text, words.blocks, views.chart(t, score, sides), views.alt_text(t, score, sides))


def shown_first(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The same for our channel manager, with what is below its target."""
    partner = partners.get(tx, message.payload["partner_id"])
    manager = members.get(tx, message.payload["reader_id"])
    t = rendering.speak_to(tx, manager)
    score = partner_scores.card(tx, partner, _quarter(tx, message.payload))
    words = views.card(t, score, _sides(tx, t, partner))
    channel = partners.own_channel(tx, partner)
    return rendering.post(views.preview(t, words, score, partner, channel, date.fromisoformat(message.payload["day"])))


def _may_read(tx: Transaction, reader: Member, partner: Partner) -> bool:
    """Our own people, and the partner's: not somebody who has moved on meanwhile."""
    if reader.kind == members.INTERNAL:
        return reader.is_active
    employer = partners.of_member(tx, reader)
    return employer is not None and employer.id == partner.id


def _sides(tx: Transaction, t: Translator, partner: Partner) -> views.Sides:
    settings = workspaces.settings(tx)
    standing = partner_standings.of_one(tx, partner, periods.local_date(tx.now, settings.zone))
    return views.Sides(workspaces.get(tx).name or t.plain("We"), partner.name, standing)


def _quarter(tx: Transaction, payload: dict[str, Any]) -> Period:
    return periods.quarter(date.fromisoformat(payload["begins"]), workspaces.settings(tx).fiscal_year_start)


def _language(tx: Transaction) -> Translator:
    return translator(workspaces.settings(tx).locale, tx.now.year)


KINDS = {
    "partner_scorecard": Kind(scorecard, resend_unknown=False),
    "partner_scorecard_first": Kind(shown_first, resend_unknown=True, unasked=LATER),
}
