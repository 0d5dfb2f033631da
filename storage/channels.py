"""Channels: what each is to us, who of us answers for what is said there, and what follows when Slack changes it."""

from __future__ import annotations

from dataclasses import dataclass

from storage import checkins, members, outbox, partner_desks, partners, rows, teams, workspaces
from storage.checkins import CheckIn
from storage.kudos import KudosReaction
from storage.members import Member
from storage.partner_voices import PartnerReport
from storage.partners import Partner
from storage.registrations import Registration
from storage.rows import Row
from storage.support import SupportRequest
from storage.teams import Team
from storage.transactions import Transaction

_NOTED: tuple[type[Row], ...] = (KudosReaction, PartnerReport, Registration, SupportRequest)
"""Further rows that name a channel in `channel_id`."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What a channel is to us."""

    team: Team | None
    """Whose home it is: it hears of wins, boards, reviews."""
    checkins: list[CheckIn]
    """Whose answers are read there."""
    is_desk: bool
    """Whether partners' matters are decided there."""
    partners: list[Partner]
    """Those with whom we talk there."""

    @property
    def is_ours(self) -> bool:
        """Whether what is for our own people alone is meant for it."""
        return self.team is not None or self.is_desk or bool(self.checkins)


def uses(tx: Transaction, channel_id: str) -> Uses:
    """What a channel is to us."""
    return Uses(
        team=teams.of_channel(tx, channel_id),
        checkins=[
            checkin
            for checkin in checkins.every(tx)
            if checkin.audience == checkins.CHANNEL and checkin.channel_id == channel_id
        ],
        is_desk=workspaces.settings(tx).partner_desk_id == channel_id,
        partners=[partners.get(tx, link.partner_id) for link in partners.links_in(tx, channel_id)],
    )


def in_charge(tx: Transaction, used: Uses) -> list[Member]:
    """Who answers for what we say in a channel: team managers, channel managers, for the rest admins; each once."""
    found: list[Member] = []
    concerned = {*([used.team.id] if used.team is not None else ()), *(checkin.team_id for checkin in used.checkins)}
    for team_id in sorted(concerned):
        led_by = [person for person in teams.managers(tx, team_id) if members.is_in_slack(person)]
        found += led_by or partner_desks.admins(tx)
    for partner in used.partners:
        found += partner_desks.in_charge(tx, partner)
    if used.is_desk:
        found += partner_desks.admins(tx)
    return list({person.id: person for person in found}.values())


def rename(tx: Transaction, channel_id: str, name: str) -> None:
    """A channel has another name."""
    team = teams.of_channel(tx, channel_id)
    if team is not None:
        teams.change(tx, team, channel_name=name)
    for link in partners.links_in(tx, channel_id):
        partners.change_link(tx, link, channel_name=name)


def follow(tx: Transaction, channel_id: str, to: str) -> None:
    """A channel has another id, as when it becomes private: all that was meant for the old one is for the new one."""
    used = uses(tx, channel_id)
    if used.team is not None:
        teams.change(tx, used.team, channel_id=to)
    for link in partners.links_in(tx, channel_id):
        partners.change_link(tx, link, channel_id=to)
    if used.is_desk:
        workspaces.change_settings(tx, partner_desk_id=to)
    for checkin in used.checkins:
        checkins.change(tx, checkin, channel_id=to)
    for row_class in _NOTED:
        noted = rows.table(row_class)
        for row in rows.search(tx, noted.select().where(rows.mine(noted), noted.c.channel_id == channel_id)):
            rows.update(tx, row_class, row, channel_id=to)
    outbox.redirect(tx, channel_id, to)
