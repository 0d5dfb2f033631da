"""Brings the database to this version of the program, and says which version it is of.

`python -m bot.migrations "what changes"` writes the next step from what the tables of the code have become.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, make_url

from bot.settings import SettingsError
from storage import migrations

FOLDER = Path(migrations.__file__).parent
WAIT_SECONDS = 60
"""How long a migration waits for others that write."""


def head() -> str:
    """The number of the newest step: what this program needs the database to be at."""
    return max(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def current(url: str) -> str:
    """The number of the last step that was applied to the database; empty for a new one."""
    with connect(url) as connection:
        return _current(connection)


def upgrade(url: str, to: str = "head") -> None:
    """Apply the steps that are missing, all or none. Raises `SettingsError` when the database is of a newer program."""
    from alembic import command  # noqa: PLC0415 - a tenth of a second and 6 MB that a start seldom needs

    with connect(url) as connection:
        known = _current(connection)
        if known > head():
            raise SettingsError(
                f"The database is at version {known}, this program knows {head()}: install the newer program again, "
                "or restore a backup from before."
            )
        command.upgrade(_config(connection), to)


def downgrade(url: str, to: str = "base") -> None:
    """Take steps back, down to an empty database."""
    from alembic import command  # noqa: PLC0415 - as above

    with connect(url) as connection:
        command.downgrade(_config(connection), to)


def make_ready(url: str) -> None:
    """Before a start: migrate SQLite, and refuse a PostgreSQL that others may be using as it is."""
    if current(url) == head():
        return
    if make_url(url).get_backend_name() != "sqlite":
        raise SettingsError(
            f"The database is at version {current(url) or 'none'} and this program needs {head()}: "
            "run `bellringer migrate` once, then start again."
        )
    upgrade(url)


def write_step(message: str) -> None:
    """Write the step from the last one to what the tables of the code are now."""
    from alembic import command  # noqa: PLC0415 - as above

    number = f"{int(max((path.name[:4] for path in (FOLDER / 'versions').glob('[0-9]*.py')), default='0')) + 1:04}"
    with tempfile.TemporaryDirectory() as empty, connect(f"sqlite:///{empty}/empty.db") as connection:
        config = _config(connection)
        command.upgrade(config, "head")
        step: Any = command.revision(config, message, autogenerate=True, rev_id=number)
    path = Path(step.path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("    # ###")), encoding="utf-8")


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """A connection of its own for a migration: patient, in one transaction, and on SQLite without foreign keys, as
    batch operations replace whole tables."""
    address = make_url(url)
    is_sqlite = address.get_backend_name() == "sqlite"
    if is_sqlite and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = _sqlite(address) if is_sqlite else sa.create_engine(address, poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _sqlite(address: URL) -> sa.Engine:
    engine = sa.create_engine(address, poolclass=sa.NullPool, connect_args={"timeout": WAIT_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver would commit before each change of a table
        connection.execute("PRAGMA journal_mode=WAL")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _current(connection: Connection) -> str:
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


def _config(connection: Connection) -> Any:
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


if __name__ == "__main__":
    write_step(sys.argv[1])
