"""What was changed, and taking it back: the author within an hour, a manager later with a reason."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.requests import Answer, Denied, Opened, Reply, Request
from handlers.routes import Routes, listener
from sales import parsing, pipeline
from sales.errors import UserError
from storage import (
    companies,
    deals,
    history,
    members,
    obstacles,
    outbox,
    partner_desks,
    partners,
    registrations,
    risk_notices,
    rows,
    schedules,
    teams,
)
from storage.history import Conflict
from storage.members import ADMIN, MANAGER, Member
from storage.partners import PartnerPerson, PartnerWorkspace
from storage.registrations import IN_REVIEW, PROTECTED
from storage.transactions import Change, ChangeSet, Transaction
from views import changes, refusals
from views import history as views
from views.history import Entry

AUTHOR_MAY = timedelta(hours=1)
"""For how long people take back what they did themselves."""
BOARDS_CORRECTED = timedelta(days=8)
"""Boards posted within this time are corrected when deals were taken back."""
LISTED, SHOWN, DESCRIBED = 10, 20, 20
SPOKEN_OF = ("absence", "deal", "registration", "support_request")
"""Tables whose rows have posts, which are corrected when a row is taken back: their subject is `table:number`."""

_NUMBER = re.compile(r"#?(\d{1,12})\b")


@listener()
def undo(request: Request) -> Answer:
    """`/sales undo` takes back the person's last change, `/sales undo 57 - wrong customer` a certain one."""
    number = _NUMBER.match(request.line)
    if number is not None:
        return _undo(request, _change_set(request, number[1]), _reason(request))
    last = history.latest(request.tx, actor_id=request.member.id, limit=1)
    if not last:
        raise UserError("Nothing to take back. `/sales history team` shows what others did.")
    return _undo(request, last[0], _reason(request))


@listener()
def undo_by_button(request: Request) -> Answer:
    """**Undo** on a receipt, **Redo** on the receipt of an undo."""
    return _undo(request, _change_set(request, request.value), "")


@listener()
def undo_with_reason(request: Request) -> Answer:
    """A manager has said why."""
    fields = request.payload["view"]["state"]["values"]
    reason = (fields[views.REASON][views.REASON]["value"] or "").strip()
    return _undo(request, _change_set(request, request.value), reason)


@listener(writes=False)
def list_undo(request: Request) -> Reply:
    """`/sales undo list`: the person's last ten changes."""
    last = history.latest(request.tx, actor_id=request.member.id, limit=LISTED)
    return Reply(views.undo_list(request.t, [_entry(request, change_set) for change_set in last]))


@listener(writes=False)
def show(request: Request) -> Reply:
    """`/sales history`: what I did; `history @ben`, `history team`, `history #142`."""
    t = request.t
    number = re.search(r"#(\d{1,9})\b", request.line)
    if number is not None:
        return _of_deal(request, int(number[1]))
    if request.mentions:
        person = request.person(request.mentions[0])
        if person.id != request.member.id and not _leads(request, person):
            raise Denied(MANAGER)
        return _of_people(request, t("*What {name} changed*", name=person.name), [person])
    if request.verb == "team":
        if request.team is None:
            raise UserError("There is no team yet. Type `/sales here` in the channel that is to be its home.")
        if not request.leads(request.team.id):
            raise Denied(MANAGER)
        people = teams.people(request.tx, request.team.id)
        return _of_people(request, t("*What {team} changed*", team=request.team.name), people)
    return _of_people(request, t("*What you changed*"), [request.member])


def _undo(request: Request, change_set: ChangeSet, reason: str) -> Answer:
    if change_set.undone_by_id is not None:
        raise UserError("That was taken back already.")
    made = history.changes(request.tx, change_set.id)
    is_admins = any(_is_admins_business(change) for change in made)
    if is_admins and not request.is_admin:
        raise Denied(ADMIN)
    if _needs_reason(request, change_set) and not reason:
        return _ask_reason(request, change_set)
    request.tx.reason = reason
    for change in made:
        if change.table_name == "schedule":
            schedules.unplan(request.tx, change.row_id)
        if change.table_name == "registration" and change.before is None:
            raise UserError("What a partner has registered is decided at the desk: *Decline* on its card.")
    try:
        undone = history.undo(request.tx, change_set)
    except Conflict as conflict:
        raise _explain(request, conflict) from conflict
    for change in undone:
        if change.table_name in SPOKEN_OF:
            outbox.outdate(request.tx, f"{change.table_name}:{change.row_id}")
    if is_admins and not any(person.role == ADMIN for person in members.managers(request.tx)):
        raise UserError("Somebody has to be admin. Make another person one first: `/sales admin roles @mei admin`.")
    text = _told(request, change_set, undone)
    is_redo = change_set.undoes_id is not None
    return Reply(views.undone(request.t, text, request.tx.change_set_id, is_redo=is_redo))


def _is_admins_business(change: Change) -> bool:
    """Whether only an admin may take it back: roles, and what holds for the whole workspace."""
    role = change.table_name == "member" and "role" in (change.after or {})
    return role or change.table_name == "settings"


def _needs_reason(request: Request, change_set: ChangeSet) -> bool:
    """Whether this person must say why. Raises where they may not take it back at all."""
    if _origin(request, change_set).command.startswith("import"):
        if not request.is_admin:
            raise Denied(ADMIN)
        return False
    is_own = change_set.actor_id == request.member.id
    if is_own and request.now - change_set.at <= AUTHOR_MAY:
        return False
    author = rows.find(request.tx, Member, change_set.actor_id) if change_set.actor_id else None
    if request.is_admin or (author is not None and _leads(request, author)):
        return True
    if is_own:
        raise UserError(
            "That was more than an hour ago. Your manager can take it back: `/sales undo {number} - why`.",
            number=str(change_set.id),
        )
    raise Denied(MANAGER)


def _ask_reason(request: Request, change_set: ChangeSet) -> Opened:
    entry = _entry(request, change_set)
    hint = UserError("Say why: `/sales undo {number} - wrong customer`.", number=str(change_set.id))
    form = views.reason_form(request.t, entry.what, entry.who, request.context(change_set.id))
    return Opened(form, refusals.problem(request.t, hint))


def _told(request: Request, change_set: ChangeSet, undone: list[Change]) -> str:
    """Correct what follows from the rows that were taken back, and say what they are now."""
    tx, t = request.tx, request.t
    _correct_risks(tx, undone)
    _turn_away(tx, undone)
    _correct_registrations(tx, undone)
    companies.forget_keys(tx, [change.row_id for change in undone if change.table_name == "customer"])
    touched = list(dict.fromkeys(change.row_id for change in undone if change.table_name == "deal"))
    for kudos_id in {change.row_id for change in undone if change.table_name == "kudos"}:
        outbox.outdate(tx, f"kudos:{kudos_id}")
    if not touched:
        what = changes.describe(t, undone[:DESCRIBED], history.names(tx, undone[:DESCRIBED]))
        return t("Undone: {what}.", what=what) if change_set.undoes_id is None else t("Done again.")
    outbox.outdate_recent(tx, "leaderboard", since=request.now - BOARDS_CORRECTED)
    is_redo = change_set.undoes_id is not None
    if len(touched) > 1:
        return changes.many_taken_back(t, len(touched), is_redo=is_redo)
    outcomes = [change.after.get("outcome") for change in undone if change.table_name == "deal" and change.after]
    was_closed = pipeline.WON in outcomes or pipeline.LOST in outcomes
    customer = history.name_of(tx, "deal", touched[0])
    return changes.taken_back(t, deals.card(tx, touched[0]), customer, was_closed=was_closed, is_redo=is_redo)


def _turn_away(tx: Transaction, undone: list[Change]) -> None:
    """Whose people somebody from outside are is what it was before."""
    for change in undone:
        known = {**(change.before or {}), **(change.after or {})}
        if change.table_name == "partner_person":
            place = rows.find(tx, PartnerPerson, change.row_id)
            partners.turn_away(tx, member_id=place.member_id if place is not None else known["member_id"])
        elif change.table_name == "partner_workspace":
            met = rows.find(tx, PartnerWorkspace, change.row_id)
            partners.turn_away(tx, slack_team_id=met.slack_team_id if met is not None else known["slack_team_id"])


def _correct_risks(tx: Transaction, undone: list[Change]) -> None:
    """Messages that told of a risk say what it is now."""
    for change in undone:
        values = change.after or change.before or {}
        if change.table_name == "deal":
            risk_notices.outdate(tx, change.row_id)
        elif change.table_name == "risk_answer" and "about_id" in values:
            risk_notices.outdate(tx, values["about_id"], values["about"])


def _correct_registrations(tx: Transaction, undone: list[Change]) -> None:
    """Partners hear how it stands again. Raises `UserError` where another partner has the customer by now."""
    for change in undone:
        if change.table_name != "registration" or "state" not in (change.before or {}):
            continue
        registration = registrations.get(tx, change.row_id)
        if registration.state == PROTECTED:
            for held in obstacles.holders(tx, registration):
                names = {"company": registration.company, "partner": held.partner_name}
                raise UserError("{company} is protected for {partner} by now. Decide about that first.", **names)
        elif registration.state == IN_REVIEW:
            by = partner_desks.answer_by(tx, members.get(tx, registration.member_id))
            registration = registrations.change(tx, registration, answer_by=by)
        registrations.tell(tx, registration)


def _explain(request: Request, conflict: Conflict) -> UserError:
    """Who is in the way, and since when."""
    if conflict.by is None:
        return UserError("That can't be taken back any more: other entries are built on it.")
    entry = _entry(request, conflict.by)
    if conflict.by.actor_id == request.member.id:
        return UserError("You have changed it since: {what}, {at}. Take that back first.", what=entry.what, at=entry.at)
    return UserError(
        "{name} has changed it since: {what}, {at}. Take that back first, or put it right by hand.",
        name=entry.who,
        what=entry.what,
        at=entry.at,
    )


def _of_deal(request: Request, number: int) -> Reply:
    deal = deals.find_by_number(request.tx, number)
    if deal is None:
        raise UserError("There is no deal #{number}. `/deal list` shows yours.", number=str(number))
    found = history.of_row(request.tx, "deal", deal.id, limit=SHOWN)
    sets = [history.find(request.tx, change_set_id) for change_set_id in dict.fromkeys(c.change_set_id for c in found)]
    customer = history.name_of(request.tx, "deal", deal.id)
    title = request.t("*{customer}*, deal #{number}", customer=customer, number=str(number))
    entries = [_entry(request, change_set) for change_set in sets if change_set is not None]
    return Reply(views.history(request.t, title, entries, may_undo=request.leads(deal.team_id)))


def _of_people(request: Request, title: str, people: list[Member]) -> Reply:
    found = history.told(request.tx, [person.id for person in people], limit=SHOWN)
    entries = [_entry(request, change_set) for change_set in found]
    return Reply(views.history(request.t, title, entries, may_undo=request.leads(None)))


def _entry(request: Request, change_set: ChangeSet) -> Entry:
    """A change set as this person reads it."""
    tx, t = request.tx, request.t
    made = history.changes(tx, change_set.id, limit=DESCRIBED)
    what = changes.describe(t, made, history.names(tx, made))
    if change_set.undoes_id is not None:
        what = t("took back: {what}", what=what)
    if change_set.reason:
        what = t("{what} (“{reason}”)", what=what, reason=change_set.reason)
    author = rows.find(tx, Member, change_set.actor_id) if change_set.actor_id else None
    return Entry(
        id=change_set.id,
        at=_local(request, change_set.at),
        who=author.name if author is not None else t("Bellringer"),
        what=what,
        is_undone=change_set.undone_by_id is not None,
        may_be_undone=change_set.undone_by_id is None and _may_take_back(request, change_set),
    )


def _may_take_back(request: Request, change_set: ChangeSet) -> bool:
    try:
        _needs_reason(request, change_set)
    except (Denied, UserError):
        return False
    return True


def _change_set(request: Request, number: str) -> ChangeSet:
    change_set = history.find(request.tx, int(number)) if number.isdigit() else None
    if change_set is None or not history.changes(request.tx, change_set.id, limit=1):
        raise UserError("There is no change {number} any more. `/sales undo list` shows yours.", number=number)
    return change_set


def _origin(request: Request, change_set: ChangeSet) -> ChangeSet:
    """What was first done, behind any undoing and redoing of it."""
    while change_set.undoes_id is not None:
        earlier = history.find(request.tx, change_set.undoes_id)
        if earlier is None:
            break
        change_set = earlier
    return change_set


def _reason(request: Request) -> str:
    return parsing.read(" " + request.line, request.today).note


def _leads(request: Request, person: Member) -> bool:
    return request.is_admin or any(request.leads(team.id) for team in teams.of_member(request.tx, person.id))


def _local(request: Request, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(request.zone))


def register(routes: Routes) -> None:
    routes.line("undo", "", undo)
    routes.line("undo", "list", list_undo, "列表")
    routes.action(views.UNDO, undo_by_button)
    routes.view(views.REASON_FORM, undo_with_reason)
    routes.line("history", "", show)
    routes.line("history", "team", show, "团队")
