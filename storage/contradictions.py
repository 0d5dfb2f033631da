"""Words that the data contradict, and what the person did about it: for their eyes, unless they say otherwise."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from fractions import Fraction
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from sales import contradictions as rules
from sales.contradictions import Facts
from storage import members, rows, teams
from storage.columns import Id, Json
from storage.members import Member
from storage.rows import Row
from storage.transactions import Transaction

CHANGED, EXPLAINED, LEFT, TOLD = "changed", "explained", "left", "told"
"""What somebody does about it: write something else, explain it, leave it, or tell the manager."""


class Contradiction(Row, table=True):
    """One claim that does not fit the facts of its time."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "member_id", "subject"),)
    has_history: ClassVar[bool] = False

    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    team_id: int | None = Field(default=None, foreign_key="team.id", sa_type=Id)
    subject: str
    """Where it was written, as `checkin_round:12`; one of each."""
    claim: str
    """The words, as they were written or chosen."""
    facts: list[dict[str, Any]] = Field(default=[], sa_type=Json)
    """What does not fit: the columns of `sales.contradictions.Contradiction`."""
    found_at: datetime
    choice: str = ""
    explanation: str = ""
    for_manager: bool = False
    """Whether the manager was told, because the person wanted that."""


_FRACTIONS = ("share", "expected")
_CONTRADICTIONS = rows.table(Contradiction)
_ABOUT = sa.select(_CONTRADICTIONS).where(
    rows.mine(_CONTRADICTIONS),
    _CONTRADICTIONS.c.member_id == sa.bindparam("member_id"),
    _CONTRADICTIONS.c.subject == sa.bindparam("subject"),
)


def check(
    tx: Transaction, member_id: int, *, team_id: int | None, subject: str, texts: Collection[str], facts: Facts
) -> Contradiction | None:
    """Note what in a person's words, or in the status that they chose, their own numbers contradict.

    None where nothing does, and where the same was said of the same `subject` before: nobody is told twice. What was
    written anew without the claim counts as changed.
    """
    claim, found = rules.check(texts, facts)
    existing: Contradiction | None = rows.first(tx, _ABOUT, member_id=member_id, subject=subject)
    if not found:
        if existing is not None and not existing.choice:
            rows.update(tx, Contradiction, existing, choice=CHANGED)
        return None
    told = [_as_json(fact) for fact in found]
    if existing is None:
        return rows.insert(
            tx,
            Contradiction,
            member_id=member_id,
            team_id=team_id,
            subject=subject,
            claim=claim,
            facts=told,
            found_at=tx.now,
        )
    if [fact["kind"] for fact in existing.facts] == [fact.kind for fact in found] and existing.choice != CHANGED:
        return None
    anew = {"choice": "", "for_manager": False}
    return rows.update(tx, Contradiction, existing, claim=claim, facts=told, found_at=tx.now, **anew)


def found_in(row: Contradiction) -> list[rules.Contradiction]:
    """What does not fit, as the rules have it."""
    return [rules.Contradiction(**fact | {name: _fraction(fact[name]) for name in _FRACTIONS}) for fact in row.facts]


def _as_json(found: rules.Contradiction) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Fraction) else value for name, value in asdict(found).items()}


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def find(tx: Transaction, contradiction_id: int) -> Contradiction | None:
    """The contradiction with this id, if it is in words of the person whose transaction it is."""
    row = rows.find(tx, Contradiction, contradiction_id)
    return row if row is not None and row.member_id == tx.actor_id else None


def choose(
    tx: Transaction, row: Contradiction, choice: str, *, explanation: str = "", for_manager: bool = False
) -> Contradiction:
    """What the person does about it. What the manager was told stays told."""
    return rows.update(
        tx,
        Contradiction,
        row,
        choice=choice,
        explanation=explanation or row.explanation,
        for_manager=for_manager or row.for_manager,
    )


def managers(tx: Transaction, row: Contradiction) -> list[Member]:
    """Who can be told of it: those who lead the person's team, but for the person."""
    leading = teams.managers(tx, row.team_id) if row.team_id is not None else []
    return [person for person in leading if person.id != row.member_id and members.is_in_slack(person)]


def forget(tx: Transaction, member_id: int) -> None:
    """Drop all that was found in a person's words, and what they said to it."""
    mine = (_CONTRADICTIONS.c.workspace_id == tx.workspace_id, _CONTRADICTIONS.c.member_id == member_id)
    tx.connection.execute(sa.delete(_CONTRADICTIONS).where(*mine))
