"""Answering a check-in: the form, filled with what is known, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import choices
from handlers.checkins import choosing, reflecting
from handlers.checkins.choosing import Mine
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales.checkins import CHOICE, LATE_FOR, read_answer
from sales.errors import UserError
from storage import checkin_answers, checkin_facts, checkin_questions, checkin_rounds, outbox
from storage.checkin_questions import CheckInQuestion
from storage.checkin_rounds import ANSWERED, Part
from views import blocks
from views import checkin_facts as fact_views
from views import checkin_forms as forms
from views import checkins as views
from views.blocks import Message


@listener()
def open_line(request: Request) -> Answer:
    """`/checkin`: the form of what waits; `/checkin standup` where several do."""
    return form(request, choosing.wanted(request, request.line.strip()))


@listener()
def edit_line(request: Request) -> Answer:
    """`/checkin edit`: change what you answered last."""
    return form(request, choosing.wanted(request, request.line.strip(), answered=True))


@listener()
def open_button(request: Request) -> Answer:
    """**Open**, **Change**, **Answer after all**: a round's number, or what a form carries where there is none yet."""
    if ":" in request.value:
        return form(request, choosing.of_form(request))
    return form(request, choosing.of_round(request, request.value))


@listener()
def submit(request: Request) -> Answer:
    """The form was sent: store it, and ask what follows from it."""
    mine = choosing.of_form(request)
    require_open(request, mine)
    fields = [block["block_id"] for block in request.payload["view"]["blocks"] if block["type"] == "input"]
    # what was typed to a question that was taken out meanwhile is an answer, too
    questions = checkin_questions.ever_asked(request.tx, mine.checkin.id)
    shown = [question for question in questions if forms.field(question) in fields]
    texts, errors = _read(request, shown)
    if errors:
        return Refused(errors)
    if not any(texts.values()):
        words = request.t.plain("Nothing is filled in. Two words are enough; or type `/checkin skip`.")
        return Refused({fields[0]: words}) if fields else Reply(_plain(words))
    follow_ups = [each for each in questions if each.is_active and each not in shown and _follows(each, texts)]
    if follow_ups and mine.checkin.is_anonymous:
        # what nobody can change later is stored once, whole
        return _ask_more(request, mine, [*shown, *follow_ups], texts)
    part = store(request, mine, texts)
    reflecting.reflect(request, mine, part.round_id)
    if follow_ups:
        return _ask_more(request, mine, follow_ups, {})
    if request.channel_id.startswith("D"):
        return None  # the prompt there says it
    return Reply(views.receipt(request.t, choosing.asked(request, mine, part)))


def form(request: Request, mine: Mine) -> Opened:
    """The form, with what the person has answered or what is known of them."""
    require_open(request, mine)
    questions = checkin_questions.asked(request.tx, mine.checkin.id)
    answered = _answered(request, mine)
    first = [question for question in questions if question.follows_id is None or _follows(question, answered)]
    values = answered or _filled(request, mine, first)
    view = forms.answer_form(request.t, mine.checkin, first, values, request.context(mine.value))
    text = request.t("*{checkin}* waits for you.", checkin=mine.checkin.name)
    button = blocks.button(request.t.plain("Open"), views.OPEN, mine.value)
    return Opened(view, Message(text, [blocks.section(text), blocks.actions(button)]))


def _answered(request: Request, mine: Mine) -> dict[int, str]:
    """What the person has answered before, by question; nothing where nobody knows whose an answer is."""
    if mine.round is None or mine.checkin.is_anonymous:
        return {}
    return checkin_answers.of_member(request.tx, mine.round.id, request.member.id)


def _filled(request: Request, mine: Mine, questions: list[CheckInQuestion]) -> dict[int, str]:
    """What is known, for the questions that take it."""
    known = checkin_facts.since_last(request.tx, mine.checkin, mine.team, request.member, mine.day)
    if known is None:
        return {}
    text = fact_views.prefilled(request.t, known)
    return {question.id: text for question in questions if question.takes_facts}


def store(request: Request, mine: Mine, texts: Mapping[int, str]) -> Part:
    """Write the answers down, and have every message about them say so."""
    tx = request.tx
    round_, part = choosing.with_part(request, mine)
    if mine.checkin.is_anonymous:
        checkin_answers.store_anonymously(tx, round_, texts)
        return checkin_rounds.change_part(tx, part, state=ANSWERED)
    checkin_answers.store(tx, round_, request.member, texts)
    changes: dict[str, object] = {"state": ANSWERED, "reason": ""}
    if part.state != ANSWERED:
        changes |= {"answered_at": request.now, "is_late": request.now >= part.closes_at}
    elif choosing.is_over(request, mine):
        changes |= {"edited_at": request.now}
    part = checkin_rounds.change_part(tx, part, **changes)
    if choosing.is_over(request, mine):
        outbox.outdate(tx, checkin_rounds.subject(round_.id))
        outbox.revive(tx, checkin_rounds.subject(round_.id))
    return part


def require_open(request: Request, mine: Mine) -> None:
    """Make sure that an answer can be taken. Raises `UserError`."""
    name = mine.checkin.name
    if mine.checkin.is_anonymous:
        if mine.part is not None and mine.part.state == ANSWERED:
            raise UserError(
                "{checkin} is anonymous: you have answered, and nobody can tell which answer is yours.", checkin=name
            )
        if choosing.is_over(request, mine):
            raise UserError(
                "{checkin} is over. It is anonymous, and a late answer would tell whose it is.", checkin=name
            )
        return
    newest = checkin_rounds.latest(request.tx, mine.checkin.id)
    if choosing.is_over(request, mine) and newest and newest[0].day > mine.day:
        raise UserError(
            "{checkin} of {day} is closed: the next one has begun. `/checkin` opens it.", checkin=name, day=mine.day
        )
    if choosing.is_over(request, mine) and (request.today - mine.day).days > LATE_FOR.days:
        raise UserError("{checkin} of {day} is long over.", checkin=name, day=mine.day)


def _read(request: Request, questions: list[CheckInQuestion]) -> tuple[dict[int, str], dict[str, str]]:
    """The answers by question, and what is wrong with them by field."""
    texts, errors = {}, {}
    for question in questions:
        field = forms.field(question)
        typed = str(choices.filled_in(request, field))
        if question.kind == CHOICE and typed:
            chosen = int(typed) if typed.isdigit() else len(question.options)
            typed = question.options[chosen] if chosen < len(question.options) else ""
        try:
            texts[question.id] = read_answer(question.kind, typed, question.options)
        except UserError as error:
            errors[field] = request.t.plain(error.message, **error.values)
    return texts, errors


def _follows(question: CheckInQuestion, texts: Mapping[int, str]) -> bool:
    """Whether a question is to be asked after these answers."""
    answer = texts.get(question.follows_id or 0, "")
    return bool(answer) and question.follows_answer.casefold() in ("", answer.casefold())


def _ask_more(request: Request, mine: Mine, questions: list[CheckInQuestion], texts: Mapping[int, str]) -> Opened:
    """The form goes on with what follows from an answer."""
    t = request.t
    intro = t("One more thing.") if mine.checkin.is_anonymous else t("That is stored. One more thing.")
    values = {**_answered(request, mine), **texts}
    return Opened(forms.answer_form(t, mine.checkin, questions, values, request.context(mine.value), intro=intro))


def _plain(words: str) -> Message:
    return Message(words, [blocks.section(words)])


def register(routes: Routes) -> None:
    routes.line("checkin", "", open_line)
    routes.line("checkin", "edit", edit_line, "修改", "编辑")
    routes.action(views.OPEN, open_button)
    routes.view(forms.ANSWER, submit)
