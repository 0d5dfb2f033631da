"""Goals that are not set yet: understood from a line or a form, and asked about until nothing is open."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from handlers.goals import rights
from handlers.requests import Ask, Choice, Denied, Request
from sales import periods
from sales.errors import UserError
from sales.goals import phrases
from sales.goals.metrics import BY_HAND, MEMBER, PARTNER, TEAM
from sales.goals.phrases import GoalLine
from sales.leaderboards import REVENUE
from sales.money import Money
from sales.periods import Period
from storage import goal_records, members, partners, rows, teams
from storage.goal_records import Goal
from storage.members import MANAGER, Member
from views import goals as views

Draft = dict[str, Any]
"""The columns of a goal as JSON has them; `target` and the days may be missing."""

_HANDLE = re.compile(r"(?<!\S)@[\w.-]+")


def read(request: Request) -> GoalLine:
    """What the line says of a goal."""
    tx = request.tx
    return phrases.read(
        request.line,
        request.today,
        request.locale,
        request.currency,
        request.settings.fiscal_year_start,
        teams=[team.name for team in teams.active(tx)],
        partners=partners.partner_names(tx),
    )


def understood(request: Request, line: GoalLine) -> Draft:
    """The draft that a line describes; asks about what is open in it, but for the number."""
    if "draft" in request.known:
        return dict(request.known["draft"])
    if line.problem is not None:
        raise line.problem
    known = request.known
    owner = _owner(request, line)
    metric = known.get("metric") or line.metric or _ask_metric(request, line)
    target, currency = _target(request, line, metric)
    period = _period(known) or line.period
    if period is None and target is not None:
        raise Ask(request.t("Until when?"), _ends(request))
    draft: Draft = {
        **owner,
        "metric": metric,
        "target": target,
        "currency": currency,
        "unit": (line.unit or request.t.plain("things")) if metric == BY_HAND else "",
        "note": line.note[:500],
    }
    return draft | _days(period) if period is not None else draft


def goal_of(request: Request, draft: Draft) -> Goal:
    """The goal as it would be set, with its rights checked anew: what a button carries may be old."""
    whose = draft[_COLUMNS[draft["scope"]]]
    _require(request, draft["scope"], whose)
    values = {
        **draft,
        "starts_on": date.fromisoformat(draft["starts_on"]),
        "ends_on": date.fromisoformat(draft["ends_on"]),
    }
    if values["ends_on"] <= request.today:
        raise UserError("{day} is over. A goal ends on a day to come.", day=values["ends_on"] - periods.ONE_DAY)
    parent = goal_records.find(request.tx, draft["parent_id"]) if draft.get("parent_id") else None
    values["parent_id"] = parent.id if parent is not None else None
    return Goal(id=0, workspace_id=request.tx.workspace_id, set_by_id=request.member.id, set_on=request.today, **values)


def of_goal(goal: Goal) -> Draft:
    """A draft like a goal that there is."""
    names = ("scope", "member_id", "team_id", "partner_id", "metric", "target", "currency", "unit", "kind", "parent_id")
    return {name: getattr(goal, name) for name in names} | {
        "starts_on": goal.starts_on.isoformat(),
        "ends_on": goal.ends_on.isoformat(),
        "note": goal.note,
    }


def _days(period: Period) -> Draft:
    return {"kind": period.kind, "starts_on": period.start.isoformat(), "ends_on": period.end.isoformat()}


def days(first: date, last: date, fiscal_year_start: int) -> Draft:
    """The columns of a stretch of days."""
    return _days(periods.named(first, last, fiscal_year_start))


def _period(known: dict[str, Any]) -> Period | None:
    if "period" not in known:
        return None
    kind, first, end = known["period"]
    return Period(kind, date.fromisoformat(first), date.fromisoformat(end))


def _owner(request: Request, line: GoalLine) -> Draft:
    """Whose goal it is, and whether the person may set it."""
    tx, scope = request.tx, line.scope
    if line.slack_user_id:
        person = request.person(line.slack_user_id)
        if person.kind != members.INTERNAL or not person.is_active:
            raise UserError("{name} is no full member of this workspace, and has no goals here.", name=person.name)
        _require(request, MEMBER, person.id)
        return {"scope": MEMBER, "member_id": person.id}
    handle = _HANDLE.search(request.line)
    if handle is not None:
        raise UserError(
            "I don't know who {handle} is. Type @ and pick the name from the list that Slack shows.", handle=handle[0]
        )
    if scope == TEAM:
        team = teams.find_by_name(tx, line.name) if line.name else request.team
        if team is None:
            raise UserError("There is no team yet. Type `/sales here` in the channel that is to be its home.")
        _require(request, TEAM, team.id)
        return {"scope": TEAM, "team_id": team.id}
    if scope == PARTNER:
        partner = partners.find(tx, line.name) if line.name else None
        if partner is None:
            raise UserError(
                "I know no partner {name}. A deal with `via {name}` makes it one.", name=line.name or "BetaCo"
            )
        _require(request, PARTNER, partner.id)
        return {"scope": PARTNER, "partner_id": partner.id}
    return {"scope": MEMBER, "member_id": request.member.id}


_COLUMNS = {MEMBER: "member_id", TEAM: "team_id", PARTNER: "partner_id"}


def _require(request: Request, scope: str, whose: int) -> None:
    if not rights.may_set(request, scope, whose):
        raise Denied(MANAGER)


def owner_name(request: Request, draft: Draft) -> str:
    """What the person, team or partner is called."""
    row_class: Any = {MEMBER: Member, TEAM: teams.Team, PARTNER: partners.Partner}[draft["scope"]]
    return str(rows.get(request.tx, row_class, draft[_COLUMNS[draft["scope"]]]).name)


def _ask_metric(request: Request, line: GoalLine) -> str:
    """Nobody guesses what is counted."""
    t = request.t
    candidates = line.metrics
    if not candidates:
        raise UserError(
            "I can't read {words} as a goal. Try `/goal 20 new customers by june`.", words=request.line.strip()
        )
    offered = [*candidates, *([BY_HAND] if line.unit and BY_HAND not in candidates else [])]
    raise Ask(
        t("What is counted?"),
        [
            Choice(line.unit if name == BY_HAND and line.unit else t.plain(views.METRICS[name]), {"metric": name})
            for name in offered
        ],
    )


def _target(request: Request, line: GoalLine, metric: str) -> tuple[int | None, str]:
    """How much, in the stored unit, and the currency of money."""
    if "target" in request.known:
        return request.known["target"], request.known.get("currency", "")
    if line.amounts:
        raise Ask(
            request.t("Which amount?"),
            [
                Choice(request.t.show(money), {"target": money.minor, "currency": money.currency})
                for money in line.amounts[:5]
            ],
        )
    if line.counts:
        raise Ask(
            request.t("Which number?"), [Choice(request.t.show(each), {"target": each}) for each in line.counts[:5]]
        )
    if metric == REVENUE and line.target is not None and not line.currency:
        money = Money.of(line.target, request.currency)
        return money.minor, money.currency
    if metric == REVENUE:
        return line.target, line.currency or request.currency
    return line.target, line.currency


def _ends(request: Request) -> list[Choice]:
    start = request.settings.fiscal_year_start
    offered = (periods.month(request.today), periods.quarter(request.today, start), periods.year(request.today, start))
    labels = (request.t.plain("This month"), request.t.plain("This quarter"), request.t.plain("This year"))
    return [
        Choice(label, {"period": [each.kind, each.start.isoformat(), each.end.isoformat()]})
        for label, each in zip(labels, offered, strict=True)
    ]
