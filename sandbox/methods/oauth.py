"""Installing the app: the page where somebody allows it, and the exchange of its code for a token."""

from __future__ import annotations

import secrets
from datetime import timedelta
from urllib.parse import urlencode

from sandbox.errors import SlackError
from sandbox.methods.arguments import Arguments
from sandbox.records import Json
from sandbox.workspace import Workspace

CODE_LIFE = timedelta(minutes=10)


def authorize(workspace: Workspace, query: Json, user: str) -> str:
    """What a click on "Allow" does: the address to go to, with a code and the app's own state."""
    if query.get("client_id") != workspace.app.client_id:
        raise SlackError("invalid_client_id")
    if not query.get("redirect_uri"):
        raise SlackError("bad_redirect_uri")
    code = secrets.token_hex(12)
    workspace.codes[code] = {
        "redirect_uri": query["redirect_uri"],
        "scopes": {scope for scope in query.get("scope", "").split(",") if scope},
        "user": user,
        "at": workspace.clock(),
        "used": False,
    }
    separator = "&" if "?" in query["redirect_uri"] else "?"
    return query["redirect_uri"] + separator + urlencode({"code": code, "state": query.get("state", "")})


def exchange(workspace: Workspace, arguments: Arguments) -> Json:
    """`oauth.v2.access`: the code for the bot's token, once and within ten minutes. Installing adds scopes."""
    app = workspace.app
    if arguments.text("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if arguments.text("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")
    code = workspace.codes.get(arguments.text("code"))
    if code is None or workspace.clock() - code["at"] > CODE_LIFE:
        raise SlackError("invalid_code")
    if code["used"]:
        raise SlackError("code_already_used")
    if arguments.text("redirect_uri", code["redirect_uri"]) != code["redirect_uri"]:
        raise SlackError("bad_redirect_uri")
    code["used"] = True
    app.scopes = code["scopes"] if app.removed else app.scopes | code["scopes"]
    app.removed = False
    return {
        "ok": True,
        "app_id": app.id,
        "authed_user": {"id": code["user"]},
        "scope": ",".join(sorted(app.scopes)),
        "token_type": "bot",
        "access_token": app.bot_token,
        "bot_user_id": app.bot_user,
        "team": {"id": workspace.team.id, "name": workspace.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
