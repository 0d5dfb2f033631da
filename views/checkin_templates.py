"""Check-ins to begin with: what most sales teams ask, and when, in the words of the team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sales.checkins import CHOICE, SCALE, TEXT, YES, YES_NO
from sales.schedules import WORKDAYS
from views.checkin_forms import Settings
from views.words import Translator, source

WEEKLY, STANDUP, PULSE, OWN = TEMPLATES = ("weekly", "standup", "pulse", "own")
LABELS = {
    WEEKLY: source("Weekly check-in"),
    STANDUP: source("Daily standup"),
    PULSE: source("Pulse, anonymous"),
    OWN: source("Own questions"),
}
_TITLES = {**LABELS, PULSE: source("Pulse"), OWN: source("Check-in")}
_WORDS = {
    WEEKLY: ("weekly", "week", "周报", "每周"),
    STANDUP: ("standup", "daily", "站会", "日报", "每日"),
    PULSE: ("pulse", "retro", "retrospective", "mood", "anonymous", "匿名", "复盘", "脉搏"),
    OWN: ("own", "empty", "自定义", "空白"),
}
_SETTINGS: dict[str, dict[str, Any]] = {
    WEEKLY: {"weekdays": "0", "minutes": 180},
    STANDUP: {"weekdays": WORKDAYS, "minutes": 120, "by_person": True},
    PULSE: {"weekdays": "4", "at": "14:00", "minutes": 1440, "every_weeks": 2, "is_anonymous": True},
    OWN: {},
}


@dataclass(frozen=True, slots=True)
class _Draft:
    text: str
    kind: str = TEXT
    options: tuple[str, ...] = ()
    is_blocker: bool = False
    takes_facts: bool = False
    follows: int | None = None
    """The place of the question that it follows, from 0."""
    follows_answer: str = ""


_QUESTIONS: dict[str, tuple[_Draft, ...]] = {
    WEEKLY: (
        _Draft(source("What moved last week?"), takes_facts=True),
        _Draft(
            source("How does the quarter look?"), CHOICE, (source("on track"), source("at risk"), source("off track"))
        ),
        _Draft(source("What will you get done this week?")),
        _Draft(source("Where do you need a hand?"), is_blocker=True),
    ),
    STANDUP: (
        _Draft(source("What did you get done?"), takes_facts=True),
        _Draft(source("What is next?")),
        _Draft(source("Is anything in your way?"), YES_NO),
        _Draft(source("What is in your way?"), is_blocker=True, follows=2, follows_answer=YES),
    ),
    PULSE: (
        _Draft(source("How was your week, from 1 to 10?"), SCALE),
        _Draft(source("What should we keep doing?")),
        _Draft(source("What should we change?")),
    ),
    OWN: (),
}


def named(text: str) -> str:
    """The template that a word means; empty for none."""
    word = text.strip().casefold()
    return next((template for template, words in _WORDS.items() if word in words), "")


def settings(t: Translator, template: str) -> Settings:
    """What the form opens with."""
    return Settings(name=t.plain(_TITLES[template]), **_SETTINGS[template])


def questions(t: Translator, template: str) -> list[tuple[dict[str, Any], int | None]]:
    """The columns of each question in the team's language, and the place of the one that it follows."""
    return [
        (
            {
                "text": t.plain(draft.text),
                "kind": draft.kind,
                "options": [t.plain(option) for option in draft.options],
                "is_blocker": draft.is_blocker,
                "takes_facts": draft.takes_facts,
                "follows_answer": draft.follows_answer,
            },
            draft.follows,
        )
        for draft in _QUESTIONS[template]
    ]
