"""Fixtures for tests that drive Bellringer as people do: `amy.command("#field", "/deal won Acme 12k")`."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.people import Person
from tests import databases
from tests.cast import Workspace, play

BOTH = "both"


def pytest_addoption(parser: pytest.Parser) -> None:
    choices = (*databases.KINDS, BOTH)
    parser.addoption("--database", choices=choices, default=databases.SQLITE, help="what workspaces are kept in")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is kept in a workspace is tested on each database; what is only about words, on one."""
    if "database_kind" in metafunc.fixturenames:
        is_about_words = metafunc.definition.get_closest_marker("words") is not None
        metafunc.parametrize("database_kind", databases.KINDS[:1] if is_about_words else databases.KINDS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is for a database that was not asked for; what knows no database goes with SQLite.

    What takes long comes first: at the end, one process would do it while the others have nothing left to do.
    """
    asked = config.getoption("--database")
    left_out = [item for item in items if asked not in (BOTH, _database_kind(item))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def _database_kind(item: pytest.Item) -> str:
    calls = getattr(item, "callspec", None)
    return calls.params.get("database_kind", databases.SQLITE) if calls else databases.SQLITE


def pytest_collection_finish() -> None:
    """What is loaded is there to stay: garbage need not be looked for in it, as in the program itself, or often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def workspace(tmp_path: Path, database_kind: str) -> Iterator[Workspace]:
    """A workspace where nothing was said yet."""
    with play(tmp_path, database_kind) as there:
        yield there


def _somebody(handle: str) -> Callable[[Workspace], Person]:
    @pytest.fixture(name=handle)
    def person(workspace: Workspace) -> Person:
        return workspace[handle]

    return person


amy, ben, mei, li, ada, gus = map(_somebody, ("amy", "ben", "mei", "li", "ada", "gus"))
pat, bea, quinn, dee = map(_somebody, ("pat", "bea", "quinn", "dee"))


def pytest_sessionfinish() -> None:
    databases.drop()
