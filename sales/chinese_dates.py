"""Dates as they are typed in Chinese: 明天, 下周五, 月底, 下季度末, 6月30号, 明年3月, 两周后, 元旦前."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from sales import periods
from sales.calendars import CHINESE_WEEKDAYS
from sales.numerals import plain_number
from sales.periods import Period
from sales.reckoning import Found, Reckoning, part
from sales.texts import one_of

Rule = Callable[[re.Match[str], Reckoning], list[Found]]

_NUMBER = r"\d{1,4}|[一二两三四五六七八九十]{1,3}"
_DAY = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_YEARS = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "当年": 0, "明年": 1, "后年": 2}
_YEAR_DIGITS = r"(?<!\d)(?:\d{4}|\d\d)|[二一][〇零一二三四五六七八九]{3}"
_YEAR = rf"(?:(?P<year>{_YEAR_DIGITS})年|(?P<named_year>{one_of(_YEARS)})的?)"
_SHIFT = r"(?P<shift>上上个?|下下个?|上个?|下个?|本|这个?|当)"
_WEEK = r"(?:周|星期|礼拜)"
_EDGE = r"(?P<edge>上旬|中旬|下旬|[底末内初中])"

_OFFSETS = {
    "大前天": -3,
    "前天": -2,
    **dict.fromkeys(("昨天", "昨日", "昨晚"), -1),
    **dict.fromkeys(("今天", "今日", "今早", "今晚", "今晨"), 0),
    **dict.fromkeys(("明天", "明日", "明早", "明晚"), 1),
    "后天": 2,
    "大后天": 3,
}
_HOLIDAYS = {
    "元旦": (1, 1),
    **dict.fromkeys(("五一", "劳动节"), (5, 1)),
    "六一": (6, 1),
    "618": (6, 18),
    **dict.fromkeys(("国庆节", "国庆", "十一"), (10, 1)),
    **dict.fromkeys(("双十一", "双11"), (11, 11)),
    **dict.fromkeys(("双十二", "双12"), (12, 12)),
    **dict.fromkeys(("圣诞节", "圣诞"), (12, 25)),
    "跨年": (12, 31),
}
_SHIFTS = {"上上": -2, "上": -1, "本": 0, "这": 0, "当": 0, "下": 1, "下下": 2}
_UNITS = {
    **dict.fromkeys(("天", "日"), "day"),
    "工作日": "working day",
    **dict.fromkeys(("周", "星期", "礼拜"), "week"),
    "月": "month",
    "季度": "quarter",
    "年": "year",
}


def _relative_day(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [(now.days(_OFFSETS[match["day"]]), "day")]


def _weekday(match: re.Match[str], now: Reckoning) -> list[Found]:
    """周五 is the one to come, 本周五 and 下周五 those of this calendar week and the next."""
    week = _shift(match) if match["shift"] else None
    return [(now.weekday(CHINESE_WEEKDAYS[match["weekday"]], week), "day")]


def _weekend(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [(now.weekday(6, _shift(match)), "day")]


def _week(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [part(now.unit("week", _shift(match)), _position(match))]


def _from_now(match: re.Match[str], now: Reckoning) -> list[Found]:
    """两周后, 十天内, 一个半月后, 三天前."""
    count = plain_number(match["count"])
    if count is None:
        return []
    sign = -1 if match["direction"] == "前" else 1
    day = now.from_now(sign * int(count), _UNITS[match["unit"]])
    if _group(match, "half"):
        day += timedelta(days=sign * {"月": 15, "年": 182, "天": 0}.get(match["unit"], 0))
    return [(day, "day")]


def _half_from_now(match: re.Match[str], now: Reckoning) -> list[Found]:
    sign = -1 if match["direction"] == "前" else 1
    return [(now.from_now(6 * sign, "month") if match["unit"] == "年" else now.days(15 * sign), "day")]


def _month(match: re.Match[str], now: Reckoning) -> list[Found]:
    """6月30号, 明年3月, 12月底, 2027年1月10日."""
    month = _number(match["month"])
    if not 1 <= month <= 12:
        return _no_such_day() if match["day"] else []
    year = _year(match, now)
    if match["day"]:
        found = now.month_day(month, _number(match["day"]), year)
        if match["last_day"]:  # 12月3日到5日
            return [(found, "day"), (date(found.year, found.month, _number(match["last_day"])), "day")]
        return [(found, "day")]
    if not (year or match["edge"] or match["month"].isdigit() or _ENDS_CLAUSE.match(match.string, match.end())):
        return []  # 八月瓜
    return [_in_month(now.month(month, year), match["edge"])]


def _month_of_this(match: re.Match[str], now: Reckoning) -> list[Found]:
    """下个月5号, 本月底, 下月初, 上月."""
    month = now.unit("month", _shift(match))
    if match["day"]:
        return [(month.start.replace(day=_number(match["day"])), "day")]
    return [_in_month(month, match["edge"])]


def _edge_of_month(match: re.Match[str], now: Reckoning) -> list[Found]:
    """月底, 月中, 月初: the next to come."""
    found = _in_month(now.unit("month"), match["edge"])
    if found[0] < now.today and not now.past:
        found = _in_month(now.unit("month", 1), match["edge"])
    return [found]


def _in_month(month: Period, edge: str | None) -> Found:
    day = {"初": 1, "上旬": 10, "中": 15, "中旬": 20}.get(edge or "")
    return (month.start.replace(day=day), "day") if day else part(month)


def _day_of_month(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [(now.day_of_month(_number(match["day"])), "day")]


def _quarter(match: re.Match[str], now: Reckoning) -> list[Found]:
    """二季度, 2027年四季度末, 明年Q1, 下季度末, 季末."""
    if number := _group(match, "number"):
        quarter = now.quarter(_number(number), _year(match, now))
    else:
        quarter = now.unit("quarter", _shift(match))
    return [part(quarter, _position(match))]


def _half_year(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [part(now.half(1 if match["half"] == "上" else 2, _year(match, now)))]


def _edge_of_year(match: re.Match[str], now: Reckoning) -> list[Found]:
    """年底, 明年初, 2027年底, 今年内."""
    number = _year(match, now)
    year = now.unit("year") if number is None else periods.numbered_year(number, now.fiscal_year_start)
    if number is None and match["edge"] == "初" and not now.past:
        year = now.unit("year", 1)
    return [part(year, _position(match))]


def _holiday(match: re.Match[str], now: Reckoning) -> list[Found]:
    return [(now.month_day(*_HOLIDAYS[match["holiday"]], _year(match, now)), "day")]


def _no_such_day() -> list[Found]:
    raise ValueError("no such month")


def _group(match: re.Match[str], name: str) -> str:
    """What a named group matched; nothing where the pattern of this rule has no such group."""
    return match.groupdict().get(name) or ""


def _position(match: re.Match[str]) -> str:
    return {"初": "start", "中": "middle"}.get(_group(match, "edge"), "end")


def _shift(match: re.Match[str]) -> int:
    return _SHIFTS[(_group(match, "shift") or "本").rstrip("个")]


def _year(match: re.Match[str], now: Reckoning) -> int | None:
    if named := _group(match, "named_year"):
        return now.today.year + _YEARS[named]
    if digits := _group(match, "year"):
        year = _number(digits)
        return year + 2000 if year < 100 else year
    return None


def _number(text: str) -> int:
    number = plain_number(text)
    return int(number) if number is not None else 0


_ENDS_CLAUSE = re.compile(r" ?(?:[^\w一-鿿]|$|[签前到交付])")

_AFTER_OR_BEFORE = r"(?:之|以)?(?P<direction>后|内|前)(?!天)"

RULES: list[tuple[str, str, Rule]] = [
    ("天日晚早晨", rf"(?P<day>{one_of(_OFFSETS)})(?!头条|资本|国际|之星|帝国)", _relative_day),
    (
        "周星礼",
        rf"(?:{_SHIFT}{_WEEK}?的?)?{_WEEK}(?P<weekday>[一二三四五六日天])(?![福一二三四五六七八九十百千万])",
        _weekday,
    ),
    ("末", rf"{_SHIFT}?周末", _weekend),
    (
        "后内前",
        rf"(?P<count>{_NUMBER}) ?个?(?P<half>半)?个?(?P<unit>工作日|星期|礼拜|季度|天|周|月|年){_AFTER_OR_BEFORE}",
        _from_now,
    ),
    ("后", r"(?<!\d)(?P<count>\d{1,4})(?P<unit>日)(?:之|以)?(?P<direction>后)", _from_now),
    ("半", rf"半个?(?P<unit>年|月){_AFTER_OR_BEFORE}", _half_from_now),
    (
        "月",
        rf"(?:{_YEAR} ?)?(?<![\d双第])(?P<month>{_DAY}) ?月份?(?: ?(?P<day>{_DAY})"
        r"(?:[日号]|(?=[-–到至~]\d)|(?![\d.,%万千百亿个台wWkKmM]))"
        rf"(?:[-–到至~]+(?P<last_day>{_DAY})[日号])?|{_EDGE})?",
        _month,
    ),
    ("月", rf"{_SHIFT}月份?(?:的?(?P<day>{_DAY})[日号]|{_EDGE})?", _month_of_this),
    ("月", r"(?<![\d个一二三四五六七八九十])月(?P<edge>[底末初中])", _edge_of_month),
    ("季", rf"(?:{_YEAR} ?)?第?(?P<number>[一二三四1-4])季度?{_EDGE}?", _quarter),
    ("Qq", rf"{_YEAR} ?[Qq](?P<number>[1-4])(?![0-9A-Za-z]) ?{_EDGE}?", _quarter),
    ("Qq", r"(?<![0-9A-Za-z])[Qq](?P<number>[1-4]) ?(?P<edge>[底末初内])", _quarter),
    ("季", rf"(?:{_SHIFT}季度?{_EDGE}?|季度?(?P<end>[底末]))", _quarter),
    ("半", rf"(?:{_YEAR}的?)?(?P<half>[上下])半年", _half_year),
    ("年", rf"{_YEAR}年?{_EDGE}?(?!\d|[一-鿿]?月|度)", _edge_of_year),
    ("年", r"(?<![\d一二三四五六七八九十个])年(?P<edge>[底末初])", _edge_of_year),
    ("周星礼", rf"{_SHIFT}{_WEEK}(?P<edge>[底末内初中])?", _week),
    (
        "".join(_HOLIDAYS),
        rf"{_YEAR}?(?<![\d.,李王张刘陈杨赵周吴孙])(?P<holiday>{one_of(_HOLIDAYS)})(?![\d.,万千百亿wkm路])",
        _holiday,
    ),
    (
        "号日",
        rf"(?<![\d.,第一二三四五六七八九十月])(?P<day>{_DAY})[号日](?![线楼店院仓门馆公元均])",
        _day_of_month,
    ),
]
"""What each rule needs (any of the characters), its pattern, and its meaning; the first have the first pick."""
