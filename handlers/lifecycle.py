"""What Slack tells of itself: people who change, the app being removed. Of channels, see `handlers.channels`.

These events come from Slack, not from a person: whoever is named in one gets nothing, so outsiders may be named too.
"""

from __future__ import annotations

from typing import Any

from handlers import notes
from handlers.requests import Request
from handlers.routes import PARTNER, Routes, listener
from storage import members, profiles, promises, workspaces
from storage.members import Member
from views import promises as promise_views


@listener(allow=PARTNER)
def person_changed(request: Request) -> None:
    """Somebody has a new name, zone or language, or is gone. Whom we never met we need not know."""
    user = _event(request)["user"]
    known = members.find(request.tx, user["id"])
    if known is None:
        return
    member = members.remember(request.tx, user["id"], **profiles.of(user, request.workspace))
    if _is_ours(known) and not _is_ours(member):
        for heir, count in promises.left_behind(request.tx, member.id).items():
            message = promise_views.left_behind(request.speak_to(heir), member.name, count)
            notes.tell(request, heir, message, f"{request.payload['event_id']}:{heir.slack_user_id}")


@listener(allow=PARTNER)
def removed(request: Request) -> None:
    """The app was removed from the workspace: its token is forgotten, schedules and posts rest."""
    workspaces.revoke(request.tx.connection, workspace_id=request.workspace.id, now=request.now)


@listener(allow=PARTNER)
def tokens_revoked(request: Request) -> None:
    """The same, when the token was the bot's; that of a single person is none of ours."""
    if _event(request).get("tokens", {}).get("bot"):
        workspaces.revoke(request.tx.connection, workspace_id=request.workspace.id, now=request.now)


def _is_ours(member: Member) -> bool:
    return member.is_active and member.kind == members.INTERNAL


def _event(request: Request) -> dict[str, Any]:
    happened: dict[str, Any] = request.payload["event"]
    return happened


def register(routes: Routes) -> None:
    routes.event("user_change", person_changed)
    routes.event("team_join", person_changed)
    routes.event("app_uninstalled", removed)
    routes.event("tokens_revoked", tokens_revoked)
