"""Help: for everything, or for one noun in full."""

from __future__ import annotations

from handlers.grammar import NOUNS
from handlers.requests import Reply, Request
from handlers.routes import PARTNER, Routes, listener
from storage import members, partners
from views import help as views
from views import refusals


@listener(allow=PARTNER, writes=False)
def show(request: Request) -> Reply:
    """`/sales help`, `/sales help team`; also what a greeting or a mention without words gets.

    Partners' people read what they can do here, and nothing of what else there is, whatever they ask about.
    """
    if request.member.kind != members.INTERNAL:
        partner = partners.of_member(request.tx, request.member)
        return Reply(views.for_partners(request.t) if partner is not None else refusals.for_partners(request.t))
    word = request.line.casefold().removeprefix("/").strip()
    noun = next((noun for noun, others in NOUNS.items() if word and word in (noun, *others)), "")
    if noun in views.TOPICS:
        return Reply(views.topic(request.t, noun))
    return Reply(views.overview(request.t))


@listener(writes=False)
def show_noun(request: Request) -> Reply:
    """`/deal help`, `/leaderboard help`."""
    return Reply(views.topic(request.t, request.noun))


def register(routes: Routes) -> None:
    """Comes last: every noun that is there by then gets its help."""
    for noun in [noun for noun in routes.lines if noun in views.TOPICS]:
        routes.line(noun, "help", show_noun, "帮助", "?", "？")
    routes.line("help", "", show)
