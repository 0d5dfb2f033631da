"""Promises in free text: which words are one, by which day, and for which deal."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.promises import MOST, asked_on, deal_number, find, named, read_line

WEDNESDAY = date(2026, 11, 25)
PROMISES = {
    "call Zhang by Friday": ("call Zhang", "11-27"),
    "Send the quote tomorrow.": ("Send the quote", "11-26"),
    "On Friday, call Zhang": ("call Zhang", "11-27"),
    "Friday: present to board": ("present to board", "11-27"),
    "Pipeline is fine, call Zhang Friday": ("call Zhang", "11-27"),
    "I'll send the quote to Acme next week": ("send the quote to Acme", "12-04"),
    "I’m going to visit Haier on Dec 3": ("visit Haier", "12-03"),
    "We need to follow up with Acme tomorrow!": ("follow up with Acme", "11-26"),
    "close Acme by eom": ("close Acme", "11-30"),
    "1. call Zhang fri": ("call Zhang", "11-27"),
    "- Next: send contract on 27 Nov. 2026": ("send contract", "11-27"),
    "call Zhang and send the quote by Friday": ("call Zhang and send the quote", "11-27"),
    "Quiet week. Call “Big Corp” on Friday.": ("Call “Big Corp”", "11-27"),
    "call <@U0BEN> tomorrow": ("call <@U0BEN>", "11-26"),
    "周五前给张总报价": ("给张总报价", "11-27"),
    "明天我会跟进海尔": ("跟进海尔", "11-26"),
    "下周三前完成方案并发给客户": ("完成方案并发给客户", "12-02"),
    "我周五之前把合同发给海尔": ("把合同发给海尔", "11-27"),
    "下周一拜访海尔。": ("拜访海尔", "11-30"),
}
NO_PROMISES = (
    "",
    "send quote",
    # done, or over
    "called Zhang on Friday",
    "Closed Acme Friday",
    "call Zhang yesterday",
    "昨天给张总报价了",
    "周三给张总报价了",
    # what others will do
    "they will send it Friday",
    "Zhang will call me Friday",
    "客户周五回复",
    "海尔周五签合同",
    "张总说周五报价",
    # questions
    "Will you call Zhang Friday?",
    "Shall I send the quote tomorrow?",
    "周五给张总报价吗？",
    "周五要不要给张总报价",
    # denied, or only hoped for
    "I won't call Zhang on Friday",
    "if they agree, I'll call Friday",
    "I might send the quote tomorrow",
    "我们可能周五签约",
    "周五不给张总报价",
    # somebody else's words
    "“call me Friday” he said",
    "> I'll call Zhang by Friday",
    # no verb of one's own
    "call from Zhang on Friday",
    "Meeting with Zhang on Friday",
    "review of the contract Friday",
    "Won Acme 12k. Next: demo for Globex tue",
)


@pytest.mark.parametrize(("text", "promise"), PROMISES.items())
def test_a_promise_and_its_day(text: str, promise: tuple[str, str]) -> None:
    assert [(found.words, f"{found.due_on:%m-%d}") for found in find(text, WEDNESDAY)] == [promise]


@pytest.mark.parametrize("text", NO_PROMISES)
def test_no_promise(text: str) -> None:
    assert find(text, WEDNESDAY) == []


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ("call Zhang by Friday and send the quote tomorrow", ["call Zhang", "send the quote"]),
        ("I'll call Zhang by Friday, and send the quote on Monday.", ["call Zhang", "send the quote"]),
        ("周五前给张总报价，明天发合同", ["给张总报价", "发合同"]),
        ("1. call Zhang fri\n2. 下周一拜访海尔\n- visit Haier Monday", ["call Zhang", "拜访海尔", "visit Haier"]),
        ("Tomorrow: send contract, then call Ben on Monday", ["send contract", "call Ben"]),
        ("call Zhang fri\ncall Zhang fri", ["call Zhang"]),
    ],
)
def test_several_in_one_text(text: str, promises: list[str]) -> None:
    assert [found.words for found in find(text, WEDNESDAY)] == promises


def test_no_more_than_anybody_means() -> None:
    assert len(find("\n".join(f"call Zhang {number} fri" for number in range(50)), WEDNESDAY)) == MOST


def test_five_of_june_is_read_as_the_writer_writes_it() -> None:
    assert [find("call Zhang 5/6", WEDNESDAY, locale)[0].due_on.month for locale in ("en-GB", "en-US")] == [6, 5]


_PIECES = (
    "call ",
    "Zhang ",
    "Friday",
    ", ",
    ". ",
    " and ",
    "I'll ",
    "tomorrow ",
    "? ",
    "\n",
    "周五",
    "给张总",
    "报价",
    "，",
    "了",
    "“",
    "31/2 ",
)


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=5)), max_size=30).map("".join))
def test_whatever_is_written_nothing_breaks_and_nothing_is_made_up(text: str) -> None:
    for found in find(text, WEDNESDAY):
        assert found.words
        assert found.due_on >= WEDNESDAY
        assert set(found.words.split()) <= set("".join(c if c.isprintable() else " " for c in text).split()) or text


@pytest.mark.parametrize(
    ("line", "words", "days"),
    [
        ("call Zhang by fri", "call Zhang", ["11-27"]),
        ("I will send the 12k quote tomorrow", "send the 12k quote", ["11-26"]),
        ("我们会周五给张总报价", "给张总报价", ["11-27"]),
        ("lunch with the team", "lunch with the team", []),
        ("call Zhang thu or fri", "call Zhang or", ["11-26", "11-27"]),
    ],
)
def test_a_line_is_a_promise_as_a_whole(line: str, words: str, days: list[str]) -> None:
    found_words, found_days = read_line(line, WEDNESDAY)
    assert (found_words, [f"{day:%m-%d}" for day in found_days]) == (words, days)


def test_a_day_off_is_asked_about_on_the_next_working_day() -> None:
    christmas = {date(2026, 12, 25), date(2026, 12, 28)}
    assert asked_on(date(2026, 12, 24), christmas.__contains__) == date(2026, 12, 24)
    assert asked_on(date(2026, 12, 25), christmas.__contains__) == date(2026, 12, 29)
    assert asked_on(date(2026, 11, 28), lambda _day: False) == date(2026, 11, 30)
    assert asked_on(WEDNESDAY, lambda _day: True) == WEDNESDAY


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call Acme", 1),
        ("call ACME, Inc.", 1),
        ("call Acme Logistics", 2),
        ("ring Globex about it", 3),
        ("ring globex about it", None),
        ("visit 海尔 and Acme", None),
        ("给海尔报价", 4),
        ("call Hooli", None),
        ("call Acmeville", None),
        ("call Zhang", None),
    ],
)
def test_the_one_deal_that_is_meant(text: str, number: int | None) -> None:
    deals = [(1, "Acme"), (2, "Acme Logistics"), (3, "Globex Industries"), (4, "海尔集团"), (5, "Hooli"), (6, "Hooli")]
    assert named(text, deals) == number


def test_a_deal_by_its_number() -> None:
    assert (deal_number("check #142"), deal_number("#1 and #2"), deal_number("call Zhang")) == (142, None, None)
