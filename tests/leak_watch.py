"""Watches everything that people from outside can see of what the bot says, for marks that are not theirs to read.

A mark is a word that stands nowhere else; who may read it is known. Besides marks, no outsider is to read an amount
that they did not name, the name of another partner, or of one of another partner's people.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from sandbox import messages
from sandbox.people import Person
from sandbox.records import Json, Message
from storage import members, partners
from tests.cast import Workspace

MARK = re.compile(r"[Zz]qx(\d+)x")
MONEY = re.compile(r"(?:[$€£¥]|USD|EUR)\s?[\d.,]+")
EXAMPLES = ("12000",)
"""Amounts that stand in forms to show how one is written."""
COMPANIES = {"T0BETA": "BetaCo", "T0GAMMA": "GammaCo", "T0DELTA": "DeltaCo"}
ALSO_CALLED = {"BetaCo": "Aurora Vertrieb", "GammaCo": "Corvus Handel"}
"""What companies are renamed to."""
FIRST_CALLED = {later: first for first, later in ALSO_CALLED.items()}
OUTSIDERS = ("pat", "bea", "quinn", "dee", "gus", "hugo")


@dataclass(frozen=True)
class Owner:
    """Who besides our own people may read a mark: a company's people, or one of them; nobody when both are empty."""

    company: str = ""
    person: str = ""


@dataclass
class Watch:
    """All that was seen, and what stood in it that should not."""

    workspace: Workspace
    owners: dict[int, Owner] = field(default_factory=dict)
    amounts: dict[str, set[str]] = field(default_factory=dict)
    """What each outsider has named as an amount, by Slack id."""
    employers: dict[str, set[str]] = field(default_factory=dict)
    """Whom each outsider has worked for: their colleagues of then know them."""
    seen: int = 0
    """How many things outsiders could see."""
    leaks: list[str] = field(default_factory=list)
    _said: dict[str, str] = field(default_factory=dict)
    _heard: list[tuple[list[str], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.workspace.slack.listeners.append(self._listen)

    def mark(self, owner: Owner | None = None) -> str:
        """A new mark; ours alone unless it says whose."""
        number = len(self.owners) + 1
        self.owners[number] = owner or Owner()
        return f"Zqx{number}x"

    def party(self, person: Person) -> str:
        """Whom somebody works for, by what Slack shows, and of guests by what we were told."""
        if person.user.team_id in COMPANIES:
            return COMPANIES[person.user.team_id]
        with self.workspace.look() as tx:
            member = members.find(tx, person.id)
            partner = partners.of_member(tx, member) if member is not None else None
        return FIRST_CALLED.get(partner.name, partner.name) if partner is not None else "nobody"

    def look(self, what: str) -> None:
        """Judge all that could be seen since the last look; `what` was done meanwhile."""
        for readers, words in self._heard:
            for handle in readers:
                self._judge(handle, words, what)
        self._heard.clear()
        for handle in OUTSIDERS:
            slack = self.workspace.slack
            views = list(slack.modals.get(self.workspace[handle].id, []))
            home = self.workspace[handle].home()
            for view in [*views, *([home] if home is not None else [])]:
                shown = json.dumps([view.definition, view.values], ensure_ascii=False)
                self._judge(handle, shown, f"{what} (view)")
        for request in self.workspace.sandbox.requests:
            sender = next((h for h in OUTSIDERS if self.workspace[h].id == who_sent(request.payload)), None)
            if sender is not None and request.answer is not None:
                self._judge(sender, request.answer.body.decode(), f"{what} (HTTP)")
        self.workspace.sandbox.requests.clear()
        assert not self.leaks, "\n".join(self.leaks)

    def _listen(self, told: Json) -> None:
        """Something was said or changed: note who could see it at that moment."""
        if told["type"] not in ("message", "update"):
            return
        slack = self.workspace.slack
        channel = slack.channels[told["channel"]]
        message = messages.find(slack, channel, told["ts"])
        if message is None or message.user != slack.app.bot_user:
            return
        words = _all_of(message)
        if self._said.get(message.ts) == words:
            return  # somebody put an emoji on it
        self._said[message.ts] = words
        whom = [told["to"]] if told.get("to") else channel.members
        sharing = [] if told.get("to") or channel.is_im else channel.shared_with
        readers = [
            handle
            for handle in OUTSIDERS
            if (user := self.workspace[handle].user).id in whom or user.team_id in sharing
        ]
        if not (told.get("to") or channel.is_im or sharing):
            # guests who work for no partner belong to a channel of ours as others do
            readers = [handle for handle in readers if self.party(self.workspace[handle]) != "nobody"]
        if readers:
            self._heard.append((readers, words))

    def _judge(self, handle: str, words: str, what: str) -> None:
        self.seen += 1
        person = self.workspace[handle]
        company = self.party(person)
        for number in map(int, MARK.findall(words)):
            owner = self.owners[number]
            if owner.company != company or owner.person not in ("", person.id):
                self.leaks.append(f"{what}: {handle} of {company} reads mark {number} of {owner}: {words[:600]}")
        # of a scorecard each side reads the same: what was won with the partner, too
        is_scorecard = any(f"*{name}* · scorecard" in words for name in (company, ALSO_CALLED.get(company)))
        for amount in MONEY.findall(words) if not is_scorecard else ():
            if re.sub(r"\D", "", amount) not in {*EXAMPLES, *self.amounts.get(person.id, ())}:
                self.leaks.append(f"{what}: {handle} reads {amount}: {words[:600]}")
        for other in self._others(company):
            if other in words:
                self.leaks.append(f"{what}: {handle} of {company} reads of {other}: {words[:600]}")

    def _others(self, company: str) -> list[str]:
        """What names other companies and their people."""
        names = [name for name in (*COMPANIES.values(), *FIRST_CALLED) if FIRST_CALLED.get(name, name) != company]
        for handle in OUTSIDERS:
            other = self.workspace[handle]
            worked_for = self.employers.setdefault(handle, set())
            worked_for.add(self.party(other))
            if company not in worked_for:
                names += [other.name, other.id]
        return names


def _all_of(message: Message) -> str:
    """All of a message: words, values and ids of its parts, and its files."""
    files = [(file.content or b"").decode("utf-8", "replace") for file in message.files if "png" not in file.mimetype]
    shown = [message.text, message.blocks, message.attachments, files, [f.title + f.alt_text for f in message.files]]
    return json.dumps(shown, ensure_ascii=False)


def who_sent(payload: Json) -> Any:
    """Who did what a request is about."""
    user = payload.get("user_id") or payload.get("user") or payload.get("event", {}).get("user", "")
    return user["id"] if isinstance(user, dict) else user
