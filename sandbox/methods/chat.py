"""chat.*: posting, editing and deleting messages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox import described, messages
from sandbox.errors import SlackError
from sandbox.methods.arguments import Arguments, Method, channel_of, message_of, thread_of
from sandbox.records import Channel, Json, Message
from sandbox.workspace import Workspace

LONGEST_UPDATE = 4_000
PACE = timedelta(seconds=1)


def post_message(workspace: Workspace, arguments: Arguments) -> Json:
    """To a channel by id or #name, or to a person's direct messages by user id."""
    channel = _postable(workspace, arguments)
    content = _content(workspace, arguments)
    thread_ts = thread_of(workspace, channel, arguments.text("thread_ts"))
    _keep_pace(workspace, channel)
    message = messages.post(
        workspace,
        channel,
        workspace.app.bot_user,
        **content,
        thread_ts=thread_ts,
        broadcast=bool(thread_ts) and arguments.flag("reply_broadcast"),
        metadata=_metadata(arguments),
    )
    shown = described.message(workspace, message, with_metadata=True)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    """For one person's eyes, who must be in the channel."""
    channel = _postable(workspace, arguments)
    reader = workspace.user(arguments.required("user"))
    if reader.id not in channel.members:
        raise SlackError("user_not_in_channel")
    content = _content(workspace, arguments)
    thread_ts = thread_of(workspace, channel, arguments.text("thread_ts"))
    message = messages.post(
        workspace, channel, workspace.app.bot_user, **content, ephemeral_to=reader.id, thread_ts=thread_ts
    )
    return {"ok": True, "message_ts": message.ts}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    channel = channel_of(workspace, arguments)
    message = _own(workspace, arguments, channel, "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    text = arguments.text("text") if "text" in arguments.values else None
    blocks = arguments.json("blocks", "invalid_blocks_format")
    attachments = arguments.json("attachments", "invalid_attachments")
    if text and len(text) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    kept = message.blocks if text is None and blocks is None else []
    messages.check(workspace, text or "", blocks or kept, attachments, files=bool(message.files))
    messages.change(
        workspace, message, text=text, blocks=blocks, attachments=attachments, metadata=_metadata(arguments)
    )
    shown = described.message(workspace, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(workspace: Workspace, arguments: Arguments) -> Json:
    channel = channel_of(workspace, arguments)
    message = _own(workspace, arguments, channel, "cant_delete_message")
    messages.remove(workspace, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def get_permalink(workspace: Workspace, arguments: Arguments) -> Json:
    channel = channel_of(workspace, arguments)
    message = message_of(workspace, arguments, channel, "message_ts")
    return {"ok": True, "channel": channel.id, "permalink": described.permalink(workspace, channel.id, message)}


def _postable(workspace: Workspace, arguments: Arguments) -> Channel:
    """The channel to post to: the bot must be in it (or hold `chat:write.public` for a public one)."""
    named = arguments.required("channel")
    if named in workspace.users:
        if workspace.users[named].deleted or workspace.users[named].is_bot or workspace.is_stranger(named):
            raise SlackError("channel_not_found")
        return workspace.dm_with(named)
    by_name = {f"#{channel.name}": channel for channel in workspace.channels.values() if not channel.is_im}
    channel = by_name.get(named) or channel_of(workspace, arguments)
    if channel.is_im and workspace.is_stranger(channel.im_user or ""):
        raise SlackError("channel_not_found")
    if channel.is_archived:
        raise SlackError("is_archived")
    if not workspace.has_bot(channel) and "chat:write.public" not in arguments.scopes:
        raise SlackError("not_in_channel")
    return channel


def _content(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    text = arguments.text("text")
    blocks = arguments.json("blocks", "invalid_blocks_format")
    attachments = arguments.json("attachments", "invalid_attachments")
    messages.check(workspace, text, blocks, attachments)
    return {"text": text, "blocks": blocks, "attachments": attachments}


def _metadata(arguments: Arguments) -> Json | None:
    metadata = arguments.json("metadata", "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return metadata
    if not isinstance(metadata, dict) or not metadata.get("event_type"):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return metadata


def _keep_pace(workspace: Workspace, channel: Channel) -> None:
    """In strict mode: one message a second to a channel, by the workspace's clock."""
    if workspace.strict_pace:
        now, earlier = workspace.clock(), workspace.posted_at.get(channel.id)
        if earlier is not None and now - earlier < PACE:
            raise SlackError("ratelimited", retry_after=1)
        workspace.posted_at[channel.id] = now


def _own(workspace: Workspace, arguments: Arguments, channel: Channel, refusal: str) -> Message:
    message = message_of(workspace, arguments, channel)
    if message.user != workspace.app.bot_user:
        raise SlackError(refusal)
    return message


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",)),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.getPermalink": Method(get_permalink),
}
