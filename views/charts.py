"""Charts for Slack: plain numbers and finished words in, a PNG out, one look for all of them.

Made for a phone, where Slack shows a picture about 360 pixels wide: little on it, and that large.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from views.canvas import Canvas

WIDTH, MARGIN = 1200, 60

# An opaque warm white: calm on Slack's light theme, a card on its dark one.
PAPER, INK, QUIET, TRACK = "#FBFAF7", "#23272C", "#6A7077", "#ECE9E2"
# After Okabe and Ito: told apart with any colour vision, and by lightness alone.
BAR, BAR_HIGHLIGHTED, PANEL = "#6AA3C8", "#0B5E97", "#E8F0F5"
RISEN, FALLEN = "#00805E", QUIET  # a fall is not alarming: nobody is shamed in public
MEDALS = {1: ("#F3C64F", "#DDA62B"), 2: ("#D8DCE0", "#B4BCC4"), 3: ("#E3B088", "#C88E5F")}  # face and rim

TITLE_SIZE, SUBTITLE_SIZE, FOOTER_SIZE = 52, 34, 30
HEADER_HEIGHT, FOOTER_HEIGHT, FOOT_SPACE = 174, 56, 26
NAME_CELLS = 24

MAX_BARS = 15
ROW_HEIGHT, DENSE_ROW_HEIGHT = 95, 62
MAX_COLUMNS = 13
PLOT_HEIGHT, WIDEST_COLUMN, COLUMN_SIZE = 400, 110, 25


@dataclass(frozen=True, slots=True)
class Bar:
    """One person on a board. `value`, in any unit, is the length of the bar; `value_label` says it in words.

    `movement` counts ranks won (positive) or lost since the period before; None where there is nothing to compare with.
    """

    label: str
    value: int | float
    value_label: str
    rank: int
    movement: int | None = None
    highlighted: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.value, float) and not isfinite(self.value):
            raise ValueError(f"a bar cannot be {self.value} long")


@dataclass(frozen=True, slots=True)
class LeaderboardChart:
    """Who sold most: the best first, at most `MAX_BARS`; `footer` may say who is not shown."""

    title: str
    subtitle: str
    rows: tuple[Bar, ...]
    footer: str = ""

    def __post_init__(self) -> None:
        if len(self.rows) > MAX_BARS:
            raise ValueError(f"a board shows at most {MAX_BARS} bars, not {len(self.rows)}")


@dataclass(frozen=True, slots=True)
class Column:
    """One stretch of time. `value` is its height; `value_label` says it in a few characters."""

    label: str
    value: int | float
    value_label: str
    highlighted: bool = False

    def __post_init__(self) -> None:
        if not isfinite(self.value) or self.value < 0:
            raise ValueError(f"a column cannot be {self.value} high")


@dataclass(frozen=True, slots=True)
class ColumnsChart:
    """How something went over time: the earliest first, at most `MAX_COLUMNS`."""

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    footer: str = ""

    def __post_init__(self) -> None:
        if len(self.columns) > MAX_COLUMNS:
            raise ValueError(f"a chart over time shows at most {MAX_COLUMNS} columns, not {len(self.columns)}")


@dataclass(frozen=True, slots=True)
class GoalChart:
    """Progress of one goal against its pace, over `days` days.

    `reached` is what there was at the end of each day so far, in any unit; `target` is wanted at the end of the last.
    `low` and `high` are the band in which it will probably end; None where there is no forecast. A rate has no even
    pace: its target is a level line. `legend` names what was reached, the pace and the forecast.
    """

    title: str
    subtitle: str
    days: int
    reached: tuple[int | float, ...]
    target: int | float
    even_pace: bool
    low: float | None
    high: float | None
    target_label: str
    reached_label: str
    low_label: str
    high_label: str
    first_label: str
    last_label: str
    legend: tuple[str, str, str]

    def __post_init__(self) -> None:
        values = (*self.reached, self.target, self.low or 0, self.high or 0)
        if not all(isfinite(value) for value in values) or self.days < 1:
            raise ValueError("a goal is drawn over at least one day, with numbers that have an end")
        if len(self.reached) > self.days:
            raise ValueError(f"{len(self.reached)} of {self.days} days cannot be over")


@dataclass(frozen=True, slots=True)
class Score:
    """One number of a scorecard, in words; `now` and `before`, from 0 to 1, where a bar can show them."""

    label: str
    value_label: str
    before_label: str
    now: float | None = None
    before: float | None = None

    def __post_init__(self) -> None:
        if not all(part is None or 0 <= part <= 1 for part in (self.now, self.before)):
            raise ValueError(f"a bar is between nothing and all, not {self.now} and {self.before}")


@dataclass(frozen=True, slots=True)
class ScorecardChart:
    """Two sides beside each other, each with its name and its scores; `footer` says what a bar and its mark mean."""

    title: str
    subtitle: str
    names: tuple[str, str]
    sides: tuple[tuple[Score, ...], tuple[Score, ...]]
    footer: str = ""


Chart = LeaderboardChart | ColumnsChart | GoalChart | ScorecardChart
"""All that can be drawn. Whoever adds a kind says in `draw` what draws it."""


def draw(chart: Chart) -> bytes:
    """The chart as a PNG, `WIDTH` pixels wide and as high as it needs; the same bytes for the same chart.

    Takes tens of milliseconds and loads matplotlib: for a process of its own (`scheduler.pictures`).
    """
    if isinstance(chart, ColumnsChart):
        return _draw_columns(chart)
    if isinstance(chart, GoalChart):
        from views import goal_charts  # noqa: PLC0415  (as below)

        return goal_charts.draw(chart)
    if isinstance(chart, ScorecardChart):
        from views import score_charts  # noqa: PLC0415  (as below)

        return score_charts.draw(chart)
    return _draw_board(chart)


def draw_header(canvas: Canvas, title: str, subtitle: str) -> None:
    """The two lines that every chart begins with."""
    canvas.write(MARGIN, 88, title, TITLE_SIZE, INK, width=WIDTH - 2 * MARGIN)
    canvas.write(MARGIN, 138, subtitle, SUBTITLE_SIZE, QUIET, width=WIDTH - 2 * MARGIN)


def _draw_board(chart: LeaderboardChart) -> bytes:
    from views.canvas import Canvas  # noqa: PLC0415  (who only describes a chart does not pay for matplotlib)

    row_height = _row_height(len(chart.rows))
    rows_end = HEADER_HEIGHT + row_height * len(chart.rows)
    canvas = Canvas(WIDTH, rows_end + (FOOTER_HEIGHT if chart.footer else 0) + FOOT_SPACE, PAPER)
    draw_header(canvas, chart.title, chart.subtitle)
    scale = _Scale([bar.value for bar in chart.rows])
    for place, bar in enumerate(chart.rows):
        _draw_row(canvas, bar, scale, HEADER_HEIGHT + row_height * place, row_height)
    if chart.footer:
        canvas.write(MARGIN, rows_end + 44, chart.footer, FOOTER_SIZE, QUIET, width=WIDTH - 2 * MARGIN)
    return canvas.png()


def _draw_columns(chart: ColumnsChart) -> bytes:
    """Columns side by side, each with its value above and its name below."""
    from views.canvas import Canvas  # noqa: PLC0415  (see above)

    ground = HEADER_HEIGHT + PLOT_HEIGHT
    names_end = ground + 56
    canvas = Canvas(WIDTH, names_end + (FOOTER_HEIGHT if chart.footer else 0) + FOOT_SPACE, PAPER)
    draw_header(canvas, chart.title, chart.subtitle)
    canvas.bar(MARGIN, WIDTH - MARGIN, ground + 4, 4, TRACK)
    scale = _Scale([column.value for column in chart.columns])
    room = (WIDTH - 2 * MARGIN) / max(len(chart.columns), 1)
    thickness = min(0.62 * room, WIDEST_COLUMN)
    for place, column in enumerate(chart.columns):
        middle = MARGIN + (place + 0.5) * room
        top = ground - scale.place(column.value) * (PLOT_HEIGHT - COLUMN_SIZE - 24)
        if column.value:
            ink = BAR_HIGHLIGHTED if column.highlighted else BAR
            canvas.rule(middle, min(top, ground - 6), ground, ink, thickness=thickness)
        ink = INK if column.highlighted else QUIET
        for words, baseline in ((column.value_label, top - 12), (column.label, ground + 44)):
            canvas.write(middle, baseline, words, COLUMN_SIZE, ink, width=1.25 * room, cells=12, align="center")
    if chart.footer:
        canvas.write(MARGIN, names_end + 36, chart.footer, FOOTER_SIZE, QUIET, width=WIDTH - 2 * MARGIN)
    return canvas.png()


class _Scale:
    """Where values lie between 0 and 1, zero always among them. Exact, so that no number is too large or too small."""

    def __init__(self, values: list[int | float]) -> None:
        self._lowest = Fraction(min([0, *values]))
        self._span = Fraction(max([0, *values])) - self._lowest

    def place(self, value: int | float) -> float:
        return float((Fraction(value) - self._lowest) / self._span) if self._span else 0.0


def _row_height(rows: int) -> int:
    """Eight rows are roomy, more of them share the same space until they are dense."""
    return max(DENSE_ROW_HEIGHT, min(ROW_HEIGHT, 8 * ROW_HEIGHT // max(rows, 1)))


def _draw_row(canvas: Canvas, bar: Bar, scale: _Scale, top: float, height: float) -> None:
    """Rank, name, movement and value on one line, the bar below it: long names never cost the bar its length."""
    size, baseline, left, right = 0.42 * height, top + 0.5 * height, MARGIN + 0.92 * height, WIDTH - MARGIN
    if bar.highlighted:
        canvas.panel(MARGIN - 26, top + 0.03 * height, right + 26, top + 0.97 * height, PANEL)
    _draw_rank(canvas, bar.rank, top + height / 2, height)

    room = (right - left) / 2
    value_width = canvas.write(right, baseline, bar.value_label, size, INK, width=room, align="right")
    room = right - left - value_width - 2.6 * size
    name_width = canvas.write(left, baseline, bar.label, size, INK, width=room, cells=NAME_CELLS)
    if bar.movement:
        _draw_movement(canvas, bar.movement, left + name_width + 0.5 * size, baseline, 0.78 * size)

    middle, thickness = top + 0.76 * height, 0.15 * height
    zero, end = (left + scale.place(value) * (right - left) for value in (0, bar.value))
    canvas.bar(left, right, middle, thickness, TRACK)
    ink = BAR_HIGHLIGHTED if bar.highlighted else BAR
    if bar.value > 0:
        canvas.bar(zero, max(end, zero + thickness), middle, thickness, ink)
    elif bar.value < 0:
        canvas.bar(min(end, zero - thickness), zero, middle, thickness, ink)
    if zero > left:
        canvas.rule(zero, middle - thickness, middle + thickness, QUIET)


def _draw_rank(canvas: Canvas, rank: int, middle: float, height: float) -> None:
    x, size = MARGIN + 0.3 * height, 0.36 * height
    if rank in MEDALS:
        canvas.disc(x, middle, 0.3 * height, *MEDALS[rank])
    ink = INK if rank in MEDALS else QUIET
    canvas.write(x, middle + 0.36 * size, str(rank), size, ink, width=0.6 * height, cells=4, align="center")


def _draw_movement(canvas: Canvas, movement: int, left: float, baseline: float, size: float) -> None:
    ink = RISEN if movement > 0 else FALLEN
    canvas.arrow(left, baseline - 0.36 * size, 0.7 * size, ink, up=movement > 0)
    canvas.write(left + 0.9 * size, baseline, str(abs(movement)), size, ink, width=4 * size, cells=4)
