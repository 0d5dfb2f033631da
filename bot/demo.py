"""A quarter of made-up deals for the sandbox, told as people would have typed them, so that every screen has a story.

The same seed and time give the same quarter. Nothing here is a real company.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sales import periods, pipeline
from sales.goals.metrics import BY_HAND, TEAM
from sales.leaderboards import NEW_CUSTOMERS, REVENUE
from sales.money import Money
from sales.periods import Period
from storage import (
    checkin_questions,
    checkins,
    customers,
    deals,
    goal_records,
    members,
    partners,
    rates,
    schedules,
    stages,
    teams,
    transactions,
    workspaces,
)
from storage.database import Database
from storage.goal_records import Goal
from storage.members import Member
from storage.teams import Team
from storage.transactions import Transaction
from views import checkin_templates
from views.words import translator

WEEKS = 13
LOST, OPEN = 26, 36
"""So many deals besides the wins, of which there are seven to twelve a week."""

FIELD_CUSTOMERS = (
    "Acme", "Globex", "Halden Freight", "Brightwater Labs", "Larkspur Hotels", "Ironbridge Tools", "Pinemark Paper",
    "Quillfeather Books", "Marrowstone Dairy", "Tidewell Marine", "Copperline Rail", "Owlgate Security", "Fennel & Fig",
    "Saltmarsh Energy", "Kestrel Optics", "Dunmore Textiles", "Velvet Harbour", "Oakhollow Homes", "Ninefold Games",
    "Stormvale Insurance", "Cobblestone Bikes", "Amberfield Farms", "Redwick Chemicals", "Lanternfish Media",
    "Greyfriar Clinics", "Thistledown Toys", "Blue Ferry Lines", "Hazelbrook Schools", "Mapleton Steelworks",
    "Wrenfield Motors", "Foxglove Pharma", "Riverbend Catering",
)  # fmt: skip
EAST_CUSTOMERS = (
    "澜舟物流", "青禾食品", "云栈仓储", "瑞泽医疗器械", "恒岳机械", "曜石电子", "锦穗纺织",
    "拓界能源", "晨屿教育", "知筑建材", "鹿鸣文旅", "砚山印刷", "潮生海产", "星垣软件",
    "柏川化工", "朗月家居", "叠翠农业", "启帆汽配", "衡木包装", "沐野户外", "松涛环保",
    "万井供水", "霁光照明", "听澜酒店", "禾木乳业", "砺石工具",
)  # fmt: skip
PRODUCTS = {"en": ("Starter", "Team", "Enterprise", "Support plan"), "zh": ("标准版", "团队版", "企业版", "维保服务")}
NEXT_STEPS = {
    "en": ("call about the contract", "send the revised quote", "demo for the warehouse team", "meet their CFO",
           "answer the security questions", "agree on a start date"),
    "zh": ("电话确认合同", "发修改后的报价", "给仓储团队演示", "约见财务总监", "答复安全问卷", "敲定启动日期"),
}  # fmt: skip
LOSSES = {
    "en": {"price": "a third cheaper elsewhere", "competitor": "stayed with their supplier", "timing": "next year",
           "product": "needs an on-site version", "no decision": "the project was put on ice"},
    "zh": {"price": "对手便宜三成", "competitor": "续签原供应商", "timing": "明年再说", "product": "需要本地部署",
           "no decision": "项目搁置"},
}  # fmt: skip
TEAM_MATES = {"Field": ("Sofia", "Tom", "Noor"), "华东团队": ("王强", "陈静", "赵磊")}
"""People who are in no channel of the sandbox, so that a board has enough names to leave some out."""
PARTNERS = {"USD": "BetaCo", "CNY": "GammaCo"}
EXAMPLES = ("Acme", "Globex")
"""Customers of the deals that the documentation speaks of: they have one each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Slack ids of the people and channels that the demo plays with; those of the sandbox unless others are given."""

    amy: str = "U0AMY"
    ben: str = "U0BEN"
    mei: str = "U0MEI"
    li: str = "U0LI"
    ada: str = "U0ADA"
    field_channel: str = "C0FIELD"
    east_channel: str = "C0EAST"


SANDBOX = Cast()


@dataclass(frozen=True, slots=True)
class _Seller:
    """Somebody with a habit of selling: `usual` is a typical deal in major units."""

    member: Member
    team: Team
    colleague: Member
    usual: int
    names: tuple[str, ...]

    @property
    def language(self) -> str:
        return self.team.locale


@dataclass(frozen=True, slots=True)
class _Step:
    """Something that was done about a deal: when, in which words, and what it changed."""

    at: datetime
    command: str
    changes: dict[str, Any]


@dataclass(slots=True)
class _Story:
    """A deal from its beginning to now."""

    seller: _Seller
    customer: str
    product: str
    minor: int
    has_partner: bool
    steps: list[_Step] = field(default_factory=list)
    deal_id: int | None = None


def seed(database: Database, workspace_id: int, now: datetime, cast: Cast = SANDBOX, *, seed: int = 20) -> None:
    """Fill a new workspace with two teams and the quarter before `now`. One that has teams is left as it is."""
    begins = now - timedelta(weeks=WEEKS)
    with transactions.begin(database, workspace_id=workspace_id, now=begins, command="demo") as tx:
        if teams.active(tx):
            return
        sellers = _set_up(tx, cast, periods.local_date(now, "Europe/Berlin"))
    stories = list(_Writer(Random(seed), now).stories(sellers))
    told = sorted(
        (step.at, index, number) for index, story in enumerate(stories) for number, step in enumerate(story.steps)
    )
    for at, index, number in told:
        story = stories[index]
        step = story.steps[number]
        actor_id = story.seller.member.id
        with transactions.begin(
            database, workspace_id=workspace_id, now=at, actor_id=actor_id, command=step.command
        ) as tx:
            _play(tx, story, step)


def _set_up(tx: Transaction, cast: Cast, today: date) -> list[_Seller]:
    """People, teams, their schedules, quotas of this quarter and the last, and what a dollar is worth."""
    home = workspaces.get(tx).slack_team_id
    workspaces.change_settings(tx, zone="Europe/Berlin", currency="USD", locale="en")
    stages.every(tx)

    def meet(slack_user_id: str, name: str, full_name: str, zone: str, locale: str, role: str = members.REP) -> Member:
        return members.remember(
            tx,
            slack_user_id,
            name=name,
            full_name=full_name,
            kind=members.INTERNAL,
            role=role,
            home_team_id=home,
            is_active=True,
            slack_zone=zone,
            slack_locale=locale,
        )

    amy = meet(cast.amy, "Amy", "Amy Lindgren", "Europe/Berlin", "en-GB")
    ben = meet(cast.ben, "Ben", "Ben Carter", "Europe/London", "en-GB")
    mei = meet(cast.mei, "梅", "Mei Lin", "Asia/Shanghai", "zh-CN", members.MANAGER)
    li = meet(cast.li, "李娜", "Li Na", "Asia/Shanghai", "zh-CN")
    ada = meet(cast.ada, "Ada", "Ada Okafor", "Europe/Berlin", "en-GB", members.ADMIN)
    field_team = teams.create(
        tx, "Field", channel_id=cast.field_channel, channel_name="field", zone="Europe/Berlin", currency="USD"
    )
    east_team = teams.create(
        tx,
        "华东团队",
        channel_id=cast.east_channel,
        channel_name="east",
        zone="Asia/Shanghai",
        locale="zh",
        currency="CNY",
    )
    for team, manager, people in ((field_team, ada, (amy, ben)), (east_team, mei, (li,))):
        teams.add(tx, team, manager, is_manager=True)
        for member in people:
            teams.add(tx, team, member)
        schedules.begin(tx, team.id)
        _ask_weekly(tx, team, manager)
    this_quarter = periods.quarter(today)
    for quarter in (this_quarter.previous(), this_quarter):
        for member, quota in (
            (amy, Money.of(240_000, "USD")),
            (ben, Money.of(220_000, "USD")),
            (mei, Money.of(1_400_000, "CNY")),
            (li, Money.of(1_600_000, "CNY")),
        ):
            teams.set_quota(
                tx, member, starts_on=quarter.start, ends_on=quarter.end, minor=quota.minor, currency=quota.currency
            )
    _set_goals(tx, this_quarter, team=field_team, amy=amy, ben=ben, li=li)
    for weeks, rate in ((2 * WEEKS, "7.12"), (WEEKS // 2, "7.08")):
        rates.save(tx, "USD", "CNY", valid_from=today - timedelta(weeks=weeks), rate=Decimal(rate))
    sellers = [
        _Seller(amy, field_team, ben, 14_000, FIELD_CUSTOMERS[::2]),
        _Seller(ben, field_team, amy, 12_500, FIELD_CUSTOMERS[1::2]),
        _Seller(mei, east_team, li, 78_000, EAST_CUSTOMERS[::2]),
        _Seller(li, east_team, mei, 86_000, EAST_CUSTOMERS[1::2]),
    ]
    for team, colleague, usual, names in (
        (field_team, amy, 9_500, FIELD_CUSTOMERS),
        (east_team, li, 61_000, EAST_CUSTOMERS),
    ):
        for name in TEAM_MATES[team.name]:
            mate = members.introduce(tx, f"{members.IMPORTED}{name.casefold()}", name=name, full_name=name)
            teams.add(tx, team, mate)
            sellers.append(_Seller(mate, team, colleague, usual, names))
    return sellers


def _ask_weekly(tx: Transaction, team: Team, author: Member) -> None:
    """The check-in that a team begins with, in its language."""
    t = translator(team.locale)
    settings = checkin_templates.settings(t, checkin_templates.WEEKLY)
    schedule = {"weekdays": settings.weekdays, "at": settings.at}
    values = {"name": settings.name, "minutes": settings.minutes, "author_id": author.id}
    checkin = checkins.create(tx, schedule=schedule, team_id=team.id, **values)
    for question, _follows in checkin_templates.questions(t, checkin_templates.WEEKLY):
        checkin_questions.add(tx, checkin.id, **question)


def _set_goals(tx: Transaction, quarter: Period, *, team: Team, amy: Member, ben: Member, li: Member) -> None:
    """What is wanted this quarter: of the team, of two people as a part of it, and of one who counts calls by hand."""

    def wanted(metric: str, target: int, **values: Any) -> Goal:
        days = {"kind": quarter.kind, "starts_on": quarter.start, "ends_on": quarter.end}
        set_on = periods.local_date(tx.now, team.zone)
        return goal_records.create(tx, metric=metric, target=target, set_by_id=amy.id, set_on=set_on, **days, **values)

    whole = wanted(REVENUE, Money.of(600_000, "USD").minor, currency="USD", scope=TEAM, team_id=team.id)
    wanted(REVENUE, Money.of(240_000, "USD").minor, currency="USD", member_id=amy.id, parent_id=whole.id)
    wanted(NEW_CUSTOMERS, 20, member_id=amy.id)
    wanted(REVENUE, Money.of(220_000, "USD").minor, currency="USD", member_id=ben.id, parent_id=whole.id)
    wanted(BY_HAND, 120, unit="电话", member_id=li.id)


class _Writer:
    """Makes stories up. All that happens in them happened before `now`, on working days."""

    def __init__(self, random: Random, now: datetime) -> None:
        self.random = random
        self.now = now

    def stories(self, sellers: list[_Seller]) -> Iterator[_Story]:
        """Wins of every week, the losses between them, and what is open now."""
        for weeks_ago in range(WEEKS - 1, -1, -1):
            # the weeks that the first boards show are good ones; this one is as far as it has come
            wins = (5 + min(4, self.now.weekday()), 12)[weeks_ago] if weeks_ago < 2 else self.random.randint(7, 11)
            for seller in [*self.random.sample(sellers, 8), *self.random.choices(sellers[:4], k=4)][:wins]:
                yield self._closed(seller, pipeline.WON, weeks_ago)
        for _ in range(LOST):
            yield self._closed(self.random.choice(sellers), pipeline.LOST, self.random.randrange(WEEKS))
        amy = sellers[0]
        # the deal of every example, and one at risk: nobody has touched it for 16 days, and it closes in three
        yield self._example(amy, "Acme", 12_000, began=24, last=1, closes=4, next_step="call about the contract")
        yield self._example(amy, "Globex", 40_000, began=44, last=16, closes=3, next_step="")
        for number in range(OPEN):
            yield self._open(sellers[number % len(sellers)], is_stuck=number % 5 == 0, is_slipping=number % 3 == 0)

    def _closed(self, seller: _Seller, outcome: str, weeks_ago: int) -> _Story:
        today = self._local(seller, self.now)
        monday = periods.week(today).start - timedelta(weeks=weeks_ago)
        day = monday + timedelta(days=self.random.randint(0, min(4, (today - monday).days)))
        story = self._begin(seller, day, lead_days=self.random.randint(9, 55))
        self._advance(story, day, through=self.random.choice(((1, 2, 3), (1, 2), (2, 3), (2,))))
        changes: dict[str, Any] = {"stage": outcome, "closed_on": day, "next_step": "", "next_step_on": None}
        if outcome == pipeline.LOST:
            changes["lost_reason"], changes["note"] = self.random.choice(list(LOSSES[seller.language].items()))
        elif self.random.random() < 0.2:
            share = self.random.choice((50, 60, 70))
            changes["shares"] = {seller.member.id: share, seller.colleague.id: 100 - share}
        self._add(story, day, outcome, changes)
        return story

    def _open(self, seller: _Seller, *, is_stuck: bool, is_slipping: bool) -> _Story:
        """A deal that somebody works on; one that is stuck was left alone for weeks."""
        today = self._local(seller, self.now)
        last = today - timedelta(days=self.random.randint(16, 32) if is_stuck else self.random.choice((0, 1, 1, 3, 6)))
        story = self._begin(seller, last, lead_days=self.random.randint(4, 60))
        self._advance(story, last, through=(1, 2, 3)[: self.random.randint(0, 3)])
        if is_slipping:
            for days in (self.random.randint(2, 5), self.random.randint(8, 25)):
                self._add(story, last, "close", {"closes_on": _workday(today + timedelta(days=days))})
        step = self.random.choice(NEXT_STEPS[seller.language])
        on = _workday(today + timedelta(days=self.random.randint(-3, 9)))
        is_planned = self.random.random() < 0.7
        self._add(story, last, "next", {"next_step": step, "next_step_on": on} if is_planned else {"note": step})
        return story

    def _example(
        self, seller: _Seller, customer: str, amount: int, *, began: int, last: int, closes: int, next_step: str
    ) -> _Story:
        today = self._local(seller, self.now)
        story = _Story(seller, customer, "Team", Money.of(amount, seller.team.currency).minor, has_partner=False)
        self._add(story, today - timedelta(days=began), "new", {"closes_on": today + timedelta(days=closes)})
        self._add(story, today - timedelta(days=last), "move", {"stage": "proposal", "next_step": next_step})
        return story

    def _begin(self, seller: _Seller, until: date, *, lead_days: int) -> _Story:
        amount = int(seller.usual * self.random.lognormvariate(-0.1, 0.6))
        amount = max(round(amount, -2 if seller.team.currency == "USD" else -3), 1000)
        story = _Story(
            seller,
            customer=self.random.choice([name for name in seller.names if name not in EXAMPLES]),
            product=self.random.choice(PRODUCTS[seller.language]),
            minor=Money.of(amount, seller.team.currency).minor,
            has_partner=self.random.random() < 0.12,
        )
        closes_on = _workday(until + timedelta(days=self.random.randint(-2, 28)))
        self._add(story, until - timedelta(days=lead_days), "new", {"closes_on": closes_on})
        return story

    def _advance(self, story: _Story, until: date, through: tuple[int, ...]) -> None:
        """Move a deal through these of the default stages, evenly in the time it had."""
        begin = self._local(story.seller, story.steps[0].at)
        for number, stage in enumerate(through, 1):
            day = begin + (until - begin) * number / (len(through) + 1)
            self._add(story, day, "move", {"stage": pipeline.DEFAULT_STAGES[stage].name})

    def _add(self, story: _Story, day: date, verb: str, changes: dict[str, Any]) -> None:
        """One more thing that was done on a day, or on the Friday before it, in the hours that people work."""
        day -= timedelta(days=max(0, day.weekday() - 4))
        hour = time(self.random.randint(8, 17), self.random.randrange(60))
        at = min(periods.at_local(day, hour, story.seller.team.zone), self.now - timedelta(minutes=30))
        if story.steps:
            at = max(at, story.steps[-1].at + timedelta(minutes=5))
        story.steps.append(_Step(min(at, self.now), f"deal {verb} {story.customer}", changes))

    def _local(self, seller: _Seller, at: datetime) -> date:
        return periods.local_date(at, seller.team.zone)


def _workday(day: date) -> date:
    """The day, or the Monday after its weekend."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def _play(tx: Transaction, story: _Story, step: _Step) -> None:
    """Do what the step says, as the handlers would."""
    today = periods.local_date(tx.now, story.seller.team.zone)
    changes = dict(step.changes)
    by_name = {stage.name: stage for stage in stages.every(tx)}
    if story.deal_id is not None:
        if "stage" in changes:
            changes["stage"] = by_name[changes["stage"]]
        deals.change(tx, deals.get(tx, story.deal_id), today=today, **changes)
        return
    partner_id = partners.obtain(tx, PARTNERS[story.seller.team.currency]).id if story.has_partner else None
    deal = deals.create(
        tx,
        today=today,
        stage=by_name[pipeline.DEFAULT_STAGES[0].name],
        customer_id=customers.obtain(tx, story.customer).id,
        owner_id=story.seller.member.id,
        team_id=story.seller.team.id,
        partner_id=partner_id,
        partner_sourced=partner_id is not None and len(story.customer) % 2 == 0,
        amount_minor=story.minor,
        currency=story.seller.team.currency,
        product=story.product,
        **changes,
    )
    story.deal_id = deal.id
