"""Promises: what people said they would do by a day, which comes back until it is kept, moved or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sales import periods
from sales import promises as rules
from sales.periods import Period
from storage import absences, holidays, members, rows, teams, workspaces
from storage.columns import Id
from storage.customers import Customer
from storage.deals import Deal
from storage.members import Member
from storage.rows import Row
from storage.teams import TeamMember
from storage.transactions import Change, Transaction

OPEN, KEPT, DROPPED = "open", "kept", "dropped"
COMMAND, CHECKIN, FEEDBACK, MESSAGE = "command", "checkin", "feedback", "message"
"""Where a promise was made. What somebody promised after feedback is between them and nobody else, whoever leads them
or stands in for them: only how many there are is counted."""
WORDS_LENGTH = 200
LISTED = 200
"""As many as anybody reads; the oldest first."""


class Promise(Row, table=True):
    """One thing that a person will do by a day."""

    __table_args__ = (
        sa.Index("ix_promise_owner", "workspace_id", "owner_id", "state", "due_on"),
        sa.Index("ix_promise_team", "workspace_id", "team_id", "due_on"),
        sa.Index("ix_promise_deal", "workspace_id", "deal_id"),
        sa.Index("ix_promise_partner", "workspace_id", "partner_id", "due_on"),
    )

    owner_id: int = Field(foreign_key="member.id", sa_type=Id)
    """Who keeps it."""
    team_id: int | None = Field(default=None, foreign_key="team.id", sa_type=Id)
    """The owner's team: whose managers hand it over when the owner has left."""
    words: str
    due_on: date
    """A day of the owner's own calendar."""
    deal_id: int | None = Field(default=None, sa_type=Id)
    """The deal that it is for. It may have been taken back since; the promise stays."""
    partner_id: int | None = Field(default=None, foreign_key="partner.id", sa_type=Id)
    """The partner that it was given to, or whose it is: where the owner is from outside, it is theirs."""
    source: str = COMMAND
    state: str = OPEN
    moves: int = 0
    """How often it was given a later day."""
    closed_on: date | None = None
    """When it was kept or dropped."""
    reason: str = ""
    """Why it was dropped."""
    created_by_id: int = Field(foreign_key="member.id", sa_type=Id)
    """Who made it; somebody else than the owner once it was handed over."""


@dataclass(frozen=True, slots=True)
class KeptShare:
    """How many of the promises that fell due in a period were kept."""

    kept: int
    due: int
    """All that fell due and were kept, dropped, or are still waiting."""
    moved: int
    """Of them, those that were given a later day at least once."""


_PROMISES = rows.table(Promise)
_DEALS, _CUSTOMERS, _MEMBERS, _PLACES = (rows.table(t) for t in (Deal, Customer, Member, TeamMember))
_CHANGES = rows.table(Change)
_SHOWN = (
    sa.select(
        _PROMISES,
        _MEMBERS.c.name.label("owner_name"),
        _MEMBERS.c.is_active.label("owner_is_here"),
        _CUSTOMERS.c.name.label("customer_name"),
        _DEALS.c.number.label("deal_number"),
    )
    .join(_MEMBERS, _MEMBERS.c.id == _PROMISES.c.owner_id)
    .outerjoin(_DEALS, (_DEALS.c.id == _PROMISES.c.deal_id) & (_DEALS.c.workspace_id == _PROMISES.c.workspace_id))
    .outerjoin(_CUSTOMERS, _CUSTOMERS.c.id == _DEALS.c.customer_id)
    .where(rows.mine(_PROMISES))
)
_ONE = _SHOWN.where(_PROMISES.c.id == sa.bindparam("promise_id"))
_WAITING = _SHOWN.where(_PROMISES.c.state == OPEN).order_by(_PROMISES.c.due_on, _PROMISES.c.id).limit(LISTED)
_OF_OWNERS = _WAITING.where(_PROMISES.c.owner_id.in_(sa.bindparam("owner_ids", expanding=True)))
_DUE_OF_OWNERS = _OF_OWNERS.where(_PROMISES.c.due_on <= sa.bindparam("until"))
_OF_TEAM = _WAITING.where(_PROMISES.c.team_id == sa.bindparam("team_id"), _PROMISES.c.source != FEEDBACK)
_LEFT = _WAITING.where(~_MEMBERS.c.is_active, _MEMBERS.c.kind == members.INTERNAL, _PROMISES.c.source != FEEDBACK)
_OF_PARTNER = _SHOWN.where(_PROMISES.c.partner_id == sa.bindparam("partner_id"), _PROMISES.c.state != DROPPED)
_SAME = sa.select(_PROMISES).where(
    rows.mine(_PROMISES),
    _PROMISES.c.owner_id == sa.bindparam("owner_id"),
    _PROMISES.c.state == OPEN,
    _PROMISES.c.due_on == sa.bindparam("due_on"),
    _PROMISES.c.words == sa.bindparam("words"),
)
_OF_DEAL = sa.select(_PROMISES).where(
    rows.mine(_PROMISES),
    _PROMISES.c.deal_id == sa.bindparam("deal_id"),
    _PROMISES.c.owner_id == sa.bindparam("owner_id"),
    _PROMISES.c.state == OPEN,
    _PROMISES.c.source != FEEDBACK,
)
_SHOWN_OF_DEAL = _WAITING.where(_PROMISES.c.deal_id == sa.bindparam("deal_id"), _PROMISES.c.source != FEEDBACK)
_MANAGED = sa.select(_PLACES.c.team_id).where(
    rows.mine(_PLACES), _PLACES.c.member_id == sa.bindparam("member_id"), _PLACES.c.is_manager
)
_MANAGERS = (
    sa.select(_PLACES.c.team_id)
    .join(_MEMBERS, _MEMBERS.c.id == _PLACES.c.member_id)
    .where(rows.mine(_PLACES), _PLACES.c.is_manager, _MEMBERS.c.is_active)
    .distinct()
)
_COUNTED = (
    sa.select(_PROMISES.c.state, sa.func.count(), sa.func.sum(sa.case((_PROMISES.c.moves > 0, 1), else_=0)))
    .where(
        rows.mine(_PROMISES),
        _PROMISES.c.team_id == sa.bindparam("team_id"),
        _PROMISES.c.due_on >= sa.bindparam("first"),
        _PROMISES.c.due_on < sa.bindparam("end"),
    )
    .group_by(_PROMISES.c.state)
)
_OPEN_DEALS = (
    sa.select(_DEALS.c.id, _DEALS.c.number, _CUSTOMERS.c.name)
    .join(_CUSTOMERS, _CUSTOMERS.c.id == _DEALS.c.customer_id)
    .where(rows.mine(_DEALS), _DEALS.c.outcome == OPEN, _DEALS.c.owner_id == sa.bindparam("owner_id"))
)
_NUMBERED = sa.select(_DEALS.c.id).where(rows.mine(_DEALS), _DEALS.c.number == sa.bindparam("number"))


def find(tx: Transaction, promise_id: int) -> Promise | None:
    """The promise with this id, unless it was taken back."""
    return rows.find(tx, Promise, promise_id)


def shown(tx: Transaction, promise_id: int) -> Any:
    """A promise with `owner_name`, `owner_is_here`, and `customer_name` and `deal_number` of its deal, if any."""
    return rows.first(tx, _ONE, promise_id=promise_id)


def create(
    tx: Transaction,
    owner: Member,
    words: str,
    due_on: date,
    *,
    source: str,
    deal_id: int | None = None,
    team_id: int | None = None,
    partner_id: int | None = None,
) -> Promise:
    """A new promise; one that is open with the same words and the same day is the same one."""
    existing = same(tx, owner.id, words, due_on)
    if existing is not None:
        return existing
    if team_id is None:
        homes = teams.of_member(tx, owner.id)
        team_id = homes[0].id if homes else None
    return rows.insert(
        tx,
        Promise,
        owner_id=owner.id,
        team_id=team_id,
        words=words,
        due_on=due_on,
        deal_id=deal_id,
        partner_id=partner_id,
        source=source,
        created_by_id=tx.actor_id or owner.id,
    )


def same(tx: Transaction, owner_id: int, words: str, due_on: date) -> Promise | None:
    """The open promise of a person with these very words for this day."""
    return rows.first(tx, _SAME, owner_id=owner_id, words=words, due_on=due_on)


def keep(tx: Transaction, promise: Promise, *, today: date) -> Promise:
    """It was done."""
    return rows.update(tx, Promise, promise, state=KEPT, closed_on=today)


def move(tx: Transaction, promise: Promise, due_on: date) -> Promise:
    """Another day; a later one is counted."""
    moves = promise.moves + (due_on > promise.due_on)
    return rows.update(tx, Promise, promise, due_on=due_on, moves=moves)


def drop(tx: Transaction, promise: Promise, reason: str, *, today: date) -> Promise:
    """It will not be done, for a reason."""
    return rows.update(tx, Promise, promise, state=DROPPED, closed_on=today, reason=reason)


def hand_over(tx: Transaction, promise: Promise, owner: Member) -> Promise:
    """Somebody else keeps it."""
    homes = [team.id for team in teams.of_member(tx, owner.id)]
    team_id = promise.team_id if promise.team_id in homes or not homes else homes[0]
    return rows.update(tx, Promise, promise, owner_id=owner.id, team_id=team_id)


def hand_over_with_deal(tx: Transaction, deal_id: int, from_id: int, owner: Member) -> list[Promise]:
    """What the old owner of a deal has promised for it goes to the new one."""
    found = rows.every(tx, _OF_DEAL, deal_id=deal_id, owner_id=from_id)
    return [hand_over(tx, promise, owner) for promise in found]


def due(tx: Transaction, member_id: int, until: date) -> list[Any]:
    """The open promises that a person is to see to, due up to and including a day, the oldest first, as `shown`.

    Their own, those of people whom they stand in for today, and those of people who have left a team of theirs.
    """
    found = rows.every(tx, _DUE_OF_OWNERS, owner_ids=[member_id, *_covered(tx, member_id)], until=until)
    left = [row for row in _orphaned(tx, member_id) if row.due_on <= until]
    return _in_order(member_id, [*found, *left])


def open_of(tx: Transaction, member_id: int) -> list[Any]:
    """All open promises that a person is to see to, the next to fall due first, as `shown`."""
    found = rows.every(tx, _OF_OWNERS, owner_ids=[member_id, *_covered(tx, member_id)])
    return _in_order(member_id, [*found, *_orphaned(tx, member_id)])


def own(tx: Transaction, member_id: int, reader_id: int) -> list[Any]:
    """A person's own open promises as somebody may read them, the next to fall due first, as `shown`."""
    return _in_order(reader_id, rows.every(tx, _OF_OWNERS, owner_ids=[member_id]))


def of_deal(tx: Transaction, deal_id: int) -> list[Any]:
    """What is promised for a deal, the next to fall due first, as `shown`."""
    return rows.every(tx, _SHOWN_OF_DEAL, deal_id=deal_id)


def of_partner(tx: Transaction, partner_id: int) -> list[Any]:
    """What a partner and we have promised each other and not dropped, as `shown`."""
    return rows.every(tx, _OF_PARTNER, partner_id=partner_id)


def left_behind(tx: Transaction, member_id: int) -> dict[Member, int]:
    """Who is to hand on what a person who has left had promised, and how many promises these are."""
    found = [row for row in rows.every(tx, _OF_OWNERS, owner_ids=[member_id]) if row.source != FEEDBACK]
    heirs: dict[Member, int] = {}
    for row in found:
        leading = teams.managers(tx, row.team_id) if row.team_id is not None else []
        for person in leading or [person for person in members.managers(tx) if person.role == members.ADMIN]:
            heirs[person] = heirs.get(person, 0) + 1
    return heirs


def of_team(tx: Transaction, team_id: int) -> list[Any]:
    """A team's open promises for who leads it, the next to fall due first, as `shown`."""
    return rows.every(tx, _OF_TEAM, team_id=team_id)


def kept_share(tx: Transaction, team_id: int, period: Period) -> KeptShare:
    """How many of a team's promises that fell due in a period were kept, each counted on its last due day.

    One that is still open counts from its day on; what falls due later in the period than today does not yet.
    """
    today = periods.local_date(tx.now, teams.get(tx, team_id).zone)
    end = min(period.end, today)
    counted = {state: (count, moved) for state, count, moved in _count(tx, team_id, period.start, end)}
    # what was kept before its day counts too
    for state, count, moved in _count(tx, team_id, max(end, period.start), period.end):
        if state == KEPT:
            known = counted.get(KEPT, (0, 0))
            counted[KEPT] = (known[0] + count, known[1] + moved)
    return KeptShare(
        kept=counted.get(KEPT, (0, 0))[0],
        due=sum(count for count, _moved in counted.values()),
        moved=sum(int(moved) for _count, moved in counted.values()),
    )


def _count(tx: Transaction, team_id: int, first: date, end: date) -> list[Any]:
    return rows.every(tx, _COUNTED, team_id=team_id, first=first, end=end) if first < end else []


def named_deal(tx: Transaction, owner_id: int, text: str) -> int | None:
    """The one open deal of a person that a text names, by #number or by its customer; None where that is unsure."""
    number = rules.deal_number(text)
    if number is not None:
        found = rows.first(tx, _NUMBERED, number=number)
        return found.id if found is not None else None
    candidates = [(row.id, row.name) for row in rows.every(tx, _OPEN_DEALS, owner_id=owner_id)]
    return rules.named(text, candidates)


def forget(tx: Transaction, member_id: int) -> None:
    """Drop what nobody but a person was to read, here and in the history: promises after feedback.

    Their other promises stay for who hands them on.
    """
    mine = (_PROMISES.c.workspace_id == tx.workspace_id, _PROMISES.c.owner_id == member_id)
    private = sa.select(_PROMISES.c.id).where(*mine, _PROMISES.c.source == FEEDBACK)
    tx.connection.execute(
        sa.delete(_CHANGES).where(
            _CHANGES.c.workspace_id == tx.workspace_id,
            _CHANGES.c.table_name == Promise.__tablename__,
            _CHANGES.c.row_id.in_(private),
        )
    )
    tx.connection.execute(sa.delete(_PROMISES).where(*mine, _PROMISES.c.source == FEEDBACK))


def may_see_to(tx: Transaction, member: Member, promise: Promise) -> bool:
    """Whether a person may keep, move or drop a promise: its owner, who stands in, the team's managers, admins."""
    if promise.owner_id == member.id or promise.source == FEEDBACK:
        return promise.owner_id == member.id
    if member.role == members.ADMIN:
        return True
    return teams.manages(tx, member, promise.team_id) or promise.owner_id in _covered(tx, member.id)


def _in_order(reader_id: int, found: list[Any]) -> list[Any]:
    """The next to fall due first; others' promises after feedback are nobody's to read."""
    read = [row for row in found if row.owner_id == reader_id or row.source != FEEDBACK]
    return sorted(read, key=lambda row: (row.due_on, row.id))


def _covered(tx: Transaction, member_id: int) -> list[int]:
    """The people who are away today by the calendar of the one who stands in for them."""
    member = rows.find(tx, Member, member_id)
    return absences.covered_by(tx, member_id, today_of(tx, member)) if member is not None else []


def _orphaned(tx: Transaction, member_id: int) -> list[Any]:
    """Promises of people who have left, for whoever leads their team; where nobody does, for the admins."""
    led = {row.team_id for row in rows.every(tx, _MANAGED, member_id=member_id)}
    is_admin = rows.get(tx, Member, member_id).role == members.ADMIN
    left = rows.every(tx, _LEFT) if led or is_admin else []
    if left and is_admin:
        led |= {row.team_id for row in left} - {row.team_id for row in rows.every(tx, _MANAGERS)}
    return [row for row in left if row.team_id in led]


def today_of(tx: Transaction, member: Member) -> date:
    """The day it is for a person."""
    return periods.local_date(tx.now, members.zone_of(tx, member))


def asked_on(tx: Transaction, due_on: date) -> date:
    """The working day on which a promise is asked about: its own day, or the next one that is not off."""
    return rules.asked_on(due_on, holidays.days_off(workspaces.settings(tx)))
