"""Draws the pictures of posts in a process of its own, so that drawing never keeps a person waiting.

The process starts with the first picture, lets everybody go first (nice 10), and leaves when no picture was wanted
for a while, which gives back the 90 MB that matplotlib takes. Charts go to its standard input, pictures come from its
standard output; when this process ends, however it ends, that one finds its input closed and ends too.
"""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import sys
import traceback
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from views.charts import Chart, draw

_NICENESS = 10
_REMEMBERED = 50  # pictures of about 100 KB
_LENGTH_BYTES = 4
_PNG = b"\x89PNG"


class PictureError(Exception):
    """A picture could not be drawn, and the post must do without. The text is for the log: it may be a traceback."""


class Studio:
    """Draws charts one by one and remembers the last fifty. Belongs to one event loop; `close` it at the end.

    `cache_directory`, made when it is missing, is where matplotlib keeps its list of fonts.
    """

    def __init__(self, cache_directory: Path, *, patience_seconds: float = 20, idle_seconds: float = 600) -> None:
        self._cache_directory = cache_directory
        self._patience_seconds = patience_seconds
        self._idle_seconds = idle_seconds
        self._drawn: OrderedDict[Chart, bytes] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()
        self._process: Process | None = None
        self._leaving: asyncio.Task[None] | None = None

    @property
    def process_id(self) -> int | None:
        """The process that draws, while there is one."""
        return self._process.pid if self._process else None

    async def draw(self, chart: Chart) -> bytes:
        """The chart as a PNG. Raises `PictureError`; the next picture is tried anew."""
        async with self._one_at_a_time:
            if chart not in self._drawn:
                self._drawn[chart] = await self._draw_anew(chart)
                if len(self._drawn) > _REMEMBERED:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(chart)
            return self._drawn[chart]

    async def close(self) -> None:
        """End the process. A picture wanted later would start another."""
        async with self._one_at_a_time:
            if self._leaving:
                self._leaving.cancel()
            await self._stop()

    async def _draw_anew(self, chart: Chart) -> bytes:
        if self._leaving:
            self._leaving.cancel()
        answer = await self._answer(pickle.dumps(chart))
        self._leaving = asyncio.create_task(self._leave_when_idle())
        if not answer.startswith(_PNG):
            raise PictureError(answer.decode())
        return answer

    async def _answer(self, request: bytes) -> bytes:
        for _ in range(2):  # that an idle process has died shows only when it is asked
            try:
                async with asyncio.timeout(self._patience_seconds):
                    return await self._ask(request)
            except TimeoutError as late:
                raise PictureError(f"drawing took longer than {self._patience_seconds} seconds") from late
            except (OSError, asyncio.IncompleteReadError) as death:
                reason = death
        raise PictureError("the drawing process died twice") from reason

    async def _ask(self, request: bytes) -> bytes:
        process = self._process = self._process or await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(len(request).to_bytes(_LENGTH_BYTES) + request)
            await process.stdin.drain()
            length = int.from_bytes(await process.stdout.readexactly(_LENGTH_BYTES))
            return await process.stdout.readexactly(length)
        except BaseException:  # cancellation too: half an answer would be taken for the beginning of the next
            await self._stop()
            raise

    async def _start(self) -> Process:
        self._cache_directory.mkdir(parents=True, exist_ok=True)
        environment = {  # and nothing from here, where there are secrets
            "MPLCONFIGDIR": str(self._cache_directory),
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONUTF8": "1",
        }
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", __spec__.name),
            stdin=PIPE,
            stdout=PIPE,
            env=environment,
            start_new_session=True,  # Ctrl-C is for this process, which then ends that one
        )

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process:
            with suppress(ProcessLookupError):
                process.kill()  # it holds nothing that could be lost
            await process.communicate()

    async def _leave_when_idle(self) -> None:
        await asyncio.sleep(self._idle_seconds)
        async with self._one_at_a_time:
            await self._stop()


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Be the drawing process, until its input ends: length and chart in, length and picture (or traceback) out."""
    os.nice(_NICENESS)
    while length := int.from_bytes(requests.read(_LENGTH_BYTES)):
        chart: Chart = pickle.loads(requests.read(length))
        try:
            answer = draw(chart)
        except Exception:  # noqa: BLE001  (reported: it travels to whoever asked)
            answer = traceback.format_exc().encode()
        answers.write(len(answer).to_bytes(_LENGTH_BYTES) + answer)
        answers.flush()
        gc.collect()  # a figure is a knot of cycles that holds 4 MB; nobody waits now
        gc.freeze()  # what is left is matplotlib: not to be searched again after each picture


if __name__ == "__main__":
    _to_parent = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library might print is no answer
    _serve(sys.stdin.buffer, _to_parent)
