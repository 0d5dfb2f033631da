"""What a period will probably bring: deals weighted by the probability of their stage, and how far off that may be.

Each open deal is taken as won with its stage's probability p, independently of the others: the expected sum is Σ p·a,
its variance Σ p·(1-p)·a² (a sum of independent Bernoulli variables). The range is the normal approximation's middle
80 %, cut off at what cannot be: less than is won already, more than everything together. With a handful of deals, or
one that is larger than all others, it is wide, as it should be. That people are hopeful about stages and dates it does
not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

EIGHTY_PERCENT = 1.2816
"""Standard deviations on either side of the mean that hold the middle 80 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Money in minor units of one currency."""

    won: int
    """What the period has already."""
    open: int
    """All that may still be won in it."""
    weighted: int
    """The same, each deal by its probability."""
    variance: float

    @property
    def expected(self) -> int:
        return self.won + self.weighted

    @property
    def low(self) -> int:
        """Eight times of ten it is between this and `high`."""
        return max(self.won, round(self.expected - EIGHTY_PERCENT * sqrt(self.variance)))

    @property
    def high(self) -> int:
        return min(self.won + self.open, round(self.expected + EIGHTY_PERCENT * sqrt(self.variance)))
