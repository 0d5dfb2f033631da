"""Who is who: asks Slack about people whom we do not know."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from storage import profiles
from storage.profiles import Profile
from storage.workspaces import Workspace


def ask_slack(client: WebClient, workspace: Workspace, slack_user_id: str) -> Profile | None:
    """What `members.remember` takes, from `users.info`; None when Slack knows no such person or does not answer."""
    try:
        answer = client.users_info(user=slack_user_id, include_locale=True)
    except (SlackApiError, SlackClientError, OSError):
        return None
    return profiles.of(answer["user"], workspace)
