"""A sheet of pixels to draw charts on: words in any script, bars, discs, arrows. It comes out as a PNG.

The only module that imports matplotlib, which costs half a second and 56 MB: import it where drawing starts.
Coordinates are pixels from the top left corner. There are no matplotlib `Axes`: with ticks they double the cost.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, Polygon
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

ELLIPSIS = "…"
MISSING = "□"  # stands for a run of letters that no font has

# One file with each country's shapes. The Chinese ones make ’ “ ” · as wide as a character: for Chinese only.
_CHINESE, _OTHER = "Noto Sans CJK SC", "Noto Sans CJK JP"
_REST = "DejaVu Sans"  # Arabic, Hebrew and much else
_PIXELS_PER_INCH = 72  # so that a point, matplotlib's unit of sizes, is a pixel
_COMPRESSION = 3  # of 9


class Canvas:
    """One picture: draw on it, then take its `png()`. For one thread at a time, as matplotlib's fonts are shared."""

    def __init__(self, width: int, height: int, paper: str) -> None:
        inches = (width / _PIXELS_PER_INCH, height / _PIXELS_PER_INCH)
        self._figure = Figure(figsize=inches, dpi=_PIXELS_PER_INCH, facecolor=paper)
        self._agg = FigureCanvasAgg(self._figure)
        self._from_top_left = Affine2D().scale(1, -1).translate(0, height)

    def write(
        self,
        x: float,
        baseline: float,
        words: str,
        size: float,
        ink: str,
        *,
        width: float,
        cells: int = 60,
        align: Literal["left", "center", "right"] = "left",
    ) -> float:
        """Write one line, clipped to `width` pixels and `cells` columns, and return how many pixels it takes."""
        words = legible(words, cells)
        line = Text(color=ink, fontproperties=_type(_face(words), size), parse_math=False, horizontalalignment=align)
        line.set_figure(self._figure)
        taken = self._fit(line, words, width)
        line.set_position((x, baseline))
        line.set_transform(self._from_top_left)
        self._figure.texts.append(line)
        return taken

    def bar(self, left: float, right: float, middle: float, thickness: float, ink: str) -> None:
        """A level bar with round ends, and so at least as long as it is thick."""
        start = left + thickness / 2
        end = max(start + 1, right - thickness / 2)  # Agg draws nothing where a line has no length
        bar = Line2D([start, end], [middle, middle], linewidth=thickness, color=ink, solid_capstyle="round")
        bar.set_transform(self._from_top_left)
        self._figure.lines.append(bar)

    def rule(self, x: float, top: float, bottom: float, ink: str) -> None:
        """A thin upright line."""
        rule = Line2D([x, x], [top, bottom], linewidth=2, color=ink, solid_capstyle="butt")
        rule.set_transform(self._from_top_left)
        self._figure.lines.append(rule)

    def path(self, points: Sequence[tuple[float, float]], thickness: float, ink: str, *, dashed: bool = False) -> None:
        """A line through the points, with round joints; or dashes."""
        xs, ys = zip(*points, strict=True)
        style = {"linestyle": (0, (3, 2)), "dash_capstyle": "butt"} if dashed else {"solid_capstyle": "round"}
        line = Line2D(xs, ys, linewidth=thickness, color=ink, solid_joinstyle="round", **style)
        line.set_transform(self._from_top_left)
        self._figure.lines.append(line)

    def area(self, corners: Sequence[tuple[float, float]], ink: str) -> None:
        """A filled shape, behind the lines."""
        self._fill(Polygon(list(corners), facecolor=ink, edgecolor="none", zorder=0))

    def disc(self, x: float, y: float, radius: float, ink: str, rim: str) -> None:
        """A filled circle with a darker rim: a medal."""
        thickness = radius / 9
        self._fill(Circle((x, y), radius - thickness / 2, facecolor=ink, edgecolor=rim, linewidth=thickness))

    def arrow(self, left: float, middle: float, side: float, ink: str, *, up: bool) -> None:
        """A triangle that points up or down."""
        tip = -0.42 * side if up else 0.42 * side
        corners = [(left, middle - tip), (left + side, middle - tip), (left + side / 2, middle + tip)]
        self._fill(Polygon(corners, facecolor=ink, edgecolor="none"))

    def panel(self, left: float, top: float, right: float, bottom: float, ink: str) -> None:
        """A rectangle with round corners, which sets apart what is drawn on it."""
        style = "round,pad=0,rounding_size=14"
        size = (right - left, bottom - top)
        self._fill(FancyBboxPatch((left, top), *size, boxstyle=style, facecolor=ink, edgecolor="none", zorder=0))

    def png(self) -> bytes:
        """The picture; the same drawing gives the same bytes."""
        picture = BytesIO()
        self._agg.print_png(  # type: ignore[no-untyped-call]
            picture, metadata={"Software": None}, pil_kwargs={"compress_level": _COMPRESSION}
        )
        return picture.getvalue()

    def _fill(self, shape: Circle | Polygon | FancyBboxPatch) -> None:
        shape.set_transform(self._from_top_left)
        self._figure.patches.append(shape)

    def _fit(self, line: Text, words: str, width: float) -> float:
        """Give `line` as much of the words as `width` holds, ended by an ellipsis if that is not all."""
        taken = self._width(line, words)
        if taken <= width:
            return taken
        fits, too_long = 0, len(words)
        while too_long - fits > 1:
            middle = (fits + too_long) // 2
            if self._width(line, words[:middle].rstrip() + ELLIPSIS) <= width:
                fits = middle
            else:
                too_long = middle
        return self._width(line, words[:fits].rstrip() + ELLIPSIS)

    def _width(self, line: Text, words: str) -> float:
        line.set_text(words)
        return float(line.get_window_extent().width)


def legible(words: str, cells: int) -> str:
    """One line of what the fonts can show, at most `cells` columns, of which a Chinese character takes two.

    Emoji and invisible characters go, white space becomes single spaces, runs of letters without a glyph `MISSING`.
    """
    shown = ""
    for char in unicodedata.normalize("NFC", words):
        if char.isspace():
            char = " "
        elif _is_dropped(char):
            continue
        elif not _has_glyph(char):
            char = MISSING
        if char not in (" ", MISSING) or not shown.endswith(char):
            shown += char
    return _clip(shown.strip(), cells)


def _clip(line: str, cells: int) -> str:
    taken, kept = 0, 0  # columns of the line so far; characters that leave room for an ellipsis
    for char in line[: 2 * cells]:
        taken += _cells(char)
        if taken < cells:
            kept += 1
    fits = taken <= cells and len(line) <= 2 * cells  # combining marks take no column, yet must come to an end
    return line if fits else line[:kept].rstrip() + ELLIPSIS


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _is_dropped(char: str) -> bool:
    """Emoji with all that modifies them, and whatever has no shape of its own."""
    code, category = ord(char), unicodedata.category(char)
    is_pictogram = code >= 0x1F000 or 0x2600 <= code <= 0x27BF or 0x2B00 <= code <= 0x2BFF
    is_selector = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    has_no_shape = category in ("Me", "Cc", "Cf", "Cs", "Co", "Cn")
    return has_no_shape or is_selector or (is_pictogram and category in ("So", "Sk"))


def _face(words: str) -> str:
    names = [unicodedata.name(char, "") for char in words if char >= "\u3040"]
    is_japanese = any(name.startswith(("HIRAGANA", "KATAKANA")) for name in names)
    return _CHINESE if not is_japanese and any(name.startswith("CJK") for name in names) else _OTHER


@cache
def _type(face: str, size: float) -> FontProperties:
    _fonts()
    return FontProperties(family=[face, _REST], size=size)


@cache
def _fonts() -> list[FT2Font]:
    """The fonts of all pictures, after making the packaged ones known to matplotlib; the last comes with matplotlib."""
    with as_file(files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc") as path:
        fontManager.addfont(path)
    families = [FontProperties(family=[family]) for family in (_CHINESE, _REST)]
    return [get_font(fontManager.findfont(family, fallback_to_default=False)) for family in families]


@cache
def _has_glyph(char: str) -> bool:
    return any(font.get_char_index(ord(char)) for font in _fonts())
