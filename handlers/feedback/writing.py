"""`/feedback @ben`: the form, step by step, and what is stored when it is sent."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers import choices
from handlers.feedback import drafts
from handlers.feedback.drafts import Draft
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales.errors import UserError
from storage import feedback, members, outbox, promise_proposals
from storage.feedback import ANSWERED, DECLINED, OPEN, PUBLIC, Audience, FeedbackRequest
from storage.members import Member
from views import feedback as messages
from views import feedback_forms as views
from views.blocks import Message, section

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)>")
_ABOUT = re.compile(r"^\s*(?:about|on|for|regarding|关于)\b[:：]?\s*|^\s*关于\s*", re.IGNORECASE)


@listener(writes=False, private=True)
def write(request: Request) -> Answer:
    """`/feedback @ben`, with or without words: always the form, so that nothing is said to the wrong people."""
    return _begin(request, views.GIVE, request.line)


@listener(writes=False, private=True)
def ask(request: Request) -> Answer:
    """`/feedback ask @mei about my demo`: who will read it is chosen by whoever asks."""
    return _begin(request, views.ASK, request.line)


@listener(private=True)
def open_form(request: Request) -> Answer:
    """**Open the form**, where a typed line could open none."""
    return drafts.opened(request, Draft(views.GIVE), drafts.place(request), other=None)


@listener(private=True)
def answer_request(request: Request) -> Answer:
    """**Write** under somebody's question."""
    asked_for = _asked(request)
    draft = Draft(views.ANSWER, asked_for.asker_id, asked_for.id)
    asker = members.get(request.tx, asked_for.asker_id)
    drafts.require_here(asker)
    chosen = _named(drafts.choices(request, draft, asker), asked_for.audience)
    if chosen is None:
        raise UserError("Who was to read it is not there any more. Write anew: `/feedback @{name}`.", name=asker.name)
    return drafts.opened(request, draft, drafts.place(request), other=asker, chosen=chosen)


@listener(private=True)
def decline(request: Request) -> Reply:
    """**Not this time**: whoever asked is told nothing."""
    feedback.close_request(request.tx, _asked(request), DECLINED)
    outbox.outdate(request.tx, f"feedback_request:{request.value}")
    text = request.t("Fine. Nobody is told.")
    return Reply(Message(text, [section(text)]), replaces=False)


@listener(private=True)
def choose_person(request: Request) -> Answer:
    """A person was chosen in the form."""
    draft, where = drafts.of_form(request)
    text = _typed(request)
    try:
        other = drafts.colleague(request, request.value, draft.mode)
    except UserError as error:
        return drafts.opened(request, draft, where, other=None, text=text, notice=drafts.problem(request, error))
    return drafts.opened(request, draft, where, other=other, text=text)


@listener(private=True)
def choose_audience(request: Request) -> Answer:
    """Who reads it was chosen in the form: they are named beside the text, and what was typed stays."""
    draft, where = drafts.of_form(request)
    other = members.get(request.tx, draft.other_id)
    chosen = _named(drafts.choices(request, draft, other), request.value)
    return drafts.opened(
        request, replace(draft, is_sure=False), where, other=other, chosen=chosen, text=_typed(request)
    )


@listener(private=True)
def send(request: Request) -> Answer:
    """The form was sent: it goes on to its next step, or what it holds is stored."""
    draft, where = drafts.of_form(request)
    # a text in our answer would be kept with it; Slack leaves what was typed in a field that stays
    kept = "" if drafts.has_text_field(request) else None
    if not draft.other_id:
        other = drafts.colleague(request, choices.filled_in(request, views.PERSON_FIELD), draft.mode)
        return drafts.opened(request, draft, where, other=other, text=kept)
    other = members.get(request.tx, draft.other_id)
    drafts.require_here(other)
    asked_for = _asked(request, draft.request_id) if draft.mode == views.ANSWER else None
    wanted = asked_for.audience if asked_for is not None else choices.filled_in(request, views.AUDIENCE)
    chosen = _named(drafts.choices(request, draft, other), wanted)
    if chosen is None or chosen.key != draft.shown or kept is None:
        changed = draft.shown and kept is not None
        notice = request.t("*Who reads it is different now.* Look once more before you send it.") if changed else ""
        step = replace(draft, is_sure=False)
        return drafts.opened(request, step, where, other=other, chosen=chosen, text=kept, notice=notice)
    text = _typed(request) or ""
    if draft.mode == views.ASK:
        return _ask(request, other, chosen, text)
    if not text:
        return Refused({views.TEXT: request.t.plain("Write a sentence or two.")})
    if chosen.name == PUBLIC and not draft.is_sure:
        return drafts.opened(request, replace(draft, is_sure=True), where, other=other, chosen=chosen, text=kept)
    return _give(request, other, chosen, text, asked_for)


def _begin(request: Request, mode: str, line: str) -> Opened:
    named = _PERSON.search(line)
    rest = line if named is None else line[: named.start()] + " " + line[named.end() :]
    text = " ".join(_PERSON.sub(lambda match: f"@{request.person(match[1]).name}", rest).split())
    if mode == views.ASK:
        text = _ABOUT.sub("", text)
    notice = ""
    if len(text) > views.LENGTH:
        notice = request.t("Your line is longer than {most} characters: its end is missing here.", most=views.LENGTH)
    waiting = feedback.unread(request.tx, request.member.id)
    if named is None and not text and waiting:
        notice = messages.waiting(request.t, waiting)
    other = drafts.colleague(request, named[1], mode) if named is not None else None
    draft, where = Draft(mode), drafts.place(request)
    return drafts.opened(request, draft, where, other=other, text=text or None, notice=notice)


def _give(
    request: Request, receiver: Member, audience: Audience, text: str, asked_for: FeedbackRequest | None
) -> Reply:
    tx = request.tx
    given = feedback.give(tx, giver=request.member, receiver=receiver, audience=audience, text=text)
    ids = {"feedback_id": given.id, "giver_id": request.member.id, "receiver_id": receiver.id}
    for reader in audience.readers:
        outbox.tell(
            tx,
            "feedback",
            reader.slack_user_id,
            dedupe_key=f"feedback:{given.id}:{reader.id}",
            subject=f"feedback:{given.id}",
            payload={**ids, "reader_id": reader.id},
        )
    if asked_for is not None:
        feedback.close_request(tx, asked_for, ANSWERED)
        outbox.outdate(tx, f"feedback_request:{asked_for.id}")
    t, name = request.t, receiver.name
    has_promise = bool(promise_proposals.in_feedback(tx, given, request.member))
    if audience.name != PUBLIC:
        readers = views.told(t, views.GIVE, audience)
        return Reply(messages.sent(t, given.id, receiver=name, readers=readers, has_promise=has_promise))
    outbox.post(
        tx,
        "praise",
        audience=outbox.INTERNAL,
        dedupe_key=f"praise:{given.id}",
        channel=audience.channel_id,
        subject=f"feedback:{given.id}",
        payload=ids,
    )
    return Reply(messages.posted(t, given.id, receiver=name, channel=audience.channel_id, has_promise=has_promise))


def _ask(request: Request, asked: Member, audience: Audience, about: str) -> Reply:
    made = feedback.ask(request.tx, asker=request.member, asked=asked, audience=audience.name, about=about)
    outbox.tell(
        request.tx,
        "feedback_asked",
        asked.slack_user_id,
        dedupe_key=f"feedback_asked:{made.id}",
        subject=f"feedback_request:{made.id}",
        payload={"request_id": made.id},
    )
    text = request.t("*{name}* is asked. You hear from me when there is an answer.", name=asked.name)
    return Reply(Message(text, [section(text)]))


def _asked(request: Request, request_id: int | None = None) -> FeedbackRequest:
    """The open question to this person. Raises `UserError`."""
    number = request_id if request_id is not None else int(request.value)
    asked_for = feedback.request(request.tx, number)
    if asked_for is None or asked_for.asked_id != request.member.id:
        raise UserError("Nobody asks you for that any more.")
    if asked_for.state != OPEN:
        raise UserError("That is answered already. `/feedback @ben` writes more.")
    return asked_for


def _named(offered: list[Audience], name: str) -> Audience | None:
    return next((audience for audience in offered if audience.name == name), None)


def _typed(request: Request) -> str | None:
    """What stands in the text field; None while there is none."""
    if not drafts.has_text_field(request):
        return None
    # PostgreSQL keeps no NUL
    return str(choices.filled_in(request, views.TEXT)).replace("\x00", "").strip()


def register(routes: Routes) -> None:
    routes.line("feedback", "", write)
    routes.line("feedback", "ask", ask, "征求", "求反馈")
    routes.action(messages.OPEN_FORM, open_form)
    routes.action(messages.WRITE, answer_request)
    routes.action(messages.DECLINE, decline)
    routes.action(views.CHOOSE_PERSON, choose_person)
    routes.action(views.CHOOSE_AUDIENCE, choose_audience)
    routes.view(views.FORM, send)
