"""conversations.*: channels, their members and, where the scope was granted, their history."""

from __future__ import annotations

from sandbox import described
from sandbox.errors import SlackError
from sandbox.methods.arguments import Arguments, Method, channel_of
from sandbox.records import Channel, Json, Message
from sandbox.workspace import Workspace

_KINDS = {"public_channel": "channels", "private_channel": "groups", "mpim": "mpim", "im": "im"}


def info(workspace: Workspace, arguments: Arguments) -> Json:
    channel = channel_of(workspace, arguments)
    arguments.need(f"{channel.family}:read")
    shown = described.channel(workspace, channel, with_count=arguments.flag("include_num_members"))
    return {"ok": True, "channel": shown}


def list_channels(workspace: Workspace, arguments: Arguments) -> Json:
    """Public channels, and private ones that the bot is in, by `types`."""
    kinds = requested_kinds(arguments)
    rows = [
        described.channel(workspace, channel, with_count=True)
        for channel in workspace.channels.values()
        if channel.family in kinds
        and (not channel.is_private or workspace.has_bot(channel))
        and not (channel.is_archived and arguments.flag("exclude_archived"))
    ]
    page, following = arguments.page(rows)
    return {"ok": True, "channels": page, "response_metadata": following}


def requested_kinds(arguments: Arguments) -> set[str]:
    """The scope families ("channels", "groups", …) of the argument `types`, each of which must be granted."""
    kinds = set()
    for name in arguments.text("types", "public_channel").split(","):
        if name.strip() not in _KINDS:
            raise SlackError("invalid_types")
        kinds.add(_KINDS[name.strip()])
    for kind in sorted(kinds):
        arguments.need(f"{kind}:read")
    return kinds


def members(workspace: Workspace, arguments: Arguments) -> Json:
    channel = channel_of(workspace, arguments)
    arguments.need(f"{channel.family}:read")
    page, following = arguments.page(channel.members)
    return {"ok": True, "members": page, "response_metadata": following}


def open_direct(workspace: Workspace, arguments: Arguments) -> Json:
    """The direct messages with one person, by user id or by the id they already have."""
    if arguments.text("channel"):
        direct = channel_of(workspace, arguments)
        return {"ok": True, "no_op": True, "already_open": True, "channel": {"id": direct.id}}
    named = [part.strip() for part in arguments.text("users").split(",") if part.strip()]
    if not named:
        raise SlackError("users_list_not_supplied")
    if len(named) > 1:
        arguments.need("mpim:write")
        raise SlackError("not_enough_users")
    person = workspace.user(named[0])
    if person.deleted:
        raise SlackError("user_disabled")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if workspace.is_stranger(person.id):
        raise SlackError("user_not_visible")
    already = any(channel.im_user == person.id for channel in workspace.channels.values())
    direct = workspace.dm_with(person.id)
    shown = described.channel(workspace, direct) if arguments.flag("return_im") else {"id": direct.id}
    return {"ok": True, "no_op": already, "already_open": already, "channel": shown}


def join(workspace: Workspace, arguments: Arguments) -> Json:
    channel = channel_of(workspace, arguments)
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    answer: Json = {"ok": True}
    if workspace.has_bot(channel):
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    else:
        channel.members.append(workspace.app.bot_user)
        workspace.announce("state")
    return answer | {"channel": described.channel(workspace, channel)}


def leave(workspace: Workspace, arguments: Arguments) -> Json:
    channel = channel_of(workspace, arguments)
    if not workspace.has_bot(channel):
        return {"ok": True, "not_in_channel": True}
    channel.members.remove(workspace.app.bot_user)
    workspace.announce("state")
    return {"ok": True}


def history(workspace: Workspace, arguments: Arguments) -> Json:
    """Messages outside threads, the newest first."""
    channel = _readable(workspace, arguments)
    found = [m for m in workspace.messages[channel.id] if m.thread_ts in (None, m.ts) or m.broadcast]
    return _listed(workspace, arguments, list(reversed(_within(arguments, found))))


def replies(workspace: Workspace, arguments: Arguments) -> Json:
    """A thread: its first message, then the replies, the oldest first."""
    channel = _readable(workspace, arguments)
    ts = arguments.required("ts")
    found = [m for m in workspace.messages[channel.id] if ts in (m.ts, m.thread_ts) and m.ephemeral_to is None]
    if not found:
        raise SlackError("thread_not_found")
    return _listed(workspace, arguments, _within(arguments, found))


def _readable(workspace: Workspace, arguments: Arguments) -> Channel:
    channel = channel_of(workspace, arguments)
    arguments.need(f"{channel.family}:history")
    if not workspace.has_bot(channel):
        raise SlackError("not_in_channel")
    return channel


def _within(arguments: Arguments, found: list[Message]) -> list[Message]:
    """Those that all may see, between `oldest` and `latest`."""
    oldest, latest = arguments.moment("oldest", 0), arguments.moment("latest", float("inf"))
    inclusive = arguments.flag("inclusive")
    return [
        message
        for message in found
        if message.ephemeral_to is None
        and (oldest < float(message.ts) < latest or (inclusive and float(message.ts) in (oldest, latest)))
    ]


def _listed(workspace: Workspace, arguments: Arguments, found: list[Message]) -> Json:
    page, following = arguments.page(found)
    with_metadata = arguments.flag("include_all_metadata")
    shown = [described.message(workspace, message, with_metadata=with_metadata) for message in page]
    more = bool(following["next_cursor"])
    return {"ok": True, "messages": shown, "has_more": more, "response_metadata": following}


METHODS = {
    "conversations.info": Method(info),
    "conversations.list": Method(list_channels),
    "conversations.members": Method(members),
    "conversations.open": Method(open_direct, ("im:write",)),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.leave": Method(leave, ("channels:manage",)),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
}
