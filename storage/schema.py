"""All tables together: creation and migrations see the whole only when every module is imported."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa
from sqlmodel import SQLModel

from storage import (
    absences,
    budgets,
    checkin_answers,
    checkin_questions,
    checkin_rounds,
    checkins,
    companies,
    contradictions,
    customers,
    deals,
    feedback,
    goal_records,
    installs,
    kudos,
    members,
    outbox,
    partner_limits,
    partner_material,
    partner_risks,
    partner_tiers,
    partner_voices,
    partners,
    pauses,
    promise_proposals,
    promises,
    questions,
    rates,
    registrations,
    requests,
    risk_notices,
    risk_rules,
    schedules,
    stage_times,
    stages,
    support,
    teams,
    workspaces,
)
from storage.rows import Row

MODULES = (
    absences,
    budgets,
    checkin_answers,
    checkin_questions,
    checkin_rounds,
    checkins,
    companies,
    contradictions,
    customers,
    deals,
    goal_records,
    feedback,
    installs,
    kudos,
    members,
    outbox,
    partner_limits,
    partner_material,
    partner_risks,
    partner_tiers,
    partner_voices,
    partners,
    pauses,
    promise_proposals,
    promises,
    questions,
    rates,
    registrations,
    requests,
    risk_notices,
    risk_rules,
    schedules,
    stage_times,
    stages,
    support,
    teams,
    workspaces,
)
METADATA = SQLModel.metadata

for _table in METADATA.tables.values():
    if "id" in _table.columns:
        # SQLite would give the number of a deleted row to the next one, which history could not tell apart
        _table.dialect_options["sqlite"]["autoincrement"] = True


def complete() -> sa.MetaData:
    """The tables with what PostgreSQL is to know besides, for whoever makes them.

    Not from the start: with the first word on PostgreSQL, SQLAlchemy loads all that it has of it, 2.5 MB.
    """
    for table in METADATA.tables.values():
        for index in table.indexes:
            if "sqlite_where" in index.dialect_kwargs:
                index.dialect_kwargs["postgresql_where"] = index.dialect_kwargs["sqlite_where"]
    return METADATA


@cache
def row_class(table_name: str) -> type[Row]:
    """The class of a table that has history."""
    return next(c for c in Row.__subclasses__() if c.__tablename__ == table_name)
