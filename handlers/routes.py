"""Routes: what people can do, in dicts, so that finding one costs the same however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from handlers.requests import Answer, Request

INTERNAL, PARTNER = "internal", "partner"


@dataclass(frozen=True, slots=True)
class Listener:
    """A function that answers requests, and who may make them."""

    answer: Callable[[Request], Answer]
    allow: str
    writes: bool
    private: bool
    """What is typed is between the people it is for: the history notes what was done, not in which words."""
    steady: bool = False
    """Its answer comes at a beat, so that how long it took says nothing about what was found."""

    @property
    def name(self) -> str:
        """What it is called in logs."""
        return f"{self.answer.__module__}.{self.answer.__name__}"


def listener(
    *, allow: str = INTERNAL, writes: bool = True, private: bool = False, steady: bool = False
) -> Callable[[Callable[[Request], Answer]], Listener]:
    """Make a function a listener. Only our own people reach it unless `allow` says `PARTNER`.

    One that only reads says `writes=False`: it then waits for nobody who writes. One that is told what few may read
    says `private=True`, and asks nothing back: a question would keep the line. One that may tell by its words alone
    what it found says `steady=True`.
    """
    return lambda answer: Listener(answer, allow, writes, private, steady)


@dataclass(slots=True)
class Routes:
    """Everything that can be asked of us, by what Slack calls it. Filled once at start, then only read."""

    lines: dict[str, dict[str, Listener]] = field(default_factory=dict)
    """Typed lines: noun → verb → listener. The verb "" takes what no other takes."""
    verb_words: dict[str, dict[str, str]] = field(default_factory=dict)
    """noun → word in any language → verb."""
    leading_only: dict[str, set[str]] = field(default_factory=dict)
    """noun → words that are verbs only at the beginning of a line."""
    actions: dict[str, Listener] = field(default_factory=dict)
    views: dict[str, Listener] = field(default_factory=dict)
    options: dict[str, Listener] = field(default_factory=dict)
    shortcuts: dict[str, Listener] = field(default_factory=dict)
    events: dict[str, Listener] = field(default_factory=dict)

    def line(self, noun: str, verb: str, listener: Listener, *words: str, anywhere: bool = False) -> None:
        """Answer a line. `words` also mean the verb; `anywhere` when it may stand behind the name: `Acme won 12k`."""
        self.lines.setdefault(noun, {})[verb] = listener
        for word in (verb, *words):
            if word:
                self.verb_words.setdefault(noun, {})[word.casefold()] = verb
                if not anywhere:
                    self.leading_only.setdefault(noun, set()).add(word.casefold())

    def action(self, action_id: str, listener: Listener) -> None:
        """Answer a button or a menu."""
        self.actions[action_id] = listener

    def view(self, callback_id: str, listener: Listener) -> None:
        """Answer a form that was sent."""
        self.views[callback_id] = listener

    def option(self, action_id: str, listener: Listener) -> None:
        """Answer what is being typed into a menu."""
        self.options[action_id] = listener

    def shortcut(self, callback_id: str, listener: Listener) -> None:
        """Answer a shortcut, global or on a message."""
        self.shortcuts[callback_id] = listener

    def event(self, event_type: str, listener: Listener) -> None:
        """Answer an event."""
        self.events[event_type] = listener

    def __iter__(self) -> Iterator[tuple[str, Listener]]:
        """Every route with a name for it: what a test walks through."""
        for noun, verbs in self.lines.items():
            yield from ((f"line {noun} {verb}".strip(), listener) for verb, listener in verbs.items())
        for kind in ("actions", "views", "options", "shortcuts", "events"):
            yield from ((f"{kind} {name}", listener) for name, listener in getattr(self, kind).items())
