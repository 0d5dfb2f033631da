"""Support for partners: they ask and say how it was; we take it on, answer, or hand it to somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers import choices
from handlers.partners import callers, voices
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import PARTNER, Routes, listener
from sales.errors import UserError
from storage import members, outbox, partner_desks, partners, rows, support
from storage.members import Member
from storage.partners import Partner
from storage.support import CLOSED, COMMERCIAL, MARKETING, TECHNICAL, TRAINING, WORDS_LENGTH, SupportRequest
from views import partner_panel as panels
from views import partner_support as views

KIND_WORDS = {
    TRAINING: ("training", "train", "培训"),
    MARKETING: ("marketing", "市场"),
    TECHNICAL: ("technical", "tech", "技术"),
    COMMERCIAL: ("commercial", "sales", "商务"),
}


@listener(allow=PARTNER)
def ask(request: Request) -> Answer:
    """**Ask for support** on the panel, or `@Bellringer support technical our demo licence has run out`."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    first, _, rest = request.line.strip().partition(" ")
    kind = next((kind for kind, words in KIND_WORDS.items() if first.casefold().rstrip(":：") in words), "")
    words = voices.plainly(rest.lstrip(" -–—:："), WORDS_LENGTH)
    if not kind or not words:
        is_told_here = bool(_own_channel(request, partner))
        form = views.ask_form(request.t, request.context(), is_told_here=is_told_here)
        return Opened(form, views.form_elsewhere(request.t, panels.SUPPORT))
    return _ask(request, partner, kind, words)


@listener(allow=PARTNER)
def send(request: Request) -> Answer:
    """The form was sent."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    kind, words = choices.filled_in(request, views.KIND), voices.written(request, views.WORDS, WORDS_LENGTH)
    if kind not in views.KIND_NAMES:
        return Refused({views.KIND: request.t.plain("What is it about?")})
    if not words:
        return Refused({views.WORDS: request.t.plain("Say in a line what you need.")})
    return _ask(request, partner, kind, words)


@listener(allow=PARTNER)
def rate(request: Request) -> Answer:
    """A mark from 1 to 5, by whoever asked."""
    found = _own(request)
    if isinstance(found, Reply):
        return found
    asked = _closed(found[1])
    request.tx.command = "support rate"
    support.rate(request.tx, asked, int(request.payload["actions"][0]["action_id"].rpartition("_")[2]))
    outbox.outdate(request.tx, support.subject(asked.id))
    return None


@listener(allow=PARTNER)
def reopen(request: Request) -> Answer:
    """**Not solved yet**: asks what is missing."""
    found = _own(request)
    if isinstance(found, Reply):
        return found
    asked = _closed(found[1])
    return Opened(views.reopen_form(request.t, asked.number, request.context(support.ticket(asked))))


@listener(allow=PARTNER)
def reopen_with(request: Request) -> Answer:
    """It was said what is missing: the request is open again, and the clock runs anew."""
    found = _own(request)
    if isinstance(found, Reply):
        return found
    partner, asked = found[0], _closed(found[1])
    words = voices.written(request, views.WORDS, WORDS_LENGTH)
    if not words:
        return Refused({views.WORDS: request.t.plain("Say in a line what is missing.")})
    voices.count(request, partner)
    request.tx.command = "support reopen"
    again = support.reopen(request.tx, asked, request.member, words)
    outbox.outdate(request.tx, support.subject(again.id))
    if again.owner_id is not None:
        _tell(request, again, members.get(request.tx, again.owner_id))
    return _received(request, again)


@listener()
def take(request: Request) -> Answer:
    """**Take it**."""
    asked = _open(request)
    if asked.owner_id not in (None, request.member.id):
        owner = members.get(request.tx, asked.owner_id)
        raise UserError("{name} has it already. *Hand to …* changes that.", name=owner.name)
    request.tx.command = "support take"
    given = support.give(request.tx, asked, request.member)
    outbox.outdate(request.tx, support.subject(given.id))
    return Reply(views.taken(request.t, support.shown(request.tx, given.id)), replaces=False)


@listener()
def close(request: Request) -> Answer:
    """**Answer and close**: asks for the answer."""
    asked = _open(request)
    shown = support.shown(request.tx, asked.id)
    return Opened(views.close_form(request.t, shown, request.context(asked.id)))


@listener()
def close_with(request: Request) -> Answer:
    """The answer was written: whoever asked reads it, and is asked how it was."""
    asked = _open(request)
    outcome = voices.written(request, views.OUTCOME, WORDS_LENGTH)
    if not outcome:
        return Refused({views.OUTCOME: request.t.plain("What did you do for them? One line is enough.")})
    request.tx.command = "support close"
    closed = support.close(request.tx, asked, request.member, outcome)
    outbox.outdate(request.tx, support.subject(closed.id))
    asker = members.get(request.tx, closed.member_id)
    if members.is_in_slack(asker):
        outbox.tell(
            request.tx,
            "support_closed",
            asker.slack_user_id,
            dedupe_key=f"support_closed:{closed.id}:{closed.version}",
            subject=support.subject(closed.id),
            payload={"request_id": closed.id, "closed_at": request.now.isoformat()},
        )
    return Reply(views.answered(request.t, support.shown(request.tx, closed.id)), replaces=False)


@listener()
def hand(request: Request) -> Answer:
    """**Hand to …**: asks to whom."""
    asked = _open(request)
    shown = support.shown(request.tx, asked.id)
    return Opened(views.hand_form(request.t, shown, request.context(asked.id)))


@listener()
def hand_to(request: Request) -> Answer:
    """Somebody of us was chosen."""
    asked = _open(request)
    owner = request.person(str(choices.filled_in(request, views.OWNER)))
    if owner.kind != members.INTERNAL or not members.is_in_slack(owner):
        return Refused({views.OWNER: request.t.plain("Only people of this workspace can see to it.")})
    request.tx.command = "support hand"
    given = support.give(request.tx, asked, owner)
    outbox.outdate(request.tx, support.subject(given.id))
    if owner.id != request.member.id:
        _tell(request, given, owner)
    return Reply(views.handed(request.t, support.shown(request.tx, given.id)), replaces=False)


@listener(writes=False)
def show_queue(request: Request) -> Reply:
    """`/partner support`: what is not answered yet, overdue first."""
    waiting = support.waiting(request.tx)
    dues = [_local(request, row.answer_by) for row in waiting]
    return Reply(views.queue(request.t, waiting, request.now, dues))


@listener()
def show(request: Request) -> Reply:
    """**Show** in the list or under a reminder: the whole request, with its buttons."""
    shown = support.shown(request.tx, int(request.value)) if request.value.isdigit() else None
    if shown is None:
        raise UserError("That request was taken back. `/partner support` lists what waits.")
    return Reply(views.card(request.t, shown, _local(request, shown.answer_by)), replaces=False)


def _ask(request: Request, partner: Partner, kind: str, words: str) -> Answer:
    voices.count(request, partner)
    request.tx.command = "support"
    asked = support.ask(
        request.tx, partner, request.member, kind=kind, words=words, channel_id=_own_channel(request, partner)
    )
    payload: dict[str, Any] = {"request_id": asked.id}
    key, subject = f"{support.subject(asked.id)}", support.subject(asked.id)
    partner_desks.post(request.tx, "support_desk", partner, dedupe_key=f"{key}:desk", subject=subject, payload=payload)
    asker = request.member.slack_user_id
    outbox.post(
        request.tx,
        "support_status",
        audience=outbox.PARTNER(partner.id) if asked.channel_id else outbox.PERSONAL(asker),
        dedupe_key=f"{key}:status",
        channel=asked.channel_id or asker,
        subject=subject,
        payload=payload,
    )
    return _received(request, asked)


def _received(request: Request, asked: SupportRequest) -> Answer:
    due, knows_zone = _local(request, asked.answer_by), bool(request.member.zone or request.member.slack_zone)
    return voices.receipt(request, views.received(request.t, asked.number, due, is_theirs=knows_zone))


def _own_channel(request: Request, partner: Partner) -> str:
    """The channel that was asked in, when it is a place of this partner and of no other; else none."""
    linked = partners.links_in(request.tx, request.channel_id) if request.channel_id else []
    return request.channel_id if [link.partner_id for link in linked] == [partner.id] else ""


def _own(request: Request) -> tuple[Partner, SupportRequest] | Reply:
    """The request with this number of the partner that the person works for, which they asked themselves."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    asked = support.of_number(request.tx, partner.id, choices.number_of(request.value))
    if asked is None or asked.member_id != request.member.id or support.ticket(asked) != request.value:
        raise UserError("That is for whoever asked.")
    return partner, asked


def _closed(asked: SupportRequest) -> SupportRequest:
    if asked.state != CLOSED:
        raise UserError("That request is open.")
    return asked


def _open(request: Request) -> SupportRequest:
    """The request behind a button of ours, while it is open."""
    asked = support.find(request.tx, int(request.value)) if request.value.isdigit() else None
    if asked is None:
        raise UserError("That request was taken back. `/partner support` lists what waits.")
    if asked.state == CLOSED:
        owner = rows.find(request.tx, Member, asked.owner_id) if asked.owner_id else None
        raise UserError("{name} has answered that already.", name=owner.name if owner is not None else "?")
    return asked


def _tell(request: Request, asked: SupportRequest, owner: Member) -> None:
    """To the one of us who has it now."""
    outbox.tell(
        request.tx,
        "support_given",
        owner.slack_user_id,
        dedupe_key=f"support_given:{asked.id}:{asked.version}",
        subject=support.subject(asked.id),
        owner_id=owner.id,
        payload={"request_id": asked.id, "reader_id": owner.id},
    )


def _local(request: Request, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(request.zone))


def register(routes: Routes) -> None:
    routes.line("support", "", ask)
    routes.action(panels.SUPPORT, ask)
    routes.view(views.ASK_FORM, send)
    for mark in range(1, views.BEST + 1):
        routes.action(f"{views.RATE}_{mark}", rate)
    routes.action(views.REOPEN, reopen)
    routes.view(views.REOPEN_FORM, reopen_with)
    routes.line("partner", "support", show_queue, "requests", "支持", "请求")
    routes.action(views.SHOW, show)
    routes.action(views.TAKE, take)
    routes.action(views.CLOSE, close)
    routes.view(views.CLOSE_FORM, close_with)
    routes.action(views.HAND, hand)
    routes.view(views.HAND_FORM, hand_to)
