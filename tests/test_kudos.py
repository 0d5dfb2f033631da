"""Kudos: thanks by a line, a form, a message's menu or an emoji; told as loud as whoever is thanked likes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot import exports
from sandbox.blocks import check_blocks
from sandbox.people import Person
from sandbox.records import User, read_words
from scheduler import ticks
from storage import kudos, members, rows, workspaces
from tests.cast import Workspace
from tests.floor import first_line, form, newest, open_floor, press, type_in
from tests.scenes import scene
from views import kudos as views
from views.words import translator

FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
"""Three in the afternoon in Berlin."""


@pytest.fixture(autouse=True)
@scene
def floor(workspace: Workspace) -> Workspace:
    """Team Field; everybody is known to the bot."""
    open_floor(workspace)
    for handle in ("amy", "ben", "mei", "li"):
        workspace[handle].command("#field", "/sales me")
    return workspace


def given(workspace: Workspace) -> list[tuple[str, str, str]]:
    """Every thank-you that stands: from whom, to whom, what for; by first names."""
    table, places, people = (rows.table(t) for t in (kudos.Kudos, kudos.KudosReceiver, members.Member))
    givers = people.alias("givers")
    statement = (
        sa.select(givers.c.name, people.c.name, table.c.note, table.c.emoji)
        .join(places, places.c.kudos_id == table.c.id)
        .join(people, people.c.id == places.c.member_id)
        .join(givers, givers.c.id == table.c.giver_id)
        .order_by(table.c.id, places.c.id)
    )
    with workspace.look() as tx:
        return [
            (giver.split()[0], receiver.split()[0], note or f":{emoji}:")
            for giver, receiver, note, emoji in tx.connection.execute(statement)
        ]


def heard(person: Person, channel: str = "#field") -> list[str]:
    """What everybody reads in the channel."""
    return [message.words for message in person.sees(channel) if "🙌" in message.words or "hanks" in message.words]


def told(person: Person) -> list[str]:
    """What the bot said to somebody alone."""
    return [message.words for message in person.sees("@Bellringer")]


# --- by a line ---------------------------------------------------------------------------------------------------


def test_thanks_go_to_the_channel_and_to_each_of_those_who_are_thanked(
    workspace: Workspace, amy: Person, ben: Person, mei: Person
) -> None:
    receipt = type_in(amy, "/kudos @ben @mei great demo #service")
    assert first_line(receipt) == ("Thanked: *Ben Carter, 梅 (Mei Lin)* · #service · in <#C0FIELD> · 3 left today")
    workspace.deliver()
    assert heard(ben)[-1] == "🙌 *Amy Lindgren* thanks *Ben Carter, 梅 (Mei Lin)*: great demo\n#service"
    assert told(ben)[-1] == "🙌 *Amy Lindgren* thanks you: great demo\n#service"
    assert told(mei)[-1] == "🙌 *Amy Lindgren* 感谢你：great demo\n#服务"
    assert "<@" not in heard(ben)[-1]


@pytest.mark.words
@pytest.mark.parametrize(
    "line",
    [
        "/kudos 表扬 @李 演示很好 #服务",
        "/sales 表扬 @李 演示很好 #service",
        "/kudos #服务 @李 演示很好",
        "/kudos @Li 演示很好 ＃服务",
    ],
)
def test_chinese_names_and_values_are_read(workspace: Workspace, mei: Person, line: str) -> None:
    assert first_line(type_in(mei, line)).startswith("已感谢：*李娜 (Li Na)* · #服务")
    assert given(workspace) == [("梅", "李娜", "演示很好")]


def test_the_receipt_of_a_form_that_was_open_over_lunch_comes_as_a_direct_message(
    workspace: Workspace, amy: Person, ben: Person
) -> None:
    view = form(amy, "/kudos @ben")
    workspace.clock.move(minutes=45)
    amy.submit(view, {"note": "stayed late"})
    workspace.deliver()
    (receipt,) = amy.sees("@Bellringer")
    assert receipt.words.split("\n") == ["Thanked: *Ben Carter* · in <#C0FIELD> · 4 left today", "Undo"]


def test_a_mention_and_a_direct_message_work_too(workspace: Workspace, amy: Person) -> None:
    amy.say("#field", "@Bellringer kudos @ben great demo #service")
    amy.say("@Bellringer", "kudos @mei good plan")
    assert given(workspace) == [("Amy", "Ben", "great demo"), ("Amy", "梅", "good plan")]


def test_a_hashtag_that_is_a_channel_as_well_is_a_value(workspace: Workspace, amy: Person, ada: Person) -> None:
    type_in(ada, "/kudos values add wins")
    assert "· #wins ·" in first_line(type_in(amy, "/kudos @ben great demo #wins"))


def test_a_name_that_two_people_have_is_asked_about(workspace: Workspace, amy: Person) -> None:
    assert first_line(type_in(amy, "/kudos @Carter great demo")).startswith("Thanked: *Ben Carter*")
    for handle, name in (("nek", "Nora Ek"), ("tek", "Norbert Ek")):
        workspace.sandbox.add_person(User(f"U0{handle.upper()}", handle, name, workspace.slack.team.id))
    workspace["ada"].command("#field", "/sales team add @nek @tek")
    question = type_in(amy, "/kudos @Nor great demo")
    assert first_line(question) == "Which Nor?"
    assert first_line(press(workspace, amy, question, "Norbert Ek")).startswith("Thanked: *Norbert Ek*")


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/kudos @amy great demo", "Thanks to yourself don't count. Name a colleague: `/kudos @ben great demo`."),
        ("/kudos @ben @amy great", "Thanks to yourself don't count. Name a colleague: `/kudos @ben great demo`."),
        ("/kudos @pat great demo", "Pat Novak is no full member of this workspace: kudos stay among colleagues."),
        ("/kudos @gus great demo", "Gus Romero is no full member of this workspace: kudos stay among colleagues."),
        (
            "/kudos @zzz great demo",
            "I don't know who @zzz is. Type @ and pick the name from the list that Slack shows.",
        ),
        ("/kudos @ben " + "x" * 600, "That is long for a thank-you: 600 characters. 500 are the most."),
    ],
)
def test_whom_nobody_can_thank(workspace: Workspace, amy: Person, line: str, words: str) -> None:
    assert type_in(amy, line).words == words
    assert given(workspace) == []


def test_who_has_left_is_not_thanked(workspace: Workspace, amy: Person, ben: Person) -> None:
    with workspace.change() as tx:
        member = members.find(tx, ben.id)
        assert member is not None
        members.change(tx, member, is_active=False)
    assert type_in(amy, "/kudos @ben great demo").words == "Ben Carter is not here any more."
    assert given(workspace) == []


def test_an_unknown_value_is_asked_about_with_the_nearest_first(workspace: Workspace, amy: Person) -> None:
    question = type_in(amy, "/kudos @ben great demo #servise")
    assert question.words.split("\n") == [
        "#servise is not among our values. Which one?", "#service", "#courage", "#learning", "#teamwork", "Without"
    ]  # fmt: skip
    assert " · #service · " in first_line(press(workspace, amy, question, "#service"))
    assert given(workspace) == [("Amy", "Ben", "great demo")]


def test_a_manager_may_put_a_new_value_on_the_list_at_once(workspace: Workspace, mei: Person, amy: Person) -> None:
    question = type_in(mei, "/kudos @ben great demo #speed")
    assert " · #speed · " in first_line(press(workspace, mei, question, "添加 #speed"))
    assert " · #speed · " in first_line(type_in(amy, "/kudos @li great demo #speed"))


def test_the_same_line_again_is_asked_about(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/kudos @ben great demo")
    workspace.clock.move(seconds=40)
    question = type_in(amy, "/kudos @ben great demo")
    assert first_line(question) == "You thanked Ben Carter a moment ago. Again?"
    assert first_line(press(workspace, amy, question, "No")) == "Good: once it is."
    assert len(given(workspace)) == 1
    workspace.clock.move(minutes=3)
    type_in(amy, "/kudos @ben great demo")
    assert len(given(workspace)) == 2


# --- how many, how loud ------------------------------------------------------------------------------------------


def test_a_day_has_five_thanks_and_an_undo_gives_them_back(workspace: Workspace, amy: Person) -> None:
    receipt = type_in(amy, "/kudos @ben @mei @li great quarter")
    assert first_line(receipt).endswith("2 left today")
    assert type_in(amy, "/kudos @ben @mei @li again").words == ("You name 3 people, and have 2 thanks left today.")
    type_in(amy, "/kudos @ben @ada nice")
    assert type_in(amy, "/kudos @mei nice too").words == (
        "You have given all your thanks for today. Tomorrow there are 5 more."
    )
    press(workspace, amy, receipt, "Undo")
    assert first_line(type_in(amy, "/kudos @mei nice too")).endswith("2 left today")
    workspace.clock.move(days=1)
    assert first_line(type_in(amy, "/kudos @mei nice again")).endswith("4 left today")


def test_an_admin_says_how_many_a_day(workspace: Workspace, ada: Person, mei: Person, amy: Person) -> None:
    assert "管理员" in type_in(mei, "/kudos allowance 8").words
    assert first_line(type_in(ada, "/kudos allowance 1")) == "Everybody may thank one person a day."
    assert first_line(type_in(amy, "/kudos @ben great demo")).endswith("0 left today")
    assert type_in(ada, "/kudos allowance lots").words == "How many a day, from 1 to 50? Type `/kudos allowance 8`."


def test_who_likes_it_quiet_is_named_in_no_channel(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(ben, "/kudos quiet on")
    assert first_line(type_in(amy, "/kudos @ben great demo")) == (
        "Thanked: *Ben Carter* · Ben Carter alone hears it · 4 left today"
    )
    type_in(amy, "/kudos @ben @mei good plan")
    workspace.deliver()
    assert heard(amy) == ["🙌 *Amy Lindgren* thanks *梅 (Mei Lin)*: good plan"]
    assert [words for words in told(ben) if "🙌" in words] == [
        "🙌 *Amy Lindgren* thanks you: great demo",
        "🙌 *Amy Lindgren* thanks you: good plan",
    ]
    type_in(ben, "/kudos quiet off")
    type_in(amy, "/kudos @ben once more")
    workspace.deliver()
    assert heard(amy)[-1] == "🙌 *Amy Lindgren* thanks *Ben Carter*: once more"


def test_undo_corrects_the_post_and_the_word_and_redo_brings_them_back(
    workspace: Workspace, amy: Person, ben: Person
) -> None:
    receipt = type_in(amy, "/kudos @ben great demo")
    workspace.deliver()
    workspace.clock.move(minutes=42)
    undone = press(workspace, amy, receipt, "Undo")
    assert first_line(undone) == "Undone: thanks to Ben Carter."
    workspace.deliver()
    assert given(workspace) == []
    assert "_Thanks were here; they were taken back, 10:42._" in [m.words for m in amy.sees("#field")]
    assert told(ben)[-1] == "Amy Lindgren took a thank-you back."
    press(workspace, amy, undone, "Redo")
    workspace.deliver()
    assert heard(amy)[-1] == "🙌 *Amy Lindgren* thanks *Ben Carter*: great demo"


def test_undone_before_it_left_nobody_hears_of_it(workspace: Workspace, amy: Person, ben: Person) -> None:
    receipt = type_in(amy, "/kudos @ben great demo")
    amy.click(receipt, receipt.button("Undo"))
    workspace.deliver()
    assert heard(ben) == []
    assert not any("thank" in words for words in told(ben))


def test_typed_where_outsiders_read_it_goes_to_the_teams_own_channel(
    workspace: Workspace, amy: Person, pat: Person
) -> None:
    type_in(amy, "/kudos @mei great demo", "#ext-betaco")
    workspace.deliver()
    assert not any("great demo" in message.words for message in pat.sees("#ext-betaco"))
    assert heard(amy) == ["🙌 *Amy Lindgren* thanks *梅 (Mei Lin)*: great demo"]


def test_a_home_that_is_shared_meanwhile_hears_nothing(workspace: Workspace, amy: Person) -> None:
    workspace.slack.channel_called("#field").shared_with.append("T0BETA")
    type_in(amy, "/kudos @ben great demo")
    workspace.deliver()
    assert heard(amy) == []
    assert [row.state for row in workspace.posts("kudos")] == ["held"]


# --- by a form ---------------------------------------------------------------------------------------------------


def test_the_form_thanks_and_keeps_what_was_typed(workspace: Workspace, amy: Person) -> None:
    view = amy.command("#field", "/kudos").view
    assert view is not None
    refused = amy.submit(view, {"people": ["@amy"], "note": "great me"})
    assert "Thanks to yourself" in refused.errors["people"]
    assert view.values["note"]["note"]["value"] == "great me"
    assert amy.submit(view, {"people": ["@ben", "@mei"], "note": "great <demo>", "value": "#teamwork"}).view is None
    workspace.deliver()
    assert heard(amy)[-1].startswith("🙌 *Amy Lindgren* thanks *Ben Carter, 梅 (Mei Lin)*: great &lt;demo&gt;")
    assert first_line(newest(workspace, amy)).startswith("Thanked: *Ben Carter, 梅 (Mei Lin)* · #teamwork")


def test_a_line_without_a_reason_opens_the_form_with_the_person_in_it(workspace: Workspace, amy: Person) -> None:
    view = amy.command("#field", "/kudos @ben #courage").view
    assert view is not None
    assert view.values["people"]["people"]["selected_users"] == [workspace["ben"].id]
    assert view.values["value"]["value"]["selected_option"]["text"]["text"] == "#courage"
    assert amy.submit(view, {"note": "said no to a discount"}).view is None
    assert given(workspace) == [("Amy", "Ben", "said no to a discount")]


def test_a_messages_menu_thanks_whoever_wrote_it(workspace: Workspace, amy: Person, ben: Person, mei: Person) -> None:
    ben.say("#field", "I stayed late and sent Acme the offer.")
    message = amy.sees("#field")[-1]
    view = amy.shortcut("kudos_message", message).view
    assert view is not None
    assert view.values["people"]["people"]["selected_users"] == [ben.id]
    assert amy.submit(view, {"note": "for staying late"}).view is None
    workspace.deliver()
    assert given(workspace) == [("Amy", "Ben", "for staying late")]
    own = ben.shortcut("kudos_message", message).view
    assert own is not None
    assert own.values["people"]["people"]["selected_users"] == []


def test_where_no_form_opens_there_is_a_button(workspace: Workspace, amy: Person) -> None:
    amy.say("@Bellringer", "kudos")
    workspace.deliver()
    message = amy.sees("@Bellringer")[-1]
    assert amy.click(message, message.button("Open the form")).view is not None


# --- by a reaction -----------------------------------------------------------------------------------------------


@pytest.fixture
def trophies(workspace: Workspace, mei: Person) -> None:
    """🏆 counts in #field."""
    assert (
        first_line(type_in(mei, "/kudos reaction :trophy: on")) == "在本频道，给一条消息加 :trophy: 就是感谢写它的人。"
    )


@pytest.mark.usefixtures("trophies")
def test_an_emoji_gives_and_taking_it_off_takes_back(workspace: Workspace, amy: Person, ben: Person) -> None:
    ben.say("#field", "Acme has signed.")
    message = amy.sees("#field")[-1]
    amy.react(message, "trophy")
    assert given(workspace) == [("Amy", "Ben", ":trophy:")]
    assert "4 left today" in type_in(amy, "/kudos list").words
    amy.unreact(message, "trophy")
    assert given(workspace) == []
    assert "5 left today" in type_in(amy, "/kudos list").words
    workspace.deliver()
    assert heard(ben) == []


@pytest.mark.usefixtures("trophies")
def test_no_emoji_gives_to_oneself_to_outsiders_or_elsewhere(
    workspace: Workspace, amy: Person, ben: Person, pat: Person, mei: Person
) -> None:
    amy.say("#field", "I am great.")
    amy.react(amy.sees("#field")[-1], "trophy")
    amy.react(amy.sees("#field")[-1], "tada")
    ben.say("#wins", "Acme has signed.")
    amy.react(ben.sees("#wins")[-1], "trophy")
    type_in(mei, "/kudos reaction :trophy: on", "#ext-betaco")
    pat.say("#ext-betaco", "Our customer has signed.")
    amy.react(amy.sees("#ext-betaco")[-1], "trophy")
    amy.say("#ext-betaco", "Well done.")
    pat.react(pat.sees("#ext-betaco")[-1], "trophy")
    workspace.deliver()
    assert given(workspace) == []
    assert not any(row.audience == f"personal:{pat.id}" for row in workspace.posts())


@pytest.mark.usefixtures("trophies")
def test_an_emoji_counts_against_the_day_and_once_for_a_message(workspace: Workspace, amy: Person, ben: Person) -> None:
    for number in range(7):
        ben.say("#field", f"Signed number {number}.")
        amy.react(amy.sees("#field")[-1], "trophy")
    assert len(given(workspace)) == 5
    assert "You have given all your thanks" in type_in(amy, "/kudos @ben great demo").words


@pytest.mark.usefixtures("trophies")
def test_the_same_event_twice_is_one_thank_you(workspace: Workspace, amy: Person, ben: Person) -> None:
    ben.say("#field", "Acme has signed.")
    amy.react(amy.sees("#field")[-1], "trophy")
    event = next(r for r in reversed(workspace.sandbox.requests) if "reaction_added" in str(r.payload))
    workspace.sandbox.redeliver(event)
    assert len(given(workspace)) == 1


def test_who_reacts_where_it_does_not_count_is_not_asked_about(workspace: Workspace, ben: Person) -> None:
    ben.say("#field", "Acme has signed.")
    new = workspace.sandbox.add_person(User("U0NORA", "nora", "Nora", workspace.slack.team.id))
    workspace.slack.channel_called("#field").members.append(new.id)
    before = sum(call.method == "users.info" for call in workspace.slack.calls)
    new.react(new.sees("#field")[-1], "trophy")
    assert sum(call.method == "users.info" for call in workspace.slack.calls) == before


def test_only_who_leads_lets_an_emoji_count(workspace: Workspace, amy: Person, mei: Person) -> None:
    assert "Only managers can do that" in type_in(amy, "/kudos reaction :trophy: on").words
    assert type_in(amy, "/kudos reaction").words == (
        "No reaction gives kudos here. A manager types `/kudos reaction :trophy: on`."
    )
    type_in(mei, "/kudos reaction :trophy: on")
    assert type_in(amy, "/kudos reaction").words == "Gives kudos here: :trophy:"
    type_in(mei, "/kudos reaction :trophy: off")
    assert type_in(amy, "/kudos reaction").words.startswith("No reaction gives kudos here.")


def test_without_the_permission_the_emoji_is_refused_with_what_to_do(workspace: Workspace, mei: Person) -> None:
    with workspace.database.write() as connection:
        connection.execute(sa.text("UPDATE workspace SET scopes = 'chat:write'"))
    workspace.clock.move(minutes=1)
    assert "管理员" in type_in(mei, "/kudos reaction :trophy: on").words


# --- lists, values, the week -------------------------------------------------------------------------------------


def test_everybody_reads_their_own_and_who_leads_the_teams_numbers(
    workspace: Workspace, amy: Person, ben: Person, mei: Person
) -> None:
    type_in(amy, "/kudos @ben great demo #service")
    type_in(ben, "/kudos @amy good plan #teamwork")
    words = type_in(ben, "/kudos list").words
    assert "Amy Lindgren, Wed 25 Nov: great demo · #service" in words
    assert "Amy Lindgren, Wed 25 Nov: good plan · #teamwork" in words
    assert "*Field*" not in words
    assert "*Field*，" in type_in(mei, "/kudos list").words
    assert "#服务 1" in type_in(mei, "/kudos list").words


def test_values_are_the_workspaces_own(workspace: Workspace, amy: Person, mei: Person, ada: Person) -> None:
    assert type_in(amy, "/kudos values").words == "*What we thank for:* #courage · #learning · #service · #teamwork"
    assert "Only managers" in type_in(amy, "/kudos values add speed").words
    type_in(ada, "/kudos values add speed")
    type_in(ada, "/kudos values remove courage")
    assert type_in(amy, "/kudos values").words == "*What we thank for:* #learning · #service · #speed · #teamwork"
    assert type_in(ada, "/kudos values add not one word").words == (
        "A value is one word of up to 30 letters: `/kudos values add speed`."
    )
    assert type_in(ada, "/kudos values remove nonsense").words == (
        "#nonsense is none of our values. `/kudos values` lists them."
    )


def friday(workspace: Workspace) -> list[Any]:
    """The clock strikes on Friday afternoon; the posts of the week."""
    ticks.tick(workspace.database, workspace.clock())
    workspace.clock.now = FRIDAY
    ticks.tick(workspace.database, workspace.clock())
    workspace.deliver()
    return workspace.posts("kudos_week")


def test_friday_names_everybody_who_was_thanked_and_puts_nobody_first(
    workspace: Workspace, amy: Person, ben: Person, mei: Person
) -> None:
    type_in(mei, "/kudos reaction :trophy: on")
    type_in(amy, "/kudos @ben great demo #service")
    type_in(mei, "/kudos @ben @amy good plan")
    ben.say("#field", "Acme has signed.")
    mei.react(mei.sees("#field")[-1], "trophy")
    friday(workspace)
    assert heard(amy)[-1].split("\n") == [
        "*Thanks this week* · Field",
        "*Amy Lindgren* · 梅 (Mei Lin): good plan",
        "*Ben Carter* · Amy Lindgren: great demo · 梅 (Mei Lin): good plan · 梅 (Mei Lin): :trophy:",
    ]
    assert "<@" not in heard(amy)[-1]
    assert len(friday(workspace)) == 1


def test_a_holiday_loses_no_thanks_and_tells_none_twice(workspace: Workspace, amy: Person, ben: Person) -> None:
    with workspace.change(command="test") as tx:
        workspaces.change_settings(tx, days_off=[FRIDAY.date().isoformat()])
    type_in(amy, "/kudos @ben great demo")
    told = []
    for moment in (FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=7)):
        ticks.tick(workspace.database, workspace.clock())
        workspace.clock.now = moment
        ticks.tick(workspace.database, workspace.clock())
        workspace.deliver()
        told.append(heard(amy)[-1].split("\n")[1:])
        workspace.clock.move(minutes=30)
        type_in(amy, "/kudos @ben good plan")
    assert told == [["*Ben Carter* · Amy Lindgren: great demo"], ["*Ben Carter* · Amy Lindgren: good plan"]]


def test_a_week_without_thanks_is_passed_over_in_silence(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(ben, "/kudos quiet on")
    type_in(amy, "/kudos @ben great demo")
    assert friday(workspace) == []


def test_the_week_can_come_at_another_time_or_not_at_all(workspace: Workspace, amy: Person, mei: Person) -> None:
    assert "Only managers" in type_in(amy, "/sales team kudos off").words
    assert (
        first_line(type_in(mei, "/sales team kudos fri 14:30"))
        == "*Field* 的每周感谢在星期五 14:30发布（Europe/Berlin 时间）。"
    )
    type_in(amy, "/kudos @ben great demo")
    type_in(mei, "/sales team kudos off")
    assert friday(workspace) == []


def test_the_week_of_many_names_them_all(workspace: Workspace, ada: Person) -> None:
    handles = [f"seller{number:02}" for number in range(14)]
    for handle in handles:
        workspace.sandbox.add_person(User(f"U0{handle.upper()}", handle, handle.title(), workspace.slack.team.id))
    type_in(ada, "/kudos allowance 50")
    for start in (0, 7):
        line = " ".join(f"@{handle}" for handle in handles[start : start + 7])
        type_in(ada, f"/sales team add {line}")
        type_in(ada, f"/kudos {line} great quarter")
    friday(workspace)
    words = heard(ada)[-1]
    assert all(handle.title() in words for handle in handles)
    assert "great quarter" not in words


def test_home_tells_of_the_last_thanks(workspace: Workspace, amy: Person, ben: Person) -> None:
    def home(person: Person) -> list[str]:
        with workspace.look() as tx:
            member = members.find(tx, person.id)
            assert member is not None
            left = kudos.left(tx, member, workspace.clock().date())
            blocks = views.on_home(translator("en"), kudos.received_by(tx, member.id, limit=1), left)
        assert check_blocks(blocks) == []
        return list(read_words(blocks))

    assert home(ben) == ["5 thanks to give today", "Thank somebody"]
    type_in(amy, "/kudos @ben great demo")
    assert home(ben) == ["*Amy Lindgren* thanked you: great demo", "Thank somebody"]


def test_kudos_can_be_taken_away_as_a_table(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/kudos @ben @mei great demo #service")
    with workspace.look() as tx:
        header, cells = exports.table(tx, "kudos")
    assert header == ("day", "from", "to", "value", "note", "reaction")
    assert [row[1:] for row in cells] == [
        ("Amy Lindgren", "Ben Carter", "service", "great demo", ""),
        ("Amy Lindgren", "梅 (Mei Lin)", "service", "great demo", ""),
    ]
