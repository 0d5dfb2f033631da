"""Finding a customer by what people type: beginnings, slips, and names that are no more."""

from __future__ import annotations

import pytest

from storage import customers, history
from tests.cast import Workspace


class ChangeOfMind(Exception):
    """What a transaction fails with that should."""


def likely(workspace: Workspace, typed: str) -> list[str]:
    with workspace.change() as tx:
        return [customer.name for customer in customers.match(tx, typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Northwind Traders", ["Northwind Traders"]),
        ("northwind", ["Northwind Traders", "Northwind Mills"]),
        ("Northwind Tradres", ["Northwind Traders"]),
        ("Nortwhind Traders", ["Northwind Traders"]),
        ("Morthwind Traders", ["Northwind Traders"]),
        ("Northwind Tradere", ["Northwind Traders"]),
        ("Southwind Traders", ["Northwind Traders"]),
        ("Globex", []),
        ("华东精密机戒制造", ["华东精密机械制造"]),
    ],
)
def test_a_slip_finds_the_name_that_was_meant(workspace: Workspace, typed: str, found: list[str]) -> None:
    with workspace.change(command="import") as tx:
        for name in ("Northwind Traders", "Northwind Mills", "华东精密机械制造"):
            customers.create(tx, name)

    assert set(likely(workspace, typed)) == set(found)


def test_names_are_offered_as_long_as_they_are_there(workspace: Workspace) -> None:
    with workspace.change(command="deal won Acme Corporation") as tx:
        customers.create(tx, "Lumen Lights")
        undoable = tx.change_set_id
    assert likely(workspace, "Lumen Lihgts") == ["Lumen Lights"]

    with workspace.change(command="undo") as tx:
        change_set = history.find(tx, undoable)
        assert change_set is not None
        history.undo(tx, change_set)

    assert likely(workspace, "Lumen Lihgts") == []


def test_a_name_that_was_never_stored_is_nobodys(workspace: Workspace) -> None:
    def change_mind() -> None:
        with workspace.change() as tx:
            customers.create(tx, "Lumen Lights")
            assert [customer.name for customer in customers.match(tx, "Lumen Lihgts")] == ["Lumen Lights"]
            raise ChangeOfMind

    with pytest.raises(ChangeOfMind):
        change_mind()
    assert likely(workspace, "Lumen Lihgts") == []

    # its number is given again
    with workspace.change() as tx:
        customers.create(tx, "Karst Mining")
    assert (likely(workspace, "Lumen Lihgts"), likely(workspace, "Karst Minnig")) == ([], ["Karst Mining"])
