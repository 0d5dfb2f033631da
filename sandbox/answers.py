"""What Slack makes of the bot's answers: a message from a command's, the next view from a submission's, options from a
suggestion's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox import messages, views
from sandbox.block_elements import OPTION_GROUPS, OPTIONS
from sandbox.deliveries import Answer
from sandbox.errors import SlackError
from sandbox.records import Channel, Json, Message, View
from sandbox.tickets import ResponseUrl
from sandbox.workspace import Workspace

NO_CONNECTION = "We had some trouble connecting. Try again?"


@dataclass
class Reply:
    """What came of something a person did."""

    status: int = 200
    message: Message | None = None
    """The message that the answer's body made."""
    view: View | None = None
    """The modal that the person now sees."""
    errors: dict[str, str] = field(default_factory=dict)
    """Words under the fields of a modal, by block_id."""
    problem: str | None = None
    """What Slack tells the person when the bot failed."""


class WrongAnswer(Exception):
    """The bot answered, but not what Slack understands."""


def take_command_answer(workspace: Workspace, user: str, channel: Channel, answer: Answer) -> Message | None:
    """The body of a command's answer becomes a message: ephemeral unless it says `in_channel`; an empty one none."""
    content = answer.json()
    if content in (None, {}):
        return None
    if isinstance(content, str):
        content = {"text": content}
    if not isinstance(content, dict):
        raise WrongAnswer("invalid_command_response")
    try:
        return _show(workspace, user, channel, content, content.get("thread_ts"))
    except SlackError as refusal:
        raise WrongAnswer(f"invalid_command_response: {_explain(refusal)}") from None


def take_response(workspace: Workspace, ticket: ResponseUrl, content: Any) -> Message | None:
    """What the bot sent to a response_url: a new message, or the clicked one replaced or deleted."""
    if not isinstance(content, dict):
        raise SlackError("invalid_payload")
    channel = workspace.channels[ticket.channel]
    original = messages.find(workspace, channel, ticket.message_ts) if ticket.message_ts else None
    with workspace.lock:
        if _is_true(content.get("delete_original")):
            if original is not None:
                messages.remove(workspace, original)
            if not content.get("text") and not content.get("blocks"):
                return None
        elif _is_true(content.get("replace_original")) and original is not None:
            text, blocks = content.get("text"), content.get("blocks")
            messages.check(workspace, text or "", blocks, content.get("attachments"))
            messages.change(workspace, original, text=text or "", blocks=blocks)
            return original
        thread = content.get("thread_ts") or (ticket.thread_ts if ticket.message_ts else None)
        return _show(workspace, ticket.user, channel, content, thread)


def take_submission_answer(workspace: Workspace, view: View, answer: Answer) -> dict[str, str]:
    """Do what the answer to a `view_submission` says: close, or show errors (returned), another view, or none."""
    content = answer.json()
    if content in (None, ""):
        views.close(workspace, view)
        return {}
    action = content.get("response_action") if isinstance(content, dict) else None
    if action == "errors":
        return _errors_of(view, content.get("errors"))
    try:
        if action == "update":
            views.update(workspace, view, content.get("view"))
        elif action == "push":
            with workspace.lock:
                checked = views.check(workspace, content.get("view"), "modal")
                views.stack(workspace, view.owner, checked)
        elif action == "clear":
            views.close_all(workspace, view.owner)
        elif content == {}:
            views.close(workspace, view)
        else:
            raise WrongAnswer(f"response_action {action!r}")
    except SlackError as refusal:
        raise WrongAnswer(_explain(refusal)) from None
    return {}


def take_suggestions(answer: Answer) -> list[Json]:
    """The options, or groups of options, that an external select shows."""
    content = answer.json()
    if not isinstance(content, dict) or ("options" in content) == ("option_groups" in content):
        raise WrongAnswer(f"neither options nor option_groups: {content!r}")
    rule, key = (OPTIONS, "options") if "options" in content else (OPTION_GROUPS, "option_groups")
    errors = list(rule(content[key], f"/{key}"))
    if errors:
        raise WrongAnswer("; ".join(errors))
    found: list[Json] = content[key]
    return found


def _show(workspace: Workspace, user: str, channel: Channel, content: Json, thread_ts: str | None) -> Message:
    text, blocks = str(content.get("text") or ""), content.get("blocks")
    messages.check(workspace, text, blocks, content.get("attachments"))
    return messages.post(
        workspace,
        channel,
        workspace.app.bot_user,
        text,
        blocks=blocks,
        attachments=content.get("attachments"),
        ephemeral_to=None if content.get("response_type") == "in_channel" else user,
        thread_ts=thread_ts,
    )


def _errors_of(view: View, errors: Any) -> dict[str, str]:
    """Errors belong under the input blocks of that view; others make Slack give up with its own words."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise WrongAnswer(f"errors for {errors!r}, but the input blocks are {sorted(inputs)}")
    return {block_id: str(words) for block_id, words in errors.items()}


def _is_true(flag: Any) -> bool:
    return flag is True or flag == "true"


def _explain(refusal: SlackError) -> str:
    details = refusal.details.get("response_metadata", {}).get("messages", [])
    return " ".join([refusal.error, *details])
