"""Assembles the Slack app: how Slack's payloads reach the capabilities."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from sqlalchemy.exc import SQLAlchemyError

from bot import capabilities
from handlers import calls
from handlers.calls import Call
from handlers.dispatch import Dispatcher
from storage.columns import to_json
from storage.database import Database

_ANY = re.compile(".*", re.DOTALL)


class SlackApp(App):
    """Bolt with one listener for each kind of request: Bolt looks through listeners, a dict does not.

    Slash commands, what people type all day and wait for, take a short way to ours: until it runs, Bolt has made a
    client, looked for nine kinds of payload and offered 25 arguments, which takes longer than our own part of a
    `/deal`. That a workspace is not installed is left to Bolt to say.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        *,
        authorize: Callable[[str | None], AuthorizeResult | None],
        client: WebClient,
        signing_secret: str,
    ) -> None:
        def find_installation(team_id: str | None) -> AuthorizeResult | None:
            # Bolt goes by the names of the parameters, and would take the `self` of an object for one of them
            return authorize(team_id)

        super().__init__(
            name="bellringer",  # or Bolt looks through the sources of all callers for one
            client=client,
            authorize=find_installation,  # type: ignore[arg-type]  # None tells Bolt that there is no installation
            signing_secret=signing_secret,
            process_before_response=True,
            ssl_check_enabled=False,
            raise_error_for_unhandled_request=False,
        )
        self._dispatcher = dispatcher
        self._authorization = authorize
        # with Socket Mode alone there is no secret, and nothing that comes another way is believed
        self._signatures = _Signatures(signing_secret) if signing_secret else None
        self._client_with = lru_cache(maxsize=1000)(partial(_client_with, client))
        self.command(_ANY)(self._listener(calls.command))
        self.action(_ANY)(self._listener(calls.action))
        self.view(_ANY)(self._listener(calls.view))
        self.options(_ANY)(self._listener(calls.options))
        self.shortcut(_ANY)(self._listener(calls.shortcut))
        self.event(_ANY)(self._listener(calls.event))

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Answer a request, of HTTP or Socket Mode."""
        if "command" not in req.body:
            return super().dispatch(req)
        if not self._is_genuine(req):
            return BoltResponse(status=401, body={"error": "invalid request"})
        installed = self._installed(req.body.get("team_id"))
        if installed is None:
            return super().dispatch(req)
        return self._answer(calls.command(req.body), installed, self._client_with(installed.bot_token))

    def _listener(self, make: Callable[[dict[str, Any]], Call | None]) -> Callable[..., Any]:
        # Bolt hands over what the parameters are called; it looks through functools.wraps, so there is none here
        def listen(ack: Ack, body: dict[str, Any], context: BoltContext, client: WebClient) -> Any:
            call = make(body)
            installed = context.authorize_result
            if call is None or installed is None or installed.team_id is None:
                return ack()
            return self._answer(call, installed, client)

        return listen

    def _answer(self, call: Call, installed: AuthorizeResult, client: WebClient) -> BoltResponse:
        answered = self._dispatcher.answer(call, installed_team_id=str(installed.team_id), client=client)
        # what `ack` would make of it, which looks for classes of the SDK in it first
        return BoltResponse(status=answered.status, body=to_json(answered.body) if answered.body else "")

    def _is_genuine(self, req: BoltRequest) -> bool:
        """Whether it is Slack's, and from just now; Socket Mode's connection vouches for what comes through it."""
        if req.mode == "socket_mode":
            return True
        if self._signatures is None:
            return False
        timestamp, signature = (
            req.headers.get(name, ("",))[0] for name in ("x-slack-request-timestamp", "x-slack-signature")
        )
        return bool(timestamp and signature) and self._signatures.is_valid(req.raw_body, timestamp, signature)

    def _installed(self, team_id: str | None) -> AuthorizeResult | None:
        try:
            return self._authorization(team_id)
        except SQLAlchemyError:
            return None


class _Signatures(SignatureVerifier):
    """The SDK's check; what only the secret decides is worked out once."""

    def __init__(self, signing_secret: str) -> None:
        super().__init__(signing_secret)
        self._keyed = hmac.new(signing_secret.encode(), digestmod="sha256")

    def generate_signature(self, *, timestamp: str, body: str | bytes) -> str:
        signed = self._keyed.copy()
        signed.update(b"v0:%b:%b" % (timestamp.encode(), body if isinstance(body, bytes) else body.encode()))
        return f"v0={signed.hexdigest()}"


def _client_with(client: WebClient, token: str) -> WebClient:
    """The same client for another workspace."""
    return WebClient(
        token=token,
        base_url=client.base_url,
        timeout=client.timeout,
        ssl=client.ssl,
        proxy=client.proxy,
        headers=client.headers,
        logger=client.logger,
        retry_handlers=client.retry_handlers,
    )


def build_app(
    *,
    database: Database,
    authorize: Callable[[str | None], AuthorizeResult | None],
    clock: Callable[[], datetime],
    client: WebClient,
    signing_secret: str,
    pause: Callable[[float], None] = time.sleep,
) -> SlackApp:
    """The app with every capability in it."""
    dispatcher = Dispatcher(database=database, routes=capabilities.routes(), clock=clock, pause=pause)
    return SlackApp(dispatcher, authorize=authorize, client=client, signing_secret=signing_secret)
