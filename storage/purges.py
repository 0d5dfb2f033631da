"""Purging a workspace: everything that is known of a company that removed the app, a little at a time."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.rows import table
from storage.schema import METADATA
from storage.workspaces import REVOKED, Workspace

AT_ONCE = 2000
"""Rows deleted in one transaction, so that nobody waits for long."""

_WORKSPACES = table(Workspace)


def removed_before(connection: Connection, moment: datetime) -> list[int]:
    """Workspaces that removed the app before a moment and have not come back."""
    gone = (_WORKSPACES.c.state == REVOKED) & (_WORKSPACES.c.revoked_at < moment)
    return list(connection.execute(sa.select(_WORKSPACES.c.id).where(gone)).scalars())


def purge_some(connection: Connection, workspace_id: int) -> bool:
    """Delete some rows of a workspace; call it until it returns False, each time in a new transaction."""
    given = {"workspace": workspace_id}
    if any(connection.execute(delete, given).rowcount for delete in _deletions()):
        return True
    return bool(connection.execute(sa.delete(_WORKSPACES).where(_WORKSPACES.c.id == workspace_id)).rowcount)


@cache
def _deletions() -> tuple[sa.Delete, ...]:
    """Of some rows of each table, those first that no others refer to."""
    return tuple(
        sa.delete(rows).where(
            sa.tuple_(*rows.primary_key).in_(
                sa.select(*rows.primary_key).where(rows.c.workspace_id == sa.bindparam("workspace")).limit(AT_ONCE)
            )
        )
        for rows in reversed(METADATA.sorted_tables)
        if "workspace_id" in rows.columns
    )
