"""Questions that we asked back, so that a button can finish the line that somebody typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field

from storage import rows
from storage.columns import Id, Json
from storage.rows import Row
from storage.transactions import Transaction


class Question(Row, table=True):
    """A line that could not be understood alone, and the answers that were offered."""

    has_history: ClassVar[bool] = False

    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    asked_at: datetime = Field(index=True)
    noun: str
    verb: str
    line: str
    known: dict[str, Any] = Field(default={}, sa_type=Json)
    """What was answered before."""
    choices: list[dict[str, Any]] = Field(default=[], sa_type=Json)
    """What each button adds to `known`."""


_QUESTIONS = rows.table(Question)


def ask(
    tx: Transaction, *, noun: str, verb: str, line: str, known: dict[str, Any], choices: list[dict[str, Any]]
) -> Question:
    """Remember a question to the person whose transaction it is."""
    return rows.insert(
        tx,
        Question,
        member_id=tx.actor_id,
        asked_at=tx.now,
        noun=noun,
        verb=verb,
        line=line,
        known=known,
        choices=choices,
    )


def find(tx: Transaction, question_id: int) -> Question | None:
    """The question, if it was put to this person."""
    question = rows.find(tx, Question, question_id)
    return question if question is not None and question.member_id == tx.actor_id else None


def forget_old(connection: Connection, before: datetime) -> None:
    """Drop questions that nobody will answer any more."""
    connection.execute(sa.delete(_QUESTIONS).where(_QUESTIONS.c.asked_at < before))
