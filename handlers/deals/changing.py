"""Changing deals: new ones, stage, amount, close date, next step, credit and owner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from handlers import notes
from handlers.deals import cards, closing, forms, reading, receipts
from handlers.deals.reading import Understood
from handlers.requests import Answer, Reply, Request
from handlers.routes import Routes, listener
from sales import pipeline
from sales.errors import UserError
from storage import deals, members, obstacles, promises, stages
from storage.deals import Deal
from storage.members import Member
from storage.stages import Stage
from views import deal_forms as form_views
from views import deals as views
from views.blocks import Message

_NOT_AFTER = "".join(
    f"(?<!{verb}{lead})" for verb in ("closes", "closing", "close", "due", "expected") for lead in ("", " on", " by")
)
"""Acme closes next friday."""
_NEXT = re.compile(rf"(?:^|{_NOT_AFTER}\s)(?:next(?:\s+step)?|下一步|下步)\s*[:：]?\s*(?P<step>.*)$", re.IGNORECASE)
_MOVE = re.compile(
    r"(?P<name>.*\S)(?:\s+(?:moved?|moves|stage)(?:\s+to)?\s|\s*(?:推进|移动|转)[到至]?)\s*(?P<stage>\S.*)",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"(?:^|\s)(?:closes|closing|close|due|expected|预计|关单|签约日)(?:\s+(?:on|by|date))?(?=\s|$)", re.IGNORECASE
)


@listener()
def create(request: Request) -> Answer:
    """`/deal new Acme 30k eom via BetaCo`."""
    if not request.typed_anything:
        return forms.opened(request, outcome=form_views.NEW)
    understood = reading.understand(request)
    if not understood.name:
        return forms.opened(request, outcome=form_views.NEW, understood=understood)
    worth = reading.amount(request, understood, request.currency)
    closes_on = reading.day(request, understood)
    buyer = reading.customer(request, understood, may_be_new=True)
    assert buyer is not None
    closing.ask_if_repeated(request, buyer, worth)
    deal = deals.create(
        request.tx,
        today=request.today,
        stage=stages.every(request.tx)[0],
        shares=reading.shares(request, understood, request.member.id),
        customer_id=buyer.id,
        owner_id=request.member.id,
        team_id=request.team.id if request.team else None,
        amount_minor=worth.minor if worth else None,
        currency=worth.currency if worth else request.currency,
        closes_on=closes_on,
        note=understood.note,
        **reading.partner_values(request, understood),
    )
    return receipts.changed(request, obstacles.credit(request.tx, deal, request.today), is_new=True)


@listener()
def move(request: Request) -> Answer:
    """`/deal move Acme proposal`; won and lost are moves too."""
    return _moved(request, request.line)


def _moved(request: Request, line: str) -> Reply:
    understood = reading.understand(request, line)
    stage, understood.name = _stage_named(request, understood.name)
    if stage.outcome != pipeline.OPEN:
        raise UserError(
            "To close a deal, type `/deal won {name} 12k` or `/deal lost {name} price`.", name=understood.name
        )
    deal = _deal(request, understood)
    return receipts.changed(request, deals.change(request.tx, deal, today=request.today, stage=stage))


@listener()
def look_or_change(request: Request) -> Answer:
    """`/deal Acme` is its card; `Acme 35k`, `close 30/6`, `next call Zhang fri` change it; `/deal` is the form."""
    if not request.typed_anything:
        return forms.opened(request, outcome=form_views.NEW)
    line, step = _cut(_NEXT, request.line)
    moved = _MOVE.fullmatch(line) if step is None else None
    if moved and moved["stage"].casefold() in _by_name(stages.every(request.tx)):
        return _moved(request, f"{moved['name']} {moved['stage']}")
    line, closes = _cut(_CLOSE, line)
    understood = reading.understand(request, line + (f" {closes}" if closes is not None else ""))
    changes = _new_values(request, understood) | (_next_step(request, step) if step is not None else {})
    if not changes and not understood.partner:
        if closes is not None:
            raise UserError("When does it close? Type `/deal {name} close 30/6`.", name=understood.name)
        return cards.found(request, understood)
    deal = _deal(request, understood)
    changes |= reading.partner_values(request, understood, deal)
    changed = deals.change(request.tx, deal, today=request.today, **changes)
    return receipts.changed(request, obstacles.credit(request.tx, changed, request.today))


@listener()
def split(request: Request) -> Answer:
    """`/deal split Acme @amy 60 @ben 40`: who gets which part of the credit; everybody concerned is told."""
    understood = reading.understand(request)
    deal = _deal(request, understood)
    shares = reading.shares(request, understood, deal.owner_id)
    if shares is None:
        raise UserError("Who shares it? Type `/deal split {name} @amy 60 @ben 40`.", name=understood.name or "Acme")
    concerned = {*shares, *(credit.member_id for credit in deals.credits(request.tx, deal.id))}
    changed = deals.change(request.tx, deal, today=request.today, shares=shares)
    for member_id in sorted(concerned):
        _tell(request, members.get(request.tx, member_id), changed)
    return receipts.changed(request, changed)


@listener()
def hand_over(request: Request) -> Answer:
    """`/deal hand Acme @ben`: a new owner; both are told."""
    understood = reading.understand(request)
    if len(understood.shares) != 1:
        raise UserError("To whom? Type `/deal hand {name} @ben`.", name=understood.name or "Acme")
    new_owner = understood.shares[0][0]
    if new_owner.kind != members.INTERNAL or not new_owner.is_active:
        raise UserError("{name} can't own a deal: only people of this workspace can.", name=new_owner.name)
    deal = _deal(request, understood)
    changed = deals.hand_over(request.tx, deal, new_owner.id, today=request.today)
    along = len(promises.hand_over_with_deal(request.tx, deal.id, deal.owner_id, new_owner))
    card = deals.card(request.tx, changed.id)
    said = views.handed_over(request.speak_to(new_owner), card, request.member, promises=along)
    _message(request, new_owner, said, changed)
    if deal.owner_id != request.member.id:
        old_owner = members.get(request.tx, deal.owner_id)
        said = views.handed_on(request.speak_to(old_owner), card, request.member)
        _message(request, old_owner, said, changed)
    facts = views.handed_facts(request.t, card, promises=along)
    return Reply(views.receipt(request.t, facts, changed.id, request.tx.change_set_id))


def _deal(request: Request, understood: Understood) -> Deal:
    """The one open deal that the line is about, which the person may change."""
    if understood.number is None and not understood.name and "deal_id" not in request.known:
        raise UserError("Which deal? Name the customer: `/deal move Acme proposal`.")
    buyer = reading.customer(request, understood, may_be_new=False) if understood.number is None else None
    deal, _others = reading.open_deal(request, understood, buyer, may_be_new=False)
    if deal is None and buyer is not None:
        others = deals.of_customer(request.tx, buyer.id)
        deal = others[0] if others else None
    if deal is None:
        reading.suggest_verb(request)
        raise UserError("There is no deal with {name} yet. Type `/deal new {name} 30k eom`.", name=understood.name)
    reading.require_change(request, deal)
    return deal


def _new_values(request: Request, understood: Understood) -> dict[str, Any]:
    """Amount, close date and note, as far as the line says them."""
    changes: dict[str, Any] = {}
    worth = reading.amount(request, understood, request.currency)
    if worth is not None:
        changes |= {"amount_minor": worth.minor, "currency": worth.currency}
    closes_on = reading.day(request, understood)
    if closes_on is not None:
        changes["closes_on"] = closes_on
    if understood.note:
        changes["note"] = understood.note
    return changes


def _next_step(request: Request, step: str) -> dict[str, Any]:
    read = reading.understand(request, step)
    words = " ".join([read.reading.words, *(f"@{member.name}" for member, _percent in read.shares)]).strip()
    if not words:
        raise UserError("What is the next step? Type `/deal Acme next call Zhang fri`.")
    return {"next_step": words[:200], "next_step_on": reading.day(request, read)}


def _stage_named(request: Request, words: str) -> tuple[Stage, str]:
    """The stage named in a line, at its end or its beginning, and the line without it."""
    pipeline_stages = stages.every(request.tx)
    called = _by_name(pipeline_stages)
    folded = words.casefold()
    for name in sorted(called, key=len, reverse=True):
        for pattern in (rf"(?:\bto\s+|到|至)?{re.escape(name)}(?:阶段)?$", rf"^{re.escape(name)}(?:\s|$)"):
            found = re.search(pattern, folded)
            if found:
                return called[name], (words[: found.start()] + words[found.end() :]).strip()
    listed = ", ".join(views.stage_name(request.t, s.name) for s in pipeline_stages if s.outcome == pipeline.OPEN)
    raise UserError("To which stage? There are {stages}. Type `/deal move Acme proposal`.", stages=listed)


def _by_name(pipeline_stages: Sequence[Stage]) -> dict[str, Stage]:
    return {name: stage for stage in pipeline_stages for name in reading.stage_words(stage)}


def _cut(pattern: re.Pattern[str], line: str) -> tuple[str, str | None]:
    """A line up to a word, and what follows it; None when the word is not there."""
    found = pattern.search(line)
    if found is None:
        return line, None
    rest = found["step"] if "step" in pattern.groupindex else line[found.end() :]
    return line[: found.start()].strip(), rest.strip()


def _tell(request: Request, member: Member, deal: Deal) -> None:
    """Everybody whose credit changed hears of it, but for the one who did it."""
    if member.id == request.member.id:
        return
    card = deals.card(request.tx, deal.id)
    pairs = [
        ("" if c.member_id == member.id else members.get(request.tx, c.member_id).name, c.percent)
        for c in deals.credits(request.tx, deal.id)
    ] or [("", 100)]
    _message(request, member, views.credit_shared(request.speak_to(member), card, request.member, pairs), deal)


def _message(request: Request, member: Member, message: Message, deal: Deal) -> None:
    notes.tell(request, member, message, f"deal:{deal.id}:{member.id}:{request.tx.change_set_id}")


def register(routes: Routes) -> None:
    routes.line("deal", "", look_or_change)
    routes.line("deal", "new", create, "add", "open", "create", "新建", "新增", "新")
    routes.line("deal", "move", move, "推进", "移动", "阶段")
    routes.line("deal", "split", split, "share", "分单", "拆分", "分")
    routes.line("deal", "hand", hand_over, "handover", "transfer", "give", "移交", "转交", "转给")
