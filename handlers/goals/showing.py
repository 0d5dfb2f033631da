"""`/goal`: the person's goals; a team's, somebody's, those that are over; and the line that may be anything."""

from __future__ import annotations

from handlers.goals import drafts, rights, setting, telling
from handlers.requests import Answer, Denied, Reply, Request
from handlers.routes import Routes, listener
from sales.errors import UserError
from sales.goals import updates
from sales.goals.metrics import BY_HAND
from sales.goals.phrases import GoalLine
from sales.goals.updates import Update
from storage import goal_records, goals, outbox, teams
from storage.goal_records import Goal
from storage.members import MANAGER, Member
from views import blocks
from views import goals as views
from views.blocks import Message


@listener()
def anything(request: Request) -> Answer:
    """`/goal`, `/goal 20 new customers by june`, `/goal +3`, `/goal at risk - two slipped`, `/goal @ben`."""
    if request.known:
        return (
            telling.tell(request, updates.read(request.line)) if "goal" in request.known else setting.propose(request)
        )
    if not request.typed_anything:
        return _of(request, request.member)
    if request.line.strip().casefold() in ("new", "form", "新", "新目标"):
        return setting.opened(request, {})
    line = drafts.read(request)
    update = updates.read(request.line)
    if _is_update(request, update, line):
        return telling.tell(request, update)
    if line.says_something or line.problem is not None:
        return setting.propose(request)
    if request.mentions:
        return _of(request, request.person(request.mentions[0]))
    found = [goal for goal in telling.mine(request) if update.words and _is_unit(goal, update.words)]
    if found:
        return _listing(request, request.t("*Your goals*"), found)
    raise UserError(
        "I can't read {words} as a goal. Try `/goal 20 new customers by june`, `/goal +3` or `/goal help`.",
        words=request.line.strip()[:60],
    )


@listener()
def show(request: Request) -> Answer:
    """**My goals**, **All goals**."""
    return _of(request, request.member)


@listener()
def of_team(request: Request) -> Answer:
    """`/goal team`, or `/goal team 500k this quarter` to set one."""
    if request.known:
        return setting.propose_for_team(request)
    named = teams.find_by_name(request.tx, request.line) if request.line.strip() else request.team
    if request.typed_anything and named is None:
        return setting.propose_for_team(request)
    if named is None:
        raise UserError("There is no team yet. Type `/sales here` in the channel that is to be its home.")
    if request.leads(named.id):
        found = goal_records.open_within(request.tx, named.id)
    elif named.id in {team.id for team in teams.of_member(request.tx, request.member.id)}:
        found = goal_records.open_of_team(request.tx, named.id)
    else:
        raise Denied(MANAGER)
    if not found:
        text = request.t("*{team}* has no goals yet. Type `/goal team 500k this quarter`.", team=named.name)
        return Reply(Message(text, [blocks.section(text)]))
    return _listing(request, request.t("*Goals of {team}*", team=named.name), found)


@listener()
def of_partners(request: Request) -> Answer:
    """`/goal partner`, or `/goal partner BetaCo 5 deals this quarter` to set one."""
    if request.known or request.typed_anything:
        request.line = f"partner {request.line}"
        return setting.propose(request)
    found = goal_records.open_of_partners(request.tx)
    if not found:
        text = request.t("No partner has a goal yet. Type `/goal partner BetaCo 5 deals this quarter`.")
        return Reply(Message(text, [blocks.section(text)]))
    return _listing(request, request.t("*Goals of partners*"), found)


@listener(writes=False)
def everything(request: Request) -> Answer:
    """`/goal list`: the open ones in short, and those that are over."""
    t, tx = request.t, request.tx
    found = [*goal_records.open_of_member(tx, request.member.id), *goal_records.ended_of_member(tx, request.member.id)]
    if not found:
        return Reply(views.nothing(t))
    return Reply(views.in_short(t, goals.progress(tx, found, request.today)))


@listener()
def draw(request: Request) -> Reply:
    """**Picture**: progress against pace, as a direct message."""
    goal = rights.seen(request, request.value)
    slack_user_id = request.member.slack_user_id
    outbox.tell(
        request.tx,
        "goal_picture",
        slack_user_id,
        dedupe_key=f"goal_picture:{goal.id}:{request.member.id}:{request.now.isoformat()}",
        payload={"goal_id": goal.id, "member_id": request.member.id},
    )
    text = request.t("I am drawing it; it comes as a direct message.")
    return Reply(Message(text, [blocks.section(text)]), replaces=False)


def _of(request: Request, person: Member) -> Answer:
    """A person's goals and, among the own ones, those of the teams that the person is in."""
    tx, t = request.tx, request.t
    own = person.id == request.member.id
    if not own and not rights.leads_person(request, person.id):
        raise Denied(MANAGER)
    found = goal_records.open_of_member(tx, person.id)
    if own:
        for team in teams.of_member(tx, person.id):
            found += goal_records.open_of_team(tx, team.id)
    if found:
        heading = t("*Your goals*") if own else t("*Goals of {name}*", name=person.name)
        return _listing(request, heading, found)
    if own:
        return Reply(views.nothing(t))
    text = t("{name} has no goals yet. `/goal @ben 12 deals this quarter` sets one.", name=person.name)
    return Reply(Message(text, [blocks.section(text)]))


def _listing(request: Request, heading: str, found: list[Goal]) -> Reply:
    changeable = frozenset(goal.id for goal in found if rights.may_change(request, goal))
    approvable = frozenset(
        goal.id
        for goal in found
        if goal.agreed_by_id is None and goal.member_id != request.member.id and rights.may_decide(request, goal)
    )
    return Reply(
        views.listing(
            request.t,
            heading,
            goals.progress(request.tx, found[: views.SHOWN], request.today, forecast=True),
            own=request.member.id,
            changeable=changeable,
            approvable=approvable,
            left=max(0, len(found) - views.SHOWN),
        )
    )


def _is_update(request: Request, update: Update, line: GoalLine) -> bool:
    """Whether a line says how a goal goes, rather than what is wanted."""
    if not update.says_something or line.period is not None or request.mentions:
        return False
    if update.adds or update.whole is not None or not update.words:
        return True
    if update.confidence and update.value is None:
        return True
    return any(_is_unit(goal, update.words) for goal in telling.mine(request) if goal.metric == BY_HAND)


def _is_unit(goal: Goal, words: str) -> bool:
    return bool(goal.unit) and words.casefold().strip() in goal.unit.casefold()


def register(routes: Routes) -> None:
    routes.line("goal", "", anything)
    routes.line("goal", "team", of_team, "团队")
    routes.line("goal", "partner", of_partners, "伙伴", "渠道")
    routes.line("goal", "list", everything, "列表", "全部")
    routes.action(views.SHOW, show)
    routes.action(views.PICTURE, draw)
