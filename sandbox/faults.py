"""Things that go wrong on demand: the next calls of a Web API method are limited, lost or answered with rubbish."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass

KINDS = ("rate_limited", "server_error", "rubbish", "timeout_after")


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong once. `kind` is one of KINDS or `error:<slack_error>`."""

    kind: str
    retry_after: int = 1

    @property
    def slack_error(self) -> str | None:
        return self.kind.removeprefix("error:") if self.kind.startswith("error:") else None


class Faults:
    """Queues of faults by method. The method `*` stands for any, `response_url` and `upload` for those two."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[Fault]] = defaultdict(deque)
        self._lock = threading.Lock()

    def add(self, method: str, kind: str, times: int = 1, retry_after: int = 1) -> None:
        """The next `times` calls of `method` fail in this way. ValueError for a kind that is not known."""
        if kind not in KINDS and not kind.startswith("error:"):
            raise ValueError(f"no fault of the kind {kind!r}; there are {', '.join(KINDS)} and error:<slack_error>")
        with self._lock:
            self._queues[method].extend([Fault(kind, retry_after)] * times)

    def next(self, method: str) -> Fault | None:
        """The fault that this call meets, taken from the queue."""
        with self._lock:
            for queue in (self._queues[method], self._queues["*"]):
                if queue:
                    return queue.popleft()
        return None

    def clear(self) -> None:
        with self._lock:
            self._queues.clear()
