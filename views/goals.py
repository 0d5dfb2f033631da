"""Goals as people see them: what is wanted, how far it has come, and what the past makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sales import periods
from sales.goals import metrics
from sales.goals.metrics import ACTIVITIES, AT_RISK, BY_HAND, OFF_TRACK, ON_TRACK
from sales.leaderboards import DEALS, NEW_CUSTOMERS, REVENUE, WIN_RATE
from sales.money import EXPONENTS, Money
from storage import goal_records
from storage.goal_records import Goal
from storage.goals import GoalProgress
from views import blocks, history
from views.blocks import Block, Element, Message
from views.charts import GoalChart
from views.words import Mrkdwn, Translator, source

SHOW, OPEN_FORM, UPDATE, PICTURE, ADJUST, CLOSE, NEXT = (
    "goal_show",
    "goal_open",
    "goal_update",
    "goal_picture",
    "goal_adjust",
    "goal_close",
    "goal_next",
)
AGREE, DECLINE, APPROVE, LEAVE, TELL = "goal_agree", "goal_decline", "goal_approve", "goal_leave", "goal_tell"
SHOWN, LISTED = 10, 25

SAY = {ON_TRACK: "goal_on_track", AT_RISK: "goal_at_risk", OFF_TRACK: "goal_off_track"}
CONFIDENCES = {
    ON_TRACK: source("On track"),
    AT_RISK: source("At risk"),
    OFF_TRACK: source("Off track"),
}
METRICS = {
    NEW_CUSTOMERS: source("New customers"),
    DEALS: source("Deals"),
    REVENUE: source("Revenue"),
    WIN_RATE: source("Win rate"),
    ACTIVITIES: source("Activities"),
    BY_HAND: source("I count it myself"),
}
_STATES = {
    metrics.REACHED: source("reached"),
    metrics.MISSED: source("not reached"),
    metrics.CLOSED: source("closed"),
}


def number(t: Translator, goal: Goal, value: float) -> str:
    """A number of the goal's unit as the reader writes it, without what is counted."""
    if goal.currency:
        unit = 10 ** EXPONENTS[goal.currency]
        return t.show(Money(round(value / unit) * unit if value >= 100 * unit else round(value), goal.currency))
    if metrics.is_rate(goal.metric):
        percent = round(Decimal(value) / metrics.PERCENT, 1)
        return t.plain("{percent} %", percent=int(percent) if percent == int(percent) else percent)
    return t.show(round(value))


def roughly(t: Translator, goal: Goal, value: float) -> str:
    """The same for a number that nobody counted: of money only the three figures that matter."""
    if goal.currency and value:
        step = 10 ** max(0, len(str(int(value))) - 3)
        value = round(value / step) * step
    return number(t, goal, value)


def what(t: Translator, goal: Goal) -> Mrkdwn:
    """The target in words: 20 new customers, $500,000 revenue, win rate 40 %, 30 calls."""
    count = goal.target
    if goal.metric == NEW_CUSTOMERS:
        return t.plural("{count} new customer", "{count} new customers", count)
    if goal.metric == DEALS:
        return t.plural("{count} deal", "{count} deals", count)
    if goal.metric == ACTIVITIES:
        return t.plural("{count} activity", "{count} activities", count)
    if goal.metric == REVENUE:
        return t("{amount} revenue", amount=number(t, goal, count))
    if goal.metric == WIN_RATE:
        return t("win rate {percent}", percent=number(t, goal, count))
    return t("{number} {unit}", number=number(t, goal, count), unit=goal.unit)


def when(t: Translator, goal: Goal, fiscal_year_start: int) -> str:
    """The days in words: by Wed, Jun 30, or Q4 2026."""
    period = goal_records.period_of(goal, fiscal_year_start)
    if has_named_days(goal):
        return t.show(period)
    return t.plain("by {day}", day=period.last_day)


def has_named_days(goal: Goal) -> bool:
    """Whether its days are called something: November 2026, Q4 2026."""
    return goal.kind in ("month", "quarter", "year")


def wanted(t: Translator, goal: Goal, fiscal_year_start: int) -> Mrkdwn:
    """*20 new customers* by Wed, Jun 30."""
    return t("*{what}* {when}", what=what(t, goal), when=when(t, goal, fiscal_year_start))


def adjusted(t: Translator, goal: Goal, target: int, ends_on: date | None) -> str:
    """A target as it was, or is to be, with the end where that changes too: 20 by Wed, Jun 30."""
    if ends_on is None:
        return number(t, goal, target)
    return t.plain("{number} by {day}", number=number(t, goal, target), day=ends_on - periods.ONE_DAY)


def title(t: Translator, each: GoalProgress, *, named: bool = False) -> Mrkdwn:
    """*20 new customers* by Wed, Jun 30; with the name in front where it is not the reader's own."""
    text = wanted(t, each.goal, each.period.fiscal_year_start)
    return t("{name}: {goal}", name=each.name, goal=text) if named else text


def called(t: Translator, each: GoalProgress) -> str:
    """What a goal wants, as plain text: on buttons, and in forms."""
    return _plainly(what(t, each.goal))


def fact(t: Translator, each: GoalProgress) -> str:
    """Goal: 20 new customers, 14 so far. Plain text."""
    return t.plain("Goal: {goal}, {reached} so far", goal=called(t, each), reached=number(t, each.goal, each.reached))


def standing(t: Translator, each: GoalProgress) -> Mrkdwn:
    """14 of 20, 70 %. An even pace would be 12 by now."""
    goal = each.goal
    reached, target = number(t, goal, each.reached), number(t, goal, goal.target)
    if metrics.is_rate(goal.metric):
        text = t("{reached} so far; {target} is wanted.", reached=reached, target=target)
    else:
        text = t(
            "{reached} of {target}, {percent} %.",
            reached=reached,
            target=target,
            percent=100 * each.reached // goal.target,
        )
    if each.is_over or metrics.is_rate(goal.metric) or each.expected < 1:
        return text
    return t("{text} An even pace would be {expected} by now.", text=text, expected=roughly(t, goal, each.expected))


def outlook(t: Translator, each: GoalProgress) -> Mrkdwn:
    """Forecast 15–22: a chance of 61 %, from your last 4 quarters. Empty once it is over."""
    goal, forecast = each.goal, each.forecast
    if each.is_over:
        return Mrkdwn("")
    if each.reached >= each.goal.target and not metrics.is_rate(each.goal.metric):
        return t("Reached, with {days} days to go.", days=(each.period.end - each.period.start).days - _gone(each))
    if forecast is None and goal.metric == BY_HAND:
        return Mrkdwn("")
    if forecast is None:
        return t("No forecast yet: there is too little to go by.")
    span = interval(t, each.goal, forecast.low, forecast.high)
    if forecast.by_weeks:
        basis = t.plural("the last {count} week", "the last {count} weeks", forecast.basis)
    else:
        basis = past(t, each.goal, forecast.basis)
    return t(
        "Forecast {span}: a chance of {chance}, going by {basis}.",
        span=span,
        chance=chance(t, forecast.chance),
        basis=basis,
    )


def past(t: Translator, goal: Goal, count: int) -> Mrkdwn:
    """The last 4 quarters: what a forecast goes by."""
    if goal.kind == "week":
        return t.plural("the last {count} week", "the last {count} weeks", count)
    if goal.kind == "month":
        return t.plural("the last {count} month", "the last {count} months", count)
    if goal.kind == "quarter":
        return t.plural("the last {count} quarter", "the last {count} quarters", count)
    if goal.kind == "year":
        return t.plural("the last {count} year", "the last {count} years", count)
    return t.plural("the last {count} stretch of as many days", "the last {count} stretches of as many days", count)


def interval(t: Translator, goal: Goal, low: float, high: float) -> str:
    """11–16, or one number where both are the same."""
    first, last = roughly(t, goal, low), roughly(t, goal, high)
    return first if first == last else f"{first}–{last}"


def chance(t: Translator, share: float) -> str:
    """A chance in whole percent, never 0 or 100: nothing is certain."""
    return t.plain("{percent} %", percent=min(99, max(1, round(100 * share))))


def card(t: Translator, each: GoalProgress, *, may_change: bool, named: bool = False) -> list[Block]:
    """One goal with where it stands, and its buttons for whoever may change it."""
    lines = [title(t, each, named=named), standing(t, each), outlook(t, each)]
    found = [blocks.section("\n".join(filter(None, lines)))]
    said = notes(t, each)
    if said:
        found.append(blocks.context(*said))
    buttons = [blocks.button(t.plain("Picture"), PICTURE, each.goal.id)]
    if may_change:
        buttons = [
            blocks.button(t.plain("Update"), UPDATE, each.goal.id),
            *buttons,
            blocks.button(t.plain("Adjust"), ADJUST, each.goal.id),
            blocks.button(t.plain("Close"), CLOSE, each.goal.id, confirm=_sure(t)),
        ]
    return [*found, blocks.actions(*buttons)]


def listing(
    t: Translator,
    heading: str,
    found: Sequence[GoalProgress],
    *,
    own: int,
    changeable: frozenset[int],
    approvable: frozenset[int] = frozenset(),
    left: int = 0,
) -> Message:
    """Goals with where they stand; those of others carry their names. `own` is the reader's id."""
    rows = [blocks.section(heading)]
    for each in found:
        rows += card(t, each, may_change=each.goal.id in changeable, named=each.goal.member_id != own)
        if each.goal.id in approvable:
            rows[-1]["elements"].append(blocks.button(t.plain("Agree to it"), APPROVE, each.goal.id))
    if left:
        rows.append(blocks.context(t.plural("{count} more", "{count} more", left)))
    rows.append(blocks.actions(blocks.button(t.plain("New goal"), OPEN_FORM, "")))
    return Message(heading, rows)


def in_short(t: Translator, found: Sequence[GoalProgress]) -> Message:
    """A person's goals in a line each, those that are over behind those that run."""
    heading = t("*Your goals*")
    lines = []
    for each in found[:LISTED]:
        line = t("{goal} · {standing}", goal=title(t, each), standing=_short(t, each))
        state = _STATES.get(each.goal.state)
        lines.append(t("{line} · {state}", line=line, state=t.plain(state)) if state else line)
    return Message(heading, [blocks.section(heading), blocks.section("\n".join(lines))])


def nothing(t: Translator) -> Message:
    """Who has no goal learns how to set one."""
    text = t("No goals yet. Type `/goal 20 new customers by june`, and I say what your past makes of it.")
    return Message(text, [blocks.section(text), blocks.actions(blocks.button(t.plain("New goal"), OPEN_FORM, ""))])


def noted(t: Translator, each: GoalProgress, change_set_id: int | None, *, named: bool = False) -> Message:
    """The receipt of a check-in, with what the data say against it, to whoever wrote it and nobody else."""
    told = t(CONFIDENCES[each.confidence]) if each.confidence else Mrkdwn("")
    head = t("Noted: {goal}.", goal=title(t, each, named=named))
    text = t("{noted} {standing}", noted=head, standing=standing(t, each))
    if told and each.note:
        told = t("{said}: {note}", said=told, note=each.note)
    lines = [text, t("_{confidence}_", confidence=told) if told else "", outlook(t, each)]
    rows = [blocks.section("\n".join(filter(None, lines)))]
    if change_set_id is not None:
        rows.append(blocks.actions(history.undo_button(t, change_set_id)))
    if each.is_contradicted:
        rows += contradiction(t, each)
    return Message(text, rows)


def contradiction(t: Translator, each: GoalProgress) -> list[Block]:
    """You wrote on track. The forecast says otherwise: change it, explain, tell, or leave it."""
    assert each.forecast is not None
    text = t(
        "You wrote *on track*. The forecast gives {span} of {target}: a chance of {chance}.",
        span=interval(t, each.goal, each.forecast.low, each.forecast.high),
        target=number(t, each.goal, each.goal.target),
        chance=chance(t, each.forecast.chance),
    )
    return [
        blocks.section(text),
        blocks.actions(
            blocks.button(t.plain("Change it"), UPDATE, each.goal.id),
            blocks.button(t.plain("Explain"), f"{UPDATE}_why", each.goal.id),
            blocks.button(t.plain("Tell my manager"), TELL, each.goal.id),
            blocks.button(t.plain("Leave it"), LEAVE, each.goal.id),
        ),
    ]


def chart(t: Translator, each: GoalProgress) -> GoalChart:
    """Progress against pace: what was reached day by day, the even pace, and where it will probably end."""
    goal, days = each.goal, (each.period.end - each.period.start).days
    is_rate = metrics.is_rate(goal.metric)
    runs = each.forecast is not None and not each.is_over
    return GoalChart(
        title=t.plain(
            "{what}, {when}", what=_plainly(what(t, goal)), when=when(t, goal, each.period.fiscal_year_start)
        ),
        subtitle=t.plain("{name} · {standing}", name=each.name, standing=_plainly(_short(t, each))),
        days=days,
        reached=tuple(value for _day, value in each.daily),
        target=goal.target,
        even_pace=not is_rate,
        low=max(0.0, each.forecast.low) if runs and each.forecast else None,
        high=each.forecast.high if runs and each.forecast else None,
        target_label=number(t, goal, goal.target),
        reached_label=number(t, goal, each.reached),
        low_label=roughly(t, goal, each.forecast.low) if runs and each.forecast else "",
        high_label=roughly(t, goal, each.forecast.high) if runs and each.forecast else "",
        first_label=t.show(each.period.start),
        last_label=t.show(each.period.last_day),
        legend=(t.plain("reached"), t.plain("even pace") if not is_rate else t.plain("target"), t.plain("forecast")),
    )


def alt_text(t: Translator, each: GoalProgress) -> str:
    """What the picture says, for those who do not see it."""
    lines = (title(t, each, named=True), standing(t, each), outlook(t, each))
    return _plainly(t.together(*lines))


def picture(t: Translator, each: GoalProgress) -> Message:
    """The words that come with the picture."""
    text = title(t, each, named=True)
    return Message(text, [blocks.section("\n".join(filter(None, (text, standing(t, each), outlook(t, each)))))])


def on_home(t: Translator, found: Sequence[GoalProgress]) -> list[Block]:
    """A person's goals on their Home tab: at most four blocks."""
    if not found:
        text = t("*Goals* None yet: `/goal 20 new customers by june`.")
        return [blocks.section(text, blocks.button(t.plain("New goal"), OPEN_FORM, ""))]
    rows = [
        blocks.section(
            t("{goal} · {standing}", goal=title(t, each), standing=standing(t, each)),
            blocks.button(t.plain("Update"), UPDATE, each.goal.id),
        )
        for each in found[:2]
    ]
    head = blocks.section(t("*Goals*"), blocks.button(t.plain("All goals"), SHOW, ""))
    more = [blocks.context(t.plural("{count} more", "{count} more", len(found) - 2))] if len(found) > 2 else []
    return [head, *rows, *more]


def notes(t: Translator, each: GoalProgress) -> list[str]:
    """What was last said of it, and what a reader must know about the money."""
    found: list[str] = []
    if each.confidence and each.told_on is not None:
        said = t("{confidence}, {day}", confidence=t.plain(CONFIDENCES[each.confidence]), day=each.told_on)
        found.append(t("{said}: {note}", said=said, note=each.note) if each.note else said)
    if each.weighted is not None and each.reached < each.goal.target:
        found.append(
            t(
                "Open deals that close in time are worth {amount}, weighted by their stages.",
                amount=each.weighted.whole,
            )
        )
    if each.converted:
        found.append(
            t("{currencies} converted at the workspace's rates.", currencies=", ".join(sorted(each.converted)))
        )
    if each.left_out:
        names = ", ".join(sorted(each.left_out))
        found.append(
            t("Without {currencies}: there is no rate. `/sales team rate USD CNY 7.1` sets one.", currencies=names)
        )
    return found


def reached(t: Translator, each: GoalProgress) -> Mrkdwn:
    """14 of 20."""
    so_far, target = number(t, each.goal, each.reached), number(t, each.goal, each.goal.target)
    return t("{reached} of {target}", reached=so_far, target=target)


def _short(t: Translator, each: GoalProgress) -> Mrkdwn:
    reached, target = number(t, each.goal, each.reached), number(t, each.goal, each.goal.target)
    if each.forecast is None or each.is_over:
        return t("{reached} of {target}", reached=reached, target=target)
    return t(
        "{reached} of {target}, a chance of {chance}",
        reached=reached,
        target=target,
        chance=chance(t, each.forecast.chance),
    )


def _gone(each: GoalProgress) -> int:
    return round(each.elapsed * (each.period.end - each.period.start).days)


def _plainly(text: str) -> str:
    """Without markup, for pictures and buttons."""
    return text.replace("*", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _sure(t: Translator) -> Element:
    return blocks.confirm(
        t.plain("Close this goal?"),
        t.plain("It is not counted any more. Undo brings it back."),
        t.plain("Close"),
        t.plain("Cancel"),
    )
