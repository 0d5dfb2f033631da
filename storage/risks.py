"""Open deals at risk: judged by the rules of their team, less what was answered already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from sales import periods, pipeline, risks
from sales.risks import ASLEEP_AFTER, BIG, NO_STEP, OVERDUE, QUIET, SLIPPED, STUCK, Facts, Reason, Told
from storage import risk_notices, risk_yardsticks, rows
from storage.deals import LISTED, Deal
from storage.risk_notices import DEAL, RiskNotice
from storage.risk_yardsticks import Yardstick
from storage.teams import Team, TeamMember
from storage.transactions import Transaction

MOST, OWNERS_AT_ONCE = 5000, 50
"""How many deals are judged at a time, the largest, and of how many people: nobody looks through more."""
KEPT = timedelta(days=400)
"""How long it is remembered what was told of deals that are closed."""


@dataclass(frozen=True, slots=True)
class Risk:
    """An open deal that is at risk. `deal` has the names of its customer, owner, stage and partner."""

    deal: Any
    reasons: list[Reason]
    """Those that nobody has acted on or called no risk, the most urgent first."""
    is_news: bool
    """Whether it is to be told."""
    priority: tuple[int, int]


_DEALS, _PLACES, _TEAMS = (rows.table(t) for t in (Deal, TeamMember, Team))
_OPEN = _DEALS.c.outcome == pipeline.OPEN
_HAS_PLACE = (
    sa.exists()
    .where(
        _PLACES.c.workspace_id == _DEALS.c.workspace_id,
        _PLACES.c.member_id == _DEALS.c.owner_id,
        _TEAMS.c.id == _PLACES.c.team_id,
        _TEAMS.c.is_active,
    )
    .correlate(_DEALS)
)


# --- for one person, one deal ------------------------------------------------------------------------------------


def of_owner(tx: Transaction, member_id: int, today: date) -> list[Risk]:
    """The open risks of a person's deals, worst first; those that are acted on are none."""
    home = risk_yardsticks.home(tx, member_id)
    return of_owners(tx, [member_id], risk_yardsticks.of_team(tx, home, today))


def of_deal(tx: Transaction, deal: Any, today: date) -> list[Reason]:
    """Why an open deal is a risk, acted on or not, but for what was called no risk. `deal` may be a card or a row."""
    if deal.outcome != pipeline.OPEN:
        return []
    by = risk_yardsticks.of_team(tx, risk_yardsticks.home(tx, deal.owner_id), today)
    answered = risk_notices.answers(tx, DEAL, [deal.id])
    return [reason for reason in _judge(deal, by) if not risk_notices.is_answered(answered, deal.id, reason)]


# --- for many ----------------------------------------------------------------------------------------------------


def of_owners(tx: Transaction, member_ids: Sequence[int], by: Yardstick) -> list[Risk]:
    """The open risks of these people's deals, worst first."""
    found: list[Any] = []
    for start in range(0, len(member_ids), OWNERS_AT_ONCE):
        found += _awake(tx, by, _DEALS.c.owner_id.in_(member_ids[start : start + OWNERS_AT_ONCE]))
    return _worst_first(tx, found, by)


def of_nobody(tx: Transaction, team_id: int, by: Yardstick) -> list[Risk]:
    """The same for deals of the team whose owner has no place in any team any more."""
    return _worst_first(tx, _awake(tx, by, _DEALS.c.team_id == team_id, ~_HAS_PLACE), by)


def still(tx: Transaction, deal_ids: Sequence[int], by: Yardstick) -> tuple[dict[int, Any], dict[int, Risk]]:
    """These deals as they are now, by id, and those among them that still are at risk."""
    found = rows.search(tx, LISTED.where(_DEALS.c.id.in_(deal_ids))) if deal_ids else []
    at_risk = _worst_first(tx, [deal for deal in found if deal.outcome == pipeline.OPEN], by)
    return {deal.id: deal for deal in found}, {risk.deal.id: risk for risk in at_risk}


def asleep(tx: Transaction, member_ids: Sequence[int], today: date, zone: str) -> dict[int, int]:
    """By person, how many open deals nobody has touched for so long that they are not told of one by one."""
    if not member_ids:
        return {}
    statement = (
        sa.select(_DEALS.c.owner_id, sa.func.count())
        .where(rows.mine(_DEALS), _OPEN, _DEALS.c.owner_id.in_(member_ids), ~_is_awake(today, zone))
        .group_by(_DEALS.c.owner_id)
    )
    return {owner_id: int(count) for owner_id, count in rows.search(tx, statement)}


def close_told(tx: Transaction, team_id: int, today: date) -> None:
    """Note what was closed since it was told, and drop what is long over."""
    risk_notices.close_told(tx, _DEALS, team_id)
    risk_notices.forget_old(tx, today - KEPT)


def noisy_rules(tx: Transaction, team_id: int, today: date) -> list[tuple[str, int, int]]:
    """Rules that nobody acts on, each with how often it was told in the time that we watch, and how often acted on.

    What was told yesterday or today is not counted: nobody can have acted on it yet.
    """
    counted = risk_notices.acted_on(tx, _DEALS, team_id, today - risks.WATCHED, today - timedelta(days=2))
    return [(rule, told, acted) for rule, (told, acted) in sorted(counted.items()) if risks.nobody_acts(told, acted)]


# --- judging -----------------------------------------------------------------------------------------------------


def _awake(tx: Transaction, by: Yardstick, *conditions: sa.ColumnElement[bool]) -> list[Any]:
    """Open deals that may be at risk: the database leaves out most of those that are not."""
    statement = LISTED.where(_OPEN, *conditions, _is_awake(by.today, by.zone), sa.or_(sa.false(), *_suspicious(by)))
    return rows.search(tx, statement.order_by(_DEALS.c.amount_minor.desc().nulls_last(), _DEALS.c.id).limit(MOST))


def _suspicious(by: Yardstick) -> list[sa.ColumnElement[bool]]:
    """For each rule that is on, what holds for all deals that it finds, and for few others."""
    deal = _DEALS.c

    def until(rule: str) -> date:
        return by.today - timedelta(days=by.limits[rule].most)

    shortest = min([by.limits[STUCK].most, *by.stays.values()])
    no_step_since = until(NO_STEP)
    needed = by.needed * by.limits[BIG].most
    found = {
        QUIET: deal.active_at < periods.at_local(until(QUIET) + periods.ONE_DAY, time(), by.zone),
        OVERDUE: deal.closes_on <= until(OVERDUE),
        STUCK: deal.stage_since <= by.today - timedelta(days=shortest),
        SLIPPED: deal.slips >= by.limits[SLIPPED].most,
        NO_STEP: sa.case(
            (deal.next_step == "", deal.opened_on <= no_step_since), else_=deal.next_step_on <= no_step_since
        ),
        BIG: sa.and_(
            deal.closes_on >= by.quarter.start,
            deal.closes_on < by.quarter.end,
            (deal.currency != by.currency) | (deal.amount_minor * 100 > needed),
        ),
    }
    return [condition for rule, condition in found.items() if by.limits[rule].enabled]


def _is_awake(today: date, zone: str) -> sa.ColumnElement[bool]:
    """Whether somebody did something about a deal within the last months."""
    return _DEALS.c.active_at >= periods.at_local(today - timedelta(days=ASLEEP_AFTER), time(), zone)


def _worst_first(tx: Transaction, found: list[Any], by: Yardstick) -> list[Risk]:
    judged = [(deal, reasons) for deal in found if (reasons := _judge(deal, by))]
    ids = [deal.id for deal, _reasons in judged]
    answered, told = risk_notices.answers(tx, DEAL, ids), risk_notices.last_told(tx, DEAL, ids)
    spoken = {(notice.about_id, notice.owner_id): notice for notice in sorted(told.values(), key=_moment)}
    at_risk = []
    for deal, reasons in judged:
        last = {
            reason.rule: _told(told.get((deal.id, reason.rule, reason.facts, deal.owner_id)), deal)
            for reason in reasons
        }
        still = [
            reason
            for reason in reasons
            if not risk_notices.is_answered(answered, deal.id, reason) and not risks.is_settled(last[reason.rule])
        ]
        if still:
            before = _told(spoken.get((deal.id, deal.owner_id)), deal)
            acted_on = periods.local_date(deal.active_at, by.zone)
            is_news = any(
                risks.is_news(last[reason.rule], by.today)
                and not risks.is_of_the_act(reason, before, acted_on, by.today)
                for reason in still
            )
            urgent = risks.urgency(still, deal.closes_on, by.today)
            at_risk.append(Risk(deal, still, is_news, risks.priority(by.value(deal), urgent)))
    return sorted(at_risk, key=lambda risk: (risk.priority, -risk.deal.id), reverse=True)


def _moment(notice: RiskNotice) -> datetime:
    return notice.told_at


def _judge(deal: Any, by: Yardstick) -> list[Reason]:
    value = by.value(deal)
    facts = Facts(
        opened_on=deal.opened_on,
        stage_id=deal.stage_id,
        stage_since=deal.stage_since,
        active_on=periods.local_date(deal.active_at, by.zone),
        closes_on=deal.closes_on,
        slips=deal.slips,
        next_step=deal.next_step,
        next_step_on=deal.next_step_on,
        value=value,
        is_comparable=value is not None or deal.amount_minor is None,
        share=by.share(deal),
        quarter=by.quarter.key,
    )
    return risks.judge(facts, by.limits, by.stays, by.today)


def _told(notice: RiskNotice | None, deal: Any) -> Told | None:
    """A notice as the rules want it: settled when somebody did something about the deal since."""
    return Told(notice.told_on, deal.active_at >= notice.told_at) if notice is not None else None
