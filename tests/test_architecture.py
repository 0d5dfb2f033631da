"""The house keeps its shape: who may import whom, and packages that do nothing when they are imported."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import handlers

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "scheduler", "views", "connectors", "storage", "sales", "sandbox")
SHARED = {"answers", "calls", "choices", "dispatch", "grammar", "notes", "people", "requests", "routes"}
"""Modules of `handlers` that are no capability: what every one of them stands on."""


def test_packages_import_only_from_those_below_them() -> None:
    # in a process of its own: the linter silences the loggers that others listen to
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    found = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_every_capability_is_kept_apart_from_the_others() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    (apart,) = [contract["modules"] for contract in contracts if contract["type"] == "independence"]
    found = {module.name for module in pkgutil.iter_modules(handlers.__path__)} - SHARED
    assert sorted(apart) == sorted(f"handlers.{name}" for name in found)


@pytest.mark.parametrize(
    "path", sorted(path for package in PACKAGES for path in (ROOT / package).rglob("__init__.py")), ids=str
)
def test_a_package_holds_a_docstring_and_nothing_else(path: Path) -> None:
    module = ast.parse(path.read_text())
    assert ast.get_docstring(module)
    assert len(module.body) == 1


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_what_it_is_for(package: str) -> None:
    silent = [path for path in (ROOT / package).rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


def test_a_start_on_sqlite_loads_nothing_that_only_others_need() -> None:
    heavy = (
        *("alembic", "babel.messages", "cryptography", "holidays", "matplotlib", "numpy"),
        *("psycopg", "rich", "sqlalchemy.dialects.postgresql", "typer"),
    )
    script = (
        "import sys; from bot import serving; serving._prepare(serving.Settings()); "
        f"import bot.assembly, bot.http_server; print([name for name in {heavy} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
