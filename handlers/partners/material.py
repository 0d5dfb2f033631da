"""Training and material for partners: links that we keep, what each partner finds of them, and their certificates."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from handlers import choices
from handlers.partners import callers, linking, tiers
from handlers.partners.support import KIND_WORDS
from handlers.requests import Answer, Opened, Reply, Request
from handlers.routes import PARTNER, Routes, listener
from sales.errors import UserError
from storage import partner_material, partner_tiers, partners
from storage.partner_material import TITLE_LENGTH, URL_LENGTH
from storage.support import TRAINING
from views import partner_material as views
from views import partner_panel as panels
from views.partner_tiers import tier_name

MOST_CERTIFIED = 10_000

_LINK = re.compile(r"https://\S+", re.IGNORECASE)
_NUMBER = re.compile(r"(?:^|\s)(\d{1,5})\s*$")
_QUOTES = "\"“”„'‘’「」《》"


@listener(allow=PARTNER)
def show(request: Request) -> Answer:
    """**Training and material** on the panel: what the partner may see by the step that it stands on."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    found = partner_material.for_partner(request.tx, partner)
    return Opened(views.shelf(request.t, found), views.elsewhere(request.t, found))


@listener(allow=PARTNER)
def followed(_request: Request) -> None:
    """A link was followed: nothing of it is kept."""


@listener()
def change(request: Request) -> Answer:
    """`/partner material`, `add "Price list 2027" https://… gold commercial`, `remove Price list 2027`."""
    word, _, rest = request.line.strip().partition(" ")
    if word.casefold() in ("", "list", "列表"):
        return Reply(views.listing(request.t, partner_material.every(request.tx)))
    linking.require_manager(request)
    if word.casefold() in ("add", "添加"):
        return _add(request, rest)
    if word.casefold() in ("remove", "delete", "移除", "删除"):
        title = rest.strip(_QUOTES + " ")
        found = partner_material.find(request.tx, title)
        if found is None:
            raise UserError("There is no material called {title}. `/partner material` lists it.", title=title)
        partner_material.remove(request.tx, found)
        return choices.done(request, views.removed(request.t, found.title))
    raise UserError('Type `/partner material add "Price list" https://example.com/prices gold`, or `remove`.')


@listener()
def certify(request: Request) -> Answer:
    """`/partner certified BetaCo 3`: how many of their people hold a certificate; tiers ask for some."""
    linking.require_manager(request)
    number = _NUMBER.search(request.line)
    if number is None or int(number[1]) > MOST_CERTIFIED:
        raise UserError("How many of their people? Type `/partner certified BetaCo 3`.")
    partner = linking.named(request, request.line[: number.start()].strip())
    partners.change(request.tx, partner, certified=int(number[1]))
    return choices.done(request, views.certified(request.t, partner.name, int(number[1])))


def _add(request: Request, text: str) -> Answer:
    link = _LINK.search(text)
    if link is None:
        raise UserError("Where is it? Type its address, which begins with https://.")
    title, url = text[: link.start()].strip(_QUOTES + " "), link[0]
    if not title:
        raise UserError('What is it called? Type `/partner material add "Price list" https://example.com/prices gold`.')
    if len(title) > TITLE_LENGTH or len(url) > URL_LENGTH:
        raise UserError("That is too long: {most} characters for the title.", most=TITLE_LENGTH)
    if not _leads_somewhere(url):
        raise UserError("{url} is no address that partners can open.", url=url)
    kind, tier = TRAINING, None
    for word in text[link.end() :].split():
        named = next((kind for kind, words in KIND_WORDS.items() if word.casefold() in words), "")
        step = tiers.called(request, word)
        if not named and step is None:
            steps = partner_tiers.every(request.tx)
            names = request.t.plain(", ").join(tier_name(request.t, step.name) for step in steps)
            raise UserError(
                "I can't read {word}. It is a tier ({tiers}), or training, marketing, technical or commercial.",
                word=word,
                tiers=names,
            )
        kind, tier = named or kind, step or tier
    partner_material.save(request.tx, title, url=url, kind=kind, tier_id=tier.id if tier is not None else None)
    return choices.done(request, views.kept(request.t, title, url, kind, tier.name if tier is not None else ""))


def _leads_somewhere(url: str) -> bool:
    """Whether an address has a host, and no name or password in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname and "." in parts.hostname and not parts.username and not set(url) & set("<>|\"'`"))


def register(routes: Routes) -> None:
    routes.action(panels.TRAINING, show)
    routes.action(views.OPEN, followed)
    routes.line("partner", "material", change, "materials", "资料", "材料")
    routes.line("partner", "certified", certify, "认证")
