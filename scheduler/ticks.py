"""A tick of the clock: find the schedules that are due, and take care of each time once, whoever else ticks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sales import schedules as rules
from sales.schedules import Due
from scheduler import (
    briefs,
    checkin_rounds,
    checkins,
    goals,
    kudos,
    leaderboards,
    partner_checkins,
    partner_feedback,
    partner_risks,
    partner_scores,
    partner_support,
    registrations,
    reviews,
    risks,
)
from scheduler.together import each
from storage import checkins as checkin_rows
from storage import holidays, schedules, transactions
from storage.database import Database
from storage.schedules import NOTHING, POSTED, SKIPPED, Basis, Schedule, ScheduleDue
from storage.transactions import Transaction

logger = logging.getLogger(__name__)

GRACE = timedelta(hours=36)
"""How late a weekly post may be and still be of use; what was missed for longer is skipped."""

Poster = Callable[[Transaction, Schedule, Due], bool]
"""Writes what a schedule posts for one of its times into the outbox. False when there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What is done when a schedule of a kind is due, and how late that may still be of use."""

    post: Poster
    grace: timedelta = GRACE


UNTIL_NOON = timedelta(hours=3, minutes=30)
"""How late a morning's brief may be."""
WEEKEND, MONTH_GRACE = timedelta(hours=66), timedelta(days=5)
"""A Friday's review is of use until Monday morning, a month's until the end of its week."""

SCHEDULED: dict[str, Scheduled] = {
    schedules.BRIEF: Scheduled(briefs.post_brief, UNTIL_NOON),
    schedules.GOAL_QUESTIONS: Scheduled(goals.post_questions),
    schedules.GOAL_REVIEWS: Scheduled(goals.post_reviews),
    schedules.KUDOS: Scheduled(kudos.post_digest),
    schedules.LEADERBOARD: Scheduled(leaderboards.post_board),
    schedules.MONTH: Scheduled(reviews.post_month, MONTH_GRACE),
    schedules.PARTNER_CHECKIN: Scheduled(partner_checkins.ask),
    schedules.PARTNER_RISKS: Scheduled(partner_risks.post_alerts, partner_risks.GRACE),
    schedules.PARTNER_SCORES: Scheduled(partner_scores.post_cards),
    schedules.REVIEW: Scheduled(reviews.post_week, WEEKEND),
    schedules.RISKS: Scheduled(risks.post_alerts, risks.GRACE),
    checkin_rows.KIND: Scheduled(checkins.begin, checkins.GRACE),
}
"""Every kind of schedule, by the name that it has in the database."""
CHORES: tuple[Callable[[Database, datetime], int], ...] = (
    checkin_rounds.keep_up,
    partner_support.watch,
    partner_feedback.tell_unnamed,
    registrations.keep_up,
)
"""What is looked after at every tick besides; each says how many posts it made."""


def tick(database: Database, now: datetime, scheduled: Mapping[str, Scheduled] = SCHEDULED) -> int:
    """Take care of everything that is due at `now`. How many posts that made.

    What was missed while no process ran is made good for the latest time only, and only within the grace. A schedule
    that fails does not stop the others; it is tried again at the next tick.
    """
    posted = 0
    with database.read() as connection:
        due = schedules.due(connection, now)
    posted += sum(each(database, lambda row: _take_care(database, row, now, scheduled), due))
    for chore in CHORES:
        posted += chore(database, now)
    # only then: a plan that has become due is not to be lost because something else has changed
    plan_some(database, now)
    return posted


def _take_care(database: Database, row: ScheduleDue, now: datetime, scheduled: Mapping[str, Scheduled]) -> int:
    with _transaction(database, row.workspace_id, row.schedule_id, now) as tx:
        return _catch_up(tx, row, scheduled)
    return 0


def plan_some(database: Database, now: datetime) -> int:
    """Plan some of the schedules that have no valid plan. How many those were."""
    with database.read() as connection:
        unplanned = schedules.unplanned(connection)
    each(database, lambda schedule: _plan_one(database, schedule, now), unplanned)
    return len(unplanned)


def _plan_one(database: Database, schedule: Schedule, now: datetime) -> None:
    with _transaction(database, schedule.workspace_id, schedule.id, now) as tx:
        _plan(tx, _locked(tx, schedule.id), schedule.id)


@contextmanager
def _transaction(database: Database, workspace_id: int, schedule_id: int, now: datetime) -> Iterator[Transaction]:
    """A transaction for one schedule; what goes wrong in it is logged and stays there."""
    try:
        with transactions.begin(database, workspace_id=workspace_id, now=now, command="schedule") as tx:
            yield tx
    except Exception:
        logger.exception("Schedule %s failed; it is tried again at the next tick", schedule_id)


def _catch_up(tx: Transaction, planned: ScheduleDue, scheduled: Mapping[str, Scheduled]) -> int:
    """Take care of the times from the planned one until now: the last is posted, those before it are skipped."""
    basis, posted = _locked(tx, planned.schedule_id), 0
    if basis is not None:
        # reckoned anew: the plan may be older than the zone and the days off
        missed = list(rules.due_between(basis.rule, planned.due_at, tx.now, holidays.days_off(basis.settings)))
        for due in missed[:-1]:
            schedules.claim(tx, basis.schedule.id, due.period_key, SKIPPED)
        for due in missed[-1:]:
            posted = post_due(tx, basis.schedule, due, scheduled[basis.schedule.kind])
    _plan(tx, basis, planned.schedule_id)
    return posted


def post_due(tx: Transaction, schedule: Schedule, due: Due, kind: Scheduled) -> int:
    """Claim a time and post for it. 0 when somebody did so before, it is too late, or there was nothing to say."""
    if tx.now - due.at > kind.grace:
        if schedules.claim(tx, schedule.id, due.period_key, SKIPPED):
            logger.warning("Schedule %s (%s): %s was missed", schedule.id, schedule.kind, due.period_key)
        return 0
    if not schedules.claim(tx, schedule.id, due.period_key, POSTED):
        return 0
    if kind.post(tx, schedule, due):
        return 1
    schedules.note_outcome(tx, schedule.id, due.period_key, NOTHING)
    return 0


def _locked(tx: Transaction, schedule_id: int) -> Basis | None:
    """A schedule that nobody changes meanwhile, and what decides when it is due; None when it is gone or off."""
    schedule = schedules.lock(tx, schedule_id)
    return schedules.basis(tx, schedule) if schedule is not None else None


def _plan(tx: Transaction, basis: Basis | None, schedule_id: int) -> None:
    """Write down when a schedule is due next, or that it never is."""
    due = None
    if basis is not None:
        due = rules.next_due(basis.rule, tx.now, holidays.days_off(basis.settings))
        if due is not None:
            schedules.plan(tx, basis, due_at=due.at, period_key=due.period_key)
    if due is None:
        schedules.unplan(tx, schedule_id)
