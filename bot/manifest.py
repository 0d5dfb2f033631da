"""The Slack app manifest: what the app is called, what it may do and where Slack reaches it, made from the code."""

from __future__ import annotations

from typing import Any

from bot.settings import SettingsError
from handlers.grammar import COMMANDS, SHORTCUTS

EVENTS_PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"

SCOPES = (
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:read",
    "im:history",
    "im:write",
    "pins:write",
    "reactions:read",
    "team:read",
    "users:read",
)
"""What the bot needs. It never reads what people write in channels, but for lines that name it."""

EVENTS = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_id_changed": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_shared": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_unshared": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read",),
    "message.im": ("im:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
"""What Slack tells us of, and which scope that takes."""

DESCRIPTION = "Log deals in a line, see where the team stands, and hear of every win."
LONG_DESCRIPTION = (
    "Bellringer is a colleague for sales teams that sell directly and through partners. Type a win in one line, and "
    "the team hears of it. Every Monday the board is in the channel, and each person learns privately what would "
    "take them one place up. Ask for any period, any team, any deal; take back what was wrong. It speaks English and "
    "Chinese, runs on your own machine, and keeps what it knows in your own database. It reads only what is written "
    "to it: commands, mentions and direct messages; and it counts an emoji as thanks where a manager wants that."
)
BACKGROUND = "#1f3b57"


def build(*, url: str = "", many_workspaces: bool = False) -> dict[str, Any]:
    """The manifest for an app that Slack reaches at `url`; without one, for an app that connects by Socket Mode."""
    request_url = url.rstrip("/") + EVENTS_PATH if url else ""
    address = {"url": request_url} if url else {}
    requests = {"request_url": request_url} if url else {}
    options = {"message_menu_options_url": request_url} if url else {}
    redirects = {"redirect_urls": [url.rstrip("/") + REDIRECT_PATH]} if url and many_workspaces else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Bellringer",
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": BACKGROUND,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Bellringer", "always_online": True},
            "slash_commands": [
                {
                    "command": command.name,
                    "description": command.description,
                    "usage_hint": command.usage,
                    "should_escape": True,
                    **address,
                }
                for command in COMMANDS
            ],
            "shortcuts": [
                {
                    "type": "message",
                    "callback_id": shortcut.callback_id,
                    "name": shortcut.name,
                    "description": shortcut.description,
                }
                for shortcut in SHORTCUTS
            ],
        },
        "oauth_config": {**redirects, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**requests, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **requests, **options},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def check_url(url: str) -> None:
    """Slack sends requests by TLS only. Raises `SettingsError`."""
    if not url.startswith("https://") or len(url) <= len("https://"):
        raise SettingsError(f"{url} does not begin with https://: Slack sends requests to such addresses only.")
