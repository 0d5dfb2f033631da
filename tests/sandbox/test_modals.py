"""What people fill into modals, what Slack refuses by itself, and what it makes of the bot's answers."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from slack_bolt import App

from sandbox.answers import NO_CONNECTION, WrongAnswer
from sandbox.people import Sandbox
from tests.sandbox.builders import answering, field, modal, text

Json = dict[str, Any]


def form(bot: App, *blocks: Json, answer: Json | None = None, **more: Any) -> list[Json]:
    """`/deal` opens this modal; submitting it is answered so. Returns what the bot hears of views."""
    heard: list[Json] = []

    @bot.command("/deal")
    def deal(ack: Any, command: Json, client: Any) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=modal(*blocks, **more))
        ack()

    @bot.view("form")
    def save(ack: Any, body: Json) -> None:
        heard.append(body)
        ack(**(answer or {}))

    @bot.view_closed("form")
    def closed(ack: Any, body: Json) -> None:
        heard.append(body)
        ack()

    return heard


ELEMENTS: list[tuple[str, Json, Any, Any]] = [
    ("plain_text_input", {}, "Acme", "Acme"),
    ("plain_text_input", {"initial_value": "Acme"}, ..., "Acme"),
    ("number_input", {"is_decimal_allowed": True}, 12.5, "12.5"),
    ("email_text_input", {}, "a@acme.com", "a@acme.com"),
    ("datepicker", {}, date(2026, 6, 30), "2026-06-30"),
    ("timepicker", {"initial_time": "09:30"}, ..., "09:30"),
    ("datetimepicker", {}, 1_780_000_000, 1_780_000_000),
    ("users_select", {}, "@ben", "U0BEN"),
    ("multi_users_select", {}, ["ben", "U0MEI"], ["U0BEN", "U0MEI"]),
    ("conversations_select", {}, "#wins", "C0WINS"),
    ("multi_channels_select", {}, ["#wins"], ["C0WINS"]),
]


@pytest.mark.parametrize(("kind", "more", "entered", "value"), ELEMENTS, ids=[f"{r[0]} {r[2]}" for r in ELEMENTS])
def test_fields_hold_what_was_entered(
    sandbox: Sandbox, bot: App, kind: str, more: Json, entered: Any, value: Any
) -> None:
    element = {"type": kind, "action_id": "it", **more}
    heard = form(bot, {"type": "input", "block_id": "field", "label": text("It"), "element": element})
    amy = sandbox.people["amy"]
    view = amy.command("#field", "/deal").view
    reply = amy.submit(view, {} if entered is ... else {"it": entered})
    assert (reply.view, reply.errors, reply.problem) == (None, {}, None)
    [submission] = heard
    state = submission["view"]["state"]["values"]["field"]["it"]
    [key] = set(state) - {"type"}
    assert (state["type"], state[key]) == (kind, value)


def test_options_are_picked_by_value_or_label(sandbox: Sandbox, bot: App) -> None:
    options = [{"text": text(word), "value": word[0]} for word in ("Won", "Lost")]
    one = {"type": "radio_buttons", "action_id": "one", "options": options}
    many = {"type": "checkboxes", "action_id": "many", "options": options}
    heard = form(
        bot,
        {"type": "input", "block_id": "b1", "label": text("One"), "element": one},
        {"type": "input", "block_id": "b2", "label": text("Many"), "element": many},
    )
    amy = sandbox.people["amy"]
    amy.submit(amy.command("#field", "/deal").view, {"one": "Lost", "many": ["W", "Lost"]})
    values = heard[0]["view"]["state"]["values"]
    assert values["b1"]["one"]["selected_option"] == options[1]
    assert values["b2"]["many"]["selected_options"] == options
    view = amy.command("#field", "/deal").view
    with pytest.raises(KeyError, match="no option 'Maybe'"):
        amy.submit(view, {"one": "Maybe"})
    with pytest.raises(KeyError, match="no field 'two'"):
        amy.submit(view, {"two": "Won"})


CLIENT_SIDE: list[tuple[Json, Any, str]] = [
    ({"type": "plain_text_input"}, "", "Please complete this required field."),
    ({"type": "plain_text_input", "min_length": 3}, "ab", "Please enter at least 3 characters."),
    ({"type": "plain_text_input", "max_length": 3}, "abcd", "Please enter no more than 3 characters."),
    ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
    ({"type": "number_input", "is_decimal_allowed": False}, "12k", "Please enter a valid number."),
    (
        {"type": "number_input", "is_decimal_allowed": False, "max_value": "5"},
        "6",
        "Please enter a number less than or equal to 5.",
    ),
    ({"type": "email_text_input"}, "acme", "Please enter a valid email address."),
    ({"type": "url_text_input"}, "acme.com", "Please enter a valid URL."),
]


@pytest.mark.parametrize(("element", "entered", "words"), CLIENT_SIDE, ids=[row[2] for row in CLIENT_SIDE])
def test_slack_itself_refuses_what_cannot_be_submitted(
    sandbox: Sandbox, bot: App, element: Json, entered: Any, words: str
) -> None:
    field_of = {"type": "input", "block_id": "field", "label": text("It"), "element": {**element, "action_id": "it"}}
    heard = form(bot, field_of)
    amy = sandbox.people["amy"]
    assert amy.submit(amy.command("#field", "/deal").view, {"it": entered}).errors == {"field": words}
    assert heard == []
    assert amy.modal() is not None


@pytest.mark.parametrize(
    ("answer", "left", "errors"),
    [
        ({}, [], {}),
        ({"response_action": "errors", "errors": {"name": "Which Acme?"}}, ["A modal"], {"name": "Which Acme?"}),
        ({"response_action": "update", "view": modal(title=text("Saved"))}, ["Saved"], {}),
        ({"response_action": "push", "view": modal(title=text("More"))}, ["A modal", "More"], {}),
        ({"response_action": "clear"}, [], {}),
    ],
    ids=["nothing", "errors", "update", "push", "clear"],
)
def test_what_a_submission_is_answered_with(
    sandbox: Sandbox, bot: App, answer: Json, left: list[str], errors: dict[str, str]
) -> None:
    form(bot, field("name"), answer=answer)
    amy = sandbox.people["amy"]
    reply = amy.submit(amy.command("#field", "/deal").view, {"name": "Acme"})
    assert [view.title for view in sandbox.workspace.modals["U0AMY"]] == left
    assert (reply.errors, reply.problem) == (errors, None)
    assert reply.view is amy.modal()


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"typed": "an action_id is not a block_id"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "close"},
    ],
    ids=["a wrong block_id", "no errors", "a wrong view", "an unknown action"],
)
def test_slack_has_trouble_with_wrong_answers(sandbox: Sandbox, bot: App, answer: Json) -> None:
    form(bot, field("name"))
    amy = sandbox.people["amy"]
    view = amy.command("#field", "/deal").view
    answering(sandbox, body=json.dumps(answer).encode())
    reply = amy.submit(view, {"name": "Acme"})
    assert reply.problem.startswith(NO_CONNECTION)
    assert amy.modal() is view


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"notify_on_close": True}, [("view_closed", False)]),
        ({"notify_on_close": True, "clear_on_close": True}, [("view_closed", True)]),
        ({}, []),
    ],
    ids=["asked", "asked for all", "not asked"],
)
def test_closing_is_told_only_where_it_was_asked_for(
    sandbox: Sandbox, bot: App, asked: Json, told: list[tuple[str, bool]]
) -> None:
    heard = form(bot, field("name"), **asked)
    amy = sandbox.people["amy"]
    amy.close(amy.command("#field", "/deal").view)
    assert [(body["type"], body["is_cleared"]) for body in heard] == told
    assert amy.modal() is None


def test_dispatching_fields_and_suggestions(sandbox: Sandbox, bot: App) -> None:
    account = {"type": "external_select", "action_id": "account", "min_query_length": 2}
    heard = form(
        bot,
        {**field("name"), "dispatch_action": True},
        {"type": "input", "block_id": "account", "label": text("Account"), "element": account},
    )
    found: list[Json] = [{"text": text("Acme GmbH"), "value": "7"}]
    typed: list[str] = []

    @bot.options("account")
    def options(ack: Any, payload: Json) -> None:
        typed.append(payload["value"])
        ack(options=found)

    @bot.action("typed")
    def note(ack: Any, body: Json) -> None:
        heard.append(body)
        ack()

    amy = sandbox.people["amy"]
    view = amy.command("#field", "/deal").view
    amy.choose(view, "typed", "Acme")
    assert heard[0]["actions"][0]["value"] == "Acme"
    assert amy.suggest(view, "account", "A") == []
    assert amy.suggest(view, "account", "Ac") == found
    assert typed == ["Ac"]
    amy.submit(view, {"account": "7"})
    values = heard[1]["view"]["state"]["values"]
    assert (values["name"]["typed"]["value"], values["account"]["account"]["selected_option"]) == ("Acme", found[0])
    found *= 101
    view = amy.command("#field", "/deal").view
    with pytest.raises(WrongAnswer, match="no more than 100 items allowed"):
        amy.suggest(view, "account", "Acme")
    found[:] = [{"text": text("x" * 76), "value": "7"}]
    with pytest.raises(WrongAnswer, match="must be less than 76 characters"):
        amy.suggest(view, "account", "Acme")
