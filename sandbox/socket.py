"""Socket Mode: the bot connects to us by websocket, and what people do reaches it as envelopes that it acknowledges."""

from __future__ import annotations

import itertools
import json
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from sandbox.deliveries import Answer, NoAnswer

ACK_SECONDS = 3.0


@dataclass(eq=False)
class Connection:
    """One websocket of the bot. Both functions may be called from any thread."""

    send_text: Callable[[str], None]
    close: Callable[[], None]


class Link:
    """The Socket Mode side of an app. Called like the HTTP way to the bot, with a request body; None is ever signed."""

    def __init__(self) -> None:
        self._connections: list[Connection] = []
        self._pending: dict[str, Future[Any]] = {}
        self._turn = itertools.count()
        self._changed = threading.Condition()

    @property
    def connected(self) -> int:
        """How many connections the bot has open."""
        return len(self._connections)

    def __call__(self, body: bytes, headers: dict[str, str]) -> Answer:
        """Send what an HTTP request would have said as an envelope, and wait for its acknowledgement."""
        kind, payload = _envelope_of(body, headers)
        envelope: dict[str, Any] = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if "x-slack-retry-num" in headers:
            envelope["retry_attempt"] = int(headers["x-slack-retry-num"])
            envelope["retry_reason"] = headers["x-slack-retry-reason"]
        acknowledged: Future[Any] = Future()
        with self._changed:
            if not self._connections:
                raise NoAnswer("dispatch_failed")
            connection = self._connections[next(self._turn) % len(self._connections)]
            self._pending[envelope["envelope_id"]] = acknowledged
        try:
            connection.send_text(json.dumps(envelope))
            answer = acknowledged.result(ACK_SECONDS)
        except FutureTimeoutError:
            raise NoAnswer("operation_timeout") from None
        finally:
            with self._changed:
                self._pending.pop(envelope["envelope_id"], None)
        if not answer:
            return Answer(200, {}, b"")
        if isinstance(answer, str):
            return Answer(200, {"content-type": "text/plain"}, answer.encode())
        return Answer(200, {"content-type": "application/json"}, json.dumps(answer).encode())

    def attach(self, connection: Connection) -> None:
        with self._changed:
            self._connections.append(connection)
            self._changed.notify_all()

    def detach(self, connection: Connection) -> None:
        with self._changed:
            self._connections.remove(connection)
            self._changed.notify_all()

    def receive(self, text: str) -> None:
        """Take what the bot wrote: an acknowledgement, with the answer's body as its payload."""
        acknowledgement = json.loads(text)
        with self._changed:
            pending = self._pending.get(acknowledgement.get("envelope_id", ""))
        if pending is not None and not pending.done():
            pending.set_result(acknowledgement.get("payload"))

    def wait(self, connections: int = 1, seconds: float = 10) -> bool:
        """Until the bot has so many connections open. False when it took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._connections) == connections, seconds)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the bot to connect anew, as Slack does every few hours, and hang up (`warning` does not hang up)."""
        with self._changed:
            connections = list(self._connections)
        for connection in connections:
            connection.send_text(
                json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            )
            if reason != "warning":
                connection.close()


def hello(app_id: str, connections: int) -> str:
    """What Slack says first on a new connection."""
    debug_info = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18_060}
    return json.dumps(
        {
            "type": "hello",
            "num_connections": connections,
            "connection_info": {"app_id": app_id},
            "debug_info": debug_info,
        }
    )


def _envelope_of(body: bytes, headers: dict[str, str]) -> tuple[str, Any]:
    """Envelope type and payload of a request: a command's form becomes an object, the others are JSON already."""
    if headers["content-type"].startswith("application/json"):
        return "events_api", json.loads(body)
    form = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    if "payload" in form:
        return "interactive", json.loads(form["payload"])
    return "slash_commands", form
