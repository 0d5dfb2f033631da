"""Scorecards: the same card for both sides, its numbers counted by hand, and nothing of anybody else on it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import pytest

from sales import pipeline, scorecards
from sales import registrations as registration_rules
from sandbox.people import Person
from sandbox.records import View
from scheduler import briefs, ticks
from storage import (
    customers,
    deals,
    members,
    partner_scores,
    partner_voices,
    partners,
    promises,
    registrations,
    stages,
    support,
)
from storage.members import Member
from storage.partners import Partner
from storage.registrations import IN_REVIEW, PROTECTED, UNAVAILABLE
from storage.transactions import Transaction
from tests.cast import Workspace
from tests.floor import member, press, type_in
from tests.partner_desk import open_desk
from tests.partner_room import last, open_form, submit

OCTOBER = datetime(2026, 10, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def room(workspace: Workspace) -> Workspace:
    return open_desk(workspace)


@dataclass
class History:
    """What happened in the fourth quarter with one partner, as a person would note it down."""

    waits: list[timedelta] = field(default_factory=list)
    support: list[bool] = field(default_factory=list)
    """Of each request whether it was answered in time; of those that are not due yet nothing."""
    registrations: list[bool] = field(default_factory=list)
    ours: list[bool] = field(default_factory=list)
    theirs: list[bool] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    check_ins: set[date] = field(default_factory=set)
    sourced: list[int] = field(default_factory=list)
    influenced: list[int] = field(default_factory=list)


def live(workspace: Workspace, name: str, person: Person, us: Person, seed: int) -> History:
    """Let a quarter happen, in which everything that can go well or wrong does, and note it down."""
    chance, noted, today = random.Random(seed), History(), workspace.clock()
    for known in (person, us):
        known.say("@Bellringer", "help")

    def at(moment: datetime) -> Any:
        workspace.clock.now = moment
        return workspace.change(command="test")

    def seen(tx: Transaction) -> tuple[Partner, Member, Member]:
        partner, theirs, ours = partners.find(tx, name), members.find(tx, person.id), members.find(tx, us.id)
        assert partner is not None
        assert theirs is not None
        assert ours is not None
        return partner, theirs, ours

    for number in range(12):
        opened = OCTOBER + timedelta(days=chance.randrange(40), minutes=chance.randrange(400))
        with at(opened) as tx:
            partner, theirs, ours = seen(tx)
            asked = support.ask(tx, partner, theirs, kind=support.TECHNICAL, words="help")
        if number == 0:
            noted.support.append(False)  # nobody ever answers
            continue
        wait = timedelta(minutes=chance.randrange(10, 2000))
        with at(opened + wait) as tx:
            asked = support.give(tx, asked, seen(tx)[2])
            noted.waits.append(wait)
        closed = opened + wait + timedelta(minutes=chance.randrange(2000))
        with at(closed) as tx:
            asked = support.close(tx, asked, seen(tx)[2], "done")
            in_time = closed <= asked.answer_by
            if number % 3:
                noted.marks.append(chance.randrange(1, 6))
                asked = support.rate(tx, asked, noted.marks[-1])
        if number == 5:
            with at(closed + timedelta(hours=1)) as tx:
                asked = support.reopen(tx, asked, seen(tx)[1], "again")
                support.close(tx, asked, seen(tx)[2], "done at last")
                noted.marks.pop()  # the mark goes with the answer
        noted.support.append(in_time)
    for number in range(9):
        sent = OCTOBER + timedelta(days=chance.randrange(40), minutes=number)
        by, decided = sent + timedelta(days=1), sent + timedelta(hours=chance.randrange(1, 48))
        with at(sent) as tx:
            partner, theirs, _ours = seen(tx)
            state = PROTECTED if number % 3 == 0 else IN_REVIEW
            sent_one = registrations.submit(
                tx,
                partner,
                theirs,
                company=f"Company {seed} {number}",
                currency="USD",
                answer=state,
                state=state,
                answer_by=by if state == IN_REVIEW else None,
                protected_until=date(2027, 3, 1) if state == PROTECTED else None,
            )
        if state == IN_REVIEW:
            if number != 1:  # which is never decided
                with at(decided) as tx:
                    registrations.change(tx, sent_one, state=UNAVAILABLE, is_late=decided > by)
            noted.registrations.append(number != 1 and decided <= by)
    for number in range(14):
        due = OCTOBER.date() + timedelta(days=chance.randrange(90))
        owner, promised = (us, noted.ours) if number % 2 else (person, noted.theirs)
        is_kept, is_dropped = number % 4 < 2, number % 7 == 6
        with at(OCTOBER) as tx:
            known = members.find(tx, owner.id)
            assert known is not None
            one = promises.create(
                tx, known, f"promise {number}", due, source=promises.COMMAND, partner_id=seen(tx)[0].id
            )
            if is_dropped:
                promises.drop(tx, one, "no need", today=due)
            elif is_kept:
                promises.keep(tx, one, today=due)
        if (is_kept and not is_dropped) or due < today.date():
            promised.append(is_kept and not is_dropped)
    for number in range(4):
        day = OCTOBER.date() + timedelta(days=14 * number)
        with at(OCTOBER + timedelta(days=14 * number)) as tx:
            partner, theirs, _ours = seen(tx)
            partner_voices.answer(tx, partner, theirs, day, progress="fine")
            noted.check_ins.add(day)
            rating = chance.randrange(1, 6)
            partner_voices.give(tx, partner, theirs, rating=rating, words="well", today=day)
            noted.marks.append(rating)
            partner_voices.give_unnamed(tx, rating=1, words="not counted", today=day)
    for number in range(8):
        closed_on, worth = OCTOBER.date() + timedelta(days=5 * number), chance.randrange(1, 90) * 100_000
        with at(OCTOBER) as tx:
            partner, _theirs, ours = seen(tx)
            deals.create(
                tx,
                today=OCTOBER.date(),
                stage=stages.closing(tx, pipeline.WON if number else pipeline.LOST),
                customer_id=customers.obtain(tx, f"Buyer {seed} {number}").id,
                owner_id=ours.id,
                partner_id=partner.id,
                partner_sourced=number % 3 == 0,
                amount_minor=worth,
                currency="USD",
                closed_on=closed_on,
            )
        if number:
            (noted.influenced if number % 3 else noted.sourced).append(worth)
    workspace.clock.now = today
    return noted


def percent(kept: list[bool]) -> str:
    return f"{round(100 * sum(kept) / len(kept))} %* ({sum(kept)} of {len(kept)})"


def by_hand(noted: History) -> list[str]:
    """The card's lines, counted by hand."""
    hours = median(wait.total_seconds() for wait in noted.waits) / 3600
    shown = f"{hours:.1f}".removesuffix(".0") if hours < 10 else str(round(hours))
    mark = f"{sum(noted.marks) / len(noted.marks) + 1e-9:.1f}".removesuffix(".0")
    return [
        f"First answer to a request: *{shown} h* (median of {len(noted.waits)})",
        f"Requests answered in time: *{percent(noted.support)}",
        f"Registrations answered in time: *{percent(noted.registrations)}",
        f"Promises kept: *{percent(noted.ours)}",
        f"Satisfaction: *{mark} of 5* ({len(noted.marks)} marks)",
        f"Promises kept: *{percent(noted.theirs)}",
        f"Check-ins answered: *{len(noted.check_ins)}*",
        f"Deals brought: *{len(noted.sourced)} for ${sum(noted.sourced) // 100:,}*",
        f"Deals helped with: *{len(noted.influenced)} for ${sum(noted.influenced) // 100:,}*",
    ]


def test_both_sides_read_the_numbers_that_one_counts_by_hand(
    workspace: Workspace, amy: Person, pat: Person, quinn: Person, ada: Person
) -> None:
    beta = live(workspace, "BetaCo", pat, amy, seed=11)
    gamma = live(workspace, "GammaCo", quinn, amy, seed=12)
    type_in(ada, "/partner certified BetaCo 2")
    for noted, name, person, channel in (
        (beta, "BetaCo", pat, "#ext-betaco"),
        (gamma, "GammaCo", quinn, "#ext-distri"),
    ):
        ours = type_in(amy, f"/partner score {name}").words
        theirs = open_form(person, channel, "Scorecard").words
        for line in by_hand(noted):
            assert line in ours, (line, ours)
            assert line in theirs, (line, theirs)
        # nothing depends on who reads
        assert ours.split("Picture")[0] == theirs.split("Picture")[0].removeprefix("Scorecard\n")
    assert "Certified people: *2*" in open_form_again(pat).words
    # nothing of another partner is on a card, and nobody chooses whose they read
    words = open_form_again(quinn, "#ext-gammaco").words
    assert not [line for line in by_hand(beta)[-2:] if line in words]
    assert "Beta" not in words


def open_form_again(person: Person, channel: str = "#ext-betaco") -> View:
    opened = person.modal()
    if opened is not None:
        person.close(opened)
    return open_form(person, channel, "Scorecard")


def test_the_quarter_before_stands_beside_it(workspace: Workspace, amy: Person, pat: Person) -> None:
    live(workspace, "BetaCo", pat, amy, seed=3)
    workspace.clock.now = datetime(2027, 1, 12, 9, tzinfo=UTC)
    last_quarter = type_in(amy, "/partner score BetaCo last quarter").words
    now = type_in(amy, "/partner score BetaCo").words
    assert "scorecard Q4 2026" in last_quarter
    assert "scorecard Q1 2027" in now
    found = re.search(r"Requests answered in time: \*(\d+ %)\*", last_quarter)
    assert found is not None
    assert f"Requests answered in time: *–* (none so far) · {found[1]} before" in now
    assert "A scorecard is of a quarter" in type_in(amy, "/partner score BetaCo last month").words


def test_late_is_late_even_when_it_is_decided_again(
    workspace: Workspace, ada: Person, amy: Person, pat: Person
) -> None:
    type_in(amy, "/deal won Acme 12k")
    pat.mention("#ext-betaco", "register Acme acme.com 30k")
    workspace.deliver()
    workspace.clock.move(days=3)
    card = last(ada, "#partner-desk", "registers")
    ada.click(card, card.button("Approve"))
    workspace.deliver()
    assert "Registrations answered in time: *0 %* (0 of 1)" in type_in(amy, "/partner score BetaCo").words
    card = last(ada, "#partner-desk", "registers")
    submit(workspace, ada, open_view(ada, card, "Decide again"), reason="was wrong")
    assert "Registrations answered in time: *0 %* (0 of 1)" in type_in(amy, "/partner score BetaCo").words
    assert registration_rules.IN_REVIEW == IN_REVIEW


def open_view(person: Person, message: Any, label: str) -> View:
    view = person.click(message, message.button(label)).view
    assert view is not None
    return view


def test_a_picture_comes_to_whoever_asked_and_to_nobody_else(
    workspace: Workspace, amy: Person, pat: Person, quinn: Person
) -> None:
    live(workspace, "BetaCo", pat, amy, seed=5)
    card = type_in(amy, "/partner score BetaCo")
    press(workspace, amy, card, "Picture")
    picture = last(amy, "@Bellringer", "scorecard Q4 2026")
    alt = next(block["alt_text"] for block in picture.blocks if block["type"] == "image")
    assert alt.startswith("Scorecard, Q4 2026. ")
    assert "Check-ins answered 4" in alt
    # a partner's person who presses somebody else's button gets the card of their own company
    quinn.click(last(quinn, "#ext-gammaco", "Working together"), card.button("Picture"))
    workspace.deliver()
    assert "GammaCo" in last(quinn, "@Bellringer", "scorecard").words
    form = open_form(pat, "#ext-betaco", "Scorecard")
    drawn = pat.click(form, next(e for e in form.elements if e["type"] == "button")).view
    assert drawn is not None
    assert "direct message" in drawn.words
    workspace.deliver()
    assert "image" in {block["type"] for block in last(pat, "@Bellringer", "scorecard Q4 2026").blocks}


def test_the_clock_shows_it_to_us_first_and_shares_it_on_the_first_working_day(
    workspace: Workspace, ada: Person, amy: Person, mei: Person, pat: Person, quinn: Person
) -> None:
    live(workspace, "BetaCo", pat, amy, seed=11)
    type_in(ada, "/partner manager BetaCo @mei")
    with workspace.change(command="test") as tx:
        partner = partners.find(tx, "BetaCo")
        assert partner is not None
    briefs.enroll(workspace.database)
    ticks.tick(workspace.database, workspace.clock())
    seen = {person.name: len(person.sees("#ext-distri")) for person in (pat, quinn)}
    # New Year is a Friday: the last working day before is a Thursday
    days = [datetime(2026, 12, 30, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 24 * 8, 2)]
    shown_at = shared_at = None
    for moment in days:
        workspace.clock.now = moment
        ticks.tick(workspace.database, moment)
        workspace.deliver()
        if shown_at is None and any("记分卡" in message.words for message in mei.sees("@Bellringer")):
            shown_at = moment
        if shared_at is None and any("scorecard Q4" in message.words for message in pat.sees("#ext-betaco")):
            shared_at = moment
    assert shown_at is not None
    assert shared_at is not None
    assert (shown_at.date(), shared_at.date()) == (date(2026, 12, 31), date(2027, 1, 1))
    words = last(mei, "@Bellringer", "记分卡").words
    assert words.index("*未达目标*") < words.index("我方：")
    assert "对方" not in words or words.index("我方：") < words.index("对方：")
    card = last(pat, "#ext-betaco", "scorecard Q4 2026")
    assert [block["type"] for block in card.blocks].count("image") == 1
    assert "target" not in card.words
    assert sum("scorecard Q4" in message.words for message in pat.sees("#ext-betaco")) == 1
    # where several companies read, nothing is posted; nor to a partner of whom there is nothing to say
    assert {person.name: len(person.sees("#ext-distri")) for person in (pat, quinn)} == seen
    assert not [message for message in quinn.sees("#ext-gammaco") if "scorecard" in message.words]


def test_it_is_off_for_a_partner_that_does_not_want_it(
    workspace: Workspace, ada: Person, amy: Person, pat: Person
) -> None:
    live(workspace, "BetaCo", pat, amy, seed=11)
    assert "does not get its scorecard any more" in type_in(ada, "/partner score BetaCo off").words
    briefs.enroll(workspace.database)
    ticks.tick(workspace.database, workspace.clock())
    for hour in range(0, 24 * 8, 2):
        workspace.clock.now = datetime(2026, 12, 30, tzinfo=UTC) + timedelta(hours=hour)
        ticks.tick(workspace.database, workspace.clock())
        workspace.deliver()
    assert not [message for message in pat.sees("#ext-betaco") if "scorecard Q4" in message.words]
    assert "that is off" in last(ada, "@Bellringer", "does not get this card").words
    assert "*BetaCo* gets its scorecard" in type_in(ada, "/partner 评分 BetaCo 开").words


def test_too_few_marks_tell_who_gave_them(workspace: Workspace, pat: Person) -> None:
    pat.say("@Bellringer", "help")
    with workspace.change(command="test") as tx:
        partner = partners.find(tx, "BetaCo")
        assert partner is not None
        for rating in (1, 2):
            partner_voices.give(
                tx, partner, member(workspace, pat), rating=rating, words="-", today=workspace.clock().date()
            )
        card = partner_scores.current(tx, partner, workspace.clock().date())
        assert scorecards.CONTENT not in card.now
    assert "Satisfaction: *–* (fewer than 3 marks)" in open_form(pat, "#ext-betaco", "Scorecard").words
