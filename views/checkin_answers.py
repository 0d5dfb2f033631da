"""Answers to check-ins as they are read: the summary, the thread below it, and results by person or by question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sales import checkins as rules
from sales.checkins import CHOICE, FEWEST_TO_SHOW, NUMBER, SCALE, TEXT, YES, YES_NO
from storage.checkin_answers import Answers
from storage.checkin_questions import CheckInQuestion
from views import blocks
from views.blocks import Block, Message
from views.checkins import RESULTS
from views.words import Mrkdwn, Translator, clip, escape

BY_PERSON, BY_QUESTION = "person", "question"
SHOWN_BLOCKERS, SHOWN_TEXTS = 10, 15
BUDGET = 10_000
"""Characters of answers in one message: Slack takes 13,200 in all."""
SECTION = 2_900
"""Characters in one block; what is longer goes on in the next one."""
_HALF_ESCAPED = re.compile(r"&[a-z]{0,3}$")


def summary(t: Translator, answers: Answers, round_id: int) -> Message:
    """The one message when a round has ended."""
    text = t(
        "*{checkin}* · {day} · {answered} of {people} answered.",
        checkin=answers.checkin.name,
        day=answers.day,
        answered=answers.answered,
        people=answers.people,
    )
    rows = [blocks.section(text), *_blockers(t, answers)]
    told = [line for question in answers.questions if (line := _told(t, answers, question))]
    if answers.answered and all(_is_hidden(answers, question) for question in answers.questions):
        told = [t("Fewer than {count} answers, so none is shown.", count=FEWEST_TO_SHOW)]
    if told:
        rows.append(blocks.section("\n".join(told)))
    rows.append(_switches(t, answers, round_id))
    rows.append(blocks.context(*_small(t, answers)))
    return Message(text, rows)


def page(t: Translator, answers: Answers, givers: Sequence[tuple[Any, dict[int, str]]]) -> Message:
    """What some people answered, for the thread below the summary."""
    budget = BUDGET // max(1, len(givers))
    rows = [block for part, texts in givers for block in _person(t, answers, part, texts, budget)]
    names = t.plain(", ").join(part.name for part, _texts in givers)
    return Message(t("Answers of {names}", names=clip(names, 300)), rows[:50])


def texts_page(t: Translator, question: CheckInQuestion, texts: Sequence[str]) -> Message:
    """What was answered to a question without names."""
    head = t("*{question}*", question=question.text)
    share = BUDGET // max(1, len(texts))
    return Message(head, [blocks.section(head), *_paragraphs([_quoted(t, text, share) for text in texts])][:50])


def results(t: Translator, answers: Answers, round_id: int, by: str) -> Message:
    """Everything that was answered, to one person who may see it."""
    title = t("*{checkin}* · {day}", checkin=answers.checkin.name, day=answers.day)
    rows = [blocks.section(title)]
    if not answers.answered:
        rows.append(blocks.section(t("No answers yet. They are listed here as they come.")))
    elif by == BY_PERSON and not answers.checkin.is_anonymous:
        budget = BUDGET // max(1, len(answers.given))
        rows += [block for part, texts in answers.given for block in _person(t, answers, part, texts, budget)]
    else:
        rows += _by_question(t, answers)
    small = _small(t, answers)
    if answers.missing:
        names = [t.plain("{name} ({reason})", name=n, reason=why) if why else n for n, why in answers.missing]
        small.append(t("Not yet: {names}", names=clip(t.plain(", ").join(names), 500)))
    return Message(title, [*rows[:45], _switches(t, answers, round_id), blocks.context(*small)])


def _by_question(t: Translator, answers: Answers) -> list[Block]:
    rows = []
    share = BUDGET // max(1, len(answers.asked))
    for question in answers.asked:
        rows.append(blocks.section(t("*{question}*", question=question.text)))
        told = _told(t, answers, question, with_question=False)
        if told:
            rows.append(blocks.section(told))
        if question.kind == TEXT and not _is_hidden(answers, question):
            lines = _lines(t, answers, question)
            size = share // max(1, min(len(lines), SHOWN_TEXTS))
            rows += _paragraphs([clip(line, size) for line in lines[:SHOWN_TEXTS]])
            if len(lines) > SHOWN_TEXTS:
                rows.append(blocks.context(t("{count} more, in the thread", count=len(lines) - SHOWN_TEXTS)))
    return rows


def _lines(t: Translator, answers: Answers, question: CheckInQuestion) -> list[Mrkdwn]:
    if answers.checkin.is_anonymous:
        return [_quoted(t, text, SECTION) for text in answers.to(question)]
    return [
        Mrkdwn(t("• *{name}* ", name=part.name) + paragraph(texts[question.id]))
        for part, texts in answers.given
        if texts.get(question.id)
    ]


def _blockers(t: Translator, answers: Answers) -> list[Block]:
    lines = []
    for question in answers.questions:
        if question.is_blocker and not _is_hidden(answers, question):
            lines += _blocked(t, answers, question)
    if not lines:
        return []
    more = [t("{count} more, in the thread", count=len(lines) - SHOWN_BLOCKERS)] if len(lines) > SHOWN_BLOCKERS else []
    size = 2_500 // min(len(lines), SHOWN_BLOCKERS)
    shown = [clip(line, size) for line in lines[:SHOWN_BLOCKERS]]
    return [blocks.section("\n".join([t("*Needs a hand*"), *shown, *more]))]


def _blocked(t: Translator, answers: Answers, question: CheckInQuestion) -> list[Mrkdwn]:
    """Who is stuck, and where: a text that says so, or a yes."""
    if question.kind in (TEXT, CHOICE):
        return _lines(t, answers, question)
    if question.kind == YES_NO and not answers.checkin.is_anonymous:
        return [
            t("• *{name}*: {question} {answer}", name=part.name, question=question.text, answer=shown(t, question, YES))
            for part, texts in answers.given
            if texts.get(question.id) == YES
        ]
    return []


def _told(t: Translator, answers: Answers, question: CheckInQuestion, *, with_question: bool = True) -> Mrkdwn:
    """What the answers to a question come to together; empty for texts."""
    texts = answers.to(question)
    if _is_hidden(answers, question):
        if not answers.checkin.is_anonymous or not texts:
            return Mrkdwn("")
        said = t("fewer than {count} answers, so none is shown", count=FEWEST_TO_SHOW)
    elif not texts or question.kind == TEXT:
        return Mrkdwn("")
    elif question.kind in (SCALE, NUMBER):
        lowest, *_, highest = sorted(map(Decimal, (texts[0], *texts)))
        said = (
            t(
                "{average} on average, from {lowest} to {highest}",
                average=rules.average(texts) or 0,
                lowest=lowest,
                highest=highest,
            )
            if lowest < highest
            else t.text(lowest)
        )
    else:
        counted = Counter(texts).most_common()
        said = Mrkdwn(" · ".join(t("{answer} {count}", answer=shown(t, question, a), count=n) for a, n in counted))
    return t("*{question}* {answers}", question=question.text, answers=said) if with_question else said


def _is_hidden(answers: Answers, question: CheckInQuestion) -> bool:
    """Whether so few people answered that each could be guessed."""
    return answers.checkin.is_anonymous and len(answers.to(question)) < FEWEST_TO_SHOW


def shown(t: Translator, question: CheckInQuestion, text: str) -> str:
    """An answer in words."""
    if question.kind == YES_NO:
        return t.plain("yes") if text == YES else t.plain("no")
    return t.show(Decimal(text)) if question.kind == NUMBER else text


def _person(t: Translator, answers: Answers, part: Any, texts: dict[int, str], budget: int) -> list[Block]:
    marks = []
    if part.is_late:
        marks.append(t("_added later_"))
    if part.edited_at is not None:
        marks.append(t("_changed later_"))
    lines = [Mrkdwn(" ".join([t("*{name}*", name=part.name), *marks]))]
    asked = [question for question in answers.questions if texts.get(question.id)]
    share = (budget - len(lines[0])) // max(1, len(asked))
    for question in asked:
        # the questions of many people together are no longer than their answers
        head = t("_{question}_", question=clip(question.text, min(150, share // 2)))
        answer = clip(paragraph(shown(t, question, texts[question.id])), max(share - len(head), 1))
        lines.append(Mrkdwn(f"{head}\n{answer}"))
    return _paragraphs(lines)


def _paragraphs(texts: Sequence[str]) -> list[Block]:
    """As few blocks as hold these texts, one below the other."""
    rows: list[str] = []
    for text in texts:
        for number, piece in enumerate(_pieces(text)):
            if rows and not number and len(rows[-1]) + len(piece) < SECTION:
                rows[-1] += f"\n{piece}"
            else:
                rows.append(piece)
    return [blocks.section(row) for row in rows]


def _pieces(text: str) -> Iterator[str]:
    """A long text in parts, never cut within a word if there are any, nor within an escaped character."""
    while len(text) > SECTION:
        head = _HALF_ESCAPED.sub("", text[:SECTION])
        space = head.rfind(" ", SECTION - 200)
        head = head[:space] if space > 0 else head
        yield head
        text = text[len(head) :].lstrip(" ")
    yield text


def paragraph(text: str) -> Mrkdwn:
    """What somebody wrote, with its line breaks."""
    return Mrkdwn("\n".join(escape(line) for line in text.splitlines() if line.strip()))


def _quoted(t: Translator, text: str, length: int) -> Mrkdwn:
    return Mrkdwn(clip(f"• {paragraph(text)}", length))


def _small(t: Translator, answers: Answers) -> list[str]:
    missing = answers.people - answers.answered
    small: list[str] = [
        t.plural("{count} is still out or busy.", "{count} are still out or busy.", missing)
        if missing
        else t("Everybody is in.")
    ]
    if answers.checkin.is_anonymous:
        small.append(t("Anonymous; in no order."))
    return small


def _switches(t: Translator, answers: Answers, round_id: int) -> Block:
    """Each for the reader alone. Answers without names are never shown by person."""
    by_person = blocks.button(t.plain("By person"), f"{RESULTS}_{BY_PERSON}", f"{round_id}:{BY_PERSON}")
    by_question = blocks.button(t.plain("By question"), f"{RESULTS}_{BY_QUESTION}", f"{round_id}:{BY_QUESTION}")
    return blocks.actions(*([] if answers.checkin.is_anonymous else [by_person]), by_question)
