"""A team's week and month as it reads them: what was won, what moved, what is ahead; nobody is named last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from itertools import dropwhile
from typing import Any

from babel.dates import format_skeleton

from sales.money import Money
from sales.outlooks import Outlook
from sales.periods import Period
from storage.leaderboards import Totals
from storage.reviews import Month, Quota, Week
from views import blocks, goals, promises
from views.blocks import Block, Message
from views.charts import Column, ColumnsChart
from views.deals import amount_of, reason_name, stage_name
from views.words import Mrkdwn, Translator

SHOWN = 3


# --- the week ----------------------------------------------------------------------------------------------------


def week(t: Translator, review: Week, *, scope: str, today: date, says_amounts: bool = True, note: str = "") -> Message:
    """What a week brought and what the next one may. `note` is small print at the end."""
    is_current = review.period.contains(today)
    if is_current:
        title = t("*The week in review* · {scope}, {period}", scope=scope, period=review.period)
    else:
        title = t("*Last week in review* · {scope}, {period}", scope=scope, period=review.period)
    if review.is_empty:
        quiet = t("A quiet week: nothing was won, lost or moved. `/deal new Acme 30k eom` begins the next one.")
        return Message(title, [blocks.section(title), blocks.section(quiet)])
    lines = [_won(t, review, says_amounts=says_amounts), _others(t, review)]
    lines += [line for line in (_slipped(t, review), _closing(t, review), _together(t, review)) if line]
    rows = [blocks.section(title), blocks.section("\n".join(lines))]
    return Message(title, [*rows, *footnotes(t, review.now), *_note(note)])


def _won(t: Translator, review: Week, *, says_amounts: bool) -> str:
    """*Won* $184,200 in 14 deals, 11 % more than the week before. Biggest: *Acme*, $52,000 (Amy)."""
    if not review.now.deals:
        return t("*Won* nothing this time")
    text = t("*Won* {total}", total=Mrkdwn(total(t, review.now)))
    change = compared(t, review.now.revenue, review.before.revenue)
    if change:
        text = t("{won}, {change} than the week before", won=text, change=Mrkdwn(change))
    if review.biggest is not None:
        text = t("{won}. Biggest: {deal}", won=text, deal=Mrkdwn(_win(t, review.biggest, says_amounts=says_amounts)))
    return text


def _win(t: Translator, card: Any, *, says_amounts: bool) -> str:
    amount = amount_of(card)
    if amount is None or not says_amounts:
        return t("*{customer}* ({name})", customer=card.customer_name, name=card.owner_name)
    return t("*{customer}*, {amount} ({name})", customer=card.customer_name, amount=amount, name=card.owner_name)


def _others(t: Translator, review: Week) -> str:
    """*New* 9 · *Moved on* 11 · *Lost* 3."""
    return t("*New* {new} · *Moved on* {moved} · *Lost* {lost}", new=review.new, moved=review.moved, lost=review.lost)


def _slipped(t: Translator, review: Week) -> str:
    """*Slipped* Globex, now Sat, Dec 12, and 2 more. By customer: a date is nobody's fault."""
    if not review.slipped:
        return ""
    shown = review.slipped[:SHOWN]
    named = [
        t("{deal} (now {day})", deal=name, day=card.closes_on) if card.closes_on is not None else name
        for card, name in zip(shown, _names(t, shown), strict=True)
    ]
    return t("*Slipped* {deals}", deals=Mrkdwn(_listed(t, named, len(review.slipped))))


def _closing(t: Translator, review: Week) -> str:
    """*Next week* 5 to close, $90,000: Acme, Globex, Initech and 2 more."""
    if not review.closing_count:
        return t("*Next week* nothing is to close yet")
    head = t.plural("*Next week* {count} to close", "*Next week* {count} to close", review.closing_count)
    if review.closing_worth.minor:
        head = t("{head}, {amount}", head=head, amount=review.closing_worth.whole)
    named = _names(t, review.closing[:SHOWN])
    return t("{head}: {deals}", head=head, deals=Mrkdwn(_listed(t, named, review.closing_count)))


def _names(t: Translator, cards: Sequence[Any]) -> list[Mrkdwn]:
    """Deals by their customers; several of one customer by their numbers as well."""
    known = Counter(card.customer_name for card in cards)
    return [
        t("{customer} #{number}", customer=card.customer_name, number=str(card.number))
        if known[card.customer_name] > 1
        else Mrkdwn(t.text(card.customer_name))
        for card in cards
    ]


def _together(t: Translator, review: Week) -> str:
    """*Together* 12 of 15 promises kept. Thanked 9 times."""
    said = []
    if review.promises is not None and review.promises.due:
        said.append(promises.share_line(t, review.promises))
    if review.thanks:
        said.append(t.plural("Thanked {count} time.", "Thanked {count} times.", review.thanks))
    return t("*Together* {facts}", facts=Mrkdwn(" ".join(said))) if said else ""


# --- the month ---------------------------------------------------------------------------------------------------


def month(t: Translator, review: Month, *, scope: str, note: str = "") -> Message:
    """What a month brought beside others, what is open by stage, and what is ahead with how sure that is."""
    title = t("*{month} in review* · {scope}", month=review.period, scope=scope)
    if review.is_empty:
        text = t("Nothing was logged. `/deal won Acme 12k` makes the first entry for the next one.")
        return Message(title, [blocks.section(title), blocks.section(text)])
    rows = [blocks.section(title), blocks.section("\n".join(_month_lines(t, review)))]
    stages = _stages(t, review)
    if stages:
        rows.append(blocks.section(stages))
    ahead = [_outlook(t, period, outlook, review) for period, outlook in review.outlooks if outlook.won or outlook.open]
    if ahead:
        rows.append(blocks.section("\n".join([t("*Ahead*"), *ahead])))
        rows.append(blocks.context(t("Each open deal by the probability of its stage; eight times in ten within it.")))
    return Message(title, [*rows, *footnotes(t, review.now, review.pipeline.left_out), *_note(note)])


def _month_lines(t: Translator, review: Month) -> list[str]:
    before, year_ago = review.period.previous(), _year_ago(review.period)
    won = t("*Won* {total}", total=Mrkdwn(total(t, review.now))) if review.now.deals else t("*Won* nothing this time")
    against = [
        t("{change} than {period}", change=Mrkdwn(change), period=period)
        for period, other in ((before, review.before), (year_ago, review.year_ago))
        if (change := compared(t, review.now.revenue, other.revenue))
    ]
    if against:
        won = t("{won}: {compared}", won=won, compared=Mrkdwn(t.plain(", ").join(against)))
    lines: list[str] = [won]
    changed = [
        _changed(t, t.plain("new deals"), review.new, review.new_before),
        _changed(t, t.plain("lost"), review.lost, review.lost_before),
    ]
    rates = [_win_rate(review.now.deals, review.lost), _win_rate(review.before.deals, review.lost_before)]
    if rates[0] is not None:
        rate = t("{name} {now} %", name=t.plain("win rate"), now=rates[0])
        changed.append(t("{fact} ({before} % before)", fact=rate, before=rates[1]) if rates[1] is not None else rate)
    lines.append(t("*Changed* {facts}", facts=Mrkdwn(" · ".join(changed))))
    if review.quota is not None:
        lines.append(_quota(t, review.quota))
    lines += [
        t("*Goal* {goal} · {standing}", goal=goals.title(t, each), standing=goals.standing(t, each))
        for each in review.goals[:SHOWN]
    ]
    if review.reasons:
        named = [t("{reason} {count}", reason=reason_name(t, reason), count=count) for reason, count in review.reasons]
        lines.append(t("*Lost to* {reasons}", reasons=Mrkdwn(t.plain(", ").join(named))))
    return lines


def _quota(t: Translator, quota: Quota) -> Mrkdwn:
    line = t(
        "*Quota* {percent} %: {won} of {wanted}, {period}",
        percent=quota.percent,
        won=quota.won.whole,
        wanted=quota.wanted.whole,
        period=quota.period,
    )
    if quota.besides.minor <= 0:
        return line
    return t("{line}; people without one won {besides}", line=line, besides=quota.besides.whole)


def _changed(t: Translator, name: str, now: int, before: int) -> str:
    """new deals 9 (12 before)."""
    return t("{name} {now} ({before} before)", name=name, now=now, before=before)


def _win_rate(won: int, lost: int) -> int | None:
    return round(100 * won / (won + lost)) if won + lost else None


def _stages(t: Translator, review: Month) -> str:
    """*Open* prospect 4, $40,000 · proposal 2, $30,000."""
    named = [
        t(
            "{stage} {count}, {amount}",
            stage=stage_name(t, stage.name),
            count=stage.deals,
            amount=stage.worth.whole,
        )
        for stage in review.pipeline.stages
    ]
    return t("*Open* {stages}", stages=Mrkdwn(" · ".join(named))) if named else ""


def _outlook(t: Translator, period: Period, outlook: Outlook, review: Month) -> str:
    """December 2026: about $74,000, between $20,000 and $90,000; $12,000 of it won."""
    currency = review.now.currency
    won = Money(outlook.won, currency).whole
    expected, low, high = (
        won if minor == outlook.won else _about(Money(minor, currency))
        for minor in (outlook.expected, outlook.low, outlook.high)
    )
    text = t(
        "{period}: about {expected}, between {low} and {high}", period=period, expected=expected, low=low, high=high
    )
    return t("{outlook}; {won} of it is won", outlook=text, won=won) if outlook.won else text


def _about(amount: Money) -> Money:
    """To two figures: an estimate is not known any better."""
    step = 10 ** max(len(str(amount.minor)) - 2, 0)
    return Money(round(amount.minor / step) * step, amount.currency)


def chart(t: Translator, review: Month, *, scope: str) -> ColumnsChart | None:
    """Revenue by month over a year, from the first with any; None while there is one month alone to show."""
    if sum(1 for _, amount in review.by_month if amount.minor) < 2:
        return None
    columns = tuple(
        Column(
            label=str(format_skeleton("MMM", period.start, locale=t.babel)),
            value=max(amount.minor, 0),
            value_label=t.compact(amount) if amount.minor else "",
            highlighted=period == review.period,
        )
        for period, amount in _months(review)
    )
    return ColumnsChart(t.period(review.period), t.plain("{scope} · won by month", scope=scope), columns)


def _months(review: Month) -> list[tuple[Period, Money]]:
    return list(dropwhile(lambda month: not month[1].minor, review.by_month))


def alt_text(t: Translator, review: Month, *, scope: str) -> str:
    """What the picture says, for those who do not see it."""
    told = t.plain(", ").join(
        t.plain("{period} {amount}", period=period, amount=amount.whole) for period, amount in _months(review)
    )
    return t.plain("Won by month, {scope}: {months}", scope=scope, months=told)


def attention(t: Translator, review: Month, *, scope: str) -> Message | None:
    """To a team's managers alone: what in the pipeline needs a look; None when nothing does."""
    gaps, lines = review.gaps, []
    if gaps.overdue:
        lines.append(t.plural("{count} deal should have closed", "{count} deals should have closed", gaps.overdue))
    if gaps.without_close_date:
        lines.append(
            t.plural("{count} deal has no close date", "{count} deals have no close date", gaps.without_close_date)
        )
    if gaps.without_amount:
        lines.append(t.plural("{count} deal has no amount", "{count} deals have no amount", gaps.without_amount))
    if gaps.without_next_step:
        lines.append(
            t.plural("{count} deal has no next step", "{count} deals have no next step", gaps.without_next_step)
        )
    if review.largest_share is not None and review.largest_share[1] >= HANGS_ON:
        card, percent = review.largest_share
        lines.append(
            t("{percent} % of what may still come this quarter is *{customer}*", percent=percent,
              customer=card.customer_name)
        )  # fmt: skip
    if not lines:
        return None
    title = t("*For you as manager of {team}*", team=scope)
    told = "\n".join(t("• {line}", line=Mrkdwn(line)) for line in lines)
    hint = t("`/deal list stuck` shows the first of them. The channel was not told this.")
    return Message(title, [blocks.section(title), blocks.section(told), blocks.context(hint)])


HANGS_ON = 40
"""Percent of a quarter's open money from which on one deal alone is worth a word."""


# --- words for both ----------------------------------------------------------------------------------------------


def total(t: Translator, totals: Totals) -> str:
    """$184,200 in 14 deals."""
    return t.plural("{money} in {count} deal", "{money} in {count} deals", totals.deals, money=totals.revenue.whole)


def compared(t: Translator, now: Money, before: Money) -> str:
    """11 % more; nothing where there is nothing to compare with."""
    if not before.minor or now.minor == before.minor:
        return ""
    percent = round(abs(now.minor - before.minor) * 100 / before.minor)
    if now.minor > before.minor:
        return t("{percent} % more", percent=percent)
    return t("{percent} % less", percent=percent)


def footnotes(t: Translator, totals: Totals, also_left_out: Collection[str] = ()) -> list[Block]:
    """What a reader must know about the money: what was converted, and what could not be."""
    notes = []
    if totals.converted:
        currencies = ", ".join(sorted(totals.converted))
        notes.append(t("{currencies} converted at the workspace's rates.", currencies=currencies))
    left_out = totals.left_out.union(also_left_out)
    if left_out:
        currencies = ", ".join(sorted(left_out))
        notes.append(
            t("Without {currencies}: there is no rate. `/sales team rate USD CNY 7.1` sets one.", currencies=currencies)
        )
    return [blocks.context(*notes)] if notes else []


def _listed(t: Translator, named: Sequence[str], count: int) -> str:
    """A, B, C and 2 more."""
    text = t.plain(", ").join(named)
    if count <= len(named):
        return text
    return t("{names} and {count} more", names=Mrkdwn(text), count=count - len(named))


def _note(note: str) -> list[Block]:
    return [blocks.context(note)] if note else []


def _year_ago(period: Period) -> Period:
    for _ in range(12):
        period = period.previous()
    return period
