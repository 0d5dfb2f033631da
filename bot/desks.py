"""Where a command of the terminal works: one database, one workspace, one time, and a place to speak."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot import migrations, settings
from bot.settings import SettingsError
from sales.errors import UserError
from storage import transactions, workspaces
from storage.database import Database
from storage.transactions import Transaction
from storage.workspaces import Workspace
from views.words import translator

Clock = Callable[[], datetime]
WorkspaceOption = Annotated[
    str, typer.Option("--workspace", metavar="T…", help="The Slack id of the workspace, where there are several.")
]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with."""

    database: Database
    workspace: Workspace
    now: datetime

    def look(self) -> AbstractContextManager[Transaction]:
        """A transaction for reading."""
        return transactions.look(self.database, workspace_id=self.workspace.id, now=self.now)

    def begin(self, command: str) -> AbstractContextManager[Transaction]:
        """A transaction that stands in the history as this command, by nobody of Slack."""
        return transactions.begin(self.database, workspace_id=self.workspace.id, now=self.now, command=command)


def utc_now() -> datetime:
    """The time, from the one clock that counts."""
    return datetime.now(UTC)


@contextmanager
def open_desk(clock: Clock, slack_team_id: str = "") -> Iterator[Desk]:
    """A desk in the configured database. What a person can put right is said on it in a sentence, with exit code 1."""
    try:
        url = settings.read(os.environ).database_url
        migrations.make_ready(url)
        database = Database(url)
    except SettingsError as error:
        fail(str(error))
    try:
        now = clock()
        yield Desk(database, _workspace(database, slack_team_id, now), now)
    except UserError as error:
        fail(translator("en").plain(error.message, **error.values))
    finally:
        database.close()


def say(words: str) -> None:
    """One line on the terminal, as it is."""
    Console().print(words, markup=False, highlight=False, soft_wrap=True)


def fail(words: str) -> NoReturn:
    """Say what is wrong, and end."""
    Console(stderr=True).print(words, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


def _workspace(database: Database, slack_team_id: str, now: datetime) -> Workspace:
    """The workspace with this id, or the only one. On an empty database the id is enough to make it."""
    with database.read() as connection:
        found = workspaces.active(connection)
    chosen = [workspace for workspace in found if slack_team_id in ("", workspace.slack_team_id)]
    if len(chosen) == 1:
        return chosen[0]
    if not found and slack_team_id:
        with database.write() as connection:
            return workspaces.install(connection, slack_team_id=slack_team_id, now=now)
    if not found:
        fail("No workspace yet. Start the bot once (bellringer run), or name the workspace: --workspace T0123ABCD")
    known = ", ".join(f"{workspace.slack_team_id} {workspace.name}".strip() for workspace in found)
    fail(f"{'Several workspaces' if not slack_team_id else 'No workspace ' + slack_team_id}. There are: {known}")
