"""The morning's message of risks, each with what can be done about it at once; and a manager's question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sales import pipeline
from sales.risks import ASLEEP_AFTER, WATCHED, Reason
from storage.members import Member
from storage.risk_paces import GoalPace, QuotaPace
from storage.stages import Stage
from views import blocks, deals
from views.blocks import Block, Element, Message
from views.risks import called, line, pace, rule_name
from views.words import Mrkdwn, Translator

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
SHOWN, PACES_SHOWN = 5, 3
"""How many deals, and how many quotas and goals of others, a message shows."""


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
    behind: list[QuotaPace | GoalPace] = field(default_factory=list)
    team: list[Entry] = field(default_factory=list)
    team_waiting: int = 0
    """How many deals of the team have not been dealt with, those that are not shown included."""
    team_behind: list[QuotaPace | GoalPace] = field(default_factory=list)
    left: list[Entry] = field(default_factory=list)
    """Deals whose owner is not here any more."""
    left_waiting: int = 0
    left_more: int = 0
    """Such deals at risk that are not shown."""
    heirs: Sequence[Member] = ()
    """Who may get them."""
    noise: list[Noise] = field(default_factory=list)


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
    for late in told.behind:
        titles.append(pace(t, late, named=False))
        rows.append(blocks.section(titles[-1]))
        if not late.verdict.why:
            rows.append(blocks.actions(_not_a_risk(t, late.about)))
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
    # what has been dealt with stands last
    if told.team_waiting > len(told.team):
        rows.append(
            blocks.context(t("and {count} more: `/deal list risky team`", count=told.team_waiting - len(told.team)))
        )
    rows += [_behind_in_team(t, late) for late in told.team_behind]
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
        return t("These are dealt with") if told.more else t("All dealt with")
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


def _behind_in_team(t: Translator, late: QuotaPace | GoalPace) -> Block:
    """What others are behind in; what is the whole team's can be called no risk by whoever leads it."""
    is_open = isinstance(late, GoalPace) and late.is_team and not late.verdict.why
    return blocks.section(pace(t, late, named=True), _not_a_risk(t, late.about) if is_open else None)


def _own(t: Translator, entry: Entry, stages: Sequence[Stage], today: date) -> list[Block]:
    if not entry.reasons:
        return [blocks.context(_dealt_with(t, entry))]
    owner = entry.deal.owner_name if entry.is_covered else ""
    return [
        blocks.section(line(t, entry.deal, entry.reasons, today, owner=owner, with_number=entry.is_one_of_several)),
        blocks.actions(*do_it_now(t, entry.deal, stages)),
    ]


def _dealt_with(t: Translator, entry: Entry) -> Mrkdwn:
    """What became of a deal that was told this morning."""
    deal = entry.deal
    name = called(t, deal, with_number=entry.is_one_of_several)
    if entry.why:
        return t("✓ {deal} · no risk: {why}", deal=name, why=entry.why)
    facts: list[str] = [t("✓ {deal}", deal=name), t.text(deals.stage_name(t, deal.stage_name))]
    if deal.outcome == pipeline.OPEN and deal.closes_on is not None:
        facts.append(t("closes {day}", day=deal.closes_on))
    if deal.outcome == pipeline.OPEN and deal.next_step:
        facts.append(t("next: {step}", step=deal.next_step))
    return Mrkdwn(" · ".join(facts))


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
