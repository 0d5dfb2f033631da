"""Looking deals up: the card, lists with filters, and the same as a file."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from handlers.deals import reading, receipts
from handlers.deals.reading import Understood
from handlers.requests import Answer, Ask, Choice, Reply, Request
from handlers.routes import Routes, listener
from sales import names, parsing, period_phrases, periods, pipeline
from sales.errors import UserError
from sales.money import Money
from sales.texts import one_of
from storage import customers, deals, history, members, outbox, risk_yardsticks, risks, stages, teams
from storage.deals import Deal, Filter
from storage.promises import of_deal as promises_of
from views import deal_lists as list_views
from views import deals as views
from views import risks as risk_views
from views import spreadsheets, timelines
from views.blocks import Message, section

PAGE = 10
TIMELINE, PROMISES = 8, 3
FILE_LIMIT = 10_000
RISKY_LIMIT = 1000

_STUCK = re.compile(r"\b(stuck|quiet|stale)\b|卡住|停滞|没动静", re.IGNORECASE)
_RISKY = re.compile(r"\b(risky|at risk|risks?)\b|有风险|风险", re.IGNORECASE)
_EVERYBODY = re.compile(r"\b(all|everybody|everyone)\b|全部|所有", re.IGNORECASE)
_TEAM = re.compile(r"\b(team|our)\b|团队", re.IGNORECASE)
_OUTCOMES = (
    (pipeline.WON, re.compile(r"\b(won|wins|closed)\b|赢单|成交", re.IGNORECASE)),
    (pipeline.LOST, re.compile(r"\b(lost)\b|丢单", re.IGNORECASE)),
)
_MORE = re.compile(r"(?:>=?|\bover\b|\babove\b|\bmore than\b|\bat least\b|超过|大于|以上)\s*", re.IGNORECASE)
_LESS = re.compile(r"(?:<=?|\bunder\b|\bbelow\b|\bless than\b|低于|小于|以下)\s*(?!@)", re.IGNORECASE)


def found(request: Request, understood: Understood) -> Answer:
    """The card of the deal that a line names; of several deals of a customer, the list."""
    if understood.number is not None:
        return Reply(_card(request, reading.numbered(request, understood.number)))
    buyer = reading.customer(request, understood, may_be_new=False)
    if buyer is None:
        reading.suggest_verb(request)
        raise UserError(
            "I know no customer {name}. To log a deal, type `/deal new {name} 30k eom`.", name=understood.name
        )
    of_customer = deals.of_customer(request.tx, buyer.id)
    still_open = [deal for deal in of_customer if deal.outcome == pipeline.OPEN]
    for only in (of_customer, still_open):
        if len(only) == 1:
            return Reply(_card(request, only[0]))
    return _page(request, Filter(outcome=None, customer_id=buyer.id), 0)


@listener()
def show(request: Request) -> Answer:
    """**Show deal** on a message."""
    return Reply(_card(request, reading.existing(request, int(request.value))), replaces=False)


@listener()
def list_deals(request: Request) -> Answer:
    """`/deal list`, `list stuck`, `list risky`, `list @ben >50k this month`: page by page, or as a file."""
    wanted = read_filter(request, request.line)
    if request.known.get("as_file"):
        return _as_file(request, wanted)
    return _page(request, wanted, int(request.known.get("offset", 0)))


def read_filter(request: Request, line: str) -> Filter:
    """What a list is wanted of. Mine and open, unless the line says otherwise."""
    wanted = Filter(owner_id=request.member.id)
    for outcome, word in _OUTCOMES:
        if word.search(line):
            wanted, line = replace(wanted, outcome=outcome), word.sub(" ", line)
    if _STUCK.search(line):
        wanted, line = replace(wanted, quiet_since=deals.quiet_since(request.now)), _STUCK.sub(" ", line)
    risky = _RISKY.search(line)
    line = _RISKY.sub(" ", line)
    if _EVERYBODY.search(line):
        wanted, line = replace(wanted, owner_id=None), _EVERYBODY.sub(" ", line)
    elif _TEAM.search(line) and request.team is not None:
        wanted, line = replace(wanted, owner_id=None, team_id=request.team.id), _TEAM.sub(" ", line)
    if request.mentions:
        wanted = replace(wanted, owner_id=request.person(request.mentions[0]).id)
        line = re.sub(r"<@[UW][A-Z0-9]+>", " ", line)
    for stage in stages.every(request.tx):
        called = re.compile(rf"(?<!\w)(?:{one_of(reading.stage_words(stage))})(?!\w)", re.IGNORECASE)
        if called.search(line):
            wanted, line = replace(wanted, stage_id=stage.id), called.sub(" ", line)
    wanted = _with_amount(request, *_with_period(request, wanted, line))
    return replace(wanted, ids=_at_risk(request, wanted)) if risky else wanted


def _at_risk(request: Request, wanted: Filter) -> tuple[int, ...]:
    """The deals at risk of those whom a list is about: of one person, of a team, or of everybody."""
    tx = request.tx
    if wanted.owner_id is not None:
        found = risks.of_owner(tx, wanted.owner_id, request.today)
    else:
        homes = teams.homes(tx)
        found = []
        for team in teams.active(tx):
            people = [member_id for member_id, team_id in homes.items() if team_id == team.id]
            if wanted.team_id in (None, team.id):
                by = risk_yardsticks.of_team(tx, team, request.today)
                found += [*risks.of_owners(tx, people, by), *risks.of_nobody(tx, team.id, by)]
    return tuple(risk.deal.id for risk in found[:RISKY_LIMIT])


def _with_period(request: Request, wanted: Filter, line: str) -> tuple[Filter, str]:
    period, rest = period_phrases.read_period(line, request.today, request.settings.fiscal_year_start)
    if period is None:
        return wanted, line
    return replace(wanted, closing_from=period.start, closing_until=period.end), rest


def _with_amount(request: Request, wanted: Filter, line: str) -> Filter:
    reading_ = parsing.read(
        _LESS.sub(" ", _MORE.sub(" ", line)), today=request.today, locale=request.locale, currency=request.currency
    )
    if reading_.amount is None:
        left = reading_.words.strip()
        buyers = customers.match(request.tx, left) if names.is_name(left) else []
        if customers.is_sure(left, buyers):
            return replace(wanted, owner_id=None, outcome=None, customer_id=buyers[0].id)
        if left:
            raise UserError(
                "I can't filter by “{words}”. Try `/deal list stuck` or `/deal list @ben >50k this month`.", words=left
            )
        return wanted
    minor = reading.minor(reading_.amount, reading_.currency or request.currency)
    return replace(wanted, less_than_minor=minor) if _LESS.search(line) else replace(wanted, more_than_minor=minor)


def _page(request: Request, wanted: Filter, offset: int) -> Answer:
    listed, total = deals.search(request.tx, wanted, offset=offset, limit=PAGE)
    worth = [Money(minor, currency) for currency, minor in deals.worth(request.tx, wanted)]
    message = list_views.page(request.t, listed, total, offset, worth, is_filtered=request.typed_anything)
    choices = []
    if offset:
        choices.append(Choice(request.t.plain("Back"), {"offset": offset - PAGE}))
    if offset + PAGE < total:
        choices.append(Choice(request.t.plain("Next"), {"offset": offset + PAGE}))
    if not total or request.verb != "list":
        return Reply(message)
    raise Ask(message, [*choices, Choice(request.t.plain("As a file"), {"as_file": True})])


def _as_file(request: Request, wanted: Filter) -> Reply:
    t = request.t
    listed, _total = deals.search(request.tx, wanted, limit=FILE_LIMIT)
    header = [t.plain(column) for column in list_views.CSV_COLUMNS]
    outbox.tell(
        request.tx,
        "file",
        request.member.slack_user_id,
        dedupe_key=f"file:{request.tx.change_set_id}",
        payload={
            "filename": f"deals-{request.today}.csv",
            "title": t.plain("Deals, {day}", day=request.today),
            "text": spreadsheets.to_csv(header, [list_views.csv_row(t, deal) for deal in listed]),
            "comment": t.plural("{count} deal, as you asked.", "{count} deals, as you asked.", len(listed)),
        },
    )
    text = t("I am sending the file to you in a direct message.")
    return Reply(Message(text, [section(text)]))


def _card(request: Request, deal: Deal) -> Message:
    card: Any = deals.card(request.tx, deal.id)
    changes = history.of_row(request.tx, "deal", deal.id, limit=TIMELINE)
    stage_names = {stage.id: stage.name for stage in stages.every(request.tx)}
    lines = [views.promised_line(request.t, promise) for promise in promises_of(request.tx, deal.id)[:PROMISES]]
    currency = deal.currency
    for change in changes:
        when, who = periods.local_date(change.at, request.zone), _actor(request, change.actor_id)
        what = timelines.describe(request.t, change, stage_names, currency)
        lines.append(views.timeline_line(request.t, when, who, what))
        currency = (change.before or {}).get("currency", currency)
    reasons = risks.of_deal(request.tx, card, request.today)
    at_risk = risk_views.on_card(request.t, card, reasons, request.today)
    return views.card(request.t, card, receipts.shares(request, deal), lines, request.today, risk=at_risk)


def _actor(request: Request, member_id: int | None) -> str:
    if member_id is None:
        return "Bellringer"
    return request.t.plain("you") if member_id == request.member.id else members.get(request.tx, member_id).name


def register(routes: Routes) -> None:
    routes.line("deal", "list", list_deals, "ls", "列表", "清单")
    routes.action(views.SHOW_CARD, show)
