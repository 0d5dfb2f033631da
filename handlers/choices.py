"""Settings as people type them: a language, a zone, a currency, a time of the week, yes or no."""

from __future__ import annotations

import re
from typing import Any

from handlers import grammar
from handlers.requests import Ask, Choice, Reply, Request, Unmet
from sales import currencies, money, zones
from sales.calendars import CHINESE_WEEKDAYS, WEEKDAYS
from sales.errors import UserError
from sales.schedules import WORKDAYS
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
_RANGE = re.compile(r"[a-z一二三四五六日天]\s*(?:-|–|to|到|至)\s*(?:[a-z]|周|星期|礼拜)", re.IGNORECASE)
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


def time_of_day(text: str) -> str | None:
    """HH:MM of a line that is a time and nothing else: 9:00, 4pm, 16点; None for any other line."""
    found = _TIME.fullmatch(text.strip())
    return _clock(found) if found is not None else None


def hours(text: str) -> tuple[str, str] | None:
    """From when to when, HH:MM each: 19:00-08:00, 7pm to 8am, 晚上7点到8点; None for off."""
    if text.strip().casefold() in OFF:
        return None
    found = list(_TIME.finditer(text))
    times = [at for at in map(_clock, found) if at is not None]
    if len(found) != 2 or len(set(times)) != 2:
        raise UserError("I can't read {text} as hours. Type `/sales me quiet 19:00-08:00` or off.", text=text)
    begin, end = times
    if "晚" in text and begin < "12:00":
        begin = f"{int(begin[:2]) + 12}{begin[2:]}"
    return begin, end


def keep_quiet(request: Request, text: str) -> Member:
    """The person with the quiet hours that they typed or chose."""
    chosen = hours(text)
    begin, end = chosen if chosen is not None else (request.member.quiet_from, request.member.quiet_from)
    return members.change(request.tx, request.member, quiet_from=begin, quiet_until=end)


def week_time(text: str, example: str, *, default: str = "09:00") -> tuple[str, str] | None:
    """Weekdays as digits (Monday is 0; empty when none is named) and local time HH:MM; None for off.

    `mon 09:00`, `mon-fri 9am`, `weekdays 09:30`, 周五 16点.
    """
    words = text.casefold().replace(",", " ").split()
    if words and words[0] in OFF:
        return None
    days = _weekdays(text)
    found = _TIME.search(_CHINESE_DAY.sub(" ", text))
    at = _clock(found) if found is not None else default
    if at is None or (not days and found is None):
        raise UserError("I can't read {text} as a time of the week. Type {example} or off.", text=text, example=example)
    if "下午" in text and at < "12:00":
        at = f"{int(at[:2]) + 12}{at[2:]}"
    return days, at


def _weekdays(text: str) -> str:
    words = re.findall(r"[a-z]+", text.casefold())
    if any(word in ("weekdays", "workdays", "daily") for word in words) or "工作日" in text:
        return WORKDAYS
    days = [WEEKDAYS[word] for word in words if word in WEEKDAYS]
    days += [CHINESE_WEEKDAYS[day] for day in _CHINESE_DAY.findall(text)]
    if len(days) == 2 and days[0] < days[1] and _RANGE.search(text):
        days = list(range(days[0], days[1] + 1))
    return "".join(str(day) for day in sorted(set(days)))


def _clock(found: re.Match[str]) -> str | None:
    """HH:MM; None for no time of a day."""
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and found[3].casefold() in ("am", "pm"):
        hour = hour % 12 + (12 if found[3].casefold() == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour <= 23 and minute <= 59 else None


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
    """What a form's field holds: a text, a chosen option's value, a person, or a list of those; "" for nothing."""
    element: dict[str, Any] = next(iter(request.payload["view"]["state"]["values"].get(field, {}).values()), {})
    option = element.get("selected_option")
    if option:
        return option["value"]
    if element.get("selected_options"):
        return [chosen["value"] for chosen in element["selected_options"]]
    held = ("selected_users", "selected_user", "selected_time", "selected_date", "selected_conversation", "value")
    return next((element[name] for name in held if element.get(name)), "")


def number_of(ticket: str) -> int:
    """The number that a button's value begins with, as `12:1795651200`; 0 for anything else."""
    number = ticket.partition(":")[0]
    return int(number) if number.isdecimal() and len(number) < 10 else 0
