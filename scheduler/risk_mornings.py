"""What is told of risks in a team on a morning, and to whom."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sales import risks as rules
from sales.risks import Reason
from storage import absences, goal_records, members, risk_notices, risk_paces, risk_yardsticks, risks, teams
from storage.members import Member
from storage.risk_notices import ASLEEP, DEAL, GOAL, QUOTA, RULE
from storage.risks import Risk
from storage.teams import Team
from storage.transactions import Transaction
from views.risk_alerts import SHOWN

ASLEEP_AGAIN = timedelta(days=28)
"""How often somebody is reminded of deals that have slept for months."""


class Morning:
    """What a team is told today, gathered. What nobody is there to hear is left for another day."""

    def __init__(self, tx: Transaction, team: Team, today: date) -> None:
        self.tx, self.team, self.today = tx, team, today
        self.notices: list[dict[str, Any]] = []
        self.people = {member_id: members.get(tx, member_id) for member_id in homes(tx, team.id)}
        """Everybody whose deals are judged by this team's rules, by id."""
        self.away = absences.everybody_away(tx, today)
        self.leaders = absences.leading(tx, team.id, today)
        """Who hears of what is told to others, or to nobody else."""
        self.by = risk_yardsticks.of_team(tx, team, today)

    def gather(self) -> None:
        """Everything that is news today."""
        self._tell_of_deals()
        self._tell_of_quotas()
        self._tell_of_goals()
        self._tell_of_sleepers()
        self._propose_silence()

    def readers(self) -> list[Member]:
        """Everybody who gets a message."""
        found = {notice["to_id"] for notice in self.notices if notice["to_id"] is not None}
        found |= {leader.id for leader in self.leaders if any(self._concerns(leader, each) for each in self.notices)}
        return [members.get(self.tx, member_id) for member_id in sorted(found)]

    @cached_property
    def _is_led_by_covers(self) -> bool:
        """Whether all managers are away: those who cover for them hear of deals, not of how their colleagues do."""
        return not any(teams.manages(self.tx, leader, self.team.id) for leader in self.leaders)

    def _concerns(self, leader: Member, notice: dict[str, Any]) -> bool:
        """Whether a list for whoever leads the team has this: what is told to somebody else, or to nobody."""
        if notice["to_id"] == leader.id:
            return False
        return (
            notice["about"] == DEAL
            or notice["to_id"] is None
            or (notice["about"] in (QUOTA, GOAL) and not self._is_led_by_covers)
        )

    def _tell_of_deals(self) -> None:
        """The five worst that are news for each; those of people who are not here any more for the managers."""
        told: Counter[int | None] = Counter()
        for risk in self._news():
            owner_id = risk.deal.owner_id
            to_id = self._reader(owner_id)
            is_heard = bool(self.leaders) if to_id is None else self._can_be_told(members.get(self.tx, to_id))
            if is_heard and told[to_id] < SHOWN:
                told[to_id] += 1
                for reason in risk.reasons:
                    self._note(DEAL, risk.deal.id, reason.rule, reason.facts, owner_id, to_id)

    def _news(self) -> list[Risk]:
        owned = risks.of_owners(self.tx, list(self.people), self.by)
        found = [*owned, *risks.of_nobody(self.tx, self.team.id, self.by)]
        return sorted((risk for risk in found if risk.is_news), key=lambda risk: risk.priority, reverse=True)

    def _reader(self, owner_id: int) -> int | None:
        """Who hears of an owner's deals: they, or their cover; None for whoever leads the team, when they left."""
        owner = self.people.get(owner_id)
        if owner is None or not is_here(owner):
            return None
        return absences.cover(self.tx, owner_id, self.today) if owner_id in self.away else owner_id

    def _tell_of_quotas(self) -> None:
        """Quotas that are behind, to those who have them."""
        here = [person for person in self.people.values() if self._can_be_told(person)]
        for pace in risk_paces.of_quotas(self.tx, here, self.by):
            if pace.verdict.is_news:
                self._note_pace(QUOTA, pace.quota_id, pace.verdict.reason, pace.member.id, pace.member.id)

    def _tell_of_goals(self) -> None:
        """Goals that are behind, to those whose they are; those of the team to whoever leads it."""
        found = goal_records.open_within(self.tx, self.team.id)
        for pace in risk_paces.of_goals(self.tx, found, self.by):
            person = self.people.get(pace.goal.member_id or 0)
            to_id = person.id if person is not None else None
            is_heard = self._can_be_told(person) if person is not None else pace.is_team and bool(self.leaders)
            if pace.verdict.is_news and is_heard:
                self._note_pace(GOAL, pace.goal.id, pace.verdict.reason, pace.owner_id, to_id)

    def _tell_of_sleepers(self) -> None:
        """Deals that have slept for months, in one line, once in four weeks."""
        found = risks.asleep(self.tx, list(self.people), self.today, self.team.zone)
        last = risk_notices.last_told(self.tx, ASLEEP, list(found))
        for member_id in found:
            known = last.get((member_id, ASLEEP, "", member_id))
            is_due = known is None or self.today - known.told_on >= ASLEEP_AGAIN
            if is_due and self._can_be_told(self.people[member_id]):
                self._note(ASLEEP, member_id, ASLEEP, "", member_id, member_id)

    def _propose_silence(self) -> None:
        """Rules that nobody acts on, to be switched off by a manager; proposed once in the time that is looked at."""
        if not self.leaders or self._is_led_by_covers:
            return
        told = risk_notices.last_told(self.tx, RULE, [self.team.id])
        last = {notice.rule: notice for notice in sorted(told.values(), key=lambda notice: notice.told_on)}
        for rule, _told, _acted in risks.noisy_rules(self.tx, self.team.id, self.today):
            known = last.get(rule)
            is_on = self.by.limits[rule].enabled
            if is_on and (known is None or self.today - known.told_on >= rules.WATCHED):
                self._note(RULE, self.team.id, rule, "", self.leaders[0].id, None)

    def _can_be_told(self, person: Member) -> bool:
        """Whether a person is one of ours, here, and at work."""
        return is_here(person) and person.id not in self.away

    def _note_pace(self, about: str, about_id: int, reason: Reason, owner_id: int, to_id: int | None) -> None:
        self._note(about, about_id, rules.PACE, reason.facts, owner_id, to_id)

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


def homes(tx: Transaction, team_id: int) -> list[int]:
    """Everybody whose deals are judged by a team's rules: those for whom it is the first."""
    return [member_id for member_id, home_id in teams.homes(tx).items() if home_id == team_id]


def is_here(person: Member) -> bool:
    """Whether somebody is one of ours, and can be reached."""
    return person.kind == members.INTERNAL and members.is_in_slack(person)
