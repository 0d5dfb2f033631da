"""What a person has to do on a day, gathered from everything that can fall due, for them and for whom they cover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from storage import absences, deals, members, outbox, schedules
from storage.members import Member
from storage.transactions import Transaction

DEAL = "deal"
LONGEST_AGO = timedelta(days=92)
"""How far back we look for what was kept back, where no brief came since."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do. `about` is what its source says of it: a deal's card, a promise, a check-in's round."""

    kind: str
    about: Any


@dataclass(frozen=True, slots=True)
class Source:
    """Somewhere that things fall due. `find` gives what is due for a person up to and with a day, the most pressing
    first."""

    kind: str
    find: Callable[[Transaction, Member, date], Sequence[Any]]
    passes_on: bool
    """Whether whoever covers for the person sees it."""


SOURCES: tuple[Source, ...] = (Source(DEAL, lambda tx, member, day: deals.due(tx, member.id, day), passes_on=True),)
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
    covered = [
        (members.get(tx, each), of_others(tx, each, today)) for each in absences.covered_by(tx, member.id, today)
    ]
    return Agenda(
        [Entry(source.kind, about) for source in SOURCES for about in source.find(tx, member, today)],
        [(person, entries) for person, entries in covered if entries],
        outbox.kept_back(tx, member.slack_user_id, since=_last_brief(tx, member)),
    )


def of_others(tx: Transaction, member_id: int, until: date) -> list[Entry]:
    """What of a person's is due up to a day and may be seen by whoever covers for them."""
    member = members.get(tx, member_id)
    sources = (source for source in SOURCES if source.passes_on)
    return [Entry(source.kind, about) for source in sources for about in source.find(tx, member, until)]


def _last_brief(tx: Transaction, member: Member) -> datetime:
    return outbox.last_sent(tx, schedules.BRIEF, member.slack_user_id) or tx.now - LONGEST_AGO
