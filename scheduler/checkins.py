"""Check-ins by the clock: a round begins, people are asked and reminded, and what they answered is told.

Everything a round will say is in the outbox from its beginning, each post for its own time, and is rendered when that
has come: then nobody is asked who has answered, is away or has left, and nothing when the round is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sales import periods
from sales.checkins import FEWEST_TO_SHOW, TEXT
from sales.schedules import Due
from scheduler.rendering import BRIEF, LATER, Kind, Post, post, speak_to
from storage import (
    absences,
    checkin_answers,
    checkin_facts,
    checkin_rounds,
    checkins,
    members,
    outbox,
    rows,
    schedules,
    teams,
)
from storage.checkin_rounds import WAITING, Part, Round
from storage.checkins import ACTIVE, DELETED, CheckIn
from storage.members import INTERNAL, Member
from storage.outbox import Audience, OutboxMessage
from storage.schedules import Schedule
from storage.teams import Team
from storage.transactions import Transaction
from views import checkin_answers as answer_views
from views import checkin_facts as fact_views
from views import checkins as views
from views.checkins import Asked
from views.words import Translator, translator

GRACE = timedelta(days=8)
"""Whether a missed round is still of use is decided here, by who still has time to answer."""
IN_THREAD = 20
"""Posts below a summary at most, at one a second: where more people are asked, several share one."""
TEXTS_IN_ONE = 25
"""Anonymous answers in one post."""


def begin(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Begin a round; people get their parts in batches after that. False when nobody has time left to answer."""
    basis = schedules.basis(tx, schedule)
    checkin = checkins.find(tx, schedule.subject_id or 0)
    if checkin is None or checkin.state != ACTIVE or basis.team is None or not basis.team.is_active:
        return False
    day = periods.local_date(due.at, basis.zone)
    span = checkins.span(tx, checkin, basis.team, checkins.hours(checkin, schedule), day)
    if span.closes_at <= tx.now or not checkins.people(tx, checkin):
        return False
    round_ = checkin_rounds.begin(tx, checkin, day)
    payload = {"round_id": round_.id}
    for audience, channel in _readers(tx, checkin, basis.team):
        outbox.post(
            tx,
            "checkin_summary" if audience == outbox.INTERNAL else "checkin_summary_alone",
            audience=audience,
            dedupe_key=f"checkin_summary:{round_.id}:{channel}",
            channel=channel,
            subject=checkin_rounds.subject(round_.id),
            payload=payload,
            owner_id=checkin.author_id,
            at=round_.closes_at,
        )
    return True


def _readers(tx: Transaction, checkin: CheckIn, team: Team) -> list[tuple[Audience, str]]:
    """Where the summary goes: one channel, or the managers; where there is neither, whoever set it up."""
    channel = {checkins.TEAM_CHANNEL: team.channel_id, checkins.CHANNEL: checkin.channel_id}.get(checkin.audience)
    if channel:
        return [(outbox.INTERNAL, channel)]
    author = rows.find(tx, Member, checkin.author_id) if checkin.author_id else None
    leading = teams.managers(tx, team.id) or ([author] if author is not None else [])
    reached = [member for member in leading if member.kind == INTERNAL and members.is_in_slack(member)]
    return [(outbox.PERSONAL(member.slack_user_id), member.slack_user_id) for member in reached]


@dataclass(frozen=True, slots=True)
class _Told:
    """The people and things that a message to one person speaks of."""

    t: Translator
    member: Member
    asked: Asked
    round: Round


def _told(tx: Transaction, message: OutboxMessage) -> _Told | None:
    round_ = rows.get(tx, Round, message.payload["round_id"])
    part = checkin_rounds.part_of(tx, round_.id, message.payload["member_id"])
    member = members.get(tx, message.payload["member_id"])
    checkin = rows.get(tx, CheckIn, round_.checkin_id)
    if part is None or member.kind != INTERNAL or not members.is_in_slack(member):
        return None
    zone = checkins.zone_of(member, teams.get(tx, checkin.team_id))
    return _Told(speak_to(tx, member), member, Asked(checkin, part, zone, tx.now), round_)


def prompt(tx: Transaction, message: OutboxMessage) -> Post | None:
    """The question, or what became of it."""
    told = _told(tx, message)
    if told is None or (
        not message.slack_ts and not _is_awaited(tx, told, is_again=message.payload.get("again", False))
    ):
        return None
    if told.asked.checkin.state == DELETED:
        return post(views.gone(told.t, told.asked.checkin.name))
    return post(views.became(told.t, told.asked) or views.prompt(told.t, told.asked, _facts(tx, told)))


def _facts(tx: Transaction, told: _Told) -> str:
    checkin = told.asked.checkin
    team = teams.get(tx, checkin.team_id)
    known = checkin_facts.since_last(tx, checkin, team, told.member, told.round.day)
    return fact_views.prompt_line(told.t, known) if known is not None else ""


def reminder(tx: Transaction, message: OutboxMessage) -> Post | None:
    """To those who are missing, or what they did since."""
    told = _told(tx, message)
    if told is None or (not message.slack_ts and not _is_awaited(tx, told, is_again=False)):
        return None
    return post(views.became(told.t, told.asked) or views.reminder(told.t, told.asked))


def _is_awaited(tx: Transaction, told: _Told, *, is_again: bool) -> bool:
    """Whether the person is to be asked now. One who wanted to be asked again later is, if need be after the end."""
    part, checkin = told.asked.part, told.asked.checkin
    if part.state != WAITING or checkin.state != ACTIVE or tx.now < part.asks_at:
        return False
    if part.snoozed_until is not None and tx.now < part.snoozed_until:
        return False
    if tx.now >= part.closes_at and not (is_again and _may_be_late(tx, told)):
        return False
    if absences.on(tx, told.member.id, periods.local_date(tx.now, told.asked.zone)) is not None:
        return False
    return checkins.takes_part(tx, checkin, told.member)


def _may_be_late(tx: Transaction, told: _Told) -> bool:
    newest = checkin_rounds.latest(tx, told.asked.checkin.id)
    return not told.asked.checkin.is_anonymous and [round_.id for round_ in newest] == [told.round.id]


def summary(tx: Transaction, message: OutboxMessage) -> Post | None:
    """What was answered; None when nobody has."""
    round_ = rows.get(tx, Round, message.payload["round_id"])
    checkin = rows.get(tx, CheckIn, round_.checkin_id)
    if checkin.state != ACTIVE and not message.slack_ts:
        return None
    answers = checkin_answers.of_round(tx, checkin, round_)
    if not answers.answered and not message.slack_ts:
        return None
    return post(answer_views.summary(_reader(tx, message, checkin), answers, round_.id))


def add_thread(tx: Transaction, message: OutboxMessage) -> None:
    """Put the answers below the summary that is out: one post for each person, or shared ones where they are many."""
    round_ = rows.get(tx, Round, message.payload["round_id"])
    answers = checkin_answers.of_round(tx, rows.get(tx, CheckIn, round_.checkin_id), round_)
    if answers.checkin.is_anonymous:
        pages = [
            {"question_id": question.id, "page": page}
            for question in answers.asked
            if question.kind == TEXT
            for page in range(ceil(len(answers.to(question)) / TEXTS_IN_ONE))
        ][:IN_THREAD]
    else:
        pages = [{"page": page} for page in range(ceil(len(answers.given) / _together(round_)))]
    for payload in pages:
        outbox.post(
            tx,
            "checkin_answers",
            audience=Audience(message.audience),
            dedupe_key=f"checkin_answers:{message.id}:{payload.get('question_id', 0)}:{payload['page']}",
            channel=message.channel,
            thread_ts=message.slack_ts,
            subject=checkin_rounds.subject(round_.id),
            payload={"round_id": round_.id, **payload},
            owner_id=message.owner_id,
        )


def thread(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Some of the answers."""
    round_ = rows.get(tx, Round, message.payload["round_id"])
    checkin = rows.get(tx, CheckIn, round_.checkin_id)
    answers, t = checkin_answers.of_round(tx, checkin, round_), _reader(tx, message, checkin)
    page = message.payload["page"]
    if not checkin.is_anonymous:
        size = _together(round_)
        givers = answers.given[page * size : (page + 1) * size]
        return post(answer_views.page(t, answers, givers)) if givers else None
    question = next(q for q in answers.questions if q.id == message.payload["question_id"])
    texts = answers.to(question)
    if len(texts) < FEWEST_TO_SHOW:
        return None
    some = texts[page * TEXTS_IN_ONE : (page + 1) * TEXTS_IN_ONE]
    return post(answer_views.texts_page(t, question, some))


def _together(round_: Round) -> int:
    """How many people share a post in the thread; it stays the same however many come late."""
    return max(1, ceil(round_.people / IN_THREAD))


def _reader(tx: Transaction, message: OutboxMessage, checkin: CheckIn) -> Translator:
    """A channel is spoken to in its team's language, a person in theirs."""
    member = members.find(tx, message.channel)
    return (
        speak_to(tx, member) if member is not None else translator(teams.get(tx, checkin.team_id).locale, tx.now.year)
    )


def dedupe_key(kind: str, part: Part) -> str:
    """What a prompt or a reminder of a part is known by."""
    return f"{kind}:{part.round_id}:{part.member_id}"


KINDS = {
    "checkin_prompt": Kind(prompt, resend_unknown=True, unasked=BRIEF),
    "checkin_reminder": Kind(reminder, resend_unknown=True, unasked=BRIEF),
    "checkin_summary": Kind(summary, resend_unknown=False, followed_by=add_thread),
    "checkin_summary_alone": Kind(summary, resend_unknown=True, unasked=LATER, followed_by=add_thread),
    "checkin_answers": Kind(thread, resend_unknown=False),
}
