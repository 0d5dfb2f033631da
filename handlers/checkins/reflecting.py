"""After an answer: words that the data contradict, and lines that sound like promises, to whoever wrote them alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from handlers import choices
from handlers.checkins import choosing
from handlers.checkins.choosing import Mine
from handlers.requests import Answer, Opened, Reply, Request
from handlers.routes import Routes, listener
from sales import contradictions
from sales import promises as promise_rules
from sales.checkins import CHOICE, TEXT
from sales.contradictions import Contradiction
from sales.errors import UserError
from storage import checkin_answers, checkin_facts, checkin_questions, checkins, members, outbox, promises, teams, weeks
from storage.members import INTERNAL, Member
from views import checkin_contradictions as views
from views import checkin_forms as forms
from views import checkins as checkin_views
from views import promises as promise_views
from views import weeks as week_views
from views.blocks import Message


def reflect(request: Request, mine: Mine, round_id: int, texts: Mapping[int, str]) -> None:
    """Tell the person what their words and their numbers do not have in common, and what they seem to promise."""
    if mine.checkin.is_anonymous:
        return
    said, found = _weigh(request, mine, texts)
    if found:
        _tell(request, views.message(request.t, views.words(request.t, said, found), round_id))
    fiscal = request.settings.fiscal_year_start
    written = "\n".join(_own_words(request, mine, text) for text in _texts(request, mine, texts, TEXT))
    read = promise_rules.find(written, request.today, request.locale, fiscal)
    proposal = promises.propose(request.tx, request.member, read, source=promises.CHECKIN) if read else None
    if proposal is not None:
        _tell(request, promise_views.proposal(request.t, proposal))


@listener()
def explain(request: Request) -> Opened:
    """**Explain**: what the numbers don't show."""
    mine = choosing.of_round(request, request.value)
    _round, part = choosing.with_part(request, mine)
    form = forms.explain_form(request.t, mine.checkin.name, part.explanation, request.context(mine.value))
    return Opened(form)


@listener()
def save_explanation(request: Request) -> Answer:
    """The explanation was sent: it stands beside the answers."""
    mine = choosing.of_form(request)
    _round, part = choosing.with_part(request, mine)
    checkins.change_part(request.tx, part, explanation=str(choices.filled_in(request, forms.WORDS)).strip()[:500])
    if choosing.is_over(request, mine):
        outbox.outdate(request.tx, checkins.round_subject(part.round_id))
    return Reply(views.explained(request.t))


@listener()
def leave(request: Request) -> Reply:
    """**Leave it**."""
    return Reply(views.left(request.t))


@listener()
def tell_manager(request: Request) -> Answer:
    """**Tell my manager**: because the person wants them to know."""
    mine = choosing.of_round(request, request.value)
    round_, _part = choosing.with_part(request, mine)
    said, found = _weigh(request, mine, checkin_answers.of_member(request.tx, round_.id, request.member.id))
    if not found:
        raise UserError("Words and numbers agree by now; there is nothing to tell.")
    leading = [member for member in teams.managers(request.tx, mine.team.id) if member.id != request.member.id]
    reached = [member for member in leading if member.kind == INTERNAL and members.is_in_slack(member)]
    if not reached:
        raise UserError("Your team has no manager whom I can reach. `/sales team` shows who leads it.")
    for manager in reached:
        _tell_manager(request, mine, manager, said, found, round_.id)
    return Reply(views.told(request.t, request.t.plain(", ").join(member.name for member in reached)))


def _tell_manager(
    request: Request, mine: Mine, manager: Member, said: str, found: list[Contradiction], round_id: int
) -> None:
    t = request.speak_to(manager)
    words = views.about(t, request.member.name, said, found)
    message = views.for_manager(t, request.member.name, mine.checkin.name, words)
    outbox.post(
        request.tx,
        "note",
        audience=outbox.PERSONAL(manager.slack_user_id),
        dedupe_key=f"checkin_told:{round_id}:{request.member.id}:{manager.id}",
        channel=manager.slack_user_id,
        payload={"text": message.text, "blocks": message.blocks},
    )


def _weigh(request: Request, mine: Mine, texts: Mapping[int, str]) -> tuple[str, list[Contradiction]]:
    """The claim in what was written or chosen, and what of the person's numbers does not fit it."""
    since = mine.day - checkin_facts.USUALLY
    week = weeks.of_member(request.tx, request.member, team=mine.team, since=since, today=request.today)
    written = [_own_words(request, mine, text) for text in _texts(request, mine, texts, TEXT, CHOICE)]
    return contradictions.check(written, weeks.facts(week))


def _texts(request: Request, mine: Mine, texts: Mapping[int, str], *kinds: str) -> list[str]:
    asked = checkin_questions.asked(request.tx, mine.checkin.id)
    return [texts[question.id] for question in asked if question.kind in kinds and texts.get(question.id)]


def _own_words(request: Request, mine: Mine, text: str) -> str:
    """What was written without the lines that were filled in."""
    week = checkin_facts.since_last(request.tx, mine.checkin, mine.team, request.member, mine.day)
    known = set(week_views.prefilled(request.t, week).splitlines()) if week is not None else set()
    return "\n".join(line for line in text.splitlines() if line.strip() not in known)


def _tell(request: Request, message: Message) -> None:
    """Words to the person alone, in the direct messages, where they wait as long as they like."""
    who = request.member.slack_user_id
    outbox.post(
        request.tx,
        "answer",
        audience=outbox.PERSONAL(who),
        dedupe_key=f"answer:{secrets.token_hex(8)}",
        channel=who,
        payload={"text": message.text, "blocks": message.blocks},
    )


def register(routes: Routes) -> None:
    routes.action(checkin_views.EXPLAIN, explain)
    routes.action(checkin_views.LEAVE, leave)
    routes.action(checkin_views.TELL_MANAGER, tell_manager)
    routes.view(forms.EXPLAIN_FORM, save_explanation)
