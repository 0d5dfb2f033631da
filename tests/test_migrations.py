"""Migrations: after all steps the database is what the code says, on SQLite and on PostgreSQL, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot import migrations
from bot.settings import SettingsError
from storage import schema
from tests import postgres
from tests.processes import START


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of either kind."""
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path / 'new' / 'bellringer.db'}"
    else:
        with postgres.empty_database() as url:
            yield url


def tables(url: str) -> list[str]:
    with migrations.connect(url) as connection:
        return [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]


def test_all_steps_make_the_tables_of_the_code_and_can_be_taken_back(database_url: str) -> None:
    assert migrations.current(database_url) == ""
    migrations.upgrade(database_url)
    assert migrations.current(database_url) == migrations.head()
    with migrations.connect(database_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.METADATA) == []
    migrations.downgrade(database_url)
    assert tables(database_url) == []
    assert migrations.current(database_url) == ""


def test_a_start_migrates_sqlite_and_asks_for_it_on_postgresql(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        migrations.make_ready(database_url)
    else:
        with pytest.raises(SettingsError, match="run `bellringer migrate` once"):
            migrations.make_ready(database_url)
        migrations.upgrade(database_url)
    migrations.make_ready(database_url)
    assert migrations.current(database_url) == migrations.head()


def test_processes_that_start_at_once_migrate_once(database_url: str) -> None:
    with START.Pool(2) as processes:
        assert processes.map(migrations.upgrade, [database_url] * 2, chunksize=1) == [None, None]
    assert migrations.current(database_url) == migrations.head()


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'newer.db'}"
    migrations.upgrade(url)
    with migrations.connect(url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for start in (migrations.upgrade, migrations.make_ready):
        with pytest.raises(SettingsError, match="version 9999"):
            start(url)


def test_a_board_that_was_planned_stays_planned(database_url: str) -> None:
    migrations.upgrade(database_url, "0001")
    with migrations.connect(database_url) as connection:
        for table, values in {
            "workspace": {"id": 1, "slack_team_id": "T1", "state": "active", "installed_at": "2026-11-20 00:00:00"}
            | dict.fromkeys(("slack_enterprise_id", "name", "bot_user_id", "bot_id", "bot_token", "scopes"), ""),
            "team": {"id": 3, "workspace_id": 1, "version": 1, "zone": "UTC", "locale": "en", "currency": "USD"}
            | {"announces_amounts": True, "is_active": True}
            | dict.fromkeys(("name", "name_key", "channel_id", "channel_name"), ""),
            "schedule": {"id": 7, "workspace_id": 1, "version": 1, "kind": "leaderboard", "team_id": 3, "weekday": 4}
            | {"at": "16:30", "enabled": True},
        }.items():
            connection.execute(
                sa.text(f"INSERT INTO {table} ({', '.join(values)}) VALUES (:{', :'.join(values)})"), values
            )
    migrations.upgrade(database_url)
    with migrations.connect(database_url) as connection:
        kept = connection.exec_driver_sql("SELECT id, kind, key, team_id, weekdays, at, zone FROM schedule").one()
    assert tuple(kept) == (7, "leaderboard", "leaderboard team:3", 3, "4", "16:30", "")
    migrations.downgrade(database_url, "0001")
    with migrations.connect(database_url) as connection:
        assert connection.exec_driver_sql("SELECT weekday FROM schedule").scalar_one() == 4
