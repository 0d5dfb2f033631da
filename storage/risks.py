"""Open deals at risk, and quotas behind pace: judged by the rules of their team, less what was answered already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from sales import periods, pipeline, risks
from sales.leaderboards import REVENUE
from sales.money import Money
from sales.periods import Period
from sales.risks import ASLEEP_AFTER, BIG, NO_STEP, OVERDUE, PACE, QUIET, SLIPPED, STUCK, Facts, Limit, Reason, Told
from storage import leaderboards, rates, risk_notices, risk_rules, rows, teams, workspaces
from storage.deals import LISTED, Deal
from storage.members import Member
from storage.rates import Exchange
from storage.risk_notices import DEAL, QUOTA, RiskAnswer, RiskNotice
from storage.stages import Stage
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


@dataclass(frozen=True, slots=True)
class Pace:
    """A quota that is behind an even pace."""

    quota_id: int
    member: Member
    won: Money
    target: Money
    period: Period
    reason: Reason
    is_news: bool
    why: str = ""
    """Why the person called it no risk, if they did."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """By what the deals of a team are judged on a day. Without a team, by the defaults."""

    today: date
    zone: str
    exchange: Exchange
    limits: dict[str, Limit]
    stays: dict[int, int]
    quarter: Period
    needed: int
    """What the team needs this quarter, in minor units; 0 when nobody can tell."""
    chances: dict[int, int]
    """Percent by stage, where what is needed is a sum weighted by them; else empty."""

    @property
    def currency(self) -> str:
        return self.exchange.currency


_DEALS, _STAGES, _PLACES, _TEAMS = (rows.table(t) for t in (Deal, Stage, TeamMember, Team))
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
_IN_QUARTER = (
    sa.select(
        _DEALS.c.stage_id,
        _DEALS.c.currency,
        sa.func.coalesce(sa.func.sum(_DEALS.c.amount_minor), 0).label("amount"),
        sa.func.count(_DEALS.c.amount_minor).label("number"),
    )
    .where(rows.mine(_DEALS), _DEALS.c.team_id == sa.bindparam("team_id"))
    .group_by(_DEALS.c.currency, _DEALS.c.stage_id)
)
_CHANCES = sa.select(_STAGES).where(rows.mine(_STAGES), _STAGES.c.outcome == pipeline.OPEN)
_OPEN_IN_QUARTER = _IN_QUARTER.where(
    _OPEN, _DEALS.c.closes_on >= sa.bindparam("first"), _DEALS.c.closes_on < sa.bindparam("end")
)
_WON_IN_QUARTER = _IN_QUARTER.where(
    _DEALS.c.outcome == pipeline.WON,
    _DEALS.c.closed_on >= sa.bindparam("first"),
    _DEALS.c.closed_on < sa.bindparam("end"),
)


# --- for one person, one deal ------------------------------------------------------------------------------------


def of_owner(tx: Transaction, member_id: int, today: date) -> list[Risk]:
    """The open risks of a person's deals, worst first; those that are acted on are none."""
    return of_owners(tx, [member_id], yardstick(tx, home(tx, member_id), today))


def of_deal(tx: Transaction, deal: Any, today: date) -> list[Reason]:
    """Why an open deal is a risk, acted on or not, but for what was called no risk. `deal` may be a card or a row."""
    if deal.outcome != pipeline.OPEN:
        return []
    by = yardstick(tx, home(tx, deal.owner_id), today)
    answered = risk_notices.answers(tx, DEAL, [deal.id])
    return [reason for reason in _judge(deal, by) if not _is_answered(answered.get((deal.id, reason.rule)), reason)]


def home(tx: Transaction, member_id: int) -> Team | None:
    """The team whose rules a person's deals are judged by: their first one."""
    return next(iter(teams.of_member(tx, member_id)), None)


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


def yardstick(tx: Transaction, team: Team | None, today: date) -> Yardstick:
    """What the deals of a team are judged by on a day of its own."""
    settings = workspaces.settings(tx)
    exchange = rates.into(tx, team.currency if team is not None else settings.currency)
    chosen = risk_rules.of_team(tx, team.id) if team is not None else []
    limits = risk_rules.limits(chosen, exchange, today)
    quarter = periods.quarter(today, settings.fiscal_year_start)
    needed, chances = 0, {}
    if team is not None and limits[BIG].enabled:
        needed = _quotas(tx, team, quarter, exchange, today)
        if not needed:
            chances = {stage.id: stage.probability for stage in rows.every(tx, _CHANCES)}
            needed = _weighted(tx, team, quarter, exchange, today, chances)
    zone = team.zone if team is not None else settings.zone
    return Yardstick(today, zone, exchange, limits, risk_rules.stays(tx, chosen), quarter, needed, chances)


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


def paces(tx: Transaction, people: Iterable[Member], by: Yardstick, *, with_answered: bool = False) -> list[Pace]:
    """The quotas of these people that are behind, this quarter's and this month's, the furthest behind first.

    Those that were called no risk are left out, unless they are asked for.
    """
    limit, found = by.limits[PACE], []
    if not limit.enabled:
        return []
    known = {person.id: person for person in people}
    for period in (by.quarter, periods.month(by.today)):
        quotas = [
            quota for quota in teams.quotas(tx, starts_on=period.start, ends_on=period.end) if quota.member_id in known
        ]
        for currency in sorted({quota.currency for quota in quotas}):
            (total,) = leaderboards.add_up(tx, [period], currency=currency, metric=REVENUE)
            for quota in quotas:
                if quota.currency == currency:
                    tally = total.tallies.get(quota.member_id)
                    revenue = tally.revenue if tally is not None else 0
                    behind = risks.days_behind(revenue, quota.amount_minor, period.start, period.end, by.today)
                    reason = risks.pace(behind, limit, period.key)
                    if reason is not None:
                        found.append((quota, Money(revenue, currency), period, reason))
    ids = [quota.id for quota, *_rest in found]
    answered, told = risk_notices.answers(tx, QUOTA, ids), risk_notices.last_told(tx, QUOTA, ids)
    behind_pace = []
    for quota, won, period, reason in found:
        answer = answered.get((quota.id, PACE))
        is_answered = _is_answered(answer, reason)
        last = _told(told.get((quota.id, PACE, reason.facts, quota.member_id)), None)
        if not is_answered or with_answered:
            behind_pace.append(
                Pace(
                    quota_id=quota.id,
                    member=known[quota.member_id],
                    won=won,
                    target=Money(quota.amount_minor, quota.currency),
                    period=period,
                    reason=reason,
                    is_news=not is_answered and risks.is_news(last, by.today),
                    why=answer.why if answer is not None and is_answered else "",
                )
            )
    return sorted(behind_pace, key=lambda pace: -pace.reason.figure)


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
    at_risk = []
    for deal, reasons in judged:
        last = {
            reason.rule: _told(told.get((deal.id, reason.rule, reason.facts, deal.owner_id)), deal)
            for reason in reasons
        }
        still = [
            reason
            for reason in reasons
            if not _is_answered(answered.get((deal.id, reason.rule)), reason)
            and not risks.is_settled(last[reason.rule])
        ]
        if still:
            is_news = any(risks.is_news(last[reason.rule], by.today) for reason in still)
            urgent = risks.urgency(still, deal.closes_on, by.today)
            at_risk.append(Risk(deal, still, is_news, risks.priority(_value(deal, by), urgent)))
    return sorted(at_risk, key=lambda risk: (risk.priority, -risk.deal.id), reverse=True)


def _judge(deal: Any, by: Yardstick) -> list[Reason]:
    value = _value(deal, by)
    share = 0
    if by.needed and value and deal.closes_on is not None and by.quarter.contains(deal.closes_on):
        # a sum of chances is compared with a chance, a quota with the whole amount
        share = value * by.chances.get(deal.stage_id, 100) // by.needed
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
        share=share,
        quarter=by.quarter.key,
    )
    return risks.judge(facts, by.limits, by.stays, by.today)


def _value(deal: Any, by: Yardstick) -> int | None:
    """What the deal is worth in the team's currency; None when nobody said, or there is no rate."""
    if deal.amount_minor is None:
        return None
    amount = by.exchange.convert(Money(deal.amount_minor, deal.currency), by.today)
    return amount.minor if amount is not None else None


def _told(notice: RiskNotice | None, deal: Any) -> Told | None:
    """A notice as the rules want it: settled when somebody did something about the deal since."""
    if notice is None:
        return None
    return Told(notice.told_on, deal is not None and deal.active_at >= notice.told_at)


def _is_answered(answer: RiskAnswer | None, reason: Reason) -> bool:
    return answer is not None and answer.facts == reason.facts


def _quotas(tx: Transaction, team: Team, quarter: Period, exchange: Exchange, today: date) -> int:
    """The quotas of a team's people for a quarter."""
    place = {person.id for person in teams.people(tx, team.id)}
    amounts = [
        exchange.convert(Money(quota.amount_minor, quota.currency), today)
        for quota in teams.quotas(tx, starts_on=quarter.start, ends_on=quarter.end)
        if quota.member_id in place
    ]
    return sum(amount.minor for amount in amounts if amount is not None)


def _weighted(
    tx: Transaction, team: Team, quarter: Period, exchange: Exchange, today: date, chances: dict[int, int]
) -> int:
    """What a team has won in a quarter, and its open deals by their chances; 0 while there are too few of them."""
    days = {"team_id": team.id, "first": quarter.start, "end": quarter.end}
    found = [*rows.every(tx, _OPEN_IN_QUARTER, **days), *rows.every(tx, _WON_IN_QUARTER, **days)]
    if sum(row.number for row in found) < risks.ENOUGH_DEALS:
        return 0
    amounts = [
        exchange.convert(Money(int(row.amount) * chances.get(row.stage_id, 100) // 100, row.currency), today)
        for row in found
    ]
    return sum(amount.minor for amount in amounts if amount is not None)
