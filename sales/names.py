"""Names of companies: when two spellings are the same one, whatever their legal form and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sales.texts import one_of, visible, words

# Legal forms and the like, as they read once dots are gone and letters are small; accents are gone too.
_FORMS = frozenset(
    words(
        "ltd limited llc lc llp lllp lp plc pllc inc incorporated corp corporation co company cos cic",  # English
        "gmbh ggmbh mbh ag kg kgaa ohg gbr ug ev eg se aktiengesellschaft",  # German, European
        "sa sas sasu sarl eurl snc scs sca scop",  # French
        "ae epe",  # Greek
        "sl slu sau sll srl srls spa sapi sab cv rl ltda lda eireli sgps ltee",  # Spanish, Italian, Portuguese
        "bv bvba nv vof cvba",  # Dutch
        "ab hb oy oyj as asa ans aps ivs ehf hf aktiebolag aktiebolaget osakeyhtio",  # Nordic
        "sro spol doo dd ood eood ead kft zrt nyrt bt uab sia ou oo zoo spzoo",  # central and eastern Europe
        "ooo ao zao oao pao jsc ojsc pjsc cjsc ооо ао зао оао пао тов",  # Russian, Ukrainian
        "pte pty proprietary pvt private bhd sdn berhad pt tbk pcl",  # Asia and the Pacific
        "kk gk yk kabushiki gaisha kaisha godo",  # Japanese in Latin letters
        "fz fze fzco fzc dmcc wll psc saog qsc",  # Gulf
        "as ao sti anonim sirketi",  # Turkish
        "group groupe gruppe gruppo grupo holding holdings hldgs",
    )
)
# Forms that stand in front of the name.
_LEADING = frozenset(
    words(
        "llc jsc ojsc cjsc pjsc uab pt ooo ao zao oao pao ооо ао зао оао пао тов kk kabushiki gaisha kaisha",
        "aktiebolaget groupe grupo gruppo gruppe",
    )
)
# Small letters whose capitals look like Latin ones: the A of Αcme may be Greek.
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕαβεζηικμνορτυχ", "abekmhopctyxijsabezhikmnoptyx")
_LINKS = frozenset(words("and y et und e i"))

_ASIAN_FORMS = (
    "股份有限责任公司", "股份有限公司", "有限责任公司", "有限公司", "有限合伙企业", "有限合伙", "集团公司", "股份公司",
    "总公司", "控股公司", "公司", "集团", "集團", "控股", "股份",
    "株式会社", "有限会社", "合同会社", "合資会社", "주식회사", "유한회사", "유한책임회사", "합자회사", "합명회사",
)  # fmt: skip
_ASIAN_END = re.compile(rf"(?<=\w)\s*(?:{one_of(_ASIAN_FORMS)})$")
_ASIAN_START = re.compile(r"^(?:株式会社|有限会社|合同会社|주식회사|유한회사|유한책임회사|합자회사|합명회사)\s*(?=\w)")
_HAN = "一-鿿"
# 华为技术有限公司(深圳), 德勤(上海)咨询, (株)日立
_ASIAN_BRACKET = re.compile(rf"\([{_HAN}가-힣ぁ-ヿ]{{1,8}}\)")
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_PLUS = re.compile("[&+]")
_SLASHED = re.compile(r"\b([a-z])/([a-z])\b")  # A/S
_WITHIN_WORDS = re.compile("['’‘`´.·]")
_PUNCTUATION = re.compile(r"[\W_]+")
_SPELLED_OUT_SA = re.compile(r"(?<=\w) (?:societe anonyme|socieda[d]e? anonima|societa per azioni)$")
_SPELLED_OUT_SRL = re.compile(r"(?<=\w) s(?: en)?(?: de)? rl(?: de cv)?$| de cv$")
_SPELLED_OUT_PLC = re.compile(r"(?<=\w) public (?:company limited|limited company)$")
_SPELLED_OUT_TURKISH = re.compile(r"(?<=\w) san(?:ayi)? ve tic(?:aret)?(?= a ?s$| ltd\b| limited\b| anonim\b|$)")
_SPELLED_OUT_POLISH = re.compile(r"(?<=\w) spo[lł]ka (?:z ograniczona odpowiedzialnoscia|akcyjna)$")
_SPELLED_OUT_VIETNAMESE = re.compile(r"^cong ty (?:tnhh|cp|co phan|hop danh)(?: mtv| mot thanh vien)? (?=\w)")
_LATIN = re.compile("[a-z]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")


def is_form(word: str) -> bool:
    """Whether the word, normalised, is a legal form or part of one: ltd."""
    return word in _FORMS


def is_name(text: str) -> bool:
    """Whether the text can name anything: it has a letter or a digit, not emoji and punctuation alone."""
    return any(character.isalnum() for character in _KEYCAP.sub("", text))


@lru_cache(maxsize=128)
def normalise(name: str) -> str:
    """The key by which companies are matched: equal for spellings of one name.

    Case, accents, width of letters, punctuation, a leading "the" and legal forms (Ltd, GmbH & Co. KG, S.A. de C.V.,
    株式会社, 有限公司, Group …) make no difference, nor does a Chinese place in brackets: 华为技术有限公司(深圳) and
    华为技术 are one. A name that is nothing but legal forms keeps them: the company called Limited is "limited".
    Empty only for a name without a letter or digit.
    """
    if name.isascii() and name.isalnum():  # one plain word, as most names that are typed: none of the below is in it
        return name.lower()
    text = unicodedata.normalize("NFKD", visible(name)).casefold()
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", text))
    without_places = _ASIAN_BRACKET.sub(" ", text)
    if is_name(without_places):
        text = without_places
    text = _SLASHED.sub(r"\1\2", _PLUS.sub(" and ", text))
    text = _PUNCTUATION.sub(" ", _WITHIN_WORDS.sub("", text)).strip()
    text = _SPELLED_OUT_SRL.sub(" srl", _SPELLED_OUT_SA.sub(" sa", _SPELLED_OUT_PLC.sub(" plc", text)))
    text = _SPELLED_OUT_TURKISH.sub("", _SPELLED_OUT_POLISH.sub("", _in_one_alphabet(text)))
    text = _SPELLED_OUT_VIETNAMESE.sub("", text)
    text = _without_asian_forms(text)
    return " ".join(_without_forms(text.split()))


def _in_one_alphabet(text: str) -> str:
    """A name in Latin letters with those of its words in Latin letters, too, that only look so: Αcme Rockets."""
    if not _LATIN.search(text):
        return text
    seen = ((word, word.translate(_LOOK_ALIKES)) for word in text.split())
    return " ".join(latin if latin.isascii() and word not in _FORMS else word for word, latin in seen)


def _without_asian_forms(text: str) -> str:
    text = _BETWEEN_HAN.sub("", text)
    text = _ASIAN_START.sub("", text)
    while text not in _ASIAN_FORMS and (shorter := _ASIAN_END.sub("", text)) != text:
        text = shorter
    return text


def _without_forms(name: list[str]) -> list[str]:
    """The words of a name without legal forms at its ends, spelled out (s a) or not, but never without any word."""
    kept = name[1:] if len(name) > 1 and name[0] == "the" else name
    while len(kept) > 1 and kept[0] in _LEADING and not _FORMS.issuperset(kept):
        kept = kept[1:]
    while length := _length_of_last_form(kept):
        kept = kept[:-length]
        if len(kept) > 1 and kept[-1] in _LINKS:  # GmbH & Co. KG
            kept = kept[:-1]
    return kept


def _length_of_last_form(name: list[str]) -> int:
    """How many words at the end of the name are a legal form; 0 when none are, or when nothing else would be left."""
    for length in (4, 3, 2):
        tail = name[-length:]
        if length < len(name) and all(len(word) <= 2 for word in tail) and "".join(tail) in _FORMS:
            return length
    return 1 if len(name) > 1 and name[-1] in _FORMS else 0
