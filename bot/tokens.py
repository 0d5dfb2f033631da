"""The bot's tokens: the one from the environment, or those of many workspaces, which are stored encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.settings import Settings
from storage.workspaces import Workspace

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class NoToken(Exception):
    """We cannot speak for the bot in this workspace. The message says why and what to do."""


class Tokens:
    """`tokens(workspace)` is the bot's token there. Raises `NoToken`."""

    def __init__(self, bot_token: str, keys: Sequence[str]) -> None:
        self._bot_token = bot_token
        self._fernet = _fernet(keys) if keys else None

    def __call__(self, workspace: Workspace) -> str:
        if self._bot_token:
            return self._bot_token
        if not workspace.bot_token:
            raise NoToken(
                f"{workspace.name or workspace.slack_team_id} has no token: the app is to be installed again."
            )
        # a token belongs to its workspace: moved to another row, it is none
        slack_team_id, _separator, token = self._decrypt(workspace).partition(" ")
        if slack_team_id != workspace.slack_team_id:
            raise NoToken(f"The token stored for {workspace.slack_team_id} is that of {slack_team_id}.")
        return token

    def encrypt(self, slack_team_id: str, token: str) -> str:
        """The token as it is stored, good for this workspace only."""
        return self._keys().encrypt(f"{slack_team_id} {token}".encode()).decode()

    def _decrypt(self, workspace: Workspace) -> str:
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see _fernet

        try:
            return self._keys().decrypt(workspace.bot_token).decode()
        except InvalidToken:
            raise NoToken(
                f"The token of {workspace.slack_team_id} was encrypted with another key: add that key to "
                "BELLRINGER_ENCRYPTION_KEY, or install the app again."
            ) from None

    def _keys(self) -> MultiFernet:
        if self._fernet is None:
            raise NoToken("There is no BELLRINGER_ENCRYPTION_KEY to read stored tokens with.")
        return self._fernet


def _fernet(keys: Sequence[str]) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - 7 MB that a bot of one workspace has no use for

    return MultiFernet([Fernet(key) for key in keys])


def of(settings: Settings) -> Tokens:
    """The tokens that these settings give or unlock."""
    return Tokens(settings.slack_bot_token, settings.encryption_keys)
