"""Lets a workspace take an app as its manifest describes it: commands, shortcuts and scopes."""

from __future__ import annotations

from sandbox.records import Json
from sandbox.workspace import Command, Shortcut, Workspace


def install(workspace: Workspace, manifest: Json) -> None:
    """Replace what the app in this workspace may do by what its manifest (JSON as Slack takes it) asks for."""
    features = manifest.get("features", {})
    app = workspace.app
    app.commands = [
        Command(entry["command"], entry.get("description", ""), entry.get("usage_hint", ""))
        for entry in features.get("slash_commands", [])
    ]
    app.shortcuts = [
        Shortcut(entry["callback_id"], entry["name"], entry["type"], entry.get("description", ""))
        for entry in features.get("shortcuts", [])
    ]
    app.scopes = set(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))
    subscribed = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events")
    app.events = None if subscribed is None else set(subscribed)
