"""Training and material for partners: links that we keep for them, some for the higher steps of the programme alone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage import partner_tiers, rows
from storage.columns import Id
from storage.partner_tiers import PartnerTier
from storage.partners import Partner
from storage.rows import Row
from storage.transactions import Transaction

TITLE_LENGTH, URL_LENGTH = 100, 2000
LISTED = 40


class PartnerMaterial(Row, table=True):
    """One link."""

    __tablename__ = "partner_material"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "title_key"),)

    title: str
    title_key: str
    url: str
    kind: str
    """One of `storage.support.KINDS`."""
    tier_id: int | None = Field(default=None, foreign_key="partner_tier.id", sa_type=Id)
    """The lowest step of the programme from which partners see it; all do where there is none."""


_MATERIAL, _TIERS = rows.table(PartnerMaterial), rows.table(PartnerTier)
_ALL = (
    sa.select(_MATERIAL, _TIERS.c.name.label("tier_name"), _TIERS.c.position)
    .outerjoin(_TIERS, _TIERS.c.id == _MATERIAL.c.tier_id)
    .where(rows.mine(_MATERIAL))
    .order_by(_MATERIAL.c.kind, _MATERIAL.c.title_key)
    .limit(LISTED)
)
_BY_TITLE = sa.select(_MATERIAL).where(rows.mine(_MATERIAL), _MATERIAL.c.title_key == sa.bindparam("title_key"))


def every(tx: Transaction) -> list[Any]:
    """All links, by kind and title, each with `tier_name` and the tier's `position`: none where it is for everybody."""
    return rows.every(tx, _ALL)


def for_partner(tx: Transaction, partner: Partner) -> list[Any]:
    """What a partner may see by the step that it stands on, as `every`."""
    reached = partner_tiers.of(tx, partner).position
    return [row for row in every(tx) if row.position is None or row.position <= reached]


def find(tx: Transaction, title: str) -> PartnerMaterial | None:
    """The link of this title, whatever its capitals."""
    return rows.first(tx, _BY_TITLE, title_key=title.strip().casefold())


def save(tx: Transaction, title: str, *, url: str, kind: str, tier_id: int | None) -> PartnerMaterial:
    """Keep a link; one of the same title is replaced."""
    known = find(tx, title)
    values = {"title": title.strip(), "url": url, "kind": kind, "tier_id": tier_id}
    if known is not None:
        return rows.update(tx, PartnerMaterial, known, **values)
    return rows.insert(tx, PartnerMaterial, title_key=title.strip().casefold(), **values)


def remove(tx: Transaction, material: PartnerMaterial) -> None:
    """Partners do not find it any more."""
    rows.delete(tx, PartnerMaterial, material)
