"""The manifest: within Slack's lengths, and no more than what the code answers and needs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot import manifest
from bot.settings import SettingsError
from handlers.grammar import COMMANDS

URL = "https://bellringer.example.com"
KINDS = {
    "Socket Mode": manifest.build(),
    "a URL": manifest.build(url=URL),
    "many workspaces": manifest.build(url=URL + "/", many_workspaces=True),
}


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def made(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


def test_names_and_descriptions_are_within_slacks_lengths(made: dict[str, Any]) -> None:
    shown = made["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    for command in made["features"]["slash_commands"]:
        assert re.fullmatch(r"/[a-z][a-z0-9_-]{0,31}", command["command"])
        assert 1 <= len(command["description"]) <= 2_000
        assert 1 <= len(command["usage_hint"]) <= 1_000


def test_every_command_is_registered_once_and_people_come_as_ids(made: dict[str, Any]) -> None:
    commands = made["features"]["slash_commands"]
    assert [command["command"] for command in commands] == [command.name for command in COMMANDS]
    assert all(command["should_escape"] for command in commands)


def test_scopes_are_those_that_events_need_and_none_reads_channels(made: dict[str, Any]) -> None:
    scopes, events = made["oauth_config"]["scopes"]["bot"], made["settings"]["event_subscriptions"]["bot_events"]
    assert scopes == sorted(set(scopes))
    assert events == sorted(set(events))
    assert {scope for event in events for scope in manifest.EVENTS[event]} <= set(scopes)
    assert [scope for scope in scopes if scope.endswith(":history")] == ["im:history"]


def test_by_socket_mode_there_is_no_address_and_otherwise_only_one() -> None:
    assert "https://" not in json.dumps(KINDS["Socket Mode"])
    assert KINDS["Socket Mode"]["settings"]["socket_mode_enabled"] is True
    for kind in ("a URL", "many workspaces"):
        made = KINDS[kind]
        settings = made["settings"]
        addresses = {command["url"] for command in made["features"]["slash_commands"]}
        addresses |= {settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]}
        addresses.add(settings["interactivity"]["message_menu_options_url"])
        assert addresses == {URL + "/slack/events"}
        assert settings["socket_mode_enabled"] is False
    assert KINDS["many workspaces"]["oauth_config"]["redirect_urls"] == [URL + "/slack/oauth_redirect"]


def test_what_cannot_be_turned_back_is_off(made: dict[str, Any]) -> None:
    assert made["settings"]["token_rotation_enabled"] is False
    assert made["settings"]["org_deploy_enabled"] is False


def test_only_https_will_do() -> None:
    for url in ("http://bellringer.example.com", "bellringer.example.com", "https://"):
        with pytest.raises(SettingsError):
            manifest.check_url(url)


def test_the_example_in_the_repository_is_what_the_code_makes() -> None:
    example = Path(__file__).parent.parent / "manifest.json"
    assert json.loads(example.read_text(encoding="utf-8")) == manifest.build()
