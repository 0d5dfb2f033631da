"""Deals at risk, dealt with at once: a next step, a new date, another stage, another owner, or no risk and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from handlers import choices
from handlers.requests import Answer, Denied, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales import dates, periods, pipeline
from sales import risks as rules
from sales.errors import UserError
from sales.risks import Reason
from storage import (
    absences,
    deals,
    goal_records,
    history,
    members,
    outbox,
    risk_goals,
    risk_notices,
    risk_rules,
    risks,
    rows,
    stage_times,
    stages,
    teams,
)
from storage.deals import Deal
from storage.members import MANAGER, Member
from storage.risk_goals import GoalPace
from storage.risk_notices import DEAL, GOAL, QUOTA, RULE
from storage.risks import Pace
from storage.teams import Quota, Team
from views import deals as deal_views
from views import risks as views
from views.blocks import Message, section

STEP_LENGTH = 200
STEP_IN = timedelta(days=1)
"""When a next step is proposed for: tomorrow, or the Monday after."""
DAYS_LEFT = 14
"""How long a deal is thought to take from here when its workspace has too little history to say."""


@listener()
def open_step(request: Request) -> Answer:
    """**Set next step**."""
    deal = _open_deal(request, request.value)
    day = _workday(request.today + STEP_IN)
    return Opened(views.step_form(request.t, deals.card(request.tx, deal.id), request.context(deal.id), day))


@listener()
def set_step(request: Request) -> Answer:
    """The next step was filled in."""
    deal = _open_deal(request, request.value)
    step = " ".join(str(choices.filled_in(request, views.STEP)).split())
    day = _chosen_day(request)
    if not step:
        return Refused({views.STEP: request.t.plain("Say what comes next, as “call Zhang”.")})
    if isinstance(day, Refused):
        return day
    return _changed(request, deal, next_step=step[:STEP_LENGTH], next_step_on=day)


@listener()
def open_date(request: Request) -> Answer:
    """**New date**: with a day that is likely, by how long deals usually take from the stage on."""
    deal = _open_deal(request, request.value)
    usual = _usual_days_left(request, deal)
    day = rules.likely_close(request.today, usual if usual is not None else DAYS_LEFT)
    card = deals.card(request.tx, deal.id)
    return Opened(views.date_form(request.t, card, request.context(deal.id), day, usual))


@listener()
def set_date(request: Request) -> Answer:
    """The new close date was filled in."""
    deal = _open_deal(request, request.value)
    day = _chosen_day(request)
    if isinstance(day, Refused):
        return day
    return _changed(request, deal, closes_on=day)


@listener()
def move(request: Request) -> Answer:
    """**Move**: a stage was chosen in the menu."""
    deal_id, _, stage_id = request.value.partition(":")
    deal = _open_deal(request, deal_id)
    stage = next((stage for stage in stages.every(request.tx) if str(stage.id) == stage_id), None)
    if stage is None or stage.outcome != pipeline.OPEN:
        raise UserError("That stage is gone. `/sales team stages` lists them.")
    return _changed(request, deal, stage=stage)


@listener()
def hand(request: Request) -> Answer:
    """**Hand to …**: somebody was chosen for a deal whose owner is not here any more."""
    deal_id, _, member_id = request.value.partition(":")
    deal = _open_deal(request, deal_id)
    heir = rows.find(request.tx, Member, int(member_id)) if member_id.isdigit() else None
    if heir is None or heir.kind != members.INTERNAL or not heir.is_active:
        raise UserError("They are not here any more. `/deal hand Acme @ben` gives the deal to somebody else.")
    changed = deals.hand_over(request.tx, deal, heir.id, today=request.today)
    card = deals.card(request.tx, changed.id)
    if heir.id != request.member.id and members.is_in_slack(heir):
        told = deal_views.handed_over(request.speak_to(heir), card, request.member)
        outbox.post(
            request.tx,
            "note",
            audience=outbox.PERSONAL(heir.slack_user_id),
            dedupe_key=f"deal:{deal.id}:{heir.id}:{request.tx.change_set_id}",
            channel=heir.slack_user_id,
            payload={"text": told.text, "blocks": told.blocks},
        )
    return _receipt(request, changed, deal_views.handed_facts(request.t, card))


@listener()
def open_reason(request: Request) -> Answer:
    """**Not a risk**: asks why."""
    t = request.t
    about, number = _about(request.value)
    if about == DEAL:
        deal = _open_deal(request, str(number))
        card = deals.card(request.tx, deal.id)
        what = views.line(t, card, _reasons(request, card), _day(request, deal.owner_id))
    elif about == GOAL:
        what = views.goal_at_risk(t, _goal(request, number).progress)
    else:
        pace = _pace(request, number)
        what = views.period_at_risk(t, pace.period, pace.won, pace.target)
    return Opened(views.reason_form(t, what, request.context(request.value)))


@listener()
def set_reason(request: Request) -> Answer:
    """Why something is no risk was filled in: silence until the facts change."""
    about, number = _about(request.value)
    why = " ".join(str(choices.filled_in(request, views.WHY)).split())
    if not why:
        return Refused({views.WHY: request.t.plain("One line is enough, as “they decide in January”.")})
    if about == DEAL:
        deal = _open_deal(request, str(number))
        card = deals.card(request.tx, deal.id)
        reasons = _reasons(request, card)
        text = request.t(
            "*{customer}*: no risk. I say no more of it until something changes.", customer=card.customer_name
        )
    else:
        reasons = [(_goal if about == GOAL else _pace)(request, number).reason]
        text = request.t("No risk. I say no more of it until you are further behind.")
    risk_notices.silence(request.tx, about, number, reasons, why=why, by=request.member.id)
    return choices.done(request, text)


@listener()
def ask_owner(request: Request) -> Answer:
    """**Ask Amy**: the owner, or who covers for them, gets a message with the ways to deal with it."""
    t = request.t
    deal = _existing(request, request.value)
    if not request.leads(deal.team_id) and not _leads(request, deal.owner_id):
        raise Denied(MANAGER)
    _require_open(request, deal)
    asked = members.get(request.tx, absences.cover(request.tx, deal.owner_id, request.today))
    if not members.is_in_slack(asked):
        raise UserError(
            "{name} can't be reached in Slack. `/deal hand Acme @ben` gives the deal away.", name=asked.name
        )
    is_first = outbox.post(
        request.tx,
        "risk_asked",
        audience=outbox.PERSONAL(asked.slack_user_id),
        dedupe_key=f"risk_asked:{deal.id}:{request.member.id}:{request.today}",
        channel=asked.slack_user_id,
        payload={
            "deal_id": deal.id,
            "member_id": asked.id,
            "asked_by": request.member.id,
            "day": _day(request, deal.owner_id).isoformat(),
        },
    )
    name = history.name_of(request.tx, "deal", deal.id)
    text = (
        t("Asked {name} about *{customer}*.", name=asked.name, customer=name)
        if is_first
        else t("You asked {name} about *{customer}* today already.", name=asked.name, customer=name)
    )
    return Reply(Message(text, [section(text)]), replaces=False)


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
    return _beside(choices.done(request, text))


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
    return _beside(choices.done(request, text))


def _changed(request: Request, deal: Deal, **changes: Any) -> Reply:
    changed = deals.change(request.tx, deal, today=request.today, **changes)
    card = deals.card(request.tx, changed.id)
    return _receipt(request, changed, deal_views.open_facts(request.t, card, is_new=False))


def _receipt(request: Request, deal: Deal, facts: list[str]) -> Reply:
    return _beside(Reply(deal_views.receipt(request.t, facts, deal.id, request.tx.change_set_id)))


def _beside(reply: Reply) -> Reply:
    """The message with the risks stays, and is corrected; the receipt comes beside it."""
    return Reply(reply.message, replaces=False)


def _existing(request: Request, number: str) -> Deal:
    deal = deals.find(request.tx, int(number)) if number.isdigit() else None
    if deal is None:
        raise UserError("That deal was taken back. `/deal list` shows yours.")
    return deal


def _open_deal(request: Request, number: str) -> Deal:
    """The deal behind a button, if it still is open and the person may change it."""
    deal = _existing(request, number)
    may = deals.is_in_hands_of(request.tx, deal, request.member.id, request.today)
    if not may and not request.leads(deal.team_id) and not _leads(request, deal.owner_id):
        owner = members.get(request.tx, deal.owner_id)
        raise UserError(
            "Deal #{number} belongs to {name}. Only they or a manager can change it.",
            number=str(deal.number),
            name=owner.name,
        )
    _require_open(request, deal)
    return deal


def _require_open(request: Request, deal: Deal) -> None:
    if deal.outcome != pipeline.OPEN:
        name = history.name_of(request.tx, "deal", deal.id)
        raise UserError(
            "{customer} is closed by now. `/deal #{number}` shows it.", customer=name, number=str(deal.number)
        )


def _leads(request: Request, member_id: int) -> bool:
    """Whether the person leads a team of somebody's."""
    return any(request.leads(team.id) for team in teams.of_member(request.tx, member_id))


def _about(thing: str) -> tuple[str, int]:
    about, _, number = thing.partition(":")
    if about not in (DEAL, QUOTA, GOAL) or not number.isdigit():
        raise UserError("That is from an earlier time. `/deal list risky` shows what is at risk now.")
    return about, int(number)


def _reasons(request: Request, card: Any) -> list[Reason]:
    found = risks.of_deal(request.tx, card, _day(request, card.owner_id))
    if not found:
        raise UserError("{customer} is no risk any more.", customer=card.customer_name)
    return found


def _pace(request: Request, number: int) -> Pace:
    """The quota behind a button, as long as it is behind, for its owner and those who lead them."""
    quota = rows.find(request.tx, Quota, number)
    if quota is None:
        raise UserError("That quota is gone.")
    if quota.member_id != request.member.id and not _leads(request, quota.member_id):
        raise Denied(MANAGER)
    by = risks.yardstick(request.tx, risks.home(request.tx, quota.member_id), _day(request, quota.member_id))
    person = members.get(request.tx, quota.member_id)
    for pace in risks.paces(request.tx, [person], by, with_answered=True):
        if pace.quota_id == number:
            return pace
    raise UserError("That quota is not behind any more.")


def _goal(request: Request, number: int) -> GoalPace:
    """The goal behind a button, as long as it is behind, for its owner and those who lead them."""
    goal = goal_records.find(request.tx, number)
    if goal is None:
        raise UserError("That goal is gone.")
    owner_id = goal.member_id or goal.set_by_id
    if owner_id != request.member.id and not _leads(request, owner_id):
        raise Denied(MANAGER)
    home = risks.home(request.tx, owner_id)
    if home is not None:
        by = risks.yardstick(request.tx, home, _day(request, owner_id))
        for pace in risk_goals.behind(request.tx, home.id, by, with_answered=True):
            if pace.progress.goal.id == number:
                return pace
    raise UserError("That goal is not behind any more.")


def _day(request: Request, owner_id: int) -> date:
    """The day it is for the team by whose rules somebody's deals are judged."""
    home = risks.home(request.tx, owner_id)
    return periods.local_date(request.now, home.zone) if home is not None else request.today


def _rule(request: Request) -> tuple[Team, str]:
    number, _, rule = request.value.partition(":")
    team = rows.find(request.tx, Team, int(number)) if number.isdigit() else None
    if team is None or rule not in rules.RULES:
        raise UserError("That is from an earlier time. `/sales team risks` shows the rules.")
    if not request.leads(team.id):
        raise Denied(MANAGER)
    return team, rule


def _chosen_day(request: Request) -> date | Refused:
    """The day of a form, which must be one to come."""
    element: dict[str, Any] = next(iter(request.payload["view"]["state"]["values"].get(views.DAY, {}).values()), {})
    chosen = element.get("selected_date")
    if not chosen:
        return Refused({views.DAY: request.t.plain("Choose a day.")})
    day = date.fromisoformat(chosen)
    if day < request.today:
        return Refused({views.DAY: request.t.plain("{day} has passed. Choose a day to come.", day=day)})
    if not dates.can_be_meant(day, request.today):
        return Refused({views.DAY: request.t.plain("{day} can't be meant. Choose another day.", day=day)})
    return day


def _usual_days_left(request: Request, deal: Deal) -> int | None:
    """How long deals usually take from this one's stage to the end; None without enough history of each stage."""
    medians = stage_times.medians(request.tx)
    pipeline_stages = [stage for stage in stages.every(request.tx) if stage.outcome == pipeline.OPEN]
    position = next((stage.position for stage in pipeline_stages if stage.id == deal.stage_id), 0)
    ahead = [stage.id for stage in pipeline_stages if stage.position >= position]
    if not all(stage_id in medians for stage_id in ahead):
        return None
    return sum(medians[stage_id] for stage_id in ahead)


def _workday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def register(routes: Routes) -> None:
    routes.action(views.SET_STEP, open_step)
    routes.view(views.STEP_FORM, set_step)
    routes.action(views.SET_DATE, open_date)
    routes.view(views.DATE_FORM, set_date)
    routes.action(views.MOVE, move)
    routes.action(views.HAND, hand)
    routes.action(views.NOT_A_RISK, open_reason)
    routes.view(views.REASON_FORM, set_reason)
    routes.action(views.ASK, ask_owner)
    routes.action(views.SWITCH_OFF, switch_off)
    routes.action(views.KEEP, keep)
