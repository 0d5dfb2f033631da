"""Installing in many workspaces: to Slack with a state, back with a code, and the code for a token that is stored."""

from __future__ import annotations

import html
import logging
import secrets
import ssl
from collections.abc import Callable
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.manifest import SCOPES
from bot.settings import Settings
from bot.tokens import Tokens
from bot.wsgi import Page, Response
from storage import installs, workspaces
from storage.database import Database

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

logger = logging.getLogger(__name__)

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
EXCHANGE_SECONDS = 5
_COOKIE = "bellringer_install"
_COOKIE_RULES = "Path=/slack; Secure; HttpOnly; SameSite=Lax"
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:15vh auto;padding:0 1em}}</style>
<h1>{title}</h1>
<p>{words}</p>
<p><a href="{link}">Install Bellringer</a></p>
</html>
"""


class _NotInstalled(Exception):
    """Why there is no installation, in words for the person who tried."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


class Installer:
    """The two pages of an installation. `when_installed` is called after each one."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        tokens: Tokens,
        clock: Callable[[], datetime],
        when_installed: Callable[[], None],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._tokens = tokens
        self._clock = clock
        self._when_installed = when_installed
        self._tls = tls

    def pages(self) -> dict[str, Page]:
        """What the shell serves."""
        return {INSTALL: Page("GET", self.leave), REDIRECT: Page("GET", self.come_back)}

    def leave(self, _environ: WSGIEnvironment) -> Response:
        """Send the person to Slack. The state goes with them, and stays in the database and in their browser."""
        state = secrets.token_urlsafe(32)
        with self._database.write() as connection:
            installs.begin(connection, state, self._clock())
        asked = {
            "client_id": self._settings.slack_client_id,
            "scope": ",".join(SCOPES),
            "redirect_uri": self._redirect_uri,
            "state": state,
        }
        cookie = f"{_COOKIE}={state}; Max-Age={int(installs.LIFE.total_seconds())}; {_COOKIE_RULES}"
        return _redirect(f"{self._settings.slack_authorize_url}?{urlencode(asked)}", cookie)

    def come_back(self, environ: WSGIEnvironment) -> Response:
        """Take the person back from Slack: store the installation, and show them the app."""
        try:
            place = self._install(environ)
        except _NotInstalled as problem:
            return _page(problem.status, "Bellringer was not installed", str(problem))
        self._when_installed()
        return _redirect(place, f"{_COOKIE}=; Max-Age=0; {_COOKIE_RULES}")

    @property
    def _redirect_uri(self) -> str:
        return self._settings.public_url + REDIRECT

    def _install(self, environ: WSGIEnvironment) -> str:
        """Store the installation; the address to go to next."""
        sent = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        self._check_state(sent.get("state", ""), environ.get("HTTP_COOKIE", ""))
        if sent.get("error") == "access_denied":
            raise _NotInstalled("You did not allow it. Nothing was stored.")
        if "code" not in sent:
            raise _NotInstalled("Slack sent no code along. Begin again.")
        granted = self._exchange(sent["code"])
        team = granted.get("team")
        if granted.get("is_enterprise_install") or not team:
            raise _NotInstalled("Bellringer belongs to one workspace: choose the workspace, not the organisation.")
        identity = self._identity(granted["access_token"])
        with self._database.write() as connection:
            workspaces.install(
                connection,
                slack_team_id=team["id"],
                now=self._clock(),
                name=team.get("name") or "",
                slack_enterprise_id=(granted.get("enterprise") or {}).get("id") or "",
                bot_user_id=granted["bot_user_id"],
                bot_id=identity.get("bot_id") or "",
                bot_token=self._tokens.encrypt(team["id"], granted["access_token"]),
                scopes=granted.get("scope") or "",
            )
        logger.info("Installed in workspace %s", team["id"])
        origin = urlsplit(self._settings.slack_authorize_url)
        return f"{origin.scheme}://{origin.netloc}/app_redirect?" + urlencode(
            {"app": granted.get("app_id") or "", "team": team["id"]}
        )

    def _check_state(self, state: str, cookie_header: str) -> None:
        """The person who comes back is the one who left, comes once, and in time."""
        try:
            cookie = SimpleCookie(cookie_header).get(_COOKIE)
        except CookieError:
            cookie = None
        if not state or cookie is None or not secrets.compare_digest(cookie.value.encode(), state.encode()):
            raise _NotInstalled("This was not begun in this browser. Begin again, and allow cookies.")
        with self._database.write() as connection:
            if not installs.finish(connection, state, self._clock()):
                raise _NotInstalled("That took longer than ten minutes, or was done already. Begin again.")

    def _exchange(self, code: str) -> dict[str, Any]:
        try:
            answer = self._client().oauth_v2_access(
                client_id=self._settings.slack_client_id,
                client_secret=self._settings.slack_client_secret,
                code=code,
                redirect_uri=self._redirect_uri,
            )
        except SlackApiError as refusal:
            logger.warning("oauth.v2.access: %s", refusal.response.get("error"))
            raise _NotInstalled(f"Slack refused the code ({refusal.response.get('error')}). Begin again.") from None
        except (SlackClientError, OSError):
            logger.warning("oauth.v2.access failed", exc_info=True)
            raise _NotInstalled("Slack does not answer. Begin again in a minute.", 502) from None
        return dict(answer.data)  # type: ignore[arg-type]

    def _identity(self, token: str) -> dict[str, Any]:
        """The bot's own id, which the exchange does not tell. It can be done without."""
        try:
            return dict(self._client(token).auth_test().data)  # type: ignore[arg-type]
        except (SlackApiError, SlackClientError, OSError):
            logger.warning("auth.test failed after an installation", exc_info=True)
            return {}

    def _client(self, token: str | None = None) -> WebClient:
        return WebClient(
            token=token,
            base_url=self._settings.slack_api_url,
            timeout=EXCHANGE_SECONDS,
            ssl=self._tls,
            retry_handlers=[],
        )


def _redirect(place: str, cookie: str) -> Response:
    return Response(302, headers=[("location", place), ("set-cookie", cookie), ("cache-control", "no-store")])


def _page(status: int, title: str, words: str) -> Response:
    content = _PAGE.format(title=html.escape(title), words=html.escape(words), link=INSTALL)
    headers = [
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ]
    return Response(status, content.encode(), "text/html; charset=utf-8", headers)
