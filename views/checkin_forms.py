"""The forms of check-ins: answering, skipping, explaining, setting one up, and its questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sales.checkins import ANSWER_LENGTH, CHOICE, HIGHEST, LOWEST, NO, NUMBER, SCALE, TEXT, YES, YES_NO
from storage.checkin_questions import MOST, CheckInQuestion
from storage.checkins import CHANNEL, MANAGER, TEAM_CHANNEL, CheckIn
from storage.schedules import Schedule
from views import blocks
from views.blocks import Block, Element
from views.checkins import anonymity, weekday
from views.words import Mrkdwn, Translator, source

ANSWER, SKIP_FORM, SETTINGS, QUESTION_LIST, QUESTION = (
    "checkin_answer",
    "checkin_skip_form",
    "checkin_settings",
    "checkin_question_list",
    "checkin_question",
)
REASON = "reason"
NAME, WHO, DAYS, TIME, WEEKS, CLOCK, LONG, REMINDS, AUDIENCE, CHANNEL_ID, ANONYMOUS = (
    "name",
    "who",
    "days",
    "time",
    "weeks",
    "clock",
    "long",
    "reminds",
    "audience",
    "channel",
    "anonymous",
)
TEXT_FIELD, KIND, OPTIONS, BLOCKER, FACTS, FOLLOWS, FOLLOWS_ANSWER = (
    "text",
    "kind",
    "options",
    "blocker",
    "facts",
    "follows",
    "follows_answer",
)
ADD_QUESTION, QUESTION_MENU = "checkin_question_add", "checkin_question_menu"
EDIT, UP, DOWN, REMOVE = "edit", "up", "down", "remove"
UNTIL = "until:"
"""Begins the value of an option that means a time of the clock, not a number of minutes."""
LENGTHS = (60, 120, 180, 240, 360, 480, 1440, 2880)
ENDS = ("10:00", "12:00", "17:00", "18:00")
NAME_LENGTH, QUESTION_LENGTH, OPTIONS_LENGTH = 60, 200, 1000

KIND_NAMES = {
    TEXT: source("Text"),
    CHOICE: source("Choice"),
    SCALE: source("Scale from 1 to 10"),
    NUMBER: source("Number"),
    YES_NO: source("Yes or no"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the form of a check-in holds when it opens."""

    name: str
    people: Sequence[str] = ()
    """Slack ids; nobody for the whole team."""
    weekdays: str = "0"
    at: str = "09:00"
    every_weeks: int = 1
    by_person: bool = False
    minutes: int = 240
    until: str = ""
    reminds: bool = True
    audience: str = TEAM_CHANNEL
    channel_id: str = ""
    is_anonymous: bool = False


def answer_form(
    t: Translator,
    checkin: CheckIn,
    questions: Sequence[CheckInQuestion],
    values: Mapping[int, str],
    metadata: str,
    *,
    intro: str = "",
) -> Block:
    """The form to answer, filled with what is known; `values` by question."""
    rows: list[Block] = []
    if intro:
        rows.append(blocks.section(intro))
    if checkin.is_anonymous:
        rows.append(blocks.context(anonymity(t)))
    rows += [_asked(t, question, values.get(question.id, "")) for question in questions]
    return blocks.modal(ANSWER, checkin.name, rows, submit=t.plain("Send"), close=t.plain("Cancel"), metadata=metadata)


def field(question: CheckInQuestion) -> str:
    """The block of a question's field."""
    return f"q{question.id}"


def _asked(t: Translator, question: CheckInQuestion, value: str) -> Block:
    name = field(question)
    element: Element
    if question.kind == CHOICE:
        options = [blocks.option(option, number) for number, option in enumerate(question.options)]
        initial = question.options.index(value) if value in question.options else None
        element = blocks.select(name, options, initial=initial)
    elif question.kind == SCALE:
        numbers = [blocks.option(str(number), number) for number in range(LOWEST, HIGHEST + 1)]
        element = blocks.select(name, numbers, initial=value or None)
    elif question.kind == YES_NO:
        element = blocks.select(name, _yes_no(t, YES, NO), initial=value or None)
    elif question.kind == NUMBER:
        element = blocks.text_input(name, value, length=40, hint=t.plain("12 or 12.5"))
    else:
        element = blocks.text_input(name, value, multiline=True, length=ANSWER_LENGTH)
    return blocks.input_block(name, question.text, element, optional=True)


def skip_form(t: Translator, name: str, metadata: str) -> Block:
    """Why it is skipped, if the person likes to say."""
    field_ = blocks.text_input(REASON, length=200, hint=t.plain("in transit, at a fair, nothing new"))
    rows = [blocks.input_block(REASON, t.plain("Why? Your manager can read it."), field_, optional=True)]
    return blocks.modal(SKIP_FORM, name, rows, submit=t.plain("Skip"), close=t.plain("Cancel"), metadata=metadata)


def settings_form(t: Translator, settings: Settings, metadata: str, *, is_new: bool) -> Block:
    """Who is asked, when, for how long, and who reads it."""
    days = [blocks.option(weekday(t, number), number) for number in range(7)]
    weeks = [blocks.option(t.plain("every week"), 1)]
    weeks += [blocks.option(t.plain("every {count} weeks", count=count), count) for count in (2, 3, 4)]
    clocks = [
        blocks.option(t.plain("The team's clock"), "team"),
        blocks.option(t.plain("Each person's own clock"), "person"),
    ]
    audiences = [
        blocks.option(t.plain("The team's channel"), TEAM_CHANNEL),
        blocks.option(t.plain("Its managers, by direct message"), MANAGER),
        blocks.option(t.plain("Another channel"), CHANNEL),
    ]
    length = f"{UNTIL}{settings.until}" if settings.until else settings.minutes
    whole_team = t.plain("Leave it empty for the whole team.")
    secret = t.plain("No name is stored with the answers. Fewer than three are never shown.")
    rows = [
        blocks.input_block(NAME, t.plain("Name"), blocks.text_input(NAME, settings.name, length=NAME_LENGTH)),
        blocks.input_block(
            WHO, t.plain("Who is asked"), blocks.people_input(WHO, settings.people), optional=True, hint=whole_team
        ),
        blocks.input_block(DAYS, t.plain("On"), blocks.multi_select(DAYS, days, initial=list(settings.weekdays))),
        blocks.input_block(TIME, t.plain("At"), blocks.time_input(TIME, settings.at)),
        blocks.input_block(WEEKS, t.plain("How often"), blocks.select(WEEKS, weeks, initial=settings.every_weeks)),
        blocks.input_block(
            CLOCK,
            t.plain("By which clock"),
            blocks.select(CLOCK, clocks, initial="person" if settings.by_person else "team"),
        ),
        blocks.input_block(
            LONG, t.plain("Answers are taken"), blocks.select(LONG, _lengths(t, settings), initial=length)
        ),
        blocks.input_block(
            REMINDS,
            t.plain("Remind those who are missing"),
            blocks.select(REMINDS, _yes_no(t, 1, 0), initial=int(settings.reminds)),
        ),
        blocks.input_block(
            AUDIENCE, t.plain("Who reads the answers"), blocks.select(AUDIENCE, audiences, initial=settings.audience)
        ),
        blocks.input_block(
            CHANNEL_ID,
            t.plain("The other channel"),
            blocks.channel_input(CHANNEL_ID, settings.channel_id or None),
            optional=True,
        ),
        blocks.input_block(
            ANONYMOUS,
            t.plain("Anonymous"),
            blocks.select(ANONYMOUS, _yes_no(t, 1, 0), initial=int(settings.is_anonymous)),
            hint=secret,
        ),
    ]
    title = t.plain("New check-in") if is_new else t.plain("Change check-in")
    return blocks.modal(SETTINGS, title, rows, submit=t.plain("Save"), close=t.plain("Cancel"), metadata=metadata)


def settings_of(checkin: CheckIn, schedule: Schedule, people: Sequence[str]) -> Settings:
    """What is stored, as the form holds it."""
    return Settings(
        name=checkin.name,
        people=people,
        weekdays=schedule.weekdays,
        at=schedule.at,
        every_weeks=schedule.every_weeks,
        by_person=checkin.by_person,
        minutes=checkin.minutes,
        until=checkin.until,
        reminds=checkin.reminds,
        audience=checkin.audience,
        channel_id=checkin.channel_id,
        is_anonymous=checkin.is_anonymous,
    )


def _lengths(t: Translator, settings: Settings) -> list[Element]:
    lengths = sorted({*LENGTHS, settings.minutes})
    options = []
    for minutes in lengths:
        hours = minutes // 60
        whole = t.plain("for {hours} h", hours=hours) if not minutes % 60 else t.plain("for {count} min", count=minutes)
        options.append(blocks.option(whole, minutes))
    ends = sorted({*ENDS, settings.until} - {""})
    return [*options, *(blocks.option(t.plain("until {time}", time=end), f"{UNTIL}{end}") for end in ends)]


def question_list(t: Translator, checkin: CheckIn, questions: Sequence[CheckInQuestion], metadata: str) -> Block:
    """The questions in their order, each with what can be done about it."""
    rows: list[Block] = []
    if not questions:
        rows.append(blocks.section(t("No questions yet. Three are enough for most teams.")))
    numbers = {question.id: number for number, question in enumerate(questions, 1)}
    for question in questions:
        menu = [(EDIT, t.plain("Change")), (UP, t.plain("Up")), (DOWN, t.plain("Down")), (REMOVE, t.plain("Remove"))]
        options = [blocks.option(label, f"{verb}:{question.id}") for verb, label in menu]
        words = t("*{number}* {question}", number=numbers[question.id], question=question.text)
        rows.append(blocks.section(words, blocks.overflow(QUESTION_MENU, options)) | {"block_id": f"q{question.id}"})
        rows.append(blocks.context(_nature(t, question, numbers)))
    if len(questions) < MOST:
        rows.append(blocks.actions(blocks.button(t.plain("Add a question"), ADD_QUESTION, checkin.id)))
    return blocks.modal(
        QUESTION_LIST, t.plain("Questions"), rows, submit=t.plain("Done"), close=t.plain("Close"), metadata=metadata
    )


def _nature(t: Translator, question: CheckInQuestion, numbers: Mapping[int, int]) -> Mrkdwn:
    """What a question asks for, in small print."""
    said = [t.plain(KIND_NAMES[question.kind])]
    if question.options:
        said.append(t.plain(", ").join(question.options))
    if question.is_blocker:
        said.append(t.plain("comes first in the summary"))
    if question.takes_facts:
        said.append(t.plain("filled with what I know"))
    number = numbers.get(question.follows_id or 0)
    if number is not None:
        answer = {YES: t.plain("yes"), NO: t.plain("no")}.get(question.follows_answer, question.follows_answer)
        said.append(
            t.plain("only after “{answer}” to {number}", answer=answer, number=number)
            if answer
            else t.plain("only after an answer to {number}", number=number)
        )
    return t.text(" · ".join(said))


def question_form(
    t: Translator, question: CheckInQuestion | None, others: Sequence[CheckInQuestion], metadata: str
) -> Block:
    """One question, to be made or changed."""
    kinds = [blocks.option(t.plain(name), kind) for kind, name in KIND_NAMES.items()]
    held: dict[str, Any] = (
        {TEXT_FIELD: question.text, KIND: question.kind, OPTIONS: "\n".join(question.options)} if question else {}
    )
    before = [blocks.option(f"{number} {other.text}", other.id) for number, other in enumerate(others, 1)]
    rows = [
        blocks.input_block(
            TEXT_FIELD,
            t.plain("Question"),
            blocks.text_input(TEXT_FIELD, held.get(TEXT_FIELD, ""), length=QUESTION_LENGTH),
        ),
        blocks.input_block(KIND, t.plain("Answer"), blocks.select(KIND, kinds, initial=held.get(KIND, TEXT))),
        blocks.input_block(
            OPTIONS,
            t.plain("What may be chosen"),
            blocks.text_input(OPTIONS, held.get(OPTIONS, ""), multiline=True, length=OPTIONS_LENGTH),
            optional=True,
            hint=t.plain("One a line, for a choice."),
        ),
        _switch(
            t,
            BLOCKER,
            t.plain("Comes first in the summary: somebody is stuck"),
            question is not None and question.is_blocker,
        ),
        _switch(
            t,
            FACTS,
            t.plain("Fill it with what is known of the person's week"),
            question is not None and question.takes_facts,
        ),
    ]
    if before:
        follows = blocks.select(FOLLOWS, before, initial=question.follows_id if question else None)
        rows.append(blocks.input_block(FOLLOWS, t.plain("Ask it only after an answer to"), follows, optional=True))
        answer = blocks.text_input(FOLLOWS_ANSWER, _as_typed(t, question), length=75)
        rows.append(
            blocks.input_block(
                FOLLOWS_ANSWER,
                t.plain("Which answer"),
                answer,
                optional=True,
                hint=t.plain("As it is chosen there: no, red, 3. Empty for any."),
            )
        )
    title = t.plain("Change question") if question else t.plain("New question")
    return blocks.modal(QUESTION, title, rows, submit=t.plain("Save"), close=t.plain("Cancel"), metadata=metadata)


def _as_typed(t: Translator, question: CheckInQuestion | None) -> str:
    if question is None:
        return ""
    return {YES: t.plain("yes"), NO: t.plain("no")}.get(question.follows_answer, question.follows_answer)


def _switch(t: Translator, name: str, label: str, is_on: bool) -> Block:
    return blocks.input_block(name, label, blocks.select(name, _yes_no(t, 1, 0), initial=int(is_on)))


def _yes_no(t: Translator, yes: object, no: object) -> list[Element]:
    return [blocks.option(t.plain("Yes"), yes), blocks.option(t.plain("No"), no)]
