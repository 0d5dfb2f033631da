"""The questions of a check-in, in their order. One that was taken out keeps its answers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sales.checkins import TEXT
from storage import rows
from storage.columns import Id, Json
from storage.rows import Row
from storage.transactions import Transaction

MOST = 20


class CheckInQuestion(Row, table=True):
    """One question; those that follow an answer are asked only of those who gave it."""

    __tablename__ = "checkin_question"
    __table_args__ = (sa.Index("ix_checkin_question_checkin", "workspace_id", "checkin_id"),)

    checkin_id: int = Field(foreign_key="checkin.id", sa_type=Id)
    position: int
    text: str
    kind: str = TEXT
    options: list[str] = Field(default=[], sa_type=Json)
    """What may be chosen."""
    is_blocker: bool = False
    """Whether answers to it come first in the summary: somebody is stuck."""
    takes_facts: bool = False
    """Whether the form opens with what is known of the person's week in it."""
    follows_id: int | None = Field(default=None, foreign_key="checkin_question.id", sa_type=Id)
    follows_answer: str = ""
    """The answer to that question after which this one is asked; any, when empty."""
    is_active: bool = True


_QUESTIONS = rows.table(CheckInQuestion)
_OF_CHECKIN = (
    sa.select(_QUESTIONS)
    .where(rows.mine(_QUESTIONS), _QUESTIONS.c.checkin_id == sa.bindparam("checkin_id"))
    .order_by(_QUESTIONS.c.position, _QUESTIONS.c.id)
)
_ASKED = _OF_CHECKIN.where(_QUESTIONS.c.is_active)


def asked(tx: Transaction, checkin_id: int) -> list[CheckInQuestion]:
    """The questions that are asked, in order."""
    return rows.every(tx, _ASKED, checkin_id=checkin_id)


def ever_asked(tx: Transaction, checkin_id: int) -> list[CheckInQuestion]:
    """The same with those that were taken out, whose answers remain."""
    return rows.every(tx, _OF_CHECKIN, checkin_id=checkin_id)


def find(tx: Transaction, question_id: int) -> CheckInQuestion | None:
    """The question with this id, if it is still asked."""
    question = rows.find(tx, CheckInQuestion, question_id)
    return question if question is not None and question.is_active else None


def add(tx: Transaction, checkin_id: int, **values: Any) -> CheckInQuestion:
    """One more question, after those that there are."""
    present = ever_asked(tx, checkin_id)
    position = max((question.position for question in present), default=0) + 1
    return rows.insert(tx, CheckInQuestion, checkin_id=checkin_id, position=position, **values)


def change(tx: Transaction, question: CheckInQuestion, **changes: Any) -> CheckInQuestion:
    """Change a question's words or what it asks for."""
    return rows.update(tx, CheckInQuestion, question, **changes)


def replace(tx: Transaction, question: CheckInQuestion, **values: Any) -> CheckInQuestion:
    """Ask something else in its place: the earlier answers stay with the earlier question."""
    new = rows.insert(tx, CheckInQuestion, checkin_id=question.checkin_id, position=question.position, **values)
    for other in asked(tx, question.checkin_id):
        if other.follows_id == question.id:
            rows.update(tx, CheckInQuestion, other, follows_id=new.id)
    rows.update(tx, CheckInQuestion, question, is_active=False)
    return new


def remove(tx: Transaction, question: CheckInQuestion) -> None:
    """Ask it no more, nor what follows it."""
    for other in asked(tx, question.checkin_id):
        if other.id == question.id or other.follows_id == question.id:
            rows.update(tx, CheckInQuestion, other, is_active=False)


def move_up(tx: Transaction, question: CheckInQuestion, by: int = 1) -> None:
    """Ask it before the one before it; with `by` -1, after the one after it."""
    order = asked(tx, question.checkin_id)
    place = next(index for index, other in enumerate(order) if other.id == question.id)
    if not 0 <= place - by < len(order):
        return
    order[place], order[place - by] = order[place - by], order[place]
    for position, other in enumerate(order, 1):
        rows.update(tx, CheckInQuestion, other, position=position)
