"""Changing what is known of a partner: by a line for each thing, or all at once in a form."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from handlers import choices
from handlers.partners import linking
from handlers.partners.material import MOST_CERTIFIED
from handlers.requests import Answer, Denied, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales import dates, names, parsing
from sales.errors import UserError
from sales.texts import visible
from storage import absences, domains, members, partner_risks, partner_tiers, partners, registrations, rows
from storage.members import MANAGER, Member
from storage.partner_tiers import PartnerTier
from storage.partners import Partner
from storage.registrations import PROTECTED
from views import partner_cards as views
from views import partner_forms as forms
from views import partner_tiers as tier_views

WORDS_LENGTH = 120

_QUOTES = "\"'“”‘’«»「」『』"
_QUOTED = re.compile(r"^[\"“«「『](?P<name>[^\"”»」』]+)[\"”»」』]\s*(?P<rest>.*)$")
_UNTIL = re.compile(r"(?:^|\s)(?:until|till|up to|到期|截至|至|到)\s*(?P<day>\S.*)$", re.IGNORECASE)


@listener()
def set_tier(request: Request) -> Answer:
    """`/partner tier BetaCo gold`."""
    words = linking.required(request, "/partner tier BetaCo gold")
    folded = words.casefold()
    for tier in sorted(partner_tiers.every(request.tx), key=lambda tier: -len(tier.name)):
        for called in tier_views.tier_words(tier.name):
            if folded.endswith(called.casefold()) and len(words) > len(called):
                return move(request, linking.named(request, words[: -len(called)].strip()), tier)
    offered = request.t.plain(", ").join(
        tier_views.tier_name(request.t, tier.name) for tier in partner_tiers.every(request.tx)
    )
    raise UserError("To which tier? There are {tiers}. Type `/partner tier BetaCo gold`.", tiers=offered)


@listener()
def set_manager(request: Request) -> Answer:
    """`/partner manager BetaCo @amy`: who of us looks after them; `off` for nobody."""
    words = linking.required(request, "/partner manager BetaCo @amy")
    name, _, last = words.rpartition(" ")
    if not request.mentions and last.casefold() in choices.OFF:
        partner = require_change(request, linking.named(request, name))
        partners.change(request.tx, partner, manager_id=None)
        return choices.done(request, request.t("Nobody looks after *{partner}* now.", partner=partner.name))
    if len(request.mentions) != 1:
        raise UserError("Who of us? Type `/partner manager BetaCo @amy`.")
    partner = require_change(request, linking.named(request, words))
    person = _colleague(request.person(request.mentions[0]))
    partners.change(request.tx, partner, manager_id=person.id)
    partner_risks.outdate(request.tx, partner)
    text = request.t("{name} looks after *{partner}* now.", name=person.name, partner=partner.name)
    return choices.done(request, text)


@listener()
def set_domain(request: Request) -> Answer:
    """`/partner domain BetaCo betaco.com`: who registers it, registers themselves."""
    partner, text = _split(request, "/partner domain BetaCo betaco.com")
    domain = _domain(text)
    partners.change(request.tx, partner, domain=domain)
    facts = {"partner": partner.name, "domain": domain or "–"}
    return choices.done(request, request.t("*{partner}*, web site: {domain}", **facts))


@listener()
def set_territory(request: Request) -> Answer:
    """`/partner territory BetaCo DACH and Benelux`."""
    partner, text = _split(request, "/partner territory BetaCo Benelux")
    partners.change(request.tx, partner, territory=_words(text))
    return choices.done(
        request, request.t("*{partner}*, territory: {text}", partner=partner.name, text=_words(text) or "–")
    )


@listener()
def set_programme(request: Request) -> Answer:
    """`/partner programme BetaCo Reseller`."""
    partner, text = _split(request, "/partner programme BetaCo Reseller")
    partners.change(request.tx, partner, programme=_words(text))
    return choices.done(
        request, request.t("*{partner}*, programme: {text}", partner=partner.name, text=_words(text) or "–")
    )


@listener()
def set_agreement(request: Request) -> Answer:
    """`/partner agreement BetaCo "Reseller 2027" until 31 dec`."""
    partner, text = _split(request, '/partner agreement BetaCo "Reseller 2027" until 31 dec')
    until = _UNTIL.search(text)
    day = None if until is None else _day(request, until["day"])
    name = _words(text if until is None else text[: until.start()])
    # a new day alone keeps the name
    changed = partners.change(
        request.tx, partner, agreement=name or (partner.agreement if day else ""), agreement_until=day
    )
    partner_risks.outdate(request.tx, partner)
    facts = {"partner": partner.name, "text": changed.agreement or "–", "day": day}
    if day is None:
        return choices.done(request, request.t("*{partner}*, agreement: {text}", **facts))
    return choices.done(request, request.t("*{partner}*, agreement: {text}, until {day}", **facts))


@listener()
def rename(request: Request) -> Answer:
    """`/partner rename BetaCo Beta Corporation`."""
    partner, text = _split(request, '/partner rename BetaCo "Beta Corporation"')
    name = _words(text)
    if not names.is_name(name):
        raise UserError("What is it called now? Type `/partner rename BetaCo Beta Corporation`.")
    other = partners.find(request.tx, name)
    if other is not None and other.id != partner.id:
        raise UserError("There is a partner {name} already.", name=other.name)
    partners.rename(request.tx, partner, name)
    return choices.done(request, request.t("*{old}* is called *{new}* now.", old=partner.name, new=name))


@listener()
def close(request: Request) -> Answer:
    """`/partner close BetaCo`: we do not work with them any more; what they brought stays theirs."""
    linking.require_manager(request)
    partner = linking.named(request, linking.required(request, "/partner close BetaCo"))
    if not partner.is_active:
        raise UserError("{partner} is closed already.", partner=partner.name)
    partners.change(request.tx, partner, is_active=False)
    of_theirs = registrations.of_partner(request.tx, partner.id)
    held = sum(row.state == PROTECTED for row in of_theirs)
    return choices.done(request, views.closed(request.t, partner.name, held))


@listener()
def edit(request: Request) -> Answer:
    """**Edit** on a card."""
    partner = require_change(request, partners.get(request.tx, int(request.value)))
    manager = members.get(request.tx, partner.manager_id).slack_user_id if partner.manager_id else None
    tiers = partner_tiers.every(request.tx)
    standing = partner_tiers.of(request.tx, partner)
    return Opened(forms.form(request.t, request.context(partner.id), partner, tiers, standing.id, manager))


@listener()
def save(request: Request) -> Answer:
    """The form was sent."""
    partner = require_change(request, partners.get(request.tx, int(request.value)))
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}

    def read(field: str, column: str, understand: Any) -> None:
        try:
            values[column] = understand(str(choices.filled_in(request, field)))
        except UserError as problem:
            errors[field] = request.t.plain(problem.message, **problem.values)

    read(forms.TIER, "tier_id", int)
    read(forms.PROGRAMME, "programme", _words)
    read(forms.TERRITORY, "territory", _words)
    read(forms.MANAGER, "manager_id", lambda typed: _colleague(request.person(typed)).id if typed else None)
    read(forms.DOMAIN, "domain", _domain)
    read(forms.CERTIFIED, "certified", _number)
    read(forms.AGREEMENT, "agreement", _words)
    read(forms.UNTIL, "agreement_until", lambda typed: date.fromisoformat(typed) if typed else None)
    read(forms.SINCE, "since", lambda typed: date.fromisoformat(typed) if typed else None)
    if errors:
        return Refused(errors)
    if rows.find(request.tx, PartnerTier, values["tier_id"]) is None:
        raise UserError("That tier is gone. `/partner tiers` shows them.")
    partners.change(request.tx, partner, **values)
    partner_risks.outdate(request.tx, partner)
    return choices.done(request, request.t("*{partner}* is changed.", partner=partner.name))


def move(request: Request, partner: Partner, tier: PartnerTier) -> Reply:
    """Put a partner on a step of the programme."""
    require_change(request, partner)
    partners.change(request.tx, partner, tier_id=tier.id)
    partner_risks.outdate(request.tx, partner)
    return choices.done(request, tier_views.moved(request.t, partner.name, tier.name))


def may_change(request: Request, partner: Partner) -> bool:
    """Whether somebody may change what is known of a partner: its channel manager, who covers for them, managers."""
    manager_id = partner.manager_id or 0
    in_care = request.member.id in (manager_id, absences.cover(request.tx, manager_id, request.today))
    return in_care or request.leads(None)


def require_change(request: Request, partner: Partner) -> Partner:
    """The partner, for whoever may change what is known of it. Raises `Denied` for others."""
    if not may_change(request, partner):
        raise Denied(MANAGER)
    return partner


def _split(request: Request, example: str) -> tuple[Partner, str]:
    """The partner that a line begins with, and the rest of it. Raises `UserError`."""
    line = linking.required(request, example)
    quoted = _QUOTED.match(line)
    if quoted is not None:
        return require_change(request, linking.named(request, quoted["name"])), quoted["rest"]
    words = line.split()
    for count in range(len(words), 0, -1):
        found = partners.find(request.tx, " ".join(words[:count]))
        if found is not None:
            return require_change(request, found), " ".join(words[count:])
    return require_change(request, linking.named(request, words[0])), " ".join(words[1:])


def _words(text: str) -> str:
    """A text as it is stored; "off" takes it away."""
    plain = " ".join(visible(text).split()).strip(_QUOTES + " ")
    return "" if plain.casefold() in choices.OFF else plain[:WORDS_LENGTH]


def _domain(text: str) -> str:
    typed = _words(text)
    domain = domains.registrable(typed) if typed else ""
    if typed and not domain:
        raise UserError("I can't read {text} as a web site. Type it like acme.com.", text=typed)
    if domains.is_free_mail(domain):
        raise UserError("Anybody can have an address at {domain}. Type the company's own web site.", domain=domain)
    return domain


def _day(request: Request, text: str) -> date:
    day = parsing.read(text, request.today, locale=request.locale).date
    if day is None or not dates.can_be_meant(day, request.today):
        raise UserError("I can't read {text} as a day. Type it like 31 dec or 2027-12-31.", text=text)
    return day


def _number(text: str) -> int:
    if not text.strip().isdecimal() or int(text) > MOST_CERTIFIED:
        raise UserError("I can't read {text} as a number of people.", text=text)
    return int(text)


def _colleague(person: Member) -> Member:
    if person.kind != members.INTERNAL or not members.is_in_slack(person):
        raise UserError("{name} is none of our people here: they can't look after a partner.", name=person.name)
    return person


def register(routes: Routes) -> None:
    routes.line("partner", "tier", set_tier, "级别", "等级")
    routes.line("partner", "manager", set_manager, "负责人", "渠道经理", "经理")
    routes.line("partner", "domain", set_domain, "website", "域名", "网站")
    routes.line("partner", "territory", set_territory, "区域", "地区")
    routes.line("partner", "programme", set_programme, "program", "计划")
    routes.line("partner", "agreement", set_agreement, "contract", "协议", "合同")
    routes.line("partner", "rename", rename, "改名", "更名")
    routes.line("partner", "close", close, "关闭", "停用")
    routes.action(views.EDIT, edit)
    routes.view(forms.FORM, save)
