"""Slack's rules for what stands inside blocks: buttons, menus, pickers and fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.block_rules import (
    Rule,
    all_of,
    any_text,
    anything,
    boolean,
    exactly_one,
    fault,
    integer,
    items,
    link,
    number,
    one_of,
    plain_text,
    shape,
    string,
)

_CONFIRM = shape(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)
_PLACEHOLDER = {"placeholder": plain_text(150)}
_ACTION = {"action_id": string(255, 1)}
_DATE = string(10, pattern=r"\d{4}-\d{2}-\d{2}")
_TIME = string(5, pattern=r"\d{2}:\d{2}")
_ID = string(50, 1)

_OPTION = shape({"text": plain_text(75), "value": string(150, 1)}, {"description": plain_text(75)})
_RICH_OPTION = shape({"text": any_text(75), "value": string(150, 1)}, {"description": any_text(75)})
_OVERFLOW_OPTION = shape(
    {"text": plain_text(75)}, {"value": string(150, 1), "description": plain_text(75), "url": link()}
)
_GROUP = shape({"label": plain_text(75), "options": items(_OPTION, 100)})

OPTIONS: Rule = items(_OPTION, 100, 0)
"""What a `block_suggestion` may answer as `options` …"""
OPTION_GROUPS: Rule = items(_GROUP, 100, 0)
"""… or as `option_groups`."""


def element(
    required: Mapping[str, Rule] | None = None, optional: Mapping[str, Rule] | None = None, also: Rule = anything
) -> Rule:
    """An interactive element: `type`, usually an `action_id`, and fields of its own."""
    return shape({"type": anything, **(required or {})}, {**_ACTION, **(optional or {})}, also)


def _asking(fields: Mapping[str, Rule]) -> dict[str, Rule]:
    return {**_PLACEHOLDER, "confirm": _CONFIRM, "focus_on_load": boolean, **fields}


def _initial_among_options(value: Any, pointer: str) -> Iterator[str]:
    """What is picked at first must be one of the options, exactly as it stands there."""
    options = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        options += group["options"]
    for key in ("initial_option", "initial_options"):
        picked = value.get(key)
        for option in picked if isinstance(picked, list) else [picked] if picked else []:
            if option not in options:
                yield fault(f"{key} must match one of the provided options", f"{pointer}/{key}")


def _bounds(low: str, high: str) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if low in value and high in value and float(value[low]) > float(value[high]):
            yield fault(f"{low} must not be greater than {high}", f"{pointer}/{low}")

    return check


_STATIC = all_of(exactly_one("options", "option_groups"), _initial_among_options)
_STATIC_FIELDS: dict[str, Rule] = {"options": items(_OPTION, 100), "option_groups": items(_GROUP, 100)}
_MANY: dict[str, Rule] = {"max_selected_items": integer(1)}
_FILTER = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_CONVERSATION: dict[str, Rule] = {"default_to_current_conversation": boolean, "filter": _FILTER}
_REPLY_URL: dict[str, Rule] = {"response_url_enabled": boolean}
_DISPATCH = shape({}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})
_NUMBER_TEXT = string(40, pattern=r"-?\d+(\.\d+)?")

IMAGE = shape(
    {"type": anything, "alt_text": string(2000, 0)},
    {"image_url": link(), "slack_file": shape({}, {"id": _ID, "url": link()}, exactly_one("id", "url"))},
    exactly_one("image_url", "slack_file"),
)

BUTTONS: dict[str, Rule] = {
    "button": element(
        {"text": plain_text(75)},
        {
            "url": link(),
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "confirm": _CONFIRM,
            "accessibility_label": string(75, 1),
        },
    ),
    "overflow": element({"options": items(_OVERFLOW_OPTION, 5)}, {"confirm": _CONFIRM}),
}
SELECTS: dict[str, Rule] = {
    "static_select": element({}, _asking({**_STATIC_FIELDS, "initial_option": _OPTION}), _STATIC),
    "external_select": element({}, _asking({"min_query_length": integer(0), "initial_option": _OPTION})),
    "users_select": element({}, _asking({"initial_user": _ID})),
    "conversations_select": element({}, _asking({"initial_conversation": _ID, **_CONVERSATION, **_REPLY_URL})),
    "channels_select": element({}, _asking({"initial_channel": _ID, **_REPLY_URL})),
}
MULTI_SELECTS: dict[str, Rule] = {
    "multi_static_select": element(
        {}, _asking({**_STATIC_FIELDS, "initial_options": items(_OPTION, 100), **_MANY}), _STATIC
    ),
    "multi_external_select": element(
        {}, _asking({"min_query_length": integer(0), "initial_options": items(_OPTION, 100), **_MANY})
    ),
    "multi_users_select": element({}, _asking({"initial_users": items(_ID, 100, 0), **_MANY})),
    "multi_conversations_select": element(
        {}, _asking({"initial_conversations": items(_ID, 100, 0), **_CONVERSATION, **_MANY})
    ),
    "multi_channels_select": element({}, _asking({"initial_channels": items(_ID, 100, 0), **_MANY})),
}
PICKERS: dict[str, Rule] = {
    "datepicker": element({}, _asking({"initial_date": _DATE})),
    "timepicker": element({}, _asking({"initial_time": _TIME, "timezone": string(100, 1)})),
    "datetimepicker": element(
        {},
        {"initial_date_time": integer(1_000_000_000, 9_999_999_999), "confirm": _CONFIRM, "focus_on_load": boolean},
    ),
}
CHOICES: dict[str, Rule] = {
    "radio_buttons": element(
        {"options": items(_RICH_OPTION, 10)},
        {"initial_option": _RICH_OPTION, "confirm": _CONFIRM, "focus_on_load": boolean},
        _initial_among_options,
    ),
    "checkboxes": element(
        {"options": items(_RICH_OPTION, 10)},
        {"initial_options": items(_RICH_OPTION, 10), "confirm": _CONFIRM, "focus_on_load": boolean},
        _initial_among_options,
    ),
}
_TYPED: dict[str, Rule] = {**_PLACEHOLDER, "dispatch_action_config": _DISPATCH, "focus_on_load": boolean}
FIELDS: dict[str, Rule] = {
    "plain_text_input": element(
        {},
        {
            **_TYPED,
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _bounds("min_length", "max_length"),
    ),
    "email_text_input": element({}, {**_TYPED, "initial_value": string(3000)}),
    "url_text_input": element({}, {**_TYPED, "initial_value": link()}),
    "number_input": element(
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": _NUMBER_TEXT, "min_value": _NUMBER_TEXT, "max_value": _NUMBER_TEXT},
        _bounds("min_value", "max_value"),
    ),
    "rich_text_input": element({}, {**_TYPED, "initial_value": anything}),
    "file_input": element({}, {"filetypes": items(string(20, 1), 100), "max_files": integer(1, 10)}),
}

SECTION_ACCESSORIES: dict[str, Rule] = {**BUTTONS, **SELECTS, **MULTI_SELECTS, **PICKERS, **CHOICES, "image": IMAGE}
ACTION_ELEMENTS: dict[str, Rule] = {**BUTTONS, **SELECTS, **MULTI_SELECTS, **PICKERS, **CHOICES}
INPUT_ELEMENTS: dict[str, Rule] = {**SELECTS, **MULTI_SELECTS, **PICKERS, **CHOICES, **FIELDS}

_SERIES = shape({"name": string(20, 1), "data": items(shape({"label": string(20, 1), "value": number}), 20)})
_AXES = shape({"categories": items(string(20, 1), 20)}, {"x_label": string(50), "y_label": string(50)})


def _labels_are_categories(value: Any, pointer: str) -> Iterator[str]:
    """Each series says one value for each category of the axis, and has a name of its own."""
    categories = sorted(value["axis_config"]["categories"])
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != categories:
            yield fault("labels must match the axis categories", f"{pointer}/series/{index}/data")
    if len({series["name"] for series in value["series"]}) < len(value["series"]):
        yield fault("series names must be unique", f"{pointer}/series")


_LINES = shape({"type": anything, "series": items(_SERIES, 6), "axis_config": _AXES}, also=_labels_are_categories)
CHARTS: dict[str, Rule] = {
    "pie": shape({"type": anything, "segments": items(shape({"label": string(20, 1), "value": number}), 6)}),
    "bar": _LINES,
    "area": _LINES,
    "line": _LINES,
}
