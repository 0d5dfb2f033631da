"""Deals at risk as people see them: the morning's message, a line on a card, and the forms that put things right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sales import pipeline
from sales.goals import metrics
from sales.money import Money
from sales.periods import Period
from sales.risks import (
    ASLEEP_AFTER,
    BIG,
    NEARLY_DUE,
    NO_STEP,
    OVERDUE,
    PACE,
    QUIET,
    SLIPPED,
    STUCK,
    WATCHED,
    Reason,
)
from storage.goals import GoalProgress
from storage.members import Member
from storage.stages import Stage
from views import blocks, deals, goals
from views.blocks import Block, Element, Message
from views.words import Mrkdwn, Translator, source

SET_STEP, SET_DATE, MOVE, NOT_A_RISK, ASK, HAND, SWITCH_OFF, KEEP = (
    "risk_step",
    "risk_date",
    "risk_move",
    "risk_not",
    "risk_ask",
    "risk_hand",
    "risk_rule_off",
    "risk_rule_keep",
)
STEP_FORM, DATE_FORM, REASON_FORM = "risk_step_form", "risk_date_form", "risk_reason_form"
STEP, DAY, WHY = "step", "day", "why"

SHOWN = 5
"""How many deals a message shows."""
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A deal in a message. Without reasons it has been dealt with."""

    deal: Any
    reasons: Sequence[Reason]
    why: str = ""
    """Why somebody called it no risk."""
    is_covered: bool = False
    """The reader covers for its owner."""
    is_one_of_several: bool = False
    """The message has more than one deal of its customer: its number tells them apart."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A quota that is behind pace; whose it is where that is not the reader."""

    quota_id: int
    name: str
    won: Money
    target: Money
    period: Period
    days: int
    why: str = ""

    @property
    def about(self) -> str:
        return f"quota:{self.quota_id}"


@dataclass(frozen=True, slots=True)
class GoalBehind:
    """A goal that is behind pace."""

    progress: GoalProgress
    is_named: bool
    """Whether it is said whose it is."""
    days: int
    why: str = ""

    @property
    def about(self) -> str:
        return f"goal:{self.progress.goal.id}"


@dataclass(frozen=True, slots=True)
class Noise:
    """A rule of a team that was told so often, and acted on so seldom."""

    team_id: int
    rule: str
    told: int
    acted: int


@dataclass(frozen=True, slots=True)
class Alert:
    """Everything that a person is told on a morning."""

    own: list[Entry] = field(default_factory=list)
    more: int = 0
    """Deals of the reader at risk that are not shown."""
    asleep: int = 0
    behind: list[Behind | GoalBehind] = field(default_factory=list)
    team: list[Entry] = field(default_factory=list)
    team_total: int = 0
    team_waiting: int = 0
    """How many of them have not been dealt with."""
    team_behind: list[Behind | GoalBehind] = field(default_factory=list)
    left: list[Entry] = field(default_factory=list)
    """Deals whose owner is not here any more."""
    left_waiting: int = 0
    left_more: int = 0
    """Such deals at risk that are not shown."""
    heirs: Sequence[Member] = ()
    """Who may get them."""
    noise: list[Noise] = field(default_factory=list)


# --- lines -------------------------------------------------------------------------------------------------------


def line(
    t: Translator, deal: Any, reasons: Sequence[Reason], today: date, *, owner: str = "", with_number: bool = False
) -> Mrkdwn:
    """Globex, $40,000: closes in 3 days, no activity for 16 days, no next step. At most three figures."""
    amount = deals.amount_of(deal)
    name = _name(t, deal, with_number)
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


def _name(t: Translator, deal: Any, with_number: bool) -> Mrkdwn:
    if with_number:
        return t("*{customer}* #{number}", customer=deal.customer_name, number=str(deal.number))
    return t("*{customer}*", customer=deal.customer_name)


def _dealt_with(t: Translator, entry: Entry) -> Mrkdwn:
    """What became of a deal that was told this morning."""
    deal = entry.deal
    name = _name(t, deal, entry.is_one_of_several)
    if entry.why:
        return t("✓ {deal} · no risk: {why}", deal=name, why=entry.why)
    facts: list[str] = [t("✓ {deal}", deal=name), t.text(deals.stage_name(t, deal.stage_name))]
    if deal.outcome == pipeline.OPEN and deal.closes_on is not None:
        facts.append(t("closes {day}", day=deal.closes_on))
    if deal.outcome == pipeline.OPEN and deal.next_step:
        facts.append(t("next: {step}", step=deal.next_step))
    return Mrkdwn(" · ".join(facts))


def _pace(t: Translator, behind: Behind | GoalBehind) -> Mrkdwn:
    """Q4: $20,000 of $50,000, 21 days behind an even pace."""
    if isinstance(behind, GoalBehind):
        return _goal(t, behind)
    values = {"period": behind.period, "won": behind.won, "target": behind.target}
    if behind.why:
        return t("✓ *{period}* · no risk: {why}", period=behind.period, why=behind.why)
    if behind.name:
        return t.plural(
            "*{name}*, {period}: {won} of {target}, {count} day behind an even pace.",
            "*{name}*, {period}: {won} of {target}, {count} days behind an even pace.",
            behind.days,
            name=behind.name,
            **values,
        )
    return t.plural(
        "*{period}*: {won} of {target}, {count} day behind an even pace.",
        "*{period}*: {won} of {target}, {count} days behind an even pace.",
        behind.days,
        **values,
    )


def _goal(t: Translator, behind: GoalBehind) -> Mrkdwn:
    """20 new customers by June: 3 of 20, 21 days behind an even pace."""
    name = goals.title(t, behind.progress, named=behind.is_named)
    if behind.why:
        return t("✓ {deal} · no risk: {why}", deal=name, why=behind.why)
    reached = goals.reached(t, behind.progress)
    if metrics.is_rate(behind.progress.goal.metric):
        return t("{goal}: {reached}.", goal=name, reached=reached)
    return t.plural(
        "{goal}: {reached}, {count} day behind an even pace.",
        "{goal}: {reached}, {count} days behind an even pace.",
        behind.days,
        goal=name,
        reached=reached,
    )


# --- the morning's message ---------------------------------------------------------------------------------------


def alert(t: Translator, told: Alert, stages: Sequence[Stage], today: date) -> Message:
    """All risks of a morning for one person, each with what can be done about it at once."""
    rows: list[Block] = []
    titles: list[str] = []
    if told.own:
        titles.append(_own_title(t, told))
        rows.append(blocks.section(Mrkdwn(f"*{titles[-1]}*")))
    for entry in told.own:
        rows += _own(t, entry, stages, today)
    if told.more:
        rows.append(blocks.context(t("and {count} more: `/deal list risky`", count=told.more)))
    for behind in told.behind:
        titles.append(_pace(t, behind))
        rows.append(blocks.section(titles[-1]))
        if not behind.why:
            rows.append(blocks.actions(_not_a_risk(t, behind.about)))
    if told.asleep:
        words = t.plural(
            "{count} deal of yours has slept for {days} days or longer: `/deal list stuck`. Lost is an answer too.",
            "{count} deals of yours have slept for {days} days or longer: `/deal list stuck`. Lost is an answer too.",
            told.asleep,
            days=ASLEEP_AFTER,
        )
        titles.append(words)
        rows.append(blocks.context(words))
    if told.team or told.team_behind:
        titles.append(_team_title(t, told))
        rows.append(blocks.section(Mrkdwn(f"*{titles[-1]}*")))
    rows += [_of_team(t, entry, today) for entry in told.team]
    if told.team_total > len(told.team):
        rows.append(
            blocks.context(t("and {count} more: `/deal list risky team`", count=told.team_total - len(told.team)))
        )
    rows += [blocks.section(_pace(t, behind)) for behind in told.team_behind]
    if told.left:
        count = told.left_waiting
        titles.append(
            t.plural(
                "{count} deal at risk has no owner in Slack", "{count} deals at risk have no owner in Slack", count
            )
            if count
            else t("All dealt with")
        )
        rows.append(blocks.section(Mrkdwn(f"*{titles[-1]}*")))
    for entry in told.left:
        rows += _left(t, entry, told.heirs, today)
    if told.left_more:
        rows.append(blocks.context(t("and {count} more: `/deal list risky all`", count=told.left_more)))
    for noise in told.noise:
        titles.append(_noise(t, noise))
        rows += [blocks.section(titles[-1]), blocks.actions(*_noise_buttons(t, noise))]
    return Message(Mrkdwn(" · ".join(titles[:2])), rows)


def _own_title(t: Translator, told: Alert) -> str:
    waiting = sum(bool(entry.reasons) for entry in told.own)
    if not waiting:
        return t("All dealt with")
    if waiting == 1 and len(told.own) == 1:
        customer = told.own[0].deal.customer_name
        return t("{customer} needs a look", customer=customer)
    return t.plural("{count} deal needs a look", "{count} deals need a look", waiting)


def _team_title(t: Translator, told: Alert) -> str:
    if not told.team:
        return t("The team's numbers")
    if not told.team_waiting:
        return t("All dealt with")
    return t.plural("{count} deal of the team at risk", "{count} deals of the team at risk", told.team_waiting)


def _own(t: Translator, entry: Entry, stages: Sequence[Stage], today: date) -> list[Block]:
    if not entry.reasons:
        return [blocks.context(_dealt_with(t, entry))]
    owner = entry.deal.owner_name if entry.is_covered else ""
    return [
        blocks.section(line(t, entry.deal, entry.reasons, today, owner=owner, with_number=entry.is_one_of_several)),
        blocks.actions(*do_it_now(t, entry.deal, stages)),
    ]


def do_it_now(t: Translator, deal: Any, stages: Sequence[Stage]) -> list[Element]:
    """What can be done about a deal at risk, at once."""
    others = [stage for stage in stages if stage.outcome == pipeline.OPEN and stage.id != deal.stage_id]
    options = [blocks.option(deals.stage_name(t, stage.name), f"{deal.id}:{stage.id}") for stage in others]
    move = [blocks.select(MOVE, options, placeholder=t.plain("Move to"))] if options else []
    return [
        blocks.button(t.plain("Set next step"), SET_STEP, deal.id),
        blocks.button(t.plain("New date"), SET_DATE, deal.id),
        *move,
        blocks.button(t.plain("Lost"), deals.CLOSE_LOST, deal.id),
        _not_a_risk(t, f"deal:{deal.id}"),
    ]


def _not_a_risk(t: Translator, about: str) -> Element:
    return blocks.button(t.plain("Not a risk"), NOT_A_RISK, about)


def _of_team(t: Translator, entry: Entry, today: date) -> Block:
    if not entry.reasons:
        return blocks.context(_dealt_with(t, entry))
    deal = entry.deal
    words = line(t, deal, entry.reasons, today, owner=deal.owner_name, with_number=entry.is_one_of_several)
    ask = blocks.button(t.plain("Ask {name}", name=entry.deal.owner_name), ASK, entry.deal.id)
    return blocks.section(words, ask)


def _left(t: Translator, entry: Entry, heirs: Sequence[Member], today: date) -> list[Block]:
    if not entry.reasons:
        return [blocks.context(_dealt_with(t, entry))]
    deal = entry.deal
    options = [blocks.option(person.name, f"{deal.id}:{person.id}") for person in heirs]
    hand = [blocks.select(HAND, options, placeholder=t.plain("Hand to …"))] if options else []
    lost = blocks.button(t.plain("Lost"), deals.CLOSE_LOST, deal.id)
    return [
        blocks.section(line(t, deal, entry.reasons, today, owner=deal.owner_name, with_number=entry.is_one_of_several)),
        blocks.actions(*hand, lost, _not_a_risk(t, f"deal:{deal.id}")),
    ]


def rule_name(t: Translator, rule: str) -> str:
    return t.plain(RULES[rule])


def _noise(t: Translator, noise: Noise) -> Mrkdwn:
    return t(
        "“{rule}”: told {told} times in {days} days, acted on {acted}. Shall I leave it out?",
        rule=rule_name(t, noise.rule),
        told=noise.told,
        days=WATCHED.days,
        acted=noise.acted,
    )


def _noise_buttons(t: Translator, noise: Noise) -> list[Element]:
    value = f"{noise.team_id}:{noise.rule}"
    return [
        blocks.button(t.plain("Switch it off"), SWITCH_OFF, value),
        blocks.button(t.plain("Keep it"), KEEP, value),
    ]


def asked(
    t: Translator, deal: Any, reasons: Sequence[Reason], stages: Sequence[Stage], today: date, *, by: str
) -> Message:
    """A manager asks the owner of a deal about it."""
    if reasons:
        text = t("{name} asks how it goes: {line}", name=by, line=line(t, deal, reasons, today))
    else:
        text = t("{name} asks how it goes with *{customer}*.", name=by, customer=deal.customer_name)
    return Message(text, [blocks.section(text), blocks.actions(*do_it_now(t, deal, stages))])


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


# --- forms -------------------------------------------------------------------------------------------------------


def step_form(t: Translator, deal: Any, metadata: str, day: date) -> Block:
    """What is to be done next, and by when."""
    rows = [
        blocks.section(t("*{customer}*", customer=deal.customer_name)),
        blocks.input_block(STEP, t.plain("Next step"), blocks.text_input(STEP, length=200, hint=t.plain("call Zhang"))),
        blocks.input_block(DAY, t.plain("Next step by"), blocks.date_input(DAY, day.isoformat())),
    ]
    title, save, close = t.plain("Set next step"), t.plain("Save"), t.plain("Cancel")
    return blocks.modal(STEP_FORM, title, rows, submit=save, close=close, metadata=metadata)


def date_form(t: Translator, deal: Any, metadata: str, day: date, usual: int | None) -> Block:
    """When the deal is expected to close. `usual` are the days that deals like it take from its stage on."""
    hint = (
        t.plain("From here deals usually take {count} days.", count=usual)
        if usual is not None
        else t.plain("Ask the customer; a date that slips twice is told as a risk.")
    )
    rows = [
        blocks.section(t("*{customer}*", customer=deal.customer_name)),
        blocks.input_block(DAY, t.plain("Expected to close"), blocks.date_input(DAY, day.isoformat()), hint=hint),
    ]
    title, save, close = t.plain("New date"), t.plain("Save"), t.plain("Cancel")
    return blocks.modal(DATE_FORM, title, rows, submit=save, close=close, metadata=metadata)


def reason_form(t: Translator, what: Mrkdwn, metadata: str) -> Block:
    """Why something is no risk; it is silent then until the facts change."""
    why = blocks.text_input(WHY, length=200, hint=t.plain("they decide in January"))
    rows = [blocks.section(what), blocks.input_block(WHY, t.plain("Why not?"), why)]
    rows.append(blocks.context(t("I say no more of it until something about it changes.")))
    title, save, close = t.plain("Not a risk"), t.plain("Save"), t.plain("Cancel")
    return blocks.modal(REASON_FORM, title, rows, submit=save, close=close, metadata=metadata)


def period_at_risk(t: Translator, period: Period, won: Money, target: Money) -> Mrkdwn:
    """What the form speaks of when it is about a quota."""
    return t("*{period}*: {won} of {target}", period=period, won=won, target=target)


def goal_at_risk(t: Translator, progress: GoalProgress) -> Mrkdwn:
    """The same about a goal."""
    return t("{goal}: {reached}.", goal=goals.title(t, progress), reached=goals.reached(t, progress))
