"""Check-ins: when each person is asked, until when they may answer, what an answer to a question of each kind is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from sales import periods
from sales.errors import UserError
from sales.texts import normalise_text

TEXT, CHOICE, SCALE, NUMBER, YES_NO = KINDS = ("text", "choice", "scale", "number", "yes_no")
"""What a question may ask for."""
YES, NO = "yes", "no"
LOWEST, HIGHEST = 1, 10
"""The ends of a scale."""
ANSWER_LENGTH = 3000
"""Characters; what a field of a form takes."""
FEWEST_TO_SHOW = 3
"""Anonymous answers of fewer people are not shown: who wrote them would be too easy to guess."""
REMINDED_AT = 0.8
"""The share of their time after which people are reminded."""
EARLIEST_ZONE = "Pacific/Kiritimati"
"""Where a day begins first: 14 hours ahead of UTC."""
LATE_FOR = timedelta(days=14)
"""How long after its end answers to a check-in are still taken, unless the next one has begun."""

_AFTER = re.compile(r"(\d{1,3})\s*(h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|小时|个小时|钟头|分钟|分)?", re.IGNORECASE)
_TOMORROW = re.compile(r"\b(?:tomorrow|tmr|tmrw)\b|明[天早]", re.IGNORECASE)
_HOURS = ("h", "小", "个", "钟")


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when one person's answer is expected; both in UTC."""

    asks_at: datetime
    closes_at: datetime

    @property
    def reminds_at(self) -> datetime:
        """When those who have not answered are reminded."""
        return self.asks_at + (self.closes_at - self.asks_at) * REMINDED_AT


@dataclass(frozen=True, slots=True)
class Hours:
    """When a check-in asks on a day, and how long it waits: so many minutes, or until the clock shows `until`."""

    at: time
    minutes: int
    until: time | None = None

    def window(self, day: date, zone: tzinfo | str) -> Window:
        """The window on a day by one clock. An end that is not after the beginning is that of the next day."""
        asks_at = periods.at_local(day, self.at, zone)
        if self.until is None:
            return Window(asks_at, asks_at + timedelta(minutes=self.minutes))
        closes_at = periods.at_local(day, self.until, zone)
        if closes_at <= asks_at:
            closes_at = periods.at_local(day + periods.ONE_DAY, self.until, zone)
        return Window(asks_at, closes_at)


def outside_quiet_hours(window: Window, zone: str, quiet_from: str, quiet_until: str) -> Window:
    """The same time to answer, begun when the person's quiet hours are over if it would begin in them."""
    here = ZoneInfo(zone)
    local = window.asks_at.astimezone(here)
    begins, ends = time.fromisoformat(quiet_from), time.fromisoformat(quiet_until)
    clock = local.time().replace(tzinfo=None)
    if begins == ends:
        return window
    is_quiet = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    if not is_quiet:
        return window
    # quiet hours that began before midnight end on the next day
    day = local.date() + (periods.ONE_DAY if begins > ends and clock >= begins else timedelta())
    asks_at = periods.at_local(day, ends, here)
    return Window(asks_at, asks_at + (window.closes_at - window.asks_at))


def snoozed_until(text: str, now: datetime, zone: str, at: time) -> datetime:
    """When to ask again: in so many hours or minutes, or tomorrow at the check-in's time. Raises `UserError`."""
    words = text.strip()
    if _TOMORROW.search(words):
        return periods.at_local(periods.local_date(now, zone) + periods.ONE_DAY, at, zone)
    found = _AFTER.fullmatch(normalise_text(words)) if words else None
    if words and found is None:
        raise UserError("I can't read {text} as a time. Type `/checkin snooze 1h`, `3h` or `tomorrow`.", text=words)
    count = int(found[1]) if found else 1
    unit = (found[2] or "h").casefold() if found else "h"
    wait = timedelta(hours=count) if unit.startswith(_HOURS) else timedelta(minutes=count)
    if not timedelta(minutes=5) <= wait <= timedelta(hours=72):
        raise UserError("I can wait from 5 minutes to 3 days. Type `/checkin snooze 1h`, `3h` or `tomorrow`.")
    return now + wait


def read_answer(kind: str, text: str, options: Iterable[str] = ()) -> str:
    """An answer as it is stored; empty when there is none. Raises `UserError` for what is no answer to such a question.

    Numbers are stored as `Decimal` writes them, a scale as its number, yes and no as words of ours.
    """
    text = text.strip()
    if not text or kind == TEXT:
        return text[:ANSWER_LENGTH]
    if kind == NUMBER:
        return _number(text)
    if kind == YES_NO and text in (YES, NO):
        return text
    if kind == SCALE and text.isdigit() and LOWEST <= int(text) <= HIGHEST:
        return text
    if kind == CHOICE and text in options:
        return text
    raise UserError("{text} is not among the answers. Choose one of them.", text=text)


def average(values: Iterable[str]) -> Decimal | None:
    """The mean of stored numbers, to one place after the point; None without any."""
    numbers = [Decimal(value) for value in values]
    if not numbers:
        return None
    mean = (sum(numbers, Decimal()) / len(numbers)).quantize(Decimal("0.1"))
    return mean.to_integral() if mean == mean.to_integral() else mean


def _number(text: str) -> str:
    plain = normalise_text(text).replace("\u00a0", "").replace(" ", "").rstrip("%")
    # 1,200 and 12,5: a comma before exactly three digits groups them, any other is a decimal one
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= 10**15:
        raise UserError("I can't read {text} as a number. Type it like 12 or 12.5.", text=text)
    return format(value.normalize() if value else Decimal(), "f")
