"""What a partner does about their registrations later: looks at them, adds what they know, keeps or gives them up."""

from __future__ import annotations

from typing import Any

from handlers import choices
from handlers.partners import callers
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import PARTNER, Routes, listener
from sales import registrations as rules
from sales.companies import Company
from sales.errors import UserError
from sales.texts import visible
from storage import obstacles, partner_desks, partner_tiers, partners, registrations
from storage.registrations import IN_REVIEW, PROTECTED, RETURNED, UNAVAILABLE, WITHDRAWN
from views import partner_panel as panels
from views import registration_answers as answers
from views import registration_forms as forms
from views.blocks import Message

_OPEN_TO_DETAILS = (IN_REVIEW, RETURNED, UNAVAILABLE)


@listener(allow=PARTNER)
def show(request: Request) -> Answer:
    """**My registrations** on the panel, or `@Bellringer registrations`: one's own, for the company of today."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    found = registrations.of_member(request.tx, partner.id, request.member.id, limit=answers.SHOWN)
    message = answers.mine(request.t, found, request.zone, request.today)
    return Opened(answers.mine_form(request.t, message), message)


@listener(allow=PARTNER)
def open_details(request: Request) -> Answer:
    """**Add details**."""
    row = _own(request)
    if row is None:
        return callers.stranger(request)
    return Opened(
        forms.details(request.t, request.context(registrations.ticket(row)), company=row.company, wanted=row.wanted)
    )


@listener(allow=PARTNER, steady=True)
def add_details(request: Request) -> Answer:
    """The form with details was sent: one of us looks at it again."""
    row = _own(request)
    if row is None:
        return callers.stranger(request)
    if row.state not in _OPEN_TO_DETAILS:
        raise UserError("That is decided by now. *My registrations* says how it stands.")
    words = visible(str(choices.filled_in(request, forms.DETAILS))).strip()
    if not words:
        return Refused({forms.DETAILS: request.t.plain("Write a few words.")})
    details = "\n".join(filter(None, (row.details, words)))
    if len(details) > 2 * forms.LONG:
        return Refused({forms.DETAILS: request.t.plain("That is more than anybody reads. Say it shorter.")})
    tx, registration = request.tx, registrations.get(request.tx, row.id)
    by = registration.answer_by if registration.state == IN_REVIEW else partner_desks.answer_by(tx, request.member)
    # others may have come since: whoever decides sees them, too
    met = obstacles.met_by(tx, row.partner_id, Company(row.company, row.domain), besides=row.id)
    changed = registrations.change(
        tx, registration, state=IN_REVIEW, details=details, answer_by=by, matches=obstacles.as_stored(met)
    )
    return Opened(answers.answer_form(request.t, answers.added(request.t, changed, request.zone)))


@listener(allow=PARTNER)
def keep(request: Request) -> Answer:
    """**Still working on it**: it holds longer, as often as the programme allows."""
    row = _own(request)
    if row is None:
        return callers.stranger(request)
    _require(row, PROTECTED)
    registration = registrations.get(request.tx, row.id)
    changes: dict[str, Any] = {"confirmed_at": request.now}
    ends_soon = registration.protected_until - request.today <= rules.WARNED_BEFORE  # type: ignore[operator]
    if ends_soon and registration.extensions < rules.EXTENSIONS:
        days = partner_tiers.of(request.tx, partners.get(request.tx, row.partner_id)).protection_days
        changes |= {
            "protected_until": rules.protected_until(request.today, days),
            "extensions": registration.extensions + 1,
        }
    changed = registrations.change(request.tx, registration, **changes)
    return _told(request, answers.extended(request.t, changed))


@listener(allow=PARTNER)
def give_up(request: Request) -> Answer:
    """**Give it up**: the customer is free again."""
    row = _own(request)
    if row is None:
        return callers.stranger(request)
    _require(row, PROTECTED)
    changed = registrations.change(request.tx, registrations.get(request.tx, row.id), state=WITHDRAWN)
    return _told(request, answers.given_up(request.t, changed))


def _own(request: Request) -> Any | None:
    """The registration that a button means, if the person sent it for the company they work for now.

    None for somebody whom nobody has vouched for. Raises `UserError` for any other number: whether there is one of it
    is nobody's business.
    """
    partner = callers.partner_of(request)
    if partner is None:
        return None
    row = registrations.of_number(request.tx, partner.id, choices.number_of(request.value))
    if row is None or row.member_id != request.member.id or registrations.ticket(row) != request.value:
        raise UserError("That is none of your registrations. *My registrations* shows them.")
    return row


def _require(row: Any, state: str) -> None:
    if row.state != state:
        raise UserError("That is decided by now. *My registrations* says how it stands.")


def _told(request: Request, message: Message) -> Answer:
    """In the place of the list when that was a form, else of the message whose button was clicked."""
    if request.open_form_id:
        return Opened(answers.answer_form(request.t, message), updates=request.open_form_id)
    return Reply(message)


def register(routes: Routes) -> None:
    routes.line("registrations", "", show)
    routes.action(panels.MINE, show)
    routes.action(answers.ADD, open_details)
    routes.view(forms.ADD_DETAILS, add_details)
    routes.action(answers.WORKING, keep)
    routes.action(answers.GIVE_UP, give_up)
