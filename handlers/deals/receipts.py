"""What the person hears after a deal was stored."""

from __future__ import annotations

from datetime import date

from handlers.requests import Reply, Request
from sales import periods, pipeline
from storage import customers, deals, leaderboards, members, partners
from storage.customers import Customer
from storage.deals import Credit, Deal
from views import deals as views
from views.blocks import Message


def won(request: Request, deal: Deal, buyer: Customer) -> Reply:
    """Won: Acme · $12,000 · you 100 % · #2 this week (+1)."""
    held = deals.credits(request.tx, deal.id)
    shares, place = _shares(request, deal, held), _place(request, deal, held)
    partner = "" if deal.partner_id is None else partners.get(request.tx, deal.partner_id).name
    facts = views.won_facts(request.t, deal, buyer.name, partner, shares, place, request.today)
    return _reply(request, deal, facts)


def changed(request: Request, deal: Deal, *, is_new: bool = False) -> Reply:
    """A deal that is open, or was closed as lost, as it is now."""
    if deal.outcome == pipeline.WON:
        return won(request, deal, customers.get(request.tx, deal.customer_id))
    card = deals.card(request.tx, deal.id)
    t = request.t
    if deal.outcome == pipeline.LOST:
        return _reply(request, deal, views.lost_facts(t, card))
    return _reply(request, deal, views.open_facts(t, card, shares(request, deal), is_new=is_new))


def _reply(request: Request, deal: Deal, facts: list[str]) -> Reply:
    message = views.receipt(request.t, facts, deal.id, request.tx.change_set_id)
    if request.team is None:
        message = Message(message.text, [*message.blocks, views.no_team(request.t)])
    return Reply(message)


def shares(request: Request, deal: Deal) -> list[tuple[str, int]]:
    """Names and percent, the owner first; the reader's own name is empty: they are told "you"."""
    return _shares(request, deal, deals.credits(request.tx, deal.id))


def _shares(request: Request, deal: Deal, held: list[Credit]) -> list[tuple[str, int]]:
    pairs = [(credit.member_id, credit.percent) for credit in held] or [(deal.owner_id, 100)]
    return [(_name(request, member_id), percent) for member_id, percent in pairs]


def _name(request: Request, member_id: int) -> str:
    return "" if member_id == request.member.id else members.get(request.tx, member_id).name


def _place(request: Request, deal: Deal, held: list[Credit]) -> tuple[int, int | None] | None:
    """The person's rank this week and how many places the deal gained them; None when it is not of this week."""
    week = periods.week(_team_day(request))
    if deal.closed_on is None or not week.contains(deal.closed_on):
        return None
    gained = sum(credit.amount_minor for credit in held if credit.member_id == request.member.id)
    stands = leaderboards.place(
        request.tx, week, request.member.id, currency=request.currency, team_id=deal.team_id, less=gained
    )
    if stands is None:
        return None
    is_first = gained == stands.revenue
    comparable = deal.currency == request.currency and not is_first
    return stands.rank, stands.rank_with_less - stands.rank if comparable else None


def _team_day(request: Request) -> date:
    return periods.local_date(request.now, request.team.zone) if request.team else request.today
