"""What happens to a workspace besides talk: channels are archived and renamed, people come and go, the app is removed.

Each changes the state and sends the event that Slack sends of it, which is returned (None: not subscribed). What
happens between companies is in `sandbox.connections`.
"""

from __future__ import annotations

import re
from typing import Any

from sandbox import described
from sandbox.deliveries import Request
from sandbox.people import Person, Sandbox
from sandbox.records import Channel, User

NAME = re.compile(r"[\w-]{1,80}")


def archive_channel(sandbox: Sandbox, name: str, *, by: str = "ada") -> Request | None:
    """`channel_archive`. Nothing can be posted there any more."""
    channel = sandbox.workspace.channel_called(name)
    channel.is_archived = True
    return tell(sandbox, f"{_family(channel)}_archive", channel=channel.id, user=_id(sandbox, by))


def unarchive_channel(sandbox: Sandbox, name: str, *, by: str = "ada") -> Request | None:
    channel = sandbox.workspace.channel_called(name)
    channel.is_archived = False
    return tell(sandbox, f"{_family(channel)}_unarchive", channel=channel.id, user=_id(sandbox, by))


def rename_channel(sandbox: Sandbox, name: str, new_name: str) -> Request | None:
    """`channel_rename`, whose `channel` is an object. ValueError for a name that Slack would not take."""
    channel = sandbox.workspace.channel_called(name)
    if not NAME.fullmatch(new_name) or new_name != new_name.lower():
        raise ValueError("Names of channels are lower-case letters, digits, - and _: 80 at most.")
    if any(each.name == new_name for each in sandbox.workspace.channels.values() if each is not channel):
        raise ValueError(f"#{new_name} is taken.")
    channel.previous_names.append(channel.name)
    channel.name = new_name
    renamed = {"id": channel.id, "name": new_name, "created": channel.created}
    return tell(sandbox, f"{_family(channel)}_rename", channel=renamed)


def join_channel(sandbox: Sandbox, name: str, who: str, *, by: str = "ada") -> Request | None:
    """`member_joined_channel`: a person, or the bot by the handle "bellringer", is brought into a channel."""
    channel, user = sandbox.workspace.channel_called(name), sandbox.workspace.user_called(who)
    if user.id not in channel.members:
        channel.members.append(user.id)
    fields = {"user": user.id, "channel_type": _letter(channel), "team": user.team_id, "inviter": _id(sandbox, by)}
    return tell(sandbox, "member_joined_channel", channel=channel.id, **fields)


def leave_channel(sandbox: Sandbox, name: str, who: str) -> Request | None:
    """`member_left_channel` of a person who leaves or is removed."""
    channel, user = sandbox.workspace.channel_called(name), sandbox.workspace.user_called(who)
    channel.members.remove(user.id)
    home = sandbox.workspace.teams[user.team_id]
    fields = {"user": user.id, "channel_type": _letter(channel), "team": home.connect_id}
    return tell(sandbox, "member_left_channel", channel=channel.id, **fields)


def remove_bot(sandbox: Sandbox, name: str, *, by: str = "ada") -> Request | None:
    """`channel_left` (`group_left` of a private channel): somebody removed the bot from a channel."""
    channel = sandbox.workspace.channel_called(name)
    channel.members.remove(sandbox.workspace.app.bot_user)
    return tell(sandbox, f"{_family(channel)}_left", channel=channel.id, actor_id=_id(sandbox, by))


def make_private(sandbox: Sandbox, name: str) -> None:
    """Only members find the channel from now on. Slack sends no event of it, and the channel keeps its id."""
    sandbox.workspace.channel_called(name).is_private = True
    sandbox.workspace.announce("state")


def change_channel_id(sandbox: Sandbox, name: str, new_id: str) -> Request | None:
    """`channel_id_changed`, as Slack does it with some channels that are shared or made private."""
    workspace = sandbox.workspace
    channel = workspace.channel_called(name)
    old_id = channel.id
    with workspace.lock:
        channel.id = new_id
        workspace.messages[new_id] = workspace.messages.pop(old_id)
        for message in workspace.messages[new_id]:
            message.channel = new_id
        for ticket in workspace.response_urls.values():
            ticket.channel = new_id if ticket.channel == old_id else ticket.channel
        for file in workspace.files.values():
            if old_id in file.shares:
                file.shares[new_id] = file.shares.pop(old_id)
        workspace.channels = {each.id: each for each in workspace.channels.values()}
    return tell(sandbox, "channel_id_changed", old_channel_id=old_id, new_channel_id=new_id)


def change_user(sandbox: Sandbox, handle: str, **fields: Any) -> Request | None:
    """`user_change`: fields of `sandbox.records.User` become something else, such as `tz="Asia/Tokyo"`."""
    user = sandbox.workspace.user_called(handle)
    for name, value in fields.items():
        if not hasattr(user, name):
            raise AttributeError(f"a user has no {name!r}")
        setattr(user, name, value)
    return tell_user(sandbox, "user_change", user)


def deactivate_user(sandbox: Sandbox, handle: str) -> Request | None:
    """Their account is closed: `user_change` with `deleted`, and they are in no channel any more."""
    user = sandbox.workspace.user_called(handle)
    for channel in sandbox.workspace.channels.values():
        if user.id in channel.members and not channel.is_im:
            channel.members.remove(user.id)
    return change_user(sandbox, handle, deleted=True)


def hire(sandbox: Sandbox, user: User, *channels: str) -> Person:
    """`team_join`: somebody new, who is then put into these channels. Of another company's people we hear only this."""
    person = sandbox.add_person(user)
    if not sandbox.workspace.is_external(user.id):
        tell_user(sandbox, "team_join", user)
    for name in channels:
        join_channel(sandbox, name, user.handle)
    return person


def uninstall(sandbox: Sandbox) -> list[Request | None]:
    """An admin removes the app: its token is dead, `tokens_revoked` and `app_uninstalled` tell it, in either order."""
    app = sandbox.workspace.app
    app.removed = True
    revoked = tell(sandbox, "tokens_revoked", tokens={"oauth": [], "bot": [app.bot_user]})
    return [revoked, tell(sandbox, "app_uninstalled")]


def tell(sandbox: Sandbox, kind: str, **fields: Any) -> Request | None:
    """Show the change on the page and send its event to an app that subscribed to it."""
    sandbox.workspace.announce("state")
    return sandbox.event(kind, **fields) if sandbox.hears(kind) else None


def tell_user(sandbox: Sandbox, kind: str, user: User) -> Request | None:
    """An event about a person. Of strangers Slack tells nothing."""
    workspace = sandbox.workspace
    if workspace.is_stranger(user.id):
        workspace.announce("state")
        return None
    stamp = int(workspace.clock().timestamp())
    shown = described.user(workspace, user, include_locale=True)
    return tell(sandbox, kind, user=shown, cache_ts=stamp)


def _family(channel: Channel) -> str:
    return "group" if channel.is_private else "channel"


def _letter(channel: Channel) -> str:
    return "G" if channel.is_private else "C"


def _id(sandbox: Sandbox, handle: str) -> str:
    return sandbox.workspace.user_called(handle).id
