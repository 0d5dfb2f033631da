"""The verdict on a goal, letter by letter: specific, measurable, achievable, relevant, time-bound.

After G. T. Doran, "There's a S.M.A.R.T. way to write management's goals and objectives", *Management Review* 70 (11),
1981, with *achievable* as most people read the A since. Rules and the person's own history decide; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sales.calendars import add_months
from sales.goals import forecasts
from sales.goals.forecasts import Judgement
from sales.goals.metrics import BY_HAND, PERCENT, is_rate
from sales.periods import Period

SPECIFIC, MEASURABLE, ACHIEVABLE, RELEVANT, TIME_BOUND = "SMART"
OK, WEAK, MISSING, EARLY = "ok", "weak", "missing", "early"
"""`EARLY`: there is too little history to say, which is nobody's fault."""
LONGEST_MONTHS = 12
SHORTEST_DAYS = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A goal before it is set; targets as in `sales.goals.phrases`."""

    metric: str
    target: int | None
    period: Period | None
    unit: str = ""
    currency: str = ""
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter's verdict; `why` names the rule that spoke, `rewrite` what a click would change in the draft."""

    letter: str
    verdict: str
    why: str
    rewrite: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All five letters, and what the history says."""

    letters: tuple[Letter, ...]
    judgement: Judgement

    def __getitem__(self, letter: str) -> Letter:
        return next(each for each in self.letters if each.letter == letter)


def assess(
    draft: Draft, judgement: Judgement, *, today: date, parents: tuple[int, ...] = (), is_shared: bool = False
) -> Verdict:
    """Judge a draft. `parents` are open goals of the team that it could be a part of, the nearest first; `is_shared`
    says that it is itself a team's or a partner's."""
    letters = (
        _specific(draft),
        _measurable(draft),
        _achievable(draft, judgement),
        _relevant(draft, parents, is_shared),
        _time_bound(draft, today),
    )
    return Verdict(letters, judgement)


def rounded(target: float, metric: str, currency: str) -> int:
    """A number that people would choose, not above the one given: two figures, whole percents, at least one."""
    if is_rate(metric):
        return max(PERCENT, int(target // PERCENT) * PERCENT)
    whole = int(target)
    if whole < 20 and not currency:
        return max(1, whole)
    step = 10 ** max(0, len(str(whole)) - 2)
    return max(1, whole // step * step)


def _specific(draft: Draft) -> Letter:
    if draft.metric != BY_HAND:
        return Letter(SPECIFIC, OK, "counted")
    return Letter(SPECIFIC, OK, "named") if draft.unit else Letter(SPECIFIC, MISSING, "nameless")


def _measurable(draft: Draft) -> Letter:
    if draft.target is None:
        return Letter(MEASURABLE, MISSING, "no number")
    if draft.metric == BY_HAND:
        return Letter(MEASURABLE, WEAK, "by hand")
    return Letter(MEASURABLE, OK, "from the data")


def _achievable(draft: Draft, judgement: Judgement) -> Letter:
    if draft.target is None:
        return Letter(ACHIEVABLE, MISSING, "no number")
    if draft.metric == BY_HAND:
        return Letter(ACHIEVABLE, EARLY, "by hand")
    if judgement.category is None or judgement.likely_target is None:
        return Letter(ACHIEVABLE, EARLY, "too early")
    if judgement.category == forecasts.LIKELY:
        return Letter(ACHIEVABLE, OK, "likely")
    better = rounded(judgement.likely_target, draft.metric, draft.currency)
    rewrite = {"target": better} if 0 < better < draft.target else {}
    if judgement.category == forecasts.STRETCH:
        return Letter(ACHIEVABLE, OK, "stretch", rewrite)
    return Letter(ACHIEVABLE, WEAK, "beyond", rewrite)


def _relevant(draft: Draft, parents: tuple[int, ...], is_shared: bool) -> Letter:
    if draft.parent_id is not None:
        return Letter(RELEVANT, OK, "part of the team's")
    if parents:
        return Letter(RELEVANT, WEAK, "could be part of the team's", {"parent_id": parents[0]})
    if draft.metric == BY_HAND and not is_shared:
        return Letter(RELEVANT, WEAK, "leads nowhere")
    return Letter(RELEVANT, OK, "what the team is measured by")


def _time_bound(draft: Draft, today: date) -> Letter:
    if draft.period is None:
        return Letter(TIME_BOUND, MISSING, "no end")
    if draft.period.end > add_months(max(today, draft.period.start), LONGEST_MONTHS):
        shorter = add_months(max(today, draft.period.start), LONGEST_MONTHS)
        return Letter(TIME_BOUND, WEAK, "too long", {"ends_on": shorter.isoformat()})
    if (draft.period.end - today).days < SHORTEST_DAYS:
        return Letter(TIME_BOUND, WEAK, "almost over")
    return Letter(TIME_BOUND, OK, "has an end")
