"""Setting check-ins up: the form, the questions, who may see what, pausing and deleting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.people import Person
from sandbox.records import View
from storage import checkin_answers, checkin_questions, checkins, members, privacy
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

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""Nine in Berlin."""
HOUR = timedelta(hours=1)
WEEKLY = {"weekdays": "0", "at": "09:00"}


@pytest.fixture(autouse=True)
def room(workspace: Workspace) -> Workspace:
    return open_room(workspace)


def view_of(person: Person, line: str) -> View:
    view = person.command("#field", line).view
    assert view is not None, line
    return view


def texts(workspace: Workspace) -> list[str]:
    """The questions that are asked."""
    with workspace.look() as tx:
        return [question.text for question in checkin_questions.asked(tx, the_checkin(workspace).id)]


def test_new_asks_which_kind_and_opens_the_form(workspace: Workspace, ada: Person) -> None:
    question = type_in(ada, "/checkin new")
    assert question.words.split("\n") == [
        "What shall *Field* be asked?",
        "Weekly check-in",
        "Daily standup",
        "Pulse, anonymous",
        "Own questions",
    ]
    view = ada.click(question, question.button("Daily standup")).view
    assert view is not None
    ada.submit(view, {"time": "08:30", "who": ["amy", "ben"], "audience": "manager"})
    workspace.deliver()
    assert newest(workspace, ada).words.split("\n") == [
        "*Daily standup* asks 2 people on working days at 08:30 their time, open for 2 h; "
        "only the managers read the answers.",
        "Questions",
        "Change",
        "Undo",
    ]


def test_a_rep_may_not(workspace: Workspace, amy: Person) -> None:
    assert type_in(amy, "/checkin new").words.startswith("Only managers")
    set_up(workspace)
    for line in ("change weekly", "questions weekly", "pause weekly", "delete weekly", "resume weekly"):
        assert type_in(amy, f"/checkin {line}").words.startswith("Only managers"), line
    assert "Pause" not in type_in(amy, "/checkin list").words


def test_what_is_missing_is_said_under_its_field(workspace: Workspace, ada: Person) -> None:
    set_up(workspace)
    reply = ada.submit(view_of(ada, "/checkin new weekly"), {"audience": "channel", "who": ["gus"]})
    assert set(reply.errors) == {"name", "channel", "who"}
    assert reply.errors["name"] == "Field has a check-in of this name already."
    assert reply.errors["channel"] == "Which channel? Choose one, or let the team's own read it."


def test_change_keeps_what_is_not_changed(workspace: Workspace, ada: Person) -> None:
    set_up(workspace, who="ada", time="10:15", clock="person", long="until:17:00")
    view = view_of(ada, "/checkin change weekly")
    ada.submit(view, {"name": "Monday", "days": ["0", "3"]})
    workspace.deliver()
    assert newest(workspace, ada).words.split("\n")[0] == (
        "*Monday* asks 4 people on Mon, Thu at 10:15 their time, open until 17:00; the answers come to <#C0FIELD>."
    )
    assert the_checkin(workspace).by_person


def test_undo_takes_a_new_one_back(workspace: Workspace, ada: Person) -> None:
    set_up(workspace)
    press(workspace, ada, newest(workspace, ada), "Undo")
    with workspace.look() as tx:
        assert checkins.every(tx) == []
    tick(workspace, MONDAY)
    assert workspace.posts("checkin_prompt") == []


def test_own_questions_one_after_the_other_in_one_form(workspace: Workspace, ada: Person, amy: Person) -> None:
    ada.submit(view_of(ada, "/checkin new own"), {"name": "Weekly check-in"})
    listed = ada.modal()
    assert listed is not None
    for number, values in enumerate(
        (
            {"text": "How is it?", "kind": "choice", "options": "good\nbad"},
            {"text": "Why is it bad?", "follows": "1 How is it?", "follows_answer": "bad", "blocker": "1"},
            {"text": "How many calls?", "kind": "number"},
            {"text": "From 1 to 10?", "kind": "scale"},
            {"text": "Stuck?", "kind": "yes_no", "blocker": "1"},
        )
    ):
        form = ada.click(listed, "checkin_question_add").view
        assert form is listed, "the question takes the place of the list: no deeper stack"
        assert ada.submit(form, values).errors == {}, number
        listed = ada.modal()
        assert listed is not None
    assert len(workspace.slack.modals[ada.id]) == 1
    assert texts(workspace) == ["How is it?", "Why is it bad?", "How many calls?", "From 1 to 10?", "Stuck?"]
    assert "only after “bad” to 1" in str(listed.blocks)
    # the last one goes up, the third out
    for verb, block in (("up", 4), ("remove", 2)):
        accessory = [b for b in listed.blocks if "accessory" in b][block]
        value = next(o["value"] for o in accessory["accessory"]["options"] if o["value"].startswith(verb))
        ada.click(listed, "checkin_question_menu", value, accessory["block_id"])
        listed = ada.modal()
        assert listed is not None
    assert texts(workspace) == ["How is it?", "Why is it bad?", "Stuck?", "From 1 to 10?"]
    ada.submit(listed)
    workspace.deliver()
    assert newest(workspace, ada).words == "*Weekly check-in* asks 4 questions."
    tick(workspace)
    tick(workspace, MONDAY)
    view = open_form(amy)
    answer(amy, view, "bad", "yes", "3")
    more = amy.modal()
    assert more is not None
    answer(amy, more, "No leads")
    tick(workspace, MONDAY + 4 * HOUR)
    needs = "*Needs a hand*\n• *Amy Lindgren* No leads\n• *Amy Lindgren*: Stuck? yes\n"
    assert needs in summaries(amy)[0].words


@pytest.mark.words
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "Which?", "kind": "choice", "options": "only one"}, "options"),
        ({"text": "Which?", "kind": "choice", "options": "x" * 80 + "\nb"}, "options"),
        ({"text": "   ", "kind": "text"}, "text"),
        ({"text": "Why?", "follows": "2 How does the quarter look?", "follows_answer": "purple"}, "follows_answer"),
    ],
)
def test_questions_that_make_no_sense(workspace: Workspace, ada: Person, values: dict[str, str], field: str) -> None:
    set_up(workspace)
    listed = view_of(ada, "/checkin questions weekly")
    form = ada.click(listed, "checkin_question_add").view
    assert form is not None
    assert list(ada.submit(form, values).errors) == [field]


def test_another_kind_of_question_keeps_the_earlier_answers_apart(
    workspace: Workspace, ada: Person, amy: Person
) -> None:
    make(workspace, [{"text": "How many calls?"}], schedule=WEEKLY)
    tick(workspace, MONDAY)
    answer(amy, open_form(amy), "a few")
    listed = view_of(ada, "/checkin questions weekly")
    block = listed.blocks[0]
    form = ada.click(listed, "checkin_question_menu", block["accessory"]["options"][0]["value"], block["block_id"]).view
    assert form is not None
    ada.submit(form, {"kind": "number"})
    edit = amy.command("#field", "/checkin edit").view
    assert edit is not None
    assert edit.values[fields_of(edit)[0]][fields_of(edit)[0]]["value"] is None
    answer(amy, edit, "12")
    results = type_in(ada, "/checkin results")
    assert "a few" in results.words
    assert "12" in results.words


def test_to_the_managers_alone(workspace: Workspace, amy: Person, mei: Person, ben: Person) -> None:
    set_up(workspace, audience="manager")
    tick(workspace, MONDAY)
    answer(amy, open_form(amy), "Between us")
    tick(workspace, MONDAY + 3 * HOUR)
    assert summaries(amy) == []
    told = [message for message in mei.sees("@Bellringer") if "4 人中 1 人已填" in message.words]
    assert len(told) == 1
    below = [message.words for message in mei.sees("@Bellringer") if message.thread_ts == told[0].ts]
    assert any("Between us" in words for words in below)
    assert "Between us" not in type_in(ben, "/checkin results").words
    assert "Between us" in type_in(amy, "/checkin results").words
    assert "Between us" in type_in(mei, "/checkin results").words
    assert not any("Between us" in message.words for message in ben.sees("#field"))


def test_to_another_channel(workspace: Workspace, amy: Person) -> None:
    set_up(workspace, audience="channel", channel="general")
    tick(workspace, MONDAY)
    answer(amy, open_form(amy), "For everybody")
    tick(workspace, MONDAY + 3 * HOUR)
    assert summaries(amy) == []
    assert [row.channel for row in workspace.posts("checkin_summary")] == [
        workspace.slack.channel_called("#general").id
    ]


def test_where_outsiders_read_it_is_held(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    answer(amy, open_form(amy), "Not for them")
    workspace.slack.channel_called("#field").shared_with.append("T0BETA")
    workspace.clock.move(minutes=2)
    tick(workspace, MONDAY + 3 * HOUR)
    assert [row.state for row in workspace.posts("checkin_summary")] == ["held"]
    assert workspace.posts("checkin_answers") == []


def test_by_person_and_by_question_for_the_reader_alone(workspace: Workspace, amy: Person, ben: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    answer(amy, open_form(amy), "Acme", "at risk")
    tick(workspace, MONDAY + 3 * HOUR)
    summary = summaries(ben)[0]
    ben.click(summary, summary.button("By question"))
    workspace.deliver()
    shown = newest(workspace, ben)
    assert shown.ephemeral_to == ben.id
    assert "*What moved last week?*\n• *Amy Lindgren* Acme" in shown.words
    assert summaries(amy)[0].words == summary.words


def test_list_and_results_of_a_day(workspace: Workspace, ada: Person, amy: Person) -> None:
    set_up(workspace)
    words = type_in(ada, "/checkin list").words
    assert "*Weekly check-in* asks 4 people on Monday at 09:00" in words
    assert "_next Mon 30 Nov_" in words or "_next Mon, Nov 30_" in words
    assert type_in(ada, "/checkin results").words == "Weekly check-in has not been asked yet. Its answers will be here."
    tick(workspace, MONDAY)
    answer(amy, open_form(amy), "First")
    tick(workspace, MONDAY + timedelta(days=7))
    answer(amy, open_form(amy), "Second")
    assert "Second" in type_in(ada, "/checkin results").words
    assert "First" in type_in(ada, "/checkin results weekly 2026-11-30").words
    assert type_in(ada, "/checkin results 2026-12-01").words.startswith("Weekly check-in was not asked on")


def test_every_second_week(workspace: Workspace, amy: Person) -> None:
    set_up(workspace, weeks="2")
    for week in range(4):
        tick(workspace, MONDAY + week * timedelta(days=7))
        assert len(asked(amy)) == (1, 1, 2, 2)[week]


def test_in_chinese(workspace: Workspace, ada: Person, mei: Person) -> None:
    ada.command("#field", "/sales team language 中文")
    view = mei.command("#field", "/sales 周报 新建 周报").view
    assert view is not None
    mei.submit(view)
    workspace.deliver()
    assert newest(workspace, mei).words.split("\n")[0] == (
        "*周报*：星期一 09:00 问 4 人，开放 3 小时；回答发到 <#C0FIELD>。"
    )
    tick(workspace)
    for hour in range(3):
        tick(workspace, MONDAY + hour * HOUR)
    assert texts(workspace)[0] == "上周有什么进展？"
    prompt = [message for message in ada.sees("@Bellringer") if "*周报*" in message.words][-1]
    answer(ada, open_form(ada, prompt), "一切顺利", "正常", "签合同", "法务还没回")
    tick(workspace, MONDAY + 3 * HOUR)
    assert summaries(ada, "周报")[0].words.split("\n")[:4] == [
        "*周报* · 11月30日周一 · 4 人中 1 人已填。",
        "*需要支援*",
        "• *Ada Okafor* 法务还没回",
        "*本季度情况如何？* 正常 1",
    ]
    assert "还有 3 人外出或在忙。" in summaries(ada, "周报")[0].words


def test_who_is_forgotten_takes_their_answers_along(workspace: Workspace, amy: Person) -> None:
    set_up(workspace)
    tick(workspace, MONDAY)
    answer(amy, open_form(amy), "Something of my own")
    with workspace.change() as tx:
        member = members.find(tx, amy.id)
        assert member is not None
        privacy.forget(tx, member)
    tick(workspace, MONDAY + 3 * HOUR)
    assert not any(
        "Something of my own" in words for s in summaries(workspace["ada"]) for words in thread(workspace["ada"], s)
    )
    with workspace.look() as tx:
        assert [texts_ for _part, texts_ in checkin_answers.given(tx, 1)] == [{}]
