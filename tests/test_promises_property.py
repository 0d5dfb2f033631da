"""No promise is lost: whatever happens to deals, people and days, each open one is before somebody who can keep it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import absences, history, members, promises, rows
from storage.absences import Absence
from storage.members import Member
from storage.promises import OPEN, Promise
from tests.cast import Workspace, play
from tests.floor import open_floor

REPS = ("amy", "ben")
FAR = date(2027, 12, 31)
_PROMISES = rows.table(Promise)

acts = st.one_of(
    st.tuples(
        st.just("promise"), st.sampled_from(REPS), st.sampled_from(["call Acme", "call Zhang", "send it to 海尔"])
    ),
    st.tuples(
        st.just("line"), st.sampled_from(REPS), st.sampled_from(["/deal hand Acme @ben", "/deal hand 海尔 @amy"])
    ),
    st.tuples(st.just("line"), st.sampled_from((*REPS, "mei")), st.just("/sales undo")),
    st.tuples(st.just("line"), st.just("ada"), st.just("/sales admin holidays add 2026-11-27")),
    st.tuples(
        st.just("line"), st.just("ada"), st.sampled_from(["/sales team remove @mei", "/sales team manager @mei"])
    ),
    st.tuples(st.just("away"), st.sampled_from(REPS), st.sampled_from(["", *REPS, "mei"])),
    st.tuples(st.just("leave"), st.sampled_from((*REPS, "mei")), st.just("")),
    st.tuples(st.just("come back"), st.sampled_from((*REPS, "mei")), st.just("")),
    st.tuples(st.just("move"), st.sampled_from(REPS), st.just("")),
    st.tuples(st.just("days"), st.just(""), st.sampled_from(["1", "3", "9"])),
)


@contextmanager
def stage() -> Iterator[Workspace]:
    """A floor with two deals."""
    with tempfile.TemporaryDirectory() as folder, play(Path(folder)) as there:
        open_floor(there)
        there["mei"].command("#field", "/sales promises")
        there["amy"].command("#field", "/deal new Acme 30k eom")
        there["ben"].command("#field", "/deal new 海尔 30k eom")
        yield there


def act(workspace: Workspace, what: str, who: str, more: str) -> None:
    """One thing that happens on the floor."""
    workspace.clock.move(minutes=3)
    if what == "promise":
        workspace[who].command("#field", f"/sales promise {more} in 2 days")
    elif what == "line":
        workspace[who].command("#field", more)
    elif what == "days":
        workspace.clock.move(days=int(more))
    else:
        with workspace.change() as tx:
            _change(tx, workspace, what, who, more)


def _change(tx: Any, workspace: Workspace, what: str, who: str, more: str) -> None:
    member = _member(tx, workspace, who)
    today = promises.today_of(tx, member)
    if what == "away":
        cover_id = _member(tx, workspace, more).id if more and more != who else None
        last = today + timedelta(days=4)
        rows.insert(tx, Absence, member_id=member.id, first_day=today, last_day=last, cover_id=cover_id)
    elif what == "move":
        for row in promises.open_of(tx, member.id)[:1]:
            promise = promises.find(tx, row.id)
            assert promise is not None
            promises.move(tx, promise, row.due_on + timedelta(days=1))
    else:
        members.change(tx, member, is_active=what == "come back")


def _member(tx: Any, workspace: Workspace, who: str) -> Member:
    found = members.find(tx, workspace[who].id)
    assert found is not None
    return found


@given(st.lists(acts, min_size=1, max_size=14))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_open_promise_is_before_somebody(happened: list[tuple[str, str, str]]) -> None:
    with stage() as workspace:
        for what, who, more in happened:
            act(workspace, what, who, more)
        with workspace.look() as tx:
            everything = list(tx.connection.execute(_PROMISES.select()))
            seen: dict[int, set[int]] = {}
            for person in members.colleagues(tx):
                for row in promises.due(tx, person.id, FAR):
                    seen.setdefault(row.id, set()).add(person.id)
            assert set(seen) == {row.id for row in everything if row.state == OPEN}
            for row in everything:
                owner = members.get(tx, row.owner_id)
                if owner.is_active:
                    # the owner when they are there, and whoever stands in when they are not
                    assert owner.id in seen[row.id]
                    assert absences.cover(tx, owner.id, promises.today_of(tx, owner)) in seen[row.id] or not _is_here(
                        tx, absences.cover(tx, owner.id, promises.today_of(tx, owner))
                    )
            made = sum(
                change.table_name == "promise" and change.before is None
                for change_set in history.latest(tx, limit=1000)
                for change in history.changes(tx, change_set.id)
            )
            assert len(everything) == made


def _is_here(tx: Any, member_id: int) -> bool:
    return members.get(tx, member_id).is_active
