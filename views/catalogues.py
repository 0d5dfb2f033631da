"""The translators' workbench: `python -m views.catalogues` brings the catalogues up to date with the code's sentences.

With `--check` it changes nothing and fails when a sentence has no translation, or one that lost a placeholder.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from views.words import LANGUAGES, LOCALES

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "scheduler", "storage", "views", "connectors", "sales")
SPEAKING = {"t": 1, "plain": 1, "UserError": 1, "source": 1, "plural": 2}
"""The functions that are given sentences, and how many each: of plurals both forms."""

ALSO_GIVEN = {"{won} {ordinal} win of the month for the team.": {"{count}"}}
"""Placeholders that a translation may use though the English sentence does not."""

_PLACEHOLDER = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[A-Za-z]")


def sentences() -> Catalog:
    """Every sentence in the code, each once."""
    template = Catalog(project="Bellringer", charset="utf-8")
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for message in _said_in(ast.parse(path.read_text(encoding="utf-8"))):
                template.add(message)
    return template


def _said_in(code: ast.AST) -> Iterator[str | tuple[str, ...]]:
    """The sentences in a file. Read as Python reads them: Babel's own extraction takes any `t` for a new sentence."""
    for node in ast.walk(code):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = node.args[: SPEAKING.get(name, 0)]
            texts = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if texts and len(texts) == SPEAKING[name]:
                yield tuple(texts) if len(texts) > 1 else texts[0]


def updated(language: str, template: Catalog) -> Catalog:
    """A language's catalogue with exactly the sentences of the code; what was translated stays."""
    old = _read(language)
    fresh = Catalog(
        locale=language, project="Bellringer", version="1", charset="utf-8", header_comment=HEADER, fuzzy=False
    )
    for message in sorted((m for m in template if m.id), key=lambda m: str(m.id)):
        known = old.get(message.id if isinstance(message.id, str) else message.id[0])
        fresh.add(message.id, known.string if known is not None and _same_form(known, message) else None)
    return fresh


def problems(language: str, template: Catalog) -> Iterator[str]:
    """What a reader of this language would stumble over."""
    catalogue = _read(language)
    known = {message.id for message in catalogue if message.id}
    wanted = {message.id for message in template if message.id}
    yield from (f"{language}: no longer said: {_first(m)!r}" for m in known - wanted)
    yield from (f"{language}: not in the catalogue: {_first(m)!r}" for m in wanted - known)
    for message in catalogue:
        if not message.id:
            continue
        allowed = set(_PLACEHOLDER.findall(" ".join(_forms(message.id)))) | ALSO_GIVEN.get(_first(message.id), set())
        for string in _forms(message.string):
            if not string and _WORD.search(_first(message.id)):
                yield f"{language}: not translated: {_first(message.id)!r}"
            elif set(_PLACEHOLDER.findall(string)) - allowed:
                yield f"{language}: a placeholder that the sentence has not: {string!r}"


def main(arguments: list[str]) -> int:
    """The command line. The number of problems' worth of exit code: 0 or 1."""
    template = sentences()
    found = 0
    for language in LANGUAGES:
        if language == "en":
            continue
        if "--check" not in arguments:
            text = BytesIO()
            write_po(text, updated(language, template), width=0, no_location=True, sort_output=False)
            _path(language).parent.mkdir(parents=True, exist_ok=True)
            _path(language).write_bytes(_plain_header(text.getvalue()))
        for problem in problems(language, template):
            found += 1
            sys.stdout.write(problem + "\n")
    sys.stdout.write(f"{len(template)} sentences, {found} problems\n")
    return 1 if found and "--check" in arguments else 0


HEADER = "# Bellringer's words. Brought up to date by `make messages`; the translations are written by hand."


def _read(language: str) -> Catalog:
    if not _path(language).exists():
        return Catalog(locale=language)
    with _path(language).open("rb") as file:
        return read_po(file, locale=language)


def _path(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "bellringer.po"


def _same_form(known: Message, message: Message) -> bool:
    return isinstance(known.id, tuple) == isinstance(message.id, tuple)


def _forms(text: Any) -> list[str]:
    """A sentence in its plural forms, or the one form it has."""
    return [form or "" for form in text] if isinstance(text, tuple | list) else [text or ""]


def _first(message_id: Any) -> str:
    return _forms(message_id)[0]


def _plain_header(text: bytes) -> bytes:
    """The catalogue without header lines that would differ on every run, or that nobody fills in."""
    unwanted = re.compile(
        rb'"(?:POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To|Last-Translator|Language-Team)'
    )
    return b"\n".join(line for line in text.split(b"\n") if not unwanted.match(line))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
