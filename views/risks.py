"""Deals at risk as people see them: why, in words; on a card, and on the Home tab."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sales.goals import metrics
from sales.risks import BIG, NEARLY_DUE, NO_STEP, OVERDUE, PACE, QUIET, SLIPPED, STUCK, Reason
from storage.risk_paces import GoalPace, QuotaPace
from views import blocks, deals, goals
from views.blocks import Block
from views.words import Mrkdwn, Translator, source

FIGURES = 3
"""How many numbers a line has at most."""
AT_HOME = 3

RULES = {
    QUIET: source("No activity"),
    OVERDUE: source("Close date passed"),
    STUCK: source("Stuck in a stage"),
    SLIPPED: source("Close date slipped"),
    NO_STEP: source("No next step"),
    BIG: source("One big deal in a quarter"),
    PACE: source("Behind pace"),
}


def line(
    t: Translator, deal: Any, reasons: Sequence[Reason], today: date, *, owner: str = "", with_number: bool = False
) -> Mrkdwn:
    """Globex, $40,000: closes in 3 days, no activity for 16 days, no next step. At most three figures."""
    amount = deals.amount_of(deal)
    name = called(t, deal, with_number=with_number)
    if owner:
        name = t("{deal} of {name}", deal=name, name=owner)
    if deal.partner_name:
        name = t("{deal} via {partner}", deal=name, partner=deal.partner_name)
    why = _listed(t, reasons_in_words(t, deal, reasons, today, figures=FIGURES - (amount is not None)))
    if amount is None:
        return t("{deal}: {reasons}.", deal=name, reasons=why)
    return t("{deal}, {amount}: {reasons}.", deal=name, amount=amount, reasons=why)


def reasons_in_words(
    t: Translator, deal: Any, reasons: Sequence[Reason], today: date, *, figures: int = FIGURES
) -> list[str]:
    """Every reason, the first ones with their numbers as long as there are figures left."""
    said: list[str] = []
    if deal.closes_on is not None and 0 <= (deal.closes_on - today).days <= NEARLY_DUE:
        said.append(_closing(t, (deal.closes_on - today).days))
        figures -= 1
    for reason in reasons:
        exact = _exactly(t, deal, reason) if figures > 0 else None
        figures -= exact is not None
        said.append(exact if exact is not None else _roughly(t, deal, reason))
    return said


def _listed(t: Translator, said: list[str]) -> Mrkdwn:
    """closes today, no next step."""
    words = Mrkdwn(said[0])
    for more in said[1:]:
        words = t("{reasons}, {reason}", reasons=words, reason=Mrkdwn(more))
    return words


def _closing(t: Translator, days: int) -> str:
    if days < 2:
        return t("closes tomorrow") if days else t("closes today")
    return t.plural("closes in {count} day", "closes in {count} days", days)


def _exactly(t: Translator, deal: Any, reason: Reason) -> str | None:
    """The reason with its number; None for one that has none."""
    count = reason.figure
    if reason.rule == QUIET:
        return t.plural("no activity for {count} day", "no activity for {count} days", count)
    if reason.rule == OVERDUE:
        return t.plural("{count} day past its close date", "{count} days past its close date", count)
    if reason.rule == STUCK:
        stage = deals.stage_name(t, deal.stage_name)
        return t.plural("{count} day in {stage}", "{count} days in {stage}", count, stage=stage)
    if reason.rule == SLIPPED:
        return t.plural("slipped {count} time", "slipped {count} times", count)
    if reason.rule == BIG:
        return t("{count} % of the team's quarter", count=count)
    if reason.rule == NO_STEP and deal.next_step:
        return t.plural("next step {count} day late", "next step {count} days late", count)
    return None


def _roughly(t: Translator, deal: Any, reason: Reason) -> str:
    if reason.rule == QUIET:
        return t("no activity lately")
    if reason.rule == OVERDUE:
        return t("past its close date")
    if reason.rule == STUCK:
        return t("long in {stage}", stage=deals.stage_name(t, deal.stage_name))
    if reason.rule == SLIPPED:
        return t("slipped before")
    if reason.rule == BIG:
        return t("a large part of the team's quarter")
    return t("next step is late") if deal.next_step else t("no next step")


def called(t: Translator, deal: Any, *, with_number: bool) -> Mrkdwn:
    """The customer, with the number where there are several deals of theirs."""
    if with_number:
        return t("*{customer}* #{number}", customer=deal.customer_name, number=str(deal.number))
    return t("*{customer}*", customer=deal.customer_name)


def pace(t: Translator, late: QuotaPace | GoalPace, *, named: bool) -> Mrkdwn:
    """Q4 2026: $20,000 of $50,000, 21 days behind an even pace. With whose it is, where that is not the reader's."""
    if late.verdict.why:
        return t("✓ {what} · no risk: {why}", what=_pace_name(t, late, named), why=late.verdict.why)
    reached, days = figures(t, late, named=named), late.verdict.reason.figure
    if isinstance(late, GoalPace) and metrics.is_rate(late.goal.metric):
        return t("{figures}.", figures=reached)
    return t.plural(
        "{figures}, {count} day behind an even pace.",
        "{figures}, {count} days behind an even pace.",
        days,
        figures=reached,
    )


def figures(t: Translator, late: QuotaPace | GoalPace, *, named: bool = False) -> Mrkdwn:
    """20 new customers by June: 3 of 20."""
    what = _pace_name(t, late, named)
    if isinstance(late, GoalPace):
        return t("{what}: {reached}", what=what, reached=goals.reached(t, late.progress))
    return t("{what}: {reached}", what=what, reached=t("{reached} of {target}", reached=late.won, target=late.target))


def _pace_name(t: Translator, late: QuotaPace | GoalPace, named: bool) -> Mrkdwn:
    if isinstance(late, GoalPace):
        return goals.title(t, late.progress, named=named)
    if named:
        return t("*{name}*, {period}", name=late.member.name, period=late.period)
    return t("*{period}*", period=late.period)


def rule_name(t: Translator, rule: str) -> str:
    return t.plain(RULES[rule])


def on_card(t: Translator, deal: Any, reasons: Sequence[Reason], today: date) -> str:
    """The risk of a deal on its card; empty when there is none."""
    if not reasons:
        return ""
    return t("⚠️ At risk: {reasons}.", reasons=_listed(t, reasons_in_words(t, deal, reasons, today)))


def on_home(t: Translator, risks: Sequence[Any], today: date) -> list[Block]:
    """The person's deals at risk, worst first, for the Home tab; `risks` as `storage.risks.of_owner` gives them."""
    if not risks:
        return []
    title = t.plural("*{count} deal at risk*", "*{count} deals at risk*", len(risks))
    lines = [line(t, risk.deal, risk.reasons, today) for risk in risks[:AT_HOME]]
    lines[0] = Mrkdwn(f"{title}\n{lines[0]}")
    rows = [blocks.section(words, deals.card_button(t, risk.deal)) for words, risk in zip(lines, risks, strict=False)]
    if len(risks) > AT_HOME:
        rows.append(blocks.context(t("and {count} more: `/deal list risky`", count=len(risks) - AT_HOME)))
    return rows
