"""What Slack tells the bot, by events, of things that people write, mark and open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.deliveries import Request
from sandbox.records import Channel, Json, Message, User, View

if TYPE_CHECKING:
    from sandbox.people import Sandbox


def of_message(sandbox: Sandbox, channel: Channel, text: str) -> list[str]:
    """The events that Slack sends of a message to an app with these scopes: `app_mention`, `message`, both or none."""
    workspace, app = sandbox.workspace, sandbox.workspace.app
    if app.removed or not workspace.has_bot(channel):
        return []
    named = f"<@{app.bot_user}>" in text and not channel.is_im
    mentioned = named and "app_mentions:read" in app.scopes and sandbox.hears("app_mention")
    heard = f"{channel.family}:history" in app.scopes and sandbox.hears(f"message.{channel.family}")
    return ["app_mention"] * mentioned + ["message"] * heard


def tell_reaction(sandbox: Sandbox, kind: str, user: User, message: Message, emoji: str) -> Request | None:
    """`reaction_added` or `reaction_removed`, which say of nobody which company they are from."""
    workspace = sandbox.workspace
    workspace.announce("update", channel=message.channel, ts=message.ts)
    granted = "reactions:read" in workspace.app.scopes and sandbox.hears(kind)
    if not granted or not workspace.has_bot(workspace.channels[message.channel]):
        return None
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    return sandbox.event(kind, user=user.id, reaction=emoji, item=item, item_user=message.user)


def tell_opened(sandbox: Sandbox, user: User, tab: str, home: View | None) -> Request | None:
    """`app_home_opened`, with the view where one was published. People of other companies get there, too."""
    direct = sandbox.workspace.dm_with(user.id)
    fields: Json = {"user": user.id, "channel": direct.id, "tab": tab}
    if home is not None:
        fields["view"] = home.payload()
    return sandbox.event("app_home_opened", **fields) if sandbox.hears("app_home_opened") else None
