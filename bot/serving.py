"""Serving: granian in this process, and in a child of its own everything that answers, ticks and delivers.

The parent imports no more than it needs to watch over the child. When the child ends by itself, the parent ends with
exit code 1, so that whatever supervises it starts it anew.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from functools import partial
from multiprocessing import parent_process
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any

from bot import logs, settings
from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.wsgi import Shell

logger = logging.getLogger(__name__)

THREADS = 32
"""At once in Python: a request that waits for Slack or for its turn to write must not keep others waiting."""
STOP_SECONDS = 15
_EVERYTHING_TO_OUR_LOG: dict[str, Any] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"handlers": [], "propagate": True}},
}


@dataclass(frozen=True)
class Role:
    """What the serving process does besides answering requests."""

    delivers: bool
    """Whether the clock and delivery run in it: on one host, everything does."""
    tick_secret: str = ""
    """Set by the sandbox, whose clock then is ours."""


def begin() -> Settings:
    """The settings of a command that speaks with Slack, and the log as they want it. Raises `SettingsError`."""
    chosen = settings.read(os.environ)
    settings.require_slack(chosen)
    logs.configure(chosen.log_level, chosen.log_format)
    return chosen


def run() -> None:
    """Answer, tick and deliver."""
    serve(begin(), Role(delivers=True))


def web() -> None:
    """Answer only."""
    serve(_half(begin()), Role(delivers=False))


def worker() -> None:
    """Tick and deliver only, in this process, until told to stop."""
    chosen = _half(begin())
    settings.hide(os.environ)
    from bot.assembly import Program  # noqa: PLC0415 - the other commands have it in their child

    program = Program(chosen)
    program.start(program.build_worker())
    logger.info("Bellringer's worker has started.")
    _wait_for_signal()
    program.stop()


def serve(chosen: Settings, role: Role) -> None:
    """Answer requests until told to stop. Raises `SettingsError` when the port cannot be had; exits 1 after a crash."""
    check_port(chosen.host, chosen.port)
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415 - other commands do without granian
    from granian.log import LogLevels  # noqa: PLC0415 - as above
    from granian.server import Server  # noqa: PLC0415 - as above

    server = Server(
        "bot",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        blocking_threads=THREADS,
        backpressure=2 * THREADS,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.critical,
        log_dictconfig=_EVERYTHING_TO_OUR_LOG,
    )
    where = "Socket Mode" if chosen.uses_socket_mode else f"http://{chosen.host}:{chosen.port}/slack/events"
    server.on_startup(lambda: logger.info("Bellringer starts: %s", where))
    try:
        server.serve(target_loader=partial(build, chosen, role), wrap_loader=False)
    except SystemExit:
        logger.error("The serving process ended by itself; the lines above say why.")
        raise
    logger.info("Bellringer has stopped.")


def build(chosen: Settings, role: Role) -> Shell:
    """The WSGI application, built in the child. What is a person's to mend is said in a line, not in a traceback."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # until granian listens for them
    settings.hide(os.environ)
    logs.configure(chosen.log_level, chosen.log_format)
    # httpx would bring along a command line of its own, with rich and pygments: 6 MB and 50 ms for nothing
    sys.modules["httpx._main"] = None  # type: ignore[assignment]
    from bot.assembly import assemble  # noqa: PLC0415 - the parent stays small

    try:
        shell, stop = assemble(chosen, delivers=role.delivers, tick_secret=role.tick_secret)
    except SettingsError as problem:
        logger.critical("%s", problem)
        sys.exit(1)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    # granian has no hook for this: it is called when the process is about to end
    Finalize(None, stop, exitpriority=10)
    return shell


def _end_with_parent() -> None:
    """A parent that was killed told nobody: without it, this process would keep the port and go on by itself."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def check_port(host: str, port: int) -> None:
    """Make sure that nobody else listens there: the kernel would share the port between us. Raises `SettingsError`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((host, port), family=family).close()
    except OSError as problem:
        reasons: dict[int | None, str] = {
            errno.EADDRINUSE: f"Port {port} is taken by another program: stop that one, or choose another PORT.",
            errno.EACCES: f"Port {port} is not ours to use: choose a PORT from 1024 up, behind a proxy.",
        }
        words = reasons.get(problem.errno, f"HOST is {host}, which is no address of this machine: try 127.0.0.1.")
        raise SettingsError(words) from None


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _half(chosen: Settings) -> Settings:
    """`web` and `worker` share the work of one PostgreSQL. Raises `SettingsError` on SQLite."""
    if chosen.is_sqlite:
        raise SettingsError(
            "DATABASE_URL is SQLite, which one process writes to: use `bellringer run`, or PostgreSQL for several."
        )
    return chosen


def _wait_for_signal() -> None:
    stops = (signal.SIGINT, signal.SIGTERM)
    for number in stops:
        signal.signal(number, lambda *_: None)
    signal.sigwait(stops)
