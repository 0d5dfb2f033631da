"""Everything that is promised about speed and size, measured: `python -m bench`, or `python -m bench deals start`.

Takes about ten minutes. Exits with 1 when a limit is not kept.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console

from bench import checkins, deals, imports, leaderboards, pictures, registrations, risks, schedules, start
from bench.results import Result, table

SUBJECTS = {
    "deals": deals.results,
    "leaderboards": leaderboards.results,
    "schedules": schedules.results,
    "checkins": checkins.results,
    "risks": risks.results,
    "registrations": registrations.results,
    "start": start.results,
    "imports": imports.results,
    "pictures": pictures.results,  # the last, as it loads matplotlib
}


def main(chosen: Sequence[str]) -> int:
    """Measure these subjects, or all; 1 when a limit is not kept, 2 for a subject that there is not."""
    console = Console()
    unknown = set(chosen) - set(SUBJECTS)
    if unknown:
        console.print(f"There is no {', '.join(unknown)}. Choose among {', '.join(SUBJECTS)}.")
        return 2
    measured: list[Result] = []
    with console.status("") as status:
        for subject in chosen or SUBJECTS:
            status.update(f"Measuring {subject} …")
            measured += SUBJECTS[subject]()
    console.print(table(measured))
    return 0 if all(result.is_kept for result in measured) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
