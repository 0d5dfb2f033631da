"""Deals by typed lines and buttons: what is understood, what is stored, who hears of it, and what is asked back."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from tests.cast import Workspace
from tests.floor import credits_of, deals_of, first_line, newest, open_floor, press, type_in

REASONS = ("Price", "Competitor", "Timing", "Product", "No decision", "Contact lost", "Other")
STAGES = "prospect, qualified, proposal, negotiation"
NOTHING_LEFT = "That leaves nothing for Amy Lindgren, whose deal it is. `/deal hand Acme @ben` gives a deal away."


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def heard(workspace: Workspace, person: Person, channel: str = "#field") -> list[str]:
    """What everybody in a channel was told of wins, oldest first."""
    workspace.deliver()
    return [message.words for message in person.sees(channel) if message.ephemeral_to is None][1:]


# --- what a line means -------------------------------------------------------------------------------------------


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "receipt", "stored"),
    [
        ("won Acme 12k", "Won: *Acme* · $12,000 · you 100 % · #1 this week", ("Acme", 1_200_000, "USD")),
        ("Acme won 12k", "Won: *Acme* · $12,000 · you 100 % · #1 this week", ("Acme", 1_200_000, "USD")),
        ("12k Acme won", "Won: *Acme* · $12,000 · you 100 % · #1 this week", ("Acme", 1_200_000, "USD")),
        ("won “A & B” €1.234,50", "Won: *A &amp; B* · €1,234.50 · you 100 %", ("A & B", 123_450, "EUR")),
        ("成交 海尔 12万", "Won: *海尔* · $120,000 · you 100 % · #1 this week", ("海尔", 12_000_000, "USD")),
        ("成交海尔12万", "Won: *海尔* · $120,000 · you 100 % · #1 this week", ("海尔", 12_000_000, "USD")),
        ("海尔成交12万", "Won: *海尔* · $120,000 · you 100 % · #1 this week", ("海尔", 12_000_000, "USD")),
        ("海尔 拿下 三十五万", "Won: *海尔* · $350,000 · you 100 % · #1 this week", ("海尔", 35_000_000, "USD")),
        ("won A 9k yesterday", "Won: *A* · $9,000 · you 100 % · on Tue 24 Nov · #1 this week", ("A", 900_000, "USD")),
        ("A won 9k on monday", "Won: *A* · $9,000 · you 100 % · on Mon 23 Nov · #1 this week", ("A", 900_000, "USD")),
        ("成交了 海尔 12万", "Won: *海尔* · $120,000 · you 100 % · #1 this week", ("海尔", 12_000_000, "USD")),
        ("海尔 成交了 12万", "Won: *海尔* · $120,000 · you 100 % · #1 this week", ("海尔", 12_000_000, "USD")),
        ("今天签了海尔12万", "Won: *海尔* · $120,000 · you 100 % · #1 this week", ("海尔", 12_000_000, "USD")),
        ("周一成交了海尔9", "Won: *海尔* · $9 · you 100 % · on Mon 23 Nov · #1 this week", ("海尔", 900, "USD")),
        ("won A 12k via BetaCo", "Won: *A* · $12,000 · you 100 % · via BetaCo · #1 this week", ("A", 1_200_000, "USD")),
        ("won 12k for A with", "Won: *A* · $12,000 · you 100 % · #1 this week", ("A", 1_200_000, "USD")),
        ("won A 12k via", "Won: *A* · $12,000 · you 100 % · #1 this week", ("A", 1_200_000, "USD")),
        ("won Acme １２ｋ", "Won: *Acme* · $12,000 · you 100 % · #1 this week", ("Acme", 1_200_000, "USD")),
    ],
)  # fmt: skip
def test_a_win_is_understood_in_any_order_and_language(
    workspace: Workspace, amy: Person, line: str, receipt: str, stored: tuple[str, int, str]
) -> None:
    assert first_line(type_in(amy, f"/deal {line}")) == receipt
    customer, minor, currency = stored
    assert deals_of(workspace) == [(customer, "won", minor, currency)]


@pytest.mark.words
@pytest.mark.parametrize(
    "line",
    [
        "lost Acme price - they chose Globex",
        "lost price Acme - they chose Globex",
        "Acme lost price - they chose Globex",
        "lost Acme too expensive because they chose Globex",
        "丢单 Acme 价格 因为 they chose Globex",
    ],
)
def test_a_loss_is_understood_in_any_order(workspace: Workspace, amy: Person, line: str) -> None:
    type_in(amy, "/deal new Acme 12k")
    assert first_line(type_in(amy, f"/deal {line}")) == "Lost: *Acme* · $12,000 · Price"
    assert deals_of(workspace) == [("Acme", "lost", 1_200_000, "USD")]
    assert "“they chose Globex”" in type_in(amy, "/deal #1").words
    assert heard(workspace, amy) == []


@pytest.mark.parametrize(
    ("line", "card"),
    [
        ("new Acme 30k eom via BetaCo", "New: *Acme* · $30,000 · prospect · closes Mon 30 Nov · via BetaCo"),
        ("新建 Acme 30万 月底", "New: *Acme* · $300,000 · prospect · closes Mon 30 Nov"),
        ("new 新东方", "New: *新东方* · prospect"),
        ("new Acme 30k with @ben 40%", "New: *Acme* · $30,000 · prospect · you 60 %, Ben Carter 40 %"),
    ],
)
def test_a_new_deal_opens(workspace: Workspace, amy: Person, line: str, card: str) -> None:
    assert first_line(type_in(amy, f"/deal {line}")) == card
    assert heard(workspace, amy) == []


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "receipt"),
    [
        ("move Acme proposal", "*Acme* · $30,000 · proposal"),
        ("move Acme to negotiation", "*Acme* · $30,000 · negotiation"),
        ("推进 Acme 报价", "*Acme* · $30,000 · proposal"),
        ("Acme move to proposal", "*Acme* · $30,000 · proposal"),
        ("Acme 推进到谈判", "*Acme* · $30,000 · negotiation"),
        ("Acme 推进 报价", "*Acme* · $30,000 · proposal"),
        ("split Acme @amy 60 @ben 40", "*Acme* · $30,000 · prospect · you 60 %, Ben Carter 40 %"),
        ("Acme 35k", "*Acme* · $35,000 · prospect"),
        ("Acme €35k", "*Acme* · €35,000 · prospect"),
        ("Acme close 30/6", "*Acme* · $30,000 · prospect · closes Wed, 30 Jun 2027"),
        ("Acme closes eom 40k", "*Acme* · $40,000 · prospect · closes Mon 30 Nov"),
        ("Acme closes next friday", "*Acme* · $30,000 · prospect · closes Fri 4 Dec"),
        ("Acme close on next friday", "*Acme* · $30,000 · prospect · closes Fri 4 Dec"),
        ("Acme next call Zhang fri", "*Acme* · $30,000 · prospect · next: call Zhang, Fri 27 Nov"),
        ("Acme 35k next call Zhang fri", "*Acme* · $35,000 · prospect · next: call Zhang, Fri 27 Nov"),
        ("Acme close eom next call Zhang", "*Acme* · $30,000 · prospect · closes Mon 30 Nov · next: call Zhang"),
        ("Acme 下一步 打电话 周五", "*Acme* · $30,000 · prospect · next: 打电话, Fri 27 Nov"),
        ("#1 35k", "*Acme* · $35,000 · prospect"),
        ("ac 35k", "*Acme* · $35,000 · prospect"),
        ("ACME Ltd. 35k", "*Acme* · $35,000 · prospect"),
    ],
)
def test_an_open_deal_is_changed_in_a_few_words(workspace: Workspace, amy: Person, line: str, receipt: str) -> None:
    type_in(amy, "/deal new Acme 30k")
    assert first_line(type_in(amy, f"/deal {line}")) == receipt
    assert len(deals_of(workspace)) == 1


@pytest.mark.words
@pytest.mark.parametrize("line", ["Acme", "#1", "acme corporation", "/sales deal Acme", "/sales 商机 Acme"])
def test_a_card_tells_all_about_a_deal(amy: Person, line: str) -> None:
    type_in(amy, "/deal new Acme 30k eom via BetaCo")
    type_in(amy, "/deal Acme 35k - they asked for more seats")
    type_in(amy, "/deal Acme next call Zhang fri")
    card = type_in(amy, line if line.startswith("/") else f"/deal {line}")
    assert card.words.split("\n") == [
        "*Acme* · #1",
        "*Stage* prospect, since today",
        "*Value* $35,000",
        "*Owner* Amy Lindgren",
        "*Closes* Mon 30 Nov",
        "*Next* call Zhang, Fri 27 Nov",
        "*Partner* BetaCo",
        "“they asked for more seats”",
        "Wed 25 Nov · you · next step: call Zhang",
        "Wed 25 Nov · you · changed the amount to $35,000, wrote a note",
        "Wed 25 Nov · you · created it",
        "Won",
        "Lost",
        "Edit",
    ]


# --- credit ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("won Acme 10,001 with @ben 33%", {"Amy": (67, 670_067), "Ben": (33, 330_033)}),
        ("won Acme 12k with @ben", {"Amy": (50, 600_000), "Ben": (50, 600_000)}),
        ("won Acme 100 with @ben and @mei", {"Amy": (34, 3_400), "Ben": (33, 3_300), "梅": (33, 3_300)}),
        ("won Acme 0.05 with @ben", {"Amy": (50, 3), "Ben": (50, 2)}),
        ("won Acme 12k @amy 40 @ben 60", {"Amy": (40, 480_000), "Ben": (60, 720_000)}),
        ("won Acme 12k - thanks to @ben", {"Amy": (100, 1_200_000)}),
    ],
)
def test_credit_is_shared_to_the_last_cent(
    workspace: Workspace, amy: Person, line: str, credit: dict[str, tuple[int, int]]
) -> None:
    type_in(amy, f"/deal {line}")
    assert credits_of(workspace, 1) == credit


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("won Acme 12k with @ben 120%", "Those shares add up to 120 %. Together they are 100 % at most."),
        ("won Acme 12k with @ben -40%", "I read -40 % as a share. It is a whole number up to 100: `with @ben 40%`."),
        ("won Acme 12k with @ben 12.5%", "I read 12.5 % as a share. It is a whole number up to 100: `with @ben 40%`."),
        ("won Acme 12k with @ben 1000%", "Those shares add up to 1,000 %. Together they are 100 % at most."),
        ("won Acme 12k with @amy 40 @ben 40", "Those shares add up to 80 %. Together they are 100 %."),
        ("won Acme 12k with @ben 100%", NOTHING_LEFT),
        ("split Acme @amy 0 @ben 100", NOTHING_LEFT),
        ("won Acme 12k with @gus", "Gus Romero can't have a share: only people of this workspace can."),
        ("won A 1k with @nix", "I don't know who @nix is. Type @ and pick the name from the list that Slack shows."),
        ("hand Acme @gus", "Gus Romero can't own a deal: only people of this workspace can."),
        ("split Acme", "Who shares it? Type `/deal split Acme @amy 60 @ben 40`."),
        ("hand Acme", "To whom? Type `/deal hand Acme @ben`."),
    ],
)  # fmt: skip
def test_credit_that_cannot_be_is_refused_in_words(workspace: Workspace, amy: Person, line: str, words: str) -> None:
    type_in(amy, "/deal new Acme 12k")
    assert type_in(amy, f"/deal {line}").words == words
    assert deals_of(workspace) == [("Acme", "open", 1_200_000, "USD")]
    assert credits_of(workspace, 1) == {}


def test_a_split_moves_the_money_and_tells_the_others(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal won Acme 12k")
    assert first_line(type_in(amy, "/deal split Acme @amy 60 @ben 40")).startswith(
        "Won: *Acme* · $12,000 · you 60 %, Ben Carter 40 %"
    )
    workspace.deliver()
    assert credits_of(workspace, 1) == {"Amy": (60, 720_000), "Ben": (40, 480_000)}
    assert (
        first_line(newest(workspace, ben)) == "Amy Lindgren split the credit for *Acme*: Amy Lindgren 60 %, you 40 %."
    )
    assert heard(workspace, ben) == ["🔔 *Amy Lindgren* won *Acme*, $12,000, with Ben Carter."]


def test_somebody_who_lost_their_share_hears_of_it(workspace: Workspace, mei: Person, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal won Acme 12k with @ben")
    type_in(mei, "/deal split Acme @amy 100")
    workspace.deliver()
    assert first_line(newest(workspace, ben)) == "梅 (Mei Lin) split the credit for *Acme*: Amy Lindgren 100 %."
    assert first_line(newest(workspace, amy)) == "梅 (Mei Lin) split the credit for *Acme*: you 100 %."


def test_handing_over_tells_the_old_owner_and_the_new_one(
    workspace: Workspace, mei: Person, amy: Person, ben: Person
) -> None:
    type_in(amy, "/deal new Acme 12k")
    assert first_line(type_in(mei, "/deal hand Acme @ben")) == "已移交：*Acme* · US$12,000 · 给 Ben Carter"
    workspace.deliver()
    assert first_line(newest(workspace, amy)) == "梅 (Mei Lin) handed *Acme* over to Ben Carter."
    assert first_line(newest(workspace, ben)) == "梅 (Mei Lin) handed *Acme* over to you."
    assert first_line(type_in(ben, "/deal won Acme")).startswith("Won: *Acme* · $12,000 · you 100 %")


# --- who hears, and what stands corrected ------------------------------------------------------------------------


def test_the_channel_hears_of_each_win_once_and_counts_the_month(
    workspace: Workspace, amy: Person, ben: Person
) -> None:
    type_in(amy, "/deal won Acme 12k with @ben 40%")
    type_in(ben, "/deal won Globex €9,500")
    assert heard(workspace, ben) == [
        "🔔 *Amy Lindgren* won *Acme*, $12,000, with Ben Carter.",
        "🔔 *Ben Carter* won *Globex*, €9,500. Second win of the month for the team.",
    ]


def test_wins_of_the_month_are_counted_as_they_were_told(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Acme 12k")
    type_in(amy, "/deal new Initech 8k")
    type_in(ben, "/deal won Globex 9k")
    type_in(amy, "/deal won Initech")
    type_in(amy, "/deal won Acme")
    type_in(ben, "/deal won Umbrella 1k")
    type_in(ben, "/deal won Hooli 2k on 2/11/2026")
    type_in(ben, "/deal won Soylent 2k on 30/10/2026")
    assert [words.split(". ", 1)[1:] for words in heard(workspace, ben)] == [
        [],
        ["Second win of the month for the team."],
        ["Third win of the month for the team."],
        ["Fourth win of the month for the team."],
        ["Fifth win of the month for the team."],
        [],
    ]


def test_the_receipt_says_what_the_win_did_to_the_week(amy: Person, ben: Person) -> None:
    type_in(ben, "/deal won Globex 50k")
    assert first_line(type_in(amy, "/deal won Acme 12k")).endswith("· #2 this week")
    assert first_line(type_in(amy, "/deal won Initech 60k")).endswith("· #1 this week (+1)")
    assert first_line(type_in(amy, "/deal won Umbrella 1k")).endswith("· #1 this week")
    assert first_line(type_in(amy, "/deal won Old 1k 2/11/2026")) == "Won: *Old* · $1,000 · you 100 % · on Mon 2 Nov"


def test_the_receipt_ranks_as_the_board_does_where_currencies_mix(amy: Person, ben: Person, ada: Person) -> None:
    type_in(ada, "/sales team rate EUR USD 1.2")
    type_in(ben, "/deal won Globex 11k")
    assert first_line(type_in(amy, "/deal won Acme €9k")).endswith("· #2 this week")
    assert first_line(type_in(amy, "/deal won Initech 1k")).endswith("· #1 this week (+1)")
    assert first_line(type_in(ben, "/deal won Umbrella 800")).endswith("· #1 this week (+1)")  # both have 11,800
    assert first_line(type_in(amy, "/deal won Soylent ¥9m JPY")).endswith("· #1 this week")  # there is no rate


def test_a_corrected_amount_corrects_the_post(workspace: Workspace, amy: Person, ben: Person) -> None:
    receipt = type_in(amy, "/deal won Acme 12k")
    assert heard(workspace, ben) == ["🔔 *Amy Lindgren* won *Acme*, $12,000."]
    view = amy.click(receipt, receipt.button("Edit")).view
    assert view is not None
    assert amy.submit(view, {"amount": "10k"}).errors == {}
    assert heard(workspace, ben) == ["🔔 *Amy Lindgren* won *Acme*, $10,000. _Corrected 10:00._"]
    assert first_line(newest(workspace, amy)).startswith("Won: *Acme* · $10,000")
    assert credits_of(workspace, 1) == {"Amy": (100, 1_000_000)}


def test_an_undone_win_leaves_a_line_behind_and_no_deal(workspace: Workspace, amy: Person, ben: Person) -> None:
    receipt = type_in(amy, "/deal won Acme 12k")
    workspace.deliver()
    press(workspace, amy, receipt, "Undo")
    assert deals_of(workspace) == []
    assert heard(workspace, ben) == ["Amy Lindgren took back the win of Acme. _Corrected 10:00._"]


def test_undo_pressed_twice_undoes_once(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Globex 5k")
    receipt = type_in(amy, "/deal won Acme 12k")
    amy.click(receipt, "undo")
    amy.click(receipt, "undo")
    workspace.deliver()
    assert first_line(newest(workspace, amy)) == "That was taken back already."
    assert deals_of(workspace) == [("Globex", "open", 500_000, "USD")]


def test_a_win_without_a_team_is_stored_and_says_what_is_missing(workspace: Workspace) -> None:
    receipt = type_in(workspace["li"], "/deal won Acme 12k", "#general").words.split("\n")
    assert receipt[0] == "赢单：*Acme* · US$12,000 · 你 100% · 本周第 1"
    assert receipt[-1] == "还没有团队，频道里没有通知。在团队频道输入 `/sales here`。"
    assert deals_of(workspace) == [("Acme", "won", 1_200_000, "USD")]


# --- what is asked back ------------------------------------------------------------------------------------------


def test_two_amounts_are_asked_about_and_the_answer_is_stored(workspace: Workspace, amy: Person) -> None:
    question = type_in(amy, "/deal won Acme 12k 13k")
    assert question.words.split("\n") == ["I read $12,000 and $13,000. Which one?", "$12,000", "$13,000"]
    assert deals_of(workspace) == []
    assert first_line(press(workspace, amy, question, "$13,000")).startswith("Won: *Acme* · $13,000")


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("won Acme $12k €13k", ["I read $12,000 and €13,000. Which one?", "$12,000", "€13,000"]),
        ("won Acme 1.234", ["I read $1.23 and $1,234. Which one?", "$1.23", "$1,234"]),
        ("won Acme", ["*Acme*, won. For how much? Type `/deal won Acme 12k`.", "Enter amount"]),
        ("lost Acme", ["*Acme*, lost. Why?", *REASONS]),
    ],
)  # fmt: skip
def test_what_is_not_said_is_asked_and_nothing_is_stored(
    workspace: Workspace, amy: Person, line: str, words: list[str]
) -> None:
    assert type_in(amy, f"/deal {line}").words.split("\n") == words
    assert deals_of(workspace) == []
    assert type_in(amy, "/sales undo").words == "Nothing to take back. `/sales history team` shows what others did."


def test_a_reason_completes_a_loss_of_a_new_customer(workspace: Workspace, amy: Person) -> None:
    question = type_in(amy, "/deal lost Acme 12k")
    assert first_line(press(workspace, amy, question, "No decision")) == "Lost: *Acme* · $12,000 · No decision"


def test_enter_amount_opens_the_form_filled_with_the_rest(workspace: Workspace, amy: Person) -> None:
    question = type_in(amy, "/deal won Acme via BetaCo - they liked us")
    view = amy.click(question, question.button("Enter amount")).view
    assert view is not None
    assert view.title == "Log a win"
    assert amy.submit(view, {"amount": "12k"}).errors == {}
    workspace.deliver()
    assert first_line(newest(workspace, amy)) == "Won: *Acme* · $12,000 · you 100 % · via BetaCo · #1 this week"


def test_several_customers_are_asked_about(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Acme Logistics 5k")
    type_in(amy, "/deal new Acme Corporate Services 6k")
    question = type_in(amy, "/deal won Acme 12k")
    assert question.words.split("\n") == ["Which Acme?", "Acme Corporate Services", "Acme Logistics", "New customer"]
    press(workspace, amy, question, "New customer")
    assert deals_of(workspace)[2:] == [("Acme", "won", 1_200_000, "USD")]
    # from now on there is one of exactly this name
    assert first_line(type_in(amy, "/deal won Acme 13k")).startswith("Won: *Acme* · $13,000")


def test_a_slip_of_the_finger_is_asked_about(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Soylent 30k")
    question = type_in(amy, "/deal won Soylnt")
    assert question.words.split("\n") == ["Which Soylnt?", "Soylent", "New customer"]
    assert first_line(press(workspace, amy, question, "Soylent")).startswith("Won: *Soylent* · $30,000")


def test_two_open_deals_are_asked_about(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Acme 30k eom")
    type_in(amy, "/deal new Acme 7k")
    question = type_in(amy, "/deal won Acme")
    assert question.words.split("\n") == [
        "*Acme* has more than one open deal. Which one?",
        "#2 · $7,000",
        "#1 · $30,000 · Mon 30 Nov",
        "A new deal",
    ]
    assert first_line(press(workspace, amy, question, "#2 · $7,000")).startswith("Won: *Acme* · $7,000")
    assert deals_of(workspace) == [("Acme", "open", 3_000_000, "USD"), ("Acme", "won", 700_000, "USD")]


def test_the_same_line_again_is_asked_about(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal won Acme 12k")
    question = type_in(amy, "/deal won Acme 12k")
    assert question.words.split("\n") == ["You logged Acme, $12,000 a moment ago. Again?", "Yes, a second deal", "No"]
    answer = press(workspace, amy, question, "No")
    assert answer.words == "Good: it stays one deal."
    assert len(deals_of(workspace)) == 1

    workspace.clock.move(minutes=1)
    question = type_in(amy, "/deal won Acme 12k")
    assert first_line(question) == "You logged Acme, $12,000 a minute ago. Again?"
    amy.click(question, "question_answer_0")
    amy.click(question, "question_answer_0")
    workspace.deliver()
    assert first_line(newest(workspace, amy)) == "That was answered already. `/sales undo` takes it back."
    assert len(deals_of(workspace)) == 2

    workspace.clock.move(minutes=3)
    assert first_line(type_in(amy, "/deal won Acme 12k")).startswith("Won: *Acme*")


def test_closing_an_open_deal_twice_in_a_row_is_no_second_deal(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Acme 12k")
    type_in(amy, "/deal won Acme")
    assert first_line(type_in(amy, "/deal won Acme")) == "You logged Acme a moment ago. Again?"
    assert first_line(type_in(amy, "/deal won #1 12k")) == (
        "Deal #1 was won already, Wed 25 Nov. `/deal #1` shows it, with *Edit*."
    )
    assert deals_of(workspace) == [("Acme", "won", 1_200_000, "USD")]
    assert len(workspace.posts("win")) == 1


def test_an_old_question_says_so(workspace: Workspace, amy: Person) -> None:
    question = type_in(amy, "/deal won Acme 12k 13k")
    with workspace.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM question")
    answer = press(workspace, amy, question, "$12,000")
    assert answer.words == "That question is from an earlier time. Type the line again."
    assert deals_of(workspace) == []


def test_a_question_is_for_the_one_who_was_asked(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal won Acme 12k 13k")
    other = type_in(ben, "/deal won Globex 5k 6k")
    forged = {**other.button("$5,000"), "value": "1:0"}
    ben.click(other, forged)
    workspace.deliver()
    assert newest(workspace, ben).words == "That question is from an earlier time. Type the line again."
    assert deals_of(workspace) == []


# --- whose deal it is --------------------------------------------------------------------------------------------


def test_a_deal_of_a_colleague_is_theirs(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Acme 12k")
    refusal = "Deal #1 belongs to Amy Lindgren. Only they or a manager can change it."
    for line in ("won #1", "lost #1 price", "move #1 proposal", "#1 15k", "split #1 @ben 100", "hand #1 @ben"):
        assert type_in(ben, f"/deal {line}").words == refusal
    card = type_in(ben, "/deal Acme")
    assert press(workspace, ben, card, "Won").words == refusal
    assert deals_of(workspace) == [("Acme", "open", 1_200_000, "USD")]


def test_a_win_where_a_colleague_has_an_open_deal_is_not_guessed(
    workspace: Workspace, amy: Person, ben: Person
) -> None:
    type_in(amy, "/deal new Acme 12k")
    question = type_in(ben, "/deal won Acme 5k")
    assert question.words.split("\n") == [
        "*Acme* has an open deal that is Amy Lindgren's: #1 · $12,000. Log one of your own?",
        "Log my own",
        "Show deal",
    ]
    assert first_line(press(workspace, ben, question, "Log my own")).startswith("Won: *Acme* · $5,000 · you 100 %")
    assert deals_of(workspace) == [("Acme", "open", 1_200_000, "USD"), ("Acme", "won", 500_000, "USD")]


def test_a_manager_may_close_a_deal_of_the_team(workspace: Workspace, amy: Person, mei: Person) -> None:
    type_in(amy, "/deal new Acme 12k")
    assert first_line(type_in(mei, "/deal 成交 Acme")) == "赢单：*Acme* · US$12,000 · Amy Lindgren 100%"
    assert credits_of(workspace, 1) == {"Amy": (100, 1_200_000)}


# --- wherever it is typed ----------------------------------------------------------------------------------------


def test_a_mention_in_a_thread_is_answered_there_to_the_person_alone(
    workspace: Workspace, amy: Person, ben: Person
) -> None:
    opening = ben.say("#field", "How did Acme go?").message
    assert opening is not None
    amy.say("#field", "@Bellringer deal won Acme 12k with @ben 40%", thread_ts=opening.ts)
    workspace.deliver()
    answer = newest(workspace, amy)
    assert first_line(answer) == "Won: *Acme* · $12,000 · you 60 %, Ben Carter 40 % · #1 this week"
    assert (answer.thread_ts, answer.ephemeral_to) == (opening.ts, amy.id)


@pytest.mark.words
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("deal won Acme 12k", "Won: *Acme* · $12,000 · you 100 % · #1 this week"),
        ("won Acme 12k", "Won: *Acme* · $12,000 · you 100 % · #1 this week"),
        ("Acme won 12k", "Won: *Acme* · $12,000 · you 100 % · #1 this week"),
        ("/deal won Acme 12k", "Won: *Acme* · $12,000 · you 100 % · #1 this week"),
        ("成交海尔12万", "Won: *海尔* · $120,000 · you 100 % · #1 this week"),
        ("商机 成交 海尔 12万", "Won: *海尔* · $120,000 · you 100 % · #1 this week"),
    ],
)
def test_the_same_line_works_in_direct_messages(workspace: Workspace, amy: Person, text: str, answer: str) -> None:
    assert amy.say("@Bellringer", text).status == 200
    workspace.deliver()
    assert first_line(amy.sees("@Bellringer")[-1]) == answer
    assert len(deals_of(workspace)) == 1


def test_a_form_asked_for_in_a_direct_message_comes_by_a_button(workspace: Workspace, amy: Person) -> None:
    amy.say("@Bellringer", "deal won")
    workspace.deliver()
    message = amy.sees("@Bellringer")[-1]
    view = amy.click(message, message.button("Open the form")).view
    assert view is not None
    assert view.title == "Log a win"


# --- a slip of the tongue ----------------------------------------------------------------------------------------


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("wno Acme 12k", "Did you mean `/deal won Acme 12k`? `/deal help` shows more."),
        ("wn Acme 12k", "Did you mean `/deal won Acme 12k`? `/deal help` shows more."),
        ("listt", "Did you mean `/deal list`? `/deal help` shows more."),
        ("xyzzy", "I know no customer xyzzy. To log a deal, type `/deal new xyzzy 30k eom`."),
        ("xyzzy 12k", "There is no deal with xyzzy yet. Type `/deal new xyzzy 30k eom`."),
        ("#99", "There is no deal #99. `/deal list` shows yours."),
        ("move Acme somewhere", f"To which stage? There are {STAGES}. Type `/deal move Acme proposal`."),
        ("move Acme won", "To close a deal, type `/deal won Acme 12k` or `/deal lost Acme price`."),
        ("Acme close", "When does it close? Type `/deal Acme close 30/6`."),
        ("Acme next", "What is the next step? Type `/deal Acme next call Zhang fri`."),
        ("move proposal", "Which deal? Name the customer: `/deal move Acme proposal`."),
    ],
)  # fmt: skip
def test_an_error_says_what_to_type_instead(workspace: Workspace, amy: Person, line: str, words: str) -> None:
    assert type_in(amy, f"/deal {line}").words == words
    assert deals_of(workspace) == []
