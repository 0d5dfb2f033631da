"""Support for partners, from both sides: asked, taken, answered, judged, opened again; and each request's clock."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from tests.cast import Workspace
from tests.floor import type_in
from tests.partner_desk import open_desk
from tests.partner_room import last, open_form, screens, submit, tick

WORDS = "Zephyr licence <!channel> & \u202ereversed\nuntil Friday"


@pytest.fixture(autouse=True)
def room(workspace: Workspace) -> Workspace:
    return open_desk(workspace)


def ask(workspace: Workspace, person: Person, words: str = WORDS, channel: str = "#ext-betaco") -> str:
    view = open_form(person, channel, "Ask for support")
    return submit(workspace, person, view, kind="technical", words=words)


def test_a_request_goes_from_the_panel_to_the_desk_and_back(workspace: Workspace, amy: Person, pat: Person) -> None:
    said = ask(workspace, pat)
    assert "Request 1 is with us. You have an answer by Thu, Nov 26 17:00, our time." in said
    card = last(amy, "#partner-desk", "Zephyr")
    assert card.words.startswith(
        "*BetaCo*, request 1 · Technical · Pat Novak\nZephyr licence <!channel> & reversed\nuntil Friday"
    )
    status = last(pat, "#ext-betaco", "Request 1")
    assert status.words == "*Request 1* · Technical · Pat Novak\nWith us; an answer comes by Thu, Nov 26."
    take = card.button("Take it")
    assert amy.click(card, take).problem is None
    workspace.deliver()
    workspace["mei"].click(card, take)
    workspace.deliver()
    assert last(workspace["mei"], "#partner-desk", "已经在办").words == "Amy Lindgren 已经在办。要换人，用 *交给…*。"
    assert last(pat, "#ext-betaco", "Request 1").words.endswith(
        "Amy Lindgren is on it; an answer comes by Thu, Nov 26."
    )
    view = amy.click(card, card.button("Answer and close")).view
    assert view is not None
    submit(workspace, amy, view, outcome="Sent *it*")
    assert status.words.endswith("Closed by Amy Lindgren: Sent *it*")
    assert "button" not in {element["type"] for element in last(amy, "#partner-desk", "Zephyr").elements}
    answer = last(pat, "@Bellringer", "Request 1 is answered")
    assert pat.click(answer, answer.button("4")).problem is None
    workspace.deliver()
    assert "You gave 4 of 5. Thank you." in last(pat, "@Bellringer", "Request 1 is answered").words
    assert "They gave 4 of 5." in last(amy, "#partner-desk", "Zephyr").words


def test_whoever_asked_opens_it_again_and_nobody_else(
    workspace: Workspace, amy: Person, pat: Person, bea: Person, quinn: Person
) -> None:
    ask(workspace, pat)
    ask(workspace, quinn, "something of Gamma", "#ext-gammaco")
    card = last(amy, "#partner-desk", "Zephyr")
    view = amy.click(card, card.button("Answer and close")).view
    assert view is not None
    submit(workspace, amy, view, outcome="Done")
    answer = last(pat, "@Bellringer", "is answered")
    button = answer.button("Not solved yet")
    for other, channel in ((bea, "#ext-betaco"), (quinn, "#ext-gammaco")):
        panel = last(other, channel, "Working together")
        for action_id in ("partner_support_reopen", "partner_support_rate_1"):
            reply = other.click(panel, {**button, "action_id": action_id})
            assert reply.view is None
    workspace.deliver()
    assert "Not yet" not in last(amy, "#partner-desk", "Zephyr").words
    view = pat.click(answer, button).view
    assert view is not None
    assert "Request 1 is with us." in submit(workspace, pat, view, words="It has run out again")
    card = last(amy, "#partner-desk", "Zephyr")
    assert "Opened again:\nIt has run out again" in card.words
    assert "With Amy Lindgren." in card.words
    assert "Yours now" in last(amy, "@Bellringer", "BetaCo").words
    assert last(pat, "@Bellringer", "opened again").words == "Request 1 was opened again."
    stale = pat.click(last(pat, "@Bellringer", "opened again"), {**button, "action_id": "partner_support_rate_1"})
    assert stale.problem is None
    workspace.deliver()
    assert "They gave" not in last(amy, "#partner-desk", "Zephyr").words


def test_a_channel_of_several_companies_hears_nothing(
    workspace: Workspace, amy: Person, pat: Person, quinn: Person, dee: Person
) -> None:
    before = {person.name: screens(person, "#ext-distri") for person in (quinn, dee)}
    ask(workspace, pat, channel="#ext-distri")
    card = last(amy, "#partner-desk", "Zephyr")
    amy.click(card, card.button("Take it"))
    workspace.deliver()
    assert {person.name: screens(person, "#ext-distri") for person in (quinn, dee)} == before
    assert "Amy Lindgren is on it" in last(pat, "@Bellringer", "Request 1").words
    # dee's company is not known here: she gets nothing, and our people hear of it
    assert dee.press("#ext-distri", "Ask for support").view is None


def test_numbers_tell_nothing_of_other_partners(workspace: Workspace, pat: Person, quinn: Person) -> None:
    for _ in range(3):
        ask(workspace, quinn, "something of Gamma", "#ext-gammaco")
    assert "Request 1 is with us." in ask(workspace, pat)
    assert "Gamma" not in screens(pat, "#ext-betaco")
    assert "Zephyr" not in screens(quinn, "#ext-gammaco", "#ext-distri")


def test_a_line_asks_too_and_without_a_kind_the_form_is_a_click_away(
    workspace: Workspace, amy: Person, pat: Person
) -> None:
    pat.mention("#ext-betaco", "support technical: the demo licence has run out")
    workspace.deliver()
    assert last(pat, "#ext-betaco", "Request 1 is with us").ephemeral_to == pat.id
    assert "the demo licence has run out" in last(amy, "#partner-desk", "Technical").words
    pat.say("@Bellringer", "支持 培训 下周需要两个名额")
    workspace.deliver()
    assert "下周需要两个名额" in last(amy, "#partner-desk", "Training").words
    pat.say("@Bellringer", "support please")
    workspace.deliver()
    assert open_form(pat, "@Bellringer", "Ask for support").title == "Ask for support"


def test_the_clock_reminds_who_owes_the_answer_and_then_tells_the_admins(
    workspace: Workspace, amy: Person, ada: Person, pat: Person
) -> None:
    ask(workspace, pat)
    ask(workspace, pat, "A second one")
    card = last(amy, "#partner-desk", "Zephyr")
    amy.click(card, card.button("Take it"))
    workspace.deliver()
    workspace.clock.move(days=1, hours=5, minutes=30)  # Thursday, half past three in Berlin
    tick(workspace)
    assert last(amy, "@Bellringer", "Due by Thu").words.startswith("Due by Thu 26 Nov 18:00: *BetaCo*, request 1")
    assert "Due by Thu, Nov 26 17:00: *BetaCo*, request 2" in last(amy, "#partner-desk", "Due by").words
    tick(workspace)
    assert len(workspace.posts("support_reminder")) == 2
    view = amy.click(card, card.button("Answer and close")).view
    assert view is not None
    submit(workspace, amy, view, outcome="Done")
    assert last(amy, "@Bellringer", "BetaCo").words == "*BetaCo*, request 1 · Technical · Pat Novak is answered."
    workspace.clock.move(hours=3)
    tick(workspace)
    tick(workspace)
    late = last(ada, "@Bellringer", "was to be answered")
    assert late.words.startswith("*BetaCo*, request 2 · Technical · Pat Novak was to be answered by Thu 26 Nov 18:00.")
    assert len(workspace.posts("support_overdue")) == 1
    queue = type_in(amy, "/partner support").words
    assert queue.startswith(
        "*1 request of partners waits*\n*BetaCo*, request 2 · Technical · Pat Novak · overdue since"
    )


def test_times_are_by_the_clock_of_whoever_asks(workspace: Workspace, ada: Person, gus: Person) -> None:
    type_in(ada, "/partner guest BetaCo @gus")
    type_in(ada, "/sales admin zone Shanghai")
    said = type_in(gus, "/sales support marketing a banner", "#general").words
    assert said == "Request 1 is with us. You have an answer by Thu, Nov 26 17:00 your time."


def test_it_is_handed_to_one_of_us_only(workspace: Workspace, amy: Person, ben: Person, pat: Person) -> None:
    ask(workspace, pat)
    card = last(amy, "#partner-desk", "Zephyr")
    view = amy.click(card, card.button("Hand to …")).view
    assert view is not None
    assert amy.submit(view, {"owner": "@pat"}).errors == {"owner": "Only people of this workspace can see to it."}
    submit(workspace, amy, view, owner="@ben")
    assert last(ben, "@Bellringer", "Yours now").words.startswith(
        "Yours now, due by Thu 26 Nov 17:00: *BetaCo*, request 1"
    )
    assert "Ben Carter is on it" in last(pat, "#ext-betaco", "Request 1").words


def test_partners_press_none_of_our_buttons(workspace: Workspace, amy: Person, pat: Person) -> None:
    ask(workspace, pat)
    card, panel = last(amy, "#partner-desk", "Zephyr"), last(pat, "#ext-betaco", "Working together")
    for label in ("Take it", "Answer and close", "Hand to …"):
        assert pat.click(panel, card.button(label)).view is None
    workspace.deliver()
    assert "is on it" not in last(pat, "#ext-betaco", "Request 1").words


def test_who_sends_too_much_waits_for_the_next_hour(workspace: Workspace, pat: Person, bea: Person) -> None:
    for number in range(20):
        pat.say("@Bellringer", f"support technical number {number}")
    pat.say("@Bellringer", "support technical once more")
    workspace.deliver()
    assert last(pat, "@Bellringer", "hour").words.startswith("That is a lot for one hour.")
    for number in range(21):
        bea.say("@Bellringer", f"support technical number {number}")
    workspace.deliver()
    assert len(workspace.posts("support_desk")) == 40
    workspace.clock.move(hours=1)
    assert "Request 41 is with us." in ask(workspace, pat)


def test_undone_by_a_manager_it_is_gone_for_both(workspace: Workspace, amy: Person, ada: Person, pat: Person) -> None:
    ask(workspace, pat)
    card = last(amy, "#partner-desk", "Zephyr")
    view = amy.click(card, card.button("Answer and close")).view
    assert view is not None
    submit(workspace, amy, view, outcome="Done")
    type_in(amy, "/sales undo")
    workspace.deliver()
    assert last(pat, "#ext-betaco", "Request 1").words.endswith("With us; an answer comes by Thu, Nov 26.")
    assert last(amy, "#partner-desk", "Zephyr").button("Take it")
    assert last(pat, "@Bellringer", "opened again")


def test_somebody_who_works_for_another_partner_now_reaches_nothing(
    workspace: Workspace, ada: Person, amy: Person, gus: Person
) -> None:
    type_in(ada, "/partner guest BetaCo @gus")
    gus.say("@Bellringer", "support technical Beta's secret")
    workspace.deliver()
    card = last(amy, "#partner-desk", "secret")
    view = amy.click(card, card.button("Answer and close")).view
    assert view is not None
    submit(workspace, amy, view, outcome="Done")
    type_in(ada, "/partner guest GammaCo @gus")
    answer = last(gus, "@Bellringer", "is answered")
    assert gus.click(answer, answer.button("Not solved yet")).view is None
    gus.click(answer, answer.button("1"))
    workspace.deliver()
    assert "They gave" not in last(amy, "#partner-desk", "secret").words
