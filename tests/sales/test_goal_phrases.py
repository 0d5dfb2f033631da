"""Reading goals: what must be read from lines as people type them, English and Chinese, and what must be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.goals import adjustments, phrases, updates
from sales.goals.metrics import ACTIVITIES, AT_RISK, BY_HAND, OFF_TRACK, ON_TRACK, PARTNER, TEAM
from sales.goals.phrases import GoalLine
from sales.goals.updates import Update
from sales.leaderboards import DEALS, NEW_CUSTOMERS, REVENUE, WIN_RATE
from sales.money import Money

TODAY = date(2026, 11, 25)
"""A Wednesday."""
TO_JUNE = ("2026-11-25", "2027-06-30")
QUARTER, MONTH, YEAR = ("2026-10-01", "2026-12-31"), ("2026-11-01", "2026-11-30"), ("2026-01-01", "2026-12-31")
TO_EOQ, TO_FRIDAY, TO_EOM = ("2026-11-25", "2026-12-31"), ("2026-11-25", "2026-11-27"), ("2026-11-25", "2026-11-30")
WEEK = ("2026-11-23", "2026-11-29")


def read(line: str, fiscal_year_start: int = 1) -> GoalLine:
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in line)
    locale, currency = ("zh_CN", "CNY") if is_chinese else ("en_GB", "USD")
    names = {"teams": ("Field", "East", "华东团队"), "partners": ("BetaCo", "Beta Co")}
    return phrases.read(line, TODAY, locale, currency, fiscal_year_start, **names)


def days(line: GoalLine) -> tuple[str, str] | None:
    return (line.period.start.isoformat(), line.period.last_day.isoformat()) if line.period else None


@pytest.mark.parametrize(
    ("line", "metric", "target", "period"),
    [
        ("set 20 new customers by june", NEW_CUSTOMERS, 20, TO_JUNE),
        ("20 new customers by june", NEW_CUSTOMERS, 20, TO_JUNE),
        ("by june 20 new customers", NEW_CUSTOMERS, 20, TO_JUNE),
        ("twenty new accounts by end of march", NEW_CUSTOMERS, 20, ("2026-11-25", "2027-03-31")),
        ("10 new clients by next friday", NEW_CUSTOMERS, 10, ("2026-11-25", "2026-12-04")),
        ("60 new logos fy27", NEW_CUSTOMERS, 60, ("2027-01-01", "2027-12-31")),
        ("2 new customers in december", NEW_CUSTOMERS, 2, ("2026-12-01", "2026-12-31")),
        ("win $500k this quarter", REVENUE, 50_000_000, QUARTER),
        ("$500k this quarter", REVENUE, 50_000_000, QUARTER),
        ("500k by eoq", REVENUE, 50_000_000, TO_EOQ),
        ("20k by june", REVENUE, 2_000_000, TO_JUNE),
        ("€120k revenue Q1", REVENUE, 12_000_000, ("2027-01-01", "2027-03-31")),
        ("bookings of 250k in h1", REVENUE, 25_000_000, ("2027-01-01", "2027-06-30")),
        ("sell half a million this year", REVENUE, 50_000_000, YEAR),
        ("revenue 5000 this week", REVENUE, 500_000, WEEK),
        ("win rate 40% by eoq", WIN_RATE, 4000, TO_EOQ),
        ("win rate 37.5% this quarter", WIN_RATE, 3750, QUARTER),
        ("win rate 40 this month", WIN_RATE, 4000, MONTH),
        ("40 percent win rate this year", WIN_RATE, 4000, YEAR),
        ("make 30 calls by fri", BY_HAND, 30, TO_FRIDAY),
        ("thirty calls this week", BY_HAND, 30, WEEK),
        ("5 demos tomorrow", BY_HAND, 5, ("2026-11-25", "2026-11-26")),
        ("“trade fair leads” 40 by eom", BY_HAND, 40, TO_EOM),
        ("1,200 flyers this month", BY_HAND, 1200, MONTH),
        ("12,000 this month", REVENUE, 1_200_000, MONTH),
        ("12 deals this month", DEALS, 12, MONTH),
        ("close 20 deals by 31/12", DEALS, 20, TO_EOQ),
        ("sign 8 contracts by 29 feb", DEALS, 8, ("2026-11-25", "2028-02-29")),
        ("25 wins this year", DEALS, 25, YEAR),
        ("3 deals in the next 6 weeks", DEALS, 3, ("2026-11-25", "2027-01-05")),
        ("10 deals from 1 dec to 28 feb", DEALS, 10, ("2026-12-01", "2027-02-28")),
        ("10 deals jan to march", DEALS, 10, ("2027-01-01", "2027-03-31")),
        ("4 deals next month", DEALS, 4, ("2026-12-01", "2026-12-31")),
        ("1,200 activities this quarter", ACTIVITIES, 1200, QUARTER),
        ("1.5k activities this year", ACTIVITIES, 1500, YEAR),
        ("40 deal updates by eom", ACTIVITIES, 40, TO_EOM),
        ("目标 20 新客户 6月底", NEW_CUSTOMERS, 20, TO_JUNE),
        ("6月底前 20 个新客户", NEW_CUSTOMERS, 20, TO_JUNE),
        ("年底前 二十个新客户", NEW_CUSTOMERS, 20, TO_EOQ),
        ("下季度 新增 15 个新客户", NEW_CUSTOMERS, 15, ("2027-01-01", "2027-03-31")),
        ("本季度 拿下 300万", REVENUE, 300_000_000, QUARTER),
        ("本季度业绩做到 300万", REVENUE, 300_000_000, QUARTER),
        ("三百万 业绩 今年", REVENUE, 300_000_000, YEAR),
        ("做到 50万 月底", REVENUE, 50_000_000, TO_EOM),
        ("赢单率 40% 季末", WIN_RATE, 4000, TO_EOQ),
        ("赢单率 百分之三十五 本季度", WIN_RATE, 3500, QUARTER),
        ("本月 成交 8 单", DEALS, 8, MONTH),
        ("未来3个月 签 10 单", DEALS, 10, ("2026-11-25", "2027-02-24")),
        ("本周 跟进 30 次", ACTIVITIES, 30, WEEK),
        ("这个月打 30 个电话", BY_HAND, 30, MONTH),
        ("周五前 拜访 12 家", BY_HAND, 12, TO_FRIDAY),
        ("２０ 个新客户 ６月底", NEW_CUSTOMERS, 20, TO_JUNE),
    ],
)
def test_a_clear_line_is_read_whole(line: str, metric: str, target: int, period: tuple[str, str]) -> None:
    found = read(line)
    assert found.problem is None
    assert (found.metric, found.target, days(found)) == (metric, target, period)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<@U0BEN> 12 deals in december", {"slack_user_id": "U0BEN", "scope": None}),
        ("team 500k this quarter", {"scope": TEAM, "name": "", "target": 50_000_000}),
        ("our team 20 deals this month", {"scope": TEAM, "name": ""}),
        ("team East 2m by eoy", {"scope": TEAM, "name": "East", "target": 200_000_000}),
        ("East team 2m by eoy", {"scope": TEAM, "name": "East"}),
        ("团队 目标 300万 本季度", {"scope": TEAM, "name": "", "target": 300_000_000}),
        ("partner BetaCo 5 deals this quarter", {"scope": PARTNER, "name": "BetaCo", "target": 5}),
        ("partner “Beta Co” $90k this quarter", {"scope": PARTNER, "name": "Beta Co"}),
        ("partner Unheard 5 deals this quarter", {"scope": PARTNER, "name": "Unheard"}),
        ("渠道 BetaCo 20万 本季度", {"scope": PARTNER, "name": "BetaCo", "target": 20_000_000}),
        ("30 calls by fri - for the trade fair", {"note": "for the trade fair", "unit": "calls"}),
        ("20 个新客户 月底 因为 新品上市", {"note": "新品上市", "target": 20}),
        ("€120k this quarter", {"currency": "EUR"}),
        ("12 deals this month", {"scope": None, "name": "", "slack_user_id": ""}),
    ],
)
def test_whose_goal_it_is_and_what_for(line: str, expected: dict[str, Any]) -> None:
    found = read(line)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("20 by june", {"metric": None, "target": 20, "metrics": (NEW_CUSTOMERS, DEALS, REVENUE)}),
        ("win 20 customers by june", {"metric": None, "metrics": (NEW_CUSTOMERS, DEALS)}),
        ("20 个客户 月底", {"metric": None, "metrics": (NEW_CUSTOMERS, DEALS)}),
        ("$50k pipeline this month", {"metric": None, "metrics": (REVENUE, BY_HAND), "unit": "pipeline"}),
        ("40% by eoq", {"metric": None, "metrics": (WIN_RATE,)}),
        ("20 new customers", {"metric": NEW_CUSTOMERS, "period": None}),
        ("300万", {"metric": REVENUE, "period": None}),
        ("deals this quarter", {"metric": DEALS, "target": None}),
        ("20 or 30 deals this month", {"target": None, "counts": (20, 30)}),
        ("500k 600k this month", {"target": None, "amounts": (Money(50_000_000, "USD"), Money(60_000_000, "USD"))}),
        ("better", {"metric": None, "target": None}),
        ("", {"metric": None, "target": None, "period": None}),
    ],
)
def test_what_is_open_is_left_open(line: str, expected: dict[str, Any]) -> None:
    found = read(line)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("20 deals by 1/1/2020", "{day} is over. A goal ends on a day to come."),
        ("20 deals by 31/2", "I read {text} as a date, but it can't be one. Type it like 30 Jun or 2027-06-30."),
        ("20 deals by june by july", "I read two ends. Type one, for example `20 new customers by june`."),
        ("20 deals by 2040-01-01", "{day} is too far away for a goal. Type a day of the next years."),
        (
            "grow revenue by 20% this year",
            "{percent} % more than what? Type the number that you want to reach: `$500k this quarter`.",
        ),
        ("win rate 140% this year", "A rate lies between 1 % and 100 %."),
        ("0 deals this month", "A goal is more than nothing, and less than I can count. Type `20 deals by june`."),
        ("$20k new customers by june", "I read {amount}, but that is not what is counted there. Type a number."),
    ],
)
def test_what_cannot_be_meant_is_said(line: str, words: str) -> None:
    found = read(line)
    assert found.problem is not None
    assert found.problem.message == words


def test_quarters_are_those_of_the_fiscal_year() -> None:
    assert days(read("12 deals this quarter", fiscal_year_start=2)) == ("2026-11-01", "2027-01-31")
    assert days(read("本季度 12 单", fiscal_year_start=2)) == ("2026-11-01", "2027-01-31")


@given(st.text(max_size=80) | st.text("0123456789 $€%k万月底季度by june win deals@team-", max_size=60))
def test_nothing_that_is_typed_breaks_it(line: str) -> None:
    found = phrases.read(line, TODAY, "en", "USD")
    assert found.target is None or found.target > 0
    assert found.period is None or found.period.end > TODAY
    updates.read(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+3", Update(value=3, adds=True)),
        ("-1", Update(value=-1, adds=True)),
        ("14", Update(value=14)),
        ("14/20", Update(value=14, whole=20)),
        ("14 of 20", Update(value=14, whole=20)),
        ("3/10", Update(value=3, whole=10)),
        ("calls 14", Update(value=14, words="calls")),
        ("+3 calls", Update(value=3, adds=True, words="calls")),
        ("on track", Update(confidence=ON_TRACK)),
        ("at risk - two slipped", Update(confidence=AT_RISK, note="two slipped")),
        ("off track because of the strike", Update(confidence=OFF_TRACK, note="the strike")),
        ("14/20 at risk - two slipped", Update(value=14, whole=20, confidence=AT_RISK, note="two slipped")),
        ("calls at risk", Update(confidence=AT_RISK, words="calls")),
        ("正常", Update(confidence=ON_TRACK)),
        ("有风险 - 丢了两单", Update(confidence=AT_RISK, note="丢了两单")),
        ("落后 因为 客户停产", Update(confidence=OFF_TRACK, note="客户停产")),
        ("+2万", Update(value=20_000, adds=True)),
        ("１４／２０", Update(value=14, whole=20)),
        ("hello", Update(words="hello")),
    ],
)
def test_how_a_goal_goes_is_read(line: str, expected: Update) -> None:
    assert updates.read(line) == expected


@pytest.mark.parametrize(
    ("line", "number", "last_day", "note"),
    [
        ("18 - market cut", "18", None, "market cut"),
        ("18 by june - moved to july", "18", date(2027, 6, 30), "moved to july"),
        ("18 deals until 30/6 - late", "18", date(2027, 6, 30), "late"),
        ("€400k eoq because of holidays", "€400k", date(2026, 12, 31), "holidays"),
        ("by 2027-03-31 - late", "", date(2027, 3, 31), "late"),
        ("18 6月底 - 市场收缩", "18", date(2027, 6, 30), "市场收缩"),
        ("到明年3月底 因为 推迟", "", date(2027, 3, 31), "推迟"),
        ("40% this quarter", "40", date(2026, 12, 31), ""),
    ],
)
def test_a_change_is_read_with_its_number_end_and_reason(
    line: str, number: str, last_day: date | None, note: str
) -> None:
    read = adjustments.read(line, TODAY, "en-GB", 1)
    found = read.period.last_day if read.period is not None else None
    assert (read.update.text, found, read.update.note) == (number, last_day, note)
