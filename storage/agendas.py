"""What a person has to do on a day, gathered from everything that can fall due, for them and for whom they cover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from storage import (
    absences,
    checkin_rounds,
    deals,
    feedback,
    goals,
    members,
    outbox,
    promises,
    risk_notices,
    risk_paces,
    risk_yardsticks,
    risks,
    schedules,
)
from storage.members import Member
from storage.risk_notices import GOAL as GOALS
from storage.transactions import Transaction

DEAL, PROMISE, CHECKIN, RISK, GOAL, FEEDBACK = "deal", "promise", "checkin", "risk", "goal", "feedback"
RISKS_TOLD = 3
"""The worst; the alert tells them all."""
LONGEST_AGO = timedelta(days=92)
"""How far back we look for what was kept back, where no brief came since."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do. `about` is what its source says of it: a deal's card, a promise, a check-in's part."""

    kind: str
    about: Any


@dataclass(frozen=True, slots=True)
class Source:
    """Somewhere that things fall due. `find` gives what is due for a person up to and with a day, the most pressing
    first."""

    kind: str
    find: Callable[[Transaction, Member, date], Sequence[Any]]
    passes_on: bool = False
    """Whether whoever covers for the person sees it."""
    follows_cover: bool = False
    """Whether `find` brings what is due for those whom the person covers by itself."""


def _worst(tx: Transaction, member: Member, day: date) -> Sequence[Any]:
    return risks.of_owner(tx, member.id, day)[:RISKS_TOLD] if deals.has_open(tx, member.id) else []


def _behind(tx: Transaction, member: Member, day: date) -> Sequence[Any]:
    """Goals that are behind, but for those that somebody called no risk and that are no further behind since."""
    late = [each for each in goals.of_member(tx, member.id, day) if each.is_behind and not each.is_over]
    answered = {about_id for about_id, _rule in risk_notices.answers(tx, GOALS, [each.goal.id for each in late])}
    if not answered:
        return late
    by = risk_yardsticks.of_team(tx, risk_yardsticks.home(tx, member.id), day)
    paces = risk_paces.of_goals(tx, [each.goal for each in late if each.goal.id in answered], by)
    calm = answered - {pace.goal.id for pace in paces if not pace.verdict.why}
    return [each for each in late if each.goal.id not in calm]


def _unread(tx: Transaction, member: Member, day: date) -> Sequence[Any]:
    count = feedback.unread(tx, member.id)
    return [count] if count else []


SOURCES: tuple[Source, ...] = (
    Source(DEAL, lambda tx, member, day: deals.due(tx, member.id, day), passes_on=True),
    Source(PROMISE, lambda tx, member, day: promises.due(tx, member.id, day), passes_on=True, follows_cover=True),
    Source(CHECKIN, lambda tx, member, day: checkin_rounds.waiting_for(tx, member.id, tx.now)),
    Source(RISK, _worst),
    Source(GOAL, _behind),
    Source(FEEDBACK, _unread),
)
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """A person's day."""

    entries: list[Entry]
    covered: list[tuple[Member, list[Entry]]] = field(default_factory=list)
    """What falls to them while others are away."""
    kept_back: dict[str, int] = field(default_factory=dict)
    """How many messages of each kind were spared them since the last brief."""

    @property
    def is_empty(self) -> bool:
        return not (self.entries or self.covered or self.kept_back)


def gather(tx: Transaction, member: Member, today: date) -> Agenda:
    """What a person has to do on a day of theirs, and what they were not told since the last brief."""
    passed_on = [source for source in SOURCES if source.passes_on and not source.follows_cover]
    away = [members.get(tx, each) for each in absences.covered_by(tx, member.id, today)]
    covered = [(person, _find(tx, person, today, passed_on)) for person in away]
    return Agenda(
        _each_deal_once(_find(tx, member, today, SOURCES)),
        [(person, entries) for person, entries in covered if entries],
        outbox.kept_back(tx, member.slack_user_id, since=_last_brief(tx, member)),
    )


def of_others(tx: Transaction, member_id: int, until: date) -> list[Entry]:
    """What of a person's is due up to a day and may be seen by whoever covers for them."""
    return _find(tx, members.get(tx, member_id), until, [source for source in SOURCES if source.passes_on])


def _find(tx: Transaction, member: Member, day: date, sources: Sequence[Source]) -> list[Entry]:
    return [Entry(source.kind, about) for source in sources for about in source.find(tx, member, day)]


def _each_deal_once(entries: list[Entry]) -> list[Entry]:
    """A deal that is due is not told again as one at risk."""
    due = {entry.about.id for entry in entries if entry.kind == DEAL}
    return [entry for entry in entries if entry.kind != RISK or entry.about.deal.id not in due]


def _last_brief(tx: Transaction, member: Member) -> datetime:
    return outbox.last_sent(tx, schedules.BRIEF, member.slack_user_id) or tx.now - LONGEST_AGO
