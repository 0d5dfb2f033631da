"""Deals at risk: the morning's message to owners and managers, what can be done at once, and silence afterwards."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from sandbox.people import Person
from sandbox.records import Message, View
from scheduler import ticks
from storage import absences, members, risks, rows
from storage.deals import Deal
from storage.risk_notices import RiskAnswer, RiskNotice
from tests.cast import Workspace
from tests.floor import newest, open_floor, type_in
from tests.mornings import alerts, lines, morning, set_day
from tests.scenes import scene
from views import risks as views
from views.words import translator

WEDNESDAY, THURSDAY, FRIDAY = "2026-11-25", "2026-11-26", "2026-11-27"
NEXT_WEDNESDAY = "2026-12-02"
EIGHT = ("Acme", "Initech", "Umbrella", "Hooli", "Wayne", "Stark", "Cyberdyne", "Tyrell")


@pytest.fixture(autouse=True)
@scene
def floor(workspace: Workspace) -> Workspace:
    """Team Field, in Berlin, a quiet month ago."""
    set_day(workspace, "2026-11-09")
    open_floor(workspace)
    workspace["ada"].command("#field", "/sales team zone Berlin")
    return workspace


def log(person: Person, line: str, on: str, workspace: Workspace) -> None:
    """Type a command about a deal on a day."""
    set_day(workspace, on, hour=14)
    type_in(person, f"/deal {line}")


def globex(workspace: Workspace) -> None:
    """The deal of `voice.md`: $40,000, closes in three days, quiet for 16, no next step."""
    log(workspace["amy"], "new Globex 40k 2026-11-28", "2026-11-09", workspace)


def the_alert(workspace: Workspace, person: Person) -> Message:
    (found,) = alerts(workspace, person)
    return found


def open_form(person: Person, message: Message, label: str) -> View:
    reply = person.click(message, message.button(label))
    assert reply.view is not None, reply
    return reply.view


def deal(workspace: Workspace, number: int = 1) -> Deal:
    table = rows.table(Deal)
    with workspace.look() as tx:
        return tx.connection.execute(sa.select(table).where(table.c.number == number)).one()  # type: ignore[return-value]


def count(workspace: Workspace, table: type[rows.Row]) -> int:
    with workspace.look() as tx:
        return int(tx.connection.execute(sa.select(sa.func.count()).select_from(rows.table(table))).scalar_one())


# --- the message -------------------------------------------------------------------------------------------------


def test_the_owner_hears_of_a_deal_at_risk_with_all_that_can_be_done(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    message = the_alert(workspace, amy)
    assert message.text == "Globex needs a look"
    assert lines(message) == [
        "*Globex needs a look*",
        "*Globex*, $40,000: closes in 3 days, no activity for 16 days, no next step.",
    ]
    labels = [(element.get("text") or element["placeholder"])["text"] for element in message.elements]
    assert labels == ["Set next step", "New date", "Move to", "Lost", "Not a risk"]


def test_the_manager_hears_whose_it_is_in_their_language_and_may_ask(workspace: Workspace, mei: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    assert lines(the_alert(workspace, mei)) == [
        "*团队有 1 单有风险*",
        "Amy Lindgren的 *Globex*，US$40,000：3 天后到期，16 天无跟进，没有下一步。",
    ]
    assert [element["text"]["text"] for element in the_alert(workspace, mei).elements] == ["问Amy Lindgren"]


def test_whoever_has_no_risk_hears_nothing(workspace: Workspace, ben: Person, ada: Person) -> None:
    globex(workspace)
    log(ben, "new Fine 10k 2026-12-20", "2026-11-24", workspace)
    morning(workspace, WEDNESDAY)
    assert alerts(workspace, ben) == []
    assert alerts(workspace, ada) == []


def test_a_morning_without_risks_is_a_morning_without_messages(workspace: Workspace) -> None:
    log(workspace["amy"], "new Fine 10k 2026-12-20", "2026-11-24", workspace)
    morning(workspace, WEDNESDAY)
    assert workspace.posts("risk_alert") == []


def test_the_worst_five_are_shown_and_the_rest_is_counted(workspace: Workspace, amy: Person) -> None:
    for number, name in enumerate(EIGHT, 1):
        log(amy, f"new {name} {number}k 2026-12-24", "2026-11-09", workspace)
    morning(workspace, WEDNESDAY)
    said = lines(the_alert(workspace, amy))
    assert said[0] == "*5 deals need a look*"
    assert [line.split("*")[1] for line in said[1:6]] == list(EIGHT[:2:-1])
    assert said[6:] == ["and 3 more: `/deal list risky`"]
    listed = type_in(amy, "/deal list risky").words
    assert listed.startswith("*8 deals, $36,000*")
    # the rest comes the next day, and then there is nothing new until a week has passed
    morning(workspace, THURSDAY)
    assert [line.split("*")[1] for line in lines(alerts(workspace, amy)[-1])[1:4]] == list(EIGHT[2::-1])
    morning(workspace, FRIDAY)
    assert len(alerts(workspace, amy)) == 2


def test_what_a_manager_is_not_shown_is_counted_until_it_is_dealt_with(
    workspace: Workspace, amy: Person, ben: Person, mei: Person
) -> None:
    for number, name in enumerate(EIGHT[:6], 1):
        log(amy if number % 2 else ben, f"new {name} {number}k 2026-12-24", "2026-11-09", workspace)
    morning(workspace, WEDNESDAY)
    said = lines(the_alert(workspace, mei))
    assert (said[0], said[-1]) == ("*团队有 6 单有风险*", "还有 1 单：`/deal 列表 有风险 团队`")
    log(ben, "Stark close 2027-01-20", WEDNESDAY, workspace)
    workspace.deliver()
    said = lines(the_alert(workspace, mei))
    assert said[0] == "*团队有 5 单有风险*"
    assert len(said) == 6
    assert "还有" not in said[-1]


def test_currencies_are_compared_by_the_rates(workspace: Workspace, amy: Person, ada: Person) -> None:
    ada.command("#field", "/sales team rate USD CNY 7")
    log(amy, "new Haier CNY 50000 2026-12-24", "2026-11-09", workspace)
    workspace.clock.move(minutes=3)
    log(amy, "new Acme 8k 2026-12-24", "2026-11-09", workspace)
    workspace.clock.move(minutes=3)
    log(amy, "new Nobody-knows 2026-12-24", "2026-11-09", workspace)
    morning(workspace, WEDNESDAY)
    assert [line.split("*")[1] for line in lines(the_alert(workspace, amy))[1:]] == ["Acme", "Haier", "Nobody-knows"]


def test_a_partner_is_named(workspace: Workspace, amy: Person) -> None:
    log(amy, "new Globex 40k 2026-11-28 via BetaCo", "2026-11-09", workspace)
    morning(workspace, WEDNESDAY)
    assert lines(the_alert(workspace, amy))[1].startswith("*Globex* via BetaCo, $40,000: ")


def test_a_line_has_at_most_three_figures(workspace: Workspace, amy: Person) -> None:
    log(amy, "new Globex 40k 2026-11-10", "2026-10-01", workspace)
    log(amy, "Globex close 2026-11-15", "2026-10-20", workspace)
    log(amy, "Globex close 2026-11-20", "2026-11-02", workspace)
    morning(workspace, WEDNESDAY)
    assert lines(the_alert(workspace, amy))[1] == (
        "*Globex*, $40,000: 5 days past its close date, no activity for 23 days, slipped before, long in prospect, "
        "no next step."
    )


# --- acting ------------------------------------------------------------------------------------------------------


def test_a_next_step_is_set_the_message_is_corrected_and_it_does_not_come_again(
    workspace: Workspace, amy: Person, mei: Person
) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    view = open_form(amy, the_alert(workspace, amy), "Set next step")
    amy.submit(view, {"step": "call Zhang", "day": "2026-11-27"})
    workspace.deliver()
    assert newest(workspace, amy).words.startswith(
        "*Globex* · $40,000 · prospect · closes Sat 28 Nov · next: call Zhang, Fri 27 Nov"
    )
    assert lines(the_alert(workspace, amy)) == [
        "*All dealt with*",
        "✓ *Globex* · prospect · closes Sat 28 Nov · next: call Zhang",
    ]
    assert lines(the_alert(workspace, mei))[-1] == "✓ *Globex* · 潜在 · 预计 11月28日周六成交 · 下一步：call Zhang"
    morning(workspace, THURSDAY)
    assert len(alerts(workspace, amy)) == 1
    # the close date passes: that is another risk
    morning(workspace, "2026-11-30")
    assert lines(alerts(workspace, amy)[-1])[1:] == ["*Globex*, $40,000: 2 days past its close date."]


def test_undo_brings_the_risk_back_into_the_message(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    amy.submit(open_form(amy, the_alert(workspace, amy), "Set next step"), {"step": "call Zhang", "day": "2026-11-27"})
    workspace.deliver()
    receipt = newest(workspace, amy)
    amy.click(receipt, receipt.button("Undo"))
    workspace.deliver()
    assert lines(the_alert(workspace, amy))[1].endswith("closes in 3 days, no activity for 16 days, no next step.")


def test_a_new_date_is_proposed_and_comes_back_only_when_it_passes_too(workspace: Workspace, amy: Person) -> None:
    log(amy, "new Initech 9k 2026-11-20", "2026-11-12", workspace)
    log(amy, "Initech next demo 2026-12-20", "2026-11-19", workspace)
    morning(workspace, WEDNESDAY)
    assert lines(the_alert(workspace, amy))[1] == "*Initech*, $9,000: 5 days past its close date."
    view = open_form(amy, the_alert(workspace, amy), "New date")
    (day,) = [element for element in view.elements if element["type"] == "datepicker"]
    assert day["initial_date"] == "2026-12-09"
    assert "day" in amy.submit(view, {"day": "2026-11-24"}).errors
    amy.submit(view, {"day": "2026-12-01"})
    workspace.deliver()
    assert deal(workspace).closes_on.isoformat() == "2026-12-01"  # type: ignore[union-attr]
    for day_ in (THURSDAY, FRIDAY, "2026-11-30", "2026-12-01"):
        morning(workspace, day_)
    assert len(alerts(workspace, amy)) == 1
    morning(workspace, NEXT_WEDNESDAY)
    assert lines(alerts(workspace, amy)[-1])[1:] == ["*Initech*, $9,000: 1 day past its close date."]


def test_a_stage_is_chosen_in_the_menu(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    amy.click(the_alert(workspace, amy), "risk_move", "proposal")
    workspace.deliver()
    assert newest(workspace, amy).words.startswith("*Globex* · $40,000 · proposal")
    assert lines(the_alert(workspace, amy))[1] == "✓ *Globex* · proposal · closes Sat 28 Nov"


def test_what_an_act_brings_with_it_is_not_told_the_next_morning(workspace: Workspace, amy: Person) -> None:
    log(amy, "new Globex 40k 2026-11-02", "2026-10-12", workspace)
    log(amy, "Globex close 2026-11-24", "2026-11-12", workspace)
    log(amy, "new Acme 30k 2026-12-20", "2026-11-09", workspace)
    morning(workspace, WEDNESDAY)
    # a second date is a second slip, and without a next step a deal has none in the next stage either
    amy.submit(open_form(amy, the_alert(workspace, amy), "New date"), {"day": "2026-12-11"})
    workspace.deliver()
    amy.click(the_alert(workspace, amy), "risk_move", "proposal")
    workspace.deliver()
    assert lines(the_alert(workspace, amy))[0] == "*All dealt with*"
    for day in (THURSDAY, FRIDAY, "2026-11-30", "2026-12-01"):
        morning(workspace, day)
    assert len(alerts(workspace, amy)) == 1
    # but a week after they were told it is
    morning(workspace, NEXT_WEDNESDAY)
    assert lines(alerts(workspace, amy)[-1])[1:] == [
        "*Globex*, $40,000: closes in 9 days, slipped 2 times.",
        "*Acme*, $30,000: no next step.",
    ]


def test_lost_opens_the_form_that_asks_why(workspace: Workspace, amy: Person, mei: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    view = open_form(amy, the_alert(workspace, amy), "Lost")
    amy.submit(view, {"reason": "Price"})
    workspace.deliver()
    assert deal(workspace).outcome == "lost"
    assert lines(the_alert(workspace, amy)) == ["*All dealt with*", "✓ *Globex* · lost"]
    assert lines(the_alert(workspace, mei))[-1] == "✓ *Globex* · 丢单"
    for day in (THURSDAY, NEXT_WEDNESDAY):
        morning(workspace, day)
    assert len(alerts(workspace, amy)) == 1


def test_no_risk_is_silent_until_the_facts_change(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    amy.submit(open_form(amy, the_alert(workspace, amy), "Not a risk"), {"why": "they decide in January"})
    workspace.deliver()
    assert newest(workspace, amy).words.startswith("*Globex*: no risk. I say no more of it until something changes.")
    assert lines(the_alert(workspace, amy))[1] == "✓ *Globex* · no risk: they decide in January"
    assert "At risk" not in type_in(amy, "/deal Globex").words
    for day in (THURSDAY, FRIDAY):
        morning(workspace, day)
    assert len(alerts(workspace, amy)) == 1
    # only what was not said then is told now
    morning(workspace, "2026-11-30")
    assert lines(alerts(workspace, amy)[-1])[1:] == ["*Globex*, $40,000: 2 days past its close date."]


def test_taking_back_that_it_is_no_risk_shows_it_again(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    amy.submit(open_form(amy, the_alert(workspace, amy), "Not a risk"), {"why": "they decide in January"})
    workspace.deliver()
    receipt = newest(workspace, amy)
    amy.click(receipt, receipt.button("Undo"))
    workspace.deliver()
    assert newest(workspace, amy).words.startswith("Undone: what is no risk.")
    assert count(workspace, RiskAnswer) == 0
    assert lines(the_alert(workspace, amy))[1].endswith("no activity for 16 days, no next step.")


def test_what_is_typed_elsewhere_counts_as_well(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    type_in(amy, "/deal Globex next call Zhang fri")
    workspace.deliver()
    assert lines(the_alert(workspace, amy))[0] == "*All dealt with*"


def test_a_risk_that_nobody_acts_on_comes_once_more_after_a_week(workspace: Workspace, amy: Person) -> None:
    log(amy, "new Globex 40k 2026-12-28", "2026-11-09", workspace)
    for day in (WEDNESDAY, THURSDAY, FRIDAY, "2026-11-30", "2026-12-01"):
        morning(workspace, day)
    assert len(alerts(workspace, amy)) == 1
    morning(workspace, NEXT_WEDNESDAY)
    assert lines(alerts(workspace, amy)[-1])[1:] == ["*Globex*, $40,000: no activity for 23 days, no next step."]


def test_a_deal_that_is_opened_again_is_judged_anew(workspace: Workspace, amy: Person) -> None:
    log(amy, "new Initech 9k 2026-11-20", "2026-11-12", workspace)
    morning(workspace, WEDNESDAY)
    type_in(amy, "/deal lost Initech price")
    morning(workspace, THURSDAY)
    type_in(amy, "/deal move Initech proposal")
    morning(workspace, FRIDAY)
    assert lines(alerts(workspace, amy)[-1])[1:] == ["*Initech*, $9,000: 7 days past its close date, no next step."]


def test_buttons_on_a_closed_deal_say_so_and_do_nothing(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    old = the_alert(workspace, amy).button("Set next step")
    type_in(amy, "/deal won Globex")
    assert amy.click(the_alert(workspace, amy), old).view is None
    workspace.deliver()
    assert newest(workspace, amy).words == "Globex is closed by now. `/deal #1` shows it."


def test_only_those_who_may_change_a_deal_can_use_its_buttons(workspace: Workspace, amy: Person, ben: Person) -> None:
    globex(workspace)
    log(ben, "new Fine 10k 2026-11-30", "2026-11-09", workspace)
    morning(workspace, WEDNESDAY)
    stolen = the_alert(workspace, amy).button("Not a risk")
    assert ben.click(the_alert(workspace, ben), stolen).view is None
    workspace.deliver()
    assert newest(workspace, ben).words == "Deal #1 belongs to Amy Lindgren. Only they or a manager can change it."


# --- who is told -------------------------------------------------------------------------------------------------


def test_a_manager_asks_and_the_owner_can_answer_at_once(workspace: Workspace, amy: Person, mei: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    ask = the_alert(workspace, mei).button("问Amy Lindgren")
    for _ in range(2):
        mei.click(the_alert(workspace, mei), ask)
        workspace.deliver()
        workspace.clock.move(minutes=1)
    assert newest(workspace, mei).words == "今天已经问过Amy Lindgren：*Globex*。"
    asked = [message for message in amy.sees("@Bellringer") if "asks how it goes" in message.words]
    assert [lines(message) for message in asked] == [
        ["梅 (Mei Lin) asks how it goes: *Globex*, $40,000: closes in 3 days, no activity for 16 days, no next step."]
    ]
    amy.submit(open_form(amy, asked[0], "Set next step"), {"step": "call", "day": "2026-11-27"})
    assert deal(workspace).next_step == "call"


def away(workspace: Workspace, handle: str, first: str, last: str, cover: str = "") -> None:
    with workspace.change() as tx:
        person, stand_in = members.find(tx, workspace[handle].id), members.find(tx, workspace[cover or handle].id)
        assert person is not None
        assert stand_in is not None
        rows.insert(
            tx,
            absences.Absence,
            member_id=person.id,
            first_day=date.fromisoformat(first),
            last_day=date.fromisoformat(last),
            cover_id=stand_in.id if cover else None,
        )


def test_who_is_away_hears_nothing_and_their_cover_everything(workspace: Workspace, amy: Person, ben: Person) -> None:
    globex(workspace)
    away(workspace, "amy", WEDNESDAY, FRIDAY, cover="ben")
    morning(workspace, WEDNESDAY)
    assert alerts(workspace, amy) == []
    assert lines(the_alert(workspace, ben))[1].startswith("*Globex* of Amy Lindgren, $40,000: ")
    # and can deal with it
    ben.submit(open_form(ben, the_alert(workspace, ben), "Set next step"), {"step": "call", "day": "2026-11-27"})
    workspace.deliver()
    assert lines(the_alert(workspace, ben))[0] == "*All dealt with*"


def test_who_is_away_without_a_cover_is_told_when_they_are_back(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    away(workspace, "amy", WEDNESDAY, THURSDAY)
    morning(workspace, WEDNESDAY)
    morning(workspace, THURSDAY)
    assert workspace.posts("risk_alert") == []
    morning(workspace, FRIDAY)
    assert len(alerts(workspace, amy)) == 1


def test_while_the_manager_is_away_their_cover_has_the_list(
    workspace: Workspace, amy: Person, ben: Person, mei: Person, ada: Person
) -> None:
    ada.command("#field", "/sales team add @li")
    type_in(ada, "/sales team quota @amy 500k")
    globex(workspace)
    log(workspace["li"], "new Initech 30k 2026-11-28", "2026-11-09", workspace)
    with workspace.change() as tx:
        person = members.find(tx, workspace["li"].id)
        assert person is not None
        members.change(tx, person, is_active=False)
    away(workspace, "mei", WEDNESDAY, FRIDAY, cover="ben")
    morning(workspace, WEDNESDAY)
    assert alerts(workspace, mei) == []
    # deals, but not how a colleague's quota stands
    assert lines(the_alert(workspace, ben)) == [
        "*1 deal of the team at risk*",
        "*Globex* of Amy Lindgren, $40,000: closes in 3 days, no activity for 16 days, no next step.",
        "*1 deal at risk has no owner in Slack*",
        "*Initech* of 李娜 (Li Na), $30,000: closes in 3 days, no activity for 16 days, no next step.",
    ]
    # and the buttons work for them
    ben.click(the_alert(workspace, ben), the_alert(workspace, ben).button("Ask Amy Lindgren"))
    workspace.deliver()
    assert "Ben Carter asks how it goes: *Globex*" in amy.sees("@Bellringer")[-1].words
    ben.click(the_alert(workspace, ben), "risk_hand", "Ben Carter")
    workspace.deliver()
    assert lines(the_alert(workspace, ben))[-2:] == [
        "*All dealt with*",
        "✓ *Initech* · prospect · closes Sat 28 Nov",
    ]
    type_in(amy, "/deal Globex next call Zhang fri")
    workspace.deliver()
    assert lines(the_alert(workspace, ben))[1].startswith("✓ *Globex*")


def test_while_one_manager_is_away_the_other_has_the_list_alone(
    workspace: Workspace, ben: Person, mei: Person, ada: Person
) -> None:
    ada.command("#field", "/sales team manager @ada")
    globex(workspace)
    away(workspace, "mei", WEDNESDAY, FRIDAY, cover="ben")
    morning(workspace, WEDNESDAY)
    assert len(alerts(workspace, ada)) == 1
    assert alerts(workspace, ben) == alerts(workspace, mei) == []


def test_what_only_managers_hear_waits_for_them(workspace: Workspace, ben: Person, mei: Person) -> None:
    log(ben, "new Globex 40k 2026-11-28", "2026-11-09", workspace)
    with workspace.change() as tx:
        person = members.find(tx, ben.id)
        assert person is not None
        members.change(tx, person, is_active=False)
    away(workspace, "mei", WEDNESDAY, THURSDAY)
    morning(workspace, WEDNESDAY)
    morning(workspace, THURSDAY)
    assert workspace.posts("risk_alert") == []
    assert count(workspace, RiskNotice) == 0
    morning(workspace, FRIDAY)
    assert lines(the_alert(workspace, mei))[0] == "*1 单有风险，负责人不在 Slack*"


def test_weekends_and_days_off_are_left_out(workspace: Workspace, amy: Person, ada: Person) -> None:
    globex(workspace)
    ada.command("#field", f"/sales admin holidays add {WEDNESDAY}")
    for day in (WEDNESDAY, "2026-11-28", "2026-11-29"):
        morning(workspace, day)
    assert alerts(workspace, amy) == []
    morning(workspace, "2026-11-30")
    assert len(alerts(workspace, amy)) == 1


def test_a_new_owner_is_told_once(workspace: Workspace, amy: Person, ben: Person) -> None:
    log(amy, "new Initech 9k 2026-11-20", "2026-11-12", workspace)
    morning(workspace, WEDNESDAY)
    type_in(amy, "/deal hand Initech @ben")
    morning(workspace, THURSDAY)
    morning(workspace, FRIDAY)
    assert lines(the_alert(workspace, ben))[1] == "*Initech*, $9,000: 6 days past its close date, no next step."
    assert lines(the_alert(workspace, amy))[0] == "*All dealt with*"


def test_deals_of_somebody_who_left_go_to_the_manager_who_hands_them_on(
    workspace: Workspace, ben: Person, mei: Person
) -> None:
    log(ben, "new Globex 40k 2026-11-28", "2026-11-09", workspace)
    with workspace.change() as tx:
        person = members.find(tx, ben.id)
        assert person is not None
        members.change(tx, person, is_active=False)
    morning(workspace, WEDNESDAY)
    assert [row.channel for row in workspace.posts("risk_alert")] == [mei.id]
    assert lines(the_alert(workspace, mei)) == [
        "*1 单有风险，负责人不在 Slack*",
        "Ben Carter的 *Globex*，US$40,000：3 天后到期，16 天无跟进，没有下一步。",
    ]
    mei.click(the_alert(workspace, mei), "risk_hand", "Amy Lindgren")
    workspace.deliver()
    with workspace.look() as tx:
        owner = members.get(tx, deal(workspace).owner_id)
    assert owner.slack_user_id == workspace["amy"].id
    assert lines(the_alert(workspace, mei))[-1].startswith("✓ *Globex*")
    assert "handed *Globex* over to you" in workspace["amy"].sees("@Bellringer")[-1].words


def test_who_leads_themselves_alone_gets_one_message(workspace: Workspace, ada: Person, mei: Person) -> None:
    for handle in ("amy", "ben", "ada"):
        ada.command("#field", f"/sales team remove @{handle}")
    log(mei, "new Globex 40k 2026-11-28", "2026-11-09", workspace)
    morning(workspace, WEDNESDAY)
    assert [row.channel for row in workspace.posts("risk_alert")] == [mei.id]
    assert lines(the_alert(workspace, mei))[0] == "*Globex 要看一下*"


def test_two_teams_make_one_message(workspace: Workspace, ada: Person, mei: Person) -> None:
    workspace.slack.channel_called("#east").members.append(ada.id)
    ada.command("#east", "/sales here East")
    ada.command("#east", "/sales team add @li")
    ada.command("#east", "/sales team manager @mei")
    ada.command("#east", "/sales team zone Berlin")
    globex(workspace)
    log(workspace["li"], "new Haier 30k 2026-11-28", "2026-11-09", workspace)
    morning(workspace, WEDNESDAY)
    assert len([row for row in workspace.posts("risk_alert") if row.channel == mei.id]) == 1
    assert lines(the_alert(workspace, mei))[0] == "*团队有 2 单有风险*"


def test_however_often_the_clock_ticks_it_is_told_once(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    for _ in range(3):
        morning(workspace, WEDNESDAY)
    assert len(workspace.posts("risk_alert")) == 2
    assert count(workspace, RiskNotice) == 2


def test_a_process_that_was_down_until_the_evening_says_nothing_then(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    morning(workspace, "2026-11-10")
    set_day(workspace, WEDNESDAY, hour=19)
    ticks.tick(workspace.database, workspace.clock())
    assert workspace.posts("risk_alert") == []


def test_of_a_list_of_risks_only_deals_at_risk_are_shown(workspace: Workspace, amy: Person, ben: Person) -> None:
    globex(workspace)
    log(amy, "new Fine 10k 2026-12-20", "2026-11-24", workspace)
    log(ben, "new Initech 9k 2026-11-20", "2026-11-12", workspace)
    set_day(workspace, WEDNESDAY, hour=11)
    for line, customers in (
        ("list risky", ["Globex"]),
        ("列表 有风险", ["Globex"]),
        ("list risky team", ["Initech", "Globex"]),
        ("list risky all >20k", ["Globex"]),
        ("list at risk @ben", ["Initech"]),
    ):
        listed = type_in(amy, f"/deal {line}").words.split("\n")[1:]
        assert [row.split("*")[1] for row in listed if row.startswith("#")] == customers, line


@pytest.mark.parametrize(("language", "words"), [("en", "*4 deals at risk*"), ("zh", "*4 单有风险*")])
def test_home_shows_the_worst_in_at_most_four_blocks(
    workspace: Workspace, amy: Person, language: str, words: str
) -> None:
    for number, name in enumerate(EIGHT[:4], 1):
        log(amy, f"new {name} {number}k 2026-11-20", "2026-11-09", workspace)
    set_day(workspace, WEDNESDAY, hour=11)
    with workspace.look() as tx:
        member = members.find(tx, amy.id)
        assert member is not None
        today = date.fromisoformat(WEDNESDAY)
        found = risks.of_owner(tx, member.id, today)
        shown = views.on_home(translator(language), found, today)
        assert views.on_home(translator(language), [], today) == []
    assert [risk.deal.customer_name for risk in found] == list(EIGHT[3::-1])
    assert len(shown) == 4
    assert shown[0]["text"]["text"].split("\n")[0] == words


def test_what_was_dealt_with_is_off_the_list_too(workspace: Workspace, amy: Person) -> None:
    globex(workspace)
    morning(workspace, WEDNESDAY)
    amy.submit(open_form(amy, the_alert(workspace, amy), "Not a risk"), {"why": "they decide in January"})
    assert type_in(amy, "/deal list risky").words == "No deals like that. `/deal list` shows your open ones."
