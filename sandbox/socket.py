"""Socket Mode: the bot connects to us by websocket, and what people do reaches it as envelopes that it acknowledges."""

from __future__ import annotations

import itertools
import json
import threading
import time
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
        self._pending: dict[str, tuple[Connection, Future[Any]]] = {}
        self._turn = itertools.count()
        self._changed = threading.Condition()
        self.opened = 0
        """How many connections the bot has opened in all."""

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
        answer = self._send(envelope, time.monotonic() + ACK_SECONDS)
        if not answer:
            return Answer(200, {}, b"")
        if isinstance(answer, str):
            return Answer(200, {"content-type": "text/plain"}, answer.encode())
        return Answer(200, {"content-type": "application/json"}, json.dumps(answer).encode())

    def _send(self, envelope: dict[str, Any], until: float) -> Any:
        """The payload of the acknowledgement. When the connection goes away before it, another one is tried."""
        acknowledged: Future[Any] = Future()
        with self._changed:
            if not self._changed.wait_for(lambda: self._connections, until - time.monotonic()):
                raise NoAnswer("dispatch_failed")
            connection = self._connections[next(self._turn) % len(self._connections)]
            self._pending[envelope["envelope_id"]] = (connection, acknowledged)
        try:
            connection.send_text(json.dumps(envelope))
            return acknowledged.result(max(until - time.monotonic(), 0))
        except ConnectionError:
            return self._send(envelope, until)
        except FutureTimeoutError:
            raise NoAnswer("operation_timeout") from None
        finally:
            with self._changed:
                self._pending.pop(envelope["envelope_id"], None)

    def attach(self, connection: Connection) -> None:
        with self._changed:
            self._connections.append(connection)
            self.opened += 1
            self._changed.notify_all()

    def detach(self, connection: Connection) -> None:
        with self._changed:
            self._connections.remove(connection)
            lost = [future for holder, future in self._pending.values() if holder is connection and not future.done()]
            self._changed.notify_all()
        for future in lost:
            future.set_exception(ConnectionError())

    def receive(self, text: str) -> None:
        """Take what the bot wrote: an acknowledgement, with the answer's body as its payload."""
        acknowledgement = json.loads(text)
        with self._changed:
            _, pending = self._pending.get(acknowledgement.get("envelope_id", ""), (None, None))
        if pending is not None and not pending.done():
            pending.set_result(acknowledgement.get("payload"))

    def wait(self, until: Callable[[Link], bool], seconds: float = 10) -> bool:
        """Until this holds, such as `lambda link: link.connected == 1`. False when it took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: until(self), seconds)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the bot to connect anew, as Slack does every few hours, and hang up; a `warning` is only a warning."""
        farewell = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
        for connection in list(self._connections):
            connection.send_text(json.dumps(farewell))
            if reason != "warning":
                connection.close()

    def hang_up(self) -> None:
        """Drop all connections without a word, as when the network fails."""
        for connection in list(self._connections):
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
