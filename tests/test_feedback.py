"""Feedback: first who reads it, then the words; a receipt when it is read, and the way back until then."""

from __future__ import annotations

import pytest

from sandbox.blocks import check_blocks
from sandbox.people import Person
from sandbox.records import View, read_words
from storage import feedback, members, rows
from storage.absences import Absence
from tests.cast import Workspace
from tests.feedback_room import TEXT, begin, choose, news, open_room, opened, read, write
from tests.floor import first_line, newest, type_in
from views import feedback as views
from views.words import translator


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_room(workspace)


def labels(view: View) -> list[str]:
    """Who may be chosen to read it."""
    (field,) = [element for element in view.elements if element["action_id"] == "feedback_audience"]
    return [option["text"]["text"] for option in field["options"]]


# --- the form ----------------------------------------------------------------------------------------------------


def test_who_reads_it_is_chosen_before_there_is_a_field_for_the_text(workspace: Workspace, amy: Person) -> None:
    view = begin(amy, "/feedback @ben")
    assert labels(view) == ["Ben Carter alone", "Ben Carter and the manager", "The manager alone", "Praise in public"]
    assert "text" not in view.values
    choose(amy, view, "person")
    assert "*Read by Ben Carter.* Nobody else, admins included. Once sent, this cannot be changed." in view.words
    assert view.submit == "Send"
    view.values["text"]["text"]["value"] = TEXT
    choose(amy, view, "with_manager")
    assert "*Read by Ben Carter, 梅 (Mei Lin).*" in view.words
    assert view.values["text"]["text"]["value"] == TEXT


def test_without_a_choice_next_asks_for_it_and_the_text_comes_after(workspace: Workspace, amy: Person) -> None:
    view = begin(amy, "/feedback @ben")
    assert "audience" in amy.submit(view).errors
    view.values["audience"]["feedback_audience"]["selected_option"] = view.elements[0]["options"][0]
    assert amy.submit(view).view is view
    assert "text" in view.values
    assert amy.submit(view, {"text": TEXT}).view is None


def test_the_person_can_be_chosen_in_the_form(workspace: Workspace, amy: Person) -> None:
    view = begin(amy, "/feedback")
    amy.choose(view, "feedback_person", "@ben")
    assert "Feedback for *Ben Carter*" in view.words
    choose(amy, view, "person")
    assert amy.submit(view, {"text": TEXT}).view is None
    assert TEXT in read(workspace, workspace["ben"])


@pytest.mark.words
@pytest.mark.parametrize(
    ("handle", "words"),
    [
        ("amy", "Feedback is for others. `/feedback ask @mei about my demo` asks for some about you."),
        ("pat", "Pat Novak is no full member of this workspace. Feedback stays among colleagues."),
        ("gus", "Gus Romero is no full member of this workspace. Feedback stays among colleagues."),
    ],
)
def test_for_whom_there_is_none(workspace: Workspace, amy: Person, handle: str, words: str) -> None:
    assert type_in(amy, f"/feedback @{handle} great").words == words
    view = begin(amy, "/feedback great job")
    amy.choose(view, "feedback_person", f"@{handle}")
    assert words in view.words
    assert view.values["text"]["text"]["value"] == "great job"
    amy.close(view)
    view = begin(amy, "/feedback")
    assert words in amy.submit(view, {"person": f"@{handle}"}).errors["person"]


def test_a_line_in_a_channel_is_in_the_form_and_nowhere_else(workspace: Workspace, amy: Person, ben: Person) -> None:
    workspace.deliver()
    before = len(ben.sees("#field"))
    view = begin(amy, "/feedback Zephyr job @ben, as with @mei")
    assert view.values["text"]["text"]["value"] == "Zephyr job , as with @梅 (Mei Lin)"
    workspace.deliver()
    assert len(ben.sees("#field")) == before
    assert "audience" in amy.submit(view).errors
    choose(amy, view, "person")
    assert view.values["text"]["text"]["value"].startswith("Zephyr job")


def test_a_mention_keeps_nothing_of_the_line_and_offers_the_form(workspace: Workspace, amy: Person) -> None:
    amy.say("#field", "@Bellringer feedback Zephyr job @ben")
    workspace.deliver()
    answer = amy.sees("#field")[-1]
    assert first_line(answer) == (
        "Feedback is written in a form, so that only those you choose read it. I kept nothing of your line."
    )
    assert amy.click(answer, answer.button("Open the form")).view is not None
    assert "Zephyr" not in str([row.payload for row in workspace.posts()])


def test_a_manager_cannot_be_chosen_where_there_is_none(workspace: Workspace, amy: Person, mei: Person) -> None:
    assert labels(begin(amy, "/feedback @mei")) == ["梅 (Mei Lin) alone", "Praise in public"]
    assert labels(begin(amy, "/feedback @li")) == ["李娜 (Li Na) alone"]
    assert labels(begin(mei, "/feedback @ben")) == ["只有 Ben Carter", "公开表扬"]


def test_whoever_is_thanked_quietly_is_not_praised_in_public(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(ben, "/kudos quiet on")
    assert "Praise in public" not in labels(begin(amy, "/feedback @ben"))


def test_when_the_readers_are_others_by_now_the_giver_looks_again(workspace: Workspace, amy: Person) -> None:
    view = choose(amy, begin(amy, "/feedback @ben"), "with_manager")
    type_in(workspace["ada"], "/sales team manager @li")
    reply = amy.submit(view, {"text": TEXT})
    assert reply.view is view
    assert "*Who reads it is different now.*" in view.words
    assert "*Read by Ben Carter, 李娜 (Li Na), 梅 (Mei Lin).*" in view.words
    assert view.values["text"]["text"]["value"] == TEXT
    assert amy.submit(view).view is None


def test_an_empty_text_and_one_too_long_are_told(workspace: Workspace, amy: Person) -> None:
    view = choose(amy, begin(amy, "/feedback @ben"), "person")
    assert amy.submit(view, {"text": " \n "}).errors == {"text": "Write a sentence or two."}
    amy.close(view)
    long = begin(amy, "/feedback @ben " + "word " * 700)
    assert "Your line is longer than 3,000 characters: its end is missing here." in long.words


# --- who hears what ----------------------------------------------------------------------------------------------


def test_the_receiver_reads_it_and_the_giver_gets_a_receipt(workspace: Workspace, amy: Person, ben: Person) -> None:
    write(amy, "@ben", "person")
    workspace.deliver()
    assert first_line(newest(workspace, amy)) == "Sent: feedback for *Ben Carter*."
    assert first_line(news(ben)) == "*Amy Lindgren* has feedback for you. You alone read it."
    assert "Zephyr" not in news(ben).words
    words = read(workspace, ben)
    assert TEXT in words
    assert "Read by Ben Carter. Nobody else." in words
    workspace.deliver()
    assert amy.sees("@Bellringer")[-1].words == "*Ben Carter* has read your feedback."
    assert TEXT in read(workspace, ben)
    workspace.deliver()
    assert len(workspace.posts("feedback_read")) == 1


def test_with_the_manager_each_has_their_own_receipt(
    workspace: Workspace, amy: Person, ben: Person, mei: Person
) -> None:
    write(amy, "@ben", "with_manager")
    workspace.deliver()
    assert first_line(news(ben)) == "*Amy Lindgren* has feedback for you. You and your manager read it."
    assert "Ben Carter 也能看到" in news(mei, "反馈").words
    message = news(mei, "反馈")
    assert TEXT in opened(mei, message, "查看").words
    workspace.deliver()
    assert amy.sees("@Bellringer")[-1].words == "*梅 (Mei Lin)* has read your feedback about *Ben Carter*."


def test_what_is_for_the_manager_alone_its_subject_never_hears_of(
    workspace: Workspace, amy: Person, ben: Person, mei: Person
) -> None:
    before = len(ben.sees("@Bellringer"))
    write(amy, "@ben", "manager")
    workspace.deliver()
    assert len(ben.sees("@Bellringer")) == before
    assert "只给经理看" in news(mei, "反馈").words
    assert "From" not in type_in(ben, "/feedback list").words


def test_a_new_manager_reads_nothing_that_was_written_before(
    workspace: Workspace, amy: Person, li: Person, ada: Person
) -> None:
    write(amy, "@ben", "with_manager")
    type_in(ada, "/sales team manager @li")
    workspace.deliver()
    assert [row.channel for row in workspace.posts("feedback")] == [workspace["ben"].id, workspace["mei"].id]
    with workspace.look() as tx:
        member = members.find(tx, li.id)
        assert member is not None
        assert feedback.read(tx, 1, member) is None
        assert feedback.unread(tx, member.id) == 0


def test_no_button_opens_it_for_anybody_else(workspace: Workspace, amy: Person, ben: Person, ada: Person) -> None:
    write(amy, "@ben", "person")
    workspace.deliver()
    button = news(ben).button("Read")
    card = type_in(ada, "/sales me")
    before = ada.modal()
    ada.click(card, {**card.elements[0], **button})
    workspace.deliver()
    assert ada.modal() is before
    assert newest(workspace, ada).words == "That is not here any more: its author took it back."


# --- taking it back ----------------------------------------------------------------------------------------------


def test_until_it_is_read_it_can_be_taken_back(workspace: Workspace, amy: Person, ben: Person) -> None:
    write(amy, "@ben", "person")
    workspace.deliver()
    receipt = newest(workspace, amy)
    amy.click(receipt, receipt.button("Take it back"))
    workspace.deliver()
    assert newest(workspace, amy).words == "Taken back. Nothing of it is kept."
    assert ben.sees("@Bellringer")[-1].words == "Amy Lindgren took this feedback back."
    with workspace.look() as tx:
        assert feedback.find(tx, 1) is None
        assert feedback.readers(tx, 1) == []


def test_taken_back_before_it_left_nobody_hears_of_it(workspace: Workspace, amy: Person, ben: Person) -> None:
    before = len(ben.sees("@Bellringer"))
    write(amy, "@ben", "person")
    listed = type_in(amy, "/feedback list")
    amy.click(listed, listed.button("Take it back"))
    workspace.deliver()
    assert len(ben.sees("@Bellringer")) == before


def test_once_one_has_read_it_it_stays(workspace: Workspace, amy: Person, ben: Person) -> None:
    write(amy, "@ben", "with_manager")
    workspace.deliver()
    receipt = newest(workspace, amy)
    read(workspace, ben)
    amy.click(receipt, receipt.button("Take it back"))
    workspace.deliver()
    assert newest(workspace, amy).words == "Ben Carter has read it: it can't be taken back any more."
    assert "Take it back" not in type_in(amy, "/feedback list").words


def test_nobody_but_the_giver_takes_it_back(workspace: Workspace, amy: Person, ben: Person, ada: Person) -> None:
    write(amy, "@ben", "person")
    workspace.deliver()
    receipt = newest(workspace, amy)
    card = type_in(ada, "/sales me")
    ada.click(card, {**card.elements[0], **receipt.button("Take it back")})
    assert TEXT in read(workspace, ben)


# --- in public ---------------------------------------------------------------------------------------------------


def test_praise_in_public_says_where_and_is_confirmed(workspace: Workspace, amy: Person, ben: Person) -> None:
    view = choose(amy, begin(amy, "/feedback @ben", "#ext-betaco"), "public")
    assert "*Everybody in <#C0FIELD> reads it.*" in view.words
    assert view.submit == "Continue"
    assert amy.submit(view, {"text": TEXT}).view is view
    workspace.deliver()
    assert not any("Zephyr" in message.words for message in ben.sees("#field"))
    assert "*Post it?* It goes to <#C0FIELD> at once, with your name." in view.words
    assert view.values["text"]["text"]["value"] == TEXT
    assert view.submit == "Post it"
    assert amy.submit(view).view is None
    workspace.deliver()
    assert ben.sees("#field")[-1].words == f"🙌 *Amy Lindgren* praises <@{ben.id}>\n{TEXT}"
    assert not any("Zephyr" in message.words for message in amy.sees("#ext-betaco"))


def test_who_turns_back_at_the_last_step_posts_nothing(workspace: Workspace, amy: Person, ben: Person) -> None:
    view = choose(amy, begin(amy, "/feedback @ben"), "public")
    amy.submit(view, {"text": TEXT})
    choose(amy, view, "person")
    assert view.submit == "Send"
    assert amy.submit(view).view is None
    workspace.deliver()
    assert workspace.posts("praise") == []
    assert TEXT in read(workspace, ben)


def test_public_praise_is_taken_back_within_the_hour(workspace: Workspace, amy: Person, ben: Person) -> None:
    write(amy, "@ben", "public")
    workspace.deliver()
    receipt = newest(workspace, amy)
    workspace.clock.move(minutes=30)
    amy.click(receipt, receipt.button("Take it back"))
    workspace.deliver()
    assert "_Praise was here; its author took it back, 10:30._" in [m.words for m in ben.sees("#field")]
    assert not any("Zephyr" in message.words for message in ben.sees("#field"))
    write(amy, "@ben", "public")
    workspace.deliver()
    receipt = newest(workspace, amy)
    workspace.clock.move(minutes=61)
    amy.click(receipt, receipt.button("Take it back"))
    workspace.deliver()
    assert newest(workspace, amy).words == "It has been in the channel for more than an hour: it stays."


def test_praise_never_goes_where_outsiders_read(workspace: Workspace, amy: Person) -> None:
    write(amy, "@ben", "public")
    workspace.slack.channel_called("#field").shared_with.append("T0BETA")
    workspace.deliver()
    assert not any("Zephyr" in message.words for message in amy.sees("#field"))
    assert "Zephyr" not in str([(row.payload, row.error) for row in workspace.posts()])


# --- asking ------------------------------------------------------------------------------------------------------


def ask(workspace: Workspace, person: Person, whom: str, audience: str = "person") -> None:
    view = begin(person, f"/feedback ask {whom} about my demo")
    assert labels(view) == ["I alone", "I and my manager", "My manager alone"][: len(labels(view))]
    choose(person, view, audience)
    assert person.submit(view).view is None
    workspace.deliver()


def test_who_is_asked_sees_who_will_read_it_and_cannot_change_it(
    workspace: Workspace, amy: Person, ben: Person
) -> None:
    ask(workspace, amy, "@ben", "with_manager")
    question = news(ben)
    button = question.button("Write")
    assert question.words.split("\n")[:3] == [
        "*Amy Lindgren* asks for your feedback.",
        "my demo",
        "*Read by Amy Lindgren, 梅 (Mei Lin).* Nobody else, admins included. Once sent, this cannot be changed.",
    ]
    view = ben.click(question, button).view
    assert view is not None
    assert "audience" not in view.values
    assert "*Read by Amy Lindgren, 梅 (Mei Lin).*" in view.words
    assert ben.submit(view, {"text": TEXT}).view is None
    assert TEXT in read(workspace, amy)
    workspace.deliver()
    assert "You have answered." in news(ben, "asks for").words
    message = news(ben, "asks for")
    ben.click(message, button)
    workspace.deliver()
    assert newest(workspace, ben).words == "That is answered already. `/feedback @ben` writes more."


def test_who_declines_is_told_on(workspace: Workspace, amy: Person, ben: Person) -> None:
    ask(workspace, amy, "@ben")
    before = len(amy.sees("@Bellringer"))
    question = news(ben)
    ben.click(question, question.button("Not this time"))
    workspace.deliver()
    assert len(amy.sees("@Bellringer")) == before
    assert "Not this time." in news(ben, "asks for").words
    assert "asks for your feedback" not in type_in(ben, "/feedback list").words


def test_the_own_manager_who_is_asked_is_no_reader_besides(workspace: Workspace, amy: Person) -> None:
    assert labels(begin(amy, "/feedback ask @mei about my demo")) == ["I alone"]


def test_only_who_is_asked_can_answer(workspace: Workspace, amy: Person, ben: Person, li: Person) -> None:
    ask(workspace, amy, "@ben")
    card = type_in(li, "/sales me")
    li.click(card, {**card.elements[0], **news(ben).button("Write")})
    assert li.modal() is None


def test_who_is_away_is_asked_when_they_are_back(workspace: Workspace, amy: Person, ben: Person) -> None:
    with workspace.change() as tx:
        member = members.find(tx, ben.id)
        assert member is not None
        today = workspace.clock().date()
        rows.insert(tx, Absence, member_id=member.id, first_day=today, last_day=today)
    before = len(ben.sees("@Bellringer"))
    ask(workspace, amy, "@ben")
    assert len(ben.sees("@Bellringer")) == before
    workspace.clock.move(days=1)
    workspace.deliver()
    assert "asks for your feedback" in ben.sees("@Bellringer")[-1].words


# --- the list, and being forgotten -------------------------------------------------------------------------------


def test_the_list_has_what_waits_first_and_no_texts(workspace: Workspace, amy: Person, ben: Person) -> None:
    assert type_in(ben, "/feedback list").words.startswith("No feedback yet.")
    write(amy, "@ben", "person")
    write(amy, "@ben", "manager")
    listed = type_in(ben, "/feedback list")
    assert first_line(listed) == "*Your feedback*"
    assert [line for line in listed.words.split("\n") if line.startswith("From")] == [
        "From *Amy Lindgren* about *Ben Carter*, Wed 25 Nov 09:00"
    ]
    mine = type_in(amy, "/feedback list")
    assert mine.words.count("not read yet") == 2
    assert "Zephyr" not in listed.words + mine.words
    assert TEXT in opened(amy, mine, "Show").words
    with workspace.look() as tx:
        reader = members.find(tx, ben.id)
        assert reader is not None
        assert feedback.unread(tx, reader.id) == 1


def test_the_empty_form_says_that_something_waits(workspace: Workspace, amy: Person, ben: Person) -> None:
    write(amy, "@ben", "person")
    view = begin(ben, "/feedback")
    assert "One piece of feedback waits to be read: `/feedback list`" in view.words
    ben.close(view)
    read(workspace, ben)
    assert "waits to be read" not in begin(ben, "/feedback").words


def test_home_tells_what_waits(workspace: Workspace, amy: Person, ben: Person) -> None:
    write(amy, "@ben", "person")
    ask(workspace, amy, "@ben")
    with workspace.look() as tx:
        member = members.find(tx, ben.id)
        assert member is not None
        rows_ = views.on_home(translator("en"), feedback.unread(tx, member.id), feedback.asked_of(tx, member.id))
    assert check_blocks(rows_) == []
    assert list(read_words(rows_)) == [
        "One piece of feedback waits to be read: `/feedback list`",
        "*Amy Lindgren* asks for your feedback",
        "Write",
    ]


def test_who_left_can_not_be_written_to_and_reads_nothing(workspace: Workspace, amy: Person, ben: Person) -> None:
    write(amy, "@ben", "person")
    with workspace.change() as tx:
        member = members.find(tx, ben.id)
        assert member is not None
        members.change(tx, member, is_active=False)
    workspace.deliver()
    assert [row.state for row in workspace.posts("feedback")] == ["cancelled"]
    assert type_in(amy, "/feedback @ben hello").words == "Ben Carter is not here any more."


def test_both_languages(workspace: Workspace, mei: Person, amy: Person) -> None:
    view = begin(mei, "/feedback 征求 @amy 关于我的演示")
    assert view.values["text"]["text"]["value"] == "我的演示"
    mei.close(view)
    assert begin(mei, "/sales 反馈 @amy 很好").values["text"]["text"]["value"] == "很好"
