"""Whether an unasked message may come now: asked just before each is sent, in a transaction that takes its place.

In quiet hours it waits for their end. On a day off, while the person is away, and when the day has had enough, what
comes `LATER` waits for their next working day; a `BRIEF` is kept back, and counted by the next brief. What waits does
not come on a weekend.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sales import budgets as rules
from sales import periods, working_days
from sales.budgets import Hours
from sales.working_days import FRIDAY
from scheduler import outcomes
from scheduler.outcomes import Outcome
from scheduler.rendering import LATER, Kind, Post, post, speak_to
from storage import absences, budgets, holidays, members, outbox, schedules, workspaces
from storage.members import Member
from storage.outbox import CANCELLED, KEPT_BACK, OutboxMessage
from storage.transactions import Transaction
from views import preferences as views

QUIETER = "quieter"
WAITS = 5
"""How many mornings a message waits for room; then it is kept back."""
BRIEF_COMES = timedelta(minutes=30)
"""How long after its time a brief still has its place reserved: it tells what the others would have."""


def weigh(tx: Transaction, message: OutboxMessage, unasked: str) -> Outcome | None:
    """What becomes of an unasked direct message instead of being sent; None when it may go, with its place taken."""
    member = members.find(tx, message.channel)
    if member is None:
        return None
    if not member.is_active:
        return Outcome(CANCELLED, {"error": "left"})
    zone = members.zone_of(tx, member)
    today = periods.local_date(tx.now, zone)
    is_day_off = holidays.days_off(workspaces.settings(tx))

    @cache
    def is_off(day: date) -> bool:
        return is_day_off(day) or absences.on(tx, member.id, day) is not None

    hours = Hours(time.fromisoformat(member.quiet_from), time.fromisoformat(member.quiet_until))
    morning = hours.morning(working_days.after(today, is_off), zone)
    if is_off(today):
        return outcomes.put_back(morning, "away") if unasked == LATER else _kept_back(tx.now)
    quiet_until = hours.ends(tx.now, zone)
    if quiet_until is not None:
        is_weekend = periods.local_date(quiet_until, zone).weekday() > FRIDAY
        return outcomes.put_back(morning if is_weekend and unasked == LATER else quiet_until, "quiet_hours")
    most = _most(tx, member, today, is_off)
    room = most - _reserved(tx, member, message, zone)
    if budgets.take(tx, member.id, today, message.id, most=room, again=bool(message.progress.get("resent"))):
        return None
    waited = message.progress.get("waited", 0) + 1
    if unasked != LATER or waited > WAITS:
        return _kept_back(tx.now)
    return outcomes.put_back(morning, "budget", progress={**message.progress, "waited": waited})


def _kept_back(now: datetime) -> Outcome:
    return Outcome(CANCELLED, {"error": KEPT_BACK, "next_attempt_at": now})


def _most(tx: Transaction, member: Member, today: date, is_off: Callable[[date], bool]) -> int:
    """The person's budget; when it is lowered, they are told once, and an act of theirs raises it again."""
    since = budgets.since(tx, member.id, today)
    most = rules.most(since, today, is_off)
    if most < rules.FULL:
        outbox.tell(
            tx,
            QUIETER,
            member.slack_user_id,
            dedupe_key=f"{QUIETER}:{member.id}:{since}",
            payload={"member_id": member.id, "most": most},
        )
    return most


def _reserved(tx: Transaction, member: Member, message: OutboxMessage, zone: str) -> int:
    """One place for the brief, as long as it is still to come today."""
    if message.kind == schedules.BRIEF or not member.wants_brief:
        return 0
    schedule = schedules.find(tx, schedules.BRIEF, member_id=member.id)
    local = tx.now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if schedule is None or str(local.weekday()) not in schedule.weekdays:
        return 0
    comes = datetime.combine(local.date(), time.fromisoformat(schedule.at)) + BRIEF_COMES
    return 1 if local < comes else 0


def quieter(tx: Transaction, message: OutboxMessage) -> Post | None:
    """That we write less from now on."""
    member = members.get(tx, message.payload["member_id"])
    return post(views.quieter(speak_to(tx, member), message.payload["most"], rules.FULL))


KINDS = {QUIETER: Kind(quieter, resend_unknown=False, unasked=LATER)}
