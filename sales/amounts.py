"""Amounts of money in what people type (12k, $12,000, 12 000 €, 12万, "half a million"), and what only looks so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from sales import currencies, quantities
from sales.digits import LONGEST, NUMBER, bound_together, is_clearly_grouped, readings
from sales.errors import UserError
from sales.money import MAXIMUM
from sales.numerals import CHINESE_NUMERAL, ENGLISH_SCALES, ENGLISH_WORDS, chinese_number, english_number
from sales.texts import LATIN, Span, one_of, words


class Amount(NamedTuple):
    """One reading of a piece of text as money: `value` in major units, and its place in the plain text."""

    value: Decimal
    currency: str | None
    text: str
    start: int
    end: int


class Amounts(NamedTuple):
    """What a text says about money.

    `found` has one item per amount that may be meant, in the order of the text, and two for a number that reads two
    ways (1.234); those two values are in `ambiguous`. `places` is where they stand, those too that are said again.
    """

    found: tuple[Amount, ...] = ()
    ambiguous: tuple[Decimal, ...] = ()
    places: tuple[Span, ...] = ()
    problem: UserError | None = None


class _Candidate(NamedTuple):
    """A number that may be money. Each value and each currency is one way to read it; no value: unreadable."""

    values: tuple[Decimal, ...]
    currencies: tuple[str | None, ...]
    start: int
    end: int
    weight: int


# How much speaks for money: nothing (a bare small number), its size alone, or a currency, a unit or groups of digits.
_SMALL, _LARGE, _MARKED = 0, 1, 2

_ENGLISH_UNITS = {
    **dict.fromkeys(words("k thousand tsd grand"), 10**3),
    **dict.fromkeys(words("m mm mn mln mio mil mill million millions"), 10**6),
    **dict.fromkeys(words("b bn bln bio mrd billion billions"), 10**9),
    **dict.fromkeys(words("tn trillion"), 10**12),
    **dict.fromkeys(words("lakh lakhs lac lacs"), 10**5),
    **dict.fromkeys(words("crore crores cr"), 10**7),
    "w": 10**4,  # 万, as typed without changing the keyboard
}
_UNIT = re.compile(
    rf"(?:[ \u00a0]?(?:{one_of(unit for unit in _ENGLISH_UNITS if unit not in ('b', 'w'))})|[bw])"
    rf"(?![{LATIN}0-9_&])(?!['-][{LATIN}])(?:\.(?=[ \u00a0]?(?:[€$£]|[A-Z]{{3}}\b)))?",  # 1,2 Mio. €
    re.IGNORECASE,
)
_CHINESE_UNIT = re.compile(
    r"(?:[ \u00a0](?:万(?![科达华向])|亿(?!联))|(?:[十百千]?[万萬亿億]|[百千])[亿億]?|个亿)"
    # 3万5, 3万5千, 3万5000, 1亿2000万
    r"(?:\d{1,4}(?:[百千]?万|[百千])|\d{4}(?!\d)|[1-9](?![\d.,个台套人家单次份件位天周月年%]))?"
)
_CHINESE_NUMERAL = re.compile(rf"(?<![第几数零一二两三四五六七八九十百千万]){CHINESE_NUMERAL}(?:个亿)?+")
# What may stand straight behind an amount in Chinese numerals. Before anything else it is likelier a name: 三千茶农.
_ENDS_AN_AMOUNT = re.compile(r"[^一-鿿]|$|[的签赢丢预给到多整]|成交|关单|左右|以上|拿下|合同|订单|单子|大单")

_SCALE, _MYRIAD = re.compile("[百千佰仟万萬亿億]"), re.compile("[万萬亿億]")

_NUMBER_WORD = one_of(ENGLISH_WORDS)
_NUMBER_WORDS = re.compile(rf"(?<![\w'-])(?:{_NUMBER_WORD})\b(?:[ -]+(?:{_NUMBER_WORD})\b)*+(?!['-]\w)", re.IGNORECASE)
_FILLER_ENDS = re.compile(r"^(?:(?:and|of)\s+)+|(?:\s+(?:and|of|an?))+$", re.IGNORECASE)

_JOINS_A_WORD = re.compile(f"[{LATIN}_]")
_OPENS_THE_NEXT = re.compile(r"[ \u00a0]*\d")
_LOW_END_OF_RANGE = re.compile(rf"(?<![{LATIN}\d.,-])(\d+(?:\.\d+)?) ?[-~–到至] ?$")


def find_amounts(text: str, *, comma_decimals: bool, home: str | None, year: int) -> Amounts:
    """All that may be money in a plain text (see `sales.texts`).

    `comma_decimals` says how the reader's locale writes numbers, `home` is the team's own currency, which shared
    markers such as $ mean first, and a bare number near `year` is that year.

    Where several numbers compete, those with a sign of money (currency, unit, grouped digits) win over bare ones, and
    large bare ones over small: of "Forever 21 12k" only 12k is an amount.
    """
    candidates = [*_in_digits(text, comma_decimals, home, year), *_in_words(text, home)]
    readable = [candidate for candidate in candidates if candidate.values]
    best = max((candidate.weight for candidate in readable), default=_SMALL)
    chosen = [candidate for candidate in readable if candidate.weight == best]
    if len(chosen) > 1:  # 3M 12k: the company
        chosen = [candidate for candidate in chosen if text[candidate.start : candidate.end] != "3M"] or chosen
    chosen.sort(key=lambda candidate: candidate.start)

    found: dict[tuple[Decimal, str | None], Amount] = {}
    for candidate in chosen:
        piece = text[candidate.start : candidate.end]
        for value in candidate.values:
            for currency in candidate.currencies:
                amount = Amount(value, currency, piece, candidate.start, candidate.end)
                found.setdefault((value, currency), amount)
    ambiguous = next((candidate.values for candidate in chosen if len(candidate.values) > 1), ())
    places = tuple((candidate.start, candidate.end) for candidate in chosen)
    return Amounts(tuple(found.values()), ambiguous, places, None if found else _problem(text, candidates))


def _problem(text: str, candidates: list[_Candidate]) -> UserError | None:
    for candidate in candidates:
        piece = text[candidate.start : candidate.end]
        if len(piece) > LONGEST:
            piece = piece[:LONGEST] + "…"
        return UserError("I can't read {text} as an amount. Type it like 12k, 1.5m, $12,000 or 12万.", text=piece)
    return None


def _in_digits(text: str, comma_decimals: bool, home: str | None, year: int) -> Iterator[_Candidate]:
    taken = 0  # where the last amount ended: its currency is not that of the next
    for match in NUMBER.finditer(text):
        start, end = match.span()
        if start < taken:
            continue
        minus = _is_minus(text, start)
        before = currencies.before(text, start - minus, taken)
        if not before and start and _JOINS_A_WORD.match(text, start - 1):
            continue  # V12
        unit = _CHINESE_UNIT.match(text, end) or _UNIT.match(text, end)
        after = currencies.after(text, unit.end() if unit else end)
        if before and after and _OPENS_THE_NEXT.match(text, after[0]):
            after = None  # USD 12k EUR 13k
        digits = bound_together(match[0], by_spaces=comma_decimals or bool(before or unit or after))
        if len(digits) < len(match[0]):
            unit, after = None, None

        end = unit.end() if unit else start + len(digits)
        finish = after[0] if after else end
        values = readings(digits, comma_decimals=comma_decimals, has_unit=unit is not None)
        if values is None or quantities.goes_on(text, finish):
            continue
        weight: int | None = _MARKED
        if not (before or after):
            if quantities.is_counted(text, end):
                continue
            if not (unit or is_clearly_grouped(digits)):
                weight = _weigh_bare(text, start, end, values, year)
        if weight is None:
            continue

        taken = finish
        begin = before[0] if before else start - minus
        if before and not minus and _is_minus(text, begin):
            minus, begin = True, begin - 1
        begin -= text[begin - 1 : begin] == "+"
        scale = unit[0].strip() if unit else ""
        codes = _codes(before, after, home)
        low = _LOW_END_OF_RANGE.search(text, max(0, begin - LONGEST), start)
        if low and weight == _MARKED:  # 10-12k
            minus, begin = False, max(begin, low.end())
            yield _Candidate(_scaled((Decimal(low[1]),), scale), codes, *low.span(1), weight)
        sizes = _scaled(values, scale)
        yield _Candidate(tuple(-size for size in sizes) if minus else sizes, codes, begin, finish, weight)


def _weigh_bare(text: str, start: int, end: int, values: tuple[Decimal, ...], year: int) -> int | None:
    """How much the size of a number that stands alone speaks for money; None when it is part of something else."""
    if not values:
        return _SMALL
    if quantities.is_part(text, start, end):
        return None
    if text[start:end].isdigit() and quantities.is_bare_quantity(text, start, end, values[0], year):
        return None
    return _LARGE if values[0] >= 1000 and end - start < 10 else _SMALL


def _scaled(values: tuple[Decimal, ...], unit: str) -> tuple[Decimal, ...]:
    """The values times their unit; none where that is more than can be kept."""
    factor = _ENGLISH_UNITS.get(unit.lower().rstrip("."))
    if factor is not None:
        values = tuple(value * factor for value in values)
    elif unit:
        values = tuple(chinese_number(f"{value:f}{unit.lstrip('个')}") or Decimal(0) for value in values)
    return values if all(value <= MAXIMUM for value in values) else ()


def _is_minus(text: str, start: int) -> bool:
    """Whether a minus stands directly before, as opposed to a dash between words."""
    return text[start - 1 : start] in ("-", "–", "—") and (start == 1 or text[start - 2] in " \u00a0(:,~=$€£¥")


def _codes(before: tuple[int, str] | None, after: tuple[int, str] | None, home: str | None) -> tuple[str | None, ...]:
    """The currency meant: of two markers the one that says more ($12k CAD); both when they contradict each other."""
    markers = [marker for _, marker in filter(None, (before, after))]
    if not markers:
        return (home,)
    if len(markers) == 2:
        exact = [marker for marker in markers if not currencies.is_shared(marker)]
        markers = exact or markers[:1]
    return tuple(dict.fromkeys(currencies.code(marker, home) for marker in markers))


def _in_words(text: str, home: str | None) -> Iterator[_Candidate]:
    """三十五万, half a million. Without a currency they may be names: 三千茶农, Six Hundred."""
    for match in _CHINESE_NUMERAL.finditer(text):
        start, end = match.span()
        value = chinese_number(match[0].replace("个", ""))
        before, after = currencies.before(text, start), currencies.after(text, end)
        is_clear = after or _ENDS_AN_AMOUNT.match(text, end)
        if not after and (quantities.is_counted(text, end) or not (_SCALE if is_clear else _MYRIAD).search(match[0])):
            continue
        if value is not None:
            start, end = before[0] if before else start, after[0] if after else end
            weight = _MARKED if is_clear else _SMALL
            yield _Candidate(_scaled((value,), ""), _codes(before, after, home), start, end, weight)
    for match in _NUMBER_WORDS.finditer(text):
        phrase = _FILLER_ENDS.sub("", match[0])
        start = match.start() + match[0].find(phrase)
        end = start + len(phrase)
        value, after = english_number(phrase), currencies.after(text, end)
        is_large = " " in phrase and not ENGLISH_SCALES.isdisjoint(re.split("[ -]+", phrase.lower()))
        if value is not None and (after or is_large) and not quantities.is_counted(text, end):
            is_name = not after and any(word[0].isupper() for word in phrase.split()[0 if start else 1 :])
            weight = _SMALL if is_name else _MARKED
            yield _Candidate(
                _scaled((value,), ""), _codes(None, after, home), start, after[0] if after else end, weight
            )
