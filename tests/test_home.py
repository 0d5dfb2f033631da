"""The Home tab: a person's own numbers and settings; a blank page for outsiders."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.blocks import check_blocks
from sandbox.people import Person
from storage import members
from tests.cast import Workspace
from tests.checkin_room import answer, open_form, open_room, set_up, tick
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
    amy.choose(home, views.ACTIONS.quiet, "22:00-07:00")
    amy.click(home, views.ACTIONS.brief)
    with workspace.look() as tx:
        changed = members.find(tx, amy.id)
    assert changed is not None
    assert (changed.locale, changed.zone, changed.wants_private_line) == ("zh", "Asia/Tokyo", False)
    assert (changed.quiet_from, changed.quiet_until, changed.wants_brief) == ("22:00", "07:00", False)
    assert "Asia/Tokyo" in str(published(workspace, amy))
    assert len(workspace.posts("home")) == 6


def test_the_day_goals_promises_and_thanks_stand_there(workspace: Workspace, ada: Person, amy: Person) -> None:
    ada.command("#field", "/sales here Field")
    ada.command("#field", "/sales team add @amy @ben")
    amy.command("#field", "/deal new Globex 30k fri")
    amy.command("#field", "/deal Globex next send the quote today")
    amy.command("#field", "/goal set 20 new customers by eoy")
    amy.command("#field", "/sales promise call Zhang by fri")
    ada.command("#field", "/kudos @amy great demo")
    amy.open_home()
    view = published(workspace, amy)
    assert not check_blocks(view["blocks"], "home")
    words = str(view)
    for part in ("*My day*", "send the quote", "*Goals*", "new customers", "*Promises*", "call Zhang", "great demo"):
        assert part in words, part


def test_an_empty_day_says_what_will_be_there(workspace: Workspace, amy: Person) -> None:
    amy.open_home()
    words = str(published(workspace, amy))
    assert "Nothing is due. What falls due stands here." in words


def test_a_manager_sees_who_is_away_and_how_the_check_in_goes(workspace: Workspace, mei: Person, amy: Person) -> None:
    open_room(workspace)
    set_up(workspace, who="mei")
    workspace["ben"].command("#field", "/sales away mon")
    tick(workspace, datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    mei.open_home()
    words = str(published(workspace, mei))
    assert "今天休假：Ben Carter" in words
    assert "*Weekly check-in* 已收到 0/3 份" in words
    answer(amy, open_form(amy), "Nothing new")
    amy.command("#field", "/sales away today")
    mei.open_home()
    assert "*Weekly check-in* 已收到 1/3 份" in str(published(workspace, mei))


def test_what_follows_from_a_form_on_the_home_tab_comes_as_a_direct_message(workspace: Workspace, amy: Person) -> None:
    open_room(workspace)
    set_up(workspace)
    tick(workspace, datetime(2026, 11, 30, 8, 0, tzinfo=UTC))
    amy.open_home()
    workspace.deliver()
    home = amy.home()
    assert home is not None
    button = next(element for element in home.elements if element["action_id"] == "checkin_open")
    view = amy.click(home, button).view
    assert view is not None
    answer(amy, view, "From the Home tab")
    workspace.deliver()
    assert amy.sees("@Bellringer")[-1].words.startswith("*Weekly check-in*: in, thank you.")
    assert {row.state for row in workspace.posts("answer", to="amy")} == {"sent"}
