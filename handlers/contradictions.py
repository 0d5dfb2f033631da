"""What a person does about words of theirs that their own numbers contradict: explain, leave it, or tell the manager.

The fourth way, to change the words, is the button of whatever they were written in.
"""

from __future__ import annotations

from handlers import choices, notes
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales.errors import UserError
from storage import contradictions
from storage.contradictions import Contradiction
from storage.members import Member
from views import contradictions as views


@listener()
def explain(request: Request) -> Opened:
    """**Explain**: a form; nobody reads it unless the person ticks that the manager may."""
    row = _found(request)
    form = views.explain_form(
        request.t,
        request.context(row.id),
        row.claim,
        contradictions.found_in(row),
        row.explanation,
        may_tell=bool(contradictions.managers(request.tx, row)),
    )
    return Opened(form)


@listener()
def save_explanation(request: Request) -> Answer:
    """The explanation was sent."""
    row = _found(request)
    words = str(choices.filled_in(request, views.EXPLANATION)).strip()
    if not words:
        return Refused({views.EXPLANATION: request.t.plain("Two words are enough.")})
    told = _managers(request, row) if choices.filled_in(request, views.SHOW) else []
    row = contradictions.choose(request.tx, row, contradictions.EXPLAINED, explanation=words, for_manager=bool(told))
    _tell(request, row, told, words)
    return Reply(views.explained(request.t, told))


@listener()
def leave(request: Request) -> Reply:
    """**Leave it**: the words stay, and that is the end of it."""
    row = contradictions.choose(request.tx, _found(request), contradictions.LEFT)
    return Reply(views.left(request.t, was_told=row.for_manager))


@listener()
def tell_manager(request: Request) -> Reply:
    """**Tell my manager**: they get the claim, the facts, and what was explained before."""
    row = _found(request)
    if row.for_manager:
        raise UserError("Your manager was told already.")
    told = _managers(request, row)
    row = contradictions.choose(request.tx, row, contradictions.TOLD, for_manager=True)
    _tell(request, row, told, row.explanation)
    return Reply(views.told_manager(request.t, told))


def _found(request: Request) -> Contradiction:
    row = contradictions.find(request.tx, int(request.value)) if request.value.isdigit() else None
    if row is None:
        raise UserError("That is not about words of yours.")
    return row


def _managers(request: Request, row: Contradiction) -> list[Member]:
    """Who is told; where nobody can be, `UserError`."""
    told = contradictions.managers(request.tx, row)
    if not told:
        raise UserError("Your team has no manager yet: `/sales team manager @mei` makes somebody one.")
    return told


def _tell(request: Request, row: Contradiction, told: list[Member], explanation: str) -> None:
    for manager in told:
        message = views.for_manager(
            request.speak_to(manager), request.member, row.claim, contradictions.found_in(row), explanation
        )
        notes.tell(request, manager, message, f"contradiction:{row.id}:{row.version}:{manager.id}")


def register(routes: Routes) -> None:
    routes.action(views.EXPLAIN, explain)
    routes.view(views.EXPLAIN_FORM, save_explanation)
    routes.action(views.LEAVE, leave)
    routes.action(views.TELL, tell_manager)
