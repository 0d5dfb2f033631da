"""Which domain an address, a link or a host belongs to, and which belong to nobody in particular."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domains import is_free_mail, registrable
from storage.free_mail import FREE_MAIL


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("haier.com", "haier.com"),
        (" WWW.Haier.COM. ", "haier.com"),
        ("https://www.haier.com.cn/cn/about?x=1#top", "haier.com.cn"),
        ("http://user:pw@shop.eu.acme.co.uk:8080/path", "acme.co.uk"),
        ("Zhang San <zhang@mail.haier.com>", "haier.com"),
        ("mailto:zhang@haier.com", "haier.com"),
        ("<http://acme.com|acme.com>", "acme.com"),
        ("<mailto:amy@acme.com|amy@acme.com>", "acme.com"),
        ("https://acme.com/@globex.com", "acme.com"),
        ("acme.com:443", "acme.com"),
        ("//acme.com/x", "acme.com"),
        ("ａｃｍｅ．ｃｏｍ", "acme.com"),
        ("海尔。com", "xn--3et971b.com"),
        ("ac\u200bme.com", "acme.com"),
        ("\u202eacme.com\u202c", "acme.com"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("xn--bcher-kva.de", "xn--bcher-kva.de"),
        ("www.中国移动.中国", "xn--fiq02ib9d179b.xn--fiqs8s"),
        ("acme.myshopify.com", "acme.myshopify.com"),
        ("acme.github.io", "acme.github.io"),
        ("com.cn", ""),
        ("localhost", ""),
        ("10.0.0.1", ""),
        ("http://[::1]/", ""),
        ("Acme", ""),
        ("", ""),
        ("a..b.com", ""),
        ("-acme-.com", ""),
        ("acme com", ""),
        ("x" * 70 + ".com", ""),
    ],
)
def test_the_domain_that_somebody_registered(text: str, domain: str) -> None:
    assert registrable(text) == domain


@given(st.text(max_size=200) | st.text(alphabet="a.@:/<>|-。é", max_size=40))
def test_a_domain_read_again_is_the_same(text: str) -> None:
    domain = registrable(text)
    assert registrable(domain) == domain


@pytest.mark.parametrize("length", [10_000, 1_000_000])
def test_long_texts_are_read_as_quickly(length: int) -> None:
    assert registrable("a." * length) == ""
    assert registrable("a" * length + "@acme.com") == ""


def test_mail_services_are_written_as_they_are_looked_up() -> None:
    assert len(FREE_MAIL) > 400
    assert all(registrable(domain) == domain for domain in FREE_MAIL)
    assert is_free_mail(registrable("somebody@vip.163.com"))
    assert not is_free_mail("acme.com")
