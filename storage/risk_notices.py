"""What was told of risks, to whom and when, and what was answered: so that nothing is told twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sales import pipeline, risks
from storage import absences, outbox, rows, statements
from storage.columns import Id
from storage.rows import Row
from storage.transactions import Transaction

DEAL, QUOTA, GOAL, ASLEEP, RULE = "deal", "quota", "goal", "asleep", "rule"
"""What a notice is about: a deal, a quota, a goal, a person's deals that nobody has touched for long, a team's rule."""
CORRECTED_FOR = timedelta(days=4)
"""How long a message about risks is kept right: over a long weekend."""


class RiskNotice(Row, table=True):
    """One risk, told once. Kept by the clock; what somebody then does about it is in the history of the deal."""

    __tablename__ = "risk_notice"
    __table_args__ = (
        sa.Index("ix_risk_notice_about", "workspace_id", "about", "about_id"),
        sa.Index("ix_risk_notice_team", "workspace_id", "team_id", "told_on"),
        sa.Index("ix_risk_notice_to", "workspace_id", "to_id", "told_on"),
    )
    has_history = False

    about: str
    about_id: int = Field(sa_type=Id)
    rule: str
    facts: str = ""
    team_id: int = Field(foreign_key="team.id", sa_type=Id)
    owner_id: int = Field(foreign_key="member.id", sa_type=Id)
    to_id: int | None = Field(default=None, foreign_key="member.id", sa_type=Id)
    """Who was told: the owner, whoever covers for them, or nobody but the team's managers."""
    told_on: date
    """The team's day."""
    told_at: datetime
    is_over: bool = False
    """The deal has been closed since: should it be opened again, it is judged anew."""


class RiskAnswer(Row, table=True):
    """Somebody said that something is no risk, and why. It holds while the facts are the same."""

    __tablename__ = "risk_answer"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "about", "about_id", "rule"),)

    about: str
    about_id: int = Field(sa_type=Id)
    rule: str
    facts: str
    why: str
    member_id: int = Field(foreign_key="member.id", sa_type=Id)


_NOTICES, _ANSWERS = rows.table(RiskNotice), rows.table(RiskAnswer)
_ABOUT = _NOTICES.c.about == sa.bindparam("about")
_OF_THING = sa.select(_NOTICES).where(rows.mine(_NOTICES), _ABOUT, _NOTICES.c.about_id == sa.bindparam("about_id"))
_LATELY = (
    sa.select(_NOTICES.c.to_id, _NOTICES.c.team_id, _NOTICES.c.told_on)
    .where(
        rows.mine(_NOTICES),
        _ABOUT,
        _NOTICES.c.about_id == sa.bindparam("about_id"),
        _NOTICES.c.told_on >= sa.bindparam("since"),
    )
    .distinct()
)
_TOLD_TO = (
    sa.select(_NOTICES)
    .where(rows.mine(_NOTICES), _NOTICES.c.to_id == sa.bindparam("to_id"), _NOTICES.c.told_on == sa.bindparam("day"))
    .order_by(_NOTICES.c.id)
)
_TOLD_IN = (
    sa.select(_NOTICES)
    .where(
        rows.mine(_NOTICES), _NOTICES.c.team_id == sa.bindparam("team_id"), _NOTICES.c.told_on == sa.bindparam("day")
    )
    .order_by(_NOTICES.c.id)
)
_OF_THINGS = sa.select(_NOTICES).where(
    rows.mine(_NOTICES),
    _ABOUT,
    _NOTICES.c.about_id.in_(sa.bindparam("about_ids", expanding=True)),
    ~_NOTICES.c.is_over,
)
_ANSWERS_TO = sa.select(_ANSWERS).where(
    rows.mine(_ANSWERS),
    _ANSWERS.c.about == sa.bindparam("about"),
    _ANSWERS.c.about_id.in_(sa.bindparam("about_ids", expanding=True)),
)
_ANSWER = sa.select(_ANSWERS).where(
    rows.mine(_ANSWERS),
    _ANSWERS.c.about == sa.bindparam("about"),
    _ANSWERS.c.about_id == sa.bindparam("about_id"),
    _ANSWERS.c.rule == sa.bindparam("rule"),
)
_INSERT = sa.insert(_NOTICES).values(
    {column.name: sa.bindparam(column.name) for column in _NOTICES.columns if column.name != "id"}
)


def subject(member_id: int, day: date) -> str:
    """What the message of a day to a person is found by, to be corrected."""
    return f"risks:{member_id}:{day}"


def outdate(tx: Transaction, about_id: int, about: str = DEAL) -> None:
    """Something about a deal (or whatever it is about) has changed: messages that told of its risk lately say so."""
    since = (tx.now - CORRECTED_FOR).date()
    for to_id, team_id, day in rows.every(tx, _LATELY, about=about, about_id=about_id, since=since):
        for member_id in {to_id, *(leader.id for leader in absences.leading(tx, team_id, day))} - {None}:
            outbox.outdate(tx, subject(member_id, day))


def note(tx: Transaction, notices: Sequence[dict[str, Any]]) -> None:
    """Write down that these were told, just now."""
    shared = {"workspace_id": tx.workspace_id, "version": 1, "facts": "", "told_at": tx.now, "is_over": False}
    if notices:
        statements.run_many(tx.connection, _INSERT, [shared | notice for notice in notices])


def told_to(tx: Transaction, member_id: int, day: date) -> list[RiskNotice]:
    """What a person was told on a day."""
    return rows.every(tx, _TOLD_TO, to_id=member_id, day=day)


def told_in(tx: Transaction, team_id: int, day: date) -> list[RiskNotice]:
    """What was told in a team on a day, to whomever."""
    return rows.every(tx, _TOLD_IN, team_id=team_id, day=day)


Same = tuple[int, str, str, int]
"""What makes two notices about things of a kind the same: thing, rule, facts, owner."""


def last_told(tx: Transaction, about: str, about_ids: Sequence[int]) -> dict[Same, RiskNotice]:
    """The last notices about these things, of each rule, facts and owner."""
    found: dict[Same, RiskNotice] = {}
    for start in range(0, len(about_ids), 500):
        for row in rows.every(tx, _OF_THINGS, about=about, about_ids=list(about_ids[start : start + 500])):
            same = (row.about_id, row.rule, row.facts, row.owner_id)
            known = found.get(same)
            if known is None or known.told_at < row.told_at:
                found[same] = row
    return found


def answers(tx: Transaction, about: str, about_ids: Sequence[int]) -> dict[tuple[int, str], RiskAnswer]:
    """What was said to be no risk, by thing and rule."""
    return {
        (row.about_id, row.rule): row
        for start in range(0, len(about_ids), 500)
        for row in rows.every(tx, _ANSWERS_TO, about=about, about_ids=list(about_ids[start : start + 500]))
    }


def is_answered(answered: Mapping[tuple[int, str], RiskAnswer], about_id: int, reason: risks.Reason) -> bool:
    """Whether a reason was called no risk, and its facts are still the same. `answered` is what `answers` gives."""
    answer = answered.get((about_id, reason.rule))
    return answer is not None and answer.facts == reason.facts


def silence(tx: Transaction, about: str, about_id: int, reasons: Sequence[risks.Reason], *, why: str, by: int) -> None:
    """Nothing more of these reasons until the facts change."""
    for reason in reasons:
        values = {"facts": reason.facts, "why": why, "member_id": by}
        known = rows.first(tx, _ANSWER, about=about, about_id=about_id, rule=reason.rule)
        if known is not None:
            rows.update(tx, RiskAnswer, known, **values)
        else:
            rows.insert(tx, RiskAnswer, about=about, about_id=about_id, rule=reason.rule, **values)
    outdate(tx, about_id, about)


def close_told(tx: Transaction, deals: sa.Table, team_id: int) -> None:
    """Mark the team's notices about deals that are closed by now."""
    closed = sa.select(deals.c.id).where(
        deals.c.workspace_id == tx.workspace_id, deals.c.id == _NOTICES.c.about_id, deals.c.outcome != pipeline.OPEN
    )
    mine = (_NOTICES.c.workspace_id == tx.workspace_id, _NOTICES.c.team_id == team_id, _NOTICES.c.about == DEAL)
    tx.connection.execute(sa.update(_NOTICES).where(*mine, ~_NOTICES.c.is_over, sa.exists(closed)).values(is_over=True))


def forget_old(tx: Transaction, before: date) -> None:
    """Drop what was told so long ago that it decides nothing any more, and is not counted."""
    mine = _NOTICES.c.workspace_id == tx.workspace_id
    tx.connection.execute(sa.delete(_NOTICES).where(mine, _NOTICES.c.told_on < before, _NOTICES.c.is_over))


def acted_on(tx: Transaction, deals: sa.Table, team_id: int, since: date, until: date) -> dict[str, tuple[int, int]]:
    """By rule, how often it was told of a deal in these days (`until` included), and how often somebody acted on it."""
    answered = sa.exists().where(
        _ANSWERS.c.workspace_id == _NOTICES.c.workspace_id,
        _ANSWERS.c.about == DEAL,
        _ANSWERS.c.about_id == _NOTICES.c.about_id,
        _ANSWERS.c.rule == _NOTICES.c.rule,
        _ANSWERS.c.facts == _NOTICES.c.facts,
    )
    acted = sa.or_(_NOTICES.c.is_over, deals.c.id.is_(None), deals.c.active_at >= _NOTICES.c.told_at, answered)
    statement = (
        sa.select(_NOTICES.c.rule, sa.func.count(), sa.func.sum(sa.case((acted, 1), else_=0)))
        .select_from(_NOTICES)
        .outerjoin(deals, (deals.c.id == _NOTICES.c.about_id) & (deals.c.workspace_id == _NOTICES.c.workspace_id))
        .where(
            rows.mine(_NOTICES),
            _NOTICES.c.team_id == team_id,
            _NOTICES.c.about == DEAL,
            _NOTICES.c.told_on >= since,
            _NOTICES.c.told_on <= until,
        )
        .group_by(_NOTICES.c.rule)
    )
    return {rule: (int(told), int(count)) for rule, told, count in rows.search(tx, statement)}
