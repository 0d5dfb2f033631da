"""What an interaction lets the bot do: open modals by its trigger, answer by its response_url."""

from __future__ import annotations

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.people import Sandbox
from sandbox.tickets import issue_response_url, issue_trigger
from sandbox.workspace import Workspace
from tests.clocks import Clock
from tests.sandbox.builders import field, modal, text


def test_triggers_work_once_within_three_seconds(slack: WebClient, workspace: Workspace, clock: Clock) -> None:
    trigger = issue_trigger(workspace, "U0AMY")
    with pytest.raises(SlackApiError) as refusal:
        slack.views_open(trigger_id=trigger, view={**modal(), "title": text("x" * 25)})
    assert refusal.value.response["response_metadata"]["messages"] == [
        "[ERROR] failed to match all allowed schemas [json-pointer:/view]",
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
    ]
    clock.move(seconds=3)
    assert slack.views_open(trigger_id=trigger, view=modal())["view"]["state"]["values"] == {
        "name": {"typed": {"type": "plain_text_input", "value": None}}
    }
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        slack.views_open(trigger_id=trigger, view=modal())
    late = issue_trigger(workspace, "U0AMY")
    clock.move(seconds=3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        slack.views_open(trigger_id=late, view=modal())


def test_three_modals_are_the_most(slack: WebClient, workspace: Workspace, sandbox: Sandbox) -> None:
    first = slack.views_open(trigger_id=issue_trigger(workspace, "U0AMY"), view=modal())["view"]
    second = slack.views_push(trigger_id=issue_trigger(workspace, "U0AMY", first["id"]), view=modal())["view"]
    third = slack.views_push(trigger_id=issue_trigger(workspace, "U0AMY", second["id"]), view=modal())["view"]
    assert (third["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        slack.views_push(trigger_id=issue_trigger(workspace, "U0AMY", third["id"]), view=modal())
    amy = sandbox.people["amy"]
    assert amy.modal().id == third["id"]
    amy.close(amy.modal())
    assert amy.modal().id == second["id"]


def test_views_are_updated_by_hash_and_keep_what_was_typed(
    slack: WebClient, workspace: Workspace, sandbox: Sandbox
) -> None:
    shown = slack.views_open(
        trigger_id=issue_trigger(workspace, "U0AMY"), view=modal(field("name"), field("sum"), external_id="deal-1")
    )["view"]
    amy = sandbox.people["amy"]
    amy.choose(amy.modal(), "typed", "Acme", block_id="name")
    amy.choose(amy.modal(), "typed", "12k", block_id="sum")
    changed = modal(field("name"), field("sum-2", initial_value="13k"), external_id="deal-1")
    updated = slack.views_update(external_id="deal-1", hash=shown["hash"], view=changed)["view"]
    values = updated["state"]["values"]
    assert {block: state["typed"]["value"] for block, state in values.items()} == {"name": "Acme", "sum-2": "13k"}
    with pytest.raises(SlackApiError, match="hash_conflict"):
        slack.views_update(view_id=shown["id"], hash=shown["hash"], view=modal())
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        slack.views_open(trigger_id=issue_trigger(workspace, "U0BEN"), view=changed)
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    large = modal(*[{**section, "block_id": str(n)} for n in range(100)])
    with pytest.raises(SlackApiError, match="view_too_large"):
        slack.views_update(view_id=shown["id"], view=large)


def test_home_is_published_for_one_person(slack: WebClient, sandbox: Sandbox) -> None:
    home = {"type": "home", "blocks": [{"type": "section", "text": text("Amy's day")}]}
    shown = slack.views_publish(user_id="U0AMY", view=home)["view"]
    assert sandbox.people["amy"].home().words == "Amy's day"
    assert sandbox.people["ben"].home() is None
    again = slack.views_publish(user_id="U0AMY", view=home, hash=shown["hash"])["view"]
    assert again["id"] == shown["id"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        slack.views_publish(user_id="U0AMY", view=home, hash=shown["hash"])


def test_response_urls_serve_five_times_in_thirty_minutes(
    url: str, workspace: Workspace, sandbox: Sandbox, clock: Clock
) -> None:
    address = issue_response_url(workspace, "U0BEN", "C0RANDOM")
    assert address.startswith(f"{url}/response/")
    for number in range(4):
        assert httpx.post(address, json={"text": f"answer {number}"}).json() == {"ok": True}
    assert httpx.post(address, json={"text": "loud", "response_type": "in_channel"}).status_code == 200
    spent = httpx.post(address, json={"text": "six"})
    assert (spent.status_code, spent.json()["error"]) == (404, "used_url")
    assert len(sandbox.people["ben"].sees("#random")) == 5
    assert [m.text for m in sandbox.people["amy"].sees("#random")] == ["loud"]
    late = issue_response_url(workspace, "U0BEN", "C0RANDOM")
    clock.move(minutes=30, seconds=1)
    assert httpx.post(late, json={"text": "late"}).json()["error"] == "expired_url"
    wrong = issue_response_url(workspace, "U0BEN", "C0RANDOM")
    refused = httpx.post(wrong, json={"blocks": [{"type": "divider", "x": 1}]})
    assert (refused.status_code, refused.json()) == (400, {"ok": False, "error": "invalid_blocks"})
