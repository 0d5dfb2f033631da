"""Block Kit, as little of it as we use. Every text is clipped to what Slack takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from views.words import clip

Block = dict[str, Any]
Element = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What people read: blocks, and the same in one sentence for notifications and screen readers."""

    text: str
    blocks: list[Block] = field(default_factory=list)


def mrkdwn(text: str, length: int = 3000) -> Element:
    """Text with markup; what people wrote in it is escaped already."""
    return {"type": "mrkdwn", "text": clip(text, length), "verbatim": True}


def plain(text: str, length: int = 75) -> Element:
    """Text without markup."""
    return {"type": "plain_text", "text": clip(text, length), "emoji": True}


def section(text: str, accessory: Element | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": accessory} if accessory else block


def fields(texts: Sequence[str]) -> Block:
    """Up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, 2000) for text in texts[:10]]}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}


def context(*texts: str) -> Block:
    """Small grey print."""
    return {"type": "context", "elements": [mrkdwn(text, 2000) for text in texts[:10]]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Element, block_id: str = "") -> Block:
    """A row of buttons and menus."""
    block: Block = {"type": "actions", "elements": list(elements)[:25]}
    return block | {"block_id": block_id} if block_id else block


def button(
    label: str, action_id: str, value: object = "", *, style: str = "", confirm: Element | None = None
) -> Element:
    """A button; its value carries ids only, and is read anew when it is clicked."""
    element: Element = {"type": "button", "text": plain(label), "action_id": action_id, "value": str(value)}
    if style:
        element["style"] = style
    return element | {"confirm": confirm} if confirm else element


def confirm(title: str, text: str, yes: str, no: str) -> Element:
    """A question before something that others would notice."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def option(label: str, value: object) -> Element:
    return {"text": plain(label), "value": str(value)}


def select(action_id: str, options: Sequence[Element], *, initial: object = None, placeholder: str = "") -> Element:
    """A menu of up to a hundred options; `initial` is the value of the chosen one."""
    element: Element = {"type": "static_select", "action_id": action_id, "options": list(options)[:100]}
    chosen = next((o for o in element["options"] if o["value"] == str(initial)), None)
    if chosen:
        element["initial_option"] = chosen
    return element | {"placeholder": plain(placeholder, 150)} if placeholder else element


def radio(action_id: str, options: Sequence[Element], *, initial: object = None) -> Element:
    """Up to ten options that all stand open; `initial` is the value of the chosen one."""
    element: Element = {"type": "radio_buttons", "action_id": action_id, "options": list(options)[:10]}
    chosen = next((o for o in element["options"] if o["value"] == str(initial)), None)
    return element | {"initial_option": chosen} if chosen else element


def checkbox(action_id: str, label: str, *, checked: bool) -> Element:
    """One box to mark."""
    only = option(label, "yes")
    element: Element = {"type": "checkboxes", "action_id": action_id, "options": [only]}
    return element | {"initial_options": [only]} if checked else element


def multi_select(action_id: str, options: Sequence[Element], *, initial: Sequence[object] = ()) -> Element:
    """A menu in which several may be chosen; `initial` are the values of those that are."""
    element: Element = {"type": "multi_static_select", "action_id": action_id, "options": list(options)[:100]}
    chosen = [o for o in element["options"] if o["value"] in [str(value) for value in initial]]
    return element | {"initial_options": chosen} if chosen else element


def overflow(action_id: str, options: Sequence[Element]) -> Element:
    """Up to five further things to do, behind three dots."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)[:5]}


def channel_input(action_id: str, initial: str | None = None) -> Element:
    """A channel, public or private, that nobody of another company is in."""
    wanted = {"include": ["public", "private"], "exclude_external_shared_channels": True, "exclude_bot_users": True}
    element: Element = {"type": "conversations_select", "action_id": action_id, "filter": wanted}
    return element | {"initial_conversation": initial} if initial else element


def external_select(action_id: str, *, initial: Element | None = None, placeholder: str = "") -> Element:
    """A menu that asks us for options while a person types."""
    element: Element = {"type": "external_select", "action_id": action_id, "min_query_length": 1}
    if initial:
        element["initial_option"] = initial
    return element | {"placeholder": plain(placeholder, 150)} if placeholder else element


def text_input(
    action_id: str, initial: str = "", *, multiline: bool = False, length: int = 200, hint: str = ""
) -> Element:
    element: Element = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": length,
    }
    if initial:
        element["initial_value"] = initial[:length]
    return element | {"placeholder": plain(hint, 150)} if hint else element


def date_input(action_id: str, initial: str | None = None) -> Element:
    element: Element = {"type": "datepicker", "action_id": action_id}
    return element | {"initial_date": initial} if initial else element


def time_input(action_id: str, initial: str) -> Element:
    return {"type": "timepicker", "action_id": action_id, "initial_time": initial}


def people_input(action_id: str, initial: Sequence[str] = ()) -> Element:
    element: Element = {"type": "multi_users_select", "action_id": action_id}
    return element | {"initial_users": list(initial)} if initial else element


def person_input(action_id: str, initial: str | None = None) -> Element:
    element: Element = {"type": "users_select", "action_id": action_id}
    return element | {"initial_user": initial} if initial else element


def input_block(block_id: str, label: str, element: Element, *, optional: bool = False, hint: str = "") -> Block:
    """A field of a form. Errors of a submission are keyed by its `block_id`."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    return block | {"hint": plain(hint, 2000)} if hint else block


def modal(
    callback_id: str, title: str, blocks: list[Block], *, submit: str = "", close: str, metadata: str = ""
) -> Block:
    """A form. `metadata` carries ids only."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "blocks": blocks[:100],
        "close": plain(close, 24),
        "private_metadata": metadata,
    }
    return view | {"submit": plain(submit, 24)} if submit else view


def home(blocks: list[Block]) -> Block:
    """A person's Home tab."""
    return {"type": "home", "blocks": blocks[:100]}
