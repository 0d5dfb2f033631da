"""Forecasts of goals: what is called likely comes true often enough, and intervals hold what they promise."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.goals import forecasts
from sales.goals.forecasts import BEYOND, COUNT, HIGH, LIKELY, LIKELY_FROM, LOW, MONEY, STRETCH

REPS = 1000
COVERAGE = HIGH - LOW
"""Of the interval that is told: four fifths."""


def poisson(random: Random, mean: float) -> int:
    """Knuth's, in pieces so that large means do not run out of numbers."""
    total = 0
    while mean > 0:
        piece, mean = min(mean, 30), mean - 30
        limit, product = math.exp(-piece), random.random()
        while product > limit:
            total, product = total + 1, product * random.random()
    return total


def period_of(random: Random, kind: str, usual: float, unsteady: float) -> Callable[[], float]:
    """A person who closes about so many deals a period; how many is unsteady beyond chance, and sizes differ much."""

    def total() -> float:
        mean = random.gammavariate(1 / unsteady, usual * unsteady) if unsteady else usual
        deals = poisson(random, mean)
        return deals if kind == COUNT else math.fsum(random.lognormvariate(9, 0.8) for _ in range(deals))

    return total


@pytest.mark.parametrize("kind", [COUNT, MONEY])
@pytest.mark.parametrize("periods", [3, 4, 8])
@pytest.mark.parametrize("unsteady", [0, 0.05, 0.2])
@pytest.mark.parametrize("usual", [6, 60])
def test_what_is_called_likely_is_reached_as_often_as_promised(
    kind: str, periods: int, unsteady: float, usual: float
) -> None:
    random = Random(f"{kind}{periods}{unsteady}{usual}")
    likely = reached = inside = 0
    for _rep in range(REPS):
        total = period_of(random, kind, usual * random.lognormvariate(0, 0.4), unsteady)
        past = [total() for _ in range(periods)]
        outcome = total()
        predicted = forecasts.from_periods(past, kind)
        assert predicted is not None
        target = max(1.0, math.fsum(past) / periods * random.lognormvariate(0, 0.3))
        target = round(target) if kind == COUNT else target
        if forecasts.judge(past, target, kind).category == LIKELY:
            likely += 1
            reached += outcome >= target
        # a count is told in whole numbers
        low, high = (round(predicted.quantile(share), 0 if kind == COUNT else None) for share in (LOW, HIGH))
        inside += low <= outcome <= high
    assert likely > REPS / 10
    # two standard errors of the simulation
    assert reached / likely > LIKELY_FROM - 2 * math.sqrt(LIKELY_FROM * (1 - LIKELY_FROM) / likely)
    # never narrower than promised; wider where counting alone makes half of the noise
    assert inside / REPS > COVERAGE - 0.04
    if usual == 60 and unsteady == 0.2:
        assert inside / REPS < COVERAGE + 0.06


@pytest.mark.parametrize("kind", [COUNT, MONEY])
def test_the_forecast_of_a_running_goal_keeps_its_word_too(kind: str) -> None:
    random, said, came = Random(kind), 0.0, 0
    inside = 0
    for _rep in range(REPS):
        usual = 12 * random.lognormvariate(0, 0.4)
        first, rest = (period_of(random, kind, usual * part, 0.05) for part in (0.6, 0.4))
        past = [rest() for _ in range(6)]
        for _ in range(6):
            first()
        reached, to_come = first(), rest()
        target = (math.fsum(past) / 6 + reached) * random.lognormvariate(0, 0.2) + 1
        told = forecasts.forecast(reached, target, forecasts.from_periods(past, kind), basis=6)
        said += told.chance
        came += reached + to_come >= target
        inside += round(told.low) <= reached + to_come <= round(told.high)
    assert said / REPS == pytest.approx(came / REPS, abs=0.05)
    assert inside / REPS > COVERAGE - 0.04


def test_weeks_stand_in_for_periods_and_keep_their_word() -> None:
    random, inside = Random(7), 0
    for _rep in range(REPS):
        week = period_of(random, COUNT, random.uniform(0.5, 4), 0.2)
        predicted = forecasts.from_weeks([week() for _ in range(13)], 6.0, COUNT)
        assert predicted is not None
        total = math.fsum(week() for _ in range(6))
        inside += round(predicted.quantile(LOW)) <= total <= round(predicted.quantile(HIGH))
    assert COVERAGE - 0.04 < inside / REPS < 0.97


def test_a_rate_is_told_by_how_often_deals_are_won() -> None:
    random, said, came = Random(3), 0.0, 0
    for _rep in range(REPS):
        rate = random.betavariate(8, 12)

        def period(rate: float = rate) -> tuple[int, int]:
            won = sum(random.random() < rate for _ in range(20))
            return won, 20 - won

        predicted = forecasts.rate_from_periods([period() for _ in range(4)])
        assert predicted is not None
        said += predicted.chance(4000)
        came += period()[0] >= 8
    assert said / REPS == pytest.approx(came / REPS, abs=0.04)


def test_the_words_of_the_issue() -> None:
    judged = forecasts.judge([14, 11, 16, 12], 20, COUNT)
    assert judged.category == STRETCH
    assert forecasts.judge([14, 11, 16, 12], 12, COUNT).category == LIKELY
    assert forecasts.judge([14, 11, 16, 12, 13, 14, 12, 15], 20, COUNT).category == BEYOND
    assert judged.likely_target is not None
    assert forecasts.judge([14, 11, 16, 12], int(judged.likely_target), COUNT).category == LIKELY


@pytest.mark.parametrize("past", [(), (5,), (5, 7)])
def test_two_periods_say_nothing(past: tuple[int, ...]) -> None:
    assert forecasts.judge(past, 5, COUNT).category is None
    assert forecasts.judge_rate([(5, 5)] * len(past), 4000).category is None


def test_few_decided_deals_say_nothing_of_a_rate() -> None:
    assert forecasts.judge_rate([(1, 1), (1, 2), (2, 1)], 4000).category is None
    assert forecasts.judge_rate([(2, 2), (1, 2), (2, 1)], 4000).category is not None


def test_nobody_who_never_sold_is_promised_anything() -> None:
    judged = forecasts.judge([0, 0, 0, 0], 3, COUNT)
    assert judged.category == BEYOND
    assert judged.chance == pytest.approx(0.0027, abs=1e-4)
    assert (judged.low, judged.high) == (0, 1)
    assert forecasts.judge([0, 0, 0], 100, MONEY).category == BEYOND
    zeros = forecasts.from_weeks([0] * 8, 4, MONEY)
    assert zeros is not None
    assert zeros.chance(1) == 0
    assert zeros.quantile(HIGH) == 0


def test_when_nothing_is_to_come_the_number_stands() -> None:
    assert forecasts.forecast(12, 12, None, basis=4).chance == 1
    assert forecasts.forecast(11, 12, None, basis=4).chance == 0
    decided = forecasts.RatePrediction(won=4, decided=10, coming=0, past_won=20, past_lost=20)
    assert (decided.chance(4000), decided.chance(4001), decided.quantile(0.5)) == (1, 0, 4000)
    assert forecasts.RatePrediction(0, 0, 0, 9, 9).chance(1) == 0


@given(st.lists(st.integers(0, 500), min_size=3, max_size=8), st.integers(1, 600), st.sampled_from([COUNT, MONEY]))
def test_more_is_never_likelier(past: list[int], target: int, kind: str) -> None:
    predicted = forecasts.from_periods(past, kind)
    assert predicted is not None
    assert 0 <= predicted.chance(target + 1) <= predicted.chance(target) <= 1
    assert 0 <= predicted.quantile(LOW) <= predicted.quantile(0.5) <= predicted.quantile(HIGH)


@given(st.lists(st.integers(0, 60), min_size=3, max_size=8).map(lambda wins: [(w, 12) for w in wins]))
def test_a_rates_chances_add_up(past: list[tuple[int, int]]) -> None:
    predicted = forecasts.rate_from_periods(past, won=3, decided=5)
    assert predicted is not None
    assert predicted.chance(0) == pytest.approx(1)
    assert predicted.chance(10_000) <= predicted.chance(5_000) <= predicted.chance(1)
    assert predicted.quantile(LOW) <= predicted.quantile(HIGH) <= 10_000


@pytest.mark.parametrize(
    ("freedom", "share", "value"),
    [(1, 0.9, 3.0777), (2, 0.9, 1.8856), (3, 0.975, 3.1824), (7, 0.6, 0.2632), (25, 0.9, 1.3163), (4, 0.5, 0.0)],
)
def test_students_t_is_that_of_the_tables(freedom: int, share: float, value: float) -> None:
    assert forecasts.student_quantile(share, freedom) == pytest.approx(value, abs=1e-4)
    assert forecasts.student_cdf(value, freedom) == pytest.approx(share, abs=1e-4)
    assert forecasts.student_cdf(-value, freedom) == pytest.approx(1 - share, abs=1e-4)
