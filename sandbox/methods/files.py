"""files.*: the upload in three steps, and what became of it."""

from __future__ import annotations

import mimetypes
from urllib.parse import quote

from sandbox import described, messages
from sandbox.errors import SlackError
from sandbox.methods.arguments import Arguments, Method, channel_of, thread_of
from sandbox.records import File, Json
from sandbox.workspace import Workspace

LARGEST_FILE = 1_000_000_000


def get_upload_url(workspace: Workspace, arguments: Arguments) -> Json:
    """Step one: say the name and length, learn where to send the bytes (`POST /upload/<id>`)."""
    name, length = arguments.required("filename"), arguments.required("length")
    if not length.isdigit() or not 0 < int(length) <= LARGEST_FILE:
        raise SlackError("invalid_arguments")
    file = File(
        id=workspace.next_id("F"),
        name=name,
        title=name,
        size=int(length),
        alt_text=arguments.text("alt_txt") or arguments.text("alt_text"),
        uploader=workspace.app.bot_user,
        url="",
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
    file.url = f"{workspace.url}/files/{file.id}/{quote(file.name)}"
    workspace.files[file.id] = file
    return {"ok": True, "upload_url": f"{workspace.url}/upload/{file.id}", "file_id": file.id}


def complete_upload(workspace: Workspace, arguments: Arguments) -> Json:
    """Step three: title the files and share them in channels, which makes a message there."""
    wanted = arguments.json("files")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(entry, dict) for entry in wanted):
        raise SlackError("invalid_arguments")
    files = []
    for entry in wanted:
        file = workspace.files.get(str(entry.get("id")))
        if file is None or file.content is None:
            raise SlackError("file_not_found")
        files.append(file)
    blocks = arguments.json("blocks", "invalid_blocks_format")
    comment = arguments.text("initial_comment")
    messages.check(workspace, comment, blocks, None, files=True)
    named = [arguments.text("channel_id"), *arguments.text("channels").split(",")]
    channels = [channel_of(workspace, Arguments({"channel": name})) for name in named if name]
    for channel in channels:
        if channel.is_archived:
            raise SlackError("is_archived")
        if not workspace.has_bot(channel):
            raise SlackError("not_in_channel")
    for file, entry in zip(files, wanted, strict=True):
        file.title = str(entry.get("title") or file.name)
        file.completed_at = file.completed_at or workspace.clock()
    for channel in channels:
        messages.post(
            workspace,
            channel,
            workspace.app.bot_user,
            comment,
            blocks=blocks,
            files=files,
            thread_ts=thread_of(workspace, channel, arguments.text("thread_ts")),
        )
    return {"ok": True, "files": [described.file(workspace, file) for file in files]}


def info(workspace: Workspace, arguments: Arguments) -> Json:
    file = workspace.files.get(arguments.required("file"))
    if file is None or file.completed_at is None:
        raise SlackError("file_not_found")
    return {"ok": True, "file": described.file(workspace, file)}


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",)),
    "files.info": Method(info, ("files:read",)),
}
