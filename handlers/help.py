"""Help: what can be typed, with examples that work."""

from __future__ import annotations

from handlers.routes import Routes


def register(routes: Routes) -> None:
    """What can be asked."""
