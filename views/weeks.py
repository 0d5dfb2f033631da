"""A person's week in words: one line for the prompt of a check-in, and the lines that it is filled in with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from storage.weeks import Coverage, DealLine, PromiseLine, Week
from views.deals import stage_name
from views.words import Translator

FACTS = 4
"""As many facts as a prompt names."""
LISTED = 8
"""As many deals of a kind as are named one by one."""
TEXT_LENGTH = 3000
"""As much as Slack takes in one field."""


def prompt_line(t: Translator, week: Week, extra: Sequence[str] = ()) -> str:
    """3 deals moved, Globex slipped, 1 promise due. Plain text; empty when nothing is known.

    `extra` are further facts of the same kind in the reader's language, without a full stop.
    """
    facts = [
        *_count(week.won, lambda n: t.plain("{customer} won", customer=n), lambda n: _won(t, n)),
        *_count(week.moved, lambda n: t.plain("{customer} moved", customer=n), lambda n: _moved(t, n)),
        *_count(week.slipped, lambda n: t.plain("{customer} slipped", customer=n), lambda n: _slipped(t, n)),
        *_promise_facts(t, week.promises),
        *extra,
        *_count(week.lost, lambda n: t.plain("{customer} lost", customer=n), lambda n: _lost(t, n)),
        *_count(week.new, lambda n: t.plain("{customer} is new", customer=n), lambda n: _new(t, n)),
        *_count(week.passed, lambda n: t.plain("{customer} should have closed", customer=n), lambda n: _passed(t, n)),
    ]
    return t.plain("{facts}.", facts=reduce(lambda told, fact: _and(t, told, fact), facts[:FACTS])) if facts else ""


def done_lines(t: Translator, week: Week) -> list[str]:
    """What has happened, one line for each deal: plain text, to be edited."""
    return [
        *_each(t, week.won, lambda line: _with_worth(t, t.plain("Won: {customer}", customer=line.customer), line)),
        *_each(t, week.lost, lambda line: _with_worth(t, t.plain("Lost: {customer}", customer=line.customer), line)),
        *_each(
            t,
            week.moved,
            lambda line: t.plain(
                "{customer} is at {stage} now", customer=line.customer, stage=stage_name(t, line.stage)
            ),
        ),
        *_each(t, week.new, lambda line: _with_worth(t, t.plain("New: {customer}", customer=line.customer), line)),
        *_each(
            t,
            week.slipped,
            lambda line: t.plain(
                "{customer} slipped from {before} to {day}",
                customer=line.customer,
                before=line.closed_before,
                day=line.closes_on,
            ),
        ),
    ]


def ahead_lines(t: Translator, week: Week) -> list[str]:
    """What waits: close dates that are over, promises, and what is left to win. Plain text, to be edited."""
    public = [line for line in week.promises if not line.is_private]
    return [
        *_each(
            t,
            week.passed,
            lambda line: t.plain("{customer} was to close {day}", customer=line.customer, day=line.closes_on),
        ),
        *(t.plain("Promised: {words}, due {day}", words=line.words, day=line.due_on) for line in public[:LISTED]),
        *_more(t, len(public)),
        *([coverage_line(t, week.coverage)] if week.coverage is not None else []),
    ]


def prefilled(t: Translator, week: Week, *, extra: Sequence[str] = (), length: int = TEXT_LENGTH) -> str:
    """The text that a check-in's field is filled in with: a line for each fact, `extra` ones last.

    It is never longer than `length`: whole lines are left out from the end, and the last one says how many.
    """
    return fit(t, [*done_lines(t, week), *ahead_lines(t, week), *extra], length)


def fit(t: Translator, lines: Sequence[str], length: int) -> str:
    """These lines as one text of at most so many characters."""
    for kept in range(len(lines), -1, -1):
        more = [] if kept == len(lines) else [t.plain("and {count} more", count=len(lines) - kept)]
        text = "\n".join([*lines[:kept], *more])
        if len(text) <= length:
            return text
    return ""


def coverage_line(t: Translator, coverage: Coverage) -> str:
    """$40,000 left of $80,000 for November 2026, open deals worth $20,000 close in it."""
    if not coverage.left.minor:
        return t.plain(
            "{target} for {period} reached: {won}",
            target=coverage.target,
            period=coverage.period,
            won=coverage.won,
        )
    return t.plain(
        "{left} left of {target} for {period}; open deals in it: {open}",
        left=coverage.left,
        target=coverage.target,
        period=coverage.period,
        open=coverage.open,
    )


def _count(lines: Sequence[DealLine], one: Callable[[str], str], many: Callable[[int], str]) -> list[str]:
    if not lines:
        return []
    return [one(lines[0].customer) if len(lines) == 1 else many(len(lines))]


def _won(t: Translator, count: int) -> str:
    return t.plain("{count} deals won", count=count)


def _lost(t: Translator, count: int) -> str:
    return t.plain("{count} deals lost", count=count)


def _new(t: Translator, count: int) -> str:
    return t.plain("{count} new deals", count=count)


def _moved(t: Translator, count: int) -> str:
    return t.plain("{count} deals moved", count=count)


def _slipped(t: Translator, count: int) -> str:
    return t.plain("{count} deals slipped", count=count)


def _passed(t: Translator, count: int) -> str:
    return t.plain("{count} deals should have closed", count=count)


def _promise_facts(t: Translator, lines: Sequence[PromiseLine]) -> list[str]:
    overdue = sum(line.is_overdue for line in lines)
    due = len(lines) - overdue
    return [
        *([str(t.plural("{count} promise due", "{count} promises due", due))] if due else []),
        *([str(t.plural("{count} promise overdue", "{count} promises overdue", overdue))] if overdue else []),
    ]


def _each(t: Translator, lines: Sequence[DealLine], tell: Callable[[DealLine], str]) -> list[str]:
    return [*(tell(line) for line in lines[:LISTED]), *_more(t, len(lines))]


def _more(t: Translator, count: int) -> list[str]:
    return [t.plain("and {count} more", count=count - LISTED)] if count > LISTED else []


def _and(t: Translator, first: str, second: str) -> str:
    return t.plain("{first}, {second}", first=first, second=second)


def _with_worth(t: Translator, fact: str, line: DealLine) -> str:
    return fact if line.amount is None else _and(t, fact, t.show(line.amount))
