"""`/sales away` and `/sales back`: who is away when, and who takes over meanwhile."""

from __future__ import annotations

import re
import secrets
from datetime import date

from handlers import choices, notes
from handlers.requests import Answer, Denied, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales import absences as rules
from sales import locales, periods
from sales.errors import UserError
from storage import absences, members, outbox, teams
from storage.absences import Absence
from storage.members import MANAGER, Member
from views import absences as views
from views import history
from views.blocks import Message

_PERSON = r"<@([UW][A-Z0-9]+)>"
_COVER = re.compile(
    rf"(?:(?<!\w)(?:cover(?:ed|s)?(?: is)?(?: by)?|by|with)|由|代班人?[:：]?)\s*{_PERSON}"
    r"(?:\s*(?:代班|代理|顶班|顶|代))?"
    rf"|{_PERSON}\s*(?:covers?(?!\w)|代班|代理|顶班|顶|代)",
    re.IGNORECASE,
)
_ANYBODY = re.compile(_PERSON)


@listener()
def away(request: Request) -> Answer:
    """`/sales away fri`, `12-20 aug cover @ben`, `until monday`, `@ben fri`; alone, the days ahead and a form."""
    line, whom, cover = _people_in(request)
    days = rules.read_days(line, _today_of(request, whom), day_first=locales.writes_day_first(request.locale))
    if days is None and whom == request.member and cover is None and not line.strip():
        return _mine(request)
    if days is None:
        raise UserError("Which days? Type `/sales away fri`, `12-20 aug`, `until monday`, or `/sales away` to choose.")
    return _put(request, whom, *days, cover)


@listener()
def back(request: Request) -> Answer:
    """`/sales back`: here again, from today on; `/sales back @ben` for a manager's people."""
    whom = _whom(request, request.mentions[0]) if request.mentions else request.member
    today = _today_of(request, whom)
    absence = absences.on(request.tx, whom.id, today)
    if absence is None:
        ahead = absences.ahead(request.tx, whom.id, today)
        if ahead and whom == request.member:
            return _mine(request)
        raise UserError("{name} is not away. `/sales away` shows the days ahead.", name=whom.name)
    _end(request, absence, today)
    if whom == request.member:
        return choices.done(request, request.t("Welcome back. What waited for you comes in the next brief."))
    return choices.done(request, request.t("{name} is back.", name=whom.name))


@listener()
def cancel(request: Request) -> Answer:
    """**Take back** beside an absence in the own list."""
    absence = _absence(request)
    if absence is None or absence.member_id != request.member.id:
        raise UserError("Those days are not kept any more. `/sales away` shows the days ahead.")
    _end(request, absence, request.today)
    when = views.days(request.t, absence.first_day, absence.last_day)
    return choices.done(request, request.t("Taken back: you are here {days}.", days=when))


@listener()
def open_form(request: Request) -> Answer:
    """**Choose days** under the own list."""
    return Opened(views.form(request.t, request.today, request.context()), views.form_offer(request.t))


@listener()
def save(request: Request) -> Answer:
    """The form was sent."""
    first, last = (date.fromisoformat(choices.filled_in(request, field)) for field in (views.FIRST, views.LAST))
    chosen = choices.filled_in(request, views.COVER)
    if last < first:
        return Refused({views.LAST: request.t.plain("Those days end before they begin.")})
    if last < request.today:
        return Refused({views.LAST: request.t.plain("Those days are over.")})
    try:
        cover = choices.people(request, [chosen])[0] if chosen else None
        _require_cover(request, request.member, first, last, cover)
    except UserError as error:
        return Refused({views.COVER: request.t.plain(error.message, **error.values)})
    return _put(request, request.member, first, last, cover)


@listener()
def decline(request: Request) -> Answer:
    """**I can't**: the cover says no, and whoever is away hears of it."""
    absence = _absence(request)
    if absence is None or absence.cover_id != request.member.id:
        raise UserError("You do not cover there any more, so there is nothing to do.")
    changed = absences.save(
        request.tx,
        absence,
        absence.member_id,
        first_day=absence.first_day,
        last_day=absence.last_day,
        cover_id=None,
    )
    outbox.outdate(request.tx, _subject(absence))
    person = members.get(request.tx, absence.member_id)
    _note(request, person, views.declined(request.speak_to(person), changed, request.member))
    text = request.t("Noted; {name} hears of it.", name=person.name)
    return Reply(history.receipt(request.t, text, request.tx.change_set_id), replaces=False)


def _people_in(request: Request) -> tuple[str, Member, Member | None]:
    """The line without people, whose absence it is about, and who covers."""
    line = request.line
    cover, whom = None, request.member
    found = _COVER.search(line)
    if found is not None:
        cover = choices.people(request, [found[1] or found[2]])[0]
        line = line[: found.start()] + " " + line[found.end() :]
    named = _ANYBODY.search(line)
    if named is not None:
        whom = _whom(request, named[1])
        line = line[: named.start()] + " " + line[named.end() :]
    if _ANYBODY.search(line):
        raise UserError("One person at a time: `/sales away @ben fri cover @li`.")
    return line, whom, cover


def _whom(request: Request, slack_user_id: str) -> Member:
    """Somebody of whom the person may say that they are away. Raises `Denied`."""
    person = choices.people(request, [slack_user_id])[0]
    leads = request.is_admin or any(request.leads(team.id) for team in teams.of_member(request.tx, person.id))
    if person.id != request.member.id and not leads:
        raise Denied(MANAGER)
    return person


def _put(request: Request, whom: Member, first: date, last: date, cover: Member | None) -> Answer:
    """Write the absence down, tell the cover, and say what was understood."""
    tx = request.tx
    others = absences.within(tx, whom.id, first, last)
    same = next((each for each in others if (each.first_day, each.last_day) == (first, last)), None)
    if others and same is None:
        raise UserError(
            "{name} is away {first} to {last} already. `/sales away` shows the days and takes them back.",
            name=whom.name,
            first=others[0].first_day,
            last=others[0].last_day,
        )
    _require_cover(request, whom, first, last, cover)
    if same is not None and same.cover_id not in (None, cover.id if cover else None):
        outbox.outdate(tx, _subject(same))
    absence = absences.save(
        tx, same, whom.id, first_day=first, last_day=last, cover_id=cover.id if cover is not None else None
    )
    if cover is not None and (same is None or same.cover_id != cover.id):
        outbox.tell(
            tx,
            "cover",
            cover.slack_user_id,
            dedupe_key=f"cover:{absence.id}:{absence.version}:{cover.id}",
            subject=_subject(absence),
            payload={"absence_id": absence.id, "member_id": whom.id, "cover_id": cover.id},
        )
    if whom.id != request.member.id:
        _note(request, whom, views.set_by(request.speak_to(whom), absence, request.member))
    name = whom.name if whom.id != request.member.id else ""
    change_set_id = tx.change_set_id if tx.wrote else None
    return Reply(views.noted(request.t, absence, name=name, cover=cover, change_set_id=change_set_id))


def _require_cover(request: Request, whom: Member, first: date, last: date, cover: Member | None) -> None:
    """Make sure that the cover is somebody else, and there."""
    if cover is None:
        return
    if cover.id == whom.id:
        raise UserError("Nobody covers for themselves. Name somebody else, or leave it open.")
    theirs = absences.within(request.tx, cover.id, first, last)
    if theirs:
        raise UserError(
            "{name} is away then too: {first} to {last}. Name somebody else, or leave it open.",
            name=cover.name,
            first=theirs[0].first_day,
            last=theirs[0].last_day,
        )


def _end(request: Request, absence: Absence, today: date) -> None:
    absences.end(request.tx, absence, today)
    outbox.outdate(request.tx, _subject(absence))


def _mine(request: Request) -> Reply:
    ahead = absences.ahead(request.tx, request.member.id, request.today)
    covers = {a.cover_id: members.get(request.tx, a.cover_id).name for a in ahead if a.cover_id is not None}
    return Reply(views.mine(request.t, ahead, covers))


def _absence(request: Request) -> Absence | None:
    return absences.find(request.tx, int(request.value)) if request.value.isdigit() else None


def _subject(absence: Absence) -> str:
    return f"absence:{absence.id}"


def _note(request: Request, person: Member, message: Message) -> None:
    notes.tell(request, person, message, f"absence:{secrets.token_hex(8)}")


def _today_of(request: Request, person: Member) -> date:
    """Days away are those of the person's own calendar."""
    return periods.local_date(request.now, members.zone_of(request.tx, person))


def register(routes: Routes) -> None:
    routes.line("away", "", away)
    routes.line("back", "", back)
    routes.action(views.OPEN_FORM, open_form)
    routes.action(views.CANCEL, cancel)
    routes.action(views.DECLINE, decline)
    routes.view(views.FORM, save)
