"""Support for partners as both sides see it: their form, receipt and status card; our card, reminders and queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from storage.support import CLOSED, COMMERCIAL, KINDS, MARKETING, OPEN, TAKEN, TECHNICAL, TRAINING, WORDS_LENGTH, ticket
from views import blocks
from views.blocks import Block, Message
from views.words import Mrkdwn, Translator, clip, escape, source

TAKE, CLOSE, HAND, SHOW = (
    "partner_support_take",
    "partner_support_close",
    "partner_support_hand",
    "partner_support_show",
)
RATE, REOPEN = "partner_support_rate", "partner_support_reopen"
"""What partners press; `RATE` is followed by a number from 1 to `BEST`."""
ASK_FORM, CLOSE_FORM, HAND_FORM, REOPEN_FORM = (
    "partner_support_form",
    "partner_support_close_form",
    "partner_support_hand_form",
    "partner_support_reopen_form",
)
KIND, WORDS, OUTCOME, OWNER = "kind", "words", "outcome", "owner"
BEST = 5
QUEUED = 15
"""As many as a list shows; each has its button."""
_IN_SHORT = 80

KIND_NAMES = {
    TRAINING: source("Training"),
    MARKETING: source("Marketing"),
    TECHNICAL: source("Technical"),
    COMMERCIAL: source("Commercial"),
}


def kind_name(t: Translator, kind: str) -> str:
    return t.plain(KIND_NAMES[kind])


# --- what partners see -------------------------------------------------------------------------------------------


def ask_form(t: Translator, metadata: str, *, is_told_here: bool) -> Block:
    """What they need. `is_told_here` when the channel hears how it stands."""
    options = [blocks.option(kind_name(t, kind), kind) for kind in KINDS]
    rows = [
        blocks.input_block(KIND, t.plain("What is it about?"), blocks.radio(KIND, options)),
        blocks.input_block(
            WORDS,
            t.plain("What do you need?"),
            blocks.text_input(WORDS, multiline=True, length=WORDS_LENGTH, hint=t.plain("a demo licence until Friday")),
        ),
    ]
    if is_told_here:
        hint = t("This channel reads that you asked, how it stands and our answer; not what you write here.")
        rows.append(blocks.context(hint))
    return blocks.modal(
        ASK_FORM, t.plain("Ask for support"), rows, submit=t.plain("Send"), close=t.plain("Cancel"), metadata=metadata
    )


def form_elsewhere(t: Translator, action_id: str) -> Message:
    """Where Slack opens no form for a typed line."""
    text = t("Type what you need behind its kind: `support technical our demo licence has run out`. Or use the form.")
    return Message(text, [blocks.section(text), blocks.actions(blocks.button(t.plain("Ask for support"), action_id))])


def received(t: Translator, number: int, due: datetime, *, is_theirs: bool) -> Message:
    """To whoever asked, and nobody else. `due` is by their clock; by ours where Slack does not tell us theirs."""
    facts = {"number": str(number), "due": due}
    if is_theirs:
        return _words(t("Request {number} is with us. You have an answer by {due} your time.", **facts))
    return _words(t("Request {number} is with us. You have an answer by {due}, our time.", **facts))


def status(t: Translator, row: Any, answer_on: date) -> Message:
    """How a request stands, for all who read the partner's channel; not what it says. `answer_on` by their calendar."""
    kind = kind_name(t, row.kind)
    text = t("*Request {number}* · {kind} · {name}", number=str(row.number), kind=kind, name=row.member_name)
    stands = {
        OPEN: t("With us; an answer comes by {day}.", day=answer_on),
        TAKEN: t("{name} is on it; an answer comes by {day}.", name=row.owner_name or "", day=answer_on),
        CLOSED: t("Closed by {name}: {outcome}", name=row.owner_name or "", outcome=row.outcome),
    }[row.state]
    return Message(Mrkdwn(f"{text}: {stands}"), [blocks.section(text), blocks.section(stands)])


def closed(t: Translator, row: Any, *, is_current: bool) -> Message:
    """The answer, to whoever asked, with the one question how it was."""
    text = t("Request {number} is answered by {name}.", number=str(row.number), name=row.owner_name or "")
    rows = [blocks.section(text), _as_written(row.outcome)]
    again = blocks.button(t.plain("Not solved yet"), REOPEN, ticket(row))
    if not is_current:
        return _words(t("Request {number} was opened again.", number=str(row.number)))
    if row.rating is not None:
        rows.append(blocks.context(t("You gave {rating} of {best}. Thank you.", rating=row.rating, best=BEST)))
        rows.append(blocks.actions(again))
        return Message(text, rows)
    question = t("How did we do, from 1 (not at all) to {best} (very well)? We alone read it.", best=BEST)
    rows.append(blocks.context(question))
    marks = [blocks.button(str(mark), f"{RATE}_{mark}", ticket(row)) for mark in range(1, BEST + 1)]
    rows.append(blocks.actions(*marks, again))
    return Message(text, rows)


def reopen_form(t: Translator, number: int, metadata: str) -> Block:
    """What is still missing."""
    rows = [
        blocks.section(t("*Request {number}*", number=str(number))),
        blocks.input_block(
            WORDS, t.plain("What is still missing?"), blocks.text_input(WORDS, multiline=True, length=WORDS_LENGTH)
        ),
    ]
    return blocks.modal(
        REOPEN_FORM, t.plain("Not solved yet"), rows, submit=t.plain("Send"), close=t.plain("Cancel"), metadata=metadata
    )


def taken_back(t: Translator) -> Message:
    """What is left of a post about a request that is no more."""
    return _words(t("This request was taken back."))


# --- what we see -------------------------------------------------------------------------------------------------


def card(t: Translator, row: Any, due: datetime) -> Message:
    """A request at the desk, with what can be done about it. `due` is by the reader's clock."""
    text = _title(t, row)
    rows = [blocks.section(text), _as_written(row.words)]
    if row.addition:
        rows += [blocks.context(t("Opened again:")), _as_written(row.addition)]
    if row.state == CLOSED:
        rows += [blocks.context(t("Closed by {name}:", name=row.owner_name or "")), _as_written(row.outcome)]
        if row.rating is not None:
            rows.append(blocks.context(t("They gave {rating} of {best}.", rating=row.rating, best=BEST)))
        return Message(text, rows)
    waiting = t("An answer is due by {due}.", due=due)
    if row.state == TAKEN:
        waiting = t("With {name}. An answer is due by {due}.", name=row.owner_name or "", due=due)
    rows.append(blocks.context(waiting))
    take = [blocks.button(t.plain("Take it"), TAKE, row.id, style="primary")] if row.state == OPEN else []
    rows.append(
        blocks.actions(
            *take,
            blocks.button(t.plain("Answer and close"), CLOSE, row.id),
            blocks.button(t.plain("Hand to …"), HAND, row.id),
        )
    )
    return Message(text, rows)


def taken(t: Translator, row: Any) -> Message:
    """To whoever took it."""
    facts = {"number": str(row.number), "partner": row.partner_name}
    return _words(t("Yours: request {number} of *{partner}*. They read that you are on it.", **facts))


def answered(t: Translator, row: Any) -> Message:
    """To whoever closed it."""
    facts = {"number": str(row.number), "partner": row.partner_name, "name": row.member_name}
    return _words(t("Closed: request {number} of *{partner}*. {name} has your answer.", **facts))


def handed(t: Translator, row: Any) -> Message:
    """To whoever gave it away, or had it before."""
    facts = {"number": str(row.number), "partner": row.partner_name, "name": row.owner_name or ""}
    return _words(t("{name} has request {number} of *{partner}* now.", **facts))


def close_form(t: Translator, row: Any, metadata: str) -> Block:
    """The answer, which the partner reads."""
    rows = [
        blocks.section(_title(t, row)),
        blocks.input_block(
            OUTCOME,
            t.plain("Your answer"),
            blocks.text_input(OUTCOME, multiline=True, length=WORDS_LENGTH),
            hint=t.plain("The partner reads it; where they have a channel of their own, all of them do."),
        ),
    ]
    title, send, cancel = t.plain("Answer and close"), t.plain("Close it"), t.plain("Cancel")
    return blocks.modal(CLOSE_FORM, title, rows, submit=send, close=cancel, metadata=metadata)


def hand_form(t: Translator, row: Any, metadata: str) -> Block:
    """Who of us is to see to it."""
    rows = [
        blocks.section(_title(t, row)),
        blocks.input_block(OWNER, t.plain("Who sees to it?"), blocks.person_input(OWNER)),
    ]
    return blocks.modal(
        HAND_FORM, t.plain("Hand to …"), rows, submit=t.plain("Hand over"), close=t.plain("Cancel"), metadata=metadata
    )


def reminder(t: Translator, row: Any, due: datetime) -> Message:
    """To whoever owes the answer, some hours before."""
    return _with_buttons(t, row, t("Due by {due}: {request}", due=due, request=_title(t, row)))


def given(t: Translator, row: Any, due: datetime) -> Message:
    """To whom a request was handed."""
    return _with_buttons(t, row, t("Yours now, due by {due}: {request}", due=due, request=_title(t, row)))


def overdue(t: Translator, row: Any, due: datetime) -> Message:
    """To the admins: the partner was promised an answer by then."""
    facts = {"request": _title(t, row), "due": due, "name": row.owner_name}
    text = t("{request} was to be answered by {due}.", **facts)
    if row.owner_name:
        text = t("{request} was to be answered by {due}. {name} has it.", **facts)
    return _with_buttons(t, row, text)


def settled(t: Translator, row: Any) -> Message:
    """What is left of a reminder once the request is answered."""
    return _words(t("{request} is answered.", request=_title(t, row)))


def queue(t: Translator, rows: Sequence[Any], now: datetime, dues: Sequence[datetime]) -> Message:
    """What is not answered yet, overdue first; `dues` are by the reader's clock."""
    if not rows:
        return _words(t("No request waits. What partners ask for is listed here, with who sees to it and by when."))
    title = t.plural("*{count} request of partners waits*", "*{count} requests of partners wait*", len(rows))
    shown = [blocks.section(title)]
    for row, due in zip(rows[:QUEUED], dues, strict=False):
        facts = [_title(t, row), t("overdue since {due}", due=due) if row.answer_by <= now else t("due {due}", due=due)]
        if row.owner_name:
            facts.append(t.text(row.owner_name))
        line = Mrkdwn(" · ".join(facts) + "\n" + escape(clip(row.words, _IN_SHORT)))
        shown.append(blocks.section(line, blocks.button(t.plain("Show"), SHOW, row.id)))
    more = len(rows) - QUEUED
    if more > 0:
        shown.append(blocks.context(t("and {count} more", count=more)))
    return Message(title, shown)


def _title(t: Translator, row: Any) -> Mrkdwn:
    return t(
        "*{partner}*, request {number} · {kind} · {name}",
        partner=row.partner_name,
        number=str(row.number),
        kind=kind_name(t, row.kind),
        name=row.member_name,
    )


def _with_buttons(t: Translator, row: Any, text: Mrkdwn) -> Message:
    buttons = (
        blocks.button(t.plain("Show"), SHOW, row.id),
        blocks.button(t.plain("Answer and close"), CLOSE, row.id),
        blocks.button(t.plain("Hand to …"), HAND, row.id),
    )
    return Message(text, [blocks.section(text), blocks.actions(*buttons)])


def _as_written(words: str) -> Block:
    """Somebody's own words: no markup in them does anything."""
    return {"type": "section", "text": blocks.plain(words, WORDS_LENGTH)}


def _words(text: Mrkdwn) -> Message:
    return Message(text, [blocks.section(text)])
