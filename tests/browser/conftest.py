"""A browser, a sandbox with a small bot, and the page open in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from sandbox import demo, server
from sandbox.clocks import Clock, Step
from sandbox.people import Sandbox
from tests.browser.bots import SmallBot

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
START = datetime(2026, 6, 30, 8, 12, tzinfo=UTC)
PLANNED = datetime(2026, 7, 2, 6, 30, tzinfo=UTC)
"""When the bot has something to do."""
WIDE = (1280, 800)
PHONE = (390, 844)


class StandingClock(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self._moment = moment

    def __call__(self) -> datetime:
        return self._moment

    def move_to(self, moment: datetime) -> None:
        self._moment = max(self._moment, moment)


@dataclass
class Visit:
    """The page as one visitor has it, and what stands behind it."""

    page: Page
    sandbox: Sandbox
    bot: SmallBot
    ran_at: list[datetime]
    complaints: list[str] = field(default_factory=list)
    """What the browser objects to: script errors, refused requests, breaches of the content security policy."""

    def write(self, line: str) -> None:
        """Type into the composer and send."""
        composer = self.page.locator("#composer")
        composer.fill(line)
        composer.press("Escape")
        composer.press("Enter")


@pytest.fixture(scope="module")  # an open browser keeps an event loop running, which other tests start themselves
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("the page's tests need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def shared_visit(browser: Browser) -> Iterator[Visit]:
    """One page for many looks that change nothing."""
    with _pages(browser) as open_one:
        yield open_one()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """A function that opens the page over a fresh demo workspace, at a size such as WIDE or PHONE."""
    with _pages(browser) as open_one:
        yield open_one


@pytest.fixture
def visit(open_page: Callable[..., Visit]) -> Iterator[Visit]:
    """The page as Amy sees it on a wide screen. The browser must have nothing to complain about in the end."""
    opened = open_page()
    yield opened
    assert opened.complaints == []


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type in ("error", "warning"):
        complaints.append(message.text)


@contextmanager
def _pages(browser: Browser) -> Iterator[Callable[..., Visit]]:
    ran_at: list[datetime] = []
    workspace = demo.workspace(StandingClock(START))
    bot = SmallBot(workspace)
    sandbox = Sandbox(workspace, bot, "secret", signed_at=workspace.clock)

    def run(moment: datetime) -> Step:
        """One post at each time, and one planned for Thursday."""
        ran_at.append(moment)
        return Step(1, PLANNED if moment < PLANNED else None)

    with server.running(sandbox, on_clock=run) as url:
        contexts = []

        def visit(size: tuple[int, int] = WIDE) -> Visit:
            width, height = size
            context = browser.new_context(
                viewport={"width": width, "height": height}, has_touch=size == PHONE, locale="en-GB"
            )
            contexts.append(context)
            context.set_default_timeout(5_000)
            page = context.new_page()
            opened = Visit(page, sandbox, bot, ran_at)
            page.on("pageerror", lambda error: opened.complaints.append(str(error)))
            page.on("console", lambda message: _note(message, opened.complaints))
            page.goto(url)
            expect(page.locator("#composer")).to_be_attached()
            return opened

        yield visit
        for context in contexts:
            context.close()
