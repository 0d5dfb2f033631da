"""Whether two companies are one: a labelled set, what makes no difference, and what never may."""

from __future__ import annotations

import time
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.companies import DIFFERENT, KEY_LENGTH, KEY_LIMIT, MAYBE, SAME, Company, keys, likeness
from sales.company_names import normalised
from tests.company_pairs import pairs, report, score

NAMES = st.text(max_size=40) | st.sampled_from(
    [
        "Acme",
        "Acme Logistics",
        "Haier",
        "海尔",
        "海尔集团",
        "招商银行",
        "China Mobile",
        "中国移动",
        "Bank of Shanghai",
        "ソニー",
    ]
)
SITES = st.sampled_from(["", "acme.com", "haier.com", "haier.com.cn", "xn--3et971b.com"])
COMPANIES = st.builds(Company, NAMES, SITES, st.lists(NAMES, max_size=2).map(tuple))
FORMS = [
    " Ltd",
    ", Inc.",
    " GmbH & Co. KG",
    " S.A. de C.V.",
    " B.V.",
    " Pty Ltd",
    " Oyj",
    " A/S",
    " K.K.",
    " Holdings",
    " Group",
]
CHINESE_FORMS = [
    "有限公司",
    "股份有限公司",
    "有限责任公司",
    "集团",
    "集团有限公司",
    "控股有限公司",
    "（集团）股份有限公司",
]


def test_the_labelled_pairs_are_told() -> None:
    every = pairs()
    assert len(every) >= 840
    for chosen in (every, [pair for pair in every if pair.part == "held"]):
        found = score(chosen)
        assert found.precision >= 0.97, report()
        assert found.recall >= 0.93, report()


def test_pairs_that_are_one_share_a_key() -> None:
    missed = [pair for pair in pairs() if pair.found.verdict == SAME and not {*keys(pair.left)} & {*keys(pair.right)}]
    assert missed == []


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (Company("Acme"), Company("Acme Logistics"), MAYBE),
        (Company("Robert Bosch"), Company("Bosch"), MAYBE),
        (Company("Nortel"), Company("Nortek"), MAYBE),
        (Company("Amazon.com, Inc."), Company("Amazon"), SAME),
        (Company("Rolls-Royce"), Company("Rolls-Royce Motor Cars"), MAYBE),
        (Company("Siemens"), Company("Siemens Healthineers"), MAYBE),
        (Company("Acme Logistics"), Company("Acme Foods"), DIFFERENT),
        (Company("招商银行"), Company("招商证券"), DIFFERENT),
        (Company("海尔"), Company("海儿"), MAYBE),
        (Company("Acme UK Ltd"), Company("Acme Inc"), MAYBE),
        (Company("Acme (UK)"), Company("Acme (France)"), DIFFERENT),
        (Company("Delta", "delta.com"), Company("Delta", "deltaww.com"), MAYBE),
        (Company("公牛"), Company("Bull Electric", aliases=("公牛集团",)), SAME),
        (Company("好太太", "hotata.com"), Company("Hotata"), SAME),
        (Company("", "acme.com"), Company("", "acme.com"), SAME),
        (Company(""), Company(""), DIFFERENT),
        (Company("🎉"), Company("🎉"), DIFFERENT),
        (Company("Limited"), Company("Company"), DIFFERENT),
    ],
)
def test_verdicts(one: Company, other: Company, verdict: str) -> None:
    assert likeness(one, other).verdict == verdict


@given(COMPANIES, COMPANIES)
def test_the_order_makes_no_difference(one: Company, other: Company) -> None:
    assert likeness(one, other) == likeness(other, one)


@given(COMPANIES)
def test_a_company_is_itself(company: Company) -> None:
    if normalised(company.name):
        assert likeness(company, company).verdict == SAME


@given(COMPANIES, COMPANIES)
def test_what_is_one_is_found(one: Company, other: Company) -> None:
    if likeness(one, other).verdict == SAME:
        assert {*keys(one)} & {*keys(other)}


@given(st.from_regex(r"[a-z]{5,20}", fullmatch=True), st.integers(0, 19), st.sampled_from(["", "x", "swap"]))
def test_a_name_with_one_slip_is_found(name: str, place: int, slip: str) -> None:
    place %= len(name) - 1
    letters = name[place + 1] + name[place] if slip == "swap" else slip + name[place + 1]
    one, other = Company(name), Company(name[:place] + letters + name[place + 2 :])
    if likeness(one, other).verdict != DIFFERENT:
        assert {*keys(one)} & {*keys(other)}


@given(NAMES)
def test_normalised_again_a_name_is_the_same(name: str) -> None:
    assert normalised(normalised(name)) == normalised(name)


@given(st.from_regex(r"[a-z]{3,9}( [a-z]{3,9})?", fullmatch=True), st.sampled_from(FORMS))
def test_case_width_hidden_characters_and_legal_forms_make_no_difference(name: str, form: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter != " " else "\u3000" for letter in name)
    hidden = "\u202e" + "\u200b".join(name) + "\u202c"
    for one, other in permutations([name, name.upper(), wide, hidden, f"{name}{form}", f"The {name}"], 2):
        assert likeness(Company(one), Company(other)).verdict == SAME


@given(st.text(alphabet="海尔华为腾讯联想恒瑞茂", min_size=2, max_size=5), st.sampled_from(CHINESE_FORMS))
def test_chinese_legal_forms_make_no_difference(name: str, form: str) -> None:
    assert likeness(Company(name), Company(name + form)).verdict == SAME


@given(COMPANIES)
def test_keys_fit_their_column(company: Company) -> None:
    found = keys(company)
    assert len(found) <= KEY_LIMIT
    assert found == sorted(set(found))
    assert all(0 < len(key) <= KEY_LENGTH for key in found)


@pytest.mark.parametrize(
    "piece",
    ["a", "a ", "海", "(", "(a)", "e\u0301", "的", "ltd ", "有限公司", "中国", "\u202e", "ﷺ", "a.", "青岛市", "ﬃ"],
)
def test_any_length_is_read_in_time(piece: str) -> None:
    company = Company(piece * 10_000, "acme.com")
    start = time.process_time()
    assert likeness(company, company).verdict == SAME
    assert len(keys(company)) <= KEY_LIMIT
    assert time.process_time() - start < 0.5
