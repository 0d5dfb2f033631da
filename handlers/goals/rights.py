"""Whose goals a person may see, set and change, and whether a manager has to agree."""

from __future__ import annotations

from handlers.requests import Denied, Request
from sales.errors import UserError
from sales.goals.metrics import MEMBER, OPEN, PARTNER, TEAM
from storage import goal_records, members, teams
from storage.goal_records import Goal
from storage.members import MANAGER, Member


def leads_person(request: Request, member_id: int) -> bool:
    """Whether the person leads one of the teams that somebody is in; admins lead everybody."""
    own = teams.of_member(request.tx, member_id)
    return request.is_admin or any(teams.manages(request.tx, request.member, team.id) for team in own)


def may_set(request: Request, scope: str, whose: int) -> bool:
    """Whether the person may set a goal for somebody, a team or a partner; everybody may for themselves."""
    if scope == MEMBER:
        return whose == request.member.id or leads_person(request, whose)
    return request.leads(whose if scope == TEAM else None)


def may_change(request: Request, goal: Goal) -> bool:
    """Whether the person may say how a goal goes, and close it: its owner, and whoever leads them."""
    return may_set(request, goal.scope, goal_records.owner_id(goal))


def may_see(request: Request, goal: Goal) -> bool:
    """Whether the person may look at a goal: that of a team all its people, that of a partner all colleagues."""
    if goal.scope == PARTNER or may_change(request, goal):
        return True
    return goal.scope == TEAM and goal.team_id in {team.id for team in teams.of_member(request.tx, request.member.id)}


def may_decide(request: Request, goal: Goal) -> bool:
    """Whether the person may agree to another target of an agreed goal: whoever leads its owner."""
    if goal.scope == MEMBER:
        return leads_person(request, goal_records.owner_id(goal))
    return may_change(request, goal)


def managers_of(request: Request, goal: Goal) -> list[Member]:
    """Who is asked to agree, and told: the managers of the owner's teams, without the person who asks."""
    if goal.scope == MEMBER:
        led = [team.id for team in teams.of_member(request.tx, goal_records.owner_id(goal))]
    else:
        led = [goal.team_id] if goal.team_id is not None else []
    found = {member.id: member for team_id in led for member in teams.managers(request.tx, team_id)}
    return [m for m in found.values() if m.id != request.member.id and members.is_in_slack(m)]


def seen(request: Request, value: str) -> Goal:
    """The goal of a button, for somebody who may look at it. Raises `UserError` for one that is gone, `Denied`."""
    goal = goal_records.find(request.tx, int(value)) if value.isdigit() else None
    if goal is None:
        raise UserError("That goal was taken back. `/goal` shows what there is.")
    if not may_see(request, goal):
        raise Denied(MANAGER)
    return goal


def changed(request: Request, value: str) -> Goal:
    """The same for somebody who may change it, while it is open."""
    goal = seen(request, value)
    if not may_change(request, goal):
        raise Denied(MANAGER)
    if goal.state != OPEN:
        raise UserError("That goal is over. `/goal` shows those that run.")
    return goal
