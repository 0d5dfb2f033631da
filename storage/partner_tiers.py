"""The steps of the partner programme: what each takes is open to every partner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage import rows, workspaces
from storage.partners import Partner
from storage.rows import Row
from storage.transactions import Transaction


class PartnerTier(Row, table=True):
    """One step of the partner programme, with what it takes to be there: open to every partner."""

    __tablename__ = "partner_tier"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "name_key"),)

    name: str
    name_key: str
    position: int
    """From 0, the lowest."""
    needs_certified: int = 0
    """People with a certificate."""
    needs_won: int = 0
    """Deals won in the last four quarters."""
    needs_revenue_minor: int = Field(default=0, sa_type=sa.BigInteger)
    """Won in the last four quarters, in the workspace's currency."""
    protection_days: int = 90
    """For how long a registration keeps a customer for them."""
    is_active: bool = True


_TIERS = rows.table(PartnerTier)
_ALL = sa.select(_TIERS).where(rows.mine(_TIERS), _TIERS.c.is_active).order_by(_TIERS.c.position, _TIERS.c.id)
_BY_KEY = sa.select(_TIERS).where(rows.mine(_TIERS), _TIERS.c.name_key == sa.bindparam("name_key"))

_DEFAULT_TIERS: Sequence[dict[str, Any]] = (
    {"name": "Registered", "protection_days": 90},
    {"name": "Silver", "needs_certified": 1, "needs_won": 3, "protection_days": 90},
    {"name": "Gold", "needs_certified": 2, "needs_won": 10, "protection_days": 120},
)


def every(tx: Transaction) -> list[PartnerTier]:
    """The steps of the programme from the lowest; made from the default the first time they are asked for.

    That is a change set of its own, without an actor: whoever asked for something else will not undo it. Where nothing
    can be written, it is the default, which has no numbers yet.
    """
    found: list[PartnerTier] = rows.every(tx, _ALL)
    if not found and not tx.reads_only:
        # others may ask for the first time just now, too
        workspaces.lock(tx)
        found = rows.every(tx, _ALL)
    if found:
        return found
    default = [
        {**tier, "name_key": tier["name"].casefold(), "position": place} for place, tier in enumerate(_DEFAULT_TIERS)
    ]
    if tx.reads_only:
        return [PartnerTier(id=0, workspace_id=tx.workspace_id, **values) for values in default]
    begun = Transaction(tx.connection, tx.workspace_id, tx.now, command="tiers")
    made = [rows.insert(begun, PartnerTier, **values) for values in default]
    begun.close()
    return made


def find(tx: Transaction, name: str) -> PartnerTier | None:
    """The step of this name, whatever its capitals; None when there is none, or it was removed."""
    every(tx)
    tier = former(tx, name)
    return tier if tier is not None and tier.is_active else None


def former(tx: Transaction, name: str) -> PartnerTier | None:
    """The step of this name, removed or not."""
    return rows.first(tx, _BY_KEY, name_key=name.strip().casefold())


def of(tx: Transaction, partner: Partner) -> PartnerTier:
    """The step that a partner stands on: the lowest, until one of us has said otherwise."""
    steps = every(tx)
    return next((tier for tier in steps if tier.id == partner.tier_id), steps[0])


def change(tx: Transaction, tier: PartnerTier, **changes: Any) -> PartnerTier:
    """Other rules for a step."""
    return rows.update(tx, PartnerTier, tier, **changes)


def add(tx: Transaction, name: str) -> PartnerTier:
    """A new step above all others; one of this name that was removed comes back."""
    steps = every(tx)
    position = max(step.position for step in steps) + 1
    known = former(tx, name)
    if known is not None:
        return rows.update(tx, PartnerTier, known, is_active=True, position=position)
    return rows.insert(tx, PartnerTier, name=name.strip(), name_key=name.strip().casefold(), position=position)
