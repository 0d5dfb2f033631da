"""Forgetting a person: what they did stays as numbers, who they were does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage import (
    absences,
    contradictions,
    feedback,
    partner_voices,
    partners,
    promise_proposals,
    promises,
    registrations,
    rows,
    support,
)
from storage.checkin_answers import CheckInAnswer
from storage.checkin_rounds import Part
from storage.deals import Credit, Deal
from storage.members import Member
from storage.outbox import OutboxMessage
from storage.questions import Question
from storage.requests import AnsweredRequest
from storage.teams import TeamMember
from storage.transactions import Change, ChangeSet, Transaction

FORMER = "Former colleague"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done, in numbers."""

    deals: int
    """Deals that are still led by this person, under the name of a former colleague."""
    credits: int
    """Shares of deals that still count."""
    places: int
    """Teams they were taken out of."""
    messages: int
    """Messages to them that were deleted."""
    feedback: int
    """Texts about them that were deleted, and texts of theirs that nobody had read."""
    traces: int
    """Entries of the history that named them and do not any more."""


_MEMBERS, _PLACES, _DEALS, _CREDITS = (rows.table(t) for t in (Member, TeamMember, Deal, Credit))
_OUTBOX, _ANSWERED, _QUESTIONS = (rows.table(t) for t in (OutboxMessage, AnsweredRequest, Question))
_WRITTEN, _PARTS = rows.table(CheckInAnswer), rows.table(Part)
_CHANGES, _SETS = rows.table(Change), rows.table(ChangeSet)
_PLACES_OF = sa.select(_PLACES).where(rows.mine(_PLACES), _PLACES.c.member_id == sa.bindparam("member_id"))
_LED = sa.select(sa.func.count()).where(rows.mine(_DEALS), _DEALS.c.owner_id == sa.bindparam("member_id"))
_SHARED = sa.select(sa.func.count()).where(rows.mine(_CREDITS), _CREDITS.c.member_id == sa.bindparam("member_id"))


def forget(tx: Transaction, member: Member) -> Forgotten:
    """Replace a person by a former colleague, here and in the history. It cannot be undone, as nothing is kept.

    Deals and credits stay theirs as numbers. What others wrote in notes is not read.
    """
    texts = feedback.forget(tx, member.id)
    places = rows.every(tx, _PLACES_OF, member_id=member.id)
    for place in places:
        rows.delete(tx, TeamMember, place)
    partners.remove_guest(tx, member)
    nobody: dict[str, Any] = {
        "slack_user_id": f"forgotten:{member.id}",
        "name": FORMER,
        **dict.fromkeys(("full_name", "home_team_id", "home_enterprise_id", "slack_zone", "slack_locale"), ""),
        **dict.fromkeys(("zone", "locale"), ""),
    }
    rows.update(tx, Member, member, is_active=False, wants_private_line=True, fetched_at=None, **nobody)
    _drop_answers(tx, member)
    tx.close()  # what the history has just noted is to be forgotten as well
    absences.forget(tx, member.id)
    promises.forget(tx, member.id)
    promise_proposals.forget(tx, member.id)
    contradictions.forget(tx, member.id)
    partner_voices.forget(tx, member.id)
    support.forget(tx, member.id)
    registrations.forget(tx, member.id)
    return Forgotten(
        deals=rows.first(tx, _LED, member_id=member.id)[0],
        credits=rows.first(tx, _SHARED, member_id=member.id)[0],
        places=len(places),
        messages=_drop_messages(tx, member),
        feedback=texts,
        traces=_clean_changes(tx, member, nobody) + _clean_commands(tx, member),
    )


def _drop_answers(tx: Transaction, member: Member) -> None:
    """Delete what they wrote in check-ins; that they took part stays, as a number."""
    tx.connection.execute(
        sa.delete(_WRITTEN).where(_WRITTEN.c.workspace_id == tx.workspace_id, _WRITTEN.c.member_id == member.id)
    )
    parts = sa.update(_PARTS).where(_PARTS.c.workspace_id == tx.workspace_id, _PARTS.c.member_id == member.id)
    tx.connection.execute(parts.values(reason=""))


def _drop_messages(tx: Transaction, member: Member) -> int:
    """Delete what was said to them; answers kept for requests that Slack repeats lose their words."""
    mine = _OUTBOX.c.workspace_id == tx.workspace_id
    to_them = (
        (_OUTBOX.c.channel == member.slack_user_id)
        | (_OUTBOX.c.audience == f"personal:{member.slack_user_id}")
        | _names(_OUTBOX.c.payload, member)
    )
    tx.connection.execute(
        sa.delete(_QUESTIONS).where(_QUESTIONS.c.workspace_id == tx.workspace_id, _QUESTIONS.c.member_id == member.id)
    )
    answers = sa.update(_ANSWERED).where(
        _ANSWERED.c.workspace_id == tx.workspace_id, _names(_ANSWERED.c.answer, member)
    )
    tx.connection.execute(answers.values(answer=sa.null()))
    return len(tx.connection.execute(sa.delete(_OUTBOX).where(mine, to_them).returning(_OUTBOX.c.id)).all())


def _clean_changes(tx: Transaction, member: Member, nobody: dict[str, Any]) -> int:
    """Put the former colleague into the history of the member's row, and into other rows' where the old one stands."""
    own = (_CHANGES.c.table_name == Member.__tablename__) & (_CHANGES.c.row_id == member.id)
    named = _names(_CHANGES.c.before, member) | _names(_CHANGES.c.after, member)
    found = tx.connection.execute(
        sa.select(_CHANGES).where(_CHANGES.c.workspace_id == tx.workspace_id, own | named)
    ).all()
    for row in found:
        is_own = row.table_name == Member.__tablename__ and row.row_id == member.id
        cleaned = {
            name: None
            if values is None
            else {
                key: nobody[key] if is_own and key in nobody else _without(value, member)
                for key, value in values.items()
            }
            for name, values in (("before", row.before), ("after", row.after))
        }
        statement = sa.update(_CHANGES).where(_CHANGES.c.id == row.id)
        tx.connection.execute(statement.values({n: sa.null() if v is None else v for n, v in cleaned.items()}))
    return len(found)


def _clean_commands(tx: Transaction, member: Member) -> int:
    """Take the name out of what people typed."""
    words = [word for word in (member.slack_user_id, member.full_name, f"@{member.name}") if len(word) > 2]
    texts = (_SETS.c.command, _SETS.c.reason)
    named = sa.or_(*(text.icontains(word, autoescape=True) for text in texts for word in words))
    found = tx.connection.execute(sa.select(_SETS).where(_SETS.c.workspace_id == tx.workspace_id, named)).all()
    for row in found:
        cleaned = {"command": _without(row.command, member), "reason": _without(row.reason, member)}
        tx.connection.execute(sa.update(_SETS).where(_SETS.c.id == row.id).values(cleaned))
    return len(found)


def _names(column: sa.ColumnElement[Any], member: Member) -> sa.ColumnElement[bool]:
    """Whether a JSON column holds the person's Slack id."""
    return sa.cast(column, sa.Text).contains(member.slack_user_id, autoescape=True)


def _without(value: Any, member: Member) -> Any:
    """The value without the person's Slack id, full name and @name; only texts, and those in lists, can hold them."""
    if isinstance(value, list):
        return [_without(part, member) for part in value]
    if not isinstance(value, str):
        return value
    value = re.sub(rf"<@{re.escape(member.slack_user_id)}(?:\|[^>]*)?>", FORMER, value)
    for word in (member.slack_user_id, member.full_name, f"@{member.name}"):
        if len(word) > 2:
            value = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", FORMER, value, flags=re.IGNORECASE)
    return value
