"""The verdict on a goal that is not set yet, letter by letter, and the receipt once it is."""

from __future__ import annotations

from sales import periods
from sales.goals import forecasts, smart
from sales.goals.forecasts import Judgement
from sales.goals.smart import Letter, Verdict
from storage.goal_records import Goal
from views import blocks, history
from views.blocks import Message
from views.goals import PICTURE, SHOW, chance, has_named_days, interval, number, past, wanted, what
from views.words import Mrkdwn, Translator, source

_LETTERS = {
    smart.SPECIFIC: source("Specific"),
    smart.MEASURABLE: source("Measurable"),
    smart.ACHIEVABLE: source("Achievable"),
    smart.RELEVANT: source("Relevant"),
    smart.TIME_BOUND: source("Time-bound"),
}


_MARKS = {smart.OK: "✓", smart.WEAK: "△", smart.MISSING: "✗", smart.EARLY: "…"}


_WHY = {
    "counted": source("it is clear what counts"),
    "named": source("you say what counts"),
    "nameless": source("say what is counted"),
    "no number": source("a number is missing"),
    "by hand": source("you count it yourself: `/goal +3`"),
    "from the data": source("I count it from the deals, every day"),
    "part of the team's": source("it is a part of the team's goal"),
    "could be part of the team's": source("the team has a goal like it, and this could be a part of it"),
    "leads nowhere": source("no goal of the team needs it; a note can say what it is for"),
    "what the team is measured by": source("it is what the team is measured by"),
    "no end": source("an end is missing"),
    "too long": source("more than a year; a nearer end is easier to steer by"),
    "almost over": source("{last} is very near"),
    "has an end": source("{days} days, until {last}"),
}


def verdict(t: Translator, goal: Goal, name: str, judged: Verdict, *, own: bool, fiscal_year_start: int) -> Message:
    """What was understood, and the five letters; nothing is set yet."""
    # days that have no name of their own are said once, with both ends
    asked = wanted(t, goal, fiscal_year_start) if has_named_days(goal) else t("*{words}*", words=what(t, goal))
    head = asked if own else t("{name}: {goal}", name=name, goal=asked)
    text = t("{goal}, from {first} to {last}.", goal=head, first=goal.starts_on, last=goal.ends_on - periods.ONE_DAY)
    lines = [
        t(
            "{mark} *{letter}*  {why}",
            mark=_MARKS[letter.verdict],
            letter=t.plain(_LETTERS[letter.letter]),
            why=_why(t, letter, goal, judged.judgement),
        )
        for letter in judged.letters
    ]
    return Message(text, [blocks.section(text), blocks.section("\n".join(lines))])


def was_set(t: Translator, goal: Goal, name: str, *, own: bool, fiscal_year_start: int, change_set_id: int) -> Message:
    """The receipt of a new goal."""
    agreed = wanted(t, goal, fiscal_year_start)
    text = t("Set: {goal}.", goal=agreed) if own else t("Set for {name}: {goal}.", name=name, goal=agreed)
    return Message(
        text,
        [
            blocks.section(text),
            blocks.actions(
                history.undo_button(t, change_set_id),
                blocks.button(t.plain("Picture"), PICTURE, goal.id),
                blocks.button(t.plain("My goals"), SHOW, ""),
            ),
        ],
    )


def _why(t: Translator, letter: Letter, goal: Goal, judgement: Judgement) -> Mrkdwn:
    why = letter.why
    if why in ("likely", "stretch", "beyond"):
        return _achievable(t, why, goal, judgement)
    if why == "too early":
        if judgement.low is not None and judgement.high is not None:
            return t(
                "too early to say; the pace of the last {count} weeks would make {span}",
                count=judgement.weeks,
                span=interval(t, goal, judgement.low, judgement.high),
            )
        if not judgement.past:
            return t("too early to say: there is nothing before it to compare with")
        return t(
            "too early to say: only {past} to compare with; I need {least}",
            past=past(t, goal, len(judgement.past)),
            least=forecasts.FEWEST_PERIODS,
        )
    if letter.letter == smart.ACHIEVABLE and why == "by hand":
        return t("I don't count this, so I can't say")
    return t(_WHY[why], days=(goal.ends_on - goal.starts_on).days, last=goal.ends_on - periods.ONE_DAY)


def _achievable(t: Translator, why: str, goal: Goal, judgement: Judgement) -> Mrkdwn:
    """Likely: the last 4 quarters brought 11–16, and 13 has a chance of 64 %."""
    assert judgement.chance is not None
    values = {
        "past": past(t, goal, len(judgement.past)),
        "span": interval(t, goal, min(judgement.past), max(judgement.past)),
        "target": number(t, goal, goal.target),
        "chance": chance(t, judgement.chance),
    }
    if why == forecasts.LIKELY:
        return t("likely: {past} brought {span}, and {target} has a chance of {chance}", **values)
    if why == forecasts.STRETCH:
        return t("a stretch: {past} brought {span}; {target} has a chance of {chance}", **values)
    if goal.target <= max(judgement.past):
        return t("a long shot: {past} brought {span}; {target} has a chance of {chance}", **values)
    return t("beyond what was ever done: {past} brought {span}; {target} has a chance of {chance}", **values)
