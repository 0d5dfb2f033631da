"""Partners at risk: judged now, less what was called no risk; and what was told of them, so that nothing is twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from sales import partner_risks as rules
from sales import periods
from sales.partner_risks import Facts
from sales.risks import Reason, Told
from storage import (
    leaderboards,
    outbox,
    partner_health,
    partner_sales,
    partner_standings,
    risk_notices,
    rows,
    workspaces,
)
from storage.columns import Id
from storage.partner_health import Health
from storage.partner_standings import Standing
from storage.partners import Partner
from storage.rows import Row
from storage.transactions import Transaction

PARTNER = "partner"
"""What an answer to a risk is about."""
KEPT = timedelta(days=400)


class PartnerNotice(Row, table=True):
    """One risk of a partner, told once. Kept by the clock."""

    has_history: ClassVar[bool] = False
    __tablename__ = "partner_notice"
    __table_args__ = (
        sa.Index("ix_partner_notice_partner", "workspace_id", "partner_id"),
        sa.Index("ix_partner_notice_to", "workspace_id", "to_id", "told_on"),
    )

    partner_id: int = Field(foreign_key="partner.id", sa_type=Id)
    rule: str
    facts: str
    to_id: int = Field(foreign_key="member.id", sa_type=Id)
    told_on: date
    """The reader's day."""
    told_at: datetime
    is_settled: bool = False
    """Somebody has seen to it."""


@dataclass(frozen=True, slots=True)
class PartnerRisk:
    """A partner with every reason to look at it that nobody called none, and how things stand with it."""

    partner: Partner
    reasons: list[Reason]
    health: Health
    standing: Standing


_NOTICES = rows.table(PartnerNotice)
_OF_PARTNERS = (
    sa.select(_NOTICES)
    .where(rows.mine(_NOTICES), _NOTICES.c.partner_id.in_(sa.bindparam("partner_ids", expanding=True)))
    .order_by(_NOTICES.c.id)
)
_TOLD_TO = (
    sa.select(_NOTICES)
    .where(rows.mine(_NOTICES), _NOTICES.c.to_id == sa.bindparam("to_id"), _NOTICES.c.told_on == sa.bindparam("day"))
    .order_by(_NOTICES.c.id)
)


def of_partners(tx: Transaction, of: Sequence[Partner], today: date) -> list[PartnerRisk]:
    """All of these partners, in their order, each with what is to be looked at."""
    if not of:
        return []
    settings = workspaces.settings(tx)
    quarter = periods.quarter(today, settings.fiscal_year_start)
    (all_won,) = leaderboards.add_up(tx, [quarter], currency=settings.currency)
    won = partner_sales.won(tx, quarter, currency=settings.currency)
    if len(of) == 1:
        health: Mapping[int, Health] = {of[0].id: partner_health.of_one(tx, of[0].id, today, settings.zone)}
    else:
        health = partner_health.of_all(tx, today, settings.zone)
    standings = partner_standings.of_many(tx, of, today)
    answered = risk_notices.answers(tx, PARTNER, [partner.id for partner in of])
    found = []
    for partner in of:
        now, standing = health.get(partner.id, Health()), standings[partner.id]
        facts = Facts(
            heard_on=max(filter(None, (now.heard_on, partner.since)), default=None),
            lapsing=now.lapsing,
            lapses_on=now.lapses_on,
            overdue=now.overdue,
            overdue_since=now.overdue_since,
            agreement_until=partner.agreement_until,
            share=100 * won.of(partner.id).minor // max(all_won.revenue.minor, 1),
            quarter=quarter.key,
            deals_of_quarter=all_won.deals,
            tier_id=standing.tier.id,
            meets_id=standing.meets.id,
        )
        reasons = [
            reason for reason in rules.judge(facts, today) if not risk_notices.is_answered(answered, partner.id, reason)
        ]
        found.append(PartnerRisk(partner, reasons, now, standing))
    return found


def of_partner(tx: Transaction, partner: Partner, today: date) -> PartnerRisk:
    """One partner."""
    return of_partners(tx, [partner], today)[0]


def subject(member_id: int, day: date) -> str:
    """What the message of a day to a person is found by, to be corrected."""
    return f"partner_risks:{member_id}:{day}"


def last_told(tx: Transaction, partner_ids: Sequence[int], to_id: int) -> dict[tuple[int, str, str], Told]:
    """When each risk (partner, rule, facts) was last told to a person, and whether anybody has seen to it."""
    found: dict[tuple[int, str, str], Told] = {}
    settled = set()
    for row in rows.every(tx, _OF_PARTNERS, partner_ids=list(partner_ids)):
        same = (row.partner_id, row.rule, row.facts)
        if row.is_settled:
            settled.add(same)
        if row.to_id == to_id or row.is_settled:
            found[same] = Told(row.told_on, same in settled)
    return found


def note(tx: Transaction, risk: PartnerRisk, reason: Reason, *, to_id: int, today: date) -> None:
    """Write down that a person is told of it, now."""
    rows.insert(
        tx,
        PartnerNotice,
        partner_id=risk.partner.id,
        rule=reason.rule,
        facts=reason.facts,
        to_id=to_id,
        told_on=today,
        told_at=tx.now,
    )


def told_to(tx: Transaction, member_id: int, day: date) -> list[PartnerNotice]:
    """What a person was told on a day."""
    return rows.every(tx, _TOLD_TO, to_id=member_id, day=day)


def settle(tx: Transaction, partner: Partner, reasons: Sequence[Reason]) -> None:
    """Somebody has seen to it: while the facts are the same, nobody is told again."""
    known = {(reason.rule, reason.facts) for reason in reasons}
    for row in rows.every(tx, _OF_PARTNERS, partner_ids=[partner.id]):
        if (row.rule, row.facts) in known:
            rows.update(tx, PartnerNotice, row, is_settled=True)
    outdate(tx, partner)


def silence(tx: Transaction, partner: Partner, reasons: Sequence[Reason], *, why: str, by: int) -> None:
    """It is no risk, for a reason, until the facts change."""
    risk_notices.silence(tx, PARTNER, partner.id, reasons, why=why, by=by)
    outdate(tx, partner)


def outdate(tx: Transaction, partner: Partner) -> None:
    """Messages that told of a partner lately say how it stands now."""
    since = (tx.now - risk_notices.CORRECTED_FOR).date()
    told: list[Any] = rows.every(tx, _OF_PARTNERS, partner_ids=[partner.id])
    for member_id, day in {(row.to_id, row.told_on) for row in told if row.told_on >= since}:
        outbox.outdate(tx, subject(member_id, day))


def forget_old(tx: Transaction, today: date) -> None:
    """Drop what was told so long ago that it decides nothing any more."""
    mine = _NOTICES.c.workspace_id == tx.workspace_id
    tx.connection.execute(sa.delete(_NOTICES).where(mine, _NOTICES.c.told_on < today - KEPT))
