"""Monday, nine o'clock: the board of last week for the channel, a line for each of those whom it does not name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.people import Person
from sandbox.records import Message, User, read_words
from scheduler import posts, ticks
from storage import members
from tests.cast import Workspace
from tests.floor import open_floor, type_in
from tests.scenes import scene

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""Nine in Berlin."""
NEWCOMERS = ("nora", "otto", "pia", "quentin")


@pytest.fixture(autouse=True)
@scene
def floor(workspace: Workspace) -> Workspace:
    """Eight people sell; the board is planned."""
    open_floor(workspace)
    for handle in NEWCOMERS:
        user = User(f"U0{handle.upper()}", handle, handle.title(), workspace.slack.team.id)
        workspace.sandbox.add_person(user)
        workspace.slack.channel_called("#field").members.append(user.id)
    workspace["ada"].command("#field", "/sales team add @li " + " ".join(f"@{handle}" for handle in NEWCOMERS))
    ticks.tick(workspace.database, workspace.clock())
    return workspace


def win(workspace: Workspace, **amounts: str) -> None:
    """Everybody wins this much, each in a deal of their own."""
    for handle, amount in amounts.items():
        type_in(workspace[handle], f"/deal won {handle * 3} {amount}")


def monday(workspace: Workspace) -> None:
    """The clock strikes; what it has to say waits in the outbox."""
    workspace.clock.now = MONDAY
    ticks.tick(workspace.database, workspace.clock())


def waiting(workspace: Workspace, kind: str) -> dict[str, str]:
    """What posts of a kind would say now, by the channel or person they are for."""
    said = {}
    with workspace.look() as tx:
        for row in workspace.posts(kind):
            post = posts.KINDS[kind].render(tx, row)
            assert post is not None
            said[row.channel] = "\n".join(read_words(post.blocks))
    return said


def board(workspace: Workspace) -> str:
    """Monday's board in words; empty when there is none."""
    return waiting(workspace, "leaderboard").get("C0FIELD", "")


def private_lines(workspace: Workspace) -> dict[str, str]:
    """What Monday tells people alone, by handle."""
    said = waiting(workspace, "private_line")
    return {handle: said[person.id] for handle, person in workspace.sandbox.people.items() if person.id in said}


def shown(person: Person) -> Message:
    """The board as it stands in the channel."""
    return next(message for message in person.sees("#field") if "*Last week*" in message.words)


def test_the_channel_reads_the_best_five_and_the_others_their_place(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal won Early 100k 18/11/2026")
    win(workspace, amy="52k", ben="41,500", nora="38k", otto="30k", pia="20k", quentin="16,900", li="1k")
    type_in(workspace["quentin"], "/deal new Globex 40k 2026-12-03")
    type_in(workspace["li"], "/deal new 格力 40k 2026-12-04")
    type_in(workspace["ada"], "/deal new Initech 40k")
    monday(workspace)
    lines = private_lines(workspace)
    workspace.deliver()
    posted = shown(amy)
    assert posted.words.split("\n")[:2] == [
        "*Last week* · Field · $199,400 in 7 deals, 99 % more than before.",
        "1 *Amy Lindgren* $52,000 · 2 *Ben Carter* $41,500 · 3 *Nora* $38,000 · 4 *Otto* $30,000 · 5 *Pia* $20,000",
    ]
    assert [block["type"] for block in posted.blocks].count("image") == 1
    assert "Quentin" not in str(posted.blocks)
    assert workspace["quentin"].sees("@Bellringer")[-1].words == lines["quentin"]
    assert lines == {
        "quentin": "You were #6 last week, $3,100 behind #5. "
        "*Globex* closes Thu, Dec 3 and has no next step; a call today would help.",
        "li": "上周你排第 7，距第 6 差 US$15,900。*格力* 12月4日周五到期，还没有下一步，今天打个电话有用。",
        "ada": "Last week went by without a win of yours. *Initech* has no close date yet; a call today would help.",
    }


def test_nobody_is_named_last(workspace: Workspace) -> None:
    for handle in (*NEWCOMERS[1:], "li"):
        workspace["ada"].command("#field", f"/sales team remove @{handle}")
    workspace["ada"].command("#field", "/sales team remove @ada")
    win(workspace, amy="50k", ben="40k", nora="30k", mei="20k")
    monday(workspace)
    assert board(workspace).split("\n")[1] == "1 *Amy Lindgren* $50,000 · 2 *Ben Carter* $40,000 · 3 *Nora* $30,000"
    assert list(private_lines(workspace)) == ["mei"]


def test_who_leads_and_does_not_sell_is_nobody_behind_the_last(workspace: Workspace) -> None:
    for handle in (*NEWCOMERS[1:], "li", "ada"):
        workspace["ada"].command("#field", f"/sales team remove @{handle}")
    win(workspace, amy="50k", ben="40k", nora="30k")
    monday(workspace)
    assert board(workspace).split("\n")[1] == "1 *Amy Lindgren* $50,000 · 2 *Ben Carter* $40,000"
    assert private_lines(workspace)["nora"].startswith("You were #3 last week, $10,000 behind #2.")


def test_who_leads_and_does_not_sell_gets_no_line(workspace: Workspace) -> None:
    win(workspace, amy="50k")
    monday(workspace)
    assert set(private_lines(workspace)) == {"ben", "li", "ada", *NEWCOMERS}


def test_however_often_the_clock_ticks_it_is_posted_once(workspace: Workspace) -> None:
    win(workspace, amy="52k")
    for _ in range(3):
        monday(workspace)
        workspace.clock.move(minutes=5)
        ticks.tick(workspace.database, workspace.clock())
    assert len(workspace.posts("leaderboard")) == 1
    assert len(workspace.posts("private_line")) == len({row.channel for row in workspace.posts("private_line")})


def test_the_most_improved_is_said(workspace: Workspace) -> None:
    for day in ("2026-10-28", "2026-11-04", "2026-11-11", "2026-11-18"):
        type_in(workspace["li"], f"/deal won Steady 5k {day}")
        workspace.clock.move(minutes=5)
    win(workspace, amy="52k", li="10k")
    monday(workspace)
    assert "Most improved: *李娜 (Li Na)*, twice the usual." in board(workspace)


def test_a_week_without_wins_is_passed_over_in_silence(workspace: Workspace) -> None:
    monday(workspace)
    assert board(workspace) == ""
    assert private_lines(workspace) == {}


def test_who_does_not_want_the_line_gets_none(workspace: Workspace) -> None:
    win(workspace, amy="52k")
    with workspace.change() as tx:
        ben = members.find(tx, workspace["ben"].id)
        assert ben is not None
        members.change(tx, ben, wants_private_line=False)
    monday(workspace)
    assert "ben" not in private_lines(workspace)
    assert "li" in private_lines(workspace)


def test_it_speaks_the_teams_language(workspace: Workspace) -> None:
    workspace["ada"].command("#field", "/sales team language 中文")
    win(workspace, amy="52k", ben="41,500")
    monday(workspace)
    assert board(workspace).split("\n")[:2] == [
        "*上周* · Field · 2 单共 US$93,500。",
        "1 *Amy Lindgren* US$52,000 · 2 *Ben Carter* US$41,500",
    ]


def test_an_undo_on_monday_corrects_board_and_bell(workspace: Workspace, amy: Person, ben: Person) -> None:
    win(workspace, amy="52k")
    type_in(ben, "/deal won Globex 60k")
    monday(workspace)
    workspace.deliver()
    assert shown(amy).words.split("\n")[1] == "1 *Ben Carter* $60,000 · 2 *Amy Lindgren* $52,000"
    workspace.clock.move(minutes=42)
    type_in(workspace["ada"], "/deal #2 10k")
    workspace.deliver()
    words = shown(amy).words
    assert "1 *Amy Lindgren* $52,000 · 2 *Ben Carter* $10,000" in words
    assert "_Corrected 09:42._" in words
    assert "🔔 *Ben Carter* won *Globex*, $10,000. Second win of the month for the team. _Corrected 09:42._" in [
        message.words for message in amy.sees("#field")
    ]
