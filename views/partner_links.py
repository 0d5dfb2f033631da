"""Whose people are whose, and where we talk with them: what our own people read about it."""

from __future__ import annotations

from collections.abc import Sequence

from storage.members import Member
from storage.partners import Partner
from views import blocks
from views.blocks import Message
from views.words import Mrkdwn, Translator

VOUCH, REFUSE = "partner_vouch", "partner_refuse"
OFFERED = 5


def linked(t: Translator, name: str, channel: str, *, has_desk: bool) -> str:
    """A channel is a partner's now."""
    place = Mrkdwn(f"<#{channel}>")
    text = t(
        "{place} is where we talk with *{partner}*. Their panel is on its way, and will be pinned.",
        place=place,
        partner=name,
    )
    if has_desk:
        return text
    hint = t("What they register comes to their channel manager. `/partner desk` in a channel of ours changes that.")
    return f"{text}\n{hint}"


def unlinked(t: Translator, name: str, channel: str) -> str:
    """A channel is a partner's no more."""
    return t(
        "{place} is no place of *{partner}* any more. Take the panel's pin off there, too.",
        place=Mrkdwn(f"<#{channel}>"),
        partner=name,
    )


def desk(t: Translator, channel: str) -> str:
    """Where partners' matters are decided."""
    return t("What partners register and ask comes to {place} now, to be decided there.", place=Mrkdwn(f"<#{channel}>"))


def desk_left(t: Translator, channel: str) -> Message:
    """The desk was shared with another company."""
    text = t(
        "People of another company read {place} now, so it is no partner desk any more: what partners register and ask "
        "comes to their channel managers alone. What waits to be decided comes to you. Type `/partner desk` in another "
        "channel of ours.",
        place=Mrkdwn(f"<#{channel}>"),
    )
    return Message(text, [blocks.section(text)])


def placed(t: Translator, person: str, name: str) -> str:
    """Somebody from outside is known to work for a partner."""
    return t("{person} works for *{partner}*.", person=person, partner=name)


def refused(t: Translator, person: str) -> str:
    """Somebody from outside stays unknown."""
    return t("{person} stays unknown: the panel does nothing for them.", person=person)


def stranger(t: Translator, person: Member, channel: str, offered: Sequence[Partner]) -> Message:
    """Somebody for whom nobody has vouched has pressed a button of the panel, or written to us."""
    whom = Mrkdwn(f"<@{person.slack_user_id}>")
    if channel.startswith(("C", "G")):
        text = t(
            "{person} ({name}), whose company I don't know, asked for something in {place}. Whose are they?",
            person=whom,
            name=person.name,
            place=Mrkdwn(f"<#{channel}>"),
        )
    else:
        text = t(
            "{person} ({name}), whose company I don't know, asked me for something. Whose are they?",
            person=whom,
            name=person.name,
        )
    buttons = [
        blocks.button(
            t.plain("They are {partner}'s", partner=partner.name), f"{VOUCH}_{index}", f"{person.id}:{partner.id}"
        )
        for index, partner in enumerate(offered[:OFFERED])
    ]
    buttons.append(blocks.button(t.plain("Nobody we know"), REFUSE, person.id))
    if person.home_team_id:
        hint = t(
            "It holds for everybody of their Slack workspace. Another partner: `/partner add NAME #channel` there."
        )
    else:
        hint = t("Another partner: `/partner guest NAME @person`.")
    return Message(text, [blocks.section(text), blocks.actions(*buttons), blocks.context(hint)])


def stranger_settled(t: Translator, person: Member, partner: Partner | None) -> Message:
    """The same, once it is decided."""
    whom = Mrkdwn(f"<@{person.slack_user_id}>")
    if partner is None:
        text = t("{person} ({name}) is nobody we know.", person=whom, name=person.name)
    else:
        text = t("{person} ({name}) works for *{partner}*.", person=whom, name=person.name, partner=partner.name)
    return Message(text, [blocks.section(text)])
