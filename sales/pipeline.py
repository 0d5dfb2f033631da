"""Stages of a deal: what they are called by default, and what typed words mean."""

from __future__ import annotations

from dataclasses import dataclass

OPEN, WON, LOST = "open", "won", "lost"


@dataclass(frozen=True, slots=True)
class StageDefault:
    """A stage as a new workspace gets it; the probability is in percent."""

    name: str
    outcome: str
    probability: int


DEFAULT_STAGES = (
    StageDefault("prospect", OPEN, 10),
    StageDefault("qualified", OPEN, 25),
    StageDefault("proposal", OPEN, 50),
    StageDefault("negotiation", OPEN, 75),
    StageDefault("won", WON, 100),
    StageDefault("lost", LOST, 0),
)

STAGE_WORDS = {
    "prospect": ("潜在", "线索", "初步接触"),
    "qualified": ("确认", "合格", "已确认"),
    "proposal": ("报价", "方案", "提案", "quote", "quoted"),
    "negotiation": ("谈判", "商务谈判", "negotiating", "negotiate"),
}
"""What people also call the default stages."""

LOST_REASONS = ("price", "competitor", "timing", "product", "no decision", "contact lost", "other")
LOST_WORDS = {
    "price": ("价格", "太贵", "too expensive", "expensive", "budget", "预算", "cost"),
    "competitor": ("竞品", "竞争对手", "对手", "rival", "competition"),
    "timing": ("时机", "时间", "delay", "delayed", "later", "延期"),
    "product": ("产品", "功能", "feature", "features", "fit"),
    "no decision": ("没决定", "未决定", "搁置", "undecided", "stalled", "no-decision"),
    "contact lost": ("失联", "silent", "ghosted", "没回音"),
    "other": ("其他", "其它"),
}
"""Words that name a reason for a loss, in both languages."""


def lost_reason(words: str) -> tuple[str, str]:
    """The reason named somewhere in a line and the line without it, or ("", the line)."""
    folded = words.casefold()
    candidates = [(word, reason) for reason in LOST_REASONS for word in (reason, *LOST_WORDS[reason])]
    for word, reason in sorted(candidates, key=lambda pair: -len(pair[0])):
        at = folded.find(word)
        if at < 0 or (word.isascii() and not _stands_alone(folded, at, at + len(word))):
            continue
        return reason, " ".join((words[:at] + " " + words[at + len(word) :]).split())
    return "", words


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())
