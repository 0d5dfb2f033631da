"""Numbers that are not money: seats and months, 40 %, 15:30, versions, invoice numbers, Forever 21."""

from __future__ import annotations

import re
from decimal import Decimal

from sales.texts import HIDDEN, LATIN, one_of, words

_LETTER = f"[{LATIN}]"
_ADJECTIVES = one_of(
    words("new more extra additional other annual named paid user business working calendar full big small")
)
_ALSO_SINGULAR = words(
    "seat licence license user month year yr week wk day hour hr minute min person employee unit piece device laptop",
    "server point pt star node core vm ton",
)
_PLURAL_ONLY = words(
    "customer client account logo call meeting demo visit lead store shop site location office partner product module",
    "slot ticket certificate lesson room bed car truck phone tablet screen camera sample deal reminder",
)
_INVARIABLE = words(
    "people staff times percent pct pcs gb tb mb kg km pm am o'clock branches boxes companies countries"
)
_COUNTED = re.compile(
    rf"[ \u00a0-]?(?:(?:{_ADJECTIVES})[ -])?"
    rf"(?:(?:{one_of(_ALSO_SINGULAR)})s?|(?:{one_of(_PLURAL_ONLY)})s|{one_of(_INVARIABLE)})(?![\w$])",
    re.IGNORECASE,
)
_COUNTED_IN_CHINESE = re.compile(
    r" ?(?:个|台|套|[新老]客户|用户|席|坐席|账号|授权|小时|分钟)"
    r"|人(?!民币)|家(?!乐|得|具|居)|单(?!子|笔)|天(?![猫津使合])|成(?![交功为单])|分(?![期公])|强(?!生)|客户|星期|礼拜"
    r"|[次份件位周月年折期号楼点季层种项条张辆箱吨米克斤岁倍级名%]"
)
_PLURAL = re.compile(r" ([a-z]{3,}s)\b")
_NOT_PLURAL = frozenset(
    words("closes signs starts begins ends renews expires plus less minus was this thanks versus its includes works")
    + words("needs wants gross across always yes has goes comes looks")
)
_ORDINAL_WORDS = words(
    "top no nr num number step phase version stage year week day lot floor tier level chapter part round option po inv",
    "invoice order ticket ref case id ext tel ph phone mobile zip iso soc page",
)
_ORDINAL_WORD = re.compile(rf"(?:(?<!\w)(?:{one_of(_ORDINAL_WORDS)})|[第前])[.:]? ?$", re.IGNORECASE)
_AFTER_A_NAME = re.compile(rf"[A-ZÀ-Þ]{_LETTER}*['&]?{_LETTER}* $")
_AFTER_A_PERSON = re.compile(f"{HIDDEN} ?$")
_GOES_ON = re.compile(rf"[{LATIN}0-9_]|:\d| ?[%‰]|[多来余几][千万亿]")
_GOES_ON_IN_CHINESE = re.compile(rf"[{LATIN}_]| ?[%‰]")  # 12万3个月 are two numbers
_JOINED_BEFORE = re.compile(rf"(?:\d[-/×:]|{_LETTER}-|[€$£¥] ?)$")
_JOINED_AFTER = re.compile(r"-\w|[/:]\d| ?[x×*] ?(?=[\d$€£¥])")


def goes_on(text: str, end: int) -> bool:
    """Whether what looked like a number goes on into a word (2FA), a time (15:30) or a share (40%)."""
    pattern = _GOES_ON if text[end - 1].isascii() else _GOES_ON_IN_CHINESE
    return pattern.match(text, end) is not None


def is_counted(text: str, end: int) -> bool:
    """Whether what follows a number says what is counted: seats, months, 台."""
    return bool(_COUNTED.match(text, end) or _COUNTED_IN_CHINESE.match(text, end))


def is_part(text: str, start: int, end: int) -> bool:
    """Whether a number without currency or unit is part of something: 7-Eleven, 14/20, 10 x 400, invoice 4711."""
    return bool(
        _JOINED_BEFORE.search(text, max(0, start - 2), start)
        or _JOINED_AFTER.match(text, end)
        or _ORDINAL_WORD.search(text, max(0, start - 12), start)
    )


def is_bare_quantity(text: str, start: int, end: int, value: Decimal, year: int) -> bool:
    """Whether whole digits that stand alone are no money: a code, a year, the number in a name, 250 forklifts."""
    digits = text[start:end]
    if len(digits) >= 12 or (digits[0] == "0" and len(digits) > 1):
        return True
    if len(digits) == 4 and abs(value - year) <= 5:
        return True
    if 0 < value < 100 and (  # Forever 21; @ben 40
        _AFTER_A_NAME.search(text, max(0, start - 40), start) or _AFTER_A_PERSON.search(text, max(0, start - 2), start)
    ):
        return True
    plural = _PLURAL.match(text, end)
    return value < 1000 and plural is not None and plural[1] not in _NOT_PLURAL
