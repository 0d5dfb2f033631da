"""The steps of the partner programme: shown to all of us, changed by admins."""

from __future__ import annotations

import re
from typing import Any

from handlers import choices
from handlers.requests import Answer, Denied, Reply, Request
from handlers.routes import Routes, listener
from sales import parsing
from sales.errors import UserError
from sales.money import Money
from storage import partner_tiers, partners
from storage.members import ADMIN
from storage.partner_tiers import PartnerTier
from views import partner_tiers as views

NAME_LENGTH, MOST, LONGEST_PROTECTION = 40, 9999, 730
ADD = ("add", "new", "添加", "新增")
REMOVE = ("remove", "delete", "删除", "去掉")

_NEEDS = {
    "needs_certified": re.compile(r"(?:certified|certificates?|认证)\s*(\d+)", re.IGNORECASE),
    "needs_won": re.compile(r"(?:won|deals|wins|赢单|成交)\s*(\d+)", re.IGNORECASE),
    "protection_days": re.compile(r"(?:days|protects?|protection|保护|天数)\s*(\d+)(?:\s*天)?", re.IGNORECASE),
}
_REVENUE = re.compile(r"(?:revenue|amount|金额|业绩)\s*(?P<amount>\S+)", re.IGNORECASE)


@listener()
def tiers(request: Request) -> Answer:
    """`/partner tiers` shows the rules; `tiers gold certified 3 won 12 days 120` changes them, for admins."""
    if not request.typed_anything:
        steps = partner_tiers.every(request.tx)
        return Reply(views.rules(request.t, steps, request.settings.currency, may_change=request.is_admin))
    if not request.is_admin:
        raise Denied(ADMIN)
    first, _, rest = request.line.strip().partition(" ")
    if first.casefold() in ADD:
        return _add(request, rest.strip())
    if first.casefold() in REMOVE:
        return _remove(request, _named(request, rest)[0])
    tier, rules = _named(request, request.line.strip())
    changed = partner_tiers.change(request.tx, tier, **_read(request, tier, rules))
    return choices.done(request, views.changed(request.t, changed, request.settings.currency))


def _add(request: Request, name: str) -> Answer:
    if not name or len(name) > NAME_LENGTH:
        raise UserError("What is it called? Type `/partner tiers add Platinum`.")
    if any(name.casefold() == word.casefold() for tier in partner_tiers.every(request.tx) for word in _words(tier)):
        raise UserError("There is a tier {name} already.", name=name)
    added = partner_tiers.add(request.tx, name)
    return choices.done(request, views.changed(request.t, added, request.settings.currency))


def _remove(request: Request, tier: PartnerTier) -> Answer:
    if tier == partner_tiers.every(request.tx)[0]:
        raise UserError("The lowest tier is where every partner begins. It stays.")
    there = [partner.name for partner in partners.active(request.tx) if partner.tier_id == tier.id]
    if there:
        shown = request.t.plain(", ").join(there[:5])
        raise UserError("There are partners on it: {names}. Give them another tier first.", names=shown)
    partner_tiers.change(request.tx, tier, is_active=False)
    name = views.tier_name(request.t, tier.name)
    return choices.done(request, request.t("{tier} is no tier any more.", tier=name))


def _named(request: Request, line: str) -> tuple[PartnerTier, str]:
    """The step that a line begins with, and the rest of it."""
    folded = line.casefold().strip()
    for tier in partner_tiers.every(request.tx):
        for word in _words(tier):
            if folded.startswith(word.casefold()):
                return tier, folded[len(word) :].strip()
    names = (views.tier_name(request.t, tier.name) for tier in partner_tiers.every(request.tx))
    offered = request.t.plain(", ").join(names)
    raise UserError("Which tier? There are {tiers}.", tiers=offered)


def called(request: Request, word: str) -> PartnerTier | None:
    """The step that a word means, in any language; None for another word."""
    steps = partner_tiers.every(request.tx)
    return next((step for step in steps if word.casefold() in [name.casefold() for name in _words(step)]), None)


def _words(tier: PartnerTier) -> list[str]:
    return views.tier_words(tier.name)


def _read(request: Request, tier: PartnerTier, text: str) -> dict[str, Any]:
    """The rules that a line names; what it does not name stays."""
    found: dict[str, Any] = {}
    for column, pattern in _NEEDS.items():
        number = pattern.search(text)
        if number is not None:
            found[column] = int(number[1])
            text = pattern.sub(" ", text)
    revenue = _REVENUE.search(text)
    if revenue is not None:
        currency = request.settings.currency
        read = parsing.read(revenue["amount"], request.today, locale=request.locale, currency=currency)
        if read.problem is not None:
            raise read.problem
        if read.amount is None or read.currency not in ("", None, currency):
            raise UserError("Type the revenue in {currency}, like 100k.", currency=currency)
        found["needs_revenue_minor"] = Money.of(read.amount, currency).minor
        text = _REVENUE.sub(" ", text)
    if text.strip(" ,，、") or not found:
        example = f"/partner tiers {tier.name.casefold()} certified 3 won 12 days 120"
        raise UserError("I read certified, won, revenue and days: `{example}`.", example=example)
    if any(number > MOST for name, number in found.items() if name != "needs_revenue_minor"):
        raise UserError("That is more than any partner reaches.")
    if not 1 <= found.get("protection_days", 1) <= LONGEST_PROTECTION:
        raise UserError("A registration protects from 1 to {most} days.", most=LONGEST_PROTECTION)
    return found


def register(routes: Routes) -> None:
    routes.line("partner", "tiers", tiers, "级别规则", "等级规则")
