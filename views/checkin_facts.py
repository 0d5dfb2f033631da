"""What is known of a person before they are asked: in a line for the prompt, and as the text a form begins with."""

from __future__ import annotations

from storage.checkin_facts import Known
from views import goals, weeks
from views.words import Translator


def prompt_line(t: Translator, known: Known) -> str:
    """3 deals moved, Globex slipped, 1 promise due."""
    return weeks.prompt_line(t, known.week)


def prefilled(t: Translator, known: Known) -> str:
    """The week, and where the goals stand, a line for each; plain text, to be edited."""
    return weeks.prefilled(t, known.week, extra=[goals.fact(t, each) for each in known.goals])
