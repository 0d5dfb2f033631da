"""The forms for deals. Each field's block has the field's name: by it a submission is read, and errors are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sales import pipeline
from storage.customers import Customer
from storage.stages import Stage
from views import blocks
from views.blocks import Block, Element
from views.deals import LOST_REASONS, reason_name, stage_name
from views.words import Translator, source

SUBMIT = "deal_form"
FIND_CUSTOMER = "deal_customer"
CUSTOMER, AMOUNT, DAY, STAGE, REASON, PARTNER, SOURCED, STEP, STEP_DAY, NOTE = (
    "customer",
    "amount",
    "day",
    "stage",
    "reason",
    "partner",
    "sourced",
    "step",
    "step_day",
    "note",
)
NEW, EDIT = "new", "edit"
NEW_CUSTOMER = "new:"
"""Begins the value of the option that stands for a customer we do not have yet; the typed name follows."""

_TITLES = {
    pipeline.WON: source("Log a win"),
    pipeline.LOST: source("Log a loss"),
    NEW: source("New deal"),
    EDIT: source("Edit deal"),
}


def form(
    t: Translator,
    mode: str,
    metadata: str,
    *,
    customer: Customer | None,
    stages: Sequence[Stage],
    values: dict[str, Any],
) -> Block:
    """A form for `mode` (won, lost, new or edit), filled with what is known: `values` by field."""
    rows = [_customer(t, customer, values.get("name", "")), _amount(t, values.get(AMOUNT, ""), mode)]
    if mode == pipeline.LOST:
        options = [blocks.option(reason_name(t, reason), reason) for reason in LOST_REASONS]
        reasons = blocks.select(REASON, options, initial=values.get(REASON))
        rows.append(blocks.input_block(REASON, t.plain("Why?"), reasons))
    if mode in (NEW, EDIT):
        options = [blocks.option(stage_name(t, stage.name), stage.id) for stage in stages]
        rows.append(
            blocks.input_block(STAGE, t.plain("Stage"), blocks.select(STAGE, options, initial=values.get(STAGE)))
        )
    rows.append(_day(t, values.get(DAY), mode, is_open=values.get("is_open", True)))
    if mode in (NEW, EDIT):
        rows += next_step(t, values)
    if mode in (NEW, pipeline.WON):
        label, element = t.plain("Partner"), blocks.text_input(PARTNER, values.get(PARTNER, ""), length=120)
        rows.append(blocks.input_block(PARTNER, label, element, optional=True))
        brought = blocks.checkbox(SOURCED, t.plain("The partner brought it"), checked=bool(values.get(SOURCED)))
        rows.append(blocks.input_block(SOURCED, t.plain("Who brought it?"), brought, optional=True))
    note = blocks.text_input(NOTE, values.get(NOTE, ""), multiline=True, length=1000)
    rows.append(blocks.input_block(NOTE, t.plain("Note"), note, optional=True))
    title, submit, close = t.plain(_TITLES[mode]), t.plain("Save"), t.plain("Cancel")
    return blocks.modal(SUBMIT, title, rows, submit=submit, close=close, metadata=metadata)


def customer_options(t: Translator, found: Sequence[Customer], typed: str) -> list[Element]:
    """What to offer while a customer's name is typed; last, unless we have exactly that one, a new one of that name."""
    options = [blocks.option(customer.name, customer.id) for customer in found]
    if typed and not any(customer.name.casefold() == typed.casefold() for customer in found):
        label = t.plain("New customer: {name}", name=typed)
        options = [*options[:99], blocks.option(label, f"{NEW_CUSTOMER}{typed[:120]}")]
    return options


def _customer(t: Translator, customer: Customer | None, name: str) -> Block:
    initial = None
    if customer is not None:
        initial = blocks.option(customer.name, customer.id)
    elif name:
        initial = customer_options(t, [], name)[0]
    element = blocks.external_select(FIND_CUSTOMER, initial=initial, placeholder=t.plain("Type a name"))
    return blocks.input_block(CUSTOMER, t.plain("Customer"), element)


def _amount(t: Translator, initial: str, mode: str) -> Block:
    element = blocks.text_input(AMOUNT, initial, length=60, hint=t.plain("12k, €12,000, 12万"))
    return blocks.input_block(AMOUNT, t.plain("Amount"), element, optional=mode != pipeline.WON)


def _day(t: Translator, initial: date | None, mode: str, *, is_open: bool) -> Block:
    closes = mode == NEW or (mode == EDIT and is_open)
    label = t.plain("Expected to close") if closes else t.plain("Closed on")
    element = blocks.date_input(DAY, initial.isoformat() if initial else None)
    return blocks.input_block(DAY, label, element, optional=closes)


def next_step(t: Translator, values: dict[str, Any]) -> list[Block]:
    """What is to be done next, and by when."""
    day: date | None = values.get(STEP_DAY)
    step = blocks.text_input(STEP, values.get(STEP, ""), length=200, hint=t.plain("call Zhang"))
    by = blocks.date_input(STEP_DAY, day.isoformat() if day else None)
    return [
        blocks.input_block(STEP, t.plain("Next step"), step, optional=True),
        blocks.input_block(STEP_DAY, t.plain("Next step by"), by, optional=True),
    ]
