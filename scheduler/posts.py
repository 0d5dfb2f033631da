"""What each kind of post says: rendered when it is sent, so that it is never older than the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sales import leaderboards as rules
from sales import periods, pipeline
from sales.periods import Period
from storage import deals, leaderboards, members, rows, teams, workspaces
from storage.deals import Deal
from storage.leaderboards import Board
from storage.outbox import OutboxMessage
from storage.transactions import Transaction
from views import deals as deal_views
from views import leaderboards as board_views
from views.blocks import Message
from views.charts import LeaderboardChart
from views.words import Translator, translator

ON_DEMAND = 15
"""How many names a board shows to one person who asked for its picture."""


@dataclass(frozen=True, slots=True)
class Post:
    """What is sent: words, and a picture where there is one, with the same in words."""

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    picture: LeaderboardChart | None = None
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of post is made, and what is done when nobody knows whether it was sent."""

    render: Callable[[Transaction, OutboxMessage], Post | None]
    resend_unknown: bool
    """A second one is better than none: for words to one person. What a channel reads is never said twice."""


def win(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The channel's bell, or what is left of it when the win was taken back."""
    team = rows.get(tx, teams.Team, message.payload["team_id"])
    t = translator(team.locale, tx.now.year)
    deal = rows.find(tx, Deal, message.payload["deal_id"])
    corrected = _time(message, team.zone)
    if deal is None or deal.outcome != pipeline.WON:
        if not message.slack_ts:
            return None
        said = message.payload
        return _post(deal_views.bell_taken_back(t, said["name"], said["customer"], corrected))
    card = deals.card(tx, deal.id)
    helpers = [members.get(tx, c.member_id).name for c in deals.credits(tx, deal.id) if c.member_id != deal.owner_id]
    assert deal.closed_on is not None
    count = deals.wins_up_to(tx, deal, deal.closed_on.replace(day=1))
    return _post(deal_views.bell(t, card, [card.owner_name, *helpers], count, team, corrected))


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
    people = len(teams.people(tx, team.id)) if team else len(board.standings)
    shown = board.standings[:ON_DEMAND] if payload.get("whole") else rules.public(board.standings, people)
    words = board_views.public(
        t,
        board,
        shown,
        scope=payload["scope"],
        today=today,
        improved=_improved(tx, board, payload["team_id"]),
        corrected=_time(message, zone) if message.corrected_at else "",
    )
    return Post(
        words.text,
        words.blocks,
        board_views.chart(t, board, shown, scope=payload["scope"], today=today) if shown else None,
        board_views.alt_text(t, board, shown, scope=payload["scope"], today=today),
    )


def private_line(tx: Transaction, message: OutboxMessage) -> Post | None:
    """A person's own place, the gap to the next, and one hint."""
    member = members.get(tx, message.payload["member_id"])
    t = speak_to(tx, member)
    board = board_of(tx, message.payload)
    today = periods.local_date(tx.now, member.zone or member.slack_zone or workspaces.settings(tx).zone)
    return _post(board_views.private_line(t, board, member.id, _hint(tx, t, member.id, today)))


def note(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Words that were complete when they were written."""
    return Post(message.payload["text"], message.payload.get("blocks", []))


def board_of(tx: Transaction, payload: dict[str, Any]) -> Board:
    """The board that a post is about, added up now."""
    kind, start, end = payload["period"]
    period = Period(kind, date.fromisoformat(start), date.fromisoformat(end), payload["fiscal_year_start"])
    return leaderboards.board(
        tx,
        period,
        metric=payload["metric"],
        currency=payload["currency"],
        team_id=payload["team_id"],
        by_team=payload["by_team"],
    )


def speak_to(tx: Transaction, member: members.Member) -> Translator:
    """The language of the person who is told."""
    return translator(member.locale or member.slack_locale or workspaces.settings(tx).locale, tx.now.year)


KINDS = {
    "win": Kind(win, resend_unknown=False),
    "leaderboard": Kind(leaderboard, resend_unknown=False),
    "private_line": Kind(private_line, resend_unknown=True),
    "note": Kind(note, resend_unknown=True),
}
"""Every kind of post that is rendered late, by the name that `storage.outbox.post` is given."""


def _post(message: Message) -> Post:
    return Post(message.text, message.blocks)


def _time(message: OutboxMessage, zone: str) -> str:
    """When the post was corrected, in the team's time; empty when it never was."""
    return f"{message.corrected_at.astimezone(ZoneInfo(zone)):%H:%M}" if message.corrected_at else ""


def _improved(tx: Transaction, board: Board, team_id: int | None) -> board_views.Improved | None:
    if team_id is None or board.now.period.kind != "week" or board.metric != rules.REVENUE:
        return None
    usual = leaderboards.usual(tx, board.now.period, currency=board.now.currency, team_id=team_id)
    best = rules.most_improved(board.now.tallies, usual)
    return board_views.Improved(board.names[best[0]], best[1]) if best is not None else None


def _hint(tx: Transaction, t: Translator, member_id: int, today: date) -> str:
    """About the open deal of theirs that closes next; one that should have closed is second to it."""
    coming = deals.Filter(owner_id=member_id, closing_from=today)
    for wanted in (coming, deals.Filter(owner_id=member_id)):
        found, _total = deals.search(tx, wanted, limit=1)
        if found:
            return board_views.hint(t, found[0], today)
    return board_views.nothing_open(t)
