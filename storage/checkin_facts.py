"""What is known of a person's time since they were asked last: what prompts name, and forms are filled in with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sales import periods
from storage import checkin_questions, checkin_rounds, checkins, goals, weeks
from storage.checkins import CheckIn
from storage.goals import GoalProgress
from storage.members import Member
from storage.teams import Team
from storage.transactions import Transaction
from storage.weeks import Week

USUALLY = timedelta(weeks=1)
"""How far back it reaches where nothing was asked before."""


@dataclass(frozen=True, slots=True)
class Known:
    """What can be said of a person before they are asked."""

    week: Week
    goals: Sequence[GoalProgress]
    """Those that run today."""


def since_last(tx: Transaction, checkin: CheckIn, team: Team, member: Member, day: date) -> Known | None:
    """The facts since the round before; None where no question takes them, and for what is anonymous."""
    asked = checkin_questions.asked(tx, checkin.id)
    if checkin.is_anonymous or not any(question.takes_facts for question in asked):
        return None
    earlier = [round_.day for round_ in checkin_rounds.latest(tx, checkin.id, limit=2) if round_.day < day]
    today = periods.local_date(tx.now, checkins.zone_of(member, team))
    since = earlier[0] if earlier else day - USUALLY
    week = weeks.of_member(tx, member, team=team, since=min(since, today), today=today)
    return Known(week, running_goals(tx, member, today))


def running_goals(tx: Transaction, member: Member, today: date) -> list[GoalProgress]:
    """The person's own goals whose days have begun and are not over."""
    return [each for each in goals.of_member(tx, member.id, today) if each.elapsed > 0 and not each.is_over]
