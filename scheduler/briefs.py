"""The daily brief: to each person who sells in a team, in the morning of their own clock, when there is anything."""

from __future__ import annotations

from sales import periods
from sales.schedules import Due
from scheduler import rendering
from scheduler.rendering import BRIEF, Kind, Post
from storage import absences, agendas, members, outbox, schedules, teams
from storage.database import Database
from storage.members import INTERNAL, Member
from storage.outbox import OutboxMessage
from storage.schedules import Schedule
from storage.transactions import Transaction
from views import briefs as views
from views.briefs import Reader


def enroll(database: Database) -> int:
    """Give the schedule of a brief to who has come into a team, and teams those that all have. How many were new."""
    with database.read() as connection:
        if not schedules.lack_any(connection):
            return 0
    with database.write() as connection:
        return schedules.enroll(connection)


def post_brief(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Put a person's brief into the outbox. False for who has left, is away, wants none, or has nothing to do."""
    basis = schedules.basis(tx, schedule)
    member = basis.member
    if member is None or not _gets_one(tx, member):
        return False
    today = periods.local_date(tx.now, basis.zone)
    if absences.on(tx, member.id, today) is not None or agendas.gather(tx, member, today).is_empty:
        return False
    return outbox.tell(
        tx,
        schedules.BRIEF,
        member.slack_user_id,
        dedupe_key=f"brief:{schedule.id}:{due.period_key}",
        payload={"member_id": member.id},
    )


def brief(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The brief as things are when it is sent; none when nothing is left."""
    member = members.get(tx, message.payload["member_id"])
    zone = members.zone_of(tx, member)
    reader = Reader(member, periods.local_date(tx.now, zone), zone)
    agenda = agendas.gather(tx, member, reader.today)
    if agenda.is_empty:
        return None
    return rendering.post(views.brief(rendering.speak_to(tx, member), reader, agenda))


def _gets_one(tx: Transaction, member: Member) -> bool:
    is_ours = member.kind == INTERNAL and members.is_in_slack(member)
    return is_ours and member.wants_brief and bool(teams.of_member(tx, member.id))


KINDS = {schedules.BRIEF: Kind(brief, resend_unknown=False, unasked=BRIEF)}
