"""Help: what can be typed, each line with an example that works as it stands."""

from __future__ import annotations

from views import blocks, partner_panel
from views.blocks import Message
from views.words import Translator, source

FIRST_LINE = source("Try `/deal won Acme 12k`, `/deal Acme`, `/deal list stuck`. Names and order are up to you.")

OVERVIEW = (
    source("`/deal won Acme 12k` · deals: `/deal help`"),
    source("`/goal 20 new customers by june` · goals: `/goal help`"),
    source("`/checkin` · your check-in: `/checkin help`"),
    source("`/leaderboard last month` · boards: `/leaderboard help`"),
    source("`/sales promise call Zhang by fri` · what you will do comes back until it is done: `/sales help promise`"),
    source("`/kudos @ben great demo #service` · thanks: `/kudos help`"),
    source("`/feedback @ben` · what you saw, for those you choose: `/feedback help`"),
    source("`/partner add BetaCo #ext-betaco` · partners, their channels, what they register: `/partner help`"),
    source("`/sales me` · your numbers, language and time zone: `/sales help me`"),
    source("`/sales away fri cover @ben` · days away: `/sales help away`"),
    source("`/sales report month` · the week or the month in review: `/sales help report`"),
    source("`/sales undo` · take back what you did; `/sales history` says what that was: `/sales help history`"),
    source("`/sales start` · set a team up; `/sales team` shows it: `/sales help team`"),
    source("`/sales admin` · what admins decide: `/sales help admin`"),
    source("Without the slash it works too: `@Bellringer deal won Acme 12k`, or here in our direct messages."),
)

FOR_PARTNERS = (
    source("`@Bellringer register Acme acme.com 30k` · you read at once whether the customer is yours"),
    source("`@Bellringer registrations` · what you have registered, and how it stands"),
    source("`@Bellringer support technical our demo licence has run out` · what you need; also training, marketing"),
    source("In our direct messages it works without the name, and what is answered is for you alone everywhere."),
)

TOPICS: dict[str, tuple[str, ...]] = {
    "deal": (
        source("`/deal won Acme 12k` · closes a deal, or logs a closed one; the channel hears of it"),
        source("`/deal won Acme 12k with @ben 40% - beat Globex on service` · shares the credit, keeps the story"),
        source("`/deal lost Acme price - they chose Globex` · closes it lost"),
        source("`/deal new Acme 30k eom via BetaCo` · opens a deal, with a partner"),
        source("`/deal Acme sourced by BetaCo` · the partner brought it; `via BetaCo` · they helped"),
        source("`/deal Acme` or `/deal #142` · the card: stage, value, next step, timeline"),
        source("`/deal move Acme proposal` · another stage"),
        source("`/deal Acme 35k` · `/deal Acme close 30/6` · `/deal Acme next call Zhang fri` · value, day, next step"),
        source("`/deal list` · `/deal list stuck` · `/deal list @ben >50k this month` · lists, also as CSV"),
        source("`/deal list risky` · `/deal list risky team` · what is at risk; the worst come to you at 09:30"),
        source("`/deal split Acme @amy 60 @ben 40` · shares the credit anew"),
        source("`/deal hand Acme @ben` · gives the deal to somebody else"),
        source("`/deal` · a form for all of it"),
    ),
    "goal": (
        source("`/goal 20 new customers by june` · checks a goal against your own past; one click sets it"),
        source("`/goal set win rate 40% by eoq` · `/goal 30 calls by fri` · what I don't count, you count"),
        source("`/goal` · where yours stand: pace, forecast, picture"),
        source("`/goal +3` · `/goal 14/20` · the number of a goal that you count yourself"),
        source("`/goal at risk - two slipped` · how it goes; also on track, off track"),
        source("`/goal adjust 18 by june - market cut` · another target or end; the old ones and why stay on record"),
        source("`/goal team` · the team's; `/goal team 500k this quarter` sets one"),
        source("`/goal @ben` · somebody's, for whoever leads them; `/goal @ben 12 deals this quarter` sets one"),
        source("`/goal partner BetaCo 5 deals this quarter` · a partner's"),
        source("`/goal list` · all of yours, those that are over too"),
        source("`/goal close` · not counted any more"),
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
        source("`/leaderboard partners last quarter` · `/leaderboard partners sourced` · by what was won with them"),
    ),
    "promise": (
        source("`/sales promise call Zhang by fri` · comes back that day until it is kept, moved or dropped"),
        source("`/sales promise send the quote to Acme tomorrow` · goes with your open deal with Acme"),
        source("`/sales promises` or `/sales promise list` · yours; `/sales promises @ben` · his, for his manager"),
        source("`/sales promise team` · the team's, and how many were kept this quarter, for its manager"),
    ),
    "kudos": (
        source("`/kudos @ben @mei great demo #service` · thanks people, and the team's channel hears of it"),
        source("`/kudos` · a form for it; *Give kudos* in a message's menu thanks whoever wrote it"),
        source("`/kudos list` · what you were thanked for, and whom you thanked"),
        source("`/kudos quiet on` · whoever thanks you tells you alone"),
        source("`/kudos values` · `/kudos values add speed` · `/kudos values remove speed` · what we thank for"),
        source("`/kudos reaction :trophy: on` · this emoji on a message in this channel thanks whoever wrote it"),
        source("`/kudos allowance 8` · how many people one person may thank in a day"),
    ),
    "feedback": (
        source("`/feedback @ben` · a form: first who reads it, then your words. Admins read nothing"),
        source("`/feedback ask @mei about my demo` · asks for feedback about you; you choose who reads the answer"),
        source("`/feedback list` · what waits to be read, what you gave; take it back until it is read"),
    ),
    "partner": (
        source("`/partner` · those you look after; `/partner BetaCo` · all about one; `/partner list` · everybody"),
        source("`/partner add BetaCo #ext-betaco` · makes a partner, links the channel, posts and pins their panel"),
        source("`/partner tier BetaCo gold` · `/partner tiers` · `/partner tiers gold certified 3 won 12 days 120`"),
        source("`/partner manager BetaCo @amy` · who looks after them; `/partner domain BetaCo betaco.com`"),
        source("`/partner programme BetaCo Reseller` · `/partner territory BetaCo Benelux`"),
        source('`/partner agreement BetaCo "Reseller 2027" until 31 dec` · told when it is about to end'),
        source("`/partner health` · who needs a look; `/partner pipeline` · what may come, by partner"),
        source(
            "`/partner score BetaCo` · `/partner score BetaCo last quarter` · the card for both sides; `off` stops it"
        ),
        source("`/partner registrations BetaCo` · what they registered, and how it stands"),
        source(
            "`/partner rename BetaCo Beta Corporation` · `/partner close BetaCo` · we don't work with them any more"
        ),
        source("`/partner desk` · in a channel of ours: what partners register and ask is decided there"),
        source("`/partner guest BetaCo @gus` · whom a guest of ours works for"),
        source("`/partner panel` · posts the panel once more; `/partner unlink BetaCo #ext-betaco` takes it away"),
        source("`/partner support` · what partners asked for and nobody has answered, overdue first"),
        source('`/partner material` · `/partner material add "Price list" https://example.com/prices gold` · links'),
        source("`/partner checkin BetaCo every 2 weeks tue 10:00` or `off` · when they are asked how it goes"),
        source("`/partner certified BetaCo 3` · how many of their people hold a certificate"),
    ),
    "register": (source("`/sales register Acme acme.com 30k` · for partners: they read at once whether it is theirs"),),
    "registrations": (source("`/sales registrations` · for partners: what they registered, and how it stands"),),
    "scorecard": (source("`/sales scorecard` · for partners: what both sides did for each other, in numbers"),),
    "support": (source("`/sales support technical our demo licence has run out` · for partners: what they need"),),
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
        source("`/sales team review fri 16:00` · `/sales team month 09:00` · `off` · the week and the month in review"),
        source("`/sales team goals thu 15:00` · `/sales team kudos fri 15:00` or `off` · questions, thanks"),
        source(
            "`/sales team risks` · `/sales team risks quiet 21 days over 10k` · `/sales team risks big off` · alerts"
        ),
        source("`/sales team amounts off` · the channel hears of wins, not how much they are"),
        source("`/sales team rename North` · another name"),
        source("`/sales team stages` · `/sales team stages add demo 40%` · `/sales team stages remove demo`"),
        source("`/sales team goal 500k this quarter` · a goal of the team"),
        source("`/sales team quota @ben 50k` · `/sales team quota @ben 20k this month`"),
        source("`/sales team rate USD CNY 7.1` · what one currency is worth in another"),
    ),
    "me": (
        source("`/sales me` · your numbers today, and your settings"),
        source("`/sales me language 中文` or `/sales me language slack` · how I speak with you"),
        source("`/sales me zone Shanghai` · whose days are yours"),
        source("`/sales me line off` · no private message about your place on Mondays"),
        source("`/sales me quiet 19:00-08:00` or `/sales me quiet off` · when nothing comes unasked"),
        source("`/sales me brief off` or `/sales me brief 09:00` · what is due today, in the morning"),
    ),
    "away": (
        source("`/sales away fri` · `/sales away tomorrow` · `/sales away until monday` · nothing comes meanwhile"),
        source("`/sales away 12-20 aug cover @ben` · who sees what is due"),
        source("`/sales away @ben fri cover @li` · for your people, as their manager"),
        source("`/sales away` · the days ahead, and a form"),
    ),
    "back": (source("`/sales back` · here again; `/sales back @ben` for your people"),),
    "report": (
        source("`/sales report week` · `/sales report last week` · the week in review, for you alone"),
        source("`/sales report month` · `/sales report october` · the month in review and what is ahead"),
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
        source("`/sales admin rehearse monday` · `/sales admin rehearse month` · what would be posted, before it is"),
        source("`/sales admin who-sees #ext-betaco` · who can read a channel, and what I say there"),
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


def for_partners(t: Translator) -> Message:
    """What people of partners can do here: they have no slash commands."""
    first = t("*What you can do here:* press a button, or write a line to me.")
    return Message(
        first, [blocks.section(first), partner_panel.buttons(t), blocks.section("\n".join(map(t, FOR_PARTNERS)))]
    )


def _page(t: Translator, lines: tuple[str, ...]) -> Message:
    first = t(FIRST_LINE)
    return Message(first, [blocks.section(first), blocks.section("\n".join(t(line) for line in lines))])
