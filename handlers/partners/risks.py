"""A partner at risk, dealt with at once: seen to, no risk, or another tier."""

from __future__ import annotations

from handlers import choices
from handlers.partners import editing
from handlers.requests import Answer, Opened, Refused, Reply, Request
from handlers.routes import Routes, listener
from sales.errors import UserError
from sales.partner_risks import FOR_ADMINS, TIER
from sales.risks import Reason
from storage import partner_desks, partner_risks, partners, rows
from storage.partner_risks import PartnerRisk
from storage.partner_tiers import PartnerTier
from views import partner_risks as views


@listener()
def seen_to(request: Request) -> Answer:
    """**Seen to**: somebody looks after it, and it is not told again while the facts are the same."""
    risk, reasons = _open(request)
    partner_risks.settle(request.tx, risk.partner, reasons)
    text = request.t("*{partner}*: seen to. I say no more of it until something changes.", partner=risk.partner.name)
    return _beside(choices.done(request, text))


@listener()
def open_reason(request: Request) -> Answer:
    """**Not a risk**: asks why."""
    risk, reasons = _open(request)
    what = views.line(request.t, risk.partner.name, reasons, risk.standing)
    return Opened(views.reason_form(request.t, what, request.context(risk.partner.id)))


@listener()
def set_reason(request: Request) -> Answer:
    """Why it is no risk was filled in: silence until the facts change."""
    risk, reasons = _open(request)
    why = " ".join(str(choices.filled_in(request, views.WHY)).split())
    if not why:
        return Refused({views.WHY: request.t.plain("One line is enough, as “they are at a fair until Friday”.")})
    partner_risks.silence(request.tx, risk.partner, reasons, why=why, by=request.member.id)
    text = request.t("*{partner}*: no risk. I say no more of it until something changes.", partner=risk.partner.name)
    return _beside(choices.done(request, text))


@listener()
def set_tier(request: Request) -> Answer:
    """**Make it Gold**: the partner stands on the step that its numbers are enough for, if they still are."""
    number, _, tier_id = request.value.partition(":")
    risk = _risk(request, int(number))
    tier = rows.find(request.tx, PartnerTier, int(tier_id)) if tier_id.isdigit() else None
    if tier is None or risk.standing.meets.id != tier.id:
        raise UserError("The numbers have changed since. `/partner {name}` shows them.", name=risk.partner.name)
    return _beside(editing.move(request, risk.partner, tier))


@listener()
def leave_tier(request: Request) -> Answer:
    """**Leave it**: the step stays as it is until the numbers are enough for yet another one."""
    risk = _risk(request, int(request.value))
    reasons = [reason for reason in risk.reasons if reason.rule == TIER]
    partner_risks.silence(request.tx, risk.partner, reasons, why="", by=request.member.id)
    text = request.t("*{partner}* stays where it is. I ask again when the numbers change.", partner=risk.partner.name)
    return _beside(choices.done(request, text))


def _beside(reply: Reply) -> Reply:
    """The message with the risks stays, and is corrected; the receipt comes beside it."""
    return Reply(reply.message, replaces=False)


def _open(request: Request) -> tuple[PartnerRisk, list[Reason]]:
    """A partner behind a button, with the reasons that the person is told of. Raises `UserError` without any."""
    risk = _risk(request, int(request.value))
    is_admin = request.member.id in {admin.id for admin in partner_desks.admins(request.tx)}
    reasons = [reason for reason in risk.reasons if reason.rule != TIER and (is_admin or reason.rule not in FOR_ADMINS)]
    if not reasons:
        raise UserError("{partner} is no risk any more.", partner=risk.partner.name)
    return risk, reasons


def _risk(request: Request, partner_id: int) -> PartnerRisk:
    partner = partners.get(request.tx, partner_id)
    editing.require_change(request, partner)
    return partner_risks.of_partner(request.tx, partner, request.today)


def register(routes: Routes) -> None:
    routes.action(views.SEEN_TO, seen_to)
    routes.action(views.NOT_A_RISK, open_reason)
    routes.view(views.REASON_FORM, set_reason)
    routes.action(views.SET_TIER, set_tier)
    routes.action(views.LEAVE_TIER, leave_tier)
