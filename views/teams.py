"""Teams as people see them: the welcome, the form of a team's settings, its card, and what its channel hears first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import get_day_names

from sales.money import Money
from sales.schedules import WORKDAYS
from storage.members import Member
from storage.schedules import Schedule
from storage.stages import Stage
from storage.teams import Quota, Team
from views import blocks
from views.blocks import Block, Message
from views.deals import stage_name
from views.words import LANGUAGES, Mrkdwn, Translator

OPEN_FORM, FORM, FIND_ZONE = "team_form_open", "team_form", "team_zone"
NAME, MEMBERS, MANAGERS, ZONE, CURRENCY, LANGUAGE, BOARD_DAY, BOARD_TIME, AMOUNTS = (
    "name",
    "members",
    "managers",
    "zone",
    "currency",
    "language",
    "board_day",
    "board_time",
    "amounts",
)
NO_BOARD = "off"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the form of a team holds when it opens."""

    name: str
    members: Sequence[str]
    """Slack ids."""
    managers: Sequence[str]
    zone: str
    currency: str
    language: str
    board_day: str
    """0 for Monday to 6, or `NO_BOARD`."""
    board_time: str
    announces_amounts: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """All about a team."""

    team: Team
    people: Sequence[Member]
    managers: Sequence[Member]
    schedule: Schedule | None
    stages: Sequence[Stage]
    quotas: Sequence[Quota]
    """Of this quarter."""


def welcome(t: Translator, *, leads: bool, team: Team | None, in_channel: bool) -> Message:
    """`/sales start`: what to do first, for somebody who may set up a team or for a rep."""
    if not leads:
        return _rep_welcome(t, team)
    title = t("*Bellringer works for a team in three steps*")
    steps = [
        t("1. Invite me to the team's channel: `/invite @Bellringer`."),
        t("2. Type `/sales here` there. The channel then hears of every win, and gets the board on Mondays."),
        t("3. Everybody types `/deal won Acme 12k` after a good call. There is nothing else to learn."),
    ]
    rows = [blocks.section(title), blocks.section("\n".join(steps))]
    if in_channel:
        label = t.plain("Make this channel a team's home")
        rows.append(blocks.actions(blocks.button(label, OPEN_FORM, "", style="primary")))
    rows.append(blocks.context(t("I speak English and 中文: `/sales me language 中文`. All commands: `/sales help`.")))
    return Message(title, rows)


def _rep_welcome(t: Translator, team: Team | None) -> Message:
    title = t("Try `/deal won Acme 12k`, `/deal Acme`, `/deal list stuck`. Names and order are up to you.")
    rows = [blocks.section(title)]
    if team is None:
        rows.append(blocks.section(t("Your team has no channel yet: a manager types `/sales here` in it.")))
    elif team.channel_id:
        place = Mrkdwn(f"<#{team.channel_id}>")
        rows.append(
            blocks.section(t("You sell with {team}; {channel} hears of your wins.", team=team.name, channel=place))
        )
    rows.append(blocks.context(t("I speak English and 中文: `/sales me language 中文`. All commands: `/sales help`.")))
    return Message(title, rows)


def form(t: Translator, settings: Settings, metadata: str, *, is_new: bool) -> Block:
    """A team's settings, to be changed."""
    days = [blocks.option(weekday(t, number), number) for number in range(7)]
    days.append(blocks.option(t.plain("No board"), NO_BOARD))
    languages = [blocks.option(name, code) for code, name in LANGUAGES.items()]
    amounts = [blocks.option(t.plain("Yes"), 1), blocks.option(t.plain("No"), 0)]
    zone = blocks.external_select(FIND_ZONE, initial=blocks.option(settings.zone, settings.zone))
    rows = [
        blocks.input_block(NAME, t.plain("Name of the team"), blocks.text_input(NAME, settings.name, length=60)),
        blocks.input_block(
            MEMBERS, t.plain("Who sells in it"), blocks.people_input(MEMBERS, settings.members), optional=True
        ),
        blocks.input_block(
            MANAGERS, t.plain("Who leads it"), blocks.people_input(MANAGERS, settings.managers), optional=True
        ),
        blocks.input_block(
            ZONE, t.plain("Time zone"), zone, hint=t.plain("Days and weeks of the team. Type a city: Berlin, 上海.")
        ),
        blocks.input_block(CURRENCY, t.plain("Currency"), blocks.text_input(CURRENCY, settings.currency, length=12)),
        blocks.input_block(
            LANGUAGE,
            t.plain("Language of the channel"),
            blocks.select(LANGUAGE, languages, initial=settings.language),
        ),
        blocks.input_block(BOARD_DAY, t.plain("Board on"), blocks.select(BOARD_DAY, days, initial=settings.board_day)),
        blocks.input_block(BOARD_TIME, t.plain("Board at"), blocks.time_input(BOARD_TIME, settings.board_time)),
        blocks.input_block(
            AMOUNTS,
            t.plain("Say in the channel how much was won"),
            blocks.select(AMOUNTS, amounts, initial=int(settings.announces_amounts)),
        ),
    ]
    title = t.plain("New team") if is_new else t.plain("Settings of the team")
    return blocks.modal(FORM, title, rows, submit=t.plain("Save"), close=t.plain("Cancel"), metadata=metadata)


def form_offer(t: Translator, value: object) -> Message:
    """Stands in for the form where Slack lets us open none."""
    text = t("A form asks for the rest.")
    return Message(
        text, [blocks.section(text), blocks.actions(blocks.button(t.plain("Open the form"), OPEN_FORM, value))]
    )


def settled(t: Translator, team: Team, board: str) -> Mrkdwn:
    """To whoever gave a team its home."""
    if not board:
        return t(
            "*{team}* lives here now: the channel hears of every win. If I am not in it yet: `/invite @Bellringer`.",
            team=team.name,
        )
    return t(
        "*{team}* lives here now: the channel hears of every win, and gets the board {board}. "
        "If I am not in it yet: `/invite @Bellringer`.",
        team=team.name,
        board=board,
    )


def hello(t: Translator, team: Team, board: str) -> Message:
    """The first words in a team's channel."""
    if board:
        text = t("Hello. I ring here when *{team}* wins, and bring the board {board}.", team=team.name, board=board)
    else:
        text = t("Hello. I ring here when *{team}* wins.", team=team.name)
    hint = t("Try `/deal won Acme 12k`, `/deal Acme`, `/deal list stuck`. Names and order are up to you.")
    return Message(text, [blocks.section(text), blocks.context(hint)])


def board_words(t: Translator, schedule: Schedule | None) -> str:
    """on Monday at 09:00; empty when there is no board."""
    return "" if schedule is None or not schedule.enabled else rhythm(t, schedule)


def rhythm(t: Translator, schedule: Schedule) -> str:
    """When a schedule comes: on Monday at 09:00, on weekdays at 09:30, on the first working day of the month."""
    if schedule.monthly:
        return t.plain("on the first working day of the month at {time}", time=schedule.at)
    if schedule.weekdays == WORKDAYS:
        return t.plain("on weekdays at {time}", time=schedule.at)
    days = t.plain(", ").join(weekday(t, int(number)) for number in schedule.weekdays)
    return t.plain("on {day} at {time}", day=days, time=schedule.at)


def weekday(t: Translator, number: int) -> str:
    """Monday (0) to Sunday in the reader's language."""
    return str(get_day_names("wide", locale=t.babel)[number])


def card(t: Translator, profile: Profile, *, may_change: bool) -> Message:
    """All about a team, with the way to change it."""
    team = profile.team
    title = t("*{team}*", team=team.name)
    leading = {member.id for member in profile.managers}
    names = [
        t.plain("{name} (manager)", name=person.name) if person.id in leading else person.name
        for person in profile.people
    ]
    place = Mrkdwn(f"<#{team.channel_id}>") if team.channel_id else t("none; type `/sales here` in it")
    facts = [
        t("*Channel* {channel}", channel=place),
        t("*Board* {board}", board=board_words(t, profile.schedule) or t.plain("off")),
        t("*Zone* {zone}", zone=team.zone),
        t("*Currency* {currency}", currency=team.currency),
        t("*Language* {language}", language=LANGUAGES.get(team.locale[:2], team.locale)),
        t("*Amounts in the channel* {said}", said=team.announces_amounts),
    ]
    people = t.plain(", ").join(names) or t.plain("nobody yet; type `/sales team add @ben`")
    rows = [
        blocks.section(title),
        blocks.section(t("*People* {people}", people=people)),
        blocks.fields(facts),
        blocks.section(t("*Stages* {stages}", stages=t.plain(", ").join(_stage(t, s) for s in profile.stages))),
    ]
    if profile.quotas:
        rows.append(blocks.section(t("*Quotas* {quotas}", quotas=_quotas(t, profile))))
    if may_change:
        button = blocks.button(t.plain("Change"), OPEN_FORM, team.id)
        rows += [blocks.actions(button), blocks.context(t("Or type it: `/sales help team`."))]
    return Message(title, rows)


def stage_list(t: Translator, stages: Sequence[Stage], *, may_change: bool) -> Message:
    """The pipeline, from first to last."""
    title = t("*Stages*")
    rows = [blocks.section(title), blocks.section("\n".join(t.text(_stage(t, stage)) for stage in stages))]
    if may_change:
        rows.append(blocks.context(t("`/sales team stages add demo 40%` · `/sales team stages remove demo`")))
    return Message(title, rows)


def _stage(t: Translator, stage: Stage) -> str:
    return t.plain("{stage} {percent} %", stage=stage_name(t, stage.name), percent=stage.probability)


def _quotas(t: Translator, profile: Profile) -> str:
    names = {person.id: person.name for person in profile.people}
    return t.plain(", ").join(
        t.plain("{name} {amount}", name=names[quota.member_id], amount=Money(quota.amount_minor, quota.currency))
        for quota in profile.quotas
        if quota.member_id in names
    )
