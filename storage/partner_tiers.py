"""Where partners stand in the programme: on which step, which one they meet, and what is missing to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sales import partner_tiers as rules
from sales.partner_tiers import Reached
from storage import partner_sales, partners, rows, workspaces
from storage.partners import Partner, PartnerTier
from storage.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """One partner in the programme. Money is in the workspace's currency."""

    tier: PartnerTier
    """The step that it stands on."""
    meets: PartnerTier
    """The highest step that its numbers are enough for."""
    reached: Reached
    following: PartnerTier | None
    """The next step up; none above the highest."""
    missing: Reached
    """What it takes to the next step."""


def standing(tx: Transaction, partner: Partner, today: date) -> Standing:
    """Where one partner stands."""
    return standings(tx, [partner], today)[partner.id]


def standings(tx: Transaction, of: Sequence[Partner], today: date) -> Mapping[int, Standing]:
    """Where partners stand, by their ids."""
    settings, steps = workspaces.settings(tx), partners.tiers(tx)
    period = rules.counted(today, settings.fiscal_year_start)
    alone = of[0].id if len(of) == 1 else None
    won = partner_sales.won(tx, period, currency=settings.currency, partner_id=alone)
    found = {}
    for partner in of:
        sales = won.of(partner.id)
        reached = Reached(partner.certified, sales.deals, sales.minor)
        tier = next((step for step in steps if step.id == partner.tier_id), steps[0])
        following = next((step for step in steps if step.position > tier.position), None)
        missing = rules.missing(following, reached) if following is not None else Reached()
        found[partner.id] = Standing(tier, rules.met(steps, reached), reached, following, missing)
    return found


def change(tx: Transaction, tier: PartnerTier, **changes: Any) -> PartnerTier:
    """Other rules for a step."""
    return rows.update(tx, PartnerTier, tier, **changes)


def add(tx: Transaction, name: str) -> PartnerTier:
    """A new step above all others; one of this name that was removed comes back."""
    steps = partners.tiers(tx)
    position = max(step.position for step in steps) + 1
    known = partners.former_tier(tx, name)
    if known is not None:
        return rows.update(tx, PartnerTier, known, is_active=True, position=position)
    return rows.insert(tx, PartnerTier, name=name.strip(), name_key=name.strip().casefold(), position=position)
