"""Leaderboards: what is measured, who stands where, and what moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

REVENUE, DEALS, NEW_CUSTOMERS = "revenue", "deals", "new_customers"
AVERAGE_DEAL, WIN_RATE, ATTAINMENT = "average_deal", "win_rate", "attainment"
METRICS = (REVENUE, DEALS, NEW_CUSTOMERS, AVERAGE_DEAL, WIN_RATE, ATTAINMENT)
MONEY_METRICS = (REVENUE, AVERAGE_DEAL)
PERCENT_METRICS = (WIN_RATE, ATTAINMENT)

ALL, SOURCED, INFLUENCED = "all", "sourced", "influenced"
"""What a board of partners goes by: all that was won with them, what they brought, or what they helped with."""
PART_WORDS = {
    SOURCED: ("sourced", "brought", "自带", "带来"),
    INFLUENCED: ("influenced", "helped", "协助"),
}
"""Words that name a part, in both languages."""

METRIC_WORDS = {
    NEW_CUSTOMERS: ("new customers", "new customer", "new accounts", "new logos", "新客户", "新客"),
    AVERAGE_DEAL: ("average deal", "average", "avg deal", "deal size", "平均单", "平均", "客单价"),
    WIN_RATE: ("win rate", "winrate", "赢率", "赢单率", "胜率"),
    ATTAINMENT: ("quota attainment", "attainment", "quota", "完成率", "达成率", "指标"),
    REVENUE: ("revenue", "amount", "sales", "业绩", "金额", "销售额"),
    DEALS: ("deals", "wins", "count", "单数", "成单", "赢单"),
}
"""Words that name a metric, in both languages; longer ones are tried first."""


@dataclass(slots=True)
class Tally:
    """What one person (or team) did in one period. Money is minor units of the board's currency."""

    member_id: int
    revenue: int = 0
    deals: int = 0
    """Won deals they led: a shared deal counts once, so that the team's number is the sum."""
    shared: int = 0
    """Won deals they have any credit for."""
    new_customers: int = 0
    lost: int = 0
    quota: int | None = None

    def value(self, metric: str) -> Decimal | None:
        """The number a board ranks by; percent for rates. None where it cannot be told: no deals, no quota."""
        if metric == REVENUE:
            return Decimal(self.revenue)
        if metric == DEALS:
            return Decimal(self.deals)
        if metric == NEW_CUSTOMERS:
            return Decimal(self.new_customers)
        if metric == AVERAGE_DEAL:
            return Decimal(self.revenue) / self.shared if self.shared else None
        if metric == WIN_RATE:
            closed = self.deals + self.lost
            return Decimal(100 * self.deals) / closed if closed else None
        return Decimal(100 * self.revenue) / self.quota if self.quota else None


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of a board."""

    member_id: int
    rank: int
    """1 is best; equal values share a rank and the next one is skipped (1, 2, 2, 4)."""
    value: Decimal
    movement: int | None
    """Places gained since the period before; None for whom that period has no place."""


def rank(
    now: Iterable[Tally], before: Iterable[Tally], metric: str, order: Mapping[int, str] | None = None
) -> list[Standing]:
    """The board, best first. Nobody with nothing stands on it; equals are in order of name (`order` by member)."""
    names = order or {}
    earlier = {member_id: place for member_id, _value, place in _places(before, metric, names)}
    return [
        Standing(member_id, place, value, earlier[member_id] - place if member_id in earlier else None)
        for member_id, value, place in _places(now, metric, names)
    ]


def _places(tallies: Iterable[Tally], metric: str, names: Mapping[int, str]) -> list[tuple[int, Decimal, int]]:
    values = [(tally.member_id, value) for tally in tallies if (value := tally.value(metric))]
    values.sort(key=lambda pair: (-pair[1], names.get(pair[0], ""), pair[0]))
    placed: list[tuple[int, Decimal, int]] = []
    for index, (member_id, value) in enumerate(values):
        place = placed[-1][2] if placed and placed[-1][1] == value else index + 1
        placed.append((member_id, value, place))
    return placed


def most_improved(
    now: Mapping[int, Tally], usual: Mapping[int, Decimal], at_least: Decimal = Decimal("1.2")
) -> tuple[int, Decimal] | None:
    """Who won most in proportion to their usual period, and how many times that was; None when nobody did notably."""
    ratios = {member_id: now[member_id].revenue / usual[member_id] for member_id in now if usual.get(member_id)}
    best = max(ratios, key=lambda member_id: ratios[member_id], default=None)
    return (best, ratios[best]) if best is not None and ratios[best] >= at_least else None


def public(standings: list[Standing], people: int, most: int = 5) -> list[Standing]:
    """The rows that a channel sees: the best few, and nobody who is last of the `people` who could have been there."""
    if not standings or people > len(standings) or standings[0].rank == standings[-1].rank:
        return standings[:most]
    return [row for row in standings if row.rank < standings[-1].rank][:most]


def gap_to_next(standings: list[Standing], member_id: int) -> tuple[Standing, Standing] | None:
    """A person's row and the nearest row above it with a better value; None for the first and for who is not there."""
    mine = next((row for row in standings if row.member_id == member_id), None)
    above = [row for row in standings if mine is not None and row.rank < mine.rank]
    return (mine, above[-1]) if mine is not None and above else None
