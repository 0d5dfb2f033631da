"""What a whole `/deal won` costs beside a Bolt app that does nothing, over HTTP: `python -m bench.deals`."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median, quantiles

import psutil
from rich.console import Console

from bench import companies, load, program
from bench.companies import DATABASE, Size
from bench.results import Result, table
from bot.serving import free_port

SIZE = Size(reps=load.REPS, customers=load.CUSTOMERS, deals=20_000, years=5)
ROUNDS = 9
AT_ONCE = 32
_WARM_UP, _REQUESTS, _ALONE = 64, 256, 100
_START_SECONDS = 15.0


@dataclass
class Times:
    """One server over all rounds: CPU seconds a request, and the seconds that requests took."""

    cpu: list[float] = field(default_factory=list)
    at_once: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)


def results(rounds: int = ROUNDS) -> list[Result]:
    """Measure, in about a minute. Each round starts both servers anew, ours on a fresh copy of the same database."""
    ours, bare = Times(), Times()
    seeds = count(1_000)
    with tempfile.TemporaryDirectory() as name, program.slack() as slack_url:
        folder = Path(name)
        companies.found(folder, SIZE, datetime.now(UTC)).close()
        for _round in range(rounds):
            # the bare one does five times as many, as its processor time is counted in hundredths of a second
            for kind, times, share in (("deals", ours, 1), ("bare", bare, 5)):
                with _copied(folder) as copy, serving(kind, f"sqlite:///{copy / DATABASE}") as (port, server):
                    _measure(port, server, times, share * _REQUESTS, seeds)
        with _copied(folder) as copy, program.started(copy, slack_url, port := free_port()):
            wait_until_open(port)
            send(port, AT_ONCE, _WARM_UP, next(seeds))
            delivering = send(port, AT_ONCE, 2 * _REQUESTS, next(seeds))
    return [
        Result(
            f"/deal won: CPU a request, {AT_ONCE} at once (baseline: Bolt doing nothing)",
            median(ours.cpu) * 1e6,
            "µs",
            median(bare.cpu) * 1e6,
            at_most_times=5,
        ),
        Result(f"/deal won: p50, {AT_ONCE} at once", _ms(median(ours.at_once)), "ms", _ms(median(bare.at_once))),
        Result(f"/deal won: p99, {AT_ONCE} at once", _ms(p99(ours.at_once)), "ms", _ms(p99(bare.at_once)), at_most=100),
        Result(
            f"/deal won: p99, {AT_ONCE} at once, while posts are delivered", _ms(p99(delivering)), "ms", at_most=100
        ),
        Result("/deal won: p50, one at a time", _ms(median(ours.alone)), "ms", _ms(median(bare.alone))),
    ]


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    """A folder with a copy of the database, for one server to write to."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copy(folder / DATABASE, name)
        yield Path(name)


def p99(took: list[float]) -> float:
    """What 99 of 100 stay below."""
    return quantiles(took, n=100)[-1]


def send(port: int, at_once: int, requests: int, seed: int) -> list[float]:
    """Let another process send requests; the seconds that each took."""
    command = [sys.executable, "-m", "bench.load", *(str(number) for number in (port, at_once, requests, seed))]
    done = subprocess.run(command, check=True, capture_output=True, timeout=2 * load.SECONDS)
    took: list[float] = json.loads(done.stdout)
    return took


@contextmanager
def serving(kind: str, database_url: str) -> Iterator[tuple[int, psutil.Process]]:
    """A server that is ready: its port, and its process."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "bench.servers", kind, str(port), database_url]) as process:
        try:
            wait_until_open(port)
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()


def wait_until_open(port: int) -> None:
    """Until somebody listens. Raises `TimeoutError`."""
    give_up_at = time.perf_counter() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.perf_counter() > give_up_at:
                raise TimeoutError(f"nobody listens at port {port}") from None
            time.sleep(0.01)
        else:
            return


def cpu_seconds(server: psutil.Process) -> float:
    """The processor time that a process and its children have used."""
    used = [process.cpu_times() for process in (server, *server.children(recursive=True))]
    return sum(times.user + times.system for times in used)


def _measure(port: int, server: psutil.Process, times: Times, requests: int, seeds: Iterator[int]) -> None:
    send(port, AT_ONCE, _WARM_UP, next(seeds))
    before = cpu_seconds(server)
    times.at_once += send(port, AT_ONCE, requests, next(seeds))
    times.cpu.append((cpu_seconds(server) - before) / requests)
    times.alone += send(port, 1, _ALONE, next(seeds))


def _ms(seconds: float) -> float:
    return seconds * 1000


if __name__ == "__main__":
    Console().print(table(results()))
