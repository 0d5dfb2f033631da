"""What we do for partners, all of it at once: nothing of one reaches another, and it fits however much is written."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.capabilities import routes
from handlers.routes import PARTNER
from sandbox.blocks import check_view, count_characters
from sandbox.people import Person
from storage import members
from tests.cast import Workspace
from tests.floor import type_in
from tests.partner_desk import open_desk
from tests.partner_room import last, open_form, screens, submit, tick
from tests.scenes import scene

SECRETS = ("Zephyr", "BetaCo", "Pat Novak", "Bea Winter", "U0PAT", "U0BEA", "C0BETACO", "Amy Lindgren")
"""Of BetaCo and us: Quinn of GammaCo reads none of it, wherever she looks."""
TUESDAY = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LONGEST = ("&" * 3000, "<b>*_~`\n" * 375, "股份" * 1500, "👩‍👩‍👧‍👦 " * 200)


@pytest.fixture(autouse=True)
@scene
def room(workspace: Workspace) -> Workspace:
    open_desk(workspace)
    tick(workspace)
    return workspace


def care(workspace: Workspace, words: str = "Zephyr by Friday") -> None:
    """BetaCo asks, is answered, checks in, promises and says what it thinks; nothing of it is left out."""
    ada, amy, pat = workspace["ada"], workspace["amy"], workspace["pat"]
    type_in(ada, "/partner material add “Zephyr prices” https://example.com/zephyr gold")
    workspace.clock.now = TUESDAY
    tick(workspace)
    for _ in range(2):
        submit(workspace, pat, open_form(pat, "#ext-betaco", "Ask for support"), kind="technical", words=words)
    card = last(amy, "#partner-desk", "Technical")
    view = amy.click(card, card.button("Answer and close")).view
    assert view is not None
    submit(workspace, amy, view, outcome=words)
    view = open_form(pat, "#ext-betaco", "Two minutes")
    submit(workspace, pat, view, progress=words, blocker=words, needs=f"send us Zephyr by Friday\n{words}"[:3000])
    submit(workspace, pat, open_form(pat, "#ext-betaco", "Feedback"), named="with", rating="1", words=words)
    workspace.clock.move(days=1, hours=7)
    tick(workspace)


def heard(workspace: Workspace, person: Person) -> str:
    """All that somebody was ever told: on their screen, in answers to their clicks, on their Home tab."""
    answers = [
        json.dumps(request.answer.json(), ensure_ascii=False)
        for request in workspace.sandbox.requests
        if request.answer is not None and person.id in json.dumps(request.payload)
    ]
    view, home = person.modal(), person.home()
    shown = [json.dumps(each.definition, ensure_ascii=False) for each in (view, home) if each is not None]
    return "\n".join([screens(person, "#ext-gammaco", "#ext-distri"), *answers, *shown])


def test_a_rival_reaches_nothing_by_any_button_form_or_line(workspace: Workspace, quinn: Person, pat: Person) -> None:
    care(workspace)
    assert "Zephyr" in screens(pat, "#ext-betaco")
    quinn.open_home()
    panel = last(quinn, "#ext-gammaco", "Working together")
    button = panel.button("Ask for support")
    table = routes()
    for name in [name for name, found in table.actions.items() if found.allow == PARTNER]:
        for value in ("1", "2", "2026-12-01", ""):
            reply = quinn.click(panel, {**button, "action_id": name, "value": value})
            assert reply.problem is None, (name, value)
            view = quinn.modal()
            if view is not None:
                assert check_view(view.definition) == []
                quinn.close(view)
    view = open_form(quinn, "#ext-gammaco", "Ask for support")
    for name in [name for name, found in table.views.items() if found.allow == PARTNER]:
        for value in ("1", "2", "2026-12-01"):
            context = {"callback_id": name, "private_metadata": f"C0GAMMACO |{value}", "id": name + value}
            user = {"id": quinn.id, "team_id": quinn.user.team_id}
            body = {"type": "view_submission", "user": user, "team": {"id": quinn.user.team_id}}
            sent = {**body, "view": {**view.payload(), **context}, "trigger_id": name + value}
            workspace.sandbox.courier.deliver("interaction", sent)
    quinn.close(view)
    for line in ("support technical #1", "support", "registrations", "register", "help"):
        quinn.mention("#ext-gammaco", line)
        quinn.say("@Bellringer", line)
    workspace.deliver()
    told = heard(workspace, quinn)
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.words
@pytest.mark.parametrize("locale", ["en", "zh"])
def test_whatever_is_written_fits(workspace: Workspace, ada: Person, amy: Person, pat: Person, locale: str) -> None:
    type_in(ada, f"/sales admin language {'中文' if locale == 'zh' else 'English'}")
    workspace.clock.move(minutes=1)
    type_in(ada, "/partner panel", "#ext-betaco")
    workspace.deliver()
    with workspace.change() as tx:
        for person in (ada, amy):
            known = members.find(tx, person.id)
            assert known is not None
            members.change(tx, known, name="&" * 80, locale="en")
    for words in LONGEST:
        for person in (pat, workspace["bea"]):
            workspace.clock.move(hours=1)
            channel = "#ext-betaco"
            for label, values in _FORMS[locale]:
                view = open_form(person, channel, label)
                filled = {name: words if value is None else value for name, value in values.items()}
                submit(workspace, person, view, **filled)
        amy.command("#partner-desk", "/partner support")
        type_in(ada, f"/partner material add “{words[:95].strip()}” https://example.com/{len(words)}")
    workspace.clock.move(days=2)
    tick(workspace)
    workspace.clock.move(days=40)
    tick(workspace)
    for row in workspace.posts():
        # what a day has too much of waits for the next one
        assert row.state in ("sent", "cancelled") or row.error in ("budget", "quiet_hours"), row
    for message in (*pat.sees("#ext-betaco"), *amy.sees("#partner-desk"), *ada.sees("@Bellringer")):
        assert count_characters(message.blocks) <= 13_200


_FORMS = {
    "en": (
        ("Ask for support", {"kind": "commercial", "words": None}),
        ("Feedback", {"named": "with", "rating": "3", "words": None}),
        ("Feedback", {"named": "without", "rating": "3", "words": None}),
    ),
    "zh": (
        ("请求支持", {"kind": "commercial", "words": None}),
        ("反馈", {"named": "with", "rating": "3", "words": None}),
        ("反馈", {"named": "without", "rating": "3", "words": None}),
    ),
}
