"""Words against data, said to the one who wrote them, and to the manager if they want that."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sales.contradictions import COVERAGE, GOAL, OVERDUE, QUIET, SLIPPED, Contradiction
from storage.members import Member
from views import blocks
from views.blocks import Block, Element, Message
from views.words import Mrkdwn, Translator, source

EXPLAIN, LEAVE, TELL = "contradiction_explain", "contradiction_leave", "contradiction_tell"
EXPLAIN_FORM = "contradiction_explain_form"
EXPLANATION, SHOW = "explanation", "show"
NEAR = 4
"""From how many percent away a share is still called a half or a third."""

_SHARES = {
    25: source("a quarter"),
    33: source("a third"),
    50: source("half"),
    67: source("two thirds"),
    75: source("three quarters"),
}
_NUMBERS = {
    1: source("one"),
    2: source("two"),
    3: source("three"),
    4: source("four"),
    5: source("five"),
    6: source("six"),
    7: source("seven"),
    8: source("eight"),
    9: source("nine"),
}
_PERIODS = {"month": source("this month"), "quarter": source("this quarter")}


def alone(
    t: Translator, number: int, claim: str, found: Sequence[Contradiction], change: Element, *, may_tell: bool
) -> Message:
    """To the one who wrote it, alone. `number` is the contradiction's id, `change` the button that opens the words;
    `may_tell` whether there is a manager to be told."""
    text = told(t, claim, found)
    buttons = (
        change,
        blocks.button(t.plain("Explain"), EXPLAIN, number),
        blocks.button(t.plain("Leave it"), LEAVE, number),
        *([blocks.button(t.plain("Tell my manager"), TELL, number)] if may_tell else []),
    )
    return Message(text, [blocks.section(text), blocks.actions(*buttons), blocks.context(t("Only you see this."))])


def told(t: Translator, claim: str, found: Sequence[Contradiction]) -> Mrkdwn:
    """You wrote *on track*. Open deals cover half of what is left this month, and two have been quiet for 21 days."""
    return t("You wrote *{claim}*. {facts}.", claim=claim, facts=_facts(t, found))


def for_manager(t: Translator, who: Member, claim: str, found: Sequence[Contradiction], explanation: str) -> Message:
    """To the manager, because the person wants it so."""
    text = t("{name} wrote *{claim}*. {facts}.", name=who.name, claim=claim, facts=_facts(t, found))
    asks = (
        t("{name} says: {explanation}", name=who.name, explanation=explanation)
        if explanation
        else t("{name} would like to talk about it.", name=who.name)
    )
    return Message(Mrkdwn(f"{text} {asks}"), [blocks.section(text), blocks.section(asks)])


def explain_form(
    t: Translator, metadata: str, claim: str, found: Sequence[Contradiction], explanation: str, *, may_tell: bool
) -> Block:
    """What the person says to it, and who may read that."""
    box: Element = {
        "type": "checkboxes",
        "action_id": SHOW,
        "options": [blocks.option(t.plain("My manager may read this"), SHOW)],
    }
    words = blocks.text_input(EXPLANATION, explanation, multiline=True, length=1000)
    rows = [
        blocks.section(told(t, claim, found)),
        blocks.input_block(EXPLANATION, t.plain("What the numbers don't say"), words),
    ]
    if may_tell:
        hint = t.plain("Nobody else, unless you tick this.")
        rows.append(blocks.input_block(SHOW, t.plain("Who reads it"), box, optional=True, hint=hint))
    return blocks.modal(
        EXPLAIN_FORM, t.plain("Explain"), rows, submit=t.plain("Save"), close=t.plain("Cancel"), metadata=metadata
    )


def explained(t: Translator, managers: Sequence[Member]) -> Message:
    """The explanation is stored; who is told."""
    if not managers:
        return _words(t("Noted, for you alone."))
    return _words(t("Noted, and {names} can read it.", names=_names(t, managers)))


def left(t: Translator, *, was_told: bool) -> Message:
    """It stays as it was written."""
    if was_told:
        return _words(t("Left as it is. Your manager was told."))
    return _words(t("Left as it is. Nobody else has seen this."))


def told_manager(t: Translator, managers: Sequence[Member]) -> Message:
    """Who was told."""
    return _words(t("{names} will get a message from me.", names=_names(t, managers)))


def _facts(t: Translator, found: Sequence[Contradiction]) -> Mrkdwn:
    clauses = [_clause(t, fact, after=found[:place]) for place, fact in enumerate(found)]
    said = clauses[0] if len(clauses) == 1 else t("{first}, and {second}", first=clauses[0], second=clauses[1])
    return Mrkdwn(said[:1].upper() + said[1:])


def _clause(t: Translator, fact: Contradiction, after: Sequence[Contradiction]) -> Mrkdwn:
    """One fact, which goes on where deals were spoken of just before."""
    count = t.plain(_NUMBERS[fact.count]) if fact.count in _NUMBERS else t.show(fact.count)
    goes_on = any(earlier.kind != GOAL for earlier in after)
    if fact.kind == COVERAGE:
        period, percent = t.plain(_PERIODS[fact.name]), _percent(fact.share)
        if not percent:
            return t("no open deal covers what is left {period}", period=period)
        return t("open deals cover {share} of what is left {period}", share=_share(t, percent), period=period)
    if fact.kind == GOAL:
        return t(
            "*{goal}* is at {percent} % with {expected} % of the time over",
            goal=fact.name,
            percent=_percent(fact.share),
            expected=_percent(fact.expected),
        )
    if fact.kind == QUIET and fact.count == 1:
        return t("your open deal has been quiet for {days} days", days=fact.days)
    if fact.kind == QUIET and goes_on:
        return t("{number} have been quiet for {days} days", number=count, days=fact.days)
    if fact.kind == QUIET:
        return t("{number} deals have been quiet for {days} days", number=count, days=fact.days)
    if fact.kind == OVERDUE and fact.count == 1:
        return t("your open deal should have closed by now")
    if fact.kind == OVERDUE:
        return t("{number} deals should have closed by now", number=count)
    assert fact.kind == SLIPPED
    return t("your open deal slipped") if fact.count == 1 else t("{number} deals slipped", number=count)


def _percent(share: Fraction | None) -> int:
    """Never rounded up: 99.6 % is not all of it."""
    return int((share or 0) * 100)


def _share(t: Translator, percent: int) -> str:
    near = min(_SHARES, key=lambda known: abs(known - percent))
    return t.plain(_SHARES[near]) if abs(near - percent) <= NEAR else t.plain("{percent} %", percent=percent)


def _names(t: Translator, managers: Sequence[Member]) -> str:
    return t.plain(", ").join(member.name for member in managers)


def _words(text: str) -> Message:
    return Message(text, [blocks.section(text)])
