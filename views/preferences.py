"""A person's own card: their numbers, and how they like to be spoken to."""

from __future__ import annotations

from dataclasses import dataclass

from sales.periods import Period
from storage.members import Member
from storage.standings import Standing
from views import blocks
from views.blocks import Block, Element, Message
from views.words import LANGUAGES, Translator, language

SET_LANGUAGE, SET_ZONE, SET_LINE = "me_language", "me_zone", "me_line"
SET_QUIET, SET_BRIEF = "me_quiet", "me_brief"
AS_IN_SLACK, NEVER = "slack", "off"
QUIET_HOURS = ("18:00-08:00", "19:00-08:00", "20:00-07:30", "21:00-07:00", "22:00-07:00")
"""What the card offers; anything else can be typed."""


@dataclass(frozen=True, slots=True)
class Actions:
    """What the controls are called where they stand: on the card, or on the Home tab."""

    language: str = SET_LANGUAGE
    zone: str = SET_ZONE
    line: str = SET_LINE
    quiet: str = SET_QUIET
    brief: str = SET_BRIEF


ON_CARD = Actions()


def card(t: Translator, member: Member, standing: Standing, quarter: Period, zone: str) -> Message:
    """`/sales me`: what is open, what was won, and the settings."""
    title = t("*{name}*, your numbers", name=member.name)
    rows = [blocks.section(title), blocks.section(numbers(t, standing, quarter)), *settings(t, member, zone, ON_CARD)]
    return Message(title, rows)


def numbers(t: Translator, standing: Standing, quarter: Period) -> str:
    """What is open and what was won this quarter, in two lines."""
    if not standing.open_deals and not standing.quarter_deals and not standing.quarter.minor:
        return t("No deals yet. Type `/deal won Acme 12k` after your next call.")
    worth = t.plain(", ").join(t.show(amount) for amount in standing.open_worth)
    lines = [t.plural("{count} deal open", "{count} deals open", standing.open_deals)]
    if worth:
        lines = [t("{deals}, {worth}", deals=lines[0], worth=worth)]
    won = t.plural("{count} deal won", "{count} deals won", standing.quarter_deals)
    lines.append(t("{period}: {won}, {amount}", period=quarter, won=won, amount=standing.quarter))
    return "\n".join(lines)


def settings(t: Translator, member: Member, zone: str, actions: Actions) -> list[Block]:
    """Language, zone, quiet hours, the brief and the private line, each with the control that changes it."""
    return [
        blocks.section(t("*Language*"), _languages(t, member, actions)),
        blocks.section(
            t("*Time zone* {zone}", zone=zone),
            blocks.external_select(actions.zone, placeholder=t.plain("Type a city")),
        ),
        blocks.section(
            t("*Quiet hours* {hours}", hours=quiet_hours(t, member)),
            _quiet(t, member, actions),
        ),
        blocks.section(
            t("*Brief in the morning* {state}", state=t("on") if member.wants_brief else t("off")),
            _toggle(t, actions.brief, is_on=member.wants_brief),
        ),
        blocks.section(
            t("*Private line on Mondays* {state}", state=t("on") if member.wants_private_line else t("off")),
            _toggle(t, actions.line, is_on=member.wants_private_line),
        ),
    ]


def _toggle(t: Translator, action_id: str, *, is_on: bool) -> Element:
    label = t.plain("Turn it off") if is_on else t.plain("Turn it on")
    return blocks.button(label, action_id, "off" if is_on else "on")


def quiet_hours(t: Translator, member: Member) -> str:
    """20:00–07:30, or none."""
    if member.quiet_from == member.quiet_until:
        return t.plain("none")
    return f"{member.quiet_from}–{member.quiet_until}"


def quieter(t: Translator, most: int, full: int) -> Message:
    """To somebody who has not reacted for two weeks: that we write less, and what changes that."""
    text = t(
        "You have not needed me for two weeks, so I write to you {most} times a day at most instead of {full}. "
        "Any command or click brings the others back.",
        most=most,
        full=full,
    )
    return Message(text, [blocks.section(text)])


def _quiet(t: Translator, member: Member, actions: Actions) -> Element:
    current = NEVER if member.quiet_from == member.quiet_until else f"{member.quiet_from}-{member.quiet_until}"
    offered = sorted({*QUIET_HOURS, current} - {NEVER})
    options = [blocks.option(hours.replace("-", "–"), hours) for hours in offered]
    options.append(blocks.option(t.plain("No quiet hours"), NEVER))
    return blocks.select(actions.quiet, options, initial=current)


def _languages(t: Translator, member: Member, actions: Actions) -> Element:
    options = [blocks.option(t.plain("As in Slack"), AS_IN_SLACK)]
    options += [blocks.option(name, code) for code, name in LANGUAGES.items()]
    chosen = language(member.locale) if member.locale else AS_IN_SLACK
    return blocks.select(actions.language, options, initial=chosen)
