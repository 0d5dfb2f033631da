"""Housekeeping: drop what nobody will ask for again, a little at a time, so that nobody waits for it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from storage import (
    budgets,
    deliveries,
    partner_limits,
    pauses,
    promise_proposals,
    purges,
    questions,
    requests,
    schedules,
)
from storage.database import Database

logger = logging.getLogger(__name__)

POSTS_KEPT = timedelta(days=180)
"""For as long, what was posted is corrected when its data changes."""
QUESTIONS_KEPT = timedelta(days=7)
CLAIMS_KEPT = timedelta(days=400)
NUDGES_KEPT = timedelta(days=60)


def housekeep(database: Database, now: datetime, *, purge_after: timedelta | None = None) -> None:
    """Each in a transaction of its own; doing it twice, or in two processes, does no harm.

    A workspace that removed the app is purged when it has not come back for `purge_after`; without it, never.
    """
    with database.write() as connection:
        requests.forget_old(connection, now)
    with database.write() as connection:
        questions.forget_old(connection, now - QUESTIONS_KEPT)
    with database.write() as connection:
        promise_proposals.forget_old(connection, now - QUESTIONS_KEPT)
    with database.write() as connection:
        deliveries.forget_old(connection, now - POSTS_KEPT)
    with database.write() as connection:
        schedules.forget_old(connection, now - CLAIMS_KEPT)
    with database.write() as connection:
        budgets.forget_old(connection, (now - NUDGES_KEPT).date())
    with database.write() as connection:
        pauses.forget_old(connection, now)
    with database.write() as connection:
        partner_limits.forget_old(connection, now)
    if purge_after is not None:
        _purge(database, now - purge_after)


def _purge(database: Database, before: datetime) -> None:
    with database.read() as connection:
        gone = purges.removed_before(connection, before)
    for workspace_id in gone:
        logger.warning("Workspace %s removed the app long ago: everything that is known of it is deleted", workspace_id)
        more = True
        while more:
            with database.write() as connection:
                more = purges.purge_some(connection, workspace_id)
