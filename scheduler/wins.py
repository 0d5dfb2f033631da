"""The channel's bell: a win, told while it stands."""

from __future__ import annotations

from sales import periods, pipeline
from scheduler import rendering
from scheduler.rendering import Kind, Post
from storage import deals, members, rows, teams
from storage.deals import Deal
from storage.outbox import OutboxMessage
from storage.transactions import Transaction
from views import deals as views
from views.words import translator


def win(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The channel's bell, or what is left of it when the win was taken back."""
    team = rows.get(tx, teams.Team, message.payload["team_id"])
    t = translator(team.locale, tx.now.year)
    deal = rows.find(tx, Deal, message.payload["deal_id"])
    corrected = rendering.corrected_at(message, team.zone)
    if deal is None or deal.outcome != pipeline.WON:
        if not message.slack_ts:
            return None
        said = message.payload
        return rendering.post(views.bell_taken_back(t, said["name"], said["customer"], corrected))
    card = deals.card(tx, deal.id)
    helpers = [members.get(tx, c.member_id).name for c in deals.credits(tx, deal.id) if c.member_id != deal.owner_id]
    month = periods.month(periods.local_date(message.created_at, team.zone))
    # the win of another month is none of this month's
    is_counted = deal.closed_on is not None and month.contains(deal.closed_on)
    count = deals.wins_up_to(tx, deal, month, message.id) if is_counted else 0
    return rendering.post(views.bell(t, card, [card.owner_name, *helpers], count, team, corrected))


KINDS = {"win": Kind(win, resend_unknown=False)}
