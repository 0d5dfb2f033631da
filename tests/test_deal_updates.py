"""A message becomes an update of a deal, from its menu."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from storage import deals
from tests.cast import Workspace
from tests.floor import first_line, newest, open_floor, type_in
from views import deal_updates as views


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def test_a_message_in_a_thread_becomes_a_note_and_a_next_step(workspace: Workspace, amy: Person, ben: Person) -> None:
    type_in(amy, "/deal new Acme 30k eom")
    type_in(amy, "/deal new Acme Logistics 50k eom")
    said = ben.say("#field", "Acme Logistics wants <@U0AMY> to call & confirm").message
    assert said is not None
    form = amy.shortcut(views.SHORTCUT, said).view
    assert form is not None
    assert "Acme Logistics · $50,000" in str(form.payload())
    assert not amy.submit(form, {"step": "call them", "step_day": "2026-11-27"}).errors
    workspace.deliver()
    assert first_line(newest(workspace, amy)).startswith("*Acme Logistics* · $50,000")
    with workspace.look() as tx:
        updated = deals.find_by_number(tx, 2)
    assert updated is not None
    assert updated.note == "Acme Logistics wants @Amy Lindgren to call & confirm"
    assert (updated.next_step, str(updated.next_step_on)) == ("call them", "2026-11-27")


def test_who_has_no_deal_is_told_how_to_begin_and_others_deals_stay_theirs(
    workspace: Workspace, amy: Person, ben: Person
) -> None:
    said = amy.say("#field", "Good news").message
    assert said is not None
    assert ben.shortcut(views.SHORTCUT, said).view is None
    workspace.deliver()
    assert "no open deal yet" in newest(workspace, ben).text
    type_in(ben, "/deal new Globex 30k")
    form = ben.shortcut(views.SHORTCUT, said).view
    assert form is not None
    type_in(ben, "/deal hand Globex @amy")
    refused = ben.submit(form, {"deal": "1"})
    assert "belongs to" in str(refused.errors)
