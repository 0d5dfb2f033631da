"""A team's habits: its name, zone, currency and language, when its board comes, what its channel hears."""

from __future__ import annotations

from handlers import choices
from handlers.requests import Answer, Request
from handlers.routes import Routes, listener
from handlers.teams import rights
from sales.errors import UserError
from storage import schedules, teams
from storage.schedules import LEADERBOARD
from views import teams as views
from views.words import LANGUAGES

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


@listener()
def set_board(request: Request) -> Answer:
    """`/sales team board mon 09:00`, or `off`."""
    team = rights.led(request)
    choices.require_text(request, "`/sales team board mon 09:00`")
    chosen = choices.board_time(request.line)
    if chosen is None:
        schedules.save(request.tx, LEADERBOARD, team_id=team.id, enabled=False)
        return choices.done(request, request.t("*{team}* gets no board any more.", team=team.name))
    weekday, at = chosen
    schedule = schedules.save(request.tx, LEADERBOARD, team_id=team.id, weekdays=str(weekday), at=at, enabled=True)
    words = views.board_words(request.t, schedule)
    return choices.done(
        request, request.t("*{team}* gets its board {when}, {zone} time.", team=team.name, when=words, zone=team.zone)
    )


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
    routes.line("team", "board", set_board, "leaderboard", "排行", "榜")
    routes.line("team", "amounts", set_amounts, "amount", "金额")
    routes.line("team", "rename", rename, "改名")
