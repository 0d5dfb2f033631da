"""What the database promises: all of a transaction or nothing, nobody else's failures, and no acknowledged row lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import statements
from storage.database import Database
from tests.postgres import empty_database

METADATA = sa.MetaData()
NOTES = sa.Table(
    "note",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("about", sa.Integer, sa.ForeignKey("note.number")),
    sa.Column("words", sa.String, nullable=False, server_default=""),
)
INSERT = sa.insert(NOTES).values(
    {"number": sa.bindparam("number"), "about": sa.bindparam("about"), "words": sa.bindparam("words")}
)
FIND = sa.select(NOTES).where(NOTES.c.number == sa.bindparam("number"))
THREADS, EACH = 16, 25


class ChangeOfMind(Exception):
    """What a transaction fails with that should."""


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'notes.db'}"


@contextmanager
def postgres(_folder: Path) -> Iterator[str]:
    with empty_database() as url:
        yield url


@pytest.fixture(params=[sqlite, postgres])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with request.param(tmp_path) as url:
        database = Database(url)
        METADATA.create_all(database.engine)
        yield database
        database.close()


def note(database: Database, number: int, *, about: int | None = None, words: str = "") -> None:
    """One transaction that writes one row."""
    with database.write() as connection:
        statements.run(connection, INSERT, {"number": number, "about": about, "words": words})


def stored(database: Database) -> set[int]:
    with database.read() as connection:
        return set(connection.execute(sa.select(NOTES.c.number)).scalars())


def at_once(write: Callable[[int], None]) -> tuple[set[int], dict[int, Exception]]:
    """Let many threads write many numbers; those that were acknowledged, and what the others failed with."""
    acknowledged: set[int] = set()
    failed: dict[int, Exception] = {}
    everybody = threading.Barrier(THREADS)

    def work(first: int) -> None:
        everybody.wait()
        for number in range(first, first + EACH):
            try:
                write(number)
            except (ChangeOfMind, sa.exc.DBAPIError) as error:
                failed[number] = error
            else:
                acknowledged.add(number)

    threads = [threading.Thread(target=work, args=(index * EACH,)) for index in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return acknowledged, failed


def alone(_database: Database, _number: int, work: Callable[[], None]) -> None:
    """Each in a turn of its own."""
    work()


def together(database: Database, _number: int, work: Callable[[], None]) -> None:
    """One thread does what many want."""
    database.run(work)


def mixed(database: Database, number: int, work: Callable[[], None]) -> None:
    """Some so, some so."""
    (alone if number % 3 == 0 else together)(database, number, work)


Way = Callable[[Database, int, Callable[[], None]], None]
in_every_way = pytest.mark.parametrize("way", [alone, together, mixed])


@in_every_way
def test_whoever_fails_takes_nothing_from_the_others(database: Database, way: Way) -> None:
    note(database, -1)
    told: set[int] = set()

    def write(number: int) -> None:
        def work() -> None:
            with database.write() as connection:
                statements.run(connection, INSERT, {"number": number, "about": None, "words": ""})
                if number % 5 == 0:
                    raise ChangeOfMind
                if number % 7 == 0:
                    note_again = {"number": -1, "about": None, "words": ""}
                    statements.run(connection, INSERT, note_again)
            database.when_stored(lambda: told.add(number))

        way(database, number, work)

    acknowledged, failed = at_once(write)

    assert stored(database) == acknowledged | {-1}
    assert told == acknowledged
    assert set(failed) == {n for n in range(THREADS * EACH) if n % 5 == 0 or n % 7 == 0}
    assert all(isinstance(error, ChangeOfMind) for n, error in failed.items() if n % 5 == 0)
    assert all(isinstance(error, sa.exc.IntegrityError) for n, error in failed.items() if n % 5)


@in_every_way
def test_a_commit_that_fails_fails_for_all_who_shared_it(tmp_path: Path, way: Way) -> None:
    with sqlite(tmp_path) as url:
        database = Database(url)
        METADATA.create_all(database.engine)
    told: set[int] = set()

    def write(number: int) -> None:
        def work() -> None:
            with database.write() as connection:
                # looked at only by COMMIT
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                about = 10_000 if number % 20 == 0 else None
                statements.run(connection, INSERT, {"number": number, "about": about, "words": ""})
            database.when_stored(lambda: told.add(number))

        way(database, number, work)

    acknowledged, failed = at_once(write)

    assert stored(database) == acknowledged == told
    assert {number for number in range(THREADS * EACH) if number % 20 == 0} <= set(failed)
    assert all(isinstance(error, sa.exc.IntegrityError) for error in failed.values())
    note(database, 20_000)
    assert 20_000 in stored(database)
    database.close()


@in_every_way
def test_after_a_commit_that_nobody_foresaw_to_fail_others_write(
    tmp_path: Path, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite(tmp_path) as url:
        database = Database(url)
        METADATA.create_all(database.engine)
    failed: list[str] = []

    def fail_once(connection: sa.Connection, sql: str) -> None:
        if sql == "COMMIT" and not failed:
            failed.append(sql)
            raise ChangeOfMind
        command(connection, sql)

    command = statements.command
    monkeypatch.setattr(statements, "command", fail_once)
    with pytest.raises(ChangeOfMind):
        way(database, 1, lambda: note(database, 1))
    later = threading.Thread(target=way, args=(database, 2, lambda: note(database, 2)), daemon=True)
    later.start()
    later.join(10)
    assert not later.is_alive()
    assert stored(database) == {2}
    database.close()


def test_what_is_done_within_work_is_told_when_all_of_it_is_stored(database: Database) -> None:
    heard: list[str] = []

    def work() -> str:
        note(database, 1)
        database.when_stored(lambda: heard.append("stored"))
        assert heard == ([] if database.is_sqlite else ["stored"])
        database.run(lambda: note(database, 2, about=1))
        return "done"

    assert database.run(work) == "done"
    assert heard == ["stored"]
    assert stored(database) == {1, 2}


def test_on_a_full_disk_nobody_is_told_that_all_is_well(tmp_path: Path) -> None:
    with sqlite(tmp_path) as url:
        database = Database(url)
        METADATA.create_all(database.engine)
    with database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=200")

    acknowledged, failed = at_once(lambda number: note(database, number, words="x" * 3000))

    assert stored(database) == acknowledged
    assert acknowledged
    assert failed
    assert all(isinstance(error, sa.exc.OperationalError) for error in failed.values())
    assert len(acknowledged) + len(failed) == THREADS * EACH
    with database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=100000")
    note(database, 20_000)
    assert stored(database) == acknowledged | {20_000}
    database.close()


ACKNOWLEDGE_FOR_EVER = """
import os, sys, threading
from itertools import count
from storage.database import Database
from tests.test_database import note

database, numbers = Database(sys.argv[1]), count()

def work():
    while True:
        number = next(numbers)
        note(database, number)
        os.write(1, f"{number}\\n".encode())

for _ in range(8):
    threading.Thread(target=work).start()
"""


def test_what_was_acknowledged_outlives_the_process(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", ACKNOWLEDGE_FOR_EVER, url], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(300)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in process.stdout.read().split()]

    assert set(acknowledged) <= stored(database)


def test_a_prepared_statement_speaks_as_sqlalchemy_does(database: Database) -> None:
    note(database, 1, words="it's 100 % <b>")
    with database.read() as connection:
        (found,) = statements.run(connection, FIND, {"number": 1})
        assert found == tuple(connection.execute(FIND, {"number": 1}).one())
        assert (found.number, found.words) == (1, "it's 100 % <b>")
        assert statements.run(connection, FIND, {"number": 2}) == []
        several = sa.select(NOTES.c.number).where(NOTES.c.number.in_(sa.bindparam("numbers", expanding=True)))
        assert [row.number for row in statements.run(connection, several, {"numbers": [1, 2, 3]})] == [1]
    with pytest.raises(sa.exc.IntegrityError):
        note(database, 1)
