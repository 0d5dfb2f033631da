"""What a registration meets: customers of ours, open deals, and what other partners have registered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from sales import pipeline
from sales.companies import MAYBE, SAME, Company
from sales.registrations import CUSTOMER, DEAL, REGISTRATION, Obstacle
from storage import companies, customers, deals, registrations, rows
from storage.customers import Customer
from storage.deals import Deal
from storage.registrations import CONVERTED, PROTECTED, WAITING, Registration
from storage.transactions import Transaction

PARENT = "parent"
"""The reason for what belongs to the same group of companies."""


@dataclass(frozen=True, slots=True)
class Met:
    """What stands in the way of a partner's registration, or that they have registered it before."""

    obstacles: list[Obstacle]
    own: Registration | None = None


_REGISTRATIONS, _DEALS, _CUSTOMERS = rows.table(Registration), rows.table(Deal), rows.table(Customer)
_IS_WORKED_ON = sa.exists().where(
    rows.mine(_DEALS), _DEALS.c.id == _REGISTRATIONS.c.deal_id, _DEALS.c.outcome == pipeline.OPEN
)
_REGISTERED = sa.select(_REGISTRATIONS).where(
    rows.mine(_REGISTRATIONS),
    _REGISTRATIONS.c.id.in_(sa.bindparam("ids", expanding=True)),
    # whose deal is won or lost can come again
    _REGISTRATIONS.c.state.in_((PROTECTED, *WAITING)) | ((_REGISTRATIONS.c.state == CONVERTED) & _IS_WORKED_ON),
)
_OPEN_DEALS = sa.select(_DEALS.c.id, _DEALS.c.customer_id, _DEALS.c.partner_id).where(
    rows.mine(_DEALS),
    _DEALS.c.customer_id.in_(sa.bindparam("ids", expanding=True)),
    _DEALS.c.outcome == pipeline.OPEN,
)
_GROUP = sa.select(_CUSTOMERS.c.id).where(
    rows.mine(_CUSTOMERS),
    sa.or_(
        _CUSTOMERS.c.id.in_(sa.bindparam("parents", expanding=True)),
        _CUSTOMERS.c.parent_id.in_(sa.bindparam("group", expanding=True)),
    ),
)
_NOBODY = [0]


def met_by(tx: Transaction, partner_id: int, company: Company, *, besides: int = 0) -> Met:
    """What a partner meets who registers this company; `besides` is a registration that is looked at again."""
    found = companies.search(tx, company)
    registered = {
        row.id: row
        for row in rows.every(
            tx, _REGISTERED, ids=[each.id for each in found if each.kind == companies.REGISTRATION] or _NOBODY
        )
        if row.id != besides
    }
    own = next(
        (
            registered[each.id]
            for each in found
            if each.kind == companies.REGISTRATION
            and each.id in registered
            and registered[each.id].partner_id == partner_id
            and each.likeness.verdict == SAME
        ),
        None,
    )
    obstacles = [
        Obstacle(REGISTRATION, each.id, each.likeness.verdict, each.likeness.reason, _holds(tx, registered[each.id]))
        for each in found
        if each.kind == companies.REGISTRATION
        and each.id in registered
        and registered[each.id].partner_id != partner_id
        and registered[each.id].state != CONVERTED  # its deal is met instead
    ]
    return Met([*obstacles, *_of_customers(tx, partner_id, found)], own)


def holders(tx: Transaction, registration: Registration) -> list[Any]:
    """Other partners' registrations by which this customer is theirs now, as `registrations.shown`."""
    company = Company(registration.company, registration.domain)
    met = met_by(tx, registration.partner_id, company, besides=registration.id)
    held = (each.id for each in met.obstacles if each.kind == REGISTRATION and each.holds and each.verdict == SAME)
    return [registrations.shown(tx, registration_id) for registration_id in held]


def credit(tx: Transaction, deal: Deal, today: date) -> Deal:
    """The deal; where its partner holds the customer, it is what they registered, and they brought it."""
    if deal.partner_id is None or deal.outcome == pipeline.LOST:
        return deal
    customer = customers.get(tx, deal.customer_id)
    own = met_by(tx, deal.partner_id, Company(customer.name, customer.domain)).own
    if own is None or own.state != PROTECTED:
        return deal
    changes = {"state": CONVERTED, "deal_id": deal.id, "customer_id": customer.id}
    registrations.tell(tx, registrations.change(tx, registrations.get(tx, own.id), **changes))
    return deal if deal.partner_sourced else deals.change(tx, deal, today=today, partner_sourced=True)


def as_stored(met: Met) -> list[dict[str, Any]]:
    """What stood in the way, for `Registration.matches`."""
    return [asdict(obstacle) for obstacle in met.obstacles]


def _holds(tx: Transaction, registration: Registration) -> bool:
    until = registration.protected_until
    return registration.state == PROTECTED and until is not None and until >= tx.now.date()


def _of_customers(tx: Transaction, partner_id: int, found: list[companies.Found]) -> list[Obstacle]:
    known = {each.id: each for each in found if each.kind == companies.CUSTOMER}
    certain = [each for each in known.values() if each.likeness.verdict == SAME]
    parents = [each.parent_id for each in certain if each.parent_id is not None]
    group = [*(each.id for each in certain), *parents]
    relatives = rows.every(tx, _GROUP, parents=parents or _NOBODY, group=group or _NOBODY)
    related = {row.id for row in relatives} - set(known)
    obstacles = [Obstacle(CUSTOMER, each.id, each.likeness.verdict, each.likeness.reason) for each in known.values()]
    for deal in rows.every(tx, _OPEN_DEALS, ids=[*known, *related] or _NOBODY):
        if deal.customer_id in related:
            obstacles.append(Obstacle(DEAL, deal.id, MAYBE, PARENT))
        else:
            likeness = known[deal.customer_id].likeness
            # a deal that they are in themselves keeps nobody out
            holds = deal.partner_id != partner_id
            obstacles.append(Obstacle(DEAL, deal.id, likeness.verdict, likeness.reason, holds))
    return obstacles
