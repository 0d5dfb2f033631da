"""Partners are brought in: the channel and its panel, and whose people are whose, which only one of us can say."""

from __future__ import annotations

import pytest

from bot import doctor, settings
from sandbox.blocks import check_blocks
from sandbox.people import Person
from storage import partners, workspaces
from tests.cast import Workspace, last_seen
from tests.floor import first_line, open_floor, type_in
from tests.partner_desk import open_desk


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
        "Register a deal", "My registrations", "Ask for support", "Training and material", "Feedback", "Scorecard",
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


def test_partners_read_what_they_can_do_and_nothing_else(workspace: Workspace, amy: Person, pat: Person) -> None:
    open_desk(workspace)
    for line in ("help", "help deal", "hi", "你好", ""):
        pat.mention("#ext-betaco", line)
        pat.say("@Bellringer", line or "help")
    workspace.deliver()
    said = {message.words for place in ("#ext-betaco", "@Bellringer") for message in pat.sees(place)[-5:]}
    (words,) = {each for each in said if "What you can do here" in each}
    assert "`@Bellringer register Acme acme.com 30k`" in words
    for ours in ("/deal", "leaderboard", "/sales", "goal", "kudos"):
        assert ours not in words
    # what there is and what there is not are refused alike
    answers = set()
    for line in ("leaderboard", "deal won Acme 12k", "frobnicate", "admin who-sees"):
        pat.say("@Bellringer", line)
        workspace.deliver()
        answers.add(pat.sees("@Bellringer")[-1].words)
    assert answers == {
        "That is for the sales team of this workspace. Write `@Bellringer help` for what you can do here."
    }


def test_the_home_tab_of_partners_holds_their_own(workspace: Workspace, amy: Person, pat: Person, bea: Person) -> None:
    open_desk(workspace)
    type_in(amy, "/deal new Globex 40k")
    pat.mention("#ext-betaco", "register Acme acme.com 30k")
    pat.mention("#ext-betaco", "support technical no licence")
    workspace.deliver()
    homes = {}
    for person in (pat, bea):
        person.open_home()
        workspace.deliver()
        home = person.home()
        assert home is not None
        assert not check_blocks(home.blocks, "home")
        homes[person.name] = home.words
    assert "*Acme*, $30,000 · yours until" in homes[pat.name]
    assert "*Request 1* · Technical · Pat Novak: With us" in homes[pat.name]
    assert "Acme" not in homes[bea.name]
    assert "Request" not in homes[bea.name]
    home = pat.home()
    assert home is not None
    assert pat.click(home, home.button("Ask for support")).view is not None


def test_the_doctor_looks_at_the_desk_and_at_partners_channels(workspace: Workspace) -> None:
    open_desk(workspace)
    chosen = settings.read(
        {
            "SLACK_API_URL": f"{workspace.url}/api/",
            "SLACK_BOT_TOKEN": workspace.slack.app.bot_token,
            "SLACK_SIGNING_SECRET": "secret",
        }
    )
    with workspace.look() as tx:
        here = workspaces.get(tx)

    def said() -> list[str]:
        return [finding.line() for finding in doctor.diagnose_workspace(chosen, workspace.database, here)]

    assert said()[-6:] == [
        "✓ channel of Field: #field",
        "✓ partner desk: #partner-desk",
        "✓ channel of BetaCo: #ext-betaco",
        "✓ channel of BetaCo: #ext-distri",
        "✓ channel of GammaCo: #ext-gammaco",
        "✓ channel of GammaCo: #ext-distri",
    ]
    workspace.slack.channel_called("#partner-desk").is_archived = True
    workspace.slack.channel_called("#ext-betaco").is_archived = True
    assert [line for line in said() if line.startswith("✗")] == [
        "✗ partner desk: #partner-desk is archived. Type `/partner desk` in another one.",
        "✗ channel of BetaCo: #ext-betaco is archived. Type `/partner add BetaCo #channel` for another one.",
    ]
