"""Partners at risk: on weekday mornings one message to whoever looks after them, of what is news to that person."""

from __future__ import annotations

from datetime import date, timedelta

from sales import partner_risks as rules
from sales import periods
from sales import risks as risk_rules
from sales.schedules import Due
from scheduler import rendering
from scheduler.rendering import LATER, Kind, Post
from storage import absences, members, outbox, partner_desks, partner_risks, partners, risk_notices, rows, schedules
from storage.members import Member
from storage.outbox import OutboxMessage
from storage.partner_risks import PARTNER, PartnerRisk
from storage.schedules import Schedule
from storage.transactions import Transaction
from views import partner_risks as views
from views.partner_risks import SHOWN, Entry

GRACE = timedelta(hours=8)
"""How late a morning's message still is of use: within the working day."""


def post_alerts(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Tell a person, or who covers for them, what is news of the partners in their care. False when nothing is."""
    owner = rows.find(tx, Member, schedule.member_id or 0)
    if owner is None or owner.kind != members.INTERNAL:
        return False
    today = periods.local_date(due.at, schedules.basis(tx, schedule).zone)
    partner_risks.forget_old(tx, today)
    reader = members.get(tx, absences.cover(tx, owner.id, today))
    if not members.is_in_slack(reader) or absences.on(tx, reader.id, today) is not None:
        return False
    told = _news(tx, owner, reader, today)[:SHOWN]
    for risk in told:
        for reason in risk.reasons:
            partner_risks.note(tx, risk, reason, to_id=reader.id, today=today)
    if told:
        _post(tx, reader, today)
    return bool(told)


def _post(tx: Transaction, reader: Member, today: date) -> None:
    """One message a day for each person: what whom they cover for has to hear is put into it."""
    about = partner_risks.subject(reader.id, today)
    is_first = outbox.tell(
        tx,
        "partner_risk_alert",
        reader.slack_user_id,
        dedupe_key=about,
        subject=about,
        payload={"member_id": reader.id, "day": today.isoformat()},
    )
    if not is_first:
        outbox.outdate(tx, about)


def alert(tx: Transaction, message: OutboxMessage) -> Post | None:
    """What a person was told of partners on a morning, as it stands now; what has been dealt with is said to be."""
    reader = members.get(tx, message.payload["member_id"])
    day = date.fromisoformat(message.payload["day"])
    told: dict[int, set[tuple[str, str]]] = {}
    settled = set()
    for notice in partner_risks.told_to(tx, reader.id, day):
        told.setdefault(notice.partner_id, set()).add((notice.rule, notice.facts))
        if notice.is_settled:
            settled.add((notice.partner_id, notice.rule, notice.facts))
    now = partner_risks.of_partners(tx, partners.every(tx, sorted(told)), day)
    answers = risk_notices.answers(tx, PARTNER, sorted(told))
    entries = []
    for risk in sorted(now, key=lambda risk: list(told).index(risk.partner.id)):
        of_them = told[risk.partner.id]
        left = [
            reason
            for reason in risk.reasons
            if (reason.rule, reason.facts) in of_them and (risk.partner.id, reason.rule, reason.facts) not in settled
        ]
        whys = [
            answer.why
            for (partner_id, rule), answer in answers.items()
            if partner_id == risk.partner.id and (rule, answer.facts) in of_them
        ]
        entries.append(Entry(risk, left if risk.partner.is_active else [], next(iter(filter(None, whys)), "")))
    if not entries or not (message.slack_ts or any(entry.reasons for entry in entries)):
        return None
    return rendering.post(views.alert(rendering.speak_to(tx, reader), entries))


def _news(tx: Transaction, owner: Member, reader: Member, today: date) -> list[PartnerRisk]:
    """What is news to the reader of partners in the owner's care, the most urgent first.

    What is an admin's business alone is not told to who covers for one.
    """
    is_admin = reader.id == owner.id and owner.id in {admin.id for admin in partner_desks.admins(tx)}
    in_care = partner_desks.in_care_of(tx, owner) if reader.id == owner.id else partners.managed_by(tx, owner.id)
    ids = {partner.id for partner in in_care}
    everybody = partners.active(tx) if is_admin else in_care
    last = partner_risks.last_told(tx, [partner.id for partner in everybody], reader.id)
    order = {rule: place for place, rule in enumerate(rules.RULES)}
    found = []
    for risk in partner_risks.of_partners(tx, everybody, today):
        known = [(reason, last.get((risk.partner.id, reason.rule, reason.facts))) for reason in risk.reasons]
        theirs = [
            (reason, told)
            for reason, told in known
            if (is_admin if reason.rule in rules.FOR_ADMINS else risk.partner.id in ids)
            and not risk_rules.is_settled(told)
        ]
        # with what is news comes all else that is open, so that a partner is spoken of once a week
        if any(risk_rules.is_news(told, today) for _reason, told in theirs):
            reasons = [reason for reason, _told in theirs]
            found.append(PartnerRisk(risk.partner, reasons, risk.health, risk.standing))
    return sorted(found, key=lambda risk: order[risk.reasons[0].rule])


KINDS = {"partner_risk_alert": Kind(alert, resend_unknown=True, unasked=LATER)}
