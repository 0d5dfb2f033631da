"""How soon the program answers, and what it holds while nobody asks: `python -m bench.start`."""

from __future__ import annotations

import socket
import tempfile
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median

import psutil
from rich.console import Console

from bench import companies, deals, load, program
from bench.companies import Size
from bench.results import Result, table
from bot.serving import free_port

SIZE = Size(reps=load.REPS, customers=100, deals=1_000, years=1)
ROUNDS = 5
_REST_SECONDS = 2.0


def results(rounds: int = ROUNDS) -> list[Result]:
    """Measure, in about twenty seconds."""
    seconds, resident, proportional, with_matplotlib = [], [], [], False
    seeds = count(1)
    with tempfile.TemporaryDirectory() as name, program.slack() as slack_url:
        folder = Path(name)
        companies.found(folder, SIZE, datetime.now(UTC)).close()
        for _round in range(rounds):
            port, begun_at = free_port(), time.perf_counter()
            with program.started(folder, slack_url, port) as process:
                _first_answer(port, next(seeds))
                seconds.append(time.perf_counter() - begun_at)
                time.sleep(_REST_SECONDS)
                family = program.family(process)
                held = [member.memory_full_info() for member in family]
                resident.append(sum(memory.rss for memory in held) / 1e6)
                proportional.append(sum(memory.pss for memory in held) / 1e6)
                with_matplotlib |= any(_has_loaded("/matplotlib/", member) for member in family)
    return [
        Result("run: ready, the first signed request answered", median(seconds), "s", at_most=1.5),
        Result("run: memory at rest, all processes", median(resident), "MB", at_most=110),
        Result("run: the same with what they share counted once", median(proportional), "MB"),
        Result("run: processes with matplotlib before the first picture", int(with_matplotlib), "", at_most=0),
    ]


def _first_answer(port: int, seed: int) -> None:
    """Ask until somebody answers with a 200."""
    deals.wait_until_open(port)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(next(load.requests(seed)))
        answer = connection.recv(4096)
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(answer.decode())


def _has_loaded(library: str, process: psutil.Process) -> bool:
    """Whether a file of the library is mapped into the process."""
    return library in Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")


if __name__ == "__main__":
    Console().print(table(results()))
