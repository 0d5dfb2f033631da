"""The form for what is known of a partner. Each field's block has the field's name: by it a submission is read."""

from __future__ import annotations

from collections.abc import Sequence

from storage.partner_tiers import PartnerTier
from storage.partners import Partner
from views import blocks
from views.blocks import Block
from views.partner_tiers import tier_name
from views.words import Translator

FORM = "partner_form"
TIER, PROGRAMME, TERRITORY, MANAGER, DOMAIN, CERTIFIED, AGREEMENT, UNTIL, SINCE = (
    "tier",
    "programme",
    "territory",
    "manager",
    "domain",
    "certified",
    "agreement",
    "until",
    "since",
)
LENGTH = 120


def form(
    t: Translator, metadata: str, partner: Partner, tiers: Sequence[PartnerTier], tier_id: int, manager: str | None
) -> Block:
    """Everything about a partner that can be changed; `manager` is a Slack id."""
    options = [blocks.option(tier_name(t, tier.name), tier.id) for tier in tiers]
    until = partner.agreement_until.isoformat() if partner.agreement_until else None
    since = partner.since.isoformat() if partner.since else None

    def text(field: str, label: str, initial: str) -> Block:
        return blocks.input_block(field, label, blocks.text_input(field, initial, length=LENGTH), optional=True)

    rows = [
        blocks.input_block(TIER, t.plain("Tier"), blocks.select(TIER, options, initial=tier_id)),
        text(PROGRAMME, t.plain("Programme"), partner.programme),
        text(TERRITORY, t.plain("Territory"), partner.territory),
        blocks.input_block(MANAGER, t.plain("Channel manager"), blocks.person_input(MANAGER, manager), optional=True),
        text(DOMAIN, t.plain("Web site"), partner.domain),
        blocks.input_block(
            CERTIFIED, t.plain("Certified people"), blocks.text_input(CERTIFIED, str(partner.certified), length=4)
        ),
        text(AGREEMENT, t.plain("Agreement"), partner.agreement),
        blocks.input_block(UNTIL, t.plain("Agreement until"), blocks.date_input(UNTIL, until), optional=True),
        blocks.input_block(SINCE, t.plain("Partner since"), blocks.date_input(SINCE, since), optional=True),
    ]
    title, save, close = t.plain("Edit partner"), t.plain("Save"), t.plain("Cancel")
    return blocks.modal(FORM, title, rows, submit=save, close=close, metadata=metadata)
