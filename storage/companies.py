"""Finding the companies that a name and a domain may mean, among all our customers and all that partners registered.

Each company is kept under keys (`sales.companies.keys`); whoever shares one is looked at. A search always asks for the
same number of keys and takes a few of each, so that it costs the same whatever it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Field

from sales import companies as rules
from sales.companies import DIFFERENT, Company, Likeness
from storage import rows, statements
from storage.columns import Id, Key
from storage.customers import Customer
from storage.registrations import Registration
from storage.rows import Row
from storage.transactions import Transaction

CUSTOMER, REGISTRATION = "customer", "registration"
OF_EACH_KEY = 12
"""How many companies are looked at that share one key."""
CANDIDATES = 64
"""How many are compared in all; the first keys are the strongest."""
KEYED_AT_ONCE = 100
"""Customers of one batch: those who log deals wait for it."""
FORGOTTEN_AT_ONCE = 5000


class CompanyKey(Row, table=True):
    """One of the words that a company is looked up by."""

    has_history: ClassVar[bool] = False
    __tablename__ = "company_key"
    __table_args__ = (
        sa.Index("ix_company_key", "workspace_id", "key", "customer_id", "registration_id"),
        sa.Index("ix_company_key_customer", "workspace_id", "customer_id"),
    )

    key: str = Field(sa_type=Key)
    customer_id: int | None = Field(default=None, sa_type=Id)
    registration_id: int | None = Field(default=None, sa_type=Id)


class CompanyAlias(Row, table=True):
    """What a customer is called besides: said by one of us who saw that a registration means them."""

    __tablename__ = "company_alias"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "customer_id", "name"),)

    customer_id: int = Field(foreign_key="customer.id", sa_type=Id)
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """A company of ours, or one that a partner registered, that is or may be the one that was asked about."""

    kind: str
    """`CUSTOMER` or `REGISTRATION`."""
    id: int
    company: Company
    likeness: Likeness
    parent_id: int | None = None
    """Of a customer."""


_KEYS, _ALIASES = rows.table(CompanyKey), rows.table(CompanyAlias)
_CUSTOMERS, _REGISTRATIONS = rows.table(Customer), rows.table(Registration)


def _under(place: int) -> sa.Select[Any]:
    of_one = (
        sa.select(_KEYS.c.customer_id, _KEYS.c.registration_id, sa.literal(place).label("place"))
        .where(_KEYS.c.workspace_id == sa.bindparam("workspace_id"), _KEYS.c.key == sa.bindparam(f"key_{place}"))
        .limit(OF_EACH_KEY)
        .subquery()
    )
    return sa.select(of_one)


_SHARING = sa.union_all(*(_under(place) for place in range(rules.KEY_LIMIT)))
_NOBODYS = ""
"""A key that no company has, for the places that a search leaves empty."""
_IS_UNKEPT = _CUSTOMERS.c.keyed_version < _CUSTOMERS.c.version
_UNKEYED = (
    sa.select(_CUSTOMERS.c.id, _CUSTOMERS.c.name, _CUSTOMERS.c.domain)
    .where(rows.mine(_CUSTOMERS), _IS_UNKEPT)
    .order_by(_CUSTOMERS.c.id)
    .limit(KEYED_AT_ONCE)
)
_MARK = sa.update(_CUSTOMERS).where(
    _CUSTOMERS.c.workspace_id == sa.bindparam("mine"), _CUSTOMERS.c.id.in_(sa.bindparam("ids", expanding=True))
)
_ALIASES_OF = sa.select(_ALIASES).where(
    rows.mine(_ALIASES), _ALIASES.c.customer_id.in_(sa.bindparam("ids", expanding=True))
)
_CUSTOMERS_OF = sa.select(_CUSTOMERS.c.id, _CUSTOMERS.c.name, _CUSTOMERS.c.domain, _CUSTOMERS.c.parent_id).where(
    rows.mine(_CUSTOMERS), _CUSTOMERS.c.id.in_(sa.bindparam("ids", expanding=True))
)
_REGISTRATIONS_OF = sa.select(_REGISTRATIONS.c.id, _REGISTRATIONS.c.company, _REGISTRATIONS.c.domain).where(
    rows.mine(_REGISTRATIONS), _REGISTRATIONS.c.id.in_(sa.bindparam("ids", expanding=True))
)
_INSERT = sa.insert(_KEYS)
_DROP = sa.delete(_KEYS).where(
    _KEYS.c.workspace_id == sa.bindparam("mine"), _KEYS.c.customer_id.in_(sa.bindparam("ids", expanding=True))
)
_WORKSPACES_UNKEYED = sa.select(_CUSTOMERS.c.workspace_id).where(_IS_UNKEPT).distinct()


def search(tx: Transaction, company: Company) -> list[Found]:
    """Whoever is or may be this company, the likeliest first; customers that were made just now among them."""
    wanted = [*rules.keys(company), *([_NOBODYS] * rules.KEY_LIMIT)][: rules.KEY_LIMIT]
    sharing = rows.every(tx, _SHARING, **{f"key_{place}": key for place, key in enumerate(wanted)})
    sharing.sort(key=lambda row: row.place)
    chosen = list(dict.fromkeys((row.customer_id, row.registration_id) for row in sharing))[:CANDIDATES]
    found = [
        *_customers(tx, company, [customer_id for customer_id, _ in chosen if customer_id is not None]),
        *_registrations(tx, company, [row_id for _, row_id in chosen if row_id is not None]),
    ]
    alike = [each for each in found if each.likeness.verdict != DIFFERENT]
    return sorted(alike, key=lambda each: (each.likeness.verdict != rules.SAME, each.kind, each.id))


def keep_registration(tx: Transaction, registration: Registration) -> None:
    """Keep what a partner registered under its keys."""
    _insert(
        tx.connection,
        (
            _row(tx.workspace_id, key, registration_id=registration.id)
            for key in rules.keys(Company(registration.company, registration.domain))
        ),
    )


def keep_customers(tx: Transaction) -> int:
    """Keep customers that are new or have changed under their keys, some at a time. How many those were."""
    new = rows.every(tx, _UNKEYED)
    if not new:
        return 0
    ids = [row.id for row in new]
    aliases = _aliases(tx, ids)
    tx.connection.execute(_DROP, {"mine": tx.workspace_id, "ids": ids})
    _insert(
        tx.connection,
        (
            _row(tx.workspace_id, key, customer_id=row.id)
            for row in new
            for key in rules.keys(Company(row.name, row.domain, aliases.get(row.id, ())))
        ),
    )
    tx.connection.execute(_MARK.values(keyed_version=_CUSTOMERS.c.version), {"mine": tx.workspace_id, "ids": ids})
    return len(new)


def unkept_workspaces(connection: Connection) -> set[int]:
    """The workspaces in which there are such customers."""
    return {row.workspace_id for row in statements.run(connection, _WORKSPACES_UNKEYED, {})}


def call_too(tx: Transaction, customer_id: int, name: str) -> None:
    """A customer is also called so; the next registration of that name finds them."""
    known = _aliases(tx, [customer_id]).get(customer_id, ())
    if name not in known:
        rows.insert(tx, CompanyAlias, customer_id=customer_id, name=name)
    forget_keys(tx, [customer_id])


def forget_keys(tx: Transaction, customer_ids: Sequence[int]) -> None:
    """These are found by their keys no more; those that are still there get theirs anew."""
    for start in range(0, len(customer_ids), FORGOTTEN_AT_ONCE):
        given = {"mine": tx.workspace_id, "ids": list(customer_ids[start : start + FORGOTTEN_AT_ONCE])}
        tx.connection.execute(_DROP, given)
        tx.connection.execute(_MARK.values(keyed_version=0), given)


def _customers(tx: Transaction, company: Company, ids: list[int]) -> list[Found]:
    aliases = _aliases(tx, ids)
    found = []
    for row in rows.every(tx, _CUSTOMERS_OF, ids=ids or [0]):
        other = Company(row.name, row.domain, aliases.get(row.id, ()))
        found.append(Found(CUSTOMER, row.id, other, rules.likeness(company, other), row.parent_id))
    return found


def _registrations(tx: Transaction, company: Company, ids: list[int]) -> list[Found]:
    found = []
    for row in rows.every(tx, _REGISTRATIONS_OF, ids=ids or [0]):
        other = Company(row.company, row.domain)
        found.append(Found(REGISTRATION, row.id, other, rules.likeness(company, other)))
    return found


def _aliases(tx: Transaction, customer_ids: list[int]) -> dict[int, tuple[str, ...]]:
    aliases: dict[int, tuple[str, ...]] = {}
    for row in rows.every(tx, _ALIASES_OF, ids=customer_ids or [0]):
        aliases[row.customer_id] = (*aliases.get(row.customer_id, ()), row.name)
    return aliases


def _row(workspace_id: int, key: str, **owner: int) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "version": 1,
        "key": key,
        "customer_id": None,
        "registration_id": None,
        **owner,
    }


def _insert(connection: Connection, keys: Iterable[dict[str, Any]]) -> None:
    values = list(keys)
    if values:
        connection.execute(_INSERT, values)
