"""Promises as people see them: receipts, lists with buttons, what was read in their words, and the forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sales import promises as rules
from storage.members import Member
from storage.promise_proposals import Proposal
from storage.promises import FEEDBACK, WORDS_LENGTH, KeptShare
from views import blocks, history
from views.blocks import Block, Element, Message
from views.words import Mrkdwn, Translator, clip

KEEP, MOVE, DROP, HAND, SHOW = "promise_keep", "promise_move", "promise_drop", "promise_hand", "promise_list"
ACCEPT, CHOOSE, DECLINE = "promise_accept", "promise_choose", "promise_decline"
SHORTCUT, OUT_OF_FEEDBACK = "promise_message", "promise_feedback"
MAKE_FORM, MOVE_FORM, DROP_FORM, CHOOSE_FORM = (
    "promise_make_form",
    "promise_move_form",
    "promise_drop_form",
    "promise_choose_form",
)
WORDS, DAY, REASON, CHOSEN = "words", "day", "reason", "chosen"
TOMORROW, NEXT_WEEK, PICK = "tomorrow", "next_week", "pick"
LISTED, AT_HOME = 10, 3
"""How many promises a list shows with buttons, and the Home tab."""
ITEM_LENGTH = 50
"""Of the words of a promise among others in a sentence."""


def made(t: Translator, row: Any, change_set_id: int | None) -> Message:
    """Promised: call Zhang · Fri, Nov 27 · Acme."""
    facts = [t("Promised: *{words}*", words=row.words), t.text(row.due_on), *_deal(t, row)]
    return history.receipt(t, Mrkdwn(" · ".join(facts)), change_set_id)


def known(t: Translator, row: Any) -> Message:
    """The same words for the same day, once more."""
    text = t("That is promised already: *{words}*, {day}.", words=row.words, day=row.due_on)
    return Message(text, [blocks.section(text)])


def kept(t: Translator, row: Any, change_set_id: int | None) -> Message:
    """It was done."""
    return history.receipt(t, t("Kept: *{words}*.", words=row.words), change_set_id)


def moved(t: Translator, row: Any, change_set_id: int | None) -> Message:
    """It got another day; how often that happened is said without a word more."""
    text = t("Moved to {day}: *{words}*.", day=row.due_on, words=row.words)
    if row.moves > 1:
        text = Mrkdwn(f"{text} " + t.plural("Moved {count} time so far.", "Moved {count} times so far.", row.moves))
    return history.receipt(t, text, change_set_id)


def dropped(t: Translator, row: Any, change_set_id: int | None) -> Message:
    """It will not be done."""
    return history.receipt(t, t("Dropped: *{words}* ({reason}).", words=row.words, reason=row.reason), change_set_id)


def by_somebody(t: Translator, who: Member, message: Message) -> Message:
    """To the owner: what somebody else did about their promise."""
    text = t("{who}: {what}", who=who.name, what=Mrkdwn(message.text))
    return Message(text, [blocks.section(text)])


def handed(t: Translator, row: Any, change_set_id: int | None) -> Message:
    """Somebody else keeps it now."""
    text = t("Handed to {name}: *{words}*, due {day}.", name=row.owner_name, words=row.words, day=row.due_on)
    return history.receipt(t, text, change_set_id)


def handed_to_you(t: Translator, row: Any, giver: Member) -> Message:
    """To the one who keeps it now."""
    text = t("{name} gave you a promise: *{words}*, due {day}.", name=giver.name, words=row.words, day=row.due_on)
    return Message(text, [blocks.section(text), _buttons(t, row)])


def left_behind(t: Translator, name: str, count: int) -> Message:
    """To who leads the team of somebody who has left."""
    text = t.plural(
        "{name} has left, with {count} open promise. Hand it to somebody.",
        "{name} has left, with {count} open promises. Hand them to somebody.",
        count,
        name=name,
    )
    return Message(text, [blocks.section(text), blocks.actions(blocks.button(t.plain("Show promises"), SHOW))])


def which_day(t: Translator, words: str) -> Message:
    """The line names no day."""
    text = t("By when? *{words}*", words=words)
    return Message(text, [blocks.section(text)])


def mine(t: Translator, rows: Sequence[Any], *, me: int, today: date, people: Sequence[Member], where: str) -> Message:
    """A person's open promises, the next due first, each with its buttons.

    `people` can be handed what somebody who has left had promised; `where` tells the buttons which list they are in.
    """
    if not rows:
        text = t("No open promises. Type `/sales promise call Zhang by fri` after your next call.")
        return Message(text, [blocks.section(text)])
    title = t.plural("*{count} open promise*", "*{count} open promises*", len(rows))
    return Message(title, [blocks.section(title), *_listed(t, rows, me=me, today=today, people=people, where=where)])


def team(
    t: Translator,
    name: str,
    rows: Sequence[Any],
    share: KeptShare,
    *,
    me: int,
    today: date,
    people: Sequence[Member],
    where: str,
) -> Message:
    """A team's open promises, for who leads it."""
    title = t("*Promises of {team}*", team=name)
    kept_line = share_line(t, share)
    notes = [blocks.context(kept_line)] if kept_line else []
    if not rows:
        text = t("Nobody in {team} has an open promise.", team=name)
        return Message(text, [blocks.section(text), *notes])
    listed = _listed(t, rows, me=me, today=today, people=people, where=where)
    return Message(title, [blocks.section(title), *listed, *notes])


def share_line(t: Translator, share: KeptShare) -> str:
    """12 of 15 promises kept, 3 moved. Empty when none fell due: for reviews."""
    if not share.due:
        return ""
    told = t.plural("{kept} of {count} promise kept", "{kept} of {count} promises kept", share.due, kept=share.kept)
    if share.moved:
        return t("{told}, {moved} moved.", told=told, moved=share.moved)
    return t("{told}.", told=told)


def due_line(t: Translator, row: Any, *, me: int, today: date) -> str:
    """One promise in a line, as briefs and lists tell it: call Zhang · due Fri, Nov 27 · Acme."""
    facts: list[str] = [t("*{words}*", words=_words(t, row, me)), _when(t, row, today), *_deal(t, row)]
    if row.owner_id != me:
        facts.append(t("{name}'s", name=row.owner_name))
    if row.moves:
        facts.append(t.plural("moved {count} time", "moved {count} times", row.moves))
    return Mrkdwn(" · ".join(facts))


def on_home(t: Translator, rows: Sequence[Any], *, me: int, today: date) -> list[Block]:
    """What is promised next, for the Home tab; nothing when nothing is."""
    if not rows:
        return []
    lines = [due_line(t, row, me=me, today=today) for row in rows[:AT_HOME]]
    more = len(rows) - AT_HOME
    if more > 0:
        lines.append(t("and {count} more", count=more))
    return [
        blocks.section(t("*Promises*") + "\n" + "\n".join(lines)),
        blocks.actions(blocks.button(t.plain("Show promises"), SHOW)),
    ]


def proposal(t: Translator, proposed: Proposal) -> Message:
    """I read 2 promises: call Zhang (Fri, Nov 27), send the quote (Tue, Dec 1).  Make them promises, Choose, None."""
    items = [_item(t, item["words"], date.fromisoformat(item["due_on"])) for item in proposed.items]
    count = len(proposed.items)
    text = t.plural(
        "I read {count} promise: {items}.", "I read {count} promises: {items}.", count, items=_listing(t, items)
    )
    all_of_them = t.plain("Make it a promise") if count == 1 else t.plain("Make them promises")
    buttons = [
        blocks.button(all_of_them, ACCEPT, proposed.id),
        *([blocks.button(t.plain("Choose"), CHOOSE, proposed.id)] if count > 1 else []),
        blocks.button(t.plain("Not a promise") if count == 1 else t.plain("None of them"), DECLINE, proposed.id),
    ]
    return Message(text, [blocks.section(text), blocks.actions(*buttons)])


def accepted(t: Translator, rows: Sequence[Any], change_set_id: int | None) -> Message:
    """What was promised of what was read."""
    items = [_item(t, row.words, row.due_on) for row in rows]
    return history.receipt(t, t("Promised: {items}.", items=_listing(t, items)), change_set_id)


def declined(t: Translator) -> Message:
    """Nothing of it was meant so."""
    text = t("Fine, nothing is promised.")
    return Message(text, [blocks.section(text)])


def make_form(t: Translator, metadata: str, *, words: str, day: date, source: str) -> Block:
    """A promise out of a message or of feedback: its words, and the day that was read in them."""
    yours = t("It is yours: you get it back until it is kept, moved or dropped.")
    readers = (
        t("Nobody else reads its words, your manager included.")
        if source == FEEDBACK
        else t("Your manager can read it.")
    )
    rows = [
        blocks.input_block(
            WORDS,
            t.plain("What will you do?"),
            blocks.text_input(WORDS, words, multiline=True, length=WORDS_LENGTH, hint=t.plain("call Zhang")),
        ),
        _day_input(t, day),
        blocks.context(yours, readers),
    ]
    return _form(t, MAKE_FORM, t.plain("Make a promise"), rows, metadata)


def after_feedback(t: Translator, feedback_id: int) -> Element:
    """The button beside feedback; the form behind it is its reader's own."""
    return blocks.button(t.plain("Make it a promise"), OUT_OF_FEEDBACK, feedback_id)


def move_form(t: Translator, metadata: str, row: Any, day: date) -> Block:
    """Another day for a promise."""
    rows = [blocks.section(t("*{words}*", words=row.words)), _day_input(t, day)]
    return _form(t, MOVE_FORM, t.plain("Move a promise"), rows, metadata)


def drop_form(t: Translator, metadata: str, row: Any) -> Block:
    """Why a promise will not be kept."""
    element = blocks.text_input(REASON, length=200, hint=t.plain("they chose somebody else"))
    rows = [blocks.section(t("*{words}*", words=row.words)), blocks.input_block(REASON, t.plain("Why?"), element)]
    return _form(t, DROP_FORM, t.plain("Drop a promise"), rows, metadata)


def choose_form(t: Translator, metadata: str, proposed: Proposal) -> Block:
    """Which of the lines that were read are promises."""
    options = [
        blocks.option(t.plain("{words} ({day})", words=item["words"], day=date.fromisoformat(item["due_on"])), place)
        for place, item in enumerate(proposed.items[: rules.MOST])
    ]
    element: Element = {"type": "checkboxes", "action_id": CHOSEN, "options": options}
    rows = [blocks.input_block(CHOSEN, t.plain("Which of these do you promise?"), element)]
    return _form(t, CHOOSE_FORM, t.plain("Promises"), rows, metadata)


def _form(t: Translator, callback_id: str, title: str, rows: list[Block], metadata: str) -> Block:
    return blocks.modal(callback_id, title, rows, submit=t.plain("Save"), close=t.plain("Cancel"), metadata=metadata)


def _day_input(t: Translator, day: date) -> Block:
    return blocks.input_block(DAY, t.plain("By when?"), blocks.date_input(DAY, day.isoformat()))


def _listed(
    t: Translator, rows: Sequence[Any], *, me: int, today: date, people: Sequence[Member], where: str
) -> list[Block]:
    shown: list[Block] = []
    for row in rows[:LISTED]:
        shown += [blocks.section(due_line(t, row, me=me, today=today)), _buttons(t, row, people, where)]
    more = len(rows) - LISTED
    return [*shown, blocks.context(t("and {count} more", count=more))] if more > 0 else shown


def _buttons(t: Translator, row: Any, people: Sequence[Member] = (), where: str = "") -> Block:
    """What can be done about a promise; one of somebody who has left is handed to somebody first of all.

    Values are the promise, what is chosen, and the list that the button is in: `12:tomorrow:mine`.
    """
    days = {TOMORROW: t.plain("Tomorrow"), NEXT_WEEK: t.plain("Next week"), PICK: t.plain("Pick a day")}
    elements = [
        blocks.button(t.plain("Kept"), KEEP, f"{row.id}::{where}"),
        blocks.select(
            MOVE,
            [blocks.option(label, f"{row.id}:{day}:{where}") for day, label in days.items()],
            placeholder=t.plain("Move"),
        ),
        blocks.button(t.plain("Drop"), DROP, f"{row.id}::{where}"),
    ]
    if people and not row.owner_is_here:
        takers = [
            blocks.option(t.plain("Hand to {name}", name=person.name), f"{row.id}:{person.id}:{where}")
            for person in people
        ]
        elements.insert(0, blocks.select(HAND, takers, placeholder=t.plain("Hand to …")))
    return blocks.actions(*elements)


def _words(t: Translator, row: Any, reader_id: int) -> str:
    """What was promised. After feedback it is the owner's alone: to whoever stands in it is a promise, and no more."""
    return t.plain("a promise after feedback") if row.source == FEEDBACK and row.owner_id != reader_id else row.words


def _when(t: Translator, row: Any, today: date) -> Mrkdwn:
    if row.due_on == today:
        return t("due today")
    if row.due_on < today:
        return t("was due {day}", day=row.due_on)
    return t("due {day}", day=row.due_on)


def _deal(t: Translator, row: Any) -> list[str]:
    """For which deal, unless the words say so themselves."""
    if row.customer_name is None:
        return []
    named = str(row.customer_name).casefold() in str(row.words).casefold()
    return [] if named else [t("for {customer}", customer=row.customer_name)]


def _item(t: Translator, words: str, day: date) -> Mrkdwn:
    """One of several in a sentence."""
    return t("*{words}* ({day})", words=clip(words, ITEM_LENGTH), day=day)


def _listing(t: Translator, items: Sequence[str]) -> Mrkdwn:
    return Mrkdwn(t.plain(", ").join(items))
