"""What Slack tells of itself: channels that come and go, people who change, the app being removed.

These events come from Slack, not from a person: whoever is named in one gets nothing, so outsiders may be named too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from handlers import people
from handlers.requests import Reply, Request
from handlers.routes import PARTNER, Routes, listener
from storage import members, outbox, pauses, promises, teams, workspaces
from storage.members import Member
from storage.teams import Team
from views import channels as views
from views import deliveries
from views import promises as promise_views
from views.blocks import Message
from views.words import translator

NEWS_TRAVELS = timedelta(seconds=61)
"""For how long delivery may believe what it heard of a channel before."""


@listener(allow=PARTNER)
def joined(request: Request) -> None:
    """The bot was invited into a channel: what waited for it goes, and a channel without a team hears what to do."""
    event = _event(request)
    if event.get("user") != request.workspace.bot_user_id:
        return
    channel = event["channel"]
    outbox.release_held(request.tx, channel)
    if teams.of_channel(request.tx, channel) is not None or request.payload.get("is_ext_shared_channel"):
        return
    inviter = members.find(request.tx, event.get("inviter", ""))
    t = request.speak_to(inviter) if inviter is not None else translator(request.settings.locale)
    _note(request, channel, views.welcome(t), outbox.INTERNAL, key=f"welcome:{channel}", owner=inviter)


@listener(allow=PARTNER)
def left(request: Request) -> None:
    """The bot was removed from a channel: its team's managers hear of it."""
    channel = _channel(request)
    _tell_managers(request, channel, lambda t, waiting: deliveries.channel_closed(t, channel, waiting, archived=False))


@listener(allow=PARTNER)
def archived(request: Request) -> None:
    """A channel was archived: its team's managers hear of it."""
    channel = _channel(request)
    _tell_managers(request, channel, lambda t, waiting: deliveries.channel_closed(t, channel, waiting, archived=True))


@listener(allow=PARTNER)
def reopened(request: Request) -> None:
    """A channel was taken out of the archive: what waited for it goes."""
    outbox.release_held(request.tx, _channel(request))


@listener(allow=PARTNER)
def renamed(request: Request) -> None:
    """A channel has another name."""
    channel = _event(request)["channel"]
    team = teams.of_channel(request.tx, channel["id"])
    if team is not None:
        teams.change(request.tx, team, channel_name=channel["name"])


@listener(allow=PARTNER)
def id_changed(request: Request) -> None:
    """A channel has another id, as when it becomes private: what is meant for the old one goes to the new one."""
    event = _event(request)
    team = teams.of_channel(request.tx, event["old_channel_id"])
    if team is not None:
        teams.change(request.tx, team, channel_id=event["new_channel_id"])
    outbox.redirect(request.tx, event["old_channel_id"], event["new_channel_id"])


@listener(allow=PARTNER)
def shared(request: Request) -> None:
    """Another company can read a channel now: nothing leaves for it until delivery has asked Slack who does."""
    channel = _channel(request)
    pauses.pause_channels(request.tx.connection, [(request.workspace.id, channel)], request.now + NEWS_TRAVELS)
    _tell_managers(request, channel, lambda t, _waiting: views.shared(t, channel))


@listener(allow=PARTNER)
def unshared(request: Request) -> None:
    """Another company is gone from a channel: when it was the last one, what waited goes."""
    if not _event(request).get("is_ext_shared", True):
        outbox.release_held(request.tx, _channel(request))


@listener(allow=PARTNER)
def person_changed(request: Request) -> None:
    """Somebody has a new name, zone or language, or is gone. Whom we never met we need not know."""
    user = _event(request)["user"]
    known = members.find(request.tx, user["id"])
    if known is None:
        return
    member = members.remember(request.tx, user["id"], **people.profile(user, request.workspace))
    if known.is_active and not member.is_active:
        for heir, count in promises.left_behind(request.tx, member.id).items():
            message = promise_views.left_behind(request.speak_to(heir), member.name, count)
            key = f"{request.payload['event_id']}:{heir.slack_user_id}"
            audience = outbox.PERSONAL(heir.slack_user_id)
            _note(request, heir.slack_user_id, message, audience, key=key, owner=heir)


@listener(allow=PARTNER)
def removed(request: Request) -> None:
    """The app was removed from the workspace: its token is forgotten, schedules and posts rest."""
    workspaces.revoke(request.tx.connection, workspace_id=request.workspace.id, now=request.now)


@listener(allow=PARTNER)
def tokens_revoked(request: Request) -> None:
    """The same, when the token was the bot's; that of a single person is none of ours."""
    if _event(request).get("tokens", {}).get("bot"):
        workspaces.revoke(request.tx.connection, workspace_id=request.workspace.id, now=request.now)


@listener()
def try_again(request: Request) -> Reply:
    """**Try again** under the news that a post did not arrive."""
    sent = outbox.retry(request.tx, int(request.value))
    return Reply(views.retried(request.t, sent=sent))


def _tell_managers(request: Request, channel: str, words: Any) -> None:
    """Tell the managers of the team whose home this is, each in their language; without any, the admins."""
    team = teams.of_channel(request.tx, channel)
    if team is None:
        return
    waiting = outbox.waiting_for(request.tx, channel)
    for person in _in_charge(request, team):
        message = words(request.speak_to(person), waiting)
        key = f"{request.payload['event_id']}:{person.slack_user_id}"
        audience = outbox.PERSONAL(person.slack_user_id)
        _note(request, person.slack_user_id, message, audience, key=key, owner=person)


def _in_charge(request: Request, team: Team) -> list[Member]:
    managers = teams.managers(request.tx, team.id)
    return managers or [person for person in members.managers(request.tx) if person.role == members.ADMIN]


def _note(
    request: Request, channel: str, message: Message, audience: outbox.Audience, *, key: str, owner: Member | None
) -> None:
    outbox.post(
        request.tx,
        "note",
        audience=audience,
        dedupe_key=key,
        channel=channel,
        owner_id=owner.id if owner is not None else None,
        payload={"text": message.text, "blocks": message.blocks},
    )


def _event(request: Request) -> dict[str, Any]:
    happened: dict[str, Any] = request.payload["event"]
    return happened


def _channel(request: Request) -> str:
    return str(_event(request)["channel"])


def register(routes: Routes) -> None:
    routes.event("member_joined_channel", joined)
    for kind in ("channel_left", "group_left"):
        routes.event(kind, left)
    for kind in ("channel_archive", "group_archive"):
        routes.event(kind, archived)
    for kind in ("channel_unarchive", "group_unarchive"):
        routes.event(kind, reopened)
    for kind in ("channel_rename", "group_rename"):
        routes.event(kind, renamed)
    routes.event("channel_id_changed", id_changed)
    routes.event("channel_shared", shared)
    routes.event("channel_unshared", unshared)
    routes.event("user_change", person_changed)
    routes.event("team_join", person_changed)
    routes.event("app_uninstalled", removed)
    routes.event("tokens_revoked", tokens_revoked)
    routes.action(deliveries.RETRY, try_again)
