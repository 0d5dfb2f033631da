"""auth.*, team.*, bots.* and apps.*: who the app is, and in whose workspace."""

from __future__ import annotations

from sandbox import described
from sandbox.errors import SlackError
from sandbox.methods.arguments import Arguments, Method
from sandbox.records import Json
from sandbox.workspace import Workspace


def test_auth(workspace: Workspace, arguments: Arguments) -> Json:
    return {
        "ok": True,
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": workspace.users[workspace.app.bot_user].handle,
        "team_id": workspace.team.id,
        "user_id": workspace.app.bot_user,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def get_team(workspace: Workspace, arguments: Arguments) -> Json:
    """The installed workspace, or another company's that shares a channel with it."""
    team = workspace.teams.get(arguments.text("team", workspace.team.id))
    connected = {workspace.team.id}.union(*(channel.shared_with for channel in workspace.channels.values()))
    if team is None or team.id not in connected:
        raise SlackError("team_not_found")
    return {"ok": True, "team": described.team(team)}


def get_bot(workspace: Workspace, arguments: Arguments) -> Json:
    app = workspace.app
    if arguments.text("bot", app.bot_id) != app.bot_id:
        raise SlackError("bot_not_found")
    bot = {"id": app.bot_id, "deleted": app.removed, "name": app.name, "user_id": app.bot_user, "app_id": app.id}
    return {"ok": True, "bot": bot | {"updated": int(workspace.clock().timestamp()), "icons": {}}}


def open_connection(workspace: Workspace, arguments: Arguments) -> Json:
    """Where to connect in Socket Mode: a websocket address for one connection."""
    ticket = f"{workspace.team.id}-{workspace.next_number()}"
    workspace.tickets.add(ticket)
    address = workspace.url.replace("http", "ws", 1)
    return {"ok": True, "url": f"{address}/link/?ticket={ticket}&app_id={workspace.app.id}"}


METHODS = {
    "auth.test": Method(test_auth),
    "team.info": Method(get_team, ("team:read",)),
    "bots.info": Method(get_bot, ("users:read",)),
    "apps.connections.open": Method(open_connection),
}
