"""The forms for deals: opening them filled with what is known, and storing what is sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers.deals import reading
from handlers.deals.reading import Understood
from handlers.requests import Offered, Opened, Refused, Request
from handlers.routes import Routes, listener
from sales import dates, parsing, pipeline
from sales.errors import UserError
from sales.money import Money
from sales.parsing import Reading
from storage import customers, stages
from storage.customers import Customer
from storage.deals import Deal
from views import blocks
from views import deal_forms as views
from views import deals as deal_views
from views.blocks import Message


def opened(
    request: Request,
    *,
    outcome: str,
    understood: Understood | None = None,
    deal: Deal | None = None,
    reason: str = "",
) -> Opened:
    """A form for a win, a loss, a new deal or an edit, filled with what was understood of a line or is stored."""
    buyer = customers.get(request.tx, deal.customer_id) if deal is not None else None
    if buyer is None and understood is not None and understood.name:
        found = customers.match(request.tx, understood.name)
        buyer = found[0] if customers.is_sure(understood.name, found) else None
    return _opened(request, outcome, buyer, deal, {views.REASON: reason, **_line_values(understood)})


@listener()
def open_form(request: Request) -> Opened:
    """A button that opens a form: `mode`, `mode:customer` or `mode:customer:deal`."""
    mode, customer_id, deal_id = [*request.value.split(":"), "", ""][:3]
    buyer = customers.find_by_id(request.tx, int(customer_id)) if customer_id else None
    deal = reading.existing(request, int(deal_id)) if deal_id else None
    return _opened(request, mode or views.NEW, buyer, deal, {})


@listener()
def edit(request: Request) -> Opened:
    """**Edit** on a receipt or a card."""
    deal = reading.existing(request, int(request.value))
    reading.require_change(request, deal)
    return opened(request, outcome=views.EDIT, deal=deal)


@listener(writes=False)
def find_customer(request: Request) -> Offered:
    """A customer's name is being typed."""
    typed = request.value.strip()
    return Offered(views.customer_options(request.t, customers.suggest(request.tx, typed), typed))


class Fields:
    """What was filled in, read field by field; problems are collected for the fields they belong to."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._values = request.payload["view"]["state"]["values"]
        self.errors: dict[str, str] = {}

    def text(self, name: str) -> str:
        """A text or a choice; empty when nothing was filled in or the form has no such field."""
        element: dict[str, Any] = next(iter(self._values.get(name, {}).values()), {})
        chosen = element.get("selected_option")
        return (chosen["value"] if chosen else element.get("selected_date") or element.get("value") or "").strip()

    def day(self, name: str) -> date | None:
        """A chosen day."""
        if not self.text(name):
            return None
        chosen = date.fromisoformat(self.text(name))
        if not dates.can_be_meant(chosen, self._request.today):
            self.refuse(name, UserError("{day} can't be meant. Choose another day.", day=chosen))
        return chosen

    def amount(self, currency: str) -> Money | None:
        """The amount, in the currency that was written or else this one."""
        typed = self.text(views.AMOUNT)
        if not typed:
            return None
        read = parsing.read(typed, today=self._request.today, locale=self._request.locale, currency=currency)
        try:
            if read.problem is not None:
                raise read.problem
            found = list(dict.fromkeys(Money.of(each.value, each.currency or currency) for each in read.amounts))
            if not found:
                raise UserError("I can't read {text} as an amount. Type it like 12k or €12,000.", text=typed)
            if len(found) > 1:
                first, second = found[:2]
                raise UserError("I read {first} and {second}. Type the one you mean.", first=first, second=second)
            if found[0].minor <= 0:
                raise UserError("I read {amount}. A deal is worth more than nothing.", amount=found[0])
            return found[0]
        except UserError as error:
            self.refuse(views.AMOUNT, error)
            return None

    def customer(self) -> Customer | None:
        """The chosen customer, made when the name is new."""
        chosen = self.text(views.CUSTOMER)
        try:
            if not chosen.startswith(views.NEW_CUSTOMER):
                known = customers.find_by_id(self._request.tx, int(chosen))
                if known is None:
                    raise UserError("That customer was taken back. Choose another, or type the name anew.")
                return known
            name = chosen.removeprefix(views.NEW_CUSTOMER)
            if not reading.is_company(name):
                raise UserError("I read no customer's name there. Type the company's name.")
            return customers.obtain(self._request.tx, name)
        except UserError as error:
            self.refuse(views.CUSTOMER, error)
            return None

    def partner(self) -> str:
        """The partner's name; empty when none was filled in."""
        name = self.text(views.PARTNER)
        if name and not reading.is_company(name):
            self.refuse(views.PARTNER, UserError("I read no company's name there."))
        return name

    def is_checked(self, name: str) -> bool:
        """Whether a box has its mark."""
        element: dict[str, Any] = next(iter(self._values.get(name, {}).values()), {})
        return bool(element.get("selected_options"))

    def refuse(self, name: str, error: UserError) -> None:
        """Put words under a field."""
        self.errors[name] = self._request.t.plain(error.message, **error.values)


def understood_from(fields: Fields) -> Understood:
    """The form's note, day and partner, as if they had been typed in a line."""
    note = Reading(note=fields.text(views.NOTE), date=fields.day(views.DAY))
    is_sourced = fields.is_checked(views.SOURCED)
    return Understood(reading=note, name="", partner=fields.text(views.PARTNER), is_sourced=is_sourced)


def refused(fields: Fields) -> Refused:
    """The form stays open."""
    return Refused(fields.errors)


def _opened(request: Request, mode: str, buyer: Customer | None, deal: Deal | None, line: dict[str, Any]) -> Opened:
    pipeline_stages = stages.every(request.tx)
    open_stages = [stage for stage in pipeline_stages if stage.outcome == pipeline.OPEN]
    is_open = deal is None or deal.outcome == pipeline.OPEN
    offered = open_stages if mode == views.NEW or is_open else pipeline_stages
    values: dict[str, Any] = {views.STAGE: open_stages[0].id, "is_open": is_open, **line}
    if mode in (pipeline.WON, pipeline.LOST):
        values.setdefault(views.DAY, request.today)
    if deal is not None:
        values |= _deal_values(request, deal, mode)
    t = request.t
    metadata = request.context(f"{mode}:{deal.id if deal is not None else ''}")
    view = views.form(t, mode, metadata, customer=buyer, stages=offered, values=values)
    text = t("A form asks for the rest.")
    button = blocks.button(t.plain("Open the form"), deal_views.OPEN_FORM, _reopen(mode, buyer, deal))
    return Opened(view, Message(text, [blocks.section(text), blocks.actions(button)]))


def _reopen(mode: str, buyer: Customer | None, deal: Deal | None) -> str:
    return f"{mode}:{buyer.id if buyer else ''}:{deal.id if deal else ''}"


def _line_values(understood: Understood | None) -> dict[str, Any]:
    if understood is None:
        return {}
    reading_ = understood.reading
    values: dict[str, Any] = {"name": understood.name, views.NOTE: reading_.note, views.PARTNER: understood.partner}
    values[views.SOURCED] = understood.is_sourced
    if reading_.amounts:
        values[views.AMOUNT] = reading_.amounts[0].text
    if reading_.date is not None:
        values[views.DAY] = reading_.date
    return values


def _deal_values(request: Request, deal: Deal, mode: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        views.STAGE: deal.stage_id,
        views.NOTE: deal.note,
        views.STEP: deal.next_step,
        views.STEP_DAY: deal.next_step_on,
    }
    worth = deal_views.amount_of(deal)
    if worth is not None:
        values[views.AMOUNT] = request.t.show(worth)
    if mode == views.EDIT:
        values[views.DAY] = deal.closes_on if deal.outcome == pipeline.OPEN else deal.closed_on
    return values


def register(routes: Routes) -> None:
    routes.action(deal_views.OPEN_FORM, open_form)
    routes.action(deal_views.EDIT, edit)
    routes.option(views.FIND_CUSTOMER, find_customer)
