"""How the sandbox refuses, in Slack's words."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """A call that Slack answers with `ok: false`: the error's name and the fields that go with it."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.details = details

    def answer(self) -> dict[str, Any]:
        return {"ok": False, "error": self.error, **self.details}


def invalid(error: str, messages: list[str]) -> SlackError:
    """`invalid_blocks` or `invalid_arguments` with what is wrong, where. `messages` carry Slack's "[ERROR] " prefix."""
    plain = [message.removeprefix("[ERROR] ") for message in messages]
    return SlackError(error, errors=plain, response_metadata={"messages": messages})


def missing_argument(name: str) -> SlackError:
    return invalid("invalid_arguments", [f"[ERROR] missing required field: {name}"])
