"""Customers, and finding them by what people type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlmodel import Field

from sales import names
from storage import rows
from storage.columns import Id, Key
from storage.rows import Row
from storage.transactions import Transaction

SUGGESTION_LIMIT = 100
"""As many options as Slack shows in a select."""
LIKENESS = 84
"""From which likeness (0 to 100) a typing slip is worth asking about."""
_EDGE = 2
"""Letters at the beginning or the end of a name of which one pair must be right to look closer."""
_READ_AGAIN = 8
"""How many of the newest names are read anew: ids are given before they are stored, and once more if they never are."""


class Customer(Row, table=True):
    """A company that buys, or may."""

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "name_key"),
        sa.Index(
            "ix_customer_unkeyed",
            "workspace_id",
            "id",
            sqlite_where=sa.text("keyed_version < version"),
        ),
        sa.Index(
            "ix_customer_parent",
            "workspace_id",
            "parent_id",
            sqlite_where=sa.text("parent_id IS NOT NULL"),
        ),
    )

    name: str
    name_key: str = Field(sa_type=Key)
    """The name as it is compared: without company suffixes, punctuation and capitals."""
    domain: str = ""
    """The registrable domain of their web site: `acme.com`."""
    parent_id: int | None = Field(default=None, foreign_key="customer.id", sa_type=Id)
    """The company that they belong to, where somebody said so."""
    keyed_version: int = 0
    """The version whose keys `storage.companies` holds, for registrations to find it by: an older one, while a change
    of the row, or its undoing, is still to be followed. That is done after a deal, not in its way."""


_CUSTOMERS = rows.table(Customer)
_EXACT = sa.select(_CUSTOMERS).where(rows.mine(_CUSTOMERS), _CUSTOMERS.c.name_key == sa.bindparam("name_key"))
_BEGINNING = (
    sa.select(_CUSTOMERS)
    .where(
        rows.mine(_CUSTOMERS),
        _CUSTOMERS.c.name_key >= sa.bindparam("first"),
        _CUSTOMERS.c.name_key < sa.bindparam("last"),
    )
    .order_by(_CUSTOMERS.c.name_key)
    .limit(SUGGESTION_LIMIT)
)
_KEYS_SINCE = (
    sa.select(_CUSTOMERS.c.id, _CUSTOMERS.c.name_key)
    .where(rows.mine(_CUSTOMERS), _CUSTOMERS.c.id > sa.bindparam("since"))
    .order_by(_CUSTOMERS.c.id)
)


def get(tx: Transaction, customer_id: int) -> Customer:
    """The customer with this id."""
    return rows.get(tx, Customer, customer_id)


def change(tx: Transaction, customer: Customer, **changes: Any) -> Customer:
    """Change what is known of a customer."""
    return rows.update(tx, Customer, customer, **changes)


def find_by_id(tx: Transaction, customer_id: int) -> Customer | None:
    """The customer with this id, unless it was taken back."""
    return rows.find(tx, Customer, customer_id)


def match(tx: Transaction, name: str) -> list[Customer]:
    """Whom these words may mean: the one of exactly this name, else those whose names begin so, else near misses.

    One answer is an answer when its name begins with the words; several, or a near miss, are to be asked about.
    """
    key = names.normalise(name)
    found = starting(tx, key) if key else []
    if found and found[0].name_key == key:
        return found[:1]
    return found or _alike(tx, key)


def is_sure(name: str, found: list[Customer]) -> bool:
    """Whether one customer was found whose name begins with the words: no need to ask."""
    return len(found) == 1 and found[0].name_key.startswith(names.normalise(name))


def find(tx: Transaction, name: str) -> Customer | None:
    """The customer of exactly this name, company suffixes and capitals aside."""
    return rows.first(tx, _EXACT, name_key=names.normalise(name))


def starting(tx: Transaction, key: str) -> list[Customer]:
    """Customers whose normalised names begin so, in order of name; at most `SUGGESTION_LIMIT`."""
    return rows.every(tx, _BEGINNING, first=key, last=key + "\U0010ffff")


def suggest(tx: Transaction, typed: str) -> list[Customer]:
    """What to offer while a name is being typed: beginnings first, then near misses."""
    key = names.normalise(typed)
    if not key:
        return []
    return (starting(tx, key) + [c for c in _alike(tx, key) if not c.name_key.startswith(key)])[:SUGGESTION_LIMIT]


def obtain(tx: Transaction, name: str) -> Customer:
    """The customer of this name, made when there is none."""
    return find(tx, name) or create(tx, name)


def create(tx: Transaction, name: str) -> Customer:
    """A new customer, of whose name there must be none yet."""
    return rows.insert(tx, Customer, name=name.strip(), name_key=names.normalise(name))


def _alike(tx: Transaction, key: str, limit: int = 5) -> list[Customer]:
    """Names one or two slips away, the likeliest first. Short words have no near misses: too many would be near."""
    if len(key) < 4:
        return []
    near = _keys(tx).near(key)
    hits = process.extract(key, near, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=limit)
    found = [rows.find(tx, Customer, row_id) for _key, _score, row_id in hits]
    return [customer for customer in found if customer is not None and customer.name_key == near[customer.id]]


@dataclass(slots=True)
class _Keys:
    """Normalised names of customers by id, under how they begin and how they end; some may be gone by now."""

    newest: int = 0
    by_edge: dict[str, dict[int, str]] = field(default_factory=dict)

    def add(self, row_id: int, key: str) -> None:
        for edge in (key[:_EDGE], key[-_EDGE:]):
            self.by_edge.setdefault(edge, {})[row_id] = key
        self.newest = row_id

    def near(self, key: str) -> dict[int, str]:
        """Those that can be a slip or two away: who mistypes both ends of a name means another one."""
        return self.by_edge.get(key[:_EDGE], {}) | self.by_edge.get(key[-_EDGE:], {})


def _keys(tx: Transaction) -> _Keys:
    """What this connection has read of the names before, and what is new: reading all for each line would be slow."""
    known: _Keys = tx.connection.info.setdefault((_Keys, tx.workspace_id), _Keys())
    for row in rows.every(tx, _KEYS_SINCE, since=known.newest - _READ_AGAIN):
        known.add(row.id, row.name_key)
    return known
