"""Scorecards on demand: to us of any partner, to a partner's people of their own company, the same card for both."""

from __future__ import annotations

from datetime import date

from handlers import choices
from handlers.partners import callers, editing, linking
from handlers.requests import Answer, Opened, Reply, Request
from handlers.routes import PARTNER, Routes, listener
from sales import period_phrases, periods
from sales.errors import UserError
from sales.periods import Period
from storage import members, outbox, partner_scores, partner_standings, partners, workspaces
from storage.partners import Partner
from views import partner_cards, partner_panel
from views import scorecards as views
from views.blocks import Message


@listener()
def show(request: Request) -> Answer:
    """`/partner score BetaCo last quarter`; `/partner score BetaCo off`: it is not posted in their channel."""
    line = linking.required(request, "/partner score BetaCo")
    name, _, last = line.rpartition(" ")
    if name and last.casefold() in choices.ON + choices.OFF:
        return _switch(request, linking.named(request, name), is_on=last.casefold() in choices.ON)
    period, name = _period(request, line)
    partner = linking.named(request, name)
    message = _card(request, partner, period)
    return Reply(views.with_picture(request.t, message, f"{partner.id}:{period.start}"))


@listener()
def show_of(request: Request) -> Answer:
    """**Scorecard** on a partner's card."""
    partner = partners.get(request.tx, int(request.value))
    period = _quarter(request)
    message = _card(request, partner, period)
    return Reply(views.with_picture(request.t, message, f"{partner.id}:{period.start}"), replaces=False)


@listener(allow=PARTNER)
def show_own(request: Request) -> Answer:
    """**Scorecard** on the panel, or `@Bellringer scorecard`: one's own company's, to whoever asks alone."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    message = views.with_picture(request.t, _card(request, partner, _quarter(request)), "")
    return Opened(views.form(request.t, message, request.context()), message)


@listener(allow=PARTNER)
def draw(request: Request) -> Answer:
    """**Picture**: of the card that it stands under; people of a partner get their own company's, whatever it says."""
    if request.member.kind == members.INTERNAL and request.value:
        number, _, begins = request.value.partition(":")
        partner: Partner | None = partners.get(request.tx, int(number))
        period = periods.quarter(date.fromisoformat(begins), request.settings.fiscal_year_start)
    else:
        partner, period = callers.partner_of(request), _quarter(request)
    if partner is None:
        return callers.stranger(request)
    reader = request.member
    outbox.post(
        request.tx,
        "partner_scorecard",
        audience=outbox.PARTNER(partner.id),
        dedupe_key=f"partner_scorecard:{partner.id}:{reader.id}:{request.now.isoformat()}",
        channel=reader.slack_user_id,
        payload={"partner_id": partner.id, "begins": period.start.isoformat(), "reader_id": reader.id},
    )
    message = views.drawing(request.t)
    if request.open_form_id:
        return Opened(views.form(request.t, message, request.context()), updates=request.open_form_id)
    return Reply(message, replaces=False)


@listener()
def switch_off(request: Request) -> Answer:
    """**Don't post it** the day before."""
    return _switch(request, partners.get(request.tx, int(request.value)), is_on=False)


def _card(request: Request, partner: Partner, period: Period) -> Message:
    score = partner_scores.card(request.tx, partner, period)
    us = workspaces.get(request.tx).name or request.t.plain("We")
    standing = partner_standings.of_one(request.tx, partner, request.today)
    return views.card(request.t, score, views.Sides(us, partner.name, standing))


def _switch(request: Request, partner: Partner, *, is_on: bool) -> Reply:
    editing.require_change(request, partner)
    partners.change(request.tx, partner, shares_scores=is_on)
    return Reply(choices.done(request, views.switched(request.t, partner.name, is_on=is_on)).message, replaces=False)


def _quarter(request: Request) -> Period:
    return periods.quarter(request.today, request.settings.fiscal_year_start)


def _period(request: Request, line: str) -> tuple[Period, str]:
    """The quarter that a line names, or the one that runs; and the line without it."""
    if partners.find(request.tx, line) is not None:
        return _quarter(request), line
    period, rest = period_phrases.read_period(line, request.today, request.settings.fiscal_year_start)
    if period is None:
        return _quarter(request), line
    if period.kind != "quarter":
        raise UserError("A scorecard is of a quarter: `/partner score BetaCo last quarter`.")
    return period, rest


def register(routes: Routes) -> None:
    routes.line("partner", "score", show, "scorecard", "记分卡", "评分")
    routes.line("scorecard", "", show_own)
    routes.action(partner_cards.SCORE, show_of)
    routes.action(partner_panel.SCORECARD, show_own)
    routes.action(views.PICTURE, draw)
    routes.action(views.SHARE_OFF, switch_off)
