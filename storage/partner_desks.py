"""Where our own people hear what partners want: the partner desk, else whoever looks after the partner, else admins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sales import deadlines
from storage import holidays, members, outbox, partners, rows, workspaces
from storage.members import ADMIN, Member
from storage.partners import Partner
from storage.transactions import Transaction

DESK_LEFT = "partner_desk_left"
"""The kind of post that tells admins that the desk is no place for it any more."""


def post(
    tx: Transaction,
    kind: str,
    partner: Partner | None,
    *,
    dedupe_key: str,
    subject: str = "",
    payload: dict[str, Any],
) -> None:
    """Have it told where it will be seen. `payload["reader_id"]` is whom a renderer speaks to; None at the desk."""
    desk = workspaces.settings(tx).partner_desk_id
    if not desk:
        for reader in in_charge(tx, partner):
            _tell(tx, kind, reader, dedupe_key, subject, payload)
        return
    outbox.post(
        tx,
        kind,
        audience=outbox.INTERNAL,
        dedupe_key=dedupe_key,
        channel=desk,
        subject=subject,
        payload={**payload, "reader_id": None},
    )


def escalate(tx: Transaction, kind: str, *, dedupe_key: str, subject: str = "", payload: dict[str, Any]) -> None:
    """Have every admin told, each alone."""
    for admin in admins(tx):
        _tell(tx, kind, admin, dedupe_key, subject, payload)


def leave(tx: Transaction, channel: str) -> None:
    """People of other companies read a channel that is, or was, the desk: what was not said there yet is said to
    admins, each alone, who hear why. From now on each channel manager hears of their partners."""
    for row in outbox.unsent(tx, channel):
        if "reader_id" not in row.payload:
            continue
        outbox.cancel(tx, row.id)
        escalate(tx, row.kind, dedupe_key=row.dedupe_key, subject=row.subject, payload=row.payload)
    if workspaces.settings(tx).partner_desk_id == channel:
        workspaces.change_settings(tx, partner_desk_id="")
        escalate(tx, DESK_LEFT, dedupe_key=f"{DESK_LEFT}:{channel}:{tx.now.isoformat()}", payload={"channel": channel})


def answer_by(tx: Transaction, asker: Member) -> datetime:
    """By when somebody of a partner hears of what they send now: at the end of a working day on their clock."""
    chosen = workspaces.settings(tx)
    zone = members.zone_of(tx, asker)
    return deadlines.answer_by(tx.now, chosen.answer_days, zone, holidays.days_off(chosen))


def in_charge(tx: Transaction, partner: Partner | None) -> list[Member]:
    """The partner's channel manager, while they are here; else the workspace's admins."""
    manager = rows.find(tx, Member, partner.manager_id) if partner is not None and partner.manager_id else None
    if manager is not None and members.is_in_slack(manager) and manager.kind == members.INTERNAL:
        return [manager]
    return admins(tx)


def in_care_of(tx: Transaction, member: Member) -> list[Partner]:
    """The partners of which a person hears: the other way round of `in_charge`, in order of name."""
    found = partners.active(tx)
    here = {person.id for person in members.colleagues(tx) if members.is_in_slack(person)}
    is_admin = member.id in {admin.id for admin in admins(tx)}
    return [
        partner for partner in found if partner.manager_id == member.id or (is_admin and partner.manager_id not in here)
    ]


def admins(tx: Transaction) -> list[Member]:
    """The workspace's admins; without one, its managers."""
    leading = [person for person in members.managers(tx) if members.is_in_slack(person)]
    return [person for person in leading if person.role == ADMIN] or leading


def _tell(tx: Transaction, kind: str, reader: Member, dedupe_key: str, subject: str, payload: dict[str, Any]) -> None:
    outbox.tell(
        tx,
        kind,
        reader.slack_user_id,
        dedupe_key=f"{dedupe_key}:{reader.id}",
        subject=subject,
        owner_id=reader.id,
        payload={**payload, "reader_id": reader.id},
    )
