"""A partner registers a customer: by the panel's form, by a line that names the bot, or in a direct message.

All three answers cost the same work and come at the same beat: what is written, and to whom, does not depend on what
the registration meets, but for the words of the answer.
"""

from __future__ import annotations

import re
from typing import Any

from handlers import choices
from handlers.partners import callers, voices
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import PARTNER, Routes, listener
from sales import dates, parsing
from sales import registrations as rules
from sales.companies import SAME, Company, likeness
from sales.errors import UserError
from sales.money import Money
from sales.texts import visible
from storage import companies, domains, obstacles, partner_desks, partner_tiers, registrations, workspaces
from storage.partners import Partner
from storage.registrations import IN_REVIEW, PROTECTED
from views import partner_panel as panels
from views import registration_answers as answers
from views import registration_forms as forms
from views.blocks import Message

_DOMAIN = re.compile(r"\S*[^\s.]\.[^\s.,]\S*")
_LETTERS = re.compile(r"\w")


@listener(allow=PARTNER)
def open_form(request: Request) -> Answer:
    """**Register a deal** on the panel."""
    if callers.partner_of(request) is None:
        return callers.stranger(request)
    return Opened(forms.form(request.t, request.context(), {}))


@listener(allow=PARTNER, steady=True)
def register_line(request: Request) -> Answer:
    """`@Bellringer register Acme acme.com 30k`; without a customer it shows the panel's buttons."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    if not request.typed_anything:
        return Reply(panels.panel(request.t))
    answer = _register(request, partner, _read_line(request))
    return Reply(answer if callers.are_alone(request, partner) else answers.beside_others(request.t, answer))


@listener(allow=PARTNER, steady=True)
def send_form(request: Request) -> Answer:
    """The form was sent: the answer takes its place."""
    partner = callers.partner_of(request)
    if partner is None:
        return callers.stranger(request)
    errors: dict[str, str] = {}
    values = _read_form(request, errors)
    if errors:
        return Refused(errors)
    try:
        return Opened(answers.answer_form(request.t, _register(request, partner, values)))
    except UserError as problem:
        return Refused({forms.COMPANY: request.t.plain(problem.message, **problem.values)})


def _register(request: Request, partner: Partner, values: dict[str, Any]) -> Message:
    """Store it with everything that it meets, have our own people told, and answer."""
    tx = request.tx
    tx.command = "register"  # what was typed is their words
    workspaces.lock(tx)  # first come, first served
    voices.count(request, partner)
    company = Company(values["company"], values["domain"])
    if likeness(company, Company(partner.name, partner.domain)).verdict == SAME:
        raise UserError("{company} is your own company.", company=values["company"])
    is_behind = companies.keep_customers(tx) == companies.KEYED_AT_ONCE
    met = obstacles.met_by(tx, partner.id, company)
    if met.own is not None:
        is_theirs = met.own.member_id == request.member.id
        return answers.known(request.t, met.own, request.zone, is_theirs=is_theirs)
    is_certain = bool(company.domain) and not is_behind
    answer = rules.answer(met.obstacles, is_certain=is_certain)
    registration = registrations.submit(
        tx,
        partner,
        request.member,
        answer=answer,
        state=answer,
        channel_id=request.channel_id if request.channel_id.startswith(("C", "G")) else "",
        matches=obstacles.as_stored(met),
        **_begun(request, partner, answer),
        **values,
    )
    companies.keep_registration(tx, registration)
    return answers.answer(request.t, registration, request.zone)


def _begun(request: Request, partner: Partner, answer: str) -> dict[str, Any]:
    """What the answer brings with it: a last day, or a time by which somebody has looked."""
    until = rules.protected_until(request.today, partner_tiers.of(request.tx, partner).protection_days)
    by = partner_desks.answer_by(request.tx, request.member)
    return {
        "protected_until": until if answer == PROTECTED else None,
        "answer_by": by if answer == IN_REVIEW else None,
        "decided_at": None if answer == IN_REVIEW else request.now,
    }


def _read_line(request: Request) -> dict[str, Any]:
    """Customer, domain, amount and day from a line, in any order. Raises `UserError`."""
    line = visible(request.line)
    found = [match[0] for match in _DOMAIN.finditer(line) if domains.registrable(match[0])]
    words = line
    for each in found:
        words = words.replace(each, " ")
    read = parsing.read(words, request.today, locale=request.locale, currency=request.currency)
    if read.problem is not None:
        raise read.problem
    if len(read.amounts) > 1:
        raise UserError("I read several amounts. Type one: `register Acme acme.com 30k`.")
    if read.amount is None:
        raise UserError("For how much? Type `register Acme acme.com 30k`.")
    return {
        "company": _company(read.words),
        "domain": _domain(found[0]) if found else "",
        "expected_on": read.date,
        "evidence": read.note[: forms.LONG],
        **_amount(request, read.amount, read.currency or request.currency),
    }


def _read_form(request: Request, errors: dict[str, str]) -> dict[str, Any]:
    """The same from the form; problems by field."""

    def text(name: str) -> str:
        return visible(str(choices.filled_in(request, name))).strip()

    def read(name: str, understand: Any) -> Any:
        try:
            return understand(text(name))
        except UserError as problem:
            errors[name] = request.t.plain(problem.message, **problem.values)
            return None

    def amount(typed: str) -> dict[str, Any]:
        understood = parsing.read(typed, request.today, locale=request.locale, currency=request.currency)
        if understood.problem is not None:
            raise understood.problem
        if understood.amount is None:
            raise UserError("I can't read {text} as an amount. Type it like 12k or €12,000.", text=typed)
        return _amount(request, understood.amount, understood.currency or request.currency)

    def day(typed: str) -> Any:
        return _day(request, typed) if typed else None

    return {
        "company": read(forms.COMPANY, _company),
        "domain": read(forms.DOMAIN, lambda typed: _domain(typed) if typed else ""),
        "expected_on": read(forms.DAY, day),
        **{name: text(name) for name in (forms.COUNTRY, forms.CONTACT, forms.PRODUCT)},
        **{name: text(name) for name in (forms.EVIDENCE, forms.RELATIONSHIP)},
        **(read(forms.AMOUNT, amount) or {}),
    }


def _company(words: str) -> str:
    name = " ".join(words.split())
    if len(name) > forms.SHORT:
        raise UserError("That is long for a company's name: {length} characters.", length=len(name))
    if not _LETTERS.search(name):
        raise UserError("Whom do you register? Type the customer's legal name: `register Acme acme.com 30k`.")
    return name


def _domain(typed: str) -> str:
    domain = domains.registrable(typed)
    if not domain:
        raise UserError("I can't read {text} as a web site. Type it like acme.com.", text=typed[: forms.SHORT])
    if domains.is_free_mail(domain):
        raise UserError("Anybody can have an address at {domain}. Type the company's own web site.", domain=domain)
    return domain


def _amount(request: Request, value: Any, currency: str) -> dict[str, Any]:
    worth = Money.of(value, currency)
    if worth.minor <= 0:
        raise UserError("I read {amount}. A deal is worth more than nothing.", amount=worth)
    return {"amount_minor": worth.minor, "currency": worth.currency}


def _day(request: Request, typed: str) -> Any:
    day = parsing.read(typed, request.today).date
    if day is None or not dates.can_be_meant(day, request.today):
        raise UserError("{day} can't be meant. Choose another day.", day=typed)
    return day


def register(routes: Routes) -> None:
    routes.line("register", "", register_line)
    routes.action(panels.REGISTER, open_form)
    routes.view(forms.SUBMIT, send_form)
