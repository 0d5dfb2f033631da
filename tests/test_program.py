"""The program as it is started: by its commands, in processes of its own, against a pretend Slack."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from slack_sdk import WebClient

from bot import manifest, migrations, registration, serving
from bot.__main__ import main
from bot.authorization import Authorization
from bot.settings import SettingsError
from sandbox import clocks, demo, manifests, server
from sandbox.deliveries import Answer
from sandbox.people import Sandbox
from sandbox.workspace import Workspace as Slack
from storage import workspaces
from storage.database import Database
from tests import postgres
from tests.clocks import Clock
from views import teams as views

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 20
SECRET = "signing-secret"

T = TypeVar("T")


@dataclass
class Stage:
    """A pretend Slack, and what the program needs to be told of it."""

    slack: Slack
    url: str
    folder: Path
    port: int
    sandbox: Sandbox

    @property
    def environment(self) -> dict[str, str]:
        """For one workspace by HTTP, and with nothing of the machine's own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "BELLRINGER_"))}
        return kept | {
            "DATABASE_URL": f"sqlite:///{self.folder / 'var' / 'bellringer.db'}",
            "SLACK_BOT_TOKEN": self.slack.app.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{self.url}/api/",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.folder),
        }

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        """`bellringer COMMAND`, in a folder of its own."""
        return self.python("-m", "bot", *command, **more)

    def python(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Python in a folder of its own, with the settings of the program."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, **more: str) -> tuple[int, str]:
        """The exit code of a command that ends, and all it said."""
        process = self.start(*command, **more)
        said, complained = process.communicate(timeout=PATIENCE_SECONDS)
        return process.returncode, said + complained

    def get(self, path: str) -> httpx.Response:
        """What the program serves, as soon as it does."""
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False) as client:
            return eventually(lambda: client.get(path), httpx.TransportError)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    slack = demo.workspace(clocks.Clock())
    manifests.install(slack, manifest.build())
    port = serving.free_port()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE_SECONDS) as client:

        def send(body: bytes, headers: dict[str, str]) -> Answer:
            response = client.post("/slack/events", content=body, headers=headers)
            return Answer(response.status_code, dict(response.headers), response.content)

        sandbox = Sandbox(slack, send, SECRET)
        with server.running(sandbox) as url:
            yield Stage(slack, url, tmp_path, port, sandbox)


@pytest.fixture
def typed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Type a command that ends, in this process: its exit code, and all it said."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.chdir(stage.folder)

    def type_in(*command: str, **more: str) -> tuple[int, str]:
        monkeypatch.setattr(os, "environ", stage.environment | more)
        monkeypatch.setattr(sys, "argv", ["bellringer", *command])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return type_in


def eventually(attempt: Callable[[], T], *failures: type[Exception]) -> T:
    """What `attempt` returns once it returns something, and no longer fails in one of these ways."""
    waiting, until = threading.Event(), time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with suppress(*failures):
            found = attempt()
            if found:
                return found
        waiting.wait(0.02)
    raise AssertionError("it never came")


@contextmanager
def running(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """The process, which the test is to end; killed when it does not."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def end(process: subprocess.Popen[str], by: int = signal.SIGTERM) -> tuple[int, str]:
    """Stop it; its exit code and what it wrote to its log."""
    process.send_signal(by)
    _said, log = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, log


def children(process: subprocess.Popen[str]) -> list[Path]:
    """Where the system tells of the processes that it started."""
    pids = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    return [Path("/proc", pid) for pid in pids]


def test_run_answers_delivers_and_stops_without_a_word_too_many(stage: Stage) -> None:
    # Bolt would take these two from the environment if it found them there
    with running(stage.start("run", SLACK_CLIENT_ID="", SLACK_VERIFICATION_TOKEN="x")) as bot:
        assert stage.get("/readyz").json() == {"ready": True, "database": "ok", "delivery_age_seconds": 0.0}
        amy = stage.sandbox.people["amy"]
        won = amy.command("#field", "/deal won Nimbus 12k")
        assert won.message is not None
        assert "Nimbus" in won.message.words
        assert children(bot) == []
        assert stage.run("run") == (
            1,
            f"Port {stage.port} is taken by another program: stop that one, or choose another PORT.\n",
        )
        code, log = end(bot)
    assert (code, "Traceback" in log, "xoxb" in log) == (0, False, False)
    assert not (stage.folder / ".bolt-app-installation").exists()
    database = Database(stage.environment["DATABASE_URL"])
    with database.read() as connection:
        [workspace] = workspaces.active(connection)
    database.close()
    assert (workspace.slack_team_id, workspace.bot_user_id) == ("T0BELL", stage.slack.app.bot_user)
    assert set(workspace.scopes.split(",")) == set(manifest.SCOPES)


STUCK = """
import threading
from bot import assembly, http_server, serving

def stuck(environ, start_response):
    print("asked", flush=True)
    threading.Event().wait()

assemble, http_server.STOP_SECONDS = assembly.assemble, 1
assembly.assemble = lambda *given, **named: (stuck, assemble(*given, **named)[1])
serving.run()
"""
"""The program with a request in it that never ends."""


def test_a_request_that_never_ends_does_not_keep_the_program_from_stopping(stage: Stage) -> None:
    with running(stage.python("-c", STUCK)) as bot:
        assert bot.stdout is not None
        with eventually(lambda: socket.create_connection(("127.0.0.1", stage.port)), ConnectionError) as asking:
            asking.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert bot.stdout.readline() == "asked\n"
            code, log = end(bot)
    assert (code, "A request has not ended within 1 seconds" in log, "Traceback" in log) == (1, True, False)


@pytest.mark.long
def test_by_socket_mode_it_connects_and_serves_only_its_health(stage: Stage) -> None:
    with running(stage.start("run", SLACK_APP_TOKEN=stage.slack.app.app_token, SLACK_SIGNING_SECRET="")) as bot:
        assert stage.slack.link.wait(lambda link: link.connected == 1, PATIENCE_SECONDS)
        assert stage.sandbox.people["amy"].command("#field", "/sales help").problem is None
        assert stage.get("/healthz").status_code == 200
        assert stage.get("/slack/events").status_code == 404
        code, log = end(bot)
    assert (code, "Traceback" in log) == (0, False)


@pytest.mark.long
def test_the_two_halves_share_a_postgresql_once_it_is_migrated(stage: Stage) -> None:
    with postgres.empty_database() as url:
        code, said = stage.run("web", DATABASE_URL=url)
        assert (code, "run `bellringer migrate` once" in said, "Traceback" in said) == (1, True, False)
        assert stage.run("migrate", DATABASE_URL=url)[0] == 0
        with running(stage.start("web", DATABASE_URL=url)) as web:
            stage.get("/readyz")
            with running(stage.start("worker", DATABASE_URL=url)) as worker:
                ada = stage.sandbox.people["ada"]
                form = ada.command("#field", "/sales here").view
                assert form is not None
                assert not ada.submit(form, {views.MEMBERS: [ada.id], views.MANAGERS: [ada.id]}).errors
                assert ada.command("#field", "/deal won Nimbus 12k").problem is None
                eventually(
                    lambda: any("Nimbus" in message.text for message in stage.sandbox.people["ben"].sees("#field"))
                )
                endings = [end(worker), end(web)]
    assert [(code, "Traceback" in log) for code, log in endings] == [(0, False), (0, False)]


def test_what_gives_up_ends_with_1_so_that_it_is_started_anew(stage: Stage) -> None:
    code, said = stage.run("run", SLACK_APP_TOKEN="xapp-wrong", SLACK_SIGNING_SECRET="")
    assert (code, "Slack refuses SLACK_APP_TOKEN" in said, "Traceback" in said) == (1, True, False)


def test_a_token_that_slack_refuses_is_said_in_a_sentence(stage: Stage) -> None:
    code, said = stage.run("run", SLACK_BOT_TOKEN="xoxb-wrong")
    assert code == 1
    assert "Slack refuses SLACK_BOT_TOKEN (invalid_auth)" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("command", "more", "sentence"),
    [
        ("run", {"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is missing"),
        ("run", {"HOST": "192.0.2.1"}, "HOST is 192.0.2.1, which is no address of this machine"),
        ("web", {}, "DATABASE_URL is SQLite"),
        ("worker", {}, "DATABASE_URL is SQLite"),
        ("tick --at 2026-06-29T09:00", {}, "--at 2026-06-29T09:00 could be anywhere"),
        ("manifest", {}, "Say either --socket or --url"),
        ("manifest --url http://x.example", {}, "http://x.example does not begin with https://"),
        ("migrate", {"DATABASE_URL": "oracle://x"}, "DATABASE_URL is neither SQLite nor PostgreSQL"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_one_sentence(
    command: str,
    more: dict[str, str],
    sentence: str,
    typed: Callable[..., tuple[int, str]],
) -> None:
    code, said = typed(*command.split(), **more)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith(sentence)


def test_migrate_tick_and_doctor(stage: Stage, typed: Callable[..., tuple[int, str]]) -> None:
    code, said = typed("doctor")
    assert (code, "none yet; the first start makes it" in said) == (0, True), said
    assert typed("migrate") == (0, f"The database is at version {migrations.head()}.\n")
    assert typed("migrate") == (0, f"Nothing to do: version {migrations.head()}.\n")
    assert typed("tick", "--at", "2026-06-29T09:00+02:00") == (0, "0 due, 0 delivered.\n")

    code, said = typed("doctor")
    assert (code, {line[0] for line in said.splitlines()}) == (0, {"✓"}), said
    stage.slack.app.scopes -= {"files:write"}
    code, said = typed("doctor")
    assert code == 1
    [bad] = [line for line in said.splitlines() if line.startswith("✗")]
    assert bad.startswith("✗ scopes: files:write missing.")


def test_while_slack_is_down_at_the_start_a_request_tries_again(tmp_path: Path) -> None:
    slack, clock = demo.workspace(clocks.Clock()), Clock()
    url = f"sqlite:///{tmp_path / 'bellringer.db'}"
    migrations.upgrade(url)
    database = Database(url)
    with server.running(slack) as address:
        client = WebClient(token=slack.app.bot_token, base_url=f"{address}/api/", timeout=5, retry_handlers=[])
        slack.faults.add("auth.test", "rubbish", times=2)
        assert registration.register(database, client, clock) is False
        seconds = [0.0]
        authorize = Authorization(
            database,
            lambda _workspace: slack.app.bot_token,
            lambda: registration.register(database, client, clock),
            lambda: seconds[0],
        )
        assert authorize("T0BELL") is None
        seconds[0] += 5
        found = authorize("T0BELL")
        assert found is not None
        assert found.bot_user_id == slack.app.bot_user
        slack.app.bot_token = "xoxb-another"
        with pytest.raises(SettingsError, match="invalid_auth"):
            registration.register(database, client, clock)
    database.close()


@pytest.mark.long
def test_the_sandbox_follows_its_clock_to_mondays_board(stage: Stage) -> None:
    port = serving.free_port()
    page = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE_SECONDS)
    allowed = {"X-Sandbox": "1", "Origin": f"http://127.0.0.1:{port}"}
    with page, running(stage.start("sandbox", "--port", str(port))) as bot:
        assert bot.stdout is not None
        assert f"http://127.0.0.1:{port}" in bot.stdout.readline()

        def read() -> list[str]:
            shown = page.get("/_/messages", params={"as": "amy", "channel": "C0FIELD"}).json()
            return [message["text"] for message in shown]

        line = {"as": "amy", "do": "command", "channel": "C0FIELD", "line": "/deal won Nimbus 12k"}
        assert page.post("/_/act", json=line, headers=allowed).json()["ok"]
        eventually(lambda: any("won *Nimbus*" in text for text in read()))
        moved = page.post("/_/clock", json={"to": "next_monday_09"}, headers=allowed).json()
        assert datetime.fromisoformat(moved["now"]) > datetime.now(UTC)
        eventually(lambda: any("Last week" in text for text in read()))
        code, log = end(bot, by=signal.SIGINT)
    assert (code, log) == (0, "")


def test_when_the_sandbox_is_killed_its_bot_does_not_go_on_by_itself(stage: Stage) -> None:
    with running(stage.start("sandbox", "--empty", "--port", str(serving.free_port()))) as bot:
        assert bot.stdout is not None
        assert "is open" in bot.stdout.readline()
        started = children(bot)
        end(bot, by=signal.SIGKILL)
    eventually(lambda: not any(map(_is_alive, started)))


def _is_alive(process: Path) -> bool:
    """Whether it runs; one that has ended may still be listed, until somebody asks how."""
    try:
        return "(zombie)" not in (process / "status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
