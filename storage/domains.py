"""Domains of companies: which one an address, a link or a host belongs to, and which belong to everybody."""

from __future__ import annotations

import re
from functools import cache

from publicsuffixlist import PublicSuffixList

from sales.texts import normalise_text
from storage.free_mail import FREE_MAIL

LONGEST = 2048
"""Characters of an address that are looked at; no link that a browser opens is longer."""

_LONGEST_HOST = 253
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:(?!\d)/*|//)")  # and not a port: acme.com:443
_PATH = re.compile(r"[/?#|\\]")  # Slack writes links as <http://acme.com|acme.com>
_AFTER_HOST = re.compile(r"[:>\s]")
_DOTS = re.compile("[。．｡]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


@cache
def _suffixes() -> PublicSuffixList:
    """Mozilla's list, as the package brings it; read when it is first needed, as it takes 40 ms and 2.5 MB."""
    return PublicSuffixList()


def registrable(text: str) -> str:
    """The domain that somebody registered, of a host, a link or an e-mail address: shop.haier.com.cn is haier.com.cn.

    In lower case and as it goes over the wire: bücher.de is xn--bcher-kva.de. What a shop or a page is rented under
    is not its domain: acme.myshopify.com stays whole. Empty for what is no domain: localhost, 10.0.0.1, com.cn.
    """
    host = _host(text)
    return (_suffixes().privatesuffix(host) or "") if host else ""


def is_free_mail(domain: str) -> bool:
    """Whether anybody gets an address at the domain: gmail.com, qq.com. It says nothing of a company."""
    return domain in FREE_MAIL


def _host(text: str) -> str:
    """The host in the text, in the letters that go over the wire; empty when there is none with a dot in it."""
    text = _DOTS.sub(".", normalise_text(text[:LONGEST])).casefold()
    host = _PATH.split(_SCHEME.sub("", text.strip(" <>")), maxsplit=1)[0].rpartition("@")[2]
    host = _AFTER_HOST.split(host, maxsplit=1)[0].strip(".")
    try:
        labels = [label.encode("idna").decode() for label in host.split(".")]
    except UnicodeError:
        return ""
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdecimal():
        return ""
    host = ".".join(labels)
    return host if len(host) <= _LONGEST_HOST else ""
