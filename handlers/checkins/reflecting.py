"""After an answer: words that the data contradict, and lines that sound like promises, to whoever wrote them alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from fractions import Fraction

from handlers.checkins.choosing import Mine
from handlers.requests import Request
from sales import promises as promise_rules
from sales.checkins import CHOICE, TEXT
from sales.contradictions import GoalPace
from sales.goals import metrics
from storage import (
    checkin_answers,
    checkin_facts,
    checkin_questions,
    checkin_rounds,
    contradictions,
    outbox,
    promise_proposals,
    promises,
    weeks,
)
from views import blocks
from views import checkin_facts as fact_views
from views import checkins as checkin_views
from views import contradictions as contradiction_views
from views import goals as goal_views
from views import promises as promise_views
from views.blocks import Message


def reflect(request: Request, mine: Mine, round_id: int) -> None:
    """Tell the person what their words and their numbers do not have in common, and what they seem to promise.

    All that they answered in the round counts: what follows from an answer is sent in a form of its own.
    """
    if mine.checkin.is_anonymous:
        return
    answered = checkin_answers.of_member(request.tx, round_id, request.member.id)
    said = _own_words(request, mine, answered)
    since = mine.day - checkin_facts.USUALLY
    week = weeks.of_member(request.tx, request.member, team=mine.team, since=since, today=request.today)
    row = contradictions.check(
        request.tx,
        request.member.id,
        team_id=mine.team.id,
        subject=checkin_rounds.subject(round_id),
        texts=[text for kind, text in said if kind in (TEXT, CHOICE)],
        facts=weeks.facts(week, _paces(request)),
    )
    if row is not None:
        change = blocks.button(request.t.plain("Change it"), checkin_views.OPEN, round_id, style="primary")
        found = contradictions.found_in(row)
        may_tell = bool(contradictions.managers(request.tx, row))
        _tell(request, contradiction_views.alone(request.t, row.id, row.claim, found, change, may_tell=may_tell))
    written = "\n".join(text for kind, text in said if kind == TEXT)
    read = promise_rules.find(written, request.today, request.locale, request.settings.fiscal_year_start)
    proposal = promise_proposals.propose(request.tx, request.member, read, source=promises.CHECKIN) if read else None
    if proposal is not None:
        _tell(request, promise_views.proposal(request.t, proposal))


def _paces(request: Request) -> list[GoalPace]:
    """Where the person's goals stand, but for rates, which have no pace."""
    return [
        GoalPace(goal_views.called(request.t, each), Fraction(each.reached, each.goal.target), Fraction(each.elapsed))
        for each in checkin_facts.running_goals(request.tx, request.member, request.today)
        if not metrics.is_rate(each.goal.metric)
    ]


def _own_words(request: Request, mine: Mine, answered: Mapping[int, str]) -> list[tuple[str, str]]:
    """What was written or chosen, each with the kind of its question, without the lines that were filled in."""
    facts = checkin_facts.since_last(request.tx, mine.checkin, mine.team, request.member, mine.day)
    known = set(fact_views.prefilled(request.t, facts).splitlines()) if facts is not None else set()
    asked = checkin_questions.asked(request.tx, mine.checkin.id)
    written = [(question.kind, answered[question.id]) for question in asked if answered.get(question.id)]
    return [
        (kind, "\n".join(line for line in text.splitlines() if line.strip() not in known)) for kind, text in written
    ]


def _tell(request: Request, message: Message) -> None:
    """Words to the person alone, in the direct messages, where they wait as long as they like."""
    who = request.member.slack_user_id
    outbox.tell(
        request.tx,
        "answer",
        who,
        dedupe_key=f"answer:{secrets.token_hex(8)}",
        payload={"text": message.text, "blocks": message.blocks},
    )
