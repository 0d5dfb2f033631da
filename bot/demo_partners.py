"""Partners for the sandbox: two companies with a channel each, our desk, and what they have registered so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sales import deadlines
from sales import registrations as rules
from sales.companies import SAME, Company
from sales.money import Money
from storage import companies, members, outbox, partners, registrations, transactions, workspaces
from storage.database import Database
from storage.members import Member
from storage.partners import Partner
from storage.registrations import EXPIRED, IN_REVIEW, PROTECTED, UNAVAILABLE
from storage.transactions import Transaction

DESK, SHARED_BY_ALL = "C0PARTNER", "C0DISTRI"
MANAGER = "U0ADA"
PROTECTION_DAYS = 90


@dataclass(frozen=True, slots=True)
class _Company:
    """A partner of the demo, with the one of its people who registers."""

    name: str
    domain: str
    channel: str
    territory: str
    slack_team_id: str
    slack_enterprise_id: str
    slack_user_id: str
    person: str


@dataclass(frozen=True, slots=True)
class _Sent:
    """One registration: by whom, how many days ago, and what was answered."""

    by: str
    days_ago: int
    company: str
    domain: str
    amount: int
    currency: str
    state: str
    evidence: str = ""
    country: str = ""
    meets: str = ""
    """The company of an earlier registration that holds the customer."""


COMPANIES = (
    _Company("BetaCo", "betaco.example", "C0BETACO", "DACH", "T0BETA", "", "U0PAT", "Pat Novak"),
    _Company("GammaCo", "gammaco.example", "C0GAMMACO", "华东", "T0GAMMA", "E0GAMMA", "W0QUINN", "Quinn Ross"),
)
REGISTERED = (
    _Sent("BetaCo", 86, "Nordlicht Logistik GmbH", "nordlicht.example", 42_000, "EUR", PROTECTED,
          "Meeting with their head of warehousing", "Germany"),
    _Sent("GammaCo", 41, "云帆供应链有限公司", "yunfan.example", 260_000, "CNY", PROTECTED,
          "招标编号 2026-118", "中国"),
    _Sent("BetaCo", 97, "Alpenblick Hotels AG", "alpenblick.example", 18_000, "EUR", EXPIRED, "", "Switzerland"),
    _Sent("BetaCo", 6, "Hafenkante Marine KG", "hafenkante.example", 75_000, "EUR", PROTECTED,
          "They asked us for a quote", "Germany"),
    _Sent("GammaCo", 2, "Hafenkante Marine", "hafenkante.example", 60_000, "EUR", UNAVAILABLE,
          meets="Hafenkante Marine KG"),
    _Sent("GammaCo", 0, "青石精密制造股份有限公司", "", 480_000, "CNY", IN_REVIEW, "已拜访两次", "中国"),
)  # fmt: skip


def seed(database: Database, workspace_id: int, now: datetime) -> None:
    """Link the channels, choose the desk, and register, each at its own time."""
    begins = now - timedelta(days=max(sent.days_ago for sent in REGISTERED) + 1)
    with transactions.begin(database, workspace_id=workspace_id, now=begins, command="demo") as tx:
        workspaces.change_settings(tx, partner_desk_id=DESK)
        manager = members.find(tx, MANAGER)
        known = {each.name: _bring_in(tx, each, manager, begins.date()) for each in COMPANIES}
    for sent in sorted(REGISTERED, key=lambda sent: -sent.days_ago):
        # the last of them this morning, with a day to go
        at = now - timedelta(days=sent.days_ago, minutes=40)
        with transactions.begin(database, workspace_id=workspace_id, now=at, command="demo") as tx:
            _register(tx, sent, *known[sent.by])
    with transactions.begin(database, workspace_id=workspace_id, now=now, command="demo") as tx:
        for channel in (*(each.channel for each in COMPANIES), SHARED_BY_ALL):
            outbox.post(
                tx,
                "partner_panel",
                audience=outbox.PUBLIC,
                dedupe_key=f"partner_panel:{channel}:demo",
                channel=channel,
            )


def _bring_in(tx: Transaction, each: _Company, manager: Member | None, since: date) -> tuple[Partner, Member]:
    partner = partners.change(
        tx,
        partners.obtain(tx, each.name),
        domain=each.domain,
        territory=each.territory,
        manager_id=manager.id if manager is not None else None,
        since=since,
    )
    for slack_team_id in filter(None, (each.slack_team_id, each.slack_enterprise_id)):
        partners.approve_workspace(tx, partners.meet_workspace(tx, slack_team_id), partner)
    for channel in (each.channel, SHARED_BY_ALL):
        partners.link(tx, partner, channel)
    person = members.remember(
        tx,
        each.slack_user_id,
        kind=members.EXTERNAL,
        name=each.person,
        full_name=each.person,
        home_team_id=each.slack_team_id,
        home_enterprise_id=each.slack_enterprise_id,
    )
    return partner, person


def _register(tx: Transaction, sent: _Sent, partner: Partner, person: Member) -> None:
    today = tx.now.date()
    worth = Money.of(sent.amount, sent.currency)
    answer = PROTECTED if sent.state == EXPIRED else sent.state
    registration = registrations.submit(
        tx,
        partner,
        person,
        company=sent.company,
        domain=sent.domain,
        country=sent.country,
        evidence=sent.evidence,
        amount_minor=worth.minor,
        currency=worth.currency,
        expected_on=today + timedelta(days=60),
        answer=answer,
        state=answer,
        decided_at=None if answer == IN_REVIEW else tx.now,
        protected_until=rules.protected_until(today, PROTECTION_DAYS) if answer == PROTECTED else None,
        answer_by=deadlines.answer_by(tx.now, 1, "Europe/Berlin", lambda _day: False) if answer == IN_REVIEW else None,
        matches=_met(tx, sent),
    )
    companies.keep_registration(tx, registration)
    if sent.state == EXPIRED:
        registrations.change(tx, registration, state=EXPIRED)


def _met(tx: Transaction, sent: _Sent) -> list[dict[str, Any]]:
    if not sent.meets:
        return []
    found = companies.search(tx, Company(sent.company, sent.domain))
    return [
        {"kind": rules.REGISTRATION, "id": each.id, "verdict": SAME, "reason": each.likeness.reason, "holds": True}
        for each in found
        if each.kind == companies.REGISTRATION
    ]
