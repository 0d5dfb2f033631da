"""`/kudos @ben @mei great demo #service`: by a line, by the form, on a message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from handlers import choices
from handlers.kudos import gifts
from handlers.requests import Answer, Ask, Choice, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales import kudos as rules
from sales.errors import UserError
from sales.kudos import Thanks
from storage import history, kudos, members
from storage.kudos import KudosValue
from storage.members import Member
from views import kudos as views
from views.blocks import Message, section

REPEATED_WITHIN = timedelta(minutes=2)
OFFERED = 4

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)>")
_NAMED_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)\|([^>]+)>")
_NOUN = re.compile(r"^(?:kudos|praise|表扬|点赞|感谢)(?!\w)\s*", re.IGNORECASE)
"""What people write twice: /kudos 表扬 @李."""
_WORDS = re.compile(r"[\s()（）·,，]+")


@listener()
def thank(request: Request) -> Answer:
    """`/kudos @ben @mei great demo #service`, `表扬 @李 演示很好`; without words it opens the form."""
    if request.known.get("stop"):
        text = request.t("Good: once it is.")
        return Reply(Message(text, [section(text)]))
    line = _NOUN.sub("", _with_channel_names(request))
    thanks = rules.read(_PERSON.sub(" ", line))
    receivers = _receivers(request, line, thanks)
    if not receivers or not thanks.note:
        return _opened(request, [person.slack_user_id for person in receivers], thanks)
    if len(thanks.note) > views.NOTE_LENGTH:
        raise UserError(
            "That is long for a thank-you: {length} characters. {most} are the most.",
            length=len(thanks.note),
            most=views.NOTE_LENGTH,
        )
    gifts.require_thankable(request, receivers)
    value = _value(request, thanks)
    _ask_if_repeated(request, receivers)
    return _give(request, receivers, thanks.note, value)


@listener()
def open_form(request: Request) -> Opened:
    """**Thank somebody**."""
    return _opened(request, [], Thanks("", (), ()))


@listener()
def thank_author(request: Request) -> Opened:
    """**Give kudos** in a message's menu: the form, for whoever wrote it if it can be them."""
    author = request.payload.get("message", {}).get("user", "")
    known = members.find(request.tx, author) if author else None
    fits = author and author != request.member.slack_user_id and author != request.workspace.bot_user_id
    if known is not None and (known.kind != members.INTERNAL or not known.is_active):
        fits = False
    return _opened(request, [author] if fits else [], Thanks("", (), ()))


@listener()
def send_form(request: Request) -> Answer:
    """The form was sent."""
    note = str(choices.filled_in(request, views.NOTE)).replace("\x00", "").strip()
    if not note:
        return Refused({views.NOTE: request.t.plain("Say what for, in a few words.")})
    named = choices.filled_in(request, views.PEOPLE) or []
    receivers = [request.person(slack_user_id) for slack_user_id in dict.fromkeys(named)]
    gifts.require_thankable(request, receivers)
    chosen = str(choices.filled_in(request, views.VALUE))
    value = kudos.find_value(request.tx, int(chosen)) if chosen.isdigit() else None
    return _give(request, receivers, note, value)


def _give(request: Request, receivers: Sequence[Member], note: str, value: KudosValue | None) -> Reply:
    gifts.require_allowance(request, len(receivers))
    _given, channel = gifts.give(request, receivers, note, value)
    quiet = [person.name for person in receivers if not channel or not person.thanked_in_public]
    name = value.name if value is not None else ""
    left = kudos.left(request.tx, request.member, request.today)
    return choices.done(
        request, views.receipt(request.t, receivers, value=name, channel=channel, quiet=quiet, left=left)
    )


def _opened(request: Request, people: Sequence[str], thanks: Thanks) -> Opened:
    values = kudos.values(request.tx)
    known = {word: value for value in values for word in views.value_words(value)}
    value = next((known[tag.casefold()] for tag in thanks.tags if tag.casefold() in known), None)
    form = views.form(
        request.t,
        request.context(),
        people=people,
        note=thanks.note,
        values=values,
        value_id=value.id if value is not None else None,
    )
    return Opened(form, views.form_elsewhere(request.t))


def _with_channel_names(request: Request) -> str:
    """The line, with a hashtag that is a channel's name as well read as the hashtag: Slack sends the channel."""
    written = str(request.payload.get("text") or (request.payload.get("event") or {}).get("text") or "")
    names = dict(_NAMED_CHANNEL.findall(written))
    return _CHANNEL.sub(lambda match: f"#{names[match[1]]}" if match[1] in names else " ", request.line)


def _receivers(request: Request, line: str, thanks: Thanks) -> list[Member]:
    """Whom the line thanks: those whom Slack knows, and those behind an @ who can be only one colleague."""
    found = [request.person(match[1]) for match in _PERSON.finditer(line)]
    found += [_called(request, handle) for handle in thanks.handles]
    return list({person.id: person for person in found}.values())


def _called(request: Request, handle: str) -> Member:
    """The colleague of whose name this is the beginning; asks where there are several."""
    key = f"person {handle}"
    if key in request.known:
        return members.get(request.tx, request.known[key])
    folded = handle.casefold()
    fitting = [
        person
        for person in members.colleagues(request.tx)
        if any(
            word.casefold().startswith(folded)
            for name in (person.name, person.full_name)
            for word in _WORDS.split(name)
        )
    ]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise UserError(
            "I don't know who {handle} is. Type @ and pick the name from the list that Slack shows.",
            handle=f"@{handle}",
        )
    raise Ask(
        request.t("Which {name}?", name=handle),
        [Choice(person.name, {key: person.id}) for person in fitting[:OFFERED]],
    )


def _value(request: Request, thanks: Thanks) -> KudosValue | None:
    """What the line thanks for; asks when it is none of the workspace's values."""
    if "value" in request.known:
        return kudos.find_value(request.tx, request.known["value"])
    if "new_value" in request.known and request.leads(None):
        return kudos.add_value(request.tx, request.known["new_value"])
    values = kudos.values(request.tx)
    if not thanks.tags or not values:
        return None
    tag, t = thanks.tags[0], request.t
    by_word = {word: value for value in values for word in views.value_words(value)}
    if tag.casefold() in by_word:
        return by_word[tag.casefold()]
    offered = [by_word[word] for word in rules.nearest(tag, list(by_word))]
    offered += [value for value in values if value not in offered]
    buttons = [Choice(f"#{views.value_name(t, value.name)}", {"value": value.id}) for value in offered[:OFFERED]]
    if request.leads(None) and rules.is_value(tag):
        buttons.append(Choice(t.plain("Add #{value}", value=tag), {"new_value": tag}))
    buttons.append(Choice(t.plain("Without"), {"value": 0}))
    raise Ask(t("#{value} is not among our values. Which one?", value=tag), buttons)


def _ask_if_repeated(request: Request, receivers: Sequence[Member]) -> None:
    """The same line by the same person within two minutes is asked about, not given twice."""
    if request.known.get("again"):
        return
    for change_set in history.latest(request.tx, actor_id=request.member.id, limit=3):
        if change_set.command == request.tx.command and request.now - change_set.at < REPEATED_WITHIN:
            t = request.t
            names = t.plain(", ").join(person.name for person in receivers)
            raise Ask(
                views.again(t, names),
                [Choice(t.plain("Yes, once more"), {"again": True}), Choice(t.plain("No"), {"stop": True})],
            )


def register(routes: Routes) -> None:
    routes.line("kudos", "", thank)
    routes.action(views.OPEN_FORM, open_form)
    routes.view(views.FORM, send_form)
    routes.shortcut("kudos_message", thank_author)
