"""Whose deals, quotas and goals a person may deal with, when they are at risk."""

from __future__ import annotations

from datetime import date

from handlers.requests import Request
from sales import periods, pipeline
from sales.errors import UserError
from storage import absences, deals, history, members, risk_yardsticks, teams
from storage.deals import Deal


def existing(request: Request, number: str) -> Deal:
    """The deal behind a button. Raises `UserError` for one that is gone."""
    deal = deals.find(request.tx, int(number)) if number.isdigit() else None
    if deal is None:
        raise UserError("That deal was taken back. `/deal list` shows yours.")
    return deal


def open_deal(request: Request, number: str) -> Deal:
    """The deal behind a button, if it still is open and the person may change it."""
    deal = existing(request, number)
    may = deals.is_in_hands_of(request.tx, deal, request.member.id, request.today)
    if not may and not request.leads(deal.team_id) and not leads_owner(request, deal.owner_id):
        owner = members.get(request.tx, deal.owner_id)
        raise UserError(
            "Deal #{number} belongs to {name}. Only they or a manager can change it.",
            number=str(deal.number),
            name=owner.name,
        )
    require_open(request, deal)
    return deal


def require_open(request: Request, deal: Deal) -> None:
    """Refuse what is closed by now."""
    if deal.outcome != pipeline.OPEN:
        name = history.name_of(request.tx, "deal", deal.id)
        raise UserError(
            "{customer} is closed by now. `/deal #{number}` shows it.", customer=name, number=str(deal.number)
        )


def leads_owner(request: Request, member_id: int) -> bool:
    """Whether the person leads a team of somebody's."""
    return any(leads(request, team.id) for team in teams.of_member(request.tx, member_id))


def leads(request: Request, team_id: int) -> bool:
    """Whether the person leads a team or, while all its managers are away, covers for one of them."""
    led_today = absences.leading(request.tx, team_id, request.today)
    return request.leads(team_id) or request.member.id in {leader.id for leader in led_today}


def day_of(request: Request, owner_id: int) -> date:
    """The day it is for the team by whose rules somebody's deals are judged."""
    home = risk_yardsticks.home(request.tx, owner_id)
    return periods.local_date(request.now, home.zone) if home is not None else request.today
