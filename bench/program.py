"""The program as `bellringer run` starts it, and a Slack that says yes to everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import psutil

from bench import companies, load

PROJECT = Path(__file__).parent.parent
_NOT_PASSED_ON = ("SLACK_", "DATABASE_", "PYTHONDONTWRITEBYTECODE")
"""Settings of this machine; who runs the program has it compiled."""
_TS = count(1)
_WE = {"team_id": companies.SLACK_TEAM_ID, "team": "Bench", "user_id": "U0BOT", "user": "bot", "bot_id": "B0BOT"}
_CHANNEL = {"id": companies.CHANNEL, "name": "field", "is_channel": True, "is_member": True, "is_ext_shared": False}


class _Yes(BaseHTTPRequestHandler):
    """Answers as Slack does when all is well."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        said: dict[str, Any] = {"ok": True}
        if self.path.endswith("auth.test"):
            said |= _WE
        elif self.path.endswith("conversations.info"):
            said["channel"] = _CHANNEL
        else:
            said |= {"channel": companies.CHANNEL, "ts": f"{next(_TS)}.000000", "messages": [], "members": []}
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def slack() -> Iterator[str]:
    """The pretend Slack's address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Yes) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api/"
        finally:
            server.shutdown()


@contextmanager
def started(folder: Path, slack_url: str, port: int) -> Iterator[psutil.Process]:
    """`bellringer run` over the database in this folder, just started; ended afterwards."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)},
        "PYTHONPATH": str(PROJECT),
        "DATABASE_URL": f"sqlite:///{folder / companies.DATABASE}",
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": load.SIGNING_SECRET.decode(),
        "SLACK_API_URL": slack_url,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "LOG_LEVEL": "ERROR",
    }
    # in the folder, where no .env of ours lies
    with subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=folder, env=environment) as process:
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()


def family(process: psutil.Process) -> list[psutil.Process]:
    """A process and everything that it started."""
    return [process, *process.children(recursive=True)]
