"""Messages: what may be posted, who sees it, and how it changes later."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

from sandbox.blocks import MESSAGE_CHARACTERS, check_blocks, count_characters
from sandbox.errors import SlackError, invalid
from sandbox.records import Channel, File, Json, Message, find_elements
from sandbox.states import initial_values
from sandbox.workspace import Workspace

LONGEST_TEXT = 40_000
MOST_ATTACHMENTS = 100


def check(workspace: Workspace, text: str, blocks: Any, attachments: Any, *, files: bool = False) -> None:
    """SlackError when Slack would not take a message with this content."""
    if not isinstance(blocks, list | None):
        raise SlackError("invalid_blocks_format")
    if blocks:
        errors = check_blocks(blocks) or _wrong_files(workspace, blocks, "/blocks")
        if errors:
            raise invalid("invalid_blocks", errors)
        if count_characters(blocks) > MESSAGE_CHARACTERS:
            raise SlackError("msg_blocks_too_long")
    if attachments and (not isinstance(attachments, list) or len(attachments) > MOST_ATTACHMENTS):
        raise SlackError("too_many_attachments" if isinstance(attachments, list) else "invalid_attachments")
    if not (text.strip() or blocks or attachments or files):
        raise SlackError("no_text")


def _wrong_files(workspace: Workspace, blocks: list[Json], pointer: str) -> list[str]:
    """Images by `slack_file` that Slack cannot show: unknown, or not yet processed after their upload."""
    wrong = []
    for index, block in enumerate(blocks):
        shown = [(f"{pointer}/{index}", block), (f"{pointer}/{index}/accessory", block.get("accessory") or {})]
        shown += [(f"{pointer}/{index}/elements/{i}", part) for i, part in enumerate(block.get("elements") or [])]
        for place, part in shown:
            if "slack_file" in part and not _is_shown(workspace, part["slack_file"]):
                wrong.append(f"[ERROR] invalid slack file [json-pointer:{place}/slack_file]")
    return wrong


def _is_shown(workspace: Workspace, named: Json) -> bool:
    delay = timedelta(seconds=workspace.file_delay_seconds)
    return any(
        file.completed_at is not None
        and workspace.clock() - file.completed_at >= delay
        and file.mimetype in ("image/png", "image/jpeg", "image/gif")
        for file in workspace.files.values()
        if named.get("id") == file.id or named.get("url") == file.url
    )


def name_parts(workspace: Workspace, blocks: list[Json]) -> list[Json]:
    """The blocks as Slack keeps them: those without a block_id or action_id are given one."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", f"b{workspace.next_number():x}")
        for element in [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]:
            if (
                isinstance(element, dict)
                and block["type"] in ("input", "section", "actions")
                and element["type"] != "image"
            ):
                element.setdefault("action_id", f"a{workspace.next_number():x}")
    return blocks


def post(
    workspace: Workspace,
    channel: Channel,
    user: str,
    text: str,
    *,
    blocks: list[Json] | None = None,
    attachments: list[Json] | None = None,
    ephemeral_to: str | None = None,
    thread_ts: str | None = None,
    broadcast: bool = False,
    files: list[File] | None = None,
    metadata: Json | None = None,
) -> Message:
    """Put a message that was checked into a channel."""
    with workspace.lock:
        named = name_parts(workspace, blocks or [])
        message = Message(
            ts=workspace.next_ts(),
            channel=channel.id,
            user=user,
            text=text[:LONGEST_TEXT],
            blocks=named,
            attachments=attachments or [],
            bot_id=workspace.app.bot_id if user == workspace.app.bot_user else None,
            ephemeral_to=ephemeral_to,
            thread_ts=thread_ts,
            broadcast=broadcast,
            files=files or [],
            metadata=metadata,
            state=initial_values(named),
        )
        workspace.messages[channel.id].append(message)
        parent = find(workspace, channel, thread_ts) if thread_ts else None
        if parent is not None:
            parent.replies.append(message)
        for file in message.files:
            file.shares.setdefault(channel.id, []).append(message.ts)
    workspace.announce("message", channel=channel.id, ts=message.ts, to=ephemeral_to)
    return message


def change(
    workspace: Workspace,
    message: Message,
    *,
    text: str | None,
    blocks: list[Json] | None,
    attachments: list[Json] | None = None,
    metadata: Json | None = None,
) -> None:
    """Edit in place. Text without blocks removes the blocks, and only then is "(edited)" shown, as Slack does it."""
    with workspace.lock:
        if blocks is not None or text is not None:
            message.blocks = name_parts(workspace, blocks or [])
            message.state = initial_values(message.blocks, message.state)
        if text is not None:
            message.text = text
        if attachments is not None:
            message.attachments = attachments
        if metadata is not None:
            message.metadata = metadata or None
        message.edited = not blocks
    workspace.announce("update", channel=message.channel, ts=message.ts, to=message.ephemeral_to)


def remove(workspace: Workspace, message: Message) -> None:
    with workspace.lock:
        workspace.messages[message.channel].remove(message)
        channel = workspace.channels[message.channel]
        channel.pins.pop(message.ts, None)
        parent = find(workspace, channel, message.thread_ts) if message.thread_ts else None
        if parent is not None:
            parent.replies.remove(message)
    workspace.announce("delete", channel=message.channel, ts=message.ts, to=message.ephemeral_to)


def find(workspace: Workspace, channel: Channel, ts: str) -> Message | None:
    """The message with this `ts`, ephemeral ones included."""
    for message in reversed(workspace.messages[channel.id]):
        if message.ts == ts:
            return message
    return None


def seen_by(workspace: Workspace, user: str, channel: Channel) -> list[Message]:
    """What this person has on the screen there, oldest first, thread replies included. Nothing for non-members."""
    if user not in channel.members:
        return []
    own = user if workspace.whispers_outside or not workspace.is_external(user) else None
    with workspace.lock:
        return [message for message in workspace.messages[channel.id] if message.ephemeral_to in (None, own)]


def find_element(blocks: list[Json], action_id: str, value: str | None = None, block_id: str | None = None) -> Json:
    """The element that a person means. KeyError when there is none, or several that only `value` tells apart."""
    elements = [e for e in find_elements(blocks) if e["action_id"] == action_id and block_id in (None, e["block_id"])]
    if len(elements) > 1 and value is not None:
        elements = [element for element in elements if element.get("value") == value] or elements
    if not elements:
        raise KeyError(f"no element {action_id!r} among {[element['action_id'] for element in find_elements(blocks)]}")
    return elements[0]
