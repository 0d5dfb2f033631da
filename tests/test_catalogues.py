"""No sentence without its translation."""

from __future__ import annotations

import pytest

from views import catalogues
from views.words import LANGUAGES


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_every_sentence_of_the_code_is_translated(language: str) -> None:
    assert list(catalogues.problems(language, catalogues.sentences())) == []
