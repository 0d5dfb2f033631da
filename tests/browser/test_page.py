"""The sandbox's page as people use it: in a browser, with a bot on the other side."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.browser.bots import HOSTILE
from tests.browser.conftest import PHONE, PLANNED, START, Visit


def test_a_receipt_is_for_one_person_and_can_be_undone(visit: Visit) -> None:
    page = visit.page
    page.locator("#composer").fill("/de")
    expect(page.get_by_role("option")).to_contain_text(["/deal"])
    visit.write("/deal won Acme 12k")

    receipt = page.get_by_role("article").filter(has_text="Only visible to you")
    expect(receipt).to_contain_text("Won: Acme · $12,000")
    expect(receipt.get_by_role("strong").filter(has_text=re.compile("^Acme$"))).to_be_visible()

    page.get_by_role("button", name="Ben rep").click()
    expect(page.locator(".me")).to_contain_text("Ben Carter")
    expect(page.get_by_text("Only visible to you")).to_have_count(0)

    page.get_by_role("button", name="Amy rep").click()
    receipt.get_by_role("button", name="Undo").click()
    page.get_by_role("dialog", name="Undo the win?").get_by_role("button", name="Keep").click()
    assert visit.bot.heard == []
    receipt.get_by_role("button", name="Undo").click()
    page.get_by_role("dialog", name="Undo the win?").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: Acme is open again.")).to_be_visible()
    assert [heard["actions"][0]["action_id"] for heard in visit.bot.heard] == ["undo"]


def test_a_modal_is_filled_in_wrong_and_then_right(visit: Visit) -> None:
    page = visit.page
    visit.write("/deal")
    modal = page.get_by_role("dialog", name="New deal")
    amount = modal.get_by_label("Amount")
    modal.get_by_role("button", name="Save").click()
    expect(modal.locator(".field-error")).to_have_count(2)
    expect(modal.get_by_role("combobox", name="Customer")).to_be_focused()

    modal.get_by_role("combobox", name="Customer").press_sequentially("ac")
    expect(page.get_by_role("option")).to_have_text(["Acme Corporation", "Acme Logistics"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(modal.get_by_role("combobox", name="Customer")).to_have_value("Acme Logistics")
    amount.fill("12")
    modal.get_by_role("button", name="Save").click()
    expect(modal.locator("[data-block=amount]")).to_contain_text("Less than $100")
    expect(amount).to_be_focused()
    assert amount.get_attribute("aria-invalid") == "true"

    amount.fill("12000")
    modal.get_by_role("combobox", name="Stage").click()
    page.get_by_role("option", name="Won").click()
    modal.get_by_label("How it was won").fill("Fast support")
    expect(amount).to_have_value("12000")  # what was typed outlives an update of the view
    modal.get_by_role("combobox", name="With").click()
    page.get_by_role("option", name="Ben Carter").click()
    page.get_by_role("option", name="梅").click()
    modal.get_by_label("Close date").fill("2026-07-31")

    modal.get_by_role("button", name="Terms").click()
    terms = page.get_by_role("dialog", name="Terms")
    expect(terms).to_contain_text("30 days net.")
    typed = visit.bot.heard[-1]["view"]["state"]["values"]
    assert (typed["story"]["story"]["value"], typed["amount"]["amount"]["value"]) == ("Fast support", "12000")
    terms.get_by_role("button", name="Back").click()

    modal.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("article").last).to_contain_text("🔔 Amy won Acme Logistics, $12,000.")
    values = visit.bot.heard[-1]["view"]["state"]["values"]
    assert values["with"]["with"]["selected_users"] == ["U0BEN", "U0MEI"]
    assert values["closes"]["closes"]["selected_date"] == "2026-07-31"
    assert values["story"]["story"]["value"] == "Fast support"


def test_every_kind_of_field_says_what_was_chosen(visit: Visit) -> None:
    page = visit.page
    visit.write("/deal all")
    modal = page.get_by_role("dialog", name="Everything")

    def pick(name: str, *choices: str) -> None:
        for choice in choices:
            modal.get_by_role("combobox", name=f"The {name}", exact=True).click()
            page.get_by_role("option", name=choice, exact=True).click()

    modal.get_by_label("The email").fill("zhang@acme")
    modal.get_by_label("The url").fill("https://acme.example/x")
    modal.get_by_label("The number").fill("7.5")
    pick("one", "Two")
    pick("some", "Three", "One")
    page.get_by_role("option", name="Two", exact=True).click()
    expect(page.get_by_text("At most 2 can be chosen")).to_be_visible()
    modal.get_by_role("combobox", name="The place", exact=True).click()
    expect(page.get_by_role("option")).to_have_text(["#general", "#field", "#wins", "#partner-desk", "#random"])
    page.get_by_role("option", name="#field").click()
    pick("places", "#wins", "#ext-betaco")
    modal.get_by_role("button", name="Remove #wins").click()
    modal.get_by_role("radio", name="Two").check()
    modal.get_by_role("checkbox", name="Three").check()
    modal.get_by_label("The time").fill("09:30")
    expect(modal.get_by_label("The moment")).to_have_value("2026-06-30T10:00")
    modal.get_by_label("The moment").fill("2026-12-24T18:00")
    modal.get_by_role("button", name="Save").click()
    expect(modal.locator(".field-error")).to_have_count(2)
    modal.get_by_label("The email").fill("zhang@acme.example")
    modal.get_by_label("The number").fill("7")
    modal.get_by_label("The number").press("Enter")
    expect(modal).to_be_hidden()

    values = visit.bot.heard[-1]["view"]["state"]["values"]
    held = {name: next(value for key, value in values[name][name].items() if key != "type") for name in values}
    picked = {name: held.pop(name) for name in ("one", "some", "radio", "boxes")}
    assert held == {
        "text": "as it was",
        "email": "zhang@acme.example",
        "url": "https://acme.example/x",
        "number": "7",
        "person": "U0AMY",
        "place": "C0FIELD",
        "places": ["C0BETACO"],
        "day": "2026-07-01",
        "time": "09:30",
        "moment": int(datetime(2026, 12, 24, 17, tzinfo=UTC).timestamp()),
    }
    assert {
        name: [option["value"] for option in (chosen if isinstance(chosen, list) else [chosen])]
        for name, chosen in picked.items()
    } == {"one": ["2"], "some": ["3", "1"], "radio": ["2"], "boxes": ["1", "3"]}


def test_what_people_write_is_never_markup(visit: Visit) -> None:
    page = visit.page
    visit.write(f"@Bellringer {HOSTILE}")
    said, echoed = page.get_by_role("article").first, page.get_by_role("article").nth(1)
    expect(said).to_contain_text(HOSTILE)
    for part in ("h3", ".section-words > .text", ".fields", ".rich-text", "td", "th", ".actions", ".context"):
        expect(echoed.locator(part)).to_contain_text(HOSTILE)
    expect(page.locator("article img:not(.avatar), article script")).to_have_count(0)
    expect(echoed.get_by_role("link")).to_have_count(0)
    assert page.title() == "Bellringer sandbox"


def test_a_partner_sees_the_shared_channel_and_has_no_commands(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Pat BetaCo").click()
    channels = page.get_by_role("navigation", name="Channels")
    expect(channels.get_by_role("listitem").locator(".place-name")).to_have_text(
        ["ext-betaco", "ext-distri", "Bellringer", "Bellringer Home"]
    )
    expect(channels).to_contain_text("shared with Bellringer Demo")
    expect(page.get_by_text("Slash commands are not available to people of other workspaces.")).to_be_visible()
    visit.write("/deal won Acme 12k")
    expect(page.get_by_role("alert")).to_contain_text("/deal is not a valid command")
    expect(page.locator("#composer")).to_have_value("/deal won Acme 12k")


def test_channels_are_shared_and_what_is_pinned_is_found(visit: Visit) -> None:
    page, sandbox = visit.page, visit.sandbox
    visit.write("The panel for partners")
    expect(page.get_by_role("article").filter(has_text="The panel for partners")).to_be_visible()
    [panel] = [message for message in sandbox.people["amy"].sees("#field") if message.text == "The panel for partners"]
    sandbox.workspace.channel_called("field").pins[panel.ts] = 1
    sandbox.workspace.announce("state")
    page.get_by_role("button", name="1 pinned").click()
    page.get_by_role("menuitem", name="The panel for partners").click()
    expect(page.get_by_role("article").filter(has_text="Pinned")).to_be_focused()

    page.get_by_role("button", name="Channel settings").click()
    page.get_by_role("menuitem", name="Share with BetaCo").click()
    expect(page.get_by_text("Shared with BetaCo: people there read everything here.")).to_be_visible()
    page.get_by_role("button", name="Channel settings").click()
    page.get_by_role("menuitem", name="Rename…").click()
    dialog = page.get_by_role("dialog", name="Rename this channel")
    dialog.get_by_role("textbox").fill("outfield")
    dialog.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", name="outfield")).to_be_visible()

    page.get_by_role("button", name="Bea BetaCo").click()
    expect(page.locator(".me")).to_contain_text("BetaCo")
    page.get_by_role("button", name="outfield").click()
    expect(page.get_by_text("Shared with Bellringer Demo: people there read everything here.")).to_be_visible()
    expect(page.get_by_text("The panel for partners").first).to_be_visible()
    expect(page.get_by_role("button", name="Channel settings")).to_have_count(0)

    page.get_by_role("button", name="Amy rep").click()
    page.get_by_role("button", name="Channel settings").click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_text("#outfield is archived: nothing can be written here.")).to_be_visible()


def test_home_answers_where_it_stands(visit: Visit) -> None:
    page = visit.page
    visit.sandbox.people["ben"].open_home()
    page.get_by_role("button", name="Bellringer Home").click()
    expect(page.get_by_text("0 of 2 done")).to_be_visible()
    page.get_by_role("checkbox", name="Call Zhang").check()
    expect(page.get_by_text("1 of 2 done")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Call Zhang")).to_be_checked()
    page.get_by_role("button", name="Ben rep").click()
    expect(page.get_by_text("0 of 2 done")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Call Zhang")).not_to_be_checked()


def test_threads_reactions_and_news_from_elsewhere(visit: Visit) -> None:
    page = visit.page
    visit.write("Who knows Acme?")
    question = page.get_by_role("article").filter(has_text="Who knows Acme?").first
    question.hover()
    question.get_by_role("button", name="React with eyes").click()
    expect(question.get_by_role("button", name="1 × eyes: Amy Lindgren")).to_have_attribute("aria-pressed", "true")
    question.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_label("Reply", exact=True).fill("I do")
    thread.get_by_role("button", name="Send").click()
    expect(thread.get_by_role("article").last).to_contain_text("I do")
    expect(question.get_by_role("button", name="1 reply")).to_be_visible()

    visit.sandbox.people["ben"].say("#general", "Lunch?")
    expect(page.get_by_role("button", name="general 1 new")).to_be_visible()
    page.get_by_role("button", name="general 1 new").click()
    expect(page.get_by_role("article").filter(has_text="Lunch?")).to_be_visible()
    expect(thread).to_be_hidden()


def test_the_clock_moves_and_says_what_ran(visit: Visit) -> None:
    page = visit.page
    clock = page.get_by_role("group", name="The sandbox's clock")
    expect(clock).to_contain_text(re.compile("Tue,? 30 Jun 2026, 10:12"))
    clock.get_by_role("button", name="Tomorrow 9:00").click()
    expect(clock).to_contain_text(re.compile("Wed,? 1 Jul 2026, 09:00"))
    expect(clock).to_contain_text("Ran: 2 posts")
    clock.get_by_role("button", name="Next Monday 9:00").click()
    expect(clock).to_contain_text(re.compile("Mon,? 6 Jul 2026, 09:00"))
    expect(clock).to_contain_text("Ran: 3 posts")
    nine_on_wednesday, nine_on_monday = datetime(2026, 7, 1, 7, tzinfo=UTC), datetime(2026, 7, 6, 7, tzinfo=UTC)
    assert visit.ran_at == [START, nine_on_wednesday, nine_on_wednesday, PLANNED, nine_on_monday]


def test_a_silent_bot_is_told_as_slack_tells_it(open_page: Callable[..., Visit]) -> None:
    visit = open_page()
    visit.bot.fails = True
    visit.write("/deal won Acme 12k")
    expect(visit.page.get_by_role("alert")).to_contain_text('/deal failed with the error "dispatch_failed"')
    expect(visit.page.locator("#composer")).to_have_value("/deal won Acme 12k")


def test_a_phone_has_room_for_everything(open_page: Callable[..., Visit]) -> None:
    visit = open_page(PHONE)
    page = visit.page
    visit.write("/deal won Acme 12k")
    expect(page.get_by_role("button", name="Undo")).to_be_in_viewport()
    page.get_by_role("button", name="People and channels").click()
    page.get_by_role("button", name="梅 manager").click()
    expect(page.locator(".me")).to_contain_text("梅 (Mei Lin)")
    page.get_by_role("button", name="general").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("general")
    visit.write("/deal")
    expect(page.get_by_role("dialog", name="New deal").get_by_role("button", name="Save")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    assert visit.complaints == []
