"""What a team wants to be told of: thresholds, the time, rules that nobody acts on, quotas, sleepers, big deals."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from sandbox.people import Person
from storage import customers, deals, members, risk_notices, risk_rules, risks, rows, stage_times, stages, teams
from storage.deals import Deal
from storage.risk_notices import RiskNotice
from storage.risk_rules import RiskRule
from storage.stage_times import StageTime
from tests.cast import Workspace
from tests.floor import newest, open_floor, press, type_in
from tests.mornings import alerts, lines, morning, set_day
from tests.scenes import scene

WEDNESDAY, THURSDAY = "2026-11-25", "2026-11-26"


@pytest.fixture(autouse=True)
@scene
def floor(workspace: Workspace) -> Workspace:
    """Team Field, in Berlin."""
    set_day(workspace, "2026-10-01")
    open_floor(workspace)
    workspace["ada"].command("#field", "/sales team zone Berlin")
    return workspace


def log(person: Person, line: str, on: str, workspace: Workspace) -> None:
    """Type a command about a deal on a day."""
    set_day(workspace, on, hour=14)
    type_in(person, f"/deal {line}")


def reasons_of(workspace: Workspace, number: int = 1) -> list[str]:
    """The rules by which a deal is at risk now."""
    with workspace.look() as tx:
        deal = deals.find_by_number(tx, number)
        assert deal is not None
        return [reason.rule for reason in risks.of_deal(tx, deal, tx.now.date())]


# --- settings ----------------------------------------------------------------------------------------------------


def test_the_rules_are_listed_with_their_thresholds_and_the_time(
    workspace: Workspace, amy: Person, ada: Person
) -> None:
    listed = type_in(amy, "/sales team risks").words.split("\n")
    assert listed == [
        "*Risk alerts* of Field, on weekdays at 09:30",
        "*No activity* · from 14 days on",
        "*Close date passed* · from 1 day on",
        "*Stuck in a stage* · from 30 days on",
        "*Close date slipped* · from 2 times on",
        "*No next step* · from 7 days on",
        "*One big deal in a quarter* · more than 40 % of the team's quarter",
        "*Behind pace* · from 14 days on",
    ]
    assert len(type_in(ada, "/sales team risks").words.split("\n")) == len(listed) + 1


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("quiet 21 days over 10k", "*No activity* · from 21 days on · deals of $10,000 and more"),
        ("quiet over €10k", "*No activity* · from 14 days on · deals of $11,000 and more"),
        ("no activity 10", "*No activity* · from 10 days on"),
        ("big off", "*One big deal in a quarter* · off"),
        ("big 30%", "*One big deal in a quarter* · more than 30 % of the team's quarter"),
        ("stuck 20 days", "*Stuck in a stage* · from 20 days on"),
        ("stuck proposal 10 days", "*Stuck in a stage* · from 30 days on · proposal from 10 days on"),
        ("slipped 3 times", "*Close date slipped* · from 3 times on"),
        ("no next step 5d", "*No next step* · from 5 days on"),
        ("pace off", "*Behind pace* · off"),
        ("无跟进 21天 超过 1万", "*No activity* · from 21 days on · deals of $10,000 and more"),
        ("大单 关", "*One big deal in a quarter* · off"),
        ("停滞 报价 10天", "*Stuck in a stage* · from 30 days on · proposal from 10 days on"),
        ("10:00", "*Field* hears of risks on weekdays at 10:00."),
        ("off", "*Field* hears of no risks any more."),
        ("关", "*Field* hears of no risks any more."),
    ],
)
def test_a_manager_types_what_the_team_is_told(workspace: Workspace, ada: Person, line: str, words: str) -> None:
    type_in(ada, "/sales team rate EUR USD 1.1")
    assert type_in(ada, f"/sales team risks {line}").words.split("\n")[0] == words


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("foo", "I can't read “foo”. Type `/sales team risks quiet 21 days`, `big off` or `10:00`."),
        ("quiet 0", "I can't read “0”: a number from 1 to 60, as in `/sales team risks quiet 10 days`."),
        ("quiet 500 days", "I can't read “500 days”: a number from 1 to 60, as in `/sales team risks quiet 10 days`."),
        ("big 100%", "I can't read “100%”: a number from 1 to 95, as in `/sales team risks big 30%`."),
        ("slipped often", "I can't read “often”: a number from 1 to 10, as in `/sales team risks slipped 3`."),
        ("quiet", "From when on? Type `/sales team risks quiet 10 days`."),
        ("quiet over much", "Over how much? Type `/sales team risks quiet 21 days over 10k`."),
    ],
)
def test_what_cannot_be_meant_is_said(workspace: Workspace, ada: Person, line: str, words: str) -> None:
    assert type_in(ada, f"/sales team risks {line}").words == words
    with workspace.look() as tx:
        assert tx.connection.execute(sa.select(rows.table(RiskRule))).all() == []


def test_only_who_leads_the_team_may_change_it(workspace: Workspace, amy: Person) -> None:
    assert "Only managers" in type_in(amy, "/sales team risks quiet 5 days").words


def test_what_was_set_is_taken_back(workspace: Workspace, ada: Person) -> None:
    type_in(ada, "/sales team risks quiet 21 days")
    receipt = type_in(ada, "/sales team risks quiet off")
    ada.click(receipt, receipt.button("Undo"))
    workspace.deliver()
    assert newest(workspace, ada).words.startswith("Undone: rules of risk.")
    assert "*No activity* · from 21 days on" in type_in(ada, "/sales team risks").words


def test_thresholds_and_least_amounts_decide_what_is_told(workspace: Workspace, amy: Person, ada: Person) -> None:
    log(amy, "new Small 5k 2026-12-24", "2026-11-09", workspace)
    log(amy, "new Larger 50k 2026-12-24", "2026-11-09", workspace)
    type_in(ada, "/sales team risks quiet 10 days over 10k")
    type_in(ada, "/sales team risks no next step off")
    morning(workspace, "2026-11-18")
    assert alerts(workspace, amy) == []
    morning(workspace, "2026-11-19")
    (message,) = alerts(workspace, amy)
    assert lines(message)[1:] == ["*Larger*, $50,000: no activity for 10 days."]


def test_alerts_come_at_the_teams_time_or_not_at_all(workspace: Workspace, amy: Person, ada: Person) -> None:
    log(amy, "new Globex 40k 2026-11-20", "2026-11-09", workspace)
    type_in(ada, "/sales team risks 11:00")
    morning(workspace, WEDNESDAY)
    assert alerts(workspace, amy) == []
    set_day(workspace, WEDNESDAY, hour=10)
    type_in(ada, "/sales team risks off")
    morning(workspace, THURSDAY)
    assert workspace.posts("risk_alert") == []
    type_in(ada, "/sales team risks on")
    assert type_in(ada, "/sales team risks").words.startswith("*Risk alerts* of Field, on weekdays at 11:00")


# --- rules that nobody acts on -----------------------------------------------------------------------------------


def ignore(workspace: Workspace, amy: Person, mornings: int) -> None:
    """Amy is told of 5 quiet deals on so many Mondays, and does nothing."""
    for name in ("Acme", "Initech", "Umbrella", "Hooli", "Wayne"):
        log(amy, f"new {name} 20k 2027-03-31", "2026-10-01", workspace)
    for number in range(mornings):
        day = date(2026, 10, 19 + 7 * number) if number < 2 else date(2026, 11, 2 + 7 * (number - 2))
        morning(workspace, day.isoformat())


def test_a_rule_that_nobody_acts_on_is_proposed_for_switching_off(
    workspace: Workspace, amy: Person, mei: Person
) -> None:
    ignore(workspace, amy, 4)
    morning(workspace, "2026-11-16")
    proposals = [line for line in lines(alerts(workspace, mei)[-1]) if line.startswith("「")]
    assert proposals == [
        "「没有下一步」60 天里提醒 20 次，处理了 0 次。以后不提了？",
        "「无跟进」60 天里提醒 20 次，处理了 0 次。以后不提了？",
    ]
    off = next(e for e in alerts(workspace, mei)[-1].elements if e.get("value", "").endswith(":quiet"))
    mei.click(alerts(workspace, mei)[-1], off)
    workspace.deliver()
    assert newest(workspace, mei).words.startswith("*Field* 的「无跟进」已关。")
    assert [line for line in lines(alerts(workspace, mei)[-1]) if line.startswith("「")] == proposals[:1]
    kept = next(e for e in alerts(workspace, mei)[-1].elements if e.get("action_id") == "risk_rule_keep")
    mei.click(alerts(workspace, mei)[-1], kept)
    workspace.deliver()
    assert [line for line in lines(alerts(workspace, mei)[-1]) if line.startswith("「")] == []
    with workspace.look() as tx:
        (rule,) = risk_rules.of_team(tx, 1)
    assert (rule.rule, rule.enabled) == ("quiet", False)
    # it is not proposed again
    morning(workspace, "2026-11-23")
    assert [line for line in lines(alerts(workspace, mei)[-1]) if line.startswith("「")] == []


def test_a_rule_that_people_act_on_is_not(workspace: Workspace, amy: Person, mei: Person) -> None:
    ignore(workspace, amy, 4)
    type_in(amy, "/deal Acme next call fri")
    morning(workspace, "2026-11-16")
    assert [line for line in lines(alerts(workspace, mei)[-1]) if line.startswith("「")] == []


# --- quotas ------------------------------------------------------------------------------------------------------


def test_a_quota_behind_pace_is_told_to_its_owner_and_the_manager(
    workspace: Workspace, amy: Person, mei: Person, ada: Person
) -> None:
    type_in(ada, "/sales team quota @amy 50k")
    log(amy, "won Acme 20k", "2026-10-12", workspace)
    morning(workspace, WEDNESDAY)
    (message,) = alerts(workspace, amy)
    assert lines(message) == ["*Q4 2026*: $20,000 of $50,000, 19 days behind an even pace."]
    assert lines(alerts(workspace, mei)[0]) == [
        "*团队的数字*",
        "*Amy Lindgren*，2026年第4季度：US$20,000 / US$50,000，比平均进度慢 19 天。",
    ]
    morning(workspace, THURSDAY)
    assert len(alerts(workspace, amy)) == 1


def test_a_quota_is_called_no_risk_until_it_is_further_behind(workspace: Workspace, amy: Person, ada: Person) -> None:
    type_in(ada, "/sales team quota @amy 50k")
    log(amy, "won Acme 20k", "2026-10-12", workspace)
    morning(workspace, WEDNESDAY)
    view = amy.click(alerts(workspace, amy)[0], alerts(workspace, amy)[0].button("Not a risk")).view
    assert view is not None
    amy.submit(view, {"why": "Globex signs in December"})
    workspace.deliver()
    assert lines(alerts(workspace, amy)[0]) == ["✓ *Q4 2026* · no risk: Globex signs in December"]
    morning(workspace, "2026-12-03")
    assert len(alerts(workspace, amy)) == 1
    morning(workspace, "2026-12-04")
    assert lines(alerts(workspace, amy)[1]) == ["*Q4 2026*: $20,000 of $50,000, 28 days behind an even pace."]


# --- goals -------------------------------------------------------------------------------------------------------


def test_a_goal_behind_pace_is_told_to_its_owner_and_the_manager(
    workspace: Workspace, amy: Person, mei: Person
) -> None:
    press(workspace, amy, type_in(amy, "/goal 20 deals this quarter"), "Set it")
    log(amy, "won Acme 20k", "2026-10-12", workspace)
    morning(workspace, WEDNESDAY)
    (message,) = alerts(workspace, amy)
    assert lines(message) == ["*20 deals* Q4 2026: 1 of 20, 51 days behind an even pace."]
    assert lines(alerts(workspace, mei)[0]) == [
        "*团队的数字*",
        "Amy Lindgren：*20 单*，2026年第4季度：1 / 20，比平均进度慢 51 天。",
    ]
    view = amy.click(message, message.button("Not a risk")).view
    assert view is not None
    amy.submit(view, {"why": "they all sign in December"})
    workspace.deliver()
    assert lines(alerts(workspace, amy)[0]) == ["✓ *20 deals* Q4 2026 · no risk: they all sign in December"]
    morning(workspace, THURSDAY)
    assert len(alerts(workspace, amy)) == 1


# --- one big deal ------------------------------------------------------------------------------------------------


def test_one_deal_that_is_most_of_the_quotas_is_a_risk(workspace: Workspace, amy: Person, ada: Person) -> None:
    type_in(ada, "/sales team quota @amy @ben 50k")
    log(amy, "new Globex 40k 2026-12-20", "2026-11-24", workspace)
    assert reasons_of(workspace) == []
    log(amy, "Globex 41k", "2026-11-24", workspace)
    assert reasons_of(workspace) == ["big"]
    assert "⚠️ At risk: 41 % of the team's quarter." in type_in(amy, "/deal Globex").words
    log(amy, "Globex close 2027-01-10", "2026-11-24", workspace)
    assert reasons_of(workspace) == []


def test_without_quotas_it_is_measured_by_the_weighted_pipeline(workspace: Workspace, amy: Person) -> None:
    for name in ("Acme", "Initech", "Umbrella"):
        log(amy, f"new {name} 10k 2026-12-20", "2026-11-24", workspace)
    log(amy, "new Globex 40k 2026-12-20", "2026-11-24", workspace)
    # too few deals to say that one is too many
    assert reasons_of(workspace, 4) == []
    log(amy, "won Hooli 1k", "2026-11-24", workspace)
    # 4,000 of 8,000
    assert reasons_of(workspace, 4) == ["big"]
    log(amy, "won Wayne 3k", "2026-11-24", workspace)
    assert reasons_of(workspace, 4) == []


# --- stages ------------------------------------------------------------------------------------------------------


def test_the_workspaces_own_history_says_what_is_too_long_in_a_stage(workspace: Workspace, amy: Person) -> None:
    with workspace.change() as tx:
        first = stages.every(tx)[0].id
    for number in range(20):
        log(amy, f"new {chr(65 + number) * 5} 1k 2027-06-30", "2026-10-02", workspace)
    for number in range(20):
        log(amy, f"move #{number + 1} proposal", "2026-10-08" if number < 12 else "2026-10-30", workspace)
    log(amy, "new Globex 40k 2027-06-30", "2026-11-02", workspace)
    log(amy, "Globex next call 2027-01-10", "2026-11-03", workspace)
    with workspace.change() as tx:
        stage_times.measure(tx, date(2026, 11, 13))
        assert stage_times.medians(tx) == {first: 6}
        assert stage_times.too_long(tx) == {first: 12}
    set_day(workspace, "2026-11-13")
    assert reasons_of(workspace, 21) == []
    set_day(workspace, "2026-11-14")
    assert reasons_of(workspace, 21) == ["stuck"]
    assert "12 days in prospect" in type_in(amy, "/deal Globex").words


def test_history_is_measured_once_a_week(workspace: Workspace) -> None:
    table = rows.table(StageTime)
    for day, measured in (("2026-11-02", "2026-11-02"), ("2026-11-06", "2026-11-02"), ("2026-11-09", "2026-11-09")):
        morning(workspace, day)
        with workspace.look() as tx:
            found = [row.measured_on.isoformat() for row in tx.connection.execute(sa.select(table))]
        assert found == [measured]


# --- many old deals ----------------------------------------------------------------------------------------------


def old_deals(workspace: Workspace, count: int, *, active_on: str, owner: str) -> None:
    """Deals as an import brings them, untouched since a day long ago."""
    with workspace.change() as tx:
        person = members.find(tx, owner) or members.introduce(tx, owner, name="Imported Ivy")
        team = teams.active(tx)[0]
        customer_id = customers.obtain(tx, f"old {owner}").id
        day = date.fromisoformat(active_on)
        shared = {
            "workspace_id": tx.workspace_id,
            "version": 1,
            "customer_id": customer_id,
            "owner_id": person.id,
            "team_id": team.id,
            "stage_id": stages.every(tx)[0].id,
            "outcome": "open",
            "amount_minor": 100_000,
            "currency": "USD",
            "product": "",
            "opened_on": day,
            "closes_on": day,
            "stage_since": day,
            "active_at": tx.now.replace(year=day.year, month=day.month, day=day.day),
            "slips": 0,
            "next_step": "",
            "lost_reason": "",
            "note": "",
            "new_customer": False,
        }
        number = 1000 + 10_000 * person.id
        tx.connection.execute(
            sa.insert(rows.table(Deal)), [shared | {"number": number + offset} for offset in range(count)]
        )


def test_an_import_of_old_deals_does_not_flood_anybody(workspace: Workspace, amy: Person, mei: Person) -> None:
    set_day(workspace, "2026-11-24")
    old_deals(workspace, 600, active_on="2026-06-01", owner=amy.id)
    old_deals(workspace, 50, active_on="2026-11-01", owner="import:ivy")
    morning(workspace, WEDNESDAY)
    assert sorted(row.channel for row in workspace.posts("risk_alert")) == sorted([amy.id, mei.id])
    assert lines(alerts(workspace, amy)[-1]) == [
        "600 deals of yours have slept for 90 days or longer: `/deal list stuck`. Lost is an answer too."
    ]
    # of those whom nobody in Slack owns, the manager sees five a day
    shown = lines(alerts(workspace, mei)[0])
    assert shown[0] == "*5 单有风险，负责人不在 Slack*"
    assert all(line.startswith("Imported Ivy的 *old import:ivy* #") for line in shown[1:6])
    assert shown[6:] == ["还有 45 单：`/deal 列表 有风险 全部`"]
    with workspace.look() as tx:
        notices = tx.connection.execute(sa.select(rows.table(RiskNotice))).all()
    assert len({notice.about_id for notice in notices if notice.about == risk_notices.DEAL}) == 5
    # the sleepers are not spoken of again for four weeks
    morning(workspace, "2026-12-22")
    assert len(alerts(workspace, amy)) == 1
    morning(workspace, "2026-12-23")
    assert len(alerts(workspace, amy)) == 2
