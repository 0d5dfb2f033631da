"""The JSON that the page in the browser lives on, and what keeps other pages out."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from sandbox import demo, server
from sandbox.clocks import Clock, Step
from sandbox.deliveries import Answer, by_wsgi
from sandbox.people import Sandbox
from tests.sandbox.builders import SECRET, bolt, button, field, modal, text

Json = dict[str, Any]
AHEAD = datetime(2040, 1, 4, 12, 0, tzinfo=UTC)
PLANNED = AHEAD + timedelta(days=1)
"""When the bot has something to do."""
"""A Wednesday that the real clock will not reach soon."""


class Page:
    """A browser's side of the endpoints."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, headers={"x-sandbox": "1", "origin": url})

    def get(self, path: str, **query: Any) -> Any:
        return self.http.get(path, params=query).json()

    def post(self, path: str, body: Json) -> Any:
        return self.http.post(path, json=body).json()

    def act(self, who: str, what: str, **fields: Any) -> Json:
        answer: Json = self.post("/_/act", {"as": who, "do": what, **fields})
        return answer


@pytest.fixture
def ran() -> list[datetime]:
    """When the bot was told that the clock moved."""
    return []


@pytest.fixture
def page(ran: list[datetime]) -> Iterator[Page]:
    workspace = demo.workspace(Clock())

    def send(body: bytes, headers: dict[str, str]) -> Answer:
        return by_wsgi(SlackRequestHandler(app))(body, headers)

    def follow(now: datetime) -> Step:
        ran.append(now.replace(second=0, microsecond=0))
        return Step(1, PLANNED if now < PLANNED else None)

    with server.running(Sandbox(workspace, send, SECRET), on_clock=follow) as url:
        app = bolt(workspace, WebClient(workspace.app.bot_token, base_url=f"{url}/api/"))
        listen(app)
        shown = Page(url)
        yield shown
        shown.http.close()


def listen(app: App) -> None:
    """A bot with a receipt, a modal with an external select, and a Home tab."""
    account = {"type": "external_select", "action_id": "account", "min_query_length": 1}
    blocks = [field("name"), {"type": "input", "block_id": "at", "label": text("At"), "element": account}]

    @app.command("/deal")
    def deal(ack: Any, command: Json, client: Any) -> None:
        if not command["text"]:
            client.views_open(trigger_id=command["trigger_id"], view=modal(*blocks))
            return ack()
        rows = [button("Undo", "undo", value="7")]
        return ack(text="Won", blocks=[{"type": "actions", "elements": rows}])

    @app.action("undo")
    def undo(ack: Any, respond: Any) -> None:
        ack()
        respond(text="Taken back", replace_original=True)

    @app.options("account")
    def options(ack: Any) -> None:
        ack(options=[{"text": text("Acme"), "value": "7"}])

    @app.view("form")
    def save(ack: Any, view: Json) -> None:
        typed = view["state"]["values"]["name"]["typed"]["value"]
        ack(response_action="errors", errors={"name": "Which?"}) if typed == "?" else ack()

    @app.event("app_home_opened")
    def home(event: Json, client: Any) -> None:
        blocks = [{"type": "section", "text": text("My day")}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    @app.event(re.compile("^(channel|group|member)_"))
    @app.event("reaction_added")
    @app.event("reaction_removed")
    def hear(ack: Any) -> None:
        ack()


def test_each_person_has_a_client_of_their_own(page: Page) -> None:
    amy, pat = page.get("/_/state", **{"as": "amy"}), page.get("/_/state", **{"as": "pat"})
    assert page.get("/_/state")["me"]["handle"] == "amy"
    assert [person["handle"] for person in amy["people"]] == [
        "amy", "ben", "mei", "li", "ada", "gus", "pat", "bea", "quinn", "dee",
    ]  # fmt: skip
    assert (pat["me"]["kind"], pat["me"]["team"]) == ("partner", "BetaCo")
    assert {"/deal", "/sales"} <= {command["command"] for command in amy["commands"]}
    assert (pat["commands"], pat["shortcuts"]) == ([], [])
    assert [(c["name"], c["is_ext_shared"], c["shared_with"]) for c in pat["channels"]] == [
        ("ext-betaco", True, ["BetaCo"]),
        ("ext-distri", True, ["BetaCo", "GammaCo", "DeltaCo"]),
    ]
    assert {"field", "ext-betaco", "ext-gammaco"} <= {channel["name"] for channel in amy["channels"]}
    assert page.http.get("/_/state", params={"as": "nobody"}).status_code == 404
    assert page.get("/_/messages", **{"as": "pat", "channel": "C0FIELD"}) == []


def test_a_command_its_button_and_its_modal(page: Page) -> None:
    assert page.act("amy", "command", channel="C0FIELD", line="/deal won Acme")["ok"] is True
    [receipt] = page.get("/_/messages", **{"as": "amy", "channel": "C0FIELD"})
    assert (receipt["text"], receipt["ephemeral"], receipt["user"]["is_bot"]) == ("Won", True, True)
    assert page.get("/_/messages", **{"as": "ben", "channel": "C0FIELD"}) == []
    place = {"channel": "C0FIELD", "message_ts": receipt["ts"]}
    [block] = receipt["blocks"]
    page.act("amy", "click", **place, block_id=block["block_id"], action_id="undo", value="7", values={})
    [receipt] = page.get("/_/messages", **{"as": "amy", "channel": "C0FIELD"})
    assert receipt["text"] == "Taken back"

    view = page.act("amy", "command", channel="C0FIELD", line="/deal")["view"]
    assert page.get("/_/state", **{"as": "amy"})["modal"]["id"] == view["id"]
    found = page.act("amy", "suggest", view_id=view["id"], block_id="at", action_id="account", typed="A")["options"]
    values = {
        "name": {"typed": {"type": "plain_text_input", "value": "?"}},
        "at": {"account": {"type": "external_select", "selected_option": found[0]}},
    }
    refused = page.act("amy", "submit", view_id=view["id"], values=values)
    assert (refused["ok"], refused["errors"]) == (False, {"name": "Which?"})
    values["name"]["typed"]["value"] = "Acme"
    assert page.act("amy", "submit", view_id=view["id"], values=values)["view"] is None
    assert page.act("amy", "submit", view_id=view["id"])["problem"] == "that view is no longer open"


def test_talk_reactions_home_and_what_cannot_be_done(page: Page) -> None:
    page.act("amy", "say", channel="C0FIELD", text="hello")
    assert page.get("/_/state", **{"as": "ben"})["channels"][1]["unread"] == 1
    [said] = page.get("/_/messages", **{"as": "ben", "channel": "C0FIELD"})
    assert page.get("/_/state", **{"as": "ben"})["channels"][1]["unread"] == 0
    place = {"channel": "C0FIELD", "message_ts": said["ts"]}
    page.act("ben", "react", **place, emoji="tada")
    page.act("ben", "say", channel="C0FIELD", text="well done", thread_ts=said["ts"])
    said, reply = page.get("/_/messages", **{"as": "amy", "channel": "C0FIELD"})
    assert (said["reactions"], said["reply_count"], reply["thread_ts"]) == ({"tada": ["U0BEN"]}, 1, said["ts"])
    page.act("ben", "unreact", **place, emoji="tada")
    assert page.act("amy", "open_home")["ok"] is True
    assert page.get("/_/state", **{"as": "amy"})["home"]["blocks"][0]["text"]["text"] == "My day"
    assert page.act("gus", "say", channel="C0FIELD", text="x") == {
        "ok": False,
        "problem": "Gus Romero is not in #field",
    }
    assert page.act("pat", "command", channel="C0BETACO", line="/deal")["problem"] == "/deal is not a valid command"
    assert "there is no act 'dance'" in page.act("amy", "dance")["problem"]


def test_the_clock_moves_forward_and_the_bot_does_what_is_due(page: Page, ran: list[datetime]) -> None:
    moved = page.post("/_/clock", {"to": AHEAD.isoformat()})
    assert datetime.fromisoformat(moved["now"]) - AHEAD < timedelta(minutes=1)
    page.post("/_/clock", {"to": "next_monday_09"})
    page.post("/_/clock", {"advance_seconds": 3600})
    page.post("/_/clock", {"to": "2000-01-01T00:00:00Z"})
    monday = datetime(2040, 1, 9, 8, 0, tzinfo=UTC)  # nine in Berlin
    # told the time before it moves, the bot says what is to come on the way
    assert list(dict.fromkeys(ran))[1:] == [AHEAD, PLANNED, monday, monday + timedelta(hours=1)]
    assert page.get("/_/state")["clock"]["iso"].startswith("2040-01-09T09:00")
    assert page.http.post("/_/clock", json={"to": "tomorrow"}).status_code == 400
    assert page.act("amy", "command", channel="C0FIELD", line="/deal won Acme")["ok"] is True


def test_faults_and_the_log(page: Page) -> None:
    assert page.post("/_/fault", {"method": "views.open", "kind": "error:fatal_error", "times": 1})["ok"] is True
    assert page.http.post("/_/fault", json={"method": "views.open", "kind": "earthquake"}).status_code == 400
    refused = page.act("amy", "command", channel="C0FIELD", line="/deal")
    assert refused["problem"] == '/deal failed with the error "dispatch_failed"'
    log = page.get("/_/log", limit=2)
    assert [row["method"] for row in log] == ["→ /deal", "views.open"]
    assert log[1]["answer"] == {"ok": False, "error": "fatal_error"}


def test_the_page_hears_what_concerns_its_person(page: Page) -> None:
    heard: dict[str, list[Json]] = {"amy": [], "pat": []}
    listening = threading.Barrier(3)

    def listen_as(who: str) -> None:
        with page.http.stream("GET", "/_/events", params={"as": who}) as stream:
            lines = stream.iter_lines()
            assert next(lines) == ": hello"
            listening.wait(5)
            for line in lines:
                if line.startswith("data: "):
                    news = json.loads(line.removeprefix("data: "))
                    heard[who].append(news)
                    if news["type"] == "clock":
                        return

    threads = [threading.Thread(target=listen_as, args=(who,)) for who in heard]
    for thread in threads:
        thread.start()
    listening.wait(5)
    page.act("amy", "say", channel="C0FIELD", text="hello")
    page.act("amy", "say", channel="C0BETACO", text="hello, partner")
    page.post("/_/clock", {"advance_seconds": 1})
    for thread in threads:
        thread.join(5)
    assert [news.get("channel") for news in heard["amy"]] == ["C0FIELD", "C0BETACO", None]
    assert [news.get("channel") for news in heard["pat"]] == ["C0BETACO", None]


def test_other_pages_can_do_nothing(page: Page) -> None:
    body = {"as": "amy", "do": "say", "channel": "C0FIELD", "text": "from elsewhere"}
    for path in ("/_/act", "/_/clock", "/_/fault"):
        for headers in ({"x-sandbox": ""}, {"origin": "http://evil.example"}, {"origin": "null"}):
            assert page.http.post(path, json=body, headers=headers).status_code == 403
    assert page.http.get("/_/state", headers={"host": "evil.example"}).status_code == 400
    assert page.http.post("/_/act", content="{").status_code == 400
    assert page.get("/_/messages", **{"as": "amy", "channel": "C0FIELD"}) == []


def test_the_page_itself_is_served_with_a_strict_policy(page: Page) -> None:
    shown = page.http.get("/")
    assert shown.status_code == 200
    assert "default-src 'self'" in shown.headers["content-security-policy"]
    assert page.http.get("/static/js/app.js").status_code == 200
    assert page.http.get("/static/../server.py").status_code == 404


def test_channels_are_shared_renamed_and_archived_from_the_page(page: Page) -> None:
    def names(who: str) -> Json:
        return {channel["name"]: channel for channel in page.get("/_/state", **{"as": who})["channels"]}

    assert page.get("/_/state", **{"as": "pat"})["manages_channels"] is False
    assert page.act("amy", "share", channel="C0FIELD", company="BetaCo")["ok"]
    assert names("pat")["field"]["shared_with"] == names("bea")["field"]["shared_with"] == ["BetaCo"]
    page.act("amy", "say", channel="C0FIELD", text="Welcome")
    assert page.act("pat", "say", channel="C0FIELD", text="Thank you")["ok"]
    for who in ("pat", "gus", "li"):  # from outside, a guest, somebody who is not in it
        refused = page.act(who, "archive", channel="C0RANDOM" if who == "gus" else "C0GAMMACO")
        assert "cannot change" in refused["problem"]
    assert "is taken" in page.act("amy", "rename", channel="C0FIELD", name="wins")["problem"]
    assert "lower-case" in page.act("amy", "rename", channel="C0FIELD", name="The Field")["problem"]
    assert page.act("amy", "rename", channel="C0FIELD", name="#outfield")["ok"]
    assert page.act("amy", "unshare", channel="C0FIELD", company="BetaCo")["ok"]
    assert (set(names("pat")), names("amy")["outfield"]["shared_with"]) == ({"ext-betaco", "ext-distri"}, [])
    assert page.act("amy", "make_private", channel="C0FIELD")["ok"]
    assert page.act("amy", "archive", channel="C0FIELD")["ok"]
    assert (names("amy")["outfield"]["is_private"], names("amy")["outfield"]["is_archived"]) == (True, True)
    assert "is archived" in page.act("amy", "say", channel="C0FIELD", text="Still there?")["problem"]
    assert page.act("amy", "unarchive", channel="C0FIELD")["ok"]
    assert page.act("amy", "say", channel="C0FIELD", text="Back again")["ok"]
