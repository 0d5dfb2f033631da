"""Lists of what was changed, and the buttons that take a change back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from views import blocks
from views.blocks import Block, Element, Message
from views.words import Mrkdwn, Translator

UNDO = "undo"
"""The button that takes a change set back; its value is the number of the set."""
REASON_FORM = "undo_reason"
REASON = "reason"


@dataclass(frozen=True, slots=True)
class Entry:
    """A change set in words; `at` is in the reader's zone."""

    id: int
    at: datetime
    who: str
    what: Mrkdwn
    is_undone: bool
    may_be_undone: bool = False


def undo_button(t: Translator, change_set_id: int) -> Element:
    """The button that every receipt carries."""
    return blocks.button(t.plain("Undo"), UNDO, change_set_id)


def receipt(t: Translator, text: str, change_set_id: int | None) -> Message:
    """What was done in one line, with Undo where there is something to undo."""
    rows = [blocks.section(text)]
    if change_set_id is not None:
        rows.append(blocks.actions(undo_button(t, change_set_id)))
    return Message(text, rows)


def undone(t: Translator, text: str, change_set_id: int, *, is_redo: bool) -> Message:
    """What was taken back, with the way to turn that round."""
    label = t.plain("Undo") if is_redo else t.plain("Redo")
    return Message(text, [blocks.section(text), blocks.actions(blocks.button(label, UNDO, change_set_id))])


def reason_form(t: Translator, what: Mrkdwn, who: str, metadata: str) -> Block:
    """Asks a manager why a change of somebody, or of long ago, is to be taken back."""
    rows = [
        blocks.section(t("{who}: {what}", who=who, what=what)),
        blocks.input_block(REASON, t.plain("Why?"), blocks.text_input(REASON, length=200)),
    ]
    return blocks.modal(
        REASON_FORM, t.plain("Take back"), rows, submit=t.plain("Take back"), close=t.plain("Cancel"), metadata=metadata
    )


def undo_list(t: Translator, entries: Sequence[Entry]) -> Message:
    """The person's last changes, each with its button."""
    if not entries:
        text = t("Nothing to take back. What you log with `/deal` is listed here.")
        return Message(text, [blocks.section(text)])
    title = t("*Your last changes*")
    lines = [t("{what} · {at}", what=entry.what, at=entry.at) for entry in entries]
    rows = [
        blocks.section(line, undo_button(t, entry.id) if entry.may_be_undone else None)
        for line, entry in zip(lines, entries, strict=True)
    ]
    if not all(entry.may_be_undone for entry in entries):
        late = t("What is older than an hour, your manager takes back by its number: `/sales history`.")
        rows.append(blocks.context(late))
    return Message(title, [blocks.section(title), *rows])


def history(t: Translator, title: str, entries: Sequence[Entry], *, may_undo: bool) -> Message:
    """Who changed what, and when, the newest first."""
    if not entries:
        text = t("No changes yet. What people log is listed here, with who and when.")
        return Message(text, [blocks.section(text)])
    rows = [blocks.section(title), blocks.section("\n".join(_line(t, entry) for entry in entries))]
    if may_undo:
        rows.append(blocks.context(t("To take one back: `/sales undo {id} - why`.", id=str(entries[0].id))))
    return Message(title, rows)


def _line(t: Translator, entry: Entry) -> str:
    line = t("`{id}` {at} · {who} · {what}", id=str(entry.id), at=entry.at, who=entry.who, what=entry.what)
    return t("~{line}~ undone", line=line) if entry.is_undone else line
