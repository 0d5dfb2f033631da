"""Numbers in digits, with whatever groups them: 12,000 and 12.000,00, 1,20,000, 10'000, 12 000."""

from __future__ import annotations

import re
from decimal import Decimal

LONGEST = 24
"""Characters of the longest number that is read; what is longer is no amount of anything."""

# What the separators mean is decided afterwards.
NUMBER = re.compile(
    r"(?<![0-9_])(?<![0-9][.,'])"
    r"(?:\d++(?:(?:[ \u00a0]\d{3}(?!\d|[.,']\d{3}))++(?:[.,]\d{1,2}(?!\d))?+|(?:[.,']\d++)*+(?:e[+-]?\d++)?+)"
    r"(?:[.,]-{1,2}(?![\w-]))?+"
    r"|\.\d++(?![.\d]))",
    re.IGNORECASE,
)

_CENTS_LEFT_OUT = re.compile("-+$")
_SPACE, _MARK, _ANY_MARK, _NO_DIGIT = (re.compile(p) for p in ("[ \u00a0]", "[.,']", "[.,' \u00a0]", r"\D"))


def bound_together(digits: str, *, by_spaces: bool) -> str:
    """The digits up to a plain space that binds nothing: 54 300 are two numbers, 12 000 and 1 200 345 are one."""
    groups = digits.split(" ")
    return digits if by_spaces or len(groups) > 2 or groups[-1] == "000" else groups[0]


def readings(digits: str, *, comma_decimals: bool, has_unit: bool) -> tuple[Decimal, ...] | None:
    """The values that digits may mean: mostly one, none when they are out of reach; None when they are no number.

    A single separator before three digits leaves two: 1.234 is more than a thousand in German and to be asked about in
    English; with a unit behind (1.125m) it stands before decimals.
    """
    if "e" in digits.lower():
        mantissa, _, exponent = digits.lower().partition("e")
        in_reach = len(mantissa) < 12 and re.fullmatch(r"\d+(\.\d+)?", mantissa) and re.fullmatch(r"\+?\d\d?", exponent)
        return (Decimal(digits),) if in_reach else ()
    digits = _CENTS_LEFT_OUT.sub("00", digits)  # 50.000,- €
    if len(digits) > LONGEST:
        return ()
    if digits[0] == ".":
        return (Decimal("0" + digits),)
    digits = _SPACE.sub("'", digits)
    marks = _MARK.findall(digits)
    if not marks:
        return (Decimal(digits),)
    last = marks[-1]
    whole, _, rest = digits.rpartition(last)
    if len(set(marks)) > 1:  # 1.234,50: the last mark, if alone of its kind, stands before the decimals
        is_decimal = last != "'" and marks.count(last) == 1 and len(set(marks)) == 2 and _is_grouped(whole)
        return (_joined(whole, rest),) if is_decimal else None
    if len(marks) > 1 or last == "'":
        return (_joined(digits),) if _is_grouped(digits) else None
    if len(rest) == 3 and len(whole) <= 3 and whole[0] != "0":
        grouped, decimal = _joined(digits), _joined(whole, rest)
        if (last == ",") == comma_decimals:
            return (decimal,) if has_unit else (decimal, grouped)
        return (decimal, grouped) if has_unit else (grouped,)
    if last == "," and len(rest) == 4 and len(whole) <= 4:  # 12,0000 counts in 万
        return (_joined(digits),)
    return (_joined(whole, rest),)


def is_clearly_grouped(digits: str) -> bool:
    """Whether the separators alone show an amount of money, as in 12,000 and 99.90 but not in 12.5."""
    groups = _ANY_MARK.split(digits)
    return len(groups) > 1 and len(groups[1]) >= 2 and len("".join(groups)) >= 4


def _is_grouped(digits: str) -> bool:
    """Whether the groups are of three digits, or as in India (12,34,567)."""
    first, *groups = _MARK.split(digits)
    thousands = 1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)
    lakhs = 1 <= len(first) <= 2 and all(len(group) == 2 for group in groups[:-1]) and len(groups[-1]) == 3
    return thousands or lakhs


def _joined(whole: str, decimals: str = "") -> Decimal:
    return Decimal(_NO_DIGIT.sub("", whole) + (f".{decimals}" if decimals else ""))
