"""What admins decide, as they see it."""

from __future__ import annotations

from views.words import Translator, source

_ROLES = {"rep": source("rep"), "manager": source("manager"), "admin": source("admin")}


def role_name(t: Translator, role: str) -> str:
    """rep, manager or admin in the reader's language."""
    return t.plain(_ROLES[role])
