"""A month of mornings, with whatever people do between them: no risk is told twice once somebody acted on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scheduler import ticks
from storage import (
    absences,
    customers,
    deals,
    members,
    risk_notices,
    risks,
    rows,
    schedules,
    stages,
    teams,
    transactions,
    workspaces,
)
from storage.database import Database
from storage.risk_notices import DEAL, RiskNotice
from storage.transactions import Transaction
from tests import databases
from tests.mornings import at_berlin

FIRST = date(2026, 11, 2)
DAYS = 30
EXAMPLES = 25
"""Of whole months, without shrinking: each takes a while."""
OWNERS = ("U0AMY", "U0BEN")
ACTS = ("step", "date", "move", "amount", "won", "lost", "reopen", "no risk", "hand", "new")

acts = st.lists(st.tuples(st.integers(0, DAYS - 1), st.sampled_from(ACTS), st.integers(0, 5)), max_size=25)
starts = st.lists(
    st.tuples(
        st.integers(0, 80),  # days since it was touched
        st.integers(-20, 40),  # days until it closes
        st.integers(0, 3),  # slips
        st.booleans(),  # has a next step
        st.integers(0, 1),  # whose
        st.sampled_from([None, 100_000, 5_000_000]),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with databases.empty(databases.SQLITE, tmp_path_factory.mktemp("month")) as opened:
        yield opened


def found(database: Database) -> int:
    """A new workspace with a team of two and their manager; those before it rest."""
    now = at_berlin(FIRST, 8)
    with database.write() as connection:
        for before in workspaces.active(connection):
            workspaces.revoke(connection, workspace_id=before.id, now=now)
        number = connection.execute(sa.text("SELECT count(*) FROM workspace")).scalar_one()
        workspace = workspaces.install(connection, slack_team_id=f"T{number}", now=now)
    with transactions.begin(database, workspace_id=workspace.id, now=now) as tx:
        team = teams.create(tx, "Field", channel_id="C0FIELD", zone="Europe/Berlin")
        for user in (*OWNERS, "U0MEI"):
            member = members.remember(tx, user, name=user, kind=members.INTERNAL)
            teams.add(tx, team, member, is_manager=user == "U0MEI")
        schedules.begin(tx, team.id)
        stages.every(tx)
    ticks.tick(database, now)
    return workspace.id


def begin(tx: Transaction, number: int, start: tuple[int, int, int, bool, int, int | None]) -> int:
    """A deal with a past."""
    touched, closes, slips, has_step, owner, amount = start
    person = members.find(tx, OWNERS[owner])
    assert person is not None
    day = FIRST - timedelta(days=touched)
    deal = deals.create(
        tx,
        today=day,
        stage=stages.every(tx)[0],
        customer_id=customers.obtain(tx, f"Customer {number}").id,
        owner_id=person.id,
        team_id=teams.active(tx)[0].id,
        amount_minor=amount,
        currency="USD",
        closes_on=FIRST + timedelta(days=closes),
        slips=slips,
        next_step="call" if has_step else "",
        active_at=at_berlin(day, 12),
    )
    return deal.id


def act(tx: Transaction, deal_ids: list[int], what: str, which: int, today: date) -> None:
    """Somebody does something about a deal, if it can be done."""
    if what == "new":
        deal_ids.append(begin(tx, len(deal_ids), (0, 10, 0, False, which % 2, 200_000)))
        return
    deal = deals.get(tx, deal_ids[which % len(deal_ids)])
    pipeline_stages = stages.every(tx)
    if deal.outcome != "open":
        if what == "reopen":
            deals.change(tx, deal, today=today, stage=pipeline_stages[1])
        return
    if what == "step":
        deals.change(tx, deal, today=today, next_step=f"step {today}", next_step_on=today + timedelta(days=2))
    elif what == "date":
        deals.change(tx, deal, today=today, closes_on=today + timedelta(days=5))
    elif what == "move":
        deals.change(tx, deal, today=today, stage=pipeline_stages[which % 4])
    elif what == "amount":
        deals.change(tx, deal, today=today, amount_minor=1_000_000 + which)
    elif what in ("won", "lost"):
        stage = next(stage for stage in pipeline_stages if stage.outcome == what)
        deals.change(tx, deal, today=today, stage=stage, closed_on=today)
    elif what == "hand":
        heir = members.find(tx, OWNERS[which % 2])
        assert heir is not None
        deals.hand_over(tx, deal, heir.id, today=today)
    elif what == "no risk":
        reasons = risks.of_deal(tx, deal, today)
        risk_notices.silence(tx, DEAL, deal.id, reasons, why="they decide later", by=deal.owner_id)


def state(tx: Transaction, deal_id: int) -> tuple[object, ...]:
    deal = deals.get(tx, deal_id)
    return deal.outcome, deal.owner_id, deal.active_at


@pytest.mark.long
@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(starts=starts, acts=acts, away=st.sets(st.integers(0, DAYS - 1), max_size=4))
def test_a_month_of_mornings(
    database: Database,
    starts: list[tuple[int, int, int, bool, int, int | None]],
    acts: list[tuple[int, str, int]],
    away: set[int],
) -> None:
    workspace_id = found(database)
    table = rows.table(RiskNotice)
    with transactions.begin(database, workspace_id=workspace_id, now=at_berlin(FIRST, 8)) as tx:
        deal_ids = [begin(tx, number, start) for number, start in enumerate(starts)]
        amy = members.find(tx, OWNERS[0])
        assert amy is not None
        for offset in away:
            day = FIRST + timedelta(days=offset)
            rows.insert(tx, absences.Absence, member_id=amy.id, first_day=day, last_day=day)
    told: dict[tuple[int, str, str, int], tuple[date, bool]] = {}
    """By deal, rule, facts and owner: when it was told last, and whether somebody acted since."""
    for offset in range(DAYS):
        day = FIRST + timedelta(days=offset)
        for hour in (9, 10):
            ticks.tick(database, at_berlin(day, hour, 30))
        with transactions.begin(database, workspace_id=workspace_id, now=at_berlin(day, 14)) as tx:
            today = tx.connection.execute(
                sa.select(table).where(
                    table.c.workspace_id == workspace_id, table.c.told_on == day, table.c.about == DEAL
                )
            ).all()
            assert not today or day.weekday() < 5
            per_person: dict[int | None, set[int]] = {}
            for notice in today:
                deal = deals.get(tx, notice.about_id)
                assert deal.outcome == "open"
                assert deal.owner_id == notice.owner_id == notice.to_id
                assert not (offset in away and notice.to_id == amy.id)
                per_person.setdefault(notice.to_id, set()).add(notice.about_id)
                key = (notice.about_id, notice.rule, notice.facts, notice.owner_id)
                if key in told:
                    before, is_settled = told[key]
                    # told before: only when nobody acted on it, for news of another reason or after a week
                    assert not is_settled, key
                    assert before < day
                told[key] = (day, False)
            assert all(len(shown) <= 5 for shown in per_person.values())
            assert len({(notice.about_id, notice.rule) for notice in today}) == len(today)
            for when, what, which in acts:
                if when == offset:
                    before_act = {deal_id: state(tx, deal_id) for deal_id in deal_ids}
                    silenced = deal_ids[which % len(deal_ids)] if what == "no risk" else None
                    act(tx, deal_ids, what, which, day)
                    for key, (at, _settled) in list(told.items()):
                        changed = key[0] in before_act and state(tx, key[0]) != before_act[key[0]]
                        is_reopened = changed and before_act[key[0]][0] != "open"
                        if is_reopened and at < day:
                            # it is another deal now, as far as risks go
                            told.pop(key)
                        elif changed or key[0] == silenced:
                            told[key] = (at, True)
    with database.read() as connection:
        box = sa.text("SELECT count(*), count(DISTINCT dedupe_key) FROM outbox_message WHERE kind = 'risk_alert'")
        posted, distinct = connection.execute(box).one()
    assert posted >= distinct
