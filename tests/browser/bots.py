"""A bot small enough to read at a glance, to see the page from the other side."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import httpx

from sandbox.deliveries import Answer
from sandbox.web_api import WebApi
from sandbox.workspace import Workspace

CUSTOMERS = ("Acme Corporation", "Acme Logistics", "海尔")
STAGES = {"open": "Proposal", "won": "Won"}
HOSTILE = "<img src=x onerror=\"document.title='hacked'\">"


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def button(text: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    element = {"action_id": block_id, **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def modal(title: str, blocks: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain(title), "blocks": blocks, **more}


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def deal_modal(stage: str = "open") -> dict[str, Any]:
    """The form for a deal; a won one asks for the story as well."""
    customer = {"type": "external_select", "min_query_length": 1, "placeholder": plain("Type a name")}
    stages = [option(words, value) for value, words in STAGES.items()]
    amount = {"type": "number_input", "is_decimal_allowed": True, "min_value": "0"}
    blocks = [
        field("customer", "Customer", customer),
        field("amount", "Amount", amount, hint=plain("Without the currency")),
        field("stage", "Stage", {"type": "static_select", "options": stages}, dispatch_action=True, optional=True),
        field("with", "With", {"type": "multi_users_select"}, optional=True),
        field("closes", "Close date", {"type": "datepicker"}, optional=True),
        {"type": "actions", "block_id": "more", "elements": [button("Terms", "terms")]},
    ]
    if stage == "won":
        story = {"type": "plain_text_input", "multiline": True, "max_length": 200}
        blocks.insert(3, field("story", "How it was won", story, optional=True))
    return modal("New deal", blocks, submit=plain("Save"), close=plain("Cancel"))


def every_element_modal() -> dict[str, Any]:
    """A form with each kind of field."""
    options = [option("One", "1"), option("Two", "2"), option("Three", "3")]
    groups = [{"label": plain("Odd"), "options": options[::2]}, {"label": plain("Even"), "options": options[1:2]}]
    internal = {"include": ["public", "private"], "exclude_external_shared_channels": True}
    elements: dict[str, dict[str, Any]] = {
        "text": {"type": "plain_text_input", "initial_value": "as it was"},
        "email": {"type": "email_text_input"},
        "url": {"type": "url_text_input"},
        "number": {"type": "number_input", "is_decimal_allowed": False, "max_value": "10"},
        "one": {"type": "static_select", "option_groups": groups},
        "some": {"type": "multi_static_select", "options": options, "max_selected_items": 2},
        "person": {"type": "users_select", "initial_user": "U0AMY"},
        "place": {"type": "conversations_select", "filter": internal},
        "places": {"type": "multi_channels_select"},
        "radio": {"type": "radio_buttons", "options": options},
        "boxes": {"type": "checkboxes", "options": options, "initial_options": options[:1]},
        "day": {"type": "datepicker", "initial_date": "2026-07-01"},
        "time": {"type": "timepicker"},
        "moment": {"type": "datetimepicker", "initial_date_time": 1782806400},
    }
    blocks = [field(name, f"The {name}", element) for name, element in elements.items()]
    return modal("Everything", blocks, submit=plain("Save"))


def hostile_blocks(text: str) -> list[dict[str, Any]]:
    """A text in every place where words of people may stand."""
    part = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [
        {"type": "header", "text": plain(text)},
        {"type": "section", "text": mrkdwn(escape(text)), "fields": [mrkdwn(f"*{escape(text)}*")]},
        {"type": "rich_text", "elements": [part]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}], [{"type": "rich_text", "elements": [part]}]]},
        {"type": "actions", "elements": [button(text, "nothing")]},
        {"type": "context", "elements": [plain(text), mrkdwn("<javascript:alert(1)|a link>")]},
    ]


class SmallBot:
    """Knows `/deal`, one modal, one button, a Home tab and mentions. `fails` makes it answer 500."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.fails = False
        self.heard: list[dict[str, Any]] = []
        """Interactions, in the order they came."""

    def __call__(self, body: bytes, headers: dict[str, str]) -> Answer:
        if self.fails:
            return Answer(500)
        if headers["content-type"].startswith("application/json"):
            return self._event(json.loads(body)["event"])
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if "payload" not in form:
            return self._command(form)
        payload = json.loads(form["payload"])
        self.heard.append(payload)
        answers = {
            "block_actions": self._block_actions,
            "block_suggestion": self._block_suggestion,
            "view_submission": self._view_submission,
        }
        return answers[payload["type"]](payload)

    def slack(self, method: str, **arguments: Any) -> dict[str, Any]:
        answer = WebApi([self.workspace]).call(method, self.workspace.app.bot_token, arguments)
        assert answer["ok"], answer
        return answer

    def _command(self, form: dict[str, str]) -> Answer:
        text = form.get("text", "")
        if text in ("", "all"):
            view = deal_modal() if not text else every_element_modal()
            self.slack("views.open", trigger_id=form["trigger_id"], view=view)
            return Answer(200)
        question = {"title": plain("Undo the win?"), "text": mrkdwn("*Acme* is open again.")}
        confirm = {**question, "confirm": plain("Undo"), "deny": plain("Keep")}
        blocks = [
            {"type": "section", "text": mrkdwn(f"Won: *Acme* · $12,000 · you 100 % · `{text}`")},
            {"type": "actions", "elements": [button("Undo", "undo", confirm=confirm), button("Edit", "edit")]},
        ]
        return _json({"text": "Won: Acme", "blocks": blocks})

    def _event(self, event: dict[str, Any]) -> Answer:
        if event["type"] == "app_mention":
            self.slack("chat.postMessage", channel=event["channel"], text="An echo", blocks=hostile_blocks(HOSTILE))
        if event["type"] == "app_home_opened" and event["tab"] == "home":
            self._publish(event["user"], done=0)
        return Answer(200)

    def _publish(self, user: str, done: int) -> None:
        options = [{"text": mrkdwn("Call *Zhang*"), "value": "call"}, option("Quote", "quote")]
        tasks = {"type": "checkboxes", "action_id": "tasks", "options": options}
        blocks = [
            {"type": "header", "text": plain("My day")},
            {"type": "section", "text": mrkdwn(f"{done} of 2 done")},
            {"type": "actions", "block_id": "tasks", "elements": [tasks]},
        ]
        self.slack("views.publish", user_id=user, view={"type": "home", "blocks": blocks})

    def _block_actions(self, payload: dict[str, Any]) -> Answer:
        action = payload["actions"][0]
        if action["action_id"] == "undo":
            undone = {"replace_original": True, "text": "Undone: Acme is open again."}
            httpx.post(payload["response_url"], json=undone, trust_env=False).raise_for_status()
        elif action["action_id"] == "stage":
            view = deal_modal((action["selected_option"] or {}).get("value", "open"))
            self.slack("views.update", view_id=payload["view"]["id"], view=view)
        elif action["action_id"] == "terms":
            terms = modal("Terms", [{"type": "section", "text": mrkdwn("30 days net.")}])
            self.slack("views.push", trigger_id=payload["trigger_id"], view=terms)
        elif action["action_id"] == "tasks":
            self._publish(payload["user"]["id"], done=len(action["selected_options"]))
        return Answer(200)

    def _block_suggestion(self, payload: dict[str, Any]) -> Answer:
        found = [name for name in CUSTOMERS if payload["value"].lower() in name.lower()]
        return _json({"options": [option(name, name) for name in found]})

    def _view_submission(self, payload: dict[str, Any]) -> Answer:
        values = payload["view"]["state"]["values"]
        if "amount" not in values:
            return Answer(200)
        amount = float(values["amount"]["amount"]["value"])
        if amount < 100:
            return _json({"response_action": "errors", "errors": {"amount": "Less than $100. Type the whole amount."}})
        customer = values["customer"]["customer"]["selected_option"]["value"]
        self.slack("chat.postMessage", channel="C0FIELD", text=f":bell: *Amy* won *{customer}*, ${amount:,.0f}.")
        return Answer(200)


def _json(content: dict[str, Any]) -> Answer:
    return Answer(200, {"content-type": "application/json"}, json.dumps(content).encode())
