"""What leaves the workspace: tables that a spreadsheet opens and cannot be tricked by, and people who are forgotten."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from connectors import tables
from sales import pipeline
from storage import customers, deals, members, outbox, requests, rows, stages, teams
from storage.members import Member
from storage.outbox import OutboxMessage
from storage.transactions import Change, ChangeSet
from tests.clocks import NOW
from tests.terminals import Terminal, terminal
from views.spreadsheets import BYTE_ORDER_MARK, defuse, to_csv


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A workspace in which Dora has won one deal with Emil, and another customer's name is a formula."""
    monkeypatch.chdir(tmp_path)
    there = terminal(tmp_path)
    with there.change("deal won Lumen 12k with @emil") as tx:
        dora = members.remember(
            tx, "U0DORA", name="Dora", full_name="Dora Quist", kind=members.INTERNAL, zone="Asia/Tokyo"
        )
        emil = members.remember(tx, "U0EMIL", name="Emil", full_name="Emil Roux", kind=members.INTERNAL)
        north = teams.create(tx, "North")
        teams.add(tx, north, dora)
        by_name = {stage.name: stage for stage in stages.every(tx)}
        common = {"today": NOW.date(), "owner_id": dora.id, "team_id": north.id, "currency": "EUR"}
        deals.create(
            tx,
            stage=by_name["won"],
            shares={dora.id: 60, emil.id: 40},
            customer_id=customers.obtain(tx, "Lumen Oy").id,
            amount_minor=1_200_050,
            closed_on=date(2026, 11, 20),
            **common,
        )
        formula = customers.obtain(tx, '=HYPERLINK("http://evil.example")').id
        deals.create(tx, stage=by_name["proposal"], customer_id=formula, note="ask <@U0DORA|dora>", **common)
    return there


def exported(shell: Terminal, kind: str) -> list[dict[str, str]]:
    shell.type("export", kind, "--to", "out.csv")
    text = (shell.folder / "out.csv").read_bytes().decode("utf-8")
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+49 30 1234",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n1",
        "  =1",
        "\u00a0=1",
        "\ufeff=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
    ],
)
def test_no_cell_that_people_wrote_can_run(cell: str) -> None:
    assert defuse(cell) == f"'{cell}"
    assert to_csv(["x"], [[cell]]) == f'{BYTE_ORDER_MARK}"x"\r\n"\'{cell}"\r\n'


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=2, max_size=2)))
def test_whatever_is_written_comes_back_and_begins_harmlessly(cells: list[list[str]]) -> None:
    text = to_csv(["a", "b"], cells)
    back = list(csv.reader(StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))[1:]
    assert back == [[defuse(cell) for cell in row] for row in cells]
    assert not any(cell.lstrip("\u200b\ufeff ").startswith(tuple("=+-@＝＋－＠\t\r\n")) for row in back for cell in row)


def test_numbers_stay_numbers_and_an_import_reads_its_own_export() -> None:
    text = to_csv(["customer", "amount"], [["=x", -5], ["-y", Decimal("-1.50")], [None, 3]])
    assert text == '\ufeff"customer","amount"\r\n"\'=x",-5\r\n"\'-y",-1.50\r\n"",3\r\n'
    table = tables.read(text.encode())
    assert [line.cells["customer"] for line in table.lines] == ["=x", "-y", ""]


def test_deals_and_credits_are_written_with_names(shell: Terminal) -> None:
    won, open_deal = exported(shell, "deals")
    assert (won["customer"], won["owner"], won["team"], won["stage"]) == ("Lumen Oy", "Dora", "North", "won")
    assert (won["amount"], won["currency"], won["closed"]) == ("12000.50", "EUR", "2026-11-20")
    assert open_deal["customer"] == '\'=HYPERLINK("http://evil.example")'
    shares = [(row["deal"], row["member"], row["percent"], row["amount"]) for row in exported(shell, "credits")]
    assert shares == [("1", "Dora", "60", "7200.30"), ("1", "Emil", "40", "4800.20")]
    assert [(row["name"], row["team"]) for row in exported(shell, "people")] == [("Dora", "North"), ("Emil", "")]
    history = exported(shell, "history")
    assert history[-1]["table"] == "deal"
    assert json.loads(history[-1]["after"])["note"] == "ask <@U0DORA|dora>"


def test_an_export_comes_back_as_an_import_elsewhere(shell: Terminal) -> None:
    exported(shell, "deals")
    other = shell.install("T0OTHER")
    said = shell.type("import", "out.csv", "--yes", "--make-people", "--workspace", "T0OTHER")
    assert "Imported 2 of 2 deals: 1 won, 1 open." in said
    with shell.look(other) as tx:
        cards = {card.customer_name: card for card in deals.search(tx, deals.Filter(outcome=None))[0]}
    won = cards["Lumen Oy"]
    assert (won.outcome, won.amount_minor, won.currency, won.closed_on) == (
        pipeline.WON, 1_200_050, "EUR", date(2026, 11, 20)
    )  # fmt: skip
    assert '=HYPERLINK("http://evil.example")' in cards


def test_a_team_is_made_without_slack_and_changed_by_the_same_command(shell: Terminal) -> None:
    said = shell.type(
        "team", "add", "East", "--channel", "C1", "--manager", "U1", "--member", "U0EMIL", "--member", "U2",
        "--zone", "Asia/Shanghai", "--currency", "CNY", "--locale", "zh",
    )  # fmt: skip
    assert said == "Team East: 3 people, CNY, Asia/Shanghai at home in C1.\n"
    assert "3 people, EUR" in shell.type("team", "add", "East", "--currency", "EUR", "--member", "U2")
    assert "--zone can't be Mars" in shell.type("team", "add", "East", "--zone", "Mars")
    with shell.look() as tx:
        east = teams.find_by_name(tx, "east")
        assert east is not None
        assert [(m.slack_user_id, m.role) for m in teams.managers(tx, east.id)] == [("U1", members.MANAGER)]


def test_a_person_is_forgotten_and_the_numbers_stay(shell: Terminal) -> None:
    with shell.change("deal hand Lumen @dora - Dora Quist asked") as tx:
        outbox.post(tx, "private_line", audience=outbox.PERSONAL("U0DORA"), dedupe_key="1", channel="U0DORA")
        outbox.post(tx, "win", audience=outbox.INTERNAL, dedupe_key="2", channel="C1", payload={"deal": 1})
        requests.record(tx, "key", {"text": "<@U0DORA> won"})
        deal = deals.find_by_number(tx, 2)
        assert deal is not None
        deals.change(tx, deal, today=NOW.date(), next_step="call")
    assert "1 messages deleted" in shell.type("forget", "Dora Quist", "--yes")
    with shell.look() as tx:
        gone, _emil = sorted(members.everybody(tx), key=lambda member: member.id)
        assert (gone.name, gone.full_name, gone.slack_user_id, gone.zone, gone.is_active) == (
            "Former colleague", "", f"forgotten:{gone.id}", "", False
        )  # fmt: skip
        assert [credit.amount_minor for credit in deals.credits(tx, 1)] == [720_030, 480_020]
        kept = [
            str(tuple(row))
            for row_class in (Member, ChangeSet, Change, OutboxMessage, requests.AnsweredRequest)
            for row in tx.connection.execute(sa.select(rows.table(row_class)))
        ]
        assert not [row for row in kept if "U0DORA" in row or "Dora" in row or "@dora" in row]
        assert any("'win'" in row for row in kept)
    assert "I know nobody as U0DORA" in shell.type("forget", "U0DORA", "--yes")
