"""**Log as deal update** on a message: what was said becomes a note on the deal, with the next step if there is one."""

from __future__ import annotations

from typing import Any

from handlers import choices
from handlers.deals import forms, reading, receipts
from handlers.deals.forms import Fields
from handlers.requests import Answer, Opened, Request
from handlers.routes import Routes, listener
from sales import names
from sales.errors import UserError
from storage import deals
from storage.deals import Filter
from views import deal_forms as form_views
from views import deal_updates as views

OFFERED = 100
"""As many options as Slack shows in a menu."""


@listener()
def open_form(request: Request) -> Answer:
    """The menu of a message, in a channel or a thread."""
    said = choices.message_text(request)
    mine, _total = deals.search(request.tx, Filter(owner_id=request.member.id), limit=OFFERED)
    if not mine and request.team is not None and request.leads(request.team.id):
        mine, _total = deals.search(request.tx, Filter(team_id=request.team.id), limit=OFFERED)
    if not mine:
        raise UserError("You have no open deal yet. Type `/deal new Acme 30k eom`.")
    key = f" {names.normalise(said)} "
    # the longest name first: Acme Logistics is not Acme
    by_length = sorted(mine, key=lambda deal: -len(deal.customer_name))
    meant = next((deal for deal in by_length if f" {names.normalise(deal.customer_name)} " in key), None)
    return Opened(views.form(request.t, request.context(), mine, said, meant))


@listener()
def save(request: Request) -> Answer:
    """The form was sent."""
    fields = Fields(request)
    deal = reading.existing(request, int(fields.text(views.DEAL)))
    reading.require_change(request, deal)
    changes: dict[str, Any] = {"note": fields.text(form_views.NOTE)}
    step, step_day = fields.text(form_views.STEP), fields.day(form_views.STEP_DAY)
    if fields.errors:
        return forms.refused(fields)
    if step or step_day is not None:
        changes |= {"next_step": step or deal.next_step, "next_step_on": step_day}
    return receipts.changed(request, deals.change(request.tx, deal, today=request.today, **changes))


def register(routes: Routes) -> None:
    routes.shortcut(views.SHORTCUT, open_form)
    routes.view(views.FORM, save)
