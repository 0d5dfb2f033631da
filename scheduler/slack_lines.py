"""A workspace's line to Slack: its token, and the methods that Slack wants left alone for a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduler.async_database import AsyncDatabase
from scheduler.slack import Ending, NotTaken, Refused, Slack, Taken, Unknown
from storage import pauses
from storage.workspaces import Workspace


class Unsent(Exception):
    """A call that a delivery needs did not end well: `ending` says how."""

    def __init__(self, ending: NotTaken | Refused | Unknown) -> None:
        super().__init__(ending)
        self.ending = ending


@dataclass(slots=True)
class Line:
    """Calls Slack for one row of a workspace. `paused` is shared by all lines: until when, by workspace and method."""

    workspace: Workspace
    tokens: Callable[[Workspace], str]
    slack: Slack
    database: AsyncDatabase
    paused: dict[tuple[int, str], datetime]
    asked: bool = False
    """Whether something was asked of Slack that must not be asked twice."""

    @property
    def now(self) -> datetime:
        return self.database.now

    async def call(self, method: str, **arguments: Any) -> Ending:
        """Call a method of the Web API, unless Slack has asked that it be left alone."""
        key, now = (self.workspace.id, method), self.now
        until = self.paused.get(key, now)
        if until > now:
            return NotTaken("paused", until - now)
        ending = await self.slack.call(self.tokens(self.workspace), method, **arguments)
        if isinstance(ending, NotTaken) and ending.retry_after is not None:
            self.paused[key] = until = self.now + ending.retry_after
            await self.database.write(pauses.pause_method, self.workspace.id, method, until)
        return ending

    async def need(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method and return Slack's answer. Raises `Unsent` when it was not taken."""
        return required(await self.call(method, **arguments))


def required(ending: Ending) -> dict[str, Any]:
    """What Slack answered. Raises `Unsent` when it did not take what it was given."""
    if isinstance(ending, Taken):
        return ending.result
    raise Unsent(ending)
