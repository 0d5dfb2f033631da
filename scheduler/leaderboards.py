"""Monday's leaderboard: the board of last week to the team's channel, and a line to those whom it does not name."""

from __future__ import annotations

from typing import Any

from sales import leaderboards as rules
from sales import periods
from scheduler import posts
from storage import members, outbox, rows, teams, workspaces
from storage.schedules import Schedule
from storage.transactions import Transaction


def post_board(tx: Transaction, schedule: Schedule, period_key: str) -> bool:
    """Put the board of the week before, and the private lines, into the outbox. False when there is nothing to say."""
    team = rows.get(tx, teams.Team, schedule.team_id)
    if not team.is_active or not team.channel_id:
        return False
    payload = _payload(tx, team)
    board = posts.board_of(tx, payload)
    if not board.standings:
        return False
    outbox.post(
        tx,
        "leaderboard",
        audience=outbox.INTERNAL,
        dedupe_key=f"leaderboard:{schedule.id}:{period_key}",
        channel=team.channel_id,
        subject=f"team:{team.id}",
        payload=payload,
    )
    people = teams.people(tx, team.id)
    named = {row.member_id for row in rules.public(board.standings, len(people))}
    leading = {member.id for member in teams.managers(tx, team.id)} - set(board.now.tallies)
    for member in people:
        if member.id not in named | leading and member.wants_private_line and members.is_in_slack(member):
            outbox.post(
                tx,
                "private_line",
                audience=outbox.PERSONAL(member.slack_user_id),
                dedupe_key=f"private_line:{schedule.id}:{period_key}:{member.id}",
                channel=member.slack_user_id,
                payload={**payload, "member_id": member.id},
            )
    return True


def _payload(tx: Transaction, team: teams.Team) -> dict[str, Any]:
    week = periods.week(periods.local_date(tx.now, team.zone)).previous()
    return {
        "period": [week.kind, week.start.isoformat(), week.end.isoformat()],
        "fiscal_year_start": workspaces.settings(tx).fiscal_year_start,
        "metric": rules.REVENUE,
        "team_id": team.id,
        "by_team": False,
        "scope": team.name,
        "currency": team.currency,
    }
