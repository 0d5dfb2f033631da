"""What selling is measured by: the stages of the pipeline, people's quotas, exchange rates."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from handlers import choices
from handlers.requests import Answer, Denied, Reply, Request
from handlers.routes import Routes, listener
from handlers.teams import rights
from sales import parsing, period_phrases, periods, pipeline
from sales.errors import UserError
from sales.money import Money
from storage import rates, stages, teams
from storage.members import MANAGER
from storage.stages import Stage
from views import teams as views
from views.deals import stage_name

STAGE_LENGTH = 40
_ADD, _REMOVE = ("add", "添加", "加"), ("remove", "delete", "移除", "删除")
_PERCENT = re.compile(r"(?<!\d)(\d{1,3})\s*[%％]?\s*$")
_PERSON = re.compile(r"<@[UW][A-Z0-9]+>")


@listener()
def change_stages(request: Request) -> Answer:
    """`/sales team stages` lists them; `stages add demo 40%`, `stages remove demo`."""
    word, _, rest = request.line.strip().partition(" ")
    if word.casefold() in _ADD:
        return _add_stage(request, rest.strip())
    if word.casefold() in _REMOVE:
        return _remove_stage(request, rest.strip())
    if word:
        raise UserError("Type `/sales team stages add demo 40%` or `/sales team stages remove demo`.")
    return Reply(views.stage_list(request.t, stages.every(request.tx), may_change=request.leads(None)))


@listener()
def set_quota(request: Request) -> Answer:
    """`/sales team quota @ben 50k`: for this quarter, or the month or quarter that the line names."""
    team = rights.led(request)
    if not request.mentions:
        raise UserError("Whose quota? Type `/sales team quota @ben 50k`.")
    today = periods.local_date(request.now, team.zone)
    fiscal_year_start = request.settings.fiscal_year_start
    period, rest = period_phrases.read_period(_PERSON.sub(" ", request.line), today, fiscal_year_start)
    period = period or periods.quarter(today, fiscal_year_start)
    reading = parsing.read(rest, today, request.locale, team.currency)
    if reading.amount is None or reading.amount <= 0:
        raise UserError("How much? Type `/sales team quota @ben 50k`, or with a period: `… this month`.")
    amount = Money.of(reading.amount, reading.currency or team.currency)
    place = {person.id for person in teams.people(request.tx, team.id)}
    people = choices.people(request, request.mentions)
    for person in people:
        if person.id not in place:
            raise UserError(
                "{name} is not in {team}. Type `/sales team add @…` first.", name=person.name, team=team.name
            )
        teams.set_quota(
            request.tx,
            person,
            starts_on=period.start,
            ends_on=period.end,
            minor=amount.minor,
            currency=amount.currency,
        )
    names = request.t.plain(", ").join(person.name for person in people)
    return choices.done(
        request, request.t("Quota of {names}, {period}: {amount}.", names=names, period=period, amount=amount)
    )


@listener()
def set_rate(request: Request) -> Answer:
    """`/sales team rate USD CNY 7.1`, from today or `from 2026-01-01`."""
    if not request.leads(None):
        raise Denied(MANAGER)
    words = request.line.replace("=", " ").split()
    words = words[1:] if words[:1] == ["1"] else words
    numbers = [word for word in words[:3] if word[0].isdigit()]
    names = [word for word in words[:3] if not word[0].isdigit()]
    if len(names) != 2 or len(numbers) != 1:
        raise UserError("Type it like `/sales team rate USD CNY 7.1`, if you like with a day: `… from 2026-01-01`.")
    source, target = (choices.currency(name) for name in names)
    rate = _positive(numbers[0])
    if source == target:
        raise UserError("Those are the same currency. Type it like `/sales team rate USD CNY 7.1`.")
    since = parsing.read(" ".join(words[3:]), request.today, request.locale).date or request.today
    rates.save(request.tx, source, target, valid_from=since, rate=rate)
    text = request.t("1 {source} = {rate} {target}, from {day}.", source=source, rate=rate, target=target, day=since)
    return choices.done(request, text)


def _add_stage(request: Request, text: str) -> Answer:
    _require_lead(request)
    percent = _PERCENT.search(text)
    name = text[: percent.start()].strip(" ,，") if percent else text
    if not name or len(name) > STAGE_LENGTH or percent is None or not 0 < int(percent[1]) < 100:
        raise UserError("A stage needs a name and how likely a win is from it: `/sales team stages add demo 40%`.")
    existing = _find(request, name)
    if existing is not None and existing.outcome != pipeline.OPEN:
        raise UserError("The stages for won and lost deals stay as they are.")
    stage = stages.insert(request.tx, existing.name if existing is not None else name, int(percent[1]))
    shown = stage_name(request.t, stage.name)
    return choices.done(request, request.t("Stage *{stage}*, {percent} %.", stage=shown, percent=stage.probability))


def _remove_stage(request: Request, name: str) -> Answer:
    _require_lead(request)
    stage = _find(request, name)
    if stage is None:
        raise UserError("There is no stage {name}. `/sales team stages` lists them.", name=name)
    if stage.outcome != pipeline.OPEN:
        raise UserError("The stages for won and lost deals stay as they are.")
    if sum(1 for other in stages.every(request.tx) if other.outcome == pipeline.OPEN) == 1:
        raise UserError("That is the only stage for open deals. Add another one first.")
    stages.remove(request.tx, stage)
    shown = stage_name(request.t, stage.name)
    return choices.done(request, request.t("Stage *{stage}* is gone. Deals in it stay in it.", stage=shown))


def _find(request: Request, name: str) -> Stage | None:
    """The stage of this name, in the words of the workspace or the reader's."""
    word = name.casefold()
    for stage in stages.every(request.tx):
        other_words = pipeline.STAGE_WORDS.get(stage.name_key, ())
        if word in (stage.name_key, stage_name(request.t, stage.name).casefold(), *other_words):
            return stage
    return None


def _positive(text: str) -> Decimal:
    try:
        rate = Decimal(text.replace(",", "."))
    except InvalidOperation:
        rate = Decimal(0)
    if not 0 < rate < 10**9:
        raise UserError("I can't read {text} as a rate. Type it like `/sales team rate USD CNY 7.1`.", text=text)
    return rate


def _require_lead(request: Request) -> None:
    if not request.leads(None):
        raise Denied(MANAGER)


def register(routes: Routes) -> None:
    routes.line("team", "stages", change_stages, "stage", "阶段")
    routes.line("team", "quota", set_quota, "quotas", "指标", "配额")
    routes.line("team", "rate", set_rate, "rates", "汇率")
