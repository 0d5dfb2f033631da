"""`/sales admin`: what admins decide for the whole workspace, and how things go."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from zoneinfo import ZoneInfo

from handlers import choices
from handlers.requests import Answer, Denied, Reply, Request
from handlers.routes import Routes, listener
from sales import parsing
from sales.calendars import MONTHS
from sales.errors import UserError
from storage import deliveries, holidays, members, outbox, schedules, teams, workspaces
from storage.members import ADMIN, MANAGER, REP
from storage.workspaces import Settings
from views import admin as views
from views.words import LANGUAGES, LOCALES

ROLE_WORDS = {
    REP: ("rep", "reps", "销售", "成员"),
    MANAGER: ("manager", "经理", "主管"),
    ADMIN: ("admin", "管理员"),
}
ADD, REMOVE = ("add", "添加", "加"), ("remove", "delete", "移除", "删除")
SHOWN_HOLIDAYS = 3
HOLIDAYS_IN = {"en": "en_US", "zh": "zh_CN"}
"""In which language the names of holidays are asked for."""
FONTS = "noto_cjk_sans_otc"


@listener(writes=False)
def show(request: Request) -> Reply:
    """`/sales admin`: all settings at a glance."""
    _require_admin(request)
    return Reply(views.overview(request.t, request.settings))


@listener()
def roles(request: Request) -> Answer:
    """`/sales admin roles` lists them; `roles @ben manager` gives one."""
    if not request.mentions:
        return Reply(views.roles(request.t, members.managers(request.tx)))
    _require_admin(request)
    words = request.line.casefold().split()
    role = next((role for role, names in ROLE_WORDS.items() for word in words if word in names), None)
    if role is None:
        raise UserError("Which role: rep, manager or admin? Type `/sales admin roles @ben manager`.")
    people = choices.people(request, request.mentions)
    admins = {person.id for person in members.managers(request.tx) if person.role == ADMIN}
    if role != ADMIN and admins <= {person.id for person in people}:
        raise UserError("Somebody has to be admin. Make another person one first: `/sales admin roles @mei admin`.")
    for person in people:
        members.change(request.tx, person, role=role)
    names = request.t.plain(", ").join(person.name for person in people)
    return choices.done(request, request.t("{name}: {role}", name=names, role=views.role_name(request.t, role)))


@listener()
def keep_holidays(request: Request) -> Answer:
    """`/sales admin holidays cn`, `holidays off`, `holidays add 2026-12-24`; boards are not posted on such days."""
    _require_admin(request)
    word, _, rest = request.line.strip().partition(" ")
    settings = request.settings
    if word.casefold() in ADD + REMOVE:
        settings = _change_day(request, rest, is_off=word.casefold() in ADD)
    elif word.casefold() in choices.OFF:
        settings = workspaces.change_settings(request.tx, country="")
    elif word:
        if not holidays.is_known(word):
            raise UserError(
                "I know no holidays of {country}. Type the two letters of a country: cn, de, gb.", country=word
            )
        settings = workspaces.change_settings(request.tx, country=word.upper())
    following = holidays.following(
        settings, request.today, count=SHOWN_HOLIDAYS, language=HOLIDAYS_IN[request.t.language]
    )
    return choices.done(request, views.days_off(request.t, settings.country, following))


@listener()
def set_currency(request: Request) -> Answer:
    """`/sales admin currency EUR`: where new teams begin."""
    _require_admin(request)
    choices.require_text(request, "`/sales admin currency EUR`")
    currency = choices.currency(request.line)
    workspaces.change_settings(request.tx, currency=currency)
    return choices.done(request, request.t("New teams count in {currency}.", currency=currency))


@listener()
def set_zone(request: Request) -> Answer:
    """`/sales admin zone Berlin`: for whom neither Slack nor a team tells one."""
    _require_admin(request)
    choices.require_text(request, "`/sales admin zone Berlin`")
    zone = choices.zone(request, request.line)
    workspaces.change_settings(request.tx, zone=zone)
    return choices.done(request, request.t("Whoever has no zone lives by {zone}.", zone=zone))


@listener()
def set_language(request: Request) -> Answer:
    """`/sales admin language 中文`: for whom neither Slack nor a person tells one."""
    _require_admin(request)
    choices.require_text(request, "`/sales admin language 中文`")
    code = choices.language(request.line)
    workspaces.change_settings(request.tx, locale=code)
    text = request.t("Whoever has chosen no language reads {language}.", language=LANGUAGES[code])
    return choices.done(request, text)


@listener()
def set_fiscal_year(request: Request) -> Answer:
    """`/sales admin fiscal april`: quarters and years are counted from there."""
    _require_admin(request)
    month = _month(request)
    workspaces.change_settings(request.tx, fiscal_year_start=month)
    name = views.month_name(request.t, month)
    return choices.done(request, request.t("The fiscal year begins in {month}.", month=name))


@listener(writes=False)
def doctor(request: Request) -> Reply:
    """`/sales admin doctor`: what waits, what is stuck, what comes next."""
    _require_admin(request)
    tx = request.tx
    held, dead = outbox.troubles(tx)
    planned = schedules.of_workspace(tx, schedules.LEADERBOARD)
    waiting = deliveries.oldest_waiting(tx.connection)
    health = views.Health(
        teams=teams.active(tx),
        held=held,
        dead=dead,
        oldest_waiting=_local(request, waiting) if waiting is not None and waiting < request.now else None,
        boards=[(row.team_name, _local(request, row.due_at)) for row in planned if row.due_at is not None],
        unplanned=sum(1 for row in planned if row.due_at is None),
        missing_languages=[
            name
            for code, name in LANGUAGES.items()
            if code != "en" and not (LOCALES / code / "LC_MESSAGES" / "bellringer.po").exists()
        ],
        has_fonts=find_spec(FONTS) is not None,
    )
    return Reply(views.health(request.t, health))


def _change_day(request: Request, text: str, *, is_off: bool) -> Settings:
    day = parsing.read(text, request.today, request.locale).date
    if day is None:
        raise UserError("Which day? Type `/sales admin holidays add 2026-12-24`.")
    days = set(request.settings.days_off)
    changed = days | {day.isoformat()} if is_off else days - {day.isoformat()}
    return workspaces.change_settings(request.tx, days_off=sorted(changed))


def _month(request: Request) -> int:
    word = request.line.strip().casefold().removesuffix("份").removesuffix("月")
    month = MONTHS.get(word) or (int(word) if word.isdecimal() else 0)
    if not 1 <= month <= 12:
        raise UserError("Which month? Type `/sales admin fiscal april`.")
    return month


def _local(request: Request, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(request.zone))


def _require_admin(request: Request) -> None:
    if not request.is_admin:
        raise Denied(ADMIN)


def register(routes: Routes) -> None:
    routes.line("admin", "", show)
    routes.line("admin", "roles", roles, "role", "角色")
    routes.line("admin", "holidays", keep_holidays, "holiday", "假日", "节假日")
    routes.line("admin", "currency", set_currency, "币种", "货币")
    routes.line("admin", "zone", set_zone, "timezone", "时区")
    routes.line("admin", "language", set_language, "语言")
    routes.line("admin", "fiscal", set_fiscal_year, "财年")
    routes.line("admin", "doctor", doctor, "体检")
