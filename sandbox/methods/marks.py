"""reactions.* and pins.*: what is stuck onto messages."""

from __future__ import annotations

import re

from sandbox import described
from sandbox.errors import SlackError
from sandbox.messages import find
from sandbox.methods.arguments import Arguments, Method, channel_of, message_of
from sandbox.records import Channel, Json, Message
from sandbox.workspace import Workspace


def add_reaction(workspace: Workspace, arguments: Arguments) -> Json:
    channel, message = _marked(workspace, arguments)
    name = arguments.required("name").strip(":")
    if not re.fullmatch(r"[\w+'-]+(::skin-tone-[2-6])?", name):
        raise SlackError("invalid_name")
    users = message.reactions.setdefault(name, [])
    if workspace.app.bot_user in users:
        raise SlackError("already_reacted")
    users.append(workspace.app.bot_user)
    workspace.announce("update", channel=channel.id, ts=message.ts)
    return {"ok": True}


def remove_reaction(workspace: Workspace, arguments: Arguments) -> Json:
    channel, message = _marked(workspace, arguments)
    name = arguments.required("name").strip(":")
    users = message.reactions.get(name, [])
    if workspace.app.bot_user not in users:
        raise SlackError("no_reaction")
    users.remove(workspace.app.bot_user)
    if not users:
        del message.reactions[name]
    workspace.announce("update", channel=channel.id, ts=message.ts)
    return {"ok": True}


def get_reactions(workspace: Workspace, arguments: Arguments) -> Json:
    channel, message = _marked(workspace, arguments)
    shown = described.message(workspace, message)
    return {"ok": True, "type": "message", "channel": channel.id, "message": shown}


def add_pin(workspace: Workspace, arguments: Arguments) -> Json:
    channel, message = _marked(workspace, arguments)
    if message.ts in channel.pins:
        raise SlackError("already_pinned")
    channel.pins[message.ts] = int(workspace.clock().timestamp())
    workspace.announce("update", channel=channel.id, ts=message.ts)
    return {"ok": True}


def remove_pin(workspace: Workspace, arguments: Arguments) -> Json:
    channel, message = _marked(workspace, arguments)
    if message.ts not in channel.pins:
        raise SlackError("no_pin")
    del channel.pins[message.ts]
    workspace.announce("update", channel=channel.id, ts=message.ts)
    return {"ok": True}


def list_pins(workspace: Workspace, arguments: Arguments) -> Json:
    """What is pinned in a channel, the latest first."""
    channel = channel_of(workspace, arguments)
    if not workspace.has_bot(channel):
        raise SlackError("not_in_channel")
    items = [
        {
            "type": "message",
            "created": pinned_at,
            "created_by": workspace.app.bot_user,
            "channel": channel.id,
            "message": described.message(workspace, message),
        }
        for ts, pinned_at in channel.pins.items()
        if (message := find(workspace, channel, ts))
    ]
    return {"ok": True, "items": items[::-1]}


def _marked(workspace: Workspace, arguments: Arguments) -> tuple[Channel, Message]:
    channel = channel_of(workspace, arguments)
    message = message_of(workspace, arguments, channel, "timestamp")
    if not workspace.has_bot(channel):
        raise SlackError("not_in_channel")
    return channel, message


METHODS = {
    "reactions.add": Method(add_reaction, ("reactions:write",)),
    "reactions.remove": Method(remove_reaction, ("reactions:write",)),
    "reactions.get": Method(get_reactions, ("reactions:read",)),
    "pins.add": Method(add_pin, ("pins:write",)),
    "pins.remove": Method(remove_pin, ("pins:write",)),
    "pins.list": Method(list_pins, ("pins:read",)),
}
