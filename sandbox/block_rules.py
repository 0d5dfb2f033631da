"""Small rules to check blocks with: each looks at one value and yields what Slack would say is wrong, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rule = Callable[[Any, str], Iterator[str]]


def fault(words: str, pointer: str) -> str:
    """One line of Slack's `response_metadata.messages`."""
    return f"[ERROR] {words} [json-pointer:{pointer}]"


def anything(value: Any, pointer: str) -> Iterator[str]:
    yield from ()


def string(longest: int, shortest: int = 0, pattern: str | None = None) -> Rule:
    """A string of so many characters."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must provide a string", pointer)
        elif len(value) > longest:
            yield fault(f"must be less than {longest + 1} characters", pointer)
        elif len(value) < shortest:
            yield fault(f"must be more than {shortest - 1} characters", pointer)
        elif pattern and not re.fullmatch(pattern, value):
            yield fault(f"input must match regex pattern: {pattern}", pointer)

    return check


def boolean(value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield fault("must be a boolean", pointer)


def number(value: Any, pointer: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield fault("must provide a number", pointer)


def integer(least: int | None = None, most: int | None = None) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield fault("must provide an integer", pointer)
        elif least is not None and value < least:
            yield fault(f"must be greater than {least - 1}", pointer)
        elif most is not None and value > most:
            yield fault(f"must be less than {most + 1}", pointer)

    return check


def one_of(*allowed: str) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must provide a string", pointer)
        elif value not in allowed:
            yield fault("must be a valid enum value", pointer)

    return check


def items(rule: Rule, most: int, least: int = 1) -> Rule:
    """An array of so many things that each hold to `rule`."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield fault("must provide an array", pointer)
            return
        if len(value) > most:
            yield fault(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            yield fault(f"must provide at least {least} items", pointer)
        for index, item in enumerate(value):
            yield from rule(item, f"{pointer}/{index}")

    return check


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, also: Rule = anything) -> Rule:
    """An object with these fields and no others; `also` looks at the fields together."""
    known = {**required, **(optional or {})}

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must provide an object", pointer)
            return
        for name in required:
            if name not in value:
                yield fault(f"missing required field: {name}", pointer)
        for name in value:
            if name not in known:
                yield fault(f"invalid additional property: {name}", pointer)
        errors = [
            error for name, rule in known.items() if name in value for error in rule(value[name], f"{pointer}/{name}")
        ]
        yield from errors
        if not errors:
            yield from also(value, pointer)

    return check


def typed(rules: Mapping[str, Rule]) -> Rule:
    """An object whose `type` says which of the rules it must hold to."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must provide an object", pointer)
        elif "type" not in value:
            yield fault("missing required field: type", pointer)
        elif value["type"] not in rules:
            yield fault(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            yield from rules[value["type"]](value, pointer)

    return check


def exactly_one(*names: str) -> Rule:
    """Of these fields, one and only one."""
    words = "must define either " + " or ".join(f"`{name}`" for name in names)

    def check(value: Any, pointer: str) -> Iterator[str]:
        if sum(name in value for name in names) != 1:
            yield fault(words, pointer)

    return check


def all_of(*rules: Rule) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        for rule in rules:
            yield from rule(value, pointer)

    return check


def nullable(rule: Rule) -> Rule:
    """Null, or what holds to `rule`."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if value is not None:
            yield from rule(value, pointer)

    return check


def plain_text(longest: int) -> Rule:
    """A plain_text object."""
    return typed({"plain_text": shape({"type": anything, "text": string(longest, 1)}, {"emoji": boolean})})


def any_text(longest: int) -> Rule:
    """A plain_text or mrkdwn object."""
    return typed(
        {
            "plain_text": shape({"type": anything, "text": string(longest, 1)}, {"emoji": boolean}),
            "mrkdwn": shape({"type": anything, "text": string(longest, 1)}, {"verbatim": boolean}),
        }
    )


def link(longest: int = 3000) -> Rule:
    """An address that a browser can open."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from string(longest, 1)(value, pointer)
        if isinstance(value, str) and not re.match(r"(?:https?|slack|mailto|tel):", value):
            yield fault("input must be a valid: uri", pointer)

    return check
