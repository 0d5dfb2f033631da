"""Whatever people do to deals, taking all of it back in reverse leads to where they began; and boards always add up."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales import periods
from sales.leaderboards import REVENUE
from storage import leaderboards, schema
from tests.cast import Workspace, play
from tests.floor import open_floor

CUSTOMERS = ("Acme", "Globex", "海尔")
LINES = (
    "won {name} 12k",
    "won {name} 9,999.99 with @ben 33%",
    "won {name} 5k with @ben and @mei",
    "lost {name} price",
    "lost {name} 3k timing - next year",
    "new {name} 30k eom via BetaCo",
    "new {name}",
    "move {name} proposal",
    "move {name} negotiation",
    "{name} 35k",
    "{name} close 2027-06-30",
    "{name} next call Zhang fri",
    "split {name} @amy 60 @ben 40",
    "split {name} @amy 1 @ben 1 @mei 98",
    "hand {name} @ben",
    "hand {name} @amy",
)
typed = st.tuples(
    st.sampled_from(["amy", "ben", "mei"]),
    st.one_of(
        st.builds(
            lambda line, name: "/deal " + line.format(name=name), st.sampled_from(LINES), st.sampled_from(CUSTOMERS)
        ),
        st.just("/sales undo"),
    ),
)


@contextmanager
def stage() -> Iterator[Workspace]:
    """A workspace of its own for each example: what one leaves behind must not trouble the next."""
    with tempfile.TemporaryDirectory() as folder, play(Path(folder)) as there:
        open_floor(there)
        for handle in ("amy", "ben", "mei"):
            there[handle].command("#field", "/deal list")
        yield there


@given(st.lists(typed, min_size=1, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_undoing_everything_in_reverse_leads_back(lines: list[tuple[str, str]]) -> None:
    with stage() as workspace:
        before, first = deals_and_credits(workspace), last_change_set(workspace)
        for handle, line in lines:
            workspace.clock.move(minutes=3)
            reply = workspace[handle].command("#field", line)
            assert (reply.status, reply.problem) == (200, None)
            if reply.view is not None:
                workspace[handle].close(reply.view)
            boards_add_up(workspace)
        for number in standing(workspace, after=first):
            workspace.clock.move(minutes=1)
            reply = workspace["ada"].command("#field", f"/sales undo {number} - it never was")
            assert reply.message is not None
            assert reply.message.words.startswith("Undone: "), reply.message.words
            boards_add_up(workspace)
        assert deals_and_credits(workspace) == before


def deals_and_credits(workspace: Workspace) -> dict[str, list[Any]]:
    """Every row that boards and lists are made of, but for how often and when it was written.

    Customers are not compared: one that somebody else has used in the meantime stays.
    """
    found = {}
    with workspace.look() as tx:
        for name in ("deal", "credit"):
            table = schema.METADATA.tables[name]
            columns = [column for column in table.c if column.name not in ("id", "version", "active_at")]
            found[name] = [tuple(row) for row in tx.connection.execute(sa.select(*columns).order_by(*columns))]
    return found


def boards_add_up(workspace: Workspace) -> None:
    """What the board says is the sum over the deals, to the cent, and each deal counts once."""
    with workspace.look() as tx:
        board = leaderboards.board(tx, periods.year(workspace.clock().date()), metric=REVENUE, currency="USD")
        total, count = tx.connection.execute(
            sa.text("SELECT COALESCE(SUM(amount_minor), 0), COUNT(*) FROM deal WHERE outcome = 'won'")
        ).one()
        shares = tx.connection.execute(
            sa.text("SELECT SUM(percent), SUM(CASE WHEN leads THEN 1 ELSE 0 END) FROM credit GROUP BY deal_id")
        ).all()
    assert (board.now.revenue.minor, board.now.deals) == (total, count)
    assert {tuple(row) for row in shares} <= {(100, 1)}
    assert sum(row.value for row in board.standings) == total


def last_change_set(workspace: Workspace) -> int:
    with workspace.look() as tx:
        return int(tx.connection.execute(sa.text("SELECT COALESCE(MAX(id), 0) FROM change_set")).scalar_one())


def standing(workspace: Workspace, *, after: int) -> list[int]:
    """The numbers of what was done and not taken back, the last first."""
    changes, sets = schema.METADATA.tables["change"], schema.METADATA.tables["change_set"]
    statement = (
        sa.select(sets.c.id)
        .where(sets.c.id > after, sets.c.undone_by_id.is_(None), sets.c.undoes_id.is_(None))
        .where(sa.exists().where(changes.c.change_set_id == sets.c.id))
        .order_by(sets.c.id.desc())
    )
    with workspace.look() as tx:
        return list(tx.connection.execute(statement).scalars())
