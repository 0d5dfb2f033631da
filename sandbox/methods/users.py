"""users.*: who people are, and where they are."""

from __future__ import annotations

from sandbox import described
from sandbox.methods.arguments import Arguments, Method, person_of
from sandbox.methods.conversations import requested_kinds
from sandbox.records import Channel, Json
from sandbox.workspace import Workspace


def info(workspace: Workspace, arguments: Arguments) -> Json:
    person = person_of(workspace, arguments)
    locale = arguments.flag("include_locale")
    return {"ok": True, "user": described.user(workspace, person, include_locale=locale)}


def list_users(workspace: Workspace, arguments: Arguments) -> Json:
    locale = arguments.flag("include_locale")
    rows = [described.user(workspace, user, include_locale=locale) for user in workspace.users.values()]
    page, following = arguments.page(rows)
    stamp = int(workspace.clock().timestamp())
    return {"ok": True, "members": page, "cache_ts": stamp, "response_metadata": following}


def conversations(workspace: Workspace, arguments: Arguments) -> Json:
    """The channels of a person, or of the bot when nobody is named."""
    kinds = requested_kinds(arguments)
    who = workspace.user(arguments.text("user", workspace.app.bot_user)).id

    def counts(channel: Channel) -> bool:
        visible = not channel.is_private or workspace.has_bot(channel)
        return channel.family in kinds and who in channel.members and visible

    archived = not arguments.flag("exclude_archived")
    rows = [
        described.channel(workspace, channel)
        for channel in workspace.channels.values()
        if counts(channel) and (archived or not channel.is_archived)
    ]
    page, following = arguments.page(rows)
    return {"ok": True, "channels": page, "response_metadata": following}


METHODS = {
    "users.info": Method(info, ("users:read",)),
    "users.list": Method(list_users, ("users:read",)),
    "users.conversations": Method(conversations),
}
