"""What a partner reads of their own registrations: one of three answers at once, and what comes of each later.

Outsiders read this. It says nothing of who else is there, and the same whoever that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sales import registrations as rules
from sales.money import Money
from storage import registrations as states
from views import blocks
from views.blocks import Block, Message
from views.words import Translator, source

ADD, WORKING, GIVE_UP = "registration_add", "registration_working", "registration_give_up"
SHOWN = 20

_STATES = {
    states.IN_REVIEW: source("being looked at"),
    states.RETURNED: source("we have a question"),
    states.UNAVAILABLE: source("can't be registered"),
    states.EXPIRED: source("protection is over"),
    states.WITHDRAWN: source("given up"),
    states.CONVERTED: source("a deal has come of it"),
}


def answer(t: Translator, registration: Any, zone: str) -> Message:
    """What the submitter reads at once, by what was answered: three cases that look alike."""
    if registration.state == states.PROTECTED:
        text = t(
            "Registered: *{company}* is yours until {day}. I will ask how it goes in {count} days.",
            company=registration.company,
            day=registration.protected_until,
            count=rules.ASKED_AFTER.days,
        )
        return Message(text, [blocks.section(text)])
    if registration.state == states.UNAVAILABLE:
        text = t("This one can't be registered. If you know more about it, tell us.")
        button = blocks.button(t.plain("Add details"), ADD, states.ticket(registration))
        return Message(text, [blocks.section(text), blocks.actions(button)])
    text = t("We need to look at this one. You have an answer by {moment}.", moment=moment(t, registration, zone))
    return Message(text, [blocks.section(text)])


def beside_others(t: Translator, answer: Message) -> Message:
    """Any answer to a line that was typed where other companies, or all of ours, read."""
    hint = t("Others can read what you typed here. *Register a deal* and direct messages to me stay between us.")
    return Message(answer.text, [*answer.blocks, blocks.context(hint)])


def moment(t: Translator, registration: Any, zone: str) -> str:
    """By when it is decided, on the reader's clock, and whose clock that is."""
    by: datetime = registration.answer_by.astimezone(ZoneInfo(zone))
    return t("{moment} ({zone} time)", moment=by, zone=zone.rpartition("/")[2].replace("_", " "))


def known(t: Translator, registration: Any, zone: str, *, is_theirs: bool) -> Message:
    """The company has registered the same customer before; by `is_theirs` the same person."""
    if not is_theirs:
        return _words(t("Somebody of your company has registered this one already. Ask your colleagues."))
    text = t("You have registered this one already: {state}.", state=state(t, registration, zone))
    return _words(text)


def state(t: Translator, registration: Any, zone: str) -> str:
    """How one of their registrations stands."""
    if registration.state == states.PROTECTED:
        return t("yours until {day}", day=registration.protected_until)
    if registration.state == states.IN_REVIEW:
        return t("answer by {moment}", moment=moment(t, registration, zone))
    return t(_STATES[registration.state])


def mine(t: Translator, found: Sequence[Any], zone: str, today: date) -> Message:
    """Everything that one person has registered for their company, the newest first."""
    if not found:
        return _words(t("You have registered nothing yet. *Register a deal* takes a minute."))
    title = t("*Your registrations*")
    rows: list[Block] = [blocks.section(title)]
    for row in found[:SHOWN]:
        rows.append(blocks.section(_line(t, row, zone)))
        buttons = actions(t, row, today)
        if buttons:
            rows.append(blocks.actions(*buttons))
    return Message(title, rows)


def mine_form(t: Translator, message: Message) -> Block:
    """The same in a form's place, for a button's click."""
    rows = message.blocks[1:] or message.blocks  # the form has a title of its own
    return blocks.modal("registrations", t.plain("My registrations"), rows, close=t.plain("Close"))


def answer_form(t: Translator, message: Message) -> Block:
    """The answer in the place of the form that was sent."""
    return blocks.modal("registered", t.plain("Register a deal"), message.blocks, close=t.plain("Close"))


def actions(t: Translator, row: Any, today: date) -> list[Block]:
    """What a partner can do about one of their registrations."""
    if row.state == states.PROTECTED:
        leave = blocks.confirm(
            t.plain("Give it up?"), t.plain("Others can register it then."), t.plain("Give it up"), t.plain("Keep it")
        )
        buttons = [blocks.button(t.plain("Give it up"), GIVE_UP, states.ticket(row), confirm=leave)]
        if may_confirm(row, today):
            buttons.insert(
                0, blocks.button(t.plain("Still working on it"), WORKING, states.ticket(row), style="primary")
            )
        return buttons
    if row.state in (states.RETURNED, states.UNAVAILABLE, states.IN_REVIEW):
        return [blocks.button(t.plain("Add details"), ADD, states.ticket(row))]
    return []


def may_confirm(row: Any, today: date) -> bool:
    """Whether to say that they still work on it is worth something now: they were asked, or it ends soon."""
    asked = row.asked_at is not None and (row.confirmed_at is None or row.confirmed_at < row.asked_at)
    return bool(asked or row.protected_until - today <= rules.WARNED_BEFORE)


def asked(t: Translator, row: Any, today: date) -> Message:
    """Do they still work on it?"""
    text = t(
        "*{company}* is yours until {day}. Are you still working on it?",
        company=row.company,
        day=row.protected_until,
    )
    return Message(text, [blocks.section(text), blocks.actions(*actions(t, row, today))])


def settled(t: Translator, row: Any, zone: str, asked_at: datetime) -> Message:
    """What is left of the question that was asked then: it was answered, asked anew, or is none any more."""
    if row.state == states.WITHDRAWN:
        return given_up(t, row)
    if row.state == states.PROTECTED and row.confirmed_at is not None and row.confirmed_at >= asked_at:
        return extended(t, row)
    return _words(t("*{company}*: {state}.", company=row.company, state=state(t, row, zone)))


def is_open(row: Any, asked_at: datetime) -> bool:
    """Whether the question that was asked then still waits for an answer."""
    is_answered = row.confirmed_at is not None and row.confirmed_at >= asked_at
    return bool(row.state == states.PROTECTED and row.asked_at == asked_at and not is_answered)


def extended(t: Translator, row: Any) -> Message:
    """They do, and it holds so much longer."""
    return _words(t("Good. *{company}* is yours until {day}.", company=row.company, day=row.protected_until))


def given_up(t: Translator, row: Any) -> Message:
    """They gave it up."""
    return _words(t("*{company}* is free again. Thank you for saying so.", company=row.company))


def added(t: Translator, row: Any, zone: str) -> Message:
    """Thanks for what they know; somebody looks."""
    text = t(
        "Thank you. You have an answer about *{company}* by {moment}.", company=row.company, moment=moment(t, row, zone)
    )
    return _words(text)


def decided(t: Translator, row: Any, zone: str, today: date) -> Message:
    """What one of us, or the calendar, decided later."""
    if row.state == states.PROTECTED:
        text = t("*{company}* is yours until {day}.", company=row.company, day=row.protected_until)
    elif row.state == states.RETURNED:
        text = t("About *{company}*, we want to know: {question}", company=row.company, question=row.wanted)
    elif row.state == states.UNAVAILABLE:
        text = t("*{company}* can't be registered. If you know more about it, tell us.", company=row.company)
    elif row.state == states.EXPIRED and row.protected_until >= today:  # not the calendar: it may be somebody's by now
        text = t(
            "We have ended your protection of *{company}*. If you know more about it, tell your contact here.",
            company=row.company,
        )
    elif row.state == states.EXPIRED:
        text = t("Your protection of *{company}* is over. You can register it anew.", company=row.company)
    elif row.state == states.CONVERTED:
        text = t("*{company}* is a deal now, and it counts as brought by you.", company=row.company)
    else:
        text = t("*{company}*: {state}.", company=row.company, state=state(t, row, zone))
    buttons = actions(t, row, today) if row.state in (states.RETURNED, states.UNAVAILABLE) else []
    return Message(text, [blocks.section(text), *([blocks.actions(*buttons)] if buttons else [])])


def _line(t: Translator, row: Any, zone: str) -> str:
    amount = Money(row.amount_minor, row.currency) if row.amount_minor is not None else None
    company = (
        t("*{company}*, {amount}", company=row.company, amount=amount)
        if amount
        else t("*{company}*", company=row.company)
    )
    return t("{company} · {state}", company=company, state=state(t, row, zone))


def _words(text: str) -> Message:
    return Message(text, [blocks.section(text)])
