"""Statements compiled once, and run through the driver with little in between.

SQLAlchemy's own way takes 25 µs of each statement, five times what SQLite itself takes, and a request runs twenty. What
it knows is kept: the SQL of the dialect, how values go in and come out, and its exceptions.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

Convert = Callable[[Any], Any]


def run(connection: Connection, statement: sa.Executable, parameters: Mapping[str, Any]) -> list[Any]:
    """The rows of a statement that was built once, at import, as named tuples; none for one that returns nothing."""
    prepared = _prepare(statement, connection.dialect)
    return list(connection.execute(statement, parameters)) if prepared is None else prepared.run(connection, parameters)


def run_many(connection: Connection, statement: sa.Executable, parameters: Sequence[Mapping[str, Any]]) -> None:
    """Run a statement that returns nothing for each of these."""
    prepared = _prepare(statement, connection.dialect)
    assert prepared is not None
    prepared.run_many(connection, parameters)


def command(connection: Connection, sql: str) -> None:
    """Run something without values or rows: BEGIN, SAVEPOINT, COMMIT."""
    _execute(connection, sql, ())


class _Prepared:
    """A statement in the words of one database, with what turns values into the driver's and back."""

    def __init__(self, statement: Any, compiled: Any, dialect: Dialect) -> None:
        self._sql = str(compiled)
        self._values = _values(compiled, dialect)
        columns = statement.exported_columns if statement.is_select or statement._returning else {}
        self._has_rows = bool(columns)
        reads = [_impl(column.type, dialect).result_processor(dialect, None) for column in columns.values()]
        self._row = _row(namedtuple("Row", columns.keys(), rename=True), reads)

    def run(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Any]:
        found = _execute(connection, self._sql, self._values(parameters), has_rows=self._has_rows)
        return list(map(self._row, found))

    def run_many(self, connection: Connection, parameters: Sequence[Mapping[str, Any]]) -> None:
        _execute(connection, self._sql, list(map(self._values, parameters)), many=True)


def _values(compiled: Any, dialect: Dialect) -> Convert:
    """What makes the driver's values of parameters, written out for one statement: `lambda given: (given['id'], …)`."""
    names: list[str] = compiled.positiontup or list(compiled.binds)
    known: dict[str, Any] = {}
    items = []
    for place, name in enumerate(names):
        bind = compiled.binds[name]
        write = _writer(bind.type, dialect)
        if not bind.required:
            known[f"fixed{place}"] = bind.value if write is None else write(bind.value)
            items.append(f"fixed{place}")
        elif write is None:
            items.append(f"given[{name!r}]")
        else:
            known[f"write{place}"] = write
            items.append(f"write{place}(given[{name!r}])")
    if compiled.positiontup is None:
        written = "{" + ", ".join(f"{name!r}: {item}" for name, item in zip(names, items, strict=True)) + "}"
    else:
        written = "(" + "".join(f"{item}, " for item in items) + ")"
    return _written(f"lambda given: {written}", known)


def _row(row_class: type[Any], reads: Sequence[Convert | None]) -> Convert:
    """What makes a named tuple of the driver's row, written out likewise."""
    if not any(reads):
        return partial(tuple.__new__, row_class)
    known: dict[str, Any] = {"new": tuple.__new__, "row_class": row_class}
    known |= {f"read{place}": read for place, read in enumerate(reads)}
    items = (f"found[{place}]" if read is None else f"read{place}(found[{place}])" for place, read in enumerate(reads))
    return _written(f"lambda found: new(row_class, ({''.join(f'{item}, ' for item in items)}))", known)


def _written(function: str, known: dict[str, Any]) -> Convert:
    """A function from its text, as the standard library makes named tuples: a loop over columns takes twice as long."""
    made: Convert = eval(function, known)  # of names in our own tables
    return made


def _execute(
    connection: Connection, sql: str, values: Any, *, many: bool = False, has_rows: bool = False
) -> Sequence[Any]:
    """What the driver makes of it. Raises SQLAlchemy's exceptions for the driver's."""
    driver: Any = connection.connection.dbapi_connection
    try:
        if many:
            driver.cursor().executemany(sql, values)
            return ()
        cursor = driver.execute(sql, values)
        return cursor.fetchall() if has_rows else ()
    except connection.dialect.loaded_dbapi.Error as error:
        raise sa.exc.DBAPIError.instance(
            # without the values: what people wrote does not go into a log
            sql,
            values,
            error,
            connection.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from error


@lru_cache(maxsize=1000)
def _prepare(statement: Any, dialect: Dialect) -> _Prepared | None:
    """None for a statement with lists in it: its SQL depends on how long they are."""
    compiled = statement.compile(dialect=dialect)
    has_lists = any(bind.expanding for bind in compiled.binds.values())
    return None if has_lists else _Prepared(statement, compiled, dialect)


def _writer(type_: Any, dialect: Dialect) -> Convert | None:
    """What turns a value into the driver's."""
    if isinstance(getattr(type_, "impl", type_), sa.Date | sa.DateTime):
        return _moments(type_.__class__, dialect)
    write: Convert | None = _impl(type_, dialect).bind_processor(dialect)
    return write


@cache
def _moments(kind: type[Any], dialect: Dialect) -> Convert | None:
    """The same for days and times, which it remembers: a request writes the same moment in many columns."""
    write: Convert | None = _impl(kind(), dialect).bind_processor(dialect)
    return lru_cache(maxsize=128)(write) if write is not None else None


def _impl(type_: Any, dialect: Dialect) -> Any:
    return type_.dialect_impl(dialect)
