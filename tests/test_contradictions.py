"""Words against data: told to the one who wrote them, and to the manager only if they say so."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.people import Person
from sandbox.records import Message
from storage import contradictions, members, outbox, promises, rows, teams, weeks
from tests.cast import Workspace
from tests.floor import newest, open_floor, press, type_in
from tests.scenes import scene
from views import blocks
from views import contradictions as views
from views.words import translator

SUBJECT = "checkin_round:1"


@pytest.fixture(autouse=True)
@scene
def floor(workspace: Workspace) -> Workspace:
    """Amy has 60k left to win this month, half of which is covered; two of her deals are quiet for three weeks."""
    open_floor(workspace)
    amy, ada = workspace["amy"], workspace["ada"]
    workspace.clock.move(days=-21)
    for line in ("new Globex 10k 2026-11-28", "new Acme 15k 2026-11-29"):
        type_in(amy, f"/deal {line}")
    workspace.clock.move(days=21)
    type_in(amy, "/deal new Initech 5k 2026-11-30")
    type_in(ada, "/sales team quota @amy 60k this month")
    return workspace


def checked(workspace: Workspace, person: Person, *texts: str) -> contradictions.Contradiction | None:
    """What a check-in does with what somebody wrote; they are told when it does not fit."""
    with workspace.look() as tx:
        who = members.find(tx, person.id)
    assert who is not None
    with workspace.change(actor_id=who.id) as tx:
        team = teams.of_member(tx, who.id)[0]
        today = promises.today_of(tx, who)
        facts = weeks.facts(weeks.of_member(tx, who, team=team, since=today, today=today))
        row = contradictions.check(tx, who.id, team_id=team.id, subject=SUBJECT, texts=texts, facts=facts)
        if row is not None:
            found = contradictions.found_in(row)
            change = blocks.button("Change it", "deal_list", "1")
            t, may_tell = translator(who.locale or who.slack_locale), bool(contradictions.managers(tx, row))
            message = views.alone(t, row.id, row.claim, found, change, may_tell=may_tell)
            outbox.post(
                tx,
                "note",
                audience=outbox.PERSONAL(person.id),
                dedupe_key=f"alone:{row.id}:{row.version}",
                channel=person.id,
                payload={"text": message.text, "blocks": message.blocks},
            )
    workspace.deliver()
    return row


def alone(person: Person) -> Message:
    """The last message of the bot to somebody."""
    return person.sees("@Bellringer")[-1]


def stored(workspace: Workspace) -> Any:
    with workspace.look() as tx:
        return tx.connection.execute(rows.table(contradictions.Contradiction).select()).one()


def everybody_elses_screen(workspace: Workspace, person: Person) -> str:
    """What all others read, everywhere."""
    seen = []
    for other in workspace.sandbox.people.values():
        if other is not person:
            for place in ("#field", "#general", "#ext-betaco", "@Bellringer"):
                try:
                    seen += [message.words for message in other.sees(place)]
                except (LookupError, ValueError, PermissionError):
                    continue
    return "\n".join(seen)


def test_only_the_rep_reads_it(workspace: Workspace, amy: Person) -> None:
    assert checked(workspace, amy, "Two demos this week.", "on track") is not None
    assert alone(amy).words.split("\n") == [
        "You wrote *on track*. Open deals cover half of what is left this month, and two have been quiet for 21 days.",
        "Change it",
        "Explain",
        "Leave it",
        "Tell my manager",
        "Only you see this.",
    ]
    assert "on track" not in everybody_elses_screen(workspace, amy)
    press(workspace, amy, alone(amy), "Leave it")
    assert newest(workspace, amy).words == "Left as it is. Nobody else has seen this."
    assert stored(workspace).choice == "left"
    assert "on track" not in everybody_elses_screen(workspace, amy)


def test_in_chinese(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/sales me language 中文")
    checked(workspace, amy, "本月进展正常")
    assert alone(amy).words.split("\n")[0] == "你写的是「正常」。但本月缺口只有一半有商机覆盖，两单已 21 天没动静。"


def test_what_is_explained_stays_with_the_rep(workspace: Workspace, amy: Person) -> None:
    checked(workspace, amy, "on track")
    amy.click(alone(amy), alone(amy).button("Explain"))
    view = amy.modal()
    assert view is not None
    assert amy.submit(view, {"explanation": "Acme signs on Monday"}).errors == {}
    workspace.deliver()
    assert newest(workspace, amy).words == "Noted, for you alone."
    row = stored(workspace)
    assert (row.choice, row.explanation, row.for_manager) == ("explained", "Acme signs on Monday", False)
    assert "Acme signs" not in everybody_elses_screen(workspace, amy)
    for line in ("/sales history @amy", "/sales history team", "/sales undo list"):
        assert "Acme signs" not in type_in(workspace["mei"], line).words


def test_what_the_manager_may_read_they_are_told(workspace: Workspace, amy: Person) -> None:
    checked(workspace, amy, "on track")
    amy.click(alone(amy), alone(amy).button("Explain"))
    view = amy.modal()
    assert view is not None
    assert amy.submit(view, {"explanation": "Acme signs on Monday", "show": ["show"]}).errors == {}
    workspace.deliver()
    assert newest(workspace, amy).words == "Noted, and 梅 (Mei Lin) can read it."
    assert alone(workspace["mei"]).words.split("\n") == [
        "Amy Lindgren写的是「on track」，但本月缺口只有一半有商机覆盖，两单已 21 天没动静。",
        "Amy Lindgren说：Acme signs on Monday",
    ]


def test_the_manager_is_told_once(workspace: Workspace, amy: Person) -> None:
    checked(workspace, amy, "on track")
    message, tell = alone(amy), alone(amy).button("Tell my manager")
    press(workspace, amy, message, "Tell my manager")
    assert newest(workspace, amy).words == "梅 (Mei Lin) will get a message from me."
    amy.click(message, tell)
    workspace.deliver()
    assert newest(workspace, amy).words == "Your manager was told already."
    told = [row for row in workspace.posts("note", to="mei") if "on track" in row.payload["text"]]
    assert len(told) == 1
    assert alone(workspace["mei"]).words.endswith("Amy Lindgren想和你聊聊。")


def test_what_the_manager_was_told_is_not_told_again_nor_denied(workspace: Workspace, amy: Person) -> None:
    checked(workspace, amy, "on track")
    message = alone(amy)
    amy.click(message, message.button("Explain"))
    view = amy.modal()
    assert view is not None
    assert amy.submit(view, {"explanation": "Acme signs on Monday", "show": ["show"]}).errors == {}
    workspace.deliver()
    leave, tell = message.button("Leave it"), message.button("Tell my manager")
    amy.click(message, tell)
    workspace.deliver()
    assert newest(workspace, amy).words == "Your manager was told already."
    amy.click(message, leave)
    workspace.deliver()
    assert newest(workspace, amy).words == "Left as it is. Your manager was told."
    assert len([row for row in workspace.posts("note", to="mei") if "on track" in row.payload["text"]]) == 1


def test_a_team_without_a_manager(workspace: Workspace, amy: Person, ada: Person) -> None:
    ada.command("#field", "/sales team remove @mei")
    ada.command("#field", "/sales team remove @ada")
    checked(workspace, amy, "on track")
    message = alone(amy)
    assert "Tell my manager" not in message.words
    amy.click(message, message.button("Explain"))
    view = amy.modal()
    assert view is not None
    assert "My manager may read this" not in view.words
    assert amy.submit(view, {"explanation": "Acme signs on Monday"}).errors == {}
    workspace.deliver()
    assert newest(workspace, amy).words == "Noted, for you alone."
    amy.click(message, {**message.button("Leave it"), "action_id": "contradiction_tell"})
    workspace.deliver()
    assert newest(workspace, amy).words.startswith("Your team has no manager yet")
    assert not stored(workspace).for_manager


def test_nobody_is_told_twice_and_who_changed_it_has(workspace: Workspace, amy: Person) -> None:
    assert checked(workspace, amy, "on track") is not None
    assert checked(workspace, amy, "on track") is None
    assert checked(workspace, amy, "two deals need help") is None
    assert stored(workspace).choice == "changed"
    assert checked(workspace, amy, "on track") is not None
    assert (stored(workspace).choice, stored(workspace).for_manager) == ("", False)


def test_words_that_fit_are_left_in_peace(workspace: Workspace, amy: Person, ben: Person) -> None:
    assert checked(workspace, ben, "on track") is None
    assert checked(workspace, amy, "not on track") is None
    assert checked(workspace, amy, "Acme is on track") is None
    type_in(amy, "/deal won Wayne 60k")
    for deal in ("Globex", "Acme"):
        type_in(amy, f"/deal {deal} next call fri")
    assert checked(workspace, amy, "on track") is None


def test_nobody_answers_for_somebody_else(workspace: Workspace, amy: Person, ben: Person) -> None:
    checked(workspace, amy, "on track")
    message = alone(amy)
    with pytest.raises((LookupError, ValueError, PermissionError)):
        ben.click(message, message.button("Leave it"))
    with workspace.look() as tx:
        tx.actor_id = 999
        assert contradictions.find(tx, stored(workspace).id) is None
