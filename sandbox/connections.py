"""Slack Connect: which companies share a channel, how that begins and ends, and people who go to another company.

Each changes the state and sends the events that Slack sends of it; the one named first is returned (None: the app did
not subscribe to it).
"""

from __future__ import annotations

from datetime import timedelta

from sandbox import described
from sandbox.changes import join_channel, leave_channel, tell, tell_user
from sandbox.deliveries import Request
from sandbox.people import Sandbox
from sandbox.records import Channel, Json, Team, User

INVITATION_LIFE = timedelta(days=14)


def invite(sandbox: Sandbox, name: str, team: Team) -> None:
    """Ask another company to share a channel: it is pending until they answer, and Slack sends no event yet."""
    channel = sandbox.workspace.channel_called(name)
    sandbox.workspace.teams[team.id] = team
    if team.id not in [*channel.invited, *channel.shared_with]:
        channel.invited.append(team.id)
    sandbox.workspace.announce("state")


def decline(sandbox: Sandbox, name: str, team: Team, *, by: str = "ada") -> Request | None:
    """`shared_channel_invite_declined`: they do not want to."""
    channel = sandbox.workspace.channel_called(name)
    channel.invited.remove(team.id)
    return _tell_invitation(sandbox, "declined", channel, team, by, declining_team_id=team.id)


def share(sandbox: Sandbox, name: str, team: Team, *people: str, by: str = "ada") -> Request | None:
    """`channel_shared`: another company reads the channel from now on, all of its past included.

    Its `people`, by their handles, join it at once. An app that may manage invitations hears first that one was
    accepted.
    """
    channel = sandbox.workspace.channel_called(name)
    sandbox.workspace.teams[team.id] = team
    if team.id in channel.invited:
        channel.invited.remove(team.id)
    if team.id not in channel.shared_with:
        channel.shared_with.append(team.id)
    _tell_invitation(sandbox, "accepted", channel, team, by, approval_required=False)
    told = tell(sandbox, "channel_shared", channel=channel.id, connected_team_id=team.connect_id)
    for who in people:
        join_channel(sandbox, name, who, by=by)
    return told


def unshare(sandbox: Sandbox, name: str, team: Team) -> Request | None:
    """`channel_unshared`: that company's people are gone. A channel that it hosted is ours from now on."""
    workspace = sandbox.workspace
    channel = workspace.channel_called(name)
    channel.shared_with.remove(team.id)
    channel.members = [member for member in channel.members if workspace.users[member].team_id != team.id]
    if channel.host == team.id:
        channel.host = ""
    fields: Json = {"previously_connected_team_id": team.connect_id, "is_ext_shared": channel.is_ext_shared}
    return tell(sandbox, "channel_unshared", channel=channel.id, **fields)


def move(sandbox: Sandbox, handle: str, team: Team) -> Request | None:
    """`user_change`: the same account belongs to another company from now on, as when a workspace joins a Grid.

    They leave (`member_left_channel`) the channels that their new company has no part in. Somebody who only changes
    jobs gets another account: `changes.deactivate_user` and `changes.hire`.
    """
    workspace = sandbox.workspace
    user = workspace.user_called(handle)
    for channel in list(workspace.channels.values()):
        if channel.im_user == user.id:
            channel.shared_with = [team.id] if team != workspace.team else []
        elif user.id in channel.members and team.id not in [workspace.team.id, *channel.shared_with]:
            leave_channel(sandbox, channel.id, handle)
    workspace.teams[team.id] = team
    user.team_id = team.id
    return tell_user(sandbox, "user_change", user)


def _tell_invitation(
    sandbox: Sandbox, outcome: str, channel: Channel, team: Team, by: str, **fields: object
) -> Request | None:
    """`shared_channel_invite_accepted` or `…_declined`, for apps with the scope `conversations.connect:manage`."""
    workspace = sandbox.workspace
    sandbox.workspace.announce("state")
    kind = f"shared_channel_invite_{outcome}"
    if "conversations.connect:manage" not in workspace.app.scopes or not sandbox.hears(kind):
        return None
    now = workspace.clock()
    answering = next((user for user in workspace.users.values() if user.team_id == team.id), None)
    invitation = {
        "id": workspace.next_id("I"),
        "date_created": int(now.timestamp()),
        "date_invalid": int((now + INVITATION_LIFE).timestamp()),
        "inviting_team": _named(workspace.team),
        "inviting_user": _person(workspace.user_called(by)),
    }
    where = {"id": channel.id, "is_private": channel.is_private, "is_im": False, "name": channel.name}
    verb = {"accepted": "accepting_user", "declined": "declining_user"}[outcome]
    teams = [_named(workspace.teams[each]) for each in (workspace.team.id, *channel.shared_with)]
    fields |= {"invite": invitation, "teams_in_channel": teams, verb: _person(answering) if answering else None}
    return sandbox.event(kind, channel=where, **fields)


def _named(team: Team) -> Json:
    return {key: value for key, value in described.team(team).items() if key in ("id", "name", "domain", "icon")}


def _person(user: User) -> Json:
    profile = {"real_name": user.name, "display_name": user.name, "team": user.team_id}
    return {"id": user.id, "team_id": user.team_id, "name": user.handle, "profile": profile}
