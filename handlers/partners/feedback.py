"""What partners think of working with us, with their name or without. Its words are in no history and no answer."""

from __future__ import annotations

from handlers import choices
from handlers.partners import callers, voices
from handlers.requests import Answer, Opened, Refused, Request
from handlers.routes import PARTNER, Routes, listener
from sales.errors import UserError
from storage import members, partner_desks, partner_voices
from storage.partner_voices import WORDS_LENGTH
from views import partner_feedback as views
from views import partner_panel as panels


@listener(allow=PARTNER, private=True)
def open_form(request: Request) -> Answer:
    """**Feedback** on the panel."""
    if callers.partner_of(request) is None:
        return callers.stranger(request)
    _require_partner(request)
    return Opened(views.form(request.t, request.context()))


@listener(allow=PARTNER, private=True)
def send(request: Request) -> Answer:
    """The form was sent."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    _require_partner(request)
    how, mark = choices.filled_in(request, views.NAMED), str(choices.filled_in(request, views.RATING))
    words = voices.written(request, views.WORDS, WORDS_LENGTH)
    if how not in (views.WITH_NAME, views.WITHOUT):
        return Refused({views.NAMED: request.t.plain("With your name, or without?")})
    if mark not in [str(number) for number in range(1, views.BEST + 1)]:
        return Refused({views.RATING: request.t.plain("Choose a mark.")})
    if not words:
        return Refused({views.WORDS: request.t.plain("Write a sentence or two.")})
    voices.count(request, partner)
    if how == views.WITHOUT:
        partner_voices.give_unnamed(request.tx, rating=int(mark), words=words, today=request.today)
        return voices.receipt(request, views.thanks(request.t, is_named=False))
    given = partner_voices.give(request.tx, partner, request.member, rating=int(mark), words=words, today=request.today)
    key, payload = f"partner_feedback:{given.id}", {"feedback_id": given.id}
    partner_desks.post(request.tx, "partner_feedback", partner, dedupe_key=key, payload=payload)
    return voices.receipt(request, views.thanks(request.t, is_named=True))


def _require_partner(request: Request) -> None:
    """Our own people may ask for support in a partner's name, but not say what the partner thinks."""
    if request.member.kind == members.INTERNAL:
        raise UserError("This is for the partner's own people. `/feedback @ben` is for colleagues.")


def register(routes: Routes) -> None:
    routes.action(panels.FEEDBACK, open_form)
    routes.view(views.FORM, send)
