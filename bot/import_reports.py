"""What an import tells whoever ran it: what came in, what did not and why, and how to take it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot import import_plans
from bot.import_plans import Plan
from bot.imports import Outcome
from connectors.spreadsheets import Unread
from connectors.tables import Table
from sales import pipeline

SHOWN = 10
"""So many rows of each reason are named."""

REMEDIES = {
    import_plans.NO_CUSTOMER_NAMED: f"--keep-without-customer takes them in under “{import_plans.NO_CUSTOMER}”",
    import_plans.UNKNOWN_OWNER: "--people FILE says who they are, or --make-people makes members of them",
    import_plans.UNKNOWN_STAGE: "--make-stages adds them behind your open ones",
}
"""What can be done about a reason."""


def mapping_rows(table: Table, mapping: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """For each column of the file its name, an example, and what it is taken for."""
    words = {column: word for word, column in mapping.items()}
    for column in table.header:
        example = next((line.cells[column] for line in table.lines if line.cells[column]), "")
        yield column, example[:40], words.get(column, "(left out)")


def report(plan: Plan, outcome: Outcome | None, *, rows: int) -> Iterator[str]:
    """One line for each thing to know, the most important first; without an outcome it is a rehearsal."""
    yield _headline(plan, outcome, rows)
    yield from _people(plan)
    if plan.already:
        differing = f" {len(plan.changed)} of them differ by now, and stay as they are here:" if plan.changed else ""
        listed = f" rows {_rows(plan.changed)}." if plan.changed else ""
        yield f"There already: {plan.already:,}.{differing}{listed}"
    for reason, problems in plan.skipped.items():
        remedy = f" {REMEDIES[reason]}." if reason in REMEDIES else ""
        yield f"Left out, {reason}: {len(problems):,}. Rows {_rows(problems)}.{remedy}"
    if plan.new_stages:
        yield f"New stages: {', '.join(plan.new_stages)}. `/sales team` says how likely each is to be won."
    for (typed, stored), count in plan.respelt.most_common():
        yield f"Product {typed} is stored as {stored} (rows: {count:,})."
    if plan.dated_today:
        yield f"Open deals without a first day: {plan.dated_today:,}. They count from today."
    if plan.without_amount:
        yield f"Won without an amount: {plan.without_amount:,}."
    if outcome is not None and outcome.change_set_id is not None and not outcome.was_undone:
        yield "To take all of it back: bellringer import --undo, or an admin types /sales undo."


def _headline(plan: Plan, outcome: Outcome | None, rows: int) -> str:
    if outcome is None:
        return f"Would import {len(plan.deals):,} of {rows:,} deals{_outcomes(plan)}. Nothing was stored."
    if outcome.was_undone:
        return f"Stopped after {outcome.imported:,} deals: somebody undid the import while it ran."
    if not outcome.imported:
        return f"Nothing new in {rows:,} rows."
    return f"Imported {outcome.imported:,} of {rows:,} deals{_outcomes(plan)}."


def _outcomes(plan: Plan) -> str:
    counted = Counter(
        "open" if deal.values["closed_on"] is None else pipeline.WON if deal.is_won else pipeline.LOST
        for deal in plan.deals
    )
    named = [f"{counted[name]:,} {name}" for name in (pipeline.WON, pipeline.LOST, pipeline.OPEN) if counted[name]]
    return f": {', '.join(named)}" if named else ""


def _people(plan: Plan) -> Iterator[str]:
    new = len(plan.roster.new)
    if new:
        yield f"New people: {new:,}, whom Slack does not know by these names."
    if plan.new_teams:
        yield f"New teams: {', '.join(plan.new_teams)}."


def _rows(problems: Sequence[Unread]) -> str:
    named = [f"{problem.row} ({problem.text})" if problem.text else str(problem.row) for problem in problems[:SHOWN]]
    more = len(problems) - SHOWN
    return ", ".join(named) + (f" and {more:,} more" if more > 0 else "")
