"""A deal's history in a few words a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sales import pipeline
from sales.money import Money
from views.deals import reason_name, stage_name
from views.words import Translator

TOLD = ("outcome", "stage_id", "lost_reason", "amount_minor", "closes_on", "next_step", "owner_id", "note")
"""The columns whose changes are told, in this order: PostgreSQL does not keep that of the change itself."""


def describe(t: Translator, change: Any, stages: Mapping[int, str], currency: str) -> str:
    """What one change of a deal did; `stages` are names by id, `currency` is that of the deal afterwards."""
    if change.before is None:
        return t("came back") if change.undoes_id else t("created it")
    if change.after is None:
        return t("took it back")
    after: dict[str, Any] = change.after
    values = {"currency": currency, **change.before, **after}
    said = [
        words
        for name in TOLD
        if after.get(name) is not None and (words := _describe_column(t, name, after[name], values, stages))
    ]
    if change.undoes_id:
        return t("undid a change")
    return t.plain(", ").join(said) or t("made a change")


def _describe_column(t: Translator, name: str, value: Any, values: Mapping[str, Any], stages: Mapping[int, str]) -> str:
    if name == "outcome" and value != pipeline.OPEN:
        return t("won it") if value == pipeline.WON else t("lost it")
    if name == "stage_id" and "outcome" not in values:
        return t("moved it to {stage}", stage=stage_name(t, stages.get(value, "?")))
    if name == "amount_minor":
        return t("changed the amount to {amount}", amount=Money(value, values["currency"]))
    if name == "closes_on":
        return t("set the close date to {day}", day=date.fromisoformat(value))
    if name == "next_step" and value:
        return t("next step: {step}", step=value)
    if name == "lost_reason" and value:
        return t("reason: {reason}", reason=reason_name(t, value))
    if name == "owner_id":
        return t("gave it a new owner")
    if name == "note" and value:
        return t("wrote a note")
    return ""
