"""Where one person stands: what is open, what was won, and the place among the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sales import leaderboards as rules
from sales import periods
from sales.leaderboards import Tally
from sales.money import Money
from storage import deals, leaderboards
from storage.deals import Filter
from storage.transactions import Transaction

SOON = timedelta(days=14)
"""How far ahead a close date is worth a look."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's numbers, in their board's currency but for what is open."""

    open_deals: int
    open_worth: list[Money]
    """One amount for each currency."""
    closing_soon: list[Any]
    """Cards of open deals that close within a fortnight or should have closed, the first ones."""
    week: Money
    week_rank: int | None
    """The place on this week's board; None for who has won nothing yet."""
    quarter: Money
    quarter_deals: int
    quarter_rank: int | None


def of_member(
    tx: Transaction, member_id: int, *, team_id: int | None, currency: str, today: date, fiscal_year_start: int
) -> Standing:
    """A person's numbers on a day of their team's; `team_id` None ranks them in the whole workspace."""
    mine = Filter(owner_id=member_id)
    week, quarter = leaderboards.add_up(
        tx, [periods.week(today), periods.quarter(today, fiscal_year_start)], currency=currency, team_id=team_id
    )
    closing, _count = deals.search(tx, Filter(owner_id=member_id, closing_until=today + SOON), limit=5)
    week_tally = week.tallies.get(member_id, Tally(member_id))
    quarter_tally = quarter.tallies.get(member_id, Tally(member_id))
    return Standing(
        open_deals=deals.search(tx, mine, limit=1)[1],
        open_worth=[Money(minor, code) for code, minor in deals.worth(tx, mine)],
        closing_soon=closing,
        week=Money(week_tally.revenue, currency),
        week_rank=_place(week.tallies, member_id),
        quarter=Money(quarter_tally.revenue, currency),
        quarter_deals=quarter_tally.deals,
        quarter_rank=_place(quarter.tallies, member_id),
    )


def _place(tallies: dict[int, Tally], member_id: int) -> int | None:
    board = rules.rank(tallies.values(), [], rules.REVENUE)
    return next((row.rank for row in board if row.member_id == member_id), None)
