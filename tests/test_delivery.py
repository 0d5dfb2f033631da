"""Delivery: what is in the outbox reaches Slack once, whatever goes wrong on the way, and only who may read it."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from sandbox.tickets import issue_response_url
from storage import deliveries, outbox, workspaces
from storage.database import Database
from storage.outbox import PARTNER, PERSONAL, PUBLIC
from tests import databases
from tests.delivering import HISTORY, Stage, deliver_everything, install, stage
from tests.processes import START

LEASE_OVER = {"seconds": deliveries.LEASE.total_seconds() + 1}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with databases.empty(databases.SQLITE, tmp_path) as made:
        yield made


@pytest.fixture
def on(database: Database, tmp_path: Path) -> Iterator[Stage]:
    with stage(database, tmp_path) as there:
        yield there


@pytest.fixture(params=databases.KINDS)
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """The same stage on both databases."""
    with databases.empty(request.param, tmp_path) as database, stage(database, tmp_path) as there:
        yield there


def test_a_post_is_sent_once_and_carries_nothing_but_its_number(on: Stage) -> None:
    number = on.post("Amy won Acme.")
    assert not on.post("Amy won Acme.") > number
    assert (on.deliver(), on.deliver()) == (1, 0)

    row, message = on.row(number), on.seen()[0]
    assert (row.state, row.slack_channel, row.slack_ts, row.sent_at) == (
        "sent",
        message.channel,
        message.ts,
        on.clock(),
    )
    assert message.metadata == {"event_type": "bellringer_post", "event_payload": {"id": str(number)}}
    sent = on.calls("chat.postMessage")[0]
    assert (sent["unfurl_links"], sent["unfurl_media"]) == ("false", "false")


def test_a_channel_gets_its_posts_in_order_and_one_a_second(database: Database, tmp_path: Path) -> None:
    with stage(database, tmp_path, strict_pace=True) as on:
        paced = on.new_delivery(pace=timedelta(seconds=1))
        for text in ("one", "two", "three"):
            on.post(text)
        on.post("elsewhere", "#wins")
        for seen in (["one"], ["one", "two"], ["one", "two", "three"]):
            on.deliver(paced)
            on.deliver(on.new_delivery(pace=timedelta(seconds=1)))
            assert on.texts() == seen
            on.clock.move(seconds=1)
        assert on.texts("#wins") == ["elsewhere"]
        assert len(on.calls("chat.postMessage")) == 4


def test_slack_is_left_alone_as_long_as_it_asks_by_every_process(on: Stage) -> None:
    on.slack.faults.add("chat.postMessage", "rate_limited", retry_after=30)
    on.post("one", "#field")
    on.deliver()
    on.post("two", "#wins")
    on.deliver(on.new_delivery())
    on.clock.move(seconds=29)
    on.deliver()
    assert len(on.calls("chat.postMessage")) == 1

    on.clock.move(seconds=1)
    on.deliver(on.new_delivery())
    assert (on.texts("#field"), on.texts("#wins")) == (["one"], ["two"])


def test_while_slack_cannot_be_reached_the_waits_grow(on: Stage) -> None:
    number = on.post("one")
    nowhere = on.new_delivery()
    nowhere._slack_api_url = "http://127.0.0.1:9/api/"
    waits = []
    for _ in range(4):
        on.deliver(nowhere)
        on.clock.now, before = on.row(number).next_attempt_at, on.clock.now
        waits.append((on.clock.now - before).seconds)
    assert waits == [2, 4, 8, 16]
    on.deliver()
    assert on.texts() == ["one"]


@pytest.mark.parametrize(
    ("fault", "kind", "scopes", "times_seen", "state"),
    [
        pytest.param("server_error", "said", [HISTORY], 1, "sent", id="an error, looked up, not there: sent"),
        pytest.param("rubbish", "said", [HISTORY], 1, "sent", id="rubbish, looked up, not there: sent"),
        pytest.param("timeout_after", "said", [HISTORY], 1, "sent", id="no answer, looked up, there: not sent again"),
        pytest.param("error:internal_error", "said", [HISTORY], 1, "sent", id="Slack's own error, looked up"),
        pytest.param("server_error", "said", [], 0, "unknown", id="an error, not to be known: never twice"),
        pytest.param("timeout_after", "said", [], 1, "unknown", id="no answer, not to be known: never twice"),
        pytest.param("server_error", "told", [], 1, "sent", id="an error, words for one: sent again"),
        pytest.param("timeout_after", "told", [], 2, "sent", id="no answer, words for one: better twice"),
        pytest.param("rate_limited", "said", [], 1, "sent", id="too fast: certainly not taken"),
        pytest.param("error:ratelimited", "said", [], 1, "sent", id="too fast, without a status"),
    ],
)
def test_what_slack_may_have_taken_is_looked_up_or_settled_by_its_kind(
    database: Database, tmp_path: Path, fault: str, kind: str, scopes: list[str], times_seen: int, state: str
) -> None:
    with stage(database, tmp_path, *scopes) as on:
        number = on.post("one", kind=kind)
        on.slack.faults.add("chat.postMessage", fault)
        for _ in range(4):
            on.deliver()
            on.clock.move(seconds=30)
        assert on.texts() == ["one"] * times_seen
        assert on.row(number).state == state


def test_words_for_one_person_are_looked_up_in_their_talk_with_the_bot(on: Stage) -> None:
    on.post("one", "amy", kind="told", audience=PERSONAL("U0AMY"))
    on.slack.faults.add("chat.postMessage", "timeout_after")
    on.deliver()
    on.clock.move(seconds=30)
    on.deliver()
    assert on.texts("amy") == ["one"]


def test_who_caused_an_undecided_post_is_asked_to_look(on: Stage) -> None:
    number = on.post("one", owner_id=amy(on))
    on.slack.faults.add("chat.postMessage", "timeout_after")
    on.deliver()
    on.clock.move(seconds=30)
    on.deliver()
    notice = on.seen("amy")[0]
    assert notice.text == "Slack did not say whether it took a post for <#C0FIELD>. Look there first: is it missing?"
    assert notice.button("Send again")["value"] == str(number)


@pytest.mark.parametrize("error", ["msg_too_long", "invalid_blocks", "restricted_action", "something_new"])
def test_what_slack_refuses_for_good_reaches_a_person_with_a_button(on: Stage, error: str) -> None:
    number = on.post("one", owner_id=amy(on))
    on.slack.faults.add("chat.postMessage", f"error:{error}")
    on.deliver()
    notice = on.seen("amy")[0]
    assert (on.row(number).state, on.texts()) == ("dead", [])
    assert notice.text == f"A post for <#C0FIELD> did not go out. Slack says `{error}`."
    assert notice.button("Try again")["action_id"] == "outbox_retry"

    with on.change() as tx:
        assert outbox.retry(tx, int(notice.button("Try again")["value"]))
    on.deliver()
    assert on.texts() == ["one"]


def test_a_bug_in_one_post_stops_no_other_and_is_told_in_the_end(on: Stage) -> None:
    number = on.post("broken", payload={}, owner_id=amy(on))
    on.post("fine", "#wins")
    for _ in range(6):
        on.deliver()
        on.clock.move(minutes=5)
    assert on.texts("#wins") == ["fine"]
    assert (on.row(number).state, len(on.texts("amy"))) == ("dead", 1)


def test_a_channel_that_is_closed_to_us_is_told_of_once_and_served_when_it_opens(on: Stage) -> None:
    east = on.slack.channel_called("#east")
    east.members.remove("U0BOT")
    for text in ("one", "two", "three"):
        on.post(text, "#east", owner_id=amy(on))
    on.deliver()
    assert on.states() == {"held": 3}
    assert on.texts("amy") == [
        "I can't post in <#C0EAST> any more: I was removed."
        " Invite me with `/invite @Bellringer`; 3 messages are waiting."
    ]

    east.members.append("U0BOT")
    with on.change() as tx:
        assert outbox.release_held(tx, "C0EAST") == 3
    on.deliver()
    assert on.texts("#east") == ["one", "two", "three"]

    # the next time is a new story; and nobody needs to tell us that it ended: the first post that goes through does
    east.is_archived = True
    on.post("four", "#east", owner_id=amy(on))
    on.deliver()
    assert on.texts("amy")[1] == "I can't post in <#C0EAST> any more: it is archived. One message is waiting."
    east.is_archived = False
    on.post("five", "#east")
    on.deliver()
    assert on.texts("#east")[3:] == ["five", "four"]


def test_a_workspace_that_removed_the_app_rests_until_it_is_back(on: Stage) -> None:
    on.slack.app.removed = True
    on.post("one")
    on.deliver()
    with on.change() as tx:
        assert workspaces.get(tx).state == workspaces.REVOKED
    on.post("two")
    calls = len(on.slack.calls)
    on.clock.move(days=3)
    assert (on.deliver(), len(on.slack.calls)) == (0, calls)

    on.slack.app.removed = False
    install(on)
    on.deliver()
    assert on.texts() == ["one", "two"]


def test_internal_posts_never_go_where_outsiders_read(on: Stage) -> None:
    on.post("secret", "#ext-betaco", owner_id=amy(on))
    on.post("also secret", "#ext-betaco", owner_id=amy(on))
    on.post("secret", "pat")
    on.post("for all", "#ext-betaco", audience=PUBLIC)
    on.post("for partners", "#ext-betaco", audience=PARTNER(7))
    on.deliver()
    assert (on.texts("#ext-betaco"), on.texts("pat")) == (["for all"], [])
    assert on.states() == {"held": 4, "sent": 1}
    assert on.texts("amy") == [
        "Not there: people of another company read <#C0BETACO>. I keep back what is meant for our own people until you"
        " say else; give the team a channel of its own."
    ]

    on.slack.channel_called("#ext-betaco").shared_with = []
    on.forget("#ext-betaco")
    with on.change() as tx:
        assert outbox.release_held(tx, "C0BETACO") == 1
    on.deliver()
    assert on.texts("#ext-betaco") == ["for all"]
    with on.change() as tx:
        assert outbox.release_withheld(tx, "C0BETACO") == 2
    on.deliver()
    assert on.texts("#ext-betaco") == ["for all", "secret", "also secret"]


def test_what_was_held_for_outsiders_is_too_old_after_a_day(on: Stage) -> None:
    on.post("secret", "#ext-betaco")
    on.deliver()
    on.slack.channel_called("#ext-betaco").shared_with = []
    on.clock.move(days=1, minutes=1)
    with on.change() as tx:
        assert (outbox.withheld(tx, "C0BETACO"), outbox.release_withheld(tx, "C0BETACO")) == (0, 0)
    on.deliver()
    assert on.texts("#ext-betaco") == []


def test_a_channel_is_asked_about_again_after_a_minute_or_when_slack_says_so(on: Stage) -> None:
    channel = on.slack.channel_called("#wins")

    def post_and_see(text: str) -> bool:
        on.post(text, "#wins")
        on.deliver()
        return text in on.texts("#wins")

    assert post_and_see("at first")
    channel.shared_with = ["T0BETA"]
    on.clock.move(seconds=61)
    assert not post_and_see("a minute later")
    channel.shared_with = []
    on.clock.move(seconds=61)
    assert post_and_see("unshared")
    channel.shared_with = ["T0BETA"]
    on.forget("#wins")
    assert not post_and_see("told by Slack")
    assert len(on.calls("conversations.info")) == 4


def test_when_slack_does_not_say_who_reads_an_internal_post_waits(on: Stage) -> None:
    on.slack.app.scopes.discard("channels:read")
    number = on.post("secret", owner_id=amy(on))
    on.deliver()
    assert (on.row(number).state, on.texts()) == ("held", [])
    assert on.texts("amy") == ["Slack did not tell me who reads <#C0FIELD>, so an internal post waits."]


@pytest.mark.parametrize(
    ("to", "more", "arrives"),
    [
        pytest.param("amy", {}, True, id="in her own messages"),
        pytest.param("ben", {}, False, id="not in somebody else's"),
        pytest.param("#field", {}, False, id="not in a channel"),
        pytest.param("#field", {"kind": "answer", "ephemeral_to": "U0AMY"}, True, id="in a channel, for her eyes"),
        pytest.param("#field", {"kind": "answer", "ephemeral_to": "U0BEN"}, False, id="not for another's eyes"),
    ],
)
def test_words_for_one_person_reach_nobody_else(on: Stage, to: str, more: dict[str, Any], arrives: bool) -> None:
    kind = more.pop("kind", "said")
    on.post("just you", to, audience=PERSONAL("U0AMY"), kind=kind, payload={"text": "just you", **more})
    on.deliver()
    assert on.texts(to) == ["just you"] * arrives
    assert on.states(kind) == {"sent" if arrives else "held": 1}


def test_an_answer_goes_by_its_response_url_and_to_no_other_host(on: Stage) -> None:
    url = issue_response_url(on.slack, "U0AMY", "C0FIELD")
    answer = {"kind": "answer", "audience": PERSONAL("U0AMY")}
    on.post("here", response_url=url, **answer)
    for elsewhere in ("https://evil.example/x", "http://hooks.slack.com/x", "https://hooks.slack.com.evil.example/x"):
        number = on.post("nowhere", response_url=elsewhere, dedupe_key=elsewhere, **answer)
        on.deliver()
        assert (on.row(number).state, on.row(number).error) == ("dead", "not_a_response_url")
    assert [(message.text, message.ephemeral_to) for message in on.seen()] == [("here", "U0AMY")]


def test_homes_pins_and_files(on: Stage) -> None:
    on.slack.app.scopes.add("pins:write")
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    on.post("", "", kind="home", audience=PERSONAL("U0AMY"), payload={"slack_user_id": "U0AMY", "view": home})
    on.post("to be pinned")
    on.deliver()
    ts = on.seen()[0].ts
    on.post("", "#field", kind="pin", payload={"ts": ts}, dedupe_key="once")
    on.post("", "#field", kind="pin", payload={"ts": ts}, dedupe_key="twice does no harm")
    csv = {"filename": "deals.csv", "title": "Deals", "text": "customer\n海尔\n", "comment": "Your deals."}
    on.post("", "amy", kind="file", audience=PERSONAL("U0AMY"), payload=csv)
    on.deliver()
    assert on.slack.homes["U0AMY"].definition["blocks"][0]["type"] == "divider"
    assert (list(on.slack.channel_called("#field").pins), on.states("pin")) == ([ts], {"sent": 2})
    (shared,) = on.seen("amy")
    assert (shared.text, shared.files[0].content) == ("Your deals.", "customer\n海尔\n".encode())


def test_a_post_is_corrected_when_its_data_says_something_else_and_only_then(on: Stage) -> None:
    number = on.post("Acme, {data}", subject="it")
    on.change_data("DE")
    on.deliver()
    on.change_data("DE")
    on.deliver()
    assert (on.texts(), on.calls("chat.update")) == (["Acme, DE"], [])

    on.clock.move(minutes=42)
    on.change_data("FR")
    on.deliver()
    assert on.texts() == ["Acme, FR Corrected 09:42."]
    assert on.row(number).corrected_at == on.clock()


def test_what_changes_while_a_post_is_under_way_is_corrected_after_it(on: Stage) -> None:
    on.post("Acme, {data}", subject="it")

    def change_now(event: dict[str, Any]) -> None:
        if event["type"] == "message":
            on.change_data("FR")

    on.slack.listeners.append(change_now)
    on.deliver()
    assert on.texts() == ["Acme, FR Corrected 09:00."]


def test_a_correction_waits_until_slack_takes_it_and_ends_when_the_message_is_gone(on: Stage) -> None:
    number = on.post("Acme, {data}", subject="it")
    on.deliver()
    on.slack.faults.add("chat.update", "timeout_after")
    on.change_data("FR")
    on.deliver()
    on.clock.move(seconds=2)
    on.deliver()
    assert on.texts() == ["Acme, FR Corrected 09:00."]

    on.slack.messages["C0FIELD"].clear()
    on.change_data("DE")
    on.deliver()
    assert (on.row(number).state, on.row(number).error, on.texts("ada")) == ("sent", "message_not_found", [])


def test_a_picture_appears_in_its_post_and_never_costs_the_words(on: Stage) -> None:
    on.slack.file_delay_seconds = 3
    on.slack.faults.add("upload", "server_error")
    board = on.post("Board, {data}", payload={"text": "Board, {data}", "picture": True}, subject="it")
    on.deliver()
    assert on.texts() == ["Board, "]
    for _ in range(4):
        on.clock.move(seconds=4)
        on.deliver()
    (message,) = on.seen()
    picture = message.blocks[-1]
    assert (picture["type"], picture["alt_text"], message.text) == ("image", "Amy leads.", "Board, ")
    first = picture["slack_file"]["id"]
    assert (on.slack.files[first].content or b"").startswith(b"\x89PNG")

    on.change_data("FR")
    for _ in range(4):
        on.deliver()
        on.clock.move(seconds=4)
    (message,) = on.seen()
    assert message.text.startswith("Board, FR")
    assert message.blocks[-1]["slack_file"]["id"] != first
    assert on.row(board).state == "sent"

    on.slack.app.scopes.discard("files:write")
    on.change_data("DE")
    on.deliver()
    assert [message.text[:9] for message in on.seen()] == ["Board, DE"]
    assert [block["type"] for block in on.seen()[0].blocks] == ["section"]


def test_two_processes_on_one_database_send_nothing_twice(either: Stage) -> None:
    on = either
    channels = ["#field", "#wins", "#general", "#east", "#ext-betaco", "amy", "ben", "mei"]
    for number in range(96):
        on.post(f"{number}", channels[number % len(channels)], audience=PUBLIC)
    processes = [threading.Thread(target=on.deliver, args=[on.new_delivery()]) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    on.deliver()
    sent = [text for channel in channels for text in on.texts(channel)]
    assert Counter(sent) == Counter(str(number) for number in range(96))
    assert on.states() == {"sent": 96}
    for position, channel in enumerate(channels):
        assert on.texts(channel) == [str(number) for number in range(position, 96, len(channels))]


@pytest.mark.parametrize("kills", [[57], [3, 60, 120]], ids=["once", "again and again"])
@pytest.mark.parametrize("scopes", [[HISTORY], []], ids=["with history", "without"])
def test_a_killed_worker_posts_nothing_twice_and_with_history_everything(
    database: Database, tmp_path: Path, kills: list[int], scopes: list[str]
) -> None:
    with stage(database, tmp_path, *scopes) as on:
        channels = ["#field", "#wins", "#general", "#east", "#ext-betaco"]
        for number in range(200):
            on.post(f"{number}", channels[number % len(channels)], audience=PUBLIC)
        database.close()
        worker: list[Any] = []
        posted = 0

        def kill_in_the_middle(event: dict[str, Any]) -> None:
            """Slack has taken a post, and the worker dies before it hears of it."""
            nonlocal posted
            if event["type"] == "message":
                posted += 1
                if posted in kills:
                    worker[-1].kill()

        on.slack.listeners.append(kill_in_the_middle)
        ends = []
        for _ in range(len(kills) + 1):
            arguments = [str(database.url), f"{on.url}/api/", str(tmp_path), on.clock().isoformat()]
            worker.append(START.Process(target=deliver_everything, args=arguments))
            worker[-1].start()
            worker[-1].join(timeout=60)
            ends.append(worker[-1].exitcode)
            on.clock.move(**LEASE_OVER)
        assert ends == [-signal.SIGKILL] * len(kills) + [0]

        sent = Counter(text for channel in channels for text in on.texts(channel))
        assert set(sent.values()) == {1}
        if scopes:
            assert len(sent) == 200
            assert on.states() == {"sent": 200}
        else:
            # what was on its way at a kill is not said again; what Slack had not been asked for is
            assert on.states()["sent"] + on.states()["unknown"] == 200
            assert on.states()["unknown"] <= len(channels) * len(kills)
            assert len(sent) >= on.states()["sent"]


def test_a_running_delivery_is_woken_by_a_post_and_stops_gracefully(on: Stage) -> None:
    arrived = threading.Event()
    on.slack.listeners.append(lambda event: arrived.set() if event["type"] == "message" else None)
    running = on.new_delivery()
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        on.post("one")
        assert arrived.wait(10)
    finally:
        running.stop()
        thread.join(10)
    assert not thread.is_alive()
    assert on.states() == {"sent": 1}


def test_what_is_not_finished_at_the_end_is_handed_back(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.delivery.LAST_SECONDS", 0.0)
    taken, answer = threading.Event(), threading.Event()

    def keep_waiting(event: dict[str, Any]) -> None:
        if event["type"] == "message":
            taken.set()
            answer.wait(10)

    with stage(database, tmp_path, HISTORY) as on:
        on.slack.listeners.append(keep_waiting)
        running = on.new_delivery()
        thread = threading.Thread(target=running.run)
        thread.start()
        number = on.post("one")
        assert taken.wait(10)
        running.stop()
        thread.join(10)
        assert (on.row(number).state, on.row(number).leased_until) == ("sending", on.clock())
        answer.set()
        on.deliver()
        assert (on.row(number).state, on.texts()) == ("sent", ["one"])


def test_one_delivery_works_for_one_event_loop_after_the_other(on: Stage) -> None:
    delivery = on.new_delivery()
    for text in ("one", "two"):
        on.post(text)
        assert asyncio.run(delivery.deliver_due()) == 1


def amy(on: Stage) -> int:
    """Amy's number, as the owner of posts."""
    with on.change() as tx:
        found = tx.connection.execute(sa.text("SELECT id FROM member WHERE slack_user_id = 'U0AMY'"))
        return int(found.scalar_one())
