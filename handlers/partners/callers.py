"""Who of a partner is asking: nobody gets anything here before one of us has said whom they work for."""

from __future__ import annotations

from handlers.requests import Reply, Request
from storage import members, partner_desks, partners
from storage.partners import REFUSED, Partner
from views import partner_panel as views


def partner_of(request: Request) -> Partner | None:
    """The partner that the person acts for; None where nobody has vouched for them: then answer with `stranger`.

    One of us acts for the partner whose channel it is: for whoever told them something on the phone.
    """
    if request.member.kind != members.INTERNAL:
        return partners.of_member(request.tx, request.member)
    linked = partners.links_in(request.tx, request.channel_id) if request.channel_id else []
    return partners.get(request.tx, linked[0].partner_id) if len(linked) == 1 else None


def are_alone(request: Request, partner: Partner) -> bool:
    """Whether what is typed here is read by this partner and us, as far as we know: a direct message, or their place.

    One of us says in a channel what the channel may read.
    """
    if request.member.kind == members.INTERNAL or not request.channel_id.startswith(("C", "G")):
        return True
    return [link.partner_id for link in partners.links_in(request.tx, request.channel_id)] == [partner.id]


def stranger(request: Request) -> Reply:
    """What somebody is told for whom nobody has vouched. Our own people are asked once for each company and guest."""
    if request.member.kind == members.INTERNAL:
        return Reply(views.which_partner(request.t), replaces=False)
    if _asks_us(request):
        partner_desks.post(
            request.tx,
            "partner_stranger",
            None,
            dedupe_key=f"partner_stranger:{request.member.home_team_id or request.member.id}:{request.channel_id}",
            subject=f"member:{request.member.id}",
            payload={"member_id": request.member.id, "channel_id": request.channel_id},
        )
    return Reply(views.stranger(request.t), replaces=False)


def _asks_us(request: Request) -> bool:
    """Whether our own people are to hear of it; notes the workspace of a company that is met for the first time."""
    if request.member.kind == members.GUEST:
        return True
    if not request.member.home_team_id:
        return False
    met = partners.meet_workspace(request.tx, request.member.home_team_id, seen_in=request.channel_id)
    return met.state != REFUSED
