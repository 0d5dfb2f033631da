"""The verdict on a goal, letter by letter, and the rewrites that one click accepts."""

from __future__ import annotations

from datetime import date

import pytest

from sales import periods
from sales.errors import UserError
from sales.goals import forecasts, metrics, numbers, smart
from sales.goals.forecasts import COUNT, MONEY, Judgement
from sales.goals.metrics import BY_HAND, MISSED, REACHED
from sales.goals.smart import EARLY, MISSING, OK, WEAK, Draft, Verdict
from sales.leaderboards import NEW_CUSTOMERS, REVENUE, WIN_RATE

TODAY = date(2026, 11, 25)
QUARTER = periods.quarter(TODAY)
NOTHING = Judgement(None, ())


def letters(verdict: Verdict) -> str:
    """The five verdicts in order: `ok ok early weak ok`."""
    return " ".join(letter.verdict for letter in verdict.letters)


def assess(draft: Draft, past: tuple[float, ...] = (), **more: object) -> Verdict:
    kind = MONEY if draft.currency else COUNT
    return smart.assess(draft, forecasts.judge(past, draft.target or 1, kind), today=TODAY, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("draft", "past", "expected"),
    [
        (Draft(NEW_CUSTOMERS, 12, QUARTER), (14, 11, 16, 12), f"{OK} {OK} {OK} {OK} {OK}"),
        (Draft(NEW_CUSTOMERS, 40, QUARTER), (14, 11, 16, 12), f"{OK} {OK} {WEAK} {OK} {OK}"),
        (Draft(NEW_CUSTOMERS, 12, QUARTER), (14, 11), f"{OK} {OK} {EARLY} {OK} {OK}"),
        (Draft(BY_HAND, 30, QUARTER, unit="calls"), (), f"{OK} {WEAK} {EARLY} {WEAK} {OK}"),
        (Draft(BY_HAND, None, None), (), f"{MISSING} {MISSING} {MISSING} {WEAK} {MISSING}"),
        (Draft(NEW_CUSTOMERS, None, None), (), f"{OK} {MISSING} {MISSING} {OK} {MISSING}"),
    ],
)
def test_each_letter_has_its_verdict(draft: Draft, past: tuple[float, ...], expected: str) -> None:
    assert letters(assess(draft, past)) == expected


def test_a_number_beyond_the_past_comes_with_one_that_is_likely() -> None:
    verdict = assess(Draft(NEW_CUSTOMERS, 40, QUARTER), (14, 11, 16, 12))
    better = verdict[smart.ACHIEVABLE].rewrite["target"]
    assert assess(Draft(NEW_CUSTOMERS, better, QUARTER), (14, 11, 16, 12))[smart.ACHIEVABLE].why == forecasts.LIKELY
    money = assess(Draft(REVENUE, 900_000_00, QUARTER, currency="USD"), (100_000_00, 120_000_00, 90_000_00))
    assert money[smart.ACHIEVABLE].rewrite == {"target": 96_000_00}


def test_a_goal_like_the_teams_is_offered_as_a_part_of_it() -> None:
    draft = Draft(NEW_CUSTOMERS, 12, QUARTER)
    assert assess(draft, parents=(7, 9))[smart.RELEVANT].rewrite == {"parent_id": 7}
    assert assess(Draft(NEW_CUSTOMERS, 12, QUARTER, parent_id=7))[smart.RELEVANT].verdict == OK
    assert assess(Draft(BY_HAND, 12, QUARTER, unit="calls"), is_shared=True)[smart.RELEVANT].verdict == OK


def test_an_end_is_neither_too_far_nor_too_near() -> None:
    far = assess(Draft(NEW_CUSTOMERS, 12, periods.between(TODAY, date(2028, 6, 30))))[smart.TIME_BOUND]
    assert (far.verdict, far.rewrite) == (WEAK, {"ends_on": "2027-11-25"})
    near = assess(Draft(NEW_CUSTOMERS, 12, periods.between(TODAY, date(2026, 11, 26))))[smart.TIME_BOUND]
    assert (near.verdict, near.rewrite) == (WEAK, {})
    assert assess(Draft(NEW_CUSTOMERS, 12, periods.year(TODAY)))[smart.TIME_BOUND].verdict == OK


@pytest.mark.parametrize(
    ("target", "metric", "currency", "expected"),
    [(13.9, NEW_CUSTOMERS, "", 13), (0.4, NEW_CUSTOMERS, "", 1), (147.0, NEW_CUSTOMERS, "", 140),
     (3877.0, WIN_RATE, "", 3800), (9_876_543.0, REVENUE, "USD", 9_800_000)],
)  # fmt: skip
def test_rewrites_are_numbers_that_people_would_choose(
    target: float, metric: str, currency: str, expected: int
) -> None:
    assert smart.rounded(target, metric, currency) == expected


@pytest.mark.parametrize(
    ("today", "elapsed"),
    [
        (date(2026, 9, 30), 0),
        (date(2026, 10, 1), 0),
        (date(2026, 11, 16), 0.5),
        (date(2027, 1, 1), 1),
        (date(2028, 2, 29), 1),
    ],
)
def test_how_much_of_its_days_is_over(today: date, elapsed: float) -> None:
    assert metrics.elapsed(QUARTER, today) == elapsed


@pytest.mark.parametrize(
    ("reached", "elapsed", "chance", "expected"),
    [
        (20, 0.5, 0.0, False),
        (0, 0.1, 0.01, False),
        (5, 0.5, 0.24, True),
        (5, 0.5, 0.25, False),
        (7, 0.5, None, True),
        (8, 0.5, None, False),
    ],
)
def test_a_goal_is_behind_by_its_chance_or_else_by_its_pace(
    reached: int, elapsed: float, chance: float | None, expected: bool
) -> None:
    assert metrics.is_behind(reached=reached, target=20, elapsed_share=elapsed, chance=chance) is expected


def test_a_goal_ends_reached_or_missed() -> None:
    assert (metrics.result(20, 20), metrics.result(19, 20)) == (REACHED, MISSED)


@pytest.mark.parametrize(
    ("text", "metric", "currency", "expected"),
    [
        ("20", NEW_CUSTOMERS, "", (20, "")),
        ("40 %", WIN_RATE, "", (4000, "")),
        ("37.5", WIN_RATE, "", (3750, "")),
        ("500k", REVENUE, "USD", (50_000_000, "USD")),
        ("€12,000", REVENUE, "USD", (1_200_000, "EUR")),
        ("1.2k", BY_HAND, "", (1200, "")),
        ("$50k", BY_HAND, "USD", (5_000_000, "USD")),
    ],
)
def test_a_field_is_read_in_the_unit_of_its_metric(
    text: str, metric: str, currency: str, expected: tuple[int, str]
) -> None:
    assert numbers.read(text, metric, currency=currency, today=TODAY, locale="en") == expected


@pytest.mark.parametrize(
    ("text", "metric"),
    [("many", NEW_CUSTOMERS), ("2.5", NEW_CUSTOMERS), ("140", WIN_RATE), ("x", REVENUE), ("12k 13k", REVENUE)],
)
def test_what_is_no_number_is_said(text: str, metric: str) -> None:
    with pytest.raises(UserError):
        numbers.read(text, metric, currency="USD", today=TODAY, locale="en")
