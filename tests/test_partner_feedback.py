"""What partners think of us: with a name to whoever looks after them, without one to nobody in time or in person."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from sandbox.people import Person
from scheduler.housekeeping import housekeep
from storage import members, privacy, schema
from tests.cast import Workspace
from tests.partner_desk import open_desk
from tests.partner_room import last, open_form, screens, submit, tick

FIRST_WORKING_DAY = datetime(2026, 12, 1, 10, 30, tzinfo=UTC)
SAID = {"pat": "Zanzibar <pepper>", "bea": "Quixotic turnip", "quinn": "Wistful marzipan"}
CHANNELS = {"pat": "#ext-betaco", "bea": "#ext-betaco", "quinn": "#ext-gammaco"}


@pytest.fixture(autouse=True)
def room(workspace: Workspace) -> Workspace:
    return open_desk(workspace)


def give(workspace: Workspace, handle: str, how: str = "without", words: str = "") -> str:
    """Fill in the form, some minutes after whatever was before."""
    workspace.clock.move(minutes=7)
    person = workspace[handle]
    view = open_form(person, CHANNELS[handle], "Feedback")
    return submit(workspace, person, view, named=how, rating="2", words=words or SAID[handle])


def everything(workspace: Workspace) -> dict[str, list[str]]:
    """All rows, by table."""
    found = {}
    with workspace.look() as tx:
        for name, table in schema.METADATA.tables.items():
            found[name] = [json.dumps([*row], default=str) for row in tx.connection.execute(sa.select(table))]
    return found


def told(person: Person) -> list[str]:
    return [m.words for m in person.sees("#partner-desk") if m.words.startswith("*Feedback of partners")]


def test_with_a_name_our_people_read_it_at_once(workspace: Workspace, amy: Person, pat: Person, bea: Person) -> None:
    assert give(workspace, "pat", "with").startswith("Bellringer\nThank you. Your contact here reads it.")
    assert last(amy, "#partner-desk", "Zanzibar").words == "*BetaCo* · Pat Novak: 2 of 5\nZanzibar <pepper>"
    assert "Zanzibar" not in screens(pat, "#ext-betaco") + screens(bea, "#ext-betaco")
    rows = everything(workspace)
    assert [name for name, values in rows.items() if "Zanzibar" in "".join(values)] == ["partner_feedback"]


def test_without_a_name_nothing_leads_to_whoever_wrote_it(workspace: Workspace, amy: Person, pat: Person) -> None:
    pat.say("@Bellringer", "hello")
    workspace.deliver()
    before = everything(workspace)
    assert give(workspace, "pat").startswith("Bellringer\nThank you. Nothing of you is kept with it.")
    after = everything(workspace)
    assert [name for name, values in after.items() if "Zanzibar" in "".join(values)] == ["partner_feedback"]
    (row,) = after["partner_feedback"]
    assert pat.id not in row
    assert json.loads(row)[3:] == [None, None, 2, "Zanzibar <pepper>", "2026-11-01", None]
    workspace.clock.move(hours=1)
    housekeep(workspace.database, workspace.clock())
    assert everything(workspace)["partner_submission"] == []
    assert after["outbox_message"] == before["outbox_message"]
    assert after["change_set"] == before["change_set"]
    assert after["change"] == before["change"]


def test_what_has_no_names_is_told_together_in_the_next_month(workspace: Workspace, amy: Person, pat: Person) -> None:
    for handle in SAID:
        give(workspace, handle)
    tick(workspace)
    assert told(amy) == []
    workspace.clock.now = FIRST_WORKING_DAY.replace(hour=8)
    tick(workspace)
    assert told(amy) == []
    workspace.clock.now = FIRST_WORKING_DAY
    tick(workspace)
    tick(workspace)
    (words,) = told(amy)
    assert sorted(words.split("\n")[1:]) == sorted([*SAID.values(), "2 of 5", "2 of 5", "2 of 5"])
    assert not any(name in words for name in ("BetaCo", "GammaCo", "Pat", "Bea", "Quinn"))
    numbers = [json.loads(row)[0] for row in everything(workspace)["partner_feedback"]]
    assert sorted(numbers) == [4, 5, 6]
    assert "turnip" not in screens(pat, "#ext-betaco", "#ext-distri")


def test_two_alone_wait_for_a_third(workspace: Workspace, amy: Person) -> None:
    give(workspace, "pat")
    give(workspace, "quinn")
    workspace.clock.now = FIRST_WORKING_DAY
    tick(workspace)
    give(workspace, "bea")
    tick(workspace)
    assert told(amy) == []
    workspace.clock.now = datetime(2027, 1, 4, 10, 30, tzinfo=UTC)
    tick(workspace)
    assert len(told(amy)) == 1


def test_our_own_people_do_not_speak_for_partners(amy: Person) -> None:
    assert amy.press("#ext-betaco", "Feedback").view is None


def test_long_words_come_in_several_messages(workspace: Workspace, amy: Person) -> None:
    for handle in SAID:
        for number in range(2):
            give(workspace, handle, words=f"{number}{handle} " + "&" * 2990)
    workspace.clock.now = FIRST_WORKING_DAY
    tick(workspace)
    assert [words.count("2 of 5") for words in told(amy)] == [2, 2, 2]


def test_it_is_forgotten_with_whoever_wrote_it(workspace: Workspace) -> None:
    give(workspace, "pat", "with")
    with workspace.change(command="test") as tx:
        found = members.find(tx, workspace["pat"].id)
        assert found is not None
        privacy.forget(tx, found)
    assert everything(workspace)["partner_feedback"] == []
