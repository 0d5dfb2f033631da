"""How texts become what is read, and that nothing on the page lacks a name or breaks its rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from sandbox import server
from tests.browser.conftest import Visit

STATIC = Path(server.__file__).parent / "static"

DRAW = """async ([text]) => {
    const { mrkdwn } = await import("/static/js/text/mrkdwn.js");
    const { reader } = await import("/static/js/reader.js");
    const node = document.createElement("div");
    node.append(...mrkdwn(text, reader));
    const unseen = ["class", "title", "target", "rel"];
    for (const each of node.querySelectorAll("*")) unseen.forEach((name) => each.removeAttribute(name));
    return node.innerHTML;
}"""

JUNE_30 = 'datetime="2026-06-30T08:00:00.000Z"'

MRKDWN = [
    ("*bold* _it_ ~no~ `co*d*e`", "<strong>bold</strong> <em>it</em> <s>no</s> <code>co*d*e</code>"),
    ("*bold _and italic_*, 2*3*4", "<strong>bold <em>and italic</em></strong>, 2*3*4"),
    ("a * b * c, snake_case_name", "a * b * c, snake_case_name"),
    ("本月*第 9 单*。 *第 9 单*。", "本月*第 9 单*。 <strong>第 9 单</strong>。"),
    ("a &amp; b &lt;i&gt; &quot;", "a &amp; b &lt;i&gt; &amp;quot;"),
    ("&gt; one\n&gt; two\nthree", "<blockquote>one\ntwo</blockquote>three"),
    ("```\nif a &lt; b:\n  *go*\n```after", "<pre>if a &lt; b:\n  *go*</pre>after"),
    ("<https://a.example/?x=1&amp;y=2|the *brief*>", '<a href="https://a.example/?x=1&amp;y=2">the *brief*</a>'),
    ("see https://a.example/x.", 'see <a href="https://a.example/x">https://a.example/x</a>.'),
    ("<@U0BEN> <@U0NOBODY|zoe>", "<span>@Ben Carter</span> <span>@zoe</span>"),
    ("<#C0FIELD> <#C0DESK|>", "<span>#field</span> <span>#private channel</span>"),
    ("<!here> <!subteam^S1|@field>", "<span>@here</span> <span>@field</span>"),
    ("<!date^1782806400^{date_num} {time}|soon>", f"<time {JUNE_30}>2026-06-30 10:00</time>"),
    (":bell: :+1::skin-tone-3: :nosuch: 10:30:00", "<span>🔔</span> <span>👍</span> :nosuch: 10:30:00"),
    ("<javascript:alert(1)|x> <img src=x>", "&lt;javascript:alert(1)|x&gt; &lt;img src=x&gt;"),
]  # fmt: skip

UNNAMED = """() => [...document.querySelectorAll("button, input, textarea, [role=listbox], dialog[open]")]
    .filter((node) => node.checkVisibility() && !(node.ariaLabel || node.labels?.length || node.innerText?.trim()
        || document.getElementById(node.getAttribute("aria-labelledby"))))
    .map((node) => node.outerHTML)"""


DRAW_BLOCKS = """async ([blocks]) => {
    const { blockNodes } = await import("/static/js/blocks/blocks.js");
    const { reader } = await import("/static/js/reader.js");
    return blockNodes(blocks, { reader }).map((node) => node.querySelector("img")?.alt ?? node.innerText);
}"""

PLAIN = {"type": "plain_text", "text": "words"}
BLOCKS = [
    ({"type": "header", "text": PLAIN}, "words"),
    ({"type": "section", "text": {"type": "mrkdwn", "text": "*words*"}}, "words"),
    ({"type": "context", "elements": [{"type": "mrkdwn", "text": "words"}]}, "words"),
    ({"type": "image", "image_url": "/files/F1/chart.png", "alt_text": "a board"}, "a board"),
    ({"type": "image", "slack_file": {"id": "F1"}, "image_url": "/files/F1/chart.png", "alt_text": "b"}, "b"),
    ({"type": "section", "text": PLAIN, "accessory": {"type": "image", "image_url": "/x.png", "alt_text": "c"}}, "c"),
    ({"type": "divider"}, ""),
]


@pytest.mark.parametrize(("block", "seen"), BLOCKS, ids=lambda value: value["type"] if isinstance(value, dict) else "")
def test_blocks_that_are_only_read(shared_visit: Visit, block: dict[str, Any], seen: str) -> None:
    (drawn,) = shared_visit.page.evaluate(DRAW_BLOCKS, [[block]])
    assert drawn == seen


@pytest.mark.parametrize(("text", "drawn"), MRKDWN)
def test_mrkdwn(shared_visit: Visit, text: str, drawn: str) -> None:
    assert shared_visit.page.evaluate(DRAW, [text]) == drawn


def test_everything_that_can_be_used_has_a_name(visit: Visit) -> None:
    page = visit.page
    visit.write("/deal won Acme 12k")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert page.evaluate(UNNAMED) == []
    visit.write("/deal")
    expect(page.get_by_role("dialog", name="New deal")).to_be_visible()
    assert page.evaluate(UNNAMED) == []


def test_no_text_is_ever_read_as_html() -> None:
    """Neither in scripts nor in the page: no inline script or style, nothing that parses a string."""
    parsing = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|Parser")
    scripts = list(STATIC.rglob("*.js"))
    assert len(scripts) > 30
    assert [script.name for script in scripts if parsing.search(script.read_text())] == []
    page = (STATIC / "index.html").read_text()
    assert re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page) is None
