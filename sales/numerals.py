"""Numbers in words: 三十五万 is 350,000, and so is "three hundred and fifty thousand"."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

DIGITS = dict(zip("零〇一二两俩三四五六七八九", (0, 0, 1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

CHINESE_NUMBER = r"[零〇一二两三四五六七八九十百千万萬亿億]+"

_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen".split()
    )
} | {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 10**3, "grand": 10**3, "million": 10**6, "billion": 10**9}
_FRACTIONS = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}

ENGLISH_NUMBER_WORDS = frozenset(_UNITS) | frozenset(_SCALES)


def chinese_number(text: str) -> Decimal | None:
    """What a Chinese numeral says, spoken forms included: 两千五 is 2,500 and 3万5 is 35,000. None where it says nothing.

    Digits may stand in front of a unit (1.5亿, 3万5千).
    """
    total = section = Decimal(0)
    digit: Decimal | None = None
    last_unit = 1
    for token in re.findall(r"\d+(?:\.\d+)?|.", text):
        if token in _MYRIADS:
            if digit is None and not section and not total:
                section = Decimal(1)  # 万 alone, as in 百万 without the 百
            unit = _MYRIADS[token]
            if total and total < unit:  # 一万亿: all that came before counts in the larger unit
                total = (total + section + (digit or 0)) * unit
            else:
                total += (section + (digit or 0)) * unit
            section, digit, last_unit = Decimal(0), None, unit
        elif token in _TENS:
            section += (Decimal(1) if digit is None else digit) * _TENS[token]
            digit, last_unit = None, _TENS[token]
        elif token in DIGITS:
            if digit and last_unit == 1 and not section and not total:
                return _digit_by_digit(text)
            digit = Decimal(DIGITS[token])
            if token in "零〇":
                last_unit = 1
        else:
            try:
                digit = Decimal(token)
            except InvalidOperation:
                return None
    if digit is not None and last_unit >= 100 and digit < 10:
        digit *= last_unit // 10  # 两千五: the last digit counts in the next lower unit
    return total + section + (digit or 0)


def _digit_by_digit(text: str) -> Decimal | None:
    """二〇二六 is 2026."""
    if all(character in DIGITS for character in text):
        return Decimal("".join(str(DIGITS[character]) for character in text))
    return None


def english_number(words: list[str]) -> Decimal | None:
    """What number words say: ["half", "a", "million"], ["twenty", "five", "grand"], ["1.2", "million"]; else None."""
    total = section = Decimal(0)
    seen = False
    factor = Decimal(1)
    for word in words:
        if word in _FRACTIONS:
            if section and words[0] != word:  # one and a half million
                section += _FRACTIONS[word]
            else:
                factor = _FRACTIONS[word]
        elif word in _UNITS:
            section += _UNITS[word]
            seen = True
        elif word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                section = (section or 1) * scale
            else:
                total += (section or 1) * scale
                section = Decimal(0)
            seen = True
        elif word not in ("a", "an", "and", "of"):
            try:
                section += Decimal(word)
            except InvalidOperation:
                return None
            seen = True
    return (total + section) * factor if seen else None
