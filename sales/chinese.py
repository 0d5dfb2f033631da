"""Chinese characters: the simplified ones of traditional ones, and how they sound.

From tables (Unicode's Unihan), read when they are first needed: half a megabyte, where pypinyin takes 12 without its
phrases and 58 with them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
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
    ways = product(*map(_readings, text))
    return list(dict.fromkeys(map("".join, islice(ways, limit))))


@cache
def _simplified() -> dict[int, str]:
    pairs = "".join(tables.lines("simplified.txt"))
    return {ord(character): simple for character, simple in zip(pairs[::2], pairs[1::2], strict=True)}


@lru_cache(maxsize=2048)
def _readings(character: str) -> tuple[str, ...]:
    """The sounds of a character, the likeliest first; the character itself when it has none."""
    return tuple(sound for sound, characters in _characters() if character in characters) or (character,)


@cache
def _characters() -> list[tuple[str, str]]:
    """Each sound and the characters that have it: a twentieth of what a dict of all characters takes."""
    return [(sound, characters) for sound, characters in map(str.split, tables.lines("readings.txt"))]
