"""Kudos by reaction: where a manager allows it, an emoji on a message thanks whoever wrote it."""

from __future__ import annotations

from typing import Any

from handlers import choices
from handlers.requests import Answer, Denied, Reply, Request
from handlers.routes import Routes, listener
from sales import kudos as rules
from sales.errors import UserError
from storage import kudos, members, teams
from storage.members import MANAGER, Member
from views import kudos as views

SCOPE = "reactions:read"


@listener()
def allow(request: Request) -> Answer:
    """`/kudos reaction :trophy: on` or `off`, for this channel; alone, which ones count here."""
    here = request.channel_id
    emojis = [row.emoji for row in kudos.reactions(request.tx, here)]
    if not request.typed_anything:
        return Reply(views.reaction_list(request.t, emojis))
    team = teams.of_channel(request.tx, here)
    if not request.leads(team.id if team is not None else None):
        raise Denied(MANAGER)
    emoji = rules.emoji(request.line)
    if not emoji or not here.startswith(("C", "G")):
        raise UserError("Type `/kudos reaction :trophy: on` in the channel where it is to count.")
    word = request.line.split()[-1]
    on = choices.switch(word) if not word.endswith(":") else True
    if on and SCOPE not in request.workspace.scopes.split(","):
        raise UserError("I may not see reactions yet. An admin installs the app once more, with its new manifest.")
    kudos.allow_reaction(request.tx, here, emoji, on=on)
    if on:
        text = request.t(":{emoji}: on a message here thanks whoever wrote it.", emoji=emoji)
    else:
        text = request.t(":{emoji}: is a mere emoji here again. What it gave stays.", emoji=emoji)
    return choices.done(request, text)


@listener()
def given(request: Request) -> None:
    """Somebody put an emoji on a message. Nothing is posted: the emoji is there for all to see."""
    event = request.payload["event"]
    emoji, item = rules.bare_emoji(event["reaction"]), event["item"]
    if not _counts(request, emoji, item):
        return
    giver, author = _person(request, event.get("user", "")), _person(request, event.get("item_user", ""))
    if giver is None or author is None or giver.id == author.id:
        return
    kudos.lock(request.tx, giver)
    place = {"channel": item["channel"], "ts": item["ts"], "emoji": emoji}
    request.member = giver  # whose day it is
    if not kudos.left(request.tx, giver, request.today) or kudos.by_reaction(request.tx, giver, **place) is not None:
        return
    _act_as(request, giver, emoji)
    kudos.give(
        request.tx,
        giver,
        [author],
        day=request.today,
        message_channel=item["channel"],
        message_ts=item["ts"],
        emoji=emoji,
    )


@listener()
def removed(request: Request) -> None:
    """The emoji was taken off again, and the thanks with it."""
    event = request.payload["event"]
    emoji, item = rules.bare_emoji(event["reaction"]), event["item"]
    giver = members.find(request.tx, event.get("user", ""))
    if giver is None or item.get("type") != "message":
        return
    found = kudos.by_reaction(request.tx, giver, channel=item["channel"], ts=item["ts"], emoji=emoji)
    if found is not None:
        _act_as(request, giver, emoji)
        kudos.take_back(request.tx, found)


def _counts(request: Request, emoji: str, item: dict[str, Any]) -> bool:
    """Whether this emoji gives kudos where it was put; before anybody is asked about."""
    if item.get("type") != "message":
        return False
    return any(row.emoji == emoji for row in kudos.reactions(request.tx, item["channel"]))


def _person(request: Request, slack_user_id: str) -> Member | None:
    """A colleague; None for bots, people from outside and those who have left."""
    if not slack_user_id or slack_user_id == request.workspace.bot_user_id:
        return None
    person = request.person(slack_user_id)
    return person if person.kind == members.INTERNAL and person.is_active else None


def _act_as(request: Request, giver: Member, emoji: str) -> None:
    """Let the history name the person who reacted."""
    request.tx.actor_id, request.tx.command = giver.id, f"kudos :{emoji}:"


def register(routes: Routes) -> None:
    routes.line("kudos", "reaction", allow, "reactions", "表情")
    routes.event("reaction_added", given)
    routes.event("reaction_removed", removed)
