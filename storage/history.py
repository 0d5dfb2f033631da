"""What was changed, by whom, and taking it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import rows, schema
from storage.transactions import Change, ChangeSet, Transaction

_KEPT_IN_MIND = 1000
"""How many changes of one row are read to say what it was."""

_SETS, _CHANGES = rows.table(ChangeSet), rows.table(Change)
_FIND = sa.select(_SETS).where(rows.mine(_SETS), _SETS.c.id == sa.bindparam("change_set_id"))
_NAMED = {
    "absence": ("member_id", "member"),
    "checkin": ("name", ""),
    "checkin_question": ("checkin_id", "checkin"),
    "customer": ("name", ""),
    "deal": ("customer_id", "customer"),
    "kudos_reaction": ("emoji", ""),
    "kudos_receiver": ("member_id", "member"),
    "kudos_value": ("name", ""),
    "member": ("name", ""),
    "partner": ("name", ""),
    "partner_channel": ("partner_id", "partner"),
    "partner_material": ("title", ""),
    "partner_person": ("partner_id", "partner"),
    "partner_tier": ("name", ""),
    "partner_workspace": ("partner_id", "partner"),
    "promise": ("owner_id", "member"),
    "quota": ("member_id", "member"),
    "registration": ("company", ""),
    "stage": ("name", ""),
    "support_request": ("partner_id", "partner"),
    "team": ("name", ""),
    "team_member": ("member_id", "member"),
}
"""By table: the column that has a row's name, or leads to the row of another table that has it."""
_HAS_CHANGES = sa.exists().where(
    _CHANGES.c.workspace_id == _SETS.c.workspace_id, _CHANGES.c.change_set_id == _SETS.c.id
)
_LATEST = (
    sa.select(_SETS)
    .where(rows.mine(_SETS), _SETS.c.undone_by_id.is_(None), _SETS.c.undoes_id.is_(None), _HAS_CHANGES)
    .order_by(_SETS.c.id.desc())
    .limit(sa.bindparam("limit"))
)
_LATEST_OF = _LATEST.where(_SETS.c.actor_id == sa.bindparam("actor_id"))
_JUST_DONE = (
    sa.select(_SETS.c.id, _SETS.c.workspace_id, _SETS.c.at, _SETS.c.command)
    .where(rows.mine(_SETS), _SETS.c.undone_by_id.is_(None), _SETS.c.undoes_id.is_(None))
    .where(_SETS.c.actor_id == sa.bindparam("actor_id"))
    .order_by(_SETS.c.id.desc())
    .limit(sa.bindparam("limit"))
    .subquery()
)
# which of them changed something is only asked of those of this command: of mostly none
_SAME_JUST_DONE = sa.select(sa.func.max(_JUST_DONE.c.at)).where(
    _JUST_DONE.c.command == sa.bindparam("command"),
    sa.exists().where(
        _CHANGES.c.workspace_id == _JUST_DONE.c.workspace_id, _CHANGES.c.change_set_id == _JUST_DONE.c.id
    ),
)
_LATEST_CALLED = _LATEST.where(_SETS.c.command.startswith(sa.bindparam("beginning")))
_TOLD = (
    sa.select(_SETS)
    .where(rows.mine(_SETS), _SETS.c.actor_id.in_(sa.bindparam("actor_ids", expanding=True)), _HAS_CHANGES)
    .order_by(_SETS.c.id.desc())
    .limit(sa.bindparam("limit"))
)
_CHANGES_IN = (
    sa.select(_CHANGES)
    .where(rows.mine(_CHANGES), _CHANGES.c.change_set_id == sa.bindparam("change_set_id"))
    .order_by(_CHANGES.c.id)
)
_SINCE = _CHANGES.alias("since")
_LATER = (
    sa.select(_SETS)
    .join(_SINCE, _SINCE.c.change_set_id == _SETS.c.id)
    .join(
        _CHANGES,
        (_SINCE.c.workspace_id == _CHANGES.c.workspace_id)
        & (_SINCE.c.table_name == _CHANGES.c.table_name)
        & (_SINCE.c.row_id == _CHANGES.c.row_id)
        & (_SINCE.c.row_version > _CHANGES.c.row_version)
        & (_SINCE.c.change_set_id != _CHANGES.c.change_set_id),
    )
    .where(rows.mine(_CHANGES), _CHANGES.c.change_set_id == sa.bindparam("change_set_id"))
    .distinct()
    .order_by(_SETS.c.id)
)
_OF_ROW = (
    sa.select(_CHANGES, _SETS.c.at, _SETS.c.actor_id, _SETS.c.command, _SETS.c.undone_by_id, _SETS.c.undoes_id)
    .join(_SETS, _SETS.c.id == _CHANGES.c.change_set_id)
    .where(
        rows.mine(_CHANGES),
        _CHANGES.c.table_name == sa.bindparam("table_name"),
        _CHANGES.c.row_id == sa.bindparam("row_id"),
    )
    .order_by(_CHANGES.c.id.desc())
    .limit(sa.bindparam("limit"))
)


class Conflict(Exception):
    """Somebody changed the same rows later: `by` is their change set; none where something else is built on them."""

    def __init__(self, by: ChangeSet | None) -> None:
        super().__init__(by)
        self.by = by


def find(tx: Transaction, change_set_id: int) -> ChangeSet | None:
    """The change set with this number."""
    return rows.first(tx, _FIND, change_set_id=change_set_id)


def latest(tx: Transaction, *, actor_id: int | None = None, limit: int = 10) -> list[ChangeSet]:
    """The last change sets that still stand, of one person or of everybody, the newest first."""
    if actor_id is None:
        return rows.every(tx, _LATEST, limit=limit)
    return rows.every(tx, _LATEST_OF, limit=limit, actor_id=actor_id)


def last_same(tx: Transaction, *, actor_id: int, command: str, since: datetime, limit: int = 4) -> datetime | None:
    """When a person last did exactly this, if it is among the last few things they did that still stand."""
    done_at: datetime | None = rows.first(tx, _SAME_JUST_DONE, actor_id=actor_id, command=command, limit=limit)[0]
    return done_at if done_at is not None and done_at > since else None


def latest_called(tx: Transaction, beginning: str, *, limit: int = 10) -> list[ChangeSet]:
    """The last of those whose command begins so: `import `."""
    return rows.every(tx, _LATEST_CALLED, limit=limit, beginning=beginning)


def told(tx: Transaction, actor_ids: Sequence[int], *, limit: int = 20) -> list[ChangeSet]:
    """What these people did last, the newest first, undone or not."""
    return rows.every(tx, _TOLD, actor_ids=list(actor_ids), limit=limit)


def changes(tx: Transaction, change_set_id: int, *, limit: int = 10**9) -> list[Change]:
    """The changes in a set, in the order they were made."""
    return rows.every(tx, _CHANGES_IN, change_set_id=change_set_id, limit=limit)


def of_row(tx: Transaction, table_name: str, row_id: int, *, limit: int = 20) -> list[Any]:
    """A row's own history, the newest change first, each with `at`, `actor_id` and `command` of its set."""
    return rows.every(tx, _OF_ROW, table_name=table_name, row_id=row_id, limit=limit)


def names(tx: Transaction, changed: Collection[Change]) -> dict[tuple[str, int], str]:
    """What the rows in some changes are called, by table and number; rows that are gone as they were last called.

    The currency of a deal stands under ("currency", its number).
    """
    found: dict[tuple[str, int], str] = {}
    for change in changed:
        if change.table_name in _NAMED:
            found[change.table_name, change.row_id] = name_of(tx, change.table_name, change.row_id)
        if change.table_name == "deal":
            found["currency", change.row_id] = _last_known(tx, "deal", change.row_id).get("currency", "")
        for column, table_name in (("stage_id", "stage"), ("owner_id", "member")):
            if change.after and column in change.after:
                found[table_name, change.after[column]] = name_of(tx, table_name, change.after[column])
    return found


def name_of(tx: Transaction, table_name: str, row_id: int) -> str:
    """What people call a row: a deal by its customer, a place in a team by the person; empty when nobody knows."""
    known = _last_known(tx, table_name, row_id)
    column, other = _NAMED[table_name]
    return name_of(tx, other, known[column]) if other and column in known else str(known.get(column, ""))


def _last_known(tx: Transaction, table_name: str, row_id: int) -> dict[str, Any]:
    """A row's columns, as they are or as they were before it was taken away."""
    row: Any = rows.find(tx, schema.row_class(table_name), row_id)
    if row is not None:
        return dict(row._asdict())
    known: dict[str, Any] = {}
    for change in reversed(of_row(tx, table_name, row_id, limit=_KEPT_IN_MIND)):
        known |= {**(change.before or {}), **(change.after or {})}
    return known


def undo(tx: Transaction, change_set: ChangeSet) -> list[Change]:
    """Take a change set back and return what was taken back. The undoing is a change set of its own, and can be undone.

    A row that it made and others refer to by now, such as a customer who has bought again, stays. Raises `Conflict`
    when one of its rows has been changed since, before anything is written.
    """
    undone = changes(tx, change_set.id)
    later = _standing(rows.every(tx, _LATER, change_set_id=change_set.id))
    if later:
        raise Conflict(later[0])
    tx.undoes_id = change_set.id
    try:
        if all(change.before is None for change in undone):
            _take_away(tx, undone)
        else:
            for change in reversed(undone):
                _take_back(tx, change)
    except sa.exc.IntegrityError as error:
        # another row has taken the place of one that is to come back
        raise Conflict(None) from error
    mark = sa.update(_SETS).where(_SETS.c.workspace_id == tx.workspace_id, _SETS.c.id == change_set.id)
    tx.connection.execute(mark.values(undone_by_id=tx.change_set_id))
    return undone


def forget_old(tx: Transaction, before: datetime) -> None:
    """Drop change sets that are older than the workspace wants to keep."""
    old = sa.select(_SETS.c.id).where(_SETS.c.workspace_id == tx.workspace_id, _SETS.c.at < before)
    tx.connection.execute(
        sa.delete(_CHANGES).where(_CHANGES.c.workspace_id == tx.workspace_id, _CHANGES.c.change_set_id.in_(old))
    )
    tx.connection.execute(sa.delete(_SETS).where(_SETS.c.workspace_id == tx.workspace_id, _SETS.c.at < before))


def _standing(later: list[ChangeSet]) -> list[ChangeSet]:
    """Those whose effect is still there: an undo and what it took back are as if neither had been."""
    standing = {change_set.id: change_set for change_set in later}
    for change_set in reversed(later):
        if change_set.id in standing and change_set.undoes_id in standing:
            del standing[change_set.id], standing[change_set.undoes_id]
    return list(standing.values())


def _take_away(tx: Transaction, made: list[Change]) -> None:
    """Take back what was only made, table by table: a large import in a second rather than in ten."""
    for table in reversed(schema.METADATA.sorted_tables):
        row_ids = [change.row_id for change in made if change.table_name == table.name]
        if row_ids:
            rows.delete_unreferenced(tx, schema.row_class(table.name), row_ids)


def _take_back(tx: Transaction, change: Change) -> None:
    row_class = schema.row_class(change.table_name)
    if change.before is None:
        rows.delete_unreferenced(tx, row_class, [change.row_id])
    elif change.after is None:
        values = rows.from_json(row_class, change.before)
        rows.restore(tx, row_class, {**values, "version": change.row_version + 1})
    else:
        row = rows.get(tx, row_class, change.row_id)
        rows.update(tx, row_class, row, **rows.from_json(row_class, change.before))
