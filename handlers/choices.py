"""Settings as people type them: a language, a zone, a currency, a time of the week, yes or no."""

from __future__ import annotations

import re
from typing import Any

from handlers import grammar
from handlers.requests import Ask, Choice, Reply, Request, Unmet
from sales import currencies, money, zones
from sales.calendars import CHINESE_WEEKDAYS, WEEKDAYS
from sales.errors import UserError
from storage import members
from storage.members import Member
from views import blocks, history
from views.blocks import Element

OFFERED_ZONES = 4
MET_AT_ONCE = 8
"""Slack must be asked about each new person, and an answer is due within three seconds."""
LANGUAGE_WORDS = {
    "en": ("en", "english", "英文", "英语"),
    "zh": ("zh", "cn", "chinese", "中文", "汉语", "简体中文", "mandarin"),
}
ON = ("on", "yes", "开", "是", "要", "true")
OFF = ("off", "no", "none", "关", "否", "不要", "false")

_CHINESE_DAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_TIME = re.compile(r"(?<!\d)(\d{1,2})(?:[:：](\d\d))?\s*(am|pm|点|时)?(?!\d)", re.IGNORECASE)


def require_text(request: Request, example: str) -> None:
    """Make sure that the line says what a setting is to be."""
    if not request.typed_anything:
        raise UserError("What shall it be? For example {example}.", example=example)


def language(text: str) -> str:
    """The code of a language that we speak."""
    word = text.strip().casefold()
    for code, words in LANGUAGE_WORDS.items():
        if word in words:
            return code
    raise UserError("I speak English and 中文, not {language}. Type one of the two.", language=text)


def zone(request: Request, text: str) -> str:
    """The one time zone that is meant; asks where several are."""
    if "zone" in request.known:
        return str(request.known["zone"])
    found = zones.find(text)
    if not found:
        raise UserError("I don't know the zone {zone}. Type a large city near by, for example Berlin.", zone=text)
    if len(found) > 1:
        choices = [Choice(name, {"zone": name}) for name in found[:OFFERED_ZONES]]
        raise Ask(request.t("Which zone?"), choices)
    return found[0]


def zone_options(typed: str) -> list[Element]:
    """What to offer while a zone is being typed."""
    return [blocks.option(name, name) for name in zones.find(typed)]


def currency(text: str) -> str:
    """An ISO code, from a code, a sign or a name: EUR, €, euro, 欧元."""
    word = text.strip()
    if money.is_currency(word.upper()):
        return word.upper()
    try:
        return currencies.code(word, None)
    except KeyError:
        raise UserError(
            "I don't know the currency {code}. Type its three letters, for example USD, EUR or CNY.", code=word
        ) from None


def board_time(text: str) -> tuple[int, str] | None:
    """Weekday (Monday is 0) and local time of the board; None for off."""
    words = text.casefold().split()
    if words and words[0] in OFF:
        return None
    chinese = _CHINESE_DAY.search(text)
    named = [WEEKDAYS[word.strip(",.")] for word in words if word.strip(",.") in WEEKDAYS]
    weekday = CHINESE_WEEKDAYS[chinese[1]] if chinese else named[0] if named else None
    found = _TIME.search(text)
    hour = int(found[1]) if found else 9
    minute = int(found[2] or 0) if found else 0
    if found and found[3] and found[3].casefold() in ("am", "pm"):
        hour = hour % 12 + (12 if found[3].casefold() == "pm" else 0)
    if (weekday is None and found is None) or hour > 23 or minute > 59:
        raise UserError(
            "I can't read {text} as a time of the week. Type `/sales team board mon 09:00` or off.", text=text
        )
    return weekday or 0, f"{hour:02}:{minute:02}"


def switch(text: str) -> bool:
    """on or off."""
    word = text.strip().casefold()
    if word in ON + OFF:
        return word in ON
    raise UserError("I can't read {text}. Type on or off.", text=text)


def people(request: Request, slack_user_ids: list[str]) -> list[Member]:
    """Colleagues by their Slack ids; guests and people of other companies have no place in a team."""
    unmet = [slack_user_id for slack_user_id in slack_user_ids if members.find(request.tx, slack_user_id) is None]
    if len(unmet) > MET_AT_ONCE:
        raise UserError(
            "I can get to know {count} people at a time. Add the others after that: `/sales team add @ben @li`.",
            count=MET_AT_ONCE,
        )
    if unmet:
        raise Unmet(unmet)
    found = [request.person(slack_user_id) for slack_user_id in dict.fromkeys(slack_user_ids)]
    for person in found:
        if person.kind != members.INTERNAL or not person.is_active:
            raise UserError("{name} is no full member of this workspace, and has no place in a team.", name=person.name)
    return found


def done(request: Request, text: str) -> Reply:
    """What was changed, with Undo when anything was."""
    return Reply(history.receipt(request.t, text, request.tx.change_set_id if request.tx.wrote else None))


def message_text(request: Request) -> str:
    """What a message says in whose menu a shortcut was chosen: as it was typed, with people by name."""

    def name(match: re.Match[str]) -> str:
        member = members.find(request.tx, match[1])
        return f"@{member.name}" if member is not None else ""

    said = grammar.plain_text(request.payload["message"].get("text", ""))
    return grammar.MENTION.sub(name, said)


def filled_in(request: Request, field: str) -> Any:
    """What a form's field holds: a text, the value of a chosen option, or a list of people; empty text for nothing."""
    element: dict[str, Any] = next(iter(request.payload["view"]["state"]["values"].get(field, {}).values()), {})
    option = element.get("selected_option")
    if option:
        return option["value"]
    return element.get("selected_users") or element.get("selected_time") or element.get("value") or ""
