"""Reads a line that a person typed: how much, when, the reason, and the words that are left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sales.amounts import Amount, Amounts, find_amounts
from sales.dates import DatePhrase, Dates, find_dates
from sales.errors import UserError
from sales.locales import writes_comma_decimals, writes_day_first
from sales.reckoning import Reckoning
from sales.texts import Span, hide, normalise_text, tidy, unread_spans, visible

__all__ = ["Reading", "normalise_text", "read"]


class Reading(NamedTuple):
    """What was understood of a line.

    `amount` (in major units: dollars, not cents) and `date` are set only where the line leaves no doubt; else they
    are None, and `amounts` and `dates` hold every candidate, to ask about. A number that reads two ways (1.234)
    stands twice in `amounts`, and its values in `ambiguous_amount`. `currency` is an ISO code: that of the line or
    else the one given. `date_kind` says what was named: day, week, month, quarter, half or year. `words` is the rest
    of the line as typed, `note` what follows a dash or "because". `problem` is what was meant as money or a day and
    can be neither: raise it.
    """

    amount: Decimal | None = None
    currency: str | None = None
    date: date | None = None
    words: str = ""
    note: str = ""
    date_kind: str | None = None
    amounts: tuple[Amount, ...] = ()
    dates: tuple[DatePhrase, ...] = ()
    ambiguous_amount: tuple[Decimal, ...] = ()
    problem: UserError | None = None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads: where they stand in time, how they write numbers, what money they use."""

    now: Reckoning
    comma_decimals: bool
    home: str | None

    def find(self, text: str) -> tuple[Amounts, Dates]:
        dates = find_dates(text, self.now)
        rest = hide(text, [(phrase.start, phrase.end) for phrase in dates.found])
        year = self.now.today.year
        return find_amounts(rest, comma_decimals=self.comma_decimals, home=self.home, year=year), dates


_HAN = re.compile("[一-鿿]")
_WORD = re.compile(r"\w")
_SPACES = re.compile(r"[ \t\r\n\u3000]+")
_BECAUSE = re.compile(r"\bbecause(?: of)?\b[ :,]*|因为[ ,:]*", re.IGNORECASE)
# A dash with a space before it, but not a minus; or the Chinese double dash.
_DASH = re.compile(r"(?<=\s)(?:-{1,3}|[–—]+)(?=\s|[^\W\d])|——")
# Little words that lead up to an amount and say nothing without it.
_LEADS_TO_AMOUNT = re.compile(
    r"(?:(?:(?<!\w)(?:for|at|worth|about|around|approx\.?|approximately|roughly|ca?\.|ca|to) |[~≈@=] ?"
    r"|(?:合同)?金额(?:是|为)?|合同额|总额|总价|合计|共计|大约|大概|约|共) ?:? ?)+$",
    re.IGNORECASE,
)
_FOLLOWS_AMOUNT = re.compile(
    r"(?:/| ?per |,? an? )(?:yr|year|annum|mo|month|quarter|week|day|seat|user|licen[cs]e|unit)\b"
    r"| ?p\.a\.?(?!\w)| each\b|(?:/|每)[年月季]|的?(?:大单|单子|合同|订单)|左右|整|的(?=[ ,.]|$)",
    re.IGNORECASE,
)


def read(
    text: str,
    today: date,
    locale: str = "en",
    currency: str | None = None,
    fiscal_year_start: int = 1,
    *,
    past: bool = False,
) -> Reading:
    """Understand a line in English, Chinese or both, in any order of its parts. Never raises, whatever the text.

    `today` is the reader's local date. `locale` (en, en_US, en-GB, de, zh_CN …) decides what the text leaves open:
    5/6 is in May for Americans and in Chinese, in June for all others; 1.234 is more than a thousand in German.
    `currency` is the team's own: that of an amount without any, and the dollar that $ means if it is one.
    `fiscal_year_start` is the month that quarters are counted from. With `past` the line is known to tell what has
    happened, also where no verb in it says so: "Friday" is the last one.
    """
    typed = _SPACES.sub(" ", visible(text))
    plain = normalise_text(typed)
    day_first = writes_day_first(locale) and not _HAN.search(plain)
    reader = _Reader(Reckoning(today, day_first, fiscal_year_start, past), writes_comma_decimals(locale), currency)
    unread = hide(plain, unread_spans(plain))

    head_end, note_start = _find_note(unread, reader)
    head = unread[:head_end]
    amounts, dates = reader.find(head)
    days = {phrase.value: phrase.kind for phrase in dates.found}
    sole_amount = amounts.found[0] if len(amounts.found) == 1 else None
    sole_day = next(iter(days)) if len(days) == 1 else None
    currencies = {amount.currency for amount in amounts.found} or {currency}
    return Reading(
        amount=sole_amount.value if sole_amount else None,
        currency=currencies.pop() if len(currencies) == 1 else None,
        date=sole_day,
        words=_rest(typed, head, amounts, dates),
        note=tidy(typed[note_start:]),
        date_kind=days[sole_day] if sole_day else None,
        amounts=amounts.found,
        dates=dates.found,
        ambiguous_amount=amounts.ambiguous,
        problem=amounts.problem or dates.problem,
    )


def _find_note(text: str, reader: _Reader) -> tuple[int, int]:
    """Where the line ends and its note begins; both are the end of the text when there is none.

    "Acme - 12k - they liked us" has one note: what is nothing but amounts and dates between dashes belongs to the line.
    """
    because = _BECAUSE.search(text)
    end, start = because.span() if because else (len(text), len(text))
    dashes = [dash.span() for dash in _DASH.finditer(text, 0, end)]
    for i, (dash_start, dash_end) in enumerate(dashes):
        segment = text[dash_end : dashes[i + 1][0] if i + 1 < len(dashes) else end]
        amounts, dates = reader.find(segment)
        left = hide(segment, _spans(amounts, dates))
        if _WORD.search(left) or not (amounts.found or dates.found):
            return dash_start, dash_end
    return end, start


def _spans(amounts: Amounts, dates: Dates) -> list[Span]:
    return [*amounts.places, *((day.start, day.end) for day in dates.found)]


def _rest(typed: str, head: str, amounts: Amounts, dates: Dates) -> str:
    """The words of the line without its amounts and dates, and without what only leads up to an amount."""
    spans = _spans(amounts, dates)
    for start, end in amounts.places:
        lead = _LEADS_TO_AMOUNT.search(head, max(0, start - 24), start)
        if lead:
            spans.append(lead.span())
        if trail := _FOLLOWS_AMOUNT.match(head, end):
            spans.append(trail.span())
    characters = list(typed[: len(head)])
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return tidy("".join(characters))
