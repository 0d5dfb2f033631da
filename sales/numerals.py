"""Numbers in words: 三十五万 is 350,000, and so is "three hundred and fifty thousand"."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from sales.texts import words

_CHINESE_NAMES = words("零〇 一壹 二两贰 三叁 四肆 五伍 六陆 七柒 八捌 九玖")
_CHINESE_DIGITS = {name: Decimal(digit) for digit, names in enumerate(_CHINESE_NAMES) for name in names}
_CHINESE_TENS = dict(zip("十百千拾佰仟", (10, 100, 1000) * 2, strict=True))
_CHINESE_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

_ONES = words("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
              "seventeen eighteen nineteen")  # fmt: skip
_TENS = words("twenty thirty forty fifty sixty seventy eighty ninety")
_SMALL = {word: value for value, word in enumerate(_ONES)} | {word: 10 * value for value, word in enumerate(_TENS, 2)}
_SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "grand": 10**3,
    "million": 10**6,
    "mil": 10**6,
    "mill": 10**6,
    "billion": 10**9,
}
_FRACTIONS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.25")}
_FILLERS = {"a", "an", "and", "of"}

ENGLISH_WORDS = frozenset({*_SMALL, *_SCALES, *_FRACTIONS, *_FILLERS})
"""Every word that `english_number` knows."""

ENGLISH_SCALES = frozenset(_SCALES)


CHINESE_NUMERAL = "[{0}十拾][{0}零〇{1}]*+".format("一二两三四五六七八九壹贰叁肆伍陆柒捌玖", "十百千拾佰仟万萬亿億")
"""A regular expression for a numeral, which never begins with a unit: 百度 is a company."""


def chinese_number(text: str) -> Decimal | None:
    """What a Chinese numeral says: 一百二十万 is 1,200,000 and, as spoken, 两千五 is 2,500; None where it is none.

    Digits may stand before a unit: 1.5亿.
    """
    if len(text) > 1 and all(character in _CHINESE_DIGITS for character in text):
        return Decimal("".join(str(_CHINESE_DIGITS[character]) for character in text))  # 二〇二六
    total = section = Decimal(0)  # of the whole, and below the next 万 or 亿
    digit: Decimal | None = None  # waits for its unit
    last_unit = 1
    for token in re.findall(r"\d+(?:\.\d+)?|.", text, re.ASCII | re.DOTALL):
        if token in _CHINESE_MYRIADS:
            unit = _CHINESE_MYRIADS[token]
            section += digit or 0
            if total and total < unit:  # 一万亿: all so far counts in the larger unit
                total = (total + section) * unit
            else:
                total += section * unit
            section, digit, last_unit = Decimal(0), None, unit
        elif token in _CHINESE_TENS:
            section += (Decimal(1) if digit is None else digit) * _CHINESE_TENS[token]
            digit, last_unit = None, _CHINESE_TENS[token]
        elif token in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[token]
            if not digit:  # after 零 the next digit is a plain one: 一百零五
                last_unit = 1
        elif token[0].isdigit():
            digit = Decimal(token)
        else:
            return None
    if digit is not None and digit < 10 and last_unit >= 100:
        digit *= last_unit // 10  # 两千五: the last digit counts in the next lower unit
    return total + section + (digit or 0)


def english_number(text: str) -> Decimal | None:
    """What number words say: "half a million", "twenty five grand", "three quarters of a million"; else None."""
    total = section = Decimal(0)  # of the whole, and below the next thousand or million
    factor = Decimal(1)
    counted = False
    for word in re.split(r"[\s-]+", text.lower()):
        if word in _FRACTIONS:
            if counted and word == "half":  # one and a half million
                section += _FRACTIONS[word]
            else:
                factor = _FRACTIONS[word] * (section or 1)
                section = Decimal(0)
        elif word in _SMALL:
            section += _SMALL[word]
            counted = True
        elif word in _SCALES:
            if _SCALES[word] == 100:
                section = (section or Decimal(1)) * 100
            else:
                total += (section or 1) * _SCALES[word]
                section = Decimal(0)
            counted = True
        elif word not in _FILLERS:
            return None
    return (total + section) * factor if counted else None


def plain_number(text: str) -> Decimal | None:
    """What digits, an English word or a Chinese numeral say: 2, "two", 两; "a" and "an" are one, "couple" is two."""
    text = text.lower()
    if text in ("a", "an"):
        return Decimal(1)
    if text.startswith(("couple", "a couple")):
        return Decimal(2)
    try:
        return Decimal(text)
    except InvalidOperation:
        return chinese_number(text) if not text.isascii() else english_number(text)
