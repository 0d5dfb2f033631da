"""Many workspaces: installing by OAuth, tokens that are stored encrypted, and whose request it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from bot.authorization import KNOWN_SECONDS, UNKNOWN_SECONDS, Authorization
from bot.manifest import SCOPES
from bot.oauth import INSTALL, REDIRECT, Installer
from bot.settings import Settings
from bot.tokens import NoToken, Tokens
from bot.wsgi import Shell
from sandbox import demo, server
from sandbox.workspace import Workspace as Slack
from storage import workspaces
from storage.database import Database
from tests import databases
from tests.clocks import Clock

KEY = Fernet.generate_key().decode()
PUBLIC_URL = "https://bellringer.example.com"


@dataclass
class Stage:
    """A bot that many may install, and a Slack in which one does."""

    slack: Slack
    slack_url: str
    database: Database
    clock: Clock
    tokens: Tokens
    browser: httpx.Client
    installed: list[str] = field(default_factory=list)

    def allow(self, leaving: httpx.Response) -> str:
        """What Slack's page does after a click on Allow: where it sends the person."""
        page = httpx.get(leaving.headers["location"], trust_env=False)
        return str(page.headers["location"])

    def rows(self) -> list[workspaces.Workspace]:
        with self.database.read() as connection:
            return workspaces.active(connection)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    clock = Clock()
    slack = demo.workspace(clock, bot_token="xoxb-granted")
    tokens = Tokens("", [KEY])
    with server.running(slack) as url, databases.empty(databases.SQLITE, tmp_path) as database:
        settings = Settings(
            slack_client_id=slack.app.client_id,
            slack_client_secret=slack.app.client_secret,
            encryption_keys=(KEY,),
            public_url=PUBLIC_URL,
            slack_api_url=f"{url}/api/",
            slack_authorize_url=f"{url}/oauth/v2/authorize",
        )
        installed: list[str] = []
        installer = Installer(settings, database, tokens, clock, lambda: installed.append("yes"))
        shell = Shell(None, database, clock, installer.pages())
        with httpx.Client(transport=httpx.WSGITransport(app=shell), base_url=PUBLIC_URL, trust_env=False) as browser:
            yield Stage(slack, url, database, clock, tokens, browser, installed)


def test_an_installation_is_stored_encrypted_and_leads_into_slack(stage: Stage) -> None:
    leaving = stage.browser.get(INSTALL)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leaving.headers["location"]).query).items()}
    assert leaving.status_code == 302
    assert asked["scope"].split(",") == list(SCOPES)
    assert asked["redirect_uri"] == PUBLIC_URL + REDIRECT
    cookie = leaving.headers["set-cookie"]
    assert all(rule in cookie for rule in ("Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"))

    back = stage.browser.get(stage.allow(leaving))
    assert back.status_code == 302
    assert back.headers["location"] == f"{stage.slack_url}/app_redirect?app={stage.slack.app.id}&team=T0BELL"
    [workspace] = stage.rows()
    assert (workspace.slack_team_id, workspace.bot_user_id) == ("T0BELL", stage.slack.app.bot_user)
    assert workspace.bot_id == stage.slack.app.bot_id
    assert "xoxb" not in workspace.bot_token
    assert stage.tokens(workspace) == "xoxb-granted"
    assert stage.installed == ["yes"]


def test_a_state_is_good_once_for_ten_minutes_and_for_the_browser_that_got_it(stage: Stage) -> None:
    place = stage.allow(stage.browser.get(INSTALL))
    kept = dict(stage.browser.cookies)
    stage.browser.cookies.clear()
    assert stage.browser.get(place).status_code == 400
    stage.browser.cookies.update(kept)
    assert stage.browser.get(place).status_code == 302
    stage.browser.cookies.update(kept)
    assert "was done already" in stage.browser.get(place).text

    late = stage.allow(stage.browser.get(INSTALL))
    stage.clock.move(minutes=10)
    assert stage.browser.get(late).status_code == 400
    stage.browser.get(INSTALL)
    with stage.database.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM install_state")).scalar() == 1


def test_what_goes_wrong_is_said_in_words_and_nothing_is_stored(stage: Stage) -> None:
    def come_back(**sent: str) -> httpx.Response:
        state = parse_qs(urlsplit(stage.browser.get(INSTALL).headers["location"]).query)["state"][0]
        return stage.browser.get(f"{REDIRECT}?{urlencode({'state': state, **sent})}")

    assert "You did not allow it" in come_back(error="access_denied").text
    assert "no code" in come_back().text
    refused = come_back(code="<script>alert(1)</script>")
    assert (refused.status_code, "invalid_code" in refused.text) == (400, True)
    stage.slack.faults.add("oauth.v2.access", "server_error")
    unreachable = come_back(code="anything")
    assert unreachable.status_code in (400, 502)
    assert "<script" not in refused.text + unreachable.text
    assert re.search(r"default-src 'none'", refused.headers["content-security-policy"])
    for query in ("", "?state=x", "?state=%00%ff&code=1"):
        assert stage.browser.get(REDIRECT + query).status_code == 400
    assert stage.rows() == []
    assert stage.installed == []


def test_a_token_opens_with_an_older_key_and_never_for_another_workspace(stage: Stage) -> None:
    stage.browser.get(stage.allow(stage.browser.get(INSTALL)))
    [mine] = stage.rows()
    newer = Fernet.generate_key().decode()
    assert Tokens("", [newer, KEY])(mine) == "xoxb-granted"
    with pytest.raises(NoToken, match="another key"):
        Tokens("", [newer])(mine)
    with stage.database.write() as connection:
        other = workspaces.install(
            connection, slack_team_id="T0OTHR", now=stage.clock(), name="Another", bot_token=mine.bot_token
        )
    with pytest.raises(NoToken, match="T0BELL"):
        stage.tokens(other)


def test_authorization_is_looked_up_once_a_minute_and_survives_a_database_that_does_not_answer(stage: Stage) -> None:
    seconds, looks = [0.0], []
    authorize = Authorization(stage.database, stage.tokens, lambda: looks.append(seconds[0]), lambda: seconds[0])
    assert authorize("T0BELL") is None
    stage.browser.get(stage.allow(stage.browser.get(INSTALL)))
    assert authorize("T0BELL") is None
    seconds[0] += UNKNOWN_SECONDS
    found = authorize("T0BELL")
    assert found is not None
    assert (found.bot_token, found.bot_user_id, found.team_id) == ("xoxb-granted", stage.slack.app.bot_user, "T0BELL")
    assert looks == [0.0]
    assert authorize("T0OTHR") is None
    assert authorize(None) is None

    [row] = stage.rows()
    seconds[0] += KNOWN_SECONDS
    with stage.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE workspace RENAME TO gone")
    assert authorize("T0BELL") == found
    with stage.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO workspace")
        workspaces.revoke(connection, workspace_id=row.id, now=stage.clock())
    authorize.forget()
    assert authorize("T0BELL") is None
