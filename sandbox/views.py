"""Modals and Home tabs: opening, stacking, updating, and what stays in their fields."""

from __future__ import annotations

from typing import Any

from sandbox.blocks import check_view, is_too_large
from sandbox.errors import SlackError, invalid
from sandbox.messages import name_parts
from sandbox.records import Json, View
from sandbox.states import initial_values
from sandbox.tickets import use_trigger
from sandbox.workspace import Workspace

DEEPEST_STACK = 3


def check(workspace: Workspace, definition: Any, kind: str, replacing: View | None = None) -> Json:
    """SlackError when Slack would not show this view as a `modal` or `home`."""
    errors = check_view(definition)
    if not errors and definition["type"] != kind:
        errors = ["[ERROR] must be a valid enum value [json-pointer:/view/type]"]
    if errors:
        whole = "[ERROR] failed to match all allowed schemas [json-pointer:/view]"
        raise invalid("invalid_arguments", [whole, *errors])
    if is_too_large(definition):
        raise SlackError("view_too_large")
    external_id = definition.get("external_id")
    if external_id and any(view.external_id == external_id for view in _living(workspace) if view is not replacing):
        raise SlackError("duplicate_external_id")
    checked: Json = definition
    return checked


def open_modal(workspace: Workspace, trigger_id: str, definition: Any) -> View:
    """`views.open`: in place of whatever modals the person had, or on top when they clicked inside one."""
    with workspace.lock:
        checked = check(workspace, definition, "modal")
        trigger = use_trigger(workspace, trigger_id)
        if trigger.view_id is None:
            workspace.modals[trigger.user] = []
        return stack(workspace, trigger.user, checked)


def push_modal(workspace: Workspace, trigger_id: str, definition: Any) -> View:
    """`views.push`: on top of the modal that the trigger came from."""
    with workspace.lock:
        checked = check(workspace, definition, "modal")
        trigger = use_trigger(workspace, trigger_id)
        if not workspace.modals.get(trigger.user):
            raise SlackError("not_found")
        return stack(workspace, trigger.user, checked)


def stack(workspace: Workspace, user: str, definition: Json) -> View:
    """Show a checked modal on top of what this person has open: three at most."""
    modals = workspace.modals.setdefault(user, [])
    if len(modals) >= DEEPEST_STACK:
        raise SlackError("push_limit_reached")
    view = _draw(workspace, user, definition)
    view.root_view_id = modals[0].id if modals else view.id
    view.previous_view_id = modals[-1].id if modals else None
    modals.append(view)
    workspace.announce("modal", to=user, view_id=view.id)
    return view


def update(workspace: Workspace, view: View, definition: Any, given_hash: str | None = None) -> View:
    """Draw a view anew. What was typed stays where block_id and action_id stay."""
    with workspace.lock:
        checked = check(workspace, definition, view.type, replacing=view)
        if given_hash and given_hash != view.hash:
            raise SlackError("hash_conflict")
        view.definition = {**checked, "blocks": name_parts(workspace, checked["blocks"])}
        view.values = initial_values(view.blocks, view.values)
        view.hash = _next_hash(workspace)
    workspace.announce("modal" if view.type == "modal" else "home", to=view.owner, view_id=view.id)
    return view


def publish(workspace: Workspace, user: str, definition: Any, given_hash: str | None = None) -> View:
    """`views.publish`: this person's Home tab."""
    with workspace.lock:
        home = workspace.homes.get(user)
        if home is not None:
            return update(workspace, home, definition, given_hash)
        checked = check(workspace, definition, "home")
        home = workspace.homes[user] = _draw(workspace, user, checked)
    workspace.announce("home", to=user, view_id=home.id)
    return home


def find(workspace: Workspace, view_id: str | None, external_id: str | None = None) -> View:
    """A modal or Home tab that somebody has open. SlackError `not_found`."""
    for view in _living(workspace):
        if view.id == view_id or (external_id and view.external_id == external_id):
            return view
    raise SlackError("not_found")


def close(workspace: Workspace, view: View) -> None:
    """A modal goes away, and what lies below it is seen again."""
    with workspace.lock:
        modals = workspace.modals.get(view.owner, [])
        if view in modals:
            modals.remove(view)
    workspace.announce("modal", to=view.owner, view_id=view.id)


def close_all(workspace: Workspace, user: str) -> None:
    with workspace.lock:
        workspace.modals[user] = []
    workspace.announce("modal", to=user, view_id=None)


def top(workspace: Workspace, user: str) -> View | None:
    """The modal this person sees."""
    modals = workspace.modals.get(user)
    return modals[-1] if modals else None


def _living(workspace: Workspace) -> list[View]:
    return [*(view for modals in workspace.modals.values() for view in modals), *workspace.homes.values()]


def _draw(workspace: Workspace, user: str, definition: Json) -> View:
    blocks = name_parts(workspace, definition["blocks"])
    view_id = workspace.next_id("V")
    return View(
        id=view_id,
        team_id=workspace.users[user].team_id,
        owner=user,
        definition={**definition, "blocks": blocks},
        hash=_next_hash(workspace),
        root_view_id=view_id,
        previous_view_id=None,
        app_id=workspace.app.id,
        bot_id=workspace.app.bot_id,
        installed_team_id=workspace.team.id,
        values=initial_values(blocks),
    )


def _next_hash(workspace: Workspace) -> str:
    number = workspace.next_number()
    return f"{int(workspace.clock().timestamp())}.{number:08x}"
