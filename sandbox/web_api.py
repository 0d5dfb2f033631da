"""The door of the Web API: finds the workspace by the token, the method by its name, and answers in Slack's JSON."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.errors import SlackError
from sandbox.methods import apps, chat, conversations, files, marks, oauth, users, views
from sandbox.methods.arguments import Arguments, Method
from sandbox.records import Json
from sandbox.workspace import Call, Workspace

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **marks.METHODS,
    **users.METHODS,
    **views.METHODS,
}


class WebApi:
    """The Web API over one workspace, or several that are told apart by their tokens."""

    def __init__(self, workspaces: Sequence[Workspace]) -> None:
        self.workspaces = list(workspaces)

    def call(self, method: str, token: str | None, arguments: Json) -> Json:
        """The JSON answer to one call, `ok: false` included. The call is noted in `workspace.calls`."""
        workspace = self.find_workspace(method, token, arguments)
        try:
            answer = self._answer(workspace, method, token, arguments)
        except SlackError as refusal:
            answer = refusal.answer()
        workspace.note(Call(method, arguments, workspace.clock(), answer))
        return answer

    def find_workspace(self, method: str, token: str | None, arguments: Json) -> Workspace:
        """The workspace a call is about; the first one for calls that name none."""
        for workspace in self.workspaces:
            if token and token in (workspace.app.bot_token, workspace.app.app_token):
                return workspace
            if method == "oauth.v2.access" and arguments.get("code") in workspace.codes:
                return workspace
        return self.workspaces[0]

    def _answer(self, workspace: Workspace, method: str, token: str | None, arguments: Json) -> Json:
        if method == "api.test":
            return _echo(arguments)
        if method == "oauth.v2.access":
            with workspace.lock:
                return oauth.exchange(workspace, Arguments(arguments))
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        _check_token(workspace, method, token)
        entry = METHODS[method]
        granted = Arguments(arguments, workspace.app.scopes)
        if entry.scopes:
            granted.need(*entry.scopes)
        with workspace.lock:
            return entry.answer(workspace, granted)


def _check_token(workspace: Workspace, method: str, token: str | None) -> None:
    """Bot tokens for everything but `apps.connections.open`, which takes an app token."""
    if not token:
        raise SlackError("not_authed")
    if token not in (workspace.app.bot_token, workspace.app.app_token):
        raise SlackError("invalid_auth")
    if workspace.app.removed:
        raise SlackError("account_inactive")
    if (token == workspace.app.app_token) != (method == "apps.connections.open"):
        raise SlackError("not_allowed_token_type")


def _echo(arguments: Json) -> Json:
    if arguments.get("error"):
        return {"ok": False, "error": arguments["error"], "args": arguments}
    return {"ok": True, "args": arguments}
