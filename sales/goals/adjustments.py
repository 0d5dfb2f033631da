"""A change of a goal as people type it: 18 - market cut, 18 by june - …, by june - …, 调整 18 6月底 - …."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sales.goals import spans, updates
from sales.goals.updates import Update
from sales.periods import Period


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is to be otherwise; what is None stays as it is."""

    update: Update
    """The number as in any line about a goal, the reason as its note, and what else there is as its words."""
    period: Period | None = None
    """Days whose last one is to be the goal's."""


def read(text: str, today: date, locale: str, fiscal_year_start: int) -> Adjustment:
    """Understand a line. Raises `UserError` for an end that is over, or none at all."""
    head, note = updates.apart(text)
    period, rest = spans.find(head, today, locale, fiscal_year_start)
    return Adjustment(replace(updates.read(rest), note=note), period)
