"""Check-ins from set-up to summary, as the people of a team live through them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.people import Person
from sandbox.records import View
from tests.cast import Workspace
from tests.checkin_room import answer, asked, fields_of, open_form, open_room, set_up, tick
from tests.floor import newest, type_in

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
"""Nine in Berlin, eight in London."""


@pytest.fixture(autouse=True)
def room(workspace: Workspace) -> Workspace:
    return open_room(workspace)


def channel(person: Person) -> list[str]:
    """What the channel reads of check-ins."""
    return [message.words for message in person.sees("#field") if "check-in" in message.words]


def test_a_week_from_prompt_to_summary(workspace: Workspace, amy: Person, ben: Person, ada: Person) -> None:
    type_in(amy, "/deal new Acme 12k 2026-12-04")
    workspace.clock.move(days=2)
    type_in(amy, "/deal new Globex 40k 2026-12-18")
    set_up(workspace)
    assert newest(workspace, ada).words.split("\n")[0] == (
        "*Weekly check-in* asks 4 people on Monday at 09:00, open for 3 h; the answers come to <#C0FIELD>."
    )
    tick(workspace, MONDAY - timedelta(minutes=1))
    assert asked(amy) == []
    tick(workspace, MONDAY)
    prompt = asked(amy)[-1]
    assert prompt.words.split("\n")[0] == ("Two minutes for *Weekly check-in*? I filled in what I know: 2 new deals.")
    view = open_form(amy)
    assert view.values[fields_of(view)[0]][fields_of(view)[0]]["value"].split("\n")[:2] == [
        "New: Acme, $12,000",
        "New: Globex, $40,000",
    ]
    answer(amy, view, "Acme signed the draft", "at risk", "Close Acme", "Legal has the contract since Monday")
    workspace.deliver()
    assert asked(amy)[-1].words.split("\n")[0] == ("*Weekly check-in*: in, thank you. It can be changed until 12:00.")
    tick(workspace, MONDAY + timedelta(minutes=144))
    assert len(asked(amy)) == 1
    assert asked(ben)[-1].words.split("\n")[0] == "*Weekly check-in* closes at 11:00; two lines are enough."
    tick(workspace, MONDAY + timedelta(hours=3))
    posted = [message for message in amy.sees("#field") if "Weekly check-in" in message.words]
    assert posted[0].words.split("\n")[:5] == [
        "*Weekly check-in* · Mon, Nov 30 · 1 of 4 answered.",
        "*Needs a hand*",
        "• *Amy Lindgren* Legal has the contract since Monday",
        "*How does the quarter look?* at risk 1",
        "By person",
    ]
    assert "3 are still out or busy." in posted[0].words
    thread = [
        message for message in amy.sees("#field") if message.thread_ts == posted[0].ts and message is not posted[0]
    ]
    assert [message.words.split("\n")[:3] for message in thread] == [
        ["*Amy Lindgren*", "_What moved last week?_", "Acme signed the draft"]
    ]
    # Ben is late, and Amy changes hers: both are said, in place
    answer(ben, open_form(ben), "Nothing new")
    workspace.deliver()
    summary = next(message for message in amy.sees("#field") if message.ts == posted[0].ts)
    assert summary.words.startswith("*Weekly check-in* · Mon, Nov 30 · 2 of 4 answered.")
    view = type_edit(amy)
    answer(amy, view, "Acme signed")
    workspace.deliver()
    thread = [m.words.split("\n") for m in amy.sees("#field") if m.thread_ts == posted[0].ts and m.ts != posted[0].ts]
    assert [lines[0] for lines in thread] == ["*Amy Lindgren* _changed later_", "*Ben Carter* _added later_"]
    assert thread[0][2] == "Acme signed"


def type_edit(person: Person) -> View:
    view = person.command("#field", "/checkin edit").view
    assert view is not None
    return view
