"""The leaderboard: what it measures, whom it shows, in which words, and who may see it shared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sales.leaderboards import REVENUE, Standing, Tally, gap_to_next, public, rank
from sandbox.people import Person
from tests.cast import Workspace
from tests.floor import open_floor, press, type_in
from tests.partner_desk import open_desk
from tests.scenes import scene


@pytest.fixture(autouse=True)
@scene
def floor(workspace: Workspace) -> Workspace:
    open_floor(workspace)
    workspace["ada"].command("#field", "/sales team add @li")
    return workspace


def board(person: Person, line: str = "", channel: str = "#field") -> list[str]:
    """What somebody reads, without the buttons."""
    lines = type_in(person, f"/leaderboard {line}".strip(), channel).words.split("\n")
    return [text for text in lines if text not in ("Share", "Picture", "发到频道", "看图")]


@pytest.fixture
def weeks(amy: Person, ben: Person, mei: Person, li: Person) -> None:
    """Last week Ben led; this week Amy does."""
    for person, line in (
        (ben, "won Stark 20k 18/11/2026"),
        (amy, "won Acme 9k 19/11/2026"),
        (li, "won 海尔 1k 19/11/2026"),
        (amy, "won Acme 30k"),
        (ben, "won Globex 8k"),
        (ben, "won Initech 4k"),
        (mei, "won 格力 12k"),
        (ben, "lost Umbrella 1k price"),
    ):
        type_in(person, f"/deal {line}")


# --- the rules ---------------------------------------------------------------------------------------------------


def standings(*values: int, before: tuple[int, ...] = ()) -> list[tuple[int, int, int | None]]:
    now = [Tally(number, revenue=value) for number, value in enumerate(values, 1)]
    earlier = [Tally(number, revenue=value) for number, value in enumerate(before, 1)]
    return [(row.member_id, row.rank, row.movement) for row in rank(now, earlier, REVENUE)]


@pytest.mark.words
def test_equals_share_a_rank_and_the_next_one_is_skipped() -> None:
    assert standings(50, 40, 40, 30, 0) == [(1, 1, None), (2, 2, None), (3, 2, None), (4, 4, None)]


@pytest.mark.words
def test_movement_is_in_places_since_the_period_before() -> None:
    assert standings(50, 40, 30, before=(10, 20, 0)) == [(1, 1, 1), (2, 2, -1), (3, 3, None)]


@pytest.mark.words
@pytest.mark.parametrize(
    ("values", "people", "named"),
    [
        ((9, 8, 7, 6, 5, 4, 3), 7, 5),  # five at most
        ((9, 8, 7), 3, 2),  # the last of all is not named
        ((9, 8, 7), 8, 3),  # third of eight is not last
        ((9, 8, 8), 3, 1),  # nor are two who are last together
        ((9, 9, 9), 3, 3),  # where all are equal, nobody is last
        ((9,), 1, 1),
        ((), 4, 0),
    ],
)
def test_a_channel_sees_the_best_five_and_nobody_last(values: tuple[int, ...], people: int, named: int) -> None:
    rows = rank([Tally(number, revenue=value) for number, value in enumerate(values, 1)], [], REVENUE)
    assert len(public(rows, people)) == named


@pytest.mark.words
def test_the_gap_is_to_the_nearest_better_value() -> None:
    rows = [Standing(1, 1, Decimal(9), None), Standing(2, 2, Decimal(7), None), Standing(3, 2, Decimal(7), None)]
    assert gap_to_next(rows, 3) == (rows[2], rows[0])
    assert gap_to_next(rows, 1) is None
    assert gap_to_next(rows, 4) is None


# --- the board of one person -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("weeks")
@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("", ["*This week* · Field · $54,000 in 4 deals, 80 % more than before.",
              "*1  Amy Lindgren*  $30,000 ↑1", "2  Ben Carter  $12,000 ↓1", "2  梅 (Mei Lin)  $12,000"]),
        ("last week", ["*Last week* · Field · $30,000 in 3 deals.",
                       "1  Ben Carter  $20,000", "*2  Amy Lindgren*  $9,000", "3  李娜 (Li Na)  $1,000"]),
        ("deals", ["*This week* · Field · deals · $54,000 in 4 deals, 80 % more than before.",
                   "1  Ben Carter  2", "*2  Amy Lindgren*  1 ↓1", "2  梅 (Mei Lin)  1"]),
        ("new customers this month", ["*This month* · Field · new customers · $84,000 in 7 deals.",
                   "1  Ben Carter  3", "*2  Amy Lindgren*  1", "2  李娜 (Li Na)  1", "2  梅 (Mei Lin)  1"]),
        ("average deal", ["*This week* · Field · average deal · $54,000 in 4 deals, 80 % more than before.",
                   "*1  Amy Lindgren*  $30,000 ↑1", "2  梅 (Mei Lin)  $12,000", "3  Ben Carter  $6,000 ↓2"]),
        ("win rate", ["*This week* · Field · win rate · $54,000 in 4 deals, 80 % more than before.",
                   "*1  Amy Lindgren*  100 %", "1  梅 (Mei Lin)  100 %", "3  Ben Carter  67 % ↓2"]),
        ("排行 本周", ["*This week* · Field · $54,000 in 4 deals, 80 % more than before.",
              "*1  Amy Lindgren*  $30,000 ↑1", "2  Ben Carter  $12,000 ↓1", "2  梅 (Mei Lin)  $12,000"]),
        ("top 1", ["*This week* · Field · $54,000 in 4 deals, 80 % more than before.",
                   "*1  Amy Lindgren*  $30,000 ↑1", "2 more"]),
        ("since feb", ["*Sun 1 Feb to Wed 25 Nov* · Field · $84,000 in 7 deals.", "*1  Amy Lindgren*  $39,000",
                       "2  Ben Carter  $32,000", "3  梅 (Mei Lin)  $12,000", "4  李娜 (Li Na)  $1,000"]),
        ("teams", ["*This week* · All teams · $54,000 in 4 deals, 80 % more than before.", "*1  Field*  $54,000"]),
        ("q4 2017", ["*Q4 2017* · Field", "Nothing was won in this period."]),
        ("quota", ["*This quarter* · Field · quota attainment · $84,000 in 7 deals.",
                   "Nobody has a quota and a win in this period. `/sales team quota @ben 50k` sets one."]),
    ],
)  # fmt: skip
def test_a_board_shows_what_was_asked_for(amy: Person, line: str, shown: list[str]) -> None:
    assert board(amy, line) == shown


@pytest.mark.usefixtures("weeks")
def test_the_own_row_is_always_there(li: Person, mei: Person) -> None:
    assert board(li, "top 1 last week") == [
        "*上周* · Field · 3 单共 US$30,000。",
        "1  Ben Carter  US$20,000",
        "*3  李娜 (Li Na)*  US$1,000",
        "另有 1 个",
    ]
    assert board(mei, "前1 本周")[1:] == ["1  Amy Lindgren  US$30,000 ↑1", "*2  梅 (Mei Lin)*  US$12,000", "另有 1 个"]


@pytest.mark.usefixtures("weeks")
@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("本月", "*本月* · Field · 7 单共 US$84,000。"),
        ("上个月", "*上月* · Field"),
        ("本季度", "*本季度* · Field · 7 单共 US$84,000。"),
        ("2026年", "*今年* · Field · 7 单共 US$84,000。"),
        ("各团队 本月", "*本月* · 全部团队 · 7 单共 US$84,000。"),
        ("全公司 新客户 本月", "*本月* · 全员 · 新客户 · 7 单共 US$84,000。"),
    ],
)
def test_periods_are_asked_for_in_chinese(li: Person, line: str, title: str) -> None:
    assert board(li, line)[0] == title


def test_quota_attainment_is_measured_by_the_quota(amy: Person, ben: Person, ada: Person) -> None:
    type_in(ada, "/sales team quota @amy 40k")
    type_in(ada, "/sales team quota @ben €10k")
    type_in(ada, "/sales team rate EUR USD 1.2")
    type_in(amy, "/deal won Acme 30k")
    type_in(ben, "/deal won Globex 9k")
    assert board(amy, "quota")[1:3] == ["*1  Amy Lindgren*  75 %", "1  Ben Carter  75 %"]


def test_other_currencies_count_by_the_rate_of_their_day_and_the_board_says_so(
    workspace: Workspace, amy: Person, ben: Person, ada: Person
) -> None:
    type_in(ada, "/sales team rate EUR USD 1.1 from 2026-01-01")
    type_in(ada, "/sales team rate EUR USD 1.2 from 2026-11-24")
    type_in(amy, "/deal won Acme €10k 23/11/2026")
    type_in(amy, "/deal won Globex €10k 24/11/2026")
    type_in(ben, "/deal won Initech 22,500")
    assert board(amy) == [
        "*This week* · Field · $45,500 in 3 deals.",
        "*1  Amy Lindgren*  $23,000",
        "2  Ben Carter  $22,500",
        "EUR converted at the workspace's rates.",
    ]
    type_in(ben, "/deal won Soylent ¥9m JPY")
    assert board(amy)[-2:] == [
        "EUR converted at the workspace's rates.",
        "Without JPY: there is no rate. `/sales team rate USD CNY 7.1` sets one.",
    ]


@pytest.mark.parametrize("line", ["purple", "团队 紫色", "top secret"])
def test_a_board_that_is_none_is_said_to_be_none(amy: Person, line: str) -> None:
    words = board(amy, line)[0]
    assert words.startswith("I don't know the board “")
    assert words.endswith("Try `/leaderboard last month` or `top 5 new customers`.")


def test_an_empty_board_says_what_makes_it(amy: Person) -> None:
    assert board(amy) == [
        "*This week* · Field",
        "No wins here yet. `/deal won Acme 12k` after your next call makes the first.",
    ]


# --- shared ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("weeks")
def test_shared_it_names_the_best_only_and_brings_a_picture(workspace: Workspace, amy: Person, ben: Person) -> None:
    question = type_in(amy, "/leaderboard last week")
    answer = press(workspace, amy, question, "Share")
    assert answer.words == "On its way to the channel. Only the best are named; the picture follows."
    shared = [message for message in ben.sees("#field") if "Last week" in message.words]
    assert len(shared) == 1
    assert "1 *Ben Carter* $20,000 · 2 *Amy Lindgren* $9,000" in shared[0].words
    image = next(block for block in shared[0].blocks if block["type"] == "image")
    assert image["alt_text"] == (
        "Leaderboard, Last week, Field: 1 Ben Carter $20,000, 2 Amy Lindgren $9,000, 3 李娜 (Li Na) $1,000"
    )


@pytest.mark.usefixtures("weeks")
def test_where_outsiders_read_nothing_is_shared(workspace: Workspace, amy: Person, pat: Person) -> None:
    question = type_in(amy, "/leaderboard", "#ext-betaco")
    amy.click(question, question.button("Share"))
    workspace.deliver()
    assert pat.sees("#ext-betaco") == []
    assert [row.state for row in workspace.posts("leaderboard")] == ["held"]
    assert amy.sees("@Bellringer")[-1].words.startswith("Not there: people of another company read <#C0BETACO>.")


@pytest.mark.usefixtures("weeks")
def test_a_picture_comes_to_the_one_who_asked(workspace: Workspace, amy: Person, ben: Person) -> None:
    question = type_in(amy, "/leaderboard")
    press(workspace, amy, question, "Picture")
    picture = amy.sees("@Bellringer")[-1]
    assert any(block["type"] == "image" for block in picture.blocks) or picture.files
    assert ben.sees("@Bellringer") == []


@pytest.mark.usefixtures("weeks")
def test_a_shared_board_follows_a_correction(workspace: Workspace, amy: Person, ben: Person) -> None:
    question = type_in(amy, "/leaderboard last week")
    press(workspace, amy, question, "Share")
    workspace.clock.move(minutes=30)
    type_in(ben, "/deal #1 5k")
    workspace.deliver()
    shared = next(message for message in ben.sees("#field") if "Last week" in message.words)
    assert "1 *Amy Lindgren* $9,000 · 2 *Ben Carter* $5,000" in shared.words
    assert "_Corrected 10:30._" in shared.words


def test_partners_stand_by_what_was_won_with_them_and_only_among_us(
    workspace: Workspace, amy: Person, mei: Person
) -> None:
    open_desk(workspace)
    for line in (
        "new Acme 30k eom sourced by BetaCo",
        "won Acme 30k via BetaCo",
        "won Globex 20k via GammaCo",
        "won Initech 15k sourced by GammaCo",
        "won Hooli 99k",
    ):
        type_in(amy, f"/deal {line}")
    lines = type_in(amy, "/leaderboard partners").words.split("\n")
    assert lines[0] == "*This quarter* · Partners · $65,000 in 3 deals."
    assert [line.strip() for line in lines[1:3]] == ["1  GammaCo  $35,000", "2  BetaCo  $30,000"]
    # what they brought stays theirs when the win says that they were in it
    sourced = type_in(amy, "/leaderboard by partner-sourced revenue").words
    assert "Partners, deals they brought" in sourced
    assert sourced.index("BetaCo  $30,000") < sourced.index("GammaCo  $15,000")
    assert "BetaCo" not in type_in(amy, "/leaderboard partners influenced last quarter").words
    assert "GammaCo  US$20,000" in type_in(mei, "/sales 排行 伙伴 协助").words
    assert "I don't know the board" in type_in(amy, "/leaderboard partners shiny").words
    # shared where our people read, never in a partner's channel
    press(workspace, amy, type_in(amy, "/leaderboard partners"), "Share")
    assert [message for message in amy.sees("#field") if "Partners ·" in message.words and not message.ephemeral_to]
    theirs = type_in(amy, "/leaderboard partners", "#ext-betaco")
    amy.click(theirs, theirs.button("Share"))
    assert "Not here: this is a partner's channel." in workspace.told()
    workspace.deliver()
    for handle in ("pat", "quinn"):
        read = [
            message.words
            for channel in ("#ext-betaco", "#ext-gammaco", "#ext-distri")
            for message in workspace[handle].sees(channel)
        ]
        assert "$35,000" not in "".join(read)
