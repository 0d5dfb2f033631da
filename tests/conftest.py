"""Fixtures for tests that drive Bellringer as people do: `amy.command("#field", "/deal won Acme 12k")`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.people import Person
from tests import databases
from tests.cast import Workspace, play


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=databases.KINDS, default=databases.SQLITE, help="what workspaces are kept in"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With PostgreSQL only what is kept in a workspace is tested again; the rest knows no database."""
    if config.getoption("--database") == databases.POSTGRESQL:
        again = [item for item in items if "workspace" in getattr(item, "fixturenames", ()) and _keeps_something(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in again])
        items[:] = again


def _keeps_something(item: pytest.Item) -> bool:
    """Whether a test is about what is stored; one that walks through words is content with one database."""
    return item.get_closest_marker("words") is None


@pytest.fixture
def workspace(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Workspace]:
    """A workspace where nothing was said yet."""
    with play(tmp_path, request.config.getoption("--database")) as there:
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
