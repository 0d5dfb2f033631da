"""People who change sides: they see only what is theirs now, and what was written for them before rests."""

from __future__ import annotations

import pytest

from sandbox import changes
from sandbox.people import Person
from scheduler import ticks
from storage import members, partners
from tests.cast import Workspace
from tests.floor import type_in
from tests.partner_desk import card, open_desk, plain, register, settle, states, told


@pytest.fixture(autouse=True)
def desk(workspace: Workspace) -> Workspace:
    return open_desk(workspace)


def side(workspace: Workspace, person: Person) -> tuple[str, str]:
    """What somebody is here, and whose."""
    with workspace.look() as tx:
        member = members.find(tx, person.id)
        assert member is not None
        partner = partners.of_member(tx, member)
    return member.kind, partner.name if partner is not None else ""


@pytest.mark.parametrize("is_told", [True, False], ids=["with an event", "without one"])
def test_who_works_for_another_partner_now_sees_the_new_ones_things_only(
    workspace: Workspace, pat: Person, ada: Person, is_told: bool
) -> None:
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    ada.click(card(ada), card(ada).button("Ask for more"))
    form = ada.modal()
    assert form is not None
    ada.submit(form, {"reason": "Whom did you meet?"})
    settle(workspace)
    asked = pat.sees("@Bellringer")[-1]
    if is_told:
        workspace.move("pat", to="GammaCo")
    else:
        gamma = workspace.slack.team_called("GammaCo")
        pat.user.team_id = gamma.id
        workspace.slack.dm_with(pat.id).shared_with[:] = [gamma.id]
    workspace.slack.channel_called("#ext-gammaco").members.append(pat.id)
    assert pat.click(asked, asked.button("Add details")).view is None
    assert side(workspace, pat) == ("external", "GammaCo")
    settle(workspace)
    assert told(pat) == "That is none of your registrations. My registrations shows them."
    mine = pat.press("#ext-gammaco", "My registrations").view
    assert mine is not None
    assert "Acme" not in plain(mine)


def test_a_button_of_before_reaches_nothing_of_the_same_number(workspace: Workspace, pat: Person) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    before = pat.press("#ext-betaco", "My registrations").view
    assert before is not None
    workspace.move("pat", to="GammaCo")
    workspace.slack.channel_called("#ext-gammaco").members.append(pat.id)
    workspace.clock.move(hours=1)
    register(workspace, pat, "Hooli hooli.com 30k", "#ext-gammaco")
    pat.click(before, before.button("Give it up"))
    settle(workspace)
    assert states(workspace, "GammaCo") == {"Hooli": "protected"}


def test_what_was_written_for_them_before_reaches_them_no_more(workspace: Workspace, pat: Person, ada: Person) -> None:
    register(workspace, pat, "Acme 30k", "#ext-betaco")
    ada.click(card(ada), card(ada).button("Approve"))
    workspace.move("pat", to="GammaCo")
    workspace.slack.channel_called("#ext-gammaco").members.append(pat.id)
    before = [plain(message) for message in pat.sees("@Bellringer")]
    settle(workspace)
    assert [plain(message) for message in pat.sees("@Bellringer")] == before


def test_what_is_answered_after_they_left_reaches_them_no_more(workspace: Workspace, pat: Person, amy: Person) -> None:
    pat.mention("#ext-betaco", "support technical no licence")
    settle(workspace)
    workspace.move("pat", to="GammaCo")
    workspace.slack.channel_called("#ext-gammaco").members.append(pat.id)
    card = amy.sees("#partner-desk")[-1]
    form = amy.click(card, card.button("Answer and close")).view
    assert form is not None
    amy.submit(form, {"outcome": "Zephyr is what they need"})
    settle(workspace)
    assert "Zephyr" not in "".join(message.words for message in pat.sees("@Bellringer"))


def test_a_colleague_who_leaves_for_a_partner_gets_no_more_of_ours(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/sales promise call Zephyr by fri")
    workspace.deliver()
    workspace.move("amy", to="BetaCo")
    workspace.slack.channel_called("#ext-betaco").members.append(amy.id)
    before = [message.words for message in amy.sees("@Bellringer")]
    workspace.clock.move(days=3)
    ticks.tick(workspace.database, workspace.clock())
    workspace.deliver()
    assert [message.words for message in amy.sees("@Bellringer")] == before
    assert side(workspace, amy) == ("external", "BetaCo")


def test_one_workspace_of_an_organisation_counts_for_all_of_it_unless_we_said_else(
    workspace: Workspace, quinn: Person
) -> None:
    gamma = workspace.slack.team_called("GammaCo")
    sister = type(gamma)("T0SISTER", "Gamma East", "gamma-east", gamma.enterprise)
    quinn.user.team_id = sister.id
    workspace.slack.teams[sister.id] = sister
    assert quinn.press("#ext-gammaco", "My registrations").view is not None
    assert side(workspace, quinn) == ("external", "GammaCo")
    with workspace.change(command="test") as tx:
        partners.refuse_workspace(tx, partners.meet_workspace(tx, sister.id))
    assert side(workspace, quinn) == ("external", "")


def test_of_strangers_slack_tells_when_they_come_into_a_channel(workspace: Workspace, bea: Person) -> None:
    bea.press("#ext-betaco", "My registrations")
    bea.open_home()
    settle(workspace)
    workspace.move("bea", to="GammaCo")
    assert side(workspace, bea) == ("external", "BetaCo")
    changes.join_channel(workspace.sandbox, "#ext-gammaco", "bea")
    assert side(workspace, bea) == ("external", "GammaCo")
    settle(workspace)
    home = bea.home()
    assert home is not None
    assert "My registrations" not in home.words


def test_nothing_reaches_people_of_a_partner_that_we_work_with_no_more(
    workspace: Workspace, pat: Person, ada: Person
) -> None:
    register(workspace, pat, "Acme acme.com 30k", "#ext-betaco")
    pat.open_home()
    settle(workspace)
    type_in(ada, "/partner close BetaCo")
    settle(workspace)
    home = pat.home()
    assert home is not None
    assert "Acme" not in home.words


def test_undone_a_guest_is_whose_they_were(workspace: Workspace, ada: Person, gus: Person) -> None:
    for partner in ("BetaCo", "GammaCo"):
        type_in(ada, f"/partner guest {partner} @gus")
        gus.say("@Bellringer", f"register Acme{partner} acme{partner}.com 30k")
        if partner == "BetaCo":
            settle(workspace)
    for _ in range(2):
        type_in(ada, "/sales undo")
        settle(workspace)
        said = "\n".join(plain(message) for message in gus.sees("@Bellringer") if message.user != gus.id)
        assert "AcmeBetaCo" in said
        assert "AcmeGammaCo" not in said
    assert side(workspace, gus) == ("guest", "")


def test_a_guest_who_works_for_another_partner_now(workspace: Workspace, ada: Person, gus: Person) -> None:
    type_in(ada, "/partner guest BetaCo @gus")
    gus.say("@Bellringer", "register Acme 30k")
    settle(workspace)
    ada.click(card(ada), card(ada).button("Approve"))
    type_in(ada, "/partner guest GammaCo @gus")
    settle(workspace)
    assert "Acme" not in "\n".join(plain(message) for message in gus.sees("@Bellringer") if message.user != gus.id)
