"""`/kudos list`: what I was thanked for, whom I thanked; for who leads a team, its numbers."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.requests import Reply, Request
from handlers.routes import Routes, listener
from sales import periods
from storage import kudos, teams
from views import kudos as views
from views.blocks import Message


@listener(writes=False)
def show(request: Request) -> Reply:
    """What I got and gave; managers see how often their teams were thanked, by value."""
    tx, t, me = request.tx, request.t, request.member
    zone = ZoneInfo(request.zone)

    def local(at: datetime) -> datetime:
        return at.astimezone(zone)

    rows = views.overview(
        t,
        received=kudos.received_by(tx, me.id, limit=views.SHOWN),
        given=kudos.given_by(tx, me.id, limit=views.SHOWN),
        left=kudos.left(tx, me, request.today),
        local=local,
        is_quiet=not me.thanked_in_public,
    )
    quarter = periods.quarter(request.today, request.settings.fiscal_year_start)
    for team in teams.led_by(tx, me.id):
        rows += views.of_team(t, team.name, quarter, kudos.by_value(tx, team.id, quarter.start))
    return Reply(Message(t("*Thanks to you*"), rows))


def register(routes: Routes) -> None:
    routes.line("kudos", "list", show, "列表", "mine")
