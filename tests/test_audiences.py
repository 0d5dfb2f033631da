"""Who reads a channel decides what goes there, asked just before it does: companies, guests, organisations, hosts."""

from __future__ import annotations

import pytest

from sandbox import changes
from sandbox.people import Person
from sandbox.records import User
from storage import partners
from tests.cast import Workspace
from tests.floor import type_in
from tests.partner_desk import open_desk, settle, told


@pytest.fixture(autouse=True)
def desk(workspace: Workspace) -> Workspace:
    return open_desk(workspace)


def ask_for_support(workspace: Workspace, person: Person, channel: str) -> str:
    """Have a status card posted where it was asked for; how its row stands."""
    person.mention(channel, "support technical Zephyr does not start")
    settle(workspace)
    return str(workspace.posts("support_status")[-1].state)


def read(person: Person, channel: str) -> str:
    return "\n".join(message.words for message in person.sees(channel))


def test_a_partner_on_an_enterprise_grid_who_hosts_the_channel_reads_it_there(
    workspace: Workspace, quinn: Person
) -> None:
    assert ask_for_support(workspace, quinn, "#ext-gammaco") == "sent"
    assert "Request 1" in read(quinn, "#ext-gammaco")


def test_where_a_third_company_reads_too_nothing_between_two_goes(
    workspace: Workspace, pat: Person, quinn: Person
) -> None:
    workspace.share("#ext-betaco", "GammaCo", "quinn")
    ask_for_support(workspace, pat, "#ext-betaco")
    workspace.clock.move(minutes=2)
    workspace.deliver()
    assert workspace.posts("support_status")[-1].state == "held"
    assert "Request 1" not in read(quinn, "#ext-betaco")


@pytest.mark.parametrize("employer", ["GammaCo", ""])
def test_a_guest_of_ours_who_works_for_others_counts(
    workspace: Workspace, pat: Person, gus: Person, ada: Person, employer: str
) -> None:
    if employer:
        type_in(ada, f"/partner guest {employer} @gus")
    changes.join_channel(workspace.sandbox, "#ext-betaco", "gus")
    workspace.clock.move(minutes=2)
    assert ask_for_support(workspace, pat, "#ext-betaco") == "held"
    assert "Request 1" not in read(gus, "#ext-betaco")


def test_a_guest_of_the_partners_own_does_not_stand_in_their_way(
    workspace: Workspace, pat: Person, gus: Person, ada: Person
) -> None:
    type_in(ada, "/partner guest BetaCo @gus")
    changes.join_channel(workspace.sandbox, "#ext-betaco", "gus")
    workspace.clock.move(minutes=2)
    assert ask_for_support(workspace, pat, "#ext-betaco") == "sent"
    assert "Request 1" in read(gus, "#ext-betaco")


def test_a_partner_whose_people_are_guests_has_a_channel_of_ours(
    workspace: Workspace, gus: Person, ada: Person
) -> None:
    type_in(ada, "/partner add Omega #random")
    workspace.slack.channel_called("#random").members.append(workspace.slack.app.bot_user)
    type_in(ada, "/partner guest Omega @gus")
    assert ask_for_support(workspace, gus, "#random") == "sent"
    stranger = User("U0HUGO", "hugo", "Hugo Petit", "T0BELL", "guest", is_restricted=True)
    changes.hire(workspace.sandbox, stranger, "#random")
    workspace.clock.move(minutes=2)
    assert ask_for_support(workspace, gus, "#random") == "held"


def test_what_is_ours_does_not_go_where_a_partners_guest_reads(
    workspace: Workspace, amy: Person, gus: Person, ada: Person, mei: Person
) -> None:
    type_in(ada, "/partner guest BetaCo @gus")
    changes.join_channel(workspace.sandbox, "#field", "gus")
    type_in(amy, "/deal won Zephyrine 12k")
    workspace.deliver()
    assert "BetaCo" in told(mei)
    workspace.clock.move(minutes=2)
    workspace.deliver()
    assert "Zephyrine" not in read(gus, "#field")
    assert workspace.posts("win")[-1].state == "held"
    assert "<#C0FIELD>" in told(amy)


def test_a_guest_of_nobody_is_named_to_those_in_charge(workspace: Workspace, mei: Person, ada: Person) -> None:
    guest = User("U0HUGO", "hugo", "Hugo Petit", "T0BELL", "guest", is_restricted=True)
    changes.hire(workspace.sandbox, guest, "#field")
    workspace.deliver()
    assert "<@U0HUGO>" in told(mei)
    type_in(ada, "/partner guest BetaCo @hugo")
    assert "1 guest (BetaCo)" in who_sees(workspace, ada, "who-sees #field")[0]


def test_people_whom_nobody_has_met_are_asked_about_once(workspace: Workspace, pat: Person) -> None:
    for number in range(5):
        changes.hire(
            workspace.sandbox, User(f"U0NEW{number}", f"new{number}", f"New {number}", "T0BELL"), "#ext-betaco"
        )
    workspace.slack.calls.clear()
    assert ask_for_support(workspace, pat, "#ext-betaco") == "sent"
    asked = [call for call in workspace.slack.calls if call.method == "users.info"]
    workspace.clock.move(minutes=2)
    assert ask_for_support(workspace, pat, "#ext-betaco") == "sent"
    assert len([call for call in workspace.slack.calls if call.method == "users.info"]) == len(asked) <= 8


def test_when_slack_does_not_say_who_reads_it_waits(workspace: Workspace, pat: Person, ada: Person) -> None:
    workspace.slack.faults.add("conversations.members", "error:fetch_members_failed")
    assert ask_for_support(workspace, pat, "#ext-betaco") == "held"
    assert "Slack did not tell me who reads" in read(ada, "@Bellringer")


def test_the_desk_that_is_shared_is_no_desk_any_more(
    workspace: Workspace, pat: Person, ada: Person, amy: Person
) -> None:
    pat.mention("#ext-betaco", "support technical Zephyr does not start")
    workspace.share("#partner-desk", "GammaCo", "quinn")
    settle(workspace)
    workspace.clock.move(minutes=2)
    workspace.deliver()
    assert "Zephyr" not in read(workspace["quinn"], "#partner-desk")
    words = read(ada, "@Bellringer")
    assert "Zephyr does not start" in words
    assert "it is no partner desk any more" in words
    pat.mention("#ext-betaco", "support technical Another thing")
    settle(workspace)
    assert "Another thing" in read(ada, "@Bellringer")
    assert "Another thing" not in read(amy, "#partner-desk")


def test_the_desk_moves_even_when_nobody_told_us_that_it_was_shared(
    workspace: Workspace, pat: Person, ada: Person
) -> None:
    workspace.clock.move(minutes=2)
    workspace.slack.channel_called("#partner-desk").shared_with.append("T0DELTA")
    pat.mention("#ext-betaco", "support technical Zephyr does not start")
    settle(workspace)
    assert "Zephyr does not start" in read(ada, "@Bellringer")
    assert workspace.posts("partner_desk_left")


def test_what_was_said_before_a_channel_was_shared_is_not_corrected_there(
    workspace: Workspace, amy: Person, quinn: Person
) -> None:
    type_in(amy, "/deal won Zephyrine 12k")
    workspace.deliver()
    workspace.share("#field", "GammaCo", "quinn")
    workspace.clock.move(minutes=2)
    type_in(amy, "/deal Zephyrine 13k")
    workspace.deliver()
    assert "$12,000" in read(quinn, "#field")
    assert "$13,000" not in read(quinn, "#field")


def test_a_partners_channel_is_followed(workspace: Workspace, ada: Person, pat: Person) -> None:
    changes.rename_channel(workspace.sandbox, "#ext-betaco", "with-betaco")
    changes.make_private(workspace.sandbox, "#with-betaco")
    changes.change_channel_id(workspace.sandbox, "#with-betaco", "G0BETACO")
    with workspace.look() as tx:
        assert [(link.channel_id, link.channel_name) for link in partners.links_in(tx, "G0BETACO")] == [
            ("G0BETACO", "with-betaco")
        ]
    assert ask_for_support(workspace, pat, "#with-betaco") == "sent"
    changes.archive_channel(workspace.sandbox, "#with-betaco")
    workspace.deliver()
    assert "I can't post in <#G0BETACO> any more: it is archived." in told(ada)


def test_a_partner_that_leaves_its_channel_has_it_no_more(workspace: Workspace, ada: Person) -> None:
    workspace.unshare("#ext-distri", "GammaCo")
    workspace.deliver()
    assert told(ada).startswith("GammaCo no longer reads <#C0DISTRI>, so it is linked to them no more.")
    workspace.unshare("#ext-betaco", "BetaCo")
    workspace.deliver()
    with workspace.look() as tx:
        assert partners.links_in(tx, "C0BETACO") == []
        assert len(partners.links_in(tx, "C0DISTRI")) == 1


def test_who_else_comes_into_a_partners_channel_is_told_to_whoever_looks_after_them(
    workspace: Workspace, ada: Person
) -> None:
    workspace.share("#ext-betaco", "GammaCo", "quinn")
    workspace.deliver()
    assert told(ada).startswith(
        "People of GammaCo read <#C0BETACO> now, too. What only BetaCo may read no longer goes there;"
    )
    workspace.share("#ext-gammaco", "DeltaCo", "dee")
    workspace.deliver()
    assert told(ada).startswith("People of a company that I don't know read <#C0GAMMACO> now.")


def who_sees(workspace: Workspace, person: Person, line: str, channel: str = "#field") -> list[str]:
    """What is answered to somebody who asks who reads a channel, line by line."""
    type_in(person, f"/sales admin {line}", channel)
    workspace.deliver()
    return told(person).split("\n")


def test_who_can_read_a_channel_and_what_comes_there(
    workspace: Workspace, ada: Person, gus: Person, mei: Person
) -> None:
    type_in(ada, "/partner guest BetaCo @gus")
    assert who_sees(workspace, ada, "who-sees #field") == [
        "<#C0FIELD> is read by 5 of ours.",
        "It is public: everybody of ours can find it.",
        "It is the home of Field: wins, boards, reviews.",
    ]
    changes.join_channel(workspace.sandbox, "#ext-distri", "gus")
    assert who_sees(workspace, ada, "who-sees", "#ext-distri") == [
        "<#C0DISTRI> is read by 3 of ours, 1 of BetaCo, 1 of GammaCo, 1 guest (BetaCo), 1 nobody has vouched for.",
        "It is public: everybody of ours can find it.",
        "One company shares it for which nobody has vouched.",
        "We talk with BetaCo there.",
        "We talk with GammaCo there.",
        "What is between BetaCo and us does not go there: others read it, too.",
        "What is between GammaCo and us does not go there: others read it, too.",
    ]
    workspace.share("#field", "GammaCo")
    assert who_sees(workspace, ada, "who-sees #field")[2:] == [
        "GammaCo can read it, too; nobody of theirs is in it.",
        "It is the home of Field: wins, boards, reviews.",
        "What is for our own people is meant for it, and others read it: I keep all of that back. "
        "Give it another channel: `/sales here` for a team, `/partner desk` for the desk.",
    ]
    assert who_sees(workspace, mei, "谁能看 #ext-betaco")[0] == "能看 <#C0BETACO> 的有：我方 3 人、BetaCo 2 人。"


def test_who_reads_what_we_are_not_in_is_not_told(workspace: Workspace, ada: Person, amy: Person) -> None:
    changes.make_private(workspace.sandbox, "#random")
    assert who_sees(workspace, ada, "who-sees #random") == [
        "Slack tells me nothing of <#C0RANDOM>. Invite me there with `/invite @Bellringer`."
    ]
    assert type_in(amy, "/sales admin who-sees #field").words.startswith("Only managers can do that.")
