"""Tiers of the partner programme: open rules, so that a partner's step is computed and never a matter of taste.

A step asks for people with a certificate, deals won and money won with us. Deals and money count from the beginning of
the quarter three before this one until today, sourced and influenced alike: a year that does not jump at New Year.
A partner meets the highest step of which nothing is missing. Who stands where is decided by a person all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from sales import periods
from sales.periods import Period

QUARTERS = 4


class Step(Protocol):
    """What a step asks for."""

    needs_certified: int
    needs_won: int
    needs_revenue_minor: int


S = TypeVar("S", bound=Step)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a partner has, or what is missing to a step. Money in minor units of the workspace's currency."""

    certified: int = 0
    won: int = 0
    revenue_minor: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.certified or self.won or self.revenue_minor)


def counted(today: date, fiscal_year_start: int) -> Period:
    """The days whose deals count today."""
    quarter = periods.quarter(today, fiscal_year_start)
    first = quarter
    for _ in range(QUARTERS - 1):
        first = first.previous()
    return periods.between(first.start, quarter.last_day)


def missing(step: Step, reached: Reached) -> Reached:
    """What is missing to a step."""
    return Reached(
        max(0, step.needs_certified - reached.certified),
        max(0, step.needs_won - reached.won),
        max(0, step.needs_revenue_minor - reached.revenue_minor),
    )


def met(steps: Sequence[S], reached: Reached) -> S:
    """The highest step that a partner meets; `steps` from the lowest, on which everybody may stand."""
    return next((step for step in reversed(steps) if missing(step, reached).is_nothing), steps[0])
