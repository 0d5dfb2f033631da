"""Stores a planned import, in batches that let others write in between, and takes it back.

All batches belong to one change set, so that one undo takes back the whole import.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import import_people
from bot.import_people import Place
from bot.import_plans import Choices, Plan, PlannedDeal
from sales import pipeline
from storage import customers, deals, history, stages, transactions
from storage.database import Database
from storage.stages import Stage
from storage.transactions import ChangeSet, Transaction

COMMAND = "import "
"""What the change set of an import is called, before the name of its file."""
BATCH = 200
PAUSE_SECONDS = 0.1
"""Between two batches. SQLite lets another process that waits try again every tenth of a second."""


@dataclass(slots=True)
class Outcome:
    """What an import did."""

    change_set_id: int | None = None
    """None when there was nothing to do."""
    imported: int = 0
    was_undone: bool = False
    """Whether somebody took it back while it ran; nothing more was stored then."""


def carry_out(
    database: Database,
    plan: Plan,
    choices: Choices,
    *,
    workspace_id: int,
    now: datetime,
    file_name: str,
    on_progress: Callable[[int], None] = lambda rows: None,
    pause_seconds: float = PAUSE_SECONDS,
) -> Outcome:
    """Store what was planned. `on_progress` hears after each batch how many rows it had."""
    outcome = Outcome()
    request: dict[str, Any] = {"workspace_id": workspace_id, "now": now, "command": COMMAND + file_name}
    if not plan.deals and not plan.roster.new:
        return outcome
    with transactions.begin(database, **request) as tx:
        outcome.change_set_id = tx.change_set_id
        for name in plan.new_stages:
            _make_stage(tx, name)
        places = import_people.bring_in(tx, plan.roster, currency=choices.currency, team_id=choices.team_id)
        stages_by_name = {stage.name: stage for stage in stages.every(tx)}
    for start in range(0, len(plan.deals), BATCH):
        batch = plan.deals[start : start + BATCH]
        if start:
            time.sleep(pause_seconds)
        with transactions.begin(database, **request, continues=outcome.change_set_id) as tx:
            change_set = history.find(tx, tx.change_set_id)
            if change_set is None or change_set.undone_by_id is not None:
                outcome.was_undone = True
                break
            outcome.imported += sum(
                _store(tx, deal, stages_by_name[deal.stage], places[import_people.folded(deal.owner)]) for deal in batch
            )
        on_progress(len(batch))
    return outcome


def undo_last(tx: Transaction) -> tuple[ChangeSet, int] | None:
    """Take back the latest import that still stands: its change set, and how many deals it had brought.

    None when there is none. Raises `history.Conflict` when its rows were changed since.
    """
    for change_set in history.latest_called(tx, COMMAND, limit=1):
        undone = history.undo(tx, change_set)
        return change_set, sum(change.table_name == "deal" and change.before is None for change in undone)
    return None


def _store(tx: Transaction, deal: PlannedDeal, stage: Stage, place: Place) -> bool:
    """Store one deal; False when another import was quicker."""
    if deals.find_by_origin(tx, deal.values["origin"]) is not None:
        return False
    deals.create(
        tx,
        today=deal.values["stage_since"],
        stage=stage,
        customer_id=customers.obtain(tx, deal.customer).id,
        owner_id=place.member_id,
        team_id=place.team_id,
        **deal.values,
    )
    return True


def _make_stage(tx: Transaction, name: str) -> Stage:
    """A stage behind the open ones, as likely to be won as the last of them."""
    last = [stage for stage in stages.every(tx) if stage.outcome == pipeline.OPEN][-1:]
    return stages.save(
        tx,
        name,
        position=last[0].position if last else 0,
        probability=last[0].probability if last else 0,
    )
