"""The forms of feedback: who reads it is chosen first and stands beside the text; and the form it is read in.

No form carries the text in its metadata: Slack keeps what was typed in a field as long as the field stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storage.feedback import MANAGER, PERSON, PUBLIC, Audience, Feedback
from storage.members import Member
from views import blocks, promises
from views.blocks import Block, Element
from views.words import Mrkdwn, Translator

FORM, READ_FORM = "feedback_form", "feedback_read"
PERSON_FIELD, AUDIENCE, TEXT = "person", "audience", "text"
CHOOSE_PERSON, CHOOSE_AUDIENCE = "feedback_person", "feedback_audience"
GIVE, ASK, ANSWER = "give", "ask", "answer"
"""What a form is for: feedback for somebody, asking for some, giving what was asked for."""
LENGTH = 3000


def person_form(t: Translator, mode: str, metadata: str, *, text: str | None = None, notice: str = "") -> Block:
    """Asks whom it is about, or whom to ask. A `text` that was typed already stands in its field."""
    label = t.plain("Whom do you ask?") if mode == ASK else t.plain("Who is it for?")
    rows = [blocks.section(notice)] if notice else []
    field = blocks.input_block(PERSON_FIELD, label, blocks.person_input(CHOOSE_PERSON))
    rows.append(field | {"dispatch_action": True})
    if text is not None:
        rows.append(_text(t, mode, text))
    return _modal(t, mode, rows, metadata, submit=t.plain("Continue"))


def form(
    t: Translator,
    mode: str,
    metadata: str,
    *,
    about: Member,
    other: Member,
    choices: Sequence[Audience],
    chosen: Audience | None,
    text: str | None = None,
    notice: str = "",
    topic: str = "",
    is_sure: bool = False,
) -> Block:
    """Who reads it, and once that is chosen, the text; for `ANSWER` whoever asked has chosen.

    `about` is whom it is about, `other` whom it is written to or who is asked; `topic` what an asker wants to know.
    `text` is None while nothing was written; an empty one leaves in the field what stands there. `is_sure` is the last
    step before something is posted in public.
    """
    rows = [blocks.section(notice)] if notice else []
    rows.append(blocks.section(_title(t, mode, about, other)))
    if topic:
        rows.append({"type": "section", "text": blocks.plain(topic, LENGTH)})
    if mode != ANSWER:
        field = blocks.input_block(AUDIENCE, t.plain("Who reads it?"), _choices(t, mode, choices, chosen))
        rows.append(field | {"dispatch_action": True})
    if chosen is not None:
        rows.append(blocks.section(told(t, mode, chosen)))
    if chosen is not None or text is not None:
        rows.append(_text(t, mode, text or ""))
    if chosen is not None and chosen.name == PUBLIC and is_sure:
        words = t("*Post it?* It goes to <#{channel}> at once, with your name.", channel=Mrkdwn(chosen.channel_id))
        rows.append(blocks.section(words))
        return _modal(t, mode, rows, metadata, submit=t.plain("Post it"))
    if chosen is None:
        return _modal(t, mode, rows, metadata, submit=t.plain("Continue"))
    return _modal(t, mode, rows, metadata, submit=_send(t, mode, chosen))


def told(t: Translator, mode: str, audience: Audience) -> Mrkdwn:
    """Who will read it, by name."""
    if audience.name == PUBLIC:
        return t("*Everybody in <#{channel}> reads it.*", channel=Mrkdwn(audience.channel_id))
    names = t.plain(", ").join(reader.name for reader in audience.readers)
    if mode == ASK:
        return t("*Read by {names}.* Nobody else, admins included. This stands beside the text.", names=names)
    return t("*Read by {names}.* Nobody else, admins included. Once sent, this cannot be changed.", names=names)


def choice(t: Translator, mode: str, audience: Audience) -> str:
    """The label of an audience."""
    if audience.name == PUBLIC:
        return t.plain("Praise in public")
    if audience.name == PERSON:
        return t.plain("I alone") if mode == ASK else t.plain("{name} alone", name=audience.readers[0].name[:40])
    if audience.name == MANAGER:
        return t.plain("My manager alone") if mode == ASK else t.plain("The manager alone")
    if mode == ASK:
        return t.plain("I and my manager")
    return t.plain("{name} and the manager", name=audience.readers[0].name[:40])


def read_form(
    t: Translator,
    given: Feedback,
    metadata: str,
    *,
    giver: str,
    receiver: Mrkdwn,
    at: datetime,
    readers: Mrkdwn,
    is_own: bool,
    may_promise: bool,
) -> Block:
    """The text, with who else reads it, and the way to promise something of it; for readers and the giver only."""
    heading = t("Your feedback for {name}, {at}", name=receiver, at=at)
    if not is_own:
        heading = t("*{giver}* for {name}, {at}", giver=giver, name=receiver, at=at)
    rows = [
        blocks.section(heading),
        {"type": "section", "text": blocks.plain(given.text, LENGTH)},
        blocks.context(readers),
    ]
    if may_promise:
        rows.append(blocks.actions(promises.after_feedback(t, given.id)))
    return blocks.modal(READ_FORM, t.plain("Feedback"), rows, close=t.plain("Close"), metadata=metadata)


def _title(t: Translator, mode: str, about: Member, other: Member) -> Mrkdwn:
    if mode == ASK:
        return t("You ask *{name}* for feedback about you.", name=other.name)
    if mode == ANSWER:
        return t("*{name}* asks you for feedback.", name=about.name)
    return t("Feedback for *{name}*", name=about.name)


def _choices(t: Translator, mode: str, choices: Sequence[Audience], chosen: Audience | None) -> Element:
    options = []
    for audience in choices:
        names = t.plain(", ").join(reader.name for reader in audience.readers)
        described = t.plain("In the team's channel") if audience.name == PUBLIC else names
        option = blocks.option(choice(t, mode, audience), audience.name)
        options.append(option | {"description": blocks.plain(described)})
    return blocks.radio(CHOOSE_AUDIENCE, options, initial=chosen.name if chosen is not None else None)


def _text(t: Translator, mode: str, text: str) -> Block:
    if mode == ASK:
        element = blocks.text_input(TEXT, text, multiline=True, length=300, hint=t.plain("my demo at Acme on Monday"))
        return blocks.input_block(TEXT, t.plain("About what?"), element, optional=True)
    hint = t.plain("What you saw, what it did, what you would like")
    element = blocks.text_input(TEXT, text, multiline=True, length=LENGTH, hint=hint)
    return blocks.input_block(TEXT, t.plain("Your words"), element)


def _send(t: Translator, mode: str, audience: Audience) -> str:
    if mode == ASK:
        return t.plain("Ask")
    return t.plain("Continue") if audience.name == PUBLIC else t.plain("Send")


def _modal(t: Translator, mode: str, rows: list[Block], metadata: str, *, submit: str) -> Block:
    title = t.plain("Ask for feedback") if mode == ASK else t.plain("Feedback")
    return blocks.modal(FORM, title, rows, submit=submit, close=t.plain("Cancel"), metadata=metadata)
