"""What a team wants to be told of: its own thresholds for the rules of risk."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sales import risks
from sales.money import Money
from sales.risks import Limit
from storage import rows, stage_times
from storage.columns import Id
from storage.rates import Exchange
from storage.rows import Row
from storage.teams import Team
from storage.transactions import Transaction


class RiskRule(Row, table=True):
    """A rule as a team wants it; what is not said here is as `sales.risks.DEFAULTS` says."""

    __tablename__ = "risk_rule"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "team_id", "rule", "stage_id"),)

    team_id: int = Field(foreign_key="team.id", sa_type=Id)
    rule: str
    stage_id: int = Field(default=0, sa_type=Id)
    """For `stuck`, the stage it is about; 0 for all."""
    enabled: bool = True
    most: int | None = None
    """Days, times or percent; none for the default."""
    minimum_minor: int | None = Field(default=None, sa_type=sa.BigInteger)
    currency: str = ""


_RULES = rows.table(RiskRule)
_OF_TEAM = sa.select(_RULES).where(rows.mine(_RULES), _RULES.c.team_id == sa.bindparam("team_id"))
_ONE = _OF_TEAM.where(_RULES.c.rule == sa.bindparam("rule"), _RULES.c.stage_id == sa.bindparam("stage_id"))


def of_team(tx: Transaction, team_id: int) -> list[RiskRule]:
    """What a team has chosen."""
    return rows.every(tx, _OF_TEAM, team_id=team_id)


def save(tx: Transaction, team: Team, rule: str, *, stage_id: int = 0, **values: Any) -> RiskRule:
    """Choose for a team; a second choice for the same rule changes the first."""
    existing = rows.first(tx, _ONE, team_id=team.id, rule=rule, stage_id=stage_id)
    if existing is not None:
        return rows.update(tx, RiskRule, existing, **values)
    return rows.insert(tx, RiskRule, team_id=team.id, rule=rule, stage_id=stage_id, **values)


def limits(chosen: list[RiskRule], exchange: Exchange, today: Any) -> dict[str, Limit]:
    """The limits of every rule, with minimum amounts in the currency of `exchange`."""
    found = {rule: Limit(most) for rule, most in risks.DEFAULTS.items()}
    for row in chosen:
        if row.stage_id == 0:
            minimum = None
            if row.minimum_minor is not None:
                minimum = exchange.convert(Money(row.minimum_minor, row.currency), today)
            most = row.most if row.most is not None else risks.DEFAULTS[row.rule]
            found[row.rule] = Limit(most, row.enabled, minimum.minor if minimum is not None else None)
    return found


def stays(tx: Transaction, chosen: list[RiskRule]) -> dict[int, int]:
    """By stage, how many days in it are too many: as the team chose for it, or for all, else as its history says."""
    for_all = any(row.rule == risks.STUCK and row.stage_id == 0 and row.most is not None for row in chosen)
    found = {} if for_all else stage_times.too_long(tx)
    return found | {row.stage_id: row.most for row in chosen if row.stage_id and row.most is not None}
