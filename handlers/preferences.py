"""`/sales me`: a person's numbers, and how they like to be spoken to."""

from __future__ import annotations

from handlers import choices
from handlers.requests import Answer, Offered, Reply, Request
from handlers.routes import Routes, listener
from sales import periods
from sales.errors import UserError
from storage import members, schedules, standings
from storage.members import Member
from storage.schedules import BRIEF
from views import preferences as views
from views.preferences import AS_IN_SLACK
from views.words import LANGUAGES


@listener(writes=False)
def show(request: Request) -> Reply:
    """My numbers today, and my settings."""
    return _card(request, request.member)


@listener()
def set_language(request: Request) -> Answer:
    """`/sales me language 中文`; `language slack` follows Slack again."""
    text = request.line.strip()
    if not text:
        raise UserError("Which language? Type `/sales me language English` or `/sales me language 中文`.")
    code = "" if text.casefold() == AS_IN_SLACK else choices.language(text)
    member = members.change(request.tx, request.member, locale=code)
    request.t = request.speak_to(member)
    name = LANGUAGES[request.t.language]
    return choices.done(request, request.t("I speak {language} with you.", language=name))


@listener()
def set_zone(request: Request) -> Answer:
    """`/sales me zone Shanghai`; `zone slack` follows Slack again."""
    text = request.line.strip()
    if not text:
        raise UserError("Which zone? Type a city: `/sales me zone Shanghai`.")
    zone = "" if text.casefold() == AS_IN_SLACK else choices.zone(request, text)
    member = members.change(request.tx, request.member, zone=zone)
    return choices.done(request, request.t("Your days are those of {zone}.", zone=members.zone_of(request.tx, member)))


@listener()
def set_line(request: Request) -> Answer:
    """`/sales me line off`: no private message about the own place on Mondays."""
    wanted = choices.switch(request.line)
    members.change(request.tx, request.member, wants_private_line=wanted)
    if wanted:
        return choices.done(request, request.t("You get the private line about your place on Mondays."))
    return choices.done(request, request.t("No private line on Mondays any more."))


@listener()
def set_quiet(request: Request) -> Answer:
    """`/sales me quiet 19:00-08:00`, or `off`: when nothing comes unasked."""
    choices.require_text(request, "`/sales me quiet 19:00-08:00`")
    member = choices.keep_quiet(request, request.line)
    if member.quiet_from == member.quiet_until:
        return choices.done(request, request.t("No quiet hours any more."))
    hours = views.quiet_hours(request.t, member)
    return choices.done(request, request.t("Between {hours} nothing comes unasked; it waits.", hours=hours))


@listener()
def set_brief(request: Request) -> Answer:
    """`/sales me brief off`, `on`, or a time: `/sales me brief 09:00`."""
    choices.require_text(request, "`/sales me brief off`")
    at = choices.time_of_day(request.line)
    wanted = at is not None or choices.switch(request.line)
    members.change(request.tx, request.member, wants_brief=wanted)
    existing = schedules.find(request.tx, BRIEF, member_id=request.member.id)
    if at is not None:
        values = schedules.BRIEF_DEFAULT if existing is None else {}
        schedules.save(request.tx, BRIEF, member_id=request.member.id, **{**values, "at": at})
    if not wanted:
        return choices.done(request, request.t("No brief in the morning any more. Home shows what is due."))
    time = at or (existing.at if existing is not None else schedules.BRIEF_DEFAULT["at"])
    return choices.done(
        request, request.t("You get the brief at {time} on weekdays, when there is something to do.", time=time)
    )


@listener()
def choose_quiet(request: Request) -> Reply:
    """Quiet hours were chosen on the card."""
    return _changed(request, choices.keep_quiet(request, request.value))


@listener()
def choose_brief(request: Request) -> Reply:
    """The brief was turned on or off on the card."""
    wanted = choices.switch(request.value)
    return _changed(request, members.change(request.tx, request.member, wants_brief=wanted))


@listener()
def choose_language(request: Request) -> Reply:
    """A language was chosen on the card."""
    code = "" if request.value == AS_IN_SLACK else choices.language(request.value)
    return _changed(request, members.change(request.tx, request.member, locale=code))


@listener()
def choose_zone(request: Request) -> Reply:
    """A zone was chosen on the card."""
    return _changed(request, members.change(request.tx, request.member, zone=choices.zone(request, request.value)))


@listener()
def choose_line(request: Request) -> Reply:
    """The private line was turned on or off on the card."""
    wanted = choices.switch(request.value)
    return _changed(request, members.change(request.tx, request.member, wants_private_line=wanted))


@listener(writes=False)
def find_zone(request: Request) -> Offered:
    """A zone is being typed."""
    return Offered(choices.zone_options(request.value))


def _changed(request: Request, member: Member) -> Reply:
    request.t = request.speak_to(member)
    return _card(request, member)


def _card(request: Request, member: Member) -> Reply:
    fiscal_year_start = request.settings.fiscal_year_start
    standing = standings.of_member(
        request.tx,
        member.id,
        team_id=request.team.id if request.team else None,
        currency=request.currency,
        today=request.today,
        fiscal_year_start=fiscal_year_start,
    )
    quarter = periods.quarter(request.today, fiscal_year_start)
    return Reply(views.card(request.t, member, standing, quarter, members.zone_of(request.tx, member)))


def register(routes: Routes) -> None:
    routes.line("me", "", show)
    routes.line("me", "language", set_language, "语言")
    routes.line("me", "zone", set_zone, "timezone", "时区")
    routes.line("me", "line", set_line, "私信")
    routes.line("me", "quiet", set_quiet, "静音", "免打扰", "勿扰")
    routes.line("me", "brief", set_brief, "briefs", "早报", "简报")
    routes.action(views.SET_QUIET, choose_quiet)
    routes.action(views.SET_BRIEF, choose_brief)
    routes.action(views.SET_LANGUAGE, choose_language)
    routes.action(views.SET_ZONE, choose_zone)
    routes.action(views.SET_LINE, choose_line)
    routes.option(views.SET_ZONE, find_zone)
