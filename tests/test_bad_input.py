"""What people type by mistake, in haste or in malice: each line gets a sentence, and nothing is stored wrong."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sales import names
from sandbox.blocks import check_blocks, check_view, count_characters
from sandbox.people import Person
from sandbox.records import Json
from tests.cast import Workspace, play
from tests.floor import deals_of, first_line, newest, open_floor, type_in

pytestmark = pytest.mark.words

NO_NAME = "I read no customer's name there. Type it like this: `/deal won Acme 12k`."
NO_DATE = "I read {} as a date, but it can't be one. Type it like 30 Jun or 2027-06-30."
TO_COME = "I read Thu 26 Nov, which is still to come. To log it as open, type"
NO_AMOUNT = "I can't read {} as an amount. Type it like 12k, 1.5m, $12,000 or 12万."
NOTHING = "I read {}. A deal is worth more than nothing: type `/deal won Acme 12k`."
NOBODY = "I don't know who @nobody is. Type @ and pick the name from the list that Slack shows."
STRANGER = "Slack did not tell me who that is, so nothing was stored. Try again in a minute."

REFUSED = [
    ("won Acme", "*Acme*, won. For how much? Type `/deal won Acme 12k`."),
    ("won Acme -5k", NOTHING.format("-$5,000")),
    ("won Acme −5k", NOTHING.format("-$5,000")),
    ("won Acme 0", NOTHING.format("$0")),
    ("won Acme 0.001", NOTHING.format("$0")),
    ("won Acme 1e400", NO_AMOUNT.format("1e400")),
    ("won Acme 12k 13k", "I read $12,000 and $13,000. Which one?"),
    ("won Acme $12k €12k", "I read $12,000 and €12,000. Which one?"),
    ("won Acme 12万 ¥13万", "I read $120,000 and CN¥130,000. Which one?"),
    ("won " + "x" * 3000 + " 12k", "That is a long name: 3,000 characters. Type the customer in at most 120."),
    ("won " + "长" * 3000 + " 12k", "That is a long name: 3,000 characters. Type the customer in at most 120."),
    ("won 😀🎉 12k", NO_NAME),
    ("won … 12k", NO_NAME),
    ("won <!channel> 12k", NO_NAME),
    ("won <!here> 12k", NO_NAME),
    ('won =HYPERLINK("http://x.example","y") 12k', NO_NAME),
    ("won +cmd|' /C calc'!A0 12k", NO_NAME),
    ("won Acme 12k with @nobody", NOBODY),
    ("won Acme 12k with <@U0NOBODY>", STRANGER),
    ("hand Acme @nobody", NOBODY),
    ("won Acme 12k 1/1/1970", NO_DATE.format("1/1/1970")),
    ("won Acme 12k 1/1/3026", NO_DATE.format("1/1/3026")),
    ("won Acme 12k 2026-02-30", NO_DATE.format("2026-02-30")),
    ("new Acme 12k 3026年1月1日", NO_DATE.format("3026年1月1日")),
    ("won Acme 12k tomorrow", f"{TO_COME} `/deal new Acme 12k 2026-11-26`."),
    ("won Acme tomorrow for €12k", f"{TO_COME} `/deal new Acme €12k 2026-11-26`."),
    ("lost Acme tomorrow price", f"{TO_COME} `/deal new Acme 2026-11-26`."),
    ("won Acme 12k in 1970", NO_DATE.format("in 1970")),
    ("won Acme 12k yesterday 3 days ago", "I read two days, Tue 24 Nov and Sun 22 Nov."),
    ("won Acme 12k via 😀", "I read no partner's name there. Type it like this: `/deal new Acme 30k via BetaCo`."),
    ("move", "To which stage? There are prospect, qualified, proposal, negotiation."),
    ("split", "Which deal? Name the customer: `/deal move Acme proposal`."),
    ("#0", "There is no deal #0. `/deal list` shows yours."),
    ("#999999999", "There is no deal #999999999. `/deal list` shows yours."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "words"), REFUSED, ids=[line[:24] for line, _words in REFUSED])
def test_a_bad_line_gets_a_sentence_and_stores_nothing(
    workspace: Workspace, amy: Person, line: str, words: str
) -> None:
    open_floor(workspace)
    assert first_line(type_in(amy, f"/deal {line}")).startswith(words)
    assert deals_of(workspace) == []
    assert workspace.posts("win") == []


def test_nothing_typed_opens_the_form(amy: Person) -> None:
    view = amy.command("#field", "/deal won").view
    assert view is not None
    assert view.title == "Log a win"


@pytest.mark.parametrize(
    ("typed", "shown", "stored"),
    [
        ("A<b>&amp;C", "A&lt;b&gt;&amp;amp;C", "A<b>&amp;C"),
        ("<https://e.vil|paypal>", "&lt;https://e.vil|paypal&gt;", "<https://e.vil|paypal>"),
        ("Acme *bold* _it_ `code`", "Acme *bold* _it_ `code`", "Acme *bold* _it_ `code`"),
        ("Robert'); DROP TABLE deal;--", "Robert'); DROP TABLE deal;--", "Robert'); DROP TABLE deal;--"),
        ("Ac\u200bme\u202e", "Acme", "Acme"),
        ("$\\frac{1}{2}$ Inc", "$\\frac{1}{2}$ Inc", "$\\frac{1}{2}$ Inc"),
    ],
)
def test_what_somebody_writes_is_kept_and_shown_as_it_is(
    workspace: Workspace, amy: Person, typed: str, shown: str, stored: str
) -> None:
    open_floor(workspace)
    receipt = type_in(amy, f"/deal won “{typed}” 12k")
    assert first_line(receipt).startswith(f"Won: *{shown}* · $12,000")
    assert deals_of(workspace) == [(stored, "won", 1_200_000, "USD")]
    workspace.deliver()
    assert f"won *{shown}*, $12,000." in amy.sees("#field")[-1].words


# --- anything at all -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stage() -> Iterator[Workspace]:
    """One workspace for all examples: each leaves behind what it stored."""
    with tempfile.TemporaryDirectory() as folder, play(Path(folder)) as there:
        yield open_floor(there)


PIECES = """
    Acme 海尔 12k -5k 0 1e400 € $12,000 12万 1.234 50% with @ben <@U0BEN> <!channel> <!subteam^S1> <https://e.vil|x>
    & < > &lt; * _ ` ~ tomorrow eom 30/6 3026-01-01 #1 via - because 因为 won lost new price “ ” ' =1+1 next close move
    proposal list split hand help 😀 \u202e \u200b
"""
pieces = st.sampled_from([*PIECES.split(), "\n", "\u00a0", "\ufeff", "x" * 500])
anything = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Sc", "Po", "So", "Cf", "Zs"]), max_size=60),
    st.lists(pieces, max_size=12).map(" ".join),
)


@given(verb=st.sampled_from(["won", "lost", "new", "move", "list", "split", "hand", ""]), text=anything)
@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_line_breaks_anything(stage: Workspace, verb: str, text: str) -> None:
    amy = stage["amy"]
    stage.clock.move(minutes=3)
    reply = amy.command("#field", f"/deal {verb} {text}")
    request = stage.sandbox.requests[-1]
    assert request.status == 200
    assert request.answer is not None
    answer = request.answer.json() or {}
    assert "Reference" not in answer.get("text", ""), answer
    assert reply.problem is None
    if reply.view is not None:
        assert check_view(reply.view.definition) == []
        amy.close(reply.view)
    _is_fit_to_show(answer)
    for name, outcome, minor, _currency in deals_of(stage):
        assert names.is_name(name)
        assert not re.match(r"[=+@]|<[!@#]", name)
        assert minor is None or minor > 0
        assert outcome != "won" or minor is not None


@given(text=anything)
@example(text="设置")
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_message_to_the_bot_breaks_anything(stage: Workspace, text: str) -> None:
    amy = stage["amy"]
    stage.clock.move(minutes=3)
    assert amy.say("@Bellringer", text or "hello").status == 200
    for row in stage.posts("answer")[-1:]:
        _is_fit_to_show(row.payload)


@given(text=anything)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_leaderboard_line_breaks_anything(stage: Workspace, text: str) -> None:
    reply = stage["amy"].command("#field", f"/leaderboard {text}")
    assert reply.problem is None
    request = stage.sandbox.requests[-1]
    assert request.answer is not None
    answer = request.answer.json() or {}
    assert "Reference" not in answer.get("text", ""), answer
    _is_fit_to_show(answer)


ALLOWED_MARKUP = re.compile(r"&(?:amp|lt|gt);")
OF_OURS = "<#C0FIELD>"
"""Where the team is at home, which the welcome says."""


def _is_fit_to_show(answer: Json) -> None:
    """Slack takes it, and nothing in it mentions, links or turns the direction of the text."""
    blocks = answer.get("blocks", [])
    assert check_blocks(blocks) == []
    assert count_characters(blocks) <= 13_200
    for said in [answer.get("text", ""), *_mrkdwn(blocks)]:
        text = said.replace(OF_OURS, "")
        assert not re.search(r"<[!@#]|<https?:|[\u202a-\u202e\u2066-\u2069]", text), text
        assert "<" not in text, text
        assert "&" not in ALLOWED_MARKUP.sub("", text), text


def _mrkdwn(content: object) -> Iterator[str]:
    """Every text with markup in some blocks."""
    if isinstance(content, list):
        for item in content:
            yield from _mrkdwn(item)
    elif isinstance(content, dict):
        if content.get("type") == "mrkdwn":
            yield content["text"]
        for value in content.values():
            yield from _mrkdwn(value)


def test_a_form_filled_with_the_same_is_as_safe(workspace: Workspace, amy: Person) -> None:
    open_floor(workspace)
    view = amy.command("#field", "/deal won").view
    assert view is not None
    name = "<!channel> & <b>Söhne</b>"
    amy.suggest(view, "deal_customer", f"A {name}")
    amy.choose(view, "deal_customer", f"new:A {name}")
    assert amy.submit(view, {"amount": "12k", "note": "<@U0BEN> =1+1", "partner": "<!here> Co"}).errors == {
        "partner": "I read no company's name there."
    }
    view = amy.modal()
    assert view is not None
    assert amy.submit(view, {"partner": "Beta & <Co>"}).errors == {}
    workspace.deliver()
    for message in (newest(workspace, amy), amy.sees("#field")[-1], type_in(amy, "/deal #1")):
        _is_fit_to_show({"text": message.text, "blocks": message.blocks})
