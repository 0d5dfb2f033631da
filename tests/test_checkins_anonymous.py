"""Anonymity that is real: nothing in the database leads from an answer to whoever gave it, in no way."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from sandbox.people import Person
from sandbox.records import Message
from storage import members, schema
from tests.cast import Workspace
from tests.checkin_room import fields_of, open_room, set_up, tick
from tests.floor import newest
from tests.scenes import scene

FRIDAY = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
"""Two in the afternoon in Berlin."""
SAID = {"amy": "Zanzibar pepper", "ben": "Quixotic turnip", "ada": "Wistful marzipan"}
SECRETS = tuple(SAID.values())


@pytest.fixture(autouse=True)
@scene
def pulse(workspace: Workspace) -> Workspace:
    """The team, and a pulse every second Friday, which is open for a day."""
    open_room(workspace)
    set_up(workspace, "pulse")
    tick(workspace, FRIDAY)
    return workspace


def prompt(person: Person) -> Message:
    return next(message for message in reversed(person.sees("@Bellringer")) if "*Pulse*" in message.words)


def answer(workspace: Workspace, handle: str, mark: str, text: str) -> None:
    """Answer from the prompt, a minute after whatever was before."""
    workspace.clock.move(minutes=1)
    person = workspace[handle]
    message = prompt(person)
    view = person.click(message, message.button("Open")).view
    assert view is not None
    fields = fields_of(view)
    assert person.submit(view, {fields[0]: mark, fields[1]: text}).errors == {}
    workspace.deliver()


def everything(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order that the database has them in."""
    with workspace.look() as tx:
        return {
            name: [dict(row._mapping) for row in tx.connection.execute(sa.select(table))]
            for name, table in schema.METADATA.tables.items()
        }


def holding(workspace: Workspace, secret: str) -> list[tuple[str, dict[str, Any]]]:
    """The rows in which some words stand, with the names of their tables."""
    return [
        (table, row)
        for table, rows in everything(workspace).items()
        for row in rows
        if secret in json.dumps(row, default=str, ensure_ascii=False)
    ]


def test_words_stand_in_one_table_that_has_no_column_for_a_person_or_a_time(workspace: Workspace) -> None:
    for handle, words in SAID.items():
        answer(workspace, handle, "7", words)
    for words in SECRETS:
        found = holding(workspace, words)
        assert [table for table, _row in found] == ["checkin_anonymous_answer"]
        assert set(found[0][1]) == {"id", "workspace_id", "round_id", "question_id", "text"}


def test_no_row_beside_the_words_names_who_wrote_them(workspace: Workspace) -> None:
    for handle, words in SAID.items():
        answer(workspace, handle, "7", words)
    with workspace.look() as tx:
        known = {handle: members.find(tx, workspace[handle].id) for handle in SAID}
    for handle, member in known.items():
        assert member is not None
        for _table, row in holding(workspace, SAID[handle]):
            told = {value for key, value in row.items() if key not in ("id", "workspace_id", "question_id", "round_id")}
            assert told.isdisjoint({member.id, member.slack_user_id, member.name})


def test_the_mark_that_somebody_answered_has_no_time(workspace: Workspace) -> None:
    answer(workspace, "amy", "7", SECRETS[0])
    parts = {row["state"]: row for row in everything(workspace)["checkin_part"]}
    assert parts["answered"]["answered_at"] is None
    assert parts["answered"]["edited_at"] is None
    same = {key for key in parts["answered"] if parts["answered"][key] == parts["waiting"][key]}
    assert same >= {"closes_at", "reason", "snoozed_until", "is_late"}


def test_numbers_are_random_and_no_two_answers_of_one_person_have_anything_in_common(workspace: Workspace) -> None:
    for handle, words in SAID.items():
        answer(workspace, handle, "7", words)
    found = everything(workspace)["checkin_anonymous_answer"]
    assert len({row["id"] for row in found}) == 6
    assert all(row["id"] > 10**9 for row in found)
    gaps = sorted(abs(one["id"] - other["id"]) for one in found for other in found if one is not other)
    assert gaps[0] > 1000


def test_at_the_end_all_rows_are_written_anew(workspace: Workspace) -> None:
    for handle, words in SAID.items():
        answer(workspace, handle, "7", words)
    before = {row["id"] for row in everything(workspace)["checkin_anonymous_answer"]}
    tick(workspace, FRIDAY + timedelta(days=1))
    after = everything(workspace)["checkin_anonymous_answer"]
    assert before.isdisjoint(row["id"] for row in after)
    assert sorted(row["text"] for row in after) == sorted([*SECRETS, "7", "7", "7"])


def test_history_and_requests_say_nothing_of_it(workspace: Workspace) -> None:
    before = {name: len(rows) for name, rows in everything(workspace).items()}
    answer(workspace, "amy", "7", SECRETS[0])
    after = everything(workspace)
    assert len(after["change"]) == before["change"]
    assert len(after["change_set"]) == before["change_set"]
    assert not [row for row in after["answered_request"] if SECRETS[0] in str(row)]
    assert not [row for row in after["outbox_message"] if SECRETS[0] in str(row)]


def test_fewer_than_three_are_never_shown(workspace: Workspace) -> None:
    answer(workspace, "amy", "7", SECRETS[0])
    answer(workspace, "ben", "3", SECRETS[1])
    tick(workspace, FRIDAY + timedelta(days=1, minutes=1))
    read = "\n".join(message.words for message in workspace["ada"].sees("#field"))
    assert "*Pulse* · Fri, Nov 27 · 2 of 4 answered." in read
    assert read.count("ewer than 3 answers, so none is shown") == 1
    assert "By question" in read
    assert "By person" not in read
    results = workspace["ada"].command("#field", "/checkin results by question").message
    assert results is not None
    for words in SECRETS:
        assert words not in read + results.words
    assert "5 on average" not in read + results.words


def test_three_are_shown_without_names_and_in_no_order(workspace: Workspace) -> None:
    for handle, words in SAID.items():
        answer(workspace, handle, "7", words)
    tick(workspace, FRIDAY + timedelta(days=1))
    seen = [message for message in workspace["ben"].sees("#field") if "Pulse" in message.words or message.thread_ts]
    assert "*How was your week, from 1 to 10?* 7\n" in seen[0].words
    assert "Anonymous; in no order." in seen[0].words
    thread = "\n".join(message.words for message in seen[1:])
    assert all(words in thread for words in SECRETS)
    assert not any(name in thread for name in ("Amy", "Ben", "Ada"))


def test_nothing_is_shown_while_it_is_open_and_nothing_is_taken_after(workspace: Workspace, ada: Person) -> None:
    for handle in ("amy", "ben"):
        answer(workspace, handle, "7", SAID[handle])
    early = ada.command("#field", "/checkin results").message
    assert early is not None
    assert "is shown once it is over" in early.words
    message = prompt(ada)
    tick(workspace, FRIDAY + timedelta(days=1))
    assert ada.click(message, message.button("Open")).view is None
    workspace.deliver()
    assert newest(workspace, ada).words == "Pulse is over. It is anonymous, and a late answer would tell whose it is."


def test_who_has_answered_cannot_change_it(workspace: Workspace, amy: Person) -> None:
    answer(workspace, "amy", "7", SECRETS[0])
    said = amy.command("#field", "/checkin edit").message
    assert said is not None
    assert "There is nothing of yours to change." in said.words
    assert prompt(amy).words == "*Pulse*: in, thank you. Nothing of it leads to you."
