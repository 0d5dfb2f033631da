"""Which column of another system's file is what: guessed from the header, and put right by whoever imports it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from sales.errors import UserError

Words = Mapping[str, Sequence[str]]

DEALS: Words = {
    "number": ("opportunity id", "deal id", "record id", "id", "number", "deal number",
               "商机编号", "商机id", "编号", "单号"),
    "owner": ("sales agent", "deal owner", "opportunity owner", "owner", "sales rep", "salesperson", "agent", "rep",
              "account executive", "assigned to", "负责人", "销售", "销售人员", "业务员", "归属人", "所有人", "成交人"),
    "customer": ("account", "account name", "customer", "customer name", "company", "company name", "client",
                 "organization", "客户", "客户名称", "客户名", "公司", "公司名称"),
    "stage": ("deal stage", "stage", "stage name", "sales stage", "pipeline stage", "opportunity stage", "status",
              "阶段", "销售阶段", "商机阶段", "状态"),
    "amount": ("close value", "amount", "deal value", "deal amount", "value", "revenue", "total", "price",
               "金额", "成交金额", "合同金额", "商机金额", "预计金额", "销售额"),
    "currency": ("currency", "currency code", "币种", "货币"),
    "product": ("product", "product name", "item", "产品", "产品名称"),
    "opened": ("engage date", "opened", "opened on", "created", "created at", "created date", "create date",
               "open date", "start date", "创建日期", "创建时间", "开始日期"),
    "closes": ("close date", "close", "closes", "closes on", "expected close date", "expected close", "closing date",
               "预计成交日期", "预计成交时间", "结单日期"),
    "closed": ("closed date", "closed on", "closed", "closed at", "actual close date", "won date",
               "成交日期", "成交时间", "签约日期"),
    "next step": ("next step", "next steps", "下一步"),
    "reason": ("lost reason", "loss reason", "closed lost reason", "reason", "丢单原因", "输单原因"),
    "note": ("note", "notes", "description", "comment", "comments", "备注", "说明", "描述"),
}  # fmt: skip
"""What a column of deals may be, and what other systems call it, the likeliest name first. `closes` is the day of
closing where one column holds the expected and the real one; `closed` is the real one where it has its own."""

PEOPLE: Words = {
    "name": ("name", "full name", *DEALS["owner"], "姓名", "员工", "员工姓名"),
    "manager": ("manager", "sales manager", "manager name", "reports to", "team lead", "经理", "主管", "上级"),
    "office": ("regional office", "office", "team", "sales team", "region", "department", "branch",
               "区域", "大区", "部门", "团队", "分公司", "办事处"),
}  # fmt: skip
PRODUCTS: Words = {"product": (*DEALS["product"], "name", "名称")}

LEFT_OUT = "-"


def guess(header: Sequence[str], words: Words) -> dict[str, str]:
    """Columns by what they are, as far as their names tell: equal names first, then those that contain one."""
    found: dict[str, str] = {}
    for fits in (_equals, _contains):
        for word, column in _matches(header, words, fits):
            if word not in found and column not in found.values():
                found[word] = column
    return found


def amend(mapping: Mapping[str, str], wishes: str, header: Sequence[str], words: Words) -> dict[str, str]:
    """The mapping with what a person wrote as `column=word,column=word`; `column=-` leaves a column out.

    Raises UserError for a column that is not in the file and a word that we do not know.
    """
    amended = dict(mapping)
    columns = {_folded(name): name for name in header}
    for wish in next(csv.reader([wishes]), []):
        typed, _, word = (part.strip() for part in wish.rpartition("="))
        column = columns.get(_folded(typed))
        if column is None:
            raise UserError(
                "There is no column {column}. The file has: {columns}.", column=typed or wish, columns=", ".join(header)
            )
        if word != LEFT_OUT and word not in words:
            raise UserError(
                "A column can't be {word}. Say one of: {words}, or - to leave it out.",
                word=word,
                words=", ".join(words),
            )
        amended = {w: c for w, c in amended.items() if c != column}
        if word != LEFT_OUT:
            amended[word] = column
    return amended


def require(mapping: Mapping[str, str], needed: Sequence[str]) -> None:
    """Raises UserError when nothing can be read without a column that is not known yet."""
    missing = [word for word in needed if word not in mapping]
    if missing:
        raise UserError(
            "I can't tell which column is the {word}. Name it: --map 'COLUMN={example}'.",
            word=", the ".join(missing),
            example=",COLUMN=".join(missing),
        )


def _matches(header: Sequence[str], words: Words, fits: Callable[[str, str], bool]) -> Iterator[tuple[str, str]]:
    for word, names in words.items():
        for name in names:
            for column in header:
                if fits(_folded(column), _folded(name)):
                    yield word, column


def _equals(column: str, name: str) -> bool:
    return column == name


def _contains(column: str, name: str) -> bool:
    """Whether a name long enough to mean something stands in the column's."""
    return len(name) >= (5 if name.isascii() else 2) and name in column


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
