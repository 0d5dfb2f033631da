"""What admins decide: roles, holidays, defaults; and the doctor."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from storage import members, workspaces
from tests.cast import Workspace

pytestmark = pytest.mark.words


def answer(person: Person, line: str) -> str:
    message = person.command("#field", f"/sales admin {line}").message
    assert message is not None
    return message.words


def role_of(workspace: Workspace, person: Person) -> str:
    with workspace.look() as tx:
        found = members.find(tx, person.id)
    assert found is not None
    return found.role


def test_roles_are_an_admins_to_give(workspace: Workspace, ada: Person, ben: Person) -> None:
    assert "Only admins can do that" in answer(ben, "roles @ben admin")
    assert "Ben Carter: manager" in answer(ada, "roles @ben manager")
    assert role_of(workspace, ben) == members.MANAGER
    assert "Only admins can do that" in answer(ben, "roles @ben admin")
    listed = answer(ben, "roles")
    assert "Ada Okafor: admin" in listed
    assert "Ben Carter: manager" in listed


def test_the_last_admin_stays(workspace: Workspace, ada: Person, ben: Person) -> None:
    assert "Somebody has to be admin" in answer(ada, "roles @ada rep")
    answer(ada, "roles @ben admin")
    answer(ada, "roles @ada rep")
    assert (role_of(workspace, ada), role_of(workspace, ben)) == (members.REP, members.ADMIN)


def test_outsiders_get_no_role(ada: Person) -> None:
    assert "no full member" in answer(ada, "roles @pat admin")


@pytest.mark.parametrize(
    ("line", "said", "column", "value"),
    [
        ("holidays cn", "Holidays of CN are kept", "country", "CN"),
        ("holidays add 2026-12-24", "24 Dec", "days_off", ["2026-12-24"]),
        ("currency EUR", "EUR", "currency", "EUR"),
        ("zone Berlin", "Europe/Berlin", "zone", "Europe/Berlin"),
        ("language 中文", "中文", "locale", "zh"),
        ("fiscal april", "April", "fiscal_year_start", 4),
        ("财年 4月", "April", "fiscal_year_start", 4),
    ],
)
def test_settings_change_in_a_line_and_back(
    workspace: Workspace, ada: Person, ben: Person, line: str, said: str, column: str, value: object
) -> None:
    with workspace.look() as tx:
        before = workspaces.settings(tx)
    assert "Only admins" in answer(ben, line)
    reply = ada.command("#field", f"/sales admin {line}").message
    assert reply is not None
    assert said in reply.words
    with workspace.look() as tx:
        assert getattr(workspaces.settings(tx), column) == value
    ada.click(reply, reply.button("Undo"))
    with workspace.look() as tx:
        assert getattr(workspaces.settings(tx), column) == getattr(before, column)


def test_three_holidays_are_shown_and_all_can_go(ada: Person) -> None:
    assert answer(ada, "holidays gb").count("2026") + answer(ada, "holidays").count("Christmas") >= 1
    answer(ada, "holidays add 2026-12-01")
    assert "Days off" in answer(ada, "holidays off")
    answer(ada, "holidays remove 2026-12-01")
    assert "No holidays are kept" in answer(ada, "holidays")


@pytest.mark.parametrize(
    "line", ["holidays atlantis", "holidays add someday", "currency gold", "fiscal 13", "roles @ben king"]
)
def test_what_cannot_be_read_changes_nothing(workspace: Workspace, ada: Person, line: str) -> None:
    with workspace.look() as tx:
        before = workspaces.settings(tx)
    assert "Reference" not in answer(ada, line)
    with workspace.look() as tx:
        assert workspaces.settings(tx) == before


def test_the_doctor_names_what_is_wrong_and_the_remedy(workspace: Workspace, ada: Person, ben: Person) -> None:
    assert "No team yet" in answer(ada, "doctor")
    assert "Only admins" in answer(ben, "doctor")
    ada.command("#random", "/sales here Random")
    workspace.deliver()
    words = answer(ada, "doctor")
    assert "waits for <#C0RANDOM>" in words
    assert "Boards not planned: 1" in words
    assert "bellringer doctor" in words


def test_an_overview(ada: Person) -> None:
    words = answer(ada, "")
    for part in ("USD", "UTC", "January", "English"):
        assert part in words
