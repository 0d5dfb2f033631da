"""How an answer goes back: in the HTTP response where Slack takes it there, else through the outbox."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers.calls import Call
from handlers.requests import (
    ACTION,
    COMMAND,
    MENTION,
    OPTIONS,
    VIEW,
    Answer,
    Denied,
    Offered,
    Opened,
    Refused,
    Reply,
    Request,
)
from sales.errors import UserError
from storage import outbox, teams
from views import refusals
from views.words import translator

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back to Slack in the HTTP answer."""

    body: dict[str, Any] | None = None
    status: int = 200
    steady: bool = False
    """It is held back until the next beat."""


def explain(request: Request, call: Call, problem: UserError | Denied) -> Answer:
    """A problem in words: under a form's first field, so that nothing typed is lost, else as a message."""
    if isinstance(problem, Denied):
        led_by = teams.managers(request.tx, request.team.id) if request.team else []
        message = refusals.denied(request.t, problem.role, led_by)
    else:
        message = refusals.problem(request.t, problem)
    fields = [block["block_id"] for block in call.payload.get("view", {}).get("blocks", []) if block["type"] == "input"]
    if call.surface == VIEW and fields:
        return Refused({fields[0]: message.text})
    return Reply(message, replaces=False)


def deliver(request: Request, call: Call, answer: Answer) -> tuple[Response, Opened | None]:
    """The HTTP answer, and a form to be opened after the commit. What fits in neither goes to the outbox."""
    if isinstance(answer, Opened):
        if call.surface == VIEW:
            return Response({"response_action": "push" if answer.pushes else "update", "view": answer.view}), None
        if call.trigger_id:
            return Response(), answer
        answer = Reply(answer.message) if answer.message is not None else None
    if isinstance(answer, Reply) and call.surface not in (COMMAND, OPTIONS):
        _post_answer(request, answer)
        response = Response({"response_action": "clear"} if call.surface == VIEW else None)
    else:
        response = encode(call, answer)
    request.response = response.body
    request.took_effect = not isinstance(answer, Refused)
    return response, None


def encode(call: Call, answer: Answer) -> Response:
    """What Slack takes as the answer to its HTTP request."""
    if isinstance(answer, Refused):
        return Response({"response_action": "errors", "errors": answer.errors})
    if isinstance(answer, Offered):
        return Response({"options": answer.options})
    if call.surface == OPTIONS:
        return Response({"options": []})
    if isinstance(answer, Reply) and call.surface == VIEW:
        return Response(
            {"response_action": "update", "view": refusals.as_form(translator(call.locale), answer.message)}
        )
    if isinstance(answer, Reply) and call.surface == COMMAND:
        return Response({"response_type": "ephemeral", "text": answer.message.text, "blocks": answer.message.blocks})
    return Response()


def _post_answer(request: Request, reply: Reply) -> None:
    """Words to one person where the HTTP answer cannot hold them."""
    message: dict[str, Any] = {"text": reply.message.text, "blocks": reply.message.blocks}
    # a form that was opened on the Home tab belongs to no channel
    is_form = request.surface == VIEW and not request.response_url and bool(request.channel_id)
    in_public = request.surface == MENTION or is_form
    if request.response_url:
        # what others read too must not turn into words for one
        replaces = reply.replaces and request.surface == ACTION and not request.on_public_message
        message |= {"response_type": "ephemeral", "replace_original": replaces}
    elif in_public:
        message |= {"ephemeral_to": request.member.slack_user_id}
    outbox.post(
        request.tx,
        "answer",
        audience=outbox.PERSONAL(request.member.slack_user_id),
        dedupe_key=f"answer:{secrets.token_hex(8)}",
        # a direct message goes to the person: Slack says who is in a conversation only to apps with a scope for it
        channel=request.channel_id if in_public else request.member.slack_user_id,
        thread_ts=request.thread_ts,
        response_url=request.response_url,
        payload=message,
        at=request.answers_at,
    )


def open_form(client: WebClient, call: Call, opened: Opened) -> bool:
    """Open a form while its trigger is fresh; in place of one in which something was chosen. False when Slack did not.

    What was typed into fields that the new form has as well stays in them.
    """
    try:
        if opened.pushes:
            client.views_push(trigger_id=call.trigger_id, view=opened.view)
        elif opened.updates:
            client.views_update(view_id=opened.updates, view=opened.view)
        elif call.view_id:
            client.views_update(view_id=call.view_id, hash=call.view_hash, view=opened.view)
        else:
            client.views_open(trigger_id=call.trigger_id, view=opened.view)
    except (SlackApiError, SlackClientError, OSError):
        logger.warning("A form did not open", exc_info=True)
        return False
    return True
