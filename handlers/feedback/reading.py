"""Reading feedback, taking one's own back, and the list of both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.requests import Opened, Reply, Request
from handlers.routes import Routes, listener
from sales.errors import UserError
from storage import feedback, members, outbox, promise_proposals
from storage.feedback import PUBLIC
from storage.members import Member
from views import feedback as messages
from views import feedback_forms as views
from views.blocks import Message, section
from views.words import Mrkdwn

PUBLIC_TAKEN_BACK = timedelta(hours=1)
"""For how long praise in public is taken back by its author; what is for few, until one of them has read it."""


@listener(private=True)
def read(request: Request) -> Opened:
    """**Read**: the text, in a form that only this person sees; its giver hears that it was read."""
    found = feedback.read(request.tx, _number(request), request.member)
    if found is None:
        raise UserError("That is not here any more: its author took it back.")
    is_own = found.giver_id == request.member.id
    if feedback.note_read(request.tx, found.id, request.member):
        _tell_giver(request, found)
    return Opened(
        views.read_form(
            request.t,
            found,
            request.context(),
            giver=members.get(request.tx, found.giver_id).name,
            receiver=Mrkdwn(request.t.text(members.get(request.tx, found.receiver_id).name)),
            at=found.given_at.astimezone(ZoneInfo(request.zone)),
            readers=_readers(request, found),
            is_own=is_own,
            may_promise=not is_own or bool(promise_proposals.in_feedback(request.tx, found, request.member)),
        )
    )


@listener(private=True)
def withdraw(request: Request) -> Reply:
    """**Take it back**: the giver, until somebody has read it."""
    found = feedback.find(request.tx, _number(request))
    if found is None or found.giver_id != request.member.id:
        raise UserError("That was taken back already.")
    read_by = [place for place in feedback.readers(request.tx, found.id) if place.read_at is not None]
    if read_by:
        name = members.get(request.tx, read_by[0].member_id).name
        raise UserError("{name} has read it: it can't be taken back any more.", name=name)
    if found.audience == PUBLIC and request.now - found.given_at > PUBLIC_TAKEN_BACK:
        raise UserError("It has been in the channel for more than an hour: it stays.")
    feedback.withdraw(request.tx, found.id)
    outbox.outdate(request.tx, f"feedback:{found.id}")
    text = request.t("Taken back. Nothing of it is kept.")
    return Reply(Message(text, [section(text)]))


@listener(writes=False, private=True)
def show(request: Request) -> Reply:
    """`/feedback list`: what waits to be read, what was asked for, what was given."""
    tx, me = request.tx, request.member.id
    given = [(row, _is_read(request, row)) for row in feedback.given(tx, me, limit=messages.SHOWN)]
    zone = ZoneInfo(request.zone)

    def local(at: datetime) -> datetime:
        return at.astimezone(zone)

    received, asked_of = feedback.received(tx, me), feedback.asked_of(tx, me)
    return Reply(messages.overview(request.t, given=given, received=received, asked_of=asked_of, local=local))


def _is_read(request: Request, row: Any) -> bool:
    """Whether it can't be taken back any more."""
    if row.audience == PUBLIC:
        return request.now - row.given_at > PUBLIC_TAKEN_BACK
    return any(place.read_at is not None for place in feedback.readers(request.tx, row.id))


def _tell_giver(request: Request, found: Any) -> None:
    giver: Member = members.get(request.tx, found.giver_id)
    outbox.outdate(request.tx, f"feedback:{found.id}")
    if members.is_in_slack(giver):
        outbox.tell(
            request.tx,
            "feedback_read",
            giver.slack_user_id,
            dedupe_key=f"feedback_read:{found.id}:{request.member.id}",
            owner_id=giver.id,
            payload={"reader_id": request.member.id, "receiver_id": found.receiver_id, "giver_id": giver.id},
        )


def _readers(request: Request, found: Any) -> Mrkdwn:
    """Who reads it, by name."""
    t = request.t
    if found.audience == PUBLIC:
        return t("Everybody in <#{channel}> reads it.", channel=Mrkdwn(found.channel_id))
    people = [members.get(request.tx, place.member_id) for place in feedback.readers(request.tx, found.id)]
    return t("Read by {names}. Nobody else.", names=t.plain(", ").join(person.name for person in people))


def _number(request: Request) -> int:
    if not request.value.isdigit():
        raise UserError("That is not here any more: its author took it back.")
    return int(request.value)


def register(routes: Routes) -> None:
    routes.line("feedback", "list", show, "列表", "inbox")
    routes.action(messages.READ, read)
    routes.action(messages.WITHDRAW, withdraw)
