"""Closing deals: won and lost, from a typed line or a button."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.deals import forms, reading, receipts
from handlers.deals.reading import Understood
from handlers.requests import Answer, Ask, Choice, Reply, Request
from handlers.routes import Routes, listener
from sales import pipeline
from sales.errors import UserError
from sales.money import Money
from storage import customers, deals, history, members, obstacles, outbox, stages
from storage.customers import Customer
from storage.deals import Deal
from storage.stages import Stage
from views import deals as views
from views.blocks import Message, section

REPEATED_WITHIN = timedelta(minutes=2)


@listener()
def win(request: Request) -> Answer:
    """`/deal won Acme 12k with @ben 40% - beat Globex`: closes the customer's open deal, or stores a closed one."""
    if not request.typed_anything:
        return forms.opened(request, outcome=pipeline.WON)
    if request.known.get("stop"):
        return _one_deal(request)
    understood = reading.understand(request, past=True)
    is_nameless = not understood.name and understood.number is None
    if is_nameless or request.known.get("form"):
        return forms.opened(request, outcome=pipeline.WON, understood=understood)
    deal, buyer = _subject(request, understood)
    require_not_won(request, deal)
    said = reading.amount(request, understood, deal.currency if deal is not None else request.currency)
    ask_if_repeated(request, buyer, said)
    worth = said or _known_worth(request, deal, buyer)
    return receipts.won(request, close_won(request, deal, buyer, understood, worth), buyer)


@listener()
def lose(request: Request) -> Answer:
    """`/deal lost Acme price - they chose Globex`: closes the deal lost; the reason is asked for when none is given."""
    if not request.typed_anything:
        return forms.opened(request, outcome=pipeline.LOST)
    if request.known.get("stop"):
        return _one_deal(request)
    understood = reading.understand(request, past=True)
    reason = request.known.get("reason", "")
    if not customers.is_sure(understood.name, customers.match(request.tx, understood.name)):
        named, understood.name = pipeline.lost_reason(understood.name)
        reason = reason or named
    if not understood.name and understood.number is None:
        return forms.opened(request, outcome=pipeline.LOST, understood=understood, reason=reason)
    deal, buyer = _subject(request, understood)
    if not reason:
        t = request.t
        choices = [Choice(views.reason_name(t, reason), {"reason": reason}) for reason in pipeline.LOST_REASONS]
        raise Ask(t("*{customer}*, lost. Why?", customer=buyer.name), choices)
    ask_if_repeated(request, buyer, reading.amount(request, understood, request.currency))
    return receipts.changed(request, close_lost(request, deal, buyer, understood, reason))


@listener()
def win_by_button(request: Request) -> Answer:
    """**Won** on a card: at once when the amount is known, else by the form."""
    deal = reading.existing(request, int(request.value))
    reading.require_change(request, deal)
    require_not_won(request, deal)
    if deal.outcome != pipeline.OPEN or deal.amount_minor is None:
        return forms.opened(request, outcome=pipeline.WON, deal=deal)
    understood = reading.understand(request, "")
    worth = Money(deal.amount_minor, deal.currency)
    buyer = _buyer(request, deal)
    return receipts.won(request, close_won(request, deal, buyer, understood, worth), buyer)


@listener()
def lose_by_button(request: Request) -> Answer:
    """**Lost** on a card: a form, because the reason is wanted."""
    deal = reading.existing(request, int(request.value))
    reading.require_change(request, deal)
    return forms.opened(request, outcome=pipeline.LOST, deal=deal)


def require_not_won(request: Request, deal: Deal | None) -> None:
    """Refuse, in words, to win a deal twice."""
    if deal is not None and deal.outcome == pipeline.WON:
        raise UserError(
            "Deal #{number} was won already, {day}. `/deal #{number}` shows it, with *Edit*.",
            number=str(deal.number),
            day=deal.closed_on,
        )


def close_won(request: Request, deal: Deal | None, buyer: Customer, understood: Understood, worth: Money) -> Deal:
    """Store a win and let the team's channel hear of it."""
    owner_id = deal.owner_id if deal is not None else request.member.id
    values = {
        "amount_minor": worth.minor,
        "currency": worth.currency,
        "closed_on": _closing_day(request, deal, buyer, understood),
        "note": understood.note,
    }
    won = _close(request, deal, buyer, stages.closing(request.tx, pipeline.WON), understood, owner_id, values)
    won = obstacles.credit(request.tx, won, request.today)
    ring(request, won, buyer)
    return won


def close_lost(request: Request, deal: Deal | None, buyer: Customer, understood: Understood, reason: str) -> Deal:
    """Store a loss. The channel does not hear of it."""
    worth = reading.amount(request, understood, deal.currency if deal is not None else request.currency)
    owner_id = deal.owner_id if deal is not None else request.member.id
    values = {
        "closed_on": _closing_day(request, deal, buyer, understood),
        "note": understood.note,
        "lost_reason": reason,
    }
    if worth is not None:
        values |= {"amount_minor": worth.minor, "currency": worth.currency}
    return _close(request, deal, buyer, stages.closing(request.tx, pipeline.LOST), understood, owner_id, values)


def ring(request: Request, deal: Deal, buyer: Customer) -> None:
    """Tell the team's channel of a win, once for each time it is won."""
    if request.team is not None and request.team.channel_id:
        is_mine = deal.owner_id == request.member.id
        owner = request.member if is_mine else members.get(request.tx, deal.owner_id)
        outbox.post(
            request.tx,
            "win",
            audience=outbox.INTERNAL,
            dedupe_key=f"win:{deal.id}:{request.tx.change_set_id}",
            channel=request.team.channel_id,
            subject=f"deal:{deal.id}",
            payload={
                "deal_id": deal.id,
                "team_id": request.team.id,
                # for what is left to say when the deal itself is taken back
                "name": owner.name,
                "customer": buyer.name,
            },
        )


def _close(
    request: Request,
    deal: Deal | None,
    buyer: Customer,
    stage: Stage,
    understood: Understood,
    owner_id: int,
    values: dict[str, object],
) -> Deal:
    shares = reading.shares(request, understood, owner_id)
    values |= reading.partner_values(request, understood, deal)
    if deal is not None:
        if not values["note"]:
            del values["note"]
        return deals.change(request.tx, deal, today=request.today, stage=stage, shares=shares, **values)
    return deals.create(
        request.tx,
        today=request.today,
        stage=stage,
        shares=shares,
        customer_id=buyer.id,
        owner_id=owner_id,
        team_id=request.team.id if request.team else None,
        **{"currency": request.currency, **values},
    )


def _subject(request: Request, understood: Understood) -> tuple[Deal | None, Customer]:
    """The open deal that the line closes, if there is one, and whose it is."""
    if understood.number is not None:
        named = reading.numbered(request, understood.number)
        reading.require_change(request, named)
        return named, _buyer(request, named)
    buyer = reading.customer(request, understood, may_be_new=True)
    assert buyer is not None
    deal, others = reading.open_deal(request, understood, buyer, may_be_new=True)
    if deal is None and others:
        # a colleague's open deal is theirs to close; whether this is another one is not guessed
        t, card = request.t, deals.card(request.tx, others[0].id)
        raise Ask(
            views.deal_of_others(t, card),
            [Choice(t.plain("Log my own"), {"deal_id": None})],
            extra=(views.card_button(t, card),),
        )
    return deal, buyer


def _buyer(request: Request, deal: Deal) -> Customer:
    return customers.get(request.tx, deal.customer_id)


def _known_worth(request: Request, deal: Deal | None, buyer: Customer) -> Money:
    """What the deal was worth while it was open; asked for when nobody said."""
    if deal is not None and deal.amount_minor is not None:
        return Money(deal.amount_minor, deal.currency)
    t = request.t
    raise Ask(views.amount_missing(t, buyer.name), [Choice(t.plain("Enter amount"), {"form": True})])


def _closing_day(request: Request, deal: Deal | None, buyer: Customer, understood: Understood) -> date:
    """When it was closed: today unless the line says otherwise, and never in the future."""
    on = reading.day(request, understood) or request.today
    if on <= request.today:
        return on
    if deal is not None:
        raise UserError(
            "I read {day}, which is still to come. To say when it closes, type `/deal #{number} close {typed}`.",
            day=on,
            number=str(deal.number),
            typed=on.isoformat(),
        )
    worth = [found.text for found in understood.reading.amounts[:1]]
    raise UserError(
        "I read {day}, which is still to come. To log it as open, type `/deal new {line}`.",
        day=on,
        line=" ".join([buyer.name, *worth, on.isoformat()]),
    )


def ask_if_repeated(request: Request, buyer: Customer, worth: Money | None) -> None:
    """The same line by the same person within two minutes is asked about, not stored."""
    if request.known.get("again"):
        return
    done_at = history.last_same(
        request.tx, actor_id=request.member.id, command=request.tx.command, since=request.now - REPEATED_WITHIN
    )
    if done_at is not None:
        t = request.t
        yes, no = t.plain("Yes, a second deal"), t.plain("No")
        raise Ask(
            views.again(t, buyer.name, worth, int((request.now - done_at).total_seconds())),
            [Choice(yes, {"again": True, "deal_id": None}), Choice(no, {"stop": True})],
        )


def _one_deal(request: Request) -> Reply:
    text = request.t("Good: it stays one deal.")
    return Reply(Message(text, [section(text)]))


def register(routes: Routes) -> None:
    routes.line("deal", "won", win, "win", "closed", "成交", "赢单", "拿下", "签约", "签了", "中标", anywhere=True)
    routes.line("deal", "lost", lose, "lose", "丢单", "输单", "丢了", "丢", "输了", anywhere=True)
    routes.action(views.CLOSE_WON, win_by_button)
    routes.action(views.CLOSE_LOST, lose_by_button)
