"""Pausing, resuming and deleting check-ins; and which one a manager means."""

from __future__ import annotations

from handlers import choices
from handlers.requests import Answer, Ask, Choice, Denied, Request
from handlers.routes import Routes, listener
from sales.errors import UserError
from storage import checkin_rounds, checkins, outbox
from storage.checkins import ACTIVE, DELETED, PAUSED, CheckIn
from storage.members import MANAGER
from views import blocks
from views import checkins as views


@listener()
def pause(request: Request) -> Answer:
    """`/checkin pause standup`."""
    return _pause(request, named(request, request.line))


@listener()
def pause_button(request: Request) -> Answer:
    """**Pause** in the list."""
    return _pause(request, led(request, request.value))


@listener()
def resume(request: Request) -> Answer:
    """`/checkin resume standup`."""
    return _resume(request, named(request, request.line))


@listener()
def resume_button(request: Request) -> Answer:
    """**Resume** in the list."""
    return _resume(request, led(request, request.value))


@listener()
def delete(request: Request) -> Answer:
    """`/checkin delete standup`, once more asked."""
    checkin = named(request, request.line)
    t = request.t
    if not request.known.get("delete"):
        question = blocks.confirm(
            t.plain("Delete {checkin}?", checkin=checkin.name),
            t.plain("Nobody is asked any more, and what was answered is not shown any more."),
            t.plain("Delete"),
            t.plain("Cancel"),
        )
        known = {"checkin": checkin.id, "delete": True}
        raise Ask(
            t("Delete *{checkin}*, with all that was answered? `/checkin pause` keeps it.", checkin=checkin.name),
            [Choice(t.plain("Delete"), known, question)],
        )
    checkins.change(request.tx, checkin, state=DELETED)
    _drop_waiting(request, checkin)
    return choices.done(request, t("*{checkin}* is deleted.", checkin=checkin.name))


def named(request: Request, name: str) -> CheckIn:
    """The check-in that a manager named, or their only one; asks among several. Raises `Denied`, `UserError`."""
    if "checkin" in request.known:
        return led(request, str(request.known["checkin"]))
    every = checkins.every(request.tx)
    mine = [checkin for checkin in every if request.leads(checkin.team_id)]
    if not mine and every:
        raise Denied(MANAGER)
    word = name.strip().casefold()
    exact = [checkin for checkin in mine if checkin.name.casefold() == word]
    found = exact or [checkin for checkin in mine if word in checkin.name.casefold()]
    if not found and word:
        raise UserError("I know no check-in {name}. `/checkin list` shows them.", name=name.strip())
    if not found:
        raise UserError("There is no check-in yet. `/checkin new` sets one up.")
    if len(found) > 1:
        choices_ = [Choice(checkin.name, {"checkin": checkin.id}) for checkin in found[:5]]
        raise Ask(request.t("Which one?"), choices_)
    return found[0]


def led(request: Request, checkin_id: str) -> CheckIn:
    """A check-in by its number, for somebody who may change it. Raises `Denied`, `UserError`."""
    checkin = checkins.find(request.tx, int(checkin_id)) if checkin_id.isdigit() else None
    if checkin is None:
        raise UserError("That check-in is no more. `/checkin list` shows those there are.")
    if not request.leads(checkin.team_id):
        raise Denied(MANAGER)
    return checkin


def _pause(request: Request, checkin: CheckIn) -> Answer:
    checkins.change(request.tx, checkin, state=PAUSED)
    text = request.t("*{checkin}* is paused: nobody is asked until `/checkin resume`.", checkin=checkin.name)
    return choices.done(request, text)


def _resume(request: Request, checkin: CheckIn) -> Answer:
    checkins.change(request.tx, checkin, state=ACTIVE)
    when = views.rhythm(request.t, checkins.schedule_of(request.tx, checkin))
    text = request.t("*{checkin}* is asked again {when}.", checkin=checkin.name, when=when)
    return choices.done(request, text)


def _drop_waiting(request: Request, checkin: CheckIn) -> None:
    """What was to be said about its last round is not said any more."""
    for round_ in checkin_rounds.latest(request.tx, checkin.id):
        outbox.cancel_subject(request.tx, checkin_rounds.subject(round_.id))


def register(routes: Routes) -> None:
    routes.line("checkin", "pause", pause, "暂停", "停用")
    routes.line("checkin", "resume", resume, "恢复", "继续")
    routes.line("checkin", "delete", delete, "删除")
    routes.action(views.PAUSE, pause_button)
    routes.action(views.RESUME, resume_button)
