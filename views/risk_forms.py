"""The forms that put a risk right: the next step, a new date, or why it is none."""

from __future__ import annotations

from datetime import date
from typing import Any

from views import blocks
from views.blocks import Block
from views.words import Mrkdwn, Translator

STEP_FORM, DATE_FORM, REASON_FORM = "risk_step_form", "risk_date_form", "risk_reason_form"
STEP, DAY, WHY = "step", "day", "why"


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
