"""What holds for every thank-you, however it is given: whom, how many a day, where it is said."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.requests import Request
from sales.errors import UserError
from storage import kudos, members, outbox, teams
from storage.kudos import Kudos, KudosValue
from storage.members import Member


def require_thankable(request: Request, receivers: Sequence[Member]) -> None:
    """Raises `UserError` for oneself, people from outside, and those who have left."""
    for person in receivers:
        if person.id == request.member.id:
            raise UserError("Thanks to yourself don't count. Name a colleague: `/kudos @ben great demo`.")
        if person.kind != members.INTERNAL:
            raise UserError(
                "{name} is no full member of this workspace: kudos stay among colleagues.", name=person.name
            )
        if not person.is_active:
            raise UserError("{name} is not here any more.", name=person.name)


def require_allowance(request: Request, count: int) -> None:
    """Raises `UserError` when the day's allowance is not enough; nobody else gives for this person meanwhile."""
    kudos.lock(request.tx, request.member)
    rest = kudos.left(request.tx, request.member, request.today)
    if not rest:
        raise UserError(
            "You have given all your thanks for today. Tomorrow there are {count} more.",
            count=request.settings.kudos_a_day,
        )
    if count > rest:
        raise UserError("You name {count} people, and have {left} thanks left today.", count=count, left=rest)


def give(request: Request, receivers: Sequence[Member], note: str, value: KudosValue | None) -> tuple[Kudos, str]:
    """Thank people, and have it told: to each of them, and in a channel. Which channel; empty for none."""
    tx = request.tx
    given = kudos.give(
        tx, request.member, receivers, day=request.today, note=note, value_id=value.id if value is not None else None
    )
    for person in receivers:
        outbox.tell(
            tx,
            "kudos_told",
            person.slack_user_id,
            dedupe_key=f"kudos_told:{given.id}:{person.id}",
            subject=f"kudos:{given.id}",
            payload={"kudos_id": given.id, "reader_id": person.id, "giver_id": request.member.id},
        )
    channel = _home(request, receivers) if any(person.thanked_in_public for person in receivers) else ""
    if channel:
        outbox.post(
            tx,
            "kudos",
            audience=outbox.INTERNAL,
            dedupe_key=f"kudos:{given.id}",
            channel=channel,
            subject=f"kudos:{given.id}",
            payload={"kudos_id": given.id},
        )
    return given, channel


def _home(request: Request, receivers: Sequence[Member]) -> str:
    """The channel that hears of it: the team's whose channel this is, else the giver's, else a receiver's."""
    mine = [request.team] if request.team is not None else []
    theirs = (team for person in receivers for team in teams.of_member(request.tx, person.id))
    return next((team.channel_id for team in (*mine, *theirs) if team.channel_id), "")
