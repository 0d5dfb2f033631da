"""`bellringer import`: reads a file of deals, shows how it was understood, asks, stores, and tells what came of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table as Grid

from bot import import_people, import_plans, import_reports, imports
from bot.desks import Clock, Desk, WorkspaceOption, fail, open_desk, say
from bot.import_people import Ambiguous
from bot.import_plans import Choices, Plan
from connectors import columns, day_columns, spreadsheets, tables
from connectors.spreadsheets import Habits
from connectors.tables import Table
from sales import money
from storage import history, stages, teams, workspaces

File = Path | None
_EXISTING = {"exists": True, "dir_okay": False, "readable": True}


def register(program: typer.Typer, clock: Clock) -> None:
    """Add the command to the program."""

    @program.command("import")
    def import_file(
        file: Annotated[File, typer.Argument(metavar="FILE.csv", help="Deals of another system.", **_EXISTING)] = None,
        people: Annotated[
            File, typer.Option(help="Who is in which team: name, manager, office.", metavar="FILE.csv", **_EXISTING)
        ] = None,
        products: Annotated[
            File, typer.Option(help="Products as they are spelt right.", metavar="FILE.csv", **_EXISTING)
        ] = None,
        map: Annotated[
            str, typer.Option(help="What columns are, where the guess is wrong: 'COLUMN=stage,COLUMN=amount,COLUMN=-'.")
        ] = "",
        currency: Annotated[str, typer.Option(help="Of amounts that do not say theirs; else the workspace's.")] = "",
        team: Annotated[str, typer.Option(help="For the deals of people whose team no file says.")] = "",
        date_order: Annotated[str, typer.Option(help="How days are written: iso, us (month first) or eu.")] = "",
        make_people: Annotated[bool, typer.Option("--make-people", help="Make members of unknown sales reps.")] = False,
        make_stages: Annotated[bool, typer.Option("--make-stages", help="Add stages that are not there.")] = False,
        keep_without_customer: Annotated[
            bool, typer.Option("--keep-without-customer", help="Take in deals that name no customer.")
        ] = False,
        workspace: WorkspaceOption = "",
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would come in.")] = False,
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask about the columns.")] = False,
        undo: Annotated[bool, typer.Option("--undo", help="Take the last import back.")] = False,
    ) -> None:
        """Bring deals in from a CSV file; the same file twice adds nothing twice."""
        with open_desk(clock, workspace) as desk:
            if undo:
                _undo(desk)
                return
            if file is None:
                fail("Which file? Type: bellringer import FILE.csv")
            table = tables.read(file.read_bytes())
            mapping = columns.amend(columns.guess(table.header, columns.DEALS), map, table.header, columns.DEALS)
            _show(table, mapping)
            columns.require(mapping, spreadsheets.REQUIRED)
            if not dry_run and not yes:
                _confirm(mapping)
            choices = _choices(desk, currency, team, make_people, make_stages, keep_without_customer)
            habits = _habits(table, mapping, date_order)
            found, unread = spreadsheets.read_deals(table, mapping, habits, currency=choices.currency)
            listed = spreadsheets.read_people(tables.read(people.read_bytes())) if people else []
            spelt = spreadsheets.read_products(tables.read(products.read_bytes())) if products else []
            with desk.begin("default stages") as tx:
                stages.every(tx)
            with desk.look() as tx:
                try:
                    roster = import_people.roster(tx, listed)
                except Ambiguous as name:
                    fail(f"Several members are called {name}, whom the file of people lists. Tell them apart in Slack.")
                plan = import_plans.make(tx, found, unread, choices, roster, products=spelt)
            outcome = None if dry_run else _carry_out(desk, plan, choices, file.name)
            for line in import_reports.report(plan, outcome, rows=len(table.lines) + len(table.too_long)):
                say(line)


def _show(table: Table, mapping: dict[str, str]) -> None:
    """The columns and what they are taken for."""
    grid = Grid("column", "for example", "is the deal's", title=f"{len(table.lines):,} rows, {table.encoding}")
    for cells in import_reports.mapping_rows(table, mapping):
        grid.add_row(*cells)
    Console(markup=False).print(grid)


def _confirm(mapping: dict[str, str]) -> None:
    """Ask whether the columns are right; where nobody can answer, refuse."""
    if not sys.stdin.isatty():
        guessed = ",".join(f"{column}={word}" for word, column in mapping.items())
        fail(f"I read {guessed}. If that is right, add --yes; else say what is: --map 'COLUMN=stage,COLUMN=-'")
    if not typer.confirm("Import by these columns?", default=True):
        fail("Nothing was stored. Say what the columns are: --map 'COLUMN=stage,COLUMN=-'")


def _habits(table: Table, mapping: dict[str, str], date_order: str) -> Habits:
    """How the file writes days and amounts; whoever imports decides what it does not tell."""
    habits = spreadsheets.habits(table, mapping)
    if not date_order and habits.date_order is None:
        if not sys.stdin.isatty():
            fail("Its days read two ways, as 5/6/2026. Say which: --date-order us (6 May is 5/6) or eu (5 June is 5/6)")
        date_order = typer.prompt("Its days read two ways. Is 5/6/2026 the 6th of May (us) or the 5th of June (eu)?")
    if date_order and date_order not in day_columns.ORDERS:
        fail(f"--date-order can't be {date_order}. Say iso, us or eu.")
    return Habits(date_order or habits.date_order, habits.comma_decimals)


def _choices(
    desk: Desk, currency: str, team: str, makes_people: bool, makes_stages: bool, keeps_without_customer: bool
) -> Choices:
    with desk.look() as tx:
        currency = (currency or workspaces.settings(tx).currency).upper()
        found = teams.find_by_name(tx, team) if team else None
        known = ", ".join(each.name for each in teams.active(tx)) or "none yet"
    if not money.is_currency(currency):
        fail(f"--currency can't be {currency}. Say three letters, for example USD, EUR or CNY.")
    if team and found is None:
        fail(f"No team {team}. There are: {known}. To make it: bellringer team add '{team}'")
    return Choices(
        currency,
        team_id=found.id if found is not None else None,
        makes_people=makes_people,
        makes_stages=makes_stages,
        keeps_without_customer=keeps_without_customer,
    )


def _carry_out(desk: Desk, plan: Plan, choices: Choices, file_name: str) -> imports.Outcome:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Importing", total=len(plan.deals))
        return imports.carry_out(
            desk.database,
            plan,
            choices,
            workspace_id=desk.workspace.id,
            now=desk.now,
            file_name=file_name,
            on_progress=lambda rows: progress.advance(task, rows),
        )


def _undo(desk: Desk) -> None:
    try:
        with desk.begin("import --undo") as tx:
            undone = imports.undo_last(tx)
    except history.Conflict as conflict:
        by = f" by “{conflict.by.command}”" if conflict.by is not None else ""
        fail(f"Some of its deals were changed since{by}. Undo that first (/sales undo list), or correct the deals.")
    if undone is None:
        fail("There is no import to undo.")
    change_set, count = undone
    say(f"Undone: {change_set.command}, {count:,} deals.")
