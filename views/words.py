"""Words: one message in the reader's language, with money, dates and names put in as that reader writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_compact_currency, format_decimal

from sales.errors import UserError
from sales.money import EXPONENTS, Money
from sales.periods import Period

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = {"en": "English", "zh": "中文"}
"""The languages that are complete, in their own names."""

# control characters, and those that turn text round or hide in it
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_HALF_ESCAPED = re.compile(r"&[a-z]{0,3}$")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Mrkdwn(str):
    """Text that is Slack's markup already, and is put into a message as it is."""

    __slots__ = ()


def escape(text: str) -> Mrkdwn:
    """What somebody wrote, so that Slack shows it and does nothing else: no mention, no link, no turned direction."""
    if isinstance(text, Mrkdwn):
        return text
    return Mrkdwn(clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def clean(text: str) -> str:
    """One line without invisible characters."""
    return " ".join(_INVISIBLE.sub(" ", text).split())


def clip(text: str, length: int) -> str:
    """Text that Slack's limit allows, with an ellipsis where something is missing; never half an escaped character."""
    return text if len(text) <= length else _HALF_ESCAPED.sub("", text[: length - 1]) + "…"


class Translator:
    """Speaks one reader's language. Called with an English source sentence and what is to be put into it.

    What is put in is formatted by its type: Money, dates, numbers, periods; text is escaped. The result is mrkdwn.
    """

    def __init__(self, locale: str, year: int | None = None) -> None:
        self._year = year
        self.language = language(locale)
        self.babel = _babel_locale(locale, self.language)
        # English money looks as in voice and ledger everywhere: $12,000; dates follow the country
        self._numbers = Locale(self.language)
        self._catalogue = _catalogue(self.language)

    def __call__(self, message: str, /, **values: object) -> Mrkdwn:
        """The sentence as mrkdwn."""
        return Mrkdwn(self._fill(self._catalogue.gettext(message), values, escape))

    def plain(self, message: str, /, **values: object) -> str:
        """The sentence for places that know no markup: buttons, titles, pictures, files."""
        return self._fill(self._catalogue.gettext(message), values, clean)

    def plural(self, one: str, many: str, count: int, /, **values: object) -> Mrkdwn:
        """The sentence in the form that goes with `count`, which is also put in as {count}."""
        return Mrkdwn(self._fill(self._catalogue.ngettext(one, many, count), {"count": count, **values}, escape))

    def together(self, *sentences: str) -> Mrkdwn:
        """Sentences one behind the other, of mrkdwn; Chinese ones have no space between them."""
        return Mrkdwn(("" if self.language == "zh" else " ").join(filter(None, sentences)))

    def error(self, error: UserError) -> Mrkdwn:
        """What a person can put right."""
        return self(error.message, **error.values)

    def show(self, value: object) -> str:
        """One value as the reader writes it, without markup."""
        if isinstance(value, Money):
            return _money(value, self._numbers)
        if isinstance(value, datetime):
            return _moment(value, self.babel)
        if isinstance(value, date):
            return _day(value, self.babel, self._year not in (None, value.year))
        if isinstance(value, bool):
            return self.plain("yes") if value else self.plain("no")
        if isinstance(value, int | Decimal):
            return _number(value, self._numbers)
        if isinstance(value, Period):
            return self.period(value)
        return str(value)

    def compact(self, amount: Money) -> str:
        """Money in a few characters, for pictures: $184K, US$12万."""
        for digits in (0, 1):
            shown = str(
                format_compact_currency(amount.major, amount.currency, locale=self._numbers, fraction_digits=digits)
            )
            if sum(character.isdigit() for character in shown) > 1:
                break  # one figure alone says too little: $1.3M
        return shown.replace("\xa0", " ")

    def text(self, value: object) -> Mrkdwn:
        """One value alone, as mrkdwn."""
        return escape(self.show(value))

    def period(self, period: Period) -> str:
        """A stretch of days by name: November 2026, Q4 2026, 16–22 Nov."""
        first, last = period.start, period.last_day
        if period.kind == "day":
            return self.show(first)
        if period.kind == "month":
            return str(format_skeleton("yMMMM", first, locale=self.babel))
        if period.kind in ("quarter", "year"):
            return period.key if "FY" in period.key else self._calendar_period(period)
        return self.plain("{first} to {last}", first=first, last=last)

    def _calendar_period(self, period: Period) -> str:
        return str(format_skeleton("yQQQ" if period.kind == "quarter" else "y", period.start, locale=self.babel))

    def _fill(self, template: str, values: dict[str, object], guard: Callable[[str], str]) -> str:
        pieces = list(_pieces(template))
        for place in range(1, len(pieces), 2):
            value = values[pieces[place]]
            pieces[place] = guard(value) if isinstance(value, str) else self.show(value)
        return "".join(pieces)


@lru_cache(maxsize=64)
def translator(locale: str, year: int | None = None) -> Translator:
    """The translator for a Slack or Babel locale (`zh-CN`, `en_GB`); English for a language we do not have.

    Days of another year than `year` are shown with theirs.
    """
    return Translator(locale, year)


def language(locale: str) -> str:
    """The language we speak to somebody of this locale."""
    code = re.split("[-_]", locale)[0].lower()
    return code if code in LANGUAGES else "en"


def source(message: str) -> str:
    """Marks a sentence that is translated elsewhere, later: the catalogue takes it from here."""
    return message


@cache
def _catalogue(code: str) -> NullTranslations:
    path = LOCALES / code / "LC_MESSAGES" / "bellringer.po"
    if not path.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - English is spoken without
    from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[str, ...]:
    """A sentence cut at its placeholders: text and names in turn."""
    return tuple(_PLACEHOLDER.split(template))


def _babel_locale(locale: str, code: str) -> Locale:
    try:
        parsed = Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale(code)
    return parsed if parsed.language == code else Locale(code)


@lru_cache(maxsize=4096)
def _money(amount: Money, locale: Locale) -> str:
    pattern = copy(locale.currency_formats["standard"])
    whole = amount.minor % 10 ** EXPONENTS[amount.currency] == 0
    digits = 0 if whole else EXPONENTS[amount.currency]
    pattern.frac_prec = (digits, digits)
    return str(pattern.apply(amount.major, locale, currency=amount.currency, currency_digits=False))


@lru_cache(maxsize=4096)
def _number(value: int | Decimal, locale: Locale) -> str:
    return str(format_decimal(value, locale=locale))


@lru_cache(maxsize=4096)
def _day(value: date, locale: Locale, with_year: bool) -> str:
    return str(format_skeleton("yMMMEd" if with_year else "MMMEd", value, locale=locale))


def _moment(value: datetime, locale: Locale) -> str:
    # in its own zone: left alone, Babel shows UTC
    day, clock = (format_skeleton(parts, value, tzinfo=value.tzinfo, locale=locale) for parts in ("MMMEd", "Hm"))
    return f"{day} {clock}"
