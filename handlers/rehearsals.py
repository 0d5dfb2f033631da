"""`/sales admin rehearse monday`: see what would be posted, before it is. The clock does it and answers by message."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, time, timedelta

from handlers import choices
from handlers.requests import Answer, Denied, Reply, Request
from handlers.routes import Routes, listener
from sales import parsing, periods
from sales import schedules as rules
from sales.errors import UserError
from sales.schedules import Rule
from storage import holidays, outbox, teams
from storage.members import MANAGER
from views import blocks
from views import rehearsals as views
from views.blocks import Message

FURTHEST = timedelta(days=370)
AROUND = timedelta(minutes=30)
"""How much of the time after a named one is shown."""
BUTTONS = 25
_MONTH = re.compile(r"^(?:the )?(?:next )?month$|^(?:下个?)?月初?$|^月报$", re.IGNORECASE)
_AT = re.compile(r"(?:\bat\s+)?(\d{1,2}[:：]\d\d(?:\s*[ap]m)?|\d{1,2}\s*(?:am|pm|点))\s*$", re.IGNORECASE)


@listener()
def rehearse(request: Request) -> Answer:
    """`/sales admin rehearse monday`, `friday 16:00`, `month`, `tomorrow`, `2026-12-01`."""
    if request.is_admin:
        led = teams.active(request.tx)
    else:
        led = [team for team in teams.of_member(request.tx, request.member.id) if request.leads(team.id)]
    if not led:
        raise Denied(MANAGER)
    zone = request.team.zone if request.team is not None else request.zone
    first, last = _when(request, zone)
    outbox.tell(
        request.tx,
        "rehearsal",
        request.member.slack_user_id,
        dedupe_key=f"rehearsal:{secrets.token_hex(8)}",
        payload={
            "member_id": request.member.id,
            "team_ids": [team.id for team in led],
            "first": first.isoformat(),
            "last": last.isoformat(),
        },
    )
    day = periods.local_date(first, zone)
    text = request.t("I rehearse {day}; what would be posted comes as direct messages, to you alone.", day=day)
    return Reply(Message(text, [blocks.section(text)]))


@listener(writes=False)
def no_button(request: Request) -> Reply:
    """A button in a rehearsed post."""
    text = views.no_button(request.t)
    return Reply(Message(text, [blocks.section(text)]), replaces=False)


def _when(request: Request, zone: str) -> tuple[datetime, datetime]:
    """The first and the last moment to be shown, in UTC."""
    text = request.line.strip() or "monday"
    today = periods.local_date(request.now, zone)
    if _MONTH.search(text):
        due = rules.next_due(Rule(time(), zone, monthly=True), request.now, holidays.days_off(request.settings))
        if due is None:
            raise UserError("There is no working day ahead. `/sales admin holidays` shows the days off.")
        day, at = periods.local_date(due.at, zone), None
    else:
        named = _AT.search(text)
        at = choices.time_of_day(named[1].replace("：", ":")) if named is not None else None
        words = text[: named.start()].strip() if named is not None and at is not None else text
        found = parsing.read(words, today, request.locale).date if words else today
        if found is None:
            raise UserError(
                "I can't read {text} as a day. Type `/sales admin rehearse monday`, `friday 16:00` or `month`.",
                text=text,
            )
        day = found
    begin = periods.at_local(day, time.fromisoformat(at) if at else time(), zone)
    end = begin + AROUND if at else periods.moments(periods.day(day), zone)[1] - timedelta(seconds=1)
    if end < request.now:
        raise UserError("{day} is over. Type a day to come: `/sales admin rehearse monday`.", day=day)
    if begin - request.now > FURTHEST:
        raise UserError("That is too far ahead: a year at most.")
    return max(begin, request.now).astimezone(UTC), end.astimezone(UTC)


def register(routes: Routes) -> None:
    routes.line("admin", "rehearse", rehearse, "rehearsal", "预演", "彩排")
    for number in range(BUTTONS):
        routes.action(f"{views.BUTTON}_{number}", no_button)
