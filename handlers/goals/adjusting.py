"""Another target or end: `/goal adjust 18 by june - market cut`. What was agreed changes with a manager's agreement.

The rule: a goal that a manager set, or agreed to, stays as it is until somebody who leads its owner agrees to the
change; the wish goes to them with two buttons. Everybody's own goals, and teams without a manager, need nobody. Either
way the old target and end, the reason and who agreed stay on record.
"""

from __future__ import annotations

from datetime import date

from handlers import choices
from handlers.goals import drafts, rights, setting, telling
from handlers.requests import Answer, Denied, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales import periods
from sales.errors import UserError
from sales.goals import adjustments, metrics, numbers, updates
from sales.goals.updates import Update
from storage import goal_records, goals, members, outbox
from storage.goal_records import ASKED, Goal, GoalAdjustment
from storage.goals import GoalProgress
from storage.members import MANAGER
from views import goal_forms as forms
from views import goals as views


@listener()
def adjust(request: Request) -> Answer:
    """`/goal adjust 18 - market cut`, `/goal adjust by june - they decide later`."""
    line = adjustments.read(request.line, request.today, request.locale, request.settings.fiscal_year_start)
    update = line.update
    goal = telling.chosen(request, Update(words=update.words), counted=True)
    ends_on = line.period.end if line.period is not None else goal.ends_on
    if (update.value is None and line.period is None) or not update.note:
        return _form(request, goal, update.text, ends_on)
    return _adjust(request, goal, _target(request, goal, update.text), ends_on, update.note)


@listener()
def open_adjust(request: Request) -> Opened:
    """**Adjust**."""
    goal = rights.changed(request, request.value)
    return _form(request, goal, "", goal.ends_on)


@listener()
def submit_adjust(request: Request) -> Answer:
    """The form was sent."""
    goal = rights.changed(request, request.value)
    ends_on = date.fromisoformat(choices.filled_in(request, forms.LAST)) + periods.ONE_DAY
    if ends_on != goal.ends_on and ends_on <= max(request.today, goal.starts_on):
        over = request.t.plain("{day} is over. A goal ends on a day to come.", day=ends_on - periods.ONE_DAY)
        return Refused({forms.LAST: over})
    try:
        target = _target(request, goal, str(choices.filled_in(request, forms.NUMBER)))
        return _adjust(request, goal, target, ends_on, str(choices.filled_in(request, forms.REASON)).strip())
    except UserError as error:
        return Refused({forms.NUMBER: request.t.plain(error.message, **error.values)})


@listener()
def agree(request: Request) -> Reply:
    """A manager agrees to the change."""
    return _decide(request, agrees=True)


@listener()
def decline(request: Request) -> Reply:
    """A manager keeps the goal as it is."""
    return _decide(request, agrees=False)


@listener()
def approve(request: Request) -> Reply:
    """**Agree to it**: from then on the goal is one that both have agreed on."""
    goal = rights.changed(request, request.value)
    if not rights.may_decide(request, goal):
        raise Denied(MANAGER)
    if goal.agreed_by_id is None:
        goal_records.change(request.tx, goal, agreed_by_id=request.member.id)
    each = _now(request, goal)
    return choices.done(request, request.t("Agreed: {goal}.", goal=views.title(request.t, each, named=True)))


@listener()
def close(request: Request) -> Answer:
    """`/goal close`, or **Close**: it is not counted any more."""
    if "draft" in request.known or "metric" in request.known or "target" in request.known or "period" in request.known:
        return setting.propose(request)
    if request.value and not request.typed:
        goal = rights.changed(request, request.value)
    elif (line := drafts.read(request)).period is not None and line.says_something:
        return setting.propose(request)  # close 20 deals by june
    else:
        goal = telling.chosen(request, Update(words=request.line), counted=True)
    goal_records.change(request.tx, goal, state=metrics.CLOSED)
    each = _now(request, goal)
    return choices.done(request, request.t("Closed: {goal}.", goal=views.title(request.t, each)))


def _form(request: Request, goal: Goal, target: str, ends_on: date) -> Opened:
    return Opened(
        forms.adjust_form(
            request.t,
            _now(request, goal),
            request.context(goal.id),
            target=target,
            last=ends_on - periods.ONE_DAY,
            is_wish=_is_wish(request, goal),
        )
    )


def _is_wish(request: Request, goal: Goal) -> bool:
    """Whether somebody else has to agree."""
    return (
        goal.agreed_by_id is not None
        and not rights.may_decide(request, goal)
        and bool(rights.managers_of(request, goal))
    )


def _target(request: Request, goal: Goal, text: str) -> int:
    """The new target; the old one where none was typed."""
    if not text.strip():
        return goal.target
    target, currency = numbers.read(
        text, goal.metric, currency=goal.currency, today=request.today, locale=request.locale
    )
    if currency and currency != goal.currency:
        raise UserError("This goal counts in {currency}. Type the new target in it too.", currency=goal.currency)
    if target <= 0:
        raise UserError("A goal is more than nothing.")
    return target


def _adjust(request: Request, goal: Goal, target: int, ends_on: date, reason: str) -> Reply:
    t = request.t
    if (target, ends_on) == (goal.target, goal.ends_on):
        raise UserError("That is its target already.")
    is_wish = _is_wish(request, goal)
    adjustment = goal_records.adjust(
        request.tx,
        goal,
        target=target,
        ends_on=ends_on,
        day=request.today,
        reason=reason[: updates.NOTE_LENGTH],
        asked_by_id=request.member.id,
        decided_by_id=None if is_wish else request.member.id,
    )
    old = views.adjusted(t, goal, adjustment.old_target, adjustment.old_ends_on)
    new = views.adjusted(t, goal, adjustment.new_target, adjustment.new_ends_on)
    if not is_wish:
        each = _now(request, goal)
        head = t("{goal}, {old} before.", goal=views.title(t, each), old=old)
        return choices.done(request, t("{head} {standing}", head=head, standing=views.standing(t, each)))
    asked = rights.managers_of(request, goal)
    for manager in asked:
        outbox.tell(
            request.tx,
            "goal_wish",
            manager.slack_user_id,
            dedupe_key=f"goal_wish:{adjustment.id}:{manager.id}",
            payload={"adjustment_id": adjustment.id, "member_id": manager.id},
        )
    names = t.plain(", ").join(manager.name for manager in asked)
    return choices.done(
        request, t("I asked {names} about {new}. Until then {old} holds.", names=names, new=new, old=old)
    )


def _decide(request: Request, *, agrees: bool) -> Reply:
    tx, t = request.tx, request.t
    adjustment = goal_records.find_adjustment(tx, int(request.value)) if request.value.isdigit() else None
    if adjustment is None:
        raise UserError("That wish was taken back.")
    goal = rights.changed(request, str(adjustment.goal_id))
    if not rights.may_decide(request, goal):
        raise Denied(MANAGER)
    if adjustment.state != ASKED:
        raise UserError("That was decided already.")
    if agrees and not goal_records.is_as_it_was(goal, adjustment):
        raise UserError("The target has changed meanwhile: it is {target}.", target=views.number(t, goal, goal.target))
    adjustment = goal_records.decide(tx, adjustment, goal, agrees=agrees, by_id=request.member.id)
    each = _now(request, goal)
    _tell_asker(request, each, adjustment, agrees)
    title = views.title(t, each, named=True)
    return choices.done(request, t("Agreed: {goal}.", goal=title) if agrees else t("Kept: {goal}.", goal=title))


def _tell_asker(request: Request, each: GoalProgress, adjustment: GoalAdjustment, agrees: bool) -> None:
    person = members.get(request.tx, adjustment.asked_by_id)
    if not members.is_in_slack(person):
        return
    t = request.speak_to(person)
    title = views.title(t, each)
    if agrees:
        text = t("{name} agreed: {goal} now.", name=request.member.name, goal=title)
    else:
        text = t("{name} would keep the target: {goal}.", name=request.member.name, goal=title)
    outbox.tell(
        request.tx,
        "note",
        person.slack_user_id,
        dedupe_key=f"goal_decided:{adjustment.id}",
        payload={"text": text},
    )


def _now(request: Request, goal: Goal) -> GoalProgress:
    """The goal as it is now, whatever was just written."""
    fresh = goal_records.find(request.tx, goal.id) or goal
    return goals.progress(request.tx, [fresh], request.today)[0]


def register(routes: Routes) -> None:
    routes.line("goal", "adjust", adjust, "change", "调整", "修改", "改")
    routes.line("goal", "close", close, "end", "关闭", "结束")
    routes.action(views.ADJUST, open_adjust)
    routes.action(views.CLOSE, close)
    routes.action(views.AGREE, agree)
    routes.action(views.DECLINE, decline)
    routes.action(views.APPROVE, approve)
    routes.view(forms.SUBMIT_ADJUST, submit_adjust)
