"""Whatever zones, clocks, restarts, days off and absences do: each round asks each person at most once, and exactly
once when nothing excuses it.

`CHECKIN_CASES=2000 pytest tests/test_checkins_property.py` tries more.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales import periods
from sales import schedules as rhythms
from sales.checkins import Hours, Window, outside_quiet_hours
from sales.schedules import Rule
from scheduler import posts, ticks
from storage import (
    absences,
    checkin_questions,
    checkin_rounds,
    checkins,
    deliveries,
    members,
    rows,
    teams,
    transactions,
    workspaces,
)
from storage.absences import Absence
from storage.database import Database
from storage.outbox import CANCELLED, SENT
from tests import databases

CASES = int(os.environ.get("CHECKIN_CASES", "200"))
ZONES = (
    "Europe/Berlin",
    "America/Los_Angeles",
    "Asia/Shanghai",
    "Pacific/Kiritimati",
    "Pacific/Honolulu",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
)
STARTS = (
    datetime(2026, 10, 23, tzinfo=UTC),  # the clocks go back in Europe, then in America
    datetime(2027, 3, 12, tzinfo=UTC),  # they go forward in America
    datetime(2027, 3, 26, tzinfo=UTC),  # and in Europe
    datetime(2028, 2, 27, tzinfo=UTC),  # there is a 29th
    datetime(2026, 12, 30, tzinfo=UTC),
)


@dataclass(frozen=True)
class Plan:
    """One case: a check-in, its people, and the moments at which the clock strikes."""

    zones: list[str]
    team_zone: str
    weekdays: str
    at: time
    by_person: bool
    minutes: int
    days_off: list[date]
    away: list[tuple[int, int]]
    """Person, and for which day after the start."""
    moves: list[tuple[int, int, str]]
    """After which strike who is in which zone."""
    quiet: tuple[str, str]
    start: datetime
    gaps: list[int]
    """Minutes between strikes; none for two at once."""

    @property
    def strikes(self) -> list[datetime]:
        return [self.start + timedelta(minutes=passed) for passed in accumulate(self.gaps)]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    start = draw(st.sampled_from(STARTS)) + timedelta(minutes=draw(st.integers(0, 1439)))
    zones = draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=3))
    nights = st.sampled_from([("00:00", "00:00"), ("20:00", "07:30"), ("12:00", "13:30")])
    return Plan(
        zones=zones,
        team_zone=draw(st.sampled_from(ZONES)),
        weekdays=draw(st.sampled_from(["0", "4", "56", "01234", "0123456"])),
        at=time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 15, 30]))),
        by_person=draw(st.booleans()),
        minutes=draw(st.sampled_from([60, 240, 1440])),
        days_off=[start.date() + timedelta(days=day) for day in draw(st.lists(st.integers(0, 5), max_size=2))],
        away=draw(st.lists(st.tuples(st.integers(0, len(zones) - 1), st.integers(0, 5)), max_size=2)),
        moves=draw(
            st.lists(st.tuples(st.integers(0, 5), st.integers(0, len(zones) - 1), st.sampled_from(ZONES)), max_size=1)
        ),
        quiet=draw(nights),
        start=start,
        gaps=draw(st.lists(st.sampled_from([0, 20, 60, 60, 180, 600, 1500, 3000]), min_size=4, max_size=9)),
    )


@dataclass
class Room:
    """A database with the team of a plan, and a Slack that takes everything at once."""

    database: Database
    plan: Plan
    workspace_id: int = 0
    people: list[int] = field(default_factory=list)
    sent: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    """How often each person was sent something, by kind, round and person."""
    stamps: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def change(self, now: datetime) -> Iterator[transactions.Transaction]:
        with transactions.begin(self.database, workspace_id=self.workspace_id, now=now) as tx:
            yield tx

    def furnish(self) -> None:
        plan, before = self.plan, self.plan.start - timedelta(days=1)
        with self.database.write() as connection:
            self.workspace_id = workspaces.install(connection, slack_team_id="T", now=before).id
        with self.change(before) as tx:
            workspaces.change_settings(tx, days_off=sorted({day.isoformat() for day in plan.days_off}))
            team = teams.create(tx, "Field", channel_id="C0FIELD", channel_name="field", zone=plan.team_zone)
            for number, zone in enumerate(plan.zones):
                night = {"quiet_from": plan.quiet[0], "quiet_until": plan.quiet[1]}
                profile = {"kind": members.INTERNAL, "name": f"Rep {number}", "slack_zone": zone, **night}
                member = members.remember(tx, f"U0REP{number}", **profile)
                teams.add(tx, team, member)
                self.people.append(member.id)
            for person, days in set(plan.away):
                day = plan.start.date() + timedelta(days=days)
                rows.insert(tx, Absence, member_id=self.people[person], first_day=day, last_day=day)
            schedule = {"weekdays": plan.weekdays, "at": f"{plan.at:%H:%M}"}
            values = {"by_person": plan.by_person, "minutes": plan.minutes, "reminds": True}
            made = checkins.create(tx, schedule=schedule, team_id=team.id, name="Daily", **values)
            checkin_questions.add(tx, made.id, text="What is new?")
        ticks.tick(self.database, before)

    def strike(self, now: datetime) -> None:
        ticks.tick(self.database, now)
        more = True
        while more:
            with self.database.write() as connection:
                claimed = deliveries.claim(connection, now, pace=timedelta(0))
            more = bool(claimed)
            for row in claimed:
                with transactions.look(self.database, workspace_id=self.workspace_id, now=now) as tx:
                    post = posts.KINDS[row.kind].render(tx, row)
                if post is not None:
                    self.sent[row.kind, row.payload["round_id"], row.payload.get("member_id", 0)] += 1
                state, stamp = (SENT, f"{next(self.stamps)}.0") if post is not None else (CANCELLED, "")
                with self.database.write() as connection:
                    deliveries.settle(connection, row, state, slack_ts=stamp)

    def move(self, person: int, zone: str, now: datetime) -> None:
        with self.change(now) as tx:
            members.change(tx, members.get(tx, self.people[person]), slack_zone=zone)

    def rounds(self) -> dict[date, int]:
        with transactions.look(self.database, workspace_id=self.workspace_id, now=self.plan.start) as tx:
            (checkin,) = checkins.every(tx)
            return {round_.day: round_.id for round_ in checkin_rounds.latest(tx, checkin.id, limit=50)}

    def is_away(self, person: int, day: date) -> bool:
        with transactions.look(self.database, workspace_id=self.workspace_id, now=self.plan.start) as tx:
            return absences.on(tx, self.people[person], day) is not None


@contextmanager
def room(plan: Plan) -> Iterator[Room]:
    with tempfile.TemporaryDirectory() as name, databases.empty(databases.SQLITE, Path(name)) as database:
        furnished = Room(database, plan)
        furnished.furnish()
        yield furnished


def begun(plan: Plan) -> dict[date, datetime]:
    """When each round begins: at the first strike after its time, unless a later one is due by then, too."""
    zone = checkins.EARLIEST_ZONE if plan.by_person else plan.team_zone
    rule, days_off = Rule(plan.at, zone, plan.weekdays), frozenset(plan.days_off)
    found, last = {}, plan.start - timedelta(days=1)
    for strike in plan.strikes:
        due = list(rhythms.due_between(rule, last + timedelta(microseconds=1), strike, lambda day: day in days_off))
        if due:
            found[periods.local_date(due[-1].at, zone)] = strike
        last = max(last, strike)
    return found


def window(plan: Plan, person: int, day: date) -> Window:
    """When a person has time to answer."""
    zone = plan.zones[person]
    whole = Hours(plan.at, plan.minutes).window(day, zone if plan.by_person else plan.team_zone)
    return outside_quiet_hours(whole, zone, *plan.quiet)


@pytest.mark.long
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans())
def test_each_round_asks_each_person_at_most_once_and_exactly_once_without_an_excuse(plan: Plan) -> None:
    with room(plan) as there:
        for number, now in enumerate(plan.strikes):
            there.strike(now)
            for after, person, zone in plan.moves:
                if after == number:
                    there.move(person, zone, now)
        assert set(there.sent.values()) <= {1}, there.sent
        moved = {person for _after, person, _zone in plan.moves}
        rounds, expected = there.rounds(), set()
        for day, since in begun(plan).items():
            # a round whose time is over for everybody is not begun; who has moved may widen or narrow that
            for person in set(range(len(plan.zones))) - moved:
                mine = window(plan, person, day)
                strike = next((s for s in plan.strikes if s >= max(since, mine.asks_at)), None)
                if day not in rounds or strike is None or strike >= mine.closes_at:
                    continue
                if not there.is_away(person, periods.local_date(strike, plan.zones[person])):
                    expected.add((rounds[day], there.people[person]))
        asked = {(round_id, member_id) for kind, round_id, member_id in there.sent if kind == "checkin_prompt"}
        still = {there.people[person] for person in moved}
        assert {pair for pair in asked if pair[1] not in still} == expected
        if not moved:
            missing = [
                day
                for day, since in begun(plan).items()
                if day not in rounds
                and any(window_without_night(plan, person, day).closes_at > since for person in range(len(plan.zones)))
            ]
            assert missing == []


def window_without_night(plan: Plan, person: int, day: date) -> Window:
    zone = plan.zones[person] if plan.by_person else plan.team_zone
    return Hours(plan.at, plan.minutes).window(day, zone)
