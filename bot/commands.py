"""The commands of the program, each a function: what `bellringer --help` lists."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import data, serving, settings
from bot.settings import SettingsError

PLAYGROUND_PORT = 8765

program = typer.Typer(
    name="bellringer",
    help="A Slack assistant for sales teams. To try it without Slack: bellringer sandbox",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@program.command()
def sandbox(
    empty: Annotated[bool, typer.Option("--empty", help="Without the quarter of demo data.")] = False,
    port: Annotated[int, typer.Option(help="Where the page is.", min=1, max=65_535)] = PLAYGROUND_PORT,
    db: Annotated[Path | None, typer.Option(help="Keep the data in this SQLite file.", dir_okay=False)] = None,
) -> None:
    """Try Bellringer in the browser, in a pretend Slack workspace. Needs no account."""
    from bot import playground  # noqa: PLC0415 - brings a web server along

    playground.open_up(port=port, db=db, empty=empty)


@program.command()
def run() -> None:
    """Everything for your workspace: answer, tick and deliver. By Socket Mode when SLACK_APP_TOKEN is set."""
    serving.run()


@program.command()
def web() -> None:
    """Answer requests only; any number of these beside any number of workers, on PostgreSQL."""
    serving.web()


@program.command()
def worker() -> None:
    """Tick and deliver only; any number of these, on PostgreSQL."""
    serving.worker()


@program.command()
def tick(
    at: Annotated[str, typer.Option(metavar="TIME", help="As if it were then, like 2026-06-29T09:00+02:00.")] = "",
) -> None:
    """Do once what is due, deliver until nothing is left, and end: for cron, and to rehearse."""
    from bot import assembly, clocks  # noqa: PLC0415 - brings the whole bot along

    moment = _moment(at) if at else clocks.machine()
    typer.echo(assembly.tick_once(serving.begin(), moment))


@program.command()
def migrate() -> None:
    """Bring the database to this version of the program."""
    from bot import migrations  # noqa: PLC0415 - brings the database along

    url = settings.read(os.environ).database_url
    before = migrations.current(url)
    migrations.upgrade(url)
    after = migrations.current(url)
    typer.echo(f"The database is at version {after}." if before != after else f"Nothing to do: version {after}.")


@program.command()
def doctor() -> None:
    """Check settings, token, scopes, channels, clock, database, fonts and disk, and say how to mend what fails."""
    from bot import doctor as checks  # noqa: PLC0415 - brings the whole bot along

    findings = checks.diagnose(os.environ)
    for finding in findings:
        typer.echo(finding.line())
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@program.command()
def manifest(
    socket: Annotated[bool, typer.Option("--socket", help="For Socket Mode: no public address needed.")] = False,
    url: Annotated[str, typer.Option(metavar="https://…", help="Where Slack reaches this machine.")] = "",
    many: Annotated[
        bool, typer.Option("--many", help="For many workspaces, which install it at that address.")
    ] = False,
) -> None:
    """Print the Slack app to create: paste it at “Create an app”, “From a manifest”."""
    from bot import manifest as made  # noqa: PLC0415 - brings the table of commands along

    if socket == bool(url):
        raise SettingsError("Say either --socket or --url https://…")
    if url:
        made.check_url(url)
    typer.echo(json.dumps(made.build(url=url, many_workspaces=many), indent=2, ensure_ascii=False))


@program.command()
def key() -> None:
    """Make a key for BELLRINGER_ENCRYPTION_KEY."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 - only this command needs it

    typer.echo(Fernet.generate_key().decode())


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"--at {text} is no time: write it like 2026-06-29T09:00+02:00.") from None
    if moment.tzinfo is None:
        raise SettingsError(f"--at {text} could be anywhere: add the zone, like {text}+02:00 or {text}Z.")
    return moment


data.register(program)
