"""Slack's payloads as calls: the one place that knows how each kind of request is written.

Sources: https://docs.slack.dev/interactivity/ and https://docs.slack.dev/apis/events-api/
"""

from __future__ import annotations

from typing import Any, NamedTuple

from handlers.requests import ACTION, COMMAND, DIRECT, EVENT, MENTION, OPTIONS, SHORTCUT, VIEW

_WITHOUT_PERSON = {
    "user_change",
    "team_join",
    "app_uninstalled",
    "tokens_revoked",
    "member_joined_channel",
    "reaction_added",
    "reaction_removed",
}
"""Events in which `user` is whom it is about, or nobody: Slack itself tells us. Of reactions only few concern us, and
who put one somewhere is asked about only then."""


class Call(NamedTuple):
    """A request as Slack's payload tells it, before anything is looked up."""

    surface: str
    key: str
    """What Slack or a person sends twice has the same key."""
    payload: dict[str, Any]
    slack_user_id: str = ""
    slack_team_id: str = ""
    """The workspace that the person belongs to, where the payload says so."""
    channel_id: str = ""
    text: str = ""
    command: str = ""
    name: str = ""
    """The action, callback or event that picks the listener."""
    value: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    response_url: str = ""
    trigger_id: str = ""
    on_public_message: bool = False
    """Whether the clicked message is one that others read too."""
    view_id: str = ""
    """The form that something was clicked or chosen in; not a Home tab."""
    view_hash: str = ""

    @property
    def locale(self) -> str:
        """The language of somebody whom we could not look up, by what they typed."""
        return "zh" if any("\u4e00" <= character <= "\u9fff" for character in self.text) else "en"


def command(body: dict[str, Any]) -> Call:
    """A slash command."""
    return Call(
        surface=COMMAND,
        key=f"cmd:{body['trigger_id']}",
        payload=body,
        slack_user_id=body["user_id"],
        channel_id=body.get("channel_id", ""),
        text=body.get("text", ""),
        command=body["command"],
        response_url=body.get("response_url", ""),
        trigger_id=body["trigger_id"],
    )


def action(body: dict[str, Any]) -> Call:
    """A button that was clicked or a menu in which something was chosen."""
    clicked = body["actions"][0]
    container = body.get("container", {})
    form = body.get("view") or {}
    is_form = form.get("type") == "modal"
    # a button in a form is about what the form is about
    form_channel, form_response_url, _value = _context(form)
    channel_id = (body.get("channel") or {}).get("id", "") or form_channel
    return Call(
        surface=ACTION,
        key=f"act:{body.get('trigger_id', clicked.get('action_ts'))}",
        payload=body,
        name=clicked["action_id"],
        value=_chosen(clicked),
        channel_id=channel_id,
        message_ts=container.get("message_ts", ""),
        thread_ts=container.get("thread_ts", ""),
        response_url=body.get("response_url", "") or form_response_url,
        trigger_id=body.get("trigger_id", ""),
        on_public_message=_is_public(container, channel_id),
        view_id=form["id"] if is_form else "",
        view_hash=form.get("hash", "") if is_form else "",
        **_person(body),
    )


def view(body: dict[str, Any]) -> Call | None:
    """A form that was sent; that one was closed needs no answer."""
    if body["type"] != "view_submission":
        return None
    form = body["view"]
    channel_id, response_url, value = _context(form)
    return Call(
        surface=VIEW,
        key=f"view:{form['id']}:{form.get('hash', '')}",
        payload=body,
        name=form["callback_id"],
        value=value,
        channel_id=channel_id,
        response_url=response_url,
        trigger_id=body.get("trigger_id", ""),
        **_person(body),
    )


def options(body: dict[str, Any]) -> Call:
    """Something is being typed into a menu."""
    return Call(surface=OPTIONS, key="", payload=body, name=body["action_id"], value=body["value"], **_person(body))


def shortcut(body: dict[str, Any]) -> Call:
    """A shortcut, global or on a message."""
    return Call(
        surface=SHORTCUT,
        key=f"sc:{body['trigger_id']}",
        payload=body,
        name=body["callback_id"],
        channel_id=(body.get("channel") or {}).get("id", ""),
        message_ts=body.get("message_ts", ""),
        response_url=body.get("response_url", ""),
        trigger_id=body["trigger_id"],
        **_person(body),
    )


def event(body: dict[str, Any]) -> Call | None:
    """Something happened. A mention of the bot and a direct message to it are typed lines."""
    happened = body["event"]
    kind = happened["type"]
    if kind == "message" and not _is_line_to_us(happened):
        return None
    surface = {"app_mention": MENTION, "message": DIRECT}.get(kind, EVENT)
    channel = happened.get("channel", "")
    return Call(
        surface=surface,
        key=f"ev:{body['event_id']}",
        payload=body,
        slack_user_id="" if kind in _WITHOUT_PERSON else _user_id(happened.get("user", "")),
        slack_team_id=happened.get("user_team", ""),
        channel_id=channel if isinstance(channel, str) else channel.get("id", ""),
        text=happened.get("text", "") if surface != EVENT else "",
        name=kind,
        message_ts=happened.get("ts", ""),
        thread_ts=happened.get("thread_ts", ""),
    )


def _context(form: dict[str, Any]) -> tuple[str, str, str]:
    """What a form carries: where it was asked for, the way to answer there, and what it is about."""
    where, _, value = form.get("private_metadata", "").partition("|")
    channel_id, _, response_url = where.partition(" ")
    return channel_id, response_url, value


def _is_line_to_us(message: dict[str, Any]) -> bool:
    """A person's own words in their channel with the bot; not an edit, not another bot."""
    return message.get("channel_type") == "im" and not message.get("subtype") and not message.get("bot_id")


def _is_public(container: dict[str, Any], channel_id: str) -> bool:
    """Whether a message is read by others than the person: not an ephemeral one, a direct one, or a form."""
    is_message = container.get("type") == "message"
    return is_message and not container.get("is_ephemeral") and not channel_id.startswith("D")


def _person(body: dict[str, Any]) -> dict[str, Any]:
    """Who acts. `team.id` of the body is whose message or form it is; the user's own `team_id` tells who they are."""
    user = body["user"]
    return {"slack_user_id": user["id"], "slack_team_id": user.get("team_id", "")}


def _user_id(user: str | dict[str, Any]) -> str:
    return user if isinstance(user, str) else user.get("id", "")


def _chosen(clicked: dict[str, Any]) -> str:
    """What a button or a menu says, whichever of Slack's many shapes it has."""
    if "selected_option" in clicked:
        return (clicked["selected_option"] or {}).get("value", "")
    for key in (
        "value",
        "selected_user",
        "selected_date",
        "selected_channel",
        "selected_conversation",
        "selected_time",
    ):
        if clicked.get(key):
            return str(clicked[key])
    return ""
