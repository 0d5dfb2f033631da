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
AS_IN_SLACK = "slack"


@dataclass(frozen=True, slots=True)
class Actions:
    """What the controls are called where they stand: on the card, or on the Home tab."""

    language: str = SET_LANGUAGE
    zone: str = SET_ZONE
    line: str = SET_LINE


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
    """Language, zone and the private line, each with the control that changes it."""
    line = t("on") if member.wants_private_line else t("off")
    facts = t("*Private line on Mondays* {state}", state=line)
    label = t.plain("Turn it off") if member.wants_private_line else t.plain("Turn it on")
    toggle = blocks.button(label, actions.line, "off" if member.wants_private_line else "on")
    return [
        blocks.section(t("*Language*"), _languages(t, member, actions)),
        blocks.section(
            t("*Time zone* {zone}", zone=zone),
            blocks.external_select(actions.zone, placeholder=t.plain("Type a city")),
        ),
        blocks.section(facts, toggle),
    ]


def _languages(t: Translator, member: Member, actions: Actions) -> Element:
    options = [blocks.option(t.plain("As in Slack"), AS_IN_SLACK)]
    options += [blocks.option(name, code) for code, name in LANGUAGES.items()]
    chosen = language(member.locale) if member.locale else AS_IN_SLACK
    return blocks.select(actions.language, options, initial=chosen)
