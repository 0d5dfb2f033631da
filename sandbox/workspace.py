"""The state of the pretend workspace: who and what is there. Pure data and look-ups; it knows nothing of HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.errors import SlackError
from sandbox.faults import Faults
from sandbox.records import Channel, File, Json, Message, Team, User, View
from sandbox.socket import Link
from sandbox.tickets import ResponseUrl, Trigger

DEFAULT_SCOPES = (
    "commands", "chat:write", "users:read", "channels:read", "groups:read", "im:write", "im:history",
    "app_mentions:read", "files:write", "pins:write", "team:read", "reactions:read",
)  # fmt: skip
CALLS_KEPT = 5_000
SLACK_HOOKS = "https://hooks.slack.com"


@dataclass(frozen=True)
class Command:
    command: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    callback_id: str
    name: str
    kind: str = "global"  # global or message
    description: str = ""


@dataclass(frozen=True)
class Call:
    """One call of the Web API and how it was answered."""

    method: str
    arguments: Json
    at: datetime
    answer: Json


@dataclass
class App:
    """The bot as this workspace knows it."""

    id: str = "A0BELLRINGER"
    bot_id: str = "B0BELLRINGER"
    bot_user: str = "U0BOT"
    name: str = "Bellringer"
    bot_token: str = "xoxb-sandbox"
    app_token: str = "xapp-sandbox"
    client_id: str = "100.200"
    client_secret: str = "sandbox-client-secret"
    scopes: set[str] = field(default_factory=lambda: set(DEFAULT_SCOPES))
    commands: list[Command] = field(default_factory=list)
    shortcuts: list[Shortcut] = field(default_factory=list)
    events: set[str] | None = None
    """The events it subscribed to; None stands for all."""
    removed: bool = False


class Workspace:
    """One company's workspace with one app in it.

    `lock` guards the state and is never held while anybody waits for the bot. `strict_pace` makes
    `chat.postMessage` refuse a second message to a channel within a second of `clock`.
    `file_delay_seconds` is how long a finished upload takes before `slack_file` may show it.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        team: Team | None = None,
        scopes: Iterable[str] = DEFAULT_SCOPES,
        bot_token: str = "xoxb-sandbox",
        app_token: str = "xapp-sandbox",
        strict_pace: bool = False,
        file_delay_seconds: float = 0,
    ) -> None:
        self.clock = clock
        self.team = team or Team("T0BELL", "Bellringer Demo", "bellringer-demo")
        self.app = App(bot_token=bot_token, app_token=app_token, scopes=set(scopes))
        self.strict_pace = strict_pace
        self.file_delay_seconds = file_delay_seconds
        self.whispers_outside = True
        """Whether people of other companies see ephemeral messages. Slack does not say; nothing may depend on it."""
        self.url = SLACK_HOOKS
        """Where this workspace is served: response URLs, uploads and files start with it."""
        self.lock = threading.RLock()
        self.faults = Faults()
        self.link = Link()
        self.teams = {self.team.id: self.team}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, list[Message]] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.tickets: set[str] = set()
        """Socket Mode addresses that were given out and not yet connected to."""
        self.posted_at: dict[str, datetime] = {}
        """When `chat.postMessage` last took a message for each channel."""
        self.codes: dict[str, Json] = {}
        """OAuth codes that were handed out and not yet exchanged, with their redirect_uri and scopes."""
        self.calls: list[Call] = []
        """The last calls of the Web API, the latest last."""
        self.listeners: list[Callable[[Json], None]] = []
        self._number = 0
        self._last_ts = 0
        self.add_user(User(self.app.bot_user, "bellringer", self.app.name, self.team.id, kind="bot", is_bot=True))

    def add_user(self, user: User) -> User:
        with self.lock:  # a new dict, so that whoever walks the old one is not disturbed
            self.users = {**self.users, user.id: user}
        return user

    def add_channel(self, channel: Channel) -> Channel:
        channel.created = channel.created or int(self.clock().timestamp())
        with self.lock:
            self.messages[channel.id] = []
            self.channels = {**self.channels, channel.id: channel}
        return channel

    def next_number(self) -> int:
        """A number never given before: what ids are made of."""
        with self.lock:
            self._number += 1
            return self._number

    def next_id(self, prefix: str) -> str:
        return f"{prefix}0{self.next_number():08X}"

    def next_ts(self) -> str:
        """The `ts` of a message written now: the clock's microseconds, and later than any before."""
        with self.lock:
            self._last_ts = max(int(self.clock().timestamp() * 1_000_000), self._last_ts + 1)
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def user(self, user_id: str) -> User:
        """SlackError `user_not_found` for an id that is not one."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def user_called(self, handle: str) -> User:
        for user in self.users.values():
            if user.handle == handle:
                return user
        raise KeyError(f"nobody here is called {handle!r}; there are {[user.handle for user in self.users.values()]}")

    def team_called(self, name: str) -> Team:
        """The company with this name or id. KeyError with those that exist."""
        for team in self.teams.values():
            if name in (team.name, team.id):
                return team
        raise KeyError(f"no company {name!r}; there are {[team.name for team in self.teams.values()]}")

    def is_external(self, user_id: str) -> bool:
        return self.users[user_id].team_id != self.team.id

    def is_stranger(self, user_id: str) -> bool:
        """Whether this is somebody of another company who shares no channel with us that the bot could see."""
        return self.is_external(user_id) and not any(
            user_id in channel.members
            for channel in self.channels.values()
            if channel.is_ext_shared and not channel.is_im and (not channel.is_private or self.has_bot(channel))
        )

    def channel_called(self, name: str) -> Channel:
        """The channel with this id or name ("#field" or "field"). KeyError with those that exist."""
        if name in self.channels:
            return self.channels[name]
        for channel in self.channels.values():
            if not channel.is_im and channel.name == name.removeprefix("#"):
                return channel
        raise KeyError(f"no channel {name!r}; there are {[c.name for c in self.channels.values() if not c.is_im]}")

    def dm_with(self, user_id: str) -> Channel:
        """The direct messages between the bot and this person, opened when they were not yet."""
        with self.lock:
            for channel in self.channels.values():
                if channel.im_user == user_id:
                    return channel
            direct = Channel(self.next_id("D"), "", [user_id, self.app.bot_user], True, is_im=True, im_user=user_id)
            if self.is_external(user_id):
                direct.shared_with.append(self.users[user_id].team_id)
            return self.add_channel(direct)

    def has_bot(self, channel: Channel) -> bool:
        return self.app.bot_user in channel.members

    def note(self, call: Call) -> None:
        """Remember a call of the Web API: the last 5,000 are kept."""
        with self.lock:
            self.calls.append(call)
            del self.calls[:-CALLS_KEPT]

    def announce(self, kind: str, **about: Any) -> None:
        """Tell the pages that watch that something changed. `to` and `channel` say whose business it is."""
        for listener in list(self.listeners):
            listener({"type": kind, **about})
