"""`/partner`: the card of one, lists of many, how they do and what may still come. To our own people, each alone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from handlers.partners import editing, linking
from handlers.requests import Answer, Ask, Choice, Reply, Request
from handlers.routes import Routes, listener
from sales import partner_risks as rules
from sales import periods
from sales.money import Money
from storage import deals, members, partner_risks, partner_sales, partners, registrations
from storage.deals import Filter
from storage.partners import Partner
from views import partner_cards as views
from views import partner_risks as risk_views
from views.blocks import Message

PAGE, REGISTRATIONS_SHOWN, PIPELINE_SHOWN = 15, 20, 25


@listener()
def show(request: Request) -> Answer:
    """`/partner BetaCo` is its card; `/partner` the list of mine, or of all where I look after none."""
    if request.typed_anything:
        return Reply(_card(request, linking.named(request, request.line.strip())))
    mine = partners.managed_by(request.tx, request.member.id)
    return _page(request, mine or partners.active(request.tx), is_mine=bool(mine))


@listener()
def show_all(request: Request) -> Answer:
    """`/partner list`."""
    return _page(request, partners.active(request.tx), is_mine=False)


@listener()
def show_card(request: Request) -> Answer:
    """**Show** in a list or a message."""
    return Reply(_card(request, partners.get(request.tx, int(request.value))), replaces=False)


@listener()
def health(request: Request) -> Reply:
    """`/partner health`: which partners need a look, and why."""
    found = partner_risks.of_partners(request.tx, partners.active(request.tx), request.today)
    # those with the most urgent reason first
    order = {rule: place for place, rule in enumerate(rules.RULES)}
    found.sort(key=lambda risk: order[risk.reasons[0].rule] if risk.reasons else len(order))
    return Reply(risk_views.health(request.t, found))


@listener()
def pipeline(request: Request) -> Reply:
    """`/partner pipeline`: open deals and protected registrations, by partner."""
    currency = request.settings.currency
    ahead, left_out = partner_sales.ahead(request.tx, currency=currency, today=request.today)
    names = {partner.id: partner.name for partner in partners.every(request.tx, sorted(ahead))}
    found = sorted(((names[each], what) for each, what in ahead.items()), key=lambda pair: (-pair[1].minor, pair[0]))
    return Reply(views.pipeline(request.t, found[:PIPELINE_SHOWN], len(found), currency, left_out))


@listener()
def show_registrations(request: Request) -> Answer:
    """`/partner registrations BetaCo`; without a name, what waits for a decision is at the desk."""
    return _registrations(request, linking.named(request, linking.required(request, "/partner registrations BetaCo")))


@listener()
def show_registrations_of(request: Request) -> Answer:
    """**Registrations** on a card."""
    return _registrations(request, partners.get(request.tx, int(request.value)))


def _card(request: Request, partner: Partner) -> Message:
    tx, settings = request.tx, request.settings
    quarter = periods.quarter(request.today, settings.fiscal_year_start)
    manager = members.get(tx, partner.manager_id).name if partner.manager_id else ""
    won = partner_sales.won(tx, quarter, currency=settings.currency, partner_id=partner.id)
    known = views.Card(
        risk=partner_risks.of_partner(tx, partner, request.today),
        manager=manager,
        people=partners.people(tx, partner.id),
        channels=partners.links_of(tx, partner.id),
        worth=[Money(minor, currency) for currency, minor in deals.worth(tx, Filter(partner_id=partner.id))],
        quarter=quarter,
        sales=won.of(partner.id),
        currency=settings.currency,
        may_change=editing.may_change(request, partner),
    )
    return views.card(request.t, known)


def _page(request: Request, found: list[Partner], *, is_mine: bool) -> Answer:
    offset = int(request.known.get("offset", 0))
    shown = partner_risks.of_partners(request.tx, found[offset : offset + PAGE], request.today)
    managers = {person.id: person.name for person in members.everybody(request.tx)}
    message = views.listing(request.t, shown, len(found), offset, managers, is_mine=is_mine)
    choices = []
    if offset:
        choices.append(Choice(request.t.plain("Back"), {"offset": offset - PAGE}))
    if offset + PAGE < len(found):
        choices.append(Choice(request.t.plain("Next"), {"offset": offset + PAGE}))
    if not choices:
        return Reply(message)
    raise Ask(message, choices)


def _registrations(request: Request, partner: Partner) -> Reply:
    found = registrations.of_partner(request.tx, partner.id, limit=REGISTRATIONS_SHOWN)
    return Reply(views.registrations(request.t, partner.name, found, ZoneInfo(request.zone)), replaces=False)


def register(routes: Routes) -> None:
    routes.line("partner", "", show)
    routes.line("partner", "list", show_all, "ls", "列表", "清单")
    routes.line("partner", "health", health, "健康", "状况")
    routes.line("partner", "pipeline", pipeline, "漏斗", "管道")
    routes.line("partner", "registrations", show_registrations, "报备")
    routes.action(risk_views.SHOW, show_card)
    routes.action(views.REGISTRATIONS, show_registrations_of)
