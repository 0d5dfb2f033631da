"""Promises in what people write: a verb of their own and a day, in English and Chinese.

"Call Zhang by Friday", "I'll send the quote tomorrow", "周五前给张总报价". Not what was done ("called Zhang"), what
others will do ("they will send it Friday", "客户周五回复"), questions, what is denied or only hoped for, and quoted
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sales import names, working_days
from sales.dates import DatePhrase, find_dates
from sales.locales import writes_day_first
from sales.reckoning import Reckoning
from sales.texts import HIDDEN, Span, hide, normalise_text, one_of, tidy, unread_spans, visible, words
from sales.working_days import DaysOff

MOST = 10
"""As many promises as are read in one text; who writes more of them writes a plan."""
_WORDS_LENGTH = 200
_FIRST_WORD_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Found:
    """One promise: its words without the day, as typed, and the day."""

    words: str
    due_on: date
    by_writer: bool = field(default=False, compare=False)
    """Whether the line says so of whoever wrote it ("I'll call Zhang"); "call Zhang" may be meant for its reader."""


_VERBS = words(
    "add agree align announce answer approve arrange ask assign attend bill book brief bring build call chase check",
    "clarify clean close collect complete confirm connect contact cover create debrief decide deliver demo discuss",
    "do draft email escalate estimate explain file fill finalise finalize find finish fix follow forward get give",
    "go handle help hold identify inform install introduce invite invoice issue join kick-off launch learn log mail",
    "make map meet message move negotiate nudge onboard open order organise organize pay phone ping pitch plan post",
    "prepare present price process propose provide publish push put quote raise reach read rebook record release",
    "remind renew reply report request reschedule research resolve respond return review revise ring run schedule",
    "secure send set share ship show sign solve speak sort start submit summarise summarize sync talk tell test",
    "text train update upload verify visit wrap write",
)
_NOUNS_TOO = words(
    "answer bill book brief call check contact cover demo draft email estimate file fix help hold invoice issue log",
    "mail message move order pitch plan post price process push quote record release reply report request research",
    "return review run set share show sign sort start test text train update visit",
)
"""Verbs that a line may also begin with as nouns: "call from Zhang on Friday" is not a promise, "call Zhang" is."""
_AS_NOUN = re.compile(
    rf"(?:{one_of(_NOUNS_TOO)})s?\s+(?:from|of|was|is|were|are|went|has|had|will|at|in|on|by|due|date|comes?|for|about|and)\b"
    r"|(?:call|demo|visit|check|quote|review|meet|pitch|contact|order|email|mail)\s+(?:with)\b",
    re.IGNORECASE,
)
_WILL = (
    r"(?:'ll|'m going to|'re going to| am going to| are going to| will| shall| need to| have to| must| plan to"
    r"| promise to|'m| am|'d better| want to| intend to| aim to| commit to| committed to)"
)
_MINE = rf"(?:\bi|\bwe)(?:{_WILL})(?:\s+(?:also|then|still|personally|definitely|just|now|again))*\s+"
_LEAD = (
    r"(?:(?:and|then|next|also|todo|to ?do|next steps?|plan|promised?|promise to|so|ok|okay|first|second|finally"
    r"|after that|will|need to|have to|must|going to|to|please|let me|still|just|i|we)\b[\s,:.)\-]*)*"
)
_VERB = rf"(?P<verb>(?:re-)?(?:{one_of(_VERBS)}))\b(?!')"
_BEGINS = re.compile(rf"^[\W_]*(?:\d{{1,2}}[.)]\s*)?{_LEAD}{_VERB}", re.IGNORECASE)
_SAYS = re.compile(rf"{_MINE}{_VERB}", re.IGNORECASE)
_WRITER = re.compile(r"\b(?:i|we|let me)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:not|never|no longer|cannot|unless|if|whether|maybe|perhaps|might|may|could|would|should|hope|hopefully|try"
    r"|trying|wish|instead of|without)\b|n't\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[,;:]|\s(?:and then|then|and|but|while|because)\s|\s[-–—]\s", re.IGNORECASE)

_HAN = re.compile("[一-鿿]")
_CHINESE_VERBS = words(
    "报价 报 发送 发出 发给 发 寄出 寄送 寄 打电话 致电 来电 联系 拜访 回访 走访 跟进 追踪 提交 递交 上交 交付 交",
    "完成 做完 做好 写完 写好 写 做 准备好 准备 安排 预约 约见 约谈 约 见面 见 签约 签署 签下 签 谈 沟通 确认 核实",
    "更新 整理 演示 讲解 展示 催款 催 收款 回款 对账 开票 开具 邀请 介绍 汇报 报告 回复 答复 回 落实 解决 推进 敲定",
    "谈妥 送样 送 组织 召开 开会 开 培训 测试 部署 上线 出方案 出报价 出 定 提 问 协调 申请 处理 修改 改 补充 补 找",
    "通知 提醒 推送 录入 检查 审核 试用 付款 付 续约 续签 复盘 总结 拿 拉 搞定 参加 陪同 陪 去 到",
)
_CHINESE_LEAD = (
    r"(?:(?:我们|我|咱们|咱|本人|承诺|保证|答应|会|要|将|需要|需|得|必须|一定|务必|计划|打算|准备|再|先|然后|接着|还|也|就|亲自|尽快|"
    r"待办|下一步|另外|同时|并且|并|且|和|争取|负责|\d{1,2}[.)])[\s:,]*)*"
)
_CHINESE_BEGINS = re.compile(
    rf"^[\W_]*{_CHINESE_LEAD}(?P<start>"
    rf"(?:(?:给|跟|和|与|同|向|对|为|帮|找|把|将|请|带|陪|去|到|就|用)[^,;:]{{1,24}}?)?(?P<verb>{one_of(_CHINESE_VERBS)}))"
)
_CHINESE_WRITER = re.compile("我|咱|本人|承诺|保证|答应|[给帮跟和与同向对为替带陪]你")
_CHINESE_DENIED = re.compile(
    r"[不没未别勿]|了(?=$|[\s.,;!])|过(?=$|[\s.,;!])|已经?|刚刚?|昨|如果|要是|假如|除非|可能|也许|或许|希望|据说|听说"
)
_CHINESE_QUESTION = re.compile(r"(?:吗|呢|么|是否|要不要|能不能|可不可以|是不是|有没有)")

_FIRST_WORDS = re.compile(
    rf"^(?:that )?(?:(?:i|we){_WILL} |to |(?:我们?|咱们?)(?:承诺|保证|答应)?(?:会|要|将)?\s*)", re.IGNORECASE
)
_SENTENCE_ENDS = re.compile(r"[!?]+|\.(?=\s|$|[一-鿿])|;")
_NUMBER = re.compile(r"(?:^|[\s(,])#(\d{1,9})\b")


def find(text: str, today: date, locale: str = "en", fiscal_year_start: int = 1) -> list[Found]:
    """The promises in a text, in its order, each once; at most `MOST`. Never raises, whatever the text.

    `today` is the writer's own day: what lies before it is no promise. `locale` says how 5/6 is read.
    """
    found: list[Found] = []
    for line in visible(text).splitlines():
        if line.lstrip().startswith((">", "&gt;")):
            continue
        found += _in_line(line, Reckoning(today, writes_day_first(locale) and not _HAN.search(line), fiscal_year_start))
    return list(dict.fromkeys(found))[:MOST]


def read_line(text: str, today: date, locale: str = "en", fiscal_year_start: int = 1) -> tuple[str, list[date]]:
    """A line that is a promise as a whole: its words without "I'll" and the days, and the days, each once.

    What is meant as a day and can be none raises `UserError`.
    """
    typed = " ".join(visible(text).split())
    plain = normalise_text(typed)
    now = Reckoning(today, writes_day_first(locale) and not _HAN.search(plain), fiscal_year_start)
    dates = find_dates(hide(plain, unread_spans(plain)), now)
    if dates.problem is not None:
        raise dates.problem
    kept = list(typed)
    for phrase in dates.found:
        kept[phrase.start : phrase.end] = " " * (phrase.end - phrase.start)
    words_only = _FIRST_WORDS.sub("", tidy("".join(kept)))
    return words_only, list(dict.fromkeys(phrase.value for phrase in dates.found))


def asked_on(due_on: date, days_off: DaysOff) -> date:
    """When a promise is asked about: its day, or the next one that is neither off nor on a weekend.

    A promise for Saturday is asked on Monday, and is not overdue before then.
    """
    return working_days.on_or_after(due_on, days_off)


def deal_number(text: str) -> int | None:
    """The one deal that a text names as #142; None for none or several."""
    numbers = {int(number) for number in _NUMBER.findall(text)}
    return numbers.pop() if len(numbers) == 1 else None


def named(text: str, candidates: Iterable[tuple[int, str]]) -> int | None:
    """The one of these (number, company) whose company a text names; None where none is, or more than one could be.

    A longer name goes before one inside it: "Acme Logistics" is not about Acme. The first word of a name will do where
    no name stands in full, written with its capital: "call Globex". Two deals of a company leave it open.
    """
    by_name: dict[str, list[int]] = {}
    by_first_word: dict[str, list[int]] = {}
    for number, company in candidates:
        by_name.setdefault(names.normalise(company), []).append(number)
        first = company.split()[0] if company.split() else ""
        if len(first) >= _FIRST_WORD_LENGTH and first[0].isupper():
            by_first_word.setdefault(first, []).append(number)
    key = f" {names.normalise(text)} "
    full = [name for name in by_name if len(name) > 1 and (name in key if _HAN.search(name) else f" {name} " in key)]
    longest = [name for name in full if not any(name != other and name in other for other in full)]
    if longest:
        return _only([number for name in longest for number in by_name[name]])
    said = set(re.findall(r"\w+", visible(text)))
    return _only([number for word, numbers in by_first_word.items() if word in said for number in numbers])


def _only(numbers: list[int]) -> int | None:
    return numbers[0] if len(numbers) == 1 else None


def _in_line(line: str, now: Reckoning) -> Iterator[Found]:
    typed = line.replace("\t", " ")
    plain = hide(normalise_text(typed), _quoted(normalise_text(typed)))
    phrases = [phrase for phrase in find_dates(plain, now).found if phrase.kind in ("day", "week", "month", "quarter")]
    for start, end, is_question in _sentences(plain, phrases):
        inside = [phrase for phrase in phrases if start <= phrase.start < end]  # the dot behind Fri. may be its own
        if not is_question and not _CHINESE_QUESTION.search(plain[start:end]):
            for clause, phrase in _clauses(plain, (start, end), inside):
                promise, by_writer = _promise(typed, plain, clause, phrase)
                if promise and phrase.value >= now.today:
                    yield Found(promise, phrase.value, by_writer)


def _quoted(plain: str) -> list[Span]:
    """Where quoted words stand. People, links and numbers stay: they may be in a promise, and no verb is in them."""
    return [span for span in unread_spans(plain) if plain[span[0]] in "\"'「『《【"]


def _sentences(plain: str, phrases: list[DatePhrase]) -> Iterator[tuple[int, int, bool]]:
    """Where sentences stand, and whether each asks; a dot inside a date ends none: 27 Nov. 2026."""
    start = 0
    for match in _SENTENCE_ENDS.finditer(plain):
        if any(phrase.start < match.end() < phrase.end for phrase in phrases) or _is_numbering(plain, start, match):
            continue
        yield start, match.start(), "?" in match[0]
        start = match.end()
    yield start, len(plain), False


def _is_numbering(plain: str, start: int, match: re.Match[str]) -> bool:
    """1. call Zhang"""
    return match[0] == "." and re.fullmatch(r"\s*\d{1,2}", plain[start : match.start()]) is not None


def _clauses(plain: str, sentence: Span, phrases: list[DatePhrase]) -> Iterator[tuple[Span, DatePhrase]]:
    """The part of a sentence that each of its days belongs to."""
    if not phrases:
        return
    cuts = [
        match.span()
        for match in _CLAUSE_ENDS.finditer(plain, *sentence)
        if not any(phrase.start < match.end() and match.start() < phrase.end for phrase in phrases)
    ]
    edges = [sentence[0], *(place for cut in cuts for place in cut), sentence[1]]
    parts = list(zip(edges[::2], edges[1::2], strict=True))
    for index, phrase in enumerate(phrases):
        place = next(i for i, (start, end) in enumerate(parts) if start <= phrase.start < end)
        before = phrases[index - 1].end if index else sentence[0]
        after = phrases[index + 1].start if index + 1 < len(phrases) else sentence[1]
        yield _own(plain, parts, place, phrase, before, after), phrase


def _own(plain: str, parts: list[Span], place: int, phrase: DatePhrase, before: int, after: int) -> Span:
    """The day's own clause, widened: a day alone takes what is next to it; "call and send it Friday" is one thing."""
    start, end = parts[place]
    if not re.search(r"\w", plain[start : phrase.start] + plain[phrase.end : end]):
        if place + 1 < len(parts) and parts[place + 1][1] <= after:
            return start, parts[place + 1][1]
        if place and parts[place - 1][0] >= before:
            return parts[place - 1][0], end
    first = place
    while (
        first
        and parts[first - 1][0] >= before
        and re.fullmatch(r"\s*and\s*", plain[parts[first - 1][1] : parts[first][0]], re.IGNORECASE)
    ):
        first -= 1
    return parts[first][0], end


def _promise(typed: str, plain: str, clause: Span, phrase: DatePhrase) -> tuple[str, bool]:
    """The words of the promise in a clause, and whether it is its writer's; empty when it holds none."""
    start, end = clause
    offset = max(start, phrase.start), min(end, phrase.end)
    rest = plain[start : offset[0]] + " " * (offset[1] - offset[0]) + plain[offset[1] : end]
    begin = _chinese(rest) if _HAN.search(rest) else _english(rest)
    if begin is None:
        return "", False
    kept = typed[start:end]
    kept = kept[: offset[0] - start] + " " * (offset[1] - offset[0]) + kept[offset[1] - start :]
    by_writer = _WRITER.search(rest[:begin]) or _CHINESE_WRITER.search(rest)
    return tidy(kept[begin:])[:_WORDS_LENGTH], by_writer is not None


def _english(rest: str) -> int | None:
    """Where the promise begins in a clause without its day."""
    said = _SAYS.search(rest)
    match = said or _BEGINS.match(rest)
    if match is None:
        return None
    begin = match.start("verb")
    denied = _DENIED.search(rest[:begin] if said else rest[: match.end()])
    if denied or (not said and _AS_NOUN.match(rest[begin:])) or HIDDEN in rest[:begin]:
        return None
    return begin if re.search(rf"[\w{HIDDEN}]", rest[match.end() :]) else None


def _chinese(rest: str) -> int | None:
    match = _CHINESE_BEGINS.match(rest)
    if match is None:
        return _english(rest)
    if _CHINESE_DENIED.search(rest):
        return None
    return match.start("start")
