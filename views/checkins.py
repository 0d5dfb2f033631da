"""Check-ins as people meet them: the prompt, what becomes of it, receipts, lists, and what Home says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from sales.schedules import WORKDAYS
from storage.checkin_rounds import ANSWERED, AWAY, SKIPPED, Part
from storage.checkins import CHANNEL, MANAGER, PAUSED, CheckIn
from storage.schedules import Schedule
from views import blocks
from views.blocks import Block, Element, Message
from views.words import Mrkdwn, Translator, source

OPEN, LATER, SNOOZE, SKIP, AWAY_TODAY = (
    "checkin_open",
    "checkin_later",
    "checkin_snooze",
    "checkin_skip",
    "checkin_away",
)
CHANGE, QUESTIONS, PAUSE, RESUME, RESULTS = (
    "checkin_change",
    "checkin_questions",
    "checkin_pause",
    "checkin_resume",
    "checkin_results",
)
SNOOZES = {"1h": source("In 1 hour"), "3h": source("In 3 hours"), "tomorrow": source("Tomorrow")}
ALL_DAYS = 7
SHOWN_ON_HOME = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """One person's part in a round, with all that words about it need; times are in the person's zone."""

    checkin: CheckIn
    part: Part
    zone: str
    now: datetime

    def local(self, moment: datetime) -> datetime:
        """A moment as the person's clock shows it."""
        return moment.astimezone(ZoneInfo(self.zone))

    def when(self, moment: datetime) -> datetime | str:
        """The same in as few words as will do: without the day where it is today."""
        local = self.local(moment)
        return f"{local:%H:%M}" if local.date() == self.local(self.now).date() else local


def prompt(t: Translator, asked: Asked, facts: str) -> Message:
    """The question whether the person has two minutes, with what is filled in already, in a line."""
    name = asked.checkin.name
    if facts:
        text = t("Two minutes for *{checkin}*? I filled in what I know: {facts}", checkin=name, facts=facts)
    else:
        text = t("Two minutes for *{checkin}*?", checkin=name)
    number = asked.part.round_id
    buttons = [
        _open(t, number, style="primary"),
        blocks.button(t.plain("Later"), LATER, number),
        blocks.button(t.plain("Skip"), SKIP, number),
    ]
    small = [t("Open until {when}.", when=asked.when(asked.part.closes_at))]
    if asked.checkin.is_anonymous:
        small.append(anonymity(t))
    return Message(text, [blocks.section(text), blocks.actions(*buttons), blocks.context(*small)])


def reminder(t: Translator, asked: Asked) -> Message:
    """Only to those who are missing, once."""
    when = asked.when(asked.part.closes_at)
    text = t("*{checkin}* closes at {when}; two lines are enough.", checkin=asked.checkin.name, when=when)
    away = blocks.button(t.plain("I'm away"), AWAY_TODAY, asked.part.round_id)
    return Message(text, [blocks.section(text), blocks.actions(_open(t, asked.part.round_id, style="primary"), away)])


def anonymity(t: Translator) -> Mrkdwn:
    """What anonymous means here."""
    return t("Anonymous: nothing that you write leads to you, so it can't be changed once it is sent.")


def became(t: Translator, asked: Asked) -> Message | None:
    """What a prompt says once the person did something about it; None while they have not."""
    part, name, number = asked.part, asked.checkin.name, asked.part.round_id
    if part.state == ANSWERED:
        return receipt(t, asked)
    if part.state == SKIPPED:
        text = t("*{checkin}*: skipped this time.", checkin=name)
        if part.reason:
            text = t("*{checkin}*: skipped this time ({reason}).", checkin=name, reason=part.reason)
        return _with(text, blocks.button(t.plain("Answer after all"), OPEN, number))
    if part.state == AWAY:
        text = t("*{checkin}*: you are away today, and nobody waits.", checkin=name)
        return _with(text, blocks.button(t.plain("Answer after all"), OPEN, number))
    if part.snoozed_until is not None and part.snoozed_until > asked.now:
        text = t("*{checkin}*: I'll ask again, {when}.", checkin=name, when=asked.when(part.snoozed_until))
        return _with(text, _open(t, number))
    return None


def receipt(t: Translator, asked: Asked) -> Message:
    """What somebody reads who has answered."""
    name = asked.checkin.name
    if asked.checkin.is_anonymous:
        return _with(t("*{checkin}*: in, thank you. Nothing of it leads to you.", checkin=name))
    change = blocks.button(t.plain("Change"), OPEN, asked.part.round_id)
    if asked.part.is_late or asked.part.closes_at <= asked.now:
        return _with(t("*{checkin}*: in, thank you; the summary is up to date.", checkin=name), change)
    when = asked.when(asked.part.closes_at)
    return _with(t("*{checkin}*: in, thank you. It can be changed until {when}.", checkin=name, when=when), change)


def gone(t: Translator, name: str) -> Message:
    """A prompt of a check-in that is no more."""
    return _with(t("*{checkin}* is not asked any more.", checkin=name))


def later(t: Translator, asked: Asked) -> Message:
    """When to ask again."""
    text = t("*{checkin}*: when shall I ask again?", checkin=asked.checkin.name)
    number = asked.part.round_id
    waits = [
        blocks.button(t.plain(label), f"{SNOOZE}_{word}", f"{number}:{word}")
        for word, label in SNOOZES.items()
        if word != "tomorrow" or not asked.checkin.is_anonymous
    ]
    return _with(text, *waits, _open(t, number))


def rhythm(t: Translator, schedule: Schedule) -> str:
    """On which days, and when: on Monday at 09:00."""
    days = schedule.weekdays
    if days == WORKDAYS:
        named = t.plain("on working days")
    elif len(days) == ALL_DAYS:
        named = t.plain("every day")
    else:
        names = [weekday(t, int(day), short=len(days) > 1) for day in days]
        named = t.plain("on {days}", days=t.plain(", ").join(names))
    if schedule.every_weeks == 1:
        return t.plain("{days} at {time}", days=named, time=schedule.at)
    return t.plain("every {weeks} weeks {days} at {time}", weeks=schedule.every_weeks, days=named, time=schedule.at)


def weekday(t: Translator, number: int, *, short: bool = False) -> str:
    """Monday (0) to Sunday in the reader's language."""
    return str(get_day_names("abbreviated" if short else "wide", locale=t.babel)[number])


def for_how_long(t: Translator, checkin: CheckIn) -> str:
    """How long answers are taken."""
    if checkin.until:
        return t.plain("open until {time}", time=checkin.until)
    hours, minutes = divmod(checkin.minutes, 60)
    return (
        t.plain("open for {hours} h", hours=hours)
        if not minutes
        else t.plain("open for {count} min", count=checkin.minutes)
    )


def set_up(t: Translator, checkin: CheckIn, schedule: Schedule, people: int, place: Mrkdwn) -> Mrkdwn:
    """What a check-in will do, in one line."""
    when, long = rhythm(t, schedule), for_how_long(t, checkin)
    if checkin.by_person:
        when = t.plain("{when} their time", when=when)
    return t.plural(
        "*{checkin}* asks {count} person {when}, {long}; {audience}.",
        "*{checkin}* asks {count} people {when}, {long}; {audience}.",
        people,
        checkin=checkin.name,
        when=when,
        long=long,
        audience=place,
    )


def readers(t: Translator, checkin: CheckIn, channel_id: str) -> Mrkdwn:
    """Who reads the answers."""
    if checkin.audience == MANAGER or not (channel_id or checkin.channel_id):
        return t("only the managers read the answers")
    channel = checkin.channel_id if checkin.audience == CHANNEL else channel_id
    return t("the answers come to {channel}", channel=Mrkdwn(f"<#{channel}>"))


def saved(t: Translator, words: Mrkdwn, checkin: CheckIn, undo: Element | None) -> Message:
    """The receipt of a set-up, with what comes next."""
    buttons = [
        blocks.button(t.plain("Questions"), QUESTIONS, checkin.id),
        blocks.button(t.plain("Change"), CHANGE, checkin.id),
        *([undo] if undo else []),
    ]
    return Message(words, [blocks.section(words), blocks.actions(*buttons)])


@dataclass(frozen=True, slots=True)
class Listed:
    """One check-in in a list; `next_day` is None while it is paused."""

    checkin: CheckIn
    words: Mrkdwn
    next_day: date | None
    may_change: bool


def listing(t: Translator, found: Sequence[Listed]) -> Message:
    """The check-ins of a team."""
    if not found:
        return _with(t("No check-ins yet. A manager sets one up with `/checkin new`."))
    title = t("*Check-ins*")
    rows = [blocks.section(title)]
    for each in found[:20]:
        state = t("paused") if each.checkin.state == PAUSED else t("next {day}", day=each.next_day or "–")
        rows.append(blocks.section(t("{words} _{state}_", words=each.words, state=state)))
        buttons = [blocks.button(t.plain("Results"), RESULTS, f"last:{each.checkin.id}")]
        if each.may_change:
            turn = (t.plain("Resume"), RESUME) if each.checkin.state == PAUSED else (t.plain("Pause"), PAUSE)
            buttons += [
                blocks.button(t.plain("Change"), CHANGE, each.checkin.id),
                blocks.button(t.plain("Questions"), QUESTIONS, each.checkin.id),
                blocks.button(*turn, each.checkin.id),
            ]
        rows.append(blocks.actions(*buttons))
    return Message(title, rows)


def on_home(t: Translator, waiting: Sequence[Any], zone: str, now: datetime) -> list[Block]:
    """What waits for the person, each with the way to answer; nothing when nothing does."""
    here = ZoneInfo(zone)
    rows = []
    for part in waiting[:SHOWN_ON_HOME]:
        closes = part.closes_at.astimezone(here)
        when: object = f"{closes:%H:%M}" if closes.date() == now.astimezone(here).date() else closes
        text = t("*{checkin}* is open until {when}.", checkin=part.checkin_name, when=when)
        rows.append(blocks.section(text, _open(t, part.round_id)))
    if len(waiting) > SHOWN_ON_HOME:
        rows.append(blocks.context(t("{count} more: `/checkin`", count=len(waiting) - SHOWN_ON_HOME)))
    return rows


def _open(t: Translator, round_id: int, style: str = "") -> Element:
    return blocks.button(t.plain("Open"), OPEN, round_id, style=style)


def _with(text: Mrkdwn, *buttons: Element) -> Message:
    rows = [blocks.section(text)]
    return Message(text, [*rows, blocks.actions(*buttons)] if buttons else rows)
