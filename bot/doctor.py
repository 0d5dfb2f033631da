"""The doctor: looks at everything that Bellringer needs, and says beside each thing that fails how to mend it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot import clocks, migrations, settings, tokens, wsgi
from bot.manifest import SCOPES
from bot.settings import Settings, SettingsError
from bot.tokens import NoToken
from scheduler.slack import tls
from storage import partners, teams, transactions, workspaces
from storage.database import Database
from storage.transactions import Transaction
from storage.workspaces import Workspace

SLACK_SECONDS = 10
OLDEST_SQLITE = (3, 35, 0)
"""The first with RETURNING."""
CLOCK_SECONDS = 60
"""Slack's requests are refused when our clock is five minutes off; a minute is time to mend it."""
FREE_BYTES = 500_000_000
FONTS = "noto_cjk_sans_otc"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `words` say what was found, `remedy` what to do when that is not well."""

    subject: str
    ok: bool
    words: str
    remedy: str = ""

    def line(self) -> str:
        """`✗ scopes: files:write is missing. Install the app again with …`"""
        remedy = "" if self.ok else self.remedy
        return " ".join(filter(None, ("✓" if self.ok else "✗", f"{self.subject}:", self.words, remedy)))


@dataclass(frozen=True, slots=True)
class Place:
    """A channel that we post in. `elsewhere` says how to choose another; `is_ours`, that no outsider may read it."""

    subject: str
    channel: str
    elsewhere: str
    is_ours: bool = True


def diagnose(environment: Mapping[str, str]) -> list[Finding]:
    """Everything, in the order in which things are needed."""
    try:
        chosen = settings.read(environment)
        settings.require_slack(chosen)
    except SettingsError as problem:
        return [Finding("settings", False, str(problem)), *diagnose_machine()]
    found = [Finding("settings", True, "complete."), *diagnose_machine(), check_disk(chosen.database_url)]
    version = check_version(chosen.database_url)
    return [*found, version, *(_diagnose_further(chosen) if version.ok else [])]


def _diagnose_further(chosen: Settings) -> list[Finding]:
    """What is in the database, and what Slack says of each workspace there."""
    installed: list[Workspace] = []
    found: list[Finding] = []
    if not _is_new(chosen.database_url) and migrations.current(chosen.database_url) == migrations.head():
        database = Database(chosen.database_url)
        try:
            found += diagnose_database(database, clocks.machine())
            with database.read() as connection:
                installed = workspaces.active(connection)
            for workspace in installed:
                found += diagnose_workspace(chosen, database, workspace)
        finally:
            database.close()
    if installed:
        return found
    if chosen.serves_many_workspaces:
        return [*found, Finding("workspaces", True, f"none yet; they install at {chosen.public_url}/slack/install.")]
    return [*found, *diagnose_slack(chosen, chosen.slack_bot_token, [])]


def diagnose_machine() -> list[Finding]:
    """What does not depend on settings: SQLite and the fonts."""
    sqlite_ok = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    spec = find_spec(FONTS)
    places = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    fonts_ok = any(place.glob("*.tt[cf]") for place in places)
    return [
        Finding("SQLite", sqlite_ok, f"{sqlite3.sqlite_version}.", "Install a Python that brings 3.35 or newer."),
        Finding(
            "fonts",
            fonts_ok,
            "Chinese names can be drawn." if fonts_ok else "The font for Chinese names is missing.",
            f"Install the requirements again; {FONTS} is one of them.",
        ),
    ]


def check_disk(url: str) -> Finding:
    """Whether the database has room to grow, where that is our disk."""
    place = Path(make_url(url).database or ".") if url.startswith("sqlite") else Path()
    while not place.is_dir():
        place = place.parent
    free = shutil.disk_usage(place).free
    ok = free >= FREE_BYTES
    return Finding("disk", ok, f"{free / 1e9:.1f} GB free.", "Make room, or move the database.")


def check_version(url: str) -> Finding:
    """Whether the database can be reached, and is of this version of the program."""
    if _is_new(url):
        return Finding("database", True, "none yet; the first start makes it.")
    try:
        version, needed = migrations.current(url), migrations.head()
    except (SQLAlchemyError, OSError) as problem:
        reason = str(getattr(problem, "orig", None) or problem).strip().splitlines()[0]
        return Finding("database", False, f"cannot be used ({reason}).", "Check DATABASE_URL and the rights to it.")
    if version < needed and url.startswith("sqlite"):
        return Finding("database", True, f"version {version or 'none'}; the next start brings it to {needed}.")
    remedy = {True: "Run `bellringer migrate`.", False: "Install the newer program that wrote it."}
    return Finding("database", version == needed, f"version {version or 'none'}.", remedy[version < needed])


def _is_new(url: str) -> bool:
    """Whether it is a SQLite file that is not there yet; looking into it would make it."""
    return url.startswith("sqlite") and not Path(make_url(url).database or "").is_file()


def diagnose_database(database: Database, now: datetime) -> list[Finding]:
    """Whether it takes writes, and whether what waits in it gets delivered."""
    try:
        with database.write() as connection:
            connection.exec_driver_sql("CREATE TEMPORARY TABLE doctor (id INTEGER)")
            connection.exec_driver_sql("DROP TABLE doctor")
        age = wsgi.delivery_age(database, now)
    except SQLAlchemyError:
        return [Finding("writing", False, "the database takes no writes.", "Check the disk, and the rights to it.")]
    ok = age <= wsgi.STUCK_SECONDS
    words = "nothing waits." if not age else f"the oldest post waits since {age:.0f} seconds."
    remedy = "Start `bellringer run`, or a worker; if one runs, its log says what is wrong."
    return [Finding("writing", True, "possible."), Finding("delivery", ok, words, remedy)]


def diagnose_workspace(chosen: Settings, database: Database, workspace: Workspace) -> list[Finding]:
    """What Slack says of one workspace, and of every channel that we post in there."""
    try:
        token = tokens.of(chosen)(workspace)
    except NoToken as problem:
        return [Finding("token", False, str(problem))]
    with transactions.look(database, workspace_id=workspace.id, now=clocks.machine()) as tx:
        places = _places(tx)
    return diagnose_slack(chosen, token, places)


def _places(tx: Transaction) -> list[Place]:
    """The homes of teams, the partner desk, and the channels of partners."""
    here, desk = "Type `/sales here` in another one.", workspaces.settings(tx).partner_desk_id
    found = [Place(f"channel of {team.name}", team.channel_id, here) for team in teams.active(tx) if team.channel_id]
    if desk:
        found.append(Place("partner desk", desk, "Type `/partner desk` in another one."))
    for partner in partners.active(tx):
        link = f"Type `/partner add {partner.name} #channel` for another one."
        subject = f"channel of {partner.name}"
        found += [Place(subject, each.channel_id, link, is_ours=False) for each in partners.links_of(tx, partner.id)]
    return found


def diagnose_slack(chosen: Settings, token: str, places: list[Place]) -> list[Finding]:
    """What Slack says: of the token, its scopes, the clock, and the places that we post in."""
    client = WebClient(
        token=token,
        base_url=chosen.slack_api_url,
        timeout=SLACK_SECONDS,
        ssl=tls(chosen.slack_api_url),
        retry_handlers=[],
    )
    who, refusal = _ask(client.auth_test)
    if who is None:
        remedy = "Copy the token again, after installing the app." if refusal else "Check the way to SLACK_API_URL."
        return [Finding("token", False, f"Slack does not take it ({refusal or 'no answer'}).", remedy)]
    headers = {name.lower(): value for name, value in who.headers.items()}
    return [
        Finding("token", True, f"good for {who['team']}."),
        _check_scopes(headers.get("x-oauth-scopes", "")),
        _check_clock(headers.get("date", ""), clocks.machine()),
        *[_check_place(client, place) for place in places],
    ]


def _check_scopes(header: str) -> Finding:
    granted = {scope.strip() for scope in header.split(",")}
    missing = ", ".join(scope for scope in SCOPES if scope not in granted)
    if not missing:
        return Finding("scopes", True, "all there.")
    return Finding(
        "scopes", False, f"{missing} missing.", "Update the app by `bellringer manifest`, then reinstall it."
    )


def _check_clock(header: str, now: datetime) -> Finding:
    try:
        theirs = parsedate_to_datetime(header).astimezone(UTC)
    except ValueError:
        return Finding("clock", True, "Slack did not say what time it is.")
    apart = abs((now - theirs).total_seconds())
    ok = apart <= CLOCK_SECONDS
    return Finding("clock", ok, f"{apart:.0f} seconds from Slack's.", "Let the machine set it by NTP.")


def _check_place(client: WebClient, place: Place) -> Finding:
    """Whether what is meant for a channel arrives there."""
    subject, channel = place.subject, place.channel
    answer, refusal = _ask(lambda: client.conversations_info(channel=channel))
    if answer is None:
        return Finding(subject, False, f"{channel} cannot be seen ({refusal or 'no answer'}).", place.elsewhere)
    about: dict[str, Any] = answer["channel"]
    name = f"#{about.get('name', channel)}"
    if about.get("is_archived"):
        return Finding(subject, False, f"{name} is archived.", place.elsewhere)
    if not about.get("is_member"):
        return Finding(subject, False, f"{name} is without us.", "Type `/invite @Bellringer` there.")
    if place.is_ours and about.get("is_ext_shared"):
        return Finding(subject, False, f"{name} is read by outsiders: what is ours is held.", place.elsewhere)
    return Finding(subject, True, name)


def _ask(call: Callable[[], Any]) -> tuple[Any, str]:
    """Slack's answer, or None and its refusal; empty when there was no answer at all."""
    try:
        return call(), ""
    except SlackApiError as problem:
        return None, str(problem.response.get("error") or "refused")
    except (SlackClientError, OSError):
        return None, ""
