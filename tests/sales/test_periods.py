"""Periods: fiscal years, names, local clocks, and how people ask for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales import periods
from sales.period_phrases import parse_period, read_period

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("period", "key", "previous_key"),
    [
        (periods.day(TODAY), "2026-11-23", "2026-11-22"),
        (periods.week(TODAY), "2026-W48", "2026-W47"),
        (periods.week(date(2027, 1, 1)), "2026-W53", "2026-W52"),
        (periods.month(date(2027, 1, 31)), "2027-01", "2026-12"),
        (periods.quarter(TODAY), "2026-Q4", "2026-Q3"),
        (periods.quarter(TODAY, 4), "FY2027-Q3", "FY2027-Q2"),
        (periods.quarter(date(2026, 2, 28), 12), "FY2026-Q1", "FY2025-Q4"),
        (periods.year(TODAY), "2026", "2025"),
        (periods.year(TODAY, 10), "FY2027", "FY2026"),
        (periods.since(date(2026, 11, 14), TODAY), "2026-11-14..2026-11-23", "2026-11-04..2026-11-13"),
        (periods.between(TODAY, date(2026, 11, 19)), "2026-11-19..2026-11-23", "2026-11-14..2026-11-18"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_periods_have_names_and_neighbours(period: periods.Period, key: str, previous_key: str) -> None:
    assert (period.key, period.previous().key) == (key, previous_key)
    assert period.previous().end == period.start
    assert period.following().start == period.end


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 12))
def test_each_day_lies_in_its_periods(on: date, fiscal_year_start: int) -> None:
    quarter, year = periods.quarter(on, fiscal_year_start), periods.year(on, fiscal_year_start)
    for period in (periods.day(on), periods.week(on), periods.month(on), quarter, year):
        assert period.contains(on)
        assert not period.contains(period.end)
    assert year.start <= quarter.start < quarter.end <= year.end
    number = periods.fiscal_quarter(on, fiscal_year_start)
    assert periods.numbered_quarter(*number, fiscal_year_start) == quarter
    assert periods.numbered_year(number[0], fiscal_year_start) == year


@pytest.mark.parametrize(
    ("on", "at", "zone", "moment"),
    [
        (date(2026, 11, 23), time(9), "Asia/Shanghai", datetime(2026, 11, 23, 1, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 30), "Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        (date(2011, 12, 30), time(12), "Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ],
    ids=["plain", "skipped in spring", "twice in autumn", "skipped half an hour", "a day that never was"],
)
def test_local_times_become_moments(on: date, at: time, zone: str, moment: datetime) -> None:
    assert periods.at_local(on, at, zone) == moment


@given(
    st.dates(date(2000, 1, 1), date(2037, 1, 1)),
    st.times(),
    st.sampled_from(["America/Sao_Paulo", "Asia/Kathmandu", "Europe/London", "Africa/Cairo", "America/St_Johns"]),
)
def test_a_moment_shows_the_time_asked_for_or_the_next_there_is(on: date, at: time, zone: str) -> None:
    shown = periods.at_local(on, at, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert timedelta(0) <= shown - datetime.combine(on, at) <= timedelta(hours=1)
    start, end = periods.moments(periods.day(on), zone)
    assert periods.local_date(start, zone) == on
    assert periods.local_date(end, ZoneInfo(zone)) == on + timedelta(days=1)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        periods.local_date(datetime(2026, 11, 23), "UTC")  # noqa: DTZ001


ASKED = """
this week => 2026-W48
last week => 2026-W47
week => 2026-W48
this month => 2026-11
last month => 2026-10
this quarter => 2026-Q4
last quarter => 2026-Q3
this year => 2026
last year => 2025
today => 2026-11-23
yesterday => 2026-11-22
monday => 2026-11-23
since feb => 2026-02-01..2026-11-23
since february => 2026-02-01..2026-11-23
since 2026-09-01 => 2026-09-01..2026-11-23
since last monday => 2026-11-16..2026-11-23
since q3 => 2026-07-01..2026-11-23
since 1/9 => 2026-09-01..2026-11-23
2017-Q4 => 2017-Q4
q4 => 2026-Q4
q3 => 2026-Q3
q4 2017 => 2017-Q4
q4'17 => 2017-Q4
october => 2026-10
december => 2025-12
may => 2026-05
2026-10 => 2026-10
2025 => 2025
FY26 => 2026
h1 => 2026-01-01..2026-06-30
last 30 days => 2026-10-25..2026-11-23
last 4 weeks => 2026-10-27..2026-11-23
past three months => 2026-08-24..2026-11-23
ytd => 2026-01-01..2026-11-23
month to date => 2026-11-01..2026-11-23
from 2026-01-01 to 2026-03-31 => 2026-01-01..2026-03-31
between feb 1 and feb 15 => 2026-02-01..2026-02-15
jan to mar => 2026-01-01..2026-03-31
jan-mar => 2026-01-01..2026-03-31
2026-01-01..2026-03-31 => 2026-01-01..2026-03-31
nov 1 to today => 2026-11-01..2026-11-23
本周 => 2026-W48
上周 => 2026-W47
本月 => 2026-11
上月 => 2026-10
上个月 => 2026-10
本季度 => 2026-Q4
上季度 => 2026-Q3
本季 => 2026-Q4
上季 => 2026-Q3
今年 => 2026
去年 => 2025
今天 => 2026-11-23
昨天 => 2026-11-22
月 => 2026-11
10月 => 2026-10
十月 => 2026-10
2026年10月 => 2026-10
去年10月 => 2025-10
2025年 => 2025
二季度 => 2026-Q2
第四季度 => 2026-Q4
2017年四季度 => 2017-Q4
去年四季度 => 2025-Q4
上半年 => 2026-01-01..2026-06-30
自2月 => 2026-02-01..2026-11-23
2月以来 => 2026-02-01..2026-11-23
自2月以来 => 2026-02-01..2026-11-23
从9月1日起 => 2026-09-01..2026-11-23
本月至今 => 2026-11-01..2026-11-23
年初至今 => 2026-01-01..2026-11-23
1月到3月 => 2026-01-01..2026-03-31
从1月1日到3月31日 => 2026-01-01..2026-03-31
最近30天 => 2026-10-25..2026-11-23
近三个月 => 2026-08-24..2026-11-23
最近一周 => 2026-11-17..2026-11-23
"""


@pytest.mark.parametrize(("words", "key"), [row.split(" => ") for row in ASKED.strip().splitlines()])
def test_periods_that_people_ask_for(words: str, key: str) -> None:
    period = parse_period(words, TODAY)
    assert period is not None
    assert period.key == key


@pytest.mark.parametrize(
    ("line", "key", "rest"),
    [
        ("team last month", "2026-10", "team"),
        ("top 5 new customers", None, "top 5 new customers"),
        ("top 5 since feb in East", "2026-02-01..2026-11-23", "top 5 in East"),
        ("@ben q2", "2026-Q2", "@ben"),
        ("排行 本周", "2026-W48", "排行"),
        ("华东团队 上个月 前5", "2026-10", "华东团队 前5"),
        ("last 7 days team “May East”", "2026-11-17..2026-11-23", 'team "May East"'),
        ("31/2", None, "31/2"),
        ("", None, ""),
    ],
)
def test_the_rest_of_the_line_is_kept(line: str, key: str | None, rest: str) -> None:
    period, left = read_period(line, TODAY)
    assert (period and period.key, left) == (key, rest)


def test_quarters_and_years_are_fiscal() -> None:
    assert [read_period(words, TODAY, 4)[0] for words in ("q4", "last quarter", "2027-Q1", "this year")] == [
        periods.numbered_quarter(2026, 4, 4),
        periods.numbered_quarter(2027, 2, 4),
        periods.numbered_quarter(2027, 1, 4),
        periods.numbered_year(2027, 4),
    ]


@given(st.text(max_size=200), st.integers(1, 12))
def test_any_text_may_be_asked(text: str, fiscal_year_start: int) -> None:
    period, rest = read_period(text, TODAY, fiscal_year_start)
    assert period is None or period.start < period.end
    assert len(rest) <= len(text)
