"""Whether two companies are one."""

from __future__ import annotations

from sales.companies import SAME, Company, keys, likeness


def test_a_domain_or_a_name_in_common_is_the_same_company() -> None:
    one, other = Company("Acme", "acme.com"), Company("ACME Ltd.", "acme.com")
    assert likeness(one, other).verdict == SAME
    assert set(keys(one)) & set(keys(other))
