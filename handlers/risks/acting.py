"""A deal at risk, dealt with at once: a next step, a new date, another stage, another owner, or a question."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers import choices, notes
from handlers.requests import Answer, Denied, Opened, Refused, Reply, Request
from handlers.risks import rights
from handlers.routes import Routes, listener
from sales import dates, pipeline
from sales import risks as rules
from sales.errors import UserError
from storage import absences, deals, history, members, outbox, rows, stage_times, stages
from storage.deals import Deal
from storage.members import MANAGER, Member
from views import deals as deal_views
from views import risk_alerts as views
from views import risk_forms as forms
from views.blocks import Message, section

STEP_LENGTH = 200


@listener()
def open_step(request: Request) -> Answer:
    """**Set next step**."""
    deal = rights.open_deal(request, request.value)
    day = rules.likely_step(request.today)
    return Opened(forms.step_form(request.t, deals.card(request.tx, deal.id), request.context(deal.id), day))


@listener()
def set_step(request: Request) -> Answer:
    """The next step was filled in."""
    deal = rights.open_deal(request, request.value)
    step = " ".join(str(choices.filled_in(request, forms.STEP)).split())
    day = _chosen_day(request)
    if not step:
        return Refused({forms.STEP: request.t.plain("Say what comes next, as “call Zhang”.")})
    if isinstance(day, Refused):
        return day
    return _changed(request, deal, next_step=step[:STEP_LENGTH], next_step_on=day)


@listener()
def open_date(request: Request) -> Answer:
    """**New date**: with a day that is likely, by how long deals usually take from the stage on."""
    deal = rights.open_deal(request, request.value)
    usual = _usual_days_left(request, deal)
    day = rules.likely_close(request.today, usual)
    card = deals.card(request.tx, deal.id)
    return Opened(forms.date_form(request.t, card, request.context(deal.id), day, usual))


@listener()
def set_date(request: Request) -> Answer:
    """The new close date was filled in."""
    deal = rights.open_deal(request, request.value)
    day = _chosen_day(request)
    if isinstance(day, Refused):
        return day
    return _changed(request, deal, closes_on=day)


@listener()
def move(request: Request) -> Answer:
    """**Move**: a stage was chosen in the menu."""
    deal_id, _, stage_id = request.value.partition(":")
    deal = rights.open_deal(request, deal_id)
    stage = next((stage for stage in stages.every(request.tx) if str(stage.id) == stage_id), None)
    if stage is None or stage.outcome != pipeline.OPEN:
        raise UserError("That stage is gone. `/sales team stages` lists them.")
    return _changed(request, deal, stage=stage)


@listener()
def hand(request: Request) -> Answer:
    """**Hand to …**: somebody was chosen for a deal whose owner is not here any more."""
    deal_id, _, member_id = request.value.partition(":")
    deal = rights.open_deal(request, deal_id)
    heir = rows.find(request.tx, Member, int(member_id)) if member_id.isdigit() else None
    if heir is None or heir.kind != members.INTERNAL or not heir.is_active:
        raise UserError("They are not here any more. `/deal hand Acme @ben` gives the deal to somebody else.")
    changed = deals.hand_over(request.tx, deal, heir.id, today=request.today)
    card = deals.card(request.tx, changed.id)
    if heir.id != request.member.id:
        told = deal_views.handed_over(request.speak_to(heir), card, request.member)
        notes.tell(request, heir, told, f"deal:{deal.id}:{heir.id}:{request.tx.change_set_id}")
    return _receipt(request, changed, deal_views.handed_facts(request.t, card))


@listener()
def ask_owner(request: Request) -> Answer:
    """**Ask Amy**: the owner, or who covers for them, gets a message with the ways to deal with it."""
    t = request.t
    deal = rights.existing(request, request.value)
    if not request.leads(deal.team_id) and not rights.leads_owner(request, deal.owner_id):
        raise Denied(MANAGER)
    rights.require_open(request, deal)
    asked = members.get(request.tx, absences.cover(request.tx, deal.owner_id, request.today))
    if not members.is_in_slack(asked):
        raise UserError(
            "{name} can't be reached in Slack. `/deal hand Acme @ben` gives the deal away.", name=asked.name
        )
    is_first = outbox.tell(
        request.tx,
        "risk_asked",
        asked.slack_user_id,
        dedupe_key=f"risk_asked:{deal.id}:{request.member.id}:{request.today}",
        payload={
            "deal_id": deal.id,
            "member_id": asked.id,
            "asked_by": request.member.id,
            "day": rights.day_of(request, deal.owner_id).isoformat(),
        },
    )
    name = history.name_of(request.tx, "deal", deal.id)
    text = (
        t("Asked {name} about *{customer}*.", name=asked.name, customer=name)
        if is_first
        else t("You asked {name} about *{customer}* today already.", name=asked.name, customer=name)
    )
    return Reply(Message(text, [section(text)]), replaces=False)


def _changed(request: Request, deal: Deal, **changes: Any) -> Reply:
    changed = deals.change(request.tx, deal, today=request.today, **changes)
    card = deals.card(request.tx, changed.id)
    return _receipt(request, changed, deal_views.open_facts(request.t, card, is_new=False))


def _receipt(request: Request, deal: Deal, facts: list[str]) -> Reply:
    # the message with the risks stays, and is corrected; the receipt comes beside it
    return Reply(deal_views.receipt(request.t, facts, deal.id, request.tx.change_set_id), replaces=False)


def _chosen_day(request: Request) -> date | Refused:
    """The day of a form, which must be one to come."""
    chosen = choices.filled_in(request, forms.DAY)
    if not chosen:
        return Refused({forms.DAY: request.t.plain("Choose a day.")})
    day = date.fromisoformat(chosen)
    if day < request.today:
        return Refused({forms.DAY: request.t.plain("{day} has passed. Choose a day to come.", day=day)})
    if not dates.can_be_meant(day, request.today):
        return Refused({forms.DAY: request.t.plain("{day} can't be meant. Choose another day.", day=day)})
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


def register(routes: Routes) -> None:
    routes.action(views.SET_STEP, open_step)
    routes.view(forms.STEP_FORM, set_step)
    routes.action(views.SET_DATE, open_date)
    routes.view(forms.DATE_FORM, set_date)
    routes.action(views.MOVE, move)
    routes.action(views.HAND, hand)
    routes.action(views.ASK, ask_owner)
