"""Training and material: links that we keep, and what partners find of them by the step that they stand on."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from storage import partner_tiers, partners
from tests.cast import Workspace
from tests.floor import first_line, type_in
from tests.partner_desk import open_desk
from tests.partner_room import open_form


@pytest.fixture(autouse=True)
def room(workspace: Workspace) -> Workspace:
    return open_desk(workspace)


def on_the_shelf(person: Person, channel: str) -> list[str]:
    """The titles that somebody finds."""
    view = open_form(person, channel, "Training and material")
    person.close(view)
    return [block["text"]["text"] for block in view.blocks if "accessory" in block]


def test_partners_find_what_their_step_allows(workspace: Workspace, ada: Person, pat: Person, quinn: Person) -> None:
    assert first_line(type_in(ada, "/partner material")).startswith("No material yet.")
    for line, said in (
        (
            "“Price list 2027” https://example.com/prices gold commercial",
            "Partners from Gold up find *Price list",
        ),
        ("First steps https://example.com/first", "All partners find *First steps* now"),
        ("first steps https://example.com/second", "All partners find *first steps* now"),
    ):
        assert type_in(ada, f"/partner material add {line}").words.startswith(said)
    assert on_the_shelf(pat, "#ext-betaco") == ["first steps"]
    with workspace.change(command="test") as tx:
        beta, gold = partners.find(tx, "BetaCo"), partner_tiers.find(tx, "gold")
        assert beta is not None
        assert gold is not None
        partners.change(tx, beta, tier_id=gold.id)
    assert on_the_shelf(pat, "#ext-betaco") == ["Price list 2027", "first steps"]
    assert on_the_shelf(quinn, "#ext-gammaco") == ["first steps"]
    view = open_form(pat, "#ext-betaco", "Training and material")
    assert view.elements[1]["url"] == "https://example.com/second"
    assert pat.click(view, view.elements[1]).problem is None
    assert first_line(type_in(ada, "/partner material remove Price list 2027")).startswith("Partners don't find")
    assert on_the_shelf(pat, "#ext-betaco") == ["first steps"]
    assert "from Gold up" not in type_in(ada, "/partner material list").words


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("add Prices", "Where is it? Type its address, which begins with https://."),
        ("add Prices http://example.com/a", "Where is it? Type its address, which begins with https://."),
        ("add https://example.com/a", "What is it called?"),
        ("add Prices https://me:secret@example.com/a", "https://me:secret@example.com/a is no address"),
        ("add Prices https://localhost/a", "https://localhost/a is no address that partners can open."),
        ("add Prices https://example.com/a platinum", "I can't read platinum. It is a tier (Registered, Silver, Gold)"),
        ("remove Nothing", "There is no material called Nothing."),
    ],
)
def test_what_cannot_be_kept_is_said(ada: Person, line: str, said: str) -> None:
    assert type_in(ada, f"/partner material {line}").words.startswith(said)


def test_only_managers_change_it(workspace: Workspace, amy: Person, ada: Person, mei: Person) -> None:
    assert first_line(type_in(amy, "/partner material add A https://example.com/a")).startswith("Only managers")
    assert first_line(type_in(amy, "/partner certified BetaCo 3")).startswith("Only managers")
    assert first_line(type_in(ada, "/partner certified BetaCo 3")) == "*BetaCo*: 3 certified people."
    with workspace.look() as tx:
        beta = partners.find(tx, "BetaCo")
        assert beta is not None
        assert beta.certified == 3
