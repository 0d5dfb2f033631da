"""What becomes of a registration when things change: who comes later, deals won and lost, decisions taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sales.companies import Company
from sandbox.people import Person
from scheduler import ticks
from storage import companies, customers, history, members, partners, privacy, registrations, rows, schema
from storage.companies import CompanyKey
from tests.cast import Workspace
from tests.floor import type_in
from tests.partner_desk import card, open_desk, plain, register, settle, states, told

REVIEW = "We need to look at this one."
UNAVAILABLE = "This one can't be registered."


@pytest.fixture(autouse=True)
def desk(workspace: Workspace) -> Workspace:
    return open_desk(workspace)


def decide(workspace: Workspace, ada: Person, verb: str, reason: str = "") -> str:
    """Decide about the newest registration at the desk; what the form says before it is sent."""
    form = ada.click(card(ada), card(ada).button(verb)).view
    notice = ""
    if reason:
        assert form is not None
        notice = plain(form)
        ada.submit(form, {"reason": reason})
    settle(workspace)
    return notice


def tick(workspace: Workspace) -> None:
    ticks.tick(workspace.database, workspace.clock())
    settle(workspace)


def test_who_came_after_a_refusal_is_not_passed_over(
    workspace: Workspace, pat: Person, quinn: Person, ada: Person
) -> None:
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    refused = card(ada)
    decide(workspace, ada, "Decline", "Nobody there knows them")
    assert register(workspace, quinn, "Acme acme.com 30k", "#ext-gammaco").startswith("Registered:")
    form = ada.click(refused, refused.button("Approve after all")).view
    assert form is not None
    assert "Approving ends the protection that GammaCo has." in plain(form)
    details = pat.press("#ext-betaco", "My registrations").view
    assert details is not None
    details = pat.click(details, details.button("Add details")).view
    assert details is not None
    pat.submit(details, {"details": "We met their owner"})
    settle(workspace)
    assert "Acme, registered by GammaCo" in plain(refused)


def test_a_customer_whose_deal_is_lost_can_be_registered_anew(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    decide(workspace, ada, "Make it a deal")
    assert register(workspace, pat, "Acme acme.com 9k", "#ext-betaco").startswith("You have registered this one")
    type_in(ada, "/deal lost Acme price")
    assert register(workspace, pat, "Acme acme.com 9k", "#ext-betaco").startswith(REVIEW)


def test_a_decision_that_is_undone_is_told_and_shown(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    decide(workspace, ada, "Approve")
    workspace.clock.move(days=2)
    assert plain(type_in(ada, "/sales undo - wrong one")).startswith("Undone: registration of Acme.")
    settle(workspace)
    assert states(workspace, "BetaCo") == {"Acme": "in_review"}
    assert told(pat) == "Acme: answer by Mon, Nov 30 17:00 (UTC time)."
    assert "to be decided by Mon, Nov 30" in plain(card(ada))


def test_a_deal_that_is_undone_is_a_registration_again(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    decide(workspace, ada, "Make it a deal")
    type_in(ada, "/sales undo")
    settle(workspace)
    assert told(pat) == "Acme is yours until Tue, Feb 23, 2027."
    assert register(workspace, pat, "Acme acme.com 9k", "#ext-betaco").startswith("You have registered this one")


def test_what_another_has_by_now_does_not_come_back_by_an_undo(
    workspace: Workspace, pat: Person, quinn: Person, ada: Person
) -> None:
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    decide(workspace, ada, "Approve")
    decide(workspace, ada, "Decide again", "They gave it up")
    decide(workspace, ada, "Decline", "They gave it up")
    assert register(workspace, quinn, "Acme acme.com 30k", "#ext-gammaco").startswith("Registered:")
    type_in(ada, "/sales undo")
    said = plain(type_in(ada, "/sales undo"))
    assert said.startswith("Acme is protected for GammaCo by now.")
    assert states(workspace, "BetaCo") == {"Acme": "in_review"}


def test_what_a_partner_sent_is_declined_and_not_undone(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    with workspace.look() as tx:
        known = partners.find(tx, "BetaCo")
        assert known is not None
        sent = registrations.of_partner(tx, known.id)[0]
        number = history.of_row(tx, "registration", sent.id)[0].change_set_id
    assert plain(type_in(ada, f"/sales undo {number} - not theirs")).startswith("What a partner has registered")
    assert states(workspace, "BetaCo") == {"Acme": "protected"}


def test_a_customer_is_found_by_what_it_is_called_now(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Globex 40k")
    tick(workspace)
    with workspace.change(command="rename") as tx:
        known = customers.find(tx, "Globex")
        assert known is not None
        customers.change(tx, known, name="Initrode", name_key="initrode", domain="initrode.com")
        renamed = tx.change_set_id
    tick(workspace)
    assert found(workspace, Company("Anything", "initrode.com")) == ["Initrode"]
    with workspace.change(command="undo") as tx:
        change_set = history.find(tx, renamed)
        assert change_set is not None
        history.undo(tx, change_set)
    tick(workspace)
    assert found(workspace, Company("Globex")) == ["Globex"]


def test_a_customer_that_is_undone_leaves_no_keys(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal new Globex 40k")
    tick(workspace)
    assert found(workspace, Company("Globex")) == ["Globex"]
    type_in(amy, "/sales undo")
    with workspace.look() as tx:
        assert rows.every(tx, sa.select(rows.table(CompanyKey))) == []


def found(workspace: Workspace, company: Company) -> list[str]:
    with workspace.look() as tx:
        return [each.company.name for each in companies.search(tx, company)]


def test_what_a_forgotten_person_wrote_is_gone_and_what_they_registered_stays(
    workspace: Workspace, ada: Person, gus: Person
) -> None:
    type_in(ada, "/partner guest BetaCo @gus")
    gus.say("@Bellringer", "register Acme acme.com 30k - met Zephyr Quill at the fair")
    settle(workspace)
    with workspace.change(command="forget") as tx:
        person = members.find(tx, gus.id)
        assert person is not None
        privacy.forget(tx, person)
        assert partners.of_member(tx, person) is None
    assert states(workspace, "BetaCo") == {"Acme": "protected"}
    with workspace.look() as tx:
        for table in schema.METADATA.tables.values():
            assert "Zephyr" not in str(tx.connection.execute(sa.select(table)).all()), table.name


def test_each_channel_manager_hears_of_their_partners_alone(
    workspace: Workspace, pat: Person, quinn: Person, ada: Person, amy: Person, ben: Person
) -> None:
    type_in(ada, "/partner desk off")
    type_in(ada, "/partner manager BetaCo @amy")
    type_in(ada, "/partner manager GammaCo @ben")
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    register(workspace, quinn, "Hooli 30k", "#ext-gammaco")
    workspace.clock.move(days=1, hours=4)
    tick(workspace)
    assert told(amy) == "1 registration is to be decided today.\nBetaCo: Acme"
    assert told(ben) == "1 registration is to be decided today.\nGammaCo: Hooli"


def test_it_is_asked_about_every_month(workspace: Workspace, pat: Person, ada: Person) -> None:
    type_in(ada, "/partner tiers registered days 365")
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    for _month in range(3):
        workspace.clock.move(days=30, hours=1)
        tick(workspace)
    assert len([row for row in workspace.posts("registration_question") if row.state == "sent"]) == 3
    workspace.clock.move(days=20)
    ticks.tick(workspace.database, workspace.clock() + timedelta(hours=1))
    assert len(workspace.posts("registration_question")) == 3
