"""Deals of other systems: read, planned, stored once, reported by row, and taken back as one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot import import_people, import_plans, imports
from bot.import_plans import Choices
from connectors import columns, day_columns, spreadsheets, tables
from connectors.spreadsheets import ForeignDeal, Habits, Unread
from sales import periods, pipeline
from sales.errors import UserError
from storage import customers, deals, history, leaderboards, members, stages, teams, transactions
from storage.deals import Filter
from storage.transactions import Transaction
from tests.clocks import NOW
from tests.terminals import Terminal, terminal

PIPELINE = """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Dora Quist,GTX Pro,Northwind Mills,Won,2026-07-01,2026-10-05,5200
A2,Dora Quist,GTXPro,Northwind Mills,Won,2026-07-02,2026-11-10,4800
A3,Émile Roux,GTX Pro,Southgate Foods,Lost,2026-08-01,2026-10-20,0
A4,Émile Roux,MG Special,Southgate Foods,Engaging,2026-10-01,,
A5,Dora Quist,MG Special,,Engaging,2026-10-02,,
A6,Nobody Known,MG Special,Northwind Mills,Won,2026-10-02,2026-10-09,100
A7,Émile Roux,MG Special,Northwind Mills,Prospecting,,,
A8,Émile Roux,MG Special,Northwind Mills,Won,2026-10-02,someday,100
"""
PEOPLE = """\
sales_agent,manager,regional_office
Dora Quist,Hanna Lindt,North
Émile Roux,Ilya Petrov,North
"""
GOOD = ["A1", "A2", "A3", "A4", "A7"]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    there = terminal(tmp_path)
    there.write("deals.csv", PIPELINE)
    there.write("people.csv", PEOPLE)
    return there


def bring_in(shell: Terminal, *options: str) -> str:
    return shell.type("import", "deals.csv", "--people", "people.csv", "--yes", *options)


def origins(tx: Transaction) -> list[str]:
    return sorted(deals.imported(tx, "csv"))


# What a file says


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_a_table_is_the_same_in_every_encoding_and_with_every_separator(encoding: str, delimiter: str) -> None:
    text = '客户|金额|备注\r\n远航物流|￥12,000|"第一行\n第二行"\r\n\r\n青禾食品|8万|\r\n'
    text = text.replace(",", "") if delimiter == "," else text
    table = tables.read(text.replace("|", delimiter).encode(encoding))
    assert table.header == ("客户", "金额", "备注")
    assert [(line.row, line.cells["客户"]) for line in table.lines] == [(2, "远航物流"), (4, "青禾食品")]
    assert table.lines[0].cells["备注"] == "第一行\n第二行"


def test_western_text_without_a_mark_is_not_taken_for_chinese() -> None:
    table = tables.read("Kunde;Betrag\nMüller & Söhne GmbH;1.234,50\nCafé Zürich;7\n".encode("cp1252"))
    assert [line.cells["Kunde"] for line in table.lines] == ["Müller & Söhne GmbH", "Café Zürich"]


def test_excels_own_hint_repeated_columns_and_too_long_rows() -> None:
    table = tables.read(b"sep=;\nName;Name;\nA;B;C\nA;B;C;D\n'=1+1;x;y\n")
    assert table.header == ("Name", "Name (2)", "column 3")
    assert [list(line.cells.values()) for line in table.lines] == [["A", "B", "C"], ["=1+1", "x", "y"]]
    assert table.too_long == (3,)


@pytest.mark.parametrize("nothing", [b"", b"\n\n", "\ufeff".encode(), b",,\n"])
def test_an_empty_file_is_refused_in_words(nothing: bytes) -> None:
    with pytest.raises(UserError, match="empty"):
        tables.read(nothing)


@pytest.mark.parametrize(
    ("cells", "order", "days"),
    [
        (["2026-10-05", "2026/1/31 00:00:00", "20261231"], "iso", ["2026-10-05", "2026-01-31", "2026-12-31"]),
        (["5/6/2026", "6/13/26"], "us", ["2026-05-06", "2026-06-13"]),
        (["5/6/2026", "13-6-2026 9:30"], "eu", ["2026-06-05", "2026-06-13"]),
        (["05.06.2026", "01.02.2026"], "eu", ["2026-06-05", "2026-02-01"]),
        (["2026年10月5日", "2026-10-05T22:00:00Z"], "iso", ["2026-10-05", "2026-10-05"]),
        (["1 March 2026", "Mar 2, 2026", "3-Mar-26", "4th Sept 2026"], "iso",
         ["2026-03-01", "2026-03-02", "2026-03-03", "2026-09-04"]),
        (["5/6/2026", "6/5/2026"], None, []),
        (["13/6/2026", "6/13/2026"], None, []),
    ],
    ids=["iso", "us", "european", "dots", "chinese and iso times", "named months", "both ways", "contradicting"],
)  # fmt: skip
def test_the_whole_column_tells_how_days_are_written(cells: list[str], order: str | None, days: list[str]) -> None:
    assert day_columns.guess_order(cells) == order
    if order is not None:
        assert [str(day_columns.read_day(cell, order)) for cell in cells] == days


@pytest.mark.parametrize("cell", ["31/02/2026", "soon", "2026", "5/6", "12 Brumaire 2026"])
def test_what_is_no_day_is_none(cell: str) -> None:
    assert day_columns.read_day(cell, "eu") is None


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("1054", "1054", None),
        ("$1,200.50", "1200.50", "USD"),
        ("USD 12k", "12000", "USD"),
        ("12万", "120000", "EUR"),
        ("¥120,000", "120000", "CNY"),
        ("2016", "2016", None),
        ("n/a", None, None),
    ],
)
def test_amounts_are_read_as_people_write_them(cell: str, amount: str | None, currency: str | None) -> None:
    found, unread = read("amount", cell)
    assert not unread
    assert found[0].amount == (Decimal(amount) if amount is not None else None)
    assert found[0].currency == currency


@pytest.mark.parametrize("cell", ["soon", "(1,200)", "-5", "3 seats", "1.234", "9" * 40])
def test_what_is_no_single_amount_is_reported_with_its_row(cell: str) -> None:
    assert read("amount", cell) == ([], [Unread(2, "amount is no amount", cell)])


def test_decimal_commas_are_seen_in_the_column() -> None:
    table = tables.read(b"owner;customer;stage;amount\nA;B;won;1.234\nA;B;won;999,50\n")
    mapping = columns.guess(table.header, columns.DEALS)
    habits = spreadsheets.habits(table, mapping)
    found, _unread = spreadsheets.read_deals(table, mapping, habits, currency="EUR")
    assert [deal.amount for deal in found] == [Decimal(1234), Decimal("999.50")]


def test_rows_without_numbers_get_fingerprints_that_stay() -> None:
    data = b"owner,customer,stage\nA,B,won\nA,B,won\nA,C,won\n"
    first, second = (read_all(data) for _ in range(2))
    assert first == second
    assert len({deal.number for deal in first[0]}) == 3


def test_a_number_that_comes_twice_is_reported() -> None:
    found, unread = read_all(b"id,owner,customer,stage\n7,A,B,won\n7,A,C,won\n")
    assert [deal.row for deal in found] == [2]
    assert [(problem.row, problem.text) for problem in unread] == [(3, "7")]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (PIPELINE.splitlines()[0],
         "number=opportunity_id owner=sales_agent product=product customer=account stage=deal_stage opened=engage_date"
         " closes=close_date amount=close_value"),
        ("Deal ID,Deal Owner,Company name,Deal Stage,Amount,Create Date,Close Date",
         "number=Deal ID owner=Deal Owner customer=Company name stage=Deal Stage amount=Amount opened=Create Date"
         " closes=Close Date"),
        ("商机编号,负责人,客户名称,销售阶段,预计金额（元）,预计成交日期,备注",
         "number=商机编号 owner=负责人 customer=客户名称 stage=销售阶段 amount=预计金额（元）"
         " closes=预计成交日期 note=备注"),
        ("Deal ID,Rep,Account,Stage,Amount,Close",
         "number=Deal ID owner=Rep customer=Account stage=Stage amount=Amount closes=Close"),
        ("foo,bar", ""),
    ],
    ids=["maven", "english", "chinese", "short", "strange"],
)  # fmt: skip
def test_columns_are_guessed_by_their_names(header: str, expected: str) -> None:
    guessed = columns.guess(header.split(","), columns.DEALS)
    assert sorted(f"{word}={column}" for word, column in guessed.items()) == sorted(_entries(expected))


def test_a_mapping_is_put_right_by_whoever_imports() -> None:
    header = ["Who", "What", "Deal Stage", "Notes"]
    mapping = columns.amend(
        columns.guess(header, columns.DEALS), "who=owner, What=customer,notes=-", header, columns.DEALS
    )
    assert mapping == {"stage": "Deal Stage", "owner": "Who", "customer": "What"}
    with pytest.raises(UserError, match="no column"):
        columns.amend({}, "Wen=owner", header, columns.DEALS)
    with pytest.raises(UserError, match="can't be"):
        columns.amend({}, "Who=boss", header, columns.DEALS)


# What comes of it


def test_an_import_counts_on_boards_and_tells_by_row_what_it_left_out(shell: Terminal) -> None:
    said = bring_in(shell)
    assert "Imported 5 of 8 deals: 2 won, 1 lost, 2 open." in said
    assert "New people: 4" in said
    assert "New teams: North (Hanna Lindt), North (Ilya Petrov)." in said
    assert "Left out, no customer: 1. Rows 6." in said
    assert "Left out, an unknown sales rep: 1. Rows 7 (Nobody Known)." in said
    assert "Left out, close_date is no day: 1. Rows 9 (someday)." in said
    assert "Product GTXPro is stored as GTX Pro (rows: 1)." in said
    assert "Open deals without a first day: 1." in said
    with shell.look() as tx:
        people = {member.name: member for member in members.everybody(tx)}
        dora, emile, hanna = (people[name] for name in ("Dora Quist", "Émile Roux", "Hanna Lindt"))
        north = teams.find_by_name(tx, "North (Hanna Lindt)")
        assert north is not None
        assert [member.name for member in teams.managers(tx, north.id)] == ["Hanna Lindt"]
        assert (dora.slack_user_id, dora.role, hanna.role) == ("import:dora quist", "rep", "manager")
        quarter = periods.quarter(date(2026, 11, 1))
        board = leaderboards.add_up(tx, [quarter], currency="USD", team_id=north.id)[0]
        assert (board.revenue.minor, board.deals, board.tallies[dora.id].new_customers) == (1_000_000, 2, 1)
        won, lost, engaging, prospecting = (deals.find_by_origin(tx, f"csv:{n}") for n in ("A1", "A3", "A4", "A7"))
        assert won is not None
        assert lost is not None
        assert engaging is not None
        assert prospecting is not None
        assert (won.new_customer, won.closed_on, won.stage_since) == (True, date(2026, 10, 5), date(2026, 10, 5))
        assert (lost.outcome, lost.amount_minor, lost.owner_id) == (pipeline.LOST, None, emile.id)
        assert deals.card(tx, engaging.id).stage_name == "qualified"
        assert engaging.active_at.date() == date(2026, 10, 1)
        assert prospecting.opened_on == NOW.date()


def test_the_same_file_again_adds_nothing_and_tells_what_differs(shell: Terminal) -> None:
    bring_in(shell)
    shell.write("deals.csv", PIPELINE.replace("4800", "4900") + "A9,Dora Quist,,Lumen Oy,won,2026-11-01,2026-11-02,1\n")
    said = bring_in(shell)
    assert "Imported 1 of 9 deals: 1 won." in said
    assert "There already: 5. 1 of them differ by now, and stay as they are here: rows 3 (A2)." in said
    with shell.look() as tx:
        assert origins(tx) == sorted(f"csv:{n}" for n in [*GOOD, "A9"])
        assert len(members.everybody(tx)) == 4


def test_one_undo_takes_everything_back_and_it_can_come_again(shell: Terminal) -> None:
    bring_in(shell)
    assert "Undone: import deals.csv, 5 deals." in shell.type("import", "--undo")
    with shell.look() as tx:
        assert origins(tx) == []
        assert (members.everybody(tx), teams.active(tx), customers.find(tx, "Northwind Mills")) == ([], [], None)
    assert "There is no import to undo." in shell.type("import", "--undo")
    assert "Imported 5 of 8 deals" in bring_in(shell)


def test_an_import_whose_deals_were_changed_stays_until_that_is_undone(shell: Terminal) -> None:
    bring_in(shell)
    with shell.change(command="deal A4 next call") as tx:
        deal = deals.find_by_origin(tx, "csv:A4")
        assert deal is not None
        deals.change(tx, deal, today=NOW.date(), next_step="call")
    assert "changed since by “deal A4 next call”" in shell.type("import", "--undo")
    with shell.look() as tx:
        assert len(origins(tx)) == 5


def test_undo_leaves_the_customer_who_has_bought_again(shell: Terminal) -> None:
    bring_in(shell)
    with shell.change(command="deal new Northwind 9k") as tx:
        northwind, owner = customers.find(tx, "Northwind Mills"), members.everybody(tx)[0]
        assert northwind is not None
        open_stage = stages.every(tx)[0]
        deals.create(
            tx, today=NOW.date(), stage=open_stage, customer_id=northwind.id, owner_id=owner.id, currency="USD"
        )
    shell.type("import", "--undo")
    with shell.look() as tx:
        assert origins(tx) == []
        assert customers.find(tx, "Northwind Mills") is not None
        assert customers.find(tx, "Southgate Foods") is None
        assert members.everybody(tx) == [owner]


def test_a_rehearsal_and_an_unconfirmed_mapping_store_nothing(shell: Terminal) -> None:
    assert "Would import 5 of 8 deals" in bring_in(shell, "--dry-run")
    said = " ".join(shell.type("import", "deals.csv").split())
    assert "opportunity_id=number,sales_agent=owner" in said
    assert "add --yes" in said
    with shell.look() as tx:
        assert (origins(tx), members.everybody(tx), teams.active(tx)) == ([], [], [])


def test_what_was_left_out_comes_in_on_demand(shell: Terminal) -> None:
    shell.write("deals.csv", PIPELINE.replace("Engaging", "Poking"))
    assert "a stage that your pipeline does not have: 2. Rows 5 (Poking), 6 (Poking)." in bring_in(shell)
    said = bring_in(shell, "--make-people", "--make-stages", "--keep-without-customer")
    assert "Imported 3 of 8 deals: 1 won, 2 open." in said
    assert "New stages: Poking." in said
    assert "There already: 7." in bring_in(shell)
    with shell.look() as tx:
        assert [stage.name for stage in stages.every(tx)][3:] == ["negotiation", "Poking", "won", "lost"]
        unnamed = deals.find_by_origin(tx, "csv:A5")
        assert unnamed is not None
        assert deals.card(tx, unnamed.id).customer_name == "(no account)"


def test_people_of_slack_are_known_by_their_names(shell: Terminal) -> None:
    with shell.change() as tx:
        dora = members.remember(tx, "U0DORA", name="dora", full_name="Dora  QUIST", kind=members.INTERNAL)
        field = teams.create(tx, "Field")
        teams.add(tx, field, dora)
    said = shell.type("import", "deals.csv", "--yes")
    assert "Imported 2 of 8 deals" in said
    with shell.look() as tx:
        deal = deals.find_by_origin(tx, "csv:A1")
        assert deal is not None
        assert (deal.owner_id, deal.team_id) == (dora.id, field.id)


def test_two_people_of_one_name_are_not_guessed(shell: Terminal) -> None:
    with shell.change() as tx:
        for slack_user_id in ("U1", "U2"):
            members.remember(tx, slack_user_id, name="Dora Quist", kind=members.INTERNAL)
    assert "a sales rep whose name several members have: 2. Rows 2 (Dora Quist), 3 (Dora Quist)." in shell.type(
        "import", "deals.csv", "--yes"
    )


def test_days_that_read_two_ways_are_asked_about(shell: Terminal) -> None:
    shell.write("deals.csv", "id,owner,account,stage,close date,amount\n1,Dora Quist,Lumen,won,5/6/2026,10\n")
    assert "--date-order" in bring_in(shell)
    bring_in(shell, "--date-order", "eu")
    with shell.look() as tx:
        deal = deals.find_by_origin(tx, "csv:1")
        assert deal is not None
        assert deal.closed_on == date(2026, 6, 5)


def test_workspaces_do_not_share_imports(shell: Terminal) -> None:
    other = shell.install("T0OTHER")
    assert "Several workspaces" in bring_in(shell)
    bring_in(shell, "--workspace", "T0HOME")
    with shell.look(other) as tx:
        assert (origins(tx), members.everybody(tx)) == ([], [])
    bring_in(shell, "--workspace", "T0OTHER")
    shell.type("import", "--undo", "--workspace", "T0HOME")
    with shell.look(other) as tx:
        assert len(origins(tx)) == 5


def test_others_write_between_batches_and_may_undo_a_running_import(shell: Terminal) -> None:
    count = 2 * imports.BATCH + 1
    found = [ForeignDeal(row, str(row), "Dora Quist", f"Customer {row}", "prospect") for row in range(2, count + 2)]
    choices = Choices("USD", makes_people=True)
    done: list[int] = []
    with shell.open() as database:
        with transactions.begin(database, workspace_id=shell.workspace_id, now=NOW) as tx:
            plan = import_plans.make(tx, found, [], choices, import_people.roster(tx, []))

        def take_back(rows: int) -> None:
            done.append(rows)
            if len(done) == 2:
                with transactions.begin(database, workspace_id=shell.workspace_id, now=NOW) as tx:
                    imports.undo_last(tx)

        outcome = imports.carry_out(
            database,
            plan,
            choices,
            workspace_id=shell.workspace_id,
            now=NOW,
            file_name="big.csv",
            on_progress=take_back,
            pause_seconds=0,
        )
    assert done == [imports.BATCH, imports.BATCH]
    assert (outcome.was_undone, outcome.imported) == (True, 2 * imports.BATCH)
    with shell.look() as tx:
        assert deals.search(tx, Filter(outcome=None))[1] == 0
        assert outcome.change_set_id is not None
        assert len(history.changes(tx, outcome.change_set_id)) == 2 * imports.BATCH * 2 + 1  # customers, one person


def read(column: str, cell: str) -> tuple[list[ForeignDeal], list[Unread]]:
    return read_all(f'owner;customer;stage;{column}\nA;B;won;"{cell}"\n'.encode())


def read_all(data: bytes) -> tuple[list[ForeignDeal], list[Unread]]:
    table = tables.read(data)
    return spreadsheets.read_deals(table, columns.guess(table.header, columns.DEALS), Habits("iso"), currency="EUR")


def _entries(text: str) -> list[str]:
    """The parts of `a=b c=d e` where b may have spaces."""
    parts: list[str] = []
    for word in text.split():
        if "=" in word:
            parts.append(word)
        else:
            parts[-1] += f" {word}"
    return parts
