"""What goals say fits into Slack's limits, however nasty the names, in both languages; and their picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.people import Person
from scheduler import ticks
from storage import members
from tests.cast import Workspace
from tests.floor import open_floor, type_in
from tests.test_charts import any_words, picture_of
from tests.test_views import LOCALES, NAMES, close, problems
from views import charts, goal_charts
from views.charts import GoalChart, draw

pytestmark = pytest.mark.words


@pytest.fixture(params=sorted(LOCALES))
def crowded(request: pytest.FixtureRequest, workspace: Workspace) -> Workspace:
    """Everybody has a long and nasty name, speaks one language, and has set all kinds of goals."""
    open_floor(workspace)
    for handle, person in workspace.sandbox.people.items():
        person.user.name = f"{handle} <&> {'&' * 70}"
        with workspace.change() as tx:
            known = members.find(tx, person.id)
            if known is not None:
                members.change(tx, known, name=person.user.name, locale=request.param)
    ada, amy = workspace["ada"], workspace["amy"]
    ada.command("#field", "/sales team rename " + "&" * 60)
    for month in range(4, 12):
        workspace.clock.move(minutes=3)
        name = "&<>" * 12 + "abcdefgh"[month - 4] * 9
        amy.command("#field", f"/deal won “{name}” €999,999,999.99 2026-{month:02}-20")
    for person, lines in (
        (
            amy,
            [*(f"“{name}” 999,999,999 by june" for name in NAMES[:4]), "999,999,999.99 this month", "win rate 40% eoq"],
        ),
        (ada, ["team 20 new customers this month", "<@U0BEN> 12 deals this quarter"]),
    ):
        for line in lines:
            first(workspace, person, f"/goal {line} - {'&<why> ' * 60}")
    return workspace


def first(workspace: Workspace, person: Person, line: str) -> None:
    """Type a line and press the first button under its answer."""
    workspace.clock.move(minutes=3)
    asked = type_in(person, line)
    answer = workspace.sandbox.requests[-1].answer
    assert answer is not None
    assert problems(answer.json()) == [], line[:60]
    assert person.click(asked, asked.elements[0]).problem is None
    workspace.deliver()


def test_every_answer_button_and_form_fits(crowded: Workspace) -> None:
    for handle in ("amy", "ada", "ben"):
        person = crowded[handle]
        for line in (
            "",
            "list",
            "team",
            "partner",
            "@amy",
            "at risk - " + "&" * 600,
            "adjust 5 - " + "<&>" * 200,
            "set",
        ):
            reply = person.command("#field", f"/goal {line}")
            answer = crowded.sandbox.requests[-1].answer
            assert (reply.status, reply.problem) == (200, None)
            assert answer is not None
            assert problems(answer.json() or {}) == [], (handle, line[:20])
            assert close(person, reply.view) == [], (handle, line[:20])
            for element in reply.message.elements if reply.message else []:
                clicked = person.click(reply.message, element)
                assert clicked.problem is None, (line[:20], element["action_id"])
                assert close(person, clicked.view) == [], (line[:20], element["action_id"])
    for row in crowded.posts("answer"):
        assert problems(row.payload) == [], row.payload["text"][:80]


def test_what_comes_unasked_is_taken_by_slack(crowded: Workspace) -> None:
    crowded["ben"].command("#field", "/goal adjust 5 - " + "<&>" * 200)
    crowded["amy"].command("#field", "/goal list")
    for moment in (datetime(2026, 12, 1, 9, 30, tzinfo=UTC), datetime(2026, 12, 3, 14, 0, tzinfo=UTC)):
        crowded.clock.now = moment - timedelta(minutes=5)
        ticks.tick(crowded.database, crowded.clock())
        crowded.clock.now = moment
        ticks.tick(crowded.database, moment)
        crowded.deliver()
    # what came in somebody's quiet hours comes in their morning
    crowded.clock.now = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)
    crowded.deliver()
    kinds = {row.kind for row in crowded.posts()}
    assert {"goal_question", "goal_review", "goal_team_review", "goal_wish", "note"} <= kinds
    assert {
        (row.kind, row.state, row.error) for row in crowded.posts() if row.state not in ("sent", "cancelled")
    } == set()
    for person in ("amy", "ben", "mei"):
        for message in crowded[person].sees("@Bellringer"):
            assert problems({"text": message.text, "blocks": message.blocks}) == []


any_value = st.integers(0, 10**15) | st.floats(0, 1e15)
any_goal = st.builds(
    GoalChart,
    any_words,
    any_words,
    days=st.integers(60, 400),
    reached=st.lists(any_value, max_size=60).map(tuple),
    target=st.integers(1, 10**15),
    even_pace=st.booleans(),
    low=st.none() | any_value,
    high=st.none() | any_value,
    target_label=any_words,
    reached_label=any_words,
    low_label=any_words,
    high_label=any_words,
    first_label=any_words,
    last_label=any_words,
    legend=st.tuples(any_words, any_words, any_words),
)


@settings(deadline=None, max_examples=40)
@given(any_goal)
def test_any_numbers_and_words_make_a_picture(chart: GoalChart) -> None:
    png = draw(chart)
    assert picture_of(png).size == (charts.WIDTH, goal_charts.HEIGHT)
    assert len(png) < 200_000


@pytest.mark.parametrize(
    "broken", [{"days": 0}, {"reached": (1,) * 9}, {"low": float("nan")}, {"target": float("inf")}]
)
def test_what_cannot_be_drawn_is_refused(broken: dict[str, object]) -> None:
    values: dict[str, object] = {
        "days": 8, "reached": (1, 2), "target": 9, "even_pace": True, "low": 1.0, "high": 2.0, "legend": ("", "", "")
    }  # fmt: skip
    labels = {f"{name}_label": "" for name in ("target", "reached", "low", "high", "first", "last")}
    with pytest.raises(ValueError, match=r"."):
        GoalChart("", "", **{**values, **labels, **broken})  # type: ignore[arg-type]
