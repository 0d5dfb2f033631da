"""Files: the three steps of an upload, sharing, and pictures by their file."""

from __future__ import annotations

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.people import Sandbox
from sandbox.workspace import Workspace
from tests.clocks import Clock


def test_a_file_is_uploaded_and_shared(slack: WebClient, workspace: Workspace, sandbox: Sandbox, url: str) -> None:
    slack.files_upload_v2(
        content=b"\x89PNG picture", filename="榜.png", title="Board", alt_txt="Amy 3, Ben 2", channel="C0FIELD",
        initial_comment="This week",
    )  # fmt: skip
    [message] = sandbox.people["amy"].sees("#field")
    [file] = message.files
    assert (message.text, file.title, file.alt_text) == ("This week", "Board", "Amy 3, Ben 2")
    assert message.words == "This week\nBoard"
    assert httpx.get(file.url).content == b"\x89PNG picture"
    picture = {"type": "image", "slack_file": {"id": file.id}, "alt_text": "board"}
    slack.chat_postMessage(channel="C0EAST", text="board", blocks=[picture])
    unknown = {**picture, "slack_file": {"id": "F0NONE"}}
    with pytest.raises(SlackApiError) as refusal:
        slack.chat_postMessage(channel="C0EAST", text="board", blocks=[unknown])
    assert refusal.value.response["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]
    with pytest.raises(SlackApiError, match="not_in_channel"):
        slack.files_upload_v2(content=b"1", filename="a.csv", channel="C0RANDOM")


def test_a_picture_takes_a_moment_to_be_processed(clock: Clock, slack: WebClient, workspace: Workspace) -> None:
    workspace.file_delay_seconds = 2
    uploaded = slack.files_upload_v2(content=b"GIF89a", filename="a.gif")["files"][0]["id"]
    blocks = [{"type": "image", "slack_file": {"id": uploaded}, "alt_text": "a"}]
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        slack.chat_postMessage(channel="C0FIELD", text="a", blocks=blocks)
    clock.move(seconds=2)
    slack.chat_postMessage(channel="C0FIELD", text="a", blocks=blocks)


def test_the_bytes_must_be_as_many_as_were_announced(slack: WebClient) -> None:
    place = slack.files_getUploadURLExternal(filename="a.csv", length=3)
    assert httpx.post(place["upload_url"], content=b"12").status_code == 400
    with pytest.raises(SlackApiError, match="file_not_found"):
        slack.files_completeUploadExternal(files=[{"id": place["file_id"]}])
    assert httpx.post(place["upload_url"], files={"file": ("a.csv", b"123")}).text == "OK - 3"
    slack.files_completeUploadExternal(files=[{"id": place["file_id"]}])
