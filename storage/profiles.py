"""What Slack says of a person, and what that makes them here."""

from __future__ import annotations

from typing import Any

from storage import members
from storage.workspaces import Workspace

Profile = dict[str, Any]
"""What `members.remember` takes."""


def of(user: dict[str, Any], workspace: Workspace) -> Profile:
    """A Slack user object in our words. Whoever is not certainly a full member of our own workspace is external.

    Source: https://docs.slack.dev/reference/objects/user-object
    """
    shown, organisation = user.get("profile", {}), user.get("enterprise_user") or {}
    name = (
        shown.get("display_name") or shown.get("real_name") or user.get("real_name") or user.get("name") or user["id"]
    )
    return {
        "name": name,
        "full_name": shown.get("real_name") or user.get("real_name") or name,
        "kind": _kind(user, workspace),
        "role": members.ADMIN if user.get("is_admin") or user.get("is_owner") else members.REP,
        "home_team_id": user.get("team_id", ""),
        "home_enterprise_id": organisation.get("enterprise_id", organisation.get("id")) or "",
        "is_active": not user.get("deleted", False) and not user.get("is_bot", False),
        "slack_zone": user.get("tz") or "",
        "slack_locale": user.get("locale") or "",
    }


def _kind(user: dict[str, Any], workspace: Workspace) -> str:
    organisation = user.get("enterprise_user") or {}
    is_ours = user.get("team_id") == workspace.slack_team_id or (
        bool(workspace.slack_enterprise_id)
        and organisation.get("enterprise_id", organisation.get("id")) == workspace.slack_enterprise_id
        and workspace.slack_team_id in organisation.get("teams", [])
    )
    if not is_ours or user.get("is_stranger"):
        return members.EXTERNAL
    return members.GUEST if user.get("is_restricted") or user.get("is_ultra_restricted") else members.INTERNAL
