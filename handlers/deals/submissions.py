"""Storing what was filled into a deal's form."""

from __future__ import annotations

from typing import Any

from handlers.deals import closing, forms, reading, receipts
from handlers.deals.forms import Fields
from handlers.requests import Answer, Reply, Request
from handlers.routes import Routes, listener
from sales import pipeline
from sales.errors import UserError
from sales.money import Money
from storage import customers, deals, obstacles, stages
from storage.customers import Customer
from storage.deals import Deal
from views import deal_forms as views


@listener()
def submit(request: Request) -> Answer:
    """A deal's form was sent: a win, a loss, a new deal or an edit, as the form says."""
    mode, _, deal_id = request.value.partition(":")
    request.tx.command = f"deal {mode}"
    fields = Fields(request)
    deal = reading.existing(request, int(deal_id)) if deal_id else None
    if deal is not None:
        reading.require_change(request, deal)
    buyer = fields.customer()
    worth = fields.amount(deal.currency if deal is not None else request.currency)
    day = fields.day(views.DAY)
    closed = mode in (pipeline.WON, pipeline.LOST) or (deal is not None and deal.outcome != pipeline.OPEN)
    if closed and day is not None and day > request.today:
        fields.refuse(views.DAY, UserError("{day} is still to come.", day=day))
    if mode in (pipeline.WON, pipeline.LOST) and deal is None and buyer is not None:
        deal = _only_open(request, fields, buyer)
    if mode == pipeline.WON:
        closing.require_not_won(request, deal)
    fields.partner(), fields.day(views.STEP_DAY)
    if fields.errors or buyer is None:
        return forms.refused(fields)
    if mode == pipeline.WON:
        assert worth is not None
        won = closing.close_won(request, deal, buyer, forms.understood_from(fields), worth)
        return receipts.won(request, won, customers.get(request.tx, won.customer_id))
    if mode == pipeline.LOST:
        return _lose(request, fields, deal, buyer, worth)
    return _save(request, fields, deal, buyer, worth)


def _lose(request: Request, fields: Fields, deal: Deal | None, buyer: Customer, worth: Money | None) -> Reply:
    if worth is not None:
        request.known = {"amount": worth.minor, "currency": worth.currency}
    understood = forms.understood_from(fields)
    return receipts.changed(request, closing.close_lost(request, deal, buyer, understood, fields.text(views.REASON)))


def _save(request: Request, fields: Fields, deal: Deal | None, buyer: Customer, worth: Money | None) -> Reply:
    """Store a new or an edited deal. A won one whose amount changed is corrected in the channel too."""
    stage = next(s for s in stages.every(request.tx) if str(s.id) == fields.text(views.STAGE))
    values: dict[str, Any] = {
        "customer_id": buyer.id,
        "next_step": fields.text(views.STEP),
        "next_step_on": fields.day(views.STEP_DAY),
        "note": fields.text(views.NOTE),
        ("closes_on" if stage.outcome == pipeline.OPEN else "closed_on"): fields.day(views.DAY),
    }
    if worth is not None:
        values |= {"amount_minor": worth.minor, "currency": worth.currency}
    values |= reading.partner_values(request, forms.understood_from(fields), deal)
    if deal is not None:
        changed = deals.change(request.tx, deal, today=request.today, stage=stage, **values)
        return receipts.changed(request, obstacles.credit(request.tx, changed, request.today))
    team_id = request.team.id if request.team is not None else None
    created = deals.create(
        request.tx,
        today=request.today,
        stage=stage,
        owner_id=request.member.id,
        team_id=team_id,
        **{"currency": request.currency, **values},
    )
    return receipts.changed(request, obstacles.credit(request.tx, created, request.today), is_new=True)


def _only_open(request: Request, fields: Fields, buyer: Customer) -> Deal | None:
    """The customer's one open deal that the person may close; several are not guessed among."""
    found = [deal for deal in deals.open_of_customer(request.tx, buyer.id) if reading.may_change(request, deal)]
    if len(found) > 1:
        numbers = ", ".join(f"#{deal.number}" for deal in found)
        fields.refuse(
            views.CUSTOMER,
            UserError(
                "{name} has several open deals: {numbers}. Open the one you mean.", name=buyer.name, numbers=numbers
            ),
        )
    return found[0] if len(found) == 1 else None


def register(routes: Routes) -> None:
    routes.view(views.SUBMIT, submit)
