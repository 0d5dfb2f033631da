"""What was changed, told as a list, and the buttons that take a change back."""

from __future__ import annotations

from views import blocks
from views.blocks import Element
from views.words import Translator

UNDO = "undo"
"""The button that takes a change set back; its value is the number of the set."""


def undo_button(t: Translator, change_set_id: int) -> Element:
    """The button that every receipt carries."""
    return blocks.button(t.plain("Undo"), UNDO, change_set_id)
