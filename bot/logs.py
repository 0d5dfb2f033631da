"""Logs: plain lines for people or JSON for machines, and never a token in either."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

_QUIET = ("slack_bolt", "slack_sdk", "apscheduler", "httpx", "httpcore", "alembic", "matplotlib", "uvicorn", "_granian")
_SECRET = re.compile(
    r"xox[a-z]{1,2}-[\w-]+|xapp-[\w-]+|(?<=hooks\.slack\.com/)\S+|(?<=://)[^\s:/@]+:[^\s/@]+(?=@)|(?<=ticket=)[\w-]+"
)


def redact(text: str) -> str:
    """The text without tokens, response URLs and passwords."""
    return _SECRET.sub("[secret]", text)


class LineFormatter(logging.Formatter):
    """`2026-06-29 09:00:00 INFO scheduler.clock: …`, in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{_moment(record):%Y-%m-%d %H:%M:%S} {record.levelname} {record.name}: {record.getMessage()}"
        return redact("\n".join([head, *_trace(self, record)]))


class JsonFormatter(logging.Formatter):
    """One JSON object to a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        trace = _trace(self, record)
        if trace:
            line["trace"] = redact("\n".join(trace))
        return json.dumps(line, ensure_ascii=False)


def configure(level: str, layout: str) -> None:
    """Log to stderr from `level` on, as `text` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if layout == "json" else LineFormatter())
    handler.addFilter(_is_worth_a_line)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """Libraries speak up only when something is wrong. Bolt would log whole requests, and sets levels by itself."""
    return record.levelno >= logging.WARNING or record.name.split(".")[0] not in _QUIET


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> list[str]:
    return [formatter.formatException(record.exc_info)] if record.exc_info and record.exc_info[0] else []
