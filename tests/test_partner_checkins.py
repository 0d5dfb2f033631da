"""The partner check-in: asked in their channel, read by us alone, and promises that come of it on either side."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.people import Person
from storage import members, partners, promises, registrations
from tests.cast import Workspace
from tests.floor import first_line, type_in
from tests.partner_desk import open_desk
from tests.partner_room import last, open_form, screens, submit, tick
from tests.scenes import scene

TUESDAY = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""Ten in Berlin, in the week after the partners were brought in."""


@pytest.fixture(autouse=True)
@scene
def room(workspace: Workspace) -> Workspace:
    open_desk(workspace)
    tick(workspace)
    return workspace


def asked(workspace: Workspace) -> Workspace:
    """The Tuesday on which partners are asked."""
    workspace.clock.now = TUESDAY
    tick(workspace)
    return workspace


def cards(person: Person, channel: str) -> int:
    return sum("What moved, what is in the way" in message.words for message in person.sees(channel))


def register(workspace: Workspace, person: Person, company: str, state: str = registrations.PROTECTED) -> None:
    person.say("@Bellringer", "hello")  # so that they are known
    with workspace.change(command="test") as tx:
        member = members.find(tx, person.id)
        assert member is not None
        partner = partners.of_member(tx, member)
        assert partner is not None
        registrations.submit(tx, partner, member, company=company, currency="USD", answer=state, state=state)


def answer(workspace: Workspace, person: Person, channel: str = "#ext-betaco", **values: str) -> str:
    return submit(workspace, person, open_form(person, channel, "Two minutes"), **values)


def test_they_are_asked_every_second_week_in_their_channel(workspace: Workspace, pat: Person, quinn: Person) -> None:
    asked(workspace)
    tick(workspace)
    assert (cards(pat, "#ext-betaco"), cards(quinn, "#ext-gammaco"), cards(pat, "#ext-distri")) == (1, 1, 0)
    workspace.clock.move(days=7)
    tick(workspace)
    assert cards(pat, "#ext-betaco") == 1
    workspace.clock.move(days=7)
    tick(workspace)
    assert cards(pat, "#ext-betaco") == 2


def test_a_partner_without_a_channel_of_their_own_is_asked_where_all_read_and_nothing_is_told(
    workspace: Workspace, ada: Person, amy: Person, pat: Person, quinn: Person
) -> None:
    for name in ("BetaCo", "GammaCo"):
        type_in(ada, f"/partner unlink {name} #ext-{name.lower()}")
    asked(workspace)
    assert (cards(pat, "#ext-distri"), cards(quinn, "#ext-distri")) == (1, 1)
    register(workspace, pat, "Zephyr")
    answer(workspace, pat, "#ext-distri", progress="Zephyr moves")
    assert open_form(quinn, "#ext-distri", "Two minutes").values["progress"]["progress"]["value"] in (None, "")
    assert "Zephyr" not in screens(quinn, "#ext-distri", "#ext-gammaco")
    assert "*BetaCo*, check-in of Tue, Dec 1: 1 answer" in last(amy, "#partner-desk", "Zephyr").words


def test_the_form_holds_the_own_open_registrations_and_nothing_else(
    workspace: Workspace, pat: Person, bea: Person, quinn: Person
) -> None:
    asked(workspace)
    register(workspace, pat, "Zebra <&>")
    register(workspace, pat, "Gone", registrations.EXPIRED)
    register(workspace, quinn, "Zephyr")
    view = open_form(pat, "#ext-betaco", "Two minutes")
    assert view.values["progress"]["progress"]["value"] == "Zebra <&>: "
    assert "Zephyr" not in str(view.definition)
    assert "Zebra" not in str(open_form(bea, "#ext-betaco", "Two minutes").definition)


def test_answers_come_to_us_alone_in_one_summary(
    workspace: Workspace, amy: Person, ada: Person, pat: Person, bea: Person
) -> None:
    asked(workspace)
    said = answer(workspace, pat, progress="Acme <!here> moved", blocker="Price", needs="Nothing", confidence="4")
    assert said == "Bellringer\nThank you. Your contact here reads it.\nClose"
    answer(workspace, bea, progress="All quiet")
    read = last(amy, "#partner-desk", "check-in of")
    assert read.words == (
        "*BetaCo*, check-in of Tue, Dec 1: 2 answers\n*Pat Novak* · 4 of 5\nAcme <!here> moved\nIn the way:\nPrice\n"
        "Needs of us:\nNothing\n*Bea Winter*\nAll quiet"
    )
    assert last(ada, "@Bellringer", "check-in of").words == read.words.replace("Tue, Dec 1", "Tue 1 Dec")
    view = open_form(pat, "#ext-betaco", "Two minutes")
    assert view.values["progress"]["progress"]["value"] == "Acme <!here> moved"
    submit(workspace, pat, view, progress="Acme signed")
    assert "Acme signed" in last(amy, "#partner-desk", "check-in of").words
    assert sum("check-in of" in message.words for message in amy.sees("#partner-desk")) == 1
    assert "Acme signed" not in screens(bea, "#ext-betaco")


def test_what_they_need_becomes_a_promise_of_ours(workspace: Workspace, amy: Person, pat: Person) -> None:
    asked(workspace)
    answer(workspace, pat, progress="Fine", needs="send us the price list by Friday")
    read = last(amy, "#partner-desk", "check-in of")
    assert amy.click(read, read.button("I promise: send us the price list (Fri, Dec 4)")).problem is None
    workspace.deliver()
    assert "Amy Lindgren promised: send us the price list (Fri, Dec 4)" in last(amy, "#partner-desk", "check-in").words
    with workspace.look() as tx:
        member, beta = members.find(tx, amy.id), partners.find(tx, "BetaCo")
        assert member is not None
        assert beta is not None
        (made,) = promises.of_partner(tx, beta.id)
        assert (made.owner_id, made.words, made.source) == (member.id, "send us the price list", promises.CHECKIN)
    assert "send us the price list" in type_in(amy, "/sales promises").words


def test_what_they_will_do_is_a_promise_of_theirs_only_if_they_say_so(
    workspace: Workspace, amy: Person, ada: Person, pat: Person, bea: Person
) -> None:
    asked(workspace)
    view = open_form(pat, "#ext-betaco", "Two minutes")
    words = "I'll call Acme on Thursday.\nI'll send the contract by Friday"
    reply = pat.submit(view, {"progress": words})
    assert reply.view is not None
    assert [option["text"]["text"] for option in reply.view.elements[0]["options"]] == [
        "call Acme (Thu, Dec 3)",
        "send the contract (Fri, Dec 4)",
    ]
    assert submit(workspace, pat, reply.view, chosen=["0"]).endswith("Promised: call Acme (Thu, Dec 3).\nClose")
    workspace.clock.now = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
    workspace.deliver()
    reminded = last(pat, "@Bellringer", "You promised")
    assert reminded.words == "You promised for today: *call Acme*\nDone\nIn a week\nDrop it"
    assert all(not element.get("value") for element in reminded.elements)
    assert bea.click(last(bea, "#ext-betaco", "Two minutes"), reminded.button("Done")).problem is None
    assert pat.click(reminded, reminded.button("In a week")).problem is None
    workspace.deliver()
    assert last(pat, "@Bellringer", "call Acme").words == "Moved to Thu, Dec 10: *call Acme*."
    workspace.clock.now = datetime(2026, 12, 10, 9, 0, tzinfo=UTC)
    workspace.deliver()
    again = last(pat, "@Bellringer", "You promised")
    assert pat.click(again, again.button("Done")).problem is None
    workspace.deliver()
    assert last(pat, "@Bellringer", "call Acme").words == "Done: *call Acme*"
    with workspace.look() as tx:
        beta = partners.find(tx, "BetaCo")
        assert beta is not None
        assert [(row.words, row.state, row.moves) for row in promises.of_partner(tx, beta.id)] == [
            ("call Acme", promises.KEPT, 1)
        ]
    for colleague in (amy, ada):
        assert type_in(colleague, "/sales promises").words.startswith("No open promises.")


def test_managers_choose_the_rhythm(workspace: Workspace, ada: Person, amy: Person, pat: Person) -> None:
    assert first_line(type_in(amy, "/partner checkin BetaCo off")).startswith("Only managers can do that.")
    for line, said in (
        ("BetaCo", "*BetaCo* is asked how it goes every 2 weeks on Tuesday at 10:00."),
        ("BetaCo off", "*BetaCo* is not asked how it goes."),
        ("BetaCo on", "*BetaCo* is asked how it goes every 2 weeks on Tuesday at 10:00."),
        ("BetaCo every week thu 9:30", "*BetaCo* is asked how it goes on Thursday at 09:30."),
        ("BetaCo every 3 weeks mon 14:00", "*BetaCo* is asked how it goes every 3 weeks on Monday at 14:00."),
        ("BetaCo 每两周 周三 11:00", "*BetaCo* is asked how it goes every 2 weeks on Wednesday at 11:00."),
        (
            "BetaCo every 20 weeks",
            "One day, every 1 to 8 weeks: type `/partner checkin BetaCo every 2 weeks tue 10:00`.",
        ),
        ("Nobody off", "I know no partner Nobody. `/partner list` shows them, `/partner add Nobody` makes one."),
    ):
        assert first_line(type_in(ada, f"/partner checkin {line}")) == said
    type_in(ada, "/partner checkin BetaCo every week thu 10:00")
    tick(workspace)
    workspace.clock.now = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    tick(workspace)
    tick(workspace)
    assert cards(pat, "#ext-betaco") == 1
    type_in(ada, "/partner checkin BetaCo off")
    workspace.clock.move(days=7)
    tick(workspace)
    assert cards(pat, "#ext-betaco") == 1


def test_an_old_or_forged_day_opens_nothing(workspace: Workspace, pat: Person) -> None:
    asked(workspace)
    card = last(pat, "#ext-betaco", "Two minutes")
    for value in ("2026-10-01", "2027-01-01", "nonsense", "1"):
        assert pat.click(card, {**card.button("Two minutes"), "value": value}).view is None
