"""Who sells in a team, and who leads it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import choices
from handlers.requests import Answer, Request
from handlers.routes import Routes, listener
from handlers.teams import rights
from sales.errors import UserError
from storage import members, teams
from storage.members import MANAGER, REP, Member
from storage.teams import Team


@listener()
def add(request: Request) -> Answer:
    """`/sales team add @ben @li`."""
    team = rights.led(request)
    added = _mentioned(request)
    for person in added:
        place(request, team, person, leads=False)
    return choices.done(request, request.t("{names}: in *{team}* now.", names=_names(request, added), team=team.name))


@listener()
def remove(request: Request) -> Answer:
    """`/sales team remove @ben`: their deals stay theirs."""
    team = rights.led(request)
    removed = [person for person in _mentioned(request) if teams.remove(request.tx, team, person)]
    if not removed:
        raise UserError("They are not in {team}. `/sales team` shows who is.", team=team.name)
    names = _names(request, removed)
    return choices.done(
        request, request.t("{names}: no longer in *{team}*. Deals stay theirs.", names=names, team=team.name)
    )


@listener()
def appoint(request: Request) -> Answer:
    """`/sales team manager @mei`: she leads the team from now on."""
    team = rights.led(request)
    appointed = _mentioned(request)
    for person in appointed:
        place(request, team, person, leads=True)
    names = _names(request, appointed)
    if request.is_admin or all(person.role != REP for person in appointed):
        return choices.done(request, request.t("{names}: manager of *{team}* now.", names=names, team=team.name))
    return choices.done(
        request,
        request.t(
            "{names}: to lead *{team}* once an admin types `/sales admin roles @… manager`.",
            names=names,
            team=team.name,
        ),
    )


def place(request: Request, team: Team, person: Member, *, leads: bool) -> None:
    """Give a person a place in a team. Whom an admin makes its manager also gets the rights of one."""
    teams.add(request.tx, team, person, is_manager=leads)
    if leads and request.is_admin and person.role == REP:
        members.change(request.tx, person, role=MANAGER)


def settle(request: Request, team: Team, people: Sequence[Member], managers: Sequence[Member]) -> None:
    """Make the team consist of exactly these people, some of whom lead it."""
    leading = {person.id for person in managers}
    wanted = {person.id: person for person in (*people, *managers)}
    for person in teams.people(request.tx, team.id):
        if person.id not in wanted:
            teams.remove(request.tx, team, person)
        elif person.id not in leading:
            teams.step_down(request.tx, team, person)
    for person in wanted.values():
        place(request, team, person, leads=person.id in leading)


def _mentioned(request: Request) -> list[Member]:
    if not request.mentions:
        raise UserError("Whom? Name people with @, for example `/sales team add @ben`.")
    return choices.people(request, request.mentions)


def _names(request: Request, people: Sequence[Member]) -> str:
    return request.t.plain(", ").join(person.name for person in people)


def register(routes: Routes) -> None:
    routes.line("team", "add", add, "添加", "加", "加入")
    routes.line("team", "remove", remove, "移除", "移出", "删除")
    routes.line("team", "manager", appoint, "managers", "经理")
