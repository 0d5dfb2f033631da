"""Help: everything that can be typed is in it, and everything in it can be typed."""

from __future__ import annotations

import re

import pytest

from bot.capabilities import routes
from handlers import grammar
from sandbox.people import Person
from views import help as views
from views.words import translator

pytestmark = pytest.mark.words

ROUTES = routes()
EXAMPLE = re.compile(r"`(/[^`]+)`")


def lines_of(language: str) -> list[str]:
    t = translator(language)
    texts = [views.FIRST_LINE, *views.OVERVIEW, *(line for topic in views.TOPICS.values() for line in topic)]
    return [t(text) for text in texts]


def parsed(example: str) -> grammar.Line:
    command, _, text = example.partition(" ")
    return grammar.parse(re.sub(r"@(\w+)", "<@U0ABC>", text), ROUTES, command=command)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_examples_lead_somewhere(language: str) -> None:
    for line in lines_of(language):
        for example in EXAMPLE.findall(line):
            found = parsed(example)
            assert found.verb in ROUTES.lines.get(found.noun, {}), example


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_that_can_be_typed_is_in_it(language: str) -> None:
    shown = {(found.noun, found.verb) for line in lines_of(language) for found in map(parsed, EXAMPLE.findall(line))}
    known = {(noun, verb) for noun, verbs in ROUTES.lines.items() for verb in verbs if verb != "help"}
    assert not known - shown


@pytest.mark.parametrize("noun", list(ROUTES.lines))
def test_every_noun_has_its_help(noun: str, amy: Person) -> None:
    command = f"/{noun} help" if f"/{noun}" in {c.name for c in grammar.COMMANDS} else f"/sales {noun} help"
    reply = amy.command("#field", command).message
    assert reply is not None
    assert EXAMPLE.search(reply.words)
    assert amy.command("#field", f"/sales help {noun}").message is not None


@pytest.mark.parametrize("line", ["/sales", "/sales help", "/sales 帮助", "/sales ?", "/sales help nonsense"])
def test_overview(line: str, amy: Person) -> None:
    reply = amy.command("#field", line).message
    assert reply is not None
    assert "`/deal won Acme 12k`" in reply.words
    assert "`/sales help team`" in reply.words


def test_an_unknown_word_is_answered_in_the_readers_language(amy: Person, mei: Person) -> None:
    for person, words in (
        (amy, "I don't know “xyzzy”. Try `/deal won Acme 12k`, `/leaderboard`, or `/sales help` for everything."),
        (mei, "不认识「xyzzy」。试试 `/deal 成交 海尔 12万`、`/leaderboard`，全部用法见 `/sales 帮助`。"),
    ):
        reply = person.command("#field", "/sales xyzzy").message
        assert reply is not None
        assert reply.words == words
