"""Whoever writes feedback to whomever, whatever people then type, click and send: nobody outside its audience reads it.

Every text holds a mark of its own. After each act all that has left for Slack is searched for marks, and all that is
stored: a mark may stand in the table of feedback, in a form that its giver or one of its readers has opened, and in the
channel that it was meant for. Nowhere else: not in an answer, the history, the outbox, an export or the log.

Who makes a promise of a line saves words of their own choice, be they those of the feedback: from then on that mark may
stand in their promise, and in what they alone are told of it.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot import exports
from bot.capabilities import routes
from sandbox.people import Person
from sandbox.records import Json
from sandbox.tickets import issue_trigger
from storage import members, privacy, rows, schema
from storage.feedback import Feedback, FeedbackReader
from storage.members import Member
from storage.transactions import Transaction
from tests.cast import Workspace
from tests.floor import open_floor

COLLEAGUES = ("amy", "ben", "mei", "li", "ada")
EVERYBODY = (*COLLEAGUES, "gus", "pat", "quinn")
MARK = re.compile(r"Zqx(\d+)x")
ROUTES = routes()
LINES = tuple(f"{noun} {verb}".strip() for noun, verbs in ROUTES.lines.items() for verb in verbs)
ARGUMENTS = ("", "1", "#1", "team", "list", "@amy", "@ben", "all", "last month")
FORMS = ("give:{other}:0:1:public//C0FIELD", "ask:{other}:0:0:person/{other}/", "answer:{other}:1:0:person/{other}/")
REORGANISATIONS = (
    "/sales team manager @li",
    "/sales team manager @ada",
    "/sales team remove @li",
    "/sales team add @li",
    "/sales team remove @ben",
    "/sales team add @ben",
    "/sales admin roles @li manager",
    "/sales admin roles @li rep",
    "/sales admin roles @mei admin",
    "/sales admin roles @mei manager",
)
TEXTS = ("feedback", "feedback_request")
HOLDING = {
    name: sa.select(table).where(sa.or_(*(sa.cast(column, sa.Text).contains("Zqx") for column in table.c)))
    for name, table in schema.METADATA.tables.items()
    if name not in TEXTS
}
"""The rows of each table that hold a mark, but for those of the texts themselves."""
HOLDERS = sa.union_all(*(sa.select(sa.literal(name)).where(held.exists()) for name, held in HOLDING.items()))
"""The names of the tables that have such rows: one question, as it is asked so often."""

typed = st.tuples(st.just("line"), st.sampled_from(LINES), st.sampled_from(ARGUMENTS))
clicked = st.tuples(st.just("click"), st.sampled_from(sorted(ROUTES.actions)), st.integers(0, 2))
pried = st.tuples(
    st.just("click"),
    st.sampled_from(("feedback_open", "feedback_write", "feedback_withdraw", "promise_feedback")),
    st.integers(0, 2),
)
sent = st.tuples(st.just("send"), st.sampled_from(sorted(ROUTES.views)), st.sampled_from(FORMS))
searched = st.tuples(st.just("search"), st.sampled_from(sorted(ROUTES.options)), st.just("Zq"))
promised = st.tuples(st.just("promise"), st.integers(0, 2), st.sampled_from(("list", "team", "@amy", "@ben")))
used = st.tuples(st.just("shortcut"), st.sampled_from(sorted(ROUTES.shortcuts)), st.just(""))
looked = st.tuples(st.sampled_from(("home", "deliver", "read", "list")), st.just(""), st.just(""))
reorganised = st.tuples(st.just("reorganise"), st.sampled_from(REORGANISATIONS), st.just(""))
acting = st.one_of(typed, clicked, pried, sent, searched, promised, used, looked, reorganised)
acts = st.lists(
    st.tuples(st.sampled_from(EVERYBODY), acting),
    min_size=2,
    max_size=6,
)
writings = st.tuples(
    st.permutations(COLLEAGUES).map(lambda people: people[:2]),
    st.integers(0, 3),
    st.sampled_from(("form", "line", "next", "asked", "mention")),
)


@dataclass
class Watch:
    """Looks at all that leaves the bot, and at all that it keeps."""

    workspace: Workspace
    template: Json
    written: int = 0
    readers: dict[int, set[str]] = field(default_factory=dict)
    """Slack ids of those who may read, by mark; of what nobody is named for, the giver alone."""
    channels: dict[int, str] = field(default_factory=dict)
    promised: dict[int, set[str]] = field(default_factory=dict)
    """Slack ids of those who saved a promise with these words, by mark."""
    newest: int = 1
    """The number of the last feedback."""

    def mark(self, giver: Person) -> str:
        """A new mark; until it is sent, it is the giver's own."""
        self.written += 1
        self.readers[self.written] = {giver.id}
        return f"Zqx{self.written}x"

    def look(self) -> None:
        """Everything that has left since the last look."""
        slack, sandbox = self.workspace.slack, self.workspace.sandbox
        self.learn()
        for request in sandbox.requests:
            answer = request.answer.body.decode() if request.answer is not None else ""
            for mark in map(int, MARK.findall(answer)):
                assert who_sent(request.payload) in self.promised.get(mark, ()), answer
        for call in slack.calls:
            for mark in map(int, MARK.findall(str(call.arguments))):
                assert self._may(mark, call.method, call.arguments), (mark, call.method)
        slack.calls.clear()
        sandbox.requests.clear()

    def search(self) -> None:
        """Everything that is kept, but for the texts themselves."""
        with self.workspace.look() as tx:
            for name in tx.connection.execute(HOLDERS).scalars():
                for row in tx.connection.execute(HOLDING[name]):
                    self._is_promised(tx, name, row)

    def _is_promised(self, tx: Transaction, table: str, row: Any) -> None:
        """A row may hold words that somebody has promised: theirs, or said to them."""
        for mark in map(int, MARK.findall(str(row))):
            promising = self.promised.get(mark, set())
            if table == "promise":
                assert members.get(tx, row.owner_id).slack_user_id in promising
                assert row.source == "feedback"
            elif table == "outbox_message":
                # an answer by a response URL, or into a conversation where others are, is for the one who asked
                assert row.audience in {f"personal:{slack_user_id}" for slack_user_id in promising}, row
            else:
                assert table in ("change", "answered_request"), table
                assert promising

    def exported(self) -> str:
        """All tables that an admin can take away."""
        with self.workspace.look() as tx:
            return str([exports.table(tx, kind) for kind in exports.KINDS])

    def learn(self) -> None:
        """Who was named as a reader of each feedback, from its rows, which are what the giver was shown."""
        texts, places, people = (rows.table(t) for t in (Feedback, FeedbackReader, Member))
        statement = (
            sa.select(texts.c.id, texts.c.text, texts.c.audience, texts.c.channel_id, people.c.slack_user_id)
            .outerjoin(places, places.c.feedback_id == texts.c.id)
            .outerjoin(people, people.c.id == places.c.member_id)
            .order_by(texts.c.id.desc())
            .limit(12)
        )
        with self.workspace.look() as tx:
            for number, text, audience, channel, slack_user_id in tx.connection.execute(statement):
                self.newest = max(self.newest, number)
                for mark in map(int, MARK.findall(text)):
                    if audience == "public":
                        self.channels[mark] = channel
                    elif slack_user_id:
                        self.readers[mark].add(slack_user_id)

    def _may(self, mark: int, method: str, arguments: Json) -> bool:
        """Whether a text may be in this call."""
        slack, promising = self.workspace.slack, self.promised.get(mark, set())
        if method in ("views.open", "views.push"):
            return slack.triggers[arguments["trigger_id"]].user in self.readers[mark]
        if method == "views.update":
            owners = {
                view.owner for views in slack.modals.values() for view in views if view.id == arguments["view_id"]
            }
            return owners <= self.readers[mark]
        if method == "response_url":
            return bool(promising) and arguments["response_type"] == "ephemeral"
        if method == "chat.postEphemeral":
            return arguments["user"] in promising
        if method == "views.publish":
            return arguments["user_id"] in promising
        if method in ("chat.postMessage", "chat.update"):
            read_by = slack.channels[arguments["channel"]].im_user if arguments["channel"] in slack.channels else ""
            alone = {arguments["channel"], read_by} & promising
            return bool(alone) or arguments["channel"] == self.channels.get(mark)
        return False


def write(watch: Watch, giver: Person, receiver: Person, audience: int, how: str) -> None:
    """One feedback, from the first line to the last button; who may read it is known from whom the form names."""
    word = watch.mark(giver)
    text = f"{word} you let the customer finish. I'll show you {word} next week. Call {word} by the end of the year."
    mark = watch.written
    handle = f"@{receiver.user.handle}"
    if how == "mention":
        giver.say("#field", f"@Bellringer feedback {handle} - see the form")
        return
    if how == "asked":
        view = receiver.command("#field", f"/feedback ask @{giver.user.handle} about my demo").view
    else:
        view = giver.command("#field", f"/feedback {handle} {text if how in ('line', 'next') else ''}").view
    assert view is not None
    who = receiver if how == "asked" else giver
    (menu,) = [element for element in view.elements if element["action_id"] == "feedback_audience"]
    chosen = menu["options"][audience % len(menu["options"])]["value"]
    if how == "next":
        assert giver.submit(view, {"audience": chosen}).view is view
    else:
        who.choose(view, "feedback_audience", chosen)
    if how == "asked":
        assert who.submit(view).view is None
        # the message that asks may have to wait for quiet hours, or for another day
        listed = giver.command("#field", "/feedback list").message
        assert listed is not None
        asked = [element for element in listed.elements if element["action_id"] == "feedback_write"]
        view = giver.click(listed, max(asked, key=lambda element: int(element["value"]))).view
        assert view is not None
    named = {p.id for p in watch.workspace.sandbox.people.values() if p.user.name in readers_line(view.words)}
    reply = giver.submit(view, {"text": text})
    while reply.view is not None:
        reply = giver.submit(reply.view)
    watch.learn()
    if chosen == "public":
        assert watch.channels[mark] == "C0FIELD"
    else:
        # whom the form named, and nobody else
        assert watch.readers[mark] == {giver.id} | named


def readers_line(words: str) -> str:
    """The sentence of the form that names the readers."""
    return next((line for line in words.split("\n") if line.startswith(("*Read by", "*只有"))), "")


def act(watch: Watch, person: Person, what: tuple[str, Any, Any]) -> None:
    """Do it as this person: by the honest client where it has a way, else as somebody who forges what it sends."""
    kind, name, value = what
    workspace, external = watch.workspace, person.user.handle in ("pat", "quinn")
    channel = {"pat": "#ext-betaco", "quinn": "#ext-gammaco", "gus": "#general"}.get(person.user.handle, "#field")
    if kind == "line" and external:
        person.say(channel, f"@Bellringer {name} {value}")
    elif kind == "line":
        person.command(channel, f"/sales {name} {value}")
    elif kind == "click":
        number = str(max(1, watch.newest - value))
        action = {"type": "button", "action_id": name, "block_id": "b", "value": number, "action_ts": "1.0"}
        forged(watch, person, {**watch.template, "actions": [action]})
    elif kind == "send":
        with workspace.look() as tx:
            other = members.find(tx, workspace["ben"].id)
        view = {
            "id": f"V{watch.written}{person.id}",
            "hash": str(workspace.slack.next_number()),
            "type": "modal",
            "callback_id": name,
            "private_metadata": f"C0FIELD |{value.format(other=other.id if other else 0)}",
            "blocks": [],
            "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": "mine"}}}},
        }
        forged(watch, person, {**watch.template, "type": "view_submission", "view": view})
    elif kind == "search":
        body = {**watch.template, "type": "block_suggestion", "action_id": name, "block_id": "b", "value": value}
        forged(watch, person, body)
    elif kind == "promise":
        promise(watch, person, max(1, watch.newest - name))
        if not external:
            person.command(channel, f"/sales promises {value}")
    elif kind == "shortcut":
        message = person.sees(channel)[-1] if person.sees(channel) else None
        if message is not None:
            person.shortcut(name, message)
    elif kind == "home":
        person.open_home()
    elif kind == "list" and not external:
        person.command(channel, "/feedback list")
    elif kind == "read":
        for message in person.sees("@Bellringer")[-3:]:
            for button in message.elements[:1]:
                person.click(message, button)
    elif kind == "reorganise":
        workspace["ada"].command("#field", name)
    elif kind == "deliver":
        workspace.deliver()
    while (open_form := person.modal()) is not None:
        person.close(open_form)


def promise(watch: Watch, person: Person, number: int) -> None:
    """Make a promise of a feedback, as it stands, if the form for it opens."""
    action = {"type": "button", "action_id": "promise_feedback", "block_id": "b", "value": str(number)}
    forged(watch, person, {**watch.template, "actions": [{**action, "action_ts": "1.0"}]})
    form = person.modal()
    if form is not None and form.values.get("words") is not None:
        for mark in map(int, MARK.findall(str(form.values))):
            assert person.id in watch.readers[mark]
            watch.promised.setdefault(mark, set()).add(person.id)
        person.submit(form)


def who_sent(payload: Json) -> str:
    """Who did what a request is about."""
    user = payload.get("user_id") or payload.get("user") or payload.get("event", {}).get("user", "")
    return str(user["id"] if isinstance(user, dict) else user)


def forged(watch: Watch, person: Person, body: Json) -> None:
    """Send an interaction in this person's name, whatever their screen shows."""
    user = {**watch.template["user"], "id": person.id, "team_id": person.user.team_id}
    trigger = issue_trigger(watch.workspace.slack, person.id)
    watch.workspace.sandbox.courier.deliver("interaction", {**body, "user": user, "trigger_id": trigger})


@pytest.fixture
def watch(workspace: Workspace) -> Watch:
    open_floor(workspace)
    for handle in (*COLLEAGUES, "gus"):
        workspace[handle].command("#general", "/sales me")
    message = workspace["amy"].command("#field", "/sales me").message
    assert message is not None
    workspace["amy"].click(message, message.elements[0])
    return Watch(workspace, dict(workspace.sandbox.requests[-1].payload))


@pytest.mark.usefixtures("workspace")
@pytest.mark.long
def test_nobody_outside_the_audience_reads_it(watch: Watch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    # the same cases, of which fewer show that the other database keeps the same secrets
    cases = 300 if watch.workspace.database.is_sqlite else 100

    @given(writings, acts)
    # one workspace for all of it: what an example leaves behind is there for the next, so there is nothing to shrink
    @settings(max_examples=cases, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    def whatever_happens(writing: tuple[Any, int, str], then: list[tuple[str, Any]]) -> None:
        (giver, receiver), audience, how = writing
        people = watch.workspace.sandbox.people
        watch.workspace.clock.move(minutes=5)
        write(watch, people[giver], people[receiver], audience, how)
        watch.look()
        for handle, what in then:
            act(watch, people[handle], what)
            watch.look()
        watch.search()

    whatever_happens()
    watch.search()
    assert watch.written >= cases
    assert len(watch.promised) >= cases // 100
    assert "Zqx" not in watch.exported()
    assert "Zqx" not in caplog.text


def test_a_person_who_is_forgotten_leaves_no_text_that_nobody_may_read(watch: Watch, tmp_path: Path) -> None:
    people = watch.workspace.sandbox.people
    about_amy, unread, alone = (
        ("ben", "amy", "person"),
        ("amy", "li", "person"),
        ("li", "ben", "manager"),
    )
    for giver, receiver, audience in (about_amy, unread, alone, ("ben", "li", "person")):
        view = people[giver].command("#field", f"/feedback @{receiver}").view
        assert view is not None
        people[giver].choose(view, "feedback_audience", audience)
        assert people[giver].submit(view, {"text": watch.mark(people[giver])}).view is None
    with watch.workspace.change() as tx:
        for handle in ("amy", "mei"):
            member = members.find(tx, people[handle].id)
            assert member is not None
            privacy.forget(tx, member)
    with watch.workspace.look() as tx:
        texts = rows.table(Feedback)
        kept = tx.connection.execute(sa.select(texts.c.text)).scalars().all()
    assert kept == ["Zqx4x"]
