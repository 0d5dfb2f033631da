"""Leaderboards as people see them: to one person, to a channel, and the line to those whom the channel does not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sales import leaderboards as rules
from sales import periods
from sales.leaderboards import Standing
from sales.money import Money
from sales.periods import Period
from storage.leaderboards import Board
from views import blocks
from views.blocks import Message
from views.charts import Bar, LeaderboardChart
from views.words import Mrkdwn, Translator, source

SHOW = "leaderboard_show"

METRICS = {
    rules.REVENUE: source("revenue"),
    rules.DEALS: source("deals"),
    rules.NEW_CUSTOMERS: source("new customers"),
    rules.AVERAGE_DEAL: source("average deal"),
    rules.WIN_RATE: source("win rate"),
    rules.ATTAINMENT: source("quota attainment"),
}
PARTNER_SCOPES = {
    rules.ALL: source("Partners"),
    rules.SOURCED: source("Partners, deals they brought"),
    rules.INFLUENCED: source("Partners, deals they helped with"),
}
_THIS = {
    "day": source("Today"),
    "week": source("This week"),
    "month": source("This month"),
    "quarter": source("This quarter"),
    "year": source("This year"),
}
_LAST = {
    "day": source("Yesterday"),
    "week": source("Last week"),
    "month": source("Last month"),
    "quarter": source("Last quarter"),
    "year": source("Last year"),
}


@dataclass(frozen=True, slots=True)
class Improved:
    """Who did most in proportion to their usual."""

    name: str
    times: Decimal


def period_name(t: Translator, period: Period, today: date) -> str:
    """Last week, this month, or the days themselves."""
    if period.kind in _THIS:
        current = _current(period, today)
        if period == current:
            return t.plain(_THIS[period.kind])
        if period == current.previous():
            return t.plain(_LAST[period.kind])
    return t.show(period)


def personal(t: Translator, board: Board, *, scope: str, me: int, top: int, today: date) -> Message:
    """The board for one person: the top, and the own row wherever it is."""
    title = _title(t, board, scope, today)
    if not board.standings:
        return Message(title, [blocks.section(title), blocks.section(_nothing(t, board, today))])
    shown = board.standings[:top]
    lines = [_line(t, board, row, mine=row.member_id == me) for row in shown]
    own = next((row for row in board.standings[top:] if row.member_id == me), None)
    if own is not None:
        lines.append(_line(t, board, own, mine=True))
    left = len(board.standings) - len(lines)
    rows = [blocks.section(title), blocks.section("\n".join(lines))]
    if left > 0:
        rows.append(blocks.context(t.plural("{count} more", "{count} more", left)))
    return Message(title, [*rows, *_footnotes(t, board)])


def public(
    t: Translator,
    board: Board,
    shown: Sequence[Standing],
    *,
    scope: str,
    today: date,
    improved: Improved | None = None,
    corrected: str = "",
) -> Message:
    """The board for a channel: at most the rows in `shown`, in words that are enough without the picture."""
    title = _title(t, board, scope, today)
    if not board.standings:
        return Message(title, [blocks.section(title), blocks.section(_nothing(t, board, today))])
    rows = [blocks.section(title), blocks.section(" · ".join(_place(t, board, row) for row in shown))]
    if improved is not None:
        rows.append(blocks.section(_improved(t, improved)))
    notes = _footnotes(t, board)
    if corrected:
        notes.append(blocks.context(t("_Corrected {time}._", time=corrected)))
    return Message(title, [*rows, *notes])


def chart(t: Translator, board: Board, shown: Sequence[Standing], *, scope: str, today: date) -> LeaderboardChart:
    """The same as a picture."""
    bars = tuple(
        Bar(
            label=board.names.get(row.member_id, "?"),
            value=float(row.value),
            value_label=show_value(t, board, row.value),
            rank=row.rank,
            movement=row.movement,
        )
        for row in shown
    )
    subtitle = t.plain("{scope} · {metric}", scope=scope, metric=t.plain(METRICS[board.metric]))
    return LeaderboardChart(period_name(t, board.now.period, today), subtitle, bars)


def alt_text(t: Translator, board: Board, shown: Sequence[Standing], *, scope: str, today: date) -> str:
    """What the picture says, for those who do not see it."""
    places = t.plain(", ").join(
        t.plain(
            "{rank} {name} {value}",
            rank=row.rank,
            name=board.names.get(row.member_id, "?"),
            value=show_value(t, board, row.value),
        )
        for row in shown
    )
    when = period_name(t, board.now.period, today)
    return t.plain("Leaderboard, {when}, {scope}: {places}", when=when, scope=scope, places=places)


def private_line(t: Translator, board: Board, member_id: int, hint: str) -> Message:
    """You were 5th, $3,100 behind 4th. Globex closes Thursday; a call today would help."""
    gap = rules.gap_to_next(board.standings, member_id)
    mine = next((row for row in board.standings if row.member_id == member_id), None)
    if mine is None:
        text = t("Last week went by without a win of yours.")
    elif gap is None:
        text = t("You were #{rank} last week.", rank=mine.rank)
    else:
        text = t(
            "You were #{rank} last week, {gap} behind #{next}.",
            rank=mine.rank,
            gap=show_value(t, board, gap[1].value - mine.value),
            next=gap[1].rank,
        )
    text = t("{place} {hint}", place=text, hint=Mrkdwn(hint)) if hint else text
    return Message(text, [blocks.section(text)])


def nothing_open(t: Translator) -> str:
    """The hint for somebody who has no open deal."""
    return t("Nothing is open: `/deal new Acme 30k eom` after the next call.")


def hint(t: Translator, deal: Any, today: date) -> str:
    """The one thing that would help most, about the person's own next deal."""
    if deal.closes_on is None:
        return t("*{customer}* has no close date yet; a call today would help.", customer=deal.customer_name)
    if deal.closes_on < today:
        return t(
            "*{customer}* was to close {day}; a call or a new date would help.",
            customer=deal.customer_name,
            day=deal.closes_on,
        )
    if not deal.next_step:
        return t(
            "*{customer}* closes {day} and has no next step; a call today would help.",
            customer=deal.customer_name,
            day=deal.closes_on,
        )
    return t("*{customer}* closes {day}; a call today would help.", customer=deal.customer_name, day=deal.closes_on)


def show_value(t: Translator, board: Board, value: Decimal) -> str:
    """A number of the board's metric as the reader writes it."""
    if board.metric in rules.MONEY_METRICS:
        return t.show(Money(round(value), board.now.currency).whole)
    if board.metric in rules.PERCENT_METRICS:
        return t.plain("{percent} %", percent=round(value))
    return t.show(round(value))


def _current(period: Period, today: date) -> Period:
    makers = {"day": periods.day, "week": periods.week, "month": periods.month}
    if period.kind in makers:
        return makers[period.kind](today)
    return (periods.quarter if period.kind == "quarter" else periods.year)(today, period.fiscal_year_start)


def _title(t: Translator, board: Board, scope: str, today: date) -> str:
    """*Last week* · Team Field · $184,200 in 14 deals, 11 % more than the week before."""
    when = period_name(t, board.now.period, today)
    head = t("*{when}* · {scope}", when=when, scope=scope)
    if board.metric != rules.REVENUE:
        head = t("{head} · {metric}", head=head, metric=t.plain(METRICS[board.metric]))
    if not board.now.deals:
        return head
    total = t.plural(
        "{money} in {count} deal", "{money} in {count} deals", board.now.deals, money=board.now.revenue.whole
    )
    change = _change(t, board)
    return t("{head} · {total}{change}.", head=head, total=total, change=Mrkdwn(change))


def _change(t: Translator, board: Board) -> str:
    """, 11 % more than the week before. Nothing where there is nothing to compare with, or the period still runs."""
    now, before = board.now.revenue.minor, board.before.revenue.minor
    if not before or now == before:
        return ""
    percent = round(abs(now - before) * 100 / before)
    if now > before:
        return t(", {percent} % more than before", percent=percent)
    return t(", {percent} % less than before", percent=percent)


def _line(t: Translator, board: Board, row: Standing, *, mine: bool) -> str:
    name = board.names.get(row.member_id, "?")
    values = {"rank": row.rank, "name": name, "value": show_value(t, board, row.value), "moved": _moved(row)}
    line = t("*{rank}  {name}*  {value} {moved}", **values) if mine else t("{rank}  {name}  {value} {moved}", **values)
    return line.rstrip()


def _place(t: Translator, board: Board, row: Standing) -> str:
    name, value = board.names.get(row.member_id, "?"), show_value(t, board, row.value)
    return t("{rank} *{name}* {value} {moved}", rank=row.rank, name=name, value=value, moved=_moved(row)).rstrip()


def _moved(row: Standing) -> str:
    if not row.movement:
        return ""
    return f"↑{row.movement}" if row.movement > 0 else f"↓{-row.movement}"


def _improved(t: Translator, improved: Improved) -> str:
    if Decimal("1.75") <= improved.times <= Decimal("2.25"):
        return t("Most improved: *{name}*, twice the usual.", name=improved.name)
    if improved.times < Decimal("1.75"):
        percent = round((improved.times - 1) * 100)
        return t("Most improved: *{name}*, {percent} % above the usual.", name=improved.name, percent=percent)
    return t("Most improved: *{name}*, {times} times the usual.", name=improved.name, times=round(improved.times))


def _nothing(t: Translator, board: Board, today: date) -> str:
    if board.metric == rules.ATTAINMENT:
        return t("Nobody has a quota and a win in this period. `/sales team quota @ben 50k` sets one.")
    if not board.now.period.contains(today):
        return t("Nothing was won in this period.")
    return t("No wins here yet. `/deal won Acme 12k` after your next call makes the first.")


def _footnotes(t: Translator, board: Board) -> list[blocks.Block]:
    """What a reader must know about the money: what was converted, and what could not be."""
    notes = []
    if board.now.converted:
        currencies = ", ".join(sorted(board.now.converted))
        notes.append(t("{currencies} converted at the workspace's rates.", currencies=currencies))
    if board.now.left_out:
        currencies = ", ".join(sorted(board.now.left_out))
        notes.append(
            t("Without {currencies}: there is no rate. `/sales team rate USD CNY 7.1` sets one.", currencies=currencies)
        )
    return [blocks.context(*notes)] if notes else []
