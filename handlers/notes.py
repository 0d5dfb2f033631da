"""Words to somebody else than whoever asks: that something was done for them, about theirs, or because of them."""

from __future__ import annotations

from handlers.requests import Request
from storage import members, outbox
from storage.members import Member
from views.blocks import Message


def tell(request: Request, person: Member, message: Message, key: str) -> None:
    """A direct message to a person, if Slack reaches them; of the same `key` they get one."""
    if members.is_in_slack(person):
        outbox.tell(
            request.tx,
            "note",
            person.slack_user_id,
            dedupe_key=key,
            payload={"text": message.text, "blocks": message.blocks},
        )
