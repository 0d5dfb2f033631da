"""What was answered, to those who may read it: by person or by question."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from handlers.requests import Answer, Ask, Choice, Denied, Reply, Request
from handlers.routes import Routes, listener
from sales import dates, parsing
from sales.errors import UserError
from storage import checkin_answers, checkin_rounds, checkins, members, rows, teams
from storage.checkin_rounds import CLOSED, Round
from storage.checkins import CHANNEL, MANAGER, TEAM_CHANNEL, CheckIn
from views import checkin_answers as views
from views import checkins as checkin_views
from views.checkin_answers import BY_PERSON, BY_QUESTION

_BY_QUESTION = re.compile(r"\bby question\b|按问题", re.IGNORECASE)


@listener()
def show(request: Request) -> Answer:
    """`/checkin results`, `/checkin results standup fri`."""
    by = BY_QUESTION if _BY_QUESTION.search(request.line) else BY_PERSON
    line = _BY_QUESTION.sub(" ", request.line).strip()
    day, name = _day(request, line)
    checkin = _checkin(request, name)
    if day is None:
        return _results(request, checkin, _last_round(request, checkin), by)
    round_ = checkin_rounds.of_day(request.tx, checkin.id, day)
    if round_ is None:
        raise UserError(
            "{checkin} was not asked on {day}. `/checkin results` shows the last time.", checkin=checkin.name, day=day
        )
    return _results(request, checkin, round_, by)


@listener()
def switch(request: Request) -> Answer:
    """**By person**, **By question** below a summary: for the reader alone."""
    number, _, by = request.value.partition(":")
    round_ = rows.find(request.tx, Round, int(number)) if number.isdigit() else None
    checkin = checkins.find(request.tx, round_.checkin_id) if round_ is not None else None
    if checkin is None or round_ is None:
        raise UserError("That check-in is no more. `/checkin list` shows those there are.")
    return _results(request, checkin, round_, by)


@listener()
def last(request: Request) -> Answer:
    """**Results** in the list of check-ins."""
    number = request.value.partition(":")[2]
    checkin = checkins.find(request.tx, int(number)) if number.isdigit() else None
    if checkin is None:
        raise UserError("That check-in is no more. `/checkin list` shows those there are.")
    return _results(request, checkin, _last_round(request, checkin), BY_PERSON)


def _last_round(request: Request, checkin: CheckIn) -> Round:
    """The one that was asked last. Raises `UserError`."""
    round_ = next(iter(checkin_rounds.latest(request.tx, checkin.id)), None)
    if round_ is None:
        raise UserError("{checkin} has not been asked yet. Its answers will be here.", checkin=checkin.name)
    return round_


def _results(request: Request, checkin: CheckIn, round_: Round, by: str) -> Reply:
    tx, leads = request.tx, request.leads(checkin.team_id)
    if not leads and not _is_read_here(request, checkin) and not checkins.takes_part(tx, checkin, request.member):
        raise Denied(members.MANAGER)
    is_over = round_.state == CLOSED or round_.closes_at <= request.now
    if checkin.is_anonymous and not is_over:
        raise UserError(
            "{checkin} is anonymous: what is answered is shown once it is over, so that nobody sees whose comes when.",
            checkin=checkin.name,
        )
    answers = checkin_answers.of_round(tx, checkin, round_)
    if checkin.audience == MANAGER and not leads:
        if checkin.is_anonymous:
            raise Denied(members.MANAGER)
        mine = [(part, texts) for part, texts in answers.given if part.member_id == request.member.id]
        answers = replace(answers, given=mine)
    if leads and not checkin.is_anonymous:
        answers = replace(answers, missing=checkin_rounds.not_answered(tx, round_.id))
    return Reply(views.results(request.t, answers, round_.id, by), replaces=False)


def _is_read_here(request: Request, checkin: CheckIn) -> bool:
    """Whether the person asks in the very channel that the answers come to."""
    home = teams.get(request.tx, checkin.team_id).channel_id
    channel = {TEAM_CHANNEL: home, CHANNEL: checkin.channel_id}.get(checkin.audience)
    return bool(channel) and request.channel_id == channel


def _checkin(request: Request, name: str) -> CheckIn:
    if "checkin" in request.known:
        chosen = checkins.find(request.tx, request.known["checkin"])
        if chosen is not None:
            return chosen
    own = {checkin.id for checkin in checkins.of_member(request.tx, request.member)}
    every = [checkin for checkin in checkins.every(request.tx) if checkin.id in own or request.leads(checkin.team_id)]
    word = name.casefold()
    found = [checkin for checkin in every if word in checkin.name.casefold()]
    if not found and word:
        raise UserError("I know no check-in {name}. `/checkin list` shows them.", name=name)
    if not found:
        raise UserError("There is no check-in yet. `/checkin new` sets one up.")
    if len(found) > 1:
        raise Ask(request.t("Which one?"), [Choice(each.name, {"checkin": each.id}) for each in found[:5]])
    return found[0]


def _day(request: Request, line: str) -> tuple[date | None, str]:
    """The day in a line, and the rest of it."""
    if not line:
        return None, ""
    read = parsing.read(line, today=request.today, locale=request.locale, currency=request.currency)
    if read.date is None or not dates.can_be_meant(read.date, request.today):
        return None, line
    day = read.date
    if day > request.today:
        # what was answered is in the past: Friday is the last one
        weeks = (day - request.today).days // 7 + 1
        day = date.fromordinal(day.toordinal() - 7 * weeks)
    return day, read.words.strip()


def register(routes: Routes) -> None:
    routes.line("checkin", "results", show, "result", "结果", "汇总")
    routes.action(checkin_views.RESULTS, last)
    for by in (BY_PERSON, BY_QUESTION):
        routes.action(f"{checkin_views.RESULTS}_{by}", switch)
