"""The forms of goals. Each field's block has the field's name: by it a submission is read, and errors are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sales.goals import metrics
from sales.goals.metrics import BY_HAND
from storage.goals import GoalProgress
from views import blocks
from views.blocks import Block, Element
from views.goals import CONFIDENCES, METRICS, number, title
from views.words import Translator

SUBMIT, SUBMIT_UPDATE, SUBMIT_ADJUST = "goal_form", "goal_update_form", "goal_adjust_form"
METRIC, NUMBER, UNIT, WHOSE, PERSON, FIRST, LAST, NOTE, CONFIDENCE, REASON = (
    "metric",
    "number",
    "unit",
    "whose",
    "person",
    "first",
    "last",
    "note",
    "confidence",
    "reason",
)


def form(
    t: Translator,
    metadata: str,
    *,
    metric: str | None,
    target: str,
    unit: str,
    whose: Sequence[tuple[str, str]],
    chosen: str,
    may_choose_person: bool,
    first: date,
    last: date | None,
    note: str,
) -> Block:
    """A goal to be set, filled with what is known. `whose` are value and label of those it may be for."""
    options = [blocks.option(t.plain(METRICS[name]), name) for name in metrics.METRICS]
    owners = [blocks.option(label, value) for value, label in whose]
    rows = [
        blocks.input_block(METRIC, t.plain("What is counted?"), blocks.select(METRIC, options, initial=metric)),
        blocks.input_block(
            NUMBER, t.plain("How much?"), blocks.text_input(NUMBER, target, length=60, hint=t.plain("20, $500k, 40 %"))
        ),
        blocks.input_block(
            UNIT,
            t.plain("Of what, if you count it yourself?"),
            blocks.text_input(UNIT, unit, length=60, hint=t.plain("calls")),
            optional=True,
        ),
        blocks.input_block(FIRST, t.plain("From"), blocks.date_input(FIRST, first.isoformat())),
        blocks.input_block(LAST, t.plain("Until"), blocks.date_input(LAST, last.isoformat() if last else None)),
    ]
    if len(owners) > 1:
        rows.append(blocks.input_block(WHOSE, t.plain("Whose goal?"), blocks.select(WHOSE, owners, initial=chosen)))
    if may_choose_person:
        label = t.plain("Or somebody else's")
        rows.append(blocks.input_block(PERSON, label, blocks.person_input(PERSON), optional=True))
    element = blocks.text_input(NOTE, note, multiline=True, length=500)
    rows.append(blocks.input_block(NOTE, t.plain("What is it for?"), element, optional=True))
    return blocks.modal(
        SUBMIT, t.plain("A goal"), rows, submit=t.plain("Check it"), close=t.plain("Cancel"), metadata=metadata
    )


def update_form(t: Translator, each: GoalProgress, metadata: str, *, confidence: str, note: str) -> Block:
    """How a goal goes: the number where it is counted by hand, how sure one is, and why."""
    rows: list[Block] = [blocks.section(title(t, each))]
    if each.goal.metric == BY_HAND:
        now = str(each.reached) if not each.goal.currency else number(t, each.goal, each.reached)
        element = blocks.text_input(NUMBER, now, length=30)
        rows.append(blocks.input_block(NUMBER, t.plain("How much is there now?"), element))
    options = [blocks.option(t.plain(CONFIDENCES[name]), name) for name in metrics.CONFIDENCES]
    rows.append(
        blocks.input_block(
            CONFIDENCE, t.plain("How is it going?"), _chosen(CONFIDENCE, options, confidence), optional=True
        )
    )
    element = blocks.text_input(NOTE, note, multiline=True, length=500)
    rows.append(blocks.input_block(NOTE, t.plain("Why?"), element, optional=True))
    submit, close = t.plain("Save"), t.plain("Cancel")
    return blocks.modal(SUBMIT_UPDATE, t.plain("Goal"), rows, submit=submit, close=close, metadata=metadata)


def adjust_form(t: Translator, each: GoalProgress, metadata: str, *, target: str, last: date, is_wish: bool) -> Block:
    """Another target or end, and why; a target that is left empty stays."""
    rows: list[Block] = [blocks.section(title(t, each))]
    if is_wish:
        rows.append(blocks.context(t("It was agreed with your manager, who is asked. Until then it stays as it is.")))
    typed = blocks.text_input(NUMBER, target, length=60, hint=t.plain("20, $500k, 40 %"))
    rows += [
        blocks.input_block(NUMBER, t.plain("New target"), typed, optional=True),
        blocks.input_block(LAST, t.plain("Until"), blocks.date_input(LAST, last.isoformat())),
        blocks.input_block(REASON, t.plain("Why?"), blocks.text_input(REASON, multiline=True, length=500)),
    ]
    submit, close = t.plain("Save"), t.plain("Cancel")
    return blocks.modal(SUBMIT_ADJUST, t.plain("Change the goal"), rows, submit=submit, close=close, metadata=metadata)


def _chosen(action_id: str, options: Sequence[Element], initial: str) -> Element:
    return blocks.select(action_id, options, initial=initial or None)
