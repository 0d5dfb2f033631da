"""Rounds of check-ins between ticks: people get their parts a batch at a time, follow their clocks, and rounds end.

Any number of processes may do this. A batch is one short transaction, so that whoever types a command meanwhile waits
for no more than that; a process that stops leaves the rest to the next tick.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sales.checkins import Window
from scheduler import checkins as clock
from scheduler.together import each
from storage import checkin_answers, checkin_rounds, checkins, members, outbox, rows, teams, transactions
from storage.checkin_rounds import CLOSED, OPEN, OPENING, Part, Round
from storage.checkins import CheckIn
from storage.database import Database
from storage.members import Member
from storage.transactions import Transaction

logger = logging.getLogger(__name__)

AT_ONCE = 100
"""People given their parts in one transaction."""
LET_OTHERS_WRITE = 0.02
"""Seconds between two batches: SQLite gives its writer to whoever asks first, and who waits asks only now and then."""


def keep_up(database: Database, now: datetime) -> int:
    """Bring all rounds to where they should be at `now`. How many prompts that made."""
    with database.read() as connection:
        unfinished = checkin_rounds.unfinished(connection, now)
    prompted = 0
    while unfinished:
        done = each(database, lambda row: _bring_forward(database, row, now), unfinished)
        prompted += sum(count for count, _more in done)
        unfinished = [row for row, (_count, more) in zip(unfinished, done, strict=True) if more]
        if unfinished:
            time.sleep(LET_OTHERS_WRITE)
    return prompted


def _bring_forward(database: Database, row: Any, now: datetime) -> tuple[int, bool]:
    """Do the next step of a round in a transaction of its own; what goes wrong in it is logged and stays there."""
    try:
        with transactions.begin(database, workspace_id=row.workspace_id, now=now, command="checkin") as tx:
            return _step(row, now)(tx, row.id)
    except Exception:
        logger.exception("Round %s of a check-in failed; it is tried again at the next tick", row.id)
        return 0, False


def keep_up_within(tx: Transaction) -> None:
    """The same for one workspace in one transaction, which is to be rolled back: a rehearsal."""
    for row in checkin_rounds.unfinished(tx.connection, tx.now):
        more = row.workspace_id == tx.workspace_id
        while more:
            _count, more = _step(row, tx.now)(tx, row.id)


Step = Callable[[Transaction, int], tuple[int, bool]]
"""Does something for a round: how many prompts that made, and whether there is more to do."""


def _step(row: Any, now: datetime) -> Step:
    """What a round needs next."""
    return _open_some if row.state == OPENING else _end if row.closes_at <= now else _follow_clocks


def _open_some(tx: Transaction, round_id: int) -> tuple[int, bool]:
    """Give the next people their parts, with the prompt and the reminder waiting for their time."""
    round_ = checkin_rounds.lock(tx, round_id)
    if round_ is None or round_.state != OPENING:
        return 0, False
    checkin = rows.get(tx, CheckIn, round_.checkin_id)
    team, hours = teams.get(tx, checkin.team_id), checkins.hours(checkin, checkins.schedule_of(tx, checkin))
    people = checkins.next_people(tx, checkin, after=round_.cursor, limit=AT_ONCE)
    last = people[-1].id if people else round_.cursor
    already = checkin_rounds.have_parts(tx, round_.id, after=round_.cursor, last=last)
    for member in people:
        if member.id in already:
            continue
        window = checkins.window_of(checkin, team, hours, round_.day, member)
        part = checkin_rounds.join(tx, round_, member, window)
        _ask(tx, checkin, part, member)
    if len(people) == AT_ONCE:
        rows.update(tx, Round, round_, cursor=last)
        return len(people), True
    count = checkin_rounds.people(tx, round_.id)
    rows.update(tx, Round, round_, state=OPEN, people=count, cursor=last)
    return len(people), False


def _ask(tx: Transaction, checkin: CheckIn, part: Part, member: Member) -> None:
    """The prompt and the reminder, each for its time."""
    times = {"checkin_prompt": part.asks_at}
    if checkin.reminds:
        times["checkin_reminder"] = checkin_rounds.window(part).reminds_at
    for kind, at in times.items():
        outbox.tell(
            tx,
            kind,
            member.slack_user_id,
            dedupe_key=clock.dedupe_key(kind, part),
            subject=checkin_rounds.part_subject(part.round_id, part.member_id),
            payload={"round_id": part.round_id, "member_id": part.member_id},
            at=at,
        )


def _follow_clocks(tx: Transaction, round_id: int) -> tuple[int, bool]:
    """People who have gone to another zone since are asked at their time there."""
    round_ = rows.get(tx, Round, round_id)
    checkin = rows.get(tx, CheckIn, round_.checkin_id)
    if not checkin.by_person:
        return 0, False
    team, hours = teams.get(tx, checkin.team_id), checkins.hours(checkin, checkins.schedule_of(tx, checkin))
    for part in checkin_rounds.ahead(tx, round_id):
        member = members.get(tx, part.member_id)
        window = checkins.window_of(checkin, team, hours, round_.day, member)
        if window.asks_at < tx.now < window.closes_at:
            window = Window(tx.now, window.closes_at)  # their time there has begun already
        elif window.closes_at <= tx.now:
            window = checkin_rounds.window(part)
        times = {"asks_at": window.asks_at, "closes_at": window.closes_at}
        moved = rows.update(tx, Part, part, member_version=member.version, **times)
        outbox.move(tx, clock.dedupe_key("checkin_prompt", moved), window.asks_at)
        outbox.move(tx, clock.dedupe_key("checkin_reminder", moved), window.reminds_at)
    return 0, False


def _end(tx: Transaction, round_id: int) -> tuple[int, bool]:
    """A round is over; in an anonymous one nothing is left of the order in which answers came."""
    round_ = checkin_rounds.lock(tx, round_id)
    if round_ is not None and round_.state == OPEN:
        if rows.get(tx, CheckIn, round_.checkin_id).is_anonymous:
            checkin_answers.shuffle(tx, round_)
        rows.update(tx, Round, round_, state=CLOSED)
    return 0, False
