"""The HTTP server: granian, in a thread of the process that it serves."""

from __future__ import annotations

import threading
from typing import Any
from wsgiref.types import WSGIApplication

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import MTServer

THREADS = 32
"""At once in Python: a request that waits for Slack or for its turn to write must not keep others waiting."""
STOP_SECONDS = 15
"""How long what is being answered may take once the process is told to stop."""
_EVERYTHING_TO_OUR_LOG: dict[str, Any] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"handlers": [], "propagate": True}},
}


class Server(MTServer):
    """Serves one WSGI application until the process is told to stop.

    granian keeps the server that works in threads for interpreters without a lock, and gives others one that forks
    workers. We have one worker, for which a thread is as good, and which then needs no second process to watch over it.
    """

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            "bot",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            blocking_threads=THREADS,
            backpressure=2 * THREADS,
            workers_kill_timeout=STOP_SECONDS,
            log_level=LogLevels.critical,
            log_dictconfig=_EVERYTHING_TO_OUR_LOG,
        )

    def answer(self, application: WSGIApplication) -> bool:
        """Answer requests until the process is told to stop. False when one of them has not ended in time."""
        self.serve(target_loader=lambda: application, wrap_loader=False)
        return not any(thread.name == "granian-worker" for thread in threading.enumerate())

    def _check_gil(self) -> None:
        """Any interpreter will do."""
