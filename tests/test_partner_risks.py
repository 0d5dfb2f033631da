"""Partners at risk: one message to whoever looks after them, what can be done at once, and silence afterwards."""

from __future__ import annotations

from datetime import date

import pytest

from sandbox.people import Person
from sandbox.records import Message
from scheduler import briefs, ticks
from storage import absences, partners
from tests.cast import Workspace
from tests.floor import member, press, type_in
from tests.mornings import lines, set_day
from tests.partner_desk import open_desk
from tests.partner_room import last, submit
from tests.scenes import scene


@pytest.fixture(autouse=True)
@scene
def room(workspace: Workspace) -> Workspace:
    """Amy looks after BetaCo; nobody after GammaCo, so that it is Ada's, who is the admin."""
    set_day(workspace, "2026-11-02")
    open_desk(workspace)
    workspace["ada"].command("#field", "/sales team zone Berlin")
    type_in(workspace["ada"], "/partner manager BetaCo @amy")
    type_in(workspace["ada"], "/partner manager GammaCo off")
    briefs.enroll(workspace.database)
    ticks.tick(workspace.database, workspace.clock())
    return workspace


def morning(workspace: Workspace, day: str) -> None:
    """Ten in Berlin, when everybody's half past nine has been."""
    set_day(workspace, day, hour=8)
    briefs.enroll(workspace.database)
    ticks.tick(workspace.database, workspace.clock())
    set_day(workspace, day, hour=10)
    ticks.tick(workspace.database, workspace.clock())
    workspace.clock.move(minutes=1)
    workspace.deliver()


def alerts(workspace: Workspace, person: Person) -> list[Message]:
    sent = {row.slack_ts for row in workspace.posts("partner_risk_alert", to=person.user.handle)}
    return [message for message in person.sees("@Bellringer") if message.ts in sent]


def test_silence_comes_to_whoever_looks_after_them_once(workspace: Workspace, amy: Person, ada: Person) -> None:
    morning(workspace, "2026-11-20")
    assert alerts(workspace, amy) == []
    morning(workspace, "2026-11-23")
    (told,) = alerts(workspace, amy)
    assert lines(told) == ["*BetaCo needs a look*", "*BetaCo*: silent for 21 days."]
    assert [line for line in lines(alerts(workspace, ada)[0]) if "BetaCo" in line] == []
    assert "*GammaCo*: silent for 21 days." in lines(alerts(workspace, ada)[0])
    # not every morning; when nobody did anything, once more after a week, and then seen to
    for day in ("2026-11-24", "2026-11-27"):
        morning(workspace, day)
    assert len(alerts(workspace, amy)) == 1
    morning(workspace, "2026-11-30")
    again = alerts(workspace, amy)[-1]
    assert "silent for 28 days" in again.words
    assert "seen to" in press(workspace, amy, again, "Seen to").words
    assert "✓ *BetaCo*" in alerts(workspace, amy)[-1].words
    for day in ("2026-12-07", "2026-12-14"):
        morning(workspace, day)
    assert len(alerts(workspace, amy)) == 2


def test_no_risk_is_silence_until_the_facts_change(workspace: Workspace, amy: Person, ada: Person) -> None:
    type_in(ada, '/partner agreement BetaCo "R1" until 2027-01-10')
    morning(workspace, "2026-11-11")
    (told,) = alerts(workspace, amy)
    assert "*BetaCo*: agreement ends Sun, 10 Jan 2027." in told.words
    view = amy.click(told, told.button("Not a risk")).view
    assert view is not None
    submit(workspace, amy, view, why="they sign in December")
    assert "✓ *BetaCo* · no risk: they sign in December" in alerts(workspace, amy)[0].words
    morning(workspace, "2026-11-19")
    assert len(alerts(workspace, amy)) == 1
    type_in(ada, "/partner agreement BetaCo R2 until 2027-01-12")
    morning(workspace, "2026-11-20")
    assert len(alerts(workspace, amy)) == 2


def test_a_higher_tier_is_proposed_and_never_given_by_itself(workspace: Workspace, amy: Person, ada: Person) -> None:
    type_in(ada, "/partner tiers silver certified 1 won 1")
    type_in(ada, "/partner certified BetaCo 1")
    type_in(amy, "/deal won Acme 12k via BetaCo")
    morning(workspace, "2026-11-03")
    (told,) = alerts(workspace, amy)
    assert lines(told)[1] == "*BetaCo*: meets Silver."
    assert "*Tier* Registered · meets Silver" in type_in(amy, "/partner BetaCo").words
    listed = type_in(amy, "/partner list").words
    assert "meets Silver" in listed
    assert "⚠️" not in listed
    assert "*BetaCo* is Silver now." in press(workspace, amy, told, "Make it Silver").words
    assert "✓ *BetaCo*" in alerts(workspace, amy)[0].words
    # and when it no longer meets it, the way down is proposed too
    type_in(ada, "/partner certified BetaCo 0")
    morning(workspace, "2026-11-04")
    down = alerts(workspace, amy)[-1]
    assert lines(down)[1] == "*BetaCo*: no longer meets Silver."
    assert "stays where it is" in press(workspace, amy, down, "Leave it").words
    morning(workspace, "2026-11-16")
    assert len(alerts(workspace, amy)) == 2
    assert "*Tier* Silver · 1 more certified person to keep it" in type_in(amy, "/partner BetaCo").words


def test_registrations_that_lapse_unworked_and_requests_overdue(
    workspace: Workspace, amy: Person, ada: Person, pat: Person
) -> None:
    type_in(ada, "/partner tiers registered days 20")
    pat.mention("#ext-betaco", "register Acme acme.com 30k")
    pat.mention("#ext-betaco", "support technical: no licence")
    morning(workspace, "2026-11-06")
    assert "*BetaCo*: 1 request overdue." in alerts(workspace, amy)[-1].words
    morning(workspace, "2026-11-10")
    # what was told already and is open still comes with what is news
    assert "*BetaCo*: 1 request overdue, 1 protection ends unworked Sun 22 Nov." in alerts(workspace, amy)[-1].words
    # a sign of theirs, and it is none any more
    pat.press("@Bellringer", "Still working on it")
    workspace.deliver()
    assert "protection" not in type_in(ada, "/partner health").words


def test_one_partner_with_most_of_the_quarter_comes_to_admins_alone(
    workspace: Workspace, amy: Person, ada: Person
) -> None:
    for number in range(4):
        type_in(amy, f"/deal won Acme{'ABCD'[number] * 5} 1k")
    type_in(amy, "/deal won Globex 9k via BetaCo")
    morning(workspace, "2026-11-03")
    assert "*BetaCo*: 69 % of this quarter's revenue comes through them." in alerts(workspace, ada)[0].words
    assert alerts(workspace, amy) == []


def test_who_covers_hears_it_and_may_act(workspace: Workspace, amy: Person, ben: Person) -> None:
    with workspace.change(command="test") as tx:
        absences.save(
            tx,
            None,
            member(workspace, amy).id,
            first_day=date(2026, 11, 16),
            last_day=date(2026, 11, 27),
            cover_id=member(workspace, ben).id,
        )
    morning(workspace, "2026-11-23")
    assert alerts(workspace, amy) == []
    (told,) = alerts(workspace, ben)
    assert "*BetaCo*: silent for 21 days." in told.words
    assert "seen to" in press(workspace, ben, told, "Seen to").words


def test_health_lists_the_same_and_a_closed_partner_is_none(workspace: Workspace, ada: Person, mei: Person) -> None:
    set_day(workspace, "2026-11-25")
    assert "*GammaCo*：23 天没有消息。" in type_in(mei, "/partner 健康").words
    type_in(ada, "/partner close GammaCo")
    assert "GammaCo" not in type_in(ada, "/partner health").words
    with workspace.look() as tx:
        assert [partner.name for partner in partners.active(tx)] == ["BetaCo"]
    assert last(ada, "#field", "needs a look").words
