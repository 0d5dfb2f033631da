"""What the sandbox's tests are built from: pieces of Block Kit, a small real Bolt app."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from sandbox.deliveries import Answer
from sandbox.people import Sandbox
from sandbox.workspace import Workspace

SECRET = "signing-secret"


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def field(block_id: str, **more: Any) -> dict[str, Any]:
    """An input block with a text field whose action_id is "typed"."""
    element = {"type": "plain_text_input", "action_id": "typed", **more}
    return {"type": "input", "block_id": block_id, "label": text("Name"), "element": element}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    title, shown = text("A modal"), list(blocks) or [field("name")]
    return {"type": "modal", "callback_id": "form", "title": title, "submit": text("Save"), "blocks": shown, **more}


def button(label: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": text(label), **more}


def bolt(workspace: Workspace, slack: WebClient) -> App:
    """An app with no listeners yet, which asks nobody who it is."""
    app = workspace.app
    identity = AuthorizeResult(
        enterprise_id=None,
        team_id=workspace.team.id,
        bot_user_id=app.bot_user,
        bot_id=app.bot_id,
        bot_token=app.bot_token,
    )
    return App(
        signing_secret=SECRET,
        client=WebClient(base_url=slack.base_url, retry_handlers=[]),
        process_before_response=True,
        authorize=lambda: identity,
    )


def answering(sandbox: Sandbox, status: int = 200, body: bytes = b"", kind: str = "text/plain") -> None:
    """From now on, this is all the bot says."""
    sandbox.send = lambda *_: Answer(status, {"content-type": kind}, body)
