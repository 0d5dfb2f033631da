"""Signed `/deal won` requests over kept-alive connections: `python -m bench.load PORT AT_ONCE COUNT SEED`.

Prints the seconds that each request took, as JSON. It runs in a process of its own and costs a tenth of what it
measures: plain sockets, requests written before the clock starts, no parsing of answers beyond their length.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from urllib.parse import urlencode

from bench import companies

SECONDS = 60.0
"""When to give up, whatever is still to do."""
SIGNING_SECRET = b"the-signing-secret-of-the-bench"
REPS, CUSTOMERS = 40, 2_000
"""As many as the company has that is measured with."""


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    sent_at: float = 0.0
    received: bytes = b""

    def send(self, request: bytes) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what has come; whether the answer is complete. Raises `RuntimeError` unless it is a 200."""
        self.received += self.socket.recv(65_536)
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return False
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(self.received.decode())
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        return len(body) >= int(length)


def requests(seed: int) -> Iterator[bytes]:
    """Signed requests without end, each with a trigger of its own; three of four customers are known."""
    timestamp = str(int(time.time()))
    known, new = list(islice(companies.names(companies.CUSTOMERS_SEED), CUSTOMERS)), companies.names(seed)
    chance = random.Random(seed)
    for number in count():
        name = chance.choice(known) if number % 4 else next(new)
        fields = {
            "team_id": companies.SLACK_TEAM_ID,
            "team_domain": "bench",
            "channel_id": companies.CHANNEL,
            "channel_name": "field",
            "user_id": companies.slack_user_id(number % REPS),
            "user_name": "rep",
            "command": "/deal",
            "text": f"won {name} {number % 90 + 10}k",
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.com/commands/T0BENCH01/1/x",
            "trigger_id": f"{seed}.{number}.bench",
        }
        body = urlencode(fields)
        signature = hmac.new(SIGNING_SECRET, f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
        yield (
            "POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-www-form-urlencoded\r\n"
            f"x-slack-request-timestamp: {timestamp}\r\nx-slack-signature: v0={signature}\r\n"
            f"content-length: {len(body)}\r\n\r\n{body}"
        ).encode()


def run(port: int, at_once: int, total: int, seed: int) -> list[float]:
    """Send `total` requests, so many at once; the seconds each took."""
    waiting = list(islice(requests(seed), total))
    took: list[float] = []
    with selectors.DefaultSelector() as selector:
        for _ in range(min(at_once, total)):
            connection = _Connection(socket.create_connection(("127.0.0.1", port), timeout=SECONDS))
            connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(waiting.pop())
        give_up_at = time.perf_counter() + SECONDS
        while len(took) < total:
            if time.perf_counter() > give_up_at:
                raise TimeoutError(f"{len(took)} of {total} requests were answered within {SECONDS:g} seconds")
            for key, _events in selector.select(1.0):
                if key.data.receive():
                    took.append(time.perf_counter() - key.data.sent_at)
                    if waiting:
                        key.data.send(waiting.pop())
    return took


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(*(int(argument) for argument in sys.argv[1:]))))
