"""Draws how a goal is going: what was reached day by day, the even pace, and the band in which it will probably end."""

from __future__ import annotations

from typing import Literal

from views.canvas import Canvas
from views.charts import (
    BAR_HIGHLIGHTED,
    FOOTER_SIZE,
    HEADER_HEIGHT,
    INK,
    MARGIN,
    PAPER,
    QUIET,
    TRACK,
    WIDTH,
    GoalChart,
    draw_header,
)

HEIGHT = 675
TOP, BOTTOM = HEADER_HEIGHT + 62, HEIGHT - 72
LEFT, RIGHT = MARGIN, WIDTH - 250
"""Of the drawing; the labels of the numbers stand to its right."""
BAND = "#CFE1EE"
LABEL_GAP = 40
LEGEND_SIZE = 28


def draw(chart: GoalChart) -> bytes:
    """The chart as a PNG."""
    canvas = Canvas(WIDTH, HEIGHT, PAPER)
    draw_header(canvas, chart.title, chart.subtitle)
    _draw_legend(canvas, chart)
    plot = _Plot(chart)
    canvas.path([(LEFT, BOTTOM), (RIGHT, BOTTOM)], 3, TRACK)
    gone = len(chart.reached)
    here = plot.at(gone, chart.reached[-1] if chart.reached else 0)
    if chart.low is not None and chart.high is not None:
        canvas.area([here, plot.at(chart.days, chart.high), plot.at(chart.days, chart.low)], BAND)
    begin = plot.at(0, 0 if chart.even_pace else chart.target)
    canvas.path([begin, plot.at(chart.days, chart.target)], 4, QUIET, dashed=True)
    if chart.reached:
        begin = plot.at(0, 0) if chart.even_pace else plot.at(1, chart.reached[0])
        line = [begin, *(plot.at(day, value) for day, value in enumerate(chart.reached, 1))]
        canvas.path(line, 9, BAR_HIGHLIGHTED)
        canvas.disc(*here, 13, BAR_HIGHLIGHTED, BAR_HIGHLIGHTED)
    _draw_labels(canvas, chart, plot)
    canvas.write(LEFT, HEIGHT - 28, chart.first_label, FOOTER_SIZE, QUIET, width=400)
    canvas.write(RIGHT, HEIGHT - 28, chart.last_label, FOOTER_SIZE, QUIET, width=400, align="right")
    return canvas.png()


class _Plot:
    """Where days and values lie on the sheet; zero is the ground."""

    def __init__(self, chart: GoalChart) -> None:
        self._days = chart.days
        self._highest = max(chart.target, chart.high or 0, *chart.reached, 1e-9)

    def at(self, day: float, value: float) -> tuple[float, float]:
        return (
            LEFT + (RIGHT - LEFT) * day / self._days,
            BOTTOM - (BOTTOM - TOP) * max(0.0, value / self._highest),
        )


def _draw_legend(canvas: Canvas, chart: GoalChart) -> None:
    x, middle = float(MARGIN), HEADER_HEIGHT + 8
    inks = ((BAR_HIGHLIGHTED, 9), (QUIET, 4), (BAND, 18))
    for place, (words, (ink, thickness)) in enumerate(zip(chart.legend, inks, strict=True)):
        if place == 2 and chart.low is None:
            continue
        canvas.path([(x, middle), (x + 44, middle)], thickness, ink, dashed=place == 1)
        taken = canvas.write(x + 62, middle + 10, words, LEGEND_SIZE, QUIET, width=260, cells=24)
        x += 62 + taken + 44


def _draw_labels(canvas: Canvas, chart: GoalChart, plot: _Plot) -> None:
    """Target and forecast beside where they end, never over each other; the number reached below its dot."""
    wanted = [(chart.target, chart.target_label, INK)]
    if chart.low is not None and chart.high is not None:
        wanted += [(chart.high, chart.high_label, QUIET), (chart.low, chart.low_label, QUIET)]
    heights = _spread([plot.at(chart.days, value)[1] for value, _, _ in wanted])
    for y, (_, words, ink) in zip(heights, wanted, strict=True):
        canvas.write(RIGHT + 26, y + 10, words, FOOTER_SIZE, ink, width=WIDTH - RIGHT - 26 - 20, cells=30)
    if chart.reached:
        x, y = plot.at(len(chart.reached), chart.reached[-1])
        left, baseline = (x + 20, y + 44) if y + 60 < BOTTOM else (x, y - 30)
        align: Literal["left", "right"] = "right" if left > RIGHT - 200 else "left"
        canvas.write(
            left, baseline, chart.reached_label, FOOTER_SIZE, BAR_HIGHLIGHTED, width=320, cells=30, align=align
        )


def _spread(heights: list[float]) -> list[float]:
    """The same heights in the same order, apart enough to be read."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    placed = dict.fromkeys(order, 0.0)
    least = float(TOP)
    for place in order:
        placed[place] = max(heights[place], least)
        least = placed[place] + LABEL_GAP
    over = max(0.0, least - LABEL_GAP - BOTTOM)
    return [placed[place] - over for place in range(len(heights))]
