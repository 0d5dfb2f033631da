"""The daily brief: at 08:30 of one's own clock, when there is something to do, for oneself and for whom one covers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.people import Person
from scheduler import briefs, ticks
from storage import members, outbox, schedules, teams, workspaces
from tests.cast import Workspace
from tests.floor import open_floor, press, type_in
from tests.mornings import alerts
from tests.scenes import scene

FRIDAY = datetime(2026, 11, 27, tzinfo=UTC)
BERLIN, LONDON, SHANGHAI = (timedelta(hours=hour, minutes=30) for hour in (7, 8, 0))
"""When it is 08:30 there, in UTC."""
LINE = {
    "period": ["week", "2026-11-16", "2026-11-23"],
    "fiscal_year_start": 1,
    "metric": "revenue",
    "team_id": 1,
    "by_team": False,
    "currency": "USD",
    "member_id": 1,
}
"""What a private line is about."""


@pytest.fixture(autouse=True)
@scene
def floor(workspace: Workspace) -> Workspace:
    open_floor(workspace)
    briefs.enroll(workspace.database)
    workspace.deliver()
    return workspace


def day(workspace: Workspace, start: datetime = FRIDAY) -> None:
    """A day passes."""
    workspace.clock.now = max(workspace.clock.now, start - timedelta(hours=6))
    while workspace.clock.now < start + timedelta(hours=18):
        ticks.tick(workspace.database, workspace.clock())
        workspace.deliver()
        workspace.clock.move(minutes=30)


def brief(workspace: Workspace, person: Person) -> list[str]:
    """The lines of the last brief; none without one."""
    sent = [row.slack_ts for row in workspace.posts("brief", to=person.user.handle) if row.state == "sent"]
    shown = [message for message in person.sees("@Bellringer") if message.ts in sent]
    return shown[-1].words.split("\n") if shown else []


def test_it_tells_what_is_due_and_what_should_have_been(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Globex 40k 2026-11-27")
    type_in(amy, "/deal new Initech 20k 2026-11-26")
    type_in(amy, "/deal new Umbra 30k 2026-12-20")
    type_in(amy, "/deal Umbra next call Zhang fri")
    type_in(amy, "/deal new Hooli 2026-12-24")
    type_in(ben, "/deal new Far 9k 2026-12-24")
    day(workspace)
    assert brief(workspace, amy) == [
        "Today, Amy Lindgren: 3 things.",
        "*Initech* was to close Thu 26 Nov, $20,000",
        "Show deal",
        "*Globex* closes today, $40,000",
        "Show deal",
        "*Umbra*: call Zhang, today, $30,000",
        "Show deal",
    ]
    assert brief(workspace, ben) == []
    (row,) = [row for row in workspace.posts("brief", to="amy") if row.sent_at > FRIDAY]
    assert row.sent_at == FRIDAY + BERLIN


def test_it_goes_by_the_persons_own_clock_and_language(workspace: Workspace, ben: Person, mei: Person) -> None:
    type_in(ben, "/deal new Globex 40k 2026-11-27")
    type_in(mei, "/deal new 海尔 40万 2026-11-27")
    day(workspace)
    sent = {row.channel: row.sent_at - FRIDAY for row in workspace.posts("brief")}
    assert sent == {ben.id: LONDON, mei.id: SHANGHAI}
    assert brief(workspace, mei)[:2] == ["梅 (Mei Lin)，今天有 1 件事。", "*海尔* 今天到期，US$400,000"]


def test_weekends_holidays_and_days_away_have_none(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Globex 40k 2026-11-20")
    with workspace.change() as tx:
        workspaces.change_settings(tx, days_off=["2026-11-26"])
    type_in(amy, "/sales away fri")
    for number in range(5):
        day(workspace, datetime(2026, 11, 26, tzinfo=UTC) + timedelta(days=number))
    assert [row.sent_at.date().isoformat() for row in workspace.posts("brief", to="amy")] == ["2026-11-30"]


def test_it_can_be_switched_off_and_moved(workspace: Workspace, amy: Person, ben: Person) -> None:
    for person in (amy, ben):
        type_in(person, f"/deal new {person.user.handle * 3} 40k 2026-11-27")
    type_in(amy, "/sales me brief off")
    type_in(ben, "/sales me brief 10:00")
    day(workspace)
    (row,) = workspace.posts("brief")
    assert (row.channel, row.sent_at) == (ben.id, FRIDAY + timedelta(hours=10))


def test_who_left_the_company_or_every_team_gets_none(workspace: Workspace, amy: Person, ben: Person) -> None:
    for person in (amy, ben):
        type_in(person, f"/deal new {person.user.handle * 3} 40k 2026-11-27")
    with workspace.change() as tx:
        gone = members.find(tx, amy.id)
        assert gone is not None
        members.change(tx, gone, is_active=False)
    workspace["ada"].command("#field", "/sales team remove @ben")
    day(workspace)
    assert workspace.posts("brief") == []


def test_enrolling_is_done_once_and_only_for_colleagues_in_a_team(workspace: Workspace) -> None:
    with workspace.look() as tx:
        (team,) = teams.active(tx)
        people = {person.id for person in teams.people(tx, team.id)}
        enrolled = {row.member_id for row in schedules.enabled(tx) if row.kind == "brief"}
    assert enrolled == people
    assert briefs.enroll(workspace.database) == 0


def test_the_cover_sees_what_is_due(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Globex 40k 2026-11-27")
    type_in(amy, "/sales away fri cover @ben")
    workspace.deliver()
    told = ben.sees("@Bellringer")[-1].words.split("\n")
    assert told == ["*Amy Lindgren* is away Fri 27 Nov, and you cover.", "*Globex*: Fri 27 Nov, $40,000", "I can't"]
    day(workspace)
    assert brief(workspace, amy) == []
    assert brief(workspace, ben) == [
        "Nothing of yours is due today, Ben Carter.",
        "*For Amy Lindgren*, who is away",
        "• *Globex* closes today, $40,000",
    ]


def test_it_counts_what_was_kept_back_since_the_last_one(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Globex 40k 2026-11-20")
    day(workspace, FRIDAY - timedelta(days=1))
    workspace.clock.now = FRIDAY - timedelta(hours=12)
    with workspace.change() as tx:
        for number in range(9):
            outbox.post(
                tx,
                "note",
                audience=outbox.PERSONAL(amy.id),
                dedupe_key=f"note {number}",
                channel=amy.id,
                payload={"text": f"note {number}"},
            )
        for number in range(2):
            line = {"audience": outbox.PERSONAL(amy.id), "channel": amy.id, "payload": LINE}
            outbox.post(tx, "private_line", dedupe_key=f"line {number}", **line)
    workspace.deliver()
    day(workspace)
    words = amy.sees("@Bellringer")
    told = next(message.words for message in reversed(words) if message.words.startswith("Today"))
    assert told.split("\n")[-1] == "I kept back 2: the place on the board (2)."
    type_in(amy, "/sales me brief on")
    day(workspace, FRIDAY + timedelta(days=3))
    told = next(message.words for message in reversed(amy.sees("@Bellringer")) if message.words.startswith("Today"))
    assert "kept back" not in told


def test_it_gathers_from_everything_that_falls_due(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Globex 40k 2026-11-27")
    type_in(amy, "/sales promise send the offer to Acme by fri")
    type_in(amy, "/goal set 20 new customers by 2026-12-31")
    workspace.deliver()
    day(workspace)
    told = "\n".join(brief(workspace, amy))
    assert "*Globex* closes today, $40,000" in told
    assert "*send the offer to Acme*" in told
    assert "Kept" in told
    # what promises stand for is told to whoever covers, too
    assert brief(workspace, ben) == []


def test_a_goal_that_was_called_no_risk_is_left_out_until_it_is_further_behind(
    workspace: Workspace, amy: Person
) -> None:
    workspace.clock.now = datetime(2026, 10, 1, 7, tzinfo=UTC)
    press(workspace, amy, type_in(amy, "/goal 20 deals this quarter"), "Set it")
    type_in(amy, "/deal won Acme 20k")
    workspace.clock.now = FRIDAY - timedelta(days=2)
    day(workspace, FRIDAY - timedelta(days=1))
    assert "*20 deals* Q4 2026" in brief(workspace, amy)[1]
    (alert,) = alerts(workspace, amy)
    form = amy.click(alert, alert.button("Not a risk")).view
    assert form is not None
    amy.submit(form, {"why": "they all sign in December"})
    day(workspace)
    assert "*20 deals*" not in "\n".join(brief(workspace, amy))
    # weeks later it is much further behind
    day(workspace, FRIDAY + timedelta(weeks=3))
    assert "*20 deals* Q4 2026" in brief(workspace, amy)[1]


def test_kept_on_the_brief_keeps_the_promise_and_the_brief(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/sales promise send the offer to Acme by fri")
    workspace.deliver()
    day(workspace)
    (row,) = [row for row in workspace.posts("brief", to="amy") if row.state == "sent"]
    shown = next(message for message in amy.sees("@Bellringer") if message.ts == row.slack_ts)
    amy.click(shown, shown.button("Kept"))
    workspace.deliver()
    again = next(message for message in amy.sees("@Bellringer") if message.ts == row.slack_ts)
    assert again.words == shown.words
    day(workspace, FRIDAY + timedelta(days=3))
    assert len([row for row in workspace.posts("brief", to="amy") if row.state == "sent"]) == 1
