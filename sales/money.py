"""Money as whole minor units (cents, fen, yen) of one currency, and the arithmetic that keeps it exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from sales.errors import UserError

MAXIMUM = 10**12
"""The largest amount kept, in major units either side of zero: a trillion dollars, and within 64-bit integers."""

# ISO 4217, by the number of decimals of the minor unit.
_CODES_BY_EXPONENT = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
        CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ
        GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD
        MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
        RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD
        USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENTS: dict[str, int] = {code: exponent for exponent, codes in _CODES_BY_EXPONENT.items() for code in codes.split()}
"""Decimals of each currency: 2 for USD, 0 for JPY, 3 for KWD."""

# Wide enough for any amount below MAXIMUM times any rate, without depending on the thread's decimal context.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency. `Money(1250, "USD")` is twelve dollars and fifty cents."""

    minor: int
    currency: str

    @classmethod
    def of(cls, major: Decimal | int | str, currency: str) -> Money:
        """The nearest amount the currency can hold; half a cent goes up, away from zero.

        Raises UserError for an unknown currency and for more than MAXIMUM, ValueError for what is no number at all.
        """
        exponent = _exponent(currency)
        value = _EXACT.create_decimal(major) if not isinstance(major, str) else _decimal(major)
        if not value.is_finite():
            raise ValueError(f"not an amount: {major!r}")
        if abs(value) > MAXIMUM:
            raise UserError(
                "That is more money than I can count. The most I keep is {maximum}.",
                maximum=cls(MAXIMUM * 10**exponent, currency),
            )
        return cls(_rounded(value.scaleb(exponent, _EXACT)), currency)

    @property
    def major(self) -> Decimal:
        """Dollars rather than cents, with as many decimals as the currency has."""
        return Decimal(self.minor).scaleb(-_exponent(self.currency), _EXACT)

    @property
    def whole(self) -> Money:
        """Without cents: a sum compares, it does not account."""
        unit = 10 ** _exponent(self.currency)
        return Money(round(Decimal(self.minor) / unit) * unit, self.currency)

    def __add__(self, other: Money) -> Money:
        self._require_same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._require_same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def _require_same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up; convert one of them first")


def is_currency(code: str) -> bool:
    """Whether this is an ISO 4217 code, in capitals."""
    return code in EXPONENTS


def split(minor: int, weights: Sequence[int | Decimal]) -> list[int]:
    """Shares of an amount in proportion to the weights, which add up to it to the last cent.

    Every share is rounded towards zero, then the cents left over go to the shares that lost most by it (the method of
    the largest remainder), earlier ones first. Weights are not negative and not all zero, else ValueError.
    """
    if len(weights) == 1 and weights[0] > 0:
        return [minor]
    parts = [weight if isinstance(weight, int) else Fraction(weight) for weight in weights]
    total = sum(parts)
    if total <= 0 or min(parts) < 0:
        raise ValueError(f"cannot split by {list(weights)}")
    shares, losses = map(list, zip(*(divmod(abs(minor) * part, total) for part in parts), strict=True))
    by_loss = sorted(range(len(losses)), key=lambda i: -losses[i])
    for i in by_loss[: abs(minor) - sum(shares)]:
        shares[i] += 1
    return shares if minor >= 0 else [-share for share in shares]


def convert(minor: int, source: str, target: str, rate: Decimal) -> int:
    """The same value in another currency, in its minor units, half a cent up.

    `rate` is how many major units of the target one major unit of the source is worth: 7.1 from USD to CNY.
    """
    value = _EXACT.multiply(Decimal(minor), rate)
    return _rounded(value.scaleb(_exponent(target) - _exponent(source), _EXACT))


def _exponent(currency: str) -> int:
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UserError(
            "I don't know the currency {code}. Type its three letters, for example USD, EUR or CNY.", code=currency
        ) from None


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        raise ValueError(f"not an amount: {text!r}") from None


def _rounded(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))
