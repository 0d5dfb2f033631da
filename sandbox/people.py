"""What people do in the workspace: type, click, fill in and look.

Each act tells the bot what Slack would, and shows the person what Slack would make of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox import answers, messages, notices, payloads, views
from sandbox.answers import NO_CONNECTION, Reply, WrongAnswer
from sandbox.deliveries import Answer, Courier, Request, Send
from sandbox.records import Channel, Json, Message, User, View
from sandbox.states import SELECTED, find_problems, options_of, state_of, stateful_elements
from sandbox.workspace import Workspace
from sandbox.writing import encode

TELLS_TEAM = ("member_joined_channel", "member_left_channel")
"""Events, besides messages, whose envelope comes from the company of the person."""
SHORTEST_QUERY = 3
"""How much must be typed into an external select that does not say `min_query_length`."""


class Sandbox:
    """A workspace, its people, and the way to the bot: `send`, or Socket Mode while the bot is connected by it."""

    def __init__(
        self,
        workspace: Workspace,
        send: Send,
        signing_secret: str,
        signed_at: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.workspace = workspace
        self.send = send
        self.courier = Courier(self._reach, signing_secret, workspace.clock, signed_at)
        self.people = {user.handle: Person(self, user) for user in workspace.users.values() if not user.is_bot}

    @property
    def requests(self) -> list[Request]:
        """The last requests to the bot with their answers, the latest last."""
        return self.courier.requests

    def redeliver(self, request: Request, number: int = 1, reason: str = "http_timeout") -> Request:
        """Send a request again, as Slack does when an event was not answered with 200."""
        return self.courier.redeliver(request, number, reason)

    def event(self, kind: str, **fields: Any) -> Request:
        """Send an event: `sandbox.event("channel_shared", channel="C0FIELD", connected_team_id="T0BETA")`.

        LookupError when the app did not subscribe to it, since Slack would then never send it.
        """
        if not self.hears(kind):
            raise LookupError(f"the app is not subscribed to {kind}")
        stamp = self.workspace.next_ts()
        place = fields.get("channel") or (fields.get("item") or {}).get("channel")
        channel = self.workspace.channels.get(place.get("id", "") if isinstance(place, dict) else place or "")
        content = {"type": kind, **fields, "event_ts": stamp}
        told_by = self.workspace.users.get(fields.get("user", "")) if kind in TELLS_TEAM else None
        return self.courier.deliver("event", payloads.event(self.workspace, content, channel, told_by))

    def hears(self, kind: str) -> bool:
        """Whether the app subscribed to an event, such as `app_mention` or `message.im`."""
        return self.workspace.app.events is None or kind in self.workspace.app.events

    def add_person(self, user: User) -> Person:
        """Somebody new in the workspace."""
        self.workspace.add_user(user)
        self.people[user.handle] = Person(self, user)
        return self.people[user.handle]

    def _reach(self, body: bytes, headers: dict[str, str]) -> Answer:
        link = self.workspace.link
        return link(body, headers) if link.connected else self.send(body, headers)


class Person:
    """Somebody at their screen. Channels are "#field" or an id; "@Bellringer" is the direct messages with the bot."""

    def __init__(self, sandbox: Sandbox, user: User) -> None:
        self.sandbox = sandbox
        self.user = user
        self._workspace = sandbox.workspace
        self._suggested: dict[tuple[str, str], list[Json]] = {}

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    def command(self, channel: str, line: str) -> Reply:
        """Type a slash command. People of other companies have none, and Slack tells them so."""
        if not line.startswith("/"):
            raise ValueError(f"a command begins with a slash: {line!r}")
        place = self._channel(channel)
        name, _, text = line.partition(" ")
        app = self._workspace.app
        known = {command.command for command in app.commands}
        if self._is_external or app.removed or (known and name not in known):
            return Reply(view=self.modal(), problem=f"{name} is not a valid command")
        typed = encode(self._workspace, text.strip(), with_names=True)
        request = self._deliver("command", payloads.command(self._workspace, self.user, place, name, typed))
        message = None
        problem = _problem_of(request)
        if request.answer and not problem:
            try:
                message = answers.take_command_answer(self._workspace, self.id, place, request.answer)
            except WrongAnswer as wrong:
                problem = str(wrong)
        words = f'{name} failed with the error "{problem}"' if problem else None
        return Reply(request.status, message, self.modal(), problem=words)

    def say(self, channel: str, text: str, thread_ts: str | None = None) -> Reply:
        """Write a message, which is the reply's `message`. The bot hears of it in its direct messages, where it is
        mentioned, and everywhere once the scopes for history are granted."""
        place = self._channel(channel)
        written = encode(self._workspace, text, with_names=False)
        message = messages.post(self._workspace, place, self.id, written, thread_ts=thread_ts)
        status = 200
        for kind in notices.of_message(self.sandbox, place, written):
            payload = payloads.message_event(self._workspace, self.user, place, message, kind)
            status = self._deliver("event", payload).status
        return Reply(status, message, self.modal())

    def mention(self, channel: str, text: str, thread_ts: str | None = None) -> Reply:
        """Write to the bot where others read it, too."""
        return self.say(channel, f"@{self._workspace.app.name} {text}", thread_ts)

    def press(self, channel: str, label: str) -> Reply:
        """Click the newest button with this label among the messages they see there. KeyError when there is none."""
        shown = [
            (message, button)
            for message in self.sees(channel)
            for button in message.elements
            if button["type"] == "button"
        ]
        for message, button in reversed(shown):
            if button["text"]["text"] == label:
                return self.click(message, button)
        labels = [button["text"]["text"] for _, button in shown]
        raise KeyError(f"{self.name} sees no button {label!r} in {channel}; there are {labels}")

    def click(
        self, where: Message | View, action: str | Json, value: str | None = None, block_id: str | None = None
    ) -> Reply:
        """Click a button, or pick `value` in a menu. `action` is an action_id, or what `message.button(…)` found."""
        element = self._element(where, action, value, block_id)
        if element["type"] in SELECTED:
            return self.choose(where, element["action_id"], value, element["block_id"])
        picked = None
        if element["type"] == "overflow":
            options = [
                option for option in options_of(element) if value in (option.get("value"), option["text"]["text"])
            ]
            if not options:
                raise KeyError(f"no option {value!r} in {element['action_id']!r}")
            picked = {"selected_option": options[0]}
        return self._act(where, element, picked)

    def choose(self, where: View | Message, action_id: str, selected: Any, block_id: str | None = None) -> Reply:
        """Pick in a select, picker or field. The bot hears of it now, except for inputs without `dispatch_action`."""
        element = self._element(where, action_id, None, block_id)
        state = self._entered(where, element, selected)
        self.fill(where, {(element["block_id"], element["action_id"]): state})
        block = next(block for block in where.blocks if block["block_id"] == element["block_id"])
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Reply(view=self.modal())
        return self._act(where, element, state)

    def suggest(self, where: View | Message, action_id: str, typed: str, block_id: str | None = None) -> list[Json]:
        """What an external select offers for what was typed. WrongAnswer when Slack would not understand the answer."""
        element = self._element(where, action_id, None, block_id)
        if len(typed) < element.get("min_query_length", SHORTEST_QUERY):
            return []
        if isinstance(where, View):
            place: Json = {"container": {"type": "view", "view_id": where.id}, "view": where.payload()}
        else:
            full = payloads.message_actions(self._workspace, self.user, self._channel(where.channel), where, {})
            place = {key: full[key] for key in ("container", "channel", "message") if key in full}
        payload = payloads.suggestion(self._workspace, self.user, element, typed, place)
        request = self._deliver("interaction", payload)
        problem = _problem_of(request)
        if problem or not request.answer:
            raise WrongAnswer(problem)
        found = answers.take_suggestions(request.answer)
        flat = [option for entry in found for option in entry.get("options", [entry])]
        self._suggested[_place_of(where), action_id] = flat
        return found

    def fill(self, where: View | Message, states: Mapping[tuple[str, str], Json]) -> None:
        """Let fields hold these states, by (block_id, action_id), without telling the bot."""
        values = where.values if isinstance(where, View) else where.state
        with self._workspace.lock:
            for (block_id, action_id), state in states.items():
                values.setdefault(block_id, {})[action_id] = state

    def submit(self, view: View, values: Mapping[str, Any] | None = None) -> Reply:
        """Fill in fields, by action_id or block_id, and press the submit button. The others keep what they hold.

        What Slack's own client refuses (an empty required field, a word in a number field) is in the reply's `errors`,
        and the bot never hears of it.
        """
        self._must_see(view)
        if not view.submit:
            raise ValueError(f"the modal {view.title!r} has no submit button")
        fields = {name: element for element in _fields(view) for name in (element["block_id"], element["action_id"])}
        states = {}
        for name, value in (values or {}).items():
            if name not in fields:
                raise KeyError(f"no field {name!r} among {sorted(fields)}")
            element = fields[name]
            states[element["block_id"], element["action_id"]] = self._entered(view, element, value)
        self.fill(view, states)
        problems = find_problems(view.blocks, view.values)
        if problems:
            return Reply(view=view, errors=problems)
        request = self._deliver("interaction", payloads.submission(self._workspace, self.user, view))
        problem = _problem_of(request)
        if problem or not request.answer:
            return Reply(request.status, view=self.modal(), problem=f"{NO_CONNECTION} ({problem})")
        try:
            errors = answers.take_submission_answer(self._workspace, view, request.answer)
        except WrongAnswer as wrong:
            return Reply(request.status, view=self.modal(), problem=f"{NO_CONNECTION} ({wrong})")
        return Reply(request.status, view=self.modal(), errors=errors)

    def close(self, view: View) -> Reply:
        """Close a modal (all of the stack when it says `clear_on_close`); the bot hears of it when it asked to."""
        self._must_see(view)
        cleared = bool(view.definition.get("clear_on_close"))
        gone = list(self._workspace.modals[self.id]) if cleared else [view]
        if cleared:
            views.close_all(self._workspace, self.id)
        else:
            views.close(self._workspace, view)
        status = 200
        for each in reversed(gone):
            if each.definition.get("notify_on_close"):
                payload = payloads.closed(self._workspace, self.user, each, is_cleared=cleared)
                status = self._deliver("interaction", payload).status
        return Reply(status, view=self.modal())

    def shortcut(self, callback_id: str, message: Message | None = None) -> Reply:
        """Use a global shortcut, or one on a message. People of other companies have none."""
        if self._is_external or self._workspace.app.removed:
            return Reply(problem=f"{callback_id} is not available")
        if message is None:
            payload = payloads.shortcut(self._workspace, self.user, callback_id)
        else:
            self._must_see(message)
            place = self._channel(message.channel)
            payload = payloads.message_shortcut(self._workspace, self.user, callback_id, place, message)
        request = self._deliver("interaction", payload)
        return Reply(request.status, view=self.modal(), problem=_problem_of(request))

    def react(self, message: Message, emoji: str) -> Reply:
        """Put an emoji on a message, named without colons."""
        self._must_see(message)
        with self._workspace.lock:
            given = message.reactions.setdefault(emoji, [])
            if self.id in given:
                raise ValueError(f"{self.name} has put {emoji} there already")
            given.append(self.id)
        return self._answered(notices.tell_reaction(self.sandbox, "reaction_added", self.user, message, emoji))

    def unreact(self, message: Message, emoji: str) -> Reply:
        """Take the emoji away again."""
        with self._workspace.lock:
            message.reactions[emoji].remove(self.id)
            if not message.reactions[emoji]:
                del message.reactions[emoji]
        return self._answered(notices.tell_reaction(self.sandbox, "reaction_removed", self.user, message, emoji))

    def open_home(self) -> View | None:
        """Open the bot's Home tab: what it published for this person, None when it never did."""
        notices.tell_opened(self.sandbox, self.user, "home", self.home())
        return self.home()

    def open_messages(self) -> None:
        """Open the direct messages with the bot, its Messages tab."""
        notices.tell_opened(self.sandbox, self.user, "messages", None)

    def home(self) -> View | None:
        return self._workspace.homes.get(self.id)

    def modal(self) -> View | None:
        """The modal on top of this person's screen."""
        return views.top(self._workspace, self.id)

    def sees(self, channel: str) -> list[Message]:
        """The messages on this person's screen there, oldest first: ephemeral ones for others are not among them."""
        direct = channel.lower() == f"@{self._workspace.app.name}".lower()
        place = self._workspace.dm_with(self.id) if direct else self._workspace.channel_called(channel)
        return messages.seen_by(self._workspace, self.id, place)

    @property
    def _is_external(self) -> bool:
        return self._workspace.is_external(self.id)

    def _channel(self, name: str) -> Channel:
        """A channel that this person is in, and can write to. Whom no channel connects any more cannot write to us."""
        direct = name.lower() == f"@{self._workspace.app.name}".lower()
        channel = self._workspace.dm_with(self.id) if direct else self._workspace.channel_called(name)
        if self.user.deleted:
            raise LookupError(f"{self.name}'s account is deactivated")
        if self.id not in channel.members:
            raise LookupError(f"{self.name} is not in #{channel.name}")
        if channel.is_archived:
            raise LookupError(f"#{channel.name} is archived")
        if channel.is_im and self._workspace.is_stranger(self.id):
            raise LookupError(f"{self.name} shares no channel with {self._workspace.app.name}")
        return channel

    def _answered(self, request: Request | None) -> Reply:
        return Reply(request.status if request else 200, view=self.modal())

    def _deliver(self, kind: str, payload: dict[str, Any]) -> Request:
        return self.sandbox.courier.deliver(kind, payload)

    def _must_see(self, where: Message | View) -> None:
        if isinstance(where, View):
            if where is not self.modal() and where is not self.home():
                raise LookupError(f"{self.name} does not have the view {where.title or where.id!r} on top")
        elif where not in messages.seen_by(self._workspace, self.id, self._workspace.channels[where.channel]):
            raise LookupError(f"{self.name} does not see the message {where.text!r}")

    def _element(self, where: Message | View, action: str | Json, value: str | None, block_id: str | None) -> Json:
        self._must_see(where)
        if not isinstance(action, str):
            return action
        return messages.find_element(where.blocks, action, value, block_id)

    def _act(self, where: Message | View, element: Json, state: Json | None) -> Reply:
        action = payloads.action_of(self._workspace, element, state)
        if isinstance(where, View):
            payload = payloads.view_actions(self._workspace, self.user, where, action)
        else:
            place = self._channel(where.channel)
            payload = payloads.message_actions(self._workspace, self.user, place, where, action)
        request = self._deliver("interaction", payload)
        return Reply(request.status, view=self.modal(), problem=_problem_of(request))

    def _entered(self, where: View | Message, element: Json, value: Any) -> Json:
        """The state of an element after this person entered `value`; people and channels may go by their names."""
        kind = element["type"]
        if kind.endswith("users_select"):
            value = _each(value, lambda name: self._user_id(str(name)))
        elif kind.endswith(("conversations_select", "channels_select")):
            value = _each(value, lambda name: self._workspace.channel_called(str(name)).id)
        return state_of(element, value, self._suggested.get((_place_of(where), element["action_id"]), []))

    def _user_id(self, name: str) -> str:
        handle = name.removeprefix("@")
        return handle if handle in self._workspace.users else self._workspace.user_called(handle).id


def _problem_of(request: Request) -> str | None:
    """What Slack shows when the bot did not answer, or not with 200."""
    if request.answer is None:
        return request.problem
    return None if 200 <= request.answer.status < 300 else "dispatch_failed"


def _place_of(where: View | Message) -> str:
    return where.id if isinstance(where, View) else where.ts


def _fields(view: View) -> list[Json]:
    """The elements of a view that hold a value, each with its `block_id`."""
    return [{**element, "block_id": block["block_id"]} for block, element in stateful_elements(view.blocks)]


def _each(value: Any, translate: Callable[[Any], Any]) -> Any:
    return [translate(entry) for entry in value] if isinstance(value, list | tuple) else value and translate(value)
