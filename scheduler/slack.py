"""Slack's Web API, called by an event loop: one pool of connections, no retries, and a name for every ending of a call.

What matters of a call that went wrong is whether Slack may have done what it was asked to. Only what it certainly has
not done may be asked again without a thought.
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

# httpx loads its command line too, with all of rich, where it finds that: a tenth of a second and 5 MB
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
# and it looks through all folders for this one before each of its locks, several times a call, where it is not there
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
import httpx  # noqa: E402

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 20.0
"""For a whole call; shorter than a lease."""
CONNECTIONS = 100
RESPONSE_HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")

HARMLESS_TWICE = frozenset(
    {
        "chat.update",
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.open",
        "conversations.replies",
        "files.getUploadURLExternal",
        "pins.add",
        "users.info",
        "views.publish",
    }
)
"""Methods that leave everything as it is when they are called a second time."""
NOT_INSTALLED = frozenset({"invalid_auth", "account_inactive", "token_revoked"})
"""Refusals of everything: the app was removed, or its token is worth nothing any more."""
CHANNEL_CLOSED = frozenset({"not_in_channel", "channel_not_found", "is_archived"})
"""Refusals of every post in one channel."""
_TRY_AGAIN = frozenset({"ratelimited", "rate_limited", "team_added_to_org"})
_MAYBE_DONE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_ALREADY_SO = frozenset({"already_pinned"})


@dataclass(frozen=True, slots=True)
class Taken:
    """Slack did it; `result` is its answer."""

    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Slack certainly did not do it, and may later: after `retry_after`, when Slack said so."""

    reason: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack did not do it and would not do it again."""

    error: str
    details: tuple[str, ...] = field(default=(), compare=False)
    """What exactly is wrong with blocks, in Slack's words."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Slack may have done it: the answer was lost, or made no sense."""

    reason: str


Ending = Taken | NotTaken | Refused | Unknown


@cache
def tls(api_url: str) -> ssl.SSLContext:
    """What encrypts calls to Slack, one for all of the process: it holds the certificates of all authorities, and
    reading them takes longer than many calls. Beside a pretended Slack that speaks plainly, it trusts nobody.
    """
    return ssl.create_default_context() if api_url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Slack:
    """Use it as `async with Slack(api_url) as slack`, in one event loop."""

    def __init__(self, api_url: str) -> None:
        self._api_url = httpx.URL(api_url.rstrip("/") + "/")
        self._client = httpx.AsyncClient(
            verify=tls(api_url),
            timeout=httpx.Timeout(PATIENCE_SECONDS, connect=5),
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        )

    async def __aenter__(self) -> Slack:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def call(self, token: str, method: str, **arguments: Any) -> Ending:
        """Call a method of the Web API; arguments that are None are left out."""
        headers = {"Authorization": f"Bearer {token}"}
        # as a form, because not every method reads JSON
        form = {name: _as_form(value) for name, value in arguments.items() if value is not None}
        answer = await self._post(self._api_url.join(method), headers=headers, data=form)
        ending = _read_json(answer) if isinstance(answer, httpx.Response) else answer
        if isinstance(ending, Refused):
            logger.info("Slack refused %s: %s %s", method, ending.error, ", ".join(ending.details))
        if isinstance(ending, Unknown) and method in HARMLESS_TWICE:
            return NotTaken(ending.reason)
        return ending

    async def respond(self, response_url: str, body: dict[str, Any]) -> Ending:
        """Answer where somebody acted. Nothing is ever sent to a host that is not Slack's."""
        url = httpx.URL(response_url)
        if _site(url) not in {_site(self._api_url), *(("https", host, None) for host in RESPONSE_HOSTS)}:
            return Refused("not_a_response_url")
        answer = await self._post(url, json=body)
        return _read_status(answer) if isinstance(answer, httpx.Response) else answer

    async def upload(self, upload_url: str, content: bytes) -> Ending:
        """The bytes of a file, to where Slack wants them; nobody sees them before the upload is completed."""
        answer = await self._post(httpx.URL(upload_url), content=content)
        ending = _read_status(answer) if isinstance(answer, httpx.Response) else answer
        return NotTaken(ending.reason) if isinstance(ending, Unknown) else ending

    async def _post(self, url: httpx.URL, **request: Any) -> httpx.Response | NotTaken | Unknown:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._client.post(url, **request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            return NotTaken(_name(error))
        except (httpx.TransportError, TimeoutError) as error:
            return Unknown(_name(error))


def _read_json(response: httpx.Response) -> Ending:
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return NotTaken("ratelimited", _retry_after(response))
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "ok" not in answer:
        return _no_answer(response)
    error = str(answer.get("error", ""))
    if answer["ok"] is True or error in _ALREADY_SO:
        return Taken(answer)
    if error in _TRY_AGAIN:
        return NotTaken(error, _retry_after(response))
    if error in _MAYBE_DONE:
        return Unknown(error)
    return Refused(error, tuple(answer.get("response_metadata", {}).get("messages", ())))


def _read_status(response: httpx.Response) -> Ending:
    """For the places that answer in a status: response URLs and uploads."""
    if response.is_success:
        return Taken({})
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return NotTaken("ratelimited", _retry_after(response))
    ending = _no_answer(response)
    return Refused(ending.reason) if isinstance(ending, NotTaken) else ending


def _no_answer(response: httpx.Response) -> NotTaken | Unknown:
    """No words of Slack's: with a status below 500 somebody stood in the way, above it Slack may have done it."""
    reason = f"HTTP {response.status_code}"
    refused = response.status_code in range(300, 500) and response.status_code != httpx.codes.REQUEST_TIMEOUT
    return NotTaken(reason) if refused else Unknown(reason)


def _retry_after(response: httpx.Response) -> timedelta:
    seconds = response.headers.get("retry-after", "")
    return timedelta(seconds=int(seconds) if seconds.isdigit() else 1)


def _site(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _as_form(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _name(error: Exception) -> str:
    return type(error).__name__
