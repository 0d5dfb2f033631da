"""Draws a scorecard: what one side and the other do for each other, now and in the quarter before."""

from __future__ import annotations

from views.canvas import Canvas
from views.charts import (
    BAR,
    BAR_HIGHLIGHTED,
    FOOT_SPACE,
    FOOTER_HEIGHT,
    FOOTER_SIZE,
    HEADER_HEIGHT,
    INK,
    MARGIN,
    PAPER,
    QUIET,
    TRACK,
    WIDTH,
    Score,
    ScorecardChart,
    draw_header,
)

GAP = 80
"""Between the two sides."""
SIDE = (WIDTH - 2 * MARGIN - GAP) / 2
NAME_SIZE, LABEL_SIZE, VALUE_SIZE, BEFORE_SIZE = 38, 27, 38, 25
NAME_HEIGHT, ROW_HEIGHT = 76, 122
BAR_THICKNESS = 16


def draw(chart: ScorecardChart) -> bytes:
    """The chart as a PNG."""
    rows = max(map(len, chart.sides), default=0)
    end = HEADER_HEIGHT + NAME_HEIGHT + ROW_HEIGHT * rows
    canvas = Canvas(WIDTH, end + (FOOTER_HEIGHT if chart.footer else 0) + FOOT_SPACE, PAPER)
    draw_header(canvas, chart.title, chart.subtitle)
    for place, (name, scores) in enumerate(zip(chart.names, chart.sides, strict=True)):
        left = MARGIN + place * (SIDE + GAP)
        ink = BAR_HIGHLIGHTED if place else BAR
        canvas.write(left, HEADER_HEIGHT + 34, name, NAME_SIZE, INK, width=SIDE, cells=30)
        canvas.bar(left, left + SIDE, HEADER_HEIGHT + 54, 5, ink)
        for row, score in enumerate(scores):
            _draw_score(canvas, score, left, HEADER_HEIGHT + NAME_HEIGHT + ROW_HEIGHT * row, ink)
    if chart.footer:
        canvas.write(MARGIN, end + 40, chart.footer, FOOTER_SIZE, QUIET, width=WIDTH - 2 * MARGIN, cells=90)
    return canvas.png()


def _draw_score(canvas: Canvas, score: Score, left: float, top: float, ink: str) -> None:
    """The label above, the number with the one before below it, and a bar where there is a whole to measure by."""
    canvas.write(left, top + 34, score.label, LABEL_SIZE, QUIET, width=SIDE, cells=40)
    right = left + SIDE
    taken = canvas.write(left, top + 78, score.value_label, VALUE_SIZE, INK, width=SIDE * 0.62, cells=30)
    if score.before_label:
        room = SIDE - taken - 20
        canvas.write(right, top + 76, score.before_label, BEFORE_SIZE, QUIET, width=room, cells=30, align="right")
    if score.now is None:
        return
    middle = top + 100
    canvas.bar(left, right, middle, BAR_THICKNESS, TRACK)
    if score.now:
        canvas.bar(left, left + max(BAR_THICKNESS, score.now * SIDE), middle, BAR_THICKNESS, ink)
    if score.before is not None:
        at = left + score.before * SIDE
        canvas.rule(min(max(at, left + 3), right - 3), middle - 14, middle + 14, INK, thickness=5)
