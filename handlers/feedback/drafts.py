"""A feedback while it is being written: for whom, who is shown as its readers, how far the form is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.requests import Opened, Request
from sales.errors import UserError
from storage import feedback, members
from storage.feedback import PUBLIC, Audience
from storage.members import Member
from views import feedback as messages
from views import feedback_forms as views
from views.words import Mrkdwn


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form's metadata holds: ids, never a word of the text."""

    mode: str
    other_id: int = 0
    """Whom it is for, who is asked, or who has asked; 0 while nobody is chosen."""
    request_id: int = 0
    """What is answered."""
    shown: str = ""
    """The key of the audience that stood beside the text."""
    is_sure: bool = False

    def pack(self) -> str:
        """As metadata."""
        return f"{self.mode}:{self.other_id}:{self.request_id}:{int(self.is_sure)}:{self.shown}"

    @classmethod
    def unpack(cls, packed: str) -> Draft:
        """The reverse of `pack`."""
        mode, other_id, request_id, is_sure, shown = packed.split(":", 4)
        return cls(mode, int(other_id), int(request_id), shown, is_sure == "1")


def of_form(request: Request) -> tuple[Draft, str]:
    """The draft of the form in which something was chosen or sent, and where its receipt comes to."""
    where, _, packed = request.payload["view"]["private_metadata"].partition("|")
    return Draft.unpack(packed), where


def has_text_field(request: Request) -> bool:
    """Whether the text could be written already."""
    return views.TEXT in request.payload["view"]["state"]["values"]


def colleague(request: Request, slack_user_id: str, mode: str) -> Member:
    """Somebody to write to, or to ask. Raises `UserError` for oneself, outsiders and those who have left."""
    person = request.person(slack_user_id)
    if person.id == request.member.id:
        if mode == views.ASK:
            raise UserError("Ask a colleague for feedback about you: `/feedback ask @mei about my demo`.")
        raise UserError("Feedback is for others. `/feedback ask @mei about my demo` asks for some about you.")
    require_here(person)
    return person


def require_here(person: Member) -> None:
    """Raises `UserError` for whom no feedback can reach."""
    if person.kind != members.INTERNAL:
        raise UserError(
            "{name} is no full member of this workspace. Feedback stays among colleagues.", name=person.name
        )
    if not members.is_in_slack(person):
        raise UserError("{name} is not here any more.", name=person.name)


def about(request: Request, draft: Draft, other: Member) -> Member:
    """Whom the feedback is about."""
    return request.member if draft.mode == views.ASK else other


def choices(request: Request, draft: Draft, other: Member) -> list[Audience]:
    """Who can be chosen as readers; what somebody asked for about themselves is not for a channel."""
    if draft.mode == views.ASK:
        found = feedback.audiences(request.tx, request.member, other)
    else:
        found = feedback.audiences(request.tx, other, request.member)
    return [audience for audience in found if draft.mode == views.GIVE or audience.name != PUBLIC]


def opened(
    request: Request,
    draft: Draft,
    where: str,
    *,
    other: Member | None,
    chosen: Audience | None = None,
    text: str | None = None,
    notice: str = "",
) -> Opened:
    """The form for a draft: it asks for the person, then for the readers, then for the words."""
    t, instead = request.t, messages.form_elsewhere(request.t)
    if other is None:
        metadata = f"{where}|{draft.pack()}"
        return Opened(views.person_form(t, draft.mode, metadata, text=text, notice=notice), instead)
    draft = replace(draft, other_id=other.id, shown=chosen.key if chosen is not None else "")
    asked_for = feedback.request(request.tx, draft.request_id) if draft.request_id else None
    form = views.form(
        t,
        draft.mode,
        f"{where}|{draft.pack()}",
        about=about(request, draft, other),
        other=other,
        choices=choices(request, draft, other),
        chosen=chosen,
        text=text,
        notice=notice,
        topic=asked_for.about if asked_for is not None else "",
        is_sure=draft.is_sure,
    )
    return Opened(form, instead)


def place(request: Request) -> str:
    """Where the receipt of a form that opens here is to come."""
    return request.context().removesuffix("|")


def problem(request: Request, error: UserError) -> Mrkdwn:
    """A problem in words, to stand in the form."""
    return request.t.error(error)
