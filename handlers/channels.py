"""What happens to channels: the bot comes and goes, others come to read them, names and ids change.

These events come from Slack, not from a person: whoever is named in one gets nothing, so outsiders may be named too.
What is ours stops at once where somebody from outside reads it, and nothing of it appears later by itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from handlers import grammar
from handlers.requests import Answer, Denied, Reply, Request
from handlers.routes import PARTNER, Routes, listener
from sales.errors import UserError
from storage import channels, members, outbox, partner_desks, partners, pauses, teams
from storage.channels import Uses
from storage.members import MANAGER, Member
from storage.partners import Partner
from views import channels as views
from views import deliveries
from views import who_sees as readers
from views.blocks import Message
from views.words import Translator, translator

NEWS_TRAVELS = timedelta(seconds=61)
"""For how long delivery may believe what it heard of a channel before."""

Words = Callable[[Translator], Message]


@listener(allow=PARTNER)
def joined(request: Request) -> None:
    """The bot was invited, or somebody else came: a guest who works for a partner reads what is said there by now."""
    event = _event(request)
    if event.get("user") != request.workspace.bot_user_id:
        _somebody_joined(request, event)
        return
    channel = event["channel"]
    outbox.release_held(request.tx, channel)
    if teams.of_channel(request.tx, channel) is not None or request.payload.get("is_ext_shared_channel"):
        return
    inviter = members.find(request.tx, event.get("inviter", ""))
    greeting = views.welcome(request.speak_to(inviter) if inviter is not None else translator(request.settings.locale))
    outbox.post(
        request.tx,
        "note",
        audience=outbox.INTERNAL,
        dedupe_key=f"welcome:{channel}",
        channel=channel,
        owner_id=inviter.id if inviter is not None else None,
        payload={"text": greeting.text, "blocks": greeting.blocks},
    )


@listener(allow=PARTNER)
def left(request: Request) -> None:
    """The bot was removed from a channel: whoever answers for it hears of it."""
    _tell_closed(request, archived=False)


@listener(allow=PARTNER)
def archived(request: Request) -> None:
    """A channel was archived: whoever answers for it hears of it."""
    _tell_closed(request, archived=True)


@listener(allow=PARTNER)
def reopened(request: Request) -> None:
    """A channel was taken out of the archive: what waited for it goes."""
    outbox.release_held(request.tx, _channel(request))


@listener(allow=PARTNER)
def renamed(request: Request) -> None:
    """A channel has another name."""
    channel = _event(request)["channel"]
    channels.rename(request.tx, channel["id"], channel["name"])


@listener(allow=PARTNER)
def id_changed(request: Request) -> None:
    """A channel has another id, as when it becomes private: what is meant for the old one goes to the new one."""
    event = _event(request)
    channels.follow(request.tx, event["old_channel_id"], event["new_channel_id"])


@listener(allow=PARTNER)
def shared(request: Request) -> None:
    """Another company can read a channel now."""
    partner = partners.of_workspace(request.tx, _event(request).get("connected_team_id", ""))
    _read_by(request, _channel(request), partner, partner.name if partner is not None else "")


@listener(allow=PARTNER)
def unshared(request: Request) -> None:
    """Another company is gone from a channel: it is no place of theirs any more. When it was the last one, whoever
    answers for the channel decides what becomes of what was kept back."""
    channel, event = _channel(request), _event(request)
    used = channels.uses(request.tx, channel)
    is_ours_alone = not event.get("is_ext_shared", True)
    for partner in used.partners:
        if _is_gone(request, partner, event.get("previously_connected_team_id", ""), is_ours_alone=is_ours_alone):
            _unlink(request, channel, partner)
    if not is_ours_alone:
        return
    outbox.release_held(request.tx, channel)
    outbox.drop_withheld(request.tx, channel, before=request.now - outbox.STILL_MEANT)
    waiting = outbox.withheld(request.tx, channel)
    if used.is_ours or waiting:
        _tell(
            request,
            channels.in_charge(request.tx, used) or partner_desks.admins(request.tx),
            lambda t: views.unshared(t, channel, waiting),
        )


@listener()
def who_sees(request: Request) -> Answer:
    """`/sales admin who-sees #field`: who can read a channel, and what we say there. Slack is asked by delivery."""
    if not request.leads(None):
        raise Denied(MANAGER)
    named = grammar.channels(request.line)
    channel = named[0] if named else request.channel_id
    if not channel.startswith(("C", "G")):
        raise UserError("Which channel? Type `/sales admin who-sees #field`.")
    outbox.tell(
        request.tx,
        "who_sees",
        request.member.slack_user_id,
        dedupe_key=f"who_sees:{secrets.token_hex(8)}",
        payload={"channel_id": channel, "member_id": request.member.id},
    )
    return Reply(readers.asked(request.t, channel))


@listener()
def release(request: Request) -> Answer:
    """**Post them** under the news that only our own people read a channel again."""
    channel = _answered_for(request)
    return Reply(views.released(request.t, channel, outbox.release_withheld(request.tx, channel)))


@listener()
def drop(request: Request) -> Answer:
    """**Drop them** under the same news."""
    channel = _answered_for(request)
    return Reply(views.dropped(request.t, channel, outbox.drop_withheld(request.tx, channel)))


@listener()
def try_again(request: Request) -> Reply:
    """**Try again** under the news that a post did not arrive."""
    sent = outbox.retry(request.tx, int(request.value))
    return Reply(views.retried(request.t, sent=sent))


def _somebody_joined(request: Request, event: dict[str, Any]) -> None:
    """Somebody else came into a channel: a guest reads what is ours. For which company people from outside come, Slack
    tells here, of whom it has told nothing while they shared no channel with us."""
    tx, slack_user_id, channel = request.tx, event.get("user", ""), event["channel"]
    used = channels.uses(tx, channel)
    person = request.person(slack_user_id) if used.is_ours else members.find(tx, slack_user_id)
    if person is None or person.kind == members.INTERNAL:
        return
    if person.kind == members.EXTERNAL:
        if event.get("team", "") not in ("", person.home_team_id, person.home_enterprise_id):
            members.place_elsewhere(tx, person, event["team"])
        return
    partner = partners.of_member(tx, person)
    if partner is not None:
        _read_by(request, channel, partner, partner.name)
    elif used.is_ours:
        _tell(request, channels.in_charge(tx, used), lambda t: views.guest_joined(t, channel, slack_user_id))


def _read_by(request: Request, channel: str, partner: Partner | None, company: str) -> None:
    """Others read a channel now: nothing leaves for it until delivery has asked Slack who does, and those in charge
    hear of it at once. That a partner reads what is said to it is as it should be."""
    pauses.pause_channels(request.tx.connection, [(request.workspace.id, channel)], request.now + NEWS_TRAVELS)
    used = channels.uses(request.tx, channel)
    if used.team is not None or used.checkins:
        _tell(request, channels.in_charge(request.tx, used), lambda t: views.shared(t, channel, company))
    elif partner is None or any(each.id != partner.id for each in used.partners):
        names = [each.name for each in used.partners]
        _tell(request, channels.in_charge(request.tx, used), lambda t: views.joined_by(t, channel, names, company))
    if used.is_desk:
        partner_desks.leave(request.tx, channel)


def _is_gone(request: Request, partner: Partner, slack_team_id: str, *, is_ours_alone: bool) -> bool:
    """Whether a partner reads a channel no more; one whose people are guests of ours may."""
    theirs = {met.slack_team_id for met in partners.workspaces_of(request.tx, partner.id)}
    if not is_ours_alone:
        return slack_team_id in theirs
    return all(person.kind != members.GUEST for person in partners.people(request.tx, partner.id))


def _unlink(request: Request, channel: str, partner: Partner) -> None:
    for link in partners.links_in(request.tx, channel):
        if link.partner_id == partner.id:
            partners.unlink(request.tx, link)
    _tell(
        request,
        partner_desks.in_charge(request.tx, partner),
        lambda t: views.left_by(t, channel, partner.name),
        about=f"{partner.id}",
    )


def _answered_for(request: Request) -> str:
    """The channel that a button is about, for somebody who answers for it. Raises `Denied`."""
    channel = request.value
    used = channels.uses(request.tx, channel)
    if not request.is_admin and request.member.id not in {person.id for person in channels.in_charge(request.tx, used)}:
        raise Denied(MANAGER)
    return channel


def _tell_closed(request: Request, *, archived: bool) -> None:
    channel = _channel(request)
    waiting = outbox.waiting_for(request.tx, channel)
    used: Uses = channels.uses(request.tx, channel)
    _tell(
        request,
        channels.in_charge(request.tx, used),
        lambda t: deliveries.channel_closed(t, channel, waiting, archived=archived),
    )


def _tell(request: Request, people: list[Member], words: Words, *, about: str = "") -> None:
    """Tell each of them at once, in their language."""
    for person in people:
        message = words(request.speak_to(person))
        outbox.tell(
            request.tx,
            "alarm",
            person.slack_user_id,
            dedupe_key=":".join(filter(None, (request.payload["event_id"], about, person.slack_user_id))),
            owner_id=person.id,
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
    routes.line("admin", "who-sees", who_sees, "whosees", "who", "谁能看", "谁看")
    routes.action(views.RELEASE, release)
    routes.action(views.DROP, drop)
    routes.action(deliveries.RETRY, try_again)
