"""By when an answer is due: at the end of a working day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sales.deadlines import answer_by

BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"
CHRISTMAS = (date(2026, 12, 24), date(2026, 12, 25))


@pytest.mark.parametrize(
    ("asked", "days", "zone", "due"),
    [
        pytest.param((2026, 11, 25, 9), 1, BERLIN, (2026, 11, 26, 16), id="the next day at five"),
        pytest.param((2026, 11, 25, 9), 2, BERLIN, (2026, 11, 27, 16), id="two days"),
        pytest.param((2026, 11, 27, 9), 1, BERLIN, (2026, 11, 30, 16), id="over a weekend"),
        pytest.param((2026, 11, 29, 9), 1, BERLIN, (2026, 11, 30, 16), id="asked on a Sunday"),
        pytest.param((2026, 12, 23, 9), 1, BERLIN, (2026, 12, 28, 16), id="over days off"),
        pytest.param((2026, 11, 25, 17), 1, SHANGHAI, (2026, 11, 27, 9), id="where it is tomorrow already"),
        pytest.param((2026, 7, 1, 9), 1, BERLIN, (2026, 7, 2, 15), id="in summer"),
    ],
)
def test_answer_by(asked: tuple[int, ...], days: int, zone: str, due: tuple[int, ...]) -> None:
    moment = datetime(*asked, tzinfo=UTC)  # type: ignore[arg-type, misc]
    assert answer_by(moment, days, zone, CHRISTMAS.__contains__) == datetime(*due, tzinfo=UTC)  # type: ignore[arg-type, misc]
