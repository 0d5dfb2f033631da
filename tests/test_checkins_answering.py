"""Answering check-ins: early, late, not now, not this time; one of several; and what the person alone is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sandbox.blocks import check_blocks
from sandbox.people import Person
from sandbox.records import Message, read_words
from storage import absences, checkin_answers, checkin_rounds, members, teams
from tests.cast import Workspace
from tests.checkin_room import (
    answer,
    asked,
    fields_of,
    make,
    open_form,
    open_room,
    set_up,
    summaries,
    the_checkin,
    thread,
    tick,
)
from tests.floor import newest, press, type_in
from views import checkins as views
from views.words import translator

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""Nine in Berlin."""
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def room(workspace: Workspace) -> Workspace:
    return open_room(workspace)


def said(person: Person, line: str) -> str:
    """What a typed line is answered with."""
    message = person.command("#field", line).message
    assert message is not None, line
    return message.words.split("\n")[0]


def test_skip_with_a_reason_from_the_prompt_or_typed(workspace: Workspace, amy: Person, ben: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    prompt = asked(amy)[-1]
    view = amy.click(prompt, prompt.button("Skip")).view
    assert view is not None
    amy.submit(view, {"reason": "at a fair"})
    workspace.deliver()
    assert asked(amy)[-1].words.split("\n") == [
        "*Weekly check-in*: skipped this time (at a fair).",
        "Answer after all",
    ]
    assert said(ben, "/checkin skip - in transit") == "*Weekly check-in*: skipped this time (in transit)."
    tick(workspace, MONDAY + 2.5 * HOUR)
    assert [len(asked(person)) for person in (amy, ben)] == [1, 1]
    results = workspace["ada"].command("#field", "/checkin results").message
    assert results is not None
    assert "Not yet: Ada Okafor, Amy Lindgren (at a fair), Ben Carter (in transit)" in results.words
    answer(amy, open_form(amy, label="Answer after all"), "Back already")
    workspace.deliver()
    assert "in, thank you" in asked(amy)[-1].words


def test_later_asks_again_and_leaves_the_series_where_it_is(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    prompt = asked(amy)[-1]
    amy.click(prompt, prompt.button("Later"))
    workspace.deliver()
    waits = asked(amy)[-1]
    assert waits.words.split("\n")[0] == "*Weekly check-in*: when shall I ask again?"
    amy.click(waits, waits.button("In 1 hour"))
    workspace.deliver()
    assert asked(amy)[-1].words.split("\n")[0] == "*Weekly check-in*: I'll ask again, 10:00."
    tick(workspace, MONDAY + HOUR - timedelta(minutes=1))
    assert len(asked(amy)) == 1
    tick(workspace, MONDAY + HOUR)
    assert len(asked(amy)) == 2
    assert "Two minutes for" in asked(amy)[-1].words
    tick(workspace, MONDAY + timedelta(days=7))
    assert len([message for message in asked(amy) if "Two minutes" in message.words]) == 3 - 1


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/checkin snooze 3h", "*Weekly check-in*: I'll ask again, 12:00."),
        ("/checkin snooze 30m", "*Weekly check-in*: I'll ask again, 09:30."),
        ("/checkin snooze tomorrow", "*Weekly check-in*: I'll ask again, Tue 1 Dec 09:00."),
        ("/checkin 稍后 1小时", "*Weekly check-in*: I'll ask again, 10:00."),
        ("/checkin 稍后 明天", "*Weekly check-in*: I'll ask again, Tue 1 Dec 09:00."),
        ("/checkin snooze whenever", "I can't read whenever as a time. Type `/checkin snooze 1h`, `3h` or `tomorrow`."),
        ("/checkin snooze 900h", "I can wait from 5 minutes to 3 days. Type `/checkin snooze 1h`, `3h` or `tomorrow`."),
        ("/checkin 跳过 - 在路上", "*Weekly check-in*: skipped this time (在路上)."),
        ("/checkin skip", "*Weekly check-in*: skipped this time."),
        ("/sales 周报 跳过", "*Weekly check-in*: skipped this time."),
        ("/checkin edit", "There is nothing of yours to change. `/checkin` opens what waits for you."),
        ("/checkin nonsense", "I know no check-in nonsense. `/checkin list` shows them."),
    ],
)
def test_what_can_be_typed(workspace: Workspace, amy: Person, line: str, words: str) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    assert said(amy, line) == words


def test_who_is_not_asked_yet_is_asked_so_much_later_than_the_others(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY - HOUR)
    assert said(amy, "/checkin snooze 1h") == "*Weekly check-in*: I'll ask again, 10:00."
    tick(workspace, MONDAY)
    assert asked(amy) == []
    tick(workspace, MONDAY + HOUR)
    assert len(asked(amy)) == 1


def test_another_check_in_is_not_skipped_for_the_one_that_was_named(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    set_up(workspace, "standup", days=["3"])
    tick(workspace, MONDAY)
    nothing = "Nothing waits for your answer. `/checkin list` shows what is asked, and when."
    assert said(amy, "/checkin skip standup - in transit") == nothing
    assert said(amy, "/checkin skip in transit") == "*Weekly check-in*: skipped this time (in transit)."


def test_asked_again_tomorrow_although_it_has_ended(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    type_in(amy, "/checkin snooze tomorrow")
    for hours in (3, 12, 24):
        tick(workspace, MONDAY + hours * HOUR)
    assert "Two minutes for" in asked(amy)[-1].words
    answer(amy, open_form(amy), "A day late")
    workspace.deliver()
    assert thread(amy, summaries(amy)[0])[0].startswith("*Amy Lindgren* _added later_")


def test_away_from_the_reminder(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    tick(workspace, MONDAY + 2.4 * HOUR)
    reminder = asked(amy)[-1]
    assert reminder.words.split("\n")[0] == "*Weekly check-in* closes at 12:00; two lines are enough."
    amy.click(reminder, reminder.button("I'm away"))
    workspace.deliver()
    assert "you are away today, and nobody waits." in asked(amy)[-1].words
    with workspace.look() as tx:
        member = members.find(tx, amy.id)
        assert member is not None
        assert absences.on(tx, member.id, MONDAY.date()) is not None


def test_early_before_the_prompt(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY - 2 * HOUR)
    view = amy.command("#field", "/checkin").view
    assert view is not None
    answer(amy, view, "I am off to the airport")
    workspace.deliver()
    tick(workspace, MONDAY)
    assert asked(amy) == []
    assert len(asked(workspace["ben"])) == 1
    tick(workspace, MONDAY + 3 * HOUR)
    assert thread(amy, summaries(amy)[0]) != []
    assert "1 of 4 answered." in summaries(amy)[0].words


def test_nothing_waits(workspace: Workspace, amy: Person) -> None:
    assert said(amy, "/checkin") == "Nothing waits for your answer. `/checkin list` shows what is asked, and when."
    set_up(workspace)
    assert said(amy, "/checkin") == "Nothing waits for your answer. `/checkin list` shows what is asked, and when."


def test_one_of_several(workspace: Workspace, amy: Person) -> None:
    make(workspace, schedule={"weekdays": "0", "at": "09:00"}, name="South")
    make(workspace, schedule={"weekdays": "0", "at": "09:00"}, name="North")
    tick(workspace, MONDAY)
    question = amy.command("#field", "/checkin").message
    assert question is not None
    assert question.words == "Which one?\nNorth\nSouth"
    view = amy.click(question, question.button("South")).view
    assert view is not None
    assert view.title == "South"
    answer(amy, view, "From the south")
    assert said(amy, "/checkin skip north - no time") == "*North*: skipped this time (no time)."


def test_an_empty_form_is_not_sent(workspace: Workspace, amy: Person) -> None:
    make(workspace, schedule={"weekdays": "0", "at": "09:00"})
    tick(workspace, MONDAY)
    reply = answer(amy, open_form(amy), "  ")
    assert list(reply.errors.values()) == ["Nothing is filled in. Two words are enough; or type `/checkin skip`."]


@pytest.mark.words
@pytest.mark.parametrize(
    ("kind", "typed", "stored", "problem"),
    [
        ("number", "1,200", "1200", ""),
        ("number", "12,5", "12.5", ""),
        ("number", "９０", "90", ""),
        ("number", "many", "", "I can't read many as a number. Type it like 12 or 12.5."),
        ("number", "1e999", "", "I can't read 1e999 as a number. Type it like 12 or 12.5."),
        ("scale", "7", "7", ""),
        ("yes_no", "no", "no", ""),
        ("choice", "1", "green", ""),
    ],
)
def test_kinds_of_answers(workspace: Workspace, amy: Person, kind: str, typed: str, stored: str, problem: str) -> None:
    make(
        workspace, [{"text": "?", "kind": kind, "options": ["red", "green"]}], schedule={"weekdays": "0", "at": "09:00"}
    )
    tick(workspace, MONDAY)
    reply = answer(amy, open_form(amy), typed)
    assert list(reply.errors.values()) == ([problem] if problem else [])
    if stored:
        with workspace.look() as tx:
            member = members.find(tx, amy.id)
            assert member is not None
            assert list(checkin_answers.of_member(tx, 1, member.id).values()) == [stored]


def test_what_follows_from_an_answer_is_asked_then(workspace: Workspace, amy: Person) -> None:
    set_up(workspace, "standup", clock="team")
    tick(workspace, datetime(2026, 11, 26, 8, 0, tzinfo=UTC))
    view = open_form(amy, asked(amy, "Daily standup")[-1])
    assert len(fields_of(view)) == 3
    answer(amy, view, "Calls", "More calls", "yes")
    more = amy.modal()
    assert more is not None
    assert [block["text"]["text"] for block in more.blocks if block["type"] == "section"] == [
        "That is stored. One more thing."
    ]
    answer(amy, more, "The contract is with legal")
    assert amy.modal() is None
    tick(workspace, datetime(2026, 11, 26, 11, 0, tzinfo=UTC))
    summary = summaries(amy, "Daily standup")[0].words
    assert "*Needs a hand*\n• *Amy Lindgren* The contract is with legal" in summary
    assert "*Is anything in your way?* yes 1" in summary


def test_the_next_round_closes_the_last_one(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    old = asked(amy)[-1]
    tick(workspace, MONDAY + 4 * HOUR)
    tick(workspace, MONDAY + timedelta(days=7))
    assert amy.click(old, old.button("Open")).view is None
    workspace.deliver()
    assert newest(workspace, amy).words == (
        "Weekly check-in of Mon 30 Nov is closed: the next one has begun. `/checkin` opens it."
    )


def test_pressing_twice_does_nothing_twice(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    first = open_form(amy)
    answer(amy, first, "Once")
    workspace.deliver()
    second = open_form(amy, label="Change")
    answer(amy, second, "Twice")
    tick(workspace, MONDAY + 3 * HOUR)
    assert len(summaries(amy)) == 1
    assert len(thread(amy, summaries(amy)[0])) == 1
    assert "1 of 4 answered." in summaries(amy)[0].words


def behind(workspace: Workspace, amy: Person) -> None:
    """Amy has won nothing of her quota, and half of what is left is open."""
    with workspace.change() as tx:
        member = members.find(tx, amy.id)
        assert member is not None
        start, end = date(2026, 11, 1), date(2026, 12, 1)
        teams.set_quota(tx, member, starts_on=start, ends_on=end, minor=8_000_000, currency="USD")
    type_in(amy, "/deal new Acme 40k 2026-11-30")


def contradicted(workspace: Workspace, amy: Person) -> Message:
    """Answer that all is on track; what Amy reads then."""
    behind(workspace, amy)
    set_up(workspace)
    tick(workspace, MONDAY)
    view = open_form(amy)
    names = fields_of(view)
    amy.submit(view, {names[1]: "on track"})
    workspace.deliver()
    return next(message for message in amy.sees("@Bellringer") if message.words.startswith("You wrote"))


def test_words_against_data_are_shown_to_the_rep_alone(workspace: Workspace, amy: Person) -> None:
    message = contradicted(workspace, amy)
    assert message.words.split("\n") == [
        "You wrote *on track*. Open deals cover half of what is left this month.",
        "Change it",
        "Explain",
        "Leave it",
        "Tell my manager",
        "Only you see this.",
    ]
    others = [row for row in workspace.posts() if "on track" in str(row.payload) and row.channel != amy.id]
    assert others == []


def test_change_it(workspace: Workspace, amy: Person) -> None:
    message = contradicted(workspace, amy)
    view = amy.click(message, message.button("Change it")).view
    assert view is not None
    amy.submit(view, {fields_of(view)[1]: "at risk"})
    tick(workspace, MONDAY + 3 * HOUR)
    assert "*How does the quarter look?* at risk 1" in summaries(amy)[0].words


def test_what_follows_an_answer_takes_nothing_back(workspace: Workspace, amy: Person) -> None:
    behind(workspace, amy)
    asked_first = {"text": "How is it?", "kind": "choice", "options": ["on track", "at risk"]}
    make(
        workspace, [asked_first, {"text": "Anything else?", "follows_id": 1}], schedule={"weekdays": "0", "at": "09:00"}
    )
    tick(workspace, MONDAY)
    more = answer(amy, open_form(amy), "on track").view
    assert more is not None
    answer(amy, more, "I'll call Zhang by Friday")
    edit = amy.command("#field", "/checkin edit").view
    assert edit is not None
    amy.submit(edit)
    workspace.deliver()
    told = [message.words for message in amy.sees("@Bellringer")]
    assert len([words for words in told if words.startswith("You wrote *on track*.")]) == 1
    assert len([words for words in told if words.startswith("I read 1 promise")]) == 1


def test_tell_my_manager(workspace: Workspace, amy: Person, mei: Person) -> None:
    message = contradicted(workspace, amy)
    press(workspace, amy, message, "Tell my manager")
    assert len([told for told in mei.sees("@Bellringer") if "on track" in told.words]) == 1


def test_a_line_that_sounds_like_a_promise(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    answer(amy, open_form(amy), "Quiet", "at risk", "I'll send Globex the quote by Friday")
    workspace.deliver()
    read = next(message for message in amy.sees("@Bellringer") if "I read 1 promise" in message.words)
    press(workspace, amy, read, "Make it a promise")
    assert "Promised" in newest(workspace, amy).words


def test_a_promise_in_chinese(workspace: Workspace, mei: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    answer(mei, open_form(mei, label="打开"), "平静的一周", "at risk", "周五前给海尔报价。下周一拜访格力。")
    workspace.deliver()
    read = next(message for message in mei.sees("@Bellringer") if "承诺" in message.words)
    assert read.words.split("\n") == [
        "读到 2 项承诺：*给海尔报价*（12月4日周五）、*拜访格力*（12月7日周一）。",
        "都记为承诺",
        "选择",
        "都不是",
    ]
    press(workspace, mei, read, "都记为承诺")
    assert newest(workspace, mei).words.startswith("承诺：")


def test_home_and_brief_know_what_waits(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    with workspace.look() as tx:
        member = members.find(tx, amy.id)
        assert member is not None
        (waiting,) = checkin_rounds.waiting_for(tx, member.id, tx.now)
        assert (waiting.checkin_name, waiting.closes_at) == ("Weekly check-in", MONDAY + 3 * HOUR)
        assert checkin_rounds.part_of(tx, waiting.round_id, member.id) is not None
        assert the_checkin(workspace).id == waiting.checkin_id
        home = views.on_home(translator("en"), [waiting] * 4, "Europe/Berlin", tx.now)
        assert check_blocks(home) == []
        words = list(read_words(home))
        assert words[0] == "*Weekly check-in* is open until 12:00."
        assert words[-1] == "1 more: `/checkin`"
        assert len(home) == 4
    answer(amy, open_form(amy), "Done")
    with workspace.look() as tx:
        assert list(checkin_rounds.waiting_for(tx, member.id, tx.now)) == []


def test_in_the_direct_messages_a_button_opens_the_form(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY - HOUR)
    amy.say("@Bellringer", "checkin")
    workspace.deliver()
    offer = asked(amy)[-1]
    assert offer.words == "*Weekly check-in* waits for you.\nOpen"
    answer(amy, open_form(amy, offer), "By way of a message")
    amy.say("@Bellringer", "周报 修改")
    workspace.deliver()
    assert open_form(amy).title == "Weekly check-in"


def test_buttons_under_old_messages_say_why_not(workspace: Workspace, amy: Person, ada: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    prompt = asked(amy)[-1]
    buttons = [prompt.button(label) for label in ("Skip", "Later")]
    answer(amy, open_form(amy), "Done")
    for button in buttons:
        assert amy.click(prompt, button).view is None
        workspace.deliver()
        words = "You have answered Weekly check-in already. `/checkin edit` changes it."
        assert newest(workspace, amy).words == words
    type_in(ada, "/checkin pause weekly")
    ben = workspace["ben"]
    late = asked(ben)[-1]
    question = type_in(ada, "/checkin delete weekly")
    ada.click(question, question.button("Delete"))
    assert ben.click(late, late.button("Open")).view is None
    workspace.deliver()
    assert "This check-in was deleted meanwhile." in newest(workspace, ben).words
