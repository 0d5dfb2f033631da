"""Keeping, moving, dropping and handing over promises: the buttons beside each, wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from handlers import choices, notes
from handlers.promises import lists, making
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales import periods
from sales.errors import UserError
from storage import members, promises, rows
from storage.members import Member
from storage.promises import Promise
from views import promises as views
from views.blocks import Message
from views.words import Translator, clean


@listener()
def keep(request: Request) -> Answer:
    """**Kept**: it was done."""
    promise, _chosen, where = _button(request)
    kept = promises.keep(request.tx, promise, today=request.today)
    return _done(request, kept, views.kept, where)


@listener()
def move(request: Request) -> Answer:
    """**Move**: to tomorrow, to next week, or to a day of one's choice."""
    promise, chosen, where = _button(request)
    if chosen == views.PICK:
        shown = promises.shown(request.tx, promise.id)
        day = max(promise.due_on, making.working_day_after(request, request.today))
        return Opened(views.move_form(request.t, request.context(f"{promise.id}::{where}"), shown, day))
    last = request.today if chosen == views.TOMORROW else periods.week(request.today).last_day
    return _move(request, promise, making.working_day_after(request, last), where)


@listener()
def move_to(request: Request) -> Answer:
    """The form with a day was sent."""
    promise, _chosen, where = _button(request)
    day = making.chosen_day(request)
    if day is None or day < request.today:
        return Refused({views.DAY: making.over(request, day)})
    return _move(request, promise, day, where)


@listener()
def drop(request: Request) -> Opened:
    """**Drop**: asks why."""
    promise, _chosen, where = _button(request)
    context = request.context(f"{promise.id}::{where}")
    return Opened(views.drop_form(request.t, context, promises.shown(request.tx, promise.id)))


@listener()
def drop_because(request: Request) -> Answer:
    """It was said why."""
    promise, _chosen, where = _button(request)
    reason = clean(str(choices.filled_in(request, views.REASON)))
    if not reason:
        return Refused({views.REASON: request.t.plain("Why?")})
    dropped = promises.drop(request.tx, promise, reason, today=request.today)
    return _done(request, dropped, views.dropped, where)


@listener()
def hand(request: Request) -> Answer:
    """**Hand to …**: somebody else keeps it."""
    promise, chosen, where = _button(request)
    taker = rows.find(request.tx, Member, int(chosen)) if chosen.isdigit() else None
    if taker is None or taker.kind != members.INTERNAL or not taker.is_active:
        raise UserError("Only people of this workspace who are still here can take it.")
    request.tx.command = "promise hand"
    handed = promises.hand_over(request.tx, promise, taker)
    shown = promises.shown(request.tx, handed.id)
    if taker.id != request.member.id:
        _tell(request, taker, views.handed_to_you(request.speak_to(taker), shown, request.member), handed)
    return lists.answer(request, views.handed(request.t, shown, _change_set(request)), where)


def _button(request: Request) -> tuple[Promise, str, str]:
    """The promise that a button or a form is about, what was chosen, and the list it is in."""
    promise_id, chosen, where = [*request.value.split(":"), "", ""][:3]
    return lists.existing(request, promise_id), chosen, where


def _move(request: Request, promise: Promise, day: date, where: str) -> Reply:
    moved = promises.move(request.tx, promise, day)
    return _done(request, moved, views.moved, where)


def _done(
    request: Request, changed: Promise, tell: Callable[[Translator, Any, int | None], Message], where: str
) -> Reply:
    """Say what was done; to the owner too when somebody else did it."""
    request.tx.command = "promise"
    shown = promises.shown(request.tx, changed.id)
    if changed.owner_id != request.member.id:
        owner = members.get(request.tx, changed.owner_id)
        t = request.speak_to(owner)
        _tell(request, owner, views.by_somebody(t, request.member, tell(t, shown, None)), changed)
    return lists.answer(request, tell(request.t, shown, _change_set(request)), where)


def _change_set(request: Request) -> int | None:
    return request.tx.change_set_id if request.tx.wrote else None


def _tell(request: Request, member: Member, message: Message, promise: Promise) -> None:
    notes.tell(request, member, message, f"promise:{promise.id}:{promise.version}:{member.id}")


def register(routes: Routes) -> None:
    routes.action(views.KEEP, keep)
    routes.action(views.MOVE, move)
    routes.view(views.MOVE_FORM, move_to)
    routes.action(views.DROP, drop)
    routes.view(views.DROP_FORM, drop_because)
    routes.action(views.HAND, hand)
