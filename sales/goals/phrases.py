"""A goal as people type it: 20 new customers by june, $500k this quarter, win rate 40% by eoq, 本季度 拿下 300万."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sales import currencies, parsing
from sales.amounts import Amount, find_amounts
from sales.calendars import MONTHS
from sales.errors import UserError
from sales.goals import spans
from sales.goals.metrics import ACTIVITIES, BY_HAND, LARGEST, PARTNER, PERCENT, TEAM
from sales.leaderboards import DEALS, NEW_CUSTOMERS, REVENUE, WIN_RATE
from sales.locales import writes_comma_decimals
from sales.money import Money
from sales.numerals import CHINESE_NUMERAL, ENGLISH_WORDS, plain_number
from sales.periods import Period
from sales.texts import hide, normalise_text, one_of, tidy, unread_spans, visible, words

WORDS_LENGTH = 60

METRIC_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (WIN_RATE, ("win rate", "win ratio", "winrate", "close rate", "closing rate", "赢单率", "赢率", "胜率", "成交率")),
    (
        NEW_CUSTOMERS,
        (
            *(f"new {what}" for what in words("customers customer clients client accounts account logos logo")),
            *("个新客户", "家新客户", "新客户", "新客"),
        ),
    ),
    (ACTIVITIES, ("deal updates", "updates", "activities", "activity", "次跟进", "跟进", "活动")),
    (
        DEALS,
        (
            *("won deals", "deals", "deal", "wins", "orders", "contracts", "sales deals", "个单", "单子", "订单"),
            *("成交单数", "成单", "单数", "笔", "单"),
        ),
    ),
    (REVENUE, ("revenue", "turnover", "bookings", "sales", "销售额", "业绩", "营收", "收入", "金额")),
)
"""Words that name what is counted, in both languages; the first that is found says it."""
_EITHER = ("customers", "clients", "accounts", "客户")
"""New ones or sales to any: to be asked about."""

_VERBS = words(
    "set win won make do get gain reach hit close closing sign land bring add book sell achieve deliver grow raise",
    "have goal target aim want we will i to at a an the of for in with about least and my our us from total worth more",
)
_CHINESE_VERBS = words(
    "目标 设定 设 定 制定 拿下 拿到 完成 做到 做 达到 达成 提高到 提升到 提高 提升 实现 签下 签约 签 赢得 赢下 成交",
    "开发 新增 拓展 争取 冲刺 冲 打 我要 我们 我 要 至少 共 个 家 次 到 为 是 在 的 用 把",
)
_FILLER = re.compile(
    rf"(?<![\w'])(?:{one_of(_VERBS)})(?![\w'])|{one_of(_CHINESE_VERBS)}|[<>=≥~+]",
    re.IGNORECASE,
)
_MY_TEAM = re.compile(r"(?<!\w)(?:(?:my|our|the|as a) )?team(?:'s)?(?!\w)|全队|团队的?", re.IGNORECASE)
_PARTNER = re.compile(r"(?<!\w)partner(?:'s)?(?!\w)|伙伴|渠道商?|代理商?", re.IGNORECASE)
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)>")
_PERCENT = re.compile(
    r"(\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|percent\b|per cent\b)|百分之(\d{1,3}|[一二三四五六七八九十]{1,3})", re.I
)
_NUMBER_WORDS = ENGLISH_WORDS - {"a", "an", "and", "of", "half", "quarter", "quarters"}
_COUNT = re.compile(
    rf"(?<![\w.,#/])(\d{{1,3}}(?:[, ]\d{{3}})+|\d{{1,9}})(?![\d%]|[.,/:]\d)"
    rf"|(?<![第一二三四五六七八九十百千万])({CHINESE_NUMERAL})"
    rf"|(?<![\w'-])((?:{one_of(_NUMBER_WORDS)})(?:[ -](?:and )?(?:{one_of(_NUMBER_WORDS)}))*)(?![\w'])",
    re.IGNORECASE,
)
_DAY_OR_NUMBER = re.compile(rf"\b({one_of(MONTHS)}) (?=(\d{{1,2}}) [a-z])(?:\d{{1,2}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GoalLine:
    """What was understood of a line. What is None or empty was not said; nothing is guessed.

    `target` is in the unit that is kept: minor units of `currency`, hundredths of a percent, or a count. `amounts`
    holds every reading where the money can be read two ways, `metrics` the candidates where the words leave open what
    is counted. `name` is a team or partner as it was typed, empty for the own team.
    """

    metric: str | None = None
    target: int | None = None
    currency: str = ""
    unit: str = ""
    period: Period | None = None
    scope: str | None = None
    name: str = ""
    slack_user_id: str = ""
    note: str = ""
    metrics: tuple[str, ...] = ()
    amounts: tuple[Money, ...] = ()
    counts: tuple[int, ...] = ()
    problem: UserError | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything of a goal in it."""
        return self.target is not None or self.metric is not None or bool(self.amounts or self.counts)


def read(
    text: str,
    today: date,
    locale: str = "en",
    currency: str = "USD",
    fiscal_year_start: int = 1,
    *,
    teams: Sequence[str] = (),
    partners: Sequence[str] = (),
) -> GoalLine:
    """Understand a line about a goal, English, Chinese or both, in any order. Never raises, whatever the text.

    "By june" begins today and ends with June; "this quarter", "in december" and 本季度 are those days, from the first.
    A weekday or day alone is the end. `teams` and `partners` are the names that may follow "team" and "partner".
    """
    who = _Reader(today, locale, currency, fiscal_year_start, tuple(teams), tuple(partners))
    typed = re.sub(r"[ \t\r\n\u3000]+", " ", visible(text))
    found = _read(typed, who)
    if found.metric is not None and found.target is None and not (found.amounts or found.counts or found.problem):
        # by june 20 new customers: the only number is no day of June
        apart = _read(_DAY_OR_NUMBER.sub(r"\1 , \2", typed), who)
        return apart if apart.target is not None else found
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads, and which names they know."""

    today: date
    locale: str
    currency: str
    fiscal_year_start: int
    teams: tuple[str, ...]
    partners: tuple[str, ...]


def _read(typed: str, who: _Reader) -> GoalLine:
    today, locale, currency, fiscal_year_start = who.today, who.locale, who.currency, who.fiscal_year_start
    plain = normalise_text(typed)
    reading = parsing.read(typed, today, locale, currency, fiscal_year_start)
    note_at = typed.rfind(reading.note) if reading.note else len(typed)
    head = plain[:note_at]
    scope, name, person, head = _scope(head, who.teams, who.partners)
    quoted = " ".join(head[a + 1 : b - 1] for a, b in unread_spans(head) if head[a] in '"「《')
    head = hide(head, unread_spans(head))
    try:
        period, head = spans.find(head, today, locale, fiscal_year_start)
    except UserError as unusable:
        return GoalLine(scope=scope, name=name, slack_user_id=person, problem=unusable)
    line = GoalLine(scope=scope, name=name, slack_user_id=person, period=period, note=reading.note)

    metric, head = _metric(head)
    percent = _PERCENT.search(head)
    if percent is not None:
        return _percentage(percent, metric, head, line)
    comma_decimals = writes_comma_decimals(locale)
    amounts = find_amounts(head, comma_decimals=comma_decimals, home=currency, year=today.year).found
    if metric is None and any(_is_plain(amount) for amount in amounts):  # 1,200 flyers
        without = hide(head, [(amount.start, amount.end) for amount in amounts])
        amounts = () if _unit(f"{without} {quoted}") else amounts
    money = _money(amounts, metric, currency)
    if money:
        return _worth(money, metric, head, amounts, quoted, line)
    counts, rest = _counts(head, amounts, metric)
    unit = _unit(f"{rest} {quoted}")
    if metric is None and unit:
        either = unit.casefold() in _EITHER
        metrics: tuple[str, ...] = (NEW_CUSTOMERS, DEALS) if either else ()
        metric = None if either or not counts else BY_HAND
    else:
        metrics = () if metric else (NEW_CUSTOMERS, DEALS, REVENUE)
    if metric == WIN_RATE and len(counts) == 1:
        counts = (counts[0] * PERCENT,) if 0 < counts[0] <= 100 else ()
    problem: UserError | None = None
    if any(count > LARGEST or count <= 0 for count in counts):
        counts, problem = (
            (),
            UserError("A goal is more than nothing, and less than I can count. Type `20 deals by june`."),
        )
    if metric == REVENUE and len(counts) == 1:
        return replace(line, metric=REVENUE, target=Money.of(counts[0], currency).minor, currency=currency)
    return replace(
        line,
        metric=metric,
        target=counts[0] if len(counts) == 1 else None,
        unit=unit if metric in (None, BY_HAND) else "",
        metrics=metrics,
        counts=counts if len(counts) > 1 else (),
        problem=problem,
    )


def _scope(text: str, teams: Sequence[str], partners: Sequence[str]) -> tuple[str | None, str, str, str]:
    """Whose goal it is: the scope, the name typed, the Slack id of a person; and the line without it."""
    person = _PERSON.search(text)
    text = _PERSON.sub(" ", text)
    for pattern, scope, names in ((_PARTNER, PARTNER, partners), (_MY_TEAM, TEAM, teams)):
        found = pattern.search(text)
        if found is None:
            continue
        before, after = text[: found.start()], text[found.end() :]
        name, before, after = _named(before, after, names)
        if scope == PARTNER and not name:
            match = re.match(r"\s*(?:\"([^\"]+)\"|「([^」]+)」|(\S+))", after)
            if match is None:
                return scope, "", "", f"{before} {after}"
            name, after = next(group for group in match.groups() if group), after[match.end() :]
        return scope, name, "", f"{before} {after}"
    return None, "", person[1] if person else "", text


def _named(before: str, after: str, names: Sequence[str]) -> tuple[str, str, str]:
    """The longest known name that stands right behind or before the word, and the line without it."""
    for name in sorted(names, key=len, reverse=True):
        plain = normalise_text(name)
        match = re.match(rf"\s*[\"「]?{re.escape(plain)}[\"」]?(?![A-Za-z0-9])", after, re.IGNORECASE)
        if match is not None:
            return name, before, after[match.end() :]
        match = re.search(rf"(?<![A-Za-z0-9])[\"「]?{re.escape(plain)}[\"」]?\s*$", before, re.IGNORECASE)
        if match is not None:
            return name, before[: match.start()], after
    return "", before, after


def _metric(text: str) -> tuple[str | None, str]:
    folded = text.casefold()
    for metric, names in METRIC_WORDS:
        for name in sorted(names, key=len, reverse=True):
            if name.isascii():
                match = re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", folded)
            else:
                match = re.search(re.escape(name), folded)
            if match is not None:
                return metric, f"{text[: match.start()]} {text[match.end() :]}"
    return None, text


def _percentage(found: re.Match[str], metric: str | None, text: str, line: GoalLine) -> GoalLine:
    value = Decimal(found[1].replace(",", ".")) if found[1] else plain_number(found[2]) or Decimal(0)
    rest = _unit(f"{text[: found.start()]} {text[found.end() :]}")
    target = int(value * PERCENT)
    if metric not in (None, WIN_RATE):
        error = UserError(
            "{percent} % more than what? Type the number that you want to reach: `$500k this quarter`.", percent=value
        )
        return replace(line, metric=metric, problem=error)
    if not 0 < target <= 100 * PERCENT:
        return replace(line, metric=WIN_RATE, problem=UserError("A rate lies between 1 % and 100 %."))
    if metric is None and rest:
        error = UserError(
            "I can count one percentage: the win rate. Type `win rate 40% by eoq`, or a number of {words}.", words=rest
        )
        return replace(line, problem=error)
    return replace(line, metric=WIN_RATE if metric else None, target=target, metrics=() if metric else (WIN_RATE,))


def _money(amounts: Sequence[Amount], metric: str | None, currency: str) -> tuple[Money, ...]:
    """The amounts of a line, if it is money that it speaks of: with a currency, a unit, or by the metric."""
    found = []
    for amount in amounts:
        if _has_currency(amount) or metric == REVENUE or (metric is None and _is_marked(amount)):
            try:
                found.append(Money.of(amount.value, amount.currency or currency))
            except UserError:
                continue
    return tuple(dict.fromkeys(money for money in found if money.minor > 0))


def _has_currency(amount: Amount) -> bool:
    text = amount.text
    number = re.search(r"\d", text)
    before = currencies.before(text, number.start()) if number else None
    return before is not None or any(
        found is not None and found[0] == len(text)
        for found in (currencies.after(text, start) for start in range(1, len(text)))
    )


def _is_plain(amount: Amount) -> bool:
    """Whether only the groups of its digits speak for money."""
    return re.fullmatch(r"[\d., \u00a0']+", amount.text) is not None


def _is_marked(amount: Amount) -> bool:
    """Whether it was written as only money is: 20k, 12,000, 300万; not 20."""
    return not amount.text.strip().isdigit()


def _worth(
    money: tuple[Money, ...],
    metric: str | None,
    text: str,
    amounts: Sequence[Amount],
    quoted: str,
    line: GoalLine,
) -> GoalLine:
    if metric not in (None, REVENUE):
        error = UserError("I read {amount}, but that is not what is counted there. Type a number.", amount=money[0])
        return replace(line, metric=metric, problem=error)
    unit = _unit(hide(text, [(amount.start, amount.end) for amount in amounts]) + " " + quoted)
    metrics: tuple[str, ...] = ()
    if metric is None and unit:
        metrics = (REVENUE, BY_HAND)  # $50k pipeline: is that what is won?
    return replace(
        line,
        metric=None if metrics else REVENUE,
        target=money[0].minor if len(money) == 1 else None,
        currency=money[0].currency if len(money) == 1 else "",
        unit=unit if metrics else "",
        metrics=metrics,
        amounts=money if len(money) > 1 else (),
    )


def _counts(text: str, amounts: Sequence[Amount], metric: str | None) -> tuple[tuple[int, ...], str]:
    """The whole numbers of a line, and the line without them."""
    spans, found = [], []
    if metric in (DEALS, NEW_CUSTOMERS, ACTIVITIES):
        for amount in amounts:  # 1.5k activities
            if _is_marked(amount) and amount.value == int(amount.value):
                found.append(int(amount.value))
                spans.append((amount.start, amount.end))
    text = hide(text, spans)
    for match in _COUNT.finditer(text):
        number = plain_number((match[1] or match[2] or match[3]).replace(",", "").replace(" ", "" if match[1] else " "))
        if number is not None and number == int(number):
            found.append(int(number))
            spans.append(match.span())
    return tuple(dict.fromkeys(found)), hide(text, spans)


def _unit(text: str) -> str:
    """What is left of a line, without verbs and little words: calls, 电话."""
    rest = _FILLER.sub(" ", text.replace("\x00", " "))
    return tidy(rest).strip(" \"'「」《》()[]:?!.,")[:WORDS_LENGTH].strip()
