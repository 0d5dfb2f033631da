"""What many tests begin with is typed and clicked once in each test process; the other tests find it as it was left."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.people import Person
from tests import databases
from tests.cast import Workspace

_RUNNING = ("clock", "lock", "faults", "link", "listeners")
"""What a pretend Slack has for as long as it runs."""


@dataclass(frozen=True)
class _Scene:
    """All there is after a fixture: in the database, at Slack, and on the clock."""

    workspace_id: int
    now: datetime
    slack: bytes
    put_rows_back: Callable[[databases.Database], None]

    @classmethod
    def of(cls, workspace: Workspace) -> _Scene:
        return cls(workspace.id, workspace.clock.now, _slack(workspace), databases.keep(workspace.database))

    def put_back(self, workspace: Workspace) -> None:
        self.put_rows_back(workspace.database)
        workspace.id, workspace.clock.now = self.workspace_id, self.now
        slack, sandbox = workspace.slack, workspace.sandbox
        state, sandbox.requests[:] = pickle.loads(self.slack)
        vars(slack).update(state)
        for user in slack.users.values():
            if user.handle in sandbox.people:
                sandbox.people[user.handle].user = user
            elif not user.is_bot:
                sandbox.people[user.handle] = Person(sandbox, user)


_SCENES: dict[Any, _Scene] = {}


def scene(build: Callable[[Workspace], object]) -> Callable[[Workspace], Workspace]:
    """For functions that bring a workspace to where tests begin, and do nothing besides.

    Where something has happened in the workspace before, they are run as they are written.
    """

    @functools.wraps(build)
    def set_up(workspace: Workspace) -> Workspace:
        if not databases.is_new(workspace.database):
            build(workspace)
            return workspace
        key = (build, workspace.database.is_sqlite, workspace.clock.now, _slack(workspace))
        if key in _SCENES:
            _SCENES[key].put_back(workspace)
        else:
            build(workspace)
            _SCENES[key] = _Scene.of(workspace)
        return workspace

    return set_up


def _slack(workspace: Workspace) -> bytes:
    """All that the pretend Slack knows, its address included, and what it has asked the bot."""
    state = {name: value for name, value in vars(workspace.slack).items() if name not in _RUNNING}
    return pickle.dumps((state, workspace.sandbox.requests))
