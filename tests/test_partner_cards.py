"""`/partner` for our own people: the card, the lists, what may come, changes by a line or the form, and the tiers."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from storage import partners
from storage.partners import Partner
from tests.cast import Workspace
from tests.floor import press, type_in
from tests.partner_desk import open_desk
from tests.partner_room import open_form, submit


@pytest.fixture(autouse=True)
def room(workspace: Workspace) -> Workspace:
    return open_desk(workspace)


def stored(workspace: Workspace, name: str = "BetaCo") -> Partner:
    with workspace.look() as tx:
        found = partners.find(tx, name)
        assert found is not None
        return found


def test_the_card_says_all_about_a_partner(workspace: Workspace, ada: Person, amy: Person, pat: Person) -> None:
    for line in (
        "tier BetaCo silver",
        "manager BetaCo @amy",
        "domain BetaCo https://www.betaco.com/contact",
        "territory BetaCo DACH and Benelux",
        "programme BetaCo Reseller",
        'agreement BetaCo "Reseller 2027" until 31 dec',
        "certified BetaCo 1",
    ):
        type_in(ada, f"/partner {line}")
    pat.mention("#ext-betaco", "register Acme acme.com 30k")
    pat.mention("#ext-betaco", "support technical: no licence")
    workspace.deliver()
    type_in(amy, "/deal new Globex 20k eom via BetaCo")
    type_in(amy, "/deal won Initech 12k via BetaCo")
    words = type_in(amy, "/partner beta").words
    for fact in (
        "*BetaCo*",
        "*Tier* Silver · 2 more deals to keep it",
        "*Programme* Reseller",
        "*Territory* DACH and Benelux",
        "*Channel manager* Amy Lindgren",
        "*Agreement* Reseller 2027, until Thu 31 Dec",
        "*Web site* betaco.com",
        "Pat Novak",
        "1 certified person",
        "Q4 2026: 1 deal won, $12,000.",
        "1 open deal · $20,000 · 1 customer protected · 1 open request",
        "Last heard of Wed 25 Nov.",
        "⚠️ agreement ends Thu 31 Dec.",
    ):
        assert fact in words, words
    card = type_in(amy, "/partner BetaCo")
    assert "#1 *Acme* · $30,000 · theirs until" in press(workspace, amy, card, "Registrations").words
    # what was changed is taken back like everything else
    renamed = type_in(ada, "/partner rename BetaCo Beta Corp")
    assert stored(workspace, "Beta Corp").certified == 1
    assert "Undone" in press(workspace, ada, renamed, "Undo").words
    assert stored(workspace).name == "BetaCo"


def test_lists_are_mine_or_all_and_in_my_language(workspace: Workspace, ada: Person, mei: Person, amy: Person) -> None:
    type_in(ada, "/partner manager GammaCo @amy")
    mine = type_in(amy, "/partner").words
    assert "*You look after 1 partner*" in mine
    assert "BetaCo" not in mine
    both = type_in(amy, "/partner list").words
    assert "*2 partners*" in both
    assert both.index("BetaCo") < both.index("GammaCo")
    chinese = type_in(mei, "/partner 列表").words
    assert "注册" in chinese
    assert "*All partners are well*" in type_in(amy, "/partner health").words
    workspace.clock.move(days=22)
    words = type_in(amy, "/partner health").words
    assert "*2 partners need a look*" in words
    assert "*BetaCo*: silent for 22 days." in words


def test_what_may_come_is_deals_and_protected_customers(workspace: Workspace, amy: Person, pat: Person) -> None:
    pat.mention("#ext-betaco", "register Acme acme.com 30k")
    type_in(amy, "/deal new Globex 20k eom via BetaCo")
    type_in(amy, "/deal new Hooli 5k eom via GammaCo")
    type_in(amy, "/deal new Umbrella €7,000 eom via GammaCo")
    lines = type_in(amy, "/partner pipeline").words.split("\n")
    assert lines[1] == "*BetaCo* · 1 open deal, $20,000 · 1 customer protected, $30,000 · together $50,000"
    assert lines[2] == "*GammaCo* · 2 open deals, $5,000"
    assert "Without EUR" in lines[3]


def test_the_form_changes_everything_at_once(workspace: Workspace, ada: Person, amy: Person, gus: Person) -> None:
    card = type_in(ada, "/partner BetaCo")
    view = ada.click(card, card.button("Edit")).view
    assert view is not None
    refused = ada.submit(view, {"domain": "gmail.com", "certified": "many", "manager": gus.id})
    assert set(refused.errors) == {"domain", "certified", "manager"}
    submit(workspace, ada, view, domain="betaco.com", certified="3", manager=amy.id, until="2027-03-01", agreement="R1")
    partner = stored(workspace)
    with workspace.look() as tx:
        manager = partners.get(tx, partner.id).manager_id
    assert (partner.domain, partner.certified, partner.agreement) == ("betaco.com", 3, "R1")
    assert manager is not None
    assert "Amy" in type_in(ada, "/partner BetaCo").words


def test_who_may_change_what(workspace: Workspace, ada: Person, amy: Person, ben: Person) -> None:
    type_in(ada, "/partner manager BetaCo @amy")
    type_in(amy, "/partner territory BetaCo Benelux")
    assert stored(workspace).territory == "Benelux"
    assert "Only managers" in type_in(ben, "/partner territory BetaCo France").words
    assert "Only managers" in type_in(amy, "/partner close BetaCo").words
    assert "Only admins" in type_in(amy, "/partner tiers gold won 1").words
    assert "Edit" not in type_in(ben, "/partner BetaCo").words
    card = type_in(amy, "/partner BetaCo")
    type_in(ada, "/partner manager BetaCo off")
    assert "Only managers" in press(workspace, amy, card, "Edit").words


def test_a_closed_partner_answers_nobody_and_comes_back(workspace: Workspace, ada: Person, pat: Person) -> None:
    pat.mention("#ext-betaco", "register Acme acme.com 30k")
    assert "1 customer stays protected until its day." in type_in(ada, "/partner close BetaCo").words
    assert pat.press("#ext-betaco", "Register a deal").view is None
    assert "*BetaCo* · closed" in type_in(ada, "/partner BetaCo").words
    type_in(ada, "/partner add BetaCo #ext-betaco")
    assert open_form(pat, "#ext-betaco", "Register a deal").title == "Register a deal"


def test_tiers_are_open_rules_that_admins_change(workspace: Workspace, ada: Person, amy: Person, mei: Person) -> None:
    words = type_in(amy, "/partner tiers").words
    assert "*Registered* · open to every partner · protects 90 days" in words
    assert "*Gold* · 2 certified people · 10 deals won · protects 120 days" in words
    changed = type_in(ada, "/partner tiers gold certified 3 won 1 revenue 20k days 150").words
    assert changed.startswith("*Gold* · 3 certified people · 1 deal won · $20,000 won · protects 150 days")
    assert "*金牌* · 3 人持证 · 赢单 1 笔 · 赢单 US$20,000 · 报备保护 150 天" in type_in(mei, "/partner tiers").words
    type_in(ada, "/partner tiers add Platinum")
    type_in(ada, "/partner tiers platinum certified 5")
    assert "There are partners on it" not in type_in(ada, "/partner 级别 BetaCo platinum").words
    assert "There are partners on it: BetaCo." in type_in(ada, "/partner tiers remove Platinum").words
    type_in(ada, "/partner tier BetaCo 金牌")
    type_in(ada, "/partner tiers remove Platinum")
    assert "Platinum" not in type_in(amy, "/partner tiers").words
    type_in(amy, "/deal won Acme 12k via BetaCo")
    assert "*Tier* Gold · 3 more certified people, $8,000 more to keep it" in type_in(amy, "/partner BetaCo").words


@pytest.mark.words
@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("Nobody", "I know no partner Nobody."),
        ("tier BetaCo diamond", "To which tier? There are Registered, Silver, Gold."),
        ("manager BetaCo", "Who of us?"),
        ("manager BetaCo @pat", "is none of our people here"),
        ("domain BetaCo nonsense", "I can't read nonsense as a web site."),
        ("agreement BetaCo X until never", "I can't read never as a day."),
        ("rename BetaCo GammaCo", "There is a partner GammaCo already."),
        ("rename BetaCo", "What is it called now?"),
        ("tiers gold shiny", "I read certified, won, revenue and days"),
        ("tiers remove registered", "The lowest tier is where every partner begins."),
    ],
)
def test_what_cannot_be_read_is_said(line: str, answer: str, ada: Person) -> None:
    assert answer in type_in(ada, f"/partner {line}").words
