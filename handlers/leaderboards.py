"""`/leaderboard`: who stands where, to the person alone; **Share** posts it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from handlers.requests import Answer, Ask, Choice, Reply, Request
from handlers.routes import Routes, listener
from sales import leaderboards as rules
from sales import period_phrases, periods
from sales.errors import UserError
from sales.periods import Period
from storage import leaderboards, outbox, partners, teams
from views import blocks
from views import leaderboards as views
from views.blocks import Message

DEFAULT_TOP, MOST = 10, 25

_TOP = re.compile(r"(?:\btop\s*|前)(\d{1,9})(?!\d)名?", re.IGNORECASE)
_NOUN = re.compile(r"^(?:排行榜|排行|leaderboard|board)(?!\w)", re.IGNORECASE)
"""What people write twice: /leaderboard 排行 本周."""
_PARTNERS = re.compile(r"\b(?:by\s+)?partners?\b|合作伙伴|伙伴", re.IGNORECASE)
_REVENUE = re.compile(r"-|\b(?:revenue|by|with)\b|业绩|金额")
"""What a board of partners is about anyway."""
_TEAMS = re.compile(r"\b(?:teams|by team)\b|各团队|团队对比", re.IGNORECASE)
_EVERYBODY = re.compile(r"\b(?:all|everybody|everyone|company)\b|全部|全公司|所有人", re.IGNORECASE)
_MY_TEAM = re.compile(r"\b(?:my\s+)?team\b|团队", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which board a line asks for."""

    period: Period
    metric: str
    top: int
    team_id: int | None
    by_team: bool
    scope: str
    """Whose board it is, in words."""
    currency: str
    partners: str = ""
    """Which part of what was won with them a board of partners goes by; empty for a board of people or teams."""

    def payload(self) -> dict[str, Any]:
        """The same for the outbox: the board is added up again when it is sent."""
        return {
            "period": [self.period.kind, self.period.start.isoformat(), self.period.end.isoformat()],
            "fiscal_year_start": self.period.fiscal_year_start,
            "metric": self.metric,
            "team_id": self.team_id,
            "by_team": self.by_team,
            "scope": self.scope,
            "currency": self.currency,
            "partners": self.partners,
        }


@listener()
def show(request: Request) -> Answer:
    """`/leaderboard`, `team last month`, `since feb`, `top 5 new customers`, `排行 本周`."""
    wanted = understand(request)
    if request.known.get("share"):
        return _share(request, wanted)
    if request.known.get("picture"):
        return _picture(request, wanted)
    board = leaderboards.find(
        request.tx,
        wanted.period,
        metric=wanted.metric,
        currency=wanted.currency,
        team_id=wanted.team_id,
        by_team=wanted.by_team,
        of_partners=wanted.partners,
    )
    me = (request.team.id if request.team else 0) if wanted.by_team else request.member.id
    if wanted.partners:
        me = 0
    message = views.personal(request.t, board, scope=wanted.scope, me=me, top=wanted.top, today=request.today)
    if not board.standings:
        return Reply(message)
    raise Ask(message, _choices(request))


def understand(request: Request) -> Wanted:
    """Which board the line asks for. Raises `UserError` for words that mean no period, metric or team."""
    line = _NOUN.sub(" ", request.line.strip())
    top = _TOP.search(line)
    line = _TOP.sub(" ", line)
    if _PARTNERS.search(line) and teams.find_by_name(request.tx, line) is None:
        return _of_partners(request, _PARTNERS.sub(" ", line), _most(top))
    metric, line = _metric(line)
    period, line = period_phrases.read_period(line, request.today, request.settings.fiscal_year_start)
    team, by_team = request.team, bool(_TEAMS.search(line))
    line = _TEAMS.sub(" ", line)
    if _EVERYBODY.search(line) or by_team:
        team, line = None, _EVERYBODY.sub(" ", line)
    rest = line.strip(" ,.") if teams.find_by_name(request.tx, line) else _MY_TEAM.sub(" ", line).strip(" ,.")
    if rest:
        team = teams.find_by_name(request.tx, rest)
        if team is None:
            raise UserError(
                "I don't know the board “{words}”. Try `/leaderboard last month` or `top 5 new customers`.",
                words=rest,
            )
    if period is None:
        # quotas are set for quarters: no week has one
        is_quota = metric == rules.ATTAINMENT
        fiscal_year_start = request.settings.fiscal_year_start
        period = periods.quarter(request.today, fiscal_year_start) if is_quota else periods.week(request.today)
    t = request.t
    return Wanted(
        period=period,
        metric=metric,
        top=_most(top),
        team_id=team.id if team else None,
        by_team=by_team,
        scope=team.name if team else t.plain("All teams") if by_team else t.plain("Everybody"),
        currency=team.currency if team else request.settings.currency,
    )


def _of_partners(request: Request, line: str, top: int) -> Wanted:
    """`/leaderboard partners last quarter`, `partners sourced`: of the quarter that runs, unless the line says."""
    period, line = period_phrases.read_period(line, request.today, request.settings.fiscal_year_start)
    part, rest = rules.ALL, _REVENUE.sub(" ", line.casefold())
    for each, words in rules.PART_WORDS.items():
        for word in words:
            if word in rest:
                part, rest = each, rest.replace(word, " ")
    if rest.strip(" ,."):
        raise UserError(
            "I don't know the board “{words}”. Try `/leaderboard partners last quarter` or `partners sourced`.",
            words=rest.strip(),
        )
    return Wanted(
        period=period or periods.quarter(request.today, request.settings.fiscal_year_start),
        metric=rules.REVENUE,
        top=top,
        team_id=None,
        by_team=False,
        scope=request.t.plain(views.PARTNER_SCOPES[part]),
        currency=request.settings.currency,
        partners=part,
    )


def _most(top: re.Match[str] | None) -> int:
    """How many rows are wanted."""
    return min(int(top[1]), MOST) if top and int(top[1]) else DEFAULT_TOP


def _metric(line: str) -> tuple[str, str]:
    folded = line.casefold()
    for metric, words in rules.METRIC_WORDS.items():
        for word in words:
            pattern = rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
            if re.search(pattern, folded):
                return metric, re.sub(pattern, " ", line, flags=re.IGNORECASE)
    return rules.REVENUE, line


def _choices(request: Request) -> list[Choice]:
    t = request.t
    choices = [Choice(t.plain("Picture"), {"picture": True})]
    if request.channel_id.startswith(("C", "G")):
        question = blocks.confirm(
            t.plain("Share this board?"),
            t.plain("Everybody in this channel will see it. Only the best are named."),
            t.plain("Share"),
            t.plain("Cancel"),
        )
        choices.insert(0, Choice(t.plain("Share"), {"share": True}, question))
    return choices


def _share(request: Request, wanted: Wanted) -> Reply:
    """Post it in the channel; delivery refuses, in words to the person, where outsiders read.

    A board of partners is not even meant for a channel that is a partner's: no moment is right for it there.
    """
    if wanted.partners and partners.links_in(request.tx, request.channel_id):
        raise UserError("Not here: this is a partner's channel. Share it in a channel of ours.")
    _post(request, wanted, channel=request.channel_id, audience=outbox.INTERNAL)
    text = request.t("On its way to the channel. Only the best are named; the picture follows.")
    return Reply(Message(text, [blocks.section(text)]))


def _picture(request: Request, wanted: Wanted) -> Reply:
    slack_user_id = request.member.slack_user_id
    _post(request, wanted, channel=slack_user_id, audience=outbox.PERSONAL(slack_user_id), whole=True)
    text = request.t("I am drawing it; it comes as a direct message.")
    return Reply(Message(text, [blocks.section(text)]), replaces=False)


def _post(request: Request, wanted: Wanted, *, channel: str, audience: outbox.Audience, whole: bool = False) -> None:
    outbox.post(
        request.tx,
        "leaderboard",
        audience=audience,
        dedupe_key=f"leaderboard:{request.value}:{channel}",
        channel=channel,
        payload={**wanted.payload(), "whole": whole, "locale": request.locale if whole else ""},
    )


def register(routes: Routes) -> None:
    routes.line("leaderboard", "", show)
    routes.action(views.SHOW, show)
