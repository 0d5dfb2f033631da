"""Absences as people see them: the receipt, the own list, the form, and what the cover is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storage.absences import Absence
from storage.members import Member
from views import blocks, history
from views.blocks import Block, Message
from views.words import Mrkdwn, Translator

OPEN_FORM, FORM, CANCEL, DECLINE = "absence_form_open", "absence_form", "absence_cancel", "absence_decline"
FIRST, LAST, COVER = "first_day", "last_day", "cover"
SHOWN = 5


def days(t: Translator, first: date, last: date) -> str:
    """Wed, Aug 12 to Thu, Aug 20; or the one day."""
    return t.show(first) if first == last else t.plain("{first} to {last}", first=first, last=last)


def noted(t: Translator, absence: Absence, *, name: str, cover: Member | None, change_set_id: int | None) -> Message:
    """What was understood. `name` is empty for the reader's own absence."""
    when = days(t, absence.first_day, absence.last_day)
    if name:
        text = t("{name} is away {days}.", name=name, days=when)
    else:
        text = t("You are away {days}; I keep quiet meanwhile.", days=when)
    if cover is not None:
        text = t("{away} {cover} covers and sees what is due.", away=text, cover=cover.name)
    else:
        text = t("{away} Nobody covers: what is due waits.", away=text)
    return history.receipt(t, text, change_set_id)


def mine(t: Translator, ahead: Sequence[Absence], covers: dict[int, str]) -> Message:
    """`/sales away`: the days ahead, each with the way to take it back, and the form for more."""
    if not ahead:
        text = t("No days away ahead. Type `/sales away fri`, `/sales away 12-20 aug cover @ben`, or choose them here.")
        return Message(text, [blocks.section(text), _form_button(t)])
    title = t("*Your days away*")
    rows = [blocks.section(title)]
    for absence in ahead[:SHOWN]:
        line: str = t.text(days(t, absence.first_day, absence.last_day))
        if absence.cover_id is not None:
            line = t("{days} · {name} covers", days=Mrkdwn(line), name=covers[absence.cover_id])
        rows.append(blocks.section(line, blocks.button(t.plain("Take back"), CANCEL, absence.id)))
    return Message(title, [*rows, _form_button(t)])


def form(t: Translator, first: date, metadata: str) -> Block:
    """Asks for the days and who covers."""
    rows = [
        blocks.input_block(FIRST, t.plain("First day away"), blocks.date_input(FIRST, first.isoformat())),
        blocks.input_block(LAST, t.plain("Last day away"), blocks.date_input(LAST, first.isoformat())),
        blocks.input_block(
            COVER,
            t.plain("Who covers"),
            blocks.person_input(COVER),
            optional=True,
            hint=t.plain("They are told, and see what falls due meanwhile."),
        ),
    ]
    return blocks.modal(
        FORM, t.plain("Days away"), rows, submit=t.plain("Save"), close=t.plain("Cancel"), metadata=metadata
    )


def form_offer(t: Translator) -> Message:
    """Stands in for the form where Slack lets us open none."""
    text = t("A form asks for the days and who covers.")
    return Message(text, [blocks.section(text), _form_button(t)])


def cover(t: Translator, absence: Absence, away: Member, due: Sequence[str]) -> Message:
    """To whoever stands in: for whom, when, what is due then, and the way to say no."""
    when = days(t, absence.first_day, absence.last_day)
    text = t("*{name}* is away {days}, and you cover.", name=away.name, days=when)
    rows = [blocks.section(text)]
    if due:
        rows.append(blocks.section("\n".join(due)))
    else:
        rows.append(blocks.context(t("Nothing is due in that time so far; your brief tells you when something is.")))
    rows.append(blocks.actions(blocks.button(t.plain("I can't"), DECLINE, absence.id)))
    return Message(text, rows)


def cover_over(t: Translator, away: Member) -> Message:
    """What is left of it when the absence was taken back."""
    text = t("You do not cover for *{name}* any more.", name=away.name)
    return Message(text, [blocks.section(text)])


def declined(t: Translator, absence: Absence, cover: Member) -> Message:
    """To whoever is away: somebody else has to be found."""
    text = t(
        "{name} can't cover for you {days}. Somebody else: `/sales away {first} cover @…`, or leave it open.",
        name=cover.name,
        days=days(t, absence.first_day, absence.last_day),
        first=f"{absence.first_day} to {absence.last_day}",
    )
    return Message(text, [blocks.section(text)])


def set_by(t: Translator, absence: Absence, by: Member) -> Message:
    """To somebody whose absence was written down by their manager."""
    text = t(
        "{name} noted that you are away {days}. `/sales back` ends it.",
        name=by.name,
        days=days(t, absence.first_day, absence.last_day),
    )
    return Message(text, [blocks.section(text)])


def _form_button(t: Translator) -> Block:
    return blocks.actions(blocks.button(t.plain("Choose days"), OPEN_FORM))
