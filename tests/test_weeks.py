"""A person's week in facts and in words: what a check-in says of it and is filled in with."""

from __future__ import annotations

from datetime import date

import pytest

from sales.money import Money
from sandbox.people import Person
from storage import members, promises, teams, weeks
from storage.weeks import Week
from tests.cast import Workspace
from tests.floor import open_floor, type_in
from views import weeks as views
from views.words import translator

LAST_CHECKIN = date(2026, 11, 18)
"""A Wednesday; the clock of the tests begins a week later, on 25 November."""


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def week_of(workspace: Workspace, person: Person, since: date = LAST_CHECKIN) -> Week:
    with workspace.look() as tx:
        member = members.find(tx, person.id)
        assert member is not None
        team = teams.of_member(tx, member.id)[0]
        return weeks.of_member(tx, member, team=team, since=since, today=promises.today_of(tx, member))


def named(lines: tuple[weeks.DealLine, ...]) -> list[str]:
    return [line.customer for line in lines]


def test_a_week_knows_what_became_of_every_deal(workspace: Workspace, amy: Person, ben: Person) -> None:
    workspace.clock.move(days=-20)
    for line in ("new Globex 40k 2026-11-20", "new Acme 10k eom", "new Initech 5k 2026-11-10", "new Umbrella 7k eom"):
        type_in(amy, f"/deal {line}")
        workspace.clock.move(minutes=3)
    type_in(ben, "/deal new Hooli 9k eom")
    workspace.clock.move(days=20)
    for line in (
        "Globex close 2026-12-04",
        "move Acme proposal",
        "new Stark 3k eom",
        "won Wayne 12k",
        "lost Oscorp price",
    ):
        type_in(amy, f"/deal {line}")
        workspace.clock.move(minutes=3)
    week = week_of(workspace, amy)
    assert (named(week.won), named(week.lost), named(week.new)) == (["Wayne"], ["Oscorp"], ["Stark"])
    assert (named(week.moved), named(week.slipped), named(week.passed)) == (["Acme"], ["Globex"], ["Initech"])
    assert (week.slipped[0].closed_before, week.slipped[0].closes_on) == (date(2026, 11, 20), date(2026, 12, 4))
    assert [(line.customer, line.quiet_days) for line in week.quiet] == [("Initech", 20), ("Umbrella", 20)]
    assert week.open_deals == 5
    assert week.coverage is None


def test_what_was_changed_and_changed_back_is_no_news(workspace: Workspace, amy: Person) -> None:
    workspace.clock.move(days=-20)
    type_in(amy, "/deal new Globex 40k 2026-11-27")
    workspace.clock.move(days=20)
    for line in (
        "/deal Globex close 2026-12-04",
        "/sales undo",
        "/deal move Globex proposal",
        "/deal move Globex prospect",
    ):
        type_in(amy, line)
        workspace.clock.move(minutes=3)
    week = week_of(workspace, amy)
    assert (week.moved, week.slipped) == ((), ())


def test_a_share_of_somebody_elses_win_is_in_both_weeks(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal won Acme 12k with @ben 40%")
    assert named(week_of(workspace, amy).won) == named(week_of(workspace, ben).won) == ["Acme"]


def test_what_is_left_of_the_quota_and_what_covers_it(workspace: Workspace, amy: Person, ada: Person) -> None:
    type_in(ada, "/sales team quota @amy 80k this month")
    type_in(amy, "/deal won Wayne 30k")
    type_in(amy, "/deal new Stark 20k 2026-11-28")
    type_in(amy, "/deal new Hooli €5k 2026-11-29")
    type_in(amy, "/deal new Later 90k 2026-12-24")
    coverage = week_of(workspace, amy).coverage
    assert coverage is not None
    assert (coverage.left, coverage.open) == (Money(5_000_000, "USD"), Money(2_000_000, "USD"))
    assert coverage.ratio == pytest.approx(0.4)
    type_in(ada, "/sales team rate EUR USD 1.1")
    coverage = week_of(workspace, amy).coverage
    assert coverage is not None
    assert coverage.open == Money(2_550_000, "USD")


def test_nobody_sees_the_week_of_another(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Globex 40k eom")
    assert week_of(workspace, ben).is_empty


def test_the_prompt_and_the_form_in_two_languages(workspace: Workspace, amy: Person) -> None:
    workspace.clock.move(days=-20)
    for line in ("new Globex 40k 2026-11-20", "new Acme 10k eom", "new Initech 5k eom", "new 海尔 7k eom"):
        type_in(amy, f"/deal {line}")
        workspace.clock.move(minutes=3)
    workspace.clock.move(days=20)
    for line in ("Globex close 2026-12-04", "move Acme proposal", "move Initech proposal", "move 海尔 proposal"):
        type_in(amy, f"/deal {line}")
        workspace.clock.move(minutes=3)
    with workspace.change() as tx:
        member = members.find(tx, amy.id)
        assert member is not None
        promises.create(tx, member, "call Zhang", date(2026, 11, 25), source=promises.COMMAND)
        promises.create(tx, member, "send the quote", date(2026, 11, 24), source=promises.COMMAND)
        promises.create(tx, member, "book the room", date(2026, 11, 30), source=promises.COMMAND)
    week = week_of(workspace, amy)
    en, zh = translator("en-US", 2026), translator("zh-CN", 2026)
    assert views.prompt_line(en, week) == "3 deals moved, Globex slipped, 1 promise due, 1 promise overdue."
    assert views.prompt_line(zh, week) == "3 单推进，Globex延期，1 项承诺到期，1 项承诺过期。"
    assert views.prefilled(en, week, extra=["Goal: 14 of 20"]).split("\n") == [
        "Acme is at proposal now",
        "Initech is at proposal now",
        "海尔 is at proposal now",
        "Globex slipped from Fri, Nov 20 to Fri, Dec 4",
        "Promised: send the quote, due Tue, Nov 24",
        "Promised: call Zhang, due Wed, Nov 25",
        "Goal: 14 of 20",
    ]
    assert views.prefilled(zh, week).split("\n")[3:] == [
        "Globex从11月20日周五延到12月4日周五",
        "承诺：send the quote，11月24日周二到期",
        "承诺：call Zhang，11月25日周三到期",
    ]


def test_the_text_is_cut_at_whole_lines(workspace: Workspace, amy: Person) -> None:
    en = translator("en-US", 2026)
    lines = [f"line {number}" for number in range(500)]
    text = views.fit(en, lines, 100)
    assert len(text) <= 100
    assert text.split("\n")[-1] == f"and {500 - len(text.split(chr(10))) + 1} more"
    assert views.prompt_line(en, week_of(workspace, amy)) == ""
