"""Understanding a line about a deal: which customer, which deal, how much, when, with whom; and asking where unsure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from handlers.requests import Ask, Choice, Request
from sales import names, parsing, pipeline
from sales.errors import UserError
from sales.money import Money
from sales.parsing import Reading
from storage import customers, deals, members, partners
from storage.customers import Customer
from storage.deals import Deal
from storage.members import Member
from storage.stages import Stage
from views import deals as views

NAME_LENGTH = 120
VERBS = ("won", "lost", "new", "move", "list", "split", "hand", "help")
"""What a first word may be a slip of."""
SHOWN_CHOICES = 4

_PERSON = re.compile(
    r"(?:\b(?:with|and)\b|[和与同&,，])?\s*<@([UW][A-Z0-9]+)>\s*(?:([-−]?\d[\d.,]*(?=\s?%)|\d{1,3}(?=\s|$))(?:\s?%)?)?",
    re.IGNORECASE,
)
_PARTNER = re.compile(
    r"(?:^|\s)(?:(?P<sourced>(?:sourced|brought)\s+by|来自)|via|through|经由|通过|经)\s*(?P<name>\S.*)$", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<!\S)@[\w.-]+")
"""A person whom Slack did not recognise: those it did are `<@U…>`."""
_LEFT_OVER = re.compile(r"^(?:for|from|with|at|to) (?=\S)|(?<=\S) (?:with|and|via|through|for|from|by|on|at|to)$")
"""Little words that lead up to what was read already, or to nothing."""
_NUMBER = re.compile(r"(?:^|\s)#(\d{1,9})\b")
_BEGINS_NOTE = re.compile(r"\s[-–—]\s|\bbecause\b|因为")
_QUOTES = "\"'“”‘’«»「」『』《》【】"
_NO_NAME = re.compile(r"^[=+@]|^<!|^<[@#]")


@dataclass(slots=True)
class Understood:
    """A line about a deal, taken apart. What was asked back and answered is in it already."""

    reading: Reading
    name: str
    """The customer as typed; empty when the line names none."""
    number: int | None = None
    """Of the deal, when it is named by number."""
    partner: str = ""
    is_sourced: bool = False
    """Whether the partner brought it; else they helped."""
    shares: list[tuple[Member, int | None]] = field(default_factory=list)
    """People named in the line, with their percent where given."""

    @property
    def note(self) -> str:
        return self.reading.note


def understand(request: Request, line: str | None = None, *, past: bool = False) -> Understood:
    """Take the request's line apart; `past` when it tells what has happened. `UserError` for what cannot be meant."""
    text = request.line if line is None else line
    people = [(request.person(match[1]), _percent(match[2])) for match in _PERSON.finditer(_before_note(text))]
    reading = parsing.read(
        _PERSON.sub(" ", text), today=request.today, locale=request.locale, currency=request.currency, past=past
    )
    words = reading.words
    unknown = _HANDLE.search(words)
    if unknown is not None:
        raise UserError(
            "I don't know who {handle} is. Type @ and pick the name from the list that Slack shows.", handle=unknown[0]
        )
    number = _NUMBER.search(words)
    words = _NUMBER.sub(" ", words)
    partner = _PARTNER.search(words)
    if partner is not None:
        words = words[: partner.start()]
    return Understood(
        reading=reading,
        name=_LEFT_OVER.sub("", " ".join(words.split())).strip(_QUOTES + " ,.:;，。：；"),
        number=int(number[1]) if number else None,
        partner=partner["name"].strip(_QUOTES + " ,.") if partner else "",
        is_sourced=partner is not None and partner["sourced"] is not None,
        shares=people,
    )


def amount(request: Request, understood: Understood, currency: str) -> Money | None:
    """How much the line says, in its own currency or else in this one; what was answered goes before."""
    if "amount" in request.known:
        return Money(request.known["amount"], request.known["currency"])
    reading = understood.reading
    if reading.problem is not None:
        raise reading.problem
    if len(reading.amounts) > 1:
        candidates = [Money.of(found.value, found.currency or currency) for found in reading.amounts]
        raise Ask(
            _two_amounts(request, [request.t.show(money) for money in candidates]),
            [
                Choice(request.t.show(money), {"amount": money.minor, "currency": money.currency})
                for money in dict.fromkeys(candidates)
            ],
        )
    return None if reading.amount is None else positive(Money.of(reading.amount, reading.currency or currency))


def positive(money: Money) -> Money:
    """The amount, if a deal can be worth it."""
    if money.minor <= 0:
        raise UserError("I read {amount}. A deal is worth more than nothing: type `/deal won Acme 12k`.", amount=money)
    return money


def day(request: Request, understood: Understood) -> date | None:
    """The one day in the line, if any; two are asked about in words."""
    reading = understood.reading
    if reading.problem is not None:
        raise reading.problem
    if len({found.value for found in reading.dates}) > 1:
        first, second = list(dict.fromkeys(found.value for found in reading.dates))[:2]
        raise UserError(
            "I read two days, {first} and {second}. Type the line with the one you mean.", first=first, second=second
        )
    return reading.date


def customer(request: Request, understood: Understood, *, may_be_new: bool) -> Customer | None:
    """Whom the line is about: asked when several names fit, made when none does and it `may_be_new`, else None."""
    known = request.known
    if "customer_id" in known:
        chosen = customers.find_by_id(request.tx, known["customer_id"])
        if chosen is None:
            raise UserError("That customer was taken back. Type the line again.")
        return chosen
    name = valid_name(understood.name)
    if known.get("new_customer"):
        return customers.obtain(request.tx, name)
    found = customers.match(request.tx, name)
    if customers.is_sure(name, found):
        return found[0]
    if found:
        t = request.t
        choices = [Choice(c.name, {"customer_id": c.id}) for c in found[:SHOWN_CHOICES]]
        new = [Choice(t.plain("New customer"), {"new_customer": True})] if may_be_new else []
        raise Ask(views.which_customer(t, name), choices + new)
    return customers.create(request.tx, name) if may_be_new else None


def suggest_verb(request: Request) -> None:
    """Ask whether a verb was meant when the line begins with a slip of one: wn Acme 12k."""
    first, _, rest = request.typed.partition(" ")
    meant = get_close_matches(first.casefold(), VERBS, n=1, cutoff=0.65)
    if meant and not request.verb:
        line = f"{meant[0]} {rest}".strip()
        raise UserError("Did you mean `/deal {line}`? `/deal help` shows more.", line=line)


def valid_name(name: str) -> str:
    """A company's name, if these words can be one."""
    if len(name) > NAME_LENGTH:
        raise UserError(
            "That is a long name: {length} characters. Type the customer in at most {most}.",
            length=len(name),
            most=NAME_LENGTH,
        )
    if not is_company(name):
        raise UserError("I read no customer's name there. Type it like this: `/deal won Acme 12k`.")
    return name


def partner_values(request: Request, understood: Understood, deal: Deal | None = None) -> dict[str, Any]:
    """The partner of a line, made when it is new, and whether they brought the deal; nothing when it names none.

    What a partner once brought stays theirs when it is said again that they were in it.
    """
    name = _partner_name(understood)
    if not name:
        return {}
    partner = partners.obtain(request.tx, name)
    was_sourced = deal is not None and deal.partner_id == partner.id and deal.partner_sourced
    return {"partner_id": partner.id, "partner_sourced": understood.is_sourced or was_sourced}


def _partner_name(understood: Understood) -> str:
    """The partner's name, if these words can be one; empty when the line names none."""
    if understood.partner and (not is_company(understood.partner) or len(understood.partner) > NAME_LENGTH):
        raise UserError("I read no partner's name there. Type it like this: `/deal new Acme 30k via BetaCo`.")
    return understood.partner


def is_company(name: str) -> bool:
    """Whether these words can be a company's name: no formula, no command to Slack, no emoji alone."""
    return names.is_name(name) and not _NO_NAME.search(name)


def open_deal(
    request: Request, understood: Understood, buyer: Customer | None, *, may_be_new: bool
) -> tuple[Deal | None, list[Deal]]:
    """The deal that the line is about: by its number, else the customer's open one that the person may change.

    Asked when there are several. None when there is none, or when the person says it is a new one. With it come the
    customer's other open deals, as far as they were looked at.
    """
    if understood.number is not None:
        return numbered(request, understood.number), []
    if "deal_id" in request.known:
        return None if request.known["deal_id"] is None else existing(request, request.known["deal_id"]), []
    if buyer is None:
        return None, []
    opened = deals.open_of_customer(request.tx, buyer.id)
    mine = [deal for deal in opened if may_change(request, deal)]
    if len(mine) < 2:
        return mine[0] if mine else None, [deal for deal in opened if deal not in mine]
    t = request.t
    choices = [Choice(views.deal_label(t, deal), {"deal_id": deal.id}) for deal in mine[:SHOWN_CHOICES]]
    if may_be_new:
        choices.append(Choice(t.plain("A new deal"), {"deal_id": None}))
    raise Ask(views.which_deal(t, buyer.name), choices)


def existing(request: Request, deal_id: int) -> Deal:
    """The deal that a button, a form or an answer is about, unless it was taken back since."""
    deal = deals.find(request.tx, deal_id)
    if deal is None:
        raise UserError("That deal was taken back. `/deal list` shows yours.")
    return deal


def numbered(request: Request, number: int) -> Deal:
    """The deal called #number."""
    deal = deals.find_by_number(request.tx, number)
    if deal is None:
        raise UserError("There is no deal #{number}. `/deal list` shows yours.", number=str(number))
    return deal


def may_change(request: Request, deal: Deal) -> bool:
    """Whether the person may change a deal: those who work on it, and those who lead its team."""
    return request.leads(deal.team_id) or deals.is_in_hands_of(request.tx, deal, request.member.id, request.today)


def stage_words(stage: Stage) -> list[str]:
    """What people call a stage, in small letters."""
    return [stage.name_key, *(word.casefold() for word in pipeline.STAGE_WORDS.get(stage.name_key, ()))]


def require_change(request: Request, deal: Deal) -> None:
    """Refuse, in words, who may not change the deal."""
    if not may_change(request, deal):
        owner = members.get(request.tx, deal.owner_id)
        raise UserError(
            "Deal #{number} belongs to {name}. Only they or a manager can change it.",
            number=str(deal.number),
            name=owner.name,
        )


def shares(request: Request, understood: Understood, owner_id: int) -> dict[int, int] | None:
    """Percent by member, the owner's first; None when the line names nobody. Whoever has no percent shares the rest."""
    named = {member.id: percent for member, percent in understood.shares}
    if not named:
        return None
    for member, _percent in understood.shares:
        if member.kind != members.INTERNAL or not member.is_active:
            raise UserError("{name} can't have a share: only people of this workspace can.", name=member.name)
    given = sum(percent for percent in named.values() if percent is not None)
    if given > 100:
        raise UserError("Those shares add up to {percent} %. Together they are 100 % at most.", percent=given)
    people = [owner_id, *(member_id for member_id in named if member_id != owner_id)]
    open_shares = [member_id for member_id in people if named.get(member_id) is None]
    rest = 100 - given
    if not open_shares and rest:
        raise UserError("Those shares add up to {percent} %. Together they are 100 %.", percent=given)
    if rest < len(open_shares) or named.get(owner_id) == 0:
        owner = members.get(request.tx, owner_id)
        raise UserError(
            "That leaves nothing for {name}, whose deal it is. `/deal hand {customer} @ben` gives a deal away.",
            name=owner.name,
            customer=understood.name or "Acme",
        )
    equal = {member_id: rest // len(open_shares) for member_id in open_shares}
    if open_shares:
        equal[open_shares[0]] += rest % len(open_shares)
    return {member_id: percent for member_id in people if (percent := named.get(member_id) or equal.get(member_id, 0))}


def _percent(typed: str | None) -> int | None:
    """The share that stands behind a name, if one does."""
    if typed and not typed.isdigit():
        raise UserError("I read {typed} % as a share. It is a whole number up to 100: `with @ben 40%`.", typed=typed)
    return int(typed) if typed else None


def _before_note(text: str) -> str:
    """A line up to its note: who is mentioned there gets no share."""
    return _BEGINS_NOTE.split(text, maxsplit=1)[0]


def _two_amounts(request: Request, shown: list[str]) -> str:
    if len(shown) == 2:
        return request.t("I read {first} and {second}. Which one?", first=shown[0], second=shown[1])
    return request.t("I read {amounts}. Which one?", amounts=request.t.plain(", ").join(shown))


def minor(value: Decimal, currency: str) -> int:
    """An amount in major units, as the database holds it."""
    return Money.of(value, currency).minor
