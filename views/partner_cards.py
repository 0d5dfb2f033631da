"""Partners as our own people see them: the card, lists, and what may still come. Nothing here is for outsiders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sales.money import Money
from sales.partner_risks import TIER
from sales.periods import Period
from storage.members import Member
from storage.partner_risks import PartnerRisk
from storage.partner_sales import Ahead, Sales
from storage.partners import Partner, PartnerChannel
from views import blocks, partner_risks, partner_tiers, registration_cards
from views.blocks import Block, Message
from views.partner_risks import SHOW
from views.words import Mrkdwn, Translator

EDIT, REGISTRATIONS, SCORE = "partner_edit", "partner_registrations", "partner_score"
PEOPLE_SHOWN, CHANNELS_SHOWN = 5, 5


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about one partner."""

    risk: PartnerRisk
    manager: str
    """Our channel manager's name; empty when there is none."""
    people: Sequence[Member]
    channels: Sequence[PartnerChannel]
    worth: Sequence[Money]
    """What the open deals are worth, one amount for each currency."""
    quarter: Period
    sales: Sales
    """Won in the quarter, in the workspace's currency."""
    currency: str
    may_change: bool


def card(t: Translator, known: Card) -> Message:
    """One partner."""
    partner = known.risk.partner
    title = t("*{partner}*", partner=partner.name)
    if not partner.is_active:
        title = t("*{partner}* · closed", partner=partner.name)
    rows: list[Block] = [
        blocks.section(title),
        blocks.fields(_facts(t, known)),
        blocks.section("\n".join(_figures(t, known))),
    ]
    reasons = [reason for reason in known.risk.reasons if reason.rule != TIER]
    if reasons:
        words = partner_risks.reasons_in_words(t, reasons, known.risk.standing)
        rows.append(blocks.section(t("⚠️ {reasons}.", reasons=words)))
    buttons = [
        blocks.button(t.plain("Scorecard"), SCORE, partner.id),
        blocks.button(t.plain("Registrations"), REGISTRATIONS, partner.id),
    ]
    if known.may_change:
        buttons.append(blocks.button(t.plain("Edit"), EDIT, partner.id))
    rows.append(blocks.actions(*buttons))
    return Message(title, rows)


def listing(
    t: Translator,
    found: Sequence[PartnerRisk],
    total: int,
    offset: int,
    managers: Mapping[int, str],
    *,
    is_mine: bool,
) -> Message:
    """A page of partners, those of one channel manager or all; `managers` are names by id."""
    if not total:
        text = t("No partners yet. `/partner add BetaCo #ext-betaco` makes one and links the channel.")
        return Message(text, [blocks.section(text)])
    if is_mine:
        title = t.plural("*You look after {count} partner*", "*You look after {count} partners*", total)
    else:
        title = t.plural("*{count} partner*", "*{count} partners*", total)
    rows: list[Block] = [blocks.section(title)]
    for risk in found:
        words = _line(t, risk, "" if is_mine else managers.get(risk.partner.manager_id or 0, ""))
        rows.append(blocks.section(words, blocks.button(t.plain("Show"), SHOW, risk.partner.id)))
    if total > len(found):
        rows.append(
            blocks.context(t("{first}–{last} of {total}", first=offset + 1, last=offset + len(found), total=total))
        )
    elif is_mine:
        rows.append(blocks.context(t("`/partner list` shows all of them.")))
    return Message(title, rows)


def pipeline(
    t: Translator, found: Sequence[tuple[str, Ahead]], total: int, currency: str, left_out: Collection[str]
) -> Message:
    """What may still come with whom, the most first; `total` is how many partners there are with anything."""
    if not found:
        text = t("No open deal with a partner. `/deal new Acme 30k eom via BetaCo` opens one.")
        return Message(text, [blocks.section(text)])
    title = t("*What may come through partners*")
    lines = [_ahead(t, name, each, currency) for name, each in found]
    rows = [blocks.section(title), blocks.section("\n".join(lines))]
    if total > len(found):
        rows.append(blocks.context(t.plural("{count} more", "{count} more", total - len(found))))
    rows += no_rates(t, left_out)
    return Message(title, rows)


def registrations(t: Translator, name: str, found: Sequence[Any], zone: Any) -> Message:
    """What a partner has registered, the newest first."""
    if not found:
        text = t("*{partner}* has registered nothing yet.", partner=name)
        return Message(text, [blocks.section(text)])
    title = t("*{partner}* · registrations", partner=name)
    lines = []
    for row in found:
        facts: list[str] = [t("#{number} *{customer}*", number=str(row.number), customer=row.company)]
        if row.amount_minor is not None:
            facts.append(t.text(Money(row.amount_minor, row.currency)))
        facts += [registration_cards.state(t, row, zone), t.text(row.member_name)]
        lines.append(" · ".join(facts))
    return Message(title, [blocks.section(title), blocks.section("\n".join(lines))])


def no_rates(t: Translator, left_out: Collection[str]) -> list[Block]:
    """What a sum leaves out, and what puts it right."""
    if not left_out:
        return []
    currencies = ", ".join(sorted(left_out))
    return [
        blocks.context(
            t("Without {currencies}: there is no rate. `/sales team rate USD CNY 7.1` sets one.", currencies=currencies)
        )
    ]


def _facts(t: Translator, known: Card) -> list[str]:
    partner, standing = known.risk.partner, known.risk.standing
    facts: list[str] = [t("*Tier* {status}", status=partner_tiers.status(t, standing, known.currency))]
    if partner.programme:
        facts.append(t("*Programme* {name}", name=partner.programme))
    if partner.territory:
        facts.append(t("*Territory* {name}", name=partner.territory))
    facts.append(t("*Channel manager* {name}", name=known.manager or t.plain("nobody: `/partner manager`")))
    facts.append(_agreement(t, partner))
    if partner.since is not None:
        facts.append(t("*Partner since* {day}", day=partner.since))
    if partner.domain:
        facts.append(t("*Web site* {domain}", domain=partner.domain))
    certified = t.plural("{count} certified person", "{count} certified people", partner.certified)
    names = [t.text(person.name) for person in known.people[:PEOPLE_SHOWN]]
    if len(known.people) > PEOPLE_SHOWN:
        names.append(t("{count} more", count=len(known.people) - PEOPLE_SHOWN))
    facts.append(
        t("*People* {names} · {certified}", names=Mrkdwn(t.plain(", ").join(names) or "–"), certified=certified)
    )
    places = [f"<#{place.channel_id}>" for place in known.channels[:CHANNELS_SHOWN]]
    facts.append(t("*Channels* {places}", places=Mrkdwn(" ".join(places) or "–")))
    return facts


def _agreement(t: Translator, partner: Partner) -> Mrkdwn:
    name = partner.agreement or "–"
    if partner.agreement_until is None:
        return t("*Agreement* {name}", name=name)
    return t("*Agreement* {name}, until {day}", name=name, day=partner.agreement_until)


def _figures(t: Translator, known: Card) -> list[str]:
    health = known.risk.health
    worth = t.plain(", ").join(t.show(amount.whole) for amount in known.worth)
    lines: list[str] = []
    lines.append(_won(t, known))
    now: list[str] = []
    if health.deals:
        now += [t.plural("{count} open deal", "{count} open deals", health.deals), *([t.text(worth)] if worth else [])]
    if health.registrations:
        now.append(t.plural("{count} customer protected", "{count} customers protected", health.registrations))
    if health.waiting:
        now.append(t.plural("{count} registration to decide", "{count} registrations to decide", health.waiting))
    if health.requests:
        now.append(t.plural("{count} open request", "{count} open requests", health.requests))
    if now:
        lines.append(" · ".join(now))
    lines.append(t("Last heard of {day}.", day=health.heard_on) if health.heard_on else t("Nothing heard yet."))
    return lines


def _won(t: Translator, known: Card) -> Mrkdwn:
    """Q4 2026: 4 deals won, $120,000, of it $90,000 brought by them."""
    sales = known.sales
    if not sales.deals:
        return t("{period}: nothing won yet.", period=known.quarter)
    amount = Money(sales.minor, known.currency).whole
    won = t.plural("{count} deal won, {amount}", "{count} deals won, {amount}", sales.deals, amount=amount)
    if not sales.sourced_minor:
        return t("{period}: {won}.", period=known.quarter, won=won)
    sourced = Money(sales.sourced_minor, known.currency).whole
    return t("{period}: {won}, of it {sourced} brought by them.", period=known.quarter, won=won, sourced=sourced)


def _line(t: Translator, risk: PartnerRisk, manager: str) -> str:
    health = risk.health
    facts: list[str] = [
        t("*{partner}*", partner=risk.partner.name),
        t.text(partner_tiers.tier_name(t, risk.standing.tier.name)),
    ]
    if manager:
        facts.append(t.text(manager))
    if health.deals:
        facts.append(t.plural("{count} open deal", "{count} open deals", health.deals))
    if health.registrations:
        facts.append(t.plural("{count} customer protected", "{count} customers protected", health.registrations))
    if risk.reasons:
        words = partner_risks.reason_in_words(t, risk.reasons[0], risk.standing)
        # another tier is no trouble
        facts.append(words if risk.reasons[0].rule == TIER else t("⚠️ {reasons}", reasons=words))
    elif health.heard_on:
        facts.append(t("heard of {day}", day=health.heard_on))
    return " · ".join(facts)


def _ahead(t: Translator, name: str, ahead: Ahead, currency: str) -> str:
    facts: list[str] = [t("*{partner}*", partner=name)]
    if ahead.deals:
        count = t.plural("{count} open deal", "{count} open deals", ahead.deals)
        facts.append(_worth(t, count, ahead.deals_minor, currency))
    if ahead.registrations:
        count = t.plural("{count} customer protected", "{count} customers protected", ahead.registrations)
        facts.append(_worth(t, count, ahead.registrations_minor, currency))
    if ahead.deals_minor and ahead.registrations_minor:
        facts.append(t("together {amount}", amount=Money(ahead.minor, currency).whole))
    return " · ".join(facts)


def _worth(t: Translator, count: Mrkdwn, minor: int, currency: str) -> Mrkdwn:
    """2 open deals, $20,000; without an amount where none is known, or no rate."""
    return t("{count}, {amount}", count=count, amount=Money(minor, currency).whole) if minor else count


def closed(t: Translator, name: str, held: int) -> Mrkdwn:
    """We do not work with a partner any more."""
    text = t(
        "*{partner}* is closed: their panel answers nobody. `/partner add {partner}` opens it again.", partner=name
    )
    if not held:
        return text
    more = t.plural(
        "{count} customer stays protected until its day.", "{count} customers stay protected until their days.", held
    )
    return t("{closed} {more}", closed=text, more=more)
