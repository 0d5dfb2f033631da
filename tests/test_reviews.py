"""The week and the month in review: the board's own numbers, nobody last, what is ahead with how sure that is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.outlooks import Outlook
from sandbox.people import Person
from sandbox.records import Message
from scheduler import reviews, ticks
from storage import schedules, teams, workspaces
from tests.cast import Workspace
from tests.floor import open_floor, type_in
from tests.scenes import scene
from views import charts

FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
"""Four in the afternoon in Berlin."""
FIRST_OF_DECEMBER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
@scene
def floor(workspace: Workspace) -> Workspace:
    open_floor(workspace)
    ticks.tick(workspace.database, workspace.clock())
    return workspace


def type_all(workspace: Workspace, person: Person, *lines: str) -> None:
    for line in lines:
        type_in(person, line)
        workspace.clock.move(minutes=3)


def strike(workspace: Workspace, moment: datetime) -> None:
    """The clock strikes, and what it has to say is delivered."""
    workspace.clock.now = moment
    ticks.tick(workspace.database, moment)
    workspace.deliver()


def last(person: Person) -> list[str]:
    return person.sees("#field")[-1].words.split("\n")


def a_week(workspace: Workspace, amy: Person, ben: Person) -> None:
    """Some days of a team."""
    type_all(
        workspace,
        amy,
        "/deal won Acme 52k",
        "/deal won Early 20k 2026-11-18",
        "/deal new Globex 40k 2026-11-27",
        "/deal Globex close 2026-12-03",
        "/deal new Umbra 30k 2026-11-28",
        "/deal move Umbra proposal",
        "/deal lost Hooli price",
    )
    type_all(workspace, ben, "/deal won Initech 10k with @amy 40%", "/deal new Stark 9k 2026-12-04")


def test_friday_tells_the_week(workspace: Workspace, amy: Person, ben: Person) -> None:
    a_week(workspace, amy, ben)
    strike(workspace, FRIDAY)
    assert last(amy) == [
        "*The week in review* · Field, Mon, Nov 23 to Sun, Nov 29",
        "*Won* $62,000 in 2 deals, 210 % more than the week before. Biggest: *Acme*, $52,000 (Amy Lindgren)",
        "*New* 7 · *Moved on* 0 · *Lost* 1",
        "*Slipped* Globex (now Thu, Dec 3)",
        "*Next week* 2 to close, $49,000: Globex, Stark",
    ]


def test_what_moved_is_counted_from_the_day_after_it_was_opened(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Umbra 30k 2026-12-28")
    workspace.clock.move(days=1)
    type_in(amy, "/deal move Umbra proposal")
    strike(workspace, FRIDAY)
    assert "*New* 1 · *Moved on* 1 · *Lost* 0" in last(amy)


def test_deals_of_one_customer_are_told_apart_by_their_numbers(workspace: Workspace, amy: Person) -> None:
    type_all(
        workspace,
        amy,
        "/deal new Globex 40k 2026-11-27",
        "/deal new Stark 9k 2026-12-04",
        "/deal new Globex 20k 2026-11-27",
        "/deal #1 close 2026-12-03",
        "/deal #3 close 2026-12-03",
    )
    strike(workspace, FRIDAY)
    assert last(amy)[3:] == [
        "*Slipped* Globex #1 (now Thu, Dec 3), Globex #3 (now Thu, Dec 3)",
        "*Next week* 3 to close, $69,000: Globex #1, Globex #3, Stark",
    ]


def test_a_slip_that_was_taken_back_is_none(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Globex 40k 2026-11-27")
    slipped = type_in(amy, "/deal Globex close 2026-12-03")
    amy.click(slipped, slipped.button("Undo"))
    strike(workspace, FRIDAY)
    assert "Slipped" not in "\n".join(last(amy))


def test_amounts_stay_out_where_the_team_wants_it(workspace: Workspace, amy: Person, ada: Person) -> None:
    type_in(ada, "/sales team amounts off")
    type_in(amy, "/deal won Acme 52k")
    strike(workspace, FRIDAY)
    assert "Biggest: *Acme* (Amy Lindgren)" in last(amy)[1]


def test_a_week_without_anything_is_passed_over(workspace: Workspace, amy: Person) -> None:
    strike(workspace, FRIDAY)
    assert workspace.posts("review") == []
    assert type_in(amy, "/sales report week").words.split("\n")[1].startswith("A quiet week")


def test_in_chinese(workspace: Workspace, amy: Person, ben: Person, ada: Person) -> None:
    type_in(ada, "/sales team language 中文")
    a_week(workspace, amy, ben)
    strike(workspace, FRIDAY)
    assert last(amy) == [
        "*本周回顾* · Field，11月23日周一至11月29日周日",
        "*赢单* 2 单共 US$62,000，比前一周多 210%。最大一单：*Acme*，US$52,000（Amy Lindgren）",
        "*新增* 7 · *推进* 0 · *丢单* 1",
        "*延期* Globex（改到 12月3日周四）",
        "*下周* 预计成交 2 单，US$49,000：Globex、Stark",
    ]


def a_year(workspace: Workspace, amy: Person) -> None:
    type_all(
        workspace,
        amy,
        "/deal won Old 40k 2025-11-12",
        "/deal won Oct 20k 2026-10-12",
        "/deal won Nov 30k 2026-11-12",
        "/deal lost Hooli price",
        "/deal lost Pied price",
        "/deal lost Raviga timing",
        "/deal new Globex 100k 2026-12-10",
        "/deal new Umbra 20k 2026-12-20",
        "/deal new Nothing",
    )


def test_a_quota_is_compared_with_what_its_owners_won(
    workspace: Workspace, amy: Person, ben: Person, mei: Person
) -> None:
    a_year(workspace, amy)
    type_in(ben, "/deal won Wayne 7k 2026-11-13")
    type_in(mei, "/sales team quota @amy 100k")
    strike(workspace, FIRST_OF_DECEMBER)
    quota = "*Quota* 50 %: $50,000 of $100,000, Q4 2026; people without one won $7,000"
    assert quota in last(amy)


def test_the_first_of_the_month_looks_back_and_ahead(workspace: Workspace, amy: Person, mei: Person) -> None:
    a_year(workspace, amy)
    type_in(mei, "/sales team quota @amy 100k")
    strike(workspace, FIRST_OF_DECEMBER)
    words = last(amy)
    assert words[:9] == [
        "*November 2026 in review* · Field",
        "*Won* $30,000 in 1 deal: 50 % more than October 2026, 25 % less than November 2025",
        "*Changed* new deals 9 (0 before) · lost 3 (0 before) · win rate 25 % (100 % before)",
        "*Quota* 50 %: $50,000 of $100,000, Q4 2026",
        "*Lost to* Price 2, Timing 1",
        "*Open* prospect 3, $120,000",
        "*Ahead*",
        "December 2026: about $12,000, between $0 and $51,000",
        "Q4 2026: about $62,000, between $50,000 and $100,000; $50,000 of it is won",
    ]
    assert words[-1].startswith("Won by month, Field: November 2025 $40,000, December 2025 $0")
    assert [block["type"] for block in amy.sees("#field")[-1].blocks].count("image") == 1


def test_managers_alone_hear_what_needs_attention(workspace: Workspace, amy: Person, mei: Person) -> None:
    a_year(workspace, amy)
    type_in(mei, "/sales me language english")
    type_in(amy, "/deal Umbra close 2026-11-20")
    strike(workspace, FIRST_OF_DECEMBER)
    told = mei.sees("@Bellringer")[-1].words.split("\n")
    assert told[:6] == [
        "*For you as manager of Field*",
        "• 1 deal should have closed",
        "• 1 deal has no close date",
        "• 1 deal has no amount",
        "• 3 deals have no next step",
        "• 83 % of what may still come this quarter is *Globex*",
    ]
    assert [row.channel for row in workspace.posts("month_attention")] == [mei.id]
    assert "should have closed" not in "\n".join(message.words for message in amy.sees("#field"))


def test_the_month_comes_on_its_first_working_day(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal won Acme 52k")
    with workspace.change() as tx:
        workspaces.change_settings(tx, days_off=["2026-12-01"])
    for day in (1, 2):
        strike(workspace, FIRST_OF_DECEMBER.replace(day=day))
    (row,) = workspace.posts("month")
    assert row.sent_at == FIRST_OF_DECEMBER.replace(day=2)


@pytest.mark.parametrize(
    ("line", "kind", "expected"),
    [
        ("review thu 15:00", "review", ("3", "15:00", True)),
        ("review fri", "review", ("4", "16:00", True)),
        ("review off", "review", ("4", "16:00", False)),
        ("周回顾 周四 下午3点", "review", ("3", "15:00", True)),
        ("month 10:30", "month", ("0", "10:30", True)),
        ("month off", "month", ("0", "09:00", False)),
        ("board mon-fri 8am", "leaderboard", ("01234", "08:00", True)),
        ("board tue, thu 9:15", "leaderboard", ("13", "09:15", True)),
    ],
)
def test_a_teams_habits_are_chosen(
    workspace: Workspace, ada: Person, line: str, kind: str, expected: tuple[str, str, bool]
) -> None:
    type_in(ada, f"/sales team {line}")
    with workspace.look() as tx:
        (team,) = teams.active(tx)
        found = schedules.find(tx, kind, team_id=team.id)
    assert found is not None
    assert (found.weekdays, found.at, found.enabled) == expected


def test_what_is_no_time_is_said(ada: Person, amy: Person) -> None:
    assert "Type `/sales team review fri 16:00` or off." in type_in(ada, "/sales team review whenever").words
    assert "Type `/sales team month 09:00` or off." in type_in(ada, "/sales team month 25:00").words
    assert "Only managers" in type_in(amy, "/sales team review off").words


def test_a_report_is_for_oneself_and_managers_share_it(workspace: Workspace, amy: Person, ada: Person) -> None:
    type_in(amy, "/deal won Acme 52k")
    mine = type_in(amy, "/sales report week")
    assert mine.words.startswith("*The week in review* · Field")
    assert "Share" not in mine.words
    report = type_in(ada, "/sales report")
    ada.click(report, report.button("Share"))
    workspace.deliver()
    posted: Message = amy.sees("#field")[-1]
    assert posted.words.startswith("*The week in review* · Field")


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("last week", "*Last week in review* · Field, Mon 16 Nov to Sun 22 Nov"),
        ("october", "*October 2026 in review* · Field"),
        ("month", "*October 2026 in review* · Field"),
        ("last month", "*October 2026 in review* · Field"),
        ("上周", "*Last week in review* · Field, Mon 16 Nov to Sun 22 Nov"),
        ("q3", "Which report?"),
        ("month nonsense", "I can't read nonsense as a week or a month."),
    ],
)
def test_which_report_is_meant(workspace: Workspace, amy: Person, line: str, said: str) -> None:
    type_in(amy, "/deal won Acme 52k")
    assert type_in(amy, f"/sales report {line}").words.startswith(said)


@pytest.mark.words
@pytest.mark.parametrize(
    ("weekdays", "day", "start"),
    [
        ("4", date(2026, 11, 27), date(2026, 11, 23)),
        ("0", date(2026, 11, 30), date(2026, 11, 23)),
        ("4", date(2026, 11, 25), date(2026, 11, 23)),
        ("0", date(2026, 12, 3), date(2026, 11, 23)),
    ],
    ids=["Friday", "Monday", "Friday, moved to Wednesday", "Monday, moved to Thursday"],
)
def test_a_review_chosen_for_early_in_the_week_is_about_the_one_before(weekdays: str, day: date, start: date) -> None:
    assert reviews.week_in_review(weekdays, day).start == start


@pytest.mark.parametrize(
    ("off", "day"), [(["2026-11-27"], 26), (["2026-11-26", "2026-11-27"], 25)], ids=["Friday off", "Thursday too"]
)
def test_before_a_holiday_the_week_is_told_on_its_last_working_day(
    workspace: Workspace, amy: Person, off: list[str], day: int
) -> None:
    with workspace.change(command="test") as tx:
        workspaces.change_settings(tx, days_off=off)
    type_in(amy, "/deal won Acme 52k")
    strike(workspace, FRIDAY.replace(day=day) - timedelta(hours=1))
    assert workspace.posts("review") == []
    strike(workspace, FRIDAY.replace(day=day))
    assert last(amy)[0] == "*The week in review* · Field, Mon, Nov 23 to Sun, Nov 29"
    strike(workspace, FRIDAY)
    assert len(workspace.posts("review")) == 1


@pytest.mark.words
@given(
    deals=st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 100)), max_size=30),
    won=st.integers(0, 10**9),
)
def test_a_range_holds_what_is_expected_and_nothing_that_cannot_be(deals: list[tuple[int, int]], won: int) -> None:
    weighted = round(sum(amount * chance for amount, chance in deals) / 100)
    variance = sum(amount**2 * chance * (100 - chance) for amount, chance in deals) / 10_000
    outlook = Outlook(won, sum(amount for amount, _ in deals), weighted, variance)
    assert won <= outlook.low <= outlook.expected + 1
    assert outlook.expected - 1 <= outlook.high <= won + outlook.open
    if all(chance in (0, 100) for _, chance in deals):
        assert isclose(outlook.low, outlook.high)


@pytest.mark.words
def test_columns_are_drawn_the_same_way_each_time() -> None:
    columns = tuple(charts.Column(f"M{n}", n * 10, f"${n}", highlighted=n == 12) for n in range(13))
    chart = charts.ColumnsChart("November", "Field · 每月", columns)
    picture = charts.draw(chart)
    assert picture.startswith(b"\x89PNG")
    assert picture == charts.draw(chart)
    assert charts.draw(charts.ColumnsChart("Empty", "", ())).startswith(b"\x89PNG")
    for wrong in (-1, float("nan")):
        with pytest.raises(ValueError, match="high"):
            charts.Column("M", wrong, "")
    with pytest.raises(ValueError, match="at most"):
        charts.ColumnsChart("Many", "", columns + columns)
