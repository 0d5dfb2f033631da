"""The rules of risk: each a day before, at and after its threshold, what is news, and what comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sales import risks
from sales.risks import (
    BIG,
    DEFAULTS,
    NO_STEP,
    OVERDUE,
    PACE,
    QUIET,
    SLIPPED,
    STUCK,
    Facts,
    Limit,
    Reason,
    Told,
    days_behind,
    is_news,
    judge,
    nobody_acts,
)

TODAY = date(2026, 11, 25)
LIMITS = {rule: Limit(most) for rule, most in DEFAULTS.items()}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


HEALTHY = Facts(
    opened_on=ago(20),
    stage_id=2,
    stage_since=ago(3),
    active_on=ago(1),
    closes_on=ago(-20),
    next_step="call Zhang",
    next_step_on=ago(-2),
    value=4_000_000,
)


def held(facts: Facts, limits: dict[str, Limit] = LIMITS, stays: dict[int, int] | None = None) -> list[str]:
    return [reason.rule for reason in judge(facts, limits, stays or {}, TODAY)]


def test_a_healthy_deal_is_no_risk() -> None:
    assert held(HEALTHY) == []


@pytest.mark.parametrize(
    ("rule", "before", "at", "after"),
    [
        (QUIET, {"active_on": ago(13)}, {"active_on": ago(14)}, {"active_on": ago(15)}),
        (OVERDUE, {"closes_on": ago(0)}, {"closes_on": ago(1)}, {"closes_on": ago(2)}),
        (STUCK, {"stage_since": ago(29)}, {"stage_since": ago(30)}, {"stage_since": ago(31)}),
        (SLIPPED, {"slips": 1}, {"slips": 2}, {"slips": 3}),
        (
            NO_STEP,
            {"next_step": "", "opened_on": ago(6)},
            {"next_step": "", "opened_on": ago(7)},
            {"next_step": "", "opened_on": ago(8)},
        ),
        (NO_STEP, {"next_step_on": ago(6)}, {"next_step_on": ago(7)}, {"next_step_on": ago(8)}),
        # more than 40 %, not 40 %
        (BIG, {"share": 40}, {"share": 41}, {"share": 42}),
    ],
    ids=["quiet", "overdue", "stuck", "slipped", "no next step", "next step long past", "big"],
)
def test_each_rule_holds_from_its_threshold_on(
    rule: str, before: dict[str, object], at: dict[str, object], after: dict[str, object]
) -> None:
    assert held(replace(HEALTHY, **before)) == []  # type: ignore[arg-type]
    assert held(replace(HEALTHY, **at)) == [rule]  # type: ignore[arg-type]
    assert held(replace(HEALTHY, **after)) == [rule]  # type: ignore[arg-type]


def test_a_rule_that_is_off_says_nothing() -> None:
    quiet = replace(HEALTHY, active_on=ago(50))
    assert held(quiet, {**LIMITS, QUIET: Limit(14, enabled=False)}) == []


@pytest.mark.parametrize(("value", "said"), [(999_999, []), (1_000_000, [QUIET]), (1_000_001, [QUIET]), (None, [])])
def test_below_its_least_amount_a_rule_says_nothing(value: int | None, said: list[str]) -> None:
    limits = {**LIMITS, QUIET: Limit(14, minimum=1_000_000)}
    assert held(replace(HEALTHY, active_on=ago(50), value=value), limits) == said


def test_an_amount_that_cannot_be_compared_is_not_held_back() -> None:
    limits = {**LIMITS, QUIET: Limit(14, minimum=1_000_000)}
    assert held(replace(HEALTHY, active_on=ago(50), value=None, is_comparable=False), limits) == [QUIET]


def test_a_next_step_without_a_day_is_a_next_step() -> None:
    assert held(replace(HEALTHY, next_step_on=None, opened_on=ago(200))) == []


def test_how_long_is_too_long_in_a_stage_may_be_its_own() -> None:
    waiting = replace(HEALTHY, stage_since=ago(12))
    assert held(waiting, stays={2: 12}) == [STUCK]
    assert held(waiting, stays={2: 13}) == []
    assert held(waiting, stays={3: 5}) == []


@pytest.mark.parametrize(("median", "stays", "days"), [(10, 20, 20), (10, 19, None), (1, 500, 7), (0, 20, 7)])
def test_twice_the_median_is_too_long_where_there_is_enough_history(median: int, stays: int, days: int | None) -> None:
    assert risks.too_long(median, stays) == days


# --- what comes first --------------------------------------------------------------------------------------------


def test_the_most_urgent_reason_comes_first() -> None:
    facts = replace(HEALTHY, active_on=ago(16), closes_on=ago(-3), next_step="", slips=2, stage_since=ago(16))
    assert held(facts) == [QUIET, SLIPPED, NO_STEP]
    assert held(replace(facts, closes_on=ago(20)))[0] == OVERDUE


def test_further_past_its_limit_is_more_urgent_up_to_three_times() -> None:
    urgencies = [Reason(QUIET, days, 14, "").urgency for days in (14, 21, 28, 42, 400)]
    assert urgencies == [200, 300, 400, 600, 600]


def test_worst_is_amount_times_urgency() -> None:
    assert risks.priority(1_000, 300) > risks.priority(900, 300)
    assert risks.priority(1_000, 300) < risks.priority(900, 400)
    assert risks.priority(None, 900) < risks.priority(1, 100)
    assert risks.priority(None, 900) > risks.priority(None, 800)


def test_a_deal_that_is_about_to_close_is_more_urgent() -> None:
    reasons = [Reason(QUIET, 14, 14, "")]
    assert risks.urgency(reasons, ago(-14), TODAY) > risks.urgency(reasons, ago(-15), TODAY)


# --- what is news ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "news"),
    [
        (None, True),
        (Told(ago(1), is_settled=False), False),
        (Told(ago(6), is_settled=False), False),
        (Told(ago(7), is_settled=False), True),
        (Told(ago(8), is_settled=False), True),
        (Told(ago(300), is_settled=True), False),
    ],
    ids=["never told", "yesterday", "six days ago", "a week ago", "eight days ago", "acted on"],
)
def test_a_risk_is_news_once_and_again_after_a_week_that_nobody_acted(told: Told | None, news: bool) -> None:
    assert is_news(told, TODAY) == news


@pytest.mark.parametrize(
    ("told", "acted", "noisy"), [(20, 1, True), (20, 2, False), (19, 0, False), (100, 9, True), (100, 10, False)]
)
def test_a_rule_that_nobody_acts_on_is_found_out(told: int, acted: int, noisy: bool) -> None:
    assert nobody_acts(told, acted) == noisy


# --- pace --------------------------------------------------------------------------------------------------------

Q4 = (date(2026, 10, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("won", "days"),
    [(0, 55), (50_000, 5), (41_000, 14), (42_000, 13), (100_000, 0), (200_000, 0)],
)
def test_pace_is_counted_in_days(won: int, days: int) -> None:
    # 55 of 92 days have passed
    assert days_behind(won, 92_000, *Q4, TODAY) == days


def test_a_target_of_nothing_is_never_behind() -> None:
    assert days_behind(0, 0, *Q4, TODAY) == 0


def test_pace_is_a_risk_from_its_threshold_on_and_another_one_when_twice_as_far_behind() -> None:
    limit = LIMITS[PACE]
    assert risks.pace(13, limit, "2026-Q4") is None
    found = [risks.pace(days, limit, "2026-Q4") for days in (14, 27, 28)]
    assert [reason and reason.facts for reason in found] == ["2026-Q4 1", "2026-Q4 1", "2026-Q4 2"]
    assert risks.pace(50, Limit(14, enabled=False), "2026-Q4") is None


def test_a_proposed_close_date_is_a_working_day_at_least_a_week_ahead() -> None:
    assert risks.likely_close(TODAY, 14) == date(2026, 12, 9)
    assert risks.likely_close(TODAY, 0) == date(2026, 12, 2)
    # a Saturday becomes the Monday
    assert risks.likely_close(TODAY, 10) == date(2026, 12, 7)
