"""The clock: every week posts once, on the team's own time, whatever clocks, holidays and restarts do."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales import schedules as rules
from sales.schedules import Due, Rule
from scheduler import clock, housekeeping, ticks
from scheduler.ticks import Scheduled
from storage import deliveries, holidays, members, outbox, rows, schedules, schema, teams, transactions, workspaces
from storage.database import Database
from storage.outbox import INTERNAL
from storage.schedules import Schedule, ScheduleRun
from storage.transactions import Transaction
from tests import databases

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@dataclass
class Office:
    """A workspace with one team, whose board is posted every week."""

    database: Database
    workspace_id: int = 0
    team_id: int = 0
    posted: list[tuple[str, datetime]] = field(default_factory=list)
    """Which week was posted when."""
    fails: bool = False
    has_news: bool = True

    def change(self, now: datetime) -> AbstractContextManager[Transaction]:
        return transactions.begin(self.database, workspace_id=self.workspace_id, now=now)

    def tick(self, now: datetime) -> int:
        return ticks.tick(self.database, now, {"board": Scheduled(self._post)})

    def ticks(self, first: datetime, last: datetime, every: timedelta = HOUR) -> None:
        while first <= last:
            self.tick(first)
            first += every

    def weeks(self) -> list[str]:
        return [week for week, _ in self.posted]

    def outcomes(self) -> dict[str, str]:
        run = rows.table(ScheduleRun).c
        with self.database.read() as connection:
            mine = sa.select(run.period_key, run.outcome).where(run.workspace_id == self.workspace_id)
            return {row.period_key: row.outcome for row in connection.execute(mine)}

    def _post(self, tx: Transaction, schedule: Schedule, due: Due) -> bool:
        if self.fails:
            raise RuntimeError("this board cannot be made")
        if self.has_news:
            self.posted.append((due.period_key, tx.now))
            outbox.post(
                tx, "board", audience=INTERNAL, dedupe_key=f"board:{schedule.id}:{due.period_key}", channel="C1"
            )
        return self.has_news


_numbers = count(1)


def office(
    database: Database,
    now: datetime,
    *,
    zone: str = "UTC",
    weekdays: str = "0",
    at: str = "09:00",
    alone: bool = True,
) -> Office:
    """A new one in the same database; the clock has seen it once. Those before it rest, if it is `alone`."""
    with database.write() as connection:
        for workspace in workspaces.active(connection) if alone else []:
            workspaces.revoke(connection, workspace_id=workspace.id, now=now)
        workspace = workspaces.install(connection, slack_team_id=f"T{next(_numbers)}", now=now)
    built = Office(database, workspace.id)
    with built.change(now) as tx:
        built.team_id = teams.create(tx, "Field", zone=zone).id
        schedules.save(tx, "board", team_id=built.team_id, weekdays=weekdays, at=at)
    built.tick(now)
    return built


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with databases.empty(databases.SQLITE, tmp_path_factory.mktemp("clock")) as opened:
        yield opened


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("weekday", "at", "zone", "after", "off", "week", "due"),
    [
        pytest.param(0, "09:00", "Europe/Berlin", "2026-11-22 12:00", "", "2026-W48", "2026-11-23 08:00", id="Monday"),
        pytest.param(
            0, "09:00", "Europe/Berlin", "2026-11-23 08:00", "", "2026-W49", "2026-11-30 08:00", id="just had"
        ),
        pytest.param(
            0, "09:00", "Asia/Shanghai", "2026-11-22 12:00", "", "2026-W48", "2026-11-23 01:00", id="Shanghai"
        ),
        pytest.param(6, "02:30", "Europe/Berlin", "2026-03-23 00:00", "", "2026-W13", "2026-03-29 01:00", id="skipped"),
        pytest.param(6, "02:30", "Europe/Berlin", "2026-10-19 00:00", "", "2026-W43", "2026-10-25 00:30", id="twice"),
        pytest.param(
            0, "09:00", "UTC", "2026-11-22 12:00", "2026-11-23", "2026-W48", "2026-11-24 09:00", id="Monday off"
        ),
        pytest.param(
            3,
            "09:00",
            "UTC",
            "2026-11-22 12:00",
            "2026-11-26 2026-11-27",
            "2026-W48",
            "2026-11-25 09:00",
            id="nothing after Thursday",
        ),
        pytest.param(
            4, "16:00", "UTC", "2026-11-22 12:00", "2026-11-27", "2026-W48", "2026-11-26 16:00", id="Friday off"
        ),
        pytest.param(
            5, "09:00", "UTC", "2026-11-22 12:00", "2026-11-28", "2026-W48", "2026-11-27 09:00", id="Saturday off"
        ),
        pytest.param(
            4,
            "09:00",
            "UTC",
            "2026-11-22 12:00",
            "2026-11-23 2026-11-24 2026-11-25 2026-11-26 2026-11-27",
            "2026-W49",
            "2026-12-04 09:00",
            id="a week off",
        ),
        pytest.param(0, "09:00", "UTC", "2026-12-30 00:00", "", "2027-W01", "2027-01-04 09:00", id="a new year"),
    ],
)
def test_when_it_is_due_next(weekday: int, at: str, zone: str, after: str, off: str, week: str, due: str) -> None:
    days = {date.fromisoformat(day) for day in off.split()}
    found = rules.next_due(Rule(time.fromisoformat(at), zone, str(weekday)), _utc(after), days.__contains__)
    assert found == rules.Due(week, _utc(due))


@pytest.mark.parametrize(
    ("rule", "off", "dues"),
    [
        pytest.param(
            Rule(time(9), "UTC", "024"),
            "2026-11-25",
            ["2026-11-23", "2026-11-27", "2026-11-30", "2026-12-02"],
            id="several days, of which one is off",
        ),
        pytest.param(
            Rule(time(9), "UTC", "0", every_weeks=2, starts_on=date(2026, 11, 19)),
            "2026-12-14",
            ["2026-W49", "2026-W51", "2026-W53", "2027-W02"],
            id="every second week, one of them moved",
        ),
        pytest.param(
            Rule(time(9), "UTC", monthly=True),
            "2026-12-01 2027-01-01",
            ["2026-12", "2027-01", "2027-02", "2027-03"],
            id="the first working day of the month",
        ),
        pytest.param(
            Rule(time(9), "UTC", "3", every_weeks=1, starts_on=date(2027, 1, 4)),
            "",
            ["2027-W01", "2027-W02", "2027-W03", "2027-W04"],
            id="not before it starts",
        ),
    ],
)
def test_other_rhythms(rule: Rule, off: str, dues: list[str]) -> None:
    days = {date.fromisoformat(day) for day in off.split()}
    found = rules.due_between(rule, MONDAY, MONDAY + 200 * DAY, days.__contains__)
    assert [due.period_key for due in islice(found, 4)] == dues


def test_a_month_begins_on_its_first_working_day() -> None:
    holidays_ = {date(2026, 12, 1), date(2027, 1, 1)}
    found = rules.due_between(Rule(time(9), "UTC", monthly=True), MONDAY, MONDAY + 60 * DAY, holidays_.__contains__)
    assert [due.at.date() for due in found] == [date(2026, 12, 2), date(2027, 1, 4)]


def test_a_schedule_of_a_person_goes_by_their_clock(database: Database) -> None:
    here = office(database, MONDAY - DAY, zone="Europe/Berlin")
    with here.change(MONDAY - DAY) as tx:
        member = members.remember(tx, "U1", name="Mei", kind=members.INTERNAL, slack_zone="Asia/Shanghai")
        schedules.save(tx, "board", team_id=here.team_id, enabled=False)
        schedules.save(tx, "board", team_id=here.team_id, member_id=member.id, weekdays="01234", at="08:30")
    here.ticks(MONDAY - DAY, MONDAY + HOUR, every=10 * MINUTE)
    assert here.posted == [("2026-11-23", _utc("2026-11-23 00:30"))]
    with here.change(MONDAY + HOUR) as tx:
        members.change(tx, members.get(tx, member.id), zone="America/New_York")
    here.ticks(MONDAY + HOUR, MONDAY + DAY + 6 * HOUR, every=10 * MINUTE)
    assert here.posted[1:] == [("2026-11-24", _utc("2026-11-24 13:30"))]


def test_a_schedule_on_days_that_are_all_off_is_never_due() -> None:
    assert rules.next_due(Rule(time(9), "UTC"), MONDAY, lambda day: True) is None


def test_a_board_is_posted_once_at_its_time(database: Database) -> None:
    here = office(database, MONDAY - DAY, zone="Europe/Berlin", at="09:30")
    here.ticks(MONDAY - DAY, MONDAY + 2 * WEEK, every=10 * MINUTE)
    assert here.posted == [
        ("2026-W48", _utc("2026-11-23 08:30")),
        ("2026-W49", _utc("2026-11-30 08:30")),
        ("2026-W50", _utc("2026-12-07 08:30")),
    ]


def test_a_schedule_made_on_its_day_begins_with_its_next_time(database: Database) -> None:
    here = office(database, MONDAY + MINUTE)
    here.ticks(MONDAY + MINUTE, MONDAY + 5 * DAY)
    assert here.posted == []


@pytest.mark.parametrize(
    ("down_for", "weeks", "outcomes"),
    [
        pytest.param(35 * HOUR, ["2026-W48"], {"2026-W48": "posted"}, id="late, within the grace"),
        pytest.param(37 * HOUR, [], {"2026-W48": "skipped"}, id="too late"),
        pytest.param(
            2 * WEEK + HOUR,
            ["2026-W50"],
            {"2026-W48": "skipped", "2026-W49": "skipped", "2026-W50": "posted"},
            id="of three weeks the last",
        ),
    ],
)
def test_after_a_time_without_us_only_the_latest_week_is_made_good(
    database: Database, down_for: timedelta, weeks: list[str], outcomes: dict[str, str]
) -> None:
    here = office(database, MONDAY - DAY)
    here.tick(MONDAY + down_for)
    here.tick(MONDAY + down_for + MINUTE)
    assert (here.weeks(), here.outcomes()) == (weeks, outcomes)


def test_nothing_to_say_and_trouble(database: Database) -> None:
    quiet, broken, well = (office(database, MONDAY - DAY, alone=False) for _ in range(3))
    quiet.has_news, broken.fails = False, True

    def tick(now: datetime) -> None:
        posters = {here.workspace_id: here._post for here in (quiet, broken, well)}
        ticks.tick(database, now, {"board": Scheduled(lambda tx, s, due: posters[tx.workspace_id](tx, s, due))})

    tick(MONDAY)
    assert (quiet.outcomes(), broken.outcomes(), well.weeks()) == ({"2026-W48": "nothing"}, {}, ["2026-W48"])
    broken.fails = False
    tick(MONDAY + HOUR)
    assert (broken.weeks(), well.weeks()) == (["2026-W48"], ["2026-W48"])


def test_a_change_is_noticed_and_never_makes_a_second_post_of_a_week(database: Database) -> None:
    here = office(database, MONDAY - DAY)
    here.tick(MONDAY)
    with here.change(MONDAY + HOUR) as tx:
        schedules.save(tx, "board", team_id=here.team_id, weekdays="4")
    here.ticks(MONDAY + HOUR, MONDAY + 6 * DAY)
    assert here.weeks() == ["2026-W48"]

    with here.change(MONDAY + 6 * DAY) as tx:
        workspaces.change_settings(tx, days_off=["2026-12-04"])
        teams.change(tx, rows.get(tx, teams.Team, here.team_id), zone="America/New_York")
    here.ticks(MONDAY + 6 * DAY, MONDAY + 20 * DAY)
    assert here.posted[1:] == [("2026-W49", _utc("2026-12-03 14:00")), ("2026-W50", _utc("2026-12-11 14:00"))]

    with here.change(MONDAY + 20 * DAY) as tx:
        schedules.save(tx, "board", team_id=here.team_id, enabled=False)
    here.ticks(MONDAY + 20 * DAY, MONDAY + 30 * DAY)
    assert len(here.posted) == 3


def test_a_change_at_the_wrong_moment_loses_nothing(database: Database) -> None:
    here = office(database, MONDAY - DAY)
    with here.change(MONDAY + MINUTE / 2) as tx:
        teams.change(tx, rows.get(tx, teams.Team, here.team_id), name="Another name")
    here.tick(MONDAY + MINUTE)
    assert here.weeks() == ["2026-W48"]


def test_a_workspace_that_removed_the_app_rests(database: Database) -> None:
    here = office(database, MONDAY - DAY)
    with database.write() as connection:
        workspaces.revoke(connection, workspace_id=here.workspace_id, now=MONDAY - HOUR)
    here.ticks(MONDAY, MONDAY + DAY)
    assert here.posted == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_tick_at_once_post_once(kind: str, tmp_path: Path) -> None:
    with databases.empty(kind, tmp_path) as database:
        posted, outcomes = _tick_at_once(database)
    assert posted == 5
    assert outcomes == [{"2026-W48": "posted"}] * 5


def _tick_at_once(database: Database) -> tuple[int, list[dict[str, str]]]:
    """Four ticks over five offices that are due: how many posts were made, and what became of each office's week."""
    offices = [office(database, MONDAY - DAY, alone=False) for _ in range(5)]
    counted = []

    def post(tx: Transaction, schedule: Schedule, due: Due) -> bool:
        return outbox.post(tx, "board", audience=INTERNAL, dedupe_key=due.period_key, channel="C1")

    def tick() -> None:
        counted.append(ticks.tick(database, MONDAY, {"board": Scheduled(post)}))

    processes = [threading.Thread(target=tick) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(counted), [here.outcomes() for here in offices]


ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Africa/Casablanca",
         "Pacific/Apia", "America/Santiago", "Asia/Gaza", "Pacific/Kiritimati"]  # fmt: skip


RHYTHMS = st.one_of(
    st.builds(dict, weekdays=st.integers(0, 6).map(str)),
    st.builds(dict, weekdays=st.sets(st.sampled_from("0123456"), min_size=2).map(lambda days: "".join(sorted(days)))),
    st.builds(dict, monthly=st.just(True)),
    st.builds(
        dict,
        weekdays=st.integers(0, 6).map(str),
        every_weeks=st.integers(2, 4),
        starts_on=st.integers(0, 7600).map(lambda number: date(2009, 1, 1) + timedelta(days=number)),
    ),
)
STARTS = st.integers(0, 7600).map(lambda number: datetime(2009, 1, 1, tzinfo=UTC) + number * DAY + 7 * HOUR)
TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=STARTS,
    at=TIMES,
    rhythm=RHYTHMS,
    off=st.sets(st.integers(0, 40), max_size=15),
    pauses=st.lists(st.integers(1, 15000).map(lambda n: n * MINUTE), min_size=2, max_size=8),
)
def test_every_time_falls_between_two_looks_at_the_clock_once(
    zone: str, start: datetime, at: time, rhythm: dict[str, Any], off: set[int], pauses: list[timedelta]
) -> None:
    """Whenever somebody looks, and however long nobody did: each time of the calendar is found once, and no other."""
    rule, days_off = Rule(at, zone, **rhythm), {(start + number * DAY).date() for number in off}
    found, now = [], start
    for pause in pauses:
        before, now = now, now + pause
        found += rules.due_between(rule, before + timedelta(microseconds=1), now, days_off.__contains__)
    assert [(due.period_key, due.at) for due in found] == [
        (key, moment) for key, moment in _calendar(rule, start, now, days_off) if moment <= now
    ]
    assert max(Counter(due.period_key for due in found).values(), default=1) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(ZONES),
    start=STARTS,
    at=TIMES,
    rhythm=RHYTHMS,
    of_person=st.booleans(),
    off=st.sets(st.integers(0, 60), max_size=25),
    pauses=st.lists(
        st.one_of(st.integers(1, 180), st.integers(60, 3000), st.integers(2880, 30000)).map(lambda n: n * MINUTE),
        min_size=5,
        max_size=40,
    ),
)
def test_nothing_is_posted_twice_and_nothing_is_forgotten(
    database: Database,
    zone: str,
    start: datetime,
    at: time,
    rhythm: dict[str, Any],
    of_person: bool,
    off: set[int],
    pauses: list[timedelta],
) -> None:
    """Ticks come at any time, also after days without one; what each should post is reckoned from the calendar."""
    here = office(database, start, zone=zone, at=f"{at:%H:%M}")
    days_off = {(start + number * DAY).date() for number in off}
    with here.change(start) as tx:
        workspaces.change_settings(tx, days_off=[day.isoformat() for day in sorted(days_off)])
        whose: dict[str, Any] = {"team_id": here.team_id}
        if of_person:
            schedules.save(tx, "board", team_id=here.team_id, enabled=False)
            whose = {"member_id": members.remember(tx, "U1", name="Mei", kind=members.INTERNAL, slack_zone=zone).id}
        schedules.save(tx, "board", **whose, **{"weekdays": "0", **rhythm}, at=f"{at:%H:%M}")
    now, expected = start, []
    here.tick(now)
    dues = list(_calendar(Rule(at, zone, **rhythm), start, start + sum(pauses, DAY), days_off))
    for pause in pauses:
        before, now = now, now + pause
        here.tick(now)
        here.tick(now)
        missed = [(key, due) for key, due in dues if before < due <= now]
        expected += [key for key, due in missed[-1:] if now - due <= ticks.GRACE]
    assert here.weeks() == expected
    assert max(Counter(here.weeks()).values(), default=1) == 1


def _calendar(rule: Rule, first: datetime, last: datetime, days_off: set[date]) -> Iterator[tuple[str, datetime]]:
    """Every time it should be due after a moment, found day by day on a wall calendar."""
    zone = ZoneInfo(str(rule.zone))
    begin = first.astimezone(zone).date() - timedelta(days=45)
    best: dict[str, tuple[int, date]] = {}
    for day in (begin + timedelta(days=number) for number in range((last.date() - begin).days + 9)):
        key, distance = _key(rule, day)
        if key and day not in days_off:
            best[key] = min(best.get(key, (distance, day)), (distance, day))
    for key, (_distance, day) in best.items():
        moment = _first_moment(day, rule.at, zone)
        if moment > first:
            yield key, moment


def _key(rule: Rule, day: date) -> tuple[str, int]:
    """What a schedule could be for on a day, and how many days would be better; nothing on other days."""
    year, week, number = day.isocalendar()
    weekday = number - 1
    if rule.monthly:
        return (f"{day:%Y-%m}", day.day) if weekday <= 4 else ("", 0)
    if rule.starts_on is not None:
        monday = rule.starts_on - timedelta(days=rule.starts_on.weekday())
        weeks = (day - monday).days // 7
        if weeks < 0 or weeks % rule.every_weeks:
            return "", 0
    if len(rule.weekdays) > 1:
        return (day.isoformat(), 0) if str(weekday) in rule.weekdays else ("", 0)
    later = weekday - int(rule.weekdays)
    if later and weekday > 4:
        return "", 0
    return f"{year}-W{week:02}", later if later >= 0 else 7 - later


def _first_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first minute at which the wall clock shows this time or, when it never does, a later one."""
    wall = datetime.combine(day, at, UTC)
    offsets = {(wall + hours * HOUR).astimezone(zone).utcoffset() for hours in range(-26, 27, 4)}
    if len(offsets) == 1:
        return wall - (offsets.pop() or timedelta())
    moment, step = wall - 26 * HOUR, 30 * MINUTE
    while moment.astimezone(zone).replace(tzinfo=None) < datetime.combine(day, at):
        moment += step
    moment -= step
    while moment.astimezone(zone).replace(tzinfo=None) < datetime.combine(day, at):
        moment += MINUTE
    return moment


def test_public_holidays_are_those_of_the_country() -> None:
    germany = holidays.days_off(workspaces.Settings(country="DE", days_off=["2026-12-24"]))
    off = [day for day in range(21, 28) if germany(date(2026, 12, day))]
    assert off == [24, 25, 26]
    assert not holidays.days_off(workspaces.Settings(country=""))(date(2026, 12, 25))
    assert (holidays.is_known("cn"), holidays.is_known("XX")) == (True, False)


def test_housekeeping_drops_what_nobody_will_ask_for(database: Database) -> None:
    here = office(database, MONDAY - DAY)
    here.tick(MONDAY)
    with database.write() as connection:
        (claimed,) = [
            row for row in deliveries.claim(connection, MONDAY, limit=500) if row.workspace_id == here.workspace_id
        ]
        deliveries.settle(connection, claimed, outbox.SENT)
    with here.change(MONDAY) as tx:
        assert not outbox.post(tx, "board", audience=INTERNAL, dedupe_key=claimed.dedupe_key)
    housekeeping.housekeep(database, MONDAY + 170 * DAY)
    with here.change(MONDAY) as tx:
        assert not outbox.post(tx, "board", audience=INTERNAL, dedupe_key=claimed.dedupe_key)
    housekeeping.housekeep(database, MONDAY + 190 * DAY)
    with here.change(MONDAY) as tx:
        assert outbox.post(tx, "board", audience=INTERNAL, dedupe_key=claimed.dedupe_key)


def test_a_purge_leaves_nothing_of_a_workspace_and_everything_of_the_others(database: Database) -> None:
    gone, stays = office(database, MONDAY - DAY), office(database, MONDAY - DAY, alone=False)
    gone.tick(MONDAY)
    with database.write() as connection:
        workspaces.revoke(connection, workspace_id=gone.workspace_id, now=MONDAY)
    housekeeping.housekeep(database, MONDAY + 30 * DAY)
    assert _rows_of(gone) > 5
    kept = _rows_of(stays)
    housekeeping.housekeep(database, MONDAY + 31 * DAY, purge_after=30 * DAY)
    assert (_rows_of(gone), _rows_of(stays)) == (0, kept)


def _rows_of(here: Office) -> int:
    tables = [table for table in schema.METADATA.sorted_tables if "workspace_id" in table.columns]
    counts = [sa.select(sa.func.count()).where(table.c.workspace_id == here.workspace_id) for table in tables]
    with here.database.read() as connection:
        return sum(connection.execute(statement).scalar_one() for statement in counts)


def test_the_clock_runs_late_jobs_once_and_never_two_of_a_kind(database: Database) -> None:
    jobs = clock.build(database, lambda: MONDAY)
    jobs.start(paused=True)
    try:
        listed = {job.id: job for job in jobs.get_jobs()}
        assert set(listed) == {"tick_schedules", "enroll", "housekeeping"}
        assert min(listed, key=lambda name: listed[name].next_run_time) == "enroll"
        for job in listed.values():
            assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
            assert job.trigger.get_next_fire_time(job.next_run_time, job.next_run_time) is not None
            job.func()
    finally:
        jobs.shutdown()
