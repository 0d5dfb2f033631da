"""The daily brief: what is to be done today, for whom else, and what was kept back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from storage import agendas
from storage.agendas import Agenda, Entry
from storage.members import Member
from views import blocks, checkins, deals, feedback, goals, promises, risk_alerts, risks
from views.blocks import Block, Element, Message
from views.words import Mrkdwn, Translator, source

WITH_BUTTON, AT_HOME, LINES = 3, 8, 9
"""How many entries have a button, in a brief and on the Home tab, and how many are told in a line after those."""
COVERED_LINES = 4
KINDS = {
    "alarm": source("a note"),
    "brief": source("the brief"),
    "checkin_answers": source("the check-in's summary"),
    "checkin_prompt": source("a check-in"),
    "checkin_reminder": source("a check-in"),
    "checkin_summary": source("the check-in's summary"),
    "checkin_summary_alone": source("the check-in's summary"),
    "cover": source("a cover"),
    "feedback": source("feedback"),
    "feedback_asked": source("feedback"),
    "feedback_read": source("feedback"),
    "goal_picture": source("a goal's picture"),
    "goal_question": source("how a goal goes"),
    "goal_review": source("a goal's review"),
    "goal_team_review": source("a goal's review"),
    "goal_wish": source("a goal's review"),
    "kudos": source("thanks"),
    "kudos_told": source("thanks"),
    "kudos_week": source("the thanks of the week"),
    "leaderboard": source("the board"),
    "month": source("the month in review"),
    "month_attention": source("what needs attention"),
    "note": source("a note"),
    "partner_checkin": source("a partner's check-in"),
    "partner_desk_left": source("a note"),
    "partner_feedback": source("feedback"),
    "partner_feedback_unnamed": source("feedback"),
    "partner_note": source("a note"),
    "partner_panel": source("a partner's panel"),
    "partner_promise": source("a promise to a partner"),
    "partner_report": source("a partner's check-in"),
    "partner_stranger": source("a note"),
    "praise": source("praise"),
    "private_line": source("the place on the board"),
    "quieter": source("a note"),
    "registration": source("a registration"),
    "partner_risk_alert": source("partners at risk"),
    "partner_scorecard": source("a partner's scorecard"),
    "partner_scorecard_first": source("a partner's scorecard"),
    "registration_news": source("a registration"),
    "registration_question": source("a registration"),
    "registrations_overdue": source("a registration"),
    "review": source("the week in review"),
    "risk_alert": source("deals at risk"),
    "risk_asked": source("deals at risk"),
    "support_closed": source("a request for support"),
    "support_desk": source("a request for support"),
    "support_given": source("a request for support"),
    "support_overdue": source("a request for support"),
    "support_reminder": source("a request for support"),
    "support_status": source("a request for support"),
    "win": source("a win"),
}
"""What kinds of post are called where they are counted: in the brief, and in a rehearsal."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, on which day of theirs, by which clock."""

    member: Member
    today: date
    zone: str


def brief(t: Translator, reader: Reader, agenda: Agenda) -> Message:
    """Everything for today, the first entries with the way to act on them."""
    member = reader.member
    entries = agenda.entries
    if entries:
        count = len(entries)
        title = t.plural("Today, {name}: {count} thing.", "Today, {name}: {count} things.", count, name=member.name)
    else:
        title = t("Nothing of yours is due today, {name}.", name=member.name)
    return Message(title, [blocks.section(title), *_day(t, reader, agenda, WITH_BUTTON)])


def on_home(t: Translator, reader: Reader, agenda: Agenda) -> list[Block]:
    """The same on the Home tab, at any time of the day."""
    if agenda.is_empty:
        return [blocks.section(t("*My day*")), blocks.context(t("Nothing is due. What falls due stands here."))]
    return [blocks.section(t("*My day*")), *_day(t, reader, agenda, AT_HOME)]


def _day(t: Translator, reader: Reader, agenda: Agenda, with_button: int) -> list[Block]:
    entries = agenda.entries
    rows = [blocks.section(line(t, entry, reader), _button(t, entry)) for entry in entries[:with_button]]
    rows += _list(t, entries[with_button:], reader, LINES)
    for person, theirs in agenda.covered:
        rows.append(blocks.section(t("*For {name}*, who is away", name=person.name)))
        rows += _list(t, theirs, reader, COVERED_LINES)
    if agenda.kept_back:
        rows.append(blocks.context(kept_back(t, agenda.kept_back)))
    return rows


def kept_back(t: Translator, counts: Mapping[str, int]) -> str:
    """I kept back 6: deal risks (4), the place on the board, a note."""
    return t("I kept back {count}: {what}.", count=sum(counts.values()), what=Mrkdwn(kinds(t, counts)))


def kinds(t: Translator, counts: Mapping[str, int]) -> str:
    """Kinds of post with how many there are of each."""
    named: dict[str, int] = {}
    for kind, count in counts.items():
        name = t.plain(KINDS.get(kind, "a note"))
        named[name] = named.get(name, 0) + count
    return t.plain(", ").join(
        t.plain("{name} ({count})", name=name, count=count) if count > 1 else name for name, count in named.items()
    )


def line(t: Translator, entry: Entry, reader: Reader) -> str:
    """One entry in a line."""
    return _LINES[entry.kind](t, entry.about, reader)


def _list(t: Translator, entries: Sequence[Entry], reader: Reader, most: int) -> list[Block]:
    if not entries:
        return []
    told = [t("• {line}", line=Mrkdwn(line(t, entry, reader))) for entry in entries[:most]]
    if len(entries) > most:
        told.append(t.plural("and {count} more", "and {count} more", len(entries) - most))
    return [blocks.section("\n".join(told))]


def _button(t: Translator, entry: Entry) -> Element | None:
    """The one thing that can be done about it at once."""
    about = entry.about
    if entry.kind == agendas.DEAL:
        return deals.card_button(t, about)
    if entry.kind == agendas.PROMISE:
        return blocks.button(t.plain("Kept"), promises.KEEP, f"{about.id}::")
    if entry.kind == agendas.CHECKIN:
        return blocks.button(t.plain("Open"), checkins.OPEN, about.round_id)
    if entry.kind == agendas.RISK:
        return blocks.button(t.plain("Set next step"), risk_alerts.SET_STEP, about.deal.id)
    if entry.kind == agendas.GOAL:
        return blocks.button(t.plain("Update"), goals.UPDATE, about.goal.id)
    return None


def _deal(t: Translator, deal: Any, reader: Reader) -> str:
    """A deal whose next step or close date has come; the next step is what can be done."""
    name, today = deal.customer_name, reader.today
    if deal.next_step and deal.next_step_on is not None and deal.next_step_on <= today:
        if deal.next_step_on == today:
            text = t("*{customer}*: {step}, today", customer=name, step=deal.next_step)
        else:
            text = t("*{customer}*: {step}, since {day}", customer=name, step=deal.next_step, day=deal.next_step_on)
    elif deal.closes_on is not None and deal.closes_on == today:
        text = t("*{customer}* closes today", customer=name)
    elif deal.closes_on is not None and deal.closes_on < today:
        text = t("*{customer}* was to close {day}", customer=name, day=deal.closes_on)
    else:
        # a cover looks ahead
        text = t("*{customer}*: {day}", customer=name, day=deal.next_step_on or deal.closes_on)
    amount = deals.amount_of(deal)
    return t("{deal}, {amount}", deal=text, amount=amount) if amount is not None else text


def _promise(t: Translator, row: Any, reader: Reader) -> str:
    return promises.due_line(t, row, me=reader.member.id, today=reader.today)


def _checkin(t: Translator, part: Any, reader: Reader) -> str:
    closes = part.closes_at.astimezone(ZoneInfo(reader.zone))
    when: object = f"{closes:%H:%M}" if closes.date() == reader.today else closes
    return t("*{checkin}* is open until {when}.", checkin=part.checkin_name, when=when)


def _risk(t: Translator, risk: Any, reader: Reader) -> str:
    return risks.line(t, risk.deal, risk.reasons, reader.today)


def _goal(t: Translator, each: Any, reader: Reader) -> str:
    return t("{goal} · {standing}", goal=goals.title(t, each), standing=goals.standing(t, each))


def _unread(t: Translator, count: int, reader: Reader) -> str:
    return feedback.waiting(t, count)


_LINES: dict[str, Callable[[Translator, Any, Reader], str]] = {
    agendas.DEAL: _deal,
    agendas.PROMISE: _promise,
    agendas.CHECKIN: _checkin,
    agendas.RISK: _risk,
    agendas.GOAL: _goal,
    agendas.FEEDBACK: _unread,
}
"""By kind of entry."""
