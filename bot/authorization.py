"""Whose request is it: the installation behind a request, from our own table instead of a call to Slack."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt.authorization import AuthorizeResult
from sqlalchemy.exc import SQLAlchemyError

from bot.tokens import NoToken
from storage import workspaces
from storage.database import Database
from storage.workspaces import Workspace

logger = logging.getLogger(__name__)

KNOWN_SECONDS = 60.0
UNKNOWN_SECONDS = 5.0


@dataclass(frozen=True)
class _Answer:
    result: AuthorizeResult | None
    good_until: float


class Authorization:
    """Bolt's `authorize`: found by the team alone.

    The enterprise of a request says nothing: when a partner in another company's Grid submits our modal, it is theirs.
    What is found is remembered for a minute, what is not for five seconds. `look_again` is called for a team without
    a row, when the workspace may only not have been registered yet. While the database does not answer, what was
    known before still counts: then the person hears from us what is wrong.
    """

    def __init__(
        self,
        database: Database,
        tokens: Callable[[Workspace], str],
        look_again: Callable[[], None] | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._look_again = look_again
        self._seconds = seconds
        self._answers: dict[str, _Answer] = {}
        self._lock = threading.Lock()

    def __call__(self, team_id: str | None) -> AuthorizeResult | None:
        """The installation of a team, or None when there is none."""
        team = team_id or ""
        known = self._answers.get(team)
        if known is not None and self._seconds() < known.good_until:
            return known.result
        with self._lock:  # one look for all that ask at once
            known = self._answers.get(team)
            if known is not None and self._seconds() < known.good_until:
                return known.result
            try:
                result = self._find(team)
            except SQLAlchemyError:
                if known is None:
                    raise
                logger.warning("The database does not answer; going on with the installation known before.")
                result = known.result
            self._remember(team, result)
            return result

    def forget(self) -> None:
        """Look everything up anew: an installation has changed."""
        self._answers.clear()

    def _remember(self, team: str, result: AuthorizeResult | None) -> None:
        if len(self._answers) > 10_000:  # ids that somebody makes up must not fill the memory
            self._answers.clear()
        good_for = KNOWN_SECONDS if result is not None else UNKNOWN_SECONDS
        self._answers[team] = _Answer(result, self._seconds() + good_for)

    def _find(self, team: str) -> AuthorizeResult | None:
        workspace = self._workspace(team)
        if workspace is None and self._look_again is not None:
            self._look_again()
            workspace = self._workspace(team)
        if workspace is None or workspace.state != workspaces.ACTIVE:
            return None
        try:
            token = self._tokens(workspace)
        except NoToken as problem:
            logger.error("%s", problem)
            return None
        return AuthorizeResult(
            enterprise_id=workspace.slack_enterprise_id or None,
            team_id=workspace.slack_team_id,
            team=workspace.name,
            bot_id=workspace.bot_id,
            bot_user_id=workspace.bot_user_id,
            bot_token=token,
            bot_scopes=workspace.scopes,
        )

    def _workspace(self, team: str) -> Workspace | None:
        with self._database.read() as connection:
            return workspaces.find_by_slack_id(connection, team)
