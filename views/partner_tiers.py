"""The steps of the partner programme as everybody reads them: what each takes, and what is missing to the next."""

from __future__ import annotations

from collections.abc import Sequence

from sales.money import Money
from sales.partner_tiers import QUARTERS, Reached, Step, missing
from storage.partner_standings import Standing
from storage.partner_tiers import PartnerTier
from views import blocks
from views.blocks import Message
from views.words import LANGUAGES, Mrkdwn, Translator, source, translator

TIERS = {"Registered": source("Registered"), "Silver": source("Silver"), "Gold": source("Gold")}


def tier_name(t: Translator, name: str) -> str:
    """A step as the reader calls it: the default ones are translated, a workspace's own are not."""
    return t.plain(TIERS[name]) if name in TIERS else name


def tier_words(name: str) -> list[str]:
    """What people may call a step, in any language."""
    return list(dict.fromkeys([name, *(tier_name(translator(language), name) for language in LANGUAGES)]))


def status(t: Translator, standing: Standing, currency: str) -> Mrkdwn:
    """Silver · 2 more certified people to Gold."""
    tier = tier_name(t, standing.tier.name)
    if standing.meets.position < standing.tier.position:
        # what it takes to keep a step is said as what is missing to it
        lacks = _missing(t, standing.tier, standing.reached, currency)
        return t("{tier} · {missing} to keep it", tier=tier, missing=lacks)
    if standing.meets.position > standing.tier.position:
        return t("{tier} · meets {met}", tier=tier, met=tier_name(t, standing.meets.name))
    if standing.following is None:
        return t.text(tier)
    lacks = _missing(t, standing.following, standing.reached, currency)
    return t("{tier} · {missing} to {next}", tier=tier, missing=lacks, next=tier_name(t, standing.following.name))


def rules(t: Translator, tiers: Sequence[PartnerTier], currency: str, *, may_change: bool) -> Message:
    """What each step takes, and what it gives."""
    title = t("*Tiers*")
    lines = [_rule(t, tier, currency) for tier in tiers]
    how = t("Deals and money count over {count} quarters, this one included, brought or helped with.", count=QUARTERS)
    rows = [blocks.section(title), blocks.section("\n".join(lines)), blocks.context(how)]
    if may_change:
        rows.append(
            blocks.context(
                t(
                    "`/partner tiers gold certified 3 won 12 days 120` changes one, `/partner tiers add Platinum` adds"
                    " one above, `/partner tiers remove Platinum` takes one away."
                )
            )
        )
    return Message(title, rows)


def changed(t: Translator, tier: PartnerTier, currency: str) -> Mrkdwn:
    """A step has other rules now."""
    return Mrkdwn(_rule(t, tier, currency))


def moved(t: Translator, partner: str, tier: str) -> Mrkdwn:
    """A partner stands on another step."""
    return t("*{partner}* is {tier} now.", partner=partner, tier=tier_name(t, tier))


def _rule(t: Translator, tier: PartnerTier, currency: str) -> str:
    needs = _needs(t, tier, currency) or [t("open to every partner")]
    protection = t.plural("protects {count} day", "protects {count} days", tier.protection_days)
    return " · ".join([t("*{tier}*", tier=tier_name(t, tier.name)), *needs, protection])


def _needs(t: Translator, step: Step, currency: str) -> list[Mrkdwn]:
    said = []
    if step.needs_certified:
        said.append(t.plural("{count} certified person", "{count} certified people", step.needs_certified))
    if step.needs_won:
        said.append(t.plural("{count} deal won", "{count} deals won", step.needs_won))
    if step.needs_revenue_minor:
        said.append(t("{amount} won", amount=Money(step.needs_revenue_minor, currency)))
    return said


def _missing(t: Translator, step: Step, reached: Reached, currency: str) -> Mrkdwn:
    lacks = missing(step, reached)
    said = []
    if lacks.certified:
        said.append(t.plural("{count} more certified person", "{count} more certified people", lacks.certified))
    if lacks.won:
        said.append(t.plural("{count} more deal", "{count} more deals", lacks.won))
    if lacks.revenue_minor:
        said.append(t("{amount} more", amount=Money(lacks.revenue_minor, currency)))
    return Mrkdwn(t.plain(", ").join(said))
