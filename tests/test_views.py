"""Everything that people see fits into Slack's limits, however long and nasty the names, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.capabilities import routes
from sandbox.blocks import check_blocks, check_view, count_characters
from sandbox.people import Person
from sandbox.records import Json, View
from scheduler import ticks
from storage import members
from tests.cast import Workspace
from tests.checkin_room import answer, make
from tests.floor import open_floor

pytestmark = pytest.mark.words

LOCALES = {"en": "English", "zh": "中文"}
LONG = 40
NAMES = (
    "&" * 118 + "Co",
    "<Ünïcödé> & “Quotes” *bold* _it_ ~no~ `code` " * 2,
    "股份" * 55 + "有限公司",
    "👩‍👩‍👧‍👦🏳️‍🌈 " * 8 + "Emoji",
    "Ｗｉｄｅ" * 24,
    "WWWWWWWWWW" * 12,
)
EXAMPLES = (
    "",
    "#1",
    "all",
    "list all",
    "last month",
    "本季度 新客户",
    "teams",
    "top 25",
    "@ben",
    "zzz & <b>",
    "x" * 3000,
)


@pytest.fixture(params=sorted(LOCALES))
def crowded(request: pytest.FixtureRequest, workspace: Workspace) -> Workspace:
    """Every name is as long and as nasty as Slack lets it be, and everybody speaks one language."""
    open_floor(workspace)
    for handle, person in workspace.sandbox.people.items():
        person.user.name = f"{handle} <&> {'&' * 70}"
        with workspace.change() as tx:
            known = members.find(tx, person.id)
            if known is not None:
                members.change(tx, known, name=person.user.name, locale=request.param)
    ada, amy = workspace["ada"], workspace["amy"]
    ada.command("#field", "/sales team rename " + "&" * 60)
    ada.command("#field", f"/sales team language {LOCALES[request.param]}")
    ada.command("#field", "/sales team stages add " + "<&>" * 13 + " 40%")
    ada.command("#field", "/sales team rate EUR USD 1.1")
    for number, name in enumerate(NAMES, 1):
        workspace.clock.move(minutes=3)
        for line in (
            f"new “{name}” 999,999,999,999.99 eom via “{name[::-1].strip()}” - {'&<note> ' * 200}",
            f"#{number} next {'&<call> ' * 60} fri",
            f"split #{number} @amy 98 @ben 1 @mei 1",
        ):
            amy.command("#field", f"/deal {line}")
    for number in (1, 3, 5):
        workspace.clock.move(minutes=3)
        amy.command("#field", f"/deal won #{number} €999,999,999,999.99")
    for number in range(12):
        amy.command("#field", f"/sales promise #{number} {'&<call> ' * 23} fri")
    amy.command("#field", "/deal lost #6 price")
    nasty = [{"text": "&" * 200, "is_blocker": number == 1, "takes_facts": number == 2} for number in range(4)]
    soon = (workspace.clock() + timedelta(minutes=5)).astimezone(ZoneInfo("Europe/Berlin"))
    schedule = {"weekdays": str(soon.weekday()), "at": f"{soon:%H:%M}"}
    make(workspace, nasty, schedule=schedule, name="<&>" * 20, reminds=False)
    workspace.clock.move(minutes=6)
    ticks.tick(workspace.database, workspace.clock())
    for person in (amy, ada):
        view = person.command("#field", "/checkin").view
        assert view is not None
        reply = answer(person, view, "&" * 3000, "<b>*_~`\n" * 300, "股份" * 1500, "👩‍👩‍👧‍👦 " * 200)
        assert reply.errors == {}
    return workspace


def problems(answer: Json) -> list[str]:
    """What Slack would refuse in a message, and what would not read well."""
    blocks = answer.get("blocks") or []
    found = check_blocks(blocks)
    if count_characters(blocks) > 13_200:
        found.append("too long for one message")
    for text in [answer.get("text") or "", *mrkdwn(blocks)]:
        if re.search(r"<(?![@#])", text) or re.search(r"&(?!amp;|lt;|gt;)", text):
            found.append(f"not escaped, or cut in the middle of it: {text[-80:]}")
    return found


def mrkdwn(content: object) -> Iterator[str]:
    """Every text with markup in some blocks."""
    if isinstance(content, list):
        for item in content:
            yield from mrkdwn(item)
    elif isinstance(content, dict):
        if content.get("type") == "mrkdwn":
            yield content["text"]
        for value in content.values():
            yield from mrkdwn(value)


def close(person: Person, view: View | None) -> list[str]:
    """What Slack would refuse in a form that has opened."""
    if view is None:
        return []
    person.close(view)
    return check_view(view.definition)


@pytest.mark.long
def test_every_line_is_answered_within_slacks_limits(crowded: Workspace) -> None:
    for handle in ("amy", "ada"):
        person = crowded[handle]
        for noun, verbs in routes().lines.items():
            for verb in verbs:
                for example in EXAMPLES:
                    if verb in ("remove", "rename", "roles"):
                        continue
                    reply = person.command("#field", f"/sales {noun} {verb} {example}")
                    asked = (handle, noun, verb, example[:20])
                    answer = crowded.sandbox.requests[-1].answer
                    assert (reply.status, reply.problem) == (200, None), asked
                    assert answer is not None
                    content = answer.json() or {}
                    assert "Reference " not in content.get("text", ""), asked
                    assert problems(content) == [], asked
                    assert close(person, reply.view) == [], asked


def test_every_button_is_answered_within_slacks_limits(crowded: Workspace) -> None:
    amy = crowded["amy"]
    for line in ("#1", "#2", "#6", "list all", "list won", "won #2", "lost #4", "won Wide 12k 13k", "zzzz"):
        message = amy.command("#field", f"/deal {line}").message
        assert message is not None, line
        for element in message.elements:
            if element["type"] == "button":
                reply = amy.click(message, element)
                assert reply.problem is None, (line, element)
                assert close(amy, reply.view) == [], (line, element)
    for row in crowded.posts("answer"):
        assert problems(row.payload) == [], row.payload["text"][:80]


def test_every_post_is_taken_by_slack(crowded: Workspace) -> None:
    amy = crowded["amy"]
    board = amy.command("#field", "/leaderboard this month").message
    assert board is not None
    for element in board.elements:
        amy.click(board, element)
    file = amy.command("#field", "/deal list all").message
    assert file is not None
    amy.click(file, file.elements[-1])
    amy.command("#field", "/deal hand #2 @ben")
    ticks.tick(crowded.database, crowded.clock())
    crowded.deliver()
    crowded.clock.move(days=5)
    ticks.tick(crowded.database, crowded.clock())
    crowded.deliver()
    # a morning on which everything is at risk
    crowded.clock.move(days=17)
    ticks.tick(crowded.database, crowded.clock())
    crowded.deliver()
    # who has answered before the prompt left is not asked any more; what a day had too much of is kept back
    unsent = {(row.kind, row.state, row.error) for row in crowded.posts() if row.state not in ("sent", "cancelled")}
    assert unsent == set()
    told = {"win", "leaderboard", "private_line", "note", "file", "risk_alert", "checkin_summary", "checkin_answers"}
    assert told <= {row.kind for row in crowded.posts()}
    for person, place in ((amy, "#field"), (amy, "@Bellringer"), (crowded["mei"], "@Bellringer")):
        for message in person.sees(place):
            assert problems({"text": message.text, "blocks": message.blocks}) == []


def test_every_home_fits(crowded: Workspace) -> None:
    for handle in ("amy", "ada", "mei"):
        person = crowded[handle]
        person.open_home()
        crowded.deliver()
        home = person.home()
        assert home is not None
        assert check_view(home.definition) == []
        assert problems({"blocks": home.blocks}) == []
