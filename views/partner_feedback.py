"""What partners think of working with us: their form, with a name or without, and what our own people read of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storage.partner_voices import FEWEST_UNNAMED, WORDS_LENGTH, PartnerFeedback
from views import blocks
from views.blocks import Block, Message
from views.words import Mrkdwn, Translator, source

FORM = "partner_feedback_form"
NAMED, RATING, WORDS = "named", "rating", "words"
WITH_NAME, WITHOUT = "with", "without"
BEST = 5
_PAGE = 8000
"""Characters of what came without names in one message."""

_RATINGS = (
    source("1 · badly"),
    source("2 · not so well"),
    source("3 · fairly"),
    source("4 · well"),
    source("5 · very well"),
)


def form(t: Translator, metadata: str) -> Block:
    """Whether it goes with a name is chosen before anything is written."""
    choices = [
        blocks.option(t.plain("With my name"), WITH_NAME),
        blocks.option(t.plain("Without my name"), WITHOUT),
    ]
    ratings = [blocks.option(t.plain(text), number) for number, text in enumerate(_RATINGS, 1)]
    kept = t(
        "Without your name we keep the month and nothing else: no person, no company. It is read from the next month "
        "on, with what others wrote, never fewer than {count} together, in no order.",
        count=FEWEST_UNNAMED,
    )
    rows = [
        blocks.input_block(NAMED, t.plain("How do you send it?"), blocks.radio(NAMED, choices)),
        blocks.context(t("With your name, your contact here reads it at once."), kept),
        blocks.input_block(RATING, t.plain("How do we work together?"), blocks.select(RATING, ratings)),
        blocks.input_block(WORDS, t.plain("Your words"), blocks.text_input(WORDS, multiline=True, length=WORDS_LENGTH)),
    ]
    title, send, cancel = t.plain("Feedback"), t.plain("Send"), t.plain("Cancel")
    return blocks.modal(FORM, title, rows, submit=send, close=cancel, metadata=metadata)


def thanks(t: Translator, *, is_named: bool) -> Message:
    """To whoever sent it."""
    if is_named:
        return _words(t("Thank you. Your contact here reads it."))
    return _words(t("Thank you. Nothing of you is kept with it."))


def given(t: Translator, row: Any) -> Message:
    """What somebody said with their name."""
    text = t("*{partner}* · {name}: {rating} of {best}", **_facts(row), partner=row.partner_name, name=row.member_name)
    return Message(text, [blocks.section(text), _as_written(row.words)])


def unnamed(t: Translator, rows: Sequence[PartnerFeedback]) -> Message:
    """What came without names, all that is told on a day, or a page of it."""
    text = t("*Feedback of partners, without names*")
    shown = [blocks.section(text)]
    for row in rows:
        shown += [blocks.context(t("{rating} of {best}", **_facts(row))), _as_written(row.words)]
    return Message(text, shown)


def pages(rows: Sequence[PartnerFeedback]) -> list[list[PartnerFeedback]]:
    """As much in each as one message holds."""
    found: list[list[PartnerFeedback]] = []
    left = 0
    for row in rows:
        if left < len(row.words) or not found:
            found.append([])
            left = _PAGE
        found[-1].append(row)
        left -= len(row.words)
    return found


def _facts(row: Any) -> dict[str, Any]:
    return {"rating": row.rating, "best": BEST}


def _as_written(words: str) -> Block:
    """Somebody's own words: no markup in them does anything."""
    return {"type": "section", "text": blocks.plain(words, WORDS_LENGTH)}


def _words(text: Mrkdwn) -> Message:
    return Message(text, [blocks.section(text)])
