"""Pictures: whatever people are called and sold, a valid PNG; drawn elsewhere, by a process that may die."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from scheduler.pictures import PictureError, Studio
from views import charts
from views.canvas import MISSING, Canvas, legible
from views.charts import Bar, LeaderboardChart, draw

MONDAY = LeaderboardChart(
    "上周 · 华东团队",
    "14 单共 ¥1,842,000，比前一周多 11%",
    (
        Bar("小艾", 52_000_000, "¥520,000", 1, movement=1),
        Bar("Ben Carter 🚀", 41_500_000, "¥415,000", 2, movement=-1),
        Bar("梅", 38_000_000, "¥380,000", 3, movement=0, highlighted=True),
        Bar("Quinn O’Hara", 29_300_000, "¥293,000", 4, movement=12),
        Bar("李娜", 20_100_000, "¥201,000", 5),
    ),
)

any_words = st.text(st.characters(exclude_categories=()), max_size=60)  # surrogates and controls too
any_bar = st.builds(
    Bar,
    label=any_words,
    value=st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**400), 10**400),
    value_label=any_words,
    rank=st.integers(),
    movement=st.none() | st.integers(),
    highlighted=st.booleans(),
)
any_board = st.builds(
    LeaderboardChart, any_words, any_words, st.lists(any_bar, max_size=charts.MAX_BARS).map(tuple), any_words
)


def picture_of(png: bytes) -> Image.Image:
    with Image.open(BytesIO(png), formats=["PNG"]) as picture:
        return picture.convert("RGB")


def pixels_of(picture: Image.Image, colour: str) -> list[int]:
    """How many pixels of a colour each line of pixels has."""
    wanted = tuple(bytes.fromhex(colour[1:]))
    return [sum(picture.getpixel((x, y)) == wanted for x in range(picture.width)) for y in range(picture.height)]


# What is drawn


@pytest.mark.long
@settings(deadline=None, max_examples=60)
@given(any_board)
def test_any_names_and_numbers_make_a_picture_without_a_warning(board: LeaderboardChart) -> None:
    png = draw(board)
    assert picture_of(png).width == charts.WIDTH
    assert len(png) < 200_000


def test_mondays_board_has_the_shape_of_a_screen() -> None:
    assert picture_of(draw(MONDAY)).size == (1200, 675)


@pytest.mark.parametrize("rows", range(charts.MAX_BARS + 1))
def test_a_full_board_of_any_length_stays_small(rows: int) -> None:
    wordy = Bar("欧阳娜娜欧阳娜娜欧阳娜娜欧阳", 1, "¥123,456,789,012,345", 888, movement=-777, highlighted=True)
    png = draw(LeaderboardChart("鑫" * 40, "麟" * 60, (wordy,) * rows, "龘" * 60))
    assert picture_of(png).height <= 1200
    assert len(png) < 200_000


def test_the_same_board_is_the_same_bytes() -> None:
    assert draw(MONDAY) == draw(replace(MONDAY))


@pytest.mark.parametrize(
    ("values", "shares"),
    [
        ([100, 50, 25], [1, 1 / 2, 1 / 4]),
        ([7], [1]),
        ([3, 3], [1, 1]),
        ([0, 0], [0, 0]),
        ([30, -10], [3 / 4, 1 / 4]),
        ([-1, -4], [1 / 4, 1]),
        ([4 * 10**400, 10**400, 0.5], [1, 1 / 4, 0.014]),
        ([-1e300, -0.5], [1, 0.014]),
    ],
    ids=[
        "halves",
        "one",
        "equal",
        "nothing",
        "both signs",
        "losses",
        "too large for a float, and a dot",
        "a small loss",
    ],
)
def test_bars_are_as_long_as_their_values(values: list[int | float], shares: list[float]) -> None:
    picture = picture_of(draw(LeaderboardChart("", "", tuple(Bar("", value, "", 9) for value in values))))
    lengths = pixels_of(picture, charts.BAR)
    starts = range(charts.HEADER_HEIGHT, charts.HEADER_HEIGHT + charts.ROW_HEIGHT * len(values), charts.ROW_HEIGHT)
    whole = charts.WIDTH - 2 * charts.MARGIN - 0.92 * charts.ROW_HEIGHT
    drawn = [max(lengths[start : start + charts.ROW_HEIGHT]) / whole for start in starts]
    assert drawn == pytest.approx(shares, abs=0.005)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_bar_without_a_length(value: float) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        Bar("Amy", value, "", 1)


def test_too_many_bars_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 15"):
        LeaderboardChart("", "", MONDAY.rows * 4)


# Words


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("小艾", "小艾"),
        ("Ben Carter 🚀", "Ben Carter"),
        ("👩🏽‍💻 Zoe 🇫🇷", "Zoe"),
        ("1️⃣ Amy ☀️", "1 Amy"),
        ("  two\n\tlines ", "two lines"),
        ("a\u202eb\u200bc\ud800", "abc"),
        ("$x^2$ \\frac", "$x^2$ \\frac"),
        ("สมชาย Som", f"{MISSING} Som"),
        ("Wilhelmina Featherstonehaugh", "Wilhelmina Featherstone…"),
        ("欧阳上官司马诸葛慕容令狐皇甫", "欧阳上官司马诸葛慕容令…"),
        ("欧阳上官司马诸葛慕容令狐", "欧阳上官司马诸葛慕容令狐"),
        ("q" + "\u0301" * 500, "q" + "\u0301" * 47 + "…"),
    ],
)
def test_names_become_legible(written: str, shown: str) -> None:
    assert legible(written, 24) == shown


def test_every_common_chinese_character_has_a_glyph() -> None:
    level_one = "".join(
        bytes(pair).decode("gb2312", "ignore") for pair in product(range(0xB0, 0xF8), range(0xA1, 0xFF))
    )
    assert len(level_one) == 6763
    assert legible(level_one, 20_000) == level_one


def test_dollars_are_money_and_not_mathematics() -> None:
    canvas = Canvas(900, 100, charts.PAPER)
    plain, money = (canvas.write(0, 50, words, 30, charts.INK, width=900) for words in ("120", "$120$"))
    assert money > plain


def test_a_line_that_is_too_wide_ends_with_an_ellipsis_inside_its_width() -> None:
    canvas = Canvas(900, 100, charts.PAPER)
    assert 150 < canvas.write(0, 50, "Amy and Ben and Mei and Li", 30, charts.INK, width=200) <= 200


# The drawing process


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures") / "fonts"


def play(studio: Callable[[], Studio], scene: Callable[[Studio], Awaitable[None]]) -> None:
    async def scenario() -> None:
        made = studio()
        try:
            await scene(made)
        finally:
            await made.close()
        assert made.process_id is None

    asyncio.run(scenario(), debug=True)


def test_the_studio_draws_in_another_process_at_low_priority_and_the_same_picture_once(fonts: Path) -> None:
    async def scene(studio: Studio) -> None:
        assert studio.process_id is None
        first, second = await asyncio.gather(studio.draw(MONDAY), studio.draw(replace(MONDAY, title="Two")))
        assert first == draw(MONDAY)
        assert second != first
        assert studio.process_id not in (None, os.getpid())
        assert os.getpriority(os.PRIO_PROCESS, studio.process_id or 0) == min(
            os.getpriority(os.PRIO_PROCESS, 0) + 10, 19
        )
        assert await studio.draw(replace(MONDAY)) is first

    play(lambda: Studio(fonts), scene)


def test_a_killed_process_is_replaced(fonts: Path) -> None:
    async def scene(studio: Studio) -> None:
        first = await studio.draw(MONDAY)
        killed = studio.process_id
        assert killed
        os.kill(killed, signal.SIGKILL)
        assert await studio.draw(replace(MONDAY, title="After")) != first
        assert studio.process_id not in (None, killed)

    play(lambda: Studio(fonts), scene)


def test_a_picture_that_takes_too_long_is_given_up_with_its_process(fonts: Path) -> None:
    async def scene(studio: Studio) -> None:
        with pytest.raises(PictureError, match="longer than"):
            await studio.draw(MONDAY)
        assert studio.process_id is None

    play(lambda: Studio(fonts, patience_seconds=0.05), scene)  # less than a start takes


def test_nobody_gets_the_picture_of_somebody_who_stopped_waiting(fonts: Path) -> None:
    async def scene(studio: Studio) -> None:
        abandoned = asyncio.create_task(studio.draw(replace(MONDAY, title="Abandoned")))
        while studio.process_id is None:
            await asyncio.sleep(0)
        abandoned.cancel()
        assert await studio.draw(MONDAY) == draw(MONDAY)

    play(lambda: Studio(fonts), scene)


def test_a_failure_to_draw_tells_what_went_wrong_and_the_studio_goes_on(fonts: Path) -> None:
    async def scene(studio: Studio) -> None:
        with pytest.raises(PictureError, match="AttributeError"):
            await studio.draw("not a chart")  # type: ignore[arg-type]
        assert await studio.draw(MONDAY) == draw(MONDAY)

    play(lambda: Studio(fonts), scene)


def test_an_idle_process_leaves_and_returns(fonts: Path) -> None:
    async def scene(studio: Studio) -> None:
        await studio.draw(MONDAY)
        async with asyncio.timeout(30):
            while studio.process_id:
                await asyncio.sleep(0)
        assert await studio.draw(replace(MONDAY, title="Later"))

    play(lambda: Studio(fonts, idle_seconds=0), scene)


def test_only_the_drawing_process_loads_matplotlib_and_it_ends_with_its_parent(fonts: Path) -> None:
    program = """
import asyncio, os, pathlib, sys
from scheduler.pictures import Studio
from views.charts import LeaderboardChart
png = asyncio.Runner().run(Studio(pathlib.Path(sys.argv[1])).draw(LeaderboardChart("小艾", "", ())))
print(len(png) > 1000, "matplotlib" in sys.modules, "numpy" in sys.modules, flush=True)
os._exit(0)  # as in a crash: nothing is closed
"""
    # The pipe of standard error is inherited, so this returns only when both processes are gone.
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(fonts)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["True", "False", "False"]
    assert done.stderr == ""
