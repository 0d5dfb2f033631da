"""Slack's rules for blocks and views: what they may hold, how long it may be, and the words in which Slack refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sandbox.block_elements import ACTION_ELEMENTS, CHARTS, IMAGE, INPUT_ELEMENTS, SECTION_ACCESSORIES
from sandbox.block_rules import (
    Rule,
    any_text,
    anything,
    boolean,
    exactly_one,
    fault,
    items,
    link,
    nullable,
    one_of,
    plain_text,
    shape,
    string,
    typed,
)
from sandbox.records import Json, read_words

MESSAGE_CHARACTERS = 13_200
"""Summed over all blocks of one message; more is `msg_blocks_too_long`, which Slack does not document."""
VIEW_BYTES = 250_000
_BLOCK_ID = {"block_id": string(255, 1)}


def _block(required: dict[str, Rule], optional: dict[str, Rule] | None = None, also: Rule = anything) -> Rule:
    return shape({"type": anything, **required}, {**_BLOCK_ID, **(optional or {})}, also)


def _text_or_fields(value: Any, pointer: str) -> Iterator[str]:
    if "text" not in value and "fields" not in value:
        yield fault("must define either `text` or `fields`", f"{pointer}/type")


def _rich_text(value: Any, pointer: str) -> Iterator[str]:
    """Sections, lists, quotes and preformatted text; of what stands in them only type and words are checked."""
    yield from typed(dict.fromkeys(_RICH_CONTAINERS, anything))(value, pointer)
    elements = value.get("elements") if isinstance(value, dict) else None
    if not isinstance(elements, list):
        yield fault("missing required field: elements", pointer)
        return
    inner = _rich_text if value.get("type") == "rich_text_list" else typed(_RICH_LEAVES)
    for index, element in enumerate(elements):
        yield from inner(element, f"{pointer}/elements/{index}")


_RICH_CONTAINERS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
_RICH_LEAVES: dict[str, Rule] = {
    **dict.fromkeys(("link", "emoji", "user", "usergroup", "channel", "broadcast", "color", "date"), anything),
    "text": shape({"type": anything, "text": string(3000, 1)}, {"style": anything}),
}


def _even_rows(value: Any, pointer: str) -> Iterator[str]:
    if sum(len(words) for words in read_words(value["rows"])) > 10_000:
        yield fault("must be less than 10001 characters", f"{pointer}/rows")


_CELL = typed(
    {
        "raw_text": shape({"type": anything, "text": string(10_000, 1)}),
        "raw_number": shape({"type": anything, "value": anything}, {"text": string(100)}),
        "rich_text": shape({"type": anything, "elements": items(_rich_text, 100)}, dict(_BLOCK_ID)),
    }
)
_COLUMN = nullable(shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}))

EVERYWHERE: dict[str, Rule] = {
    "section": _block(
        {},
        {
            "text": any_text(3000),
            "fields": items(any_text(2000), 10),
            "accessory": typed(SECTION_ACCESSORIES),
            "expand": boolean,
        },
        _text_or_fields,
    ),
    "header": _block({"text": plain_text(150)}),
    "divider": _block({}),
    "context": _block(
        {
            "elements": items(
                typed(
                    {
                        "image": IMAGE,
                        "plain_text": shape({"type": anything, "text": string(2000, 1)}, {"emoji": boolean}),
                        "mrkdwn": shape({"type": anything, "text": string(2000, 1)}, {"verbatim": boolean}),
                    }
                ),
                10,
            )
        }
    ),
    "actions": _block({"elements": items(typed(ACTION_ELEMENTS), 25)}),
    "image": _block(
        {"alt_text": string(2000, 1)},
        {
            "title": plain_text(2000),
            "image_url": link(),
            "slack_file": shape({}, {"id": string(50, 1), "url": link()}, exactly_one("id", "url")),
        },
        exactly_one("image_url", "slack_file"),
    ),
    "input": _block(
        {"label": plain_text(2000), "element": typed(INPUT_ELEMENTS)},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": _block({"elements": items(_rich_text, 100)}),
    "video": _block(
        {"title": plain_text(200), "video_url": link(), "thumbnail_url": link(), "alt_text": string(2000, 1)},
        {
            "title_url": link(),
            "description": plain_text(200),
            "author_name": string(50),
            "provider_name": string(50),
            "provider_icon_url": link(),
        },
    ),
}
IN_MESSAGES: dict[str, Rule] = {
    **EVERYWHERE,
    "markdown": _block({"text": string(12_000, 1)}),
    "table": _block({"rows": items(items(_CELL, 20), 100)}, {"column_settings": items(_COLUMN, 20)}, _even_rows),
    "data_visualization": _block({"title": string(50, 1), "chart": typed(CHARTS)}),
}
IN_MODALS: dict[str, Rule] = {
    **EVERYWHERE,
    "alert": _block({"text": any_text(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
}
_SURFACES: dict[str, tuple[dict[str, Rule], int, str]] = {
    "message": (IN_MESSAGES, 50, "/blocks"),
    "modal": (IN_MODALS, 100, "/view/blocks"),
    "home": (EVERYWHERE, 100, "/view/blocks"),
}


def check_blocks(blocks: Any, surface: str = "message") -> list[str]:
    """What Slack finds wrong with blocks on a `message`, `modal` or `home`, as in `response_metadata.messages`."""
    rules, most, pointer = _SURFACES[surface]
    errors = list(items(typed(rules), most, 0)(blocks, pointer))
    if not errors:
        errors += _repeated_ids(blocks, pointer)
        errors += _too_many_of_a_kind(blocks, pointer)
    return errors


def check_view(view: Any) -> list[str]:
    """What Slack finds wrong with a view, as in `response_metadata.messages` of `invalid_arguments`."""
    errors = list(typed({"modal": _MODAL, "home": _HOME})(view, "/view"))
    if isinstance(view, dict) and view.get("type") in _SURFACES and "blocks" in view:
        errors += check_blocks(view["blocks"], view["type"])
        if view["type"] == "modal" and "submit" not in view and isinstance(view["blocks"], list):
            errors += [
                fault("must define `submit` to use an `input` block in modals", f"/view/blocks/{index}/input")
                for index, block in enumerate(view["blocks"])
                if isinstance(block, dict) and block.get("type") == "input"
            ]
    return errors


def count_characters(blocks: list[Json]) -> int:
    """The characters that count towards MESSAGE_CHARACTERS."""
    return sum(len(words) for words in read_words(blocks))


def is_too_large(view: Json) -> bool:
    """Whether a view's JSON is over Slack's 250 KB (`view_too_large`)."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


_VIEW: dict[str, Rule] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_MODAL = shape(
    {"type": anything, "title": plain_text(24), "blocks": anything},
    {**_VIEW, "close": plain_text(24), "submit": plain_text(24), "clear_on_close": boolean, "notify_on_close": boolean},
)
_HOME = shape({"type": anything, "blocks": anything}, _VIEW)


def _repeated_ids(blocks: list[Json], pointer: str) -> Iterator[str]:
    """A block_id once in the whole surface, an action_id once in its block."""
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            yield fault(f'`block_id` "{block_id}" already exists for another block', f"{pointer}/{index}/block_id")
        if block_id:
            seen.add(block_id)
        actions: set[str] = set()
        for place, element in enumerate(block.get("elements") or []):
            action_id = element.get("action_id")
            if action_id in actions:
                yield fault(
                    f'`action_id` "{action_id}" already exists for another element',
                    f"{pointer}/{index}/elements/{place}/action_id",
                )
            if action_id:
                actions.add(action_id)


def _too_many_of_a_kind(blocks: list[Json], pointer: str) -> Iterator[str]:
    for kind, most in (("table", 1), ("data_visualization", 2)):
        if sum(block["type"] == kind for block in blocks) > most:
            yield fault(f"no more than {most} `{kind}` blocks allowed", pointer)
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > 12_000:
        yield fault("must be less than 12001 characters", pointer)
    focused = sum(element.get("focus_on_load") is True for element in _inputs(blocks))
    if focused > 1:
        yield fault("only one element may set `focus_on_load`", pointer)


def _inputs(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield from (element for element in [block.get("element"), block.get("accessory")] if element)
        if block["type"] == "actions":
            yield from block["elements"]
