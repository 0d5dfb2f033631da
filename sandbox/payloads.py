"""What Slack sends to the bot when people act: commands, interactions and events, with the fields of Slack Connect.

For people of another company these are easy to get wrong, and no two kinds agree. In an interaction `user.team_id` is
theirs while `team` is that of the installed workspace, except in `view_submission` and `view_closed`, where `team` and
`enterprise` are theirs too. In an event `team_id` may be theirs or ours and `context_team_id` is that of the company
that hosts the channel, so that only `authorizations` always names the installed workspace. The shapes of events are
those that Bolt's own tests recorded (bolt-python, tests/slack_bolt/request/test_internals.py).
"""

from __future__ import annotations

from typing import Any

from sandbox import described
from sandbox.records import Channel, Json, Message, Team, User, View
from sandbox.states import SELECTED
from sandbox.tickets import issue_response_url, issue_trigger
from sandbox.workspace import Workspace

VERIFICATION_TOKEN = "sandbox-verification-token"


def command(workspace: Workspace, user: User, channel: Channel, name: str, text: str) -> dict[str, str]:
    """The form of a slash command."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": channel.payload_name,
        "user_id": user.id,
        "user_name": user.handle,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": issue_response_url(workspace, user.id, channel.id),
        "trigger_id": issue_trigger(workspace, user.id),
    }


def message_actions(workspace: Workspace, user: User, channel: Channel, message: Message, action: Json) -> Json:
    """`block_actions` from a message. Of an ephemeral one Slack tells only the place, not the content."""
    ephemeral = message.ephemeral_to is not None
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        **_interaction(workspace, user, "block_actions"),
        "container": container,
        "trigger_id": issue_trigger(workspace, user.id),
        "channel": {"id": channel.id, "name": channel.payload_name},
        "state": {"values": message.state},
        "response_url": issue_response_url(workspace, user.id, channel.id, message.ts, message.thread_ts),
        "actions": [action],
    }
    if not ephemeral:
        payload["message"] = described.message(workspace, message)
    return payload


def view_actions(workspace: Workspace, user: User, view: View, action: Json) -> Json:
    """`block_actions` from a modal or the Home tab."""
    inside = view.id if view.type == "modal" else None
    return {
        **_interaction(workspace, user, "block_actions"),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": issue_trigger(workspace, user.id, inside),
        "view": view.payload(),
        "actions": [action],
    }


def action_of(workspace: Workspace, element: Json, state: Json | None) -> Json:
    """The entry of `actions` for an element that was used; `state` is what now stands in it."""
    kept = ("action_id", "block_id", "type", "value", "text", "style")
    action: Json = {key: element[key] for key in kept if key in element}
    if element["type"] != "button":
        action.pop("text", None)
    if state is not None:
        action |= state
    return action | {"action_ts": workspace.next_ts()}


def suggestion(workspace: Workspace, user: User, element: Json, typed: str, where: Json) -> Json:
    """`block_suggestion`: somebody types into an external select."""
    return {
        **_interaction(workspace, user, "block_suggestion"),
        "action_id": element["action_id"],
        "block_id": element["block_id"],
        "value": typed,
        **where,
    }


def submission(workspace: Workspace, user: User, view: View) -> Json:
    """`view_submission`, with response URLs for the selects that ask for one."""
    return {
        **_interaction(workspace, user, "view_submission", workspace.teams[user.team_id]),
        "trigger_id": issue_trigger(workspace, user.id, view.id),
        "view": view.payload(),
        "response_urls": list(_response_urls(workspace, user, view)),
    }


def closed(workspace: Workspace, user: User, view: View, *, is_cleared: bool = False) -> Json:
    return {
        **_interaction(workspace, user, "view_closed", workspace.teams[user.team_id]),
        "view": view.payload(),
        "is_cleared": is_cleared,
    }


def shortcut(workspace: Workspace, user: User, callback_id: str) -> Json:
    return {
        **_interaction(workspace, user, "shortcut"),
        "action_ts": workspace.next_ts(),
        "callback_id": callback_id,
        "trigger_id": issue_trigger(workspace, user.id),
    }


def message_shortcut(workspace: Workspace, user: User, callback_id: str, channel: Channel, message: Message) -> Json:
    return {
        **_interaction(workspace, user, "message_action"),
        "action_ts": workspace.next_ts(),
        "callback_id": callback_id,
        "trigger_id": issue_trigger(workspace, user.id),
        "response_url": issue_response_url(workspace, user.id, channel.id, None, message.thread_ts),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel.payload_name},
        "message": described.message(workspace, message),
    }


def event(workspace: Workspace, content: Json, channel: Channel | None = None, actor: User | None = None) -> Json:
    """The envelope of an event. `actor` is given only where Slack lets the envelope tell whose company they are of."""
    number = workspace.next_number()
    told_by = workspace.teams[actor.team_id] if actor else workspace.team
    envelope: Json = {
        "token": VERIFICATION_TOKEN,
        "team_id": told_by.id,
        "api_app_id": workspace.app.id,
        "event": content,
        "type": "event_callback",
        "event_id": f"Ev0{number:08X}",
        "event_time": int(workspace.clock().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team.id,
                "user_id": workspace.app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
        "event_context": f"4-{number:012x}",
    }
    if told_by.enterprise:
        envelope["enterprise_id"] = told_by.enterprise.id
    if content["type"] != "app_mention":
        host = workspace.teams[(channel.host if channel else "") or workspace.team.id]
        envelope["context_team_id"] = host.id
        envelope["context_enterprise_id"] = host.enterprise.id if host.enterprise else None
    return envelope


def message_event(workspace: Workspace, user: User, channel: Channel, message: Message, kind: str) -> Json:
    """The event of a written message: `message`, or `app_mention` when it names the bot."""
    content = {
        **described.message(workspace, message),
        "type": kind,
        "channel": channel.id,
        "event_ts": message.ts,
    }
    home = workspace.teams[user.team_id]
    is_external, is_mention = workspace.is_external(user.id), kind == "app_mention"
    if is_mention:
        content["team"] = workspace.team.id
    else:
        content["channel_type"] = "im" if channel.is_im else "group" if channel.is_private else "channel"
    if is_external and (is_mention or home.enterprise is None):  # of a message from a Grid `team` alone tells
        profile = {"name": user.handle, "real_name": user.name, "display_name": user.name, "team": home.connect_id}
        content |= {"user_team": home.connect_id, "source_team": home.connect_id, "user_profile": profile}
    return event(workspace, content, channel, None if is_mention else user)


def _interaction(workspace: Workspace, user: User, kind: str, team: Team | None = None) -> dict[str, Any]:
    team = team or workspace.team
    enterprise = team.enterprise
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.handle, "name": user.handle, "team_id": user.team_id},
        "api_app_id": workspace.app.id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": team.id, "domain": team.domain, **described.enterprise(team)},
        "enterprise": {"id": enterprise.id, "name": enterprise.name} if enterprise else None,
        "is_enterprise_install": False,
    }


def _response_urls(workspace: Workspace, user: User, view: View) -> list[Json]:
    urls = []
    for block in view.blocks:
        element = block.get("element") or {}
        if element.get("response_url_enabled"):
            channel_id = view.values[block["block_id"]][element["action_id"]][SELECTED[element["type"]]]
            if channel_id:
                url = issue_response_url(workspace, user.id, channel_id)
                place = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel_id}
                urls.append({**place, "response_url": url})
    return urls
