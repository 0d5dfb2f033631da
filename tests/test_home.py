"""The Home tab: a person's own numbers and settings; a blank page for outsiders."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.blocks import check_blocks
from sandbox.people import Person
from storage import members
from tests.cast import Workspace
from views import home as views

pytestmark = pytest.mark.words


def published(workspace: Workspace, person: Person) -> dict[str, Any]:
    """The last Home tab made for somebody."""
    mine = [post for post in workspace.posts("home") if post.payload["slack_user_id"] == person.id]
    view: dict[str, Any] = mine[-1].payload["view"]
    return view


def test_a_rep_sees_numbers_deals_and_three_ways_to_begin(workspace: Workspace, amy: Person) -> None:
    amy.command("#field", "/deal won Acme 12k")
    amy.command("#field", "/deal new Globex 30k fri")
    amy.open_home()
    view = published(workspace, amy)
    assert not check_blocks(view["blocks"], "home")
    words = str(view)
    for part in ("$12,000, #1", "Globex", "$30,000", "Log a win", "New deal", "See the board", "Europe/Berlin"):
        assert part in words, part
    assert "Your team" not in words


def test_a_manager_also_sees_the_team(workspace: Workspace, ada: Person, mei: Person, amy: Person) -> None:
    ada.command("#field", "/sales here Field")
    ada.command("#field", "/sales team add @amy")
    ada.command("#field", "/sales team manager @mei")
    amy.command("#field", "/deal won Acme 12k")
    mei.open_home()
    assert "US$12,000" in str(published(workspace, mei))


def test_outsiders_see_nothing_of_ours(workspace: Workspace, amy: Person, pat: Person, gus: Person) -> None:
    amy.command("#field", "/deal won Acme 12k")
    pages = []
    for outsider in (pat, gus):
        outsider.open_home()
        view = published(workspace, outsider)
        assert not check_blocks(view["blocks"], "home")
        assert "Acme" not in str(view)
        assert "action_id" not in str(view)
        pages.append(view)
    assert pages[0] == pages[1]


def test_a_setting_changed_there_makes_it_anew(workspace: Workspace, amy: Person) -> None:
    amy.open_home()
    workspace.deliver()
    home = amy.home()
    assert home is not None
    amy.choose(home, views.ACTIONS.language, "zh")
    amy.suggest(home, views.ACTIONS.zone, "tokyo")
    amy.choose(home, views.ACTIONS.zone, "Asia/Tokyo")
    amy.click(home, views.ACTIONS.line)
    with workspace.look() as tx:
        changed = members.find(tx, amy.id)
    assert changed is not None
    assert (changed.locale, changed.zone, changed.wants_private_line) == ("zh", "Asia/Tokyo", False)
    assert "Asia/Tokyo" in str(published(workspace, amy))
    assert len(workspace.posts("home")) == 4
