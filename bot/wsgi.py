"""The door to Slack: a thin WSGI application that refuses what is too large or malformed and hands the rest to Bolt."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from slack_bolt import App, BoltContext, BoltRequest
from slack_bolt.request.internals import build_context
from sqlalchemy.exc import SQLAlchemyError

from storage import deliveries
from storage.columns import from_json
from storage.database import Database

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)

EVENTS = "/slack/events"
BODY_LIMIT = 1 << 20
"""Bytes. The largest thing Slack sends, a form with everything filled in, is a quarter of that."""
STUCK_SECONDS = 120
"""A post that waits longer than that has nobody who delivers it."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_PASSED_ON = {
    "CONTENT_TYPE": "content-type",
    "HTTP_X_SLACK_SIGNATURE": "x-slack-signature",
    "HTTP_X_SLACK_REQUEST_TIMESTAMP": "x-slack-request-timestamp",
    "HTTP_X_SLACK_RETRY_NUM": "x-slack-retry-num",
    "HTTP_X_SLACK_RETRY_REASON": "x-slack-retry-reason",
}
"""The headers that Bolt needs; others, some of which are commands to Bolt, stay outside."""
_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer. Headers are pairs, as a cookie may be set twice."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """Something else that is served: how it is asked for, and what answers."""

    method: str
    answer: Callable[[WSGIEnvironment], Response]


class Shell:
    """The WSGI application. Without an `app`, in Socket Mode, there is nothing at `/slack/events`."""

    def __init__(
        self,
        app: App | None,
        database: Database,
        clock: Callable[[], datetime],
        pages: Mapping[str, Page] | None = None,
    ) -> None:
        self._app = app
        self._database = database
        self._clock = clock
        self._pages = {
            "/healthz": Page("GET", lambda _environ: Response(200, b"ok\n")),
            "/readyz": Page("GET", self._readiness),
            **(pages or {}),
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            response = self._answer(environ)
        except Exception:
            # Slack sends events again that were answered so
            logger.exception("A request to %s failed", environ.get("PATH_INFO"))
            response = Response(500, b"Internal Server Error\n")
        headers = [
            ("content-type", response.content_type),
            ("content-length", str(len(response.body))),
            *response.headers,
        ]
        start_response(_LINES[response.status], headers)
        return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else response.body]

    def _answer(self, environ: WSGIEnvironment) -> Response:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path == EVENTS and self._app is not None:
            return self._dispatch(self._app, environ) if method == "POST" else _not_allowed("POST")
        page = self._pages.get(path)
        if page is None:
            return Response(404, b"Not Found\n")
        if method != page.method and (method, page.method) != ("HEAD", "GET"):
            return _not_allowed(page.method)
        return page.answer(environ)

    def _dispatch(self, app: App, environ: WSGIEnvironment) -> Response:
        request = _read(environ)
        if isinstance(request, Response):
            return request
        answer = app.dispatch(request)
        headers = answer.first_headers()
        return Response(answer.status, answer.body.encode(), headers.get("content-type", "text/plain"))

    def _readiness(self, _environ: WSGIEnvironment) -> Response:
        """Whether requests can be answered and posts are delivered; 503 when not."""
        try:
            age = delivery_age(self._database, self._clock())
        except SQLAlchemyError as problem:
            logger.warning("The database does not answer: %s", str(problem).splitlines()[0])
            return json_response(503, {"ready": False, "database": "failed"})
        ready = age <= STUCK_SECONDS
        return json_response(
            200 if ready else 503, {"ready": ready, "database": "ok", "delivery_age_seconds": round(age, 1)}
        )


def delivery_age(database: Database, now: datetime) -> float:
    """For how many seconds the longest waiting post could have been sent; 0 when none waits."""
    with database.read() as connection:
        since = deliveries.oldest_waiting(connection)
    return max((now - since).total_seconds(), 0.0) if since is not None else 0.0


def _read(environ: WSGIEnvironment) -> BoltRequest | Response:
    """The request as Bolt takes it, or why it is none."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not length:
        return Response(411, b"Length Required\n")
    if not (length.isascii() and length.isdigit()):
        return _bad_request()
    if len(length) > 9 or int(length) > BODY_LIMIT:
        return Response(413, b"Content Too Large\n", headers=[("connection", "close")])
    body = environ["wsgi.input"].read(int(length))
    if len(body) != int(length):
        return _bad_request()
    if body.startswith(b"ssl_check=1"):  # Slack looks at our certificate, and signs nothing
        return Response(200)
    # Bolt would fail on these two with a traceback
    timestamp, signature = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP"), environ.get("HTTP_X_SLACK_SIGNATURE")
    if timestamp is None or signature is None:
        return Response(401, b"Unauthorized\n")
    if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
        return _bad_request()
    headers: dict[str, Any] = {to: environ[name] for name, to in _PASSED_ON.items() if name in environ}
    try:
        return SlackRequest(body.decode(), headers)
    except (ValueError, TypeError, AttributeError, LookupError):
        # what is not text, not JSON, or JSON of another shape than Slack's
        return _bad_request()


class SlackRequest(BoltRequest):
    """A request as Bolt takes it; for a slash command without what only Bolt reads out of it, unless Bolt asks.

    Raises whatever a body of another shape than Slack's leads to.
    """

    def __init__(self, raw_body: str, headers: dict[str, str]) -> None:
        self.raw_body, self.headers = raw_body, {name: [value] for name, value in headers.items()}
        self.query, self.mode, self.lazy_only, self.lazy_function_name = {}, "http", False, None
        self.content_type = headers.get("content-type", "").partition(";")[0]
        if self.content_type == "application/json" or raw_body.startswith("{"):
            self.body = from_json(raw_body)
        else:
            # not as Bolt does, which takes `/deal won payload inc` for JSON that is missing
            form = _form(raw_body)
            self.body = from_json(form["payload"]) if "payload" in form else form
        if "command" not in self.body:
            self.context = build_context(BoltContext({}), self.body)

    @cached_property
    def context(self) -> BoltContext:  # type: ignore[override]  # can be set, too
        """The team, the person, the channel as Bolt finds them."""
        return build_context(BoltContext({}), self.body)


def _form(raw_body: str) -> dict[str, str]:
    """The fields of a form, empty ones too. Most of them are written as they are, and cost nothing."""
    pairs = (field.partition("=") for field in raw_body.split("&") if field)
    return {_decoded(name): _decoded(value) for name, _, value in pairs}


def _decoded(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def _bad_request() -> Response:
    return Response(400, b"Bad Request\n")


def _not_allowed(method: str) -> Response:
    return Response(405, b"Method Not Allowed\n", headers=[("allow", method)])


def json_response(status: int, content: dict[str, Any]) -> Response:
    """An answer for programs."""
    return Response(status, json.dumps(content).encode() + b"\n", "application/json")
