"""The Home tab: a person's day at a glance."""

from __future__ import annotations

from handlers.routes import Routes


def register(routes: Routes) -> None:
    """What can be asked."""
