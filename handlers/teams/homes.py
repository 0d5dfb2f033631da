"""Setting a team up: its welcome, its home channel and the form of its settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handlers import choices
from handlers.requests import COMMAND, Answer, Denied, Offered, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from handlers.teams import people, rights
from sales import periods
from sales.errors import UserError
from storage import outbox, schedules, stages, teams
from storage.members import MANAGER
from storage.schedules import LEADERBOARD
from storage.teams import Team
from views import teams as views
from views.words import language, translator

DEFAULT_BOARD = schedules.DEFAULTS[LEADERBOARD]
NAME_LENGTH = 60
_NAMELESS = ("directmessage", "privategroup")
"""What Slack calls a place whose name it does not tell."""


@listener(writes=False)
def start(request: Request) -> Reply:
    """`/sales start`: what to do first."""
    in_channel = not request.channel_id.startswith("D")
    leads = request.leads(None)
    return Reply(views.welcome(request.t, leads=leads, team=request.team, in_channel=in_channel))


@listener()
def here(request: Request) -> Answer:
    """`/sales here` opens the form for this channel's team; `/sales here East` makes it the home of East at once."""
    _require_channel(request)
    resident = teams.of_channel(request.tx, request.channel_id)
    name = request.typed.strip()
    if resident is not None or not name:
        return _form(request, resident)
    team = teams.find_by_name(request.tx, name)
    _require_lead(request, team)
    if team is not None:
        changes: dict[str, Any] = {"is_active": True}
    else:
        team = teams.create(request.tx, _valid_name(request, name, None), **_defaults(request))
        people.place(request, team, request.member, leads=request.member.role == MANAGER)
        changes = {}
    schedules.begin(request.tx, team.id)
    return _move_in(request, teams.change(request.tx, team, **changes, **_home(request)))


@listener()
def open_form(request: Request) -> Answer:
    """**Change** on a team's card, or **Make this channel a team's home**."""
    if request.value.isdigit():
        return _form(request, teams.get(request.tx, int(request.value)))
    _require_channel(request)
    return _form(request, teams.of_channel(request.tx, request.channel_id))


@listener(writes=False)
def find_zone(request: Request) -> Offered:
    """A zone is being typed."""
    return Offered(choices.zone_options(request.value))


@listener()
def save(request: Request) -> Answer:
    """The form was sent: make the team, or change it."""
    team = teams.get(request.tx, int(request.value)) if request.value.isdigit() else None
    _require_lead(request, team)
    errors: dict[str, str] = {}

    def read(field: str, understand: Callable[[Any], Any]) -> Any:
        try:
            return understand(choices.filled_in(request, field))
        except UserError as error:
            errors[field] = request.t.plain(error.message, **error.values)
            return None

    values = {
        "name": read(views.NAME, lambda name: _valid_name(request, name, team)),
        "zone": read(views.ZONE, str),
        "currency": read(views.CURRENCY, choices.currency),
        "locale": read(views.LANGUAGE, choices.language),
        "announces_amounts": read(views.AMOUNTS, lambda chosen: chosen == "1"),
    }
    members = read(views.MEMBERS, lambda ids: choices.people(request, ids or []))
    managers = read(views.MANAGERS, lambda ids: choices.people(request, ids or []))
    if errors:
        return Refused(errors)
    is_new = team is None
    team = (
        teams.create(request.tx, **values, **_home(request))
        if team is None
        else teams.change(request.tx, team, **values)
    )
    people.settle(request, team, members, managers)
    _set_board(request, team)
    if is_new:
        return _move_in(request, team)
    return choices.done(request, request.t("Settings of *{team}* are saved.", team=team.name))


@listener(writes=False)
def show(request: Request) -> Reply:
    """`/sales team`, or `/sales team East`: who sells in it, and its habits."""
    team = teams.find_by_name(request.tx, request.line) if request.line else rights.named(request)
    if team is None:
        raise UserError("There is no team {name}. `/sales team` shows yours.", name=request.line)
    tx = request.tx
    today = periods.local_date(request.now, team.zone)
    quarter = periods.quarter(today, request.settings.fiscal_year_start)
    profile = views.Profile(
        team=team,
        people=teams.people(tx, team.id),
        managers=teams.managers(tx, team.id),
        schedule=schedules.find(tx, LEADERBOARD, team_id=team.id),
        stages=stages.every(tx),
        quotas=teams.quotas(tx, starts_on=quarter.start, ends_on=quarter.end),
    )
    return Reply(views.card(request.t, profile, may_change=request.leads(team.id)))


def _form(request: Request, team: Team | None) -> Opened:
    _require_lead(request, team)
    if team is None:
        settings = _new_settings(request)
    else:
        schedule = schedules.find(request.tx, LEADERBOARD, team_id=team.id)
        has_board = schedule is not None and schedule.enabled
        settings = views.Settings(
            name=team.name,
            members=[person.slack_user_id for person in teams.people(request.tx, team.id)],
            managers=[person.slack_user_id for person in teams.managers(request.tx, team.id)],
            zone=team.zone,
            currency=team.currency,
            language=language(team.locale),
            board_day=schedule.weekdays if schedule is not None and has_board else views.NO_BOARD,
            board_time=schedule.at if schedule is not None else DEFAULT_BOARD["at"],
            announces_amounts=team.announces_amounts,
        )
    value = team.id if team is not None else ""
    form = views.form(request.t, settings, request.context(value), is_new=team is None)
    return Opened(form, views.form_offer(request.t, value))


def _new_settings(request: Request) -> views.Settings:
    """What a new team is likely to be: called like its channel, where and how its founder is."""
    defaults = _defaults(request)
    founder = [request.member.slack_user_id]
    return views.Settings(
        name=_channel_name(request).replace("-", " ").capitalize(),
        members=founder,
        managers=founder,
        zone=defaults["zone"],
        currency=defaults["currency"],
        language=language(defaults["locale"]),
        board_day=DEFAULT_BOARD["weekdays"],
        board_time=DEFAULT_BOARD["at"],
        announces_amounts=True,
    )


def _defaults(request: Request) -> dict[str, Any]:
    return {
        "zone": request.zone,
        "locale": language(request.locale),
        "currency": request.settings.currency,
    }


def _home(request: Request) -> dict[str, Any]:
    """This channel, as a team's home."""
    _require_channel(request)
    return {"channel_id": request.channel_id, "channel_name": _channel_name(request)}


def _channel_name(request: Request) -> str:
    name = str(request.payload.get("channel_name", "")) if request.surface == COMMAND else ""
    return "" if name in _NAMELESS else name


def _move_in(request: Request, team: Team) -> Reply:
    """The channel says hello; whoever asked hears what comes now."""
    schedule = schedules.find(request.tx, LEADERBOARD, team_id=team.id)
    t = translator(team.locale)
    greeting = views.hello(t, team, views.board_words(t, schedule))
    outbox.post(
        request.tx,
        "note",
        audience=outbox.INTERNAL,
        dedupe_key=f"hello:{team.id}:{request.tx.change_set_id}",
        channel=team.channel_id,
        payload={"text": greeting.text, "blocks": greeting.blocks},
    )
    return choices.done(request, views.settled(request.t, team, views.board_words(request.t, schedule)))


def _set_board(request: Request, team: Team) -> None:
    day = choices.filled_in(request, views.BOARD_DAY)
    values = {
        "at": choices.filled_in(request, views.BOARD_TIME) or DEFAULT_BOARD["at"],
        "enabled": day != views.NO_BOARD,
    }
    if day != views.NO_BOARD:
        values["weekdays"] = day
    schedules.save(request.tx, LEADERBOARD, team_id=team.id, **values)
    schedules.begin(request.tx, team.id)


def _require_channel(request: Request) -> None:
    if not request.channel_id.startswith(("C", "G")):
        raise UserError("Type `/sales here` in the channel that is to be the team's home.")


def _require_lead(request: Request, team: Team | None) -> None:
    if not request.leads(team.id if team is not None else None):
        raise Denied(MANAGER)


def _valid_name(request: Request, name: str, team: Team | None) -> str:
    """A name that no other team has."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise UserError("A team needs a name of up to {most} characters.", most=NAME_LENGTH)
    other = teams.find_by_name(request.tx, name)
    if other is not None and (team is None or other.id != team.id):
        raise UserError("There is a team {name} already. `/sales here {name}` moves it into this channel.", name=name)
    return name


def register(routes: Routes) -> None:
    routes.line("start", "", start)
    routes.line("here", "", here)
    routes.line("team", "", show)
    routes.action(views.OPEN_FORM, open_form)
    routes.view(views.FORM, save)
    routes.option(views.FIND_ZONE, find_zone)
