"""What a team is told of as a risk, from when on, and at what time."""

from __future__ import annotations

import re
from decimal import Decimal

from handlers import choices
from handlers.requests import Answer, Reply, Request
from handlers.routes import Routes, listener
from handlers.teams import rights
from sales import parsing, periods, pipeline
from sales import risks as rules
from sales.errors import UserError
from sales.money import Money
from sales.risks import BIG, SLIPPED, STUCK
from storage import risk_rules, risk_yardsticks, schedules, stages
from storage.schedules import RISKS
from storage.stages import Stage
from storage.teams import Team
from views import risk_rules as views
from views.deals import stage_name

MOST = {**dict.fromkeys(rules.RULES, 60), rules.STUCK: 365, rules.SLIPPED: 10, rules.BIG: 95}
"""The highest limit of each rule that makes sense: a deal that is quiet for longer sleeps."""

_DEFAULT = ("default", "standard", "默认", "缺省")
_TIME = re.compile(r"\d{1,2}\s*[:：]\s*\d\d|\d{1,2}\s*(?:am|pm|点|时)", re.IGNORECASE)
_LIMIT = re.compile(r"(?<![\d.,])(\d{1,3})\s*(?:days?|d|times?|x|percent|[%％]|天|日|次)?(?![\w.,]*\d)", re.IGNORECASE)
_OVER = re.compile(
    r"(?:\bover\b|\babove\b|\bfrom\b|\bmore than\b|\bat least\b|>=?|超过|大于|高于|至少)\s*", re.IGNORECASE
)


@listener()
def change(request: Request) -> Answer:
    """`/sales team risks` lists the rules; `quiet 21 days over 10k`, `big off`, `stuck proposal 20`, `10:00`, `off`."""
    line = " ".join(request.line.split())
    if not line:
        return _list(request)
    team = rights.led(request)
    words = line.casefold()
    if words in choices.ON + choices.OFF:
        return _switch(request, team, choices.switch(words))
    if _TIME.fullmatch(words):
        return _set_time(request, team, line)
    rule, rest = _rule(line)
    if rule is None:
        raise UserError(
            "I can't read “{text}”. Type `/sales team risks quiet 21 days`, `big off` or `10:00`.", text=line
        )
    return _change_rule(request, team, rule, rest)


def _list(request: Request) -> Reply:
    team = rights.named(request)
    tx = request.tx
    by = risk_yardsticks.of_team(tx, team, periods.local_date(request.now, team.zone))
    message = views.listed(
        request.t,
        team,
        schedules.find(tx, RISKS, team_id=team.id),
        by.limits,
        by.stays,
        stages.every(tx),
        may_change=request.leads(team.id),
    )
    return Reply(message)


def _switch(request: Request, team: Team, is_on: bool) -> Answer:
    known = schedules.find(request.tx, RISKS, team_id=team.id)
    values = {**schedules.DEFAULTS[RISKS], "enabled": is_on} if known is None else {"enabled": is_on}
    schedule = schedules.save(request.tx, RISKS, team_id=team.id, **values)
    if is_on:
        when = views.when(request.t, schedule)
        return choices.done(request, request.t("*{team}* hears of risks {when}.", team=team.name, when=when))
    return choices.done(request, request.t("*{team}* hears of no risks any more.", team=team.name))


def _set_time(request: Request, team: Team, text: str) -> Answer:
    chosen = choices.week_time(text, "`/sales team risks 09:30`")
    assert chosen is not None
    values = {**schedules.DEFAULTS[RISKS], "at": chosen[1], "enabled": True}
    schedule = schedules.save(request.tx, RISKS, team_id=team.id, **values)
    when = views.when(request.t, schedule)
    return choices.done(request, request.t("*{team}* hears of risks {when}.", team=team.name, when=when))


def _rule(line: str) -> tuple[str | None, str]:
    """The rule that a line begins with, and the rest of it."""
    folded = line.casefold()
    known = [(word, rule) for rule, words in rules.WORDS.items() for word in (rule.replace("_", " "), *words)]
    for word, rule in sorted(known, key=lambda pair: -len(pair[0])):
        rest = line[len(word) :]
        if folded.startswith(word) and not (word.isascii() and rest[:1].isalnum()):
            return rule, rest.strip(" ,:，：")
    return None, line


def _change_rule(request: Request, team: Team, rule: str, text: str) -> Answer:
    stage, text = _stage(request, text) if rule == STUCK else (None, text)
    text, minimum = _minimum(request, team, text)
    word = text.strip().casefold()
    values: dict[str, object] = dict(minimum)
    if word in _DEFAULT:
        values |= {"most": None, "minimum_minor": None, "enabled": True}
    elif word in choices.ON + choices.OFF and stage is None:
        values["enabled"] = choices.switch(word)
    elif word:
        values |= {"most": _most(rule, text), "enabled": True}
    if not values:
        raise UserError(
            "From when on? Type `/sales team risks {rule} {example}`.",
            rule=rule.replace("_", " "),
            example=_example(rule),
        )
    stage_id = stage.id if stage is not None else 0
    risk_rules.save(request.tx, team, rule, stage_id=stage_id, **values)
    by = risk_yardsticks.of_team(request.tx, team, periods.local_date(request.now, team.zone))
    words = views.rule_line(request.t, team, rule, by.limits[rule], by.stays, stages.every(request.tx))
    return choices.done(request, words)


def _most(rule: str, text: str) -> int:
    found = _LIMIT.fullmatch(text.strip())
    number = int(found[1]) if found else 0
    if not 1 <= number <= MOST[rule]:
        raise UserError(
            "I can't read “{text}”: a number from 1 to {most}, as in `/sales team risks {rule} {example}`.",
            text=text.strip(),
            most=MOST[rule],
            rule=rule.replace("_", " "),
            example=_example(rule),
        )
    return number


def _example(rule: str) -> str:
    if rule == BIG:
        return "30%"
    return "3" if rule == SLIPPED else "10 days"


def _minimum(request: Request, team: Team, text: str) -> tuple[str, dict[str, object]]:
    """The least amount that a line names, and the line without it."""
    over = _OVER.search(text)
    if over is None:
        return text, {}
    read = parsing.read(text[over.end() :], request.today, request.locale, team.currency)
    if text[over.end() :].strip() == "0":
        read = parsing.Reading(amount=Decimal(0))
    if read.problem is not None:
        raise read.problem
    if read.amount is None or read.amount < 0:
        raise UserError("Over how much? Type `/sales team risks quiet 21 days over 10k`.")
    worth = Money.of(read.amount, read.currency or team.currency)
    minimum = worth.minor or None
    return text[: over.start()].strip(), {"minimum_minor": minimum, "currency": worth.currency}


def _stage(request: Request, text: str) -> tuple[Stage | None, str]:
    """The open stage that a line begins with, in the words of the workspace or the reader's, and the rest of it."""
    folded = text.casefold()
    for stage in stages.every(request.tx):
        called = (
            stage.name_key,
            stage_name(request.t, stage.name).casefold(),
            *pipeline.STAGE_WORDS.get(stage.name_key, ()),
        )
        for word in sorted(called, key=len, reverse=True):
            if stage.outcome == pipeline.OPEN and folded.startswith(word):
                return stage, text[len(word) :].strip()
    return None, text


def register(routes: Routes) -> None:
    routes.line("team", "risks", change, "risk", "风险", "预警")
