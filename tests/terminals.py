"""The command line as a test types it: on a database of its own, at a time that stands still."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typer
from typer.testing import CliRunner

from bot import data, migrations
from storage import transactions, workspaces
from storage.database import Database
from storage.transactions import Transaction
from tests.clocks import NOW


@dataclass
class Terminal:
    """A shell in a folder, with one workspace in its database."""

    folder: Path
    url: str
    workspace_id: int

    def type(self, *words: str, answer: str | None = None) -> str:
        """Run `bellringer` with these words; what it said, in one line for each sentence."""
        program = typer.Typer()
        data.register(program, lambda: NOW)
        result = CliRunner().invoke(program, list(words), input=answer, env={"DATABASE_URL": self.url})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code in (0, 1), result.output
        return result.output

    def write(self, name: str, text: str, encoding: str = "utf-8") -> str:
        """A file in the folder; its path."""
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return str(path)

    @contextmanager
    def look(self, workspace_id: int = 0) -> Iterator[Transaction]:
        """What is stored, for reading."""
        workspace_id = workspace_id or self.workspace_id
        with self.open() as database, transactions.look(database, workspace_id=workspace_id, now=NOW) as tx:
            yield tx

    @contextmanager
    def change(self, command: str = "") -> Iterator[Transaction]:
        """A transaction of the test's own."""
        work = {"workspace_id": self.workspace_id, "now": NOW, "command": command}
        with self.open() as database, transactions.begin(database, **work) as tx:  # type: ignore[arg-type]
            yield tx

    @contextmanager
    def open(self) -> Iterator[Database]:
        """The database, closed at the end."""
        database = Database(self.url)
        try:
            yield database
        finally:
            database.close()

    def install(self, slack_team_id: str) -> int:
        """One more workspace; its id."""
        with self.open() as database, database.write() as connection:
            return workspaces.install(connection, slack_team_id=slack_team_id, now=NOW).id


def terminal(folder: Path) -> Terminal:
    """A shell in this folder, on a new database with one workspace."""
    file = folder / "bellringer.db"
    shutil.copy(_migrated(), file)
    there = Terminal(folder, f"sqlite:///{file}", 0)
    there.workspace_id = there.install("T0HOME")
    return there


@cache
def _migrated() -> Path:
    """What `bellringer migrate` makes of nothing, made once: it takes every step that there ever was."""
    file = Path(tempfile.mkdtemp(prefix="bellringer-")) / "migrated.db"
    migrations.upgrade(f"sqlite:///{file}")
    return file
