"""Lists of deals: whose, which, page by page, and as a file that opens in Excel."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from sandbox.people import Person
from tests.cast import Workspace
from tests.floor import first_line, open_floor, press, type_in


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


@pytest.fixture
def pipeline(amy: Person, ben: Person) -> None:
    """Amy: three open, one won, one lost. Ben: one open, of another currency."""
    for line in (
        "new Acme 30k 30/11/2026",
        "new Globex 80k 15/12/2026",
        "new Initech",
        "move Globex proposal",
        "won Umbrella 12k",
        "lost Soylent 5k price",
    ):
        type_in(amy, f"/deal {line}")
    type_in(ben, "/deal new Stark €60k eom")


ACME = "#1 *Acme* · $30,000 · prospect · Mon 30 Nov · Amy Lindgren"
GLOBEX = "#2 *Globex* · $80,000 · proposal · Tue 15 Dec · Amy Lindgren"
INITECH = "#3 *Initech* · prospect · Amy Lindgren"
UMBRELLA = "#4 *Umbrella* · $12,000 · won · Wed 25 Nov · Amy Lindgren"
SOYLENT = "#5 *Soylent* · $5,000 · lost · Wed 25 Nov · Amy Lindgren"
STARK = "#6 *Stark* · €60,000 · prospect · Mon 30 Nov · Ben Carter"


@pytest.mark.usefixtures("pipeline")
@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ("list", ["*3 deals, $110,000*", ACME, GLOBEX, INITECH]),
        ("列表", ["*3 deals, $110,000*", ACME, GLOBEX, INITECH]),
        ("list all", ["*4 deals, $110,000, €60,000*", ACME, STARK, GLOBEX, INITECH]),
        ("list team", ["*4 deals, $110,000, €60,000*", ACME, STARK, GLOBEX, INITECH]),
        ("list @ben", ["*1 deal, €60,000*", STARK]),
        ("list @ben >50k this month", ["*1 deal, €60,000*", STARK]),
        ("list >50k", ["*1 deal, $80,000*", GLOBEX]),
        ("list under 50k", ["*1 deal, $30,000*", ACME]),
        ("list over 20k this month", ["*1 deal, $30,000*", ACME]),
        ("list 超过5万", ["*1 deal, $80,000*", GLOBEX]),
        ("list proposal", ["*1 deal, $80,000*", GLOBEX]),
        ("list 报价", ["*1 deal, $80,000*", GLOBEX]),
        ("list won", ["*1 deal, $12,000*", UMBRELLA]),
        ("list won this week", ["*1 deal, $12,000*", UMBRELLA]),
        ("list lost", ["*1 deal, $5,000*", SOYLENT]),
        ("list Globex", ["*1 deal, $80,000*", GLOBEX]),
    ],
)
def test_a_list_shows_what_was_asked_for(amy: Person, line: str, listed: list[str]) -> None:
    assert type_in(amy, f"/deal {line}").words.split("\n")[:-1] == listed


@pytest.mark.usefixtures("pipeline")
def test_stuck_are_those_that_nobody_touched_for_two_weeks(workspace: Workspace, amy: Person) -> None:
    nothing = "No deals like that. `/deal list` shows your open ones."
    assert type_in(amy, "/deal list stuck").words == nothing
    workspace.clock.move(days=15)
    type_in(amy, "/deal Acme 31k")
    assert type_in(amy, "/deal list stuck").words.split("\n")[:-1] == ["*2 deals, $80,000*", GLOBEX, INITECH]
    assert type_in(amy, "/deal 列表 卡住").words.split("\n")[:-1] == ["*2 deals, $80,000*", GLOBEX, INITECH]


def test_an_empty_list_says_what_will_be_here(amy: Person) -> None:
    assert type_in(amy, "/deal list").words == "No deals here yet. Type `/deal new Acme 30k eom` after your next call."


def test_what_means_nothing_is_said_to_mean_nothing(amy: Person) -> None:
    assert type_in(amy, "/deal list purple").words == (
        "I can't filter by “purple”. Try `/deal list stuck` or `/deal list @ben >50k this month`."
    )


def test_a_long_list_is_read_page_by_page(workspace: Workspace, amy: Person) -> None:
    for number in range(1, 24):
        type_in(amy, f"/deal new {chr(64 + number) * 4} {number}k")
    page = type_in(amy, "/deal list")
    assert page.words.split("\n")[-3:] == ["1–10 of 23", "Next", "As a file"]
    page = press(workspace, amy, page, "Next")
    assert page.words.split("\n")[-4:] == ["11–20 of 23", "Back", "Next", "As a file"]
    page = press(workspace, amy, page, "Next")
    assert page.words.split("\n")[-3:] == ["21–23 of 23", "Back", "As a file"]
    assert page.words.split("\n")[0] == "*23 deals, $276,000*"
    page = press(workspace, amy, page, "Back")
    assert first_line(page) == "*23 deals, $276,000*"
    assert page.words.split("\n")[1].startswith("#11 ")


def test_a_list_becomes_a_file_that_only_the_person_gets(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Acme 30k eom - =HYPERLINK(1)")
    type_in(amy, "/deal new 海尔 €1,234.50 via BetaCo")
    question = type_in(amy, "/deal list")
    assert press(workspace, amy, question, "As a file").words == "I am sending the file to you in a direct message."
    shared = amy.sees("@Bellringer")[-1].files
    assert [file.name for file in shared] == ["deals-2026-11-25.csv"]
    content = shared[0].content
    assert content is not None
    table = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    assert table == [
        ["Number", "Customer", "Stage", "Amount", "Currency", "Owner", "Partner", "Opened", "Closes", "Closed",
         "Next step", "Reason", "Note"],
        ["1", "Acme", "prospect", "30000.00", "USD", "Amy Lindgren", "", "2026-11-25", "2026-11-30", "", "", "",
         "'=HYPERLINK(1)"],
        ["2", "海尔", "prospect", "1234.50", "EUR", "Amy Lindgren", "BetaCo", "2026-11-25", "", "", "", "", ""],
    ]  # fmt: skip
    assert [message for message in ben.sees("#field") if message.files] == []


def test_a_file_asked_for_twice_comes_twice(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Acme 30k")
    for _ in range(2):
        question = type_in(amy, "/deal list")
        press(workspace, amy, question, "As a file")
    assert sum(len(message.files) for message in amy.sees("@Bellringer")) == 2


def test_a_customer_with_one_open_deal_shows_it_and_else_all(amy: Person) -> None:
    type_in(amy, "/deal won Acme 5k")
    type_in(amy, "/deal new Acme 30k")
    assert first_line(type_in(amy, "/deal Acme")) == "*Acme* · #2"
    type_in(amy, "/deal won Acme")
    assert type_in(amy, "/deal Acme").words.split("\n") == [
        "*2 deals, $35,000*",
        "#1 *Acme* · $5,000 · won · Wed 25 Nov · Amy Lindgren",
        "#2 *Acme* · $30,000 · won · Wed 25 Nov · Amy Lindgren",
    ]
