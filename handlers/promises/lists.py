"""Looking at promises: one's own, a colleague's, a team's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.requests import Denied, Reply, Request
from handlers.routes import Routes, listener
from sales.errors import UserError
from sales.periods import quarter
from storage import members, promises, teams
from storage.members import MANAGER, Member
from storage.promises import Promise
from views import blocks
from views import promises as views
from views.blocks import Message

MINE, TEAM = "mine", "team"
"""The lists whose buttons bring the same list again."""


@listener(writes=False)
def show(request: Request) -> Reply:
    """A button that shows one's own promises."""
    return Reply(mine(request), replaces=False)


def mine(request: Request) -> Message:
    """What the person is to see to: their own promises, and whose else they take care of."""
    found = promises.open_of(request.tx, request.member.id)
    return _list(request, found, MINE)


def of_person(request: Request, person: Member) -> Message:
    """A colleague's promises, for who leads a team of theirs."""
    led = any(request.leads(team.id) for team in teams.of_member(request.tx, person.id))
    if person.id != request.member.id and not led and not request.is_admin:
        raise Denied(MANAGER)
    found = promises.own(request.tx, person.id, request.member.id)
    if not found:
        raise UserError("{name} has no open promise.", name=person.name)
    return _list(request, found, "")


def of_team(request: Request) -> Message:
    """A team's promises and how many were kept this quarter, for who leads it."""
    if request.team is None:
        raise UserError("There is no team yet. Type `/sales here` in the channel that is to be its home.")
    if not request.leads(request.team.id):
        raise Denied(MANAGER)
    found = promises.of_team(request.tx, request.team.id)
    share = promises.kept_share(request.tx, request.team.id, quarter(request.today, request.settings.fiscal_year_start))
    return views.team(
        request.t,
        request.team.name,
        found,
        share,
        me=request.member.id,
        today=request.today,
        people=_takers(request, found),
        where=TEAM,
    )


def answer(request: Request, said: Message, where: str) -> Reply:
    """What was done with a promise, and the list that its button was in, as it is now."""
    again = {MINE: mine, TEAM: of_team}.get(where)
    if again is None:
        return Reply(said, replaces=False)
    listed = again(request)
    return Reply(Message(said.text, [*said.blocks, blocks.divider(), *listed.blocks]))


def existing(request: Request, promise_id: str) -> Promise:
    """The promise that a button or a form is about, which is open and which the person may change."""
    promise = promises.find(request.tx, int(promise_id)) if promise_id.isdigit() else None
    if promise is None:
        raise UserError("That promise was taken back. `/sales promises` shows yours.")
    if not promises.may_see_to(request.tx, request.member, promise):
        owner = members.get(request.tx, promise.owner_id)
        raise UserError("{name} made that promise. Only they or their manager can change it.", name=owner.name)
    if promise.state == promises.KEPT:
        raise UserError("That was kept already: {words}.", words=promise.words)
    if promise.state == promises.DROPPED:
        raise UserError("That was dropped already: {words}.", words=promise.words)
    return promise


def _list(request: Request, found: Sequence[Any], where: str) -> Message:
    return views.mine(
        request.t,
        found,
        me=request.member.id,
        today=request.today,
        people=_takers(request, found),
        where=where,
    )


def _takers(request: Request, found: Sequence[Any]) -> list[Member]:
    """Who can be handed what people who have left had promised: those of their teams, else all colleagues."""
    orphaned = [row for row in found if not row.owner_is_here]
    if not orphaned:
        return []
    team_ids = {row.team_id for row in orphaned}
    if None in team_ids:
        return members.colleagues(request.tx)
    people = {person.id: person for team_id in team_ids for person in teams.people(request.tx, team_id)}
    return sorted(people.values(), key=lambda person: person.name) or members.colleagues(request.tx)


def register(routes: Routes) -> None:
    routes.action(views.SHOW, show)
