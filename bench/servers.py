"""The servers that are measured, on granian as the program runs it: `python -m bench.servers deals 3000 sqlite:///…`.

`deals` is the whole app, with 150 routes; `bare` is a Bolt app that does nothing but acknowledge.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bench import load
from bot import capabilities, clocks
from bot.app import build_app
from bot.authorization import Authorization
from bot.http_server import Server
from bot.wsgi import Shell
from handlers.requests import Request
from handlers.routes import Routes, listener
from storage.database import Database

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

ROUTES = 150
SIGNING_SECRET = load.SIGNING_SECRET.decode()
_TOKEN = "xoxb-bench"


class _FurtherRoutes:
    """A capability that brings as many routes as the program will have one day."""

    @staticmethod
    def register(routes: Routes) -> None:
        @listener()
        def do_nothing(request: Request) -> None: ...

        for number in range(ROUTES - len(list(routes))):
            routes.action(f"further_{number}", do_nothing)


def deals(database_url: str) -> WSGIApplication:
    """The whole app over this database."""
    capabilities.CAPABILITIES = (*capabilities.CAPABILITIES, _FurtherRoutes)  # type: ignore[assignment]
    database = Database(database_url)
    app = build_app(
        database=database,
        authorize=Authorization(database, lambda _workspace: _TOKEN),
        clock=clocks.machine,
        client=WebClient(token=_TOKEN, base_url="http://127.0.0.1:9/"),
        signing_secret=SIGNING_SECRET,
    )
    return Shell(app, database, clocks.machine)


def bare(_database_url: str) -> WSGIApplication:
    """A Bolt app as its manual writes it, with nothing to do."""
    app = App(
        signing_secret=SIGNING_SECRET,
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T", bot_token=_TOKEN, bot_user_id="U"),
        process_before_response=True,
    )

    @app.command("/deal")
    def acknowledge(ack: Ack) -> None:
        ack()

    handler: Any = SlackRequestHandler(app, path="/slack/events")

    def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
        return handler(environ, start_response)

    return answer


APPS = {"deals": deals, "bare": bare}


def main(kind: str, port: str, database_url: str) -> None:
    app = APPS[kind](database_url)
    Server("127.0.0.1", int(port)).serve(target_loader=lambda: app, wrap_loader=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
