"""A rehearsal: what a stretch of time would bring, by the same code with the clock moved, in a transaction that is
rolled back. Whoever asked gets it as direct messages; of what others would be told alone, only how many and what kind.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sales import schedules as rules
from sales.checkins import EARLIEST_ZONE
from sales.schedules import Due, Rule
from sales.working_days import DaysOff
from scheduler import budgets, checkin_rounds, posts, ticks
from scheduler.audiences import is_person
from scheduler.rendering import Kind, Post, post, speak_to
from storage import holidays, members, outbox, pipelines, schedules, teams, workspaces
from storage.members import ADMIN, Member
from storage.outbox import READY, OutboxMessage
from storage.schedules import Schedule
from storage.teams import Team
from storage.transactions import Transaction
from views import rehearsals as views
from views.blocks import Message

REHEARSAL, REHEARSED = "rehearsal", "rehearsed"
MOST_PEOPLE = 200
"""How many people's own schedules are gone through: somebody waits, and on SQLite everybody who writes."""
ROUND_THE_EARTH = timedelta(hours=26)
"""How long it is a time of the clock somewhere."""
MOST_POSTS = 10
"""How many posts are shown; of more, there is a line for each."""


@dataclass(frozen=True, slots=True)
class Performed:
    """Something that would be sent, and when."""

    at: datetime
    message: OutboxMessage
    post: Post


def perform(tx: Transaction, first: datetime, last: datetime, due: Sequence[Schedule]) -> list[Performed]:
    """Do all that the schedules and the outbox have for a stretch of time, and return what would be sent, in order.

    It writes as the clock and delivery do: for a transaction that is rolled back.
    """
    seen = outbox.newest(tx)
    days_off = holidays.days_off(workspaces.settings(tx))
    queue: list[_Event] = [
        (time.at, 0, schedule.id, (schedule, time))
        for schedule in due
        for time in _times(tx, schedules.basis(tx, schedule).rule, first, last, days_off)
    ]
    queue += [(row.next_attempt_at, 1, row.id, row) for row in outbox.waiting(tx, until=last) if _is_due(row, first)]
    heapq.heapify(queue)
    performed = []
    while queue:
        at, _, number, what = heapq.heappop(queue)
        then = _at(tx, at)
        checkin_rounds.keep_up_within(then)
        if isinstance(what, tuple):
            schedule, time = what
            ticks.post_due(then, schedule, time, ticks.SCHEDULED[schedule.kind])
            checkin_rounds.keep_up_within(then)
        else:
            sent, again = _send(then, what)
            performed += sent
            if again is not None and again <= last:
                heapq.heappush(queue, (again, 1, number, what))
        for row in outbox.waiting(tx, until=last, after=seen):
            seen = row.id
            if _is_due(row, first):
                heapq.heappush(queue, (max(row.next_attempt_at, at), 1, row.id, row))
    return performed


def _times(tx: Transaction, rule: Rule, first: datetime, last: datetime, days_off: DaysOff) -> Iterator[Due]:
    """When a schedule is due. One by each person's clock has made by then what comes in this stretch of time."""
    begins = max(tx.now, first - ROUND_THE_EARTH) if rule.zone == EARLIEST_ZONE else first
    return rules.due_between(rule, begins, last, days_off)


_Event = tuple[datetime, int, int, Any]
"""When, schedules before posts, a number, and the schedule with its time or the row of the outbox."""


def _is_due(row: OutboxMessage, first: datetime) -> bool:
    return row.kind in posts.KINDS and row.next_attempt_at >= first


def _send(tx: Transaction, row: OutboxMessage) -> tuple[list[Performed], datetime | None]:
    """What delivery would do with a row: what it would send, or when it would try again."""
    kind = posts.KINDS[row.kind]
    rendered = kind.render(tx, row)
    if rendered is None:
        return [], None
    waits = budgets.weigh(tx, row, kind.unasked) if kind.unasked and is_person(row.channel) else None
    if waits is None:
        return [Performed(tx.now, row, rendered)], None
    return [], waits.values["next_attempt_at"] if waits.state == READY else None


def answer(tx: Transaction, message: OutboxMessage) -> list[dict[str, Any]]:
    """The direct messages that answer somebody's wish to see a stretch of time: payloads of rows of their own."""
    payload = message.payload
    member = members.get(tx, payload["member_id"])
    first, last = (datetime.fromisoformat(payload[key]) for key in ("first", "last"))
    led = _led(tx, member, payload["team_ids"])
    performed = perform(tx, first, last, _schedules(tx, led))
    channels = {team.channel_id: team for team in led if team.channel_id}
    shown = [each for each in performed if each.message.channel in (*channels, member.slack_user_id)]
    hidden = [each for each in performed if each not in shown and is_person(each.message.channel)]
    t = speak_to(tx, member)
    lines = []
    for each in shown:
        team = channels.get(each.message.channel)
        lines.append(views.line(t, each.message.kind, each.at.astimezone(_zone(team, tx, member)), team))
    others = views.others(
        t, Counter(each.message.kind for each in hidden), len({each.message.channel for each in hidden})
    )
    gaps = [(team, pipelines.gaps(tx, team_id=team.id, today=first.date())) for team in led]
    summary = views.summary(t, first.astimezone(_zone(led[0] if led else None, tx, member)), lines, others, gaps)
    parts = [
        views.part(t, line, each.post.text, each.post.blocks, each.post.alt_text)
        for line, each in zip(lines[:MOST_POSTS], shown, strict=False)
    ]
    return [_as_payload(part) for part in (summary, *parts)]


def put(tx: Transaction, message: OutboxMessage, answers: Sequence[dict[str, Any]]) -> None:
    """Put the answer into the outbox; twice does no harm."""
    for number, payload in enumerate(answers):
        outbox.tell(
            tx,
            REHEARSED,
            message.channel,
            dedupe_key=f"{REHEARSED}:{message.id}:{number}",
            payload=payload,
        )


def rehearsed(tx: Transaction, message: OutboxMessage) -> Post | None:
    """A part of the answer, complete when it was written."""
    return post(Message(message.payload["text"], message.payload["blocks"]))


def _led(tx: Transaction, member: Member, team_ids: Sequence[int]) -> list[Team]:
    """The teams that were asked for, as far as the person leads them still."""
    if member.role == ADMIN:
        return [team for team in teams.active(tx) if team.id in team_ids]
    return [team for team in teams.active(tx) if team.id in team_ids and teams.manages(tx, member, team.id)]


def _schedules(tx: Transaction, led: Sequence[Team]) -> list[Schedule]:
    """What the clock does for these teams and their people."""
    team_ids = {team.id for team in led}
    people = {person.id for team in led for person in teams.people(tx, team.id)}
    found = [row for row in schedules.enabled(tx) if row.team_id in team_ids or row.member_id in people]
    of_people = [row for row in found if row.member_id is not None]
    return [row for row in found if row.member_id is None] + of_people[:MOST_PEOPLE]


def _zone(team: Team | None, tx: Transaction, member: Member) -> ZoneInfo:
    """Whose clock is shown: the team's for its channel, else the person's."""
    return ZoneInfo(team.zone if team is not None else members.zone_of(tx, member))


def _at(tx: Transaction, at: datetime) -> Transaction:
    """The same transaction at another time."""
    return Transaction(tx.connection, tx.workspace_id, at, command=REHEARSAL)


def _as_payload(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}


KINDS = {REHEARSED: Kind(rehearsed, resend_unknown=True)}
