"""Runs an ASGI application in a thread of this process: up and gone within milliseconds, as tests start it so often."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

HANG_UP = "sandbox.hang_up"
"""Where a response finds, in its scope, the function that cuts the connection under it."""
_GRACE_SECONDS = 2.0


@contextmanager
def serving(app: ASGIApp, listener: socket.socket, before_stop: Callable[[], None]) -> Iterator[None]:
    """Serve on a listening socket while the block runs. `before_stop` ends what would go on for ever."""
    server = _Server(
        uvicorn.Config(
            _with_hang_up(app),
            log_config=None,
            log_level="error",
            access_log=False,
            date_header=False,
            ws="websockets-sansio",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True)
    thread.start()
    try:
        if not server.ready.wait(10):
            raise RuntimeError("the sandbox's server did not start")
        yield
    finally:
        before_stop()
        server.stop()
        thread.join()
        listener.close()


class _Server(uvicorn.Server):
    """uvicorn without its ticks of a tenth of a second: it waits for the word to stop, and stops at once."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._stopping: asyncio.Event
        self._loop: asyncio.AbstractEventLoop

    def stop(self) -> None:
        """May be called from any thread."""
        if self.ready.is_set():
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def main_loop(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self.ready.set()
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        until = self._loop.time() + _GRACE_SECONDS
        while (self.server_state.connections or self.server_state.tasks) and self._loop.time() < until:
            await asyncio.sleep(0.001)
        if self.server_state.tasks:
            await super().shutdown(sockets)


def _with_hang_up(app: ASGIApp) -> ASGIApp:
    """Lets a response cut the connection under it, which ASGI has no word for."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            cycle: Any = getattr(send, "__self__", None)  # uvicorn's request, which holds the transport
            scope[HANG_UP] = lambda: cycle.transport.abort()
        await app(scope, receive, send)

    return wrapped
