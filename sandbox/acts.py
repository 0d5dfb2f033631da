"""What the page's buttons do: turns the JSON of `POST /_/act` into an act of a person, and its outcome into JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox import changes, connections, messages
from sandbox.answers import Reply, WrongAnswer
from sandbox.people import Person
from sandbox.records import Json, Message, View
from sandbox.states import SELECTED


def do(person: Person, body: Json) -> Json:
    """Do one act and tell what came of it: `{ok, problem?, errors?, view?, options?}`."""
    act = _ACTS.get(body.get("do", ""))
    if act is None:
        return {"ok": False, "problem": f"there is no act {body.get('do')!r}; there are {', '.join(_ACTS)}"}
    try:
        outcome = act(person, body)
    except (LookupError, ValueError, WrongAnswer) as refusal:
        return {"ok": False, "problem": str(refusal.args[0] if refusal.args else refusal)}
    if isinstance(outcome, list):
        return {"ok": True, "options": outcome}
    told: Json = {"ok": not outcome.problem and not outcome.errors}
    told["view"] = outcome.view.payload() if outcome.view else None
    if outcome.problem:
        told["problem"] = outcome.problem
    if outcome.errors:
        told["errors"] = outcome.errors
    return told


def concerns(person: Person, news: Json) -> bool:
    """Whether a person may hear of this: what is addressed to them, or happens in a channel they are in."""
    if news.get("to") not in (None, person.id):
        return False
    channel = person.sandbox.workspace.channels.get(news.get("channel") or "")
    return channel is None or person.id in channel.members


def _command(person: Person, body: Json) -> Reply:
    return person.command(body["channel"], body["line"])


def _say(person: Person, body: Json) -> Reply:
    return person.say(body["channel"], body["text"], body.get("thread_ts"))


def _click(person: Person, body: Json) -> Reply:
    """A button, or a menu or field that now holds `selected`; `values` are what else stands on that surface."""
    where = _place(person, body)
    value, selected, block_id = body.get("value"), body.get("selected"), body.get("block_id")
    person.fill(where, _states(where, body))
    if "selected" not in body:
        return person.click(where, body["action_id"], value, block_id)
    element = messages.find_element(where.blocks, body["action_id"], value, block_id)
    if element["type"] == "overflow":
        return person.click(where, element, (selected or {}).get("value"))
    return person.choose(where, body["action_id"], selected, block_id)


def _submit(person: Person, body: Json) -> Reply:
    view = _view(person, body)
    person.fill(view, _states(view, body))
    return person.submit(view)


def _states(where: Message | View, body: Json) -> dict[tuple[str, str], Json]:
    """What the page holds in the fields of a surface, by (block_id, action_id); others than its own are left out."""
    kinds = {(element["block_id"], element["action_id"]): element["type"] for element in where.elements}
    return {
        (block_id, action_id): {**state, "type": kinds[block_id, action_id]}
        for block_id, actions in (body.get("values") or {}).items()
        for action_id, state in actions.items()
        if kinds.get((block_id, action_id)) in SELECTED
    }


def _close(person: Person, body: Json) -> Reply:
    return person.close(_view(person, body))


def _suggest(person: Person, body: Json) -> list[Json]:
    return person.suggest(_place(person, body), body["action_id"], body.get("typed", ""), body.get("block_id"))


def _shortcut(person: Person, body: Json) -> Reply:
    message = _message(person, body) if body.get("message_ts") else None
    return person.shortcut(body["callback_id"], message)


def _react(person: Person, body: Json) -> Reply:
    return person.react(_message(person, body), body["emoji"])


def _unreact(person: Person, body: Json) -> Reply:
    return person.unreact(_message(person, body), body["emoji"])


def _open_home(person: Person, body: Json) -> Reply:
    person.open_home()
    return Reply(view=person.modal())


def _open_messages(person: Person, body: Json) -> Reply:
    person.open_messages()
    return Reply(view=person.modal())


def manages_channels(person: Person) -> bool:
    """Whether a person may share, rename and archive channels: members of the workspace, but no guests."""
    return not (person.sandbox.workspace.is_external(person.id) or person.user.is_restricted or person.user.deleted)


def _share(person: Person, body: Json) -> Reply:
    """Everybody of the company who is here joins, as if they had waited for it."""
    workspace = person.sandbox.workspace
    team = workspace.team_called(body["company"])
    people = [user.handle for user in workspace.users.values() if user.team_id == team.id and not user.deleted]
    connections.share(person.sandbox, _managed(person, body), team, *people, by=person.user.handle)
    return Reply(view=person.modal())


def _unshare(person: Person, body: Json) -> Reply:
    team = person.sandbox.workspace.team_called(body["company"])
    connections.unshare(person.sandbox, _managed(person, body), team)
    return Reply(view=person.modal())


def _rename(person: Person, body: Json) -> Reply:
    changes.rename_channel(person.sandbox, _managed(person, body), body["name"].strip().removeprefix("#"))
    return Reply(view=person.modal())


def _archive(person: Person, body: Json) -> Reply:
    changes.archive_channel(person.sandbox, _managed(person, body), by=person.user.handle)
    return Reply(view=person.modal())


def _unarchive(person: Person, body: Json) -> Reply:
    changes.unarchive_channel(person.sandbox, _managed(person, body), by=person.user.handle)
    return Reply(view=person.modal())


def _make_private(person: Person, body: Json) -> Reply:
    changes.make_private(person.sandbox, _managed(person, body))
    return Reply(view=person.modal())


_ACTS: dict[str, Callable[[Person, Json], Any]] = {
    "command": _command,
    "say": _say,
    "click": _click,
    "submit": _submit,
    "close": _close,
    "suggest": _suggest,
    "shortcut": _shortcut,
    "react": _react,
    "unreact": _unreact,
    "open_home": _open_home,
    "open_dm": _open_messages,
    "share": _share,
    "unshare": _unshare,
    "rename": _rename,
    "archive": _archive,
    "unarchive": _unarchive,
    "make_private": _make_private,
}


def _managed(person: Person, body: Json) -> str:
    """The channel that this person changes, as they may."""
    channel = person.sandbox.workspace.channel_called(body["channel"])
    if not manages_channels(person) or person.id not in channel.members:
        raise LookupError(f"{person.name} cannot change #{channel.name}")
    return channel.id


def _place(person: Person, body: Json) -> Message | View:
    return _view(person, body) if body.get("view_id") else _message(person, body)


def _view(person: Person, body: Json) -> View:
    for view in (person.modal(), person.home()):
        if view is not None and view.id == body["view_id"]:
            return view
    raise LookupError("that view is no longer open")


def _message(person: Person, body: Json) -> Message:
    for message in person.sees(body["channel"]):
        if message.ts == body["message_ts"]:
            return message
    raise LookupError("that message is gone")
