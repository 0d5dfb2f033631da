"""Assembles the Slack app: how Slack's payloads reach the capabilities."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot import capabilities
from handlers import calls
from handlers.calls import Call
from handlers.dispatch import Dispatcher
from storage.database import Database

_ANY = re.compile(".*", re.DOTALL)


def build_app(
    *,
    database: Database,
    authorize: Callable[[str | None], AuthorizeResult | None],
    clock: Callable[[], datetime],
    client: WebClient,
    signing_secret: str,
) -> App:
    """A Bolt app with one listener for each kind of request: Bolt looks through listeners, a dict does not."""
    dispatcher = Dispatcher(database=database, routes=capabilities.routes(), clock=clock)

    def find_installation(team_id: str | None) -> AuthorizeResult | None:
        # Bolt goes by the names of the parameters, and would take the `self` of an object for one of them
        return authorize(team_id)

    app = App(
        name="bellringer",  # or Bolt looks through the sources of all callers for one
        client=client,
        authorize=find_installation,  # type: ignore[arg-type]  # None tells Bolt that there is no installation
        signing_secret=signing_secret,
        process_before_response=True,
        ssl_check_enabled=False,
        raise_error_for_unhandled_request=False,
    )

    def answer(make: Callable[[dict[str, Any]], Call | None]) -> Callable[..., Any]:
        # Bolt hands over what the parameters are called; it looks through functools.wraps, so there is none here
        def listen(ack: Ack, body: dict[str, Any], context: BoltContext, client: WebClient) -> Any:
            call = make(body)
            installed = context.authorize_result
            if call is None or installed is None or installed.team_id is None:
                return ack()
            answered = dispatcher.answer(call, installed_team_id=installed.team_id, client=client)
            # what `ack` would make of it, which looks for classes of the SDK in it first
            return BoltResponse(status=answered.status, body=answered.body or "")

        return listen

    app.command(_ANY)(answer(calls.command))
    app.action(_ANY)(answer(calls.action))
    app.view(_ANY)(answer(calls.view))
    app.options(_ANY)(answer(calls.options))
    app.shortcut(_ANY)(answer(calls.shortcut))
    app.event(_ANY)(answer(calls.event))
    return app
