"""The one grammar of everything that is typed: slash commands, mentions and direct messages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from handlers.routes import Routes
from sales.texts import visible


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command as the manifest registers it."""

    name: str
    description: str
    usage: str


COMMANDS = (
    Command("/deal", "Log a win, a loss or a new deal; look one up", "won Acme 12k · Acme · list stuck · help"),
    Command("/goal", "Set a goal, say how it goes, see where it stands", "20 new customers by june · +3 · team · help"),
    Command(
        "/feedback", "Tell a colleague what you saw; you choose who reads it", "@ben · ask @mei about my demo · list"
    ),
    Command("/kudos", "Thank somebody, for the team to read", "@ben @mei great demo #service · list · values"),
    Command(
        "/checkin", "Answer your check-in, put it off, set one up", "skip - in transit · snooze 1h · new · results"
    ),
    Command("/leaderboard", "Who stands where: this week, last month, by team", "last month · top 5 new customers"),
    Command(
        "/partner",
        "Partners: their channels, what they register, how they do",
        "BetaCo · add BetaCo #ext-betaco · list",
    ),
    Command(
        "/sales",
        "Everything else: start, here, team, me, promises, away, report, undo, history, admin, help",
        "start · here · me · help",
    ),
)
"""The commands of this release. A capability that brings its own command adds a line here."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Something to be done with a message, in its menu; works in threads too."""

    callback_id: str
    name: str
    """What the menu says; Slack shows it in one language to everybody."""
    description: str


SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut("log_deal_update", "Log as deal update", "Make this a note on one of your deals"),
    Shortcut("kudos_message", "Give kudos", "Thank whoever wrote this message"),
    Shortcut("promise_message", "Make it a promise", "Promise to do what a message says, by a day"),
)
"""The message shortcuts as the manifest registers them."""

NOUNS = {
    "deal": ("deals", "商机", "订单", "单子"),
    "goal": ("goals", "okr", "目标"),
    "checkin": ("checkins", "check-in", "standup", "standups", "周报", "日报", "站会", "签到"),
    "leaderboard": ("leaderboards", "board", "排行", "排行榜", "榜"),
    "promise": ("promises", "承诺"),
    "feedback": ("反馈", "意见"),
    "kudos": ("praise", "表扬", "点赞", "感谢"),
    "support": ("支持",),
    "partner": ("partners", "伙伴", "合作伙伴", "渠道"),
    "register": ("报备",),
    "registrations": ("我的报备", "报备列表"),
    "scorecard": ("scorecards", "记分卡"),
    "start": ("setup", "开始", "设置"),
    "here": ("本频道", "这里"),
    "team": ("teams", "团队"),
    "me": ("我", "我的"),
    "away": ("leave", "vacation", "ooo", "请假", "休假", "外出"),
    "back": ("销假", "回来"),
    "report": ("reports", "报告", "汇报"),
    "undo": ("撤销",),
    "history": ("历史", "记录"),
    "admin": ("管理", "管理员"),
    "help": ("帮助", "?", "？", "hi", "hello", "hey", "你好", "您好"),
}
"""Nouns in any language. A line without one is about deals when it begins with a deal's verb."""

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]*)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")


_ENDS_A_NAME = re.compile(r"$|[^一-鿿]|[一二两三四五六七八九十百千半]")
"""What may stand right behind a Chinese verb, so that it is no part of a name: 海尔成交12万, but not 北京中标软件."""


_IS_A_DAY = re.compile(
    r"今[天日早晚]|刚[刚才]|昨[天日晚]|前天|(?:[上本这]个?)?(?:周|星期|礼拜)[一二三四五六日天]|\d{1,2}月\d{1,2}[日号]"
)
"""What stands before a Chinese verb and is no name, so that the name follows: 昨天成交海尔12万."""


class Line(NamedTuple):
    """A typed line, taken apart."""

    noun: str
    verb: str
    rest: str
    """Without noun and verb; people in it are `<@U…>`, channels `<#C…>`."""
    typed: str
    """Without the noun."""
    mentions: list[str]


def plain_text(slack_text: str, *, bot_user_id: str = "") -> str:
    """What the person typed: links and entities undone, the bot's own mention taken off; people stay `<@U…>`."""
    text = _LINK.sub(lambda match: match[2] or match[1].removeprefix("mailto:").removeprefix("tel:"), slack_text)
    text = MENTION.sub(lambda match: "" if match[1] == bot_user_id else f"<@{match[1]}>", text)
    text = _CHANNEL.sub(lambda match: f"<#{match[1]}>", text)
    return visible(html.unescape(text)).strip()


def parse(text: str, routes: Routes, *, command: str = "") -> Line:
    """Take a line apart. `command` is the slash command it was typed with, if any."""
    noun = command.removeprefix("/")
    if noun in ("", "sales"):
        noun, text = _noun(text, routes)
    verb, rest = _verb(text, noun, routes)
    return Line(noun, verb, rest, text, [match[1] for match in MENTION.finditer(text)])


def nearest(word: str, routes: Routes, noun: str = "") -> str | None:
    """The known word that was probably meant."""
    known = (
        [w for words in NOUNS.values() for w in words] + list(routes.lines)
        if not noun
        else list(routes.verb_words[noun])
    )
    close = get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return close[0] if close else None


def channels(text: str) -> list[str]:
    """Slack ids of the channels named in a line."""
    return [match[1] for match in _CHANNEL.finditer(text)]


def _noun(text: str, routes: Routes) -> tuple[str, str]:
    first, _, rest = text.partition(" ")
    word = first.casefold().removeprefix("/").rstrip("!！.。,，") or "help"
    for noun, others in NOUNS.items():
        if noun in routes.lines and word in (noun, *others):
            return noun, rest.strip()
        # Chinese puts no space between the noun and what follows
        for other in others:
            if noun in routes.lines and not other.isascii() and len(other) > 1 and word.startswith(other):
                return noun, text[len(other) :].strip()
    return ("deal", text) if _verb(text, "deal", routes)[0] else ("", text)


def _joinable(words: Iterable[str]) -> list[str]:
    """The Chinese verbs that are written without a space; single characters begin too many names: 新东方, 分众传媒."""
    return [word for word in words if not word.isascii() and len(word) > 1]


def _after(verb: str, token: str) -> str:
    """What follows a Chinese verb, and the 了 that belongs to the verb: 成交了海尔."""
    rest = token.partition(verb)[2]
    return rest if verb.endswith("了") else rest.removeprefix("了")


def _verb(text: str, noun: str, routes: Routes) -> tuple[str, str]:
    words = routes.verb_words.get(noun, {})
    leading_only = routes.leading_only.get(noun, set())
    tokens = text.split()
    for index, token in enumerate(tokens):
        word = token.casefold().strip(",.:;，。：；")
        if word in words and (index == 0 or word not in leading_only):
            return words[word], " ".join(tokens[:index] + tokens[index + 1 :])
        if index == 0 and not word.isascii():
            joined = max((w for w in _joinable(words) if word.startswith(w)), key=len, default="")
            if joined:
                return words[joined], " ".join([_after(joined, token), *tokens[1:]]).strip()
        joined = next((w for w in _joinable(words) if w not in leading_only and w in word), "")
        if joined:
            name, rest = token.partition(joined)[0], _after(joined, token)
            if _ENDS_A_NAME.match(rest) or _IS_A_DAY.fullmatch(name):
                return words[joined], " ".join([*tokens[:index], name, rest, *tokens[index + 1 :]]).strip()
        if token in ("-", "–", "—", "because") or token.startswith("因为"):
            break
    return "", text
