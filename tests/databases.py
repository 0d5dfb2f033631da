"""Empty databases for tests, made fast: the tables are made once for each test process."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from storage import schema
from storage.database import Database
from tests import postgres

SQLITE, POSTGRESQL = KINDS = ("sqlite", "postgresql")

_UNTIL_THE_END = ExitStack()


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Database]:
    """A database with all tables and nothing in them; skips the test where no PostgreSQL can be had."""
    if kind == SQLITE:
        file = folder / "bellringer.db"
        shutil.copy(_sqlite_template(), file)
        database = Database(f"sqlite:///{file}")
    else:
        database = Database(_postgres_url())
        with database.write() as connection:
            names = ", ".join(f'"{table.name}"' for table in schema.METADATA.sorted_tables)
            connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    try:
        yield database
    finally:
        database.close()


@cache
def _sqlite_template() -> Path:
    file = Path(tempfile.mkdtemp(prefix="bellringer-")) / "template.db"
    _make_tables(f"sqlite:///{file}")
    return file


@cache
def _postgres_url() -> str:
    url = _UNTIL_THE_END.enter_context(postgres.empty_database())
    _make_tables(url)
    return url


def _make_tables(url: str) -> None:
    database = Database(url)
    schema.METADATA.create_all(database.engine)
    database.close()


def drop() -> None:
    """Leave nothing behind on a server; called when all tests are done."""
    _UNTIL_THE_END.close()
