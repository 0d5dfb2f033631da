"""Deals as people see them: receipts, the channel's bell, cards, lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sales import pipeline
from sales.money import Money
from storage.deals import Deal
from storage.members import Member
from storage.teams import Team
from views import blocks, history
from views.blocks import Message
from views.words import Mrkdwn, Translator, source

OPEN_FORM, EDIT, CLOSE_WON, CLOSE_LOST, SHOW_CARD = (
    "deal_form_open",
    "deal_edit",
    "deal_close_won",
    "deal_close_lost",
    "deal_card",
)

_ORDINALS = (
    source("First"),
    source("Second"),
    source("Third"),
    source("Fourth"),
    source("Fifth"),
    source("Sixth"),
    source("Seventh"),
    source("Eighth"),
    source("Ninth"),
    source("Tenth"),
    source("Eleventh"),
    source("Twelfth"),
)

LOST_REASONS = {
    "price": source("Price"),
    "competitor": source("Competitor"),
    "timing": source("Timing"),
    "product": source("Product"),
    "no decision": source("No decision"),
    "contact lost": source("Contact lost"),
    "other": source("Other"),
}
STAGES = {
    "prospect": source("prospect"),
    "qualified": source("qualified"),
    "proposal": source("proposal"),
    "negotiation": source("negotiation"),
    "won": source("won"),
    "lost": source("lost"),
}


def stage_name(t: Translator, name: str) -> str:
    """A stage as the reader calls it: the default ones are translated, a workspace's own are not."""
    return t.plain(STAGES[name]) if name in STAGES else name


def reason_name(t: Translator, reason: str) -> str:
    """Why a deal was lost, in the reader's language."""
    return t.plain(LOST_REASONS[reason]) if reason in LOST_REASONS else reason


def amount_of(deal: Any) -> Money | None:
    """What a deal is worth, if anybody said so."""
    return None if deal.amount_minor is None else Money(deal.amount_minor, deal.currency)


# --- receipts: to the person who acted ---------------------------------------------------------------------------


def receipt(t: Translator, facts: Sequence[str], deal_id: int, change_set_id: int) -> Message:
    """What was understood and stored in one line, with the ways to put it right."""
    line = Mrkdwn(" · ".join(facts))
    buttons = (history.undo_button(t, change_set_id), blocks.button(t.plain("Edit"), EDIT, deal_id))
    return Message(line, [blocks.section(line), blocks.actions(*buttons)])


def won_facts(
    t: Translator,
    deal: Deal,
    customer: str,
    partner: str,
    shares: Sequence[tuple[str, int]],
    place: tuple[int, int | None] | None,
    today: date,
) -> list[str]:
    """Won: Acme · $12,000 · you 100 % · #2 this week (+1). `shares` are names and percent, "" being the reader."""
    facts: list[str] = [t("Won: *{customer}*", customer=customer), *_amount_fact(t, deal), share_words(t, shares)]
    if deal.closed_on != today:
        facts.append(t("on {day}", day=deal.closed_on))
    if partner:
        facts.append(_with_partner(t, deal, partner))
    if place is not None:
        rank, gained = place
        if gained:
            facts.append(t("#{rank} this week (+{gained})", rank=rank, gained=gained))
        else:
            facts.append(t("#{rank} this week", rank=rank))
    return facts


def lost_facts(t: Translator, card: Any) -> list[str]:
    """Lost: Acme · $12,000 · Price."""
    facts: list[str] = [t("Lost: *{customer}*", customer=card.customer_name)]
    facts += _amount_fact(t, card)
    facts.append(t.text(reason_name(t, card.lost_reason)))
    return facts


def open_facts(t: Translator, card: Any, shares: Sequence[tuple[str, int]] = (), *, is_new: bool) -> list[str]:
    """New: Acme · $30,000 · prospect · closes Mon, Nov 30 · via BetaCo · you 60 %, Ben 40 %."""
    first = (
        t("New: *{customer}*", customer=card.customer_name)
        if is_new
        else t("*{customer}*", customer=card.customer_name)
    )
    facts: list[str] = [first, *_amount_fact(t, card), t.text(stage_name(t, card.stage_name))]
    if card.closes_on is not None:
        facts.append(t("closes {day}", day=card.closes_on))
    if card.next_step:
        facts.append(_next_step(t, card))
    if card.partner_name:
        facts.append(_with_partner(t, card, card.partner_name))
    if len(shares) > 1:
        facts.append(share_words(t, shares))
    return facts


def share_words(t: Translator, shares: Sequence[tuple[str, int]]) -> str:
    """you 60 %, Ben 40 %."""
    return t.plain(", ").join(
        t("{name} {percent} %", name=name, percent=percent) if name else t("you {percent} %", percent=percent)
        for name, percent in shares
    )


def handed_facts(t: Translator, card: Any, *, promises: int = 0) -> list[str]:
    """Handed over: Acme · $12,000 · to Ben · with 1 promise."""
    first = t("Handed over: *{customer}*", customer=card.customer_name)
    return [first, *_amount_fact(t, card), t("to {name}", name=card.owner_name), *_with_promises(t, promises)]


def _with_promises(t: Translator, count: int) -> list[str]:
    return [t.plural("with {count} promise", "with {count} promises", count)] if count else []


def no_team(t: Translator) -> blocks.Block:
    """Nobody else hears of it, for want of a team."""
    return blocks.context(t("No team yet, so no channel heard of it. Type `/sales here` in your team's channel."))


def handed_on(t: Translator, card: Any, giver: Member) -> Message:
    """To the old owner of a deal that somebody else handed on."""
    text = t(
        "{giver} handed *{customer}* over to {name}.",
        giver=giver.name,
        customer=card.customer_name,
        name=card.owner_name,
    )
    return Message(text, [blocks.section(text)])


def handed_over(t: Translator, card: Any, giver: Member, *, promises: int = 0) -> Message:
    """To the new owner of a deal."""
    first = t("{giver} handed *{customer}* over to you.", giver=giver.name, customer=card.customer_name)
    text = Mrkdwn(" · ".join([first, *_with_promises(t, promises)]))
    return Message(text, [blocks.section(text), blocks.actions(card_button(t, card))])


def credit_shared(t: Translator, card: Any, giver: Member, shares: Sequence[tuple[str, int]]) -> Message:
    """To everybody else who has a share of a deal whose credit was changed."""
    text = t(
        "{giver} split the credit for *{customer}*: {shares}.",
        giver=giver.name,
        customer=card.customer_name,
        shares=Mrkdwn(share_words(t, shares)),
    )
    return Message(text, [blocks.section(text), blocks.actions(card_button(t, card))])


# --- the channel hears -------------------------------------------------------------------------------------------


def bell(t: Translator, card: Any, names: Sequence[str], count: int, team: Team, corrected: str = "") -> Message:
    """🔔 Amy won Acme, $12,000, with Ben. Ninth win of the month for the team. `names`: the owner, then who helped."""
    owner, *helpers = names
    who = t("🔔 *{name}* won *{customer}*", name=owner, customer=card.customer_name)
    amount = amount_of(card)
    if team.announces_amounts and amount is not None:
        who = t("{won}, {amount}", won=who, amount=amount)
    if helpers:
        who = t("{won}, with {names}", won=who, names=t.plain(", ").join(helpers))
    text = t("{won}.", won=who)
    if 1 < count <= len(_ORDINALS):
        ordinal = t.plain(_ORDINALS[count - 1])
        text = t("{won} {ordinal} win of the month for the team.", won=text, ordinal=ordinal, count=count)
    elif count > 1:
        text = t("{won} Win number {count} of the month for the team.", won=text, count=count)
    if corrected:
        text = t("{post} _Corrected {time}._", post=text, time=corrected)
    return Message(text, [blocks.section(text)])


def bell_taken_back(t: Translator, name: str, customer: str, time: str) -> Message:
    """What is left of a win that was undone."""
    text = t("{name} took back the win of {customer}. _Corrected {time}._", name=name, customer=customer, time=time)
    return Message(text, [blocks.context(text)])


# --- questions ---------------------------------------------------------------------------------------------------


def amount_missing(t: Translator, customer: str) -> str:
    """A win without an amount."""
    return t("*{customer}*, won. For how much? Type `/deal won {name} 12k`.", customer=customer, name=customer)


def which_customer(t: Translator, typed: str) -> str:
    return t("Which {name}?", name=typed)


def which_deal(t: Translator, customer: str) -> str:
    return t("*{customer}* has more than one open deal. Which one?", customer=customer)


def deal_of_others(t: Translator, card: Any) -> str:
    """A win or a loss for a customer with whom a colleague has an open deal."""
    return t(
        "*{customer}* has an open deal that is {name}'s: {deal}. Log one of your own?",
        customer=card.customer_name,
        name=card.owner_name,
        deal=deal_label(t, card),
    )


def again(t: Translator, customer: str, amount: Money | None, seconds: int) -> str:
    """The same line by the same person within two minutes."""
    what = t("{customer}, {amount}", customer=customer, amount=amount) if amount else t.text(customer)
    if seconds < 60:
        return t("You logged {what} a moment ago. Again?", what=what)
    return t("You logged {what} a minute ago. Again?", what=what)


def deal_label(t: Translator, deal: Any) -> str:
    """A deal on a button: #12 · $30,000 · closes Mon, Nov 30."""
    parts = [f"#{deal.number}"]
    amount = amount_of(deal)
    if amount is not None:
        parts.append(t.show(amount))
    if deal.closes_on is not None:
        parts.append(t.show(deal.closes_on))
    return " · ".join(parts)


# --- the card ----------------------------------------------------------------------------------------------------


def card(
    t: Translator,
    deal: Any,
    shares: Sequence[tuple[str, int]],
    timeline: Sequence[str],
    today: date,
    *,
    risk: str = "",
) -> Message:
    """All about one deal. `risk` says why it is at risk, if it is."""
    title = t("*{customer}* · #{number}", customer=deal.customer_name, number=str(deal.number))
    facts = [
        _stage(t, deal, today),
        t("*Value* {amount}", amount=amount_of(deal) or "–"),
        t("*Owner* {name}", name=deal.owner_name),
        _when(t, deal),
    ]
    if deal.next_step:
        facts.append(t("*Next* {step}", step=Mrkdwn(_step(t, deal))))
    if deal.partner_name and deal.partner_sourced:
        facts.append(t("*Partner* {name}, who brought it", name=deal.partner_name))
    elif deal.partner_name:
        facts.append(t("*Partner* {name}", name=deal.partner_name))
    if len(shares) > 1:
        facts.append(t("*Credit* {shares}", shares=Mrkdwn(share_words(t, shares))))
    if deal.lost_reason:
        facts.append(t("*Reason* {reason}", reason=reason_name(t, deal.lost_reason)))
    rows = [blocks.section(title), blocks.fields(facts)]
    if risk:
        rows.append(blocks.section(risk))
    elif deal.outcome == pipeline.OPEN and not deal.next_step:
        hint = t("No next step yet. Type `/deal {customer} next call fri`.", customer=deal.customer_name)
        rows.append(blocks.section(hint))
    if deal.note:
        rows.append(blocks.section(t("“{note}”", note=deal.note)))
    if timeline:
        rows.append(blocks.context("\n".join(timeline)))
    rows.append(blocks.actions(*_card_buttons(t, deal)))
    return Message(_summary(t, deal), rows)


def card_button(t: Translator, deal: Any) -> dict[str, Any]:
    """Leads to a deal's card."""
    return blocks.button(t.plain("Show deal"), SHOW_CARD, deal.id)


def promised_line(t: Translator, promise: Any) -> str:
    """Promised: call Zhang · Amy · Fri, Nov 27."""
    name, day = promise.owner_name, promise.due_on
    return t("Promised: *{words}* · {name} · {day}", words=promise.words, name=name, day=day)


def timeline_line(t: Translator, when: date, who: str, what: str) -> str:
    """Mon, Nov 23 · Amy · moved to proposal."""
    return t("{when} · {who} · {what}", when=when, who=who, what=Mrkdwn(what))


def _card_buttons(t: Translator, deal: Any) -> list[dict[str, Any]]:
    if deal.outcome != pipeline.OPEN:
        return [blocks.button(t.plain("Edit"), EDIT, deal.id)]
    return [
        blocks.button(t.plain("Won"), CLOSE_WON, deal.id, style="primary"),
        blocks.button(t.plain("Lost"), CLOSE_LOST, deal.id),
        blocks.button(t.plain("Edit"), EDIT, deal.id),
    ]


def _summary(t: Translator, deal: Any) -> str:
    amount = amount_of(deal)
    stage = stage_name(t, deal.stage_name)
    if amount is None:
        return t("{customer}: {stage}, {owner}", customer=deal.customer_name, stage=stage, owner=deal.owner_name)
    return t(
        "{customer}: {amount}, {stage}, {owner}",
        customer=deal.customer_name,
        amount=amount,
        stage=stage,
        owner=deal.owner_name,
    )


def _when(t: Translator, deal: Any) -> str:
    if deal.outcome == pipeline.WON:
        return t("*Won* {day}", day=deal.closed_on)
    if deal.outcome == pipeline.LOST:
        return t("*Lost* {day}", day=deal.closed_on)
    return t("*Closes* {day}", day=deal.closes_on or "–")


def _stage(t: Translator, deal: Any, today: date) -> str:
    name, days = stage_name(t, deal.stage_name), (today - deal.stage_since).days
    if not days:
        return t("*Stage* {stage}, since today", stage=name)
    return t("*Stage* {stage}, for {age}", stage=name, age=t.plural("{count} day", "{count} days", days))


def _with_partner(t: Translator, deal: Any, name: str) -> str:
    return t("brought by {partner}", partner=name) if deal.partner_sourced else t("via {partner}", partner=name)


def _next_step(t: Translator, deal: Any) -> str:
    return t("next: {step}", step=Mrkdwn(_step(t, deal)))


def _step(t: Translator, deal: Any) -> str:
    if deal.next_step_on is None:
        return t.text(deal.next_step)
    return t("{step}, {day}", step=deal.next_step, day=deal.next_step_on)


def _amount_fact(t: Translator, deal: Any) -> list[str]:
    amount = amount_of(deal)
    return [] if amount is None else [t.text(amount)]
