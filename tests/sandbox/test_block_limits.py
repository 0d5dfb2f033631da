"""Slack's rules for blocks and views, each at its limit and one past it."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.blocks import check_blocks, check_view

Json = dict[str, Any]


def text(length: int, kind: str = "plain_text") -> Json:
    return {"type": kind, "text": "界" * length}


def section(**fields: Any) -> Json:
    return {"type": "section", **fields}


def button(**fields: Any) -> Json:
    return {"type": "button", "text": text(1), **fields}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(value: str = "v", length: int = 1) -> Json:
    return {"text": text(length), "value": value}


def select(*options: Json, **more: Any) -> Json:
    return {"type": "static_select", "action_id": "a", "options": list(options), **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": text(1), "element": element, **more}


TYPED = {"type": "plain_text_input", "action_id": "a"}
IMAGE = {"type": "image", "alt_text": "a", "image_url": "https://example.com/a.png"}
BARS = {
    "type": "bar",
    "series": [{"name": "Won", "data": [{"label": "Jan", "value": 12}]}],
    "axis_config": {"categories": ["Jan"], "y_label": "€"},
}

ALLOWED = {
    "a section of 3000": section(text=text(3000, "mrkdwn")),
    "ten fields of 2000": section(fields=[text(2000)] * 10),
    "a header of 150": {"type": "header", "text": text(150)},
    "ten context elements": {"type": "context", "elements": [text(2000, "mrkdwn")] * 10},
    "a button of 75 with a value of 2000": actions(button(text=text(75), value="v" * 2000)),
    "25 buttons": actions(*[button() for _ in range(25)]),
    "a select of 100 options": actions(select(*[option(str(n)) for n in range(100)])),
    "an option value of 150": actions(select(option("v" * 150, 75))),
    "a field": field({**TYPED, "max_length": 3000, "initial_value": "v" * 3000}),
    "an image": IMAGE,
    "a chart": {"type": "data_visualization", "title": "Won", "chart": BARS},
    "a table": {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "Amy"}, {"type": "raw_number", "value": 3}]],
        "column_settings": [None, {"align": "right"}],
    },
    "a checkbox with markdown": section(
        text=text(1),
        accessory={
            "type": "checkboxes",
            "action_id": "a",
            "options": [{"text": text(75, "mrkdwn"), "value": "v"}],
        },
    ),
    "a list in rich text": {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
            }
        ],
    },
}


@pytest.mark.parametrize("block", ALLOWED.values(), ids=ALLOWED)
def test_slack_takes(block: Json) -> None:
    assert check_blocks([block]) == []


REFUSED = [
    (section(text=text(3001)), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(text=text(0)), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section(), "must define either `text` or `fields` [json-pointer:/blocks/0/type]"),
    (section(fields=[text(1)] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (section(fields=[text(2001)]), "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    (section(text=text(1), colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
    (section(text="words"), "must provide an object [json-pointer:/blocks/0/text]"),
    (section(text=text(1, "markdown")), "unsupported type: markdown [json-pointer:/blocks/0/text/type]"),
    (
        section(text={**text(1, "mrkdwn"), "emoji": True}),
        "invalid additional property: emoji [json-pointer:/blocks/0/text]",
    ),
    (section(text=text(1), block_id="b" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    ({"type": "header", "text": text(151)}, "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "header", "text": text(1, "mrkdwn")}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    ({"type": "carousel"}, "unsupported type: carousel [json-pointer:/blocks/0/type]"),
    ({"type": "alert", "text": text(1)}, "unsupported type: alert [json-pointer:/blocks/0/type]"),
    ({"text": text(1)}, "missing required field: type [json-pointer:/blocks/0]"),
    ({"type": "header"}, "missing required field: text [json-pointer:/blocks/0]"),
    (actions(), "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    (actions(*[button()] * 26), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
    (actions(button(text=text(76))), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    (actions(button(value="v" * 2001)), "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
    (actions(button(value=7)), "must provide a string [json-pointer:/blocks/0/elements/0/value]"),
    (actions(button(style="default")), "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"),
    (actions(button(block_id="b")), "invalid additional property: block_id [json-pointer:/blocks/0/elements/0]"),
    (actions(TYPED), "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"),
    (
        actions(button(action_id="same"), button(action_id="same")),
        '`action_id` "same" already exists for another element [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    (
        actions(select(option("v" * 151))),
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (
        actions(select(option("v", 76))),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        actions(select(*[option()] * 101)),
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (actions(select()), "must provide at least 1 items [json-pointer:/blocks/0/elements/0/options]"),
    (
        actions(select(option(), initial_option=None)),
        "must provide an object [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        actions(select(option("a"), initial_option=option("b"))),
        "initial_option must match one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        actions({"type": "overflow", "action_id": "a", "options": [option()] * 6}),
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (field({**TYPED, "max_length": 3001}), "must be less than 3001 [json-pointer:/blocks/0/element/max_length]"),
    (
        field({**TYPED, "placeholder": text(151)}),
        "must be less than 151 characters [json-pointer:/blocks/0/element/placeholder/text]",
    ),
    (field(button()), "unsupported type: button [json-pointer:/blocks/0/element/type]"),
    ({**IMAGE, "slack_file": {"id": "F1"}}, "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]"),
    ({**IMAGE, "image_url": "javascript:1"}, "input must be a valid: uri [json-pointer:/blocks/0/image_url]"),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "界"}] * 21]},
        "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
    ),
    (
        {"type": "data_visualization", "title": "Won", "chart": {**BARS, "axis_config": {"categories": ["Feb"]}}},
        "labels must match the axis categories [json-pointer:/blocks/0/chart/series/0/data]",
    ),
    (
        {"type": "data_visualization", "title": "Won", "chart": {"type": "donut"}},
        "unsupported type: donut [json-pointer:/blocks/0/chart/type]",
    ),
    (
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}]},
        "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
    ),
]


@pytest.mark.parametrize(("block", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_slack_refuses(block: Json, words: str) -> None:
    assert check_blocks([block]) == [f"[ERROR] {words}"]


def test_the_blocks_of_a_message_are_counted_and_told_apart() -> None:
    divider = {"type": "divider"}
    assert check_blocks([divider] * 50) == []
    assert check_blocks([divider] * 51) == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]
    assert check_blocks([divider] * 100, "home") == []
    assert check_blocks([{**divider, "block_id": "one"}] * 2, "modal") == [
        '[ERROR] `block_id` "one" already exists for another block [json-pointer:/view/blocks/1/block_id]'
    ]
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    assert check_blocks([table, table]) == ["[ERROR] no more than 1 `table` blocks allowed [json-pointer:/blocks]"]
    assert check_blocks([table], "modal") == ["[ERROR] unsupported type: table [json-pointer:/view/blocks/0/type]"]


def view(**fields: Any) -> Json:
    return {"type": "modal", "title": text(24), "blocks": [{"type": "divider"}], **fields}


REFUSED_VIEWS = [
    (view(title=text(25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (view(submit=text(25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (view(private_metadata="m" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    (view(callback_id="c" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
    (view(blocks=[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (view(submit_disabled=True), "invalid additional property: submit_disabled [json-pointer:/view]"),
    (
        view(blocks=[field(TYPED)]),
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
    ),
    (
        view(
            blocks=[field({**TYPED, "focus_on_load": True}), field({**TYPED, "focus_on_load": True})],
            submit=text(1),
        ),
        "only one element may set `focus_on_load` [json-pointer:/view/blocks]",
    ),
    ({"type": "home", "blocks": [], "submit": text(1)}, "invalid additional property: submit [json-pointer:/view]"),
    ({"type": "sheet", "blocks": []}, "unsupported type: sheet [json-pointer:/view/type]"),
    (None, "must provide an object [json-pointer:/view]"),
]


@pytest.mark.parametrize(("refused", "words"), REFUSED_VIEWS, ids=[words for _, words in REFUSED_VIEWS])
def test_slack_refuses_the_view(refused: Any, words: str) -> None:
    assert check_view(refused) == [f"[ERROR] {words}"]


def test_slack_takes_views_at_their_limits() -> None:
    limits = view(private_metadata="m" * 3000, callback_id="c" * 255, submit=text(24), close=text(24))
    assert check_view({**limits, "blocks": [field(TYPED)] * 100}) == []
    assert check_view({"type": "home", "blocks": [field(TYPED)]}) == []
