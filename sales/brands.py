"""What well-known companies call themselves in Latin letters, where that is neither pinyin nor a translation.

Their own names, as their annual reports and sites give both. It saves a person a look, and can never be complete: other
names are aliases that a workspace notes, or are told by a domain (格力, gree.com).
"""

from __future__ import annotations

from functools import cache

from sales import tables


@cache
def latin() -> dict[str, str]:
    """The name in Latin letters without spaces, of a name in other ones: 格力 is gree."""
    cells = " ".join(tables.lines("brands.txt")).replace("·", "").split()
    return dict(zip(cells[::2], cells[1::2], strict=True))
