"""What is said of goals unasked: the weekly question, the review of those that are over, a manager's agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sales.goals import metrics
from sales.goals.metrics import AT_RISK, BY_HAND, OFF_TRACK
from storage import goal_records
from storage.goal_records import GoalAdjustment
from storage.goals import GoalProgress
from storage.members import Member
from views import blocks
from views.blocks import Message
from views.goals import (
    AGREE,
    CONFIDENCES,
    DECLINE,
    NEXT,
    PICTURE,
    SAY,
    SHOWN,
    UPDATE,
    adjusted,
    chance,
    notes,
    number,
    outlook,
    standing,
    title,
    what,
)
from views.words import Mrkdwn, Translator


@dataclass(frozen=True, slots=True)
class Rollup:
    """The goals of a team and its people at a glance, for whoever leads it."""

    team: str
    goals: Sequence[GoalProgress]


def prompt(t: Translator, found: Sequence[GoalProgress], rollups: Sequence[Rollup], *, own: int) -> Message:
    """The weekly question: one click for each goal, and for managers how those of their teams stand."""
    text = t("How are your goals? One click each.") if found else t("How the goals of your team stand.")
    rows = [blocks.section(text)]
    for each in found[:SHOWN]:
        lines = (title(t, each, named=each.goal.member_id != own), standing(t, each), outlook(t, each))
        rows.append(blocks.section("\n".join(filter(None, lines))))
        buttons = [blocks.button(t.plain(CONFIDENCES[name]), SAY[name], each.goal.id) for name in metrics.CONFIDENCES]
        label = t.plain("Number and note") if each.goal.metric == BY_HAND else t.plain("With a note")
        rows.append(blocks.actions(*buttons, blocks.button(label, UPDATE, each.goal.id)))
    rows += [blocks.section(_rolled_up(t, rollup)) for rollup in rollups[:SHOWN]]
    return Message(text, rows)


def review(t: Translator, each: GoalProgress, changes: Sequence[GoalAdjustment], *, own: bool) -> Message:
    """A goal is over: what came of it, what was thought when it was set, and the next one."""
    goal = each.goal
    reached, target = number(t, goal, each.reached), number(t, goal, goal.target)
    head = title(t, each, named=not own)
    if goal.state == metrics.REACHED:
        text = t("🎯 {goal}: reached, with {reached}.", goal=head, reached=reached)
    else:
        text = t("{goal} is over: {reached} of {target}.", goal=head, reached=reached, target=target)
    lines = [text]
    if goal.chance_before is not None:
        lines.append(
            t("When it was set, the past gave it a chance of {chance}.", chance=chance(t, goal.chance_before / 100))
        )
    agreed = [change for change in changes if change.state == goal_records.AGREED]
    if agreed:
        end = next((change.old_ends_on for change in agreed if change.old_ends_on is not None), None)
        first = adjusted(t, goal, agreed[0].old_target, end)
        lines.append(t("The target was {first} at first: “{reason}”.", first=first, reason=agreed[-1].reason))
    rows = [blocks.section("\n".join(lines))]
    said = notes(t, each)
    if said:
        rows.append(blocks.context(*said))
    rows.append(
        blocks.actions(
            blocks.button(t.plain("Set the next one"), NEXT, goal.id),
            blocks.button(t.plain("Picture"), PICTURE, goal.id),
        )
    )
    return Message(text, rows)


def review_of_team(t: Translator, team: str, ended: Sequence[GoalProgress]) -> Message:
    """For whoever leads the team: what became of the goals that ended."""
    reached = [each for each in ended if each.goal.state == metrics.REACHED]
    text = t(
        "*{team}*: {goals} ended, {reached} reached.", team=team, goals=_goals(t, len(ended)), reached=len(reached)
    )
    lines = [
        t("{goal}: {standing}", goal=title(t, each, named=True), standing=standing(t, each)) for each in ended[:SHOWN]
    ]
    return Message(text, [blocks.section(text), blocks.section("\n".join(lines))])


def wish(t: Translator, each: GoalProgress, adjustment: GoalAdjustment, asked_by: Member) -> Message:
    """A manager is asked to agree to another target or end."""
    old = adjusted(t, each.goal, adjustment.old_target, adjustment.old_ends_on)
    text = t(
        "{name} asks to change a goal: {goal} would become {target}, because “{reason}”.",
        name=asked_by.name,
        goal=title(t, each, named=True),
        target=adjusted(t, each.goal, adjustment.new_target, adjustment.new_ends_on),
        reason=adjustment.reason,
    )
    buttons = (
        blocks.button(t.plain("Agree"), AGREE, adjustment.id, style="primary"),
        blocks.button(t.plain("Keep {target}", target=old), DECLINE, adjustment.id),
    )
    return Message(text, [blocks.section(text), blocks.section(standing(t, each)), blocks.actions(*buttons)])


def _rolled_up(t: Translator, rollup: Rollup) -> Mrkdwn:
    """*Field*: 6 goals, 4 on their way. To look at: Ben, 20 new customers (3 of 20)."""
    behind = [each for each in rollup.goals if each.is_behind]
    fine = len(rollup.goals) - len(behind)
    goals = t.plural("{count} goal", "{count} goals", len(rollup.goals))
    text = t("*{team}*: {goals}, {fine} on their way.", team=rollup.team, goals=goals, fine=fine)
    doubted = [each for each in rollup.goals if each.confidence in (AT_RISK, OFF_TRACK) and each not in behind]
    listed = [*behind, *doubted][:5]
    if not listed:
        return text
    said = t("; ").join(
        t(
            "{name}, {what} ({reached} of {target})",
            name=each.name,
            what=what(t, each.goal),
            reached=number(t, each.goal, each.reached),
            target=number(t, each.goal, each.goal.target),
        )
        for each in listed
    )
    return t("{text} Worth a look: {goals}.", text=text, goals=Mrkdwn(said))


def _goals(t: Translator, count: int) -> Mrkdwn:
    return t.plural("{count} goal", "{count} goals", count)
