"""Serving: one process that answers, ticks and delivers, with granian in it."""

from __future__ import annotations

import errno
import gc
import logging
import os
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from bot import logs, settings
from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.assembly import Program

logger = logging.getLogger(__name__)


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
    """Tick and deliver only, until told to stop. Exits 1 when it gives up."""
    chosen = _half(begin())
    _prepare(chosen)
    from bot.assembly import Program  # noqa: PLC0415 - other commands do without all that

    program = Program(chosen)
    _loaded()
    program.start(program.build_worker())
    logger.info("Bellringer's worker has started.")
    _wait_for_signal()
    _end(program)


def serve(chosen: Settings, role: Role) -> None:
    """Answer requests until told to stop. Raises `SettingsError` when it cannot; exits 1 when it gives up."""
    check_port(chosen.host, chosen.port)
    _prepare(chosen)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(1))  # until granian listens for them
    from bot.assembly import assemble  # noqa: PLC0415 - other commands do without all that
    from bot.http_server import STOP_SECONDS, Server  # noqa: PLC0415 - as above

    shell, program = assemble(chosen, delivers=role.delivers, tick_secret=role.tick_secret)
    _loaded()
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    server = Server(chosen.host, chosen.port)
    where = "Socket Mode" if chosen.uses_socket_mode else f"http://{chosen.host}:{chosen.port}/slack/events"
    server.on_startup(lambda: logger.info("Bellringer starts: %s", where))
    try:
        all_ended = server.answer(shell)
    finally:
        program.stop()
    if not all_ended:
        logger.error("A request has not ended within %d seconds; it is cut off.", STOP_SECONDS)
        os._exit(1)  # nothing else ends a thread, and Python would wait for it
    _end(program)
    logger.info("Bellringer has stopped.")


def _prepare(chosen: Settings) -> None:
    """What comes before everything else is loaded."""
    settings.hide(os.environ)
    logs.configure(chosen.log_level, chosen.log_format)
    # httpx would bring along a command line of its own, with rich and pygments: 6 MB and 50 ms for nothing
    sys.modules["httpx._main"] = None  # type: ignore[assignment]
    gc.disable()  # what is loaded now stays: looking through it for garbage costs a tenth of the start


def _loaded() -> None:
    """Garbage is collected from here on, and never looked for among what was loaded before."""
    gc.freeze()
    gc.enable()


def _end(program: Program) -> None:
    """Stop what runs. Exits 1 when nobody asked for it, so that whatever supervises us starts us anew."""
    program.stop()
    if program.gave_up:
        logger.error("Bellringer ends by itself; the lines above say why.")
        sys.exit(1)


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
