"""Who we are in Slack: one `auth.test` registers the workspace of the token that the environment holds."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.settings import SettingsError
from storage import workspaces
from storage.database import Database

logger = logging.getLogger(__name__)

REFUSED = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type")


def register(database: Database, client: WebClient, clock: Callable[[], datetime]) -> bool:
    """Add or renew the workspace's row. False when Slack does not answer; then requests are what tries again.

    Raises `SettingsError` when Slack refuses the token.
    """
    try:
        answer = client.auth_test()
    except SlackApiError as problem:
        error = problem.response.get("error")
        if error in REFUSED:
            raise SettingsError(
                f"Slack refuses SLACK_BOT_TOKEN ({error}): copy the Bot User OAuth Token from “OAuth & Permissions” "
                "again, after installing the app."
            ) from None
        logger.warning("Slack does not say whose token this is (%s); trying again later.", error)
        return False
    except (SlackClientError, OSError) as problem:
        logger.warning("Slack cannot be reached (%s); trying again later.", problem)
        return False
    who: dict[str, Any] = dict(answer.data)  # type: ignore[arg-type]
    headers = {name.lower(): value for name, value in answer.headers.items()}
    with database.write() as connection:
        workspaces.install(
            connection,
            slack_team_id=who["team_id"],
            now=clock(),
            name=who.get("team") or "",
            slack_enterprise_id=who.get("enterprise_id") or "",
            bot_user_id=who["user_id"],
            bot_id=who.get("bot_id") or "",
            scopes=headers.get("x-oauth-scopes", "").replace(" ", ""),
        )
    return True
