"""Goals by the clock: the weekly question, the review of those that are over, and what is drawn for who asked."""

from __future__ import annotations

from datetime import date

from sales import periods
from sales.goals import metrics
from sales.schedules import Due
from scheduler import rendering
from scheduler.rendering import BRIEF, LATER, Kind, Post
from storage import absences, goal_records, goals, members, outbox, rows, schedules, teams
from storage.goal_records import ASKED, Goal
from storage.members import Member
from storage.outbox import OutboxMessage
from storage.schedules import Schedule
from storage.teams import Team
from storage.transactions import Transaction
from views import goal_posts
from views import goals as views


def post_questions(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Ask everybody of the team once a week how their goals go. One message to a person, however many teams.

    Not those who are away, and not about goals of which somebody said something in the last six days.
    """
    team = schedules.basis(tx, schedule).team
    if team is None or not team.is_active:
        return False
    asked = False
    for member in teams.people(tx, team.id):
        today = _today(tx, member)
        if not members.is_in_slack(member) or absences.on(tx, member.id, today) is not None:
            continue
        if not _open_goals(tx, member):
            continue
        asked |= outbox.tell(
            tx,
            "goal_question",
            member.slack_user_id,
            dedupe_key=f"goal_question:{due.period_key}:{member.id}",
            payload={"member_id": member.id},
        )
    return asked


def post_reviews(tx: Transaction, schedule: Schedule, due: Due) -> bool:
    """Settle the goals of the team and its people that are over, and tell their owners and the managers."""
    team = schedules.basis(tx, schedule).team
    if team is None or not team.is_active:
        return False
    people = {person.id: person for person in teams.people(tx, team.id)}
    settled = [_settle(tx, goal, _day_of(tx, goal, team, people)) for goal in goal_records.open_within(tx, team.id)]
    ended = [goal for goal in settled if goal is not None]
    leading = [member for member in teams.managers(tx, team.id) if members.is_in_slack(member)]
    for goal in ended:
        owner = people.get(goal.member_id or 0)
        told = [owner] if owner is not None and members.is_in_slack(owner) else [] if goal.member_id else leading
        for member in told:
            _post(tx, "goal_review", f"{goal.id}:{member.id}", member, goal_id=goal.id)
    for manager in leading:
        others = [goal.id for goal in ended if goal.member_id not in (None, manager.id)]
        if others:
            key = f"{schedule.id}:{due.period_key}:{manager.id}"
            _post(tx, "goal_team_review", key, manager, goal_ids=others, team_id=team.id)
    return bool(ended)


def question(tx: Transaction, message: OutboxMessage) -> Post | None:
    """How are your goals? And, for who leads a team, how those of the team stand."""
    member = members.get(tx, message.payload["member_id"])
    t, today = rendering.speak_to(tx, member), _today(tx, member)
    led = teams.led_by(tx, member.id)
    shared = [goal for team in led for goal in goal_records.open_of_team(tx, team.id)]
    asked = goals.to_tell(tx, member, today, also=shared)
    rollups = []
    for team in led:
        found = goals.progress(tx, goal_records.open_within(tx, team.id), today, forecast=True)
        running = [each for each in found if not each.is_over]
        others = [each for each in running if each.goal.member_id != member.id]
        if others:
            rollups.append(goal_posts.Rollup(team.name, others))
    if not asked and not rollups:
        return None
    return rendering.post(goal_posts.prompt(t, asked, rollups, own=member.id))


def review(tx: Transaction, message: OutboxMessage) -> Post | None:
    """A goal is over: result and target, what was thought when it was set, and the next one."""
    member = members.get(tx, message.payload["member_id"])
    goal = goal_records.find(tx, message.payload["goal_id"])
    if goal is None or goal.state not in (metrics.REACHED, metrics.MISSED):
        return None
    each = goals.progress(tx, [goal], _today(tx, member))[0]
    changes = goal_records.adjustments(tx, goal.id)
    return rendering.post(
        goal_posts.review(rendering.speak_to(tx, member), each, changes, own=goal.member_id == member.id)
    )


def team_review(tx: Transaction, message: OutboxMessage) -> Post | None:
    """For whoever leads the team: what became of its people's goals."""
    member = members.get(tx, message.payload["member_id"])
    team = rows.find(tx, Team, message.payload["team_id"])
    found = [goal_records.find(tx, goal_id) for goal_id in message.payload["goal_ids"]]
    ended = [goal for goal in found if goal is not None and goal.state in (metrics.REACHED, metrics.MISSED)]
    if team is None or not ended:
        return None
    told = goals.progress(tx, ended, _today(tx, member))
    return rendering.post(goal_posts.review_of_team(rendering.speak_to(tx, member), team.name, told))


def picture(tx: Transaction, message: OutboxMessage) -> Post | None:
    """Progress against pace, for who asked."""
    member = members.get(tx, message.payload["member_id"])
    goal = goal_records.find(tx, message.payload["goal_id"])
    if goal is None:
        return None
    t = rendering.speak_to(tx, member)
    # the day it was asked for: drawn again, it stays the same picture
    today = periods.local_date(message.created_at, members.zone_of(tx, member))
    each = goals.progress(tx, [goal], today, forecast=True, daily=True)[0]
    words = views.picture(t, each)
    return Post(words.text, words.blocks, views.chart(t, each), views.alt_text(t, each))


def wish(tx: Transaction, message: OutboxMessage) -> Post | None:
    """A manager is asked to agree to another target or end; nothing when that was decided meanwhile."""
    adjustment = goal_records.find_adjustment(tx, message.payload["adjustment_id"])
    goal = goal_records.find(tx, adjustment.goal_id) if adjustment is not None else None
    if adjustment is None or goal is None or adjustment.state != ASKED or goal.state != metrics.OPEN:
        return None
    manager = members.get(tx, message.payload["member_id"])
    each = goals.progress(tx, [goal], _today(tx, manager), forecast=True)[0]
    asked_by = members.get(tx, adjustment.asked_by_id)
    return rendering.post(goal_posts.wish(rendering.speak_to(tx, manager), each, adjustment, asked_by))


def _settle(tx: Transaction, goal: Goal, today: date) -> Goal | None:
    """Reached or missed, if it is over."""
    if today < goal.ends_on:
        return None
    each = goals.progress(tx, [goal], today)[0]
    return goal_records.change(tx, goal, state=metrics.result(each.reached, goal.target))


def _day_of(tx: Transaction, goal: Goal, team: Team, people: dict[int, Member]) -> date:
    """Today where the goal's owner is: a goal is not over before their day is."""
    owner = people.get(goal.member_id or 0)
    return _today(tx, owner) if owner is not None else periods.local_date(tx.now, team.zone)


def _open_goals(tx: Transaction, member: Member) -> bool:
    """Whether there is anything to ask the person, or to tell them of their teams."""
    if goal_records.open_of_member(tx, member.id):
        return True
    return any(goal_records.open_within(tx, team.id) for team in teams.led_by(tx, member.id))


def _post(tx: Transaction, kind: str, key: str, member: Member, **payload: object) -> None:
    outbox.tell(
        tx,
        kind,
        member.slack_user_id,
        dedupe_key=f"{kind}:{key}",
        payload={**payload, "member_id": member.id},
    )


def _today(tx: Transaction, member: Member) -> date:
    return periods.local_date(tx.now, members.zone_of(tx, member))


KINDS = {
    "goal_question": Kind(question, resend_unknown=True, unasked=BRIEF),
    "goal_review": Kind(review, resend_unknown=True, unasked=LATER),
    "goal_team_review": Kind(team_review, resend_unknown=True, unasked=LATER),
    "goal_picture": Kind(picture, resend_unknown=True),
    "goal_wish": Kind(wish, resend_unknown=True, unasked=LATER),
}
