"""Preferences: what a person sees of themselves and how they like to be spoken to."""

from __future__ import annotations

from handlers.routes import Routes


def register(routes: Routes) -> None:
    """What can be asked."""
