"""Words against data: what counts as a claim that all is well, and which numbers contradict it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.contradictions import (
    COVERAGE,
    GOAL,
    OVERDUE,
    QUIET,
    SLIPPED,
    Contradiction,
    Facts,
    GoalPace,
    check,
    claim,
    find,
)

CLAIMS = {
    "on track": "on track",
    "On track.": "On track",
    "ON TRACK": "ON TRACK",
    "On\u2011track": "On\u2011track",
    "I'm on track": "on track",
    "I\u2019m on track": "on track",
    "We are on track for the quarter": "on track",
    "Overall on track!": "on track",
    "Status: on track": "on track",
    "on track, two demos next week": "on track",
    "\U0001f600 on track": "on track",
    "All good": "All good",
    "yes, all good \U0001f44d": "all good",
    "No issues": "No issues",
    "Everything is fine, no blockers": "Everything is fine",
    "pipeline looking good": "looking good",
    "green": "green",
    "Two long demos at Haier. We're on track.": "on track",
    "正常": "正常",
    "一切正常": "一切正常",
    "没问题": "没问题",
    "挺好的": "挺好",
    "稳": "稳",
    "状态：正常": "正常",
    "业绩正常": "正常",
    "本月进展顺利": "进展顺利",
    "目前都正常": "正常",
    "整体按计划推进": "按计划推进",
    "一切顺利，没问题": "一切顺利",
    "本周正常。下周拜访海尔": "正常",
}
NO_CLAIMS = (
    "",
    "everything",
    # denied
    "not on track",
    "I'm not on track",
    "we're no longer on track",
    "isn't on track",
    "almost on track",
    "was on track",
    "We were on track until Friday",
    "不正常",
    "不太顺利",
    "没有按计划",
    "没按计划推进",
    "未达标",
    "难达标",
    "不稳",
    # asked
    "Are we on track?",
    "on track?",
    "Mei asked if all is good",
    "正常吗？",
    "是否正常",
    # hoped for, or with a condition
    "if Globex signs we are on track",
    "should be on track",
    "hope to get back on track",
    "希望一切顺利",
    "如果签约就没问题",
    # with a but
    "on track except Globex",
    "on track, but two deals slipped",
    "大部分正常，但格力延期",
    # somebody else's words
    "“on track” is what they say",
    "> on track",
    "Zhang says all good",
    "客户反馈正常",
    # about one thing
    "Globex is on track",
    "on track with Globex",
    "Acme: on track",
    "Globex, on track",
    "the demo went smooth",
    "海尔进展顺利",
    "格力，正常",
    # other meanings
    "no problem to call Zhang tomorrow",
    "green field project",
    "Track record",
)
POOR = Facts(coverage=Fraction(1, 2), elapsed=Fraction(2, 3), open_deals=4, quiet_days=(30, 21, 16), period="month")


@pytest.mark.parametrize(("text", "words"), CLAIMS.items())
def test_claims(text: str, words: str) -> None:
    assert claim(text) == words


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_no_false_alarm(text: str) -> None:
    assert claim(text) == ""


@given(st.text(max_size=200))
def test_whatever_is_written_a_claim_is_part_of_it(text: str) -> None:
    assert claim(text) in text or claim(text).isprintable()


def test_a_claim_and_the_two_gravest_facts() -> None:
    assert check(["Two demos.", "on track"], POOR) == (
        "on track",
        [Contradiction(COVERAGE, share=Fraction(1, 2), name="month"), Contradiction(QUIET, count=2, days=21)],
    )
    assert check(["Two demos.", "behind"], POOR) == ("", [])
    assert check([], POOR) == ("", [])


@pytest.mark.parametrize(
    "facts",
    [
        Facts(),
        Facts(coverage=Fraction(1), elapsed=Fraction(1, 2), open_deals=3),
        Facts(coverage=Fraction(1, 2), elapsed=Fraction(1, 4), open_deals=3),
        Facts(coverage=Fraction(1, 2), elapsed=Fraction(1, 2), won=Fraction(1, 2), open_deals=3),
        Facts(open_deals=5, quiet_days=(40, 20), slipped=1, overdue=1),
        Facts(goals=(GoalPace("20 customers", Fraction(45, 100), Fraction(1, 2)),)),
        Facts(goals=(GoalPace("20 customers", Fraction(0), Fraction(1, 4)),)),
    ],
    ids=[
        "nothing known",
        "covered in full",
        "early in the period",
        "as much won as time has gone",
        "one of each is everyday",
        "a little behind",
        "a goal that has just begun",
    ],
)
def test_numbers_that_leave_room_for_the_words(facts: Facts) -> None:
    assert find(facts) == []


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (Facts(slipped=2, open_deals=9), Contradiction(SLIPPED, count=2)),
        (Facts(overdue=3, open_deals=9), Contradiction(OVERDUE, count=3)),
        (Facts(quiet_days=(25,), open_deals=1), Contradiction(QUIET, count=1, days=25)),
        (
            Facts(goals=(GoalPace("20 customers", Fraction(1, 4), Fraction(1, 2)),)),
            Contradiction(GOAL, share=Fraction(1, 4), expected=Fraction(1, 2), name="20 customers"),
        ),
        (
            Facts(coverage=Fraction(0), elapsed=Fraction(1), period="quarter"),
            Contradiction(COVERAGE, share=Fraction(0), name="quarter"),
        ),
    ],
)
def test_numbers_that_do_not(facts: Facts, found: Contradiction) -> None:
    assert find(facts) == [found]
