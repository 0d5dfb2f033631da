"""Kudos, as they reach people: the post in the channel, the word to whoever is thanked, the thanks of the week."""

from __future__ import annotations

from datetime import datetime, timedelta

from sales import schedules as rules
from sales.schedules import Due
from scheduler import rendering
from scheduler.rendering import LATER, Kind, Post
from storage import holidays, kudos, members, outbox, rows, schedules, teams, workspaces
from storage.kudos import Kudos
from storage.outbox import OutboxMessage
from storage.schedules import Schedule
from storage.transactions import Transaction
from views import kudos as views
from views.words import translator

WEEK = timedelta(days=7)


def post_digest(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Put the thanks since the time before into the outbox. False when there are none that a channel may hear."""
    basis = schedules.basis(tx, schedule)
    team = basis.team
    if team is None or not team.is_active or not team.channel_id:
        return False
    since = rules.time_before(basis.rule, due.at, holidays.days_off(basis.settings)) or due.at - WEEK
    if not _in_public(tx, team.id, since, due.at):
        return False
    return outbox.post(
        tx,
        "kudos_week",
        audience=outbox.INTERNAL,
        dedupe_key=f"kudos_week:{schedule.id}:{due.period_key}",
        channel=team.channel_id,
        payload={"team_id": team.id, "since": since.isoformat(), "until": due.at.isoformat()},
    )


def week(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Everybody of the team who was thanked, by name."""
    payload = message.payload
    team = rows.get(tx, teams.Team, payload["team_id"])
    since, until = (datetime.fromisoformat(payload[name]) for name in ("since", "until"))
    thanked = _in_public(tx, team.id, since, until)
    if not thanked:
        return None
    return rendering.post(views.digest(translator(team.locale, tx.now.year), team.name, thanked))


def thanks(tx: Transaction, message: OutboxMessage) -> Post | None:
    """What the channel reads, or what is left of it. Who is thanked quietly is not named."""
    team = teams.of_channel(tx, message.channel)
    settings = workspaces.settings(tx)
    t = translator(team.locale if team is not None else settings.locale, tx.now.year)
    given = kudos.find(tx, message.payload["kudos_id"])
    named = [person.name for person in kudos.receivers(tx, given.id) if person.thanked_in_public] if given else []
    if given is None or not named:
        corrected = rendering.corrected_at(message, team.zone if team is not None else settings.zone)
        return rendering.post(views.taken_back(t, corrected)) if message.slack_ts else None
    giver = members.get(tx, given.giver_id).name
    return rendering.post(views.post(t, given, giver=giver, names=named, value=_value(tx, given)))


def told(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The word to one person who is thanked."""
    ids = message.payload
    reader, giver = members.get(tx, ids["reader_id"]), members.get(tx, ids["giver_id"])
    if not members.is_in_slack(reader):
        return None
    t, given = rendering.speak_to(tx, reader), kudos.find(tx, ids["kudos_id"])
    if given is None:
        return rendering.post(views.told_taken_back(t, giver.name)) if message.slack_ts else None
    return rendering.post(views.told(t, given, giver=giver.name, value=_value(tx, given)))


def _in_public(tx: Transaction, team_id: int, since: datetime, until: datetime) -> list[kudos.Kudos]:
    return [row for row in kudos.of_team(tx, team_id, since=since, until=until) if row.thanked_in_public]


def _value(tx: Transaction, given: Kudos) -> str:
    value = kudos.find_value(tx, given.value_id)
    return value.name if value is not None else ""


KINDS = {
    "kudos": Kind(thanks, resend_unknown=False),
    "kudos_told": Kind(told, resend_unknown=True, unasked=LATER),
    "kudos_week": Kind(week, resend_unknown=False),
}
