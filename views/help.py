"""Help: what can be typed, each line with an example that works as it stands."""

from __future__ import annotations

from views import blocks
from views.blocks import Message
from views.words import Translator, source

FIRST_LINE = source("Try `/deal won Acme 12k`, `/deal Acme`, `/deal list stuck`. Names and order are up to you.")

OVERVIEW = (
    source("`/deal won Acme 12k` · deals: `/deal help`"),
    source("`/checkin` · your check-in: `/checkin help`"),
    source("`/leaderboard last month` · boards: `/leaderboard help`"),
    source("`/sales promise call Zhang by fri` · what you will do comes back until it is done: `/sales help promise`"),
    source("`/sales me` · your numbers, language and time zone: `/sales help me`"),
    source("`/sales undo` · take back what you did; `/sales history` says what that was: `/sales help history`"),
    source("`/sales start` · set a team up; `/sales team` shows it: `/sales help team`"),
    source("`/sales admin` · what admins decide: `/sales help admin`"),
    source("Without the slash it works too: `@Bellringer deal won Acme 12k`, or here in our direct messages."),
)

TOPICS: dict[str, tuple[str, ...]] = {
    "deal": (
        source("`/deal won Acme 12k` · closes a deal, or logs a closed one; the channel hears of it"),
        source("`/deal won Acme 12k with @ben 40% - beat Globex on service` · shares the credit, keeps the story"),
        source("`/deal lost Acme price - they chose Globex` · closes it lost"),
        source("`/deal new Acme 30k eom via BetaCo` · opens a deal, with a partner"),
        source("`/deal Acme` or `/deal #142` · the card: stage, value, next step, timeline"),
        source("`/deal move Acme proposal` · another stage"),
        source("`/deal Acme 35k` · `/deal Acme close 30/6` · `/deal Acme next call Zhang fri` · value, day, next step"),
        source("`/deal list` · `/deal list stuck` · `/deal list @ben >50k this month` · lists, also as CSV"),
        source("`/deal split Acme @amy 60 @ben 40` · shares the credit anew"),
        source("`/deal hand Acme @ben` · gives the deal to somebody else"),
        source("`/deal` · a form for all of it"),
    ),
    "checkin": (
        source("`/checkin` · answers what waits for you; `/checkin edit` changes it, until it ends and after"),
        source("`/checkin skip - in transit` · not this time"),
        source("`/checkin snooze 1h` · `/checkin snooze tomorrow` · asks you again then"),
        source("`/checkin list` · what is asked, when, and of whom"),
        source(
            "`/checkin results` · `/checkin results standup fri` · `/checkin results by question` · what was answered"
        ),
        source("`/checkin new` · `/checkin new weekly` · sets one up: who, when, which questions"),
        source("`/checkin change standup` · `/checkin questions standup` · its settings, its questions"),
        source("`/checkin pause standup` · `/checkin resume standup` · `/checkin delete standup`"),
    ),
    "leaderboard": (
        source("`/leaderboard` · this week so far, for you alone; Share posts it"),
        source("`/leaderboard last month` · `/leaderboard since feb` · another time"),
        source("`/leaderboard teams` · teams against each other"),
        source("`/leaderboard top 5 new customers` · another measure"),
    ),
    "promise": (
        source("`/sales promise call Zhang by fri` · comes back that day until it is kept, moved or dropped"),
        source("`/sales promise send the quote to Acme tomorrow` · goes with your open deal with Acme"),
        source("`/sales promises` or `/sales promise list` · yours; `/sales promises @ben` · his, for his manager"),
        source("`/sales promise team` · the team's, and how many were kept this quarter, for its manager"),
    ),
    "start": (source("`/sales start` · what to do first"),),
    "here": (
        source("`/sales here` · makes this channel the home of its team: wins, and the board on Mondays"),
        source("`/sales here East` · the same at once, for the team of this name"),
    ),
    "team": (
        source("`/sales team` · who sells in it, zone, currency, stages, quotas"),
        source("`/sales team add @ben @li` · `/sales team remove @ben` · `/sales team manager @mei`"),
        source("`/sales team zone Berlin` · `/sales team currency EUR` · `/sales team language 中文`"),
        source("`/sales team board mon 09:00` or `/sales team board off` · when the board comes"),
        source("`/sales team amounts off` · the channel hears of wins, not how much they are"),
        source("`/sales team rename North` · another name"),
        source("`/sales team stages` · `/sales team stages add demo 40%` · `/sales team stages remove demo`"),
        source("`/sales team quota @ben 50k` · `/sales team quota @ben 20k this month`"),
        source("`/sales team rate USD CNY 7.1` · what one currency is worth in another"),
    ),
    "me": (
        source("`/sales me` · your numbers today, and your settings"),
        source("`/sales me language 中文` or `/sales me language slack` · how I speak with you"),
        source("`/sales me zone Shanghai` · whose days are yours"),
        source("`/sales me line off` · no private message about your place on Mondays"),
    ),
    "undo": (
        source("`/sales undo` · takes back the last thing you did, within an hour"),
        source("`/sales undo list` · your last ten changes, each with a button"),
        source("`/sales undo 57 - wrong customer` · a manager takes back what anybody did, and says why"),
    ),
    "history": (
        source("`/sales history` · what you changed"),
        source("`/sales history #142` · what happened to a deal"),
        source("`/sales history @ben` · `/sales history team` · what people did, for their manager"),
    ),
    "admin": (
        source("`/sales admin roles` · `/sales admin roles @ben manager` · who may do what"),
        source("`/sales admin holidays cn` · `/sales admin holidays add 2026-12-24` · `/sales admin holidays off`"),
        source(
            "`/sales admin currency EUR` · `/sales admin zone Berlin` · `/sales admin language English` · for new teams"
        ),
        source("`/sales admin fiscal april` · the month that the fiscal year begins in"),
        source("`/sales admin doctor` · what waits, what is stuck, what comes next"),
        source("`/sales admin` · all settings at a glance"),
    ),
    "help": (source("`/sales help` · this; `/sales help deal` · one thing in full"),),
}
"""By noun."""


def overview(t: Translator) -> Message:
    """Everything at a glance."""
    return _page(t, OVERVIEW)


def topic(t: Translator, noun: str) -> Message:
    """All about one noun."""
    return _page(t, TOPICS[noun])


def _page(t: Translator, lines: tuple[str, ...]) -> Message:
    first = t(FIRST_LINE)
    return Message(first, [blocks.section(first), blocks.section("\n".join(t(line) for line in lines))])
