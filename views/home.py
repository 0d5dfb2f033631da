"""The Home tab: a person's day, numbers, goals, promises and settings, and their team; nothing for outsiders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sales import periods, pipeline
from sales.money import Money
from sales.periods import Period
from storage import agendas
from storage.agendas import Agenda
from storage.goals import GoalProgress
from storage.standings import Standing
from storage.teams import Team
from views import (
    blocks,
    briefs,
    deals,
    feedback,
    goals,
    kudos,
    leaderboards,
    partner_panel,
    partner_support,
    preferences,
    promises,
    registration_answers,
)
from views.blocks import Block
from views.briefs import Reader
from views.preferences import Actions
from views.words import Translator

PARTNERS_SHOWN = 15
"""How many registrations and requests a partner's person sees, the newest."""
ACTIONS = Actions("home_language", "home_zone", "home_line", "home_quiet", "home_brief")


@dataclass(frozen=True, slots=True)
class Led:
    """A team that the person leads, and what it has won."""

    team: Team
    week: Money
    quarter: Money
    people: int
    away: Sequence[str]
    """Names of those who are away today."""
    behind: int
    """How many goals will probably be missed."""
    answered: Sequence[tuple[str, int, int]]
    """Check-ins that are open now: what they are called, how many have answered, of how many."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person has before them besides their numbers."""

    agenda: Agenda
    goals: Sequence[GoalProgress]
    promises: Sequence[Any]
    """All that are open."""
    thanks: Sequence[Any]
    thanks_left: int
    feedback_asked: Sequence[Any]
    """Colleagues who wait for feedback from them."""


def home(
    t: Translator,
    reader: Reader,
    standing: Standing,
    desk: Desk,
    *,
    quarter: Period,
    led: Sequence[Led],
) -> Block:
    """What somebody of our own company sees."""
    member, today = reader.member, reader.today
    rows = [
        blocks.header(t.plain("Good day, {name}", name=member.name)),
        blocks.section(_week(t, standing)),
        blocks.section(preferences.numbers(t, standing, quarter)),
        blocks.actions(blocks.button(t.plain("Log a win"), deals.OPEN_FORM, pipeline.WON, style="primary")),
        blocks.actions(
            blocks.button(t.plain("New deal"), deals.OPEN_FORM, "new"),
            blocks.button(t.plain("See the board"), leaderboards.SHOW, ""),
        ),
    ]
    rows += [blocks.divider(), *briefs.on_home(t, reader, desk.agenda)]
    rows += feedback.on_home(t, 0, desk.feedback_asked)  # what waits to be read is part of the day
    due = {entry.about.id for entry in desk.agenda.entries if entry.kind == agendas.DEAL}
    closing_soon = [deal for deal in standing.closing_soon if deal.id not in due]
    if closing_soon:
        rows += [blocks.divider(), blocks.section(t("*Closing soon*"))]
        rows += [_closing(t, deal, today) for deal in closing_soon]
    rows += [blocks.divider(), *goals.on_home(t, desk.goals)]
    rows += promises.on_home(t, desk.promises, me=member.id, today=today)
    rows += kudos.on_home(t, desk.thanks, desk.thanks_left)
    if led:
        rows += [blocks.divider(), blocks.section(t("*Your team*"))]
        rows += [blocks.section(_team(t, each)) for each in led]
    settings = preferences.settings(t, member, reader.zone, ACTIONS)
    rows += [blocks.divider(), blocks.section(t("*Settings*")), *settings]
    rows.append(blocks.context(t("Everything that can be typed: `/sales help`.")))
    return blocks.home(rows)


def for_partners(
    t: Translator, registrations: Sequence[Any], requests: Sequence[Any], *, zone: str, today: date
) -> Block:
    """What a partner's person sees: the panel, and their own registrations and requests."""
    asked = [
        blocks.section(partner_support.status(t, row, periods.local_date(row.answer_by, zone)).text) for row in requests
    ]
    return blocks.home(
        [
            blocks.header("Bellringer"),
            partner_panel.buttons(t),
            *registration_answers.mine(t, registrations, zone, today).blocks,
            *([blocks.divider(), blocks.section(t("*Your requests*"))] if asked else []),
            *asked,
        ]
    )


def for_outsiders(t: Translator) -> Block:
    """What other guests and people of other companies see: nothing of ours."""
    text = t("Bellringer works for the sales team of this workspace. If you sell with them, ask your contact there.")
    return blocks.home([blocks.header("Bellringer"), blocks.section(text)])


def _week(t: Translator, standing: Standing) -> str:
    if standing.week_rank is None:
        return t("*This week* nothing won yet")
    return t("*This week* {amount}, #{rank}", amount=standing.week, rank=standing.week_rank)


def _closing(t: Translator, deal: Any, today: date) -> Block:
    amount = deals.amount_of(deal)
    if deal.closes_on < today:
        text = t("*{customer}* was to close {day}", customer=deal.customer_name, day=deal.closes_on)
    else:
        text = t("*{customer}* closes {day}", customer=deal.customer_name, day=deal.closes_on)
    if amount is not None:
        text = t("{deal}, {amount}", deal=text, amount=amount)
    return blocks.section(text, deals.card_button(t, deal))


def _team(t: Translator, led: Led) -> str:
    people = t.plural("{count} person", "{count} people", led.people)
    lines: list[str] = [
        t(
            "*{team}*, {people} · this week {week} · this quarter {quarter}",
            team=led.team.name,
            people=people,
            week=led.week,
            quarter=led.quarter,
        )
    ]
    for name, answered, asked in led.answered:
        lines.append(t("*{checkin}* {answered} of {asked} answers", checkin=name, answered=answered, asked=asked))
    if led.behind:
        behind = t.plural("{count} goal behind its pace", "{count} goals behind their pace", led.behind)
        lines.append(t("{goals}: `/goal team`", goals=behind))
    if led.away:
        lines.append(t("Away today: {names}", names=t.plain(", ").join(led.away)))
    return "\n".join(lines)
