"""What a picture costs beside bare matplotlib drawing the same bars: `python -m bench.pictures`."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console

from bench.results import Result, table
from scheduler.pictures import Studio
from views.charts import WIDTH, Bar, LeaderboardChart, draw

BARE = "bare matplotlib"
_ROUNDS = 60
_HEIGHT, _DPI = 675, 150  # as high as a board of five


def results(rounds: int = _ROUNDS) -> list[Result]:
    """Measure; loads matplotlib into this process and takes about 10 seconds. Each round draws every way, in turn."""
    with tempfile.TemporaryDirectory() as directory, asyncio.Runner() as loop:
        studio = Studio(Path(directory))
        ways: dict[str, Callable[[LeaderboardChart], object]] = {
            "here": draw,  # the first of these, as it loads the font for the next
            "bare": _draw_bare,
            "studio": lambda chart: loop.run(studio.draw(chart)),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        first = _milliseconds(lambda: loop.run(studio.draw(_board(-1))))
        for way in ways.values():
            way(_board(-2))
        for number in range(rounds):
            chart = _board(number)  # never the same twice: the studio remembers
            for name, way in ways.items():
                times[name].append(_milliseconds(partial(way, chart)))
        again = _milliseconds(lambda: loop.run(studio.draw(chart)))
        loop.run(studio.close())
    bare = median(times["bare"])
    return [
        _result(
            f"picture: a board of five, drawn in this process (baseline: {BARE})", median(times["here"]), bare, 1.5
        ),
        _result("picture: the same through the drawing process", median(times["studio"]), bare, 1.5),
        _result("picture: the same board again", again, bare),
        _result("picture: the very first, with the process and the list of fonts", first, bare),
    ]


def _result(what: str, ours: float, bare: float, at_most_times: float | None = None) -> Result:
    return Result(what, ours, "ms", bare, at_most_times=at_most_times)


def _milliseconds(do: Callable[[], object]) -> float:
    start = perf_counter()
    do()
    return (perf_counter() - start) * 1000


def _board(number: int) -> LeaderboardChart:
    people = [("小艾", 520), ("Ben Carter", 415 - number), ("梅", 380 - number), ("Li Na", 293), ("Quinn O’Hara", 201)]
    bars = tuple(
        Bar(name, thousands, f"¥{thousands},000", place, movement=place - 3, highlighted=place == 3)
        for place, (name, thousands) in enumerate(people, start=1)
    )
    return LeaderboardChart("上周 · 华东团队", f"{number + 14} 单共 ¥1,842,000，比前一周多 11%", bars)


def _draw_bare(chart: LeaderboardChart) -> bytes:
    """The same bars and words at the same size in pixels, as matplotlib's manual draws them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  (not before it is measured)
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    font = FontProperties(family=["Noto Sans CJK SC", "DejaVu Sans"], size=16)
    figure = Figure(figsize=(WIDTH / _DPI, _HEIGHT / _DPI), dpi=_DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.26, 0.05, 0.56, 0.7))
    axes.set_axis_off()
    axes.barh(range(len(chart.rows)), [bar.value for bar in chart.rows])
    axes.invert_yaxis()
    for place, bar in enumerate(chart.rows):
        axes.text(0, place, bar.label + " ", fontproperties=font, ha="right", va="center")
        axes.text(bar.value, place, " " + bar.value_label, fontproperties=font, va="center")
    figure.text(0.05, 0.9, chart.title, fontproperties=font)
    figure.text(0.05, 0.82, chart.subtitle, fontproperties=font)
    picture = BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()


if __name__ == "__main__":
    Console().print(table(results()))
