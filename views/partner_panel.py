"""The panel in a shared channel, and what people of other companies are told before anybody has vouched for them.

Everything here is read by outsiders, of several companies at once: nothing in it depends on who is asking.
"""

from __future__ import annotations

from views import blocks
from views.blocks import Message
from views.words import Translator

REGISTER, MINE = "partner_register", "partner_mine"
SUPPORT, TRAINING, FEEDBACK = "partner_support", "partner_training", "partner_feedback"
SCORECARD = "partner_scorecard"


def panel(t: Translator) -> Message:
    """What partners can do here, for people who have no slash commands."""
    text = t("*Working together.* Register a deal, and you read at once whether the customer is yours.")
    hint = t("What you send is between you and us: no other company sees any of it, nor the answer.")
    return Message(text, [blocks.section(text), buttons(t), blocks.context(hint)])


def buttons(t: Translator) -> blocks.Block:
    """The panel's buttons."""
    return blocks.actions(
        blocks.button(t.plain("Register a deal"), REGISTER, style="primary"),
        blocks.button(t.plain("My registrations"), MINE),
        blocks.button(t.plain("Ask for support"), SUPPORT),
        blocks.button(t.plain("Training and material"), TRAINING),
        blocks.button(t.plain("Feedback"), FEEDBACK),
        blocks.button(t.plain("Scorecard"), SCORECARD),
    )


def stranger(t: Translator) -> Message:
    """To somebody from outside for whom nobody has vouched."""
    return _words(
        t("Your contact here has to say first whom you work for. They know that you asked; you will hear from me.")
    )


def which_partner(t: Translator) -> Message:
    """To one of us, in a place that is not one partner's."""
    return _words(
        t("Whose is it? Do it in the channel of that partner alone: `/partner add BetaCo #channel` links one.")
    )


def welcome(t: Translator) -> Message:
    """To somebody of a partner for whom one of us has vouched."""
    text = t("You can go ahead now: your company is known here.")
    return Message(text, [blocks.section(text), buttons(t)])


def _words(text: str) -> Message:
    return Message(text, [blocks.section(text)])
