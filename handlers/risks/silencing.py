"""What is no risk, and why: silence until the facts change; and rules that nobody acts on."""

from __future__ import annotations

from typing import Any

from handlers import choices
from handlers.requests import Answer, Denied, Opened, Refused, Reply, Request
from handlers.risks import rights
from handlers.routes import Routes, listener
from sales import periods
from sales import risks as rules
from sales.errors import UserError
from sales.risks import Reason
from storage import deals, goal_records, members, risk_notices, risk_paces, risk_rules, risk_yardsticks, risks, rows
from storage.members import MANAGER
from storage.risk_notices import DEAL, GOAL, QUOTA, RULE
from storage.risk_paces import GoalPace, QuotaPace
from storage.risk_yardsticks import Yardstick
from storage.teams import Quota, Team
from views import risk_alerts as alerts
from views import risk_forms as forms
from views import risks as views


@listener()
def open_reason(request: Request) -> Answer:
    """**Not a risk**: asks why."""
    about, number = _about(request.value)
    if about == DEAL:
        deal = rights.open_deal(request, str(number))
        card = deals.card(request.tx, deal.id)
        what = views.line(request.t, card, _reasons(request, card), rights.day_of(request, deal.owner_id))
    else:
        what = request.t("{figures}.", figures=views.figures(request.t, _pace(request, about, number)))
    return Opened(forms.reason_form(request.t, what, request.context(request.value)))


@listener()
def set_reason(request: Request) -> Answer:
    """Why something is no risk was filled in: silence until the facts change."""
    about, number = _about(request.value)
    why = " ".join(str(choices.filled_in(request, forms.WHY)).split())
    if not why:
        return Refused({forms.WHY: request.t.plain("One line is enough, as “they decide in January”.")})
    if about == DEAL:
        deal = rights.open_deal(request, str(number))
        card = deals.card(request.tx, deal.id)
        reasons = _reasons(request, card)
        text = request.t(
            "*{customer}*: no risk. I say no more of it until something changes.", customer=card.customer_name
        )
    else:
        reasons = [_pace(request, about, number).verdict.reason]
        text = request.t("No risk. I say no more of it until you are further behind.")
    risk_notices.silence(request.tx, about, number, reasons, why=why, by=request.member.id)
    return choices.done(request, text)


@listener()
def switch_off(request: Request) -> Answer:
    """**Switch it off**: a rule that nobody acts on."""
    team, rule = _rule(request)
    risk_rules.save(request.tx, team, rule, enabled=False)
    risk_notices.outdate(request.tx, team.id, RULE)
    text = request.t(
        "“{rule}” is off for *{team}*. `/sales team risks` shows all rules.",
        rule=views.rule_name(request.t, rule),
        team=team.name,
    )
    return Reply(choices.done(request, text).message, replaces=False)


@listener()
def keep(request: Request) -> Answer:
    """**Keep it**: the rule stays, however noisy."""
    team, rule = _rule(request)
    proposed = risk_notices.last_told(request.tx, RULE, [team.id]).values()
    days = [notice.told_on for notice in proposed if notice.rule == rule]
    if not days:
        raise UserError("That is from an earlier time. `/sales team risks` shows the rules.")
    proposal = Reason(rule, 0, 0, max(days).isoformat())
    risk_notices.silence(request.tx, RULE, team.id, [proposal], why="", by=request.member.id)
    text = request.t(
        "“{rule}” stays. I ask again in two months at the earliest.", rule=views.rule_name(request.t, rule)
    )
    return Reply(choices.done(request, text).message, replaces=False)


def _about(thing: str) -> tuple[str, int]:
    about, _, number = thing.partition(":")
    if about not in (DEAL, QUOTA, GOAL) or not number.isdigit():
        raise UserError("That is from an earlier time. `/deal list risky` shows what is at risk now.")
    return about, int(number)


def _reasons(request: Request, card: Any) -> list[Reason]:
    found = risks.of_deal(request.tx, card, rights.day_of(request, card.owner_id))
    if not found:
        raise UserError("{customer} is no risk any more.", customer=card.customer_name)
    return found


def _pace(request: Request, about: str, number: int) -> QuotaPace | GoalPace:
    """The quota or goal behind a button, as long as it is behind, for its owner and those who lead them."""
    found = _quota(request, number) if about == QUOTA else _goal(request, number)
    if found is None:
        raise UserError("That is not behind any more.")
    return found


def _quota(request: Request, number: int) -> QuotaPace | None:
    quota = rows.find(request.tx, Quota, number)
    if quota is None:
        raise UserError("That is gone.")
    by = _yardstick(request, _home(request, quota.member_id))
    found = risk_paces.of_quotas(request.tx, [members.get(request.tx, quota.member_id)], by)
    return next((pace for pace in found if pace.quota_id == number), None)


def _goal(request: Request, number: int) -> GoalPace | None:
    goal = goal_records.find(request.tx, number)
    if goal is None:
        raise UserError("That is gone.")
    if goal.member_id is not None:
        team = _home(request, goal.member_id)
    else:
        team = rows.find(request.tx, Team, goal.team_id or 0)
        if team is None or not rights.leads(request, team.id):
            raise Denied(MANAGER)
    return next(iter(risk_paces.of_goals(request.tx, [goal], _yardstick(request, team))), None)


def _home(request: Request, member_id: int) -> Team | None:
    """The team by whose rules somebody is judged; refused to all but them and those who lead them."""
    if member_id != request.member.id and not rights.leads_owner(request, member_id):
        raise Denied(MANAGER)
    return risk_yardsticks.home(request.tx, member_id)


def _yardstick(request: Request, team: Team | None) -> Yardstick:
    today = periods.local_date(request.now, team.zone) if team is not None else request.today
    return risk_yardsticks.of_team(request.tx, team, today)


def _rule(request: Request) -> tuple[Team, str]:
    number, _, rule = request.value.partition(":")
    team = rows.find(request.tx, Team, int(number)) if number.isdigit() else None
    if team is None or rule not in rules.RULES:
        raise UserError("That is from an earlier time. `/sales team risks` shows the rules.")
    if not request.leads(team.id):
        raise Denied(MANAGER)
    return team, rule


def register(routes: Routes) -> None:
    routes.action(alerts.NOT_A_RISK, open_reason)
    routes.view(forms.REASON_FORM, set_reason)
    routes.action(alerts.SWITCH_OFF, switch_off)
    routes.action(alerts.KEEP, keep)
