"""Money stays exact: rounding, shares and conversion."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.errors import UserError
from sales.money import EXPONENTS, MAXIMUM, Money, convert, is_currency, split


@pytest.mark.parametrize(
    ("major", "currency", "minor"),
    [
        ("12.345", "USD", 1235),
        ("-12.345", "USD", -1235),
        ("0.004", "USD", 0),
        (Decimal("1.5"), "JPY", 2),
        (Decimal("1.2345"), "KWD", 1235),
        (MAXIMUM, "USD", MAXIMUM * 100),
        ("1e-99999", "USD", 0),
    ],
)
def test_half_a_cent_goes_up_away_from_zero(major: Decimal | int | str, currency: str, minor: int) -> None:
    assert Money.of(major, currency) == Money(minor, currency)


@pytest.mark.parametrize("nonsense", ["nan", "inf", "-inf", "twelve", "", Decimal("sNaN")])
def test_what_is_no_number_is_no_money(nonsense: str | Decimal) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.of(nonsense, "USD")


def test_too_much_and_unknown_currencies_are_told_to_the_person() -> None:
    with pytest.raises(UserError) as too_much:
        Money.of("1e400", "JPY")
    assert too_much.value.values == {"maximum": Money(MAXIMUM, "JPY")}
    with pytest.raises(UserError) as unknown:
        Money.of(1, "XYZ")
    assert unknown.value.message.format(**unknown.value.values).startswith("I don't know the currency XYZ.")
    assert not is_currency("usd")


def test_only_one_currency_adds_up() -> None:
    assert Money(150, "USD") + Money(50, "USD") - Money(1, "USD") == Money(199, "USD")
    with pytest.raises(ValueError, match="do not add up"):
        Money(1, "USD") + Money(1, "EUR")


@given(st.integers(-MAXIMUM, MAXIMUM), st.sampled_from(sorted(EXPONENTS)))
def test_minor_and_major_units_say_the_same(minor: int, currency: str) -> None:
    assert Money.of(Money(minor, currency).major, currency).minor == minor


@given(
    st.integers(-(10**15), 10**15),
    st.lists(st.one_of(st.integers(0, 1000), st.decimals(0, 100, places=2)), min_size=1, max_size=8).filter(any),
)
def test_shares_add_up_to_the_last_cent(minor: int, weights: list[int | Decimal]) -> None:
    shares = split(minor, weights)
    assert sum(shares) == minor
    exact = [Decimal(minor) * weight / sum(weights) for weight in weights]
    assert all(abs(share - ideal) < 1 for share, ideal in zip(shares, exact, strict=True))


def test_left_over_cents_go_to_those_who_lost_most() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [60, 40]) == [6, 4]
    assert split(-101, [Decimal("33.3"), Decimal("66.7")]) == [-34, -67]
    for weights in ([], [0, 0], [2, -1]):
        with pytest.raises(ValueError, match="cannot split"):
            split(100, weights)


def test_conversion_knows_the_decimals_of_both_sides() -> None:
    assert convert(100, "USD", "JPY", Decimal("150.5")) == 151
    assert convert(151, "JPY", "USD", Decimal("0.00664")) == 100
    assert convert(-10_000, "CNY", "KWD", Decimal("0.0431")) == -4310
