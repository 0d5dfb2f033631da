"""The commands that bring data in and out: `import`, `export`, `team add`, `forget`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

import typer

from bot import exports, import_command
from bot.desks import Clock, WorkspaceOption, fail, open_desk, say, utc_now
from sales import money
from storage import members, privacy, schedules, teams, workspaces
from storage.members import Member
from storage.transactions import Transaction
from views.spreadsheets import lines
from views.words import LANGUAGES


def register(program: typer.Typer, clock: Clock = utc_now) -> None:
    """Add the commands to the program."""
    import_command.register(program, clock)
    team = typer.Typer(help="Teams, set up without Slack.", no_args_is_help=True)
    program.add_typer(team, name="team")

    @program.command("export")
    def export(
        kind: Annotated[str, typer.Argument(metavar="|".join(exports.KINDS), help="What to write.")],
        to: Annotated[Path, typer.Option(metavar="FILE", help="The CSV file to write.", dir_okay=False)],
        workspace: WorkspaceOption = "",
    ) -> None:
        """Write deals, credits, people, partners, kudos or the whole history into a CSV file."""
        if kind not in exports.KINDS:
            fail(f"I can't export {kind}. Say one of: {', '.join(exports.KINDS)}")
        with open_desk(clock, workspace) as desk, desk.look() as tx:
            header, cells = exports.table(tx, kind)
            with to.open("w", encoding="utf-8", newline="") as file:
                file.writelines(lines(header, cells))
        say(f"Wrote {len(cells):,} rows to {to}.")

    @team.command("add")
    def add_team(
        name: Annotated[str, typer.Argument(help="What the team is called.")],
        channel: Annotated[str, typer.Option(metavar="C…", help="Its home: wins, the Monday board.")] = "",
        manager: Annotated[list[str], typer.Option(metavar="U…", help="A manager; may be given again.")] = [],  # noqa: B006
        member: Annotated[list[str], typer.Option(metavar="U…", help="A member; may be given again.")] = [],  # noqa: B006
        zone: Annotated[str, typer.Option(metavar="Europe/Berlin", help="Whose days and weeks it keeps.")] = "",
        currency: Annotated[str, typer.Option(metavar="EUR", help="Of its boards.")] = "",
        locale: Annotated[str, typer.Option(metavar="|".join(LANGUAGES), help="The language of its posts.")] = "",
        workspace: WorkspaceOption = "",
    ) -> None:
        """Make a team, or add people to it and change it."""
        if zone and zone not in available_timezones():
            fail(f"--zone can't be {zone}. Say it like Europe/Berlin or Asia/Shanghai.")
        if currency and not money.is_currency(currency):
            fail(f"--currency can't be {currency}. Say three letters, for example USD, EUR or CNY.")
        given = {"zone": zone, "currency": currency, "locale": locale, "channel_id": channel}
        wanted = {column: value for column, value in given.items() if value}
        with open_desk(clock, workspace) as desk, desk.begin(f"team add {name}") as tx:
            words = _add_team(tx, name, wanted, manager, member)
        say(words)

    @program.command("forget")
    def forget(
        user: Annotated[str, typer.Argument(metavar="USER", help="A Slack id, or a full name.")],
        workspace: WorkspaceOption = "",
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    ) -> None:
        """Remove what identifies a person; their results stay as numbers. This can't be undone."""
        with open_desk(clock, workspace) as desk:
            with desk.look() as tx:
                member = _find(tx, user)
            if not yes and not typer.confirm(f"Forget {member.full_name or member.name}? This can't be undone."):
                fail("Nothing was changed.")
            with desk.begin("forget") as tx:
                done = privacy.forget(tx, member)
        say(
            f"Forgotten. {done.deals:,} deals and {done.credits:,} credits stay, as those of a former colleague; "
            f"taken out of {done.places} teams, {done.messages} messages deleted, {done.traces} entries of the history "
            f"cleaned, {done.feedback} texts of feedback deleted. What others wrote in notes was not read."
        )


def _add_team(tx: Transaction, name: str, wanted: dict[str, str], manager_ids: list[str], member_ids: list[str]) -> str:
    """Make the team or change it; the sentence that says what it is now."""
    settings = workspaces.settings(tx)
    team = teams.find_by_name(tx, name)
    if team is None:
        defaults = {"zone": settings.zone, "currency": settings.currency, "locale": settings.locale}
        team = teams.create(tx, name, **{**defaults, **wanted})
    else:
        team = teams.change(tx, team, is_active=True, **wanted)
    for slack_user_id in manager_ids:
        person = members.introduce(tx, slack_user_id, name=slack_user_id, role=members.MANAGER)
        if person.role == members.REP:
            person = members.change(tx, person, role=members.MANAGER)
        teams.add(tx, team, person, is_manager=True)
    for slack_user_id in member_ids:
        teams.add(tx, team, members.introduce(tx, slack_user_id, name=slack_user_id))
    if team.channel_id:
        schedules.begin(tx, team.id)
    people = len(teams.people(tx, team.id))
    home = f" at home in {team.channel_id}" if team.channel_id else ", without a channel yet: type /sales here in it"
    return f"Team {team.name}: {people} people, {team.currency}, {team.zone}{home}."


def _find(tx: Transaction, user: str) -> Member:
    """The one person with this Slack id or name."""
    by_id = members.find(tx, user)
    if by_id is not None:
        return by_id
    called_so = [m for m in members.everybody(tx) if user.casefold() in (m.name.casefold(), m.full_name.casefold())]
    if len(called_so) != 1:
        several = ", ".join(member.slack_user_id for member in called_so)
        fail(
            f"Several people are called {user}: {several}. Say which id." if called_so else f"I know nobody as {user}."
        )
    return called_so[0]
