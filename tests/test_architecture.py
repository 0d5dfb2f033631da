"""The house keeps its shape: who may import whom, and packages that do nothing when they are imported."""

from __future__ import annotations

import ast
import pkgutil
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import handlers

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "scheduler", "views", "connectors", "storage", "sales", "sandbox")
SHARED = {"answers", "calls", "choices", "dispatch", "grammar", "people", "requests", "routes"}
"""Modules of `handlers` that are no capability: what every one of them stands on."""


def test_packages_import_only_from_those_below_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS, (
        capsys.readouterr().out
    )


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
