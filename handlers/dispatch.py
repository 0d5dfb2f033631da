"""The way of one request: who asks, may they, one transaction, one answer.

Slack's payloads come in, what Slack expects as an answer goes out. Everything between is the same for every listener.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa
from slack_sdk import WebClient

from handlers import answers, grammar, people
from handlers.answers import Response
from handlers.calls import Call
from handlers.requests import (
    ACTION,
    COMMAND,
    EVENT,
    OPTIONS,
    SHORTCUT,
    TYPED,
    VIEW,
    Answer,
    Ask,
    Denied,
    Opened,
    Reply,
    Request,
    Unmet,
)
from handlers.routes import PARTNER, Listener, Routes
from sales.errors import UserError
from storage import askers, budgets, members, partners, questions, requests, transactions, workspaces
from storage.database import Database
from storage.members import Member
from storage.profiles import Profile
from storage.requests import Repeat
from storage.rows import StaleRow
from storage.transactions import Transaction
from storage.workspaces import Workspace
from views import blocks, refusals
from views.blocks import Message
from views.words import Translator, translator

logger = logging.getLogger(__name__)

ANSWER_QUESTION = "question_answer"
"""Begins the action id of every button under a question."""
TRIES = 4
"""How often a request is done when others write the same rows at the same time."""
BEAT = timedelta(milliseconds=100)
"""Steady listeners answer at the first multiple of this after the request came: longer than what any of them does."""
WORKSPACE_KEPT = timedelta(seconds=30)
"""How long a workspace's row is taken for what it was; a removed app is heard of by an event."""


class Dispatcher:
    """Answers requests by the routes it was given."""

    def __init__(
        self,
        *,
        database: Database,
        routes: Routes,
        clock: Callable[[], datetime],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._pause = pause
        self._routes = routes
        self._clock = clock
        self._workspaces: dict[str, tuple[datetime, Workspace]] = {}
        self._heard: dict[tuple[int, str], date] = {}

    def answer(self, call: Call, *, installed_team_id: str, client: WebClient) -> Response:
        """Do what was asked, store it, and only then say so."""
        begun = time.perf_counter()
        response = self._answer(call, installed_team_id, client)
        if response.steady:
            beat = BEAT.total_seconds()
            self._pause(beat - (time.perf_counter() - begun) % beat)
        return response

    def _answer(self, call: Call, installed_team_id: str, client: WebClient) -> Response:
        told: dict[str, Profile] = {}
        tries = 0
        while True:
            try:
                return self._answer_once(call, installed_team_id, client, told)
            except Unmet as unmet:
                if not self._meet(unmet, installed_team_id, client, told):
                    return answers.encode(call, Reply(refusals.stranger(translator(call.locale))))
            except (StaleRow, sa.exc.IntegrityError, sa.exc.OperationalError) as error:
                tries += 1
                if tries == TRIES or not _is_worth_another_try(error):
                    return self._fail(call, error)
            except Exception as error:  # noqa: BLE001 - the one seam: a bug is logged, and the person gets its reference
                return self._fail(call, error)

    def _answer_once(self, call: Call, installed_team_id: str, client: WebClient, told: dict[str, Profile]) -> Response:
        workspace = self._workspace(installed_team_id)
        if workspace is None:
            return Response(status=200 if call.surface == EVENT else 403)
        listener, line = self._route(call, workspace.bot_user_id)
        if listener is None and call.surface == EVENT:
            return Response()
        steady = listener is not None and listener.steady
        try:
            do = partial(self._do, call, workspace, told, listener, line)
            response, form, t = do() if self._only_reads(call, workspace, told, listener) else self._database.run(do)
        except Repeat:
            # in turn behind the first: what is read here is stored before it is said again
            with self._database.write() as connection:
                return Response(requests.answer(connection, workspace.id, call.key), steady=steady)
        except (UserError, Denied) as problem:
            # what was written before the problem is gone with the transaction; the words need one of their own
            with self._enter(call, workspace, told, None) as request:
                request.answers_at = request.now + BEAT if steady else None
                response, _ = answers.deliver(request, call, answers.explain(request, call, problem))
                return replace(response, steady=steady)
        if form is not None and not answers.open_form(client, call, form):
            return answers.encode(call, Reply(refusals.form_did_not_open(t)))
        return replace(response, steady=steady) if steady else response

    def _do(
        self,
        call: Call,
        workspace: Workspace,
        told: dict[str, Profile],
        listener: Listener | None,
        line: grammar.Line | None,
    ) -> tuple[Response, Opened | None, Translator]:
        """Have the listener answer. What it wrote on the way to a question goes: the answer to it will write it."""
        try:
            with self._enter(call, workspace, told, listener) as request:
                if listener is not None and listener.steady:
                    request.answers_at = request.now + BEAT
                answer = self._listen(request, call, listener, line)
                return *answers.deliver(request, call, answer), request.t
        except Ask as ask:
            with self._enter(call, workspace, told, listener) as asking:
                asking.take(request.noun, request.verb, request.line, request.typed, request.mentions)
                asking.known = request.known
                return *answers.deliver(asking, call, Reply(_question(asking, ask))), asking.t

    @contextmanager
    def _enter(
        self, call: Call, workspace: Workspace, told: dict[str, Profile], listener: Listener | None
    ) -> Iterator[Request]:
        """The one transaction of a request, with everybody known in it; a repeat is found out at its end."""
        reads_only = self._only_reads(call, workspace, told, listener)
        opens = transactions.look if reads_only else transactions.begin
        now = self._clock()
        is_news = self._is_news(call, workspace, now)
        with opens(self._database, workspace_id=workspace.id, now=now) as tx:
            for slack_user_id, profile in told.items():
                members.remember(tx, slack_user_id, **profile)
            request = _request(tx, call, workspace, is_fresh=call.slack_user_id in told)
            yield request
            if is_news and request.member.id:
                budgets.heard(tx, request.member.id, request.today)
            if not reads_only and listener is not None and request.took_effect:
                requests.record(tx, call.key, request.response)
        if is_news:
            heard = (workspace.id, call.slack_user_id), now.date()
            self._database.when_stored(lambda: self._heard.update([heard]))

    def _only_reads(
        self, call: Call, workspace: Workspace, told: dict[str, Profile], listener: Listener | None
    ) -> bool:
        """Whether nothing can be written for a request: it then waits for nobody."""
        if listener is None or listener.writes or told or call.surface not in (COMMAND, OPTIONS):
            return False
        return not self._is_news(call, workspace, self._clock())

    def _is_news(self, call: Call, workspace: Workspace, now: datetime) -> bool:
        """Whether it is the first that a person asks for on a day."""
        if call.surface in (EVENT, OPTIONS):
            return False
        return self._heard.get((workspace.id, call.slack_user_id)) != now.date()

    def _workspace(self, slack_team_id: str) -> Workspace | None:
        """The active workspace of a Slack id, looked up twice a minute at most."""
        now = self._clock()
        kept = self._workspaces.get(slack_team_id)
        if kept is not None and now - kept[0] < WORKSPACE_KEPT:
            return kept[1]
        with self._database.read() as connection:
            workspace = workspaces.find_by_slack_id(connection, slack_team_id)
        if workspace is None or workspace.state != workspaces.ACTIVE:
            return None
        self._workspaces[slack_team_id] = (now, workspace)
        return workspace

    def _route(self, call: Call, bot_user_id: str) -> tuple[Listener | None, grammar.Line | None]:
        routes = self._routes
        if call.surface in TYPED:
            line = grammar.parse(grammar.plain_text(call.text, bot_user_id=bot_user_id), routes, command=call.command)
            verbs = routes.lines.get(line.noun, {})
            return verbs.get(line.verb, verbs.get("")), line
        by_name = {ACTION: routes.actions, VIEW: routes.views, OPTIONS: routes.options, SHORTCUT: routes.shortcuts}
        return by_name.get(call.surface, routes.events).get(call.name), None

    def _listen(self, request: Request, call: Call, listener: Listener | None, line: grammar.Line | None) -> Answer:
        """Run the listener; a question that it asks back is kept, so that a button can answer it."""
        if line is not None:
            request.take(line.noun, line.verb, line.rest, line.typed, line.mentions)
        answers_question = call.name.startswith(ANSWER_QUESTION)
        if answers_question:
            listener = self._resume(request)
        if not _may(request, listener):
            is_known = partners.of_member(request.tx, request.member) is not None
            return Reply(refusals.not_for_partners(request.t) if is_known else refusals.for_partners(request.t))
        if listener is None:
            return Reply(self._unknown(request))
        typed = request.verb if listener.private else request.typed
        request.tx.command = " ".join(filter(None, (request.noun, typed))) or call.name
        try:
            answer = listener.answer(request)
        except Ask as ask:
            if request.tx.wrote:
                raise
            return Reply(_question(request, ask))
        if answers_question and request.tx.wrote:
            requests.record(request.tx, _answered(request), None)
        return answer

    def _resume(self, request: Request) -> Listener | None:
        """Go on with a line from the button that answers a question about it."""
        number, _, choice = request.value.partition(":")
        question = questions.find(request.tx, int(number)) if number.isdigit() else None
        if question is None or not choice.isdigit() or int(choice) >= len(question.choices):
            raise UserError("That question is from an earlier time. Type the line again.")
        if requests.is_recorded(request.tx, _answered(request)):
            raise UserError("That was answered already. `/sales undo` takes it back.")
        line = grammar.parse(question.line, self._routes, command=question.noun)
        request.take(question.noun, question.verb, line.rest, question.line, line.mentions)
        request.known = {**question.known, **question.choices[int(choice)]}
        verbs = self._routes.lines[question.noun]
        return verbs.get(question.verb, verbs.get(""))

    def _unknown(self, request: Request) -> Message:
        word = (request.line or request.typed).split(" ")[0]
        return refusals.unknown(request.t, word, grammar.nearest(word, self._routes) if word else None)

    def _meet(self, unmet: Unmet, installed_team_id: str, client: WebClient, told: dict[str, Profile]) -> bool:
        """Ask Slack about people whom we do not know. False when they stay unknown."""
        workspace = self._workspace(installed_team_id)
        assert workspace is not None
        for slack_user_id in unmet.slack_user_ids:
            profile = None if slack_user_id in told else people.ask_slack(client, workspace, slack_user_id)
            if profile is None:
                return False
            told[slack_user_id] = profile
        return True

    def _fail(self, call: Call, error: Exception) -> Response:
        """Log a bug, or trouble with the database, under a reference that the person is told."""
        reference = secrets.token_hex(2).upper()
        logger.error("Reference %s: %s %s failed", reference, call.surface, call.name or call.command, exc_info=error)
        if call.surface in (COMMAND, VIEW):
            return answers.encode(call, Reply(refusals.our_fault(translator(call.locale), reference)))
        return Response(status=500)


def _request(tx: Transaction, call: Call, workspace: Workspace, *, is_fresh: bool) -> Request:
    asker = askers.find(tx, slack_user_id=call.slack_user_id, channel_id=call.channel_id)
    member = _member(tx, call, workspace, asker.member, is_fresh=is_fresh)
    tx.actor_id = member.id or None
    request = Request(
        surface=call.surface,
        tx=tx,
        workspace=workspace,
        settings=asker.settings,
        member=member,
        team=asker.team,
        t=translator("en"),
        payload=call.payload,
        value=call.value,
        channel_id=call.channel_id,
        message_ts=call.message_ts,
        thread_ts=call.thread_ts,
        response_url=call.response_url,
        trigger_id=call.trigger_id,
        on_public_message=call.on_public_message,
    )
    request.t = translator(request.locale, request.today.year)
    return request


def _member(tx: Transaction, call: Call, workspace: Workspace, member: Member | None, *, is_fresh: bool) -> Member:
    """Who acts. `is_fresh`: Slack was asked about them just now.

    A signed payload that names another company as theirs counts for more than what we knew: Slack is asked anew, and
    whoever it places elsewhere even then is external.
    """
    if not call.slack_user_id:
        return members.nobody(tx)
    if member is None or member.fetched_at is None:
        raise Unmet([call.slack_user_id])
    ours = (workspace.slack_team_id, workspace.slack_enterprise_id)
    if call.slack_team_id in ("", *ours, member.home_team_id, member.home_enterprise_id):
        return member
    if not is_fresh:
        raise Unmet([call.slack_user_id])
    organisation_id = member.home_enterprise_id if member.kind == members.EXTERNAL else ""
    return members.place_elsewhere(tx, member, call.slack_team_id, organisation_id=organisation_id)


def _may(request: Request, listener: Listener | None) -> bool:
    if request.member.kind == members.INTERNAL:
        return request.member.is_active
    return listener is not None and listener.allow == PARTNER


def _answered(request: Request) -> str:
    """What a question is remembered by once an answer to it has changed something: a second one would do it twice."""
    return f"question:{request.value.partition(':')[0]}"


def _question(request: Request, ask: Ask) -> Message:
    question = questions.ask(
        request.tx,
        noun=request.noun,
        verb=request.verb,
        line=request.typed,
        known=request.known,
        choices=[choice.known for choice in ask.choices],
    )
    buttons = [
        blocks.button(choice.label, f"{ANSWER_QUESTION}_{index}", f"{question.id}:{index}", confirm=choice.confirm)
        for index, choice in enumerate(ask.choices)
    ]
    return Message(ask.message.text, [*ask.message.blocks, blocks.actions(*buttons, *ask.extra)])


def _is_worth_another_try(error: Exception) -> bool:
    """Whether others who wrote at the same time are to blame: then the same again may well succeed."""
    if not isinstance(error, sa.exc.OperationalError):
        return True
    return any(word in str(error.orig) for word in ("deadlock", "could not serialize"))
