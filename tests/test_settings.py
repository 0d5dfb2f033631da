"""Settings: what is missing or wrong is named, with its remedy, and no secret is ever shown."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot import logs, settings
from bot.settings import DEFAULTS, SECRETS, Settings, SettingsError

KEY = "bmljZS1uaWNlLW5pY2UtbmljZS1uaWNlLW5pY2UtMTI="
OTHER_KEY = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMTI="
OAUTH = {
    "SLACK_CLIENT_ID": "100.200",
    "SLACK_CLIENT_SECRET": "client-secret",
    "SLACK_SIGNING_SECRET": "signing",
    "BELLRINGER_ENCRYPTION_KEY": KEY,
    "PUBLIC_URL": "https://bellringer.example.com/",
}


def read(**environment: str) -> Settings:
    return settings.read(environment, env_file=None)


def test_without_anything_the_defaults_hold_and_slack_is_asked_for_by_name() -> None:
    chosen = read()
    assert (chosen.database_url, chosen.host, chosen.port) == ("sqlite:///var/bellringer.db", "127.0.0.1", 3000)
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN is missing: .*bellringer sandbox"):
        settings.require_slack(chosen)
    with pytest.raises(SettingsError, match=r"^SLACK_SIGNING_SECRET is missing: "):
        settings.require_slack(read(SLACK_BOT_TOKEN="xoxb-1"))


def test_a_token_an_app_token_or_oauth_is_enough() -> None:
    for environment in (
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"},
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},
        OAUTH,
    ):
        settings.require_slack(read(**environment))
    assert read(**OAUTH).public_url == "https://bellringer.example.com"
    assert read(**OAUTH | {"BELLRINGER_ENCRYPTION_KEY": f"{OTHER_KEY},{KEY}"}).encryption_keys == (OTHER_KEY, KEY)


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN does not begin with xoxb-"),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN does not begin with xapp-"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", **OAUTH}, "SLACK_BOT_TOKEN and SLACK_CLIENT_ID"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_CLIENT_SECRET": "s"}, "SLACK_BOT_TOKEN and SLACK_CLIENT_ID"),
        (OAUTH | {"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing"),
        (OAUTH | {"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID is missing"),
        (OAUTH | {"BELLRINGER_ENCRYPTION_KEY": ""}, "BELLRINGER_ENCRYPTION_KEY is missing"),
        (OAUTH | {"BELLRINGER_ENCRYPTION_KEY": "short"}, "BELLRINGER_ENCRYPTION_KEY is not a key"),
        (OAUTH | {"BELLRINGER_ENCRYPTION_KEY": "é"}, "BELLRINGER_ENCRYPTION_KEY is not a key"),
        (OAUTH | {"PUBLIC_URL": ""}, "PUBLIC_URL is missing"),
        ({"PUBLIC_URL": "bellringer.example.com"}, "PUBLIC_URL is no web address"),
        ({"PUBLIC_URL": "http://[bad"}, "PUBLIC_URL is no web address"),
        ({"SLACK_API_URL": "http://slack.example.com/api/"}, "SLACK_API_URL begins with http://"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL is neither SQLite nor PostgreSQL"),
        ({"PORT": "http"}, "PORT is http"),
        ({"PORT": "70000"}, "PORT is 70000"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is loud"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is xml"),
        ({"SLACK_BOT_TOKEN_FILE": "/nowhere/token"}, "SLACK_BOT_TOKEN_FILE names /nowhere/token"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_named(environment: dict[str, str], name: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(**environment)
    assert str(refused.value).startswith(name)
    assert not any(secret in str(refused.value) for secret in ("client-secret", KEY))


def test_the_environment_goes_before_the_file_and_a_secret_may_have_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("xoxb-from-a-file\n", encoding="utf-8")
    (tmp_path / ".env").write_text(
        f"PORT=4000\nHOST=::1\nLOG_LEVEL=\nSLACK_BOT_TOKEN_FILE={tmp_path / 'token'}\n", encoding="utf-8"
    )
    chosen = settings.read({"PORT": "5000"}, env_file=tmp_path / ".env")
    assert (chosen.port, chosen.host, chosen.log_level) == (5000, "::1", "INFO")
    assert chosen.slack_bot_token == "xoxb-from-a-file"
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set"):
        settings.read({"SLACK_BOT_TOKEN": "xoxb-1"}, env_file=tmp_path / ".env")


def test_secrets_show_neither_in_repr_nor_in_a_log() -> None:
    hidden = {"SLACK_SIGNING_SECRET": "signing-x", "SLACK_CLIENT_SECRET": "client-x", "PUBLIC_URL": "https://a.example"}
    chosen = read(**OAUTH | hidden, DATABASE_URL="postgresql+psycopg://me:password-x@host/name")
    assert not any(secret in repr(chosen) for secret in ("signing-x", "client-x", "password-x", KEY))
    assert "https://a.example" in repr(chosen)
    words = "%s xapp-1-A-9 https://hooks.slack.com/commands/T/1 postgresql://me:pw@h/n"
    record = logging.LogRecord("bot", logging.INFO, "", 0, words, ("xoxb-1-2-a",), None)
    for formatter in (logs.LineFormatter(), logs.JsonFormatter()):
        line = formatter.format(record)
        assert not any(secret in line for secret in ("xoxb-1", "xapp-1", "commands/T", "me:pw"))


def test_slacks_variables_are_taken_out_of_the_environment_before_bolt_finds_them() -> None:
    environment = {"SLACK_CLIENT_ID": "1", "SLACK_VERIFICATION_TOKEN": "2", "PATH": "/bin"}
    settings.hide(environment)
    assert environment == {"PATH": "/bin"}


def test_the_example_names_every_variable_with_its_default() -> None:
    lines = (Path(__file__).parent.parent / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert example == DEFAULTS
    assert set(SECRETS) < set(DEFAULTS)
