"""Pairs of company names with the answer, and how well `sales.companies` tells it: `python -m tests.company_pairs`.

Written for this, in five parts: `seen`, by whose errors the rules were made; `held`, written before there were rules;
`fresh`, `last` and `later`, written after them, each tried once before its errors were looked at. Said so at the first
try: held 0.993 and 0.905 (precision and recall), fresh 0.976 and 0.727, last 1.000 and 0.886, later 0.989 and 0.754.
Two are the same when a partner that registers the one means the other; a subsidiary is not its parent.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sales.companies import SAME, Company, Likeness, likeness

_FILE = Path(__file__).parent / "data" / "company_pairs.csv"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two companies, whether they are one, and what the pair tries."""

    part: str
    kind: str
    same: bool
    left: Company
    right: Company

    @property
    def found(self) -> Likeness:
        """What the rules say."""
        return likeness(self.left, self.right)

    @property
    def is_right(self) -> bool:
        """Whether the rules say one company of one, and do not of two."""
        return (self.found.verdict == SAME) == self.same


@dataclass(frozen=True, slots=True)
class Score:
    """Of those said to be one company, the share that is; and of those that are, the share that was said to be."""

    precision: float
    recall: float


def pairs() -> list[Pair]:
    """All pairs, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return [
            Pair(
                row["part"],
                row["kind"],
                row["same"] == "yes",
                Company(row["left"], row["left_domain"]),
                Company(row["right"], row["right_domain"]),
            )
            for row in csv.DictReader(file)
        ]


def score(chosen: Iterable[Pair]) -> Score:
    """How well the pairs are told."""
    chosen = list(chosen)
    said = [pair for pair in chosen if pair.found.verdict == SAME]
    right = sum(pair.same for pair in said)
    return Score(right / len(said), right / sum(pair.same for pair in chosen))


def report() -> str:
    """Precision and recall of each part and of all, and each error."""
    every = pairs()
    lines = []
    for part in ("seen", "held", "fresh", "last", "later", "all"):
        chosen = [pair for pair in every if part in (pair.part, "all")]
        found = score(chosen)
        lines.append(f"{part}: {len(chosen)} pairs, precision {found.precision:.3f}, recall {found.recall:.3f}")
    for pair in every:
        if not pair.is_right:
            truth = "same" if pair.same else "different"
            said = f"{pair.found.verdict} ({pair.found.reason})"
            lines.append(f"{pair.part}, {pair.kind}: {pair.left.name} | {pair.right.name} is {truth}, said {said}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())  # noqa: T201
