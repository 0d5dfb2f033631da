"""The settings: what the environment and the `.env` file say, checked once at the start and never read again."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

ENV_FILE = Path(".env")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")

DEFAULTS = {
    "DATABASE_URL": "sqlite:///var/bellringer.db",
    "SLACK_BOT_TOKEN": "",
    "SLACK_SIGNING_SECRET": "",
    "SLACK_APP_TOKEN": "",
    "SLACK_CLIENT_ID": "",
    "SLACK_CLIENT_SECRET": "",
    "SLACK_API_URL": "https://slack.com/api/",
    "SLACK_AUTHORIZE_URL": "https://slack.com/oauth/v2/authorize",
    "BELLRINGER_ENCRYPTION_KEY": "",
    "HOST": "127.0.0.1",
    "PORT": "3000",
    "PUBLIC_URL": "",
    "LOG_LEVEL": "INFO",
    "LOG_FORMAT": "text",
}
"""Every variable that is read, and what it is when it is not set."""
SECRETS = (
    "DATABASE_URL",
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_CLIENT_SECRET",
    "BELLRINGER_ENCRYPTION_KEY",
)
"""Those that may also be given as a file, by the name with `_FILE` behind it."""


class SettingsError(Exception):
    """A setting is missing or wrong. The message names it and says what to do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One field for each variable, in lower case. Secrets never show in `repr`."""

    database_url: str = field(default=DEFAULTS["DATABASE_URL"], repr=False)
    slack_bot_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_client_id: str = ""
    slack_client_secret: str = field(default="", repr=False)
    slack_api_url: str = DEFAULTS["SLACK_API_URL"]
    """Ends with a slash."""
    slack_authorize_url: str = DEFAULTS["SLACK_AUTHORIZE_URL"]
    encryption_keys: tuple[str, ...] = field(default=(), repr=False)
    """Fernet keys for stored tokens; the first one encrypts, all of them decrypt."""
    host: str = DEFAULTS["HOST"]
    port: int = int(DEFAULTS["PORT"])
    public_url: str = ""
    """Where Slack reaches us, without a slash at the end."""
    log_level: str = DEFAULTS["LOG_LEVEL"]
    log_format: str = DEFAULTS["LOG_FORMAT"]

    @property
    def uses_socket_mode(self) -> bool:
        """Whether we connect to Slack, rather than Slack to us."""
        return bool(self.slack_app_token)

    @property
    def serves_many_workspaces(self) -> bool:
        """Whether workspaces install the app by OAuth, rather than one token being given."""
        return bool(self.slack_client_id)

    @property
    def is_sqlite(self) -> bool:
        """Whether one process has to do everything."""
        return self.database_url.startswith("sqlite")


def read(environment: Mapping[str, str], env_file: Path | None = ENV_FILE) -> Settings:
    """The settings of this environment; what the environment does not say, the file may. Raises `SettingsError`."""
    from_file = dotenv_values(env_file) if env_file is not None else {}
    said = {name: value for name, value in {**from_file, **environment}.items() if value}
    values = {name: _value(said, name) for name in DEFAULTS}
    settings = Settings(
        database_url=_database_url(values["DATABASE_URL"]),
        slack_bot_token=_starting(values, "SLACK_BOT_TOKEN", "xoxb-", "a bot token, from “OAuth & Permissions”"),
        slack_signing_secret=values["SLACK_SIGNING_SECRET"],
        slack_app_token=_starting(values, "SLACK_APP_TOKEN", "xapp-", "an app-level token, from “Basic Information”"),
        slack_client_id=values["SLACK_CLIENT_ID"],
        slack_client_secret=values["SLACK_CLIENT_SECRET"],
        slack_api_url=_url(values, "SLACK_API_URL") + "/",
        slack_authorize_url=_url(values, "SLACK_AUTHORIZE_URL"),
        encryption_keys=_encryption_keys(values["BELLRINGER_ENCRYPTION_KEY"]),
        host=values["HOST"],
        port=_port(values["PORT"]),
        public_url=_url(values, "PUBLIC_URL") if values["PUBLIC_URL"] else "",
        log_level=_one_of(values, "LOG_LEVEL", LOG_LEVELS, values["LOG_LEVEL"].upper()),
        log_format=_one_of(values, "LOG_FORMAT", LOG_FORMATS, values["LOG_FORMAT"].lower()),
    )
    _check_ways_in(settings)
    return settings


def require_slack(settings: Settings) -> None:
    """Make sure that there is all that is needed to speak with Slack. Raises `SettingsError`."""
    if not (settings.slack_bot_token or settings.serves_many_workspaces):
        raise SettingsError(
            "SLACK_BOT_TOKEN is missing: install the app in your workspace and copy the Bot User OAuth Token "
            "(xoxb-…) into .env; `bellringer manifest` prints the app to create. "
            "To try Bellringer without Slack: `bellringer sandbox`."
        )
    if not (settings.slack_signing_secret or settings.uses_socket_mode):
        raise SettingsError(
            "SLACK_SIGNING_SECRET is missing: copy it from “Basic Information” of the app into .env, "
            "or set SLACK_APP_TOKEN to connect by Socket Mode."
        )


def hide(environment: MutableMapping[str, str]) -> None:
    """Take Slack's variables out of the environment of this process.

    Bolt reads them behind our back: a client id and secret there turn any app into one that stores installations in
    a file of its own. Nor have they any business in child processes.
    """
    for name in [name for name in environment if name.startswith("SLACK_")]:
        del environment[name]


def _check_ways_in(settings: Settings) -> None:
    if settings.slack_bot_token and (settings.slack_client_id or settings.slack_client_secret):
        raise SettingsError(
            "SLACK_BOT_TOKEN and SLACK_CLIENT_ID / SLACK_CLIENT_SECRET are both set: keep the token for one "
            "workspace, or the client id and secret for many, and remove the other."
        )
    if bool(settings.slack_client_id) != bool(settings.slack_client_secret):
        missing = "SLACK_CLIENT_SECRET" if settings.slack_client_id else "SLACK_CLIENT_ID"
        raise SettingsError(f"{missing} is missing: installing by OAuth needs the client id and the client secret.")
    if not settings.serves_many_workspaces:
        return
    if not settings.encryption_keys:
        raise SettingsError(
            "BELLRINGER_ENCRYPTION_KEY is missing: tokens of many workspaces are stored encrypted. Make a key with "
            "`bellringer key` and keep it outside the database."
        )
    if not settings.public_url:
        raise SettingsError("PUBLIC_URL is missing: Slack sends people back to it when they have installed the app.")


def _value(said: Mapping[str, str], name: str) -> str:
    path = said.get(f"{name}_FILE") if name in SECRETS else None
    if path is None:
        return said.get(name, DEFAULTS[name]).strip()
    if name in said:
        raise SettingsError(f"{name} and {name}_FILE are both set: remove one of them.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{name}_FILE names {path}, which cannot be read: check the path and its rights.") from None


def _starting(values: Mapping[str, str], name: str, prefix: str, what: str) -> str:
    value = values[name]
    if value and not value.startswith(prefix):
        raise SettingsError(f"{name} does not begin with {prefix}: it has to be {what} of the app.")
    return value


def _url(values: Mapping[str, str], name: str) -> str:
    """The address without a slash at its end. Tokens travel to it: only loopback may do without TLS."""
    try:
        parts = urlsplit(values[name])
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if not host or parts.scheme not in ("http", "https"):
        raise SettingsError(f"{name} is no web address: write it like https://bellringer.example.com.")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise SettingsError(f"{name} begins with http://, which anybody on the way can read: use https://.")
    return values[name].rstrip("/")


def _database_url(value: str) -> str:
    driver, separator, _rest = value.partition("://")
    if not separator or driver not in DRIVERS:
        raise SettingsError(
            "DATABASE_URL is neither SQLite nor PostgreSQL: write it like sqlite:///var/bellringer.db "
            "or postgresql+psycopg://user:password@host/name."
        )
    return value


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65_536:
        raise SettingsError(f"PORT is {value}: it has to be a number from 1 to 65535.")
    return int(value)


def _one_of(values: Mapping[str, str], name: str, allowed: tuple[str, ...], value: str) -> str:
    if value not in allowed:
        raise SettingsError(f"{name} is {values[name]}: it has to be one of {', '.join(allowed)}.")
    return value


def _encryption_keys(value: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in value.split(",") if key.strip())
    for key in keys:
        try:
            is_key = len(urlsafe_b64decode(key)) == 32
        except (binascii.Error, ValueError):
            is_key = False
        if not is_key:
            raise SettingsError(
                "BELLRINGER_ENCRYPTION_KEY is not a key: it has to be what `bellringer key` prints, "
                "or several of those with commas between, the newest first."
            )
    return keys
