"""A rehearsal as whoever asked for it sees it: what, when, where and in which language, and then each post itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any

from storage.pipelines import Gaps
from storage.teams import Team
from views import blocks, briefs
from views.blocks import Block, Message
from views.words import LANGUAGES, Mrkdwn, Translator, language

BUTTON = "rehearsed"
"""Begins the action id of buttons in a rehearsed post: they do nothing but say so."""
LINES = 20


def line(t: Translator, kind: str, at: datetime, team: Team | None) -> str:
    """09:00 · #field · English · the board. Without a team it is to the reader alone."""
    name = t.plain(briefs.KINDS[kind])
    if team is None:
        return t("{time} · to you · {kind}", time=f"{at:%H:%M}", kind=name)
    return t(
        "{time} · {channel} · {language} · {kind}",
        time=f"{at:%H:%M}",
        channel=Mrkdwn(f"<#{team.channel_id}>"),
        language=LANGUAGES[language(team.locale)],
        kind=name,
    )


def others(t: Translator, kinds: Mapping[str, int], people: int) -> str:
    """To 5 others, each alone: the place on the board (5). Empty when there are none."""
    if not kinds:
        return ""
    return t.plural(
        "To {count} other, alone: {kinds}.",
        "To {count} others, each alone: {kinds}.",
        people,
        kinds=Mrkdwn(briefs.kinds(t, kinds)),
    )


def summary(
    t: Translator, day: datetime, lines: Sequence[str], others: str, gaps: Sequence[tuple[Team, Gaps]]
) -> Message:
    """What there would be, in a line each, and what the numbers lack."""
    title = t("*Rehearsal, {day}*. Nothing is sent or stored.", day=day.date())
    rows: list[Block] = [blocks.section(title)]
    if lines:
        told = [t("• {line}", line=Mrkdwn(each)) for each in lines[:LINES]]
        if len(lines) > LINES:
            told.append(t.plural("and {count} more", "and {count} more", len(lines) - LINES))
        rows.append(blocks.section("\n".join(told)))
    elif not others:
        rows.append(blocks.section(t("Nothing would be posted. `/sales team` says what comes when.")))
    if others:
        rows.append(blocks.section(others))
    for team, gap in gaps:
        missing = _missing(t, gap)
        if missing:
            text = t("{team}: {gaps}", team=team.name, gaps=Mrkdwn(t.plain(", ").join(missing)))
            rows.append(blocks.context(text))
    return Message(title, rows)


def part(t: Translator, line: str, text: str, post: Sequence[Block], alt_text: str) -> Message:
    """A post as it would be, under a line that says when and where; its buttons do nothing."""
    head = blocks.context(t("Rehearsal · {line}", line=Mrkdwn(line)))
    shown = deepcopy(list(post)) or [blocks.section(text)]
    for number, element in enumerate(_elements(shown)):
        element["action_id"] = f"{BUTTON}_{number}"
    picture = [blocks.context(t("Picture: {words}", words=alt_text))] if alt_text else []
    return Message(text, [head, *shown, *picture])


def no_button(t: Translator) -> str:
    """What a click on a rehearsed post gets."""
    return t("This is a rehearsal: the button works when the post is real.")


def _elements(shown: Sequence[Block]) -> list[dict[str, Any]]:
    """Everything in some blocks that can be clicked."""
    found = [element for block in shown if block["type"] == "actions" for element in block["elements"]]
    return found + [block["accessory"] for block in shown if "action_id" in block.get("accessory", {})]


def _missing(t: Translator, gaps: Gaps) -> list[str]:
    found: list[str] = []
    if gaps.without_amount:
        found.append(t.plural("{count} deal has no amount", "{count} deals have no amount", gaps.without_amount))
    if gaps.without_close_date:
        found.append(
            t.plural("{count} deal has no close date", "{count} deals have no close date", gaps.without_close_date)
        )
    return found
