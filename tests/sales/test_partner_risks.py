"""Which partners are at risk, and why."""

from __future__ import annotations

from datetime import date

import pytest

from sales.partner_risks import Facts, judge


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (Facts(), []),
        (Facts(heard_on=date(2026, 11, 4)), [("silent", 21)]),
        (Facts(heard_on=date(2026, 11, 5)), []),
        (Facts(agreement_until=date(2027, 1, 24)), [("ending", 60)]),
        (Facts(agreement_until=date(2027, 1, 25)), []),
        (Facts(agreement_until=date(2026, 11, 20)), [("ending", -5)]),
        (Facts(share=41, quarter="2026-Q4", deals_of_quarter=5), [("concentrated", 41)]),
        (Facts(share=40, quarter="2026-Q4", deals_of_quarter=5), []),
        (Facts(share=90, quarter="2026-Q4", deals_of_quarter=4), []),
        (Facts(lapsing=2, lapses_on=date(2026, 12, 1), heard_on=date(2026, 10, 1)), [("lapsing", 2), ("silent", 55)]),
        (Facts(tier_id=1, meets_id=2), [("tier", 0)]),
    ],
)
def test_what_counts_as_a_risk(facts: Facts, found: list[tuple[str, int]]) -> None:
    assert [(each.rule, each.figure) for each in judge(facts, date(2026, 11, 25))] == found
