"""Not now, not this time, not while I'm away."""

from __future__ import annotations

from datetime import datetime, time

from handlers import choices
from handlers.checkins import answering, choosing
from handlers.checkins.choosing import Mine
from handlers.requests import VIEW, Answer, Opened, Reply, Request
from handlers.routes import Routes, listener
from sales import checkins as rules
from sales.errors import UserError
from storage import absences, checkin_rounds, checkins, outbox, rows
from storage.absences import Absence
from storage.checkin_rounds import ANSWERED, AWAY, SKIPPED, WAITING, Part
from views import checkin_forms as forms
from views import checkins as views


@listener()
def skip_line(request: Request) -> Answer:
    """`/checkin skip - in transit`, `/checkin skip standup`."""
    name, reason = choosing.line(request)
    if name and not choosing.is_known(request, name):
        name, reason = "", request.line.strip()
    return _skip(request, choosing.wanted(request, name), reason)


@listener()
def skip_button(request: Request) -> Opened:
    """**Skip**: why, if the person likes to say."""
    mine = choosing.of_round(request, request.value)
    _require_waiting(request, mine)
    return Opened(forms.skip_form(request.t, mine.checkin.name, request.context(mine.value)))


@listener()
def skip_form(request: Request) -> Answer:
    """The reason was sent."""
    return _skip(request, choosing.of_form(request), str(choices.filled_in(request, forms.REASON)))


@listener()
def snooze_line(request: Request) -> Answer:
    """`/checkin snooze 1h`, `3h`, `tomorrow`."""
    return _snooze(request, choosing.wanted(request), request.line)


@listener()
def later(request: Request) -> Reply:
    """**Later**: when to ask again."""
    mine = choosing.of_round(request, request.value)
    _require_waiting(request, mine)
    _round, part = choosing.with_part(request, mine)
    return Reply(views.later(request.t, choosing.asked(request, mine, part)))


@listener()
def snooze_button(request: Request) -> Answer:
    """**In 1 hour**, **In 3 hours**, **Tomorrow**."""
    number, _, wait = request.value.partition(":")
    return _snooze(request, choosing.of_round(request, number), wait)


@listener()
def away(request: Request) -> Answer:
    """**I'm away**: today, from everything that asks."""
    mine = choosing.of_round(request, request.value)
    _require_waiting(request, mine)
    _round, part = choosing.with_part(request, mine)
    if absences.on(request.tx, request.member.id, request.today) is None:
        days = {"first_day": request.today, "last_day": request.today}
        rows.insert(request.tx, Absence, member_id=request.member.id, **days)
    part = checkin_rounds.change_part(request.tx, part, state=AWAY)
    return _done(request, mine, part)


def _require_waiting(request: Request, mine: Mine) -> None:
    """Make sure that there is something to put off. Raises `UserError`."""
    answering.require_open(request, mine)
    if mine.part is not None and mine.part.state == ANSWERED:
        raise UserError("You have answered {checkin} already. `/checkin edit` changes it.", checkin=mine.checkin.name)


def _skip(request: Request, mine: Mine, reason: str) -> Answer:
    _require_waiting(request, mine)
    _round, part = choosing.with_part(request, mine)
    part = checkin_rounds.change_part(request.tx, part, state=SKIPPED, reason=reason[:200])
    return _done(request, mine, part)


def _snooze(request: Request, mine: Mine, wait: str) -> Answer:
    """Ask this person again later; the check-in itself stays where it is."""
    _require_waiting(request, mine)
    round_, part = choosing.with_part(request, mine)
    zone = checkins.zone_of(request.member, mine.team)
    at = checkins.schedule_of(request.tx, mine.checkin).at
    # who is not asked yet is asked so much later than planned
    until = rules.snoozed_until(wait, max(request.now, part.asks_at), zone, time.fromisoformat(at))
    if mine.checkin.is_anonymous and until >= round_.closes_at:
        raise UserError(
            "{checkin} is anonymous and ends before that. Choose a shorter time.", checkin=mine.checkin.name
        )
    part = checkin_rounds.change_part(request.tx, part, state=WAITING, snoozed_until=until)
    _ask_again(request, part.round_id, until)
    return _done(request, mine, part)


def _ask_again(request: Request, round_id: int, until: datetime) -> None:
    who = request.member
    outbox.tell(
        request.tx,
        "checkin_prompt",
        who.slack_user_id,
        dedupe_key=f"checkin_prompt:{round_id}:{who.id}:{until.isoformat()}",
        subject=checkin_rounds.part_subject(round_id, who.id),
        payload={"round_id": round_id, "member_id": who.id, "again": True},
        at=until,
    )


def _done(request: Request, mine: Mine, part: Part) -> Answer:
    """What became of it. After a form in the direct messages the prompt says so itself."""
    if choosing.is_over(request, mine):
        outbox.outdate(request.tx, checkin_rounds.subject(part.round_id))
    if request.surface == VIEW and request.channel_id.startswith("D"):
        return None
    message = views.became(request.t, choosing.asked(request, mine, part))
    assert message is not None
    return Reply(message)


def register(routes: Routes) -> None:
    routes.line("checkin", "skip", skip_line, "跳过", "略过")
    routes.line("checkin", "snooze", snooze_line, "later", "稍后", "推迟")
    routes.action(views.SKIP, skip_button)
    routes.view(forms.SKIP_FORM, skip_form)
    routes.action(views.LATER, later)
    routes.action(views.AWAY_TODAY, away)
    for wait in views.SNOOZES:
        routes.action(f"{views.SNOOZE}_{wait}", snooze_button)
