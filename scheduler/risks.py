"""Risk alerts: on weekday mornings one message to each owner of deals at risk, a short list to each manager."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sales import periods, pipeline
from sales.schedules import Due
from scheduler import rendering
from scheduler.rendering import BRIEF, Kind, Post
from scheduler.risk_mornings import Morning, homes, is_here
from storage import (
    absences,
    deals,
    goal_records,
    members,
    outbox,
    risk_notices,
    risk_paces,
    risk_yardsticks,
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
from storage.risk_paces import GoalPace, QuotaPace
from storage.risk_yardsticks import Yardstick
from storage.schedules import Schedule
from storage.teams import Team
from storage.transactions import Transaction
from views import risk_alerts as views
from views.risk_alerts import PACES_SHOWN, SHOWN, Alert, Entry, Noise

GRACE = timedelta(hours=8)
"""How late a morning's alert still is of use: within the working day."""


def post_alerts(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Tell the owners of a team's deals what is at risk and news to them, and its managers. False when nothing is."""
    team = schedules.basis(tx, schedule).team
    if team is None or not team.is_active:
        return False
    today = periods.local_date(due.at, team.zone)
    risks.close_told(tx, team.id, today)
    stage_times.measure(tx, today)
    morning = Morning(tx, team, today)
    morning.gather()
    risk_notices.note(tx, morning.notices)
    readers = morning.readers()
    for person in readers:
        _post(tx, person, today)
    return bool(readers)


def _post(tx: Transaction, member: Member, today: date) -> None:
    """One message a day for each person. What a second team of theirs has to say is put into it."""
    about = risk_notices.subject(member.id, today)
    is_first = outbox.tell(
        tx,
        "risk_alert",
        member.slack_user_id,
        dedupe_key=about,
        subject=about,
        payload={"member_id": member.id, "day": today.isoformat()},
    )
    if not is_first:
        outbox.outdate(tx, about)


def alert(tx: Transaction, message: OutboxMessage) -> Post | None:
    """What a person was told on a morning, as it stands now; what has been dealt with is said to be."""
    member = members.get(tx, message.payload["member_id"])
    day = date.fromisoformat(message.payload["day"])
    led = _led(tx, member, day)
    own = risk_notices.told_to(tx, member.id, day)
    others = [notice for team in led for notice in risk_notices.told_in(tx, team.id, day) if notice.to_id != member.id]
    t = rendering.speak_to(tx, member)
    told = _Told(tx, day)
    team = [notice for notice in others if notice.to_id is not None]
    left = [notice for notice in others if notice.to_id is None]
    # how colleagues do is for their managers, not for who covers for one
    numbers = [*(notice for notice in team if teams.manages(tx, member, notice.team_id)), *left]
    own_entries, team_entries, left_entries = (told.entries(part, member) for part in (own, team, left))
    everything = Alert(
        own=own_entries,
        more=told.more(own, member),
        asleep=told.asleep(own, member),
        behind=told.behind(own),
        team=team_entries[:SHOWN],
        team_waiting=sum(bool(entry.reasons) for entry in team_entries),
        team_behind=told.behind(numbers)[:PACES_SHOWN],
        left=left_entries[:SHOWN],
        left_waiting=sum(bool(entry.reasons) for entry in left_entries),
        left_more=told.more_left(left),
        heirs=[person for each in led for person in teams.people(tx, each.id) if members.is_in_slack(person)],
        noise=told.noise(left),
    )
    words = views.alert(t, everything, stages.every(tx), day)
    return rendering.post(words) if words.blocks else None


def _led(tx: Transaction, member: Member, day: date) -> list[Team]:
    """The teams that a person leads, and those that they are told of in the place of a manager who is away."""
    found = {team.id: team for team in teams.led_by(tx, member.id)}
    for manager_id in absences.covered_by(tx, member.id, day):
        for team in teams.of_member(tx, manager_id):
            if member.id in {leader.id for leader in absences.leading(tx, team.id, day)}:
                found[team.id] = team
    return list(found.values())


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
            gone = [each for each in homes(self._tx, team_id) if not is_here(members.get(self._tx, each))]
            by = self._by(team_id)
            found = [*risks.of_owners(self._tx, gone, by), *risks.of_nobody(self._tx, team_id, by)]
            count += sum(risk.deal.id not in told for risk in found)
        return count

    def asleep(self, notices: Iterable[RiskNotice], member: Member) -> int:
        """How many of their deals have slept for months, if that is to be said."""
        if not any(notice.about == ASLEEP for notice in notices):
            return 0
        home = risk_yardsticks.home(self._tx, member.id)
        zone = home.zone if home is not None else "UTC"
        return risks.asleep(self._tx, [member.id], self._day, zone).get(member.id, 0)

    def behind(self, notices: Iterable[RiskNotice]) -> list[QuotaPace | GoalPace]:
        """The quotas and goals among these."""
        notices = list(notices)
        found: list[QuotaPace | GoalPace] = []
        for team_id, of_team in _by_team(notices, GOAL).items():
            ids = {notice.about_id for notice in of_team}
            told = [goal for goal in goal_records.open_within(self._tx, team_id) if goal.id in ids]
            found += risk_paces.of_goals(self._tx, told, self._by(team_id))
        for team_id, of_team in _by_team(notices, QUOTA).items():
            ids = {notice.about_id for notice in of_team}
            people = [members.get(self._tx, notice.owner_id) for notice in of_team]
            paces = risk_paces.of_quotas(self._tx, people, self._by(team_id))
            found += [pace for pace in paces if pace.quota_id in ids]
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
            self._yardsticks[team_id] = risk_yardsticks.of_team(self._tx, rows.get(self._tx, Team, team_id), self._day)
        return self._yardsticks[team_id]


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
