"""Rehearsals: Monday seen on Friday, by the same code, to the last byte, with nothing sent or stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from sandbox.people import Person
from scheduler import briefs, posts, rehearsals, ticks
from scheduler.rehearsals import Performed
from storage import outbox, schedules, schema, transactions
from tests.cast import Workspace
from tests.checkin_room import make
from tests.floor import open_floor, type_in
from tests.scenes import scene
from views import briefs as brief_views

MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST_OF_MONTH = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
@scene
def floor(workspace: Workspace) -> Workspace:
    open_floor(workspace)
    amy, ben = workspace["amy"], workspace["ben"]
    briefs.enroll(workspace.database)
    ticks.tick(workspace.database, workspace.clock())
    type_in(amy, "/deal won Acme 52k")
    type_in(ben, "/deal won Globex 10k")
    type_in(amy, "/deal new Initech 20k 2026-11-30")
    type_in(ben, "/deal new Umbra 2026-12-10")
    workspace.deliver()
    return workspace


def rehearse(workspace: Workspace, first: datetime, last: datetime) -> list[Performed]:
    """What a stretch of time would bring."""
    with transactions.rehearse(workspace.database, workspace_id=workspace.id, now=workspace.clock()) as tx:
        return rehearsals.perform(tx, first, last, schedules.enabled(tx))


def live(workspace: Workspace, first: datetime, last: datetime) -> list[tuple[datetime, str, str, Any]]:
    """The same, lived through minute by minute: what was put into the outbox, and what it says when it is sent."""
    known = len(workspace.posts())
    said = []
    workspace.clock.now = first
    while workspace.clock() <= last:
        ticks.tick(workspace.database, workspace.clock())
        for row in workspace.posts()[known:]:
            with workspace.look() as tx:
                said.append((workspace.clock(), row.kind, row.channel, posts.KINDS[row.kind].render(tx, row)))
        known = len(workspace.posts())
        workspace.clock.move(minutes=30)
    return said


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        pytest.param(MONDAY, {"leaderboard", "private_line", "brief"}, id="Monday"),
        pytest.param(FRIDAY, {"review"}, id="Friday"),
        pytest.param(FIRST_OF_MONTH, {"month", "month_attention", "brief"}, id="the first of the month"),
    ],
)
def test_it_is_the_real_thing_to_the_last_byte(workspace: Workspace, day: datetime, kinds: set[str]) -> None:
    workspace.clock.now = day - timedelta(hours=6)
    ticks.tick(workspace.database, workspace.clock())
    last = day + timedelta(hours=18)
    rehearsed = rehearse(workspace, day, last)
    lived = live(workspace, day, last)
    assert kinds <= {kind for _, kind, _, _ in lived}
    told = sorted((each.at, each.message.kind, each.message.channel, repr(each.post)) for each in rehearsed)
    assert told == sorted((at, kind, channel, repr(post)) for at, kind, channel, post in lived)


def test_nothing_is_sent_or_stored(workspace: Workspace, amy: Person) -> None:
    def everything() -> dict[str, list[Any]]:
        with workspace.look() as tx:
            tables = schema.METADATA.tables
            return {name: sorted(map(repr, tx.connection.execute(sa.select(t)))) for name, t in tables.items()}

    before, seen = everything(), len(amy.sees("#field"))
    assert rehearse(workspace, FRIDAY, FIRST_OF_MONTH + timedelta(hours=18))
    workspace.deliver()
    assert everything() == before
    assert len(amy.sees("#field")) == seen


def test_a_manager_sees_the_posts_and_of_others_only_how_many(workspace: Workspace, mei: Person) -> None:
    type_in(mei, "/sales me language english")
    type_in(mei, "/sales admin rehearse monday")
    workspace.deliver()
    summary, board = mei.sees("@Bellringer")
    assert summary.words.split("\n") == [
        "*Rehearsal, Mon, Nov 30*. Nothing is sent or stored.",
        "• 09:00 · <#C0FIELD> · English · the board",
        "To 2 others, each alone: the brief, the place on the board.",
        "Field: 1 deal has no amount",
    ]
    assert "Initech" not in summary.words + board.words
    workspace.clock.now = MONDAY + timedelta(hours=8)
    ticks.tick(workspace.database, workspace.clock())
    (row,) = workspace.posts("leaderboard")
    with workspace.look() as tx:
        real = posts.KINDS["leaderboard"].render(tx, row)
    assert real is not None
    # between a line that says where and one that tells the picture
    shown = [{name: value for name, value in block.items() if name != "block_id"} for block in board.blocks]
    assert shown[1:-1] == real.blocks
    assert "Picture: Leaderboard, Last week" in board.words


def test_in_chinese_it_is_chinese_and_the_channel_keeps_its_language(workspace: Workspace, mei: Person) -> None:
    type_in(mei, "/sales 管理 预演 周一")
    workspace.deliver()
    summary, board = mei.sees("@Bellringer")
    assert summary.words.startswith(
        "*预演 11月30日周一*。什么也不会发出或保存。\n• 09:00 · <#C0FIELD> · English · 排行"
    )
    assert "*Last week* · Field" in board.words


def test_buttons_of_a_rehearsed_post_do_nothing(workspace: Workspace, ada: Person) -> None:
    type_in(ada, "/deal new Hooli 5k 2026-11-30")
    type_in(ada, "/sales admin rehearse monday")
    workspace.deliver()
    brief = next(message for message in ada.sees("@Bellringer") if "Show deal" in message.words)
    ada.click(brief, brief.button("Show deal"))
    workspace.deliver()
    assert ada.sees("@Bellringer")[-1].words == "This is a rehearsal: the button works when the post is real."


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("friday 16:00", "I rehearse Fri 27 Nov"),
        ("tomorrow", "I rehearse Thu 26 Nov"),
        ("", "I rehearse Mon 30 Nov"),
        ("month", "I rehearse Tue 1 Dec"),
        ("2026-12-04", "I rehearse Fri 4 Dec"),
        ("yesterday", "Tue 24 Nov is over."),
        ("2031-01-01", "That is too far ahead"),
        ("blah", "I can't read blah as a day."),
    ],
)
def test_which_day_is_meant(ada: Person, line: str, said: str) -> None:
    assert type_in(ada, f"/sales admin rehearse {line}").words.startswith(said)


def test_only_who_leads_may(amy: Person) -> None:
    assert "Only managers" in type_in(amy, "/sales admin rehearse monday").words


def test_a_quiet_day_says_so(workspace: Workspace, ada: Person) -> None:
    type_in(ada, "/sales admin rehearse 2026-12-05")
    workspace.deliver()
    assert "Nothing would be posted." in ada.sees("@Bellringer")[-1].words


def test_what_waits_in_the_outbox_is_rehearsed_too(workspace: Workspace, ada: Person) -> None:
    with workspace.change() as tx:
        outbox.post(
            tx,
            "note",
            audience=outbox.PERSONAL(ada.id),
            dedupe_key="later",
            channel=ada.id,
            payload={"text": "Remember the milk."},
            at=MONDAY + timedelta(hours=12),
        )
    found = rehearse(workspace, MONDAY, MONDAY + timedelta(hours=20))
    assert ("note", MONDAY + timedelta(hours=12)) in [(each.message.kind, each.at) for each in found]


def test_a_check_in_is_rehearsed_with_its_prompts_and_its_reminders(workspace: Workspace, mei: Person) -> None:
    make(workspace, [{"text": "What next?"}], schedule={"weekdays": "4", "at": "10:00"}, name="Week")
    workspace.deliver()
    known = len(workspace.posts())
    found = [(each.message.kind, each.message.channel) for each in rehearse(workspace, FRIDAY, FRIDAY + DAY)]
    prompted = {channel for kind, channel in found if kind == "checkin_prompt"}
    assert {workspace["amy"].id, workspace["ben"].id} <= prompted
    assert {channel for kind, channel in found if kind == "checkin_reminder"} <= prompted
    assert len(workspace.posts()) == known


def test_a_check_in_by_each_persons_clock_is_rehearsed_though_its_day_began_elsewhere(workspace: Workspace) -> None:
    schedule = {"weekdays": "01234", "at": "09:15"}
    make(workspace, [{"text": "What next?"}], schedule=schedule, name="Standup", by_person=True)
    workspace.deliver()
    found = rehearse(workspace, MONDAY, MONDAY + DAY)
    prompts = {(each.message.channel, each.at) for each in found if each.message.kind == "checkin_prompt"}
    assert prompts == {
        (workspace["mei"].id, MONDAY + timedelta(hours=1, minutes=15)),
        (workspace["amy"].id, MONDAY + timedelta(hours=8, minutes=15)),
        (workspace["ada"].id, MONDAY + timedelta(hours=8, minutes=15)),
        (workspace["ben"].id, MONDAY + timedelta(hours=9, minutes=15)),
    }


@pytest.mark.words
def test_every_kind_of_post_has_a_name() -> None:
    assert not set(posts.KINDS) - set(brief_views.KINDS)
