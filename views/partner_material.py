"""Training and material for partners: what each of them finds there, and our own list of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from views import blocks
from views.blocks import Block, Message
from views.partner_support import kind_name
from views.partner_tiers import tier_name
from views.words import Mrkdwn, Translator

OPEN = "partner_material_open"
"""A link to somewhere else: Slack tells us that it was followed, and we do not look."""
_SHOWN_URL = 60


def shelf(t: Translator, rows: Sequence[Any]) -> Block:
    """What a partner finds, by kind, each with a button that leads there."""
    shown: list[Block] = []
    for kind, of_kind in groupby(rows, key=lambda row: str(row.kind)):
        shown.append(blocks.section(t("*{kind}*", kind=kind_name(t, kind))))
        for row in of_kind:
            link = blocks.button(t.plain("Open"), OPEN, row.title_key) | {"url": row.url}
            shown.append({"type": "section", "text": blocks.plain(row.title), "accessory": link})
    if not shown:
        shown = [blocks.section(t("Nothing is here yet. Ask for what you need with *Ask for support*."))]
    return blocks.modal("partner_material", t.plain("Training and material"), shown, close=t.plain("Close"))


def elsewhere(t: Translator, rows: Sequence[Any]) -> Message:
    """The same where Slack opens no form."""
    view = shelf(t, rows)
    return Message(t("*Training and material*"), view["blocks"])


def kept(t: Translator, title: str, url: str, kind: str, tier: str) -> Mrkdwn:
    """A link was added, or replaced."""
    facts = {"title": title, "url": url, "kind": kind_name(t, kind), "tier": tier_name(t, tier)}
    if tier:
        return t("Partners from {tier} up find *{title}* now: {url} · {kind}", **facts)
    return t("All partners find *{title}* now: {url} · {kind}", **facts)


def removed(t: Translator, title: str) -> Mrkdwn:
    return t("Partners don't find *{title}* any more.", title=title)


def listing(t: Translator, rows: Sequence[Any]) -> Message:
    """Everything that we keep for partners."""
    if not rows:
        example = t('No material yet. Type `/partner material add "Price list" https://example.com/prices gold`.')
        return Message(example, [blocks.section(example)])
    title = t("*Training and material*")
    lines = [
        t(
            "*{title}* · {kind} · {tier} · {url}",
            title=row.title,
            kind=kind_name(t, row.kind),
            tier=t.plain("from {tier} up", tier=tier_name(t, row.tier_name)) if row.tier_name else t.plain("all"),
            url=_short(row.url),
        )
        for row in rows
    ]
    return Message(title, [blocks.section(title), blocks.section("\n".join(lines))])


def certified(t: Translator, name: str, count: int) -> Mrkdwn:
    """How many people of a partner hold a certificate."""
    return t.plural(
        "*{partner}*: {count} certified person.", "*{partner}*: {count} certified people.", count, partner=name
    )


def _short(url: str) -> str:
    return url if len(url) <= _SHOWN_URL else url[:_SHOWN_URL] + "…"
