"""The program: `bellringer …`, the same as `python -m bot …`. Its commands are in `bot.commands`."""

from __future__ import annotations

import sys

from bot import serving
from bot.settings import SettingsError

LEAN = {"run": serving.run, "web": serving.web}
"""Commands that go on and on: 15 MB less, as nothing is loaded for a command line without options."""


def main() -> None:
    """Run the command that was typed. What a person can mend is said in one sentence."""
    try:
        if len(sys.argv) == 2 and sys.argv[1] in LEAN:
            LEAN[sys.argv[1]]()
        else:
            from bot.commands import program  # noqa: PLC0415 - see LEAN

            program()
    except SettingsError as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
