"""Which spellings of a company's name are one company."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.names import is_name, normalise

SAME = {
    "acme": """Acme; ACME Ltd; Acme, Inc.; Acme Corp; Acme Corporation; The Acme Company; Acme GmbH; Acme AG;
        Acme Plc; Acme GmbH & Co. KG; Acme S.A.; Acme S. A.; Acme S.A. de C.V.; Acme S de RL de CV; Acme S.r.l.;
        Acme SpA; Acme B.V.; Acme N.V.; Acme Oy; Acme AB; Acme A/S; Acme AS; Acme Pty Ltd; Acme Sdn. Bhd.; Acme K.K.;
        Acme Co., Ltd.;
        Acme Sp. z o.o.; PT Acme Tbk; Acme Holdings; Acme Group; Acme Group Holdings Ltd; Ácme; acme\u200b;
        Ａｃｍｅ　Ｌｔｄ; “Acme” Ltd; 🎉 Acme""",
    "日立": "日立; 株式会社日立; 日立株式会社; （株）日立; ㈱日立",
    "华为技术": """华为技术; 华为技术有限公司; 华为技术有限公司(深圳); 华为技术有限公司（深圳）; 华为 技术 有限公司;
        华为（深圳）技术有限公司""",
    "中国平安": "中国平安; 中国平安(集团)股份有限公司; 中国平安集团",
    "삼성전자": "삼성전자; 삼성전자 주식회사; (주)삼성전자",
    "ромашка": "Ромашка; ООО Ромашка; ООО «Ромашка»",
    "johnson and johnson": "Johnson & Johnson; Johnson and Johnson Inc",
    "macys": "Macy's; Macy’s, Inc.",
    "nestle": "Nestlé; NESTLE S.A.",
    # never stripped to nothing
    "limited": "Limited; The Limited",
    "the": "The The",
    "company": "Company Ltd",
    "有限公司": "有限公司",
    "group nine": "Group Nine",
    "3m": "3M; 3M Company",
}


@pytest.mark.parametrize(
    ("name", "key"), [(name.strip(), key) for key, names in SAME.items() for name in names.split(";")]
)
def test_spellings_of_one_name(name: str, key: str) -> None:
    assert normalise(name) == key


def test_other_companies_stay_others() -> None:
    names = ["Acme", "Acme Logistics", "Acme (UK)", "招商银行", "招商证券", "华为技术", "华为终端", "3M", "4M"]
    assert len({normalise(name) for name in names}) == len(names)


@pytest.mark.parametrize("text", ["", " ", "🎉", "—", "1️⃣", "()", "\u200b"])
def test_what_names_nothing(text: str) -> None:
    assert not is_name(text)


@given(st.text(max_size=60))
def test_keys_are_stable_and_never_empty_for_a_name(text: str) -> None:
    key = normalise(text)
    assert bool(key) or not is_name(text)
    assert normalise(key.upper()) == normalise(key)
