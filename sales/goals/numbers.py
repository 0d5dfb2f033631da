"""The one number of a form's field or of `/goal adjust`, in the unit that a metric is kept in."""

from __future__ import annotations

from datetime import date

from sales import parsing
from sales.errors import UserError
from sales.goals import updates
from sales.goals.metrics import BY_HAND, LARGEST, PERCENT, is_rate
from sales.leaderboards import REVENUE
from sales.money import Money


def read(text: str, metric: str, *, currency: str, today: date, locale: str) -> tuple[int, str]:
    """A target or a state in its stored unit, and the currency of money, else empty. Raises `UserError`."""
    if metric == REVENUE or (metric == BY_HAND and currency):
        return _money(text, currency, today, locale)
    update = updates.read(text)
    if update.value is None or update.adds:
        raise UserError("I can't read {text} as a number. Type it like 20 or 40 %.", text=text[:60])
    value = update.value * PERCENT if is_rate(metric) else update.value
    if is_rate(metric) and not 0 < value <= 100 * PERCENT:
        raise UserError("A rate lies between 1 % and 100 %.")
    if value != int(value):
        raise UserError("Whole numbers only: {text} is none.", text=text[:60])
    if not 0 <= value <= LARGEST:
        raise UserError("I can't read {text} as a number. Type it like 20 or 40 %.", text=text[:60])
    return int(value), ""


def _money(text: str, currency: str, today: date, locale: str) -> tuple[int, str]:
    reading = parsing.read(text, today, locale, currency)
    if reading.problem is not None:
        raise reading.problem
    if not reading.amounts:
        raise UserError("I can't read {text} as an amount. Type it like 12k or €12,000.", text=text[:60])
    if len(reading.amounts) > 1:
        first, second = (Money.of(each.value, each.currency or currency) for each in reading.amounts[:2])
        raise UserError("I read {first} and {second}. Type the one you mean.", first=first, second=second)
    amount = reading.amounts[0]
    worth = Money.of(amount.value, amount.currency or currency)
    if worth.minor < 0:
        raise UserError("I can't read {text} as an amount. Type it like 12k or €12,000.", text=text[:60])
    return worth.minor, worth.currency
