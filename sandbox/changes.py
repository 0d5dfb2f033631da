"""What happens to a workspace besides talk: channels are archived, renamed and shared, people come and go, the app is
removed. Each changes the state and sends the event that Slack sends of it, which is returned (None: not subscribed)."""

from __future__ import annotations

from typing import Any

from sandbox import described
from sandbox.deliveries import Request
from sandbox.people import Person, Sandbox
from sandbox.records import Channel, Team, User


def archive_channel(sandbox: Sandbox, name: str, *, by: str = "ada") -> Request | None:
    """`channel_archive`. Nothing can be posted there any more."""
    channel = sandbox.workspace.channel_called(name)
    channel.is_archived = True
    return _tell(sandbox, f"{_family(channel)}_archive", channel=channel.id, user=_id(sandbox, by))


def unarchive_channel(sandbox: Sandbox, name: str, *, by: str = "ada") -> Request | None:
    channel = sandbox.workspace.channel_called(name)
    channel.is_archived = False
    return _tell(sandbox, f"{_family(channel)}_unarchive", channel=channel.id, user=_id(sandbox, by))


def rename_channel(sandbox: Sandbox, name: str, new_name: str) -> Request | None:
    """`channel_rename`, whose `channel` is an object."""
    channel = sandbox.workspace.channel_called(name)
    channel.previous_names.append(channel.name)
    channel.name = new_name
    renamed = {"id": channel.id, "name": new_name, "created": channel.created}
    return _tell(sandbox, f"{_family(channel)}_rename", channel=renamed)


def join_channel(sandbox: Sandbox, name: str, who: str, *, by: str = "ada") -> Request | None:
    """`member_joined_channel`: a person, or the bot by the handle "bellringer", is brought into a channel."""
    channel, user = sandbox.workspace.channel_called(name), sandbox.workspace.user_called(who)
    if user.id not in channel.members:
        channel.members.append(user.id)
    fields = {"user": user.id, "channel_type": _letter(channel), "team": user.team_id, "inviter": _id(sandbox, by)}
    return _tell(sandbox, "member_joined_channel", channel=channel.id, **fields)


def leave_channel(sandbox: Sandbox, name: str, who: str) -> Request | None:
    """`member_left_channel` of a person who leaves or is removed."""
    channel, user = sandbox.workspace.channel_called(name), sandbox.workspace.user_called(who)
    channel.members.remove(user.id)
    fields = {"user": user.id, "channel_type": _letter(channel), "team": user.team_id}
    return _tell(sandbox, "member_left_channel", channel=channel.id, **fields)


def remove_bot(sandbox: Sandbox, name: str, *, by: str = "ada") -> Request | None:
    """`channel_left` (`group_left` of a private channel): somebody removed the bot from a channel."""
    channel = sandbox.workspace.channel_called(name)
    channel.members.remove(sandbox.workspace.app.bot_user)
    return _tell(sandbox, f"{_family(channel)}_left", channel=channel.id, actor_id=_id(sandbox, by))


def share_channel(sandbox: Sandbox, name: str, team: Team, *people: str) -> Request | None:
    """`channel_shared`: another company reads the channel from now on, all of its past included.

    Its `people`, by their handles, join it at once.
    """
    channel = sandbox.workspace.channel_called(name)
    sandbox.workspace.teams[team.id] = team
    if team.id not in channel.shared_with:
        channel.shared_with.append(team.id)
    told = _tell(sandbox, "channel_shared", channel=channel.id, connected_team_id=team.connect_id)
    for who in people:
        join_channel(sandbox, name, who)
    return told


def unshare_channel(sandbox: Sandbox, name: str, team_id: str) -> Request | None:
    """`channel_unshared`: that company's people are gone."""
    workspace = sandbox.workspace
    channel = workspace.channel_called(name)
    channel.shared_with.remove(team_id)
    channel.members = [member for member in channel.members if workspace.users[member].team_id != team_id]
    gone = workspace.teams[team_id].connect_id
    fields = {"previously_connected_team_id": gone, "is_ext_shared": channel.is_ext_shared}
    return _tell(sandbox, "channel_unshared", channel=channel.id, **fields)


def change_user(sandbox: Sandbox, handle: str, **fields: Any) -> Request | None:
    """`user_change`: fields of `sandbox.records.User` become something else, such as `tz="Asia/Tokyo"`."""
    user = sandbox.workspace.user_called(handle)
    for name, value in fields.items():
        if not hasattr(user, name):
            raise AttributeError(f"a user has no {name!r}")
        setattr(user, name, value)
    return _tell_user(sandbox, "user_change", user)


def deactivate_user(sandbox: Sandbox, handle: str) -> Request | None:
    """Their account is closed: `user_change` with `deleted`, and they are in no channel any more."""
    user = sandbox.workspace.user_called(handle)
    for channel in sandbox.workspace.channels.values():
        if user.id in channel.members and not channel.is_im:
            channel.members.remove(user.id)
    return change_user(sandbox, handle, deleted=True)


def hire(sandbox: Sandbox, user: User, *channels: str) -> Person:
    """`team_join`: somebody new, who is then put into these channels."""
    person = sandbox.add_person(user)
    _tell_user(sandbox, "team_join", user)
    for name in channels:
        join_channel(sandbox, name, user.handle)
    return person


def uninstall(sandbox: Sandbox) -> list[Request | None]:
    """An admin removes the app: its token is dead, `tokens_revoked` and `app_uninstalled` tell it, in either order."""
    app = sandbox.workspace.app
    app.removed = True
    revoked = _tell(sandbox, "tokens_revoked", tokens={"oauth": [], "bot": [app.bot_user]})
    return [revoked, _tell(sandbox, "app_uninstalled")]


def _tell(sandbox: Sandbox, kind: str, **fields: Any) -> Request | None:
    sandbox.workspace.announce("state")
    return sandbox.event(kind, **fields) if sandbox.hears(kind) else None


def _tell_user(sandbox: Sandbox, kind: str, user: User) -> Request | None:
    workspace = sandbox.workspace
    stamp = int(workspace.clock().timestamp())
    shown = described.user(workspace, user, include_locale=True)
    return _tell(sandbox, kind, user=shown, cache_ts=stamp)


def _family(channel: Channel) -> str:
    return "group" if channel.is_private else "channel"


def _letter(channel: Channel) -> str:
    return "G" if channel.is_private else "C"


def _id(sandbox: Sandbox, handle: str) -> str:
    return sandbox.workspace.user_called(handle).id
