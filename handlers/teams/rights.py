"""Who may change a team."""

from __future__ import annotations

from handlers.requests import Denied, Request
from sales.errors import UserError
from storage.members import MANAGER
from storage.teams import Team


def named(request: Request) -> Team:
    """The team that the request is about. Raises `UserError` while there is none."""
    if request.team is None:
        raise UserError("There is no team yet. Type `/sales here` in the channel that is to be its home.")
    return request.team


def led(request: Request) -> Team:
    """The same, for somebody who may change it. Raises `Denied`."""
    team = named(request)
    if not request.leads(team.id):
        raise Denied(MANAGER)
    return team
