"""The sandbox alone: `python -m sandbox --bot http://127.0.0.1:3000/slack/events --signing-secret secret`.

Point the bot at it with `SLACK_API_URL=http://127.0.0.1:8765/api/` and the tokens named below, and open the page.
"""

from __future__ import annotations

import argparse
import json
import logging
import signal
import threading
from pathlib import Path

from sandbox import demo, manifests, server
from sandbox.clocks import Clock
from sandbox.deliveries import by_http
from sandbox.people import Sandbox

log = logging.getLogger("sandbox")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A pretend Slack workspace in your browser.")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--bot", default="http://127.0.0.1:3000/slack/events", help="the bot's request URL")
    parser.add_argument("--signing-secret", required=True, help="SLACK_SIGNING_SECRET of the bot")
    parser.add_argument("--bot-token", default="xoxb-sandbox", help="SLACK_BOT_TOKEN of the bot")
    parser.add_argument("--app-token", default="xapp-sandbox", help="SLACK_APP_TOKEN of the bot, for Socket Mode")
    parser.add_argument("--manifest", type=Path, help="take commands, shortcuts and scopes from this manifest.json")
    chosen = parser.parse_args()

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    workspace = demo.workspace(Clock(), bot_token=chosen.bot_token, app_token=chosen.app_token)
    if chosen.manifest:
        manifests.install(workspace, json.loads(chosen.manifest.read_text(encoding="utf-8")))
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with server.running(Sandbox(workspace, by_http(chosen.bot), chosen.signing_secret), port=chosen.port) as url:
        log.info("The sandbox is open at %s and speaks Slack's Web API at %s/api/. Stop it with Ctrl-C.", url, url)
        stopped.wait()


if __name__ == "__main__":
    main()
