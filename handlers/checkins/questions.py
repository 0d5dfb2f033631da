"""The questions of a check-in: one form, in which the list and a single question take each other's place."""

from __future__ import annotations

from handlers import choices
from handlers.checkins import managing
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales.checkins import CHOICE, NO, SCALE, YES, YES_NO
from sales.errors import UserError
from storage import checkin_questions
from storage.checkin_questions import MOST, CheckInQuestion
from storage.checkins import CheckIn
from views import blocks
from views import checkin_forms as forms
from views import checkins as views
from views.blocks import Message

OPTION_LENGTH = 75
MOST_OPTIONS = 20
_TYPED = {"yes": YES, "y": YES, "是": YES, "有": YES, "no": NO, "n": NO, "否": NO, "没有": NO, "无": NO}


@listener()
def open_line(request: Request) -> Answer:
    """`/checkin questions standup`."""
    return listing(request, managing.named(request, request.line))


@listener()
def open_button(request: Request) -> Answer:
    """**Questions** on a receipt or in the list."""
    return listing(request, managing.led(request, request.value))


@listener()
def add(request: Request) -> Answer:
    """**Add a question**."""
    checkin = managing.led(request, request.value)
    return _form(request, checkin, None)


@listener()
def menu(request: Request) -> Answer:
    """What is behind the three dots of a question."""
    verb, _, number = request.value.partition(":")
    question = checkin_questions.find(request.tx, int(number)) if number.isdigit() else None
    if question is None:
        raise UserError("That question was taken out already. `/checkin questions` shows those there are.")
    checkin = managing.led(request, str(question.checkin_id))
    request.tx.command = "checkin questions"
    if verb == forms.EDIT:
        return _form(request, checkin, question)
    if verb == forms.REMOVE:
        checkin_questions.remove(request.tx, question)
    else:
        checkin_questions.move_up(request.tx, question, 1 if verb == forms.UP else -1)
    return listing(request, checkin)


@listener()
def save(request: Request) -> Answer:
    """A question was made or changed; the list comes back."""
    checkin_id, _, number = request.value.partition(":")
    checkin = managing.led(request, checkin_id)
    question = checkin_questions.find(request.tx, int(number)) if number else None
    text = " ".join(str(choices.filled_in(request, forms.TEXT_FIELD)).split())
    kind = str(choices.filled_in(request, forms.KIND))
    typed = str(choices.filled_in(request, forms.OPTIONS)).splitlines()
    options = list(dict.fromkeys(" ".join(line.split()) for line in typed if line.strip()))
    errors = {}
    if not text:
        errors[forms.TEXT_FIELD] = request.t.plain("What shall be asked?")
    if kind == CHOICE and not 2 <= len(options) <= MOST_OPTIONS:
        words = request.t.plain("A choice needs from 2 to {most} answers, one a line.", most=MOST_OPTIONS)
        errors[forms.OPTIONS] = words
    if any(len(option) > OPTION_LENGTH for option in options):
        errors[forms.OPTIONS] = request.t.plain("One answer may have {most} characters.", most=OPTION_LENGTH)
    follows, answer = _follows(request, checkin, errors)
    if question is None and len(checkin_questions.asked(request.tx, checkin.id)) >= MOST:
        errors[forms.TEXT_FIELD] = request.t.plain("{most} questions are enough for anybody.", most=MOST)
    if errors:
        return Refused(errors)
    request.tx.command = "checkin questions"
    values = {
        "text": text,
        "kind": kind,
        "options": options if kind == CHOICE else [],
        "is_blocker": choices.filled_in(request, forms.BLOCKER) == "1",
        "takes_facts": choices.filled_in(request, forms.FACTS) == "1",
        "follows_id": follows,
        "follows_answer": answer,
    }
    if question is None:
        checkin_questions.add(request.tx, checkin.id, **values)
    elif _means_another_thing(question, kind, options):
        # its earlier answers belong to what was asked then
        checkin_questions.replace(request.tx, question, **values)
    else:
        checkin_questions.change(request.tx, question, **values)
    return listing(request, checkin)


@listener()
def done(request: Request) -> Reply:
    """**Done**: what is asked now."""
    checkin = managing.led(request, request.value)
    asked = checkin_questions.asked(request.tx, checkin.id)
    t = request.t
    count = t.plural(
        "*{checkin}* asks {count} question.", "*{checkin}* asks {count} questions.", len(asked), checkin=checkin.name
    )
    return Reply(Message(count, [blocks.section(count)]))


def listing(request: Request, checkin: CheckIn) -> Opened:
    """The list, in place of the form that is open."""
    asked = checkin_questions.asked(request.tx, checkin.id)
    view = forms.question_list(request.t, checkin, asked, request.context(checkin.id))
    text = request.t("A form asks for the rest.")
    button = blocks.button(request.t.plain("Open the form"), views.QUESTIONS, checkin.id)
    message = Message(text, [blocks.section(text), blocks.actions(button)])
    return Opened(view, message, updates=request.open_form_id)


def _form(request: Request, checkin: CheckIn, question: CheckInQuestion | None) -> Opened:
    others = [
        other
        for other in checkin_questions.asked(request.tx, checkin.id)
        if (question is None or other.position < question.position) and other.follows_id is None
    ]
    value = f"{checkin.id}:{question.id if question is not None else ''}"
    view = forms.question_form(request.t, question, others, request.context(value))
    return Opened(view, updates=request.open_form_id)


def _follows(request: Request, checkin: CheckIn, errors: dict[str, str]) -> tuple[int | None, str]:
    """The question that this one follows, and after which answer."""
    number = str(choices.filled_in(request, forms.FOLLOWS))
    answer = str(choices.filled_in(request, forms.FOLLOWS_ANSWER)).strip()
    if not number:
        return None, ""
    before = checkin_questions.find(request.tx, int(number))
    if before is None or before.checkin_id != checkin.id:
        errors[forms.FOLLOWS] = request.t.plain("That question was taken out already. Choose another.")
        return None, ""
    if before.kind == YES_NO and answer:
        answer = _TYPED.get(answer.casefold(), answer)
    known = {YES_NO: [YES, NO], CHOICE: before.options, SCALE: [str(n) for n in range(1, 11)]}.get(before.kind)
    if known is not None and answer and answer.casefold() not in [option.casefold() for option in known]:
        listed = request.t.plain(", ").join(known)
        errors[forms.FOLLOWS_ANSWER] = request.t.plain(
            "Nobody can answer that there. Choose among {answers}.", answers=listed
        )
    return before.id, answer


def _means_another_thing(question: CheckInQuestion, kind: str, options: list[str]) -> bool:
    return question.kind != kind or (kind == CHOICE and not set(question.options) & set(options))


def register(routes: Routes) -> None:
    routes.line("checkin", "questions", open_line, "问题")
    routes.action(views.QUESTIONS, open_button)
    routes.action(forms.ADD_QUESTION, add)
    routes.action(forms.QUESTION_MENU, menu)
    routes.view(forms.QUESTION, save)
    routes.view(forms.QUESTION_LIST, done)
