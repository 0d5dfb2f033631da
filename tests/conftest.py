"""Fixtures for tests that drive Bellringer as people do: `amy.command("#field", "/deal won Acme 12k")`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.people import Person
from tests.cast import Workspace, play


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace where nothing was said yet."""
    with play(tmp_path) as there:
        yield there


def _somebody(handle: str) -> Callable[[Workspace], Person]:
    @pytest.fixture(name=handle)
    def person(workspace: Workspace) -> Person:
        return workspace[handle]

    return person


amy, ben, mei, li, ada, gus, pat, quinn = map(_somebody, ("amy", "ben", "mei", "li", "ada", "gus", "pat", "quinn"))
