"""The form that makes a message an update of a deal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from views import blocks
from views.blocks import Block
from views.deal_forms import NOTE, next_step
from views.deals import amount_of
from views.words import Translator

SHORTCUT, FORM = "log_deal_update", "deal_update"
DEAL = "deal"


def form(t: Translator, metadata: str, offered: Sequence[Any], said: str, meant: Any | None) -> Block:
    """Which deal, what was said, and the next step. `offered` are cards of deals, `meant` the likely one of them."""
    options = [blocks.option(_label(t, deal), deal.id) for deal in offered]
    menu = blocks.select(DEAL, options, initial=meant.id if meant is not None else None)
    note = blocks.text_input(NOTE, said, multiline=True, length=1000)
    rows = [
        blocks.input_block(DEAL, t.plain("Deal"), menu),
        blocks.input_block(NOTE, t.plain("Update"), note),
        *next_step(t, {}),
    ]
    title, save, cancel = t.plain("Deal update"), t.plain("Save"), t.plain("Cancel")
    return blocks.modal(FORM, title, rows, submit=save, close=cancel, metadata=metadata)


def _label(t: Translator, deal: Any) -> str:
    """Acme · $12,000."""
    worth = amount_of(deal)
    return f"{deal.customer_name} · {t.show(worth)}" if worth is not None else str(deal.customer_name)
