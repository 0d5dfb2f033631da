"""Goals by the clock: asked once a week, reviewed when they are over, forecast on the oddest of days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from sandbox.people import Person
from sandbox.records import Message
from scheduler import ticks
from storage import absences, goal_records, goals, members, rows, teams
from storage.absences import Absence
from storage.goals import GoalProgress
from tests.cast import Workspace
from tests.floor import form, newest, open_floor, press, type_in
from tests.scenes import scene
from views import goals as views
from views.words import translator

THURSDAY = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
"""Three in the afternoon in Berlin."""
SETTLED = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
"""The first of December, after ten in Berlin: the goals of November are settled."""


@pytest.fixture(autouse=True)
@scene
def floor(workspace: Workspace) -> Workspace:
    open_floor(workspace)
    ticks.tick(workspace.database, workspace.clock())
    return workspace


def set_goal(workspace: Workspace, person: Person, line: str) -> None:
    press(workspace, person, type_in(person, f"/goal {line}"), "Set it")


def win(workspace: Workspace, person: Person, *days: str, amount: str = "10k") -> None:
    """One deal of a new customer on each of these days."""
    random = Random("".join(days))
    for day in days:
        name = "".join(random.choices("bcdfghjklmnpqrstvwxz", k=9))
        type_in(person, f"/deal won {name} {amount} {day}")
        workspace.clock.move(seconds=1)


def pass_until(workspace: Workspace, moment: datetime) -> None:
    """The clock strikes; what it says is delivered."""
    workspace.clock.now = moment
    ticks.tick(workspace.database, moment)
    workspace.deliver()


def told(workspace: Workspace, person: Person, beginning: str) -> list[Message]:
    """Direct messages that begin so."""
    return [message for message in person.sees("@Bellringer") if message.words.startswith(beginning)]


def questions(workspace: Workspace, person: Person) -> list[Message]:
    return told(workspace, person, "How are your goals?")


def of(workspace: Workspace, person: Person, today: date, *, forecast: bool = True) -> list[GoalProgress]:
    with workspace.look() as tx:
        member = members.find(tx, person.id)
        assert member is not None
        return goals.of_member(tx, member.id, today, forecast=forecast)


# The weekly question


def test_everybody_with_a_goal_is_asked_once_a_week(workspace: Workspace, amy: Person, ben: Person) -> None:
    set_goal(workspace, amy, "12 deals this quarter")
    set_goal(workspace, amy, "30 calls by 18/12")
    for minutes in (0, 1, 600):
        pass_until(workspace, THURSDAY)
        workspace.clock.move(minutes=minutes)
        ticks.tick(workspace.database, workspace.clock())
    (question,) = questions(workspace, amy)
    assert question.words.split("\n")[:4] == [
        "How are your goals? One click each.",
        "*30 calls* by Fri 18 Dec",
        "0 of 30, 0 %. An even pace would be 10 by now.",
        "On track",
    ]
    assert questions(workspace, ben) == []
    workspace.clock.now = THURSDAY.replace(day=10)
    ticks.tick(workspace.database, workspace.clock())
    workspace.deliver()
    assert len(questions(workspace, amy)) == 2


def test_somebody_in_two_teams_gets_one_question(workspace: Workspace, amy: Person, mei: Person) -> None:
    mei.command("#east", "/sales here East")
    with workspace.change() as tx:
        east, member = teams.find_by_name(tx, "East"), members.find(tx, amy.id)
        assert east is not None
        assert member is not None
        teams.change(tx, east, zone="Europe/Berlin")
        teams.add(tx, east, member)
    set_goal(workspace, amy, "12 deals this quarter")
    ticks.tick(workspace.database, workspace.clock())
    pass_until(workspace, THURSDAY)
    assert len(questions(workspace, amy)) == 1


def test_who_said_something_this_week_or_is_away_is_not_asked(workspace: Workspace, amy: Person, ben: Person) -> None:
    set_goal(workspace, amy, "12 deals this quarter")
    set_goal(workspace, ben, "12 deals this quarter")
    workspace.clock.now = THURSDAY.replace(day=1)
    type_in(amy, "/goal at risk - two slipped")
    with workspace.change() as tx:
        member = members.find(tx, ben.id)
        assert member is not None
        rows.insert(tx, Absence, member_id=member.id, first_day=date(2026, 12, 1), last_day=date(2026, 12, 4))
        assert absences.on(tx, member.id, date(2026, 12, 3)) is not None
    pass_until(workspace, THURSDAY)
    assert questions(workspace, amy) == []
    assert questions(workspace, ben) == []


def test_a_goal_set_this_week_is_not_asked_about(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "12 deals this quarter")
    pass_until(workspace, datetime(2026, 11, 26, 14, 0, tzinfo=UTC))
    assert questions(workspace, amy) == []


def test_one_click_for_each_goal_and_a_second_changes_nothing(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "12 deals this quarter")
    set_goal(workspace, amy, "30 calls by 18/12")
    pass_until(workspace, THURSDAY)
    (question,) = questions(workspace, amy)
    button = question.button("At risk")
    left = press(workspace, amy, question, "At risk")
    assert left.words.startswith("Noted: *30 calls* by Fri 18 Dec.")
    assert "*12 deals* Q4 2026" in left.words
    amy.click(left, button)
    workspace.deliver()
    done = press(workspace, amy, newest(workspace, amy), "On track")
    assert done.words.startswith("Noted: *12 deals* Q4 2026.")
    with workspace.look() as tx:
        said = [
            (len(goal_records.check_ins(tx, each.goal.id)), each.confidence)
            for each in of(workspace, amy, date(2026, 12, 3))
        ]
    assert said == [(1, "at_risk"), (1, "on_track")]


def test_a_button_on_an_old_question_says_why_it_does_nothing(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "30 calls by 18/12")
    pass_until(workspace, THURSDAY)
    (question,) = questions(workspace, amy)
    type_in(amy, "/goal close")
    assert press(workspace, amy, question, "On track").words == "That goal is over. `/goal` shows those that run."


def test_the_manager_reads_how_the_team_stands(workspace: Workspace, amy: Person, ben: Person, mei: Person) -> None:
    set_goal(workspace, amy, "1 deal this quarter")
    set_goal(workspace, ben, "12 deals this quarter")
    win(workspace, amy, "2026-11-20")
    pass_until(workspace, THURSDAY)
    # in Shanghai it is ten in the evening by then
    assert told(workspace, mei, "团队目标的进展。") == []
    pass_until(workspace, THURSDAY + timedelta(hours=10))
    (rolled,) = told(workspace, mei, "团队目标的进展。")
    assert rolled.words.split("\n")[1:] == ["*Field*：2 个目标，1 个进展正常。值得看看：Ben Carter，12 单（0 / 12）。"]


# Reviews


def test_a_goal_that_is_over_is_reviewed_and_the_next_one_is_a_click_away(
    workspace: Workspace, amy: Person, ben: Person, mei: Person
) -> None:
    set_goal(workspace, amy, "2 deals this month")
    set_goal(workspace, ben, "2 deals this month")
    type_in(ben, "/goal adjust 3 - more leads")
    win(workspace, amy, "2026-11-20", "2026-11-21", "2026-11-24")
    for _ in range(2):
        pass_until(workspace, SETTLED)
    (review,) = told(workspace, amy, "🎯")
    assert review.words.split("\n")[0] == "🎯 *2 deals* November 2026: reached, with 3."
    (missed,) = told(workspace, ben, "*3 deals* November 2026 is over: 0 of 3.")
    assert "The target was 2 at first: “more leads”." in missed.words
    (rolled,) = told(workspace, mei, "*Field*：2 个目标到期，1 个达成。")
    assert "Amy Lindgren：*2 单*，2026年11月：完成 3 / 2，150%。" in rolled.words
    assert of(workspace, amy, date(2026, 12, 1)) == []
    reply = amy.click(review, review.button("Set the next one"))
    assert reply.view is not None
    amy.submit(reply.view)
    workspace.deliver()
    press(workspace, amy, newest(workspace, amy), "Set it")
    (following,) = of(workspace, amy, date(2026, 12, 1))
    assert (following.goal.kind, following.goal.starts_on, following.goal.target) == ("month", date(2026, 12, 1), 2)


def test_nothing_is_settled_before_the_owners_day_is_over(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "2 deals this month")
    pass_until(workspace, datetime(2026, 11, 30, 10, 0, tzinfo=UTC))
    assert told(workspace, amy, "*2 deals* November 2026 is over") == []
    assert len(of(workspace, amy, date(2026, 11, 30))) == 1


def test_after_days_without_the_program_a_goal_is_still_settled_once(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "2 deals this month")
    pass_until(workspace, datetime(2026, 12, 8, 9, 30, tzinfo=UTC))
    pass_until(workspace, datetime(2026, 12, 9, 9, 30, tzinfo=UTC))
    assert len(told(workspace, amy, "*2 deals* November 2026 is over")) == 1


# Odd days


def test_the_first_and_the_last_day_of_a_goal(workspace: Workspace, amy: Person) -> None:
    win(workspace, amy, *(f"2026-{month:02}-{day:02}" for month in (7, 8, 9, 10) for day in (5, 12, 26)))
    set_goal(workspace, amy, "3 deals this month")
    (first,) = of(workspace, amy, date(2026, 11, 1))
    (last,) = of(workspace, amy, date(2026, 11, 30))
    (over,) = of(workspace, amy, date(2026, 12, 1))
    assert (first.elapsed, first.expected, over.elapsed, over.expected) == (0, 0, 1, 3)
    assert first.forecast is not None
    assert last.forecast is not None
    assert first.forecast.chance > 0.4
    assert last.forecast.chance < 0.05
    assert over.forecast is None
    assert (first.is_behind, last.is_behind, over.is_over) == (False, True, True)


def test_only_the_same_part_of_the_months_before_counts(workspace: Workspace, amy: Person) -> None:
    # everything is won in the last days of a month
    win(workspace, amy, *(f"2026-{month:02}-{day:02}" for month in (6, 7, 8, 9, 10) for day in (27, 28, 29, 30)))
    set_goal(workspace, amy, "3 deals this month")
    (each,) = of(workspace, amy, date(2026, 11, 25))
    assert each.reached == 0
    assert each.forecast is not None
    assert each.forecast.chance > 0.6
    assert not each.is_behind


def test_the_29th_of_february_is_a_day_like_any_other(workspace: Workspace, amy: Person) -> None:
    workspace.clock.now = datetime(2028, 2, 29, 9, 0, tzinfo=UTC)
    win(workspace, amy, "2027-10-29", "2027-11-29", "2027-12-29", "2028-01-29", "2028-02-29")
    set_goal(workspace, amy, "2 deals this month")
    (each,) = of(workspace, amy, date(2028, 2, 29))
    assert (each.reached, each.period.last_day, each.goal.ends_on) == (1, date(2028, 2, 29), date(2028, 3, 1))
    assert each.forecast is not None
    set_goal(workspace, amy, "5 deals by 28 feb")
    assert of(workspace, amy, date(2028, 2, 29))[1].goal.ends_on == date(2029, 3, 1)


def test_a_goal_that_has_not_begun_waits(workspace: Workspace, amy: Person) -> None:
    win(workspace, amy, "2026-11-20")
    set_goal(workspace, amy, "12 deals next quarter")
    (each,) = of(workspace, amy, date(2026, 11, 25))
    assert (each.reached, each.elapsed, each.is_behind, each.is_over) == (0, 0, False, False)
    pass_until(workspace, THURSDAY)
    assert questions(workspace, amy) == []


def test_what_is_behind_comes_first_for_the_alerts(workspace: Workspace, amy: Person, ben: Person, ada: Person) -> None:
    set_goal(workspace, amy, "1 deal this quarter")
    set_goal(workspace, ben, "12 deals this quarter")
    set_goal(workspace, ada, "team 40 deals this quarter")
    win(workspace, amy, "2026-11-20")
    with workspace.look() as tx:
        team = teams.find_by_name(tx, "Field")
        assert team is not None
        found = goals.behind(tx, goal_records.open_within(tx, team.id), date(2026, 11, 25))
    assert [(each.name, each.reached) for each in found] == [("Ben Carter", 0), ("Field", 1)]


def test_home_shows_two_goals_and_says_how_many_more(workspace: Workspace, amy: Person) -> None:
    t = translator("en")
    assert len(views.on_home(t, [])) == 1
    for line in ("12 deals this quarter", "30 calls by fri", "50k this month"):
        set_goal(workspace, amy, line)
    shown = views.on_home(t, of(workspace, amy, date(2026, 11, 25), forecast=False))
    assert len(shown) == 4
    assert shown[-1]["elements"][0]["text"] == "1 more"


def test_the_next_goal_after_a_free_stretch_is_as_long(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "30 calls by fri")
    pass_until(workspace, datetime(2026, 11, 30, 9, 30, tzinfo=UTC))
    (review,) = told(workspace, amy, "*30 calls* by Fri 27 Nov is over: 0 of 30.")
    view = amy.click(review, review.button("Set the next one")).view
    assert view is not None
    dates = [
        block["element"]["initial_date"]
        for block in view.definition["blocks"]
        if block["block_id"] in ("first", "last")
    ]
    assert dates == ["2026-11-28", "2026-11-30"]
    amy.close(view)
    assert form(amy, "/goal set")
