"""Leaderboards: Monday's to the team's channel, a line to those whom it does not name, and those that were shared."""

from __future__ import annotations

from datetime import date
from typing import Any

from sales import leaderboards as rules
from sales import periods
from sales.periods import Period
from sales.schedules import Due
from scheduler import rendering
from scheduler.rendering import BRIEF, Kind, Post
from storage import deals, leaderboards, members, outbox, rows, schedules, teams, workspaces
from storage.leaderboards import Board
from storage.outbox import OutboxMessage
from storage.schedules import Schedule
from storage.transactions import Transaction
from views import leaderboards as views
from views.words import Translator, translator

ON_DEMAND = 15
"""How many names a board shows to one person who asked for its picture."""


def post_board(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Put the board of the week before, and the private lines, into the outbox. False when there is nothing to say."""
    team = schedules.basis(tx, schedule).team
    if team is None or not team.is_active or not team.channel_id:
        return False
    payload = _payload(tx, team)
    board = board_of(tx, payload)
    if not board.standings:
        return False
    outbox.post(
        tx,
        "leaderboard",
        audience=outbox.INTERNAL,
        dedupe_key=f"leaderboard:{schedule.id}:{due.period_key}",
        channel=team.channel_id,
        subject=f"team:{team.id}",
        payload=payload,
    )
    people = _sellers(tx, team.id, board)
    named = {row.member_id for row in rules.public(board.standings, len(people))}
    for member in people:
        if member.id not in named and member.wants_private_line and members.is_in_slack(member):
            outbox.tell(
                tx,
                "private_line",
                member.slack_user_id,
                dedupe_key=f"private_line:{schedule.id}:{due.period_key}:{member.id}",
                payload={**payload, "member_id": member.id},
            )
    return True


def _sellers(tx: Transaction, team_id: int, board: Board) -> list[members.Member]:
    """Everybody in the team but those who lead it and do not sell."""
    leading = {member.id for member in teams.managers(tx, team_id)} - set(board.now.tallies)
    return [member for member in teams.people(tx, team_id) if member.id not in leading]


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


def leaderboard(tx: Transaction, message: OutboxMessage) -> Post | None:
    """A board for a channel, or the whole of it for the one person who asked."""
    payload = message.payload
    team = rows.find(tx, teams.Team, payload["team_id"]) if payload["team_id"] else None
    settings = workspaces.settings(tx)
    t = translator(payload.get("locale") or (team.locale if team else settings.locale))
    zone = team.zone if team else settings.zone
    today = periods.local_date(message.created_at, zone)
    board = board_of(tx, payload)
    if not board.standings and not message.slack_ts:
        return None
    people = len(_sellers(tx, team.id, board)) if team else len(board.standings)
    shown = board.standings[:ON_DEMAND] if payload.get("whole") else rules.public(board.standings, people)
    words = views.public(
        t,
        board,
        shown,
        scope=payload["scope"],
        today=today,
        improved=_improved(tx, board, payload["team_id"]),
        corrected=rendering.corrected_at(message, zone) if message.corrected_at else "",
    )
    return Post(
        words.text,
        words.blocks,
        views.chart(t, board, shown, scope=payload["scope"], today=today) if shown else None,
        views.alt_text(t, board, shown, scope=payload["scope"], today=today),
    )


def private_line(tx: Transaction, message: OutboxMessage) -> Post | None:
    """A person's own place, the gap to the next, and one hint."""
    member = members.get(tx, message.payload["member_id"])
    t = rendering.speak_to(tx, member)
    board = board_of(tx, message.payload)
    today = periods.local_date(tx.now, members.zone_of(tx, member))
    return rendering.post(views.private_line(t, board, member.id, _hint(tx, t, member.id, today)))


def board_of(tx: Transaction, payload: dict[str, Any]) -> Board:
    """The board that a post is about, added up now."""
    kind, start, end = payload["period"]
    period = Period(kind, date.fromisoformat(start), date.fromisoformat(end), payload["fiscal_year_start"])
    return leaderboards.find(
        tx,
        period,
        metric=payload["metric"],
        currency=payload["currency"],
        team_id=payload["team_id"],
        by_team=payload["by_team"],
        of_partners=payload.get("partners", ""),
    )


def _improved(tx: Transaction, board: Board, team_id: int | None) -> views.Improved | None:
    if team_id is None or board.now.period.kind != "week" or board.metric != rules.REVENUE:
        return None
    usual = leaderboards.usual(tx, board.now.period, currency=board.now.currency, team_id=team_id)
    best = rules.most_improved(board.now.tallies, usual)
    return views.Improved(board.names[best[0]], best[1]) if best is not None else None


def _hint(tx: Transaction, t: Translator, member_id: int, today: date) -> str:
    """About the open deal of theirs that closes next; one that should have closed is second to it."""
    coming = deals.Filter(owner_id=member_id, closing_from=today)
    for wanted in (coming, deals.Filter(owner_id=member_id)):
        found, _total = deals.search(tx, wanted, limit=1)
        if found:
            return views.hint(t, found[0], today)
    return views.nothing_open(t)


KINDS = {
    "leaderboard": Kind(leaderboard, resend_unknown=False),
    "private_line": Kind(private_line, resend_unknown=True, unasked=BRIEF),
}
