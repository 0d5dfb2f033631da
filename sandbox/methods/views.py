"""views.*: modals and the Home tab."""

from __future__ import annotations

from sandbox import views
from sandbox.methods.arguments import Arguments, Method
from sandbox.records import Json, View
from sandbox.workspace import Workspace


def open_view(workspace: Workspace, arguments: Arguments) -> Json:
    return _shown(views.open_modal(workspace, arguments.required("trigger_id"), arguments.json("view")))


def push(workspace: Workspace, arguments: Arguments) -> Json:
    return _shown(views.push_modal(workspace, arguments.required("trigger_id"), arguments.json("view")))


def update(workspace: Workspace, arguments: Arguments) -> Json:
    view = views.find(workspace, arguments.text("view_id"), arguments.text("external_id"))
    return _shown(views.update(workspace, view, arguments.json("view"), arguments.text("hash")))


def publish(workspace: Workspace, arguments: Arguments) -> Json:
    person = workspace.user(arguments.required("user_id"))
    return _shown(views.publish(workspace, person.id, arguments.json("view"), arguments.text("hash")))


def _shown(view: View) -> Json:
    return {"ok": True, "view": view.payload()}


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
