"""How people of a locale (en, en_US, en-GB, zh-Hans-CN) write numbers and dates, for what a text leaves open."""

from __future__ import annotations

import re
from functools import lru_cache

from sales.texts import words

_COMMA_LANGUAGES = frozenset(
    words("az be bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it ka kk lt lv mk nb nl nn no pl pt ro ru sk sl",
          "sq sr sv tr uk uz vi")
)  # fmt: skip
_POINT_REGIONS = frozenset(words("CH LI MX US PR GT HN NI PA PE DO SV"))
_MONTH_FIRST_LANGUAGES = frozenset(words("zh ja ko hu lt mn"))
_MONTH_FIRST_REGIONS = frozenset(words("US PH PR GU"))


def writes_comma_decimals(locale: str) -> bool:
    """Whether 1,5 is one and a half, and 1.234 more than a thousand."""
    language, region = _parts(locale)
    return language in _COMMA_LANGUAGES and region not in _POINT_REGIONS


def writes_day_first(locale: str) -> bool:
    """Whether 5/6 is in June. English without a region does: only the United States and a few others turn it round."""
    language, region = _parts(locale)
    return language not in _MONTH_FIRST_LANGUAGES and region not in _MONTH_FIRST_REGIONS


@lru_cache(maxsize=64)
def _parts(locale: str) -> tuple[str, str]:
    parts = re.split("[-_]", locale)
    region = next((part.upper() for part in parts[1:] if len(part) == 2), "")
    return parts[0].lower(), region
