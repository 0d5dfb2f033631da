"""Empty databases for tests, made fast: the tables are made once for each test process.

Nothing waits for the disk, as nobody pulls the plug; tests of what outlives a crash make a database of their own.
"""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
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
_NUMBERS = itertools.count(1)
_INSTALLED = ["change_set", "settings", "workspace"]
"""The tables that have rows when the app has just been installed: one each."""
_UNCHECKED = (
    "SELECT set_config('session_replication_role', 'replica', true) FROM pg_user WHERE usename = user AND usesuper; "
)
"""All rows come or go in one transaction: whoever may say so spares the server looking for them in other tables."""


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
        engine.update_execution_options(test=next(_NUMBERS))
        database = Database(engine.url)
        database.engine = engine  # connections are kept for the next test: to make one takes longer than to use it
        with database.write() as connection:
            connection.exec_driver_sql(_UNCHECKED + _empty_out())
        yield database


def is_new(database: Database) -> bool:
    """Whether nothing has been stored yet but that the app is installed."""
    with database.read() as connection:
        changes = connection.exec_driver_sql("SELECT count(*) FROM change_set").scalar()
        return changes == 1 and sorted(connection.exec_driver_sql(_filled()).scalars()) == _INSTALLED


def keep(database: Database) -> Callable[[Database], None]:
    """Remembers all rows, and returns what puts them into a new database of the same kind."""
    return (_keep_sqlite if database.is_sqlite else _keep_postgres)(database)


def _keep_sqlite(database: Database) -> Callable[[Database], None]:
    kept = _UNTIL_THE_END.enter_context(closing(sqlite3.connect(":memory:")))
    with closing(sqlite3.connect(str(database.url.database))) as source:
        source.backup(kept)

    def put_back(other: Database) -> None:
        with closing(sqlite3.connect(str(other.url.database))) as target:
            target.execute("PRAGMA synchronous=OFF")
            kept.backup(target)

    return put_back


def _keep_postgres(database: Database) -> Callable[[Database], None]:
    kept = f"kept_{next(_NUMBERS)}"
    with database.write() as connection:
        filled = set(connection.exec_driver_sql(_filled()).scalars())
        names = [table.name for table in schema.METADATA.sorted_tables if table.name in filled]
        copies = (f'CREATE UNLOGGED TABLE {kept}."{name}" AS TABLE public."{name}"' for name in names)
        connection.exec_driver_sql("; ".join((f"CREATE SCHEMA {kept}", *copies)))
        counters = connection.exec_driver_sql(
            "SELECT seqrelid::regclass, pg_sequence_last_value(seqrelid) FROM pg_sequence"
            " WHERE pg_sequence_last_value(seqrelid) > 0"
        ).all()
    rows = (f'INSERT INTO "{name}" TABLE {kept}."{name}"' for name in names)
    counted = (f"SELECT setval('{name}', {value})" for name, value in counters)
    emptied = (f"DELETE FROM {name}" for name in _INSTALLED)
    put_back_all = "; ".join((*emptied, *rows, *counted))

    def put_back(other: Database) -> None:
        with other.write() as connection:
            connection.exec_driver_sql(_UNCHECKED + put_back_all)

    return put_back


@cache
def _filled() -> str:
    """A question for the names of the tables that have rows."""
    return " UNION ALL ".join(
        f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")"
        for table in schema.METADATA.sorted_tables
    )


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
    counters = "SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) > 0"
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
    engine.pool._pre_ping = False  # no connection is lost here, and to ask each time takes a tenth of a test

    @sa.event.listens_for(engine, "checkout")
    def _forget(_connection: Any, record: Any, _proxy: Any) -> None:
        """What a connection remembers of a workspace is of one test."""
        test = engine.get_execution_options()["test"]
        if record.info.get("test") != test:
            record.info.clear()
            record.info["test"] = test

    return engine


def _make_tables(url: str) -> None:
    database = Database(url)
    schema.complete().create_all(database.engine)
    database.close()


def drop() -> None:
    """Leave nothing behind on a server; called when all tests are done."""
    _UNTIL_THE_END.close()
