"""`/goal set …`: one line or a form, the verdict on each letter, and only then the goal."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers import choices
from handlers.goals import drafts, rights
from handlers.goals.drafts import Draft
from handlers.requests import Answer, Ask, Choice, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales import periods
from sales.errors import UserError
from sales.goals import numbers, smart
from sales.goals.metrics import BY_HAND, MEMBER, TEAM
from storage import goal_records, goals, members, outbox, teams
from storage.goal_records import Goal
from views import blocks, goal_verdicts
from views import goal_forms as forms
from views import goals as views
from views.blocks import Message


@listener()
def set_goal(request: Request) -> Answer:
    """`/goal set 20 new customers by june`; without words, the form."""
    if not request.typed_anything and not request.known:
        return opened(request, {})
    return propose(request)


@listener()
def set_team_goal(request: Request) -> Answer:
    """`/sales team goal 500k this quarter`."""
    return propose_for_team(request)


def propose_for_team(request: Request) -> Answer:
    """The same for the team, though the line does not say so any more."""
    request.line = f"team {request.line}"
    return propose(request)


def propose(request: Request) -> Answer:
    """Say what was understood and what the past makes of it; set it once somebody says so."""
    draft = drafts.understood(request, drafts.read(request))
    if request.known.get("form") or draft.get("target") is None or "starts_on" not in draft:
        return opened(request, draft)
    goal = drafts.goal_of(request, draft)
    own = goal.member_id == request.member.id
    judged = _judged(request, goal)
    if request.known.get("set"):
        return _set(request, goal, judged, own=own)
    message = goal_verdicts.verdict(
        request.t,
        goal,
        drafts.owner_name(request, draft),
        judged,
        own=own,
        fiscal_year_start=request.settings.fiscal_year_start,
    )
    raise Ask(message, _choices(request, draft, goal, judged))


@listener()
def open_form(request: Request) -> Opened:
    """**New goal**."""
    return opened(request, {})


@listener()
def set_next(request: Request) -> Opened:
    """**Set the next one** on a review: the same again, in the days that follow."""
    goal = rights.seen(request, request.value)
    if not rights.may_change(request, goal):
        raise UserError("Only its owner, or whoever leads them, sets the next one.")
    following = goal_records.period_of(goal, request.settings.fiscal_year_start).following()
    while following.end <= request.today:
        following = following.following()
    draft = drafts.of_goal(goal) | {"parent_id": None, "note": ""}
    draft |= drafts.days(following.start, following.last_day, request.settings.fiscal_year_start)
    return opened(request, draft)


@listener()
def submit(request: Request) -> Answer:
    """The form was sent: say what the past makes of it, with the same buttons as a typed line gets."""
    errors: dict[str, str] = {}
    metric = choices.filled_in(request, forms.METRIC)
    unit = str(choices.filled_in(request, forms.UNIT)).strip()
    currency = request.value if request.value else request.currency
    target, code = 0, ""
    try:
        target, code = numbers.read(
            str(choices.filled_in(request, forms.NUMBER)),
            metric,
            currency=currency if metric != BY_HAND else "",
            today=request.today,
            locale=request.locale,
        )
        if target <= 0:
            raise UserError("A goal is more than nothing.")
    except UserError as error:
        errors[forms.NUMBER] = request.t.plain(error.message, **error.values)
    if metric == BY_HAND and not unit:
        errors[forms.UNIT] = request.t.plain("Say what is counted, for example calls.")
    first, last = (date.fromisoformat(choices.filled_in(request, field)) for field in (forms.FIRST, forms.LAST))
    if last < first:
        errors[forms.LAST] = request.t.plain("It ends before it begins. Choose another day.")
    elif last < request.today:
        errors[forms.LAST] = request.t.plain("{day} is over. A goal ends on a day to come.", day=last)
    owner = _chosen_owner(request)
    if errors:
        return Refused(errors)
    draft = {
        **owner,
        "metric": metric,
        "target": target,
        "currency": code,
        "unit": unit if metric == BY_HAND else "",
        "note": str(choices.filled_in(request, forms.NOTE)).strip()[:500],
        **drafts.days(first, last, request.settings.fiscal_year_start),
    }
    # from here on it goes as if it had been typed
    request.take("goal", "set", "", "", [])
    request.known = {"draft": draft}
    return propose(request)


def opened(request: Request, draft: Draft) -> Opened:
    """The form, filled with what is known."""
    t = request.t
    whose = [("member", t.plain("Mine"))]
    led = [team for team in teams.active(request.tx) if rights.may_set(request, TEAM, team.id)]
    whose += [(f"team:{team.id}", t.plain("Team {team}", team=team.name)) for team in led[:20]]
    chosen = _owner_value(request, draft)
    if chosen not in {value for value, _label in whose}:
        whose.append((chosen, drafts.owner_name(request, draft)))
    target = ""
    if draft.get("target") is not None:
        target = views.number(t, Goal(**{"currency": "", **draft}), draft["target"])
    ends_on = draft.get("ends_on")
    view = forms.form(
        t,
        request.context(draft.get("currency") or ""),
        metric=draft.get("metric"),
        target=target,
        unit=draft.get("unit", ""),
        whose=whose,
        chosen=chosen,
        may_choose_person=bool(led),
        first=date.fromisoformat(draft["starts_on"]) if "starts_on" in draft else request.today,
        last=date.fromisoformat(ends_on) - periods.ONE_DAY if ends_on else None,
        note=draft.get("note", ""),
    )
    text = t("A form asks for the rest.")
    button = blocks.button(t.plain("Open the form"), views.OPEN_FORM, "")
    return Opened(view, Message(text, [blocks.section(text), blocks.actions(button)]))


def _judged(request: Request, goal: Goal) -> smart.Verdict:
    tx = request.tx
    period = goal_records.period_of(goal, request.settings.fiscal_year_start)
    parents: tuple[int, ...] = ()
    if goal.scope == MEMBER and goal.member_id is not None and goal.parent_id is None:
        found = goal_records.parents(
            tx,
            metric=goal.metric,
            currency=goal.currency,
            unit=goal.unit,
            period=period,
            team_ids=[team.id for team in teams.of_member(tx, goal.member_id)],
        )
        parents = tuple(each.id for each in found)
    draft = smart.Draft(goal.metric, goal.target, period, goal.unit, goal.currency, goal.parent_id)
    judgement = goals.judge(tx, goal, request.today)
    return smart.assess(draft, judgement, today=request.today, parents=parents, is_shared=goal_records.is_shared(goal))


def _choices(request: Request, draft: Draft, goal: Goal, judged: smart.Verdict) -> list[Choice]:
    """Set it; set it better, one button for each letter that knows how; or change it in the form."""
    t = request.t
    found = [Choice(t.plain("Set it"), {"draft": draft, "set": True})]
    for letter in judged.letters:
        if "target" in letter.rewrite:
            number = views.number(t, goal, letter.rewrite["target"])
            label = t.plain("Set {number} instead", number=number)
        elif "parent_id" in letter.rewrite:
            label = t.plain("Set it, as part of the team's")
        elif "ends_on" in letter.rewrite:
            last = date.fromisoformat(letter.rewrite["ends_on"]) - periods.ONE_DAY
            label = t.plain("Set it, until {day}", day=last)
        else:
            continue
        rewritten = {**draft, **letter.rewrite}
        if "ends_on" in letter.rewrite:
            rewritten["kind"] = "between"
        found.append(Choice(label, {"draft": rewritten, "set": True}))
    return [*found, Choice(t.plain("Change"), {"draft": draft, "form": True})]


def _set(request: Request, goal: Goal, judged: smart.Verdict, *, own: bool) -> Reply:
    tx = request.tx
    same = [each for each in _open_like(request, goal) if (each.target, each.ends_on) == (goal.target, goal.ends_on)]
    if same:
        raise UserError("That goal is there already. `/goal` shows it.")
    chance = judged.judgement.chance
    values: dict[str, Any] = {
        name: getattr(goal, name)
        for name in Goal.model_fields
        if name not in ("id", "workspace_id", "version", "agreed_by_id", "chance_before")
    }
    stored = goal_records.create(
        tx,
        **values,
        agreed_by_id=None if own else request.member.id,
        chance_before=None if chance is None else round(100 * chance),
    )
    name = goals.name_of(tx, stored)
    if not own and stored.member_id is not None:
        _tell_owner(request, stored)
    return Reply(
        goal_verdicts.was_set(
            request.t,
            stored,
            name,
            own=own,
            fiscal_year_start=request.settings.fiscal_year_start,
            change_set_id=tx.change_set_id,
        )
    )


def _open_like(request: Request, goal: Goal) -> list[Goal]:
    tx = request.tx
    if goal.scope == MEMBER and goal.member_id is not None:
        found = goal_records.open_of_member(tx, goal.member_id)
    elif goal.scope == TEAM and goal.team_id is not None:
        found = goal_records.open_of_team(tx, goal.team_id)
    else:
        found = [each for each in goal_records.open_of_partners(tx) if each.partner_id == goal.partner_id]
    return [
        each for each in found if (each.metric, each.unit, each.currency) == (goal.metric, goal.unit, goal.currency)
    ]


def _tell_owner(request: Request, goal: Goal) -> None:
    """Whose manager sets a goal for them hears of it."""
    assert goal.member_id is not None
    person = members.get(request.tx, goal.member_id)
    if not members.is_in_slack(person):
        return
    t = request.speak_to(person)
    wanted = views.wanted(t, goal, request.settings.fiscal_year_start)
    text = t("{name} set a goal with you: {goal}. `/goal` shows it.", name=request.member.name, goal=wanted)
    outbox.tell(
        request.tx,
        "note",
        person.slack_user_id,
        dedupe_key=f"goal_set:{goal.id}",
        payload={"text": text},
    )


def _owner_value(request: Request, draft: Draft) -> str:
    scope = draft.get("scope", MEMBER)
    if scope == TEAM:
        return f"team:{draft['team_id']}"
    if scope == MEMBER:
        member_id = draft.get("member_id", request.member.id)
        return "member" if member_id == request.member.id else f"member:{member_id}"
    return f"partner:{draft['partner_id']}"


def _chosen_owner(request: Request) -> Draft:
    """Whose goal the form is about; a named person goes before the menu."""
    person = choices.filled_in(request, forms.PERSON)
    if person:
        return {"scope": MEMBER, "member_id": choices.people(request, [person])[0].id}
    scope, _, whose = str(choices.filled_in(request, forms.WHOSE) or "member").partition(":")
    column = {"team": "team_id", "partner": "partner_id"}.get(scope, "member_id")
    return {"scope": scope, column: int(whose) if whose.isdigit() else request.member.id}


def register(routes: Routes) -> None:
    routes.line("goal", "set", set_goal, "add", "create", "设定", "制定", "新建")
    routes.line("team", "goal", set_team_goal, "goals", "目标")
    routes.action(views.OPEN_FORM, open_form)
    routes.action(views.NEXT, set_next)
    routes.view(forms.SUBMIT, submit)
