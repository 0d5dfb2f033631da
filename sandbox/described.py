"""The JSON that Slack shows of people, channels, messages, files and teams."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.records import Channel, File, Json, Message, Team, User
from sandbox.workspace import SLACK_HOOKS, Workspace


def team(subject: Team) -> Json:
    return {
        "id": subject.id,
        "name": subject.name,
        "domain": subject.domain,
        "url": f"https://{subject.domain}.slack.com/",
        "email_domain": "",
        "icon": {"image_default": True},
        **enterprise(subject),
    }


def enterprise(subject: Team) -> Json:
    """The fields that name a team's organisation; none where it is in no Enterprise Grid."""
    if subject.enterprise is None:
        return {}
    return {"enterprise_id": subject.enterprise.id, "enterprise_name": subject.enterprise.name}


def user(workspace: Workspace, subject: User, *, include_locale: bool = False) -> Json:
    """A user object. People of other companies have a limited profile, without zone and locale."""
    home = workspace.teams[subject.team_id]
    profile: Json = {
        "real_name": subject.name,
        "real_name_normalized": subject.name,
        "display_name": subject.name,
        "display_name_normalized": subject.name,
        "avatar_hash": "",
        "team": home.connect_id,
    }
    described: Json = {
        "id": subject.id,
        "team_id": subject.team_id,
        "name": subject.handle,
        "real_name": subject.name,
        "deleted": subject.deleted,
        "color": subject.avatar_color.removeprefix("#"),
        "is_bot": subject.is_bot,
        "is_app_user": False,
        "updated": int(workspace.clock().timestamp()),
        "profile": profile,
    }
    if workspace.is_external(subject.id):
        described["is_stranger"] = workspace.is_stranger(subject.id)
        if home.enterprise:
            account = {"id": subject.id, **enterprise(home), "is_admin": False, "is_owner": False, "teams": [home.id]}
            described["enterprise_user"] = account
        return described
    if subject.deleted:
        return described
    profile |= {"title": subject.title, "phone": "", "status_text": "", "status_emoji": "", "status_expiration": 0}
    described |= {
        "is_admin": subject.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": subject.is_restricted,
        "is_ultra_restricted": subject.is_ultra_restricted,
        "is_email_confirmed": not subject.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    if subject.tz:
        offset = workspace.clock().astimezone(ZoneInfo(subject.tz)).utcoffset()
        described |= {
            "tz": subject.tz,
            "tz_label": _zone_label(subject.tz, workspace.clock()),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
        }
    if include_locale and subject.locale:
        described["locale"] = subject.locale
    return described


def _zone_label(zone: str, moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(zone)).tzname() or zone


def channel(workspace: Workspace, subject: Channel, *, with_count: bool = False) -> Json:
    """A conversation object as the bot sees it.

    Companies on Enterprise Grid are named by their organisation's id: Slack says so of `channel_shared`, and nothing
    else of this object.
    """
    companies, invited = _connect_ids(workspace, subject.shared_with), _connect_ids(workspace, subject.invited)
    host = workspace.teams[subject.host or workspace.team.id]
    described: Json = {
        "id": subject.id,
        "created": subject.created,
        "is_archived": subject.is_archived,
        "is_im": subject.is_im,
        "is_shared": subject.is_ext_shared,
        "is_ext_shared": subject.is_ext_shared,
        "is_org_shared": False,
        "context_team_id": host.id,
        "updated": subject.created * 1000,
    }
    if subject.is_im:
        return described | {"user": subject.im_user, "is_user_deleted": workspace.users[subject.im_user or ""].deleted}
    described |= {
        "name": subject.name,
        "name_normalized": subject.name,
        "is_channel": not subject.is_private,
        "is_group": False,
        "is_mpim": False,
        "is_private": subject.is_private,
        "is_general": subject.name == "general",
        "is_member": workspace.has_bot(subject),
        "is_pending_ext_shared": bool(invited),
        "pending_shared": invited,
        "pending_connected_team_ids": invited,
        "shared_team_ids": [workspace.team.id, *companies],
        "unlinked": 0,
        "creator": next(iter(subject.members), workspace.app.bot_user),
        "topic": {"value": subject.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": subject.previous_names,
    }
    if subject.is_ext_shared:
        described |= {
            "connected_team_ids": companies,
            "internal_team_ids": [workspace.team.id],
            "conversation_host_id": host.connect_id,
        }
    if with_count:
        described["num_members"] = len(subject.members)
    return described


def _connect_ids(workspace: Workspace, team_ids: list[str]) -> list[str]:
    return [workspace.teams[team_id].connect_id for team_id in team_ids]


def message(workspace: Workspace, subject: Message, *, with_metadata: bool = False) -> Json:
    """A message object. Messages without blocks have none, as those that apps post have none in Slack."""
    author = workspace.users[subject.user]
    described: Json = {
        "type": "message",
        "user": subject.user,
        "ts": subject.ts,
        "team": author.team_id,
        "text": subject.text,
    }
    if subject.bot_id:
        app = workspace.app
        profile = {"id": app.bot_id, "deleted": False, "name": app.name, "app_id": app.id, "team_id": workspace.team.id}
        described |= {"bot_id": app.bot_id, "app_id": app.id, "bot_profile": profile}
    if subject.blocks:
        described["blocks"] = subject.blocks
    if subject.attachments:
        described["attachments"] = subject.attachments
    if subject.files:
        described["files"] = [file(workspace, part) for part in subject.files]
    if subject.thread_ts:
        described["thread_ts"] = subject.thread_ts
    if subject.broadcast:
        described["subtype"] = "thread_broadcast"
    if subject.edited:
        described["edited"] = {"user": subject.user, "ts": subject.ts}
    if subject.reactions:
        described["reactions"] = reactions(subject)
    if subject.ts in workspace.channels[subject.channel].pins:
        described["pinned_to"] = [subject.channel]
    if with_metadata and subject.metadata:
        described["metadata"] = subject.metadata
    replies = [reply for reply in subject.replies if reply.ephemeral_to is None]
    if replies:
        described |= {"thread_ts": subject.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
    return described


def reactions(subject: Message) -> list[Json]:
    return [{"name": name, "users": users, "count": len(users)} for name, users in subject.reactions.items()]


def file(workspace: Workspace, subject: File) -> Json:
    described: dict[str, Any] = {
        "id": subject.id,
        "created": int(subject.completed_at.timestamp()) if subject.completed_at else 0,
        "name": subject.name,
        "title": subject.title,
        "mimetype": subject.mimetype,
        "filetype": subject.name.rpartition(".")[2],
        "user": subject.uploader,
        "size": subject.size,
        "mode": "hosted",
        "url_private": subject.url,
        "url_private_download": subject.url,
        "permalink": subject.url,
        "shares": {"public": {}, "private": {}},
    }
    if subject.alt_text:
        described["alt_txt"] = subject.alt_text
    for channel_id, stamps in subject.shares.items():
        kind = "private" if workspace.channels[channel_id].is_private else "public"
        described["shares"][kind][channel_id] = [{"ts": ts} for ts in stamps]
    return described


def permalink(workspace: Workspace, channel_id: str, subject: Message) -> str:
    """The address of a message: on the page that serves this workspace, or on Slack when none does."""
    home = workspace.url if workspace.url != SLACK_HOOKS else f"https://{workspace.team.domain}.slack.com"
    address = f"{home}/archives/{channel_id}/p{subject.ts.replace('.', '')}"
    if subject.thread_ts and subject.thread_ts != subject.ts:
        address += f"?thread_ts={subject.thread_ts}&cid={channel_id}"
    return address
