"""What people of partners write: made plain, and not more of it than we can read."""

from __future__ import annotations

from handlers import choices
from handlers.requests import VIEW, Answer, Opened, Reply, Request
from sales.errors import UserError
from sales.texts import visible
from storage import partner_limits
from storage.partners import Partner
from views import refusals
from views.blocks import Message


def written(request: Request, field: str, length: int) -> str:
    """What a field of a form holds, without characters that nobody sees."""
    return plainly(str(choices.filled_in(request, field)), length)


def plainly(text: str, length: int) -> str:
    """Somebody's words without characters that nobody sees, no longer than they may be."""
    return visible(text).strip()[:length]


def count(request: Request, partner: Partner) -> None:
    """One more thing that they send. Raises `UserError` when it was enough for this hour."""
    if not partner_limits.take(request.tx, partner.id, request.member.id):
        raise UserError("That is a lot for one hour. Send the next ones a little later; what you sent is stored.")


def receipt(request: Request, message: Message) -> Answer:
    """What the sender alone reads: in the place of their form, or as the answer to their line."""
    return Opened(refusals.as_form(request.t, message)) if request.surface == VIEW else Reply(message)
