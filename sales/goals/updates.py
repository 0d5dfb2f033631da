"""How a goal is going, as people type it: +3, 14/20, 14, at risk - two slipped, 有风险 - 丢了两单."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from sales.goals.metrics import AT_RISK, OFF_TRACK, ON_TRACK
from sales.texts import normalise_text, tidy, visible

NOTE_LENGTH = 500

_WORDS = {
    ON_TRACK: ("on track", "on-track", "ontrack", "green", "on plan", "正常", "顺利", "绿灯"),
    AT_RISK: ("at risk", "at-risk", "atrisk", "risky", "yellow", "amber", "有风险", "风险", "黄灯"),
    OFF_TRACK: ("off track", "off-track", "offtrack", "red", "behind", "偏离", "落后", "红灯"),
}
_CONFIDENCE = {
    confidence: re.compile("|".join(rf"(?<!\w){w}(?!\w)" if w.isascii() else w for w in names), re.IGNORECASE)
    for confidence, names in _WORDS.items()
}
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "万": 10**4, "w": 10**4}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d+)?"
_VALUE = re.compile(
    rf"(?<![\w.])(?P<sign>[+-])? ?[$€¥£]?(?P<number>{_NUMBER}) ?(?P<unit>k|m|w|万)?"
    rf"(?: ?(?:/|of|out of) ?(?P<whole>{_NUMBER}) ?(?P<whole_unit>k|m|w|万)?)? ?%?(?![\w.])",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?<=\s)(?:-{1,3}|[–—]+)\s+|^(?:-{1,3}|[–—]+)\s+|——|\bbecause(?: of)?\b[ :,]*|因为[ ,:]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Update:
    """What a line says of a goal. `value` is a new number or, with `adds`, what is added to the old one, in major
    units; `whole` the target that it was told against; `words` what else there is, such as the goal's name."""

    value: Decimal | None = None
    adds: bool = False
    whole: Decimal | None = None
    confidence: str = ""
    note: str = ""
    words: str = ""
    text: str = field(default="", compare=False)
    """The number as it was typed, with its currency: €400k."""

    @property
    def says_something(self) -> bool:
        """Whether it says how a goal is going."""
        return self.value is not None or bool(self.confidence)


def apart(text: str) -> tuple[str, str]:
    """What a line says, in plain letters and digits, and the note behind it as it was typed."""
    typed = re.sub(r"[ \t\r\n\u3000]+", " ", visible(text)).strip()
    plain = normalise_text(typed)
    cut = _NOTE.search(plain)
    return (plain[: cut.start()], tidy(typed[cut.end() :])[:NOTE_LENGTH]) if cut else (plain, "")


def read(text: str) -> Update:
    """Understand a line. Never raises."""
    head, note = apart(text)
    confidence = next((name for name, pattern in _CONFIDENCE.items() if pattern.search(head)), "")
    if confidence:
        head = _CONFIDENCE[confidence].sub(" ", head)
    found = list(_VALUE.finditer(head))
    if len(found) != 1:
        return Update(confidence=confidence, note=note, words=tidy(head))
    match = found[0]
    value = _scaled(match["number"], match["unit"])
    return Update(
        value=-value if match["sign"] == "-" else value,
        adds=bool(match["sign"]),
        whole=_scaled(match["whole"], match["whole_unit"]) if match["whole"] else None,
        confidence=confidence,
        note=note,
        words=tidy(f"{head[: match.start()]} {head[match.end() :]}"),
        text=head[match.start() : match.end("unit") if match["unit"] else match.end("number")].strip(" +-"),
    )


def _scaled(number: str, unit: str | None) -> Decimal:
    return Decimal(number.replace(",", "")) * _UNITS[(unit or "").lower()]
