"""Partners register customers: one of three answers at once, to whoever asks alone; the rest is decided at our desk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sandbox.people import Person
from scheduler import ticks
from tests.cast import Workspace, last_seen
from tests.floor import deals_of, type_in
from tests.partner_desk import card, open_desk, plain, register, register_by_form, settle, states, told

REVIEW = "We need to look at this one. You have an answer by Thu, Nov 26 17:00 (UTC time)."
OTHERS_READ = "Others can read what you typed here."
UNAVAILABLE = "This one can't be registered. If you know more about it, tell us."


@pytest.fixture(autouse=True)
def desk(workspace: Workspace) -> Workspace:
    return open_desk(workspace)


def test_the_first_gets_it_at_once_and_the_second_reads_nothing_of_the_first(
    workspace: Workspace, pat: Person, quinn: Person, ada: Person
) -> None:
    first = register(workspace, pat, "Acme GmbH acme.com 30k", "#ext-betaco")
    # and no word of others: nobody else reads their own channel
    assert first == "Registered: Acme GmbH is yours until Tue, Feb 23, 2027. I will ask how it goes in 30 days."
    rival = register(workspace, quinn, "ACME Ltd www.acme.com 12k", "#ext-gammaco")
    assert rival.startswith(UNAVAILABLE)
    assert "Beta" not in rival
    assert "Pat" not in rival
    shown = plain(card(ada))
    assert "GammaCo registers ACME Ltd (acme.com)" in shown
    assert "Acme GmbH, registered by BetaCo" in shown
    assert states(workspace, "GammaCo") == {"ACME Ltd": "unavailable"}


def test_in_a_channel_of_three_companies_only_the_sender_reads_the_answer(
    workspace: Workspace, pat: Person, quinn: Person, dee: Person
) -> None:
    before = [message.words for message in quinn.sees("#ext-distri")]
    asked = pat.mention("#ext-distri", "register Acme acme.com 30k")
    settle(workspace)
    assert asked.message is not None
    assert told(pat, "#ext-distri").startswith("Registered: Acme is yours until")
    assert OTHERS_READ in told(pat, "#ext-distri")
    for rival in (quinn, dee):
        assert [m.words for m in rival.sees("#ext-distri")][len(before) :] == [asked.message.words]


def test_the_form_answers_in_its_own_place(workspace: Workspace, pat: Person, ada: Person) -> None:
    view = register_by_form(
        workspace, pat, "#ext-betaco", domain="https://www.acme.com/contact", country="Germany", evidence="Tender 12"
    )
    assert "Registered: Acme GmbH is yours until Tue, Feb 23, 2027." in plain(view)
    shown = plain(card(ada))
    for fact in ("Acme GmbH (acme.com)", "Germany", "Tender 12", "$30,000", "Pat Novak", "Nothing stands in its way."):
        assert fact in shown


def test_an_open_deal_of_ours_and_a_customer_of_ours_count(
    workspace: Workspace, amy: Person, pat: Person, ada: Person
) -> None:
    type_in(amy, "/deal new Globex 40k")
    type_in(amy, "/deal won Initech 5k")
    assert register(workspace, pat, "Globex Ltd globex.com 30k", "#ext-betaco").startswith(UNAVAILABLE)
    assert "open deal Globex #1 of Amy Lindgren, $40,000" in plain(card(ada))
    assert register(workspace, pat, "Initech initech.com 30k", "#ext-betaco") == REVIEW
    assert "customer Initech: the same, certainly (same name" in plain(card(ada))


def test_without_a_web_site_somebody_looks(workspace: Workspace, pat: Person, ada: Person) -> None:
    assert register(workspace, pat, "海尔智家股份有限公司 12万", "#ext-betaco") == REVIEW
    assert "海尔智家股份有限公司, without a web site" in plain(card(ada))


def test_approved_and_declined_with_a_reason_that_only_we_read(
    workspace: Workspace, pat: Person, ada: Person, quinn: Person
) -> None:
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    ada.click(card(ada), card(ada).button("Approve"))
    settle(workspace)
    assert told(pat) == "Acme is yours until Tue, Feb 23, 2027."
    assert "Decided by Ada Okafor" in plain(card(ada))
    register(workspace, quinn, "Hooli 30k", "#ext-gammaco")
    form = ada.click(card(ada), card(ada).button("Decline")).view
    assert form is not None
    ada.submit(form, {"reason": "BetaCo talks to them"})
    settle(workspace)
    assert told(quinn).startswith("Hooli can't be registered. If you know more about it, tell us.")
    assert "Because: BetaCo talks to them" in plain(card(ada))
    assert states(workspace, "GammaCo") == {"Hooli": "unavailable"}


def test_a_question_comes_back_with_an_answer(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    form = ada.click(card(ada), card(ada).button("Ask for more")).view
    assert form is not None
    ada.submit(form, {"reason": "Whom did you meet there?"})
    settle(workspace)
    asked = last_seen(pat, "@Bellringer")
    assert plain(asked).startswith("About Acme, we want to know: Whom did you meet there?")
    details = pat.click(asked, asked.button("Add details")).view
    assert details is not None
    thanks = pat.submit(details, {"details": "Their head of purchasing"}).view
    assert thanks is not None
    assert "You have an answer about Acme by Thu, Nov 26 17:00 (UTC time)." in plain(thanks)
    settle(workspace)
    assert "Their head of purchasing" in plain(card(ada))
    assert "Now: to be decided by" in plain(card(ada))
    assert "Decided by" not in plain(card(ada))


def test_a_conflict_is_decided_with_both_before_us_and_a_trail(
    workspace: Workspace, pat: Person, quinn: Person, ada: Person
) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    workspace.clock.move(days=1)
    register(workspace, quinn, "Acme acme.com 90k", "#ext-gammaco")
    details = quinn.press("#ext-gammaco", "Add details").view
    assert details is not None
    quinn.submit(details, {"details": "We have the signed order"})
    settle(workspace)
    form = ada.click(card(ada), card(ada).button("Approve")).view
    assert form is not None
    assert "Approving ends the protection that BetaCo has." in plain(form)
    ada.submit(form, {"reason": "Signed order"})
    settle(workspace)
    assert states(workspace, "GammaCo") == {"Acme": "protected"}
    assert states(workspace, "BetaCo") == {"Acme": "expired"}
    ended = "We have ended your protection of Acme. If you know more about it, tell your contact here."
    assert told(pat) == ended
    ada.click(card(ada), card(ada).button("Trail"))
    settle(workspace)
    trail = told(ada, "#partner-desk")
    assert "Acme, registered by GammaCo" in trail
    assert "Ada Okafor · theirs until" in trail
    assert "(“Signed order”)" in trail


def test_all_that_was_added_is_on_the_card(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    for letter in "xy":
        form = pat.press("#ext-betaco", "My registrations").view
        assert form is not None
        details = pat.click(form, form.button("Add details")).view
        assert details is not None
        pat.submit(details, {"details": letter * 1_900 + " end"})
        settle(workspace)
    assert plain(card(ada)).count(" end") == 2


def test_a_receipt_tells_the_time_of_whoever_decided(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    form = ada.click(card(ada), card(ada).button("Decide again")).view
    assert form is not None
    ada.submit(form, {"reason": "Too fast"})
    settle(workspace)
    assert told(pat) == "Acme: answer by Thu, Nov 26 17:00 (UTC time)."
    assert "Acme: to be decided by Thu 26 Nov 18:00. Pat Novak hears of it." in told(ada, "#partner-desk")


def test_a_question_follows_what_becomes_of_the_registration(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    workspace.clock.move(days=30, hours=1)
    ticks.tick(workspace.database, workspace.clock())
    settle(workspace)
    asked = last_seen(pat, "@Bellringer")
    assert asked.button("Still working on it")
    form = ada.click(card(ada), card(ada).button("Decide again")).view
    assert form is not None
    ada.submit(form, {"reason": "Ours"})
    settle(workspace)
    now = next(message for message in pat.sees("@Bellringer") if message.ts == asked.ts)
    assert plain(now).startswith("Acme: answer by ")
    assert "Still working on it" not in now.words


def test_a_decision_is_taken_back_with_a_reason(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    form = ada.click(card(ada), card(ada).button("Decide again")).view
    assert form is not None
    ada.submit(form, {"reason": "Our own deal, under another name"})
    settle(workspace)
    assert states(workspace, "BetaCo") == {"Acme": "in_review"}
    assert told(pat) == "Acme: answer by Thu, Nov 26 17:00 (UTC time)."


def test_it_becomes_a_deal_that_the_partner_brought(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    ada.click(card(ada), card(ada).button("Make it a deal"))
    settle(workspace)
    assert deals_of(workspace) == [("Acme", "open", 3_000_000, "USD")]
    assert told(pat) == "Acme is a deal now, and it counts as brought by you."
    assert "BetaCo" in plain(type_in(ada, "/deal Acme"))
    # their own deal keeps nobody of theirs out, nor do they register it twice
    assert register(workspace, pat, "Acme acme.com 10k", "#ext-betaco").startswith(
        "You have registered this one already"
    )


@pytest.mark.parametrize("line", ["/deal new Acme 30k via BetaCo", "/deal won ACME Inc 30k via BetaCo"])
def test_a_deal_of_ours_with_the_partner_is_what_they_registered(
    workspace: Workspace, pat: Person, ada: Person, amy: Person, line: str
) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    type_in(amy, "/deal new Acme 10k via GammaCo")  # somebody else's is not
    assert states(workspace, "BetaCo") == {"Acme": "protected"}
    type_in(amy, "/sales undo")
    type_in(amy, line)
    settle(workspace)
    assert states(workspace, "BetaCo") == {"Acme": "converted"}
    assert told(pat) == "Acme is a deal now, and it counts as brought by you."
    type_in(amy, "/sales undo")
    assert states(workspace, "BetaCo") == {"Acme": "protected"}


def test_a_deal_that_is_lost_with_the_partner_leaves_them_what_they_registered(
    workspace: Workspace, pat: Person, amy: Person
) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    type_in(amy, "/deal lost Acme price via BetaCo")
    assert states(workspace, "BetaCo") == {"Acme": "protected"}


def test_it_is_asked_about_extended_and_ends(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    workspace.clock.move(days=30, hours=1)
    ticks.tick(workspace.database, workspace.clock())
    ticks.tick(workspace.database, workspace.clock() + timedelta(minutes=1))
    settle(workspace)
    questions = [row for row in workspace.posts("registration_question") if row.state == "sent"]
    assert len(questions) == 1
    asked = last_seen(pat, "@Bellringer")
    assert plain(asked).startswith("Acme is yours until Tue, Feb 23, 2027. Are you still working on it?")
    pat.click(asked, asked.button("Still working on it"))
    settle(workspace)
    assert told(pat) == "Good. Acme is yours until Tue, Feb 23, 2027."
    workspace.clock.move(days=50)
    ticks.tick(workspace.database, workspace.clock())
    settle(workspace)
    asked = last_seen(pat, "@Bellringer")
    pat.click(asked, asked.button("Still working on it"))
    settle(workspace)
    assert told(pat) == "Good. Acme is yours until Fri, May 14."
    workspace.clock.move(days=120)
    ticks.tick(workspace.database, workspace.clock())
    settle(workspace)
    assert told(pat) == "Your protection of Acme is over. You can register it anew."
    assert states(workspace, "BetaCo") == {"Acme": "expired"}


def test_who_decides_is_reminded_and_admins_hear_what_is_late(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    workspace.clock.move(days=1, hours=4)
    ticks.tick(workspace.database, workspace.clock())
    settle(workspace)
    assert told(ada, "#partner-desk").startswith("1 registration is to be decided today.")
    workspace.clock.move(hours=4)
    ticks.tick(workspace.database, workspace.clock())
    settle(workspace)
    assert told(ada).startswith("1 registration should have been decided by now.")


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Acme acme.com", "For how much?"),
        ("Acme acme@gmail.com 30k", "Anybody can have an address at gmail.com."),
        ("acme.com 30k", "Whom do you register?"),
        ("Acme acme.com 12k 13k", "I read several amounts."),
        ("Acme acme.com 0", "I read $0. A deal is worth more than nothing."),
        ("🎉 acme.com 30k", "Whom do you register?"),
        ("x" * 300 + " acme.com 30k", "That is long for a company's name: 300 characters."),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_stored(
    workspace: Workspace, pat: Person, line: str, words: str
) -> None:
    assert register(workspace, pat, line, "#ext-betaco").startswith(words)
    assert states(workspace, "BetaCo") == {}


def test_one_company_in_two_scripts_is_one(workspace: Workspace, pat: Person, quinn: Person, ada: Person) -> None:
    assert register(workspace, pat, "Haier Smart Home haier.com 30k", "#ext-betaco").startswith("Registered:")
    assert register(workspace, quinn, "海尔智家股份有限公司 12万", "#ext-gammaco").startswith(UNAVAILABLE)
    assert "the same, certainly (sounds the same)" in plain(card(ada))


def test_nobody_registers_themselves(workspace: Workspace, pat: Person) -> None:
    assert register(workspace, pat, "BetaCo Ltd beta.example 30k", "#ext-betaco") == "BetaCo Ltd is your own company."
    assert states(workspace, "BetaCo") == {}


def test_what_hides_in_a_name_hides_nothing(workspace: Workspace, pat: Person, quinn: Person, ada: Person) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    hidden = "A\u200bc\u202eme\u2066 L\u200dtd ac\u200bme.com 30k"
    assert register(workspace, quinn, hidden, "#ext-gammaco").startswith(UNAVAILABLE)
    assert "GammaCo registers Acme Ltd (acme.com)" in plain(card(ada))


def test_of_two_at_the_same_moment_one_is_first(workspace: Workspace, pat: Person, quinn: Person) -> None:
    with ThreadPoolExecutor(2) as both:
        list(
            both.map(
                lambda asks: asks[0].mention(asks[1], "register Acme acme.com 30k"),
                ((pat, "#ext-betaco"), (quinn, "#ext-gammaco")),
            )
        )
    answers = sorted([*states(workspace, "BetaCo").values(), *states(workspace, "GammaCo").values()])
    assert answers == ["protected", "unavailable"]


def test_a_script_is_stopped(workspace: Workspace, pat: Person) -> None:
    for number in range(20):
        register(workspace, pat, f"Company{number} company{number}.com 1k", "#ext-betaco")
    assert register(workspace, pat, "Acme acme.com 1k", "#ext-betaco").startswith("That is a lot for one hour.")
    assert len(states(workspace, "BetaCo")) == 20


def test_nobody_reaches_anothers_registration_by_its_number(
    workspace: Workspace, pat: Person, bea: Person, quinn: Person
) -> None:
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    register(workspace, quinn, "Hooli 30k", "#ext-gammaco")
    mine = pat.press("#ext-betaco", "My registrations").view
    assert mine is not None
    assert "Acme, $30,000" in plain(mine)
    assert "Hooli" not in plain(mine)
    for other in (bea, quinn):
        view = other.press("#ext-betaco" if other is bea else "#ext-gammaco", "My registrations").view
        assert view is not None
        assert "Acme" not in plain(view)
    pat.click(mine, mine.button("Add details"))
    clicked = workspace.sandbox.requests[-1].payload
    for person in (bea, quinn):
        forged = {**clicked, "trigger_id": f"by {person.id}", "user": {"id": person.id, "team_id": person.user.team_id}}
        workspace.sandbox.courier.deliver("interaction", forged)
        settle(workspace)
    assert "Acme" not in "".join(m.words for m in quinn.sees("@Bellringer") + bea.sees("@Bellringer"))
