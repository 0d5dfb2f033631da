"""The arguments of a Web API call, as JSON, form or query bring them, and the shape of a method."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import SlackError, missing_argument
from sandbox.messages import find
from sandbox.records import Channel, Json, Message, User
from sandbox.workspace import Workspace


@dataclass
class Arguments:
    """What the caller sent. Forms carry lists and objects as JSON text, flags as "true" or "1"."""

    values: Json
    scopes: set[str] = field(default_factory=set)
    """The scopes granted to the token."""

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """SlackError `invalid_arguments` when it is missing or empty."""
        value = self.text(name)
        if not value:
            raise missing_argument(name)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.values.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """A list or object; None when it was not given. `error` is what Slack says to text that is no JSON."""
        value = self.values.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise SlackError(error) from None
        return value

    def page(self, rows: list[Any]) -> tuple[list[Any], Json]:
        """One page of rows by `cursor` and `limit`, and its `response_metadata`."""
        cursor, wanted = self.text("cursor") or "0", self.text("limit") or "0"
        if not cursor.isdigit():
            raise SlackError("invalid_cursor")
        if not wanted.isdigit():
            raise SlackError("invalid_limit")
        start, limit = int(cursor), min(int(wanted) or 1000, 1000)
        following = str(start + limit) if start + limit < len(rows) else ""
        return rows[start : start + limit], {"next_cursor": following}

    def moment(self, name: str, default: float) -> float:
        """A `ts`, as a number to compare with. SlackError `invalid_ts_oldest` and the like."""
        try:
            return float(self.text(name) or default)
        except ValueError:
            raise SlackError(f"invalid_ts_{name}") from None

    def need(self, *scopes: str) -> None:
        """SlackError `missing_scope` when the token has none of these."""
        if not self.scopes.intersection(scopes):
            raise SlackError("missing_scope", needed=scopes[0], provided=",".join(sorted(self.scopes)))


@dataclass(frozen=True)
class Method:
    """A method of the Web API and the scopes of which its caller must have one (none: any token will do)."""

    answer: Callable[[Workspace, Arguments], Json]
    scopes: tuple[str, ...] = ()


def channel_of(workspace: Workspace, arguments: Arguments, name: str = "channel") -> Channel:
    """The channel an argument names by id, as far as the bot can know of it. SlackError `channel_not_found`."""
    channel = workspace.channels.get(arguments.required(name))
    if channel is None or (channel.is_private and not workspace.has_bot(channel)):
        raise SlackError("channel_not_found")
    return channel


def message_of(workspace: Workspace, arguments: Arguments, channel: Channel, name: str = "ts") -> Message:
    """A message that is not ephemeral. SlackError `message_not_found`."""
    ts = arguments.required(name)
    for message in workspace.messages[channel.id]:
        if message.ts == ts and message.ephemeral_to is None:
            return message
    raise SlackError("message_not_found")


def thread_of(workspace: Workspace, channel: Channel, thread_ts: str) -> str | None:
    """The first message of the thread that a reply goes to. SlackError `thread_not_found`."""
    if not thread_ts:
        return None
    if not re.fullmatch(r"\d+\.\d{6}", thread_ts):
        raise SlackError("invalid_thread_ts")
    parent = find(workspace, channel, thread_ts)
    if parent is None or parent.ephemeral_to is not None:
        raise SlackError("thread_not_found")
    return parent.thread_ts or parent.ts


def person_of(workspace: Workspace, arguments: Arguments, name: str = "user") -> User:
    """SlackError `user_not_found`."""
    return workspace.user(arguments.required(name))
