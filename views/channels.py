"""What people hear about channels: how to begin in one, and who reads it by now."""

from __future__ import annotations

from collections.abc import Sequence

from views import blocks
from views.blocks import Message
from views.words import Mrkdwn, Translator

RELEASE, DROP = "channel_release", "channel_drop"
"""Buttons about what was kept back while outsiders read a channel; their value is the channel."""


def welcome(t: Translator) -> Message:
    """The bot was invited into a channel that is no team's home yet."""
    text = t(
        "Hello, I am Bellringer. A manager types `/sales here` to make this channel a team's home: it then hears of "
        "every win, and gets the board on Mondays."
    )
    return _words(text)


def shared(t: Translator, channel: str, company: str) -> Message:
    """To those who answer for a channel of ours: another company reads it by now. `company` is empty when we don't
    know which one."""
    place = Mrkdwn(f"<#{channel}>")
    if company:
        first = t(
            "People of {company} read {place} now, all that was said there included.", company=company, place=place
        )
    else:
        first = t("People of another company read {place} now, all that was said there included.", place=place)
    rest = t(
        "I post nothing of ours there any more, and correct nothing. "
        "Give the team another home: type `/sales here` in a channel of its own."
    )
    return _words(f"{first} {rest}")


def guest_joined(t: Translator, channel: str, guest: str) -> Message:
    """To those who answer for a channel of ours: a guest for whom nobody has vouched reads it by now."""
    return _words(
        t(
            "{guest} is a guest, and reads {place} now. Whoever works for a partner must not: say so with "
            "`/partner guest NAME @person`, and I keep back what is ours.",
            guest=Mrkdwn(f"<@{guest}>"),
            place=Mrkdwn(f"<#{channel}>"),
        )
    )


def joined_by(t: Translator, channel: str, partners: Sequence[str], company: str) -> Message:
    """To those who look after the partners of a channel: somebody else reads it by now."""
    place, names = Mrkdwn(f"<#{channel}>"), t.plain(", ").join(partners)
    if not company:
        return _words(
            t(
                "People of a company that I don't know read {place} now. When they ask me for something, "
                "I ask you whose they are; what is between {partners} and us does not go there meanwhile.",
                place=place,
                partners=names,
            )
        )
    return _words(
        t(
            "People of {company} read {place} now, too. What only {partners} may read no longer goes there; "
            "what they ask for is answered to whoever asks, alone.",
            company=company,
            place=place,
            partners=names,
        )
    )


def left_by(t: Translator, channel: str, partner: str) -> Message:
    """To whoever looks after a partner: a channel is shared with it no more."""
    return _words(
        t(
            "*{partner}* no longer reads {place}, so it is linked to them no more. When it is shared again, type "
            "`/partner add {partner} #channel`.",
            partner=partner,
            place=Mrkdwn(f"<#{channel}>"),
        )
    )


def unshared(t: Translator, channel: str, waiting: int) -> Message:
    """To those who answer for a channel: only our own people read it again. What was kept back goes if they say so."""
    place = Mrkdwn(f"<#{channel}>")
    text = t("Only people of ours read {place} again, and I post there as before.", place=place)
    if not waiting:
        return _words(text)
    question = t.plural(
        "One post was kept back since yesterday. Is it still to go there?",
        "{count} posts were kept back since yesterday. Are they still to go there?",
        waiting,
    )
    buttons = blocks.actions(
        blocks.button(t.plain("Post them"), RELEASE, channel), blocks.button(t.plain("Drop them"), DROP, channel)
    )
    return Message(f"{text} {question}", [blocks.section(f"{text} {question}"), buttons])


def released(t: Translator, channel: str, count: int) -> Message:
    """They go after all."""
    place = Mrkdwn(f"<#{channel}>")
    if not count:
        return _words(t("That has been seen to already, or is too long ago."))
    return _words(
        t.plural("One post is on its way to {place}.", "{count} posts are on their way to {place}.", count, place=place)
    )


def dropped(t: Translator, channel: str, count: int) -> Message:
    """They do not go."""
    place = Mrkdwn(f"<#{channel}>")
    if not count:
        return _words(t("That has been seen to already, or is too long ago."))
    return _words(
        t.plural("One post for {place} is dropped.", "{count} posts for {place} are dropped.", count, place=place)
    )


def retried(t: Translator, *, sent: bool) -> Message:
    """A post that did not arrive is tried again, unless somebody has seen to it already."""
    return _words(t("It is on its way.") if sent else t("That has been seen to already."))


def _words(text: str) -> Message:
    return Message(text, [blocks.section(text)])
