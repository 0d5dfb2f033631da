"""`/sales report`: the week or the month in review to the person alone; managers may share it."""

from __future__ import annotations

from datetime import date

from handlers.requests import Answer, Ask, Choice, Denied, Reply, Request
from handlers.routes import Routes, listener
from sales import period_phrases, periods
from sales.errors import UserError
from sales.periods import Period
from storage import outbox, reviews, schedules
from storage.members import MANAGER
from storage.reviews import Scope
from views import blocks
from views import reviews as views
from views.blocks import Message


@listener()
def week(request: Request) -> Answer:
    """`/sales report week`, or another one: `report week 2026-11-16`, `report last week`."""
    period = _period(request, "week") or periods.week(_today(request))
    if request.known.get("share"):
        return _share(request, schedules.REVIEW, period)
    scope = _scope(request)
    review = reviews.week(request.tx, scope, period)
    message = views.week(request.t, review, scope=scope.name, today=_today(request))
    return _answer(request, message, may_share=not review.is_empty)


@listener()
def month(request: Request) -> Answer:
    """`/sales report month`: the month before, or the one that the line names."""
    period = _period(request, "month") or periods.month(_today(request)).previous()
    if request.known.get("share"):
        return _share(request, schedules.MONTH, period)
    scope = _scope(request)
    review = reviews.month(request.tx, scope, period)
    message = views.month(request.t, review, scope=scope.name)
    return _answer(request, message, may_share=not review.is_empty)


@listener()
def report(request: Request) -> Answer:
    """`/sales report`, `/sales report last week`, `/sales report october`."""
    if not request.line.strip():
        return week.answer(request)
    period = _period(request, "")
    if period is not None and period.kind in ("week", "month"):
        return (week if period.kind == "week" else month).answer(request)
    raise UserError("Which report? Type `/sales report week` or `/sales report month`.")


def _period(request: Request, kind: str) -> Period | None:
    """The week or month that the line names; None when it names none."""
    line = request.line.strip()
    if not line:
        return None
    found, rest = period_phrases.read_period(line, _today(request), request.settings.fiscal_year_start)
    if found is None or rest:
        raise UserError("I can't read {text} as a week or a month. Type `/sales report month`.", text=line)
    if found.kind == "day" and kind:
        return periods.week(found.start) if kind == "week" else periods.month(found.start)
    return found


def _answer(request: Request, message: Message, *, may_share: bool) -> Answer:
    team = request.team
    if not may_share or team is None or not team.channel_id or not request.leads(team.id):
        return Reply(message)
    t = request.t
    question = blocks.confirm(
        t.plain("Share this review?"),
        t.plain("Everybody in the team's channel will see it."),
        t.plain("Share"),
        t.plain("Cancel"),
    )
    raise Ask(message, [Choice(t.plain("Share"), {"share": True}, question)])


def _share(request: Request, kind: str, period: Period) -> Reply:
    """Post it in the team's channel, in the team's language; delivery refuses where outsiders read."""
    team = request.team
    if team is None or not request.leads(team.id):
        raise Denied(MANAGER)
    outbox.post(
        request.tx,
        kind,
        audience=outbox.INTERNAL,
        dedupe_key=f"{kind}:shared:{request.value}",
        channel=team.channel_id,
        payload={"team_id": team.id, "start": period.start.isoformat()},
    )
    text = request.t("On its way to the channel of *{team}*.", team=team.name)
    return Reply(Message(text, [blocks.section(text)]))


def _scope(request: Request) -> Scope:
    team, fiscal_year_start = request.team, request.settings.fiscal_year_start
    if team is None:
        name = request.t.plain("Everybody")
        return Scope(None, name, request.settings.currency, request.zone, fiscal_year_start)
    return Scope(team.id, team.name, team.currency, team.zone, fiscal_year_start)


def _today(request: Request) -> date:
    return periods.local_date(request.now, request.team.zone if request.team is not None else request.zone)


def register(routes: Routes) -> None:
    routes.line("report", "", report)
    routes.line("report", "week", week, "weekly", "周报", "周")
    routes.line("report", "month", month, "monthly", "月报", "月")
