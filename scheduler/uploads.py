"""Files and pictures on their way to Slack.

A picture is uploaded unseen and then shown inside the message that it belongs to, by a correction of that message. So
it is seen in the channel, it can be replaced when the numbers change, and no step of it posts anything twice.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from scheduler import outcomes
from scheduler.outcomes import Outcome
from scheduler.pictures import PictureError
from scheduler.rendering import Post
from scheduler.slack import Ending, NotTaken, Refused, Unknown
from scheduler.slack_lines import Line, Unsent, required
from storage import deliveries
from storage.outbox import OutboxMessage
from views.charts import Chart
from views.words import clip

logger = logging.getLogger(__name__)

FILENAME = "chart.png"
ALT_TEXT_LENGTH = 2000
PATIENCE = 6
"""How often Slack is asked whether it can show a fresh picture."""
WAIT = timedelta(seconds=2)


class Draws(Protocol):
    """Whoever makes pictures of charts: `scheduler.pictures.Studio`."""

    async def draw(self, chart: Chart) -> bytes: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a post. `progress` is what the outbox row remembers: which chart, its file, how far it got."""

    progress: dict[str, Any]
    alt_text: str = ""

    @property
    def file_id(self) -> str:
        return str(self.progress.get("file_id", ""))

    @property
    def is_shown(self) -> bool:
        """Whether the message shows what it should, which may be no picture at all."""
        return str(self.progress.get("shown", "")) == self.file_id

    @property
    def shown(self) -> dict[str, Any]:
        """The progress once the message has been updated."""
        return {**self.progress, "shown": self.file_id, "tries": 0} if self.progress else {}

    def put_into(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The blocks with the picture in them: below the words, above the buttons."""
        if not self.file_id:
            return blocks
        alt_text = clip(self.alt_text, ALT_TEXT_LENGTH)
        image = {"type": "image", "slack_file": {"id": self.file_id}, "alt_text": alt_text}
        end = next((i for i, block in enumerate(blocks) if block["type"] == "actions"), len(blocks))
        return [*blocks[:end], image, *blocks[end:]]

    def is_refused(self, ending: Ending) -> bool:
        """Slack works on a picture for some seconds after it was uploaded, and until then does not know it."""
        return bool(self.file_id) and ending == Refused("invalid_blocks")


class Pictures:
    """Draws and uploads what posts show."""

    def __init__(self, studio: Draws) -> None:
        self._studio = studio

    async def prepare(self, line: Line, message: OutboxMessage, post: Post) -> Picture:
        """The picture that the post is to show, uploaded if it is a new one. Raises `Unsent` when that has to wait."""
        before = message.progress
        if post.picture is None:
            return Picture({"shown": before["shown"]} if before.get("shown") else {})
        chart = hashlib.sha256(repr(post.picture).encode()).hexdigest()
        if before.get("chart") == chart:
            return Picture(before, post.alt_text)
        progress = {"chart": chart, "file_id": "", "shown": before.get("shown", "")}
        try:
            content = await self._studio.draw(post.picture)
            progress["file_id"] = await self._upload(line, content, post.alt_text)
        except PictureError:
            logger.exception("Outbox %s: its picture could not be drawn; it goes without", message.id)
        except Unsent as failure:
            if not isinstance(failure.ending, Refused):
                raise
            logger.error("Outbox %s: Slack refused its picture: %s", message.id, failure.ending.error)
        await line.database.write(deliveries.note_progress, message, progress)
        return Picture(progress, post.alt_text)

    async def wait(self, line: Line, message: OutboxMessage, picture: Picture) -> Outcome:
        """Slack does not show it yet: try again soon, and at last do without it."""
        tries = picture.progress.get("tries", 0) + 1
        if tries < PATIENCE:
            progress = {**picture.progress, "tries": tries}
            return outcomes.put_back(line.now + WAIT * tries, "picture_not_ready", progress=progress)
        logger.error("Outbox %s: Slack does not show its picture; it goes without", message.id)
        return outcomes.put_back(line.now, progress={**picture.progress, "file_id": ""})

    async def _upload(self, line: Line, content: bytes, alt_text: str) -> str:
        file_id = await upload(line, FILENAME, content, alt_text=clip(alt_text, ALT_TEXT_LENGTH))
        ending = await line.call("files.completeUploadExternal", files=[{"id": file_id, "title": FILENAME}])
        if isinstance(ending, Unknown):
            ending = NotTaken(ending.reason)  # nobody sees it yet, so a second one does no harm
        required(ending)
        return file_id


async def upload(line: Line, filename: str, content: bytes, *, alt_text: str = "") -> str:
    """Bring bytes to Slack, where nobody sees them yet, and return the file's id. Raises `Unsent`."""
    place = await line.need(
        "files.getUploadURLExternal", filename=filename, length=len(content), alt_txt=alt_text or None
    )
    required(await line.slack.upload(place["upload_url"], content))
    return str(place["file_id"])
