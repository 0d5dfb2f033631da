"""Making promises: in a line, out of a message or of feedback, and out of what was read in somebody's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from handlers import choices
from handlers.promises import lists
from handlers.requests import Answer, Ask, Choice, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales import dates, periods, working_days
from sales import promises as rules
from sales.errors import UserError
from sales.working_days import FRIDAY
from storage import feedback, holidays, promise_proposals, promises
from storage.promise_proposals import Proposal
from storage.promises import WORDS_LENGTH
from views import promises as views
from views.blocks import Block, Message
from views.words import clean

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")


@listener()
def make_or_list(request: Request) -> Answer:
    """`/sales promise call Zhang by fri` makes one; `/sales promises` lists mine, `/sales promises @ben` his."""
    line = request.line.strip()
    if not line:
        return Reply(lists.mine(request))
    if len(request.mentions) == 1 and not _MENTION.sub("", line).strip():
        return Reply(lists.of_person(request, request.person(request.mentions[0])))
    return _make(request, line)


@listener()
def list_mine(request: Request) -> Answer:
    """`/sales promises list`."""
    return _make(request, request.typed) if request.typed_anything else Reply(lists.mine(request))


@listener()
def list_team(request: Request) -> Answer:
    """`/sales promises team`: for who leads it."""
    return _make(request, request.typed) if request.typed_anything else Reply(lists.of_team(request))


@listener()
def out_of_message(request: Request) -> Opened:
    """**Make it a promise** on a message, in a channel or a thread: a form with its words and its day.

    Slack sends the message itself, whoever wrote it. Nothing of it is stored until the person saves the form.
    """
    text = choices.message_text(request)
    found = rules.find(text, request.today, request.locale, request.settings.fiscal_year_start)
    if found:
        words, day = found[0].words, found[0].due_on
    else:
        words, days = rules.read_line(text, request.today, request.locale, request.settings.fiscal_year_start)
        day = next((day for day in days if day >= request.today), working_day_after(request, request.today))
    return Opened(_form(request, words, day, promises.FEEDBACK if _is_private(request) else promises.MESSAGE))


@listener(private=True)
def out_of_feedback(request: Request) -> Opened:
    """**Make it a promise** beside feedback: its giver's own, or that of somebody who reads it.

    The form begins with the first line that they have not promised yet. It is theirs alone, and what they save of it is
    all that is stored.
    """
    given = feedback.read(request.tx, int(request.value), request.member) if request.value.isdigit() else None
    if given is None:
        raise UserError("That is not here any more: its author took it back.")
    found = promise_proposals.in_feedback(request.tx, given, request.member)
    words, day = (found[0].words, found[0].due_on) if found else ("", working_day_after(request, request.today))
    return Opened(_form(request, words, day, promises.FEEDBACK), pushes=bool(request.open_form_id))


@listener()
def save(request: Request) -> Answer:
    """The form of a message or of feedback was sent."""
    request.tx.command = "promise"
    words = clean(str(choices.filled_in(request, views.WORDS)))
    day = chosen_day(request)
    errors = {}
    if not words:
        errors[views.WORDS] = request.t.plain("What will you do?")
    if day is None or day < request.today:
        errors[views.DAY] = over(request, day)
    if errors or day is None:
        return Refused(errors)
    source = promises.FEEDBACK if request.value == promises.FEEDBACK else promises.MESSAGE
    return _store(request, words, day, source=source)


@listener()
def accept(request: Request) -> Answer:
    """**Make it a promise**, **Make them promises**: all that was read is promised."""
    proposal = _proposal(request)
    return Reply(_accepted(request, proposal, range(len(proposal.items))))


@listener()
def choose(request: Request) -> Opened:
    """**Choose**: a form with a box for each of them."""
    proposal = _proposal(request)
    return Opened(views.choose_form(request.t, request.context(proposal.id), proposal))


@listener()
def accept_chosen(request: Request) -> Answer:
    """Some of what was read is promised."""
    proposal = _proposal(request)
    element: dict[str, Any] = next(iter(request.payload["view"]["state"]["values"][views.CHOSEN].values()))
    chosen = [int(option["value"]) for option in element.get("selected_options") or []]
    return Reply(_accepted(request, proposal, chosen))


@listener()
def decline(request: Request) -> Reply:
    """**None of them** was meant as a promise."""
    promise_proposals.accept(request.tx, _proposal(request), request.member, [])
    return Reply(views.declined(request.t))


def working_day_after(request: Request, day: date) -> date:
    """The first working day after a day."""
    return working_days.after(day, holidays.days_off(request.settings))


def chosen_day(request: Request) -> date | None:
    """The day in a form."""
    element: dict[str, Any] = next(iter(request.payload["view"]["state"]["values"].get(views.DAY, {}).values()), {})
    chosen = element.get("selected_date")
    return date.fromisoformat(chosen) if chosen else None


def over(request: Request, day: date | None) -> str:
    """Words under the field of a day that is over, or missing."""
    if day is None:
        return request.t.plain("By when?")
    return request.t.plain("{day} is over. Choose a day that is still to come.", day=day)


def _form(request: Request, words: str, day: date, source: str) -> Block:
    """A form for one promise, with what was read of it."""
    context = request.context(source)
    return views.make_form(request.t, context, words=clean(words)[:WORDS_LENGTH], day=day, source=source)


def _make(request: Request, line: str) -> Answer:
    text = _MENTION.sub(lambda match: f"@{request.person(match[1]).name}", line)
    words, days = rules.read_line(text, request.today, request.locale, request.settings.fiscal_year_start)
    if not words:
        raise UserError("What will you do, and by when? Type it like this: `/sales promise call Zhang by fri`.")
    if len(words) > WORDS_LENGTH:
        raise UserError(
            "That is long for a promise: {length} characters. Say it in at most {most}.",
            length=len(words),
            most=WORDS_LENGTH,
        )
    return _store(request, words, _day(request, words, days), source=promises.COMMAND)


def _day(request: Request, words: str, days: Sequence[date]) -> date:
    """The one day that is meant; asked for when the line names none or several."""
    if "due_on" in request.known:
        return date.fromisoformat(request.known["due_on"])
    t = request.t
    if len(days) > 1:
        first, second = days[:2]
        choice = [Choice(t.show(day), {"due_on": day.isoformat()}) for day in days[:4]]
        raise Ask(t("I read {first} and {second}. Which one?", first=first, second=second), choice)
    if not days:
        raise Ask(views.which_day(t, words), _offered(request))
    if days[0] < request.today:
        raise UserError("{day} is over. A promise needs a day that is still to come.", day=days[0])
    if not dates.can_be_meant(days[0], request.today):
        raise UserError("{day} can't be meant. Choose another day.", day=days[0])
    return days[0]


def _offered(request: Request) -> list[Choice]:
    """Tomorrow, Friday, and the beginning of next week: working days, each once."""
    t, week, tomorrow = request.t, periods.week(request.today), working_day_after(request, request.today)
    friday = week.start + timedelta(days=FRIDAY)
    days = sorted({day for day in (tomorrow, friday, working_day_after(request, week.last_day)) if day > request.today})
    names = {request.today + timedelta(days=1): t.plain("Tomorrow")}
    return [Choice(names.get(day, t.show(day)), {"due_on": day.isoformat()}) for day in days]


def _store(request: Request, words: str, day: date, *, source: str) -> Reply:
    tx, member = request.tx, request.member
    existing = promises.same(tx, member.id, words, day)
    if existing is not None:
        return Reply(views.known(request.t, promises.shown(tx, existing.id)))
    deal_id = promises.named_deal(tx, member.id, words)
    made = promises.create(tx, member, words, day, source=source, deal_id=deal_id)
    return Reply(views.made(request.t, promises.shown(tx, made.id), tx.change_set_id))


def _accepted(request: Request, proposal: Proposal, chosen: Sequence[int]) -> Message:
    request.tx.command = "promise"
    made = promise_proposals.accept(request.tx, proposal, request.member, chosen)
    shown = [promises.shown(request.tx, promise.id) for promise in made]
    return views.accepted(request.t, shown, request.tx.change_set_id if request.tx.wrote else None)


def _proposal(request: Request) -> Proposal:
    proposal = promise_proposals.find(request.tx, int(request.value)) if request.value.isdigit() else None
    if proposal is None:
        raise UserError("That is from an earlier time. Type it like this: `/sales promise call Zhang by fri`.")
    if proposal.answered:
        raise UserError("That was answered already. `/sales promises` shows yours.")
    return proposal


def _is_private(request: Request) -> bool:
    """Whether the message is ours to the person alone, as feedback comes: its words are for nobody else."""
    wrote = request.payload["message"]
    ours = wrote.get("user") == request.workspace.bot_user_id or wrote.get("bot_id") == request.workspace.bot_id
    return request.channel_id.startswith("D") and ours


def register(routes: Routes) -> None:
    routes.line("promise", "", make_or_list)
    routes.line("promise", "list", list_mine, "列表")
    routes.line("promise", "team", list_team, "团队")
    routes.shortcut(views.SHORTCUT, out_of_message)
    routes.action(views.OUT_OF_FEEDBACK, out_of_feedback)
    routes.view(views.MAKE_FORM, save)
    routes.action(views.ACCEPT, accept)
    routes.action(views.CHOOSE, choose)
    routes.action(views.DECLINE, decline)
    routes.view(views.CHOOSE_FORM, accept_chosen)
