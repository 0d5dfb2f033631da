"""The door: what Slack sends is passed on, what anybody else sends is refused without a traceback."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk import WebClient

from bot.app import build_app
from bot.authorization import Authorization
from bot.wsgi import BODY_LIMIT, Shell
from sandbox.deliveries import sign
from storage import outbox
from tests.cast import SIGNING_SECRET, Workspace
from tests.clocks import NOW

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
Ask = Callable[..., tuple[int, bytes]]


@pytest.fixture
def shell(workspace: Workspace) -> Shell:
    app = build_app(
        database=workspace.database,
        authorize=Authorization(workspace.database, lambda _workspace: workspace.slack.app.bot_token),
        clock=workspace.clock,
        client=WebClient(base_url=f"{workspace.url}/api/", timeout=5),
        signing_secret=SIGNING_SECRET,
    )
    return Shell(app, workspace.database, workspace.clock)


def ask(shell: Shell, method: str, path: str, body: bytes = b"", **environ: Any) -> tuple[int, bytes]:
    """Status and body of the answer."""
    answered: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **environ,
    }
    parts = shell(environ, lambda status, headers: answered.append(status))
    return int(answered[0].split()[0]), b"".join(parts)


def post(shell: Shell, body: bytes, content_type: str = FORM, **environ: Any) -> tuple[int, bytes]:
    """The same, signed as Slack signs it."""
    headers = sign(SIGNING_SECRET, body, datetime.now(UTC))
    signed = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return ask(shell, "POST", "/slack/events", body, CONTENT_TYPE=content_type, **{**signed, **environ})


def test_a_signed_request_reaches_the_app(shell: Shell) -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "what-slack-sent"}).encode()
    status, body = post(shell, challenge, JSON)
    assert (status, json.loads(body)) == (200, {"challenge": "what-slack-sent"})
    assert ask(shell, "POST", "/slack/events", b"ssl_check=1&token=x")[0] == 200


@pytest.mark.words
@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"HTTP_X_SLACK_SIGNATURE": "v0=" + "0" * 64}, 401),
        ({"HTTP_X_SLACK_REQUEST_TIMESTAMP": "1600000000"}, 401),
        ({"HTTP_X_SLACK_REQUEST_TIMESTAMP": "yesterday"}, 400),
        ({"HTTP_X_SLACK_REQUEST_TIMESTAMP": "٣٤٥"}, 400),
        ({"HTTP_X_SLACK_SIGNATURE": "v0=é"}, 400),
        ({"HTTP_X_SLACK_SIGNATURE": ""}, 400),
        ({"CONTENT_LENGTH": ""}, 411),
        ({"CONTENT_LENGTH": "many"}, 400),
        ({"CONTENT_LENGTH": "-1"}, 400),
        ({"CONTENT_LENGTH": "900"}, 400),
        ({"CONTENT_LENGTH": str(BODY_LIMIT + 1)}, 413),
        ({"CONTENT_LENGTH": "9" * 5_000}, 413),
    ],
    ids=str,
)
def test_a_request_that_is_not_slacks_is_refused(shell: Shell, environ: dict[str, str], status: int) -> None:
    assert post(shell, b"command=/deal&text=help", **environ)[0] == status
    assert post(shell, b'{"type": "event_callback"}', JSON, **environ)[0] == status


def test_a_command_may_speak_of_a_payload(workspace: Workspace, shell: Shell) -> None:
    amy = workspace.sandbox.people["amy"]
    typed = {"command": "/deal", "text": "won payload inc 12k", "user_id": amy.id, "team_id": workspace.slack.team.id}
    status, body = post(shell, urlencode({**typed, "trigger_id": "1.2.abc"}).encode())
    assert (status, "Won: *payload inc*" in body.decode()) == (200, True)


@pytest.mark.words
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"payload={", FORM),
        (b"payload=[]", FORM),
        (b"payload=null", FORM),
        (b"payload=%5B1%2C2%5D", FORM),
        (b"payload=%22text%22", FORM),
        (b"\xff\xfe", FORM),
        (b"{", JSON),
        (b"[]", JSON),
        (b'{"event": 5, "team": 5, "authorizations": [5]}', JSON),
        (b"[" * 200_000, JSON),
    ],
    ids=lambda value: str(value[:40]) if isinstance(value, bytes) else "",
)
def test_a_body_of_another_shape_is_refused_without_a_traceback(
    shell: Shell, caplog: pytest.LogCaptureFixture, body: bytes, content_type: str
) -> None:
    status, _answer = post(shell, body, content_type)
    assert status == 400
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_other_paths_and_methods(shell: Shell) -> None:
    assert ask(shell, "GET", "/slack/events")[0] == 405
    assert ask(shell, "POST", "/healthz")[0] == 405
    assert ask(shell, "GET", "/slack/install")[0] == 404
    assert ask(shell, "GET", "/../etc/passwd")[0] == 404
    assert ask(shell, "GET", "/healthz") == (200, b"ok\n")
    assert ask(shell, "HEAD", "/healthz") == (200, b"")


def test_readiness_is_a_database_that_answers_and_a_delivery_that_keeps_up(workspace: Workspace, shell: Shell) -> None:
    status, body = ask(shell, "GET", "/readyz")
    assert (status, json.loads(body)) == (200, {"ready": True, "database": "ok", "delivery_age_seconds": 0.0})

    with workspace.change() as tx:
        outbox.post(tx, "note", audience=outbox.INTERNAL, dedupe_key="waits", channel="C0FIELD", payload={"text": "…"})
    workspace.clock.move(seconds=30)
    assert json.loads(ask(shell, "GET", "/readyz")[1])["delivery_age_seconds"] == 30.0
    workspace.clock.move(seconds=91)
    status, body = ask(shell, "GET", "/readyz")
    assert (status, json.loads(body)["ready"]) == (503, False)
    assert workspace.clock() == NOW + timedelta(seconds=121)


def test_with_a_broken_database_nothing_is_ready_and_slack_sends_events_again(
    workspace: Workspace, shell: Shell, caplog: pytest.LogCaptureFixture
) -> None:
    with workspace.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox_message RENAME TO outbox_gone")
        connection.exec_driver_sql("ALTER TABLE workspace RENAME TO workspace_gone")
    status, body = ask(shell, "GET", "/readyz")
    assert (status, json.loads(body)) == (503, {"ready": False, "database": "failed"})
    event = json.dumps(
        {"type": "event_callback", "event_id": "Ev1", "team_id": "T0BELL", "event": {"type": "team_rename"}}
    ).encode()
    assert post(shell, event, JSON)[0] == 500
    assert "no such table" in caplog.text or "does not exist" in caplog.text
    with workspace.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox_gone RENAME TO outbox_message")
        connection.exec_driver_sql("ALTER TABLE workspace_gone RENAME TO workspace")
    assert post(shell, event, JSON)[0] == 200
