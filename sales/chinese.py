"""Chinese characters: the simplified ones of traditional ones, and how they sound.

From tables (Unicode's Unihan), read when they are first needed: 2 MB, where pypinyin takes 12 MB
without its phrases and 58 MB with them.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, product

from sales import tables

HAN = "㐀-䶿一-鿿"
"""Chinese characters, as a range for regular expressions."""

_HAN = re.compile(f"[{HAN}]")


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in the text."""
    return _HAN.search(text) is not None


def simplified(text: str) -> str:
    """The text with simplified characters for traditional and Japanese ones, one for one: 華為 is 华为, 鉄 is 铁."""
    return text.translate(_simplified()) if has_han(text) else text


def sounds(text: str, limit: int) -> list[str]:
    """How the text may read in pinyin without tones and spaces, the likeliest first: 重庆 is zhongqing and chongqing.

    Other letters stay as they are. At most `limit` ways, of the many that 长 and 乐 have together.
    """
    readings = _readings()
    ways = product(*(readings.get(character, (character,)) for character in text))
    return list(dict.fromkeys(map("".join, islice(ways, limit))))


@cache
def _simplified() -> dict[int, str]:
    pairs = "".join(tables.lines("simplified.txt"))
    return {ord(character): simple for character, simple in zip(pairs[::2], pairs[1::2], strict=True)}


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    readings: dict[str, tuple[str, ...]] = {}
    for line in tables.lines("readings.txt"):
        sound, characters = line.split()
        for character in characters:
            readings[character] = (*readings.get(character, ()), sound)
    return readings
