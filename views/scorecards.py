"""A scorecard as both sides read it: nothing in it depends on who reads, and no number is of anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sales import scorecards as rules
from sales.money import Money
from sales.scorecards import BEST, COUNT, HOURS, MARK, MEASURES, SHARE, THEM, US, Measure, Scorecard, Value
from storage.partner_standings import Standing
from storage.partners import Partner
from views import blocks, partner_tiers
from views.blocks import Block, Message
from views.charts import Score, ScorecardChart
from views.words import Mrkdwn, Translator, source

PICTURE, SHARE_OFF = "partner_score_picture", "partner_score_off"
MEASURE_NAMES = {
    rules.FIRST_ANSWER: source("First answer to a request"),
    rules.SUPPORT_IN_TIME: source("Requests answered in time"),
    rules.REGISTRATIONS_IN_TIME: source("Registrations answered in time"),
    rules.OUR_PROMISES: source("Promises kept"),
    rules.CONTENT: source("Satisfaction"),
    rules.THEIR_PROMISES: source("Promises kept"),
    rules.CHECK_INS: source("Check-ins answered"),
    rules.CERTIFIED: source("Certified people"),
    rules.SOURCED: source("Deals brought"),
    rules.INFLUENCED: source("Deals helped with"),
}


@dataclass(frozen=True, slots=True)
class Sides:
    """Who the two sides are, and where the partner stands in the programme."""

    us: str
    them: str
    standing: Standing


def card(t: Translator, score: Scorecard, sides: Sides) -> Message:
    """The whole card in words."""
    title = _title(t, score, sides)
    rows: list[Block] = [blocks.section(title)]
    for side, name in ((US, sides.us), (THEM, sides.them)):
        lines = [_line(t, measure, score) for measure in MEASURES if measure.side == side]
        rows.append(blocks.section(Mrkdwn("\n").join([t("*{name}*", name=name), *lines])))
    tier = partner_tiers.status(t, sides.standing, score.currency)
    rows.append(blocks.context(t("Tier: {status}", status=tier)))
    if score.left_out:
        currencies = ", ".join(sorted(score.left_out))
        rows.append(blocks.context(t("Money without {currencies}: there is no rate.", currencies=currencies)))
    return Message(title, rows)


def with_picture(t: Translator, message: Message, value: object) -> Message:
    """The card with the button that draws it; `value` says whose it is, for our own people."""
    return Message(message.text, [*message.blocks, blocks.actions(blocks.button(t.plain("Picture"), PICTURE, value))])


def form(t: Translator, message: Message, metadata: str) -> Block:
    """The same where a form opens."""
    title, close = t.plain("Scorecard"), t.plain("Close")
    return blocks.modal("partner_scorecard", title, message.blocks, close=close, metadata=metadata)


def drawing(t: Translator) -> Message:
    """The picture was asked for."""
    text = t("I am drawing it; it comes as a direct message.")
    return Message(text, [blocks.section(text)])


def preview(t: Translator, message: Message, score: Scorecard, partner: Partner, channel: str, day: date) -> Message:
    """The card for our channel manager before the partner sees it on a day, with what is below its target."""
    name, shares = partner.name, partner.shares_scores
    if not shares:
        head = t("*{partner}* does not get this card: that is off. `/partner score {partner} on`", partner=name)
    elif not channel:
        head = t(
            "*{partner}* has no channel of its own, so this card is not posted. Their panel shows it.", partner=name
        )
    else:
        head = t("*{partner}* sees this card {day}, in {place}.", partner=name, day=day, place=Mrkdwn(f"<#{channel}>"))
    rows: list[Block] = [blocks.section(head)]
    below = rules.below_target(score)
    if below:
        rows.append(
            blocks.section(Mrkdwn("\n").join([t("*Below target*"), *(_below(t, each, score) for each in below)]))
        )
    if shares and channel:
        off = blocks.button(t.plain("Don't post it"), SHARE_OFF, partner.id)
        rows.append(blocks.actions(off))
    return Message(head, [*rows, blocks.divider(), *message.blocks])


def chart(t: Translator, score: Scorecard, sides: Sides) -> ScorecardChart:
    """The same as a picture."""
    both = tuple(
        tuple(_score(t, measure, score) for measure in MEASURES if measure.side == side) for side in (US, THEM)
    )
    title = t.plain("Scorecard {period}", period=score.period)
    subtitle = t.plain("What we did for each other")
    has_marks = any(each.now is not None and each.before is not None for side in both for each in side)
    footer = t.plain("The mark on a bar: {period}", period=score.period.previous()) if has_marks else ""
    return ScorecardChart(title, subtitle, (sides.us, sides.them), (both[0], both[1]), footer)


def alt_text(t: Translator, score: Scorecard, sides: Sides) -> str:
    """What the picture says, for those who do not see it."""
    said = []
    for side, name in ((US, sides.us), (THEM, sides.them)):
        facts = [
            t.plain("{measure} {value}", measure=_name(t, measure), value=show(t, measure, score.now[measure], score))
            for measure in MEASURES
            if measure.side == side and measure in score.now
        ]
        said.append(t.plain("{name}: {facts}", name=name, facts=t.plain(", ").join(facts) or "–"))
    both = t.plain(". ").join(said)
    return t.plain("Scorecard, {period}. {both}", period=score.period, both=both)


def show(t: Translator, measure: Measure, value: Value, score: Scorecard, *, short: bool = False) -> str:
    """A number as the reader writes it; `short` where there is little room for money."""
    if measure.kind == HOURS:
        return _time(t, value.number)
    if measure.kind == SHARE:
        return t.plain("{percent} %", percent=round(value.number))
    if measure.kind == MARK:
        return t.plain("{mark} of {best}", mark=_tenths(value.number), best=BEST)
    if measure.kind == COUNT or not value.number:
        return t.show(int(value.number))
    amount = Money(value.minor, score.currency).whole
    worth = t.compact(amount) if short else t.show(amount)
    return t.plain("{count} for {amount}", count=int(value.number), amount=worth)


def _title(t: Translator, score: Scorecard, sides: Sides) -> str:
    return t("*{partner}* · scorecard {period}", partner=sides.them, period=score.period)


def _name(t: Translator, measure: Measure) -> str:
    return t.plain(MEASURE_NAMES[measure])


def _line(t: Translator, measure: Measure, score: Scorecard) -> Mrkdwn:
    """Requests answered in time: *80 %* (4 of 5) · 75 % before."""
    name, now, before = _name(t, measure), score.now.get(measure), score.earlier(measure)
    value = show(t, measure, now, score) if now is not None else "–"
    line = t("{measure}: *{value}*", measure=name, value=value)
    detail = _detail(t, measure, now) if now is not None else _nothing(t, measure)
    if detail:
        line = t("{line} ({detail})", line=line, detail=detail)
    if before is not None and _compares(now, before):
        return t("{line} · {value} before", line=line, value=show(t, measure, before, score))
    return line


def _detail(t: Translator, measure: Measure, value: Value) -> str:
    """Of how many it is."""
    if measure.kind == HOURS:
        return t.plural("median of {count}", "median of {count}", value.of)
    if measure.kind == SHARE:
        return t("{part} of {whole}", part=value.part, whole=value.of)
    return t.plural("{count} mark", "{count} marks", value.of) if measure.kind == MARK else ""


def _nothing(t: Translator, measure: Measure) -> str:
    """Why there is no number."""
    if measure == rules.CONTENT:
        return t("fewer than {count} marks", count=rules.FEWEST_MARKS)
    if measure in (rules.OUR_PROMISES, rules.THEIR_PROMISES):
        return t("none was due")
    return t("none so far")


def _below(t: Translator, measure: Measure, score: Scorecard) -> Mrkdwn:
    """Ours: Requests answered in time 60 %, target 90 %."""
    assert measure.target is not None
    facts = {
        "measure": _name(t, measure),
        "value": show(t, measure, score.now[measure], score),
        "target": show(t, measure, Value(measure.target), score),
    }
    if measure.side == US:
        return t("Ours: {measure} {value}, target {target}", **facts)
    return t("Theirs: {measure} {value}, target {target}", **facts)


def _score(t: Translator, measure: Measure, score: Scorecard) -> Score:
    now, before = score.now.get(measure), score.earlier(measure)
    value = show(t, measure, now, score, short=True) if now is not None else "–"
    then = ""
    if before is not None and _compares(now, before):
        then = t.plain("{value} before", value=show(t, measure, before, score, short=True))
    return Score(_name(t, measure), value, then, _length(measure, now), _length(measure, before))


def _compares(now: Value | None, before: Value) -> bool:
    """Whether there is anything to compare: nothing now and nothing before says nothing."""
    return bool(before.number or (now is not None and now.number))


def _length(measure: Measure, value: Value | None) -> float | None:
    """How much of a bar is full."""
    whole = {SHARE: 100, MARK: BEST}.get(measure.kind)
    if whole is None:
        return None
    return float(value.number) / whole if value is not None else None


def _time(t: Translator, hours: Decimal) -> str:
    if hours < 1:
        return t.plain("{count} min", count=round(hours * 60))
    if hours < 48:
        return t.plain("{count} h", count=_tenths(hours) if hours < 10 else round(hours))
    return str(t.plural("{count} day", "{count} days", round(hours / 24)))


def _tenths(number: Decimal) -> Decimal:
    rounded = number.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return rounded if rounded % 1 else rounded.quantize(Decimal(1))


def switched(t: Translator, name: str, *, is_on: bool) -> Mrkdwn:
    """Whether the card is posted from now on."""
    if is_on:
        return t("*{partner}* gets its scorecard at the beginning of each quarter.", partner=name)
    return t("*{partner}* does not get its scorecard any more; their panel still shows it.", partner=name)
