"""A registration as our own people see it, with everything that it meets: for the desk, never for outsiders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sales import registrations as rules
from sales.companies import SAME
from sales.money import Money
from storage import registrations as states
from views import blocks
from views.blocks import Block, Message
from views.registration_forms import LONG
from views.words import Mrkdwn, Translator, source

APPROVE, DECLINE, RETURN = "registration_approve", "registration_decline", "registration_return"
REOPEN, CONVERT, SAME_AS, TRAIL = (
    "registration_reopen",
    "registration_convert",
    "registration_same",
    "registration_trail",
)
OFFERED = 2
"""Customers who may be meant."""

_ANSWERS = {
    rules.PROTECTED: source("Told at once: it is theirs."),
    rules.IN_REVIEW: source("Told at once: we look at it."),
    rules.UNAVAILABLE: source("Told at once: it can't be registered."),
}
_STATES = {
    states.PROTECTED: source("theirs until {day}"),
    states.IN_REVIEW: source("to be decided by {moment}"),
    states.RETURNED: source("waits for their answer"),
    states.UNAVAILABLE: source("declined"),
    states.EXPIRED: source("protection is over"),
    states.WITHDRAWN: source("given up"),
    states.CONVERTED: source("a deal has come of it"),
}
_REASONS = {
    "domain": source("same web site"),
    "name": source("same name"),
    "sound": source("sounds the same"),
    "slip": source("nearly the same letters"),
    "part": source("part of the name"),
    "place": source("same name, another place"),
    "initials": source("the initials of the name"),
    "site": source("the web site is called so"),
    "domains": source("same name, another web site"),
    "parent": source("same group of companies"),
}


@dataclass(frozen=True, slots=True)
class Met:
    """One thing in a registration's way, with what is known of it: a deal's card, a registration, or a customer."""

    kind: str
    verdict: str
    reason: str
    about: Any


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a registration's trail, and how it stood from then on; `at` is in UTC."""

    at: datetime
    who: str
    state: str
    protected_until: date | None
    answer_by: datetime | None
    reason: str
    """Why, or what we asked."""


def card(t: Translator, row: Any, met: Sequence[Met], *, decided_by: str, zone_of_desk: Any) -> Message:
    """The whole of it: who, what, what it meets, and what can be decided."""
    company = (
        t("*{company}* ({domain})", company=row.company, domain=row.domain)
        if row.domain
        else t("*{company}*, without a web site", company=row.company)
    )
    title = t("*{partner}* registers {company}", partner=row.partner_name, company=company)
    facts = [t("*Sent by* {name}", name=row.member_name), t("*Received* {moment} UTC", moment=row.submitted_at)]
    if row.amount_minor is not None:
        facts.append(t("*Expected* {amount}", amount=Money(row.amount_minor, row.currency)))
    if row.expected_on is not None:
        facts.append(t("*To close* {day}", day=row.expected_on))
    for label, value in (
        (t("*Country*"), row.country),
        (t("*Contact*"), row.contact),
        (t("*Product*"), row.product),
    ):
        if value:
            facts.append(t("{label} {value}", label=label, value=value))
    rows: list[Block] = [blocks.section(title), blocks.fields(facts)]
    for label, value in (
        (t("*Evidence*"), row.evidence),
        (t("*Relationship*"), row.relationship),
        (t("*Added later*"), row.details),
    ):
        if value:
            rows.append(blocks.section(t("{label} {value}", label=label, value=value[:LONG])))
        if len(value) > LONG:  # added twice; one block does not hold it all
            rows.append(blocks.section(t.text(value[LONG:])))
    rows.append(blocks.section(_meets(t, met, zone_of_desk)))
    rows.append(blocks.context(_standing(t, row, decided_by, zone_of_desk)))
    rows.append(blocks.actions(*_buttons(t, row, met)))
    return Message(t.plain("{partner} registers {company}", partner=row.partner_name, company=row.company), rows)


def receipt(t: Translator, row: Any, sender: str, zone: Any) -> str:
    """What was decided, to whoever did; `zone` is theirs."""
    return t("*{company}*: {state}. {name} hears of it.", company=row.company, state=state(t, row, zone), name=sender)


def trail(t: Translator, row: Any, steps: Sequence[Step]) -> Message:
    """Everything that happened to it, in order, in UTC."""
    title = t("*{company}*, registered by {partner}", company=row.company, partner=row.partner_name)
    lines = [t("{moment} UTC · {who} · {what}", moment=step.at, who=step.who, what=_step(t, step)) for step in steps]
    return Message(title, [blocks.section(title), blocks.section("\n".join(lines) or t("Nothing yet."))])


def reminder(t: Translator, found: Sequence[Any], *, is_late: bool) -> Message:
    """Registrations that must be decided soon, or should have been."""
    text = (
        t.plural(
            "{count} registration should have been decided by now.",
            "{count} registrations should have been decided by now.",
            len(found),
        )
        if is_late
        else t.plural(
            "{count} registration is to be decided today.", "{count} registrations are to be decided today.", len(found)
        )
    )
    lines = [t("{partner}: *{company}*", partner=row.partner_name, company=row.company) for row in found[:10]]
    return Message(text, [blocks.section("\n".join([text, *lines]))])


def _meets(t: Translator, met: Sequence[Met], zone: Any) -> str:
    if not met:
        return t("Nothing stands in its way.")
    lines = [t("*It meets*")]
    for each in met:
        why = t(_REASONS[each.reason])
        sure = t("the same, certainly") if each.verdict == SAME else t("perhaps the same")
        lines.append(t("• {what}: {sure} ({why})", what=_about(t, each, zone), sure=sure, why=why))
    return "\n".join(lines)


def _about(t: Translator, met: Met, zone: Any) -> Mrkdwn:
    about = met.about
    if met.kind == rules.DEAL:
        deal = t(
            "open deal *{customer}* #{number} of {owner}",
            customer=about.customer_name,
            number=str(about.number),
            owner=about.owner_name,
        )
        amount = Money(about.amount_minor, about.currency) if about.amount_minor is not None else None
        deal = t("{deal}, {amount}", deal=deal, amount=amount) if amount else deal
        return t("{deal}, last active {day}", deal=deal, day=about.active_at.date())
    if met.kind == rules.REGISTRATION:
        return t(
            "*{company}*, registered by {partner} {moment} UTC, {state}",
            company=about.company,
            partner=about.partner_name,
            moment=about.submitted_at,
            state=state(t, about, zone),
        )
    return t("customer *{name}*", name=about.name)


def _standing(t: Translator, row: Any, decided_by: str, zone: Any) -> str:
    parts = [t(_ANSWERS[row.answer]), t("Now: {state}.", state=state(t, row, zone))]
    if decided_by and row.state not in states.WAITING:
        parts.append(t("Decided by {name}, {moment} UTC.", name=decided_by, moment=row.decided_at))
    if row.reason:
        parts.append(t("Because: {reason}", reason=row.reason))
    if row.wanted and row.state == states.RETURNED:
        parts.append(t("Asked: {question}", question=row.wanted))
    return t.together(*parts)


def state(t: Translator, row: Any, zone: Any) -> str:
    """How it stands; what is to be decided by a moment of this zone."""
    by = row.answer_by.astimezone(zone) if row.answer_by is not None and zone is not None else row.answer_by
    if row.state == states.IN_REVIEW and by is None:
        return t("to be decided")
    return t(_STATES[row.state], day=row.protected_until, moment=by)


def _buttons(t: Translator, row: Any, met: Sequence[Met]) -> list[Block]:
    number = row.id
    if row.state in (states.IN_REVIEW, states.RETURNED):
        buttons = [
            blocks.button(t.plain("Approve"), APPROVE, number, style="primary"),
            blocks.button(t.plain("Decline"), DECLINE, number),
            blocks.button(t.plain("Ask for more"), RETURN, number),
        ]
    elif row.state == states.PROTECTED:
        buttons = [
            blocks.button(t.plain("Make it a deal"), CONVERT, number, style="primary"),
            blocks.button(t.plain("Decide again"), REOPEN, number),
        ]
    elif row.state == states.UNAVAILABLE:
        buttons = [
            blocks.button(t.plain("Approve after all"), APPROVE, number),
            blocks.button(t.plain("Decide again"), REOPEN, number),
        ]
    else:
        buttons = []
    likely = [each for each in met if each.kind == rules.CUSTOMER and each.verdict != SAME]
    for place, each in enumerate(likely[:OFFERED]):
        label = t.plain("It is {name}", name=each.about.name)
        buttons.append(blocks.button(label, f"{SAME_AS}_{place}", f"{number}:{each.about.id}"))
    return [*buttons, blocks.button(t.plain("Trail"), TRAIL, number)]


def _step(t: Translator, step: Step) -> str:
    what = state(t, step, None)
    return t("{what} (“{reason}”)", what=what, reason=step.reason) if step.reason else what
