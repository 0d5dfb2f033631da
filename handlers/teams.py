"""Teams: their home channel, their people and their habits."""

from __future__ import annotations

from handlers.routes import Routes


def register(routes: Routes) -> None:
    """What can be asked."""
