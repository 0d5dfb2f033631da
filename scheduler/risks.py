"""Risk alerts: on weekday mornings one message to each owner of deals at risk, a short list to each manager."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sales import periods, pipeline
from sales import risks as rules
from sales.schedules import Due
from scheduler import rendering
from scheduler.rendering import BRIEF, Kind, Post
from storage import (
    absences,
    deals,
    members,
    outbox,
    risk_goals,
    risk_notices,
    risks,
    rows,
    schedules,
    stage_times,
    stages,
    teams,
)
from storage.members import Member
from storage.outbox import OutboxMessage
from storage.risk_notices import ASLEEP, DEAL, GOAL, QUOTA, RULE, RiskNotice
from storage.risks import Risk, Yardstick
from storage.schedules import Schedule
from storage.teams import Team
from storage.transactions import Transaction
from views import risks as views
from views.risks import SHOWN, Alert, Behind, Entry, GoalBehind, Noise

GRACE = timedelta(hours=8)
"""How late a morning's alert still is of use: within the working day."""
ASLEEP_AGAIN = timedelta(days=28)
"""How often somebody is reminded of deals that have slept for months."""
PACES_SHOWN = 3


# --- in the morning ----------------------------------------------------------------------------------------------


def post_alerts(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Tell the owners of a team's deals what is at risk and news to them, and its managers. False when nothing is."""
    team = schedules.basis(tx, schedule).team
    if team is None or not team.is_active:
        return False
    today = periods.local_date(due.at, team.zone)
    risks.close_told(tx, team.id, today)
    stage_times.measure(tx, today)
    morning = _Morning(tx, team, today)
    morning.tell_owners()
    morning.tell_of_paces()
    morning.tell_of_goals()
    morning.tell_of_sleepers()
    managers = [person for person in teams.managers(tx, team.id) if morning.can_be_told(person)]
    if managers:
        morning.propose_silence(managers)
    risk_notices.note(tx, morning.notices)
    told = {notice["to_id"] for notice in morning.notices}
    for person in managers:
        if any(_concerns(person, notice) for notice in morning.notices):
            told.add(person.id)
    for member_id in sorted(told - {None}):
        _post(tx, members.get(tx, member_id), today)
    return bool(told - {None})


def _concerns(manager: Member, notice: dict[str, Any]) -> bool:
    """Whether a manager's list has this: what is told to somebody else, or to nobody."""
    return notice["to_id"] != manager.id and notice["about"] in (DEAL, QUOTA, GOAL, RULE)


def _post(tx: Transaction, member: Member, today: date) -> None:
    """One message a day for each person. What a second team of theirs has to say is put into it."""
    about = risk_notices.subject(member.id, today)
    is_first = outbox.post(
        tx,
        "risk_alert",
        audience=outbox.PERSONAL(member.slack_user_id),
        dedupe_key=about,
        channel=member.slack_user_id,
        subject=about,
        payload={"member_id": member.id, "day": today.isoformat()},
    )
    if not is_first:
        outbox.outdate(tx, about)


@dataclass
class _Morning:
    """What a team is told today, gathered."""

    tx: Transaction
    team: Team
    today: date
    notices: list[dict[str, Any]] = field(default_factory=list)
    people: dict[int, Member] = field(default_factory=dict)
    """Everybody whose deals are judged by this team's rules, by id."""
    away: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.people = {member_id: members.get(self.tx, member_id) for member_id in _homes(self.tx, self.team.id)}
        self.away = absences.everybody_away(self.tx, self.today)
        self.by = risks.yardstick(self.tx, self.team, self.today)

    def can_be_told(self, person: Member) -> bool:
        """Whether a person is one of ours, here, and at work."""
        return person.kind == members.INTERNAL and members.is_in_slack(person) and person.id not in self.away

    def tell_owners(self) -> None:
        """The five worst that are news for each; those of people who are not here any more for the managers."""
        told: dict[int | None, int] = defaultdict(int)
        for risk in self._news():
            to_id = self._told_for(risk.deal.owner_id)
            if to_id != 0 and told[to_id] < SHOWN:
                told[to_id] += 1
                for reason in risk.reasons:
                    self._note(DEAL, risk.deal.id, reason.rule, reason.facts, risk.deal.owner_id, to_id)

    def tell_of_paces(self) -> None:
        """Quotas that are behind, to those who have them."""
        here = [person for person in self.people.values() if self.can_be_told(person)]
        for pace in risks.paces(self.tx, here, self.by):
            if pace.is_news:
                member_id = pace.member.id
                self._note(QUOTA, pace.quota_id, rules.PACE, pace.reason.facts, member_id, member_id)

    def tell_of_goals(self) -> None:
        """Goals that are behind, to those whose they are; those of the team to its managers."""
        for pace in risk_goals.behind(self.tx, self.team.id, self.by):
            person = self.people.get(pace.owner_id)
            if pace.is_news and pace.is_team:
                self._note(GOAL, pace.progress.goal.id, rules.PACE, pace.reason.facts, pace.owner_id, None)
            elif pace.is_news and person is not None and self.can_be_told(person):
                self._note(GOAL, pace.progress.goal.id, rules.PACE, pace.reason.facts, person.id, person.id)

    def tell_of_sleepers(self) -> None:
        """Deals that have slept for months, in one line, once in four weeks."""
        found = risks.asleep(self.tx, list(self.people), self.today, self.team.zone)
        last = risk_notices.last_told(self.tx, ASLEEP, list(found))
        for member_id in found:
            known = last.get((member_id, ASLEEP, "", member_id))
            is_due = known is None or self.today - known.told_on >= ASLEEP_AGAIN
            if is_due and self.can_be_told(self.people[member_id]):
                self._note(ASLEEP, member_id, ASLEEP, "", member_id, member_id)

    def propose_silence(self, managers: list[Member]) -> None:
        """Rules that nobody acts on, to be switched off; proposed once in the time that is looked at."""
        told = risk_notices.last_told(self.tx, RULE, [self.team.id])
        last = {notice.rule: notice for notice in sorted(told.values(), key=lambda notice: notice.told_on)}
        for rule, _told, _acted in risks.noisy_rules(self.tx, self.team.id, self.today):
            known = last.get(rule)
            is_on = self.by.limits[rule].enabled
            if is_on and (known is None or self.today - known.told_on >= rules.WATCHED):
                self._note(RULE, self.team.id, rule, "", managers[0].id, None)

    def _news(self) -> list[Risk]:
        owned = risks.of_owners(self.tx, list(self.people), self.by)
        found = [*owned, *risks.of_nobody(self.tx, self.team.id, self.by)]
        return sorted((risk for risk in found if risk.is_news), key=lambda risk: risk.priority, reverse=True)

    def _told_for(self, owner_id: int) -> int | None:
        """Who hears of an owner's deals: they, their cover, None for the managers, 0 for nobody today."""
        if owner_id not in self.people or not _is_here(self.tx, owner_id):
            return None
        if owner_id not in self.away:
            return owner_id
        cover = members.get(self.tx, absences.cover(self.tx, owner_id, self.today))
        return cover.id if self.can_be_told(cover) else 0

    def _note(self, about: str, about_id: int, rule: str, facts: str, owner_id: int, to_id: int | None) -> None:
        self.notices.append(
            {
                "about": about,
                "about_id": about_id,
                "rule": rule,
                "facts": facts,
                "team_id": self.team.id,
                "owner_id": owner_id,
                "to_id": to_id,
                "told_on": self.today,
            }
        )


# --- when it is sent, and each time something changes ------------------------------------------------------------


def alert(tx: Transaction, message: OutboxMessage) -> Post | None:
    """What a person was told on a morning, as it stands now; what has been dealt with is said to be."""
    member = members.get(tx, message.payload["member_id"])
    day = date.fromisoformat(message.payload["day"])
    led = [team for team in teams.of_member(tx, member.id) if teams.manages(tx, member, team.id)]
    own = risk_notices.told_to(tx, member.id, day)
    others = [notice for team in led for notice in risk_notices.told_in(tx, team.id, day) if notice.to_id != member.id]
    t = rendering.speak_to(tx, member)
    told = _Told(tx, day)
    team = [notice for notice in others if notice.to_id is not None]
    left = [notice for notice in others if notice.to_id is None]
    own_entries, team_entries, left_entries = (told.entries(part, member) for part in (own, team, left))
    everything = Alert(
        own=own_entries,
        more=told.more(own, member),
        asleep=told.asleep(own, member),
        behind=told.behind(own, with_names=False),
        team=team_entries[:SHOWN],
        team_total=len(team_entries),
        team_waiting=sum(bool(entry.reasons) for entry in team_entries),
        team_behind=told.behind([*team, *left], with_names=True)[:PACES_SHOWN],
        left=left_entries[:SHOWN],
        left_waiting=sum(bool(entry.reasons) for entry in left_entries),
        left_more=told.more_left(left),
        heirs=[person for each in led for person in teams.people(tx, each.id) if members.is_in_slack(person)],
        noise=told.noise(left),
    )
    words = views.alert(t, everything, stages.every(tx), day)
    return rendering.post(words) if words.blocks else None


class _Told:
    """Notices of a day, looked at now."""

    def __init__(self, tx: Transaction, day: date) -> None:
        self._tx, self._day = tx, day
        self._yardsticks: dict[int, Yardstick] = {}

    def entries(self, notices: Iterable[RiskNotice], reader: Member) -> list[Entry]:
        """The deals among these, worst first; those that have been dealt with come without reasons."""
        found: list[tuple[tuple[int, int], Entry]] = []
        for team_id, of_team in _by_team(notices, DEAL).items():
            owners = {notice.about_id: notice.owner_id for notice in of_team}
            known, at_risk = risks.still(self._tx, list(owners), self._by(team_id))
            answered = risk_notices.answers(self._tx, DEAL, list(owners))
            for deal_id, owner_id in owners.items():
                deal, risk = known.get(deal_id), at_risk.get(deal_id)
                if deal is None:
                    continue
                if risk is not None and deal.owner_id == owner_id and not self._is_dealt_with(deal, of_team):
                    is_covered = deal.owner_id != reader.id
                    found.append((risk.priority, Entry(deal, risk.reasons, is_covered=is_covered)))
                else:
                    whys = [answer.why for (about_id, _rule), answer in answered.items() if about_id == deal_id]
                    found.append(((-1, -deal_id), Entry(deal, (), whys[-1] if whys and risk is None else "")))
        shown = [entry for _priority, entry in sorted(found, key=lambda pair: pair[0], reverse=True)]
        customers = Counter(entry.deal.customer_id for entry in shown)
        return [replace(entry, is_one_of_several=customers[entry.deal.customer_id] > 1) for entry in shown]

    def more(self, notices: Iterable[RiskNotice], member: Member) -> int:
        """How many deals of theirs are at risk besides those that they were told of today."""
        told = {notice.about_id for notice in notices if notice.about == DEAL}
        if not told:
            return 0
        of_theirs = risks.of_owner(self._tx, member.id, self._day)
        return sum(risk.deal.id not in told for risk in of_theirs)

    def more_left(self, notices: Iterable[RiskNotice]) -> int:
        """How many deals of people who are not here are at risk, besides those that were told."""
        count = 0
        for team_id, of_team in _by_team(notices, DEAL).items():
            told = {notice.about_id for notice in of_team}
            gone = [member_id for member_id in _homes(self._tx, team_id) if not _is_here(self._tx, member_id)]
            by = self._by(team_id)
            found = [*risks.of_owners(self._tx, gone, by), *risks.of_nobody(self._tx, team_id, by)]
            count += sum(risk.deal.id not in told for risk in found)
        return count

    def asleep(self, notices: Iterable[RiskNotice], member: Member) -> int:
        """How many of their deals have slept for months, if that is to be said."""
        if not any(notice.about == ASLEEP for notice in notices):
            return 0
        home = risks.home(self._tx, member.id)
        zone = home.zone if home is not None else "UTC"
        return risks.asleep(self._tx, [member.id], self._day, zone).get(member.id, 0)

    def behind(self, notices: Iterable[RiskNotice], *, with_names: bool) -> list[Behind | GoalBehind]:
        """The quotas and goals among these."""
        found: list[Behind | GoalBehind] = []
        for team_id, of_team in _by_team(notices, GOAL).items():
            ids = {notice.about_id for notice in of_team}
            for goal in risk_goals.behind(self._tx, team_id, self._by(team_id), with_answered=True):
                if goal.progress.goal.id in ids:
                    found.append(GoalBehind(goal.progress, with_names, goal.reason.figure, goal.why))
        for team_id, of_team in _by_team(notices, QUOTA).items():
            people = {notice.owner_id: members.get(self._tx, notice.owner_id) for notice in of_team}
            told = {notice.about_id: notice for notice in of_team}
            paces = risks.paces(self._tx, people.values(), self._by(team_id), with_answered=True)
            for pace in paces:
                if pace.quota_id in told:
                    name = pace.member.name if with_names else ""
                    days = pace.reason.figure
                    found.append(Behind(pace.quota_id, name, pace.won, pace.target, pace.period, days, pace.why))
        return found

    def noise(self, notices: Iterable[RiskNotice]) -> list[Noise]:
        """The rules among these that still are on, with how they fared."""
        found = []
        for team_id, of_team in _by_team(notices, RULE).items():
            limits = self._by(team_id).limits
            answered = risk_notices.answers(self._tx, RULE, [team_id])
            kept = {rule for (_team_id, rule), answer in answered.items() if answer.facts == self._day.isoformat()}
            proposed = {notice.rule for notice in of_team} - kept
            for rule, told, acted in risks.noisy_rules(self._tx, team_id, self._day):
                if rule in proposed and limits[rule].enabled:
                    found.append(Noise(team_id, rule, told, acted))
        return found

    def _is_dealt_with(self, deal: Any, notices: Iterable[RiskNotice]) -> bool:
        """Whether somebody did something about a deal since it was told."""
        return any(notice.about_id == deal.id and deal.active_at >= notice.told_at for notice in notices)

    def _by(self, team_id: int) -> Yardstick:
        if team_id not in self._yardsticks:
            self._yardsticks[team_id] = risks.yardstick(self._tx, rows.get(self._tx, Team, team_id), self._day)
        return self._yardsticks[team_id]


def _homes(tx: Transaction, team_id: int) -> list[int]:
    """Everybody whose deals are judged by a team's rules: those for whom it is the first."""
    return [member_id for member_id, home_id in teams.homes(tx).items() if home_id == team_id]


def _is_here(tx: Transaction, member_id: int) -> bool:
    """Whether somebody is one of ours, and can be reached."""
    person = members.get(tx, member_id)
    return person.kind == members.INTERNAL and members.is_in_slack(person)


def _by_team(notices: Iterable[RiskNotice], about: str) -> dict[int, list[RiskNotice]]:
    found: dict[int, list[RiskNotice]] = defaultdict(list)
    for notice in notices:
        if notice.about == about:
            found[notice.team_id].append(notice)
    return found


def asked(tx: Transaction, message: OutboxMessage) -> Post | None:
    """A manager's question to the owner of a deal; None when the deal is closed by now."""
    payload = message.payload
    deal = deals.card(tx, payload["deal_id"])
    if deal is None or deal.outcome != pipeline.OPEN:
        return None
    member = members.get(tx, payload["member_id"])
    day = date.fromisoformat(payload["day"])
    reasons = risks.of_deal(tx, deal, day)
    asker = members.get(tx, payload["asked_by"]).name
    return rendering.post(views.asked(rendering.speak_to(tx, member), deal, reasons, stages.every(tx), day, by=asker))


KINDS = {
    "risk_alert": Kind(alert, resend_unknown=True, unasked=BRIEF),
    "risk_asked": Kind(asked, resend_unknown=True),
}
