"""What we read in people's words that may be a promise, until they say what they meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field

from sales import periods
from sales import promises as rules
from sales.promises import Found
from storage import members, promises, rows, workspaces
from storage.columns import Id, Json
from storage.feedback import Feedback
from storage.members import Member
from storage.promises import Promise
from storage.rows import Row
from storage.transactions import Transaction


class Proposal(Row, table=True):
    """Promises that we read in what somebody wrote, until they say which of them they meant."""

    __tablename__ = "promise_proposal"
    __table_args__ = (sa.Index("ix_promise_proposal_member", "workspace_id", "member_id"),)

    has_history: ClassVar[bool] = False

    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    proposed_at: datetime = Field(index=True)
    source: str
    items: list[dict[str, Any]] = Field(default=[], sa_type=Json)
    """Of each: `words`, `due_on` in ISO form, `deal_id`."""
    answered: bool = False


_PROPOSALS = rows.table(Proposal)
_PROPOSED = sa.select(_PROPOSALS.c["items"]).where(
    rows.mine(_PROPOSALS), _PROPOSALS.c.member_id == sa.bindparam("member_id")
)


def propose(tx: Transaction, owner: Member, found: Sequence[Found], *, source: str) -> Proposal | None:
    """Keep what was read in a person's words until they say which they meant; None when nothing of it is new.

    What they were asked about before, and said no to or have not answered yet, is not new.
    """
    asked = {
        (item["words"], item["due_on"]) for row in rows.every(tx, _PROPOSED, member_id=owner.id) for item in row[0]
    }
    new = [
        item
        for item in found
        if (item.words, item.due_on.isoformat()) not in asked
        and promises.same(tx, owner.id, item.words, item.due_on) is None
    ]
    if not new:
        return None
    items: list[dict[str, Any]] = []
    for item in new:
        deal_id = promises.named_deal(tx, owner.id, item.words)
        items.append({"words": item.words, "due_on": item.due_on.isoformat(), "deal_id": deal_id})
    return rows.insert(tx, Proposal, member_id=owner.id, proposed_at=tx.now, source=source, items=items)


def find(tx: Transaction, proposal_id: int) -> Proposal | None:
    """The proposal, if it was made to the person whose transaction it is."""
    proposal = rows.find(tx, Proposal, proposal_id)
    return proposal if proposal is not None and proposal.member_id == tx.actor_id else None


def accept(tx: Transaction, proposal: Proposal, owner: Member, chosen: Sequence[int]) -> list[Promise]:
    """Make promises of the chosen items of a proposal, by their place in it."""
    rows.update(tx, Proposal, proposal, answered=True)
    return [
        promises.create(
            tx,
            owner,
            item["words"],
            date.fromisoformat(item["due_on"]),
            source=proposal.source,
            deal_id=item["deal_id"],
        )
        for place, item in enumerate(proposal.items)
        if place in chosen
    ]


def forget_old(connection: Connection, before: datetime) -> None:
    """Drop proposals that nobody will answer any more."""
    connection.execute(sa.delete(_PROPOSALS).where(_PROPOSALS.c.proposed_at < before))


def forget(tx: Transaction, member_id: int) -> None:
    """Drop all that was read in a person's words."""
    mine = (_PROPOSALS.c.workspace_id == tx.workspace_id, _PROPOSALS.c.member_id == member_id)
    tx.connection.execute(sa.delete(_PROPOSALS).where(*mine))


def in_feedback(tx: Transaction, given: Feedback, member: Member) -> list[Found]:
    """What a person may promise of a feedback: its giver what it says they will do, a reader what it says to do.

    Days are those of when it was written. What is over, and what the person has promised already, is left out.
    Nothing of it is stored here.
    """
    giver, settings, today = members.get(tx, given.giver_id), workspaces.settings(tx), promises.today_of(tx, member)
    locale = giver.locale or giver.slack_locale or settings.locale
    written_on = periods.local_date(given.given_at, giver.zone or giver.slack_zone or settings.zone)
    said = rules.find(given.text, written_on, locale, settings.fiscal_year_start)
    mine = [item for item in said if item.by_writer == (member.id == giver.id) and item.due_on >= today]
    return [item for item in mine if promises.same(tx, member.id, item.words, item.due_on) is None]
