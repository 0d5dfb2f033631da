"""Lists of deals: a page of them in a message, and the same as rows of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sales.money import Money
from views import blocks, deals
from views.blocks import Message
from views.words import Mrkdwn, Translator, source


def page(
    t: Translator, listed: Sequence[Any], total: int, offset: int, value: Sequence[Money], *, is_filtered: bool
) -> Message:
    """A page of deals; `value` is what all of them are worth, one amount for each currency."""
    if not listed and is_filtered:
        text = t("No deals like that. `/deal list` shows your open ones.")
        return Message(text, [blocks.section(text)])
    if not listed:
        text = t("No deals here yet. Type `/deal new Acme 30k eom` after your next call.")
        return Message(text, [blocks.section(text)])
    worth = t.plain(", ").join(t.show(amount) for amount in value)
    title = t.plural("{count} deal, {worth}", "{count} deals, {worth}", total, worth=worth)
    lines = [_line(t, deal) for deal in listed]
    shown = t("{first}–{last} of {total}", first=offset + 1, last=offset + len(listed), total=total)
    rows = [blocks.section(Mrkdwn("*") + title + Mrkdwn("*")), blocks.section("\n".join(lines))]
    return Message(title, [*rows, blocks.context(shown)] if total > len(listed) else rows)


def _line(t: Translator, deal: Any) -> str:
    amount = deals.amount_of(deal)
    day = deal.closed_on or deal.closes_on
    facts = [
        t("#{number} *{customer}*", number=str(deal.number), customer=deal.customer_name),
        *([t.text(amount)] if amount else []),
        t.text(deals.stage_name(t, deal.stage_name)),
        *([t.text(day)] if day else []),
        t.text(deal.owner_name),
    ]
    return " · ".join(facts)


CSV_COLUMNS = (
    source("Number"),
    source("Customer"),
    source("Stage"),
    source("Amount"),
    source("Currency"),
    source("Owner"),
    source("Partner"),
    source("Opened"),
    source("Closes"),
    source("Closed"),
    source("Next step"),
    source("Reason"),
    source("Note"),
)


def csv_row(t: Translator, deal: Any) -> list[Any]:
    """One deal under `CSV_COLUMNS`: numbers as numbers, days in ISO form, for other programs to read."""
    amount = deals.amount_of(deal)
    return [
        deal.number,
        deal.customer_name,
        deals.stage_name(t, deal.stage_name),
        amount.major if amount else None,
        deal.currency,
        deal.owner_name,
        deal.partner_name,
        deal.opened_on,
        deal.closes_on,
        deal.closed_on,
        deal.next_step,
        deals.reason_name(t, deal.lost_reason),
        deal.note,
    ]
