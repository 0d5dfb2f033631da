"""Setting check-ins up: `/checkin new`, changing one, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from handlers import choices
from handlers.checkins import managing, questions
from handlers.requests import Answer, Ask, Choice, Denied, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales import periods
from sales import schedules as rhythms
from sales.errors import UserError
from sales.schedules import Rule
from storage import checkin_questions, checkin_rounds, checkins, holidays, members, rows, schedules
from storage.checkins import CHANNEL, CheckIn
from storage.members import MANAGER
from storage.teams import Team
from views import blocks, history
from views import checkin_forms as forms
from views import checkin_templates as templates
from views import checkins as views
from views.blocks import Message
from views.checkins import Listed
from views.words import Mrkdwn, translator


@listener()
def new(request: Request) -> Answer:
    """`/checkin new`: which kind, then the form; `/checkin new weekly` opens it at once."""
    team = _team(request)
    if not request.leads(team.id):
        raise Denied(MANAGER)
    template = request.known.get("template") or templates.named(request.line)
    if not template:
        kinds = [Choice(request.t.plain(label), {"template": kind}) for kind, label in templates.LABELS.items()]
        raise Ask(request.t("What shall *{team}* be asked?", team=team.name), kinds)
    settings = templates.settings(translator(team.locale), template)
    view = forms.settings_form(request.t, settings, request.context(f"new:{team.id}:{template}"), is_new=True)
    text = request.t("A form asks for the rest.")
    return Opened(view, Message(text, [blocks.section(text)]))


@listener()
def change(request: Request) -> Answer:
    """`/checkin change standup`: its form."""
    return _form(request, managing.named(request, request.line))


@listener()
def change_button(request: Request) -> Answer:
    """**Change** on a receipt or in the list."""
    return _form(request, managing.led(request, request.value))


@listener()
def save(request: Request) -> Answer:
    """The form was sent: make the check-in, or change it."""
    mode, _, rest = request.value.partition(":")
    number, _, template = rest.partition(":")
    checkin = managing.led(request, number) if mode == "edit" else None
    team = rows.find(request.tx, Team, checkin.team_id if checkin is not None else int(number))
    if team is None or not request.leads(team.id):
        raise Denied(MANAGER)
    values, schedule, errors = _read(request, team, checkin)
    if errors:
        return Refused(errors)
    request.tx.command = "checkin change" if checkin is not None else "checkin new"
    if checkin is not None:
        checkin = checkins.change(request.tx, checkin, schedule=schedule, **values)
        return _receipt(request, checkin, team)
    schedule["starts_on"] = _first_day(request, team, schedule)
    checkin = checkins.create(request.tx, schedule=schedule, team_id=team.id, author_id=request.member.id, **values)
    _add_questions(request, checkin, team, template)
    if template == templates.OWN:
        return questions.listing(request, checkin)
    return _receipt(request, checkin, team)


@listener(writes=False)
def listing(request: Request) -> Reply:
    """`/checkin list`: what is asked, when, and of whom."""
    team = _team(request)
    found = []
    for checkin in checkins.of_team(request.tx, team.id):
        schedule = checkins.schedule_of(request.tx, checkin)
        basis = schedules.basis(request.tx, schedule)
        due = rhythms.next_due(basis.rule, request.now, holidays.days_off(basis.settings))
        day = periods.local_date(due.at, basis.zone) if due is not None else None
        found.append(Listed(checkin, _words(request, checkin, team), day, request.leads(team.id)))
    return Reply(views.listing(request.t, found))


def _form(request: Request, checkin: CheckIn) -> Opened:
    found = [rows.find(request.tx, members.Member, member_id) for member_id in checkin.member_ids]
    people = [person.slack_user_id for person in found if person is not None and members.is_in_slack(person)]
    settings = forms.settings_of(checkin, checkins.schedule_of(request.tx, checkin), people)
    view = forms.settings_form(request.t, settings, request.context(f"edit:{checkin.id}"), is_new=False)
    text = request.t("A form asks for the rest.")
    button = blocks.button(request.t.plain("Open the form"), views.CHANGE, checkin.id)
    return Opened(view, Message(text, [blocks.section(text), blocks.actions(button)]))


def _read(
    request: Request, team: Team, checkin: CheckIn | None
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """The columns of the check-in and of its schedule, and what is wrong by field."""
    t, errors = request.t, {}
    name = " ".join(str(choices.filled_in(request, forms.NAME)).split())
    others = [other for other in checkins.of_team(request.tx, team.id) if checkin is None or other.id != checkin.id]
    if not name:
        errors[forms.NAME] = t.plain("It needs a name.")
    elif any(other.name.casefold() == name.casefold() for other in others):
        errors[forms.NAME] = t.plain("{team} has a check-in of this name already.", team=team.name)
    people: Sequence[members.Member] = ()
    try:
        people = choices.people(request, choices.filled_in(request, forms.WHO) or [])
    except UserError as error:
        errors[forms.WHO] = t.plain(error.message, **error.values)
    audience = str(choices.filled_in(request, forms.AUDIENCE))
    channel = str(choices.filled_in(request, forms.CHANNEL_ID))
    if audience == CHANNEL and not channel:
        errors[forms.CHANNEL_ID] = t.plain("Which channel? Choose one, or let the team's own read it.")
    length = str(choices.filled_in(request, forms.LONG))
    has_end = length.startswith(forms.UNTIL)
    is_anonymous = choices.filled_in(request, forms.ANONYMOUS) == "1"
    if checkin is not None and checkin.is_anonymous != is_anonymous and checkin_rounds.latest(request.tx, checkin.id):
        words = t.plain("It has been asked already, so this stays as people knew it. Set up a new one instead.")
        errors[forms.ANONYMOUS] = words
    values = {
        "name": name,
        "member_ids": sorted(person.id for person in people),
        "audience": audience,
        "channel_id": channel if audience == CHANNEL else "",
        "is_anonymous": is_anonymous,
        "by_person": choices.filled_in(request, forms.CLOCK) == "person",
        "minutes": checkin.minutes if has_end and checkin is not None else 240 if has_end else int(length),
        "until": length.removeprefix(forms.UNTIL) if has_end else "",
        "reminds": choices.filled_in(request, forms.REMINDS) == "1",
    }
    schedule = {
        "weekdays": "".join(sorted(choices.filled_in(request, forms.DAYS))),
        "at": str(choices.filled_in(request, forms.TIME)),
        "every_weeks": int(choices.filled_in(request, forms.WEEKS)),
    }
    return values, schedule, errors


def _first_day(request: Request, team: Team, schedule: dict[str, Any]) -> date:
    """The first day on which it can be asked: with it begin the weeks that count."""
    rule = Rule(time.fromisoformat(schedule["at"]), team.zone, schedule["weekdays"])
    due = rhythms.next_due(rule, request.now, holidays.days_off(request.settings))
    return periods.local_date(due.at if due is not None else request.now, team.zone)


def _add_questions(request: Request, checkin: CheckIn, team: Team, template: str) -> None:
    made: list[checkin_questions.CheckInQuestion] = []
    for values, follows in templates.questions(translator(team.locale), template):
        follows_id = made[follows].id if follows is not None else None
        made.append(checkin_questions.add(request.tx, checkin.id, follows_id=follows_id, **values))


def _receipt(request: Request, checkin: CheckIn, team: Team) -> Reply:
    words = _words(request, checkin, team)
    undo = history.undo_button(request.t, request.tx.change_set_id) if request.tx.wrote else None
    return Reply(views.saved(request.t, words, checkin, undo))


def _words(request: Request, checkin: CheckIn, team: Team) -> Mrkdwn:
    schedule = checkins.schedule_of(request.tx, checkin)
    place = views.readers(request.t, checkin, team.channel_id)
    return views.set_up(request.t, checkin, schedule, checkins.people(request.tx, checkin), place)


def _team(request: Request) -> Team:
    if request.team is None:
        raise UserError("There is no team yet. Type `/sales here` in the channel that is to be its home.")
    return request.team


def register(routes: Routes) -> None:
    routes.line("checkin", "new", new, "新建", "创建", "添加")
    routes.line("checkin", "change", change, "settings", "设置")
    routes.line("checkin", "list", listing, "列表", "全部")
    routes.action(views.CHANGE, change_button)
    routes.view(forms.SETTINGS, save)
