"""What was changed, and taking it back."""

from __future__ import annotations

from handlers.routes import Routes


def register(routes: Routes) -> None:
    """What can be asked."""
