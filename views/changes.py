"""Changes in words: what a change set did, and what taking it back did."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sales import pipeline
from sales.money import Money
from storage.transactions import Change
from views.admin import role_name
from views.deals import stage_name
from views.words import Mrkdwn, Translator

SHOWN_CHANGES = 3

Names = Mapping[tuple[str, int], str]
"""What rows are called, by table and number: a deal by its customer, a place in a team by the person."""


def describe(t: Translator, changes: Sequence[Change], names: Names) -> Mrkdwn:
    """A change set in a few words."""
    told = (_TELLERS[change.table_name](t, change, names) for change in changes if change.table_name in _TELLERS)
    said = list(dict.fromkeys(words for words in told if words)) or [t("a small change")]
    more = len(said) - SHOWN_CHANGES
    if more > 0:
        said = [*said[:SHOWN_CHANGES], t("{count} more", count=more)]
    return Mrkdwn(" · ".join(said))


def many_taken_back(t: Translator, count: int, *, is_redo: bool) -> str:
    """The receipt of an undo of several deals."""
    if is_redo:
        return t("Done again: {count} deals.", count=count)
    return t("Undone: {count} deals are as they were; boards and posts are corrected.", count=count)


def taken_back(t: Translator, deal: Any, name: str, *, was_closed: bool, is_redo: bool) -> str:
    """The receipt of an undo: the `deal` as it is now (None when it is gone), and its customer's `name`."""
    if deal is None:
        if was_closed:
            return t("Undone: *{customer}* is off the list; the board and the post are corrected.", customer=name)
        return t("Undone: *{customer}* is off the list.", customer=name)
    stage = stage_name(t, deal.stage_name)
    if is_redo:
        return t("Done again: *{customer}* is at {stage}.", customer=name, stage=stage)
    if deal.outcome == pipeline.OPEN and was_closed:
        return t(
            "Undone: *{customer}* is open again at {stage}; the board and the post are corrected.",
            customer=name,
            stage=stage,
        )
    if deal.outcome == pipeline.OPEN:
        return t("Undone: *{customer}* is as it was, at {stage}.", customer=name, stage=stage)
    return t("Undone: *{customer}* is as it was; the board and the post are corrected.", customer=name)


def _deal(t: Translator, change: Change, names: Names) -> str:
    customer = _name(names, "deal", change.row_id)
    after = change.after
    if after is None:
        return t("*{customer}* taken off the list", customer=customer)
    outcome, amount = after.get("outcome"), _amount(change, names)
    if outcome == pipeline.WON and amount is not None:
        return t("*{customer}* won, {amount}", customer=customer, amount=amount)
    if outcome == pipeline.WON:
        return t("*{customer}* won", customer=customer)
    if outcome == pipeline.LOST:
        return t("*{customer}* lost", customer=customer)
    if change.before is None:
        return t("*{customer}* new", customer=customer)
    if outcome == pipeline.OPEN:
        return t("*{customer}* open again", customer=customer)
    return _deal_column(t, customer, after, amount, names)


def _amount(change: Change, names: Names) -> Money | None:
    """What a deal was worth after a change, if the change said so."""
    values = change.after or {}
    currency = values.get("currency") or names.get(("currency", change.row_id))
    return Money(values["amount_minor"], currency) if values.get("amount_minor") and currency else None


def _deal_column(t: Translator, customer: str, after: Mapping[str, Any], amount: Money | None, names: Names) -> str:
    """What matters most of an open deal's changed columns."""
    if "stage_id" in after:
        stage = stage_name(t, _name(names, "stage", after["stage_id"]))
        return t("*{customer}* moved to {stage}", customer=customer, stage=stage)
    if "owner_id" in after:
        return t("*{customer}* handed to {name}", customer=customer, name=_name(names, "member", after["owner_id"]))
    if after.get("closes_on"):
        return t("*{customer}* closes {day}", customer=customer, day=date.fromisoformat(after["closes_on"]))
    if amount is not None:
        return t("*{customer}* is worth {amount}", customer=customer, amount=amount)
    if "next_step" in after:
        return t("next step of *{customer}*", customer=customer)
    if after.get("note"):
        return t("note on *{customer}*", customer=customer)
    return t("*{customer}* changed", customer=customer)


def _team(t: Translator, change: Change, names: Names) -> str:
    team = _name(names, "team", change.row_id)
    return t("team {team} set up", team=team) if change.before is None else t("team {team} changed", team=team)


def _place(t: Translator, change: Change, names: Names) -> str:
    person = _name(names, "team_member", change.row_id)
    if change.after is None:
        return t("{name} left the team", name=person)
    if change.before is None:
        return t("{name} joined the team", name=person)
    return t("{name} leads the team", name=person)


def _member(t: Translator, change: Change, names: Names) -> str:
    person = _name(names, "member", change.row_id)
    role = (change.after or {}).get("role")
    if change.before is not None and role:
        return t("{name} is {role}", name=person, role=role_name(t, role))
    return t("settings of {name}", name=person)


def _promise(t: Translator, change: Change, names: Names) -> str:
    """Whose it is, not what: the words may be for few."""
    name, after = _name(names, "promise", change.row_id), change.after
    if after is None:
        return t("promise of {name} taken off the list", name=name)
    if change.before is None:
        return t("promise of {name} for {day}", name=name, day=date.fromisoformat(after["due_on"]))
    if "state" in after:
        told = {
            "kept": t("promise of {name} kept", name=name),
            "dropped": t("promise of {name} dropped", name=name),
            "open": t("promise of {name} open again", name=name),
        }
        return told[after["state"]]
    if "due_on" in after:
        return t("promise of {name} moved to {day}", name=name, day=date.fromisoformat(after["due_on"]))
    return t("promise handed to {name}", name=name)


def _quota(t: Translator, change: Change, names: Names) -> str:
    return t("quota of {name}", name=_name(names, "quota", change.row_id))


def _rate(t: Translator, change: Change, names: Names) -> str:
    values = change.after or change.before or {}
    if "source" not in values:
        return t("an exchange rate")
    source, target = values["source"], values["target"]
    return t("1 {source} = {rate} {target}", source=source, rate=Decimal(values["rate"]), target=target)


def _kudos_receiver(t: Translator, change: Change, names: Names) -> str:
    return t("thanks to {name}", name=_name(names, "kudos_receiver", change.row_id))


def _kudos_value(t: Translator, change: Change, names: Names) -> str:
    return t("kudos for #{value}", value=_name(names, "kudos_value", change.row_id))


def _kudos_reaction(t: Translator, change: Change, names: Names) -> str:
    return t("kudos by :{emoji}:", emoji=_name(names, "kudos_reaction", change.row_id))


def _name(names: Names, table: str, row_id: int) -> str:
    return names.get((table, row_id), "?")


def _absence(t: Translator, change: Change, names: Names) -> str:
    return t("days away of {name}", name=_name(names, "absence", change.row_id))


def _goal(t: Translator, change: Change, names: Names) -> str:
    after = change.after
    if after is None:
        return t("a goal taken back")
    if change.before is None:
        return t("a new goal")
    if after.get("state") == "closed":
        return t("a goal closed")
    return t("another target or end") if "target" in after else t("a goal changed")


_TELLERS: dict[str, Callable[[Translator, Change, Names], str]] = {
    "absence": _absence,
    "deal": _deal,
    "kudos_reaction": _kudos_reaction,
    "kudos_receiver": _kudos_receiver,
    "kudos_value": _kudos_value,
    "team": _team,
    "team_member": _place,
    "member": _member,
    "promise": _promise,
    "quota": _quota,
    "exchange_rate": _rate,
    "schedule": lambda t, _change, _names: t("a time that something comes at"),
    "goal": _goal,
    "goal_adjustment": lambda t, _change, _names: t("another target or end"),
    "goal_check_in": lambda t, _change, _names: t("how a goal goes"),
    "checkin": lambda t, change, names: t("check-in {name}", name=_name(names, "checkin", change.row_id)),
    "checkin_question": lambda t, change, names: t(
        "questions of {name}", name=_name(names, "checkin_question", change.row_id)
    ),
    "settings": lambda t, _change, _names: t("settings of the workspace"),
    "stage": lambda t, _change, _names: t("stages"),
    "partner": lambda t, change, names: t("partner {name}", name=_name(names, "partner", change.row_id)),
    "partner_tier": lambda t, change, names: t("tier {name}", name=_name(names, "partner_tier", change.row_id)),
    "partner_material": lambda t, change, names: t(
        "material {title}", title=_name(names, "partner_material", change.row_id)
    ),
    "partner_channel": lambda t, change, names: t(
        "channel of {partner}", partner=_name(names, "partner_channel", change.row_id)
    ),
    "partner_person": lambda t, change, names: t(
        "people of {partner}", partner=_name(names, "partner_person", change.row_id)
    ),
    "partner_workspace": lambda t, change, names: t(
        "people of {partner}", partner=_name(names, "partner_workspace", change.row_id)
    ),
    "registration": lambda t, change, names: t(
        "registration of {company}", company=_name(names, "registration", change.row_id)
    ),
    "support_request": lambda t, change, names: t(
        "request of {partner}", partner=_name(names, "support_request", change.row_id)
    ),
    "risk_answer": lambda t, _change, _names: t("what is no risk"),
    "risk_rule": lambda t, _change, _names: t("rules of risk"),
}
"""By table; what is not here follows from something that is."""
