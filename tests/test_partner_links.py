"""Partners are brought in: the channel and its panel, and whose people are whose, which only one of us can say."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from storage import partners
from tests.cast import Workspace, last_seen
from tests.floor import first_line, open_floor, type_in


@pytest.fixture(autouse=True)
def floor(workspace: Workspace) -> Workspace:
    return open_floor(workspace)


def test_a_channel_is_linked_and_gets_its_panel_pinned(workspace: Workspace, ada: Person, pat: Person) -> None:
    assert first_line(type_in(ada, "/partner desk", "#partner-desk")).startswith("What partners register and ask")
    told = type_in(ada, "/partner add BetaCo #ext-betaco")
    assert first_line(told).endswith("Their panel is on its way, and will be pinned.")
    workspace.deliver()
    panel = last_seen(pat, "#ext-betaco")
    assert [button["text"]["text"] for button in panel.elements] == [
        "Register a deal", "My registrations", "Ask for support", "Training and material", "Feedback",
    ]  # fmt: skip
    assert panel.ts in workspace.slack.channel_called("#ext-betaco").pins
    assert not ada.command("#field", "/partner add BetaCo #ext-betaco").problem
    workspace.deliver()
    assert len(workspace.posts("partner_panel")) == 1


def test_only_managers_bring_partners_in(workspace: Workspace, amy: Person) -> None:
    assert first_line(type_in(amy, "/partner add BetaCo #ext-betaco")).startswith("Only managers can do that.")


def test_the_desk_is_never_where_partners_read(workspace: Workspace, ada: Person) -> None:
    type_in(ada, "/partner add BetaCo #ext-betaco")
    refused = type_in(ada, "/partner desk", "#ext-betaco")
    assert refused.words == "Partners read that channel. The desk is a channel of our own people."


def test_a_guest_works_for_whom_a_manager_says(workspace: Workspace, ada: Person, gus: Person, amy: Person) -> None:
    type_in(ada, "/partner add BetaCo")
    assert first_line(type_in(ada, "/partner guest BetaCo @gus")) == "Gus Romero works for *BetaCo*."
    assert type_in(ada, "/partner guest BetaCo @amy").words == "Amy Lindgren is no guest of this workspace."
    with workspace.look() as tx:
        beta = partners.find(tx, "BetaCo")
        assert beta is not None
        assert [person.slack_user_id for person in partners.people(tx, beta.id)] == [gus.id]
    assert first_line(type_in(ada, "/partner guest off @gus")) == "Gus Romero works for no partner any more."
