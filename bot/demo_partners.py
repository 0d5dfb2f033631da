"""Partners for the sandbox: two companies with a channel each, our desk, and what they have registered so far."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sales import deadlines
from sales import registrations as rules
from sales.companies import SAME, Company
from sales.money import Money
from storage import (
    companies,
    members,
    outbox,
    partner_tiers,
    partner_voices,
    partners,
    promises,
    rates,
    registrations,
    support,
    transactions,
    workspaces,
)
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request for support: how long it waited and took, in hours, and the mark that it got; none while it is open."""

    by: str
    days_ago: int
    kind: str
    words: str
    taken: int
    closed: int | None = None
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class _Promised:
    """A promise to the other side: of theirs, or of ours; kept, or still waiting."""

    by: str
    is_ours: bool
    words: str
    due_in: int
    """Days from now; of those that are over, days ago."""
    is_kept: bool = True


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

ASKED = (
    _Asked("BetaCo", 40, support.TECHNICAL, "A demo licence for two weeks", 2, 20, 5),
    _Asked("BetaCo", 31, support.MARKETING, "Logos in German for our fair", 5, 26, 4),
    _Asked("BetaCo", 12, support.COMMERCIAL, "Prices for 200 seats", 1, 7, 5),
    _Asked("BetaCo", 1, support.TRAINING, "Two seats in the next course", 3),
    _Asked("GammaCo", 25, support.TECHNICAL, "如何导入旧系统的客户？", 9, 50, 3),
    _Asked("GammaCo", 15, support.MARKETING, "需要中文案例三份", 4, 22, 4),
    _Asked("GammaCo", 5, support.COMMERCIAL, "年底促销价格", 6, 28, 4),
)
PROMISED = (
    _Promised("BetaCo", True, "send the German case study", -20),
    _Promised("BetaCo", True, "ask engineering for the roadmap", -6, is_kept=False),
    _Promised("BetaCo", False, "bring Nordlicht to the demo", -14),
    _Promised("BetaCo", False, "name a second person for the course", 9, is_kept=False),
    _Promised("GammaCo", True, "给出年底价格", -3),
    _Promised("GammaCo", False, "安排云帆的演示", -8, is_kept=False),
    _Promised("GammaCo", False, "提交本季度客户名单", -11),
)
CHECKED_IN = (("BetaCo", 29), ("BetaCo", 15), ("BetaCo", 1), ("GammaCo", 29), ("GammaCo", 1))
"""Who answered a check-in, and how many days ago."""
PROGRESS = {"BetaCo": "Nordlicht wants a second demo.", "GammaCo": "云帆进入招标阶段。"}


def seed(database: Database, workspace_id: int, now: datetime) -> None:
    """Link the channels, choose the desk, and register, each at its own time."""
    begins = now - timedelta(days=max(sent.days_ago for sent in REGISTERED) + 1)
    with transactions.begin(database, workspace_id=workspace_id, now=begins, command="demo") as tx:
        workspaces.change_settings(tx, partner_desk_id=DESK)
        rates.save(tx, "EUR", "USD", valid_from=begins.date(), rate=Decimal("1.08"))
        manager = members.find(tx, MANAGER)
        known = {each.name: _bring_in(tx, each, manager, begins.date()) for each in COMPANIES}
    for sent in sorted(REGISTERED, key=lambda sent: -sent.days_ago):
        # the last of them this morning, with a day to go
        at = now - timedelta(days=sent.days_ago, minutes=40)
        with transactions.begin(database, workspace_id=workspace_id, now=at, command="demo") as tx:
            _register(tx, sent, *known[sent.by])
    _work_together(database, workspace_id, now, known)
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


def _work_together(
    database: Database, workspace_id: int, now: datetime, known: dict[str, tuple[Partner, Member]]
) -> None:
    """What both sides have asked, answered, promised and kept, each at its own time."""

    def at(moment: datetime) -> AbstractContextManager[Transaction]:
        return transactions.begin(database, workspace_id=workspace_id, now=moment, command="demo")

    with at(now) as tx:
        manager = members.find(tx, MANAGER)
    assert manager is not None
    for each in ASKED:
        begun, (partner, person) = now - timedelta(days=each.days_ago), known[each.by]
        with at(begun) as tx:
            request = support.ask(tx, partner, person, kind=each.kind, words=each.words)
        with at(begun + timedelta(hours=each.taken)) as tx:
            request = support.give(tx, request, manager)
        if each.closed is not None and each.mark is not None:
            with at(begun + timedelta(hours=each.closed)) as tx:
                support.rate(tx, support.close(tx, request, manager, "Sent."), each.mark)
    with at(now) as tx:
        today = now.date()
        for one in PROMISED:
            (partner, person), due_on = known[one.by], today + timedelta(days=one.due_in)
            owner = manager if one.is_ours else person
            made = promises.create(tx, owner, one.words, due_on, source=promises.CHECKIN, partner_id=partner.id)
            if one.is_kept:
                promises.keep(tx, made, today=due_on)
        silver = partner_tiers.find(tx, "Silver")
        for name, (partner, _person) in known.items():
            partners.change(
                tx,
                partners.get(tx, partner.id),
                programme="Reseller",
                tier_id=silver.id if silver is not None and name == "BetaCo" else None,
                certified=2 if name == "BetaCo" else 1,
                agreement="Reseller 2026",
                agreement_until=today + timedelta(days=50 if name == "BetaCo" else 300),
            )
    for name, days_ago in CHECKED_IN:
        partner, person = known[name]
        with at(now - timedelta(days=days_ago)) as tx:
            day = tx.now.date()
            partner_voices.answer(tx, partner, person, day, progress=PROGRESS[name], confidence=4)


def _met(tx: Transaction, sent: _Sent) -> list[dict[str, Any]]:
    if not sent.meets:
        return []
    found = companies.search(tx, Company(sent.company, sent.domain))
    return [
        {"kind": rules.REGISTRATION, "id": each.id, "verdict": SAME, "reason": each.likeness.reason, "holds": True}
        for each in found
        if each.kind == companies.REGISTRATION
    ]
