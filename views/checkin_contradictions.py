"""Words that the data contradict, in words: said to whoever wrote them alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sales.contradictions import COVERAGE, GOAL, OVERDUE, QUIET, SLIPPED, Contradiction
from views import blocks
from views.blocks import Message
from views.checkins import EXPLAIN, LEAVE, OPEN, TELL_MANAGER
from views.words import Mrkdwn, Translator


def words(t: Translator, claim: str, found: Sequence[Contradiction]) -> Mrkdwn:
    """You wrote “on track”. Open deals cover half of what is left."""
    return _sentences(t, t("You wrote “{claim}”.", claim=claim), found)


def about(t: Translator, name: str, claim: str, found: Sequence[Contradiction]) -> Mrkdwn:
    """The same to a manager, of somebody."""
    return _sentences(t, t("{name} wrote “{claim}”.", name=name, claim=claim), found)


def message(t: Translator, said: Mrkdwn, round_id: int) -> Message:
    """With what can be done about it."""
    buttons = [
        blocks.button(t.plain("Change it"), OPEN, round_id, style="primary"),
        blocks.button(t.plain("Explain"), EXPLAIN, round_id),
        blocks.button(t.plain("Leave it"), LEAVE, round_id),
        blocks.button(t.plain("Tell my manager"), TELL_MANAGER, round_id),
    ]
    return Message(said, [blocks.section(said), blocks.actions(*buttons), blocks.context(t("Only you see this."))])


def left(t: Translator) -> Message:
    """It stays as it was written."""
    return _alone(t("It stays as you wrote it."))


def told(t: Translator, names: str) -> Message:
    """Who was told."""
    return _alone(t("{names} know of it now.", names=names))


def explained(t: Translator) -> Message:
    """It stands beside the answers."""
    return _alone(t("Added to your answers."))


def for_manager(t: Translator, name: str, checkin: str, said: Mrkdwn) -> Message:
    """Because the person asked for it."""
    return _alone(t("{name} would like to look at *{checkin}* with you. {said}", name=name, checkin=checkin, said=said))


def _sentences(t: Translator, said: Mrkdwn, found: Sequence[Contradiction]) -> Mrkdwn:
    for contradiction in found:
        said = t("{said} {fact}", said=said, fact=_fact(t, contradiction))
    return said


def _fact(t: Translator, found: Contradiction) -> Mrkdwn:
    if found.kind == COVERAGE:
        share = _percent(found.share or Fraction())
        return t("Open deals cover {percent} % of what is left to win.", percent=share)
    if found.kind == GOAL:
        reached, expected = _percent(found.share or Fraction()), _percent(found.expected or Fraction())
        return t(
            "*{goal}* is at {reached} %, where a steady pace would be at {expected} %.",
            goal=found.name,
            reached=reached,
            expected=expected,
        )
    if found.kind == QUIET:
        return t.plural(
            "{count} open deal has been quiet for {days} days.",
            "{count} open deals have been quiet for {days} days or more.",
            found.count,
            days=found.days,
        )
    if found.kind == OVERDUE:
        return t.plural(
            "The close date of {count} open deal is over.",
            "The close dates of {count} open deals are over.",
            found.count,
        )
    assert found.kind == SLIPPED
    return t.plural("{count} deal slipped.", "{count} deals slipped.", found.count)


def _percent(share: Fraction) -> int:
    return round(share * 100)


def _alone(text: Mrkdwn) -> Message:
    return Message(text, [blocks.section(text)])
