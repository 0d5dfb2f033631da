"""What stands in the fields of a view or message: initial values, what a person picks or types, and what Slack's own
client refuses before the bot ever hears of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from sandbox.records import Json

Values = dict[str, dict[str, Json]]

_TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
_SINGLE = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    **dict.fromkeys(_TEXTS, ("value", "initial_value")),
}
_MULTIPLE = {
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", "initial_files"),
}
SELECTED = {kind: keys[0] for kind, keys in {**_SINGLE, **_MULTIPLE}.items()}
"""Element type → the field of its state that holds what was picked."""


def initial_values(blocks: list[Json], kept: Values | None = None) -> Values:
    """The state of freshly drawn blocks. What was typed under the same block_id and action_id (`kept`) stays."""
    values: Values = {}
    for block, element in stateful_elements(blocks):
        block_id, action_id, kind = block["block_id"], element["action_id"], element["type"]
        earlier = (kept or {}).get(block_id, {}).get(action_id)
        if earlier is not None and earlier["type"] == kind:
            state = earlier
        elif kind in _SINGLE:
            key, initial = _SINGLE[kind]
            state = {"type": kind, key: element.get(initial)}
        else:
            key, initial = _MULTIPLE[kind]
            state = {"type": kind, key: list(element.get(initial) or [])}
        values.setdefault(block_id, {})[action_id] = state
    return values


def stateful_elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Elements whose value Slack reports in `state.values`, each with its block."""
    for block in blocks:
        for element in [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]:
            if isinstance(element, dict) and element.get("type") in SELECTED:
                yield block, element


def state_of(element: Json, value: Any, suggested: list[Json]) -> Json:
    """What stands in this element when a person enters `value`.

    Options are named by value or label (or given whole), dates may be `date`, several things are a list; None empties.
    Users and channels are ids. `suggested` are the options an external select has shown.
    """
    kind = element["type"]
    key = SELECTED[kind]
    if kind in _MULTIPLE:
        entries = [] if value is None else [value] if isinstance(value, str | dict) else list(value)
        return {"type": kind, key: [_entry(element, entry, suggested) for entry in entries]}
    return {"type": kind, key: None if value in (None, "") else _entry(element, value, suggested)}


def _entry(element: Json, value: Any, suggested: list[Json]) -> Any:
    kind = element["type"]
    if SELECTED[kind] in ("selected_option", "selected_options"):
        return value if isinstance(value, dict) else _option(element, str(value), suggested)
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if kind == "rich_text_input" and isinstance(value, str):
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
        return {"type": "rich_text", "elements": [section]}
    return str(value) if kind in _TEXTS else value


def options_of(element: Json) -> list[Json]:
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    return options


def _option(element: Json, wanted: str, suggested: list[Json]) -> Json:
    options = options_of(element) or suggested
    for option in options:
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    raise KeyError(f"no option {wanted!r} among {[option.get('value') for option in options]}")


def find_problems(blocks: list[Json], values: Values) -> dict[str, str]:
    """What Slack's client says under fields that cannot be submitted, by block_id. Empty when all is well."""
    problems = {}
    for block, element in stateful_elements(blocks):
        if block["type"] == "input":
            state = values[block["block_id"]][element["action_id"]]
            problem = _problem_of(block, element, state[SELECTED[element["type"]]])
            if problem:
                problems[block["block_id"]] = problem
    return problems


def _problem_of(block: Json, element: Json, entered: Any) -> str | None:
    if entered in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    kind = element["type"]
    if kind == "plain_text_input":
        if len(entered) < element.get("min_length", 0):
            return f"Please enter at least {element['min_length']} characters."
        if len(entered) > element.get("max_length", 3000):
            return f"Please enter no more than {element.get('max_length', 3000)} characters."
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", entered):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://", entered):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _problem_of_number(element, entered)
    return None


def _problem_of_number(element: Json, entered: str) -> str | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?", entered):
        return "Please enter a valid number."
    if "." in entered and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    if "min_value" in element and float(entered) < float(element["min_value"]):
        return f"Please enter a number greater than or equal to {element['min_value']}."
    if "max_value" in element and float(entered) > float(element["max_value"]):
        return f"Please enter a number less than or equal to {element['max_value']}."
    return None
