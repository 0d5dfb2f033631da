"""The tables in the folder `data`: lines of text, and comments behind a hash sign."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


def lines(name: str) -> list[str]:
    """The lines of a table, without its comments."""
    return [line for line in (_FOLDER / name).read_text("utf-8").splitlines() if not line.startswith("#")]
