"""What the owner of a post is told when it does not arrive: why, where it is now, and what can be done."""

from __future__ import annotations

from views import blocks
from views.blocks import Message
from views.words import Mrkdwn, Translator

RETRY = "outbox_retry"
"""The button that sends a post once more; its value is the number of the outbox row."""


def channel_closed(t: Translator, channel: str, waiting: int, *, archived: bool) -> Message:
    """Slack does not let us post in a channel any more."""
    place = _channel(channel)
    if archived:
        return _words(
            t.plural(
                "I can't post in {place} any more: it is archived. One message is waiting.",
                "I can't post in {place} any more: it is archived. {count} messages are waiting.",
                waiting,
                place=place,
            )
        )
    return _words(
        t.plural(
            "I can't post in {place} any more: I was removed. Invite me with `/invite @Bellringer`;"
            " one message is waiting.",
            "I can't post in {place} any more: I was removed. Invite me with `/invite @Bellringer`;"
            " {count} messages are waiting.",
            waiting,
            place=place,
        )
    )


def outsiders(t: Translator, channel: str) -> Message:
    """People of another company would have read it."""
    return _words(
        t(
            "Not there: people of another company read {place}. I keep back what is meant for our own people until you"
            " say else; give the team a channel of its own.",
            place=_channel(channel),
        )
    )


def audience_unsure(t: Translator, channel: str, number: int) -> Message:
    """Slack did not say who reads the channel."""
    return _with_button(
        t,
        t("Slack did not tell me who reads {place}, so an internal post waits.", place=_channel(channel)),
        t.plain("Try again"),
        number,
    )


def given_up(t: Translator, place: str, number: int, reason: str) -> Message:
    """Slack refused it for good, or for too long. `place` is a channel or a person."""
    return _with_button(
        t,
        t("A post for {place} did not go out. Slack says `{reason}`.", place=_channel(place), reason=reason),
        t.plain("Try again"),
        number,
    )


def undecided(t: Translator, place: str, number: int) -> Message:
    """Slack may have it or not."""
    return _with_button(
        t,
        t(
            "Slack did not say whether it took a post for {place}. Look there first: is it missing?",
            place=_channel(place),
        ),
        t.plain("Send again"),
        number,
    )


def _with_button(t: Translator, text: Mrkdwn, label: str, number: int) -> Message:
    return Message(text, [blocks.section(text), blocks.actions(blocks.button(label, RETRY, number))])


def _words(text: Mrkdwn) -> Message:
    return Message(text, [blocks.section(text)])


def _channel(slack_id: str) -> Mrkdwn:
    return Mrkdwn(f"<@{slack_id}>" if slack_id.startswith(("U", "W")) else f"<#{slack_id}>")
