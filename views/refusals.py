"""What we say when something cannot be done: what was read, what is unclear, what to type instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sales.errors import UserError
from storage.members import ADMIN, Member
from views import blocks
from views.blocks import Message
from views.words import Translator


def problem(t: Translator, error: UserError) -> Message:
    """Something that the person can put right."""
    return _words(t.error(error))


def denied(t: Translator, role: str, led_by: Sequence[Member]) -> Message:
    """The person's role does not allow it; somebody's may."""
    if role == ADMIN:
        return _words(t("Only admins can do that. `/sales admin roles` says who they are."))
    if led_by:
        return _words(t("Only managers can do that. Ask {name}.", name=led_by[0].name))
    return _words(t("Only managers can do that. `/sales admin roles` says who they are."))


def for_partners(t: Translator) -> Message:
    """Guests and people of other companies have no commands."""
    return _words(t("This is for the sales team of this workspace. If you sell with them, ask your contact there."))


def not_for_partners(t: Translator) -> Message:
    """To people of partners: whatever else they type, be there something of that name or not."""
    return _words(t("That is for the sales team of this workspace. Write `@Bellringer help` for what you can do here."))


def stranger(t: Translator) -> Message:
    """Slack did not tell us who somebody is."""
    return _words(t("Slack did not tell me who that is, so nothing was stored. Try again in a minute."))


def form_did_not_open(t: Translator) -> Message:
    """Slack takes a form within three seconds only."""
    return _words(t("Slack did not open the form in time. Try again, or type it in one line: `/deal won Acme 12k`."))


def unknown(t: Translator, word: str, nearest: str | None) -> Message:
    """A word that begins no line we know."""
    hint = t("Try `/deal won Acme 12k`, `/leaderboard`, or `/sales help` for everything.")
    if nearest is not None:
        return _words(
            t.together(t("I don't know “{word}”. Did you mean “{nearest}”?", word=word, nearest=nearest), hint)
        )
    return _words(t.together(t("I don't know “{word}”.", word=word) if word else "", hint))


def our_fault(t: Translator, reference: str) -> Message:
    """A bug, or trouble with the database: the reference is in the log."""
    return _words(
        t(
            "That didn't work, and nothing was stored. Reference {reference}; your admin can find it.",
            reference=reference,
        )
    )


def as_form(t: Translator, message: Message) -> dict[str, Any]:
    """A message in the place of a form, where there is no channel for it."""
    return blocks.modal("told", "Bellringer", message.blocks or [blocks.section(message.text)], close=t.plain("Close"))


def _words(text: str) -> Message:
    return Message(text, [blocks.section(text)])
