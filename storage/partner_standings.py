"""Where partners stand in the programme: on which step, which one they meet, and what is missing to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sales import partner_tiers as rules
from sales.partner_tiers import Reached
from storage import partner_sales, partner_tiers, workspaces
from storage.partner_tiers import PartnerTier
from storage.partners import Partner
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


def of_one(tx: Transaction, partner: Partner, today: date) -> Standing:
    """Where one partner stands."""
    return of_many(tx, [partner], today)[partner.id]


def of_many(tx: Transaction, of: Sequence[Partner], today: date) -> Mapping[int, Standing]:
    """Where partners stand, by their ids."""
    settings, steps = workspaces.settings(tx), partner_tiers.every(tx)
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
