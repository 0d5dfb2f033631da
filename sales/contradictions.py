"""Words against data: somebody says that all is well, and their own numbers do not.

Nobody is to be told so without cause: a sentence counts only when it is about everything, says it plainly, and is not
denied, asked, hoped, quoted or followed by a but. And a number counts only when it leaves no reading in which both are
true. The thresholds stand below, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from sales.texts import HIDDEN, hide, normalise_text, one_of, unread_spans, visible, words

COVERAGE, QUIET, SLIPPED, OVERDUE, GOAL = "coverage", "quiet", "slipped", "overdue", "goal"

FULL_COVERAGE = Fraction(1)
"""Below it, the target is missed even if every open deal is won. Rules of thumb ask for three times what is left, but
they hold for nobody in particular, and this one for everybody."""
EARLY = Fraction(1, 3)
"""For so much of a period, deals that are not opened yet may still fill the gap, and pace says little."""
QUIET_DAYS = 21
"""Three weekly check-ins went by without a touch: it is in nobody's calendar."""
SEVERAL = 2
"""One quiet, slipped or overdue deal is everyday; two are something that a week without news leaves out. A person's
only open deal is all they have, and counts."""
BEHIND = Fraction(4, 5)
"""A goal at less than four fifths of where a steady pace would have it. Less than that is a good week's difference."""
SHOWN = 2
"""As many as are said at a time, the gravest first."""


@dataclass(frozen=True, slots=True)
class GoalPace:
    """Where a goal stands. Fractions of the whole, 0 to 1: what is reached, and how much of the time has gone."""

    name: str
    reached: Fraction
    elapsed: Fraction


@dataclass(frozen=True, slots=True)
class Facts:
    """What the data say of a person."""

    coverage: Fraction | None = None
    """What open deals are worth of what is left to win in the period, at face value; None without a target, or once
    it is reached."""
    won: Fraction = Fraction(0)
    """How much of the target is won."""
    elapsed: Fraction = Fraction(0)
    """How much of the period has gone."""
    open_deals: int = 0
    quiet_days: tuple[int, ...] = ()
    """For each open deal that is quiet: for how many days."""
    slipped: int = 0
    """Deals whose close date was moved back since the last check-in."""
    overdue: int = 0
    """Open deals whose close date is over."""
    period: str = ""
    """What the target is for: month or quarter."""
    goals: tuple[GoalPace, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One fact that a claim does not fit, as numbers.

    `share` is the coverage or what is reached of a goal, `expected` where a steady pace would have it; `count` are
    deals, `days` for how many each of them has been quiet at least; `name` is that of the goal, or the kind of period.
    """

    kind: str
    share: Fraction | None = None
    count: int = 0
    days: int = 0
    name: str = ""
    expected: Fraction | None = None


LABEL_WORDS = 2
_CLAIMS = (
    r"on[ -]?track|on (?:plan|target|course|pace|schedule)"
    r"|(?:all|everything(?:'s)?)(?: is| are)? (?:good|fine|well|ok|okay)"
    r"|all (?:green|clear|set)|no (?:problems?|issues?|blockers?|risks?|concerns?|worries)(?: at all)?"
    r"|(?:going|looking|coming along) (?:very |really |pretty |quite )?(?:well|good|great|fine|smoothly|strong)"
    r"|under control|(?:as|according to) plan(?:ned)?|ahead of (?:plan|target|schedule|pace)|in good shape|green|smooth"
)
_WHO = words(
    "i i'm i'll am we we're are it it's its is this that's that things everything all pipeline month quarter week",
    "target quota numbers goal goals forecast status the my our team still very pretty totally completely",
    "absolutely quite well overall currently now today looks look looking seems yes yep yeah ok okay again also",
    "and so far here generally stays remains remain feels for of in business deals plan q1 q2 q3 q4 definitely",
    "clearly continues to be right back work",
)
"""What may stand around a claim that is about everything: any other word narrows it to something, such as a deal."""
_DENIED = re.compile(
    r"\b(?:not|never|no longer|hardly|barely|nowhere|neither|nor|cannot|without|was|were|had|used to|if|once|when|until"
    r"|unless|should|would|could|might|may|hope|hopefully|want|need|needs|trying|try|get|getting|almost|nearly|partly"
    r"|mostly|somewhat|but|except|apart|although|though|however|yet|unfortunately|whether)\b|n't\b",
    re.IGNORECASE,
)
_CLAIM = re.compile(rf"(?<![\w'])(?:{_CLAIMS})(?![\w'])", re.IGNORECASE)

_CHINESE_CLAIMS = words(
    "正常 没问题 没有问题 无问题 没啥问题 没什么问题 没有风险 没风险 无风险 顺利 按计划 按进度 按计划进行",
    "按计划推进 进展顺利 都好 很好 挺好 不错 良好 达标 稳 很稳 稳定 在计划内 一切都好 一切正常 一切顺利 可控 绿灯",
    "绿色",
)
_CHINESE_WHO = words(
    "一切 目前 现在 整体 总体 总的来说 整体来看 本月 这个月 本周 这周 本季度 这个季度 今年 今天 业绩 指标 目标",
    "进度 进展 状态 情况 工作 任务 商机 管道 销售 数字 预测 都 也 还 很 挺 非常 比较 十分 完全 全部 我 我们",
    "我这边 我这里 团队 的 是 在 进行 推进 中 看起来 看来 应该说 仍然 依然 依旧 继续 保持 这边 各项 所有 均 皆 了",
    "着 呢 哈 啊 哦 嗯 ok",
)
_CHINESE_CLAIM = re.compile(
    rf"^(?:{one_of(_CHINESE_WHO)}|\s|[:：])*?(?P<claim>{one_of(_CHINESE_CLAIMS)})(?:{one_of(_CHINESE_WHO)}|\s|[~～^])*$",
    re.IGNORECASE,
)
_CHINESE_DENIED = re.compile(
    "不正常|不顺利|不太|不大|不是|不算|不够|未|难|如果|要是|假如|希望|但愿|争取|力争|但|不过|只是|除|虽然|尽管|可是|曾"
    "|之前|以前|原本|本来|是否|能否|能不能"
)
_HAN = re.compile("[一-鿿]")
_SENTENCES = re.compile(r"[^.!?;\n]+(?:[.!?;]+|\n|$)")
_CLAUSES = re.compile(r"[^,()]+")
_CHINESE_QUESTION = re.compile(r"[吗么]\s*[.!?]*\s*$")


def claim(text: str) -> str:
    """The words with which a text says that all is well, as they were typed; empty when it does not plainly say so."""
    for line in visible(text).splitlines():
        if not line.lstrip().startswith((">", "&gt;")):
            found = next(_in_line(line), "")
            if found:
                return found
    return ""


def find(facts: Facts) -> list[Contradiction]:
    """What of a person's numbers does not fit a claim that all is well, the gravest first; at most `SHOWN`."""
    return list(_found(facts))[:SHOWN]


def check(texts: Collection[str], facts: Facts) -> tuple[str, list[Contradiction]]:
    """The first claim among what was written and chosen, and what contradicts it. An empty list where nothing does."""
    said = next(filter(None, map(claim, texts)), "")
    return said, find(facts) if said else []


def _found(facts: Facts) -> Iterator[Contradiction]:
    is_early, keeps_pace = facts.elapsed < EARLY, facts.won >= facts.elapsed
    if facts.coverage is not None and facts.coverage < FULL_COVERAGE and not (is_early or keeps_pace):
        yield Contradiction(COVERAGE, share=facts.coverage, name=facts.period)
    enough = min(SEVERAL, facts.open_deals) or SEVERAL
    for goal in facts.goals:
        expected = min(goal.elapsed, Fraction(1))
        if goal.elapsed >= EARLY and goal.reached < expected * BEHIND:
            yield Contradiction(GOAL, share=goal.reached, expected=expected, name=goal.name)
    silent = [days for days in facts.quiet_days if days >= QUIET_DAYS]
    if len(silent) >= enough:
        yield Contradiction(QUIET, count=len(silent), days=min(silent))
    if facts.overdue >= enough:
        yield Contradiction(OVERDUE, count=facts.overdue)
    if facts.slipped >= enough:
        yield Contradiction(SLIPPED, count=facts.slipped)


def _in_line(line: str) -> Iterator[str]:
    plain = normalise_text(line)
    plain = hide(plain, [span for span in unread_spans(plain) if plain[span[0]] in "\"'「『《【"])
    for sentence in _SENTENCES.finditer(plain):
        if "?" in sentence[0] or _CHINESE_QUESTION.search(sentence[0]):
            continue
        if _HAN.search(sentence[0]):
            yield from _chinese(line, plain, sentence)
        elif not _DENIED.search(_CLAIM.sub(" ", sentence[0])):
            yield from _english(line, plain, sentence)


def _english(line: str, plain: str, sentence: re.Match[str]) -> Iterator[str]:
    before: list[str] = []
    for clause in _CLAUSES.finditer(plain, *sentence.span()):
        found = _CLAIM.search(clause[0])
        if found is not None and HIDDEN not in clause[0] and not _is_label(before):
            around = clause[0][: found.start()] + " " + clause[0][found.end() :]
            if not _others(around):
                yield line[clause.start() + found.start() : clause.start() + found.end()]
        before = _others(clause[0])


def _others(clause: str) -> list[str]:
    """Words that narrow a clause to something."""
    return [word for word in re.findall(r"[\w']+", clause) if word.casefold() not in _WHO]


def _is_label(before: list[str]) -> bool:
    """Whether the clause before says of what the next one speaks: "Globex, on track"."""
    return 0 < len(before) <= LABEL_WORDS


def _chinese(line: str, plain: str, sentence: re.Match[str]) -> Iterator[str]:
    if _CHINESE_DENIED.search(sentence[0]):
        return
    is_label = False
    for clause in _CLAUSES.finditer(plain, *sentence.span()):
        words_only = clause[0].strip(" .!;")
        found = _CHINESE_CLAIM.match(words_only)
        was_label, is_label = is_label, found is None and len(words_only) <= 2 * LABEL_WORDS
        if found is not None and not was_label:
            begin = clause[0].index(found["claim"], len(clause[0]) - len(clause[0].lstrip()))
            yield line[clause.start() + begin : clause.start() + begin + len(found["claim"])]
