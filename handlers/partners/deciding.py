"""What our own people decide about registrations, on the card at the desk: with everything before them, and a trail."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from handlers import choices
from handlers.partners import editing
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales import periods, pipeline
from sales import registrations as rules
from sales.errors import UserError
from storage import (
    companies,
    customers,
    deals,
    history,
    members,
    obstacles,
    partner_desks,
    partner_tiers,
    partners,
    registrations,
    rows,
    stages,
    teams,
)
from storage.members import Member
from storage.registrations import (
    CONVERTED,
    EXPIRED,
    IN_REVIEW,
    PROTECTED,
    RETURNED,
    UNAVAILABLE,
    WAITING,
    Registration,
)
from views import registration_cards as views
from views import registration_forms as forms

_DECIDED_FROM = {
    PROTECTED: (*WAITING, UNAVAILABLE),
    UNAVAILABLE: WAITING,
    RETURNED: WAITING,
    IN_REVIEW: (PROTECTED, UNAVAILABLE),
}
"""By what it becomes: the states that it can come from."""


@listener()
def approve(request: Request) -> Answer:
    """**Approve**: theirs. Where that takes it from another partner, or was declined before, a form asks why."""
    registration = _decidable(request, PROTECTED)
    holding = obstacles.holders(request.tx, registration)
    if not holding and registration.state in WAITING:
        return _decide(request, registration, PROTECTED, "")
    names = request.t.plain(", ").join(sorted({row.partner_name for row in holding}))
    notice = request.t("Approving ends the protection that {partner} has.", partner=names) if holding else ""
    return Opened(
        forms.decision(
            request.t,
            request.context(f"{registration.id}:{PROTECTED}"),
            title=request.t.plain("Approve"),
            label=request.t.plain("Why?"),
            hint=request.t.plain("For us alone; it stays on record."),
            notice=notice,
        )
    )


@listener()
def decline(request: Request) -> Answer:
    """**Decline**: a form asks why."""
    registration = _decidable(request, UNAVAILABLE)
    return _ask(request, registration, UNAVAILABLE, request.t.plain("Decline"))


@listener()
def ask_for_more(request: Request) -> Answer:
    """**Ask for more**: a form asks what we want to know."""
    registration = _decidable(request, RETURNED)
    return Opened(
        forms.decision(
            request.t,
            request.context(f"{registration.id}:{RETURNED}"),
            title=request.t.plain("Ask for more"),
            label=request.t.plain("What do we want to know?"),
            hint=request.t.plain("The partner reads it."),
        )
    )


@listener()
def reopen(request: Request) -> Answer:
    """**Decide again**: what was decided is taken back, and a form asks why."""
    registration = _decidable(request, IN_REVIEW)
    return _ask(request, registration, IN_REVIEW, request.t.plain("Decide again"))


@listener()
def send_decision(request: Request) -> Answer:
    """The form with the reason or the question was sent."""
    words = str(choices.filled_in(request, forms.REASON)).strip()
    if not words:
        return Refused({forms.REASON: request.t.plain("Write a few words.")})
    number, _, state = request.value.partition(":")
    return _decide(request, _decidable(request, state, int(number)), state, words)


@listener()
def same_as(request: Request) -> Answer:
    """**It is Acme**: the registration means a customer of ours, whom the next one of that name finds for certain."""
    number, _, customer_id = request.value.partition(":")
    registration = _authorised(request, int(number))
    customer = customers.get(request.tx, int(customer_id))
    registrations.change(request.tx, registration, customer_id=customer.id)
    companies.call_too(request.tx, customer.id, registration.company)
    text = request.t("*{company}* is {customer}, and is found as such from now on.", company=registration.company,
                     customer=customer.name)  # fmt: skip
    return choices.done(request, text)


@listener()
def convert(request: Request) -> Answer:
    """**Make it a deal**: ours to work on, brought by the partner."""
    registration = _authorised(request, int(request.value))
    if registration.state != PROTECTED:
        raise UserError("That is decided by now.")
    tx, partner = request.tx, partners.get(request.tx, registration.partner_id)
    known = registration.customer_id
    customer = customers.get(tx, known) if known is not None else customers.obtain(tx, registration.company)
    if registration.domain and not customer.domain:
        customer = customers.change(tx, customer, domain=registration.domain)
    owner = request.member
    home = next(iter(teams.of_member(tx, owner.id)), None)
    stage = next(stage for stage in stages.every(tx) if stage.outcome == pipeline.OPEN)
    deal = deals.create(
        tx,
        today=request.today,
        stage=stage,
        customer_id=customer.id,
        owner_id=owner.id,
        team_id=home.id if home is not None else None,
        partner_id=partner.id,
        partner_sourced=True,
        amount_minor=registration.amount_minor,
        currency=registration.currency,
        closes_on=registration.expected_on,
        product=registration.product,
        note=registration.evidence,
    )
    changed = registrations.change(tx, registration, state=CONVERTED, deal_id=deal.id, customer_id=customer.id)
    registrations.tell(tx, changed)
    text = request.t("*{company}* is deal #{number} now, brought by {partner}.", company=customer.name,
                     number=str(deal.number), partner=partner.name)  # fmt: skip
    return choices.done(request, text)


@listener(writes=False)
def show_trail(request: Request) -> Reply:
    """**Trail**: everything that happened to it, in UTC."""
    registration = _authorised(request, int(request.value))
    steps: list[views.Step] = []
    known: dict[str, Any] = {"state": registration.state, "protected_until": None, "answer_by": None}
    for change in reversed(history.of_row(request.tx, "registration", registration.id, limit=50)):
        after = rows.from_json(Registration, change.after or {})
        known |= {name: after[name] for name in known if name in after}
        if not after.keys() & {"state", "details", "protected_until"}:
            continue
        author = rows.find(request.tx, Member, change.actor_id) if change.actor_id else None
        who = author.name if author is not None else request.t.plain("Bellringer")
        steps.append(views.Step(change.at, who, reason=after.get("reason") or after.get("wanted") or "", **known))
    row = registrations.shown(request.tx, registration.id)
    return Reply(views.trail(request.t, row, steps), replaces=False)


def _ask(request: Request, registration: Registration, state: str, title: str) -> Opened:
    label, hint = request.t.plain("Why?"), request.t.plain("For us alone; it stays on record.")
    metadata = request.context(f"{registration.id}:{state}")
    return Opened(forms.decision(request.t, metadata, title=title, label=label, hint=hint))


def _authorised(request: Request, registration_id: int) -> Registration:
    """The registration, for whoever may change what concerns its partner."""
    registration = registrations.get(request.tx, registration_id)
    editing.require_change(request, partners.get(request.tx, registration.partner_id))
    return registration


def _decidable(request: Request, state: str, registration_id: int | None = None) -> Registration:
    registration = _authorised(request, int(request.value) if registration_id is None else registration_id)
    if registration.state not in _DECIDED_FROM[state]:
        raise UserError("That is decided by now.")
    return registration


def _decide(request: Request, registration: Registration, state: str, words: str) -> Answer:
    """Write the decision down, end what it takes away from others, and have the partner told."""
    tx, sender = request.tx, members.get(request.tx, registration.member_id)
    changes: dict[str, Any] = {"state": state, "decided_at": request.now, "decided_by_id": request.member.id}
    if state == RETURNED:
        changes["wanted"] = words
    else:
        changes["reason"] = words
    tx.reason = words
    if registration.state == IN_REVIEW and registration.answer_by is not None:
        changes["is_late"] = bool(registration.is_late) or request.now > registration.answer_by
    if state == PROTECTED:
        for held in obstacles.holders(tx, registration):
            _end(request, held.id, words)
        tier = partner_tiers.of(tx, partners.get(tx, registration.partner_id))
        today = periods.local_date(request.now, members.zone_of(request.tx, sender))
        changes["protected_until"] = rules.protected_until(today, tier.protection_days)
    elif state == IN_REVIEW:
        changes |= {"protected_until": None, "answer_by": partner_desks.answer_by(tx, sender)}
    elif state == UNAVAILABLE:
        changes["protected_until"] = None
    changed = registrations.change(tx, registration, **changes)
    registrations.tell(tx, changed)
    row = registrations.shown(tx, changed.id)
    return choices.done(request, views.receipt(request.t, row, sender.name, ZoneInfo(request.zone)))


def _end(request: Request, registration_id: int, reason: str) -> None:
    ended = registrations.change(
        request.tx,
        registrations.get(request.tx, registration_id),
        state=EXPIRED,
        reason=reason,
        decided_at=request.now,
        decided_by_id=request.member.id,
    )
    registrations.tell(request.tx, ended)


def register(routes: Routes) -> None:
    routes.action(views.APPROVE, approve)
    routes.action(views.DECLINE, decline)
    routes.action(views.RETURN, ask_for_more)
    routes.action(views.REOPEN, reopen)
    routes.action(views.CONVERT, convert)
    routes.action(views.TRAIL, show_trail)
    for place in range(views.OFFERED):
        routes.action(f"{views.SAME_AS}_{place}", same_as)
    routes.view(forms.DECIDE, send_decision)
