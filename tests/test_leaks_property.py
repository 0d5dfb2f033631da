"""Whoever does what, wherever, in whichever order: nobody from outside sees what is not theirs.

Random people act by every route while channels are shared and unshared, people change sides and days pass. What is ours
and what is one partner's holds marks (`tests.leak_watch`), and all that an outsider can see is searched for them: posts
and their corrections, ephemeral words, direct messages, forms with what they hold, Home tabs, menus, files and the
answers to their own requests. `LEAK_CASES=300` looks longer, `LEAK_SEED=2` elsewhere.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from bot.capabilities import routes
from sandbox import changes
from sandbox.people import Person
from sandbox.records import Json, Message, User, View
from sandbox.tickets import issue_trigger
from scheduler import ticks
from scheduler.delivery import Delivery
from storage import partners
from tests.cast import Workspace
from tests.floor import type_in
from tests.leak_watch import ALSO_CALLED, FIRST_CALLED, OUTSIDERS, Owner, Watch
from tests.partner_desk import open_desk
from tests.test_help import EXAMPLE
from views import help as help_views

CASES, SEED = int(os.environ.get("LEAK_CASES", "45")), os.environ.get("LEAK_SEED", "1")
ACTS = 6
"""How many things happen in a case."""
ROUTES = routes()
OURS = ("amy", "ben", "mei", "ada")
PLACES = ("#ext-betaco", "#ext-gammaco", "#ext-distri", "#field", "#general", "@Bellringer")
EXAMPLES = sorted(
    # `Watch` knows which names they may have
    {
        example
        for topic in help_views.TOPICS.values()
        for line in topic
        for example in EXAMPLE.findall(str(line))
        if not example.startswith("/partner rename")
    }
)
LINES = sorted({f"{noun} {verb}".strip() for noun, verbs in ROUTES.lines.items() for verb in verbs})
ARGUMENTS = ("", "1", "#1", "#2", "all", "team", "list", "Zqx", "BetaCo", "GammaCo", "@amy", "@quinn", "last month")
VALUES = ("1", "2", "3", "1:0", "2:0", "1:1", "won:1:1", "edit:1:1", "1:person", "C0FIELD", "1:protected", "last:1")
ACTIONS, VIEWS, OPTIONS = sorted(ROUTES.actions), sorted(ROUTES.views), sorted(ROUTES.options)


BY_ANYBODY: dict[str, tuple[Sequence[Any], Sequence[Any]]] = {
    "line": (LINES, ARGUMENTS),
    "click": (range(6), ("",)),
    "forge": (ACTIONS, VALUES),
    "send": (VIEWS, VALUES),
    "search": (OPTIONS, ("Zqx", "Zq", "a", "B")),
    "shortcut": (sorted(ROUTES.shortcuts), ("",)),
    "home": (("",), ("",)),
    "react": (("",), ("",)),
}
"""What anybody may do or forge, with what: a kind of act, the names and the values that it may have."""


def choose(random: Random) -> tuple[str, str, Any, Any, str]:
    """Who does what, with which name and value, and where; nobody does what happens to the world."""
    who = random.choices(("", "outsider", "insider"), (1, 4, 5))[0]
    place = random.choice(PLACES)
    if not who:
        return "", random.choice(WORLD), random.randrange(6), "", place
    of_their_own = BY_PARTNERS if who == "outsider" else BY_US
    handle = random.choice(OUTSIDERS if who == "outsider" else OURS)
    if random.random() < 0.5:
        return handle, random.choice(list(of_their_own)), random.randrange(6), "", place
    kind = random.choice([*BY_ANYBODY, "example"] if who == "insider" else list(BY_ANYBODY))
    names, values = BY_ANYBODY.get(kind, (EXAMPLES, ("",)))
    return handle, kind, random.choice(names), random.choice(values), place


class Nothing:
    """Draws nothing: what a picture shows stands in its alt text, too."""

    async def draw(self, _chart: Any) -> bytes:
        return b"\x89PNG"

    async def close(self) -> None:
        return None


@dataclass
class Stage:
    """Where it plays."""

    workspace: Workspace
    watch: Watch
    panel_click: Json

    def deliver(self) -> None:
        delivery = Delivery(
            self.workspace.database,
            clock=self.workspace.clock,
            tokens=lambda _workspace: self.workspace.slack.app.bot_token,
            slack_api_url=f"{self.workspace.url}/api/",
            studio=Nothing(),
            pace=timedelta(0),
        )
        asyncio.run(delivery.deliver_all())

    def place(self, person: Person, wanted: str) -> str:
        """The wanted place if the person is there, else where they are."""
        if wanted == "@Bellringer":
            return wanted if not self.workspace.slack.is_stranger(person.id) else self.place(person, "#general")
        channels = [c for c in self.workspace.slack.channels.values() if person.id in c.members and not c.is_im]
        names = [f"#{channel.name}" for channel in channels]
        return wanted if wanted in names else (names[0] if names else "")


@pytest.fixture
def stage(workspace: Workspace) -> Stage:
    """Two partners, a company that nobody vouched for, a guest of a partner, a guest of nobody; a floor that works."""
    open_desk(workspace)
    changes.hire(
        workspace.sandbox, User("U0HUGO", "hugo", "Hugo Petit", "T0BELL", "guest", is_restricted=True), "#general"
    )
    ada, pat = workspace["ada"], workspace["pat"]
    type_in(ada, "/partner guest BetaCo @gus")
    type_in(ada, "/sales here Rest", "#general")
    type_in(ada, "/kudos reaction :trophy: on", "#ext-betaco")
    changes.join_channel(workspace.sandbox, "#ext-betaco", "gus")
    workspace.clock.move(minutes=2)
    watch = Watch(workspace)
    type_in(ada, f'/partner material add "{watch.mark(Owner("GammaCo"))}" https://example.com/prices gold')
    type_in(ada, f'/partner agreement GammaCo "{watch.mark()}" until 31 dec')
    type_in(ada, f"/partner territory GammaCo {watch.mark()}")
    type_in(ada, "/partner tier GammaCo gold")
    type_in(ada, "/partner checkin BetaCo")
    pat.press("#ext-betaco", "My registrations")
    click = dict(workspace.sandbox.requests[-1].payload)
    form = pat.modal()
    assert form is not None
    pat.close(form)
    return Stage(workspace, watch, click)


def act(on: Stage, person: Person, kind: str, name: Any, value: Any, wanted: str) -> None:
    """Do it as this person: by the honest client where it has a way, else as somebody who forges what it sends."""
    channel = on.place(person, wanted)
    if not channel:
        return
    is_external = on.workspace.slack.is_external(person.id)
    if kind in ("line", "example"):
        line = f"{name} {value}".strip().removeprefix("/")
        say(person, channel, line, typed=not is_external and kind == "example")
    elif kind == "click":
        shown = [
            (m, element) for m in person.sees(channel)[-4:] for element in m.elements if element["type"] == "button"
        ]
        if shown:
            person.click(*shown[name % len(shown)])
    elif kind == "forge":
        message = next((m for m in reversed(person.sees(channel)) if m.elements), None)
        if message is not None:
            person.click(message, {**message.elements[0], "type": "button", "action_id": name, "value": value})
    elif kind in ("send", "search"):
        forge(on, person, kind, name, value)
    elif kind == "shortcut":
        messages = person.sees(channel)
        if messages:
            person.shortcut(name, messages[-1])
    elif kind == "react":
        react(person, person.sees(channel))
    elif kind == "home":
        person.open_home()
    else:
        {**BY_PARTNERS, **BY_US}[kind](on, person, channel, name)


def say(person: Person, channel: str, line: str, *, typed: bool = False) -> None:
    """Type a command where that may be, else a line that names the bot."""
    if typed:
        person.command(channel, f"/{line}")
    elif channel == "@Bellringer":
        person.say(channel, line)
    else:
        person.mention(channel, line)


def react(person: Person, messages: list[Message]) -> None:
    """Thank for the last message with an emoji that counts as thanks."""
    if messages and messages[-1].ephemeral_to is None and person.id not in messages[-1].reactions.get("trophy", []):
        person.react(messages[-1], "trophy")


def forge(on: Stage, person: Person, kind: str, name: str, value: str) -> None:
    """Send a form that was never opened, or type into a menu that is not there."""
    user = {**on.panel_click["user"], "id": person.id, "team_id": person.user.team_id}
    body: Json = {**on.panel_click, "user": user, "trigger_id": issue_trigger(on.workspace.slack, person.id)}
    if kind == "search":
        body |= {"type": "block_suggestion", "action_id": name, "block_id": "b", "value": value}
    else:
        number = str(on.workspace.slack.next_number())
        form = {"id": f"V{number}", "hash": number, "type": "modal", "callback_id": name, "blocks": []}
        field = {"type": "plain_text_input", "value": "mine"}
        body |= {
            "type": "view_submission",
            "view": {**form, "private_metadata": f"C0BETACO |{value}", "state": {"values": {"text": {"text": field}}}},
        }
    on.workspace.sandbox.courier.deliver("interaction", body)


# --- what partners do -------------------------------------------------------------------------------------------------


def own(on: Stage, person: Person) -> str:
    """A mark that is somebody's own, for the company that they work for now."""
    return on.watch.mark(Owner(on.watch.party(person), person.id))


def register(on: Stage, person: Person, channel: str, _number: int) -> None:
    amount = 31_000 + 7 * len(on.watch.owners)
    on.watch.amounts.setdefault(person.id, set()).add(str(amount))
    mark = own(on, person)
    say(person, channel, f"register {mark} {mark.lower()}.com {amount}")


def ask_for_support(on: Stage, person: Person, channel: str, _number: int) -> None:
    say(person, channel, f"support technical {own(on, person)} does not start")


def fill_in(on: Stage, person: Person, channel: str, label: str, **values: str) -> None:
    """Press a button of the panel or of a card, and send its form."""
    if any(e["text"]["text"] == label for m in person.sees(channel) for e in m.elements if e["type"] == "button"):
        view = person.press(channel, label).view
        if view is not None and view.submit:
            blocks = {block.get("block_id") for block in view.blocks}
            person.submit(view, {name: words for name, words in values.items() if name in blocks})


def give_feedback(on: Stage, person: Person, channel: str, _number: int) -> None:
    fill_in(on, person, channel, "Feedback", words=own(on, person))


def report(on: Stage, person: Person, channel: str, _number: int) -> None:
    fill_in(on, person, channel, "Answer", progress=own(on, person), blocker=own(on, person))


def look_at_mine(on: Stage, person: Person, channel: str, _number: int) -> None:
    say(person, channel, "registrations")


# --- what our own people do -------------------------------------------------------------------------------------------


def deal(on: Stage, person: Person, channel: str, number: int) -> None:
    via = f"via {('BetaCo', 'GammaCo')[number % 2]}" if number > 2 else ""
    line = ("won {} 74,331 {}", "new {} 74,337 eom {}", "lost {} price - {}")[number % 3]
    type_where(person, channel, f"/deal {line.format(on.watch.mark(), via)} - {on.watch.mark()}")


def change(on: Stage, person: Person, channel: str, number: int) -> None:
    line = (f"74,{300 + number}", f"next call {on.watch.mark()} fri", "move proposal", "won 74,399")[number % 4]
    type_where(person, channel, f"/deal #{number + 1} {line}")


def goal(on: Stage, person: Person, channel: str, _number: int) -> None:
    type_where(person, channel, f"/goal 20 {on.watch.mark()} by june")


def promise(on: Stage, person: Person, channel: str, _number: int) -> None:
    type_where(person, channel, f"/sales promise call {on.watch.mark()} tomorrow")


def kudos(on: Stage, person: Person, channel: str, number: int) -> None:
    type_where(person, channel, f"/kudos @{OURS[number % 4]} {on.watch.mark()}")


def tell(on: Stage, person: Person, channel: str, number: int) -> None:
    view = person.command(channel, f"/feedback @{OURS[number % 4]}").view if channel != "@Bellringer" else None
    if view is not None:
        person.choose(view, "feedback_audience", "person")
        person.submit(view, {"text": on.watch.mark()})


def board(on: Stage, person: Person, channel: str, number: int) -> None:
    line = (
        "/leaderboard all",
        "/sales report week",
        "/partner list",
        "/partner BetaCo",
        "/deal list",
        "/partner health",
    )
    reply = person.command(channel, line[number % len(line)])
    if reply.message is not None:
        for button in [e for e in reply.message.elements if e["text"]["text"] in ("Share", "CSV", "Post it")][:1]:
            person.click(reply.message, button)


def undo(_on: Stage, person: Person, channel: str, _number: int) -> None:
    type_where(person, channel, "/sales undo")


def decide(on: Stage, person: Person, _channel: str, number: int) -> None:
    """Decide about the last registration at the desk, or wherever it is decided now."""
    label = ("Approve", "Decline", "Ask for more", "Decide again", "Make it a deal", "Trail")[number % 6]
    press_anywhere(
        on, person, label, reason=lambda partner: on.watch.mark(partner if label == "Ask for more" else None)
    )


def answer(on: Stage, person: Person, _channel: str, number: int) -> None:
    """Answer what partners asked for."""
    label = ("Take it", "Answer and close", "Answer and close", "Answer", "Answer and close", "Take it")[number % 6]
    press_anywhere(on, person, label, outcome=lambda partner: on.watch.mark(partner))


def press_anywhere(on: Stage, person: Person, label: str, **fields: Callable[[Owner], str]) -> None:
    """Press the newest button with this label, and fill in its form with marks of the partner whom it is about."""
    for channel in ("#partner-desk", "@Bellringer"):
        place = on.place(person, channel)
        for message in reversed(person.sees(place) if place == channel else []):
            button = next((e for e in message.elements if e["type"] == "button" and e["text"]["text"] == label), None)
            if button is None:
                continue
            reply = person.click(message, button)
            named = [name for name in ("BetaCo", "GammaCo", *FIRST_CALLED) if name in message.words]
            if isinstance(reply.view, View) and reply.view.submit and named:
                about = min(named, key=message.words.index)
                about = FIRST_CALLED.get(about, about)
                names = {block.get("block_id") for block in reply.view.blocks}
                person.submit(reply.view, {name: make(Owner(about)) for name, make in fields.items() if name in names})
            return


def type_where(person: Person, channel: str, line: str) -> None:
    person.command(channel, line)


BY_PARTNERS = {
    "register": register,
    "support": ask_for_support,
    "feedback": give_feedback,
    "report": report,
    "mine": look_at_mine,
}
BY_US = {
    "deal": deal,
    "change": change,
    "goal": goal,
    "promise": promise,
    "kudos": kudos,
    "tell": tell,
    "board": board,
    "undo": undo,
    "decide": decide,
    "answer": answer,
}


WORLD = ("share", "unshare", "hours", "days", "move", "place", "come", "go", "rename")

# --- what happens to the world ----------------------------------------------------------------------------------------


def happen(on: Stage, kind: str, number: int) -> None:
    """Channels are shared and unshared, people come, go and change sides, time passes."""
    workspace = on.workspace
    channel = ("#field", "#general", "#partner-desk", "#ext-betaco", "#ext-gammaco", "#wins")[number]
    company, handle = (("BetaCo", "pat"), ("GammaCo", "quinn"), ("DeltaCo", "dee"))[number % 3]
    team, shared = workspace.slack.team_called(company), workspace.slack.channel_called(channel).shared_with
    if kind == "share" and team.id not in shared:
        workspace.share(channel, company, handle)
    elif kind == "unshare" and shared:
        workspace.unshare(channel, shared[-1])
    elif kind in ("hours", "days"):
        workspace.clock.move(**{kind: 5 if kind == "hours" else 1 + number})
        ticks.tick(workspace.database, workspace.clock())
    elif kind == "move":
        where = ("GammaCo", "BetaCo")[number % 2]
        theirs = f"#ext-{where.lower()}"
        if workspace.slack.team_called(where).id in workspace.slack.channel_called(theirs).shared_with:
            workspace.move("bea", to=where)
            changes.join_channel(workspace.sandbox, theirs, "bea")
    elif kind == "place":
        type_in(workspace["ada"], f"/partner guest {('BetaCo', 'GammaCo')[number % 2]} @gus", "#general")
    elif kind == "rename":
        with workspace.look() as tx:
            name = ("BetaCo", "GammaCo")[number % 2]
            now, then = (name, ALSO_CALLED[name]) if partners.find(tx, name) else (ALSO_CALLED[name], name)
        type_in(workspace["ada"], f'/partner rename "{now}" {then}', "#general")
    elif kind == "come":
        changes.join_channel(workspace.sandbox, channel, ("gus", "hugo")[number % 2])
    elif kind == "go":
        member = workspace["gus"]
        if member.id in workspace.slack.channel_called(channel).members:
            changes.leave_channel(workspace.sandbox, channel, "gus")


@pytest.mark.long
def test_nobody_from_outside_sees_what_is_not_theirs(stage: Stage) -> None:
    random, workspace = Random(SEED), stage.workspace
    # one workspace for all of it: what has happened before is there for what comes
    for number in range(CASES * ACTS):
        if number % ACTS == 0:
            workspace.clock.move(minutes=7)
        handle, kind, name, value, place = choose(random)
        if handle:
            act(stage, workspace[handle], kind, name, value, place)
        else:
            happen(stage, kind, name)
        stage.deliver()
        stage.watch.look(f"{handle} {kind} {name} {value} in {place}")
        for each in (*OUTSIDERS, *OURS):
            while (form := workspace[each].modal()) is not None:
                workspace[each].close(form)
    assert stage.watch.seen > 5 * CASES
    assert len(stage.watch.owners) > CASES
