"""How a goal goes: +3, 14/20, at risk - two slipped; the buttons of the weekly question; what speaks against it."""

from __future__ import annotations

from handlers import choices
from handlers.goals import rights
from handlers.requests import Answer, Ask, Choice, Opened, Refused, Reply, Request
from handlers.routes import Listener, Routes, listener
from sales.errors import UserError
from sales.goals import metrics, numbers, updates
from sales.goals.metrics import BY_HAND, LARGEST
from sales.goals.updates import Update
from sales.money import Money
from storage import goal_records, goals, outbox, rows, teams
from storage.goal_records import Goal
from storage.goals import GoalProgress
from storage.members import Member
from views import goal_forms as forms
from views import goal_posts
from views import goals as views
from views.blocks import Message


def tell(request: Request, update: Update) -> Answer:
    """A typed line that says how a goal goes."""
    goal = chosen(request, update, counted=update.value is None)
    said: dict[str, object] = {"note": update.note} if update.note else {}
    if update.value is not None:
        said["value"] = _value(request, goal, update)
    if update.confidence:
        said["confidence"] = update.confidence
    return _tell(request, goal, said)


def mine(request: Request) -> list[Goal]:
    """The open goals that a line of the person's may be about: their own, and those of the teams they lead."""
    found = goal_records.open_of_member(request.tx, request.member.id)
    for team in teams.led_by(request.tx, request.member.id):
        found += goal_records.open_of_team(request.tx, team.id)
    return found


def chosen(request: Request, update: Update, *, counted: bool) -> Goal:
    """The goal that a line is about; asked with buttons where it may be several. `counted`: also those of the data."""
    if "goal" in request.known:
        return rights.changed(request, str(request.known["goal"]))
    found = mine(request)
    if not found:
        raise UserError("You have no open goal. Type `/goal 20 new customers by june` to set one.")
    words = update.words.casefold().strip()
    if words:
        found = [goal for goal in found if _is_called(request, goal, words)]
        if not found:
            raise UserError("I know no open goal {words} of yours. `/goal` shows them.", words=update.words[:60])
    if not counted:
        found = [goal for goal in found if goal.metric == BY_HAND]
        if not found:
            raise UserError(
                "Your goals are counted from the deals: log a win with `/deal won Acme 12k`. "
                "How it goes you can say with `/goal at risk - two slipped`."
            )
        if update.whole is not None:
            told = update.whole
            found = [goal for goal in found if goal.target == _stored(goal, told)]
            if not found:
                raise UserError(
                    "No goal of yours has the target {target}. To change one, type `/goal adjust {target} - why`.",
                    target=told,
                )
    if len(found) == 1:
        return found[0]
    offered = goals.progress(request.tx, found[:10], request.today)
    raise Ask(
        request.t("Which goal?"),
        [Choice(views.called(request.t, each), {"goal": each.goal.id}) for each in offered],
    )


@listener()
def open_update(request: Request) -> Opened:
    """**Update**, **Change it**, **Explain**: a form with what is known."""
    goal = rights.changed(request, request.value)
    each = _now(request, goal)
    view = forms.update_form(
        request.t, each, request.context(goal.id), confidence=each.confidence, note=each.note if each.told_on else ""
    )
    return Opened(view)


@listener()
def submit_update(request: Request) -> Answer:
    """The form was sent."""
    goal = rights.changed(request, request.value)
    said: dict[str, object] = {"note": str(choices.filled_in(request, forms.NOTE)).strip()[: updates.NOTE_LENGTH]}
    if goal.metric == BY_HAND:
        try:
            said["value"], _code = numbers.read(
                str(choices.filled_in(request, forms.NUMBER)),
                BY_HAND,
                currency=goal.currency,
                today=request.today,
                locale=request.locale,
            )
        except UserError as error:
            return Refused({forms.NUMBER: request.t.plain(error.message, **error.values)})
    confidence = str(choices.filled_in(request, forms.CONFIDENCE))
    if confidence:
        said["confidence"] = confidence
    return _tell(request, goal, said)


def _say(confidence: str) -> Listener:
    @listener()
    def say(request: Request) -> Answer:
        """A button of the weekly question: note it, and show what is left of the question."""
        goal = rights.changed(request, request.value)
        reply = _tell(request, goal, {"confidence": confidence})
        led = [each for each in mine(request) if each.member_id is None]
        left = goals.to_tell(request.tx, request.member, request.today, also=led)
        if not left:
            return reply
        rest = goal_posts.prompt(request.t, left, [], own=request.member.id)
        return Reply(Message(reply.message.text, [*reply.message.blocks, *rest.blocks]))

    return say


@listener()
def leave(request: Request) -> Reply:
    """**Leave it** under a contradiction."""
    rights.seen(request, request.value)
    return choices.done(request, request.t("Left as it is."))


@listener()
def tell_manager(request: Request) -> Reply:
    """**Tell my manager**: they read how the goal stands, in the words of the person who pressed."""
    goal = rights.changed(request, request.value)
    each = _now(request, goal)
    told = rights.managers_of(request, goal)
    if not told:
        raise UserError("No manager of yours is in the team yet: `/sales team manager @mei` names one.")
    for manager in told:
        t = request.speak_to(manager)
        lines = [
            t("{name} wants you to know how this goal stands.", name=request.member.name),
            views.title(t, each, named=True),
            views.standing(t, each),
            views.outlook(t, each),
        ]
        outbox.tell(
            request.tx,
            "note",
            manager.slack_user_id,
            dedupe_key=f"goal_tell:{goal.id}:{manager.id}:{request.today}",
            payload={"text": "\n".join(filter(None, lines))},
        )
    names = request.t.plain(", ").join(manager.name for manager in told)
    return choices.done(request, request.t("Told {names}.", names=names))


def _tell(request: Request, goal: Goal, said: dict[str, object]) -> Reply:
    goal_records.tell(request.tx, goal, request.member.id, request.today, **said)
    each = _now(request, goal)
    change_set_id = request.tx.change_set_id if request.tx.wrote else None
    return Reply(views.noted(request.t, each, change_set_id, named=goal.member_id != request.member.id))


def _now(request: Request, goal: Goal) -> GoalProgress:
    return goals.progress(request.tx, [goal], request.today, forecast=True)[0]


def _value(request: Request, goal: Goal, update: Update) -> int:
    """The new number of a goal that is counted by hand."""
    if goal.metric != BY_HAND or update.value is None:
        raise UserError("That goal is counted from the deals. Log a win with `/deal won Acme 12k`.")
    value, currency = numbers.read(
        update.text, BY_HAND, currency=goal.currency, today=request.today, locale=request.locale
    )
    if currency != goal.currency:
        raise UserError("This goal counts in {currency}. Type the number in it too.", currency=goal.currency)
    if update.adds:
        value = -value if update.value < 0 else value
        told = [each.value for each in goal_records.check_ins(request.tx, goal.id) if each.value is not None]
        value += told[-1] if told else 0
    if not 0 <= value <= LARGEST:
        raise UserError("That would make {number}. Type the number there is now, for example `/goal 14`.", number=value)
    return value


def _stored(goal: Goal, number: object) -> int:
    """A typed number in the goal's unit."""
    if goal.currency:
        return Money.of(number, goal.currency).minor  # type: ignore[arg-type]
    whole = int(number)  # type: ignore[call-overload]
    if whole != number:
        raise UserError("Whole numbers only: {text} is none.", text=str(number))
    return int(whole)


def _is_called(request: Request, goal: Goal, words: str) -> bool:
    owner = rows.find(request.tx, Member, goal.member_id) if goal.member_id else None
    called = f"{views.what(request.t, goal)} {goal.unit} {owner.name if owner else ''}".casefold()
    return words in called


def register(routes: Routes) -> None:
    for confidence in metrics.CONFIDENCES:
        routes.action(views.SAY[confidence], _say(confidence))
    routes.action(views.UPDATE, open_update)
    routes.action(f"{views.UPDATE}_why", open_update)
    routes.action(views.LEAVE, leave)
    routes.action(views.TELL, tell_manager)
    routes.view(forms.SUBMIT_UPDATE, submit_update)
