"""The week in review on Fridays and the month in review on its first working day, to the team's channel; and what
needs attention, to its managers alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from sales import periods
from sales.periods import Period
from sales.schedules import Due
from scheduler import rendering
from scheduler.rendering import LATER, Kind, Post
from storage import members, outbox, reviews, rows, schedules, teams, workspaces
from storage.outbox import OutboxMessage
from storage.reviews import Month, Scope, Week
from storage.schedules import Schedule
from storage.teams import Team
from storage.transactions import Transaction
from views import reviews as views
from views.words import translator

ATTENTION = "month_attention"
THURSDAY = 3
"""A review that was chosen for this day or a later one is about the week that it is in, else about the one before."""


def post_week(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Put the review of a team's week into the outbox. False when there is nothing to say."""
    team = _team(tx, schedule)
    if team is None:
        return False
    period = week_in_review(schedule.weekdays, periods.local_date(due.at, team.zone))
    if reviews.week(tx, scope_of(tx, team), period).is_empty:
        return False
    return _post(tx, team, schedules.REVIEW, period, f"{schedule.id}:{due.period_key}")


def post_month(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Put the review of the month before, and the managers' addition, into the outbox."""
    team = _team(tx, schedule)
    if team is None:
        return False
    period = periods.month(periods.local_date(due.at, team.zone)).previous()
    review = reviews.month(tx, scope_of(tx, team), period)
    if review.is_empty:
        return False
    key = f"{schedule.id}:{due.period_key}"
    for manager in teams.managers(tx, team.id):
        if members.is_in_slack(manager):
            outbox.tell(
                tx,
                ATTENTION,
                manager.slack_user_id,
                dedupe_key=f"{ATTENTION}:{key}:{manager.id}",
                payload={"team_id": team.id, "start": period.start.isoformat(), "member_id": manager.id},
            )
    return _post(tx, team, schedules.MONTH, period, key)


def week_in_review(weekdays: str, day: date) -> Period:
    """The week that a review of this day looks at; where holidays moved it, the weekday that was chosen decides."""
    week, chosen = periods.week(day), int(weekdays) if len(weekdays) == 1 else day.weekday()
    return week if chosen >= THURSDAY else week.previous()


def scope_of(tx: Transaction, team: Team) -> Scope:
    """A team's numbers."""
    fiscal_year_start = workspaces.settings(tx).fiscal_year_start
    return Scope(team.id, team.name, team.currency, team.zone, fiscal_year_start)


def _team(tx: Transaction, schedule: Schedule) -> Team | None:
    team = schedules.basis(tx, schedule).team
    return team if team is not None and team.is_active and team.channel_id else None


def _post(tx: Transaction, team: Team, kind: str, period: Period, key: str) -> bool:
    return outbox.post(
        tx,
        kind,
        audience=outbox.INTERNAL,
        dedupe_key=f"{kind}:{key}",
        channel=team.channel_id,
        payload={"team_id": team.id, "start": period.start.isoformat()},
    )


def _about(tx: Transaction, message: OutboxMessage) -> tuple[Team, Scope, date]:
    """The team, its numbers, and the first day of the period."""
    payload: dict[str, Any] = message.payload
    team = rows.get(tx, Team, payload["team_id"])
    return team, scope_of(tx, team), date.fromisoformat(payload["start"])


def week(tx: Transaction, message: OutboxMessage) -> Post | None:
    """A team's week in its channel."""
    team, scope, start = _about(tx, message)
    review: Week = reviews.week(tx, scope, periods.week(start))
    today = periods.local_date(message.created_at, team.zone)
    t = translator(team.locale, today.year)
    words = views.week(t, review, scope=team.name, today=today, says_amounts=team.announces_amounts)
    return rendering.post(words)


def month(tx: Transaction, message: OutboxMessage) -> Post | None:
    """A team's month in its channel, with the picture of the year."""
    team, scope, start = _about(tx, message)
    review: Month = reviews.month(tx, scope, periods.month(start))
    t = translator(team.locale, message.created_at.year)
    words = views.month(t, review, scope=team.name)
    picture = views.chart(t, review, scope=team.name)
    return Post(words.text, words.blocks, picture, views.alt_text(t, review, scope=team.name) if picture else "")


def attention(tx: Transaction, message: OutboxMessage) -> Post | None:
    """What needs a manager's look; none when nothing does."""
    team, scope, start = _about(tx, message)
    manager = members.get(tx, message.payload["member_id"])
    review = reviews.month(tx, scope, periods.month(start))
    words = views.attention(rendering.speak_to(tx, manager), review, scope=team.name)
    return rendering.post(words) if words is not None else None


KINDS = {
    schedules.REVIEW: Kind(week, resend_unknown=False),
    schedules.MONTH: Kind(month, resend_unknown=False),
    ATTENTION: Kind(attention, resend_unknown=True, unasked=LATER),
}
