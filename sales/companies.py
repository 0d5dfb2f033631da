"""Whether two companies are one, by name and domain: for registering deals of customers that others may know."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sales import names

SAME, MAYBE, DIFFERENT = "same", "maybe", "different"

KEY_LENGTH = 64
"""The longest key, in characters."""
KEY_LIMIT = 48
"""The most keys that a company has."""


@dataclass(frozen=True, slots=True)
class Company:
    """What is known of a company. Its domain is a registrable one, as `storage.domains` reads it, or empty."""

    name: str
    domain: str = ""
    aliases: Collection[str] = ()
    """What else it is called: a brand that does not sound like the name (格力, Gree)."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two companies are: `SAME`, `MAYBE` (a person should look) or `DIFFERENT`, and why."""

    verdict: str
    reasons: tuple[str, ...]
    """Words of the rules: domain, name, sound, slip …; for the people who approve, in order of weight."""


def normalised(name: str) -> str:
    """The name without what makes no difference: case, width, accents, punctuation, legal forms, script of Chinese."""
    return names.normalise(name)


def keys(company: Company) -> list[str]:
    """What to look a company up by, and to store it under: companies that may be one share a key.

    The strongest first, and so when sorted: whoever has room for some candidates takes those under the first keys.
    """
    found = [f"1{company.domain}"] if company.domain else []
    found += [f"2{key}"[:KEY_LENGTH] for key in dict.fromkeys(map(normalised, (company.name, *company.aliases))) if key]
    return sorted(found)[:KEY_LIMIT]


def likeness(one: Company, other: Company) -> Likeness:
    """Whether two companies are one. The order of the two makes no difference."""
    if one.domain and one.domain == other.domain:
        return Likeness(SAME, ("domain",))
    if normalised(one.name) == normalised(other.name):
        return Likeness(SAME, ("name",))
    return Likeness(DIFFERENT, ())
