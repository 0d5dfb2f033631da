"""Thanks, as people read them: the post in the channel, the word to whoever is thanked, the lists, the week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sales.periods import Period
from storage.kudos import Kudos, KudosValue
from storage.members import Member
from views import blocks
from views.blocks import Block, Message
from views.words import LANGUAGES, Mrkdwn, Translator, clip, escape, source, translator

FORM, OPEN_FORM = "kudos_form", "kudos_new"
PEOPLE, NOTE, VALUE = "people", "note", "value"
NOTE_LENGTH = 500
SHOWN = 10
TOLD_EACH = 3
"""How many of a person's thanks the week's post quotes."""
MOST_QUOTED = 12
"""Of how many people it quotes any: with more of them it names them all, and no words."""

_VALUE_NAMES = {
    "service": source("service"),
    "teamwork": source("teamwork"),
    "learning": source("learning"),
    "courage": source("courage"),
}

Local = Callable[[datetime], datetime]


def value_name(t: Translator, name: str) -> str:
    """A value in the reader's language, where it is one that every workspace begins with."""
    return t.plain(_VALUE_NAMES[name]) if name in _VALUE_NAMES else name


def value_words(value: KudosValue) -> set[str]:
    """What people type for a value, in small letters: its name, and what it is called in each of our languages."""
    return {value.name_key, *(value_name(translator(code), value.name).casefold() for code in LANGUAGES)}


def form(
    t: Translator, metadata: str, *, people: Sequence[str], note: str, values: Sequence[KudosValue], value_id: object
) -> Block:
    """Whom, what for, for which value."""
    options = [blocks.option(f"#{value_name(t, value.name)}", value.id) for value in values]
    text = blocks.text_input(
        NOTE, note, multiline=True, length=NOTE_LENGTH, hint=t.plain("stayed late to get the offer out")
    )
    rows = [
        blocks.input_block(PEOPLE, t.plain("Who?"), blocks.people_input(PEOPLE, people)),
        blocks.input_block(NOTE, t.plain("What for?"), text),
    ]
    if options:
        menu = blocks.select(VALUE, options, initial=value_id)
        rows.append(blocks.input_block(VALUE, t.plain("Value"), menu, optional=True))
    return blocks.modal(
        FORM, t.plain("Give kudos"), rows, submit=t.plain("Thank"), close=t.plain("Cancel"), metadata=metadata
    )


def form_elsewhere(t: Translator) -> Message:
    """Where Slack opens no form."""
    text = t("Whom do you thank, and what for? Type `/kudos @ben great demo #service`.")
    return Message(text, [blocks.section(text), blocks.actions(blocks.button(t.plain("Open the form"), OPEN_FORM))])


def post(t: Translator, given: Kudos, *, giver: str, names: Sequence[str], value: str) -> Message:
    """What the channel reads."""
    people = t.plain(", ").join(names)
    text = t("🙌 *{giver}* thanks *{names}*: {note}", giver=giver, names=people, note=_what(given.note))
    return Message(text, [blocks.section(text), *_tag(t, value)])


def taken_back(t: Translator, corrected: str) -> Message:
    """What is left of a post that was taken back."""
    text = t("_Thanks were here; they were taken back, {time}._", time=corrected)
    return Message(text, [blocks.section(text)])


def told(t: Translator, given: Kudos, *, giver: str, value: str) -> Message:
    """What somebody hears who is thanked."""
    text = t("🙌 *{giver}* thanks you: {note}", giver=giver, note=_what(given.note))
    return Message(text, [blocks.section(text), *_tag(t, value)])


def told_taken_back(t: Translator, giver: str) -> Message:
    """What is left of that."""
    text = t("{giver} took a thank-you back.", giver=giver)
    return Message(text, [blocks.section(text)])


def receipt(
    t: Translator, receivers: Sequence[Member], *, value: str, channel: str, quiet: Sequence[str], left: int
) -> Mrkdwn:
    """Thanked: Ben, Mei · #service · in #field · 3 left today."""
    parts = [t("Thanked: *{names}*", names=t.plain(", ").join(person.name for person in receivers))]
    if value:
        parts.append(t("#{value}", value=value_name(t, value)))
    if channel:
        parts.append(t("in <#{channel}>", channel=Mrkdwn(channel)))
    if quiet:
        parts.append(t("{names} alone hears it", names=t.plain(", ").join(quiet)))
    parts.append(t("{count} left today", count=left))
    return Mrkdwn(" · ".join(parts))


def again(t: Translator, names: str) -> Message:
    """The same line by the same person a moment ago."""
    text = t("You thanked {names} a moment ago. Again?", names=names)
    return Message(text, [blocks.section(text)])


def overview(
    t: Translator, *, received: Sequence[Any], given: Sequence[Any], left: int, local: Local, is_quiet: bool
) -> list[Block]:
    """What a person was thanked for, and whom they thanked."""
    rows = [blocks.section(t("*Thanks to you*"))]
    if received:
        rows += _sections([_line(t, row, row.giver_name, local) for row in received])
    else:
        rows.append(blocks.section(t("None yet. Thank somebody, it is catching: `/kudos @ben great demo #service`.")))
    if given:
        rows.append(blocks.section(t("*Thanks from you*")))
        rows += _sections([_line(t, row, row.receiver_name, local) for row in given])
    way = t("You are thanked quietly: `/kudos quiet off` lets the channel hear of it.")
    if not is_quiet:
        way = t("The channel hears when you are thanked: `/kudos quiet on` keeps it to you.")
    rows.append(blocks.context(t("{count} left today", count=left), way))
    return rows


def of_team(t: Translator, team: str, quarter: Period, counted: Sequence[Any]) -> list[Block]:
    """For who leads it: what a team was thanked for this quarter, by value."""
    if not counted:
        return []
    parts = [
        t("#{value} {count}", value=value_name(t, row.name), count=row.number)
        if row.name
        else t("without a value {count}", count=row.number)
        for row in counted
    ]
    text = t("*{team}*, {period}: {numbers}", team=team, period=quarter, numbers=Mrkdwn(" · ".join(parts)))
    return [blocks.section(text)]


def value_list(t: Translator, values: Sequence[KudosValue], *, may_change: bool) -> Message:
    """The workspace's values."""
    names = " · ".join(t("#{value}", value=value_name(t, value.name)) for value in values)
    text = t("*What we thank for:* {values}", values=Mrkdwn(names)) if values else t("No values yet.")
    rows = [blocks.section(text)]
    if may_change:
        rows.append(blocks.context(t("`/kudos values add speed` · `/kudos values remove speed`")))
    return Message(text, rows)


def reaction_list(t: Translator, emojis: Sequence[str]) -> Message:
    """Which reactions give kudos here."""
    text = t("No reaction gives kudos here. A manager types `/kudos reaction :trophy: on`.")
    if emojis:
        text = t("Gives kudos here: {emojis}", emojis=Mrkdwn(" ".join(f":{emoji}:" for emoji in emojis)))
    return Message(text, [blocks.section(text)])


def digest(t: Translator, team: str, thanked: Sequence[Any]) -> Message:
    """The week's thanks in the team's channel: everybody who was thanked, by name, nobody before another."""
    title = t("*Thanks this week* · {team}", team=team)
    people = [
        (name, list(rows)) for (_id, name), rows in groupby(thanked, key=lambda r: (r.member_id, r.receiver_name))
    ]
    if len(people) > MOST_QUOTED:
        lines = [
            t.plain(", ").join(escape(name) for name, _rows in people[start : start + 20])
            for start in range(0, len(people), 20)
        ]
    else:
        lines = [_of_person(t, name, rows) for name, rows in people]
    return Message(title, [blocks.section(title), *_sections(lines)])


def on_home(t: Translator, received: Sequence[Any], left: int) -> list[Block]:
    """The last thanks to a person, and how many they can give today."""
    button = blocks.button(t.plain("Thank somebody"), OPEN_FORM)
    if not received:
        return [blocks.section(t("{count} thanks to give today", count=left), button)]
    last = received[0]
    text = t("*{giver}* thanked you: {note}", giver=last.giver_name, note=_what(last.note, last.emoji, 140))
    return [blocks.section(text, button)]


def _of_person(t: Translator, name: str, rows: Sequence[Any]) -> str:
    said = [
        t("{giver}: {note}", giver=row.giver_name, note=_what(row.note, row.emoji, 100)) for row in rows[:TOLD_EACH]
    ]
    if len(rows) > TOLD_EACH:
        said.append(t("{count} more", count=len(rows) - TOLD_EACH))
    return t("*{name}* · {thanks}", name=name, thanks=Mrkdwn(" · ".join(said)))


def _line(t: Translator, row: Any, name: str, local: Local) -> str:
    line = t("{name}, {at}: {note}", name=name, at=local(row.given_at).date(), note=_what(row.note, row.emoji, 140))
    return line + t(" · #{value}", value=value_name(t, row.value)) if row.value else line


def _what(note: str, emoji: str = "", length: int = NOTE_LENGTH) -> Mrkdwn:
    """What it was for; for a reaction, the emoji."""
    return escape(clip(note, length)) if note else Mrkdwn(f":{escape(emoji)}:")


def _tag(t: Translator, value: str) -> list[Block]:
    return [blocks.context(t("#{value}", value=value_name(t, value)))] if value else []


def _sections(lines: Sequence[str]) -> list[Block]:
    """Lines in as few sections as Slack's limit allows."""
    rows: list[list[str]] = [[]]
    for line in lines:
        if rows[-1] and sum(len(other) + 1 for other in rows[-1]) + len(line) > 2900:
            rows.append([])
        rows[-1].append(line)
    return [blocks.section("\n".join(part)) for part in rows if part]
