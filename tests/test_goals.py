"""Goals in Slack: set with a verdict, told, adjusted, closed; by whom, and seen by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest

from sandbox.people import Person
from sandbox.records import Message
from storage import goal_records, goals, members
from storage.goal_records import Goal
from tests.cast import Workspace
from tests.floor import form, newest, open_floor, press, type_in
from views import goal_forms as forms

TODAY = date(2026, 11, 25)
NO_RIGHT = "Only managers can do that. Ask 梅 (Mei Lin)."


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


@pytest.fixture
def won(workspace: Workspace, amy: Person) -> Callable[..., None]:
    """Amy wins so many deals in each of the months before November, the latest last; each of a new customer."""

    random = Random(7)

    def win(*monthly: int, amount: str = "10k", person: Person = amy) -> None:
        for back, count in enumerate(reversed(monthly), 1):
            month = 11 - back
            for number in range(count):
                name = "".join(random.choices("bcdfghjklmnpqrstvwxz", k=9))
                type_in(person, f"/deal won {name} {amount} 2026-{month:02}-{3 + 2 * number:02}")
                workspace.clock.move(seconds=1)

    return win


def stored(workspace: Workspace, person: Person) -> list[Goal]:
    with workspace.look() as tx:
        member = members.find(tx, person.id)
        assert member is not None
        return goal_records.open_of_member(tx, member.id)


def set_goal(workspace: Workspace, person: Person, line: str) -> Message:
    """Type a goal and press the first button."""
    return press(workspace, person, type_in(person, f"/goal {line}"), "Set it")


def labels(message: Message) -> list[str]:
    return [element["text"]["text"] for element in message.elements if element["type"] == "button"]


# Setting


def test_a_line_gets_its_verdict_before_anything_is_set(workspace: Workspace, amy: Person, won: Any) -> None:
    won(2, 3, 2, 4, 3, 2)
    verdict = type_in(amy, "/goal 9 new customers this month")
    assert verdict.words.split("\n")[:6] == [
        "*9 new customers* November 2026, from Sun 1 Nov to Mon 30 Nov.",
        "✓ *Specific*  it is clear what counts",
        "✓ *Measurable*  I count it from the deals, every day",
        "△ *Achievable*  beyond what was ever done: the last 6 months brought 2–4; 9 has a chance of 3 %",
        "✓ *Relevant*  it is what the team is measured by",
        "✓ *Time-bound*  30 days, until Mon 30 Nov",
    ]
    assert labels(verdict) == ["Set it", "Set 2 instead", "Change"]
    assert stored(workspace, amy) == []
    receipt = press(workspace, amy, verdict, "Set 2 instead")
    assert receipt.words.split("\n")[0] == "Set: *2 new customers* November 2026."
    (goal,) = stored(workspace, amy)
    assert (goal.target, goal.starts_on, goal.ends_on) == (2, date(2026, 11, 1), date(2026, 12, 1))
    assert goal.chance_before is not None
    assert goal.chance_before >= 60


def test_a_likely_goal_is_just_set(workspace: Workspace, amy: Person, won: Any) -> None:
    won(2, 3, 2, 4, 3, 2)
    verdict = type_in(amy, "/goal 20k this month")
    assert "✓ *Achievable*  likely: the last 6 months brought $20,000–$40,000" in verdict.words
    assert labels(verdict) == ["Set it", "Change"]


def test_without_a_past_it_is_too_early_to_say(workspace: Workspace, amy: Person, won: Any) -> None:
    assert (
        "too early to say: there is nothing before it to compare with" in type_in(amy, "/goal 5 deals this month").words
    )
    won(2, 3)
    assert (
        "too early to say; the pace of the last 11 weeks would make" in type_in(amy, "/goal 5 deals this month").words
    )


def test_a_team_of_one_and_an_empty_one_get_a_verdict(workspace: Workspace, mei: Person, ada: Person) -> None:
    mei.command("#east", "/sales here East")
    assert "还说不准" in type_in(mei, "/goal team East 5 deals this month", "#east").words
    mei.command("#east", "/sales team remove @mei")
    assert "too early to say" in type_in(ada, "/goal team East 50 activities this month").words


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "question", "offered"),
    [
        ("20 by june", "What is counted?", ["New customers", "Deals", "Revenue"]),
        ("win 20 customers by june", "What is counted?", ["New customers", "Deals", "customers"]),
        ("20 new customers", "Until when?", ["This month", "This quarter", "This year"]),
        ("20k 25k this month", "Which amount?", ["$20,000", "$25,000"]),
        ("20 or 30 deals this month", "Which number?", ["20", "30"]),
    ],
)
def test_what_is_unclear_is_asked_with_buttons(amy: Person, line: str, question: str, offered: list[str]) -> None:
    asked = type_in(amy, f"/goal {line}")
    assert asked.words.split("\n")[0] == question
    assert labels(asked) == offered


def test_answers_lead_on_to_the_goal(workspace: Workspace, amy: Person) -> None:
    asked = press(workspace, amy, type_in(amy, "/goal 20 customers"), "Deals")
    verdict = press(workspace, amy, asked, "This quarter")
    assert verdict.words.startswith("*20 deals* Q4 2026")
    press(workspace, amy, verdict, "Set it")
    (goal,) = stored(workspace, amy)
    assert (goal.metric, goal.target, goal.kind) == ("deals", 20, "quarter")


def test_pressing_twice_sets_one_goal(workspace: Workspace, amy: Person) -> None:
    verdict = type_in(amy, "/goal 20 deals this quarter")
    button = verdict.button("Set it")
    for _ in range(2):
        amy.click(verdict, button)
        workspace.deliver()
    assert newest(workspace, amy).words == "That was answered already. `/sales undo` takes it back."
    same = press(workspace, amy, type_in(amy, "/goal set 20 deals this quarter"), "Set it")
    assert same.words == "That goal is there already. `/goal` shows it."
    assert len(stored(workspace, amy)) == 1


def test_without_a_number_the_form_asks_filled_with_what_is_known(workspace: Workspace, amy: Person) -> None:
    view = form(amy, "/goal set deals this quarter")
    reply = amy.submit(view, {forms.NUMBER: "12"})
    assert reply.problem is None
    workspace.deliver()
    verdict = newest(workspace, amy)
    assert verdict.words.startswith("*12 deals* Q4 2026")
    press(workspace, amy, verdict, "Set it")
    assert [(goal.metric, goal.target) for goal in stored(workspace, amy)] == [("deals", 12)]


def test_change_opens_the_form_with_the_draft(workspace: Workspace, amy: Person) -> None:
    verdict = type_in(amy, "/goal 30 calls by fri - for the fair")
    reply = amy.click(verdict, verdict.button("Change"))
    assert reply.view is not None
    amy.submit(reply.view, {forms.NUMBER: "25"})
    workspace.deliver()
    press(workspace, amy, newest(workspace, amy), "Set it")
    (goal,) = stored(workspace, amy)
    assert (goal.unit, goal.target, goal.note, goal.ends_on) == ("calls", 25, "for the fair", date(2026, 11, 28))


def test_a_form_that_cannot_be_meant_stays_open(amy: Person) -> None:
    view = form(amy, "/goal set")
    reply = amy.submit(view, {forms.METRIC: "by_hand", forms.NUMBER: "many", forms.LAST: "2026-11-01"})
    assert reply.errors == {
        forms.NUMBER: "I can't read many as a number. Type it like 20 or 40 %.",
        forms.UNIT: "Say what is counted, for example calls.",
        forms.LAST: "It ends before it begins. Choose another day.",
    }


def test_goals_of_others_are_set_by_who_leads_them_and_they_hear_of_it(
    workspace: Workspace, amy: Person, ben: Person, ada: Person, mei: Person
) -> None:
    assert type_in(amy, "/goal @ben 12 deals this quarter").words == NO_RIGHT
    assert type_in(amy, "/goal team 500k this quarter").words == NO_RIGHT
    assert type_in(amy, "/goal partner BetaCo 5 deals this quarter").words.startswith("I know no partner BetaCo.")
    type_in(amy, "/deal won Acme 12k via BetaCo")
    assert type_in(amy, "/goal partner BetaCo 5 deals this quarter").words == NO_RIGHT
    set_goal(workspace, ada, "@ben 12 deals this quarter")
    assert ben.sees("@Bellringer")[-1].words == "Ada Okafor set a goal with you: *12 deals* Q4 2026. `/goal` shows it."
    (goal,) = stored(workspace, ben)
    assert goal.agreed_by_id is not None
    press(workspace, mei, type_in(mei, "/goal 团队 目标 300万 本季度"), "就定这个")
    press(workspace, ada, type_in(ada, "/sales team goal 20 deals this month"), "Set it")
    press(workspace, ada, type_in(ada, "/goal partner BetaCo 5 deals this quarter"), "Set it")
    seen = type_in(amy, "/goal team").words
    assert "Field: *20 deals* November 2026" in seen
    assert "*12 deals*" not in seen
    assert "Ben Carter: *12 deals* Q4 2026" in type_in(ada, "/goal team").words
    assert "BetaCo: *5 deals* Q4 2026\n1 of 5, 20 %." in type_in(amy, "/goal partner").words


def test_a_goal_can_be_a_part_of_the_teams(workspace: Workspace, amy: Person, ada: Person) -> None:
    set_goal(workspace, ada, "team 500k this quarter")
    verdict = type_in(amy, "/goal 100k this month")
    assert "△ *Relevant*  the team has a goal like it, and this could be a part of it" in verdict.words
    press(workspace, amy, verdict, "Set it, as part of the team's")
    (goal,) = stored(workspace, amy)
    with workspace.look() as tx:
        assert goal.parent_id is not None
        assert [child.id for child in goal_records.children(tx, goal.parent_id)] == [goal.id]


def test_a_team_counted_by_hand_adds_up_its_people(workspace: Workspace, amy: Person, ben: Person, ada: Person) -> None:
    set_goal(workspace, ada, "team 100 calls this week")
    for person, calls in ((amy, 30), (ben, 12)):
        press(workspace, person, type_in(person, "/goal 50 calls this week"), "Set it, as part of the team's")
        type_in(person, f"/goal +{calls}")
    assert "Field: *100 calls* by Sun 29 Nov\n42 of 100, 42 %." in type_in(ada, "/goal team").words


# Telling


def test_a_goal_by_hand_is_counted_by_typing(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "30 calls by fri")
    assert type_in(amy, "/goal +3").words.startswith("Noted: *30 calls* by Fri 27 Nov. 3 of 30, 10 %.")
    assert type_in(amy, "/goal +4").words.startswith("Noted: *30 calls* by Fri 27 Nov. 7 of 30, 23 %.")
    assert type_in(amy, "/goal 14/30").words.startswith("Noted: *30 calls* by Fri 27 Nov. 14 of 30, 46 %.")
    assert type_in(amy, "/goal 12").words.startswith("Noted: *30 calls* by Fri 27 Nov. 12 of 30, 40 %.")
    assert type_in(amy, "/goal -20").words.startswith("That would make -8.")
    assert type_in(amy, "/goal 14/25").words.startswith("No goal of yours has the target 25.")
    type_in(amy, "/sales undo")
    assert "14 of 30" in type_in(amy, "/goal").words
    workspace.clock.move(days=1)
    assert "17 of 30, 56 %." in type_in(amy, "/goal +3 calls").words


def test_what_the_deals_say_is_not_typed(workspace: Workspace, amy: Person) -> None:
    assert type_in(amy, "/goal +3").words.startswith("You have no open goal.")
    set_goal(workspace, amy, "12 deals this month")
    assert type_in(amy, "/goal +3").words.startswith("Your goals are counted from the deals")


def test_which_goal_is_meant_is_asked(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "30 calls by fri")
    set_goal(workspace, amy, "5 visits by fri")
    asked = type_in(amy, "/goal +2")
    assert labels(asked) == ["30 calls", "5 visits"]
    assert press(workspace, amy, asked, "5 visits").words.startswith("Noted: *5 visits* by Fri 27 Nov. 2 of 5")
    assert type_in(amy, "/goal visits 4").words.startswith("Noted: *5 visits* by Fri 27 Nov. 4 of 5")
    asked = type_in(amy, "/goal at risk - two slipped")
    assert press(workspace, amy, asked, "30 calls").words.split("\n")[:2] == [
        "Noted: *30 calls* by Fri 27 Nov. 0 of 30, 0 %.",
        "_At risk: two slipped_",
    ]
    with workspace.look() as tx:
        calls = next(
            each for each in goals.of_member(tx, members.find(tx, amy.id).id, TODAY) if each.goal.unit == "calls"
        )
    assert (calls.confidence, calls.note, calls.told_on) == ("at_risk", "two slipped", TODAY)


def test_on_track_against_the_data_is_told_to_the_person_alone(
    workspace: Workspace, amy: Person, mei: Person, won: Any
) -> None:
    won(2, 3, 2, 4, 3, 2)
    set_goal(workspace, amy, "20 deals this month")
    told = type_in(amy, "/goal on track")
    assert "You wrote *on track*. The forecast gives 0 of 20: a chance of 1 %." in told.words
    assert labels(told) == ["Undo", "Change it", "Explain", "Tell my manager", "Leave it"]
    workspace.deliver()
    assert mei.sees("@Bellringer") == []
    reply = amy.click(told, told.button("Explain"))
    assert reply.view is not None
    amy.submit(reply.view, {forms.NOTE: "Globex signs tomorrow"})
    assert press(workspace, amy, told, "Tell my manager").words == "Told 梅 (Mei Lin)."
    heard = mei.sees("@Bellringer")[-1].words
    assert heard.startswith("Amy Lindgren想让你知道这个目标的情况。\nAmy Lindgren：*20 单*，2026年11月")


# Adjusting and closing


def test_an_own_goal_is_adjusted_with_a_reason_that_stays(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "20 deals this quarter")
    assert form(amy, "/goal adjust 18").definition["callback_id"] == forms.SUBMIT_ADJUST
    assert type_in(amy, "/goal adjust 18 - market cut").words.startswith("*18 deals* Q4 2026, 20 before.")
    assert type_in(amy, "/goal adjust 18 - again").words == "That is its target already."
    assert type_in(amy, "/goal 调整 16 - 市场收缩").words.startswith("*16 deals* Q4 2026, 18 before.")
    (goal,) = stored(workspace, amy)
    with workspace.look() as tx:
        kept = goal_records.adjustments(tx, goal.id)
    assert [(each.old_target, each.new_target, each.reason, each.state) for each in kept] == [
        (20, 18, "market cut", "agreed"),
        (18, 16, "市场收缩", "agreed"),
    ]
    type_in(amy, "/sales undo")
    assert [goal.target for goal in stored(workspace, amy)] == [18]


def test_the_end_of_a_goal_is_adjusted_like_its_target(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "20 deals this quarter")
    said = type_in(amy, "/goal adjust 18 by june - market cut").words
    assert said.startswith("*18 deals* by Wed, 30 Jun 2027, 20 by Thu 31 Dec before.")
    assert type_in(amy, "/goal 调整 6月底 - 推迟").words == "That is its target already."
    assert type_in(amy, "/goal 调整 16 明年3月底 - 市场收缩").words.startswith("*16 deals* by Wed, 31 Mar 2027, 18 by ")
    assert type_in(amy, "/goal adjust until 31 dec - back to plan").words.startswith("*16 deals* Q4 2026, 16 by ")
    assert "is over" in type_in(amy, "/goal adjust by 1 nov 2026 - too late").words
    (goal,) = stored(workspace, amy)
    assert (goal.target, goal.kind, goal.ends_on.isoformat()) == (16, "quarter", "2027-01-01")
    with workspace.look() as tx:
        kept = goal_records.adjustments(tx, goal.id)
    assert [(str(each.old_ends_on), str(each.new_ends_on), each.reason) for each in kept] == [
        ("2027-01-01", "2027-07-01", "market cut"),
        ("2027-07-01", "2027-04-01", "市场收缩"),
        ("2027-04-01", "2027-01-01", "back to plan"),
    ]
    type_in(amy, "/sales undo")
    assert [(goal.kind, goal.ends_on.isoformat()) for goal in stored(workspace, amy)] == [("between", "2027-04-01")]


def test_the_form_changes_the_end_alone(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "20 deals this quarter")
    view = form(amy, "/goal adjust")
    assert "last" in amy.submit(view, {"last": "2026-11-01", "reason": "x"}).errors
    amy.submit(view, {"last": "2027-01-31", "reason": "they decide in January"})
    workspace.deliver()
    assert newest(workspace, amy).words.startswith("*20 deals* by Sun, 31 Jan 2027, 20 by Thu 31 Dec before.")


def test_another_end_of_an_agreed_goal_is_asked_about(
    workspace: Workspace, ben: Person, mei: Person, ada: Person
) -> None:
    set_goal(workspace, ada, "@ben 12 deals this quarter")
    assert type_in(ben, "/goal adjust until 31 jan - they decide late").words.startswith(
        "I asked 梅 (Mei Lin) about 12 by Sun, 31 Jan 2027. Until then 12 by Thu 31 Dec holds."
    )
    workspace.deliver()
    wish = mei.sees("@Bellringer")[-1]
    assert "原因「they decide late」" in wish.words
    press(workspace, mei, wish, "同意")
    (goal,) = stored(workspace, ben)
    assert (goal.kind, goal.ends_on.isoformat()) == ("between", "2027-02-01")


def test_a_goal_in_money_is_adjusted_in_its_own_currency(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "500k this quarter")
    assert type_in(amy, "/goal adjust €400k - market cut").words == (
        "This goal counts in USD. Type the new target in it too."
    )
    assert type_in(amy, "/goal adjust 400k - market cut").words.startswith(
        "*$400,000 revenue* Q4 2026, $500,000 before."
    )
    press(workspace, amy, press(workspace, amy, type_in(amy, "/goal $50k pipeline this month"), "pipeline"), "Set it")
    assert type_in(amy, "/goal +€3k pipeline").words == "This goal counts in USD. Type the number in it too."
    assert "$3,500 of $50,000, 7 %." in type_in(amy, "/goal +3.5k pipeline").words
    assert "$3,000 of $50,000, 6 %." in type_in(amy, "/goal -$500 pipeline").words


def test_what_was_agreed_changes_only_with_the_managers_agreement(
    workspace: Workspace, amy: Person, ben: Person, mei: Person, ada: Person
) -> None:
    set_goal(workspace, ada, "@ben 12 deals this quarter")
    assert type_in(ben, "/goal adjust 10 - market cut").words.startswith(
        "I asked 梅 (Mei Lin) about 10. Until then 12 holds."
    )
    assert [goal.target for goal in stored(workspace, ben)] == [12]
    workspace.deliver()
    wish = mei.sees("@Bellringer")[-1]
    assert wish.words.startswith("Ben Carter想改目标：Ben Carter：*12 单*，2026年第4季度 改为 10，原因「market cut」。")
    agree = wish.button("同意")
    assert press(workspace, mei, wish, "同意").words.startswith("已同意：Ben Carter：*10 单*")
    assert [goal.target for goal in stored(workspace, ben)] == [10]
    assert ben.sees("@Bellringer")[-1].words == "梅 (Mei Lin) agreed: *10 deals* Q4 2026 now."
    mei.click(wish, agree)
    workspace.deliver()
    assert newest(workspace, mei).words == "这件事已经定了。"
    type_in(ben, "/goal adjust 8 - once more")
    workspace.deliver()
    press(workspace, mei, mei.sees("@Bellringer")[-1], "保持 10")
    assert ben.sees("@Bellringer")[-1].words == "梅 (Mei Lin) would keep the target: *10 deals* Q4 2026."
    (goal,) = stored(workspace, ben)
    with workspace.look() as tx:
        states = [(each.new_target, each.state) for each in goal_records.adjustments(tx, goal.id)]
    assert (goal.target, states) == (10, [(10, "agreed"), (8, "declined")])


def test_a_manager_agrees_to_a_goal_that_somebody_set_alone(workspace: Workspace, amy: Person, mei: Person) -> None:
    set_goal(workspace, amy, "12 deals this quarter")
    shown = type_in(mei, "/goal @amy")
    assert press(workspace, mei, shown, "认可这个目标").words.startswith("已同意：Amy Lindgren：*12 单*")
    assert type_in(amy, "/goal adjust 10 - less").words.startswith("I asked 梅 (Mei Lin) about 10.")
    # who leads the person changes it at once
    assert "认可这个目标" not in labels(type_in(mei, "/goal @amy"))


def test_closing_ends_the_counting_and_undo_brings_it_back(workspace: Workspace, amy: Person) -> None:
    set_goal(workspace, amy, "12 deals this quarter")
    shown = type_in(amy, "/goal")
    button = shown.button("Close")
    closed = press(workspace, amy, shown, "Close")
    assert closed.words.startswith("Closed: *12 deals* Q4 2026.")
    assert stored(workspace, amy) == []
    amy.click(shown, button)
    workspace.deliver()
    assert newest(workspace, amy).words == "That goal is over. `/goal` shows those that run."
    assert type_in(amy, "/goal list").words.endswith("*12 deals* Q4 2026 · 0 of 12 · closed")
    press(workspace, amy, closed, "Undo")
    assert len(stored(workspace, amy)) == 1
    # a verb of selling is none of the command's
    assert type_in(amy, "/goal close 20 deals by june").words.startswith(
        "*20 deals*, from Wed 25 Nov to Wed, 30 Jun 2027."
    )


def test_setting_is_undone_whole_and_told_in_the_history(workspace: Workspace, amy: Person) -> None:
    receipt = set_goal(workspace, amy, "12 deals this quarter")
    assert press(workspace, amy, receipt, "Undo").words.startswith("Undone: a new goal.")
    assert stored(workspace, amy) == []
    assert type_in(amy, "/goal").words.startswith("No goals yet.")


# Seeing


def test_goals_of_others_are_for_who_leads_them(workspace: Workspace, amy: Person, ben: Person, ada: Person) -> None:
    set_goal(workspace, amy, "12 deals this quarter")
    assert type_in(ben, "/goal @amy").words == NO_RIGHT
    (goal,) = stored(workspace, amy)
    receipt = type_in(ben, "/goal")
    button = receipt.button("New goal")
    for action in ("goal_picture", "goal_update", "goal_adjust", "goal_close", "goal_on_track", "goal_approve"):
        reply = ben.click(receipt, {**button, "action_id": action, "value": str(goal.id)})
        assert reply.view is None
        workspace.deliver()
        assert newest(workspace, ben).words == NO_RIGHT
    assert "Amy Lindgren: *12 deals* Q4 2026" in type_in(ada, "/goal @amy").words


def test_guests_and_partners_reach_nothing(workspace: Workspace, gus: Person, pat: Person) -> None:
    assert "sales team of this workspace" in type_in(gus, "/goal team", "#general").words
    pat.say("#ext-betaco", "@Bellringer goal team")
    pat.say("@Bellringer", "goal 20 deals by june")
    workspace.deliver()
    assert {row.payload["text"][:43] for row in workspace.posts("answer") if pat.id in row.audience} == {
        "This is for the sales team of this workspac"
    }


def test_the_picture_comes_with_its_numbers(workspace: Workspace, amy: Person, won: Any) -> None:
    won(2, 3, 2, 4, 3, 2)
    type_in(amy, "/deal won Zeta 9k")
    set_goal(workspace, amy, "4 deals this month")
    press(workspace, amy, type_in(amy, "/goal"), "Picture")
    workspace.deliver()
    seen = amy.sees("@Bellringer")[-1]
    (image,) = [block for block in seen.blocks if block["type"] == "image"]
    assert image["alt_text"].startswith(
        "Amy Lindgren: 4 deals November 2026 1 of 4, 25 %. An even pace would be 3 by now. Forecast "
    )


def test_money_of_two_currencies_is_converted_and_said(workspace: Workspace, amy: Person, ada: Person) -> None:
    ada.command("#field", "/sales team rate EUR USD 1.2 from 2026-01-01")
    ada.command("#field", "/sales team rate EUR USD 1.1 from 2026-11-20")
    set_goal(workspace, amy, "50k this month")
    type_in(amy, "/deal won Acme €10k 2026-11-10")
    type_in(amy, "/deal won Globex €10k 2026-11-24")
    type_in(amy, "/deal won Initech 5k")
    type_in(amy, "/deal won Umbrella £1k")
    words = type_in(amy, "/goal").words
    assert "$28,000 of $50,000, 56 %." in words
    assert "EUR converted at the workspace's rates." in words
    assert "Without GBP: there is no rate." in words


def test_win_rate_and_activities_are_counted(workspace: Workspace, amy: Person, ben: Person) -> None:
    set_goal(workspace, amy, "win rate 50% this month")
    set_goal(workspace, amy, "20 activities this month")
    for line in ("won Acme 1k", "lost Globex price", "new Initech 5k", "lost #3 timing", "new Hooli 4k"):
        workspace.clock.move(minutes=3)
        type_in(amy, f"/deal {line}")
    type_in(ben, "/deal new Other 5k")
    words = type_in(amy, "/goal").words
    assert "33.3 % so far; 50 % is wanted." in words
    assert "5 of 20, 25 %." in words
    type_in(amy, "/sales undo")
    assert "4 of 20, 20 %." in type_in(amy, "/goal").words


def test_a_shared_deal_counts_for_its_owner_and_its_money_for_both(
    workspace: Workspace, amy: Person, ben: Person
) -> None:
    for person in (amy, ben):
        set_goal(workspace, person, "10 deals this month")
        set_goal(workspace, person, "100k this month")
    type_in(amy, "/deal won Acme 10k with @ben 40%")
    assert "1 of 10" in type_in(amy, "/goal").words
    assert "$6,000 of $100,000" in type_in(amy, "/goal").words
    assert "0 of 10" in type_in(ben, "/goal").words
    assert "$4,000 of $100,000" in type_in(ben, "/goal").words
