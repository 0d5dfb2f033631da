"""Empty databases for tests, made fast: the tables are made once for each test process.

Nothing waits for the disk, as nobody pulls the plug; tests of what outlives a crash make a database of their own.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage import schema
from storage.database import Database
from tests import postgres

SQLITE, POSTGRESQL = KINDS = ("sqlite", "postgresql")

_UNTIL_THE_END = ExitStack()
_DIALECTS: dict[str, sa.Dialect] = {}
_COMPILED: dict[Any, Any] = {}


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Database]:
    """A database with all tables and nothing in them; skips the test where no PostgreSQL can be had."""
    if kind == SQLITE:
        file = folder / "bellringer.db"
        shutil.copy(_sqlite_template(), file)
        database = Database(f"sqlite:///{file}")
        _hurry(database.engine, "PRAGMA synchronous=OFF")
        try:
            yield database
        finally:
            database.close()
    else:
        engine = _postgres_engine()
        database = Database(engine.url)
        database.engine = engine  # connections are kept for the next test: to make one takes longer than to use it
        with database.write() as connection:
            connection.exec_driver_sql(_empty_out())
        yield database


def _hurry(engine: sa.Engine, command: str) -> None:
    """Runs a command on each of its connections, and has it know the statements that others of its kind compiled."""
    engine.dialect = _DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_COMPILED)

    @sa.event.listens_for(engine, "connect")
    def _begin(connection: Any, _record: Any) -> None:
        connection.execute(command)
        connection.commit()  # or the pool takes it back


@cache
def _empty_out() -> str:
    """Makes a PostgreSQL database as good as new; TRUNCATE takes twenty times as long, as it makes all files anew."""
    deletes = [f'DELETE FROM "{table.name}"' for table in reversed(schema.METADATA.sorted_tables)]
    # what a connection remembers of a workspace, it knows by its number: that never comes again
    counters = (
        "SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence"
        " WHERE pg_sequence_last_value(seqrelid) > 0 AND seqrelid <> 'workspace_id_seq'::regclass"
    )
    return "; ".join((*deletes, counters))


@cache
def _sqlite_template() -> Path:
    file = Path(tempfile.mkdtemp(prefix="bellringer-")) / "template.db"
    _make_tables(f"sqlite:///{file}")
    return file


@cache
def _postgres_engine() -> sa.Engine:
    url = _UNTIL_THE_END.enter_context(postgres.empty_database())
    _make_tables(url)
    engine = Database(url).engine
    _UNTIL_THE_END.callback(engine.dispose)
    _hurry(engine, "SET synchronous_commit TO off")
    return engine


def _make_tables(url: str) -> None:
    database = Database(url)
    schema.METADATA.create_all(database.engine)
    database.close()


def drop() -> None:
    """Leave nothing behind on a server; called when all tests are done."""
    _UNTIL_THE_END.close()
