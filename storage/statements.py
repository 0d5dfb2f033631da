"""Statements compiled once, and run through the driver with little in between.

SQLAlchemy's own way takes 25 µs of each statement, five times what SQLite itself takes, and a request runs twenty. What
it knows is kept: the SQL of the dialect, how values go in and come out, and its exceptions.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from operator import itemgetter
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
        binds = compiled.binds
        self._sql = str(compiled)
        self._fixed = {name: bind.value for name, bind in binds.items() if not bind.required}
        names: list[str] = compiled.positiontup or list(binds)
        self._names = None if compiled.positiontup is not None else names
        # for a single name, itemgetter would give its value alone
        self._pick: Convert = itemgetter(*names) if len(names) > 1 else lambda given: [given[name] for name in names]
        writes = [_writer(binds[name].type, dialect) for name in names]
        self._writes = [(place, write) for place, write in enumerate(writes) if write is not None]
        columns = statement.exported_columns if statement.is_select or statement._returning else {}
        self._has_rows = bool(columns)
        reads = [_impl(column.type, dialect).result_processor(dialect, None) for column in columns.values()]
        self._reads = [(place, read) for place, read in enumerate(reads) if read is not None]
        row_class = namedtuple("Row", columns.keys(), rename=True)  # type: ignore[misc]
        self._row: Convert = partial(tuple.__new__, row_class)

    def run(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Any]:
        found = _execute(connection, self._sql, self._values(parameters), has_rows=self._has_rows)
        return [self._read(list(row)) for row in found] if self._reads else list(map(self._row, found))

    def run_many(self, connection: Connection, parameters: Sequence[Mapping[str, Any]]) -> None:
        _execute(connection, self._sql, [self._values(each) for each in parameters], many=True)

    def _values(self, parameters: Mapping[str, Any]) -> Any:
        values = self._pick({**self._fixed, **parameters} if self._fixed else parameters)
        if self._writes:
            values = list(values)
            for place, write in self._writes:
                values[place] = write(values[place])
        return values if self._names is None else dict(zip(self._names, values, strict=True))

    def _read(self, values: list[Any]) -> Any:
        for place, read in self._reads:
            values[place] = read(values[place])
        return self._row(values)


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
