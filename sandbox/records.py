"""What a workspace is made of: teams, users, channels, messages, views and files, with the JSON Slack shows of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Enterprise:
    """An organisation on Enterprise Grid, which holds several workspaces."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class Team:
    """A workspace. One in an Enterprise Grid names its organisation."""

    id: str
    name: str
    domain: str
    enterprise: Enterprise | None = None

    @property
    def connect_id(self) -> str:
        """What Slack Connect calls this company: the organisation (`E…`) where there is one, else the workspace."""
        return self.enterprise.id if self.enterprise else self.id


@dataclass(eq=False)
class User:
    """Somebody in the workspace, a person of another company who shares a channel with it, or the bot."""

    id: str
    handle: str
    name: str
    team_id: str
    kind: str = "member"  # member, manager, admin, guest, partner or bot: how the demo page introduces this person
    title: str = ""
    tz: str | None = "UTC"
    locale: str | None = "en-US"
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    """A guest of one channel only; `is_restricted` holds for those, too."""
    is_bot: bool = False
    deleted: bool = False
    avatar_color: str = "#616061"


@dataclass(eq=False)
class Channel:
    """A channel, or the direct messages between the bot and one person (`is_im`, `im_user`)."""

    id: str
    name: str
    members: list[str] = field(default_factory=list)
    is_private: bool = False
    is_im: bool = False
    im_user: str | None = None
    is_archived: bool = False
    shared_with: list[str] = field(default_factory=list)
    """Ids of the other companies' teams that share this channel."""
    invited: list[str] = field(default_factory=list)
    """Ids of teams that were asked to share it and have not said yes."""
    host: str = ""
    """The other company's team that began this channel and shared it with us; empty when it is ours."""
    created: int = 0
    topic: str = ""
    previous_names: list[str] = field(default_factory=list)
    pins: dict[str, int] = field(default_factory=dict)
    """`ts` of the messages that are pinned here, and since when (Unix seconds)."""
    left: dict[str, str] = field(default_factory=dict)
    """Who has left, and the `ts` of that moment."""

    @property
    def is_ext_shared(self) -> bool:
        return bool(self.shared_with)

    @property
    def family(self) -> str:
        """The kind in the names of scopes and events: "channels", "groups" (private ones) or "im"."""
        if self.is_im:
            return "im"
        return "groups" if self.is_private else "channels"

    @property
    def payload_name(self) -> str:
        """The name Slack puts into commands and interactions: it does not tell that of a private place."""
        if self.is_im:
            return "directmessage"
        return "privategroup" if self.is_private else self.name


@dataclass(eq=False)
class File:
    id: str
    name: str
    title: str
    size: int
    alt_text: str
    uploader: str
    url: str
    content: bytes | None = None
    mimetype: str = "application/octet-stream"
    completed_at: datetime | None = None
    shares: dict[str, list[str]] = field(default_factory=dict)
    """Channel id → `ts` of the messages that share it."""


@dataclass(eq=False)
class Message:
    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    bot_id: str | None = None
    ephemeral_to: str | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    edited: bool = False
    files: list[File] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    metadata: Json | None = None
    state: dict[str, Json] = field(default_factory=dict)
    """What people picked in the selects of this message: block id → action id → value."""
    replies: list[Message] = field(default_factory=list, repr=False)
    """The messages of the thread that begins here, the oldest first."""

    @property
    def words(self) -> str:
        """All that can be read: the blocks where there are any, else the text, then the names of files."""
        shown = list(read_words([*self.blocks, *self.attachments])) or [self.text]
        return "\n".join([*shown, *(file.title for file in self.files)])

    @property
    def elements(self) -> list[Json]:
        """Every interactive element, each with the `block_id` it stands in."""
        return list(find_elements(self.blocks))

    def button(self, label: str) -> Json:
        """The button with this label, with its `block_id`. KeyError when there is none, naming those that are there."""
        return find_button(self.blocks, label)


@dataclass(eq=False)
class View:
    """A modal or a Home tab as one person has it, and what they have typed into it."""

    id: str
    team_id: str
    owner: str
    definition: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None
    app_id: str
    bot_id: str
    installed_team_id: str
    values: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return str(self.definition["type"])

    @property
    def callback_id(self) -> str:
        return str(self.definition.get("callback_id") or "")

    @property
    def external_id(self) -> str:
        return str(self.definition.get("external_id") or "")

    @property
    def private_metadata(self) -> str:
        return str(self.definition.get("private_metadata") or "")

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.definition["blocks"]
        return blocks

    @property
    def title(self) -> str:
        return self._words_of("title")

    @property
    def submit(self) -> str:
        return self._words_of("submit")

    @property
    def close(self) -> str:
        return self._words_of("close")

    @property
    def state(self) -> Json:
        return {"values": self.values}

    @property
    def words(self) -> str:
        """All that can be read in it, title and buttons included."""
        return "\n".join(filter(None, [self.title, *read_words(self.blocks), self.submit, self.close]))

    @property
    def elements(self) -> list[Json]:
        """Every interactive element, each with the `block_id` it stands in."""
        return list(find_elements(self.blocks))

    def button(self, label: str) -> Json:
        """The button with this label, with its `block_id`. KeyError when there is none, naming those that are there."""
        return find_button(self.blocks, label)

    def payload(self) -> Json:
        """The view as Slack sends it, state included."""
        text = self.definition.get
        return {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.type,
            "blocks": self.blocks,
            "private_metadata": self.private_metadata,
            "callback_id": self.callback_id,
            "state": self.state,
            "hash": self.hash,
            "title": text("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "clear_on_close": bool(text("clear_on_close")),
            "notify_on_close": bool(text("notify_on_close")),
            "close": text("close"),
            "submit": text("submit"),
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": self.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.installed_team_id,
            "bot_id": self.bot_id,
        }

    def __getitem__(self, key: str) -> Any:
        """The view's JSON, field by field."""
        return self.payload()[key]

    def _words_of(self, key: str) -> str:
        return str((self.definition.get(key) or {}).get("text") or "")


def read_words(content: Any) -> Iterator[str]:
    """Every text in blocks, in reading order, without ids, values and URLs."""
    if isinstance(content, list):
        for item in content:
            yield from read_words(item)
    elif isinstance(content, dict):
        if content.get("type") == "user" and "user_id" in content:
            yield f"<@{content['user_id']}>"
        for key in ("title", "label", "text", "name", "alt_text"):
            value = content.get(key)
            if isinstance(value, str):
                yield value
            else:
                yield from read_words(value)
        for key in _NESTED:
            yield from read_words(content.get(key))


_NESTED = (
    "hint", "fields", "placeholder", "element", "elements", "accessory", "options", "option_groups", "description",
    "rows", "chart", "segments", "series", "blocks",
)  # fmt: skip


def find_elements(blocks: list[Json]) -> Iterator[Json]:
    """Elements that have an `action_id`, each a copy with the `block_id` of its block."""
    for block in blocks:
        held = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        for element in held:
            if isinstance(element, dict) and "action_id" in element:
                yield {**element, "block_id": block.get("block_id")}


def find_button(blocks: list[Json], label: str) -> Json:
    """The button that reads `label`, a copy with its `block_id`."""
    buttons = [element for element in find_elements(blocks) if element["type"] == "button"]
    for button in buttons:
        if button["text"]["text"] == label:
            return button
    raise KeyError(f"no button {label!r} among {[button['text']['text'] for button in buttons]}")
