"""Partners at risk: why, in words; and the morning's message about them with what can be done at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sales.partner_risks import CONCENTRATED, ENDING, LAPSING, OVERDUE, SILENT, TIER
from sales.risks import Reason
from storage.partner_risks import PartnerRisk
from storage.partner_standings import Standing
from views import blocks
from views.blocks import Block, Element, Message
from views.partner_tiers import tier_name
from views.words import Mrkdwn, Translator

SEEN_TO, NOT_A_RISK, SET_TIER, LEAVE_TIER = (
    "partner_risk_seen_to",
    "partner_risk_not",
    "partner_risk_tier",
    "partner_risk_leave_tier",
)
SHOW = "partner_show"
"""The button that leads to a partner's card."""
REASON_FORM, WHY = "partner_risk_reason_form", "why"
SHOWN = 8
"""How many partners a message shows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A partner in a message: what is still to be looked at, of what was told. Without reasons it is dealt with."""

    risk: PartnerRisk
    reasons: Sequence[Reason]
    why: str = ""
    """Why somebody called it no risk."""


def reason_in_words(t: Translator, reason: Reason, standing: Standing) -> Mrkdwn:
    """silent for 24 days."""
    count = reason.figure
    if reason.rule == OVERDUE:
        return t.plural("{count} request overdue", "{count} requests overdue", count)
    if reason.rule == LAPSING:
        return t.plural(
            "{count} protection ends unworked {day}",
            "{count} protections end unworked, the first {day}",
            count,
            day=date.fromisoformat(reason.facts),
        )
    if reason.rule == SILENT:
        return t.plural("silent for {count} day", "silent for {count} days", count)
    if reason.rule == ENDING:
        day = date.fromisoformat(reason.facts)
        return t("agreement ends {day}", day=day) if count >= 0 else t("agreement ended {day}", day=day)
    if reason.rule == CONCENTRATED:
        return t("{percent} % of this quarter's revenue comes through them", percent=count)
    if standing.meets.position > standing.tier.position:
        return t("meets {tier}", tier=tier_name(t, standing.meets.name))
    return t("no longer meets {tier}", tier=tier_name(t, standing.tier.name))


def reasons_in_words(t: Translator, reasons: Sequence[Reason], standing: Standing) -> Mrkdwn:
    """All of them in a line."""
    return Mrkdwn(t.plain(", ").join(reason_in_words(t, reason, standing) for reason in reasons))


def line(t: Translator, name: str, reasons: Sequence[Reason], standing: Standing) -> Mrkdwn:
    """*BetaCo*: silent for 24 days, agreement ends Thu, Dec 31."""
    return t("*{partner}*: {reasons}.", partner=name, reasons=reasons_in_words(t, reasons, standing))


def health(t: Translator, found: Sequence[PartnerRisk]) -> Message:
    """Which partners need a look, the most urgent first."""
    if not found:
        text = t("No partners yet. `/partner add BetaCo #ext-betaco` makes one and links the channel.")
        return Message(text, [blocks.section(text)])
    ill = [risk for risk in found if risk.reasons]
    well = len(found) - len(ill)
    rows: list[Block] = []
    title = (
        t.plural("*{count} partner needs a look*", "*{count} partners need a look*", len(ill))
        if ill
        else t("*All partners are well*")
    )
    rows.append(blocks.section(title))
    for risk in ill[:SHOWN]:
        rows.append(blocks.section(line(t, risk.partner.name, risk.reasons, risk.standing), _show(t, risk)))
    if len(ill) > SHOWN:
        rest = [risk.partner.name for risk in ill[SHOWN:]]
        rows.append(blocks.context(t("and {names}", names=t.plain(", ").join(rest))))
    if ill and well:
        rows.append(
            blocks.context(t.plural("Nothing to say of {count} other.", "Nothing to say of {count} others.", well))
        )
    return Message(title, rows)


def alert(t: Translator, entries: Sequence[Entry]) -> Message:
    """The morning's message for whoever looks after these partners."""
    waiting = [entry for entry in entries if entry.reasons]
    if not waiting:
        title = t("All dealt with")
    elif len(entries) == 1:
        title = t("{partner} needs a look", partner=entries[0].risk.partner.name)
    else:
        title = t.plural("{count} partner needs a look", "{count} partners need a look", len(waiting))
    rows: list[Block] = [blocks.section(Mrkdwn(f"*{title}*"))]
    for entry in entries:
        rows += _entry(t, entry)
    return Message(title, rows)


def reason_form(t: Translator, what: Mrkdwn, metadata: str) -> Block:
    """Why something is no risk; it is silent then until the facts change."""
    why = blocks.text_input(WHY, length=200, hint=t.plain("they are at a fair until Friday"))
    rows = [blocks.section(what), blocks.input_block(WHY, t.plain("Why not?"), why)]
    rows.append(blocks.context(t("I say no more of it until something about it changes.")))
    title, save, close = t.plain("Not a risk"), t.plain("Save"), t.plain("Cancel")
    return blocks.modal(REASON_FORM, title, rows, submit=save, close=close, metadata=metadata)


def _entry(t: Translator, entry: Entry) -> list[Block]:
    partner, standing = entry.risk.partner, entry.risk.standing
    if not entry.reasons:
        words = (
            t("✓ *{partner}* · no risk: {why}", partner=partner.name, why=entry.why)
            if entry.why
            else t("✓ *{partner}*", partner=partner.name)
        )
        return [blocks.context(words)]
    buttons: list[Element] = []
    if any(reason.rule == TIER for reason in entry.reasons):
        label = t.plain("Make it {tier}", tier=tier_name(t, standing.meets.name))
        buttons.append(blocks.button(label, SET_TIER, f"{partner.id}:{standing.meets.id}"))
        buttons.append(blocks.button(t.plain("Leave it"), LEAVE_TIER, partner.id))
    if any(reason.rule != TIER for reason in entry.reasons):
        buttons.append(blocks.button(t.plain("Seen to"), SEEN_TO, partner.id))
        buttons.append(blocks.button(t.plain("Not a risk"), NOT_A_RISK, partner.id))
    words = line(t, partner.name, entry.reasons, standing)
    return [blocks.section(words, _show(t, entry.risk)), blocks.actions(*buttons)]


def _show(t: Translator, risk: PartnerRisk) -> Element:
    return blocks.button(t.plain("Show"), SHOW, risk.partner.id)
