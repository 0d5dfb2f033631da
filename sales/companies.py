"""Whether two companies are one, by name and domain: for registering deals of customers that others may know.

A name says who a company is (Haier), what it does (bank, 证券), and where it sits (青岛). Two names are one company's
when who they are is the same, however it is spelled, and what they do does not tell them apart. Where a doubt is left,
it is `MAYBE`.
A name alone never makes a subsidiary its parent: Siemens Healthineers may be Siemens, and 招商证券 is not 招商银行.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sales import brands, chinese, company_names, places, tables, trades
from sales.company_names import Anatomy
from sales.spelling import slips

SAME, MAYBE, DIFFERENT = "same", "maybe", "different"

KEY_LENGTH = 64
"""The longest key, in characters."""
KEY_LIMIT = 32
"""The most keys that a company has."""

_LONG = 10
"""Letters of a name that hardly two companies have."""
_HALVED = 9
"""From how many letters a name is looked up by its halves; shorter ones by what is left without any one letter."""
_SLIP = 5
"""Letters of a word in which two swapped neighbours, or a letter too many beside its like, are a slip."""
_MISTAKE = 7
"""Letters, of a word or beside it, with which any other single letter is a slip; in twice as many, two are."""
_HOMOPHONE = 5
"""Characters of a Chinese name in which one that only sounds right is a slip."""
_TELLING = 4
"""Letters of a name in another script from which its sound tells who it is."""


@cache
def _common() -> frozenset[str]:
    """Words of which one alone is nobody's name: Delta, 长城."""
    return frozenset(word for line in tables.lines("common.txt") for word in line.split())


@dataclass(frozen=True, slots=True)
class Company:
    """What is known of a company.

    Its domain is a registrable one, as `storage.domains` reads it; empty when it is not known or anybody's (gmail.com).
    """

    name: str
    domain: str = ""
    aliases: tuple[str, ...] = ()
    """What else it is called: a brand that does not sound like the name (格力, Gree)."""

    @property
    def anatomies(self) -> list[Anatomy]:
        """Its names, taken apart."""
        return [company_names.read(name) for name in (self.name, *self.aliases)]

    @property
    def site(self) -> str:
        """What the domain is called: haier of haier.com.cn."""
        return self.domain.partition(".")[0].replace("-", "")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two companies are: `SAME`, `MAYBE` (a person should look) or `DIFFERENT`, and why.

    The reason is one word: domain, name, sound (海尔, Haier), slip (Mircosoft), part (Acme, Acme Logistics), place
    (Acme UK), initials (IBM), site (格力 and gree.com) or domains (one name, two domains); empty where none is.
    """

    verdict: str
    reason: str = ""


def keys(company: Company) -> list[str]:
    """What to store a company under and to look it up by: companies that may be one share a key.

    At most `KEY_LIMIT` of at most `KEY_LENGTH` characters, sorted, the telling ones first: who takes a fixed number of
    candidates takes those of the first keys. 1 is the domain, 2 the name, 3 its sound, 4 slips, 5 its first and last
    word.
    """
    found = {f"1{company.domain}"} if company.domain else set()
    sounds: dict[str, None] = {}
    for anatomy in company.anatomies:
        if not anatomy.plain:
            continue
        found.add(f"2{anatomy.plain}")
        found.update(f"5{beginning}" for beginning in _beginnings(anatomy))
        sounds |= dict.fromkeys(anatomy.sounds)
        sounds[chinese.sounds("".join(anatomy.words), 1)[0]] = None
        if len(anatomy.words) > 2:
            found.add(f"4{_initials(anatomy)}")
    if company.site:
        sounds[company.site] = None
    found.update(f"3{sound}" for sound in sounds)
    for sound in list(sounds)[:2]:
        found.update(f"4{rest}" for rest in _slipped(sound))
    return sorted({key[:KEY_LENGTH] for key in found})[:KEY_LIMIT]


def likeness(one: Company, other: Company) -> Likeness:
    """Whether two companies are one. The order of the two makes no difference."""
    if one.domain and one.domain == other.domain:
        return Likeness(SAME, "domain")
    by_name = max(
        (_by_name(mine, theirs) for mine in one.anatomies for theirs in other.anatomies),
        key=lambda found: (found.verdict == SAME, found.verdict == MAYBE, found.reason),
    )
    if by_name.verdict == DIFFERENT and by_name.reason:  # one word, two companies
        return Likeness(DIFFERENT)
    named = _is_named(one.site, other) or _is_named(other.site, one)
    if one.site and one.site == other.site:
        return by_name if by_name.verdict == SAME else Likeness(SAME if by_name.verdict == MAYBE else MAYBE, "site")
    if one.site and other.site:
        return _with_two_domains(one, other, by_name)
    if named and by_name.verdict != SAME:
        is_other_script = one.anatomies[0].is_chinese != other.anatomies[0].is_chinese
        return Likeness(SAME if is_other_script or by_name.verdict == MAYBE else MAYBE, "site")
    return by_name


def _with_two_domains(one: Company, other: Company, by_name: Likeness) -> Likeness:
    """The verdict on names whose domains differ: as it was where both domains say the name, or the name is telling."""
    if by_name.verdict != SAME or by_name.reason not in ("name", "sound", "slip"):
        return by_name
    if by_name.reason != "slip" and (_fits(one.site, one, other) and _fits(other.site, one, other)):
        return by_name
    if by_name.reason != "slip" and _is_telling(one) and _is_telling(other):
        return by_name
    return Likeness(MAYBE, "domains")


def _fits(site: str, *companies: Company) -> bool:
    """Whether a site is called as a company is: acme or acmerockets for Acme Rockets, or haier for 海尔."""
    return any(
        site in (*anatomy.sounds, "".join(anatomy.words), _initials(anatomy))
        for company in companies
        for anatomy in company.anatomies
    )


def _is_telling(company: Company) -> bool:
    """Whether hardly another company has its name: two words, or a long one."""
    return any(len(anatomy.core) > 1 or len("".join(anatomy.core)) > _LONG for anatomy in company.anatomies)


def _is_named(site: str, company: Company) -> bool:
    """Whether the company is called as the site is."""
    return bool(site) and any(site in anatomy.sounds for anatomy in company.anatomies)


def _by_name(one: Anatomy, other: Anatomy) -> Likeness:
    """The verdict on two names. `DIFFERENT` with a reason where the same word is two companies: Delta, Acme UK."""
    if not one.plain or not other.plain:
        return Likeness(DIFFERENT)
    if one.plain == other.plain:
        return Likeness(SAME, "name")
    if reason := _agreement(one, other):
        return _with_same_core(one, other, reason)
    if not one.core and not other.core:
        return Likeness(MAYBE if one.labels < other.labels or other.labels < one.labels else DIFFERENT, "part")
    if nearness := _nearness(one, other):
        return Likeness(MAYBE if _trades_differ(one, other) else nearness, "slip")
    if verdict := _homophone(one, other):
        return Likeness(verdict, "sound")
    if one.core and other.core and (_begins(one.core, other.core) or _begins(other.core, one.core)):
        return Likeness(MAYBE, "part")
    if _initials(one) == "".join(other.words) or "".join(one.words) == _initials(other):
        return Likeness(MAYBE, "initials")
    return Likeness(DIFFERENT)


def _agreement(one: Anatomy, other: Anatomy) -> str:
    """In what the two say who they are alike: name or sound; empty when in nothing."""
    if not one.core and not other.core:
        says = one.labels - {places.CHINA}
        return "name" if says == other.labels - {places.CHINA} and not says <= trades.weak() else ""
    if "".join(one.words) == "".join(other.words) or (one.core and "".join(one.core) == "".join(other.core)):
        return "name"
    common = set(one.sounds) & set(other.sounds)
    if not common or (one.is_chinese and other.is_chinese):
        return ""
    return "sound" if one.is_chinese or other.is_chinese else "name"


def _with_same_core(one: Anatomy, other: Anatomy, reason: str) -> Likeness:
    if not one.core or not other.core:
        return Likeness(SAME, reason)
    mine, theirs = one.trades - other.trades, other.trades - one.trades
    if mine and theirs and not mine | theirs <= trades.weak():
        return Likeness(DIFFERENT, "part")
    if one.branches and other.branches and one.branches != other.branches:
        return Likeness(DIFFERENT, "place")
    if one.branches != other.branches or (one.seats and other.seats and not one.seats & other.seats):
        return Likeness(MAYBE, "place")
    if "".join(one.words) != "".join(other.words) and _trades_differ(one, other):
        return Likeness(MAYBE, "part")
    is_telling = reason == "name" or any(
        len(sound) >= _TELLING or sound in brands.latin().values() for sound in set(one.sounds) & set(other.sounds)
    )
    return Likeness(SAME if is_telling else MAYBE, reason)


def _trades_differ(one: Anatomy, other: Anatomy) -> bool:
    """Whether what the two do leaves a doubt that they are one. Technology does not, unless the name is anybody's.

    A company in China must say in its full name what it does (Regulations on Enterprise Name Registration, article 6):
    so 奇瑞汽车股份有限公司 is 奇瑞, while Chery Foods may be another one.
    """
    mine, theirs = one.trades - other.trades, other.trades - one.trades
    if (mine and theirs) or (_common().issuperset(one.core) and not one.seats & other.seats):
        return bool(mine or theirs)
    of_china = one.is_chinese or other.is_chinese or bool(places.seats() & (one if mine else other).seats)
    return not mine | theirs <= (trades.weak() | trades.made() if of_china else trades.weak())


def _nearness(one: Anatomy, other: Anatomy) -> str:
    """The verdict on names of which one may be the other with a slip of the hand, or with spaces elsewhere as well."""
    if one.is_chinese and other.is_chinese:
        return ""
    if len(one.words) == len(other.words) and not (one.is_chinese or other.is_chinese):
        differing = [pair for pair in zip(one.words, other.words, strict=True) if pair[0] != pair[1]]
        agreeing = sum(len(word) for word in one.core if word in other.core)
        return _misspelling(*differing[0], agreeing) if len(differing) == 1 else ""
    verdicts = {_misspelling(mine, theirs, 0) for mine in one.sounds[:2] for theirs in other.sounds[:2]}
    return SAME if SAME in verdicts else max(verdicts, default="")


def _misspelling(word: str, other: str, agreeing: int) -> str:
    """The verdict on two words one of which may be a slip, beside so many letters that agree; empty when none is."""
    length = min(len(word), len(other))
    if length < _SLIP or (word in trades.words() and other in trades.words()):
        return ""
    if length >= 2 * _MISTAKE:
        return SAME if slips(word, other, 2) <= 2 else ""
    if slips(word, other, 1) > 1:
        return ""
    is_swapped_or_doubled = sorted(word) == sorted(other) or _undoubled(word) == _undoubled(other)
    return SAME if is_swapped_or_doubled or max(length, agreeing) >= _MISTAKE else MAYBE


def _undoubled(word: str) -> str:
    return "".join(letter for letter, before in zip(word, f" {word}", strict=False) if letter != before)


def _homophone(one: Anatomy, other: Anatomy) -> str:
    """The verdict on two Chinese names that sound alike, as when the wrong character is taken from the input's list."""
    if not (one.is_chinese and other.is_chinese):
        return ""
    if one.core and set(one.sounds) & set(other.sounds):
        return MAYBE
    mine, theirs = "".join(one.words), "".join(other.words)
    differing = [pair for pair in zip(mine, theirs, strict=False) if pair[0] != pair[1]]
    if len(mine) != len(theirs) or len(differing) != 1 or len(mine) < _HOMOPHONE:
        return ""
    return SAME if set(chinese.sounds(differing[0][0], 3)) & set(chinese.sounds(differing[0][1], 3)) else MAYBE


def _begins(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether a name begins or ends with the other: Siemens Healthineers, Robert Bosch, 海尔智家."""
    if shorter in (longer[: len(shorter)], longer[-len(shorter) :]):
        return True
    return len(shorter) == len(longer) == 1 and len(shorter[0]) > 1 and _is_chinese_beginning(longer[0], shorter[0])


def _is_chinese_beginning(longer: str, shorter: str) -> bool:
    return company_names.is_chinese(shorter) and longer.startswith(shorter)


def _initials(anatomy: Anatomy) -> str:
    """The first letters of its words: ibm. Empty for fewer than two words."""
    return "".join(word[0] for word in anatomy.words) if len(anatomy.words) > 1 else ""


def _beginnings(anatomy: Anatomy) -> Iterator[str]:
    """What a longer name of the same company would begin or end with, too."""
    if anatomy.core:
        first, last = anatomy.core[0], anatomy.core[-1]
        yield first[:2] if company_names.is_chinese(first) else first
        yield last[:2] if company_names.is_chinese(last) else last


def _slipped(sound: str) -> Iterator[str]:
    """What two spellings have in common when one has a slip: all but one letter, or one half of a longer name."""
    if len(sound) <= _HALVED:
        yield sound
        if len(sound) >= _SLIP:
            yield from (sound[:place] + sound[place + 1 :] for place in range(len(sound)))
    if len(sound) >= _HALVED:
        for length in (len(sound), len(sound) + 1):  # one of them is the longer of the two
            yield f"{length}<{sound[: length // 2]}"
            yield f"{length}>{sound[-((length + 1) // 2) :]}"
        middle = len(sound) // 2  # two letters that are swapped just there leave neither half alone
        yield "".join((sound[: middle - 1], *sorted(sound[middle - 1 : middle + 1]), sound[middle + 1 :]))
