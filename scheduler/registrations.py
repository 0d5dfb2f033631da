"""Registrations, as they reach people, and what the calendar makes of them: questions, ends, and decisions overdue."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sales import periods
from sales import registrations as rules
from scheduler import rendering
from scheduler.partners import desk_language
from scheduler.rendering import Kind, Post
from storage import (
    companies,
    customers,
    deals,
    members,
    partner_desks,
    partners,
    registrations,
    rows,
    transactions,
    workspaces,
)
from storage.database import Database
from storage.deals import Deal
from storage.members import Member
from storage.outbox import OutboxMessage
from storage.registrations import EXPIRED, IN_REVIEW, PROTECTED, Registration
from storage.transactions import Transaction
from views import registration_answers as answers
from views import registration_cards as cards

logger = logging.getLogger(__name__)

OVERDUE = "registrations_overdue"
BATCHES = 40
"""Of new customers at a tick."""


def card(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The registration at the desk, as it stands now."""
    row = registrations.shown(tx, message.payload["registration_id"])
    if row is None:
        return None
    decided_by = rows.find(tx, Member, row.decided_by_id) if row.decided_by_id else None
    words = cards.card(
        desk_language(tx, message),
        row,
        _met(tx, row),
        decided_by=decided_by.name if decided_by is not None else "",
        zone_of_desk=ZoneInfo(workspaces.settings(tx).zone),
    )
    return rendering.post(words)


def news(tx: Transaction, message: OutboxMessage) -> Post | None:
    """What became of a registration, to whoever sent it, while it is still so."""
    row = registrations.shown(tx, message.payload["registration_id"])
    reader = _sender(tx, row)
    if row is None or reader is None or row.state != message.payload["state"]:
        return None
    zone = members.zone_of(tx, reader)
    return rendering.post(answers.decided(rendering.speak_to(tx, reader), row, zone, _today(tx, reader)))


def question(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Do they still work on it? Once that is answered or over, what came of it."""
    row = registrations.shown(tx, message.payload["registration_id"])
    reader = _sender(tx, row)
    if row is None or reader is None:
        return None
    t, asked_at = rendering.speak_to(tx, reader), datetime.fromisoformat(message.payload["asked_at"])
    if answers.is_open(row, asked_at):
        return rendering.post(answers.asked(t, row, _today(tx, reader)))
    return rendering.post(answers.settled(t, row, members.zone_of(tx, reader), asked_at)) if message.slack_ts else None


def overdue(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Registrations that wait for a decision of ours, to whoever decides; none when all are decided."""
    found = [
        row
        for row in registrations.undecided(tx)
        if row.id in message.payload["registration_ids"] and row.state == registrations.IN_REVIEW
    ]
    if not found:
        return None
    is_late = message.payload["is_late"]
    return rendering.post(cards.reminder(desk_language(tx, message), found, is_late=is_late))


def keep_up(database: Database, now: datetime) -> int:
    """Ask, end and remind where the time has come, and keep new customers where registrations find them."""
    with database.read() as connection:
        concerned = registrations.workspaces_due(connection, now) | companies.unkept_workspaces(connection)
        active = {workspace.id for workspace in workspaces.active(connection)} if concerned else set()
    return sum(_keep_up_one(database, workspace_id, now) for workspace_id in sorted(active & concerned))


def _keep_up_one(database: Database, workspace_id: int, now: datetime) -> int:
    """One workspace; what goes wrong in it is logged and stays there."""
    try:
        _keep_customers(database, workspace_id, now)
        with transactions.begin(database, workspace_id=workspace_id, now=now, command="registrations") as tx:
            found = registrations.to_look_at(tx)
            posted = sum(_look_at_protected(tx, each) for each in found if each.state == PROTECTED)
            posted += _remind(tx, [each for each in found if each.state == IN_REVIEW])
            for each in found:
                if each.state not in (PROTECTED, IN_REVIEW):
                    registrations.change(tx, each)
            return posted
    except Exception:
        logger.exception(
            "Registrations failed in workspace %s; they are looked at again at the next tick", workspace_id
        )
        return 0


def _keep_customers(database: Database, workspace_id: int, now: datetime) -> None:
    """Have registrations find customers that are new; after a large import, thousands at a tick."""
    for _batch in range(BATCHES):
        with transactions.begin(database, workspace_id=workspace_id, now=now, command="registrations") as tx:
            if companies.keep_customers(tx) < companies.KEYED_AT_ONCE:
                return


def _look_at_protected(tx: Transaction, registration: Registration) -> int:
    """End what nobody extended; ask where nothing was heard for long, or the end is near."""
    until = registration.protected_until
    assert until is not None
    if until < _today(tx, members.get(tx, registration.member_id)):
        ended = registrations.change(tx, registration, state=EXPIRED)
        registrations.tell(tx, ended)
        return 1
    if rules.is_to_ask(tx.now, spoken_of_at=registrations.spoken_of_at(registration), until=until):
        asked = registrations.change(tx, registration, asked_at=tx.now)
        registrations.ask(tx, asked)
        return 1
    registrations.change(tx, registration)
    return 0


def _remind(tx: Transaction, waiting: Sequence[Registration]) -> int:
    """Whoever decides for a partner hears what is due today; the admins, what should have been decided."""
    soon: dict[int, list[int]] = {}
    late: list[int] = []
    for each in waiting:
        registrations.change(tx, each)
        is_late = each.answer_by is not None and each.answer_by <= tx.now
        (late if is_late else soon.setdefault(each.partner_id, [])).append(each.id)
    for partner_id, due in soon.items():
        key, payload = f"registrations_due:{due[0]}:{tx.now.isoformat()}", {"registration_ids": due, "is_late": False}
        partner_desks.post(tx, OVERDUE, partners.get(tx, partner_id), dedupe_key=key, payload=payload)
    if late:
        key, payload = f"{OVERDUE}:{late[0]}:{tx.now.isoformat()}", {"registration_ids": late, "is_late": True}
        partner_desks.escalate(tx, OVERDUE, dedupe_key=key, payload=payload)
    return len(waiting)


def _met(tx: Transaction, row: Registration) -> list[cards.Met]:
    """What it met when it came, as far as that is still there."""
    met = []
    for obstacle in row.matches:
        kind, about_id = obstacle["kind"], obstacle["id"]
        if kind == rules.DEAL:
            about = deals.card(tx, about_id) if rows.find(tx, Deal, about_id) is not None else None
        elif kind == rules.REGISTRATION:
            about = registrations.shown(tx, about_id)
        else:
            about = customers.find_by_id(tx, about_id)
        if about is not None:
            met.append(cards.Met(kind, obstacle["verdict"], obstacle["reason"], about))
    return met


def _sender(tx: Transaction, row: Registration | None) -> Member | None:
    """Whoever sent it, while they can be reached and still work for the partner that it is of."""
    reader = members.get(tx, row.member_id) if row is not None else None
    if row is None or reader is None or not members.is_in_slack(reader):
        return None
    return reader if partners.may_read(tx, reader, row.partner_id) else None


def _today(tx: Transaction, reader: Member) -> date:
    return periods.local_date(tx.now, members.zone_of(tx, reader))


KINDS = {
    "registration": Kind(card, resend_unknown=True),
    "registration_news": Kind(news, resend_unknown=True, for_outsiders=True),
    "registration_question": Kind(question, resend_unknown=True, for_outsiders=True),
    OVERDUE: Kind(overdue, resend_unknown=True),
}
