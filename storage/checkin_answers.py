"""Answers to check-ins: with the names of those who gave them, or with nothing that leads to anybody."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage import checkin_questions, checkin_rounds, rows
from storage.checkin_questions import CheckInQuestion
from storage.checkin_rounds import ANSWERED, Part, Round
from storage.checkins import CheckIn
from storage.columns import Id
from storage.members import Member
from storage.rows import Row
from storage.transactions import Transaction


class CheckInAnswer(Row, table=True):
    """What a person answered to one question in one round."""

    has_history = False
    __tablename__ = "checkin_answer"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "round_id", "question_id", "member_id"),)

    round_id: int = Field(foreign_key="checkin_round.id", sa_type=Id)
    question_id: int = Field(foreign_key="checkin_question.id", sa_type=Id)
    member_id: int = Field(foreign_key="member.id", sa_type=Id)
    text: str


class AnonymousAnswer(SQLModel, table=True):
    """What somebody answered to one question in one round.

    Who is not in it, and no route of ours tells: the number is a random one, so that rows are in no order, there is no
    time, no history, and nothing that two answers of one person have in common. When the round ends, all its rows are
    written anew in a random order, so that not even the database's own files tell in which they came. Until then, an
    administrator of the database could see in its bookkeeping (PostgreSQL's `xmin`) which were written together.
    """

    __tablename__ = "checkin_anonymous_answer"
    __table_args__ = (sa.Index("ix_checkin_anonymous_answer_round", "workspace_id", "round_id"),)

    id: int = Field(default=None, primary_key=True, sa_type=Id)
    workspace_id: int = Field(foreign_key="workspace.id", sa_type=Id)
    round_id: int = Field(foreign_key="checkin_round.id", sa_type=Id)
    question_id: int = Field(foreign_key="checkin_question.id", sa_type=Id)
    text: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered in a round: by person in the order they came, or by question where nobody is named."""

    checkin: CheckIn
    day: date
    questions: Sequence[CheckInQuestion]
    """With those that were taken out and have answers."""
    turnout: Mapping[str, int]
    given: Sequence[tuple[Any, dict[int, str]]] = ()
    unnamed: Mapping[int, list[str]] = field(default_factory=dict)
    missing: Sequence[tuple[str, str]] = ()
    """Names with reasons, for the managers' eyes alone."""

    @property
    def people(self) -> int:
        return sum(self.turnout.values())

    @property
    def answered(self) -> int:
        return self.turnout.get(ANSWERED, 0)

    @property
    def asked(self) -> list[CheckInQuestion]:
        """The questions that have answers."""
        return [question for question in self.questions if self.to(question)]

    def to(self, question: CheckInQuestion) -> list[str]:
        """All answers to a question."""
        if self.checkin.is_anonymous:
            return self.unnamed.get(question.id, [])
        return [texts[question.id] for _part, texts in self.given if texts.get(question.id)]


_ANSWERS, _ANONYMOUS = rows.table(CheckInAnswer), rows.table(AnonymousAnswer)
_PARTS, _MEMBERS = rows.table(Part), rows.table(Member)
_MINE = sa.select(_ANSWERS).where(
    rows.mine(_ANSWERS),
    _ANSWERS.c.round_id == sa.bindparam("round_id"),
    _ANSWERS.c.member_id == sa.bindparam("member_id"),
)
_NAMED = (
    sa.select(_ANSWERS.c.question_id, _ANSWERS.c.member_id, _ANSWERS.c.text)
    .where(rows.mine(_ANSWERS), _ANSWERS.c.round_id == sa.bindparam("round_id"))
    .order_by(_ANSWERS.c.member_id, _ANSWERS.c.question_id)
)
_GIVERS = (
    sa.select(_PARTS, _MEMBERS.c.name, _MEMBERS.c.slack_user_id)
    .join(_MEMBERS, _MEMBERS.c.id == _PARTS.c.member_id)
    .where(rows.mine(_PARTS), _PARTS.c.round_id == sa.bindparam("round_id"), _PARTS.c.state == ANSWERED)
    .order_by(_PARTS.c.answered_at, _PARTS.c.id)
)
_UNNAMED = (
    sa.select(_ANONYMOUS.c.question_id, _ANONYMOUS.c.text)
    .where(rows.mine(_ANONYMOUS), _ANONYMOUS.c.round_id == sa.bindparam("round_id"))
    .order_by(_ANONYMOUS.c.id)
)
_NOTE = sa.insert(_ANONYMOUS).values({column.name: sa.bindparam(column.name) for column in _ANONYMOUS.columns})


def store(tx: Transaction, round_: Round, member: Member, texts: Mapping[int, str]) -> None:
    """Write down what a person answered, by question; an empty text takes an earlier answer back."""
    known = {answer.question_id: answer for answer in rows.every(tx, _MINE, round_id=round_.id, member_id=member.id)}
    for question_id, text in texts.items():
        answer = known.get(question_id)
        if answer is not None and text:
            rows.update(tx, CheckInAnswer, answer, text=text)
        elif answer is not None:
            rows.delete(tx, CheckInAnswer, answer)
        elif text:
            rows.insert(tx, CheckInAnswer, round_id=round_.id, question_id=question_id, member_id=member.id, text=text)


def store_anonymously(tx: Transaction, round_: Round, texts: Mapping[int, str]) -> None:
    """Write down what somebody answered. It cannot be changed later: nobody knows any more whose it is."""
    for question_id, text in texts.items():
        if text:
            tx.connection.execute(_NOTE, _anonymous_row(tx, round_.id, question_id, text))


def shuffle(tx: Transaction, round_: Round) -> None:
    """Write the anonymous answers of a round anew, in a random order and under new numbers."""
    found = rows.every(tx, _UNNAMED, round_id=round_.id)
    random.SystemRandom().shuffle(found)
    mine = (_ANONYMOUS.c.workspace_id == tx.workspace_id, _ANONYMOUS.c.round_id == round_.id)
    tx.connection.execute(sa.delete(_ANONYMOUS).where(*mine))
    if found:
        anew = [_anonymous_row(tx, round_.id, row.question_id, row.text) for row in found]
        tx.connection.execute(_NOTE, anew)


def of_member(tx: Transaction, round_id: int, member_id: int) -> dict[int, str]:
    """What a person answered in a round, by question."""
    return {row.question_id: row.text for row in rows.every(tx, _MINE, round_id=round_id, member_id=member_id)}


def given(tx: Transaction, round_id: int) -> list[tuple[Any, dict[int, str]]]:
    """Who answered in a round, the first first, as a `Part` with `name`, and what, by question."""
    texts: dict[int, dict[int, str]] = {}
    for row in rows.every(tx, _NAMED, round_id=round_id):
        texts.setdefault(row.member_id, {})[row.question_id] = row.text
    return [(part, texts.get(part.member_id, {})) for part in rows.every(tx, _GIVERS, round_id=round_id)]


def anonymous(tx: Transaction, round_id: int) -> dict[int, list[str]]:
    """What was answered in an anonymous round, by question, in no order that means anything."""
    texts: dict[int, list[str]] = {}
    for row in rows.every(tx, _UNNAMED, round_id=round_id):
        texts.setdefault(row.question_id, []).append(row.text)
    return texts


def of_round(tx: Transaction, checkin: CheckIn, round_: Round) -> Answers:
    """All that was answered in a round."""
    return Answers(
        checkin=checkin,
        day=round_.day,
        questions=checkin_questions.ever_asked(tx, checkin.id),
        turnout=checkin_rounds.turnout(tx, round_.id),
        given=[] if checkin.is_anonymous else given(tx, round_.id),
        unnamed=anonymous(tx, round_.id) if checkin.is_anonymous else {},
    )


def _anonymous_row(tx: Transaction, round_id: int, question_id: int, text: str) -> dict[str, Any]:
    return {
        "id": secrets.randbits(62) + 1,
        "workspace_id": tx.workspace_id,
        "round_id": round_id,
        "question_id": question_id,
        "text": text,
    }
