"""A request as a listener sees it, and everything it can be answered with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sales import periods
from storage import members, teams
from storage.members import Member
from storage.teams import Team
from storage.transactions import Transaction
from storage.workspaces import Settings, Workspace
from views.blocks import Message, section
from views.words import Translator, translator

# where a request came from
COMMAND, MENTION, DIRECT = "command", "mention", "direct"
ACTION, VIEW, OPTIONS, SHORTCUT, EVENT = "action", "view", "options", "shortcut", "event"
TYPED = (COMMAND, MENTION, DIRECT)


@dataclass
class Request:
    """Somebody did something in Slack."""

    surface: str
    """How: one of the names above."""
    tx: Transaction
    workspace: Workspace
    settings: Settings
    member: Member
    """Who. For an event without a person, the bot's own member."""
    team: Team | None
    """The team that it is about: the channel's own, else the person's first."""
    t: Translator
    """Speaks the person's language."""
    payload: dict[str, Any]
    """What Slack sent, for what only one capability needs."""
    noun: str = ""
    verb: str = ""
    line: str = ""
    """The rest of a typed line: without noun and verb."""
    typed: str = ""
    """The whole line without the noun, as it was typed."""
    mentions: list[str] = field(default_factory=list)
    """Slack ids of people named in the line, in order."""
    known: dict[str, Any] = field(default_factory=dict)
    """What was answered to questions about the line."""
    value: str = ""
    """What a clicked button or a chosen option carries."""
    channel_id: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    response_url: str = ""
    trigger_id: str = ""
    on_public_message: bool = False
    """Whether the clicked message is one that others read too."""
    response: dict[str, Any] | None = None
    """The body of the HTTP answer, once there is one."""
    answers_at: datetime | None = None
    """When an answer by the outbox leaves, where that must not depend on how long the request took."""
    took_effect: bool = True
    """False when a form was refused: it will be sent again, and that is no repeat."""

    def context(self, value: object = "") -> str:
        """What a form carries, so that its receipt comes to where it was asked for, and the ids that it is about."""
        return f"{self.channel_id} {self.response_url}|{value}"

    def take(self, noun: str, verb: str, line: str, typed: str, mentions: list[str]) -> None:
        """The request is about this line."""
        self.noun, self.verb, self.line, self.typed, self.mentions = noun, verb, line, typed, mentions

    @property
    def now(self) -> datetime:
        """When it happened."""
        return self.tx.now

    @property
    def zone(self) -> str:
        """The person's time zone."""
        return self.member.zone or self.member.slack_zone or (self.team.zone if self.team else self.settings.zone)

    @cached_property
    def today(self) -> date:
        """The day it is for the person."""
        return periods.local_date(self.now, self.zone)

    @property
    def locale(self) -> str:
        """The person's locale."""
        return self.member.locale or self.member.slack_locale or self.settings.locale

    @property
    def currency(self) -> str:
        """What an amount without a currency is meant in."""
        return self.team.currency if self.team else self.settings.currency

    @property
    def typed_anything(self) -> bool:
        """Whether there is more to the line than noun and verb."""
        return bool(self.line.strip())

    @property
    def open_form_id(self) -> str:
        """Slack's id of the form that a clicked button stands in; empty for a button on a message."""
        return str(self.payload.get("view", {}).get("id", "")) if self.surface == ACTION else ""

    def speak_to(self, member: Member) -> Translator:
        """The language of somebody else who is told of this."""
        return translator(member.locale or member.slack_locale or self.settings.locale, self.now.year)

    @property
    def is_admin(self) -> bool:
        return self.member.role == members.ADMIN

    def leads(self, team_id: int | None) -> bool:
        """Whether the person may decide for a team: its managers, managers of no team in particular, and admins."""
        if self.is_admin:
            return True
        return self.member.role == members.MANAGER and (team_id is None or teams.manages(self.tx, self.member, team_id))

    def person(self, slack_user_id: str) -> Member:
        """Somebody named in the request. Raises `Unmet` for whom Slack must be asked about first."""
        member = members.find(self.tx, slack_user_id)
        if member is None or member.fetched_at is None:
            raise Unmet([slack_user_id])
        return member


@dataclass(frozen=True, slots=True)
class Reply:
    """Words to the person alone: into the answer to a typed line, else by the way that Slack leaves us."""

    message: Message
    replaces: bool = True
    """Whether it takes the place of the message whose button was clicked."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A form opens. Where Slack lets us open none (a mention, a DM), `message` stands in, with a button that does."""

    view: dict[str, Any]
    message: Message | None = None
    pushes: bool = False
    """On top of the form that is open, instead of in its place."""
    updates: str = ""
    """The open form, by Slack's id, whose place it takes when one of its buttons was clicked."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A form stays open, with words under its fields, by block id."""

    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Offered:
    """Options for a menu in which somebody types."""

    options: list[dict[str, Any]]


Answer = Reply | Opened | Refused | Offered | None
"""None: nothing to say."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button under a question: its label, and what it adds to what is known of the line."""

    label: str
    known: dict[str, Any]
    confirm: dict[str, Any] | None = None
    """What is asked before it is done, where others would notice."""


class Ask(Exception):
    """The line cannot be understood alone, or goes on: buttons take the person further.

    `extra` are further buttons that do something else (`Enter amount`).
    """

    def __init__(self, words: str | Message, choices: list[Choice], extra: tuple[dict[str, Any], ...] = ()) -> None:
        super().__init__(words)
        self.message = words if isinstance(words, Message) else Message(words, [section(words)])
        self.choices = choices
        self.extra = extra


class Unmet(Exception):
    """These people are not known yet; the request is done again when Slack has told us about them."""

    def __init__(self, slack_user_ids: list[str]) -> None:
        super().__init__(slack_user_ids)
        self.slack_user_ids = slack_user_ids


class Denied(Exception):
    """The person may not do this: only managers or only admins may, as `role` says."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role
