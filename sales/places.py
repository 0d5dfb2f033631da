"""Places that stand in names of companies and say where they are, not who they are: 青岛海尔, Acme (UK)."""

from __future__ import annotations

from functools import cache

from sales import chinese, tables

CHINA = "china"

# How countries and regions are written behind a name; whole names of others' cities are rare there.
_COUNTRIES = {
    CHINA: "china prc",
    "hongkong": "hongkong hk",
    "usa": "usa us america",
    "uk": "uk gb britain england",
    "germany": "germany deutschland",
    "france": "france",
    "italy": "italy italia",
    "spain": "spain espana",
    "portugal": "portugal",
    "netherlands": "netherlands nederland holland",
    "belgium": "belgium belgique",
    "switzerland": "switzerland schweiz suisse",
    "austria": "austria osterreich",
    "poland": "poland polska",
    "sweden": "sweden sverige",
    "norway": "norway norge",
    "denmark": "denmark danmark",
    "finland": "finland suomi",
    "ireland": "ireland",
    "russia": "russia",
    "turkey": "turkey turkiye",
    "canada": "canada",
    "mexico": "mexico",
    "brazil": "brazil brasil",
    "argentina": "argentina",
    "chile": "chile",
    "colombia": "colombia",
    "japan": "japan nippon nihon 日本",
    "korea": "korea 韩国",
    "india": "india 印度",
    "indonesia": "indonesia",
    "malaysia": "malaysia",
    "singapore": "singapore 新加坡",
    "thailand": "thailand",
    "vietnam": "vietnam",
    "philippines": "philippines",
    "taiwan": "taiwan",
    "australia": "australia",
    "newzealand": "newzealand",
    "southafrica": "southafrica",
    "uae": "uae dubai",
    "saudiarabia": "saudiarabia ksa",
    "israel": "israel",
    "europe": "europe emea eu",
    "asia": "asia apac asiapacific 亚洲 亚太",
    "africa": "africa",
    "latinamerica": "latinamerica latam",
    "northamerica": "northamerica",
    "middleeast": "middleeast",
}
_OTHER_SPELLINGS = {"中国": CHINA, "shaanxi": "shanxi", "macau": "aomen", "macao": "aomen", "chongqing": "zhongqing"}


@cache
def chinese_places() -> frozenset[str]:
    """Provinces and cities of China as they are called for short, in simplified characters."""
    return frozenset(place for line in tables.lines("places.txt") for place in line.split())


@cache
def seats() -> frozenset[str]:
    """The labels of places in China, at which companies there are registered."""
    return frozenset(map(labels().__getitem__, chinese_places()))


@cache
def labels() -> dict[str, str]:
    """Places as they are written, in one word, and what each is compared as: 北京 and beijing are beijing."""
    found = {place: chinese.sounds(place, 1)[0] for place in chinese_places()}
    found |= {sound: sound for sound in found.values()} | _OTHER_SPELLINGS
    found |= {spelling: label for label, spellings in _COUNTRIES.items() for spelling in spellings.split()}
    return found | dict.fromkeys(("香港", "xianggang"), "hongkong")


@cache
def longest_chinese() -> int:
    """Characters of the longest Chinese place."""
    return max(map(len, chinese_places()))
