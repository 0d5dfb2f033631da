"""What admins decide for the whole workspace, as they see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import get_month_names

from storage.members import Member
from storage.teams import Team
from storage.workspaces import Settings
from views import blocks
from views.blocks import Message
from views.words import LANGUAGES, Mrkdwn, Translator, language, source

_ROLES = {"rep": source("rep"), "manager": source("manager"), "admin": source("admin")}


@dataclass(frozen=True, slots=True)
class Health:
    """What the database knows of how things go; moments are in the reader's zone."""

    teams: Sequence[Team]
    held: Sequence[tuple[str, int]]
    """Channels that refuse us, with how many posts wait for each."""
    dead: int
    """Posts that were given up, or of which nobody knows whether they arrived."""
    oldest_waiting: datetime | None
    """Since when the oldest post that could be sent waits; None when all is delivered."""
    boards: Sequence[tuple[str, datetime]]
    """Teams, and when each gets its next board."""
    unplanned: int
    """Boards that the clock has not planned yet."""
    missing_languages: Sequence[str]
    has_fonts: bool


def role_name(t: Translator, role: str) -> str:
    """rep, manager or admin in the reader's language."""
    return t.plain(_ROLES[role])


def overview(t: Translator, settings: Settings) -> Message:
    """`/sales admin`: what is chosen, and how to choose otherwise."""
    title = t("*Settings of the workspace*")
    facts = [
        t("*Language* {language}", language=LANGUAGES[language(settings.locale)]),
        t("*Zone* {zone}", zone=settings.zone),
        t("*Currency* {currency}", currency=settings.currency),
        t("*Fiscal year from* {month}", month=month_name(t, settings.fiscal_year_start)),
        t("*Holidays* {country}", country=settings.country or t.plain("none")),
        t("*Further days off* {count}", count=len(settings.days_off)),
    ]
    hint = t("Zone, currency and language are where new teams begin. To change: `/sales help admin`.")
    return Message(title, [blocks.section(title), blocks.fields(facts), blocks.context(hint)])


def roles(t: Translator, people: Sequence[Member]) -> Message:
    """Who may decide what."""
    title = t("*Roles*")
    lines = [t("{name}: {role}", name=person.name, role=role_name(t, person.role)) for person in people]
    rows = [
        blocks.section(title),
        blocks.section("\n".join(lines) or t("Nobody has a role yet.")),
        blocks.context(t("Everybody else is a rep. `/sales admin roles @ben manager` changes it.")),
    ]
    return Message(title, rows)


def days_off(t: Translator, country: str, following: Sequence[tuple[date, str]]) -> Mrkdwn:
    """The next holidays, by day and name."""
    days = t.plain(", ").join(t.plain("{day} {name}", day=day, name=name) for day, name in following)
    if country:
        return t("Holidays of {country} are kept. Next: {days}.", country=country, days=days or t.plain("none"))
    if days:
        return t("No country's holidays are kept. Days off: {days}.", days=days)
    return t("No holidays are kept. Type `/sales admin holidays cn`, with the two letters of a country.")


def health(t: Translator, found: Health) -> Message:
    """`/sales admin doctor`: one line each, with the remedy beside what fails."""
    lines = [
        _teams(t, found.teams),
        *(_held(t, channel, count) for channel, count in found.held),
        _dead(t, found.dead),
        _waiting(t, found.oldest_waiting),
        *(_ok(t("{team}: next board {at}", team=team, at=at)) for team, at in found.boards),
    ]
    if found.unplanned:
        lines.append(_wrong(t("Boards not planned: {count}. Is `bellringer worker` running?", count=found.unplanned)))
    lines += [
        _wrong(t("{language} is missing. Install the program again.", language=n)) for n in found.missing_languages
    ]
    if not found.missing_languages:
        lines.append(_ok(t("All languages are there.")))
    lines.append(
        _ok(t("The fonts for pictures are there."))
        if found.has_fonts
        else _wrong(t("The fonts for pictures are missing. Install the program again."))
    )
    title = t("*How things go*")
    hint = t("Settings, token and scopes are checked by `bellringer doctor` on the machine that runs me.")
    return Message(title, [blocks.section(title), blocks.section("\n".join(lines)), blocks.context(hint)])


def month_name(t: Translator, month: int) -> str:
    """January (1) to December in the reader's language."""
    return str(get_month_names("wide", context="stand-alone", locale=t.babel)[month])


def _teams(t: Translator, teams: Sequence[Team]) -> str:
    homeless = [team.name for team in teams if not team.channel_id]
    if not teams:
        return _wrong(t("No team yet. Type `/sales here` in its channel."))
    if homeless:
        names = t.plain(", ").join(homeless)
        return _wrong(t("Without a channel: {teams}. Type `/sales here` with the name in one.", teams=names))
    return _ok(t.plural("{count} team has its channel.", "{count} teams have their channels.", len(teams)))


def _held(t: Translator, channel: str, count: int) -> str:
    place = Mrkdwn(f"<#{channel}>")
    return _wrong(
        t.plural(
            "{count} post waits for {place}. Invite me with `/invite @Bellringer`.",
            "{count} posts wait for {place}. Invite me with `/invite @Bellringer`.",
            count,
            place=place,
        )
    )


def _dead(t: Translator, count: int) -> str:
    if not count:
        return _ok(t("No post was given up."))
    return _wrong(t.plural("{count} post was given up.", "{count} posts were given up.", count))


def _waiting(t: Translator, since: datetime | None) -> str:
    if since is None:
        return _ok(t("Everything is delivered."))
    return _wrong(t("The oldest post waits since {at}. Is `bellringer worker` running?", at=since))


def _ok(text: str) -> str:
    return f"✓ {text}"


def _wrong(text: str) -> str:
    return f"✗ {text}"
