"""How what people do reaches the bot: signed requests over HTTP, and the answers that come back."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx

ANSWER_SECONDS = 3.0
REQUESTS_KEPT = 1_000
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What the bot answered: status, headers with names in lower case, body."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The body as JSON; a body that is none is its text, as Slack takes it for commands. None when empty."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            return self.body.decode(errors="replace")


class NoAnswer(Exception):
    """The bot could not be reached (`dispatch_failed`) or did not answer in three seconds (`operation_timeout`)."""


Send = Callable[[bytes, dict[str, str]], Answer]


@dataclass(frozen=True)
class Request:
    """One request to the bot, as it was sent. `answer` is None when none came."""

    body: bytes
    headers: dict[str, str]
    answer: Answer | None
    at: datetime
    problem: str | None = None

    @property
    def status(self) -> int:
        """The HTTP status of the answer, 0 when none came."""
        return self.answer.status if self.answer else 0

    @property
    def payload(self) -> Any:
        """The JSON of an event or interaction, or the fields of a command."""
        if self.headers["content-type"].startswith("application/json"):
            return json.loads(self.body)
        form = dict(httpx.QueryParams(self.body.decode()))
        return json.loads(form["payload"]) if "payload" in form else form


def sign(secret: str, body: bytes, moment: datetime) -> dict[str, str]:
    """Slack's two signature headers for this body, sent at this moment."""
    timestamp = str(int(moment.timestamp()))
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={digest}"}


def encode(payload: dict[str, Any], kind: str) -> tuple[bytes, str]:
    """Body and content type of a `command`, `interaction` or `event`."""
    if kind == "event":
        return json.dumps(payload).encode(), "application/json"
    if kind == "interaction":
        return urlencode({"payload": json.dumps(payload)}).encode(), FORM
    return urlencode(payload).encode(), FORM


def by_http(url: str, seconds: float = ANSWER_SECONDS) -> Send:
    """A `send` that posts to the bot's request URL, such as http://127.0.0.1:3000/slack/events."""
    client = httpx.Client(timeout=seconds, trust_env=False)

    def send(body: bytes, headers: dict[str, str]) -> Answer:
        try:
            response = client.post(url, content=body, headers=headers)
        except httpx.TimeoutException:
            raise NoAnswer("operation_timeout") from None
        except httpx.TransportError:
            raise NoAnswer("dispatch_failed") from None
        return Answer(response.status_code, dict(response.headers), response.content)

    return send


def by_wsgi(application: Callable[..., Any], path: str = "/slack/events") -> Send:
    """A `send` that calls a WSGI application in this process: what tests use."""
    client = httpx.Client(transport=httpx.WSGITransport(app=application), base_url="http://bot", trust_env=False)

    def send(body: bytes, headers: dict[str, str]) -> Answer:
        response = client.post(path, content=body, headers=headers)
        return Answer(response.status_code, dict(response.headers), response.content)

    return send


class Courier:
    """Signs what Slack sends to one app, sends it, and remembers the last requests, dated by `clock`.

    `signed_at` dates the signatures. It is the real clock unless told otherwise: how old a signature may be is settled
    between two machines, and Bolt knows no other clock, however far the workspace's own has been moved.
    """

    def __init__(
        self,
        send: Send,
        signing_secret: str,
        clock: Callable[[], datetime],
        signed_at: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.send = send
        self.requests: list[Request] = []
        """What was sent, the latest last."""
        self._secret = signing_secret
        self._clock = clock
        self._signed_at = signed_at
        self._lock = threading.Lock()

    def deliver(self, kind: str, payload: dict[str, Any]) -> Request:
        """Send a `command`, `interaction` or `event` and wait for the answer."""
        body, content_type = encode(payload, kind)
        return self._send(body, {"content-type": content_type})

    def redeliver(self, request: Request, number: int = 1, reason: str = "http_timeout") -> Request:
        """Send the same body again, as Slack does with an event that was not answered with 200."""
        retry = {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason}
        return self._send(request.body, {"content-type": request.headers["content-type"], **retry})

    def _send(self, body: bytes, headers: dict[str, str]) -> Request:
        signed = {"user-agent": "Slackbot 1.0", **headers, **sign(self._secret, body, self._signed_at())}
        try:
            request = Request(body, signed, self.send(body, signed), self._clock())
        except NoAnswer as silence:
            request = Request(body, signed, None, self._clock(), str(silence))
        with self._lock:
            self.requests.append(request)
            del self.requests[:-REQUESTS_KEPT]
        return request
