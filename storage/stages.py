"""Stages: the steps of the workspace's own pipeline, each with how likely a win is from there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from sales import pipeline
from storage import rows
from storage.rows import Row
from storage.transactions import Transaction


class Stage(Row, table=True):
    """One step of the pipeline."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "name_key"),)

    name: str
    name_key: str
    outcome: str = pipeline.OPEN
    """What a deal in it is: open, won or lost. There is always exactly one stage of each of the last two."""
    probability: int = 0
    """Percent."""
    position: int
    is_active: bool = True


_STAGES = rows.table(Stage)
_ALL = sa.select(_STAGES).where(rows.mine(_STAGES), _STAGES.c.is_active).order_by(_STAGES.c.position, _STAGES.c.id)
_CLOSING = _ALL.where(_STAGES.c.outcome == sa.bindparam("outcome"))
_BY_KEY = sa.select(_STAGES).where(rows.mine(_STAGES), _STAGES.c.name_key == sa.bindparam("name_key"))


def every(tx: Transaction) -> list[Stage]:
    """The pipeline from first to last; made from the default the first time it is asked for.

    That is a change set of its own, without an actor: whoever asked for something else will not undo it. Where nothing
    can be written, it is the default, which has no numbers yet, nor deals.
    """
    found: list[Stage] = rows.every(tx, _ALL)
    if found:
        return found
    if tx.reads_only:
        return [Stage(id=0, workspace_id=tx.workspace_id, **values) for values in _default()]
    begun = Transaction(tx.connection, tx.workspace_id, tx.now, command="stages")
    made = [rows.insert(begun, Stage, **values) for values in _default()]
    begun.close()
    return made


def _default() -> list[dict[str, Any]]:
    return [
        {
            "name": stage.name,
            "name_key": stage.name.casefold(),
            "outcome": stage.outcome,
            "probability": stage.probability,
            "position": position,
        }
        for position, stage in enumerate(pipeline.DEFAULT_STAGES)
    ]


def closing(tx: Transaction, outcome: str) -> Stage:
    """The one stage in which deals are won, or the one in which they are lost."""
    return rows.first(tx, _CLOSING, outcome=outcome) or next(s for s in every(tx) if s.outcome == outcome)


def save(tx: Transaction, name: str, **values: Any) -> Stage:
    """Add a stage, or change the one of this name; one that was removed comes back."""
    existing = rows.first(tx, _BY_KEY, name_key=name.casefold())
    if existing is not None:
        return rows.update(tx, Stage, existing, is_active=True, **values)
    return rows.insert(tx, Stage, name=name, name_key=name.casefold(), **values)


def insert(tx: Transaction, name: str, probability: int) -> Stage:
    """Add an open stage, or change the one of this name, and put it where its probability belongs."""
    others = [stage for stage in every(tx) if stage.name_key != name.casefold()]
    place = next(
        (i for i, s in enumerate(others) if s.outcome != pipeline.OPEN or s.probability > probability), len(others)
    )
    for position, stage in enumerate(others):
        rows.update(tx, Stage, stage, position=position if position < place else position + 1)
    return save(tx, name, probability=probability, position=place)


def remove(tx: Transaction, stage: Stage) -> Stage:
    """Take an open stage out of the pipeline; deals that are in it keep it."""
    return rows.update(tx, Stage, stage, is_active=False)
