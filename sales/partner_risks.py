"""Risks of partners: what counts as one, and where a partner's numbers and its tier have come apart.

All limits are our own choice, and said where they are told:

- overdue: a request for support should have been answered by now.
- lapsing: a protection ends within 14 days, and the partner has given no sign in the last 14.
- silent: nothing for 21 days: no registration, request, answer, feedback, no deal opened or won. Three weeks is a
  missed partner check-in and one week more.
- ending: the agreement ends within 60 days: time enough for a new one.
- concentrated: more than 40 % of the quarter's revenue comes through one partner, from five deals on.
- tier: the partner meets a higher tier than its own, or its own no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sales.risks import ENOUGH_DEALS, Reason

OVERDUE, LAPSING, SILENT, ENDING, CONCENTRATED, TIER = RULES = (
    "overdue",
    "lapsing",
    "silent",
    "ending",
    "concentrated",
    "tier",
)
"""The most urgent first."""
DEFAULTS = {LAPSING: 14, SILENT: 21, ENDING: 60, CONCENTRATED: 40}
"""Days; for `concentrated` percent."""
FOR_ADMINS = (CONCENTRATED,)
"""What is not for the channel manager alone to see to."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a partner is judged by; days are those of the workspace."""

    heard_on: date | None = None
    """None where nobody knows: then nothing is missed."""
    lapsing: int = 0
    lapses_on: date | None = None
    overdue: int = 0
    overdue_since: datetime | None = None
    agreement_until: date | None = None
    share: int = 0
    """Percent of the quarter's revenue that came through them."""
    quarter: str = ""
    deals_of_quarter: int = 0
    """How many the whole workspace won in it."""
    tier_id: int = 0
    meets_id: int = 0


def judge(partner: Facts, today: date) -> list[Reason]:
    """Every reason to look at a partner, the most urgent first."""
    found = []
    if partner.overdue and partner.overdue_since is not None:
        found.append(Reason(OVERDUE, partner.overdue, 1, partner.overdue_since.isoformat()))
    if partner.lapsing and partner.lapses_on is not None:
        found.append(Reason(LAPSING, partner.lapsing, 1, partner.lapses_on.isoformat()))
    if partner.heard_on is not None and (today - partner.heard_on).days >= DEFAULTS[SILENT]:
        found.append(Reason(SILENT, (today - partner.heard_on).days, DEFAULTS[SILENT], partner.heard_on.isoformat()))
    until = partner.agreement_until
    if until is not None and (until - today).days <= DEFAULTS[ENDING]:
        found.append(Reason(ENDING, (until - today).days, DEFAULTS[ENDING], until.isoformat()))
    if partner.share > DEFAULTS[CONCENTRATED] and partner.deals_of_quarter >= ENOUGH_DEALS:
        # ten points more are another risk
        facts = f"{partner.quarter} {partner.share // 10}"
        found.append(Reason(CONCENTRATED, partner.share, DEFAULTS[CONCENTRATED], facts))
    if partner.tier_id != partner.meets_id:
        found.append(Reason(TIER, 0, 0, f"{partner.tier_id} {partner.meets_id}"))
    return found
