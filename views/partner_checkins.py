"""The partner check-in: the card that asks, the form, what we read of the answers, and promises on both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sales.promises import Found
from storage.partner_voices import WORDS_LENGTH, PartnerReport
from storage.schedules import Schedule
from views import blocks, checkins
from views.blocks import Block, Message
from views.words import Mrkdwn, Translator, clip, source

ANSWER = "partner_checkin_answer"
KEPT, LATER, DROP = "partner_promise_kept", "partner_promise_later", "partner_promise_drop"
OURS = "partner_checkin_ours"
"""Followed by a place; its value is the answer and the place of the promise in it, for our own people alone."""
FORM, PROMISE_FORM = "partner_checkin_form", "partner_checkin_promises"
PROGRESS, BLOCKER, NEEDS, CONFIDENCE, CHOSEN = "progress", "blocker", "needs", "confidence", "chosen"
SHOWN, OFFERED = 5, 3
"""How many answers a summary shows, and how many promises of ours each offers."""
_CHARACTERS = 8000
_BEST = 5

Asked = Sequence[tuple[int, Found, str]]
"""What somebody asks of us with a day: its place in their words, what it is, and who of us has promised it, if any."""

_CONFIDENCE = (
    source("1 · not at all"),
    source("2 · hardly"),
    source("3 · so-so"),
    source("4 · well"),
    source("5 · very well"),
)


# --- what partners see -------------------------------------------------------------------------------------------


def card(t: Translator, day: date) -> Message:
    """Asks whoever reads the channel; there is nothing in it about anybody."""
    text = t("*Two minutes?* What moved, what is in the way, what you need of us.")
    button = blocks.button(t.plain("Two minutes"), ANSWER, day.isoformat(), style="primary")
    hint = t("Only our side reads what you write.")
    return Message(text, [blocks.section(text), blocks.actions(button), blocks.context(hint)])


def form(t: Translator, metadata: str, *, known: PartnerReport | None, customers: Sequence[str]) -> Block:
    """The questions. What the person answered before stands in it, else the customers that they registered."""
    progress = known.progress if known is not None else "\n".join(f"{customer}: " for customer in customers)
    options = [blocks.option(t.plain(text), number) for number, text in enumerate(_CONFIDENCE, 1)]
    confidence = blocks.select(CONFIDENCE, options, initial=known.confidence if known is not None else None)
    rows = [
        _field(
            t.plain("What moved?"),
            PROGRESS,
            progress,
            hint=t.plain("demo went well; I will quote on Friday"),
        ),
        _field(t.plain("What is in the way?"), BLOCKER, known.blocker if known is not None else "", optional=True),
        _field(
            t.plain("What do you need of us?"),
            NEEDS,
            known.needs if known is not None else "",
            optional=True,
            hint=t.plain("send us the new price list by Friday"),
        ),
        blocks.input_block(CONFIDENCE, t.plain("How does it go, all in all?"), confidence, optional=True),
    ]
    title, send, cancel = t.plain("Two minutes"), t.plain("Send"), t.plain("Cancel")
    return blocks.modal(FORM, title, rows, submit=send, close=cancel, metadata=metadata)


def received(t: Translator) -> Message:
    return _words(t("Thank you. Your contact here reads it."))


def promise_form(t: Translator, metadata: str, found: Mapping[int, Found]) -> Block:
    """Which of the lines that were read are promises of theirs, by the place that each has."""
    options = [
        blocks.option(t.plain("{words} ({day})", words=item.words, day=item.due_on), place)
        for place, item in found.items()
    ]
    element = {"type": "checkboxes", "action_id": CHOSEN, "options": options}
    text = t("Thank you; it is stored. I read something with a day in it. What you choose, I remind you of.")
    rows = [
        blocks.section(text),
        blocks.input_block(CHOSEN, t.plain("Which of these do you promise?"), element, optional=True),
    ]
    title, keep, no = t.plain("Two minutes"), t.plain("Promise"), t.plain("None of them")
    return blocks.modal(PROMISE_FORM, title, rows, submit=keep, close=no, metadata=metadata)


def promised(t: Translator, items: Sequence[Found]) -> Message:
    if not items:
        return _words(t("Fine, nothing is promised."))
    listed = t.plain(", ").join(t.plain("{words} ({day})", words=item.words, day=item.due_on) for item in items)
    return _words(t("Promised: {items}.", items=listed))


def reminder(t: Translator, words: str) -> Message:
    """On the day, to whoever promised it."""
    text = t("You promised for today: *{words}*", words=words)
    buttons = (
        blocks.button(t.plain("Done"), KEPT, style="primary"),
        blocks.button(t.plain("In a week"), LATER),
        blocks.button(t.plain("Drop it"), DROP),
    )
    return Message(text, [blocks.section(text), blocks.actions(*buttons)])


def kept(t: Translator, words: str) -> Message:
    return _words(t("Done: *{words}*", words=words))


def moved(t: Translator, words: str, day: date) -> Message:
    return _words(t("Moved to {day}: *{words}*.", day=day, words=words))


def dropped(t: Translator, words: str) -> Message:
    return _words(t("Dropped: *{words}*", words=words))


# --- what we see -------------------------------------------------------------------------------------------------


def summary(t: Translator, partner: str, day: date, reports: Sequence[Any], asked: Mapping[int, Asked]) -> Message:
    """What a partner's people answered.

    `asked` has by report what they ask of us with a day.
    """
    text = t.plural(
        "*{partner}*, check-in of {day}: {count} answer",
        "*{partner}*, check-in of {day}: {count} answers",
        len(reports),
        partner=partner,
        day=day,
    )
    shown = reports[:SHOWN]
    length = _CHARACTERS // (3 * max(len(shown), 1))
    rows = [blocks.section(text)]
    for report in shown:
        rows += _answer(t, report, asked.get(report.id, ()), length)
    more = len(reports) - len(shown)
    if more > 0:
        rows.append(blocks.context(t("and {count} more", count=more)))
    return Message(text, rows)


def rhythm(t: Translator, partner: str, schedule: Schedule | None) -> Mrkdwn:
    """When a partner is asked."""
    if schedule is None or not schedule.enabled:
        return t("*{partner}* is not asked how it goes.", partner=partner)
    return t("*{partner}* is asked how it goes {when}.", partner=partner, when=checkins.rhythm(t, schedule))


def told(text: Mrkdwn) -> Message:
    """One line, for whoever asked."""
    return _words(text)


def _answer(t: Translator, report: Any, asked: Asked, length: int) -> list[Block]:
    name = t("*{name}*", name=report.member_name)
    if report.confidence is not None:
        name = t("*{name}* · {mark} of {best}", name=report.member_name, mark=report.confidence, best=_BEST)
    rows = [blocks.section(name), _as_written(report.progress, length)]
    for label, words in ((t("In the way:"), report.blocker), (t("Needs of us:"), report.needs)):
        if words:
            rows += [blocks.context(label), _as_written(words, length)]
    taken = [
        t("{name} promised: {words} ({day})", name=name, words=item.words, day=item.due_on)
        for _place, item, name in asked
        if name
    ]
    open_ones = [
        blocks.button(
            clip(t.plain("I promise: {words} ({day})", words=clip(item.words, 45), day=item.due_on), 75),
            f"{OURS}_{place}",
            f"{report.id}:{place}",
        )
        for place, item, name in asked
        if not name
    ]
    rows += [blocks.context(*taken)] if taken else []
    return [*rows, blocks.actions(*open_ones)] if open_ones else rows


def _field(label: str, block_id: str, initial: str, *, optional: bool = False, hint: str = "") -> Block:
    element = blocks.text_input(block_id, initial, multiline=True, length=WORDS_LENGTH, hint=hint)
    return blocks.input_block(block_id, label, element, optional=optional)


def _as_written(words: str, length: int) -> Block:
    """Somebody's own words: no markup in them does anything."""
    return {"type": "section", "text": blocks.plain(words, length)}


def _words(text: Mrkdwn) -> Message:
    return Message(text, [blocks.section(text)])
