"""Days on which nobody is to be bothered: the public holidays of a country, and days that an admin added."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Protocol


class Chosen(Protocol):
    """What of `storage.workspaces.Settings` matters here."""

    @property
    def country(self) -> str: ...

    @property
    def days_off(self) -> list[str]: ...


def days_off(settings: Chosen) -> Callable[[date], bool]:
    """Whether a day is off, by what the workspace chose."""
    country, added = settings.country, frozenset(settings.days_off)
    return lambda day: day.isoformat() in added or day in _of_country(country, day.year)


def is_known(country: str) -> bool:
    """Whether we know the public holidays of a country, by its ISO 3166 code."""
    import holidays  # noqa: PLC0415  (a tenth of a second that only those pay who ask)

    return country.upper() in holidays.list_supported_countries()


def following(settings: Chosen, today: date, *, count: int, language: str) -> list[tuple[date, str]]:
    """The next days off with their names, in the language where we have them; days that an admin added have none."""
    import holidays  # noqa: PLC0415  (see above)

    named = {date.fromisoformat(day): "" for day in settings.days_off}
    if settings.country:
        years = (today.year, today.year + 1)
        named |= holidays.country_holidays(settings.country.upper(), years=years, language=language)
    return sorted((day, name) for day, name in named.items() if day >= today)[:count]


@cache
def _of_country(country: str, year: int) -> frozenset[date]:
    if not country or not is_known(country):
        return frozenset()
    import holidays  # noqa: PLC0415  (see above)

    return frozenset(holidays.country_holidays(country.upper(), years=year))
