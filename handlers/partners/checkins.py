"""The partner check-in: the form behind the card, promises that come of it on either side, and when it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers import choices
from handlers.partners import callers, linking, voices
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import PARTNER, Routes, listener
from sales import periods
from sales.errors import UserError
from storage import members, outbox, partner_desks, partner_voices, promises, registrations
from storage.partner_voices import WORDS_LENGTH
from storage.partners import Partner
from storage.promises import CHECKIN, OPEN, Promise
from views import partner_checkins as views
from views import promises as promise_views

LATEST = timedelta(days=28)
"""How long after it was asked a check-in may still be answered."""
REMINDED_AT = time(9, 0)
LONGEST_PAUSE = 8
"""Weeks."""
A_WEEK = timedelta(days=7)

_OFTEN = re.compile(
    r"\bevery\s+(?:(?P<weeks>\d{1,2})\s+weeks?|(?P<second>second|other)\s+week|week)\b|每(?:(?P<zh>[两二三四])个?)?(?:周|星期)",
    re.IGNORECASE,
)
_RHYTHM = re.compile(
    r"(?:^|\s)(?P<rhythm>(?:on|off|开|关)$|(?:every\b|每|(?:mon|tue|wed|thu|fri)[a-z]*\b|周|星期).*)$", re.IGNORECASE
)
_CHINESE_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4}
"""Of weeks; none stands for one."""


@listener(allow=PARTNER)
def answer(request: Request) -> Answer:
    """**Two minutes** on the card."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    day = _day(request)
    known = partner_voices.report(request.tx, partner.id, day, request.member.id)
    sent = registrations.of_member(request.tx, partner.id, request.member.id)
    alive = (*registrations.WAITING, registrations.PROTECTED)
    customers = [row.company for row in sent if row.state in alive]
    return Opened(views.form(request.t, request.context(day), known=known, customers=customers))


@listener(allow=PARTNER)
def send(request: Request) -> Answer:
    """The form was sent; sent once more, it takes the place of what was said before."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    day = _day(request)
    fields = (views.PROGRESS, views.BLOCKER, views.NEEDS)
    said = {field: voices.written(request, field, WORDS_LENGTH) for field in fields}
    if not said[views.PROGRESS]:
        return Refused({views.PROGRESS: request.t.plain("A line is enough.")})
    mark = str(choices.filled_in(request, views.CONFIDENCE))
    voices.count(request, partner)
    request.tx.command = "partner checkin"
    report = partner_voices.answer(
        request.tx,
        partner,
        request.member,
        day,
        channel_id=request.channel_id,
        confidence=int(mark) if mark in "12345" and mark else None,
        **said,
    )
    _tell(request, partner, day)
    if request.member.kind != members.INTERNAL:
        found = {
            place: item
            for place, item in enumerate(partner_voices.promised_by_them(request.tx, report))
            if promises.same(request.tx, request.member.id, item.words, item.due_on) is None
        }
        if found:
            return Opened(views.promise_form(request.t, request.context(day), found))
    return voices.receipt(request, views.received(request.t))


@listener(allow=PARTNER)
def promise(request: Request) -> Answer:
    """What they promise of what was read in their words."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    report = partner_voices.report(request.tx, partner.id, _day(request), request.member.id)
    if report is None:
        raise UserError("That check-in is over. The next one comes by itself.")
    request.tx.command = "partner promise"
    chosen = choices.filled_in(request, views.CHOSEN) or []
    found = partner_voices.promised_by_them(request.tx, report)
    items = [item for place, item in enumerate(found) if str(place) in chosen]
    for item in items:
        made = promises.create(
            request.tx, request.member, item.words, item.due_on, source=CHECKIN, partner_id=partner.id
        )
        _remind(request, made)
    return voices.receipt(request, views.promised(request.t, items))


@listener(allow=PARTNER)
def keep(request: Request) -> Answer:
    """**Done** under the reminder of a promise."""
    return _settle(request, lambda made: promises.keep(request.tx, made, today=request.today))


@listener(allow=PARTNER)
def move(request: Request) -> Answer:
    """**In a week**."""
    return _settle(request, lambda made: promises.move(request.tx, made, request.today + A_WEEK))


@listener(allow=PARTNER)
def drop(request: Request) -> Answer:
    """**Drop it**."""
    return _settle(request, lambda made: promises.drop(request.tx, made, "", today=request.today))


@listener()
def promise_them(request: Request) -> Answer:
    """**I promise: …** under what they need of us."""
    report_id, _, place = request.value.partition(":")
    report = partner_voices.get_report(request.tx, int(report_id)) if report_id.isdigit() else None
    found = partner_voices.asked_of_us(request.tx, report) if report is not None else []
    if report is None or not place.isdigit() or int(place) >= len(found):
        raise UserError("They have written something else since. Look at it once more.")
    item = found[int(place)]
    if item.due_on < request.today:
        raise UserError("{day} is over. A promise needs a day that is still to come.", day=item.due_on)
    request.tx.command = "partner promise"
    made = promises.create(
        request.tx, request.member, item.words, item.due_on, source=CHECKIN, partner_id=report.partner_id
    )
    outbox.outdate(request.tx, partner_voices.report_subject(report.partner_id, report.day))
    shown = promises.shown(request.tx, made.id)
    change_set_id = request.tx.change_set_id if request.tx.wrote else None
    return Reply(promise_views.made(request.t, shown, change_set_id), replaces=False)


@listener()
def set_rhythm(request: Request) -> Answer:
    """`/partner checkin BetaCo every 2 weeks tue 10:00`, `off`, `on`; without more, when it is."""
    rhythm = _RHYTHM.search(request.line)
    name = request.line[: rhythm.start()] if rhythm is not None else request.line
    if not name.strip():
        raise UserError("Which partner? Type `{example}`.", example="/partner checkin BetaCo every 2 weeks tue 10:00")
    partner = linking.named(request, name.strip())
    if rhythm is None:
        return Reply(_rhythm(request, partner))
    linking.require_manager(request)
    word = rhythm["rhythm"].casefold()
    if word in choices.ON:
        begun = partner_voices.checkin_of(request.tx, partner)
        if begun is None:
            partner_voices.begin_checkin(request.tx, partner, request.today)
        else:
            partner_voices.set_checkin(request.tx, partner, enabled=True)
    elif word in choices.OFF:
        partner_voices.begin_checkin(request.tx, partner, request.today)
        partner_voices.set_checkin(request.tx, partner, enabled=False)
    else:
        partner_voices.set_checkin(request.tx, partner, enabled=True, **_times(request, rhythm["rhythm"]))
    return choices.done(request, views.rhythm(request.t, partner.name, partner_voices.checkin_of(request.tx, partner)))


def _times(request: Request, text: str) -> dict[str, Any]:
    """Every how many weeks, on which day and when; from the next such day on."""
    often = _OFTEN.search(text)
    weeks = 2 if often is None or often["second"] else int(often["weeks"] or _CHINESE_NUMBERS.get(often["zh"], 1))
    example = "`/partner checkin BetaCo every 2 weeks tue 10:00`"
    day = choices.week_time(_OFTEN.sub(" ", text).strip() or "tue", example, default="10:00")
    if day is None or len(day[0]) > 1 or not 1 <= weeks <= LONGEST_PAUSE:
        raise UserError("One day, every 1 to {most} weeks: type {example}.", most=LONGEST_PAUSE, example=example)
    weekdays = day[0] or partner_voices.DEFAULT_RHYTHM["weekdays"]
    is_ahead = int(weekdays) > request.today.weekday()
    return {
        "weekdays": weekdays,
        "at": day[1],
        "every_weeks": weeks,
        "starts_on": request.today if is_ahead else request.today + A_WEEK,
    }


def _rhythm(request: Request, partner: Partner) -> Any:
    text = views.rhythm(request.t, partner.name, partner_voices.checkin_of(request.tx, partner))
    return views.told(text)


def _day(request: Request) -> date:
    """The day of the check-in that a card or form is about. Raises `UserError` when that was long ago, or never."""
    try:
        day = date.fromisoformat(request.value)
    except ValueError:
        day = date.min
    if not request.today - LATEST <= day <= request.today + timedelta(days=1):
        raise UserError("That check-in is over. The next one comes by itself.")
    return day


def _tell(request: Request, partner: Partner, day: date) -> None:
    """One summary at the desk, and one with whoever looks after the partner; both are corrected with each answer."""
    subject = partner_voices.report_subject(partner.id, day)
    payload = {"partner_id": partner.id, "day": day.isoformat()}
    partner_desks.post(request.tx, "partner_report", partner, dedupe_key=subject, subject=subject, payload=payload)
    if request.settings.partner_desk_id and partner.manager_id:
        manager = members.get(request.tx, partner.manager_id)
        if manager.kind == members.INTERNAL and members.is_in_slack(manager):
            outbox.tell(
                request.tx,
                "partner_report",
                manager.slack_user_id,
                dedupe_key=f"{subject}:{manager.id}",
                subject=subject,
                owner_id=manager.id,
                payload={**payload, "reader_id": manager.id},
            )
    outbox.outdate(request.tx, subject)


def _remind(request: Request, made: Promise) -> None:
    """Ask on the day, by the clock of whoever promised."""
    day = promises.asked_on(request.tx, made.due_on)
    at: datetime = periods.at_local(day, REMINDED_AT, request.zone)
    outbox.tell(
        request.tx,
        "partner_promise",
        request.member.slack_user_id,
        dedupe_key=f"partner_promise:{made.id}:{made.due_on}",
        subject=f"promise:{made.id}",
        payload={"promise_id": made.id, "due_on": made.due_on.isoformat()},
        at=max(at, request.now),
    )


def _settle(request: Request, change: Callable[[Promise], Promise]) -> Answer:
    """Do something about the promise that the clicked message reminds of; its buttons hold no number of it."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    message = outbox.said(request.tx, request.member.slack_user_id, request.message_ts)
    is_reminder = message is not None and message.kind == "partner_promise"
    found = promises.find(request.tx, message.payload["promise_id"]) if message is not None and is_reminder else None
    if found is None or found.state != OPEN or (found.owner_id, found.partner_id) != (request.member.id, partner.id):
        raise UserError("That is settled already.")
    request.tx.command = "partner promise"
    changed = change(found)
    if changed.state == OPEN:
        _remind(request, changed)
    outbox.outdate(request.tx, f"promise:{changed.id}")
    return None


def register(routes: Routes) -> None:
    routes.action(views.ANSWER, answer)
    routes.view(views.FORM, send)
    routes.view(views.PROMISE_FORM, promise)
    routes.action(views.KEPT, keep)
    routes.action(views.LATER, move)
    routes.action(views.DROP, drop)
    for place in range(views.OFFERED):
        routes.action(f"{views.OURS}_{place}", promise_them)
    routes.line("partner", "checkin", set_rhythm, "check-in", "签到", "周报")
