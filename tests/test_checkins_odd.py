"""Check-ins at odd times and with odd input: each does the sensible thing, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sandbox.blocks import check_blocks, count_characters
from sandbox.people import Person
from scheduler import checkin_rounds, posts, ticks
from storage import checkin_answers, checkin_questions, checkins, members, rows, teams
from storage import checkin_rounds as rounds
from storage.absences import Absence
from storage.checkin_rounds import Round
from tests.cast import Workspace
from tests.checkin_room import (
    answer,
    asked,
    fields_of,
    join,
    make,
    open_form,
    open_room,
    prompts,
    set_up,
    summaries,
    the_checkin,
    thread,
    tick,
)
from tests.floor import newest, type_in

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""Nine in Berlin."""
DAILY = {"weekdays": "01234", "at": "09:00"}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def room(workspace: Workspace) -> Workspace:
    return open_room(workspace)


def move_to(workspace: Workspace, handle: str, zone: str) -> None:
    """Somebody's computer tells Slack of another zone."""
    with workspace.change() as tx:
        member = members.find(tx, workspace[handle].id)
        assert member is not None
        members.change(tx, member, slack_zone=zone)


def hours(workspace: Workspace, first: datetime, count: int, step: timedelta = HOUR) -> None:
    """Let the clock strike again and again."""
    for number in range(count):
        tick(workspace, first + number * step)


def test_a_person_in_two_zones_in_a_week_is_asked_at_nine_wherever_they_are(workspace: Workspace, amy: Person) -> None:
    make(workspace, schedule=DAILY, by_person=True, minutes=60)
    hours(workspace, datetime(2026, 11, 26, 0, 0, tzinfo=UTC), 12)
    assert len(asked(amy)) == 1  # Thursday, in Berlin
    # in the night to Friday she flies to New York, when the round of Friday has begun already
    hours(workspace, datetime(2026, 11, 26, 20, 0, tzinfo=UTC), 3)
    move_to(workspace, "amy", "America/New_York")
    hours(workspace, datetime(2026, 11, 26, 23, 0, tzinfo=UTC), 15)
    assert len(asked(amy)) == 1  # it is eight there
    tick(workspace, datetime(2026, 11, 27, 14, 0, tzinfo=UTC))
    assert len(asked(amy)) == 2
    hours(workspace, datetime(2026, 11, 27, 15, 0, tzinfo=UTC), 12)
    assert len(asked(amy)) == 2


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2027, 3, 28), "02:30", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),  # skipped: when the clocks jump
        (date(2027, 10, 31), "02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # twice: the first
    ],
    ids=["skipped", "twice"],
)
def test_the_hours_of_the_clock_change(workspace: Workspace, amy: Person, day: date, at: str, moment: datetime) -> None:
    with workspace.change() as tx:
        for handle in ("amy", "ben", "mei", "ada"):
            member = members.find(tx, workspace[handle].id)
            assert member is not None
            members.change(tx, member, quiet_from="00:00", quiet_until="00:00", zone="Europe/Berlin")
    workspace.clock.now = moment - timedelta(days=1)
    make(workspace, schedule={"weekdays": "6", "at": at}, by_person=True, minutes=30)
    hours(workspace, moment - timedelta(hours=26), 102, timedelta(minutes=15))
    assert len(asked(amy)) == 0
    tick(workspace, moment)
    assert len(asked(amy)) == 1
    hours(workspace, moment, 24, timedelta(minutes=15))
    assert len(asked(amy)) == 1


def test_on_29_february(workspace: Workspace, amy: Person) -> None:
    workspace.clock.now = datetime(2028, 2, 28, 12, 0, tzinfo=UTC)
    make(workspace, schedule={"weekdays": "1", "at": "09:00"})
    tick(workspace, datetime(2028, 2, 29, 8, 0, tzinfo=UTC))
    answer(amy, open_form(amy), "A day more than usual")
    tick(workspace, datetime(2028, 2, 29, 12, 0, tzinfo=UTC))
    assert summaries(amy)[0].words.startswith("*Weekly check-in* · Tue, Feb 29 · 1 of 4 answered.")


def test_who_is_far_away_is_not_asked_at_night(workspace: Workspace, amy: Person, ben: Person) -> None:
    move_to(workspace, "ben", "America/Los_Angeles")
    make(workspace, schedule={"weekdays": "0", "at": "09:00"}, minutes=240)
    tick(workspace, MONDAY)
    assert len(asked(amy)) == 1
    assert asked(ben) == []  # midnight there
    hours(workspace, MONDAY + HOUR, 6)
    assert asked(ben) == []
    tick(workspace, datetime(2026, 11, 30, 15, 30, tzinfo=UTC))
    assert len(asked(ben)) == 1  # half past seven
    answer(amy, open_form(amy), "Fine")
    answer(ben, open_form(ben), "Good morning")
    workspace.deliver()
    said = thread(amy, summaries(amy)[0])
    # he had his own time, so nothing marks him as late; Amy is
    assert [words.split("\n")[0] for words in said] == ["*Amy Lindgren* _added later_", "*Ben Carter*"]


def test_a_team_of_one(workspace: Workspace, ada: Person) -> None:
    for handle in ("amy", "ben", "mei"):
        ada.command("#field", f"/sales team remove @{handle}")
    set_up(workspace)
    assert newest(workspace, ada).words.startswith("*Weekly check-in* asks 1 person on Monday at 09:00")
    tick(workspace, MONDAY)
    answer(ada, open_form(ada), "Alone, and well")
    tick(workspace, MONDAY + 3 * HOUR)
    assert "1 of 1 answered." in summaries(ada)[0].words
    assert "Everybody is in." in summaries(ada)[0].words


def test_a_team_of_500_has_one_summary_and_twenty_posts_below_it(workspace: Workspace, ada: Person) -> None:
    with workspace.change(command="test") as tx:
        team = teams.find_by_name(tx, "Field")
        assert team is not None
        for number in range(496):
            profile = {"kind": members.INTERNAL, "name": f"Rep {number}", "slack_zone": "Europe/Berlin"}
            teams.add(tx, team, members.remember(tx, f"U0REP{number:04}", **profile))
    make(workspace, schedule={"weekdays": "0", "at": "09:00"})
    workspace.clock.now = MONDAY
    ticks.tick(workspace.database, workspace.clock())
    with workspace.change() as tx:
        assert sum(rounds.turnout(tx, 1).values()) == 500
        (question,) = checkin_questions.asked(tx, the_checkin(workspace).id)
        round_ = rows.get(tx, Round, 1)
        for person in checkins.next_people(tx, rows.get(tx, checkins.CheckIn, round_.checkin_id), limit=500):
            checkin_answers.store(tx, round_, person, {question.id: "x" * 3000})
            part = rounds.part_of(tx, 1, person.id)
            assert part is not None
            rounds.change_part(tx, part, state=rounds.ANSWERED, answered_at=tx.now)
    workspace.clock.move(hours=4)
    with workspace.look() as tx:
        (row,) = workspace.posts("checkin_summary")
        post = posts.KINDS["checkin_summary"].render(tx, row)
        assert post is not None
        assert "500 of 500 answered." in post.text
    with workspace.change() as tx:
        posts.KINDS["checkin_summary"].followed_by(tx, row)  # type: ignore[misc]
    below = workspace.posts("checkin_answers")
    assert len(below) == 20
    with workspace.look() as tx:
        for row in below:
            page = posts.KINDS["checkin_answers"].render(tx, row)
            assert page is not None
            assert check_blocks(page.blocks) == []
            assert count_characters(page.blocks) <= 13_200


def test_an_empty_team_is_asked_nothing(workspace: Workspace, ada: Person) -> None:
    set_up(workspace)
    for handle in ("amy", "ben", "mei", "ada"):
        ada.command("#field", f"/sales team remove @{handle}")
    hours(workspace, MONDAY, 5)
    assert workspace.posts("checkin_prompt") == []
    assert workspace.posts("checkin_summary") == []


def test_who_left_is_not_asked_and_what_they_said_stays(workspace: Workspace, amy: Person, ben: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    answer(ben, open_form(ben), "My last week")
    with workspace.change() as tx:
        for person in (amy, ben):
            member = members.find(tx, person.id)
            assert member is not None
            members.change(tx, member, is_active=False)
    tick(workspace, MONDAY + 2.5 * HOUR)
    assert len(asked(amy)) == 1
    tick(workspace, MONDAY + 3 * HOUR)
    ada = workspace["ada"]
    assert "My last week" in thread(ada, summaries(ada)[0])[0]
    # Amy has left without a word: of those who are still here, two are missing
    assert "1 of 3 answered." in summaries(ada)[0].words


def test_a_question_that_was_taken_out_keeps_its_answers(workspace: Workspace, amy: Person, ada: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    answer(amy, open_form(amy), "Old answer", "at risk", "New answer")
    view = ada.command("#field", "/checkin questions").view
    assert view is not None
    first = view.blocks[0]["accessory"]["options"][-1]["value"]
    view = ada.click(view, "checkin_question_menu", first, view.blocks[0]["block_id"]).view
    assert view is not None
    assert "What moved last week?" not in str(view.blocks)
    results = ada.command("#field", "/checkin results").message
    assert results is not None
    assert "Old answer" in results.words
    amy.command("#field", "/checkin")
    shown = amy.modal()
    assert shown is not None
    assert len(fields_of(shown)) == 3


def test_what_was_typed_to_a_question_that_is_taken_out_meanwhile_is_kept(
    workspace: Workspace, amy: Person, ada: Person
) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    form = open_form(amy)
    with workspace.change() as tx:
        for question in checkin_questions.asked(tx, the_checkin(workspace).id):
            checkin_questions.remove(tx, question)
    assert answer(amy, form, "Typed before").errors == {}
    results = ada.command("#field", "/checkin results").message
    assert results is not None
    assert "Typed before" in results.words


def test_a_form_sent_after_the_check_in_was_deleted_keeps_what_was_typed(
    workspace: Workspace, amy: Person, ada: Person
) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    view = open_form(amy)
    question = type_in(ada, "/checkin delete weekly")
    assert ada.click(question, question.button("Delete")).problem is None
    reply = answer(amy, view, "Half an hour of work")
    assert list(reply.errors.values()) == [
        "This check-in was deleted meanwhile. Copy what you need; nothing of it can be stored any more."
    ]
    assert amy.modal() is view
    tick(workspace, MONDAY + 3 * HOUR)
    assert summaries(amy) == []


def test_an_answer_of_3000_characters(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    long = ("Fünf & <sechs> 七八 " * 250)[:2999] + "!"
    answer(amy, open_form(amy), long, "at risk", long, long)
    tick(workspace, MONDAY + 3 * HOUR)
    assert {row.state for row in workspace.posts("checkin_answers")} == {"sent"}
    edit = amy.command("#field", "/checkin edit").view
    assert edit is not None
    name = fields_of(edit)[0]
    assert edit.values[name][name]["value"] == long


def test_when_everybody_is_on_leave_nobody_is_asked_and_nothing_posted(workspace: Workspace) -> None:
    set_up(workspace)
    with workspace.change() as tx:
        for handle in ("amy", "ben", "mei", "ada"):
            member = members.find(tx, workspace[handle].id)
            assert member is not None
            days = {"first_day": date(2026, 11, 30), "last_day": date(2026, 12, 4)}
            rows.insert(tx, Absence, member_id=member.id, **days)
    hours(workspace, MONDAY, 8, HOUR / 2)
    assert prompts(workspace) == {}
    assert summaries(workspace["ada"]) == []


def test_down_from_friday_to_tuesday(workspace: Workspace, amy: Person) -> None:
    make(workspace, schedule=DAILY, minutes=180)
    tick(workspace, datetime(2026, 11, 27, 7, 0, tzinfo=UTC))
    # nobody ticks on Friday and Monday; on Tuesday somebody starts the program at ten
    tick(workspace, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    assert prompts(workspace) == dict.fromkeys(prompts(workspace), 1)
    assert len(asked(amy)) == 1
    with workspace.look() as tx:
        (round_,) = rounds.latest(tx, the_checkin(workspace).id, limit=5)
    assert round_.day == date(2026, 12, 1)


def test_prompts_that_were_written_before_the_weekend_are_not_sent_after_it(workspace: Workspace, amy: Person) -> None:
    make(workspace, schedule=DAILY, by_person=True, minutes=180)
    # the round of Friday begins where the day begins first, on Thursday evening here
    tick(workspace, datetime(2026, 11, 26, 20, 0, tzinfo=UTC))
    assert len(workspace.posts("checkin_prompt")) == 4
    tick(workspace, datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    assert asked(amy) == []
    assert {row.state for row in workspace.posts("checkin_prompt") if row.created_at.day == 26} == {"cancelled"}


def test_a_crash_between_two_batches_asks_everybody_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkin_rounds, "AT_ONCE", 1)
    make(workspace, schedule=DAILY)
    workspace.clock.now = MONDAY
    with workspace.change() as tx:
        round_ = rounds.begin(tx, the_checkin(workspace), date(2026, 11, 30))
    for _ in range(2):
        with workspace.change() as tx:
            checkin_rounds._open_some(tx, round_.id)
    hours(workspace, MONDAY, 3, HOUR / 6)
    assert sorted(prompts(workspace).values()) == [1, 1, 1, 1]


def test_a_new_colleague_answers_without_having_been_asked(workspace: Workspace) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    join(workspace, "nora")
    nora = workspace["nora"]
    nora.command("#field", "/deal list")
    view = nora.command("#field", "/checkin").view
    assert view is not None
    answer(nora, view, "My first day")
    workspace.deliver()
    assert newest(workspace, nora).words.split("\n")[0].startswith("*Weekly check-in*: in, thank you.")
    tick(workspace, MONDAY + 3 * HOUR)
    assert "1 of 5 answered." in summaries(nora)[0].words


def test_a_check_in_that_is_paused_or_deleted_meanwhile_says_nothing_more(
    workspace: Workspace, amy: Person, ada: Person
) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    answer(amy, open_form(amy), "Fine")
    type_in(ada, "/checkin pause weekly")
    hours(workspace, MONDAY + 2 * HOUR, 4, HOUR / 2)
    assert len(asked(workspace["ben"])) == 1
    assert summaries(amy) == []
    type_in(ada, "/checkin resume weekly")
    tick(workspace, MONDAY + timedelta(days=7))
    assert len(asked(workspace["ben"])) == 2
