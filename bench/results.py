"""What was measured, and the table that it is shown in."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from dataclasses import dataclass

import psutil
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. With `at_most` a limit of `ours`, with `at_most_times` one of ours beside the baseline."""

    what: str
    ours: float
    unit: str
    baseline: float | None = None
    at_most: float | None = None
    at_most_times: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.baseline if self.baseline else None

    @property
    def is_kept(self) -> bool:
        """Whether what was promised holds."""
        if self.at_most is not None and self.ours > self.at_most:
            return False
        return self.at_most_times is None or (self.ratio is not None and self.ratio <= self.at_most_times)


def table(results: Iterable[Result]) -> Table:
    """All results, those beyond their limit in red."""
    shown = Table(title=f"Bellringer on {_machine()}", title_justify="left")
    shown.add_column("what", ratio=1)
    for heading in ("ours", "baseline", "ratio", "limit"):
        shown.add_column(heading, justify="right", no_wrap=True)
    for result in results:
        limit = _amount(result.at_most, result.unit) or (f"{result.at_most_times:g} ×" if result.at_most_times else "")
        shown.add_row(
            result.what,
            _amount(result.ours, result.unit),
            _amount(result.baseline, result.unit),
            f"{result.ratio:.2f} ×" if result.ratio is not None else "",
            limit,
            style="" if result.is_kept else "bold red",
        )
    return shown


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:,.0f} {unit}" if value >= 100 or value == int(value) else f"{value:.3g} {unit}"


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"{psutil.cpu_count()} cores, {memory:.0f} GB, {platform.machine()}, Python {platform.python_version()}"
