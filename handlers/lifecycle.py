"""What Slack tells of itself: channels that come and go, people who change, the app being removed."""

from __future__ import annotations

from handlers.routes import Routes


def register(routes: Routes) -> None:
    """What can be asked."""
