"""The anatomy of a company's name: who it is, what it does, where it sits, and how that sounds in Latin letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product

from sales import brands, chinese, names, places, trades
from sales.texts import visible, words

LONGEST = 200
"""Characters of a name that are looked at: no register holds longer ones."""
SOUNDS = 4
"""Ways of reading a name that are kept."""

_LETTERS = str.maketrans(dict(zip("øæœłđıð", words("o ae oe l d i d"), strict=True)))
_SPELLED_OUT = str.maketrans(dict(zip("äöüøå", words("ae oe ue oe aa"), strict=True)))
_HAN = f"[{chinese.HAN}]"
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]{1,40})[)\]】]")
_SITE = re.compile(r"(?<=\w{2})\.(?:com|net|cn|io|ai)\b", re.ASCII)  # Amazon.com, Inc.
_CHUNKS = re.compile(rf"{_HAN}+|[^{chinese.HAN}\s]+")
_LEVEL = re.compile("^[省市区县]")
_DISTRICT = re.compile(f"^{_HAN}{{2,4}}?(?:新区|开发区|[市区县])(?={_HAN}{{2}})")
_JOINING = frozenset(words("and und et y e of de du des di da do der die the for in 和 与"))


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A name taken apart."""

    plain: str
    """The whole name, normalised."""
    words: tuple[str, ...]
    """Its words without legal forms and without what joins them, in order."""
    core: tuple[str, ...]
    """The words that say who it is: Haier. Empty when the name only says what it does and where: 中国移动."""
    trades: frozenset[str]
    """What it does, as labels of `sales.trades`."""
    seats: frozenset[str]
    """Where it was founded or is registered, as Chinese names say: 青岛海尔, 华为(深圳)."""
    branches: frozenset[str]
    """The countries that a name ends with: Acme UK, which is not all of Acme."""
    sounds: tuple[str, ...]
    """The core in Latin letters without spaces, the likeliest way first; of a name without core its sorted labels."""

    @property
    def is_chinese(self) -> bool:
        """Whether it is written in Chinese characters."""
        return any(map(is_chinese, self.words))

    @property
    def labels(self) -> frozenset[str]:
        """All that a name without core says."""
        return self.trades | self.seats | self.branches


def normalised(name: str) -> str:
    """The name without what makes no difference: case, width, accents, punctuation, legal forms, script of Chinese."""
    return names.normalise(_plain(name).translate(_LETTERS))


@lru_cache(maxsize=1024)
def read(name: str) -> Anatomy:
    """The name taken apart. All is empty for a name without a letter or digit."""
    name = _plain(name)
    anatomy, spelled_out = _read(name), name.translate(_SPELLED_OUT)
    if spelled_out == name:
        return anatomy
    sounds = dict.fromkeys((*anatomy.sounds, *_read(spelled_out).sounds))  # Müller is Muller and Mueller
    return replace(anatomy, sounds=tuple(sounds))


def is_chinese(word: str) -> bool:
    """Whether the word is written in Chinese characters."""
    return chinese.has_han(word)


def _plain(name: str) -> str:
    plain = unicodedata.normalize("NFKC", visible(name[:LONGEST])).casefold()
    return chinese.simplified(unicodedata.normalize("NFKC", plain))


def _read(name: str) -> Anatomy:
    name = name.translate(_LETTERS)
    outside = _SITE.sub("", _BRACKETS.sub(" ", name))
    if not names.is_name(outside):
        outside = name
    said = [word for word in _parts(names.normalise(outside)) if word not in _JOINING]
    first, last = 0, len(said)
    while last and (_is_generic(said[last - 1]) or names.is_form(said[last - 1])):
        last -= 1
    while first < last and said[first] in places.labels():
        first += 1
    before, core, after = (said[:first], said[first:last], said[last:]) if first < last else (said, [], [])
    asides = [part for aside in _BRACKETS.findall(name) for part in _parts(names.normalise(aside))]
    behind = _places(after + asides)
    seats = {place for word, place in behind if place in places.seats() or chinese.has_han(word)}
    anatomy = Anatomy(
        plain=names.normalise(name),
        words=tuple(said),
        core=tuple(core),
        trades=frozenset(label for word in (after if core else said) for label in trades.words().get(word, ())),
        seats=frozenset(seats.union(place for _word, place in _places(before))),
        branches=frozenset(place for _word, place in behind) - seats,
        sounds=(),
    )
    return replace(anatomy, sounds=tuple(_sounds(anatomy)))


def _places(said: list[str]) -> list[tuple[str, str]]:
    """The places among the words, as they are written and as they are compared."""
    return [(word, places.labels()[word]) for word in said if word in places.labels()]


def _is_generic(word: str) -> bool:
    return word in trades.words() or word in places.labels()


def _parts(normalised_name: str) -> list[str]:
    """The words of a normalised name; Chinese ones cut into places, the name itself and what the company does."""
    found: list[str] = []
    for chunk in _CHUNKS.findall(normalised_name):
        if chinese.has_han(chunk):
            found += _chinese_parts(chunk)
        elif found and _is_generic(found[-1] + chunk):  # air lines, hong kong
            found[-1] += chunk
        else:
            found.append(chunk)
    return found


def _chinese_parts(chunk: str) -> Iterator[str]:
    while place := _leading_place(chunk):
        yield place
        chunk = _LEVEL.sub("", chunk[len(place) :])
        chunk = _DISTRICT.sub("", chunk)
    doing: list[str] = []
    while trade := _trailing_trade(chunk):
        doing.insert(0, trade)
        chunk = chunk[: -len(trade)]
    if chunk:
        yield chunk
    yield from doing


def _leading_place(chunk: str) -> str:
    """The place that the words begin with, unless too little would be left for a name."""
    for length in range(min(places.longest_chinese(), len(chunk) - 1), 1, -1):
        rest = chunk[length:]
        if chunk[:length] in places.labels() and (len(rest) > 1 or rest in trades.words()):
            return chunk[:length]
    return chunk if chunk in places.labels() else ""


def _trailing_trade(chunk: str) -> str:
    """What the words end with; one character counts only behind a name: 阿里云."""
    for length in range(min(trades.longest_chinese(), len(chunk)), 0, -1):
        if chunk[-length:] in trades.words() and (length > 1 or len(chunk) > 2 or len(chunk) == 1):
            return chunk[-length:]
    return ""


def _sounds(anatomy: Anatomy) -> Iterator[str]:
    """The ways in which a name may be spelled in Latin letters, at most `SOUNDS` and its brand."""
    brand = brands.latin().get("".join(anatomy.core)) or brands.latin().get(anatomy.plain)
    if brand:
        yield brand
    if anatomy.core:
        readings = [chinese.sounds(word, SOUNDS) if chinese.has_han(word) else [word] for word in anatomy.core]
        yield from map("".join, islice(product(*readings), SOUNDS))
    elif anatomy.labels:
        yield " ".join(sorted(anatomy.labels))
    elif anatomy.plain:
        yield anatomy.plain
