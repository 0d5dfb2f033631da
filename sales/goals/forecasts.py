"""How much a person, team or partner will probably bring, told from their own past; never from anybody else's.

The method, in four steps:

1. *Comparable periods.* For a goal of so many days, the up to eight periods of the same length just before it (calendar
   quarters for a quarter), as far back as the person's records go. In the middle of a goal, only the same part of each
   counts: with 35 days to go, what the last 35 days of each brought. So the rush at the end of a quarter is in it.
2. *A steadier scale.* A sum of sales is Poisson-like: its variance grows with its mean. On the scale of square roots it
   does not (M. S. Bartlett, "The square root transformation in analysis of variance", JRSS Suppl. 3, 1936; for counts
   with 3/8 added: F. J. Anscombe, Biometrika 35, 1948). Sums of random amounts behave alike.
3. *One more of the same.* With n past values of mean m and standard deviation s on that scale, the next one is
   m + s·√(1 + 1/n)·T, T a Student t with n - 1 degrees of freedom: the posterior predictive distribution of a normal
   sample under the flat prior (Gelman et al., *Bayesian Data Analysis*, 3rd ed., 3.2). With few periods it is honest:
   three of them leave a wide interval. s is never taken below the noise that counting itself has (1/2 on this scale),
   nor, for money, below a tenth of m.
4. *Too early.* Fewer than three comparable periods say nothing about a new goal. A goal that runs may instead go by
   the last 6 to 26 whole weeks: for w weeks ahead the mean is w·ȳ and the variance w·v + w²·v/n, brought to the scale
   of square roots by the delta method, again with n - 1 degrees of freedom.

Where all of the past values are zero, that scale has nothing to measure. A count then has the predictive distribution
of a Poisson rate under Jeffreys' prior, a negative binomial one with size 1/2 (ibid. 2.6); money is not expected.

A rate is another matter: with W won and L lost in the comparable periods, the next k decided deals bring a
beta-binomial number of wins with parameters W + 1/2 and L + 1/2 (Jeffreys' prior; ibid. 2.4), k being what such a
period usually decides. At least ten decided deals are needed.

What a forecast does not know: a new product, a longer holiday, the pipeline. Open deals are shown beside it and not
mixed in, as the past wins of such a stretch came from just such open deals: adding both would count them twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from itertools import count as countup

FEWEST_PERIODS, MOST_PERIODS = 3, 8
FEWEST_WEEKS, MOST_WEEKS = 6, 26
FEWEST_DECIDED = 10
"""Deals that must have been won or lost before a rate says anything."""
LOW, HIGH = 0.1, 0.9
"""The interval that is told: four of five outcomes lie in it."""
LIKELY_FROM, STRETCH_FROM = 0.6, 0.1
LIKELY, STRETCH, BEYOND = "likely", "stretch", "beyond"
"""What the past makes of a goal: at least six in ten, at least one in ten, or less than that."""

COUNT, MONEY = "count", "money"
_ANSCOMBE, _CONTINUITY = 0.375, 0.5
_LEAST_NOISE = {COUNT: 0.5, MONEY: 0.0}
_LEAST_PART = {COUNT: 0.0, MONEY: 0.1}


@dataclass(frozen=True, slots=True)
class Prediction:
    """The distribution of a total that is still to come: the square of centre + scale · T, T a Student t."""

    centre: float
    scale: float
    freedom: int
    kind: str

    def chance(self, at_least: float) -> float:
        """How likely it is that the total reaches this."""
        if at_least <= 0:
            return 1.0
        least = math.ceil(at_least) - _CONTINUITY + _ANSCOMBE if self.kind == COUNT else at_least
        distance = math.sqrt(least) - self.centre
        if not self.scale:
            return 1.0 if distance <= 0 else 0.0
        return 1 - student_cdf(distance / self.scale, self.freedom)

    def quantile(self, share: float) -> float:
        """The total that is stayed below in this share of cases; never less than nothing."""
        root = max(0.0, self.centre + self.scale * student_quantile(share, self.freedom))
        return max(0.0, root * root - (_ANSCOMBE if self.kind == COUNT else 0.0))


@dataclass(frozen=True, slots=True)
class RarePrediction:
    """The distribution of a count of which so many past periods had none."""

    periods: float

    def chance(self, at_least: float) -> float:
        """How likely it is that the count reaches this."""
        least = max(0, math.ceil(at_least))
        return max(0.0, 1 - math.fsum(islice(self._weights(), least)))

    def quantile(self, share: float) -> float:
        """The count that is stayed at or below in this share of cases."""
        return next(count for count, below in enumerate(accumulate(self._weights())) if below >= share)

    def _weights(self) -> Iterator[float]:
        """How likely 0, 1, 2 … are, without end."""
        weight, rare = math.sqrt(self.periods / (self.periods + 1)), 1 / (self.periods + 1)
        for count in countup():
            yield weight
            weight *= rare * (count + 0.5) / (count + 1)


@dataclass(frozen=True, slots=True)
class RatePrediction:
    """The distribution of a percentage: so many won and decided already, `coming` more to be decided."""

    won: int
    decided: int
    coming: int
    past_won: int
    past_lost: int

    def chance(self, at_least: float) -> float:
        """How likely it is that the rate, in hundredths of a percent, reaches this."""
        total = self.decided + self.coming
        if not total:
            return 0.0
        needed = math.ceil(at_least * total / 10_000 - 1e-9) - self.won
        return min(1.0, max(0.0, sum(self._weights()[max(0, needed) :])))

    def quantile(self, share: float) -> float:
        """The rate that is stayed at or below in this share of cases, in hundredths of a percent."""
        total = self.decided + self.coming
        if not total:
            return 0.0
        below = accumulate(self._weights())
        wins = next((wins for wins, weight in enumerate(below) if weight >= share), self.coming)
        return 10_000 * (self.won + wins) / total

    def _weights(self) -> list[float]:
        a, b, n = self.past_won + 0.5, self.past_lost + 0.5, self.coming
        whole = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + math.lgamma(n + 1) - math.lgamma(n + a + b)
        return [
            math.exp(whole + math.lgamma(k + a) + math.lgamma(n - k + b) - math.lgamma(k + 1) - math.lgamma(n - k + 1))
            for k in range(n + 1)
        ]


@dataclass(frozen=True, slots=True)
class Forecast:
    """How a goal will probably end: the chance to reach it, and the interval that holds four of five outcomes."""

    chance: float
    low: float
    high: float
    basis: int
    """How many past periods, or weeks, it was told from."""
    by_weeks: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the past makes of a target. `past` are the totals of the comparable periods, the latest first."""

    category: str | None
    """None while it is too early to say."""
    past: tuple[float, ...]
    chance: float | None = None
    low: float | None = None
    high: float | None = None
    likely_target: float | None = None
    """The largest number that would still be called likely."""
    weeks: int = 0
    """How many past weeks `low` and `high` go by, where there are too few periods to judge; else 0."""


def from_periods(past: Sequence[float], kind: str) -> Prediction | RarePrediction | None:
    """What another period, or part of one, will bring; None for fewer than three."""
    n = len(past)
    if n < FEWEST_PERIODS:
        return None
    if kind == COUNT and not any(past):
        return RarePrediction(n)
    shift = _ANSCOMBE if kind == COUNT else 0.0
    roots = [math.sqrt(max(0.0, value) + shift) for value in past]
    centre = math.fsum(roots) / n
    spread = math.sqrt(math.fsum((root - centre) ** 2 for root in roots) / (n - 1))
    spread = max(spread, _LEAST_NOISE[kind], _LEAST_PART[kind] * centre)
    return Prediction(centre, spread * math.sqrt(1 + 1 / n), n - 1, kind)


def from_weeks(weeks: Sequence[float], ahead: float, kind: str) -> Prediction | RarePrediction | None:
    """What so many weeks ahead (of any length, in weeks) will bring; None for fewer than six past weeks."""
    n = len(weeks)
    if n < FEWEST_WEEKS:
        return None
    if kind == COUNT and not any(weeks):
        return RarePrediction(n / ahead)
    usual = math.fsum(weeks) / n
    variance = math.fsum((value - usual) ** 2 for value in weeks) / (n - 1)
    mean = ahead * usual
    spread = ahead * variance + ahead * ahead * variance / n
    if kind == COUNT:
        spread = max(spread, mean)
    shift = _ANSCOMBE if kind == COUNT else 0.0
    if mean <= 0:
        return Prediction(0.0, 0.0, n - 1, kind)
    centre = math.sqrt(max(0.0, mean + shift - spread / (4 * mean)))
    scale = max(math.sqrt(spread / (4 * mean)), _LEAST_PART[kind] * centre)
    return Prediction(centre, scale, n - 1, kind)


def rate_from_periods(
    past: Sequence[tuple[int, int]], *, won: int = 0, decided: int = 0, parts: Sequence[int] | None = None
) -> RatePrediction | None:
    """What the rate will be, from (won, lost) of past periods; `parts` is how many each decided in the part to come."""
    past_won, past_lost = sum(pair[0] for pair in past), sum(pair[1] for pair in past)
    if len(past) < FEWEST_PERIODS or past_won + past_lost < FEWEST_DECIDED:
        return None
    usual = [sum(pair) for pair in past] if parts is None else list(parts)
    coming = round(sum(usual) / len(usual))
    return RatePrediction(won, decided, coming, past_won, past_lost)


def judge(past: Sequence[float], target: float, kind: str) -> Judgement:
    """Whether a target can be reached, by the totals of comparable periods, the latest first."""
    return _judgement(tuple(past), from_periods(past, kind), target)


def judge_rate(past: Sequence[tuple[int, int]], target: float) -> Judgement:
    """The same for a rate in hundredths of a percent, by (won, lost) of comparable periods."""
    rates = tuple(10_000 * won / (won + lost) for won, lost in past if won + lost)
    return _judgement(rates, rate_from_periods(past), target)


def forecast(
    reached: float, target: float, rest: Prediction | RarePrediction | None, *, basis: int, by_weeks: bool = False
) -> Forecast:
    """How a goal will end: what is reached stays, the rest is predicted. `rest` None means that nothing is to come."""
    if rest is None:
        return Forecast(1.0 if reached >= target else 0.0, reached, reached, basis)
    return Forecast(
        rest.chance(target - reached),
        reached + rest.quantile(LOW),
        reached + rest.quantile(HIGH),
        basis,
        by_weeks,
    )


def forecast_rate(target: float, rest: RatePrediction, *, basis: int) -> Forecast:
    """How a rate will end; what was decided so far is in it."""
    return Forecast(rest.chance(target), rest.quantile(LOW), rest.quantile(HIGH), basis)


def category(chance: float) -> str:
    """Likely, a stretch, or beyond what the past has seen."""
    return LIKELY if chance >= LIKELY_FROM else STRETCH if chance >= STRETCH_FROM else BEYOND


def student_cdf(t: float, freedom: int) -> float:
    """How often a Student t of whole degrees of freedom stays below `t`: the finite sums of Abramowitz & Stegun
    26.7.3 and 26.7.4."""
    angle = math.atan(abs(t) / math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    if freedom % 2:
        term, total = cosine, cosine if freedom > 1 else 0.0
        for k in range(3, freedom - 1, 2):
            term *= cosine * cosine * (k - 1) / k
            total += term
        inside = 2 / math.pi * (angle + sine * total)
    else:
        term = total = 1.0
        for k in range(2, freedom - 1, 2):
            term *= cosine * cosine * (k - 1) / k
            total += term
        inside = sine * total
    return (1 + inside) / 2 if t >= 0 else (1 - inside) / 2


@cache
def student_quantile(share: float, freedom: int) -> float:
    """The value that a Student t stays below in this share of cases."""
    return _solve(lambda t: student_cdf(t, freedom), share, -1e4, 1e4)


def _judgement(
    past: tuple[float, ...], predicted: Prediction | RarePrediction | RatePrediction | None, target: float
) -> Judgement:
    if predicted is None:
        return Judgement(None, past)
    chance = predicted.chance(target)
    return Judgement(
        category(chance),
        past,
        chance,
        predicted.quantile(LOW),
        predicted.quantile(HIGH),
        predicted.quantile(1 - LIKELY_FROM),
    )


def _solve(rises: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a rising function has a value, by bisection."""
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if rises(middle) < wanted else (low, middle)
    return (low + high) / 2
