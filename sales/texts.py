"""Text as phones and keyboards send it, made plain; and the parts of it in which nothing is to be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

Span = tuple[int, int]

LATIN = "A-Za-zÀ-ɏЀ-ӿ"
"""Letters of alphabets, as a range for regular expressions: unlike in Chinese, a number beside one is in a word."""

HIDDEN = "\x00"
"""Stands for a character that is already spoken for. No rule matches it, and no person types it."""

# Zero-width characters, joiners, direction marks, variation selectors, soft hyphens and control characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_PLAIN = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width forms
        **dict.fromkeys("“”„‟«»〝〞＂", '"'),
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("‐‑‒−﹣－", "-"),
        **dict.fromkeys("、﹐", ","),
        **dict.fromkeys("。｡", "."),
        **dict.fromkeys("﹪٪", "%"),
        **dict.fromkeys("\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u205f\u3000\t\v\f\r\n\x85\u2028\u2029", " "),
        # Thin and no-break spaces stay one kind, as they hold the groups of a number together: 12 000.
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f", "\u00a0"),
        **{chr(first + digit): str(digit) for first in (0x0660, 0x06F0, 0x0966) for digit in range(10)},
        "￥": "¥",
        "﹩": "$",
        "￡": "£",
    }
)

_UNREAD = re.compile(
    r"""
      "[^"]*"                                            # quoted names
    | (?<!\w)'[^']{1,80}'(?!\w)
    | 「[^」]*」 | 『[^』]*』 | 《[^》]*》 | 【[^】]*】
    | <[^<>]*>                                           # what Slack makes of people, channels and links
    | https?://\S+ | www\.\S+
    | [\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+        # e-mail
    | @[\w.-]+ | \#\w+                                   # @ben, #142, #east
    | (?<![\w.])[a-z][\w-]{0,62}(?:\.[a-z]{2,3})?
      \.(?:com|net|org|io|co|cn|ai|app|dev|de|uk|eu|fr|jp|us|biz|info|tech|cloud)\b(?!\.\w)
    | (?<![\w.])\d[\w-]{0,62}\.(?:com|cn|net)\b          # 58.com
    | \bv\d+(?:\.\d+)*\b                                # v2.1
    | (?<![\w.,])(?!\d{1,3}(?:\.\d{3}){3}(?!\d))\d{1,3}(?:\.\d{1,3}){3}(?![\d.])   # 10.0.0.1, not 1.000.000.000
    | (?<![\w.])\+\d[\d\ ()-]{6,20}\d(?!\w)              # phone numbers
    | \(\d{2,4}\)\ ?\d{3,4}[ -]?\d{3,4}(?!\d)
    | (?<![\w.,-])(?:\d{3}-\d{3,4}-\d{4}|\d{3}-\d{4}|0\d{2,3}-\d{7,8}|1[3-9]\d{9})(?![\w-])
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


# Any of these is in whatever the above finds; most lines have none of them.
_UNREAD_CLUE = re.compile(r"""["'「『《【<@#./:(+-]|v\d|\d{11}""", re.IGNORECASE | re.ASCII)

_PUNCTUATED = re.compile(r"[^\w\s]")
_SPACES = re.compile(r"\s+")
_EMPTY_BRACKETS = re.compile(r"\( ?\)|（ ?）|\[ ?\]|\* ?\*")
_LONE_STOPS = re.compile(r" [.!。！]+(?= |$)")
_DOUBLED_COMMAS = re.compile(r"(?:\s*[,，;；、])+(\s*[,，;；、])(?=\s|\w|$)")
_SPACE_BEFORE_COMMA = re.compile(r"\s+(?=[,，;；、])")


def words(*lists: str) -> list[str]:
    """The words of one or several lines, to write a vocabulary down plainly."""
    return " ".join(lists).split()


def one_of(vocabulary: Iterable[str]) -> str:
    """A regular expression that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(vocabulary, key=lambda word: (-len(word), word)))


def visible(text: str) -> str:
    """The text without the characters that nobody sees and many phones send."""
    return _INVISIBLE.sub("", text)


def normalise_text(text: str) -> str:
    """The text with plain quotes, digits, dashes and spaces in place of their many relatives.

    It is as long as `visible(text)`, character by character, so that what is found in one can be cut out of the other.
    """
    return visible(text).translate(_PLAIN)


def unread_spans(plain: str) -> list[Span]:
    """Where quoted names, people, channels, links, ids and phone numbers stand: no money or date is read in them."""
    return [match.span() for match in _UNREAD.finditer(plain)] if _UNREAD_CLUE.search(plain) else []


def hide(text: str, spans: Collection[Span]) -> str:
    """The text, as long as before, with the spans blotted out."""
    if not spans:
        return text
    characters = list(text)
    for start, end in spans:
        characters[start:end] = HIDDEN * (end - start)
    return "".join(characters)


def tidy(text: str) -> str:
    """One space between words, and no punctuation left standing where something was cut out."""
    if not _PUNCTUATED.search(text):
        return " ".join(text.split())
    text = _EMPTY_BRACKETS.sub("", _SPACES.sub(" ", text))
    text = _DOUBLED_COMMAS.sub(r"\1", _LONE_STOPS.sub("", text))
    text = _SPACES.sub(" ", _SPACE_BEFORE_COMMA.sub("", text))
    return text.lstrip(" ,，;；、。:：-–—").rstrip(" ,，;；、。:：-–—/+&|")
