"""What people hear about channels: how to begin in one, and who reads it by now."""

from __future__ import annotations

from views import blocks
from views.blocks import Message
from views.words import Mrkdwn, Translator


def welcome(t: Translator) -> Message:
    """The bot was invited into a channel that is no team's home yet."""
    text = t(
        "Hello, I am Bellringer. A manager types `/sales here` to make this channel a team's home: it then hears of "
        "every win, and gets the board on Mondays."
    )
    return _words(text)


def shared(t: Translator, channel: str) -> Message:
    """To those who lead the team: another company reads its channel by now."""
    return _words(
        t(
            "People of another company read {place} now, so I post nothing of ours there any more. "
            "Give the team another home: type `/sales here` in a channel of its own.",
            place=Mrkdwn(f"<#{channel}>"),
        )
    )


def retried(t: Translator, *, sent: bool) -> Message:
    """A post that did not arrive is tried again, unless somebody has seen to it already."""
    return _words(t("It is on its way.") if sent else t("That has been seen to already."))


def _words(text: str) -> Message:
    return Message(text, [blocks.section(text)])
