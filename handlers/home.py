"""The Home tab: made anew whenever somebody opens it, or changes a setting on it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date

from handlers import choices
from handlers.requests import Offered, Request
from handlers.routes import PARTNER, Routes, listener
from sales import periods
from storage import (
    absences,
    agendas,
    checkin_rounds,
    checkins,
    feedback,
    goal_records,
    goals,
    kudos,
    leaderboards,
    members,
    outbox,
    partners,
    promises,
    registrations,
    standings,
    support,
    teams,
)
from storage.members import INTERNAL, Member
from storage.teams import Team
from views import home as views
from views.briefs import Reader
from views.home import Desk, Led
from views.preferences import AS_IN_SLACK
from views.words import Translator


@listener(allow=PARTNER)
def opened(request: Request) -> None:
    """Somebody opened the app. Outsiders have a Home tab too, with nothing of ours on it."""
    if request.payload["event"].get("tab", "home") == "home":
        _publish(request, request.member)


@listener()
def choose_language(request: Request) -> None:
    """A language was chosen on the Home tab."""
    code = "" if request.value == AS_IN_SLACK else choices.language(request.value)
    _publish(request, members.change(request.tx, request.member, locale=code))


@listener()
def choose_zone(request: Request) -> None:
    """A zone was chosen on the Home tab."""
    zone = choices.zone(request, request.value)
    _publish(request, members.change(request.tx, request.member, zone=zone))


@listener()
def choose_line(request: Request) -> None:
    """The private line was turned on or off on the Home tab."""
    wanted = choices.switch(request.value)
    _publish(request, members.change(request.tx, request.member, wants_private_line=wanted))


@listener()
def choose_quiet(request: Request) -> None:
    """Quiet hours were chosen on the Home tab."""
    _publish(request, choices.keep_quiet(request, request.value))


@listener()
def choose_brief(request: Request) -> None:
    """The brief was turned on or off on the Home tab."""
    wanted = choices.switch(request.value)
    _publish(request, members.change(request.tx, request.member, wants_brief=wanted))


@listener(writes=False)
def find_zone(request: Request) -> Offered:
    """A zone is being typed."""
    return Offered(choices.zone_options(request.value))


def _publish(request: Request, member: Member) -> None:
    outbox.post(
        request.tx,
        "home",
        audience=outbox.PERSONAL(member.slack_user_id),
        dedupe_key=f"home:{secrets.token_hex(8)}",
        payload={"slack_user_id": member.slack_user_id, "view": _view(request, member)},
    )


def _view(request: Request, member: Member) -> dict[str, object]:
    t = request.speak_to(member)
    if member.kind != INTERNAL or not member.is_active:
        return _partners_view(request, t, member)
    zone = members.zone_of(request.tx, member)
    today = periods.local_date(request.now, zone)
    fiscal_year_start = request.settings.fiscal_year_start
    standing = standings.of_member(
        request.tx,
        member.id,
        team_id=request.team.id if request.team else None,
        currency=request.currency,
        today=today,
        fiscal_year_start=fiscal_year_start,
    )
    quarter = periods.quarter(today, fiscal_year_start)
    desk = _desk(request, member, today)
    return views.home(t, Reader(member, today, zone), standing, desk, quarter=quarter, led=_led(request, member))


def _partners_view(request: Request, t: Translator, member: Member) -> dict[str, object]:
    """Of a partner's person their own; of whoever else is from outside, nothing."""
    tx, partner = request.tx, partners.of_member(request.tx, member)
    if partner is None or not member.is_active:
        return views.for_outsiders(t)
    zone = members.zone_of(request.tx, member)
    return views.for_partners(
        t,
        registrations.of_member(tx, partner.id, member.id, limit=views.PARTNERS_SHOWN),
        support.of_member(tx, partner.id, member.id, limit=views.PARTNERS_SHOWN),
        zone=zone,
        today=periods.local_date(request.now, zone),
    )


def _desk(request: Request, member: Member, today: date) -> Desk:
    tx = request.tx
    return Desk(
        agenda=agendas.gather(tx, member, today),
        goals=goals.of_member(tx, member.id, today),
        promises=promises.open_of(tx, member.id),
        thanks=kudos.received_by(tx, member.id, limit=1),
        thanks_left=kudos.left(tx, member, today),
        feedback_asked=feedback.asked_of(tx, member.id),
    )


def _led(request: Request, member: Member) -> list[Led]:
    """The teams that this person leads, with what each has won."""
    led = []
    for team in teams.led_by(request.tx, member.id):
        today = periods.local_date(request.now, team.zone)
        spans = [periods.week(today), periods.quarter(today, request.settings.fiscal_year_start)]
        week, quarter = leaderboards.add_up(request.tx, spans, currency=team.currency, team_id=team.id)
        people, away = teams.people(request.tx, team.id), absences.everybody_away(request.tx, today)
        led.append(
            Led(
                team,
                week.revenue,
                quarter.revenue,
                len(people),
                away=[person.name for person in people if person.id in away],
                behind=len(goals.behind(request.tx, goal_records.open_within(request.tx, team.id), today)),
                answered=_answered(request, team, away),
            )
        )
    return led


def _answered(request: Request, team: Team, away: Collection[int]) -> list[tuple[str, int, int]]:
    """The team's check-ins that are open now, with how many have answered of how many who are here."""
    found = []
    for checkin in checkins.of_team(request.tx, team.id):
        for latest in checkin_rounds.latest(request.tx, checkin.id):
            if latest.opens_at <= request.now < latest.closes_at:
                turnout = checkin_rounds.turnout(request.tx, latest.id, away=away)
                asked = sum(people for state, people in turnout.items() if state != checkin_rounds.AWAY)
                found.append((checkin.name, turnout.get(checkin_rounds.ANSWERED, 0), asked))
    return found


def register(routes: Routes) -> None:
    routes.event("app_home_opened", opened)
    routes.action(views.ACTIONS.language, choose_language)
    routes.action(views.ACTIONS.zone, choose_zone)
    routes.action(views.ACTIONS.line, choose_line)
    routes.action(views.ACTIONS.quiet, choose_quiet)
    routes.action(views.ACTIONS.brief, choose_brief)
    routes.option(views.ACTIONS.zone, find_zone)
