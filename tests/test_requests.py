"""One request, one answer: sent twice, at odds with others, by a stranger, or with the database out of order."""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from slack_sdk import WebClient

from bot.capabilities import routes
from handlers import calls
from handlers.answers import Response
from handlers.calls import Call
from handlers.dispatch import Dispatcher
from handlers.requests import Answer, Reply, Request
from handlers.routes import INTERNAL, PARTNER, Listener, Routes, listener
from sandbox.people import Person
from storage import members
from storage.database import Database
from storage.rows import StaleRow
from tests.cast import Workspace
from tests.floor import deals_of, open_floor, type_in
from views.blocks import Message

FOR_PARTNERS = "This is for the sales team of this workspace. If you sell with them, ask your contact there."
UNKNOWN = "Your contact here has to say first whom you work for. They know that you asked; you will hear from me."
"""What people of companies that nobody here has vouched for are told where partners may ask something."""
SILENT = {"partner_material_open"}
"""Buttons that lead out of Slack: nothing is done, and nothing is said."""
OUR_FAULT = re.compile(r"That didn't work, and nothing was stored\. Reference ([0-9A-F]{4}); your admin can find it\.")
OPEN_TO_PARTNERS = {
    "actions partner_checkin_answer",
    "actions partner_feedback",
    "actions partner_material_open",
    "actions partner_mine",
    "actions partner_register",
    "actions partner_score_picture",
    "actions partner_scorecard",
    "actions partner_promise_drop",
    "actions partner_promise_kept",
    "actions partner_promise_later",
    "actions partner_support",
    "actions partner_support_rate_1",
    "actions partner_support_rate_2",
    "actions partner_support_rate_3",
    "actions partner_support_rate_4",
    "actions partner_support_rate_5",
    "actions partner_support_reopen",
    "actions partner_training",
    "actions registration_add",
    "actions registration_give_up",
    "actions registration_working",
    "events app_home_opened",
    "events app_uninstalled",
    "events channel_archive",
    "events channel_id_changed",
    "events channel_left",
    "events channel_rename",
    "events channel_shared",
    "events channel_unarchive",
    "events channel_unshared",
    "events group_archive",
    "events group_left",
    "events group_rename",
    "events group_unarchive",
    "events member_joined_channel",
    "events team_join",
    "events tokens_revoked",
    "events user_change",
    "line help",
    "line register",
    "line registrations",
    "line scorecard",
    "line support",
    "views partner_checkin_form",
    "views partner_checkin_promises",
    "views partner_feedback_form",
    "views partner_support_form",
    "views partner_support_reopen_form",
    "views registration_details",
    "views registration_form",
}
"""What people outside the workspace may set off: events that Slack itself tells, their own empty Home tab, and what
partners may ask once somebody has vouched for them."""


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def said(workspace: Workspace, person: Person) -> list[str]:
    """Every answer that was put into the outbox for somebody."""
    return [row.payload["text"] for row in workspace.posts("answer") if row.audience == f"personal:{person.id}"]


def refusal(found: Listener) -> str:
    """What a listener's outsiders are told before anybody has vouched for them."""
    return UNKNOWN if found.allow == PARTNER else FOR_PARTNERS


def sqlite_only(workspace: Workspace) -> None:
    if not workspace.database.is_sqlite:
        pytest.skip("SQLite's own trouble")


# --- who may -----------------------------------------------------------------------------------------------------


@pytest.mark.words
def test_every_route_says_who_may_take_it() -> None:
    every = dict(routes())
    assert {found.allow for found in every.values()} == {INTERNAL, PARTNER}
    assert {name for name, found in every.items() if found.allow == PARTNER} == OPEN_TO_PARTNERS


def test_no_line_answers_people_from_outside(workspace: Workspace, gus: Person, pat: Person, quinn: Person) -> None:
    lines = [
        (f"{noun} {verb}".strip(), FOR_PARTNERS if noun == "help" else refusal(found))
        for noun, verbs in routes().lines.items()
        for verb, found in verbs.items()
    ]
    for line, words in lines:
        assert type_in(gus, f"/sales {line}", "#general").words == words
        pat.say("#ext-betaco", f"@Bellringer {line} Acme 12k")
        quinn.say("#ext-gammaco", f"@Bellringer {line}")
        pat.say("@Bellringer", line)
    assert said(workspace, pat) == [words for _line, words in lines for _twice in range(2)]
    assert said(workspace, quinn) == [words for _line, words in lines]
    assert deals_of(workspace) == []


def test_no_button_form_or_menu_answers_people_from_outside(workspace: Workspace, amy: Person, pat: Person) -> None:
    card = type_in(amy, "/deal new Acme 12k")
    amy.click(card, card.button("Edit"))
    clicked = workspace.sandbox.requests[-1].payload
    clicked["user"] = {"id": pat.id, "team_id": pat.user.team_id}
    before = deals_of(workspace)
    table = routes()
    for number, name in enumerate(table.actions):
        action = {**clicked["actions"][0], "action_id": name, "value": "1"}
        request = workspace.sandbox.courier.deliver(
            "interaction", {**clicked, "trigger_id": f"t{number}", "actions": [action]}
        )
        assert request.status == 200
    answering = [found for name, found in table.actions.items() if name not in SILENT]
    assert said(workspace, pat) == [refusal(found) for found in answering]
    view = amy.modal()
    assert view is not None
    for name in table.views:
        body = {**clicked, "type": "view_submission", "view": {**view.payload(), "callback_id": name, "id": name}}
        answer = workspace.sandbox.courier.deliver("interaction", body).answer
        assert answer is not None
        assert answer.json() == {"response_action": "clear"}
    assert said(workspace, pat)[len(answering) :] == [refusal(found) for found in table.views.values()]
    for name in table.options:
        body = {**clicked, "type": "block_suggestion", "action_id": name, "block_id": "b", "value": "Ac"}
        answer = workspace.sandbox.courier.deliver("interaction", body).answer
        assert answer is not None
        assert answer.json() == {"options": []}
    assert deals_of(workspace) == before


def test_whom_the_payload_places_elsewhere_is_external_whatever_the_row_says(workspace: Workspace, amy: Person) -> None:
    card = type_in(amy, "/deal new Acme 12k")
    amy.click(card, card.button("Edit"))
    payload = workspace.sandbox.requests[-1].payload
    forged = {**payload, "trigger_id": "another", "user": {**payload["user"], "team_id": "T0ELSEWHERE"}}
    assert workspace.sandbox.courier.deliver("interaction", forged).status == 200
    assert said(workspace, amy)[-1] == FOR_PARTNERS
    with workspace.look() as tx:
        member = members.find(tx, amy.id)
    assert member is not None
    assert (member.kind, member.home_team_id) == (members.EXTERNAL, "T0ELSEWHERE")


# --- who is it ---------------------------------------------------------------------------------------------------


def asked_about(workspace: Workspace) -> int:
    return sum(call.method == "users.info" for call in workspace.slack.calls)


def test_somebody_new_is_asked_about_once_and_answered_at_once(workspace: Workspace, li: Person) -> None:
    before = asked_about(workspace)
    for customer in ("海尔", "格力"):
        type_in(li, f"/deal 成交 {customer} 12万")
    assert asked_about(workspace) == before + 1
    assert [deal[:2] for deal in deals_of(workspace)] == [("海尔", "won"), ("格力", "won")]


@pytest.mark.parametrize("fault", ["error:user_not_found", "server_error", "rubbish", "rate_limited"])
def test_whom_slack_does_not_tell_about_is_not_served(workspace: Workspace, li: Person, fault: str) -> None:
    workspace.slack.faults.add("users.info", fault)
    message = type_in(li, "/deal won Acme 12k")
    assert message.words == "Slack did not tell me who that is, so nothing was stored. Try again in a minute."
    assert deals_of(workspace) == []
    assert type_in(li, "/deal won Acme 12k").words.startswith("赢单：*Acme*")


# --- twice -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["won Acme 12k", "won Acme 12k 13k", "won Acme", "list", "new Acme 30k eom"])
def test_a_line_sent_twice_gets_the_same_answer_and_one_effect(workspace: Workspace, amy: Person, line: str) -> None:
    type_in(amy, f"/deal {line}")
    first = workspace.sandbox.requests[-1]
    stored, posts = deals_of(workspace), len(workspace.posts())
    workspace.clock.move(seconds=70)
    again = workspace.sandbox.redeliver(first)
    assert first.answer is not None
    assert again.answer is not None
    assert (again.status, again.answer.json()) == (200, first.answer.json())
    assert (deals_of(workspace), len(workspace.posts())) == (stored, posts)


def test_an_event_sent_twice_is_answered_once(workspace: Workspace, amy: Person) -> None:
    amy.say("#field", "@Bellringer deal won Acme 12k")
    again = workspace.sandbox.redeliver(workspace.sandbox.requests[-1])
    assert again.status == 200
    assert len(deals_of(workspace)) == 1
    assert len(said(workspace, amy)) == 1


def test_one_line_sent_many_times_at_once_is_one_deal(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal list")
    template = workspace.sandbox.requests[-1].payload | {"text": "won Acme 12k", "trigger_id": "1.2.same"}
    answers: list[Any] = []

    def send() -> None:
        request = workspace.sandbox.courier.deliver("command", template)
        answers.append(request.answer and request.answer.json())

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(deals_of(workspace)) == 1
    assert [answer["text"] for answer in answers] == ["Won: *Acme* · $12,000 · you 100 % · #1 this week"] * 8


# --- when others write, and when something is broken -----------------------------------------------------------------


def dispatch(
    workspace: Workspace, answer: Callable[[Request], Answer], line: str = "go", database: Database | None = None
) -> Response:
    """Have one listener answer a line of Amy's."""
    table = Routes()
    table.line("deal", "", listener()(answer))
    dispatcher = Dispatcher(database=database or workspace.database, routes=table, clock=workspace.clock)
    call = Call("command", f"cmd:{line}", {}, slack_user_id=workspace["amy"].id, command="/deal", text=line)
    client = WebClient(token="xoxb-none", base_url=f"{workspace.url}/api/")
    return dispatcher.answer(call, installed_team_id=workspace.slack.team.id, client=client)


def test_a_row_that_somebody_else_wrote_meanwhile_is_read_anew(workspace: Workspace, amy: Person) -> None:
    type_in(amy, "/deal list")
    tries: list[int] = []

    def answer(request: Request) -> Reply:
        member = request.person(amy.id)
        members.change(request.tx, member, wants_private_line=not member.wants_private_line)
        tries.append(member.version)
        if len(tries) < 3:
            raise StaleRow("deal", 1)
        return Reply(Message("done"))

    response = dispatch(workspace, answer)
    assert (response.status, response.body and response.body["text"]) == (200, "done")
    # each try began where the first did: nothing of a failed one stayed
    assert len(set(tries)) == 1
    with workspace.look() as tx:
        member = members.find(tx, amy.id)
    assert member is not None
    assert (member.wants_private_line, member.version) == (False, tries[0] + 1)


def test_a_row_that_is_always_stale_ends_in_words(workspace: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    def answer(request: Request) -> Reply:
        raise StaleRow("deal", 1)

    type_in(workspace["amy"], "/deal list")
    response = dispatch(workspace, answer)
    assert response.body is not None
    assert OUR_FAULT.fullmatch(response.body["text"])
    assert "StaleRow" in caplog.text


@pytest.fixture
def broken(workspace: Workspace, amy: Person) -> None:
    """A deal in a currency that there is not: code that meets it fails."""
    type_in(amy, "/deal new Acme 12k")
    with workspace.database.write() as connection:
        connection.execute(sa.text("UPDATE deal SET currency = '???'"))


@pytest.mark.usefixtures("broken")
def test_a_bug_has_a_reference_that_the_log_knows_and_stores_nothing(
    workspace: Workspace, amy: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    before = deals_of(workspace)
    message = type_in(amy, "/deal Acme next call fri")
    reference = OUR_FAULT.fullmatch(message.words)
    assert reference is not None
    assert f"Reference {reference[1]}: command /deal failed" in caplog.text
    assert "KeyError" in caplog.text or "UserError" in caplog.text
    assert deals_of(workspace) == before
    assert len(workspace.posts("answer")) == 0


@pytest.mark.usefixtures("broken")
def test_a_bug_in_an_event_has_slack_send_it_again(workspace: Workspace, amy: Person) -> None:
    assert amy.say("#field", "@Bellringer deal Acme next call fri").status == 500
    with workspace.database.write() as connection:
        connection.execute(sa.text("UPDATE deal SET currency = 'USD'"))
    assert workspace.sandbox.redeliver(workspace.sandbox.requests[-1]).status == 200
    assert said(workspace, amy)[-1].endswith("next: call, Fri 27 Nov")


# --- the database out of order ---------------------------------------------------------------------------------------


@contextmanager
def locked(workspace: Workspace) -> Iterator[None]:
    """Another program holds the database."""
    other = sqlite3.connect(str(workspace.database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_locked_database_is_said_in_words_and_events_come_again(workspace: Workspace, amy: Person) -> None:
    sqlite_only(workspace)
    type_in(amy, "/deal list")
    with workspace.database.write() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")  # patience is not what is tested
    with locked(workspace):
        assert OUR_FAULT.fullmatch(type_in(amy, "/deal won Acme 12k").words)
        assert amy.say("#field", "@Bellringer deal won Globex 5k").status == 500
    assert deals_of(workspace) == []
    assert workspace.sandbox.redeliver(workspace.sandbox.requests[-1]).status == 200
    assert type_in(amy, "/deal won Acme 12k").words.startswith("Won: *Acme* · $12,000")
    assert [deal[0] for deal in deals_of(workspace)] == ["Globex", "Acme"]


def test_a_full_disk_loses_nothing_that_was_acknowledged(workspace: Workspace, amy: Person) -> None:
    sqlite_only(workspace)
    receipts: list[str] = []
    with workspace.database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
    for number in range(200):
        words = type_in(amy, f"/deal won {'ABCDEFGHIJ'[number % 10] * 5}{number} 12k - {'why ' * 200}").words
        if OUR_FAULT.fullmatch(words):
            break
        receipts.append(words)
    else:
        pytest.fail("the disk never filled")
    assert amy.say("#field", f"@Bellringer deal won Globex 5k - {'why ' * 2000}").status == 500
    won = [deal for deal in deals_of(workspace) if deal[1] == "won"]
    assert len(won) == len([words for words in receipts if words.startswith("Won:")])
    with workspace.look() as tx:
        assert tx.connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert tx.connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
    with workspace.database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    assert workspace.sandbox.redeliver(workspace.sandbox.requests[-1]).status == 200
    assert len(deals_of(workspace)) == len(won) + 1


def test_a_database_that_is_down_is_said_in_words(workspace: Workspace) -> None:
    nowhere = Database("sqlite:////nowhere/at/all.db")
    response = dispatch(workspace, lambda request: None, "成交 海尔 12万", database=nowhere)
    assert response.status == 200
    assert response.body is not None
    assert re.fullmatch("没成功，什么也没有保存。编号 [0-9A-F]{4}，管理员可查。", response.body["text"])
    nowhere.close()


@pytest.mark.words
def test_what_slack_sends_is_read_as_it_is_written() -> None:
    clicked = {"action_id": "a", "action_ts": "1"}
    call = calls.action({"type": "block_actions", "user": {"id": "U1", "team_id": "T1"}, "actions": [clicked]})
    assert (call.key, call.slack_user_id, call.slack_team_id, call.value) == ("act:1", "U1", "T1", "")
