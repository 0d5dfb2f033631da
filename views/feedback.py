"""What people read about feedback: that some waits, that it was read, what they gave. Never the text, but in public."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from storage.feedback import MANAGER, PUBLIC, WITH_MANAGER, Feedback
from storage.members import Member
from views import blocks, promises
from views.blocks import Block, Message
from views.words import Mrkdwn, Translator

READ, WITHDRAW, WRITE, DECLINE, OPEN_FORM = (
    "feedback_open",
    "feedback_withdraw",
    "feedback_write",
    "feedback_decline",
    "feedback_new",
)
SHOWN = 5

Local = Callable[[datetime], datetime]
"""A moment as the reader's clock has it."""


def arrived(t: Translator, given: Any, *, giver: str, receiver: str, is_about_reader: bool, is_read: bool) -> Message:
    """Tells a reader that feedback waits. The text is behind a button: a lock screen shows messages to anybody."""
    if is_about_reader:
        text = t("*{giver}* has feedback for you. You alone read it.", giver=giver)
        if given.audience == WITH_MANAGER:
            text = t("*{giver}* has feedback for you. You and your manager read it.", giver=giver)
    elif given.audience == MANAGER:
        text = t("*{giver}* has feedback about *{name}*, for managers alone.", giver=giver, name=receiver)
    else:
        text = t("*{giver}* has feedback about *{name}*. {name} reads it as well.", giver=giver, name=receiver)
    label = t.plain("Read again") if is_read else t.plain("Read")
    button = blocks.button(label, READ, given.id, style="" if is_read else "primary")
    return Message(text, [blocks.section(text), blocks.actions(button)])


def taken_back(t: Translator, giver: str) -> Message:
    """What is left of the news when it was withdrawn unread."""
    return _words(t("{giver} took this feedback back.", giver=giver))


def was_read(t: Translator, reader: str, receiver: str, *, is_about_reader: bool) -> Message:
    """The giver's receipt."""
    if is_about_reader:
        return _words(t("*{reader}* has read your feedback.", reader=reader))
    return _words(t("*{reader}* has read your feedback about *{name}*.", reader=reader, name=receiver))


def praise(t: Translator, given: Feedback, *, giver: str, receiver: Member) -> Message:
    """Praise in the team's channel, in the giver's own words; whoever is praised hears it."""
    text = t("🙌 *{giver}* praises <@{person}>", giver=giver, person=Mrkdwn(receiver.slack_user_id))
    words = {"type": "section", "text": blocks.plain(given.text, 3000)}
    return Message(text, [blocks.section(text), words])


def praise_taken_back(t: Translator, corrected: str) -> Message:
    """What is left of a post when the giver took it back."""
    return _words(t("_Praise was here; its author took it back, {time}._", time=corrected))


def asked(t: Translator, request_id: int, *, asker: str, about: str, readers: str, state: str) -> Message:
    """Somebody asks for feedback about themselves."""
    text = t("*{name}* asks for your feedback.", name=asker)
    rows = [blocks.section(text)]
    if about:
        rows.append({"type": "section", "text": blocks.plain(about, 300)})
    if state:
        rows.append(blocks.context(state))
        return Message(text, rows)
    rows.append(blocks.context(readers))
    write = blocks.button(t.plain("Write"), WRITE, request_id, style="primary")
    rows.append(blocks.actions(write, blocks.button(t.plain("Not this time"), DECLINE, request_id)))
    return Message(text, rows)


def sent(t: Translator, feedback_id: int, *, receiver: str, readers: Mrkdwn, has_promise: bool) -> Message:
    """The receipt of the giver, with the way back until somebody has read it."""
    text = t("Sent: feedback for *{name}*.", name=receiver)
    return Message(text, [blocks.section(text), blocks.context(readers), _after_giving(t, feedback_id, has_promise)])


def posted(t: Translator, feedback_id: int, *, receiver: str, channel: str, has_promise: bool) -> Message:
    """The receipt of praise in public."""
    text = t("On its way to <#{channel}>: your praise for *{name}*.", channel=Mrkdwn(channel), name=receiver)
    return Message(text, [blocks.section(text), _after_giving(t, feedback_id, has_promise)])


def _after_giving(t: Translator, feedback_id: int, has_promise: bool) -> Block:
    """What a giver can do: take it back, and promise what they wrote that they will do."""
    withdraw = blocks.button(t.plain("Take it back"), WITHDRAW, feedback_id)
    return blocks.actions(withdraw, *([promises.after_feedback(t, feedback_id)] if has_promise else []))


def overview(
    t: Translator, *, given: Sequence[Any], received: Sequence[Any], asked_of: Sequence[Any], local: Local
) -> Message:
    """`/feedback list`: what waits to be read, what was asked for, what was given."""
    title = t("*Your feedback*")
    rows = [blocks.section(title)]
    if not (given or received or asked_of):
        text = t("No feedback yet. `/feedback @ben` writes some, `/feedback ask @mei about my demo` asks for some.")
        return Message(text, [blocks.section(text)])
    for row in received:
        label = t.plain("Read again") if row.read_at is not None else t.plain("Read")
        line = t(
            "From *{giver}* about *{name}*, {at}", giver=row.giver_name, name=row.receiver_name, at=local(row.given_at)
        )
        rows.append(blocks.section(line, blocks.button(label, READ, row.id)))
    for row in asked_of:
        line = t("*{name}* asks for your feedback, {at}", name=row.asker_name, at=local(row.asked_at))
        rows.append(blocks.section(line, blocks.button(t.plain("Write"), WRITE, row.id)))
    for row, is_read in given:
        line = t(
            "You to *{name}*, {at}, {state}",
            name=row.receiver_name,
            at=local(row.given_at),
            state=_state(t, row, is_read),
        )
        rows.append(blocks.section(line))
        buttons = [blocks.button(t.plain("Show"), READ, row.id)]
        if not is_read:
            buttons.append(blocks.button(t.plain("Take it back"), WITHDRAW, row.id))
        rows.append(blocks.actions(*buttons))
    return Message(title, rows)


def form_elsewhere(t: Translator) -> Message:
    """Where Slack opens no form for a typed line: nothing of it is kept, and the form is a click away."""
    text = t("Feedback is written in a form, so that only those you choose read it. I kept nothing of your line.")
    return Message(text, [blocks.section(text), blocks.actions(blocks.button(t.plain("Open the form"), OPEN_FORM))])


def waiting(t: Translator, unread: int) -> Mrkdwn:
    """How much waits to be read, and where."""
    return t.plural(
        "One piece of feedback waits to be read: `/feedback list`",
        "{count} pieces of feedback wait to be read: `/feedback list`",
        unread,
    )


def on_home(t: Translator, unread: int, asked_of: Sequence[Any]) -> list[Block]:
    """What waits for a person: feedback to be read, and to be written."""
    rows: list[Block] = []
    if unread:
        rows.append(blocks.section(waiting(t, unread)))
    for row in asked_of[:2]:
        line = t("*{name}* asks for your feedback", name=row.asker_name)
        rows.append(blocks.section(line, blocks.button(t.plain("Write"), WRITE, row.id)))
    return rows


def _state(t: Translator, row: Any, is_read: bool) -> str:
    if row.audience == PUBLIC:
        return t.plain("in public")
    return t.plain("read") if is_read else t.plain("not read yet")


def _words(text: str) -> Message:
    return Message(text, [blocks.section(text)])
