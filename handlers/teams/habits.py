"""A team's habits: its name, zone, currency and language, what comes to its channel when, what its channel hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handlers import choices
from handlers.requests import Answer, Request
from handlers.routes import Listener, Routes, listener
from handlers.teams import rights
from sales.errors import UserError
from storage import schedules, teams
from views import teams as views
from views.words import LANGUAGES, source

NAME_LENGTH = 60


@listener()
def set_zone(request: Request) -> Answer:
    """`/sales team zone Berlin`."""
    team = rights.led(request)
    choices.require_text(request, "`/sales team zone Berlin`")
    zone = choices.zone(request, request.line)
    teams.change(request.tx, team, zone=zone)
    return choices.done(request, request.t("*{team}* lives by {zone} now.", team=team.name, zone=zone))


@listener()
def set_currency(request: Request) -> Answer:
    """`/sales team currency EUR`: what an amount without a currency is meant in."""
    team = rights.led(request)
    choices.require_text(request, "`/sales team currency EUR`")
    currency = choices.currency(request.line)
    teams.change(request.tx, team, currency=currency)
    return choices.done(request, request.t("*{team}* counts in {currency} now.", team=team.name, currency=currency))


@listener()
def set_language(request: Request) -> Answer:
    """`/sales team language 中文`: what its channel reads."""
    team = rights.led(request)
    choices.require_text(request, "`/sales team language 中文`")
    code = choices.language(request.line)
    teams.change(request.tx, team, locale=code)
    return choices.done(
        request, request.t("The channel of *{team}* reads {language} now.", team=team.name, language=LANGUAGES[code])
    )


@dataclass(frozen=True, slots=True)
class Habit:
    """Something that comes to a team's channel again and again, and how its time is chosen."""

    verb: str
    words: tuple[str, ...]
    kind: str
    """Of its schedule."""
    example: str
    on: str
    off: str
    """What is said when it was switched on for `{when}`, or off."""


HABITS = (
    Habit(
        "board",
        ("leaderboard", "排行", "榜"),
        schedules.LEADERBOARD,
        "`/sales team board mon 09:00`",
        source("*{team}* gets its board {when}, {zone} time."),
        source("*{team}* gets no board any more."),
    ),
    Habit(
        "review",
        ("week", "周报", "周回顾"),
        schedules.REVIEW,
        "`/sales team review fri 16:00`",
        source("*{team}* gets its week in review {when}, {zone} time."),
        source("*{team}* gets no week in review any more."),
    ),
    Habit(
        "month",
        ("monthly", "月报", "月回顾"),
        schedules.MONTH,
        "`/sales team month 09:00`",
        source("*{team}* gets its month in review {when}, {zone} time."),
        source("*{team}* gets no month in review any more."),
    ),
    Habit(
        "kudos",
        ("thanks", "表扬"),
        schedules.KUDOS,
        "`/sales team kudos fri 15:00`",
        source("*{team}* reads its thanks {when}, {zone} time."),
        source("*{team}* gets no thanks of the week any more."),
    ),
    Habit(
        "goals",
        ("目标提问",),
        schedules.GOAL_QUESTIONS,
        "`/sales team goals thu 15:00`",
        source("*{team}* is asked about its goals {when}, {zone} time."),
        source("*{team}* is not asked about its goals any more."),
    ),
)
"""Each is typed as `/sales team <verb> <when>` or `off`."""


def _set_habit(habit: Habit) -> Listener:
    @listener()
    def set_time(request: Request) -> Answer:
        team = rights.led(request)
        choices.require_text(request, habit.example)
        default = schedules.DEFAULTS[habit.kind]
        chosen = choices.week_time(request.line, habit.example, default=default["at"])
        if chosen is None:
            known = schedules.find(request.tx, habit.kind, team_id=team.id)
            values: dict[str, Any] = {"enabled": False} if known is not None else {**default, "enabled": False}
            schedules.save(request.tx, habit.kind, team_id=team.id, **values)
            return choices.done(request, request.t(habit.off, team=team.name))
        days, at = chosen
        values = {**default, "at": at, "enabled": True}
        if days and not default.get("monthly"):
            values["weekdays"] = days
        schedule = schedules.save(request.tx, habit.kind, team_id=team.id, **values)
        when = views.rhythm(request.t, schedule)
        return choices.done(request, request.t(habit.on, team=team.name, when=when, zone=team.zone))

    return set_time


@listener()
def set_amounts(request: Request) -> Answer:
    """`/sales team amounts off`: the channel hears of wins, not how much they are."""
    team = rights.led(request)
    choices.require_text(request, "`/sales team amounts off`")
    said = choices.switch(request.line)
    teams.change(request.tx, team, announces_amounts=said)
    if said:
        return choices.done(request, request.t("The channel of *{team}* hears how much was won.", team=team.name))
    return choices.done(request, request.t("The channel of *{team}* hears of wins without the amount.", team=team.name))


@listener()
def rename(request: Request) -> Answer:
    """`/sales team rename North`."""
    team = rights.led(request)
    name = " ".join(request.line.split())
    if not name or len(name) > NAME_LENGTH:
        raise UserError("A team needs a name of up to {most} characters.", most=NAME_LENGTH)
    other = teams.find_by_name(request.tx, name)
    if other is not None and other.id != team.id:
        raise UserError("There is a team {name} already.", name=name)
    teams.change(request.tx, team, name=name)
    return choices.done(request, request.t("*{old}* is called *{name}* now.", old=team.name, name=name))


def register(routes: Routes) -> None:
    routes.line("team", "zone", set_zone, "timezone", "时区")
    routes.line("team", "currency", set_currency, "币种", "货币")
    routes.line("team", "language", set_language, "语言")
    for habit in HABITS:
        routes.line("team", habit.verb, _set_habit(habit), *habit.words)
    routes.line("team", "amounts", set_amounts, "amount", "金额")
    routes.line("team", "rename", rename, "改名")
