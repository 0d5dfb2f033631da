"""The daily brief: what is to be done today, for whom else, and what was kept back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from storage import agendas
from storage.agendas import Agenda, Entry
from storage.members import Member
from views import blocks, deals
from views.blocks import Element, Message
from views.words import Mrkdwn, Translator, source

WITH_BUTTON, LINES = 3, 9
"""How many entries have a button, and how many are told in a line after those."""
COVERED_LINES = 4
KINDS = {
    "brief": source("the brief"),
    "cover": source("a cover"),
    "leaderboard": source("the board"),
    "month": source("the month in review"),
    "month_attention": source("what needs attention"),
    "note": source("a note"),
    "private_line": source("the place on the board"),
    "quieter": source("a note"),
    "review": source("the week in review"),
}
"""What kinds of post are called where they are counted: in the brief, and in a rehearsal."""


def brief(t: Translator, member: Member, agenda: Agenda, today: date) -> Message:
    """Everything for today, the first entries with the way to act on them."""
    entries = agenda.entries
    if entries:
        count = len(entries)
        title = t.plural("Today, {name}: {count} thing.", "Today, {name}: {count} things.", count, name=member.name)
    else:
        title = t("Nothing of yours is due today, {name}.", name=member.name)
    rows = [blocks.section(title)]
    rows += [blocks.section(line(t, entry, today), _button(t, entry)) for entry in entries[:WITH_BUTTON]]
    rows += _list(t, entries[WITH_BUTTON:], today, LINES)
    for person, theirs in agenda.covered:
        rows.append(blocks.section(t("*For {name}*, who is away", name=person.name)))
        rows += _list(t, theirs, today, COVERED_LINES)
    if agenda.kept_back:
        rows.append(blocks.context(kept_back(t, agenda.kept_back)))
    return Message(title, rows)


def kept_back(t: Translator, counts: Mapping[str, int]) -> str:
    """I kept back 6: deal risks (4), the place on the board, a note."""
    return t("I kept back {count}: {what}.", count=sum(counts.values()), what=Mrkdwn(kinds(t, counts)))


def kinds(t: Translator, counts: Mapping[str, int]) -> str:
    """Kinds of post with how many there are of each."""
    named: dict[str, int] = {}
    for kind, count in counts.items():
        name = t.plain(KINDS.get(kind, "a note"))
        named[name] = named.get(name, 0) + count
    return t.plain(", ").join(
        t.plain("{name} ({count})", name=name, count=count) if count > 1 else name for name, count in named.items()
    )


def line(t: Translator, entry: Entry, today: date) -> str:
    """One entry in a line."""
    return _LINES[entry.kind](t, entry.about, today)


def _list(t: Translator, entries: Sequence[Entry], today: date, most: int) -> list[blocks.Block]:
    if not entries:
        return []
    told = [t("• {line}", line=Mrkdwn(line(t, entry, today))) for entry in entries[:most]]
    if len(entries) > most:
        told.append(t.plural("and {count} more", "and {count} more", len(entries) - most))
    return [blocks.section("\n".join(told))]


def _button(t: Translator, entry: Entry) -> Element | None:
    return deals.card_button(t, entry.about) if entry.kind == agendas.DEAL else None


def _deal(t: Translator, deal: Any, today: date) -> str:
    """A deal whose next step or close date has come; the next step is what can be done."""
    name = deal.customer_name
    if deal.next_step and deal.next_step_on is not None and deal.next_step_on <= today:
        if deal.next_step_on == today:
            text = t("*{customer}*: {step}, today", customer=name, step=deal.next_step)
        else:
            text = t("*{customer}*: {step}, since {day}", customer=name, step=deal.next_step, day=deal.next_step_on)
    elif deal.closes_on is not None and deal.closes_on == today:
        text = t("*{customer}* closes today", customer=name)
    elif deal.closes_on is not None and deal.closes_on < today:
        text = t("*{customer}* was to close {day}", customer=name, day=deal.closes_on)
    else:
        # a cover looks ahead
        text = t("*{customer}*: {day}", customer=name, day=deal.next_step_on or deal.closes_on)
    amount = deals.amount_of(deal)
    return t("{deal}, {amount}", deal=text, amount=amount) if amount is not None else text


_LINES: dict[str, Callable[[Translator, Any, date], str]] = {agendas.DEAL: _deal}
"""By kind of entry."""
