"""A line of thanks, taken apart: what for, for which value, to whom whom Slack did not recognise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from sales.texts import tidy

LONGEST_VALUE = 30

_TAG = re.compile(r"(?<![\w#])[#＃]([^\W_][\w-]*)")
_HANDLE = re.compile(r"(?<!\S)[@＠]([\w.-]+)")
_EMOJI = re.compile(r":([a-z0-9_+'-]+)(?:::skin-tone-[2-6])?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thanks:
    """What somebody typed."""

    note: str
    tags: tuple[str, ...]
    """Hashtags without the #, as typed."""
    handles: tuple[str, ...]
    """Names behind an @ that Slack did not make a person of."""


def read(line: str) -> Thanks:
    """Take a line apart from which Slack's own people and channels are gone."""
    tags = tuple(dict.fromkeys(match[1] for match in _TAG.finditer(line)))
    handles = tuple(dict.fromkeys(match[1] for match in _HANDLE.finditer(line)))
    return Thanks(tidy(_HANDLE.sub(" ", _TAG.sub(" ", line))), tags, handles)


def nearest(tag: str, values: list[str]) -> list[str]:
    """The values that were probably meant, the likeliest first."""
    by_key = {value.casefold(): value for value in values}
    return [by_key[key] for key in get_close_matches(tag.casefold(), by_key, n=3, cutoff=0.5)]


def emoji(text: str) -> str:
    """The name of an emoji in a text, without colons and skin tone; empty when there is none."""
    found = _EMOJI.search(text)
    return bare_emoji(found[1]) if found else ""


def bare_emoji(name: str) -> str:
    """An emoji's name without its skin tone, as reactions come with one: `clap::skin-tone-2`."""
    return name.partition("::")[0].lower()


def is_value(name: str) -> bool:
    """Whether a word can be a value's name."""
    return len(name) <= LONGEST_VALUE and re.fullmatch(r"[^\W_][\w-]*", name) is not None
