"""The background of a process: when it can work no more, the process ends, so that it is started anew."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.worker import Worker
from tests import databases
from tests.clocks import NOW


class BrokenClock:
    """Tells the time until it is broken; what breaks then is neither Slack's nor the database's."""

    broken = False

    def __call__(self) -> datetime:
        if self.broken:
            raise RuntimeError("no time")
        return NOW


def test_a_delivery_that_ends_by_itself_ends_the_process(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    given_up, clock = threading.Event(), BrokenClock()
    with databases.empty(databases.SQLITE, tmp_path) as database:
        settings = Settings(slack_bot_token="xoxb-1", slack_api_url="http://127.0.0.1:9/api/")
        worker = Worker(settings, database, lambda _workspace: "xoxb-1", clock, give_up=given_up.set)
        worker.start()
        clock.broken = True
        database.posted()
        assert given_up.wait(10)
        worker.stop()
    assert "Delivery has ended" in caplog.text
