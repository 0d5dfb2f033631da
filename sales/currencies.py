"""What people write for a currency, before or after the number: $, US$, euros, 块, RMB, any ISO code."""

from __future__ import annotations

import re

from sales.money import EXPONENTS
from sales.texts import LATIN, one_of, words

_DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "BRL")
_YUAN = ("CNY", "TWD", "HKD", "MOP")
_RUPEES = ("INR", "PKR", "LKR", "NPR", "MUR")
_KRONER = ("SEK", "NOK", "DKK", "ISK")

# A marker that several currencies share means the team's own, when it is one of them; else the first.
_SHARED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("$", "dollar", "dollars", "bucks", "buck"), _DOLLARS),
    **dict.fromkeys(("元", "块", "块钱", "圆", "yuan"), _YUAN),
    "¥": ("CNY", "JPY"),
    **dict.fromkeys(("₨", "rs", "rs.", "rupee", "rupees"), _RUPEES),
    "kr": _KRONER,
    **dict.fromkeys(("£", "pound", "pounds", "quid", "sterling"), ("GBP", "EGP")),
    **dict.fromkeys(("franc", "francs"), ("CHF", "XOF", "XAF")),
    **dict.fromkeys(("peso", "pesos"), ("MXN", "ARS", "CLP", "COP", "PHP")),
}

_SYMBOLS = {"€": "EUR", "₹": "INR", "₩": "KRW", "₽": "RUB", "₫": "VND", "฿": "THB", "₺": "TRY", "₴": "UAH",
            "₪": "ILS", "₱": "PHP", "₦": "NGN", "₸": "KZT", "zł": "PLN", "kč": "CZK",
            "us$": "USD", "u$": "USD", "usd$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD",
            "hk$": "HKD", "nt$": "TWD", "s$": "SGD", "sg$": "SGD", "nz$": "NZD", "mx$": "MXN",
            "r$": "BRL"}  # fmt: skip
_WORDS = {"euro": "EUR", "euros": "EUR", "yen": "JPY", "rmb": "CNY", "renminbi": "CNY", "cnh": "CNY", "ntd": "TWD",
          "rubles": "RUB", "roubles": "RUB", "zloty": "PLN", "baht": "THB", "dirhams": "AED", "ringgit": "MYR",
          "rand": "ZAR", "reais": "BRL", "lira": "TRY", "shekels": "ILS", "stg": "GBP"}  # fmt: skip
_CHINESE = {"人民币": "CNY", "元人民币": "CNY", "块人民币": "CNY",
            "美元": "USD", "美金": "USD", "美刀": "USD", "刀": "USD",
            "欧元": "EUR", "欧": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY", "日币": "JPY", "港币": "HKD",
            "港元": "HKD", "港纸": "HKD", "台币": "TWD", "新台币": "TWD", "澳元": "AUD", "澳币": "AUD", "加元": "CAD",
            "加币": "CAD", "新元": "SGD", "新币": "SGD", "新加坡元": "SGD", "韩元": "KRW", "韩币": "KRW", "卢布": "RUB",
            "卢比": "INR", "瑞郎": "CHF", "瑞士法郎": "CHF", "泰铢": "THB", "越南盾": "VND", "印尼盾": "IDR",
            "林吉特": "MYR", "马币": "MYR", "澳门元": "MOP", "新西兰元": "NZD", "巴西雷亚尔": "BRL"}  # fmt: skip

# Codes that are everyday words or names count in capitals only; two of them never do: ALL 3, TOP 5.
_NEVER = {"all", "top"}
_CAPITALS_ONLY = frozenset(words("amd ang bam bob che cop cup dop ern gel lak mad mop nad pen ron sar sos stn svc try"))

_MARKERS: dict[str, str | tuple[str, ...]] = {
    **{code.lower(): code for code in EXPONENTS if code.lower() not in _NEVER},
    **_SHARED,
    **_SYMBOLS,
    **_WORDS,
    **_CHINESE,
}


_HAN = set(_CHINESE) | {"元", "块", "块钱", "圆"}
_LETTERS = {marker for marker in _MARKERS if marker[0].isascii() and marker.isalpha()} | {"rs."}
_SIGNS = set(_MARKERS) - _LETTERS - _HAN
_ABBREVIATIONS = {code.lower() for code in EXPONENTS} - _NEVER | {"rmb", "cnh", "ntd", "rs", "rs.", "kr"}

_BEFORE = re.compile(
    rf"(?:(?<![{LATIN}$])(?:{one_of(_SIGNS)})"
    rf"|(?<![{LATIN}0-9_])(?:{one_of(_ABBREVIATIONS)})"
    rf"|{one_of(_HAN - {'刀', '欧', '元', '块', '圆'})})[ \u00a0]?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"[ \u00a0]?(?:(?:{one_of(_SIGNS)})(?![{LATIN}]|\d)"
    rf"|(?:{one_of(_LETTERS)})(?![{LATIN}0-9_])"
    rf"|(?:{one_of(_HAN)})(?![洲莱姆派珀旦气]))",
    re.IGNORECASE,
)
_LONGEST = max(map(len, _MARKERS)) + 1
_ENDINGS = frozenset(marker[-2:] for marker in _MARKERS)
"""The last two letters of each marker: without them, it need not be looked for."""


def before(text: str, end: int, start: int = 0) -> tuple[int, str] | None:
    """Where a marker that ends just before a number begins, and the marker; nothing before `start` is looked at."""
    last = text[end - 1 : end]
    ending = text[max(0, end - 3) : end - 1] if last in (" ", "\u00a0") else text[max(0, end - 2) : end]
    if _ENDINGS.isdisjoint((ending.lower(), ending[-1:].lower())):
        return None
    match = _BEFORE.search(text, max(start, end - _LONGEST), end)
    if match is None:
        return None
    marker = match[0].strip()
    return (match.start(), marker) if _is_meant(marker) else None


def after(text: str, start: int) -> tuple[int, str] | None:
    """Where a marker that begins just behind a number ends, and the marker."""
    match = _AFTER.match(text, start)
    if match is None:
        return None
    marker = match[0].strip()
    return (match.end(), marker) if _is_meant(marker) else None


def _is_meant(marker: str) -> bool:
    return marker.isupper() or marker.lower() not in _CAPITALS_ONLY


def code(marker: str, home: str | None) -> str:
    """The ISO code of a marker. `home` is the team's own currency: $ is its dollar if it has one, else the American."""
    meaning = _MARKERS[marker.lower()]
    if isinstance(meaning, str):
        return meaning
    return home if home in meaning else meaning[0]


def is_shared(marker: str) -> bool:
    """Whether several currencies write it, so that a code beside it says more: $12k CAD."""
    return marker.lower() in _SHARED
