"""Two workspaces in one database: whatever is typed, clicked or filled in, neither sees anything of the other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from slack_bolt import BoltRequest
from slack_sdk import WebClient

from bot.app import build_app
from bot.authorization import Authorization
from bot.capabilities import routes
from handlers.dispatch import ANSWER_QUESTION
from sandbox import demo, server
from sandbox.deliveries import Answer
from sandbox.people import Person, Sandbox
from scheduler import ticks
from scheduler.delivery import Delivery
from scheduler.pictures import Studio
from storage import checkin_rounds, schema, workspaces
from storage import checkins as checkins_stored
from tests.cast import SIGNING_SECRET, Workspace
from tests.checkin_room import answer, make
from tests.floor import open_floor, press, type_in
from views import checkin_forms, checkins, deals, teams

SECRETS = (
    "Zephyrine",
    "秘密科技",
    "Quorix",
    "45,678",
    "87,600",
    "Lindgren",
    "Carter",
    "U0AMY",
    "U0BEN",
    "C0FIELD",
    "Xylophon",
)
"""What only the first workspace may read."""

_IDS = {
    deals.OPEN_FORM: ("won:1:1", "new:1:2", "edit:1:1"),
    teams.OPEN_FORM: ("1",),
    checkins.RESULTS: ("last:1",),
    f"{checkins.RESULTS}_person": ("1:person",),
    f"{checkins.RESULTS}_question": ("1:question",),
    f"{checkins.SNOOZE}_1h": ("1:1h",),
    checkin_forms.QUESTION_MENU: ("edit:1", "remove:1"),
}
"""What the values of some buttons look like; those of the others are one number."""


@dataclass
class Elsewhere:
    """Zoe's workspace: another customer of the same bot, on the same database."""

    zoe: Person
    sandbox: Sandbox
    workspace: Workspace


@pytest.fixture
def elsewhere(workspace: Workspace, amy: Person) -> Iterator[Elsewhere]:
    open_floor(workspace)
    type_in(amy, "/deal won Zephyrine 45,678 with @ben via Quorix")
    type_in(amy, "/deal new 秘密科技 87,600 eom")
    asked = make(workspace, [{"text": "Zephyrine?"}], schedule={"weekdays": "0", "at": "09:00"}, name="秘密科技")
    with workspace.change() as tx:
        checkin = checkins_stored.find(tx, asked)
        assert checkin is not None
        checkin_rounds.begin(tx, checkin, workspace.clock().date())
    ticks.tick(workspace.database, workspace.clock())
    view = amy.command("#field", "/checkin").view
    assert view is not None
    answer(amy, view, "Quorix")
    type_in(amy, "/sales promise call Zephyrine by fri")
    press(workspace, amy, type_in(amy, "/goal 45,678 Xylophones by june"), "Set it")
    type_in(amy, "/kudos @ben Zephyrine was hard #service")
    form = amy.command("#field", "/feedback @ben").view
    assert form is not None
    amy.choose(form, "feedback_audience", "person")
    assert amy.submit(form, {"text": "Zephyrine: well listened"}).view is None
    slack = demo.other_workspace(workspace.clock)
    with workspace.database.write() as connection:
        installed = workspaces.install(
            connection,
            slack_team_id=slack.team.id,
            now=workspace.clock(),
            bot_user_id=slack.app.bot_user,
            bot_id=slack.app.bot_id,
        )
    with server.running(slack) as url:
        app = build_app(
            database=workspace.database,
            authorize=Authorization(workspace.database, lambda _workspace: slack.app.bot_token),
            clock=workspace.clock,
            client=WebClient(token=slack.app.bot_token, base_url=f"{url}/api/", timeout=5),
            signing_secret=SIGNING_SECRET,
        )

        def send(body: bytes, headers: dict[str, str]) -> Answer:
            response = app.dispatch(BoltRequest(body=body.decode(), headers={**headers}))
            first = {name.lower(): values[0] for name, values in response.headers.items()}
            return Answer(response.status, first, response.body.encode())

        sandbox = Sandbox(slack, send, SIGNING_SECRET)
        other = Workspace(workspace.database, slack, sandbox, workspace.clock, installed.id, url, workspace.folder)
        yield Elsewhere(sandbox.people["zoe"], sandbox, other)


def answers(there: Elsewhere) -> str:
    """All that her workspace was ever told: in HTTP answers, and by way of the outbox."""
    said = [str(request.answer.json()) for request in there.sandbox.requests if request.answer is not None]
    box = schema.METADATA.tables["outbox_message"]
    with there.workspace.look() as tx:
        rows = tx.connection.execute(sa.select(box.c.payload).where(box.c.workspace_id == there.workspace.id))
        said += [str(row.payload) for row in rows]
    modal = there.zoe.modal()
    return "\n".join([*said, str(modal.definition) if modal else ""])


def leaks(there: Elsewhere) -> list[str]:
    """Secrets of the first workspace that were told to the other."""
    told = answers(there)
    return [secret for secret in SECRETS if secret in told]


@pytest.mark.long
def test_no_line_of_one_workspace_tells_anything_of_another(elsewhere: Elsewhere) -> None:
    examples = ("", "#1", "#2", "Globex", "all", "team", "list all", "1", "last month", "roles", "q4", "teams all")
    for noun, verbs in routes().lines.items():
        for verb in verbs:
            for example in examples:
                reply = elsewhere.zoe.command("#field", f"/sales {noun} {verb} {example}")
                assert reply.status == 200, (noun, verb, example)
                if reply.view is not None:
                    assert leaks(elsewhere) == []
                    elsewhere.zoe.close(reply.view)
    assert leaks(elsewhere) == []


def test_names_and_numbers_of_another_workspace_mean_nothing(elsewhere: Elsewhere) -> None:
    zoe = elsewhere.zoe
    for line, words in (
        ("/deal Zephyrine", "I know no customer Zephyrine. To log a deal, type `/deal new Zephyrine 30k eom`."),
        ("/deal #1", "There is no deal #1. `/deal list` shows yours."),
        ("/deal won #2", "There is no deal #2. `/deal list` shows yours."),
        ("/deal split #1 @zoe 100", "There is no deal #1. `/deal list` shows yours."),
        (
            "/leaderboard field",
            "I don't know the board “field”. Try `/leaderboard last month` or `top 5 new customers`.",
        ),
        ("/sales history #1", "There is no deal #1. `/deal list` shows yours."),
    ):
        assert type_in(zoe, line).words == words
    for number in range(1, 12):
        words = type_in(zoe, f"/sales undo {number} - mine now").words
        assert words == f"There is no change {number} any more. `/sales undo list` shows yours."


def test_buttons_with_ids_of_another_workspace_find_nothing(elsewhere: Elsewhere, workspace: Workspace) -> None:
    zoe = elsewhere.zoe
    receipt = type_in(zoe, "/deal new Own 5k")
    button = receipt.button("Undo")
    before = _rows(workspace)
    # nobody is ever shown such a button: whether it is refused in words or as a fault, it tells and does nothing
    for action_id in routes().actions:
        for value in _IDS.get(action_id, ("1", "2")):
            assert zoe.click(receipt, {**button, "action_id": action_id, "value": value}).status in (200, 500)
            view = zoe.modal()
            if view is not None:
                assert leaks(elsewhere) == []
                zoe.close(view)
    assert zoe.click(receipt, {**button, "action_id": f"{ANSWER_QUESTION}_0", "value": "1:0"}).status == 200
    assert leaks(elsewhere) == []
    assert _rows(workspace) == before


def test_menus_offer_only_the_own_customers(elsewhere: Elsewhere) -> None:
    view = elsewhere.zoe.command("#field", "/deal").view
    assert view is not None
    offered = elsewhere.zoe.suggest(view, "deal_customer", "zeph")
    assert [option["text"]["text"] for option in offered] == ["New customer: zeph"]


def test_numbers_and_boards_begin_anew(elsewhere: Elsewhere, workspace: Workspace, amy: Person) -> None:
    assert type_in(elsewhere.zoe, "/deal won Acme 99k").words.startswith(
        "Won: *Acme* · $99,000 · you 100 % · #1 this week"
    )
    assert type_in(elsewhere.zoe, "/deal list won").words.split("\n")[1].startswith("#1 *Acme* · $99,000")
    board = type_in(amy, "/leaderboard all").words
    assert "$45,678 in 1 deal" in board
    assert "Zoe" not in board


def test_the_same_trigger_in_two_workspaces_is_two_requests(
    elsewhere: Elsewhere, workspace: Workspace, amy: Person
) -> None:
    type_in(amy, "/deal won Globex 5k")
    trigger = workspace.sandbox.requests[-1].payload["trigger_id"]
    type_in(elsewhere.zoe, "/deal list")
    body: dict[str, Any] = {**elsewhere.sandbox.requests[-1].payload, "trigger_id": trigger, "text": "won Globex 7k"}
    answer = elsewhere.sandbox.courier.deliver("command", body).answer
    assert answer is not None
    assert answer.json()["text"].startswith("Won: *Globex* · $7,000")


def test_what_is_posted_goes_to_the_own_slack_only(elsewhere: Elsewhere, workspace: Workspace, tmp_path: Path) -> None:
    elsewhere.zoe.command("#field", "/sales here East")
    elsewhere.zoe.command("#field", "/deal won Own 5k")
    delivery = Delivery(
        workspace.database,
        clock=workspace.clock,
        tokens=lambda installed: (
            "xoxb-other" if installed.id == elsewhere.workspace.id else workspace.slack.app.bot_token
        ),
        slack_api_url=f"{elsewhere.workspace.url}/api/",
        studio=Studio(tmp_path / "pictures"),
        pace=timedelta(0),
    )
    asyncio.run(delivery.deliver_all())
    seen = [message.words for message in elsewhere.zoe.sees("#field")]
    assert [words for words in seen for secret in SECRETS if secret in words] == []
    assert any("*Own*" in words for words in seen)


def _rows(workspace: Workspace) -> dict[str, list[Any]]:
    """Every row of the first workspace, by table, in an order that no update changes."""
    found = {}
    with workspace.look() as tx:
        for name, table in schema.METADATA.tables.items():
            if "workspace_id" in table.c:
                mine = sa.select(table).where(table.c.workspace_id == workspace.id)
                found[name] = sorted((tuple(row) for row in tx.connection.execute(mine)), key=repr)
    return found
