"""Amounts of money in what people type (12k, $12,000, 12 000 €, 12万, "half a million"), and what only looks so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sales import currencies
from sales.errors import UserError
from sales.money import MAXIMUM
from sales.numerals import CHINESE_NUMERAL, ENGLISH_SCALES, ENGLISH_WORDS, chinese_number, english_number
from sales.texts import HIDDEN, LATIN, one_of, words


@dataclass(frozen=True, slots=True)
class Amount:
    """One reading of a piece of text as money: `value` in major units, and where in the plain text it stands."""

    value: Decimal
    currency: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a text says about money.

    `found` has one item per amount that may be meant, in the order of the text, and two for a number that reads two
    ways (1.234); those two values are in `ambiguous`.
    """

    found: tuple[Amount, ...] = ()
    ambiguous: tuple[Decimal, ...] = ()
    problem: UserError | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number that may be money. Each value and each currency is one way to read it; no value: unreadable."""

    values: tuple[Decimal, ...]
    currencies: tuple[str | None, ...]
    start: int
    end: int
    weight: int


# How much speaks for money: nothing (a bare small number), its size alone, or a currency, a unit or groups of digits.
_SMALL, _LARGE, _MARKED = 0, 1, 2

_LONGEST_NUMBER = 24
_LETTER = f"[{LATIN}]"

# Digits with anything that may group them; what the separators mean is decided afterwards.
_NUMBER = re.compile(
    r"(?<![0-9_])(?<![0-9][.,'])"
    r"(?:\d++(?:(?:[ \u00a0]\d{3}(?!\d|[.,']\d{3}))++(?:[.,]\d{1,2}(?!\d))?+|(?:[.,']\d++)*+(?:e[+-]?\d++)?+)"
    r"|\.\d++(?![.\d]))",
    re.IGNORECASE,
)
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
    rf"(?![{LATIN}0-9_&])(?!['-]{_LETTER})(?:\.(?=[ \u00a0]?(?:[€$£]|[A-Z]{{3}}\b)))?",  # 1,2 Mio. €
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

_NUMBER_WORD = one_of(ENGLISH_WORDS)
_NUMBER_WORDS = re.compile(rf"(?<![\w'-])(?:{_NUMBER_WORD})\b(?:[ -]+(?:{_NUMBER_WORD})\b)*+(?!['-]\w)", re.IGNORECASE)
_FILLER_ENDS = re.compile(r"^(?:(?:and|of)\s+)+|(?:\s+(?:and|of|an?))+$", re.IGNORECASE)

_ADJECTIVES = one_of(
    words("new more extra additional other annual named paid user business working calendar full big small")
)
_COUNTED = re.compile(
    rf"[ \u00a0-]?(?:(?:{_ADJECTIVES})[ -])?(?:"
    r"(?:seat|licen[cs]e|user|month|year|yr|week|wk|day|hour|hr|minute|min|person|employee|unit|piece|device|laptop|server|point"
    r"|pt|star|node|core|vm|ton)s?"
    r"|(?:customer|client|account|logo|call|meeting|demo|visit|lead|store|shop|site|location|office|partner|product|module|slot"
    r"|ticket|certificate|lesson|room|bed|car|truck|phone|tablet|screen|camera|sample|deal|reminder)s"
    r"|people|staff|times|percent|pct|pcs|gb|tb|mb|kg|km|pm|am|o'clock|branches|boxes|companies|countries)(?![\w$])",
    re.IGNORECASE,
)
_COUNTED_IN_CHINESE = re.compile(
    r" ?(?:个|台|套|[新老]?客户|用户|席|坐席|账号|授权|小时|分钟)"
    r"|人(?!民币)|家(?!乐|得|具|居)|单(?!子|笔)|天(?![猫津使合])|成(?![交功为单])|分(?![期公])|[次份件位周月年折期号楼点季层种项条张辆箱吨米克斤岁倍级名%]|强(?!生)|星期|礼拜"
)
_PLURAL = re.compile(r" ([a-z]{3,}s)\b")
_NOT_PLURAL = frozenset(
    words("closes signs starts begins ends renews expires plus less minus was this thanks versus its includes works",
          "needs wants gross across always yes has goes comes looks")
)  # fmt: skip
_ORDINAL_WORD = re.compile(
    r"(?<!\w)(?:top|no|nr|num|number|step|phase|version|stage|year|week|day|lot|floor|tier|level|chapter|part|round|option|po|inv"
    r"|invoice|order|ticket|ref|case|id|ext|tel|ph|phone|mobile|zip|iso|soc|page|[第前])[.:]? ?$",
    re.IGNORECASE,
)
_AFTER_A_NAME = re.compile(rf"[A-ZÀ-Þ]{_LETTER}*['&]?{_LETTER}* $")
_JOINS_A_WORD = re.compile(rf"{_LETTER}|_")
_GOES_ON = re.compile(rf"[{LATIN}0-9_]|:\d| ?[%‰]")
_GOES_ON_IN_CHINESE = re.compile(rf"[{LATIN}_]| ?[%‰]")  # 12万3个月 are two numbers
_JOINED_BEFORE = re.compile(rf"(?:\d[-/×:]|{_LETTER}-|[€$£¥] ?)$")
_JOINED_AFTER = re.compile(r"-\w|[/:]\d| ?[x×*] ?(?=[\d$€£¥])")
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
    return Amounts(tuple(found.values()), ambiguous, None if found else _problem(text, candidates))


def _problem(text: str, candidates: list[_Candidate]) -> UserError | None:
    for candidate in candidates:
        piece = text[candidate.start : candidate.end]
        if len(piece) > _LONGEST_NUMBER:
            piece = piece[:_LONGEST_NUMBER] + "…"
        return UserError("I can't read {text} as an amount. Type it like 12k, 1.5m, $12,000 or 12万.", text=piece)
    return None


def _in_digits(text: str, comma_decimals: bool, home: str | None, year: int) -> Iterator[_Candidate]:
    taken = 0  # where the last amount ended: its currency is not that of the next
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if start < taken:
            continue
        minus = _is_minus(text, start)
        before = currencies.before(text, start - minus, taken)
        begin = before[0] if before else start - minus
        if before and not minus and _is_minus(text, begin):
            minus, begin = True, begin - 1
        if not before and start and _JOINS_A_WORD.match(text, start - 1):
            continue  # V12

        unit = _CHINESE_UNIT.match(text, end) or _UNIT.match(text, end)
        after = currencies.after(text, unit.end() if unit else end)
        if before and after and _OPENS_THE_NEXT.match(text, after[0]):
            after = None  # USD 12k EUR 13k
        digits = _bound_together(match[0], comma_decimals, is_money=bool(before or unit or after))
        if len(digits) < len(match[0]):
            unit, after = None, None
        end = unit.end() if unit else start + len(digits)
        finish = after[0] if after else end

        values = _readings(digits, comma_decimals, has_unit=unit is not None)
        if values is None or not _ends_cleanly(text, finish):
            continue
        weight: int | None = _MARKED
        if not (before or after):
            if _is_counted(text, end):
                continue
            if not unit and not _is_clearly_grouped(digits):
                weight = _weigh_bare(text, start, end, values, year)
        if weight is None:
            continue

        taken = finish
        scale = unit[0].strip() if unit else ""
        values = tuple(_scaled(-value if minus else value, scale) for value in values)
        begin -= text[begin - 1 : begin] == "+"
        codes = _codes(before, after, home)
        low = _LOW_END_OF_RANGE.search(text, max(0, begin - _LONGEST_NUMBER), start)
        if low and weight == _MARKED:  # 10-12k
            values = tuple(abs(value) for value in values)
            begin = max(begin, low.end())
            yield _Candidate((_scaled(Decimal(low[1]), scale),), codes, *low.span(1), weight)
        yield _Candidate(_within_reach(values), codes, begin, finish, weight)


def _bound_together(digits: str, comma_decimals: bool, *, is_money: bool) -> str:
    """The digits up to a plain space that binds nothing: 54 300 are two numbers, 12 000 and 12 500 € are one."""
    groups = digits.split(" ")
    if comma_decimals or is_money or len(groups) > 2 or groups[-1] == "000":
        return digits
    return groups[0]


def _readings(digits: str, comma_decimals: bool, has_unit: bool) -> tuple[Decimal, ...] | None:
    """The values that digits with separators may mean: mostly one, none when out of reach; None for no number."""
    if "e" in digits.lower():
        mantissa, _, exponent = digits.lower().partition("e")
        if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", mantissa) and re.fullmatch(r"\+?\d{1,2}", exponent):
            return (Decimal(digits),)
        return ()
    digits = re.sub(r"[ \u00a0]", "'", digits)
    if len(digits) > _LONGEST_NUMBER:
        return ()
    if digits[0] == ".":
        return (Decimal("0" + digits),)
    marks = re.findall(r"[.,']", digits)
    if not marks:
        return (Decimal(digits),)
    last = marks[-1]
    kinds = set(marks)
    whole, _, rest = digits.rpartition(last)
    if len(kinds) > 1:  # 1.234,50: the last one, if alone of its kind, stands before the decimals
        if marks.count(last) == 1 and last != "'" and len(kinds) == 2 and _is_grouped(whole):
            return (_joined(whole, rest),)
        return None
    if len(marks) > 1 or last == "'":
        return (_joined(digits),) if _is_grouped(digits) else None
    if len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0" and not whole.startswith("0"):
        grouped, decimal = _joined(digits), _joined(whole, rest)
        if last == ",":
            if comma_decimals or has_unit:
                return (decimal,) if has_unit and comma_decimals else (decimal, grouped)
            return (grouped,)
        if comma_decimals:
            return (decimal, grouped) if has_unit else (grouped,)
        return (decimal,) if has_unit else (decimal, grouped)
    if last == "," and len(rest) == 4 and len(whole) <= 4:  # 12,0000 counts in 万
        return (_joined(digits),)
    return (_joined(whole, rest),)


def _is_grouped(digits: str) -> bool:
    """Whether the groups are of three digits, or as in India (12,34,567)."""
    first, *groups = re.split(r"[.,']", digits)
    thousands = 1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)
    lakhs = 1 <= len(first) <= 2 and all(len(group) == 2 for group in groups[:-1]) and len(groups[-1]) == 3
    return thousands or lakhs


def _joined(whole: str, decimals: str = "") -> Decimal:
    return Decimal(re.sub(r"\D", "", whole) + (f".{decimals}" if decimals else ""))


def _is_clearly_grouped(digits: str) -> bool:
    """Whether separators show a number to be an amount, as in 12,000 but not 12.5."""
    groups = re.split(r"[.,' \u00a0]", digits)
    return len(groups) > 1 and len(groups[1]) >= 2 and len("".join(groups)) >= 4


def _scaled(value: Decimal, unit: str) -> Decimal:
    if not unit:
        return value
    factor = _ENGLISH_UNITS.get(unit.lower().rstrip("."))
    if factor is None:
        size = chinese_number(f"{abs(value):f}{unit.lstrip('个')}") or Decimal(0)
        return -size if value < 0 else size
    return value * factor


def _ends_cleanly(text: str, end: int) -> bool:
    """Whether a number ends here, rather than going on into a word (2FA), a time (15:30) or a share (40%)."""
    goes_on = _GOES_ON if text[end - 1].isascii() else _GOES_ON_IN_CHINESE
    return goes_on.match(text, end) is None


def _is_counted(text: str, end: int) -> bool:
    """Whether what follows says what is counted: seats, months, 台."""
    return bool(_COUNTED.match(text, end) or _COUNTED_IN_CHINESE.match(text, end))


def _weigh_bare(text: str, start: int, end: int, values: tuple[Decimal, ...], year: int) -> int | None:
    """How likely a number that stands alone is money; None when it is part of something else."""
    if not values:
        return _SMALL
    digits, value = text[start:end], values[0]
    if _JOINED_BEFORE.search(text, max(0, start - 2), start) or _JOINED_AFTER.match(text, end):
        return None  # 7-Eleven, 14/20, 10 x 400
    if _ORDINAL_WORD.search(text, max(0, start - 12), start):
        return None
    if digits.isdigit():
        if (digits[0] == "0" and len(digits) > 1) or len(digits) >= 12:
            return None  # codes and account numbers
        if len(digits) == 4 and abs(value - year) <= 5:
            return None
        if 0 < value < 100 and (
            _AFTER_A_NAME.search(text[max(0, start - 40) : start])
            or text[max(0, start - 2) : start].rstrip(" ").endswith(HIDDEN)
        ):
            return None  # Forever 21; @ben 40
        plural = _PLURAL.match(text, end)
        if value < 1000 and plural and plural[1] not in _NOT_PLURAL:
            return None
    return _LARGE if value >= 1000 and len(digits) < 10 else _SMALL


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
    for match in _CHINESE_NUMERAL.finditer(text):
        value = chinese_number(match[0].replace("个", ""))
        marker = currencies.after(text, match.end())
        if value is None or not (marker or re.search(r"[百千佰仟万萬亿億]", match[0])):
            continue
        if not marker and (_COUNTED_IN_CHINESE.match(text, match.end()) or not match[0].strip("百千万亿")):
            continue
        is_clear = marker or _ENDS_AN_AMOUNT.match(text, match.end())
        if not is_clear and not re.search("[万亿]", match[0]):
            continue
        before = currencies.before(text, match.start())
        end = marker[0] if marker else match.end()
        start = before[0] if before else match.start()
        weight = _MARKED if is_clear else _SMALL
        yield _Candidate(_within_reach((value,)), _codes(before, marker, home), start, end, weight)
    for match in _NUMBER_WORDS.finditer(text):
        phrase = _FILLER_ENDS.sub("", match[0])
        start = match.start() + match[0].lower().find(phrase.lower())
        end = start + len(phrase)
        value = english_number(phrase)
        marker = currencies.after(text, end)
        scaled = not ENGLISH_SCALES.isdisjoint(re.split(r"[\s-]+", phrase.lower()))
        if value is None or not (marker or (scaled and " " in phrase)) or _is_counted(text, end):
            continue
        is_name = not marker and any(word[0].isupper() for word in phrase.split()[0 if start else 1 :])
        yield _Candidate(
            _within_reach((value,)),
            _codes(None, marker, home),
            start,
            marker[0] if marker else end,
            _SMALL if is_name else _MARKED,
        )


def _within_reach(values: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    return values if all(abs(value) <= MAXIMUM for value in values) else ()
