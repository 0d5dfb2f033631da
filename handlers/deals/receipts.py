"""What the person hears after a deal was stored."""

from __future__ import annotations

from datetime import date

from handlers.requests import Reply, Request
from sales import periods, pipeline
from sales.leaderboards import REVENUE, Tally, rank
from storage import deals, leaderboards, members
from storage.deals import Deal
from views import deals as views
from views.blocks import Message


def won(request: Request, deal: Deal) -> Reply:
    """Won: Acme · $12,000 · you 100 % · #2 this week (+1)."""
    card = deals.card(request.tx, deal.id)
    return _reply(
        request, deal, views.won_facts(request.t, card, shares(request, deal), _place(request, deal), request.today)
    )


def changed(request: Request, deal: Deal, *, is_new: bool = False) -> Reply:
    """A deal that is open, or was closed as lost, as it is now."""
    if deal.outcome == pipeline.WON:
        return won(request, deal)
    card = deals.card(request.tx, deal.id)
    t = request.t
    facts = views.lost_facts(t, card) if deal.outcome == pipeline.LOST else views.open_facts(t, card, is_new=is_new)
    return _reply(request, deal, facts)


def _reply(request: Request, deal: Deal, facts: list[str]) -> Reply:
    message = views.receipt(request.t, facts, deal.id, request.tx.change_set_id)
    if request.team is None:
        message = Message(message.text, [*message.blocks, views.no_team(request.t)])
    return Reply(message)


def shares(request: Request, deal: Deal) -> list[tuple[str, int]]:
    """Names and percent, the owner first; the reader's own name is empty: they are told "you"."""
    held = deals.credits(request.tx, deal.id)
    pairs = [(credit.member_id, credit.percent) for credit in held] or [(deal.owner_id, 100)]
    return [(_name(request, member_id), percent) for member_id, percent in pairs]


def _name(request: Request, member_id: int) -> str:
    return "" if member_id == request.member.id else members.get(request.tx, member_id).name


def _place(request: Request, deal: Deal) -> tuple[int, int | None] | None:
    """The person's rank this week and how many places the deal gained them; None when it is not of this week."""
    week = periods.week(_team_day(request))
    if deal.closed_on is None or not week.contains(deal.closed_on):
        return None
    (total,) = leaderboards.add_up(request.tx, [week], currency=request.currency, team_id=deal.team_id)
    mine = total.tallies.get(request.member.id)
    if mine is None or deal.currency != request.currency:
        place = _rank(list(total.tallies.values()), request.member.id)
        return (place, None) if place is not None else None
    part = sum(c.amount_minor for c in deals.credits(request.tx, deal.id) if c.member_id == request.member.id)
    before = [Tally(t.member_id, revenue=t.revenue - part * (t is mine)) for t in total.tallies.values()]
    now_at, was_at = _rank(list(total.tallies.values()), mine.member_id), _rank(before, mine.member_id)
    return (now_at, was_at - now_at if was_at is not None and now_at is not None else None) if now_at else None


def _rank(tallies: list[Tally], member_id: int) -> int | None:
    return next((row.rank for row in rank(tallies, [], REVENUE) if row.member_id == member_id), None)


def _team_day(request: Request) -> date:
    return periods.local_date(request.now, request.team.zone) if request.team else request.today
