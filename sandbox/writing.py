"""Typed text as the bot gets it: mentions, channels and links are marked up, the rest is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sandbox.records import User
from sandbox.workspace import Workspace

_LINK = r"""https?://[^\s<>|"]*[^\s<>|".,;:!?)，。；]"""
# begun where its first part begins, and nowhere within it: a long word would be read from each of its letters on
_MAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"
_BARE = (
    r"(?<![\w@./-])(?:[A-Za-z0-9-]+\.)+(?:com|net|org|info|io|dev|app|shop|co|cn|de|uk|fr|es|it|nl|eu|us|jp|ai)"
    r"(?:\.(?:cn|uk|jp))?(?:/[^\s<>|]*)?(?![\w-])"
)


def encode(workspace: Workspace, text: str, *, with_names: bool) -> str:
    """Typed text as Slack sends it.

    `@ben` becomes <@U…> (<@U…|ben> in a command, `with_names`), `#field` <#C…|field>, links <https://…> and
    `&`, `<`, `>` their entities. An @ that names nobody stays as it is.
    """
    people: dict[str, User] = {}
    for user in workspace.users.values():
        people |= {user.handle.lower(): user, user.name.lower(): user}
    channels = {c.name.lower(): c for c in workspace.channels.values() if not c.is_im}

    def mark(found: re.Match[str]) -> str:
        typed = found.group()
        if found.lastgroup == "person":
            user = people[typed[1:].lower()]
            return f"<@{user.id}|{user.handle}>" if with_names else f"<@{user.id}>"
        if found.lastgroup == "channel":
            channel = channels[typed[1:].lower()]
            return f"<#{channel.id}|{'' if channel.is_private else channel.name}>"
        if found.lastgroup == "mail":
            return f"<mailto:{typed}|{typed}>"
        if found.lastgroup == "bare":
            return f"<http://{typed}|{typed}>"
        return f"<{_escape(typed)}>" if found.lastgroup == "link" else _escape(typed)

    pattern = (
        f"(?P<link>{_LINK})|(?P<mail>{_MAIL})|(?P<bare>{_BARE})"
        f"|(?P<person>@(?:{_names(people)}))|(?P<channel>#(?:{_names(channels)}))|(?P<special>[&<>])"
    )
    return re.sub(pattern, mark, text, flags=re.IGNORECASE)


def _names(known: Mapping[str, object]) -> str:
    """An alternation of names, the longest first; one in Latin letters ends where they end, a Chinese one anywhere."""
    ordered = sorted(known, key=len, reverse=True)
    names = [re.escape(name) + (r"(?![A-Za-z0-9_-])" if re.search(r"[A-Za-z0-9)]$", name) else "") for name in ordered]
    return "|".join(names) or r"(?!)"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
